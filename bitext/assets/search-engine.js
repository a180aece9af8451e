/* The search engine: a query in, posts out. No page is touched here, so that it runs in a
 * browser and in a test alike.
 *
 * What it reads are the files that bitext/search/index.py describes, each a script that calls
 * bitextSearch.put(). `load(name)`, given to start(), has to run one. Terms are those of
 * bitext/search/terms.py; postings are read as bitext/search/postings.py writes them. */
(function (root) {
  "use strict";
  var LONGEST = 400; // characters of a query that are looked at
  var TERMS = 9; // terms of a query that are looked up
  var CHECKED = 8; // posts whose texts are read to find the whole phrase
  var MORE = 4; // and as many again, in each further round
  var ROUNDS = 6;
  var PLACES = 16; // of units, in a file of texts (entries.py)
  var UNITS = 65536; // more than a document has
  var CONCEPT = 0.75; // what another word for the same thing counts
  var GUESSED = 0.8; // what a word counts that was meant, probably
  var MATH = "\u2063";
  var FAINT = 0.4; // what a pair counts that has one of these, which are in every sentence or question
  var FUNCTION = new Set("的了是在和与就也都而及或其之这那个不有为怎什么何吗呢哪谁");
  var LOOKS = new Set(("boldsymbol mathbf mathcal mathbb mathrm mathsf operatorname frac left " +
    "right text begin end").split(" "));
  var ATOM = /([\u3400-\u4dbf\u4e00-\u9fff]+)|[a-z0-9]+|[\u0370-\u03ff]+|[\u0400-\u04ff]+|[\u3040-\u30ff]+/g;
  var HAN = /[\u3400-\u4dbf\u4e00-\u9fff]/;
  var BRIDGE = /([\u3400-\u4dbf\u4e00-\u9fff])[、。,.;:?!]+(?=([\u3400-\u4dbf\u4e00-\u9fff]))/g;
  var NUMBER = /(?:公式|方程|式|\beq(?:uation|n)?s?\.?)\s*\(?\s*(\d+(?:\.\d+)*)\b\s*\)?|\((\d{1,3})\)/g;
  var LABEL = /[a-z0-9]+(?:[-_:][a-z0-9]+)+/g;
  var SPELLINGS = [
    [/([a-z]{3}[abd-vx-z])is(?=(?:e|ed|es|er|ers|ing|able|ation|ations)$)/, "$1iz"],
    [/([a-z]{3})ys(?=(?:e|ed|es|er|ers|ing|able)$)/, "$1yz"],
    [/([a-z]{3})our(?=(?:s|ed|ing|al|able|hood|hoods|ful|less)?$)/, "$1or"],
    [/([a-z]{3}e)ll(?=(?:ed|ing|er|ers)$)/, "$1l"],
    [/([a-z]{2})tre(?=s?$)/, "$1ter"],
    [/([a-z]{2})tred$/, "$1tered"],
  ];

  var files = Object.create(null); // name -> what it holds
  var asked = Object.create(null); // name -> promise
  var lists = new Map(); // term -> [df, documents and units, impacts]
  var load = null, stemmer = null, stems = new Map(), forms = null;

  function need(names) {
    return Promise.all(names.map(function (name) {
      if (!asked[name]) {
        asked[name] = files[name] ? Promise.resolve() : Promise.resolve(load(name)).catch(function (error) {
          delete asked[name];
          throw error;
        });
      }
      return asked[name];
    }));
  }

  function meta() { return files.meta[0]; }

  /* ---- text as terms (terms.py) */

  function fold(text) {
    // eslint-disable-next-line no-control-regex
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKD").replace(/\p{M}+/gu, "").normalize("NFKC").toLowerCase();
  }

  function spell(word) {
    return SPELLINGS.reduce(function (one, rule) { return one.replace(rule[0], rule[1]); }, word);
  }

  function stem(word) {
    var key = stems.get(word);
    if (key === undefined) {
      if (!stemmer) stemmer = new root.Stemmer();
      stems.set(word, (key = stemmer.stemWord(spell(word))));
    }
    return key;
  }

  function stopWords() {
    var known = meta();
    if (!known.stops) known.stops = new Set(known.stop.split(" "));
    return known.stops;
  }

  /* The terms of a folded text, in their order: {term, kind, word}. */
  function terms(folded) {
    var stops = stopWords(), found = [], before = "", atom;
    ATOM.lastIndex = 0;
    while ((atom = ATOM.exec(folded))) {
      var word = atom[0];
      if (atom[1]) {
        before = "";
        if (word.length === 1) found.push({ term: word, kind: "han", word: word });
        for (var i = 0; i + 1 < word.length; i += 1) {
          found.push({ term: word.substr(i, 2), kind: "han", word: word.substr(i, 2) });
        }
        continue;
      }
      var stopped = stops.has(word), key = stopped ? word : stem(word);
      if (!stopped) found.push({ term: key, kind: "word", word: word });
      if (before) found.push({ term: before + " " + key, kind: "pair", word: "", stopped: stopped || stops.has(before) });
      before = key;
    }
    BRIDGE.lastIndex = 0;
    while ((atom = BRIDGE.exec(folded))) found.push({ term: atom[1] + atom[2], kind: "pair", word: "" });
    return found;
  }

  function unique(list) {
    var seen = new Set();
    return list.filter(function (each) { return !seen.has(each.term) && seen.add(each.term); });
  }

  /* Evenly spaced `count` of `list`. */
  function thin(list, count) {
    if (list.length <= count) return list;
    return list.filter(function (each, i) {
      return Math.floor(i * count / list.length) !== Math.floor((i - 1) * count / list.length);
    });
  }

  /* As many of `list` as are looked up, evenly spaced; what says little comes last. */
  function telling(list) {
    var told = list.filter(function (each) { return !faint(each); });
    if (told.length >= TERMS) return thin(told, TERMS);
    var rest = thin(list.filter(faint), TERMS - told.length);
    return list.filter(function (each) { return told.includes(each) || rest.includes(each); });
  }

  /* Whether a term is a pair of characters of which one is in every sentence. */
  function faint(each) {
    return each.kind === "han" && Array.from(each.term).some(function (one) { return FUNCTION.has(one); });
  }

  /* How rare each term is that is in many units: 0 the most frequent ones. */
  function ranks() {
    var known = meta();
    if (!known.ranks) {
      known.ranks = new Map();
      known.common.forEach(function (some, i) {
        some.split(",").forEach(function (term) { known.ranks.set(term, i); });
      });
    }
    return known.ranks;
  }

  /* What to look up for a query: {folded, terms, numbers, labels}. */
  function plan(query, table) {
    var text = Array.from(fold(String(query).slice(0, LONGEST)), function (character) {
      return (table && table.get(character)) || character;
    }).join("");
    var numbers = [];
    var rest = text.replace(/\\([a-z]+)/g, function (whole, command) {
      return LOOKS.has(command) ? " " : " " + command + " ";
    }).replace(NUMBER, function (whole, first, second) {
      numbers.push("=" + (first || second));
      return " ";
    });
    var all = unique(terms(rest));
    var single = Array.from(rest.replace(/\s/g, ""));
    var alone = rest.trim();
    if (single.length === 1 && HAN.test(single[0])) all = [{ term: "1" + single[0], kind: "letter", word: single[0] }];
    else if (stopWords().has(alone)) all = [{ term: "1" + alone, kind: "letter", word: alone }];
    var content = all.filter(function (each) { return each.kind !== "pair"; });
    var chosen = content.filter(function (each) { return each.kind !== "word" || each.term.length > 1; });
    var common = ranks(), pairs = all.filter(function (each) { return each.kind === "pair"; });
    function often(each) { return common.has(each.term); }
    function rarely(each) { return !often(each); }
    if (chosen.some(often)) {
      // Of a term that is everywhere, the index keeps but a part: its neighbours tell more.
      var rare = chosen.concat(pairs).filter(rarely);
      var frequent = chosen.concat(pairs).filter(often).sort(function (a, b) { return common.get(b.term) - common.get(a.term); });
      chosen = rare.length > 4 ? telling(rare) : rare.concat(frequent.slice(0, 7 - rare.length));
    } else if (chosen.length > TERMS) chosen = telling(chosen);
    else {
      // Letters and stop words, where there is little else to go by.
      if (chosen.length < 4) chosen = chosen.concat(thin(pairs.filter(function (each) { return !HAN.test(each.term); }), 6));
      if (chosen.length < 3) {
        chosen = chosen.concat(content.filter(function (each) { return !chosen.includes(each); }).slice(0, 4));
      }
    }
    chosen = chosen.concat(unique(numbers.map(function (number) {
      return { term: number, kind: "number", word: "" };
    })).slice(0, 2));
    var labels = (rest.match(LABEL) || []).slice(0, 3).map(function (label) {
      return { term: label, kind: "label", word: "" };
    });
    return {
      raw: text.replace(/\s+/g, " ").trim(), folded: rest, phrase: compact(rest),
      chosen: chosen, labels: unique(labels), all: all,
    };
  }

  /* ---- postings (postings.py) */

  function fnv(text) {
    var value = 2166136261;
    for (var i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 16777619) >>> 0;
    return value;
  }

  /* The file that has the list of `term`. */
  function shard(term) {
    return ranks().has(term) ? "c/" + fnv(term).toString(16) : "s/" + fnv(term) % meta().shards;
  }

  function digit(text, at) {
    var code = text.charCodeAt(at);
    return code - (code > 92 ? 36 : 35);
  }

  /* {df, keys: document and unit in one number, impacts: 0 to 1, cut} of a term. */
  function list(term) {
    if (lists.has(term)) return lists.get(term);
    var kept = (files[shard(term)] || [{}])[0];
    var written = Object.prototype.hasOwnProperty.call(kept, term) ? kept[term] : "";
    var cut = typeof written !== "string";
    var text = cut ? written[1] : written, width = meta().width;
    var keys = [], impacts = [], at = 0;
    while (at < text.length) {
      var number = 0, ended = false;
      for (var i = 0; i < width; i += 1) number = number * 90 + digit(text, at++);
      while (!ended) {
        var unit = 0, scale = 1, value = digit(text, at++);
        while (value >= 45) {
          unit += (value - 45) * scale;
          scale *= 45;
          value = digit(text, at++);
        }
        unit += value * scale;
        var impact = digit(text, at++);
        ended = impact >= 45;
        keys.push(number * UNITS + unit);
        impacts.push((ended ? impact - 45 : impact) / 31);
      }
    }
    var found = { df: cut ? written[0] : keys.length, keys: keys, impacts: impacts, cut: cut };
    if (lists.size > 500) lists.clear();
    lists.set(term, found);
    return found;
  }

  /* ---- other words for the same */

  function glossary() {
    if (forms) return forms;
    forms = [];
    (files.glossary ? files.glossary[0] : []).forEach(function (words, number) {
      words.forEach(function (form) {
        var key = sequence(terms(fold(form)));
        if (key.length > 2) forms.push({ key: key, term: "#" + number });
      });
    });
    forms.sort(function (a, b) { return b.key.length - a.key.length; });
    return forms;
  }

  function sequence(list) {
    return "\n" + list.filter(function (each) {
      return each.kind !== "pair";
    }).map(function (each) { return each.term; }).join("\n") + "\n";
  }

  /* The glossary's entries in a query: [{term, covers: the query's terms}]. */
  function concepts(asked, most) {
    var text = sequence(terms(asked.folded)), used = new Set(), found = [];
    glossary().forEach(function (form) {
      if (found.length >= most || !text.includes(form.key)) return;
      var covers = form.key.trim().split("\n");
      if (covers.every(function (term) { return used.has(term); })) return;
      covers.forEach(function (term) { used.add(term); });
      found.push({ term: form.term, covers: new Set(covers) });
    });
    return found;
  }

  /* ---- words that are not there */

  /* Edits between two words, of neighbours exchanged too; `most` + 1 if there are more. */
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    var before = [], last = [], now = [];
    for (var j = 0; j <= b.length; j += 1) last[j] = j;
    for (var i = 1; i <= a.length; i += 1) {
      now = [i];
      var least = i;
      for (j = 1; j <= b.length; j += 1) {
        var same = a[i - 1] === b[j - 1];
        now[j] = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          now[j] = Math.min(now[j], before[j - 2] + 1);
        }
        least = Math.min(least, now[j]);
      }
      if (least > most) return most + 1;
      before = last;
      last = now;
    }
    return last[b.length];
  }

  function words(name, end) {
    var text = files[name] ? files[name][end] : "";
    return text ? text.split(" ") : [];
  }

  /* Words of the site that `word` may be meant for: its completions, or those spelt nearly so. */
  function guess(word, last) {
    var count = meta().words;
    var first = "v/" + fnv(word.slice(0, 2)) % count, second = "v/" + fnv(word.slice(-2)) % count;
    return need([first, second]).then(function () {
      var begun = words(first, 0);
      var completed = last ? begun.filter(function (each) { return each.startsWith(word); }) : [];
      if (completed.length) return { words: completed.slice(0, 4), meant: false };
      if (word.length < 5) return { words: [], meant: false };
      var most = word.length < 8 ? 1 : 2, best = most + 1, found = [];
      begun.concat(words(second, 1)).forEach(function (each) {
        var edits = distance(word, each, Math.min(best, most));
        if (edits > most || edits > best || each === word) return;
        if (edits < best) found = [];
        best = edits;
        if (!found.includes(each)) found.push(each);
      });
      return { words: found.slice(0, 3), meant: true };
    });
  }

  /* ---- ranking */

  function idf(df) {
    var n = meta().units;
    return Math.log(1 + (n - Math.min(df, n) + 0.5) / (df + 0.5));
  }

  /* Posts by score: [{document, score, mask, units: [[unit, coverage, score], ...]}]. */
  function rank(slots, groups, allowed) {
    var total = 0, heaviest = 0;
    slots.forEach(function (slot) { heaviest = Math.max(heaviest, slot.weight); });
    slots.forEach(function (slot) {
      // What no page has weighs little: it says nothing of any page.
      total += slot.found ? slot.weight : 0.3 * slot.weight;
    });
    var units = new Map(), posts = new Map();
    groups.forEach(function (group) {
      var here = new Map(), sum = 0;
      group.slots.forEach(function (slot) {
        var own = new Map();
        sum += slot.found ? slot.weight : 0;
        slot.lists.forEach(function (each) {
          for (var i = 0; i < each.keys.length; i += 1) {
            if (!allowed || allowed(Math.floor(each.keys[i] / UNITS))) {
              var strength = each.impacts[i];
              if (!(own.get(each.keys[i]) >= strength)) own.set(each.keys[i], strength);
            }
          }
        });
        own.forEach(function (strength, key) {
          var at = here.get(key);
          if (!at) here.set(key, (at = [0, 0, 0]));
          at[0] += slot.weight * (0.4 + 0.6 * strength) * slot.trust;
          at[1] += slot.weight * slot.trust;
          at[2] |= slot.bit;
        });
      });
      if (group.concept) {
        sum = sum || heaviest || 1;
        group.concept.keys.forEach(function (key, i) {
          if (allowed && !allowed(Math.floor(key / UNITS))) return;
          var at = here.get(key), score = sum * CONCEPT * (0.4 + 0.6 * group.concept.impacts[i]);
          if (!at) here.set(key, [score, sum * CONCEPT, group.bits]);
          else {
            at[0] = Math.max(at[0], score);
            at[1] = Math.max(at[1], sum * CONCEPT);
            at[2] |= group.bits;
          }
        });
      }
      here.forEach(function (gain, key) {
        var unit = units.get(key);
        if (!unit) units.set(key, gain.slice());
        else {
          unit[0] += gain[0];
          unit[1] += gain[1];
          unit[2] |= gain[2];
        }
        var number = Math.floor(key / UNITS), post = posts.get(number);
        if (!post) posts.set(number, (post = { document: number, score: 0, covered: 0, mask: 0, units: [], best: new Map() }));
        var best = post.best.get(group);
        if (!best) post.best.set(group, (best = [0, 0, 0]));
        best[0] = Math.max(best[0], gain[0]);
        best[1] = Math.max(best[1], gain[1]);
        best[2] += 1;
        post.mask |= gain[2];
      });
    });
    units.forEach(function (unit, key) {
      posts.get(Math.floor(key / UNITS)).units.push([key % UNITS, unit[1] / total, unit[0]]);
    });
    var ranked = Array.from(posts.values());
    ranked.forEach(function (post) {
      var sum = 0, nearest = 0;
      post.best.forEach(function (best) {
        sum += best[0] * (1.25 - 0.25 / best[2]);
        post.covered += best[1];
      });
      post.covered /= total || 1;
      post.units.forEach(function (unit) { nearest = Math.max(nearest, unit[1] * unit[2]); });
      post.score = sum * post.covered + 1.5 * nearest;
      post.units.sort(function (a, b) {
        return Math.round(50 * b[1]) - Math.round(50 * a[1]) || b[2] - a[2] || a[0] - b[0];
      });
    });
    return ranked.sort(function (a, b) { return b.score - a.score || a.document - b.document; });
  }

  /* ---- texts */

  /* Words apart by one space, Han characters by none; nothing else. */
  function compact(text) {
    return text.replace(/[^a-z0-9\u0370-\u04ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+/g, " ")
      .replace(/ ?([\u3400-\u4dbf\u4e00-\u9fff]) ?/g, "$1").trim();
  }

  var FORMULA = new RegExp(MATH + "[^" + MATH + "]*" + MATH, "g");

  /* Whether `phrase` stands in `text`, both compact; its last word may be in the plural, or
   * still be typed. */
  function stands(phrase, text, open) {
    var starts = HAN.test(phrase[0]) ? phrase : " " + phrase;
    if (open || HAN.test(phrase[phrase.length - 1])) return (" " + text).includes(starts);
    return (" " + text + " ").includes(starts + " ") || (" " + text + " ").includes(starts + "s ");
  }

  /* How much of the query stands in a unit as it is: from 0 to 1, the whole. */
  function likeness(asked, said, heading) {
    var phrase = asked.phrase, text = fold(said), best = 0;
    if (!phrase) return 0;
    var ways = [fold(heading), text.replace(FORMULA, " "), text].map(compact);
    if (asked.phrases.some(function (one) {
      return ways.some(function (each) { return stands(one, each, asked.open); });
    })) return 1;
    if (phrase.length > 80) phrase = phrase.slice(0, 80);
    ways.slice(0, 2).forEach(function (each) {
      for (var i = 0; i < phrase.length - best; i += 1) {
        while (i + best < phrase.length && each.includes(phrase.slice(i, i + best + 1))) best += 1;
      }
    });
    return Math.min(0.99, best / phrase.length);
  }

  /* `text` folded, and for each of its characters the place where it comes from. */
  function traced(text) {
    var folded = "", places = [], at = 0;
    Array.from(text).forEach(function (character) {
      var one = fold(character);
      folded += one;
      for (var i = 0; i < one.length; i += 1) places.push(at);
      at += character.length;
    });
    places.push(at);
    return [folded, places];
  }

  /* `text` without the marks around formulas. */
  function bare(text) { return text.split(MATH).join(""); }

  /* Whether `at` is in the midst of a word. */
  function within(text, at) {
    return at > 0 && at < text.length && /[a-z0-9]{2}/.test(text.slice(at - 1, at + 1));
  }

  /* Where in `text` a query's words stand: [[start, end], ...], in order, apart; `whole` says
   * that it is the query as it was typed. */
  function hits(text, asked) {
    var pair = traced(text), folded = pair[0], places = pair[1], found = [], atom;
    var phrase = asked.folded.trim(), at = -1;
    if (phrase.length > 1) {
      while ((at = folded.indexOf(phrase, at + 1)) >= 0) {
        if (!within(folded, at) && (asked.open || !within(folded, at + phrase.length))) found.push([at, at + phrase.length]);
      }
    }
    var whole = found.length > 0;
    if (!whole) {
      ATOM.lastIndex = 0;
      while ((atom = ATOM.exec(folded))) {
        if (!atom[1]) {
          if (asked.words.has(stem(atom[0])) || asked.guessed.has(atom[0])) found.push([atom.index, atom.index + atom[0].length]);
          continue;
        }
        for (var i = 0; i < atom[0].length; i += 1) {
          if (asked.han.has(atom[0].substr(i, 2)) && i + 1 < atom[0].length) found.push([atom.index + i, atom.index + i + 2]);
          else if (asked.han.has(atom[0][i])) found.push([atom.index + i, atom.index + i + 1]);
        }
      }
      asked.forms.forEach(function (form) {
        for (var i = folded.indexOf(form); i >= 0; i = folded.indexOf(form, i + 1)) {
          var end = i + form.length, plural = /^e?s(?![a-z0-9])/.exec(folded.slice(end, end + 3));
          if (within(folded, end) && plural) end += plural[0].length;
          if (!within(folded, i) && !within(folded, end)) found.push([i, end]);
        }
      });
    }
    found.sort(function (a, b) { return a[0] - b[0]; });
    var apart = found.reduce(function (merged, each) {
      var last = merged[merged.length - 1], start = places[each[0]], end = places[each[1]];
      if (end <= start) end = start + 1;
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
      return merged;
    }, []);
    apart.whole = whole;
    return apart;
  }

  /* All that stands for the glossary's entries `found`. */
  function formsOf(found) {
    return found.reduce(function (all, concept) {
      return all.concat((files.glossary[0][+concept.term.slice(1)] || []).map(fold));
    }, []);
  }

  /* What `hits` wants to know of a plan. */
  function marks(asked, found, guessed) {
    var content = asked.all.filter(function (each) { return each.kind !== "pair"; });
    asked.words = new Set(content.filter(function (each) { return each.kind === "word"; }).map(function (each) { return each.term; }));
    asked.han = new Set(content.filter(function (each) { return each.kind !== "word"; }).map(function (each) { return each.word; }));
    asked.guessed = new Set(guessed);
    asked.forms = formsOf(found);
    // Where the query is an entry of the glossary and nothing else, its other forms are as good.
    asked.phrases = [asked.phrase];
    if (asked.corrected.length) {
      asked.phrases.push(asked.corrected.reduce(function (phrase, pair) {
        return phrase.split(" ").map(function (word) { return word === pair[0] ? pair[1] : word; }).join(" ");
      }, asked.phrase));
    }
    var covers = found.length === 1 && found[0].covers;
    if (covers && content.every(function (each) { return covers.has(each.term); })) {
      asked.phrases = asked.phrases.concat(asked.forms.map(compact)).filter(Boolean);
    }
    asked.open = Boolean(guessed.length && !asked.corrected.length);
    return asked;
  }

  /* How many characters of `text` are shown. */
  function room(text) { return HAN.test(text) ? 110 : 220; }

  /* Where most of `places` are, within what is shown of `text`. */
  function densest(text, places) {
    var best = 0, at = 0, length = room(text);
    places.forEach(function (place, i) {
      var marked = 0;
      for (var j = i; j < places.length && places[j][1] < place[0] + length; j += 1) marked += Math.min(12, places[j][1] - places[j][0]);
      if (marked > best) {
        best = marked;
        at = place[0];
      }
    });
    return at;
  }

  /* `text` from `start` to `end`: [[text, is a hit], ...]. */
  function pieces(text, places, start, end) {
    var found = start ? [["…", false]] : [], at = start;
    places.forEach(function (place) {
      var from = Math.max(place[0], start), to = Math.min(place[1], end);
      if (from >= to) return;
      if (from > at) found.push([text.slice(at, from), false]);
      found.push([text.slice(from, to), true]);
      at = to;
    });
    if (at < end) found.push([text.slice(at, end), false]);
    if (end < text.length) found.push(["…", false]);
    return found;
  }

  /* As many characters of `text` as are shown, from `start` on or, at the end, from before. */
  function cut(text, places, start) {
    var length = room(text);
    start = Math.max(0, Math.min(start, text.length - length));
    if (start < 12) start = 0;
    var end = Math.min(text.length, start + length);
    while (start > 0 && /[A-Za-z0-9]/.test(text[start - 1]) && /[A-Za-z0-9]/.test(text[start])) start -= 1;
    while (end < text.length && /[A-Za-z0-9]/.test(text[end - 1]) && /[A-Za-z0-9]/.test(text[end])) end += 1;
    if (/[\udc00-\udfff]/.test(text[start] || "")) start += 1;
    if (/[\ud800-\udbff]/.test(text[end - 1] || "")) end -= 1;
    return pieces(text, places, start, end);
  }

  /* The part of `text` with most hits. */
  function excerpt(text, asked) {
    text = bare(text);
    var places = hits(text, asked);
    return cut(text, places, densest(text, places) - Math.round(room(text) / 5));
  }

  /* The part of `text` that says what the other language's `other` says where its hits are: the
   * sentence at the same place, or the nearest one to it that has a hit of its own. */
  function facing(text, other, asked) {
    text = bare(text);
    other = bare(other);
    var from = sentences(other), to = sentences(text), places = hits(text, asked);
    var there = densest(other, hits(other, asked));
    var near = from.length === to.length ? to[holding(from, there)] : there * text.length / (other.length || 1);
    var nearest = places.reduce(function (best, place) {
      return !best || Math.abs(place[0] - near) < Math.abs(best[0] - near) ? place : best;
    }, null);
    var start = to[holding(to, nearest ? nearest[0] : near)];
    if (nearest && nearest[1] > start + room(text)) start = nearest[0] - Math.round(room(text) / 5);
    return cut(text, places, start);
  }

  /* Which of the sentences that begin at `starts` holds the place `at`. */
  function holding(starts, at) {
    return starts.filter(function (start) { return start <= at; }).length - 1;
  }

  /* Where the sentences of `text` begin. */
  function sentences(text) {
    var starts = [0], ends = /[。！？；]|[.!?;]\s/g;
    while (ends.exec(text)) {
      if (ends.lastIndex < text.length) starts.push(ends.lastIndex);
    }
    return starts;
  }

  /* All of `text`, its hits marked. */
  function marked(text, asked) { return pieces(text, hits(text, asked), 0, text.length); }

  /* How the query stands in a post's titles: 2 as typed, 1 but for signs, 0 not; and which part
   * of its terms, by their weight, do. */
  function inTitle(asked, titles, slots) {
    var here = new Set(), found = 0, total = 0, as = 0;
    titles.forEach(function (each) {
      var text = fold(each), words = compact(text);
      terms(text).forEach(function (one) { here.add(one.term); });
      if (asked.raw.length > 1 && text.includes(asked.raw)) as = 2;
      else if (asked.phrases.some(function (one) { return one && stands(one, words, asked.open); })) as = Math.max(as, 1);
    });
    slots.forEach(function (slot) {
      if (slot.found) total += slot.weight;
      if (slot.names.some(function (name) { return here.has(name); })) found += slot.weight;
    });
    return { as: as, part: total ? found / total : 0 };
  }

  /* ---- searching */

  /* The language in whose text a query is to be found first, and the other one. */
  function languages(asked, reader) {
    var han = meta().languages.find(function (each) { return /^(zh|ja)\b/.test(each[1]); });
    var other = meta().languages.find(function (each) { return each !== han; });
    var first = codes().includes(reader) ? reader : null;
    if (HAN.test(asked.folded)) first = han ? han[0] : first;
    else if (!first || asked.words.size > 2 || asked.all.some(function (each) { return each.stopped; })) first = other ? other[0] : first;
    first = first || codes()[0];
    return [first].concat(codes().filter(function (code) { return code !== first; }));
  }

  function codes() {
    return meta().languages.map(function (each) { return each[0]; });
  }

  function chunk(number, unit) { return "t/" + number + "-" + Math.floor(unit / PLACES); }

  /* What is said in a language, by its place: a string is for all. */
  function said(what, place) { return typeof what === "string" ? what : what[place]; }

  /* A unit in one language, with what stands around it; null if its file is not there. */
  function row(number, unit, code) {
    var file = files[chunk(number, unit)], place = codes().indexOf(code);
    var found = file && file[3][unit % PLACES];
    if (!found) return null;
    var section = file[2][found[0]], heading = said(section[1], place);
    return {
      document: number, unit: unit, code: code, url: file[0], title: file[1],
      text: said(found[1], place), shared: typeof found[1] === "string",
      heading: heading, headings: codes().map(function (each, i) { return said(section[1], i) || heading; }),
      anchor: found[2] || section[0], section: section[0], opens: Boolean(found[3]),
    };
  }

  /* Read the texts of `posts`: where the phrase is, in which language, and what is around it;
   * `further`: files that may be read beside those of each post's best unit. */
  function read(posts, asked, order, reader, further) {
    function far(post, unit) { return chunk(post.document, unit[0]) !== chunk(post.document, first(post)[0]); }
    function first(post) { return post.units[0]; }
    // What was asked for by its number or label is an equation, or a sentence that refers to it.
    function wanted(post) {
      return post.units.find(function (unit) { return asked.exact.has(post.document * UNITS + unit[0]); });
    }
    // Where all terms stand in another unit as well, the phrase may be there.
    function second(post, unit, near) { return unit[1] > near * first(post)[1] && far(post, unit); }
    function judged(post, unit, code) {
      var at = row(post.document, unit, code);
      if (!at) return null;
      var heading = at.opens ? at.heading : "";
      at.like = likeness(asked, at.text, heading);
      at.exact = asked.raw.length > 1 && fold(heading + "\n" + bare(at.text)).includes(asked.raw);
      if (at.exact) at.like = 1;
      // What is said above a section is said of all of it.
      if (at.opens && at.like === 1 && likeness(asked, "", at.heading) === 1) at.anchor = at.section;
      at.hit = at.like === 1 ? 1 : hits(at.heading + "\n" + bare(at.text), asked).length;
      return at;
    }
    function consider(post, unit, code) {
      var at = judged(post, unit[0], code);
      if (at && (!post.at || worth(at) > worth(post.at) + (at.code === post.at.code || at.hit ? 0.001 : 0.3))) post.at = at;
    }
    // The other language only for what is said there and not here.
    function worth(at) { return at.like + (at.exact ? 1 : 0) + (at.hit ? 0.5 : 0); }
    function look(post, code) {
      post.units.slice(0, 12).forEach(function (unit) {
        if (!far(post, unit) && unit[1] >= 0.8 * first(post)[1]) consider(post, unit, code);
      });
    }
    function names(some, choose) {
      return Array.from(new Set(some.map(function (post) { return chunk(post.document, choose(post)[0]); })));
    }
    return need(names(posts, first)).then(function () {
      posts.forEach(function (post) {
        look(post, order[0]);
        if (order[1] && (!post.at || (!post.at.hit && post.at.like < 1))) look(post, order[1]);
      });
      var found = posts.some(function (post) { return post.at && post.at.like === 1; });
      var near = found ? 0.99 : asked.near, files = [];
      var again = asked.all.length < 3 ? [] : posts.filter(function (post) {
        var signs = asked.raw !== asked.phrase && !(post.at && post.at.exact);
        return post.at && (post.at.like < 1 || signs);
      }).slice(0, 4);
      again.forEach(function (post) {
        var own = post.units.filter(function (unit) { return second(post, unit, near); }).map(function (unit) {
          return chunk(post.document, unit[0]);
        });
        files = files.concat(Array.from(new Set(own)).slice(0, found ? 1 : 2));
      });
      return need(files.slice(0, further)).then(function () {
        again.forEach(function (post) {
          post.units.slice(0, 20).forEach(function (unit) {
            if (second(post, unit, near)) consider(post, unit, order[0]);
          });
        });
      });
    }).then(function () {
      var some = posts.filter(function (post) { return wanted(post) && !(post.at && post.at.exact); });
      return need(names(some, wanted)).then(function () {
        some.forEach(function (post) {
          var at = row(post.document, wanted(post)[0], order[0]);
          if (at) post.at = Object.assign(at, { like: 0, exact: false, hit: 1 });
        });
      });
    }).then(function () {
      // What both languages say as well is shown in the reader's.
      posts.forEach(function (post) {
        if (!post.at || post.at.code === reader || !codes().includes(reader)) return;
        var own = judged(post, post.at.unit, reader);
        if (!post.at.shared && own.like < 1) return;
        post.at = Object.assign(own, { like: post.at.like, exact: post.at.exact, hit: post.at.hit, anchor: post.at.anchor });
      });
    });
  }

  function allowing(filter) {
    if (!filter || !(filter.series || filter.tag || filter.year)) return Promise.resolve(null);
    return need(["facets"]).then(function () {
      var facets = files.facets[0];
      function index(list, wanted) {
        return wanted ? list.findIndex(function (each) { return (each[0].length > 1 && typeof each !== "string" ? each[0] : each) === wanted; }) : null;
      }
      var series = index(facets.series, filter.series), tag = index(facets.tags, filter.tag), year = index(facets.years, filter.year);
      return function (number) {
        var own = facets.documents[number];
        return own && (series === null || own[0] === series) && (year === null || own[1] === year) && (tag === null || own.slice(2).includes(tag));
      };
    });
  }

  /* All posts that a filter lets through, the latest first. */
  function browse(allowed, options) {
    if (!allowed) return Promise.resolve(nothing());
    var numbers = files.facets[0].latest.filter(allowed);
    var shown = numbers.slice(0, options.limit), asked = marks(Object.assign(plan("", null), { corrected: [] }), [], []);
    return need(shown.map(function (number) { return chunk(number, 0); })).then(function () {
      return Object.assign(nothing(), {
        total: numbers.length,
        results: shown.map(function (number) {
          var code = codes().includes(options.language) ? options.language : codes()[0];
          return result(row(number, 0, code), asked, options.language, []);
        }),
      });
    });
  }

  function nothing() { return { results: [], total: 0, partial: false, corrected: [] }; }

  /* What is shown of `at`. */
  function result(at, asked, reader, also) {
    return {
      url: at.url, anchor: at.anchor, language: at.code, whole: at.like === 1, also: also,
      title: at.title.slice(0, codes().length).map(function (each) { return marked(each, asked); }),
      heading: at.headings.map(function (each) { return marked(each, asked); }),
      excerpts: excerpts(at, asked, reader),
    };
  }

  /* The text of `at` in the reader's language, or in both: [{language, pieces, quoted}]. Where the
   * hit is in the other one, it is quoted as well. */
  function excerpts(at, asked, reader) {
    var wanted = reader === "both" ? codes() : codes().includes(reader) ? [reader] : [at.code];
    if (at.shared || !wanted.length) return [{ language: at.code, pieces: excerpt(at.text, asked), quoted: false }];
    var shown = wanted.map(function (code) {
      var text = row(at.document, at.unit, code).text;
      return { language: code, pieces: code === at.code ? excerpt(text, asked) : facing(text, at.text, asked), quoted: false };
    }).filter(function (each) { return each.pieces.length; });
    if (wanted.includes(at.code)) return shown;
    // It may be above the text, and what is above is shown in the reader's language, too.
    var above = hits(at.heading, asked), below = hits(bare(at.text), asked);
    var heading = above.length && (!below.length || (above.whole && !below.whole));
    var text = heading ? marked(at.heading, asked) : excerpt(at.text, asked);
    return shown.concat({ language: at.code, pieces: text, quoted: shown.length > 0 });
  }

  /* Whether a post has all of a query: a pair of characters that no page has may be two words. */
  function hasAll(post, slots) {
    return slots.every(function (slot, i) {
      if (post.mask & slot.bit || slot.kind === "pair") return true;
      if (slot.kind !== "han" || slot.found) return false;
      var before = slots[i - 1], after = slots[i + 1];
      return Boolean(before && after && post.mask & before.bit && post.mask & after.bit);
    });
  }

  /* Search. Options: language (a code, or "both"), limit, filter {series, tag, year}. Gives a
   * promise of {results, total, partial: no post has all, corrected: [[word, other], ...]}; a
   * result is {url, anchor, language: where the hit is, title and heading by language, excerpts,
   * whole, also}, all text in pieces. */
  function search(query, given) {
    var options = Object.assign({ language: "", limit: 10, filter: null }, given);
    return need(["meta"]).then(function () {
      return Promise.all([allowing(options.filter), lookUp(query, null)]);
    }).then(function (both) {
      var allowed = both[0], asked = both[1];
      if (!asked) return browse(allowed, options);
      return answer(asked, allowed, options);
    });
  }

  /* The plan of a query, all that it needs loaded. */
  function lookUp(query, table) {
    var asked = plan(query, table);
    if (!asked.chosen.length && !asked.labels.length) return Promise.resolve(null);
    var names = asked.chosen.concat(asked.labels).map(function (each) { return shard(each.term); });
    if (asked.chosen.length < TERMS) names.push("glossary");
    return need(Array.from(new Set(names))).then(function () {
      var unknown = asked.chosen.filter(function (each) { return !list(each.term).df; });
      if (!table && unknown.some(function (each) { return HAN.test(each.term); })) {
        return need(["fold"]).then(function () {
          var old = Array.from(files.fold[0]), plain = Array.from(files.fold[1]);
          var pairs = new Map(old.map(function (character, i) { return [character, plain[i]]; }));
          if (old.some(function (character) { return asked.folded.includes(character); })) return lookUp(query, pairs);
          return asked;
        });
      }
      return asked;
    }).then(function (found) {
      if (found !== asked) return found; // in simplified characters
      asked.concepts = asked.chosen.length < TERMS ? concepts(asked, 4) : [];
      asked.corrected = [];
      var last = /[a-z0-9]$/.test(asked.folded) ? asked.all.filter(function (each) { return each.kind === "word"; }).pop() : null;
      var strange = asked.chosen.filter(function (each) {
        return each.kind === "word" && each.word.length > 1 && !list(each.term).df;
      });
      return Promise.all(strange.slice(0, 4).map(function (each) {
        return guess(each.word, each === last).then(function (guessed) {
          each.instead = guessed.words;
          if (guessed.meant && guessed.words.length) asked.corrected.push([each.word, guessed.words[0]]);
          return need(guessed.words.map(function (word) { return shard(stem(word)); }));
        });
      })).then(function () {
        return need(asked.concepts.map(function (each) { return shard(each.term); }));
      }).then(function () { return asked.concepts.length ? asked : letters(asked); });
    });
  }

  /* Where no page has anything of a query, its single characters, which some may have. */
  function letters(asked) {
    var some = asked.chosen.concat(asked.labels).some(function (each) {
      return list(each.term).df || (each.instead && each.instead.length);
    });
    var signs = some ? [] : unique(Array.from(asked.folded).filter(function (one) { return HAN.test(one); }).map(function (one) {
      return { term: "1" + one, kind: "letter", word: one };
    }));
    if (!signs.length) return asked;
    asked.chosen = thin(signs, TERMS);
    asked.all = asked.all.concat(asked.chosen);
    asked.loose = true;
    return need(asked.chosen.map(function (each) { return shard(each.term); })).then(function () { return asked; });
  }

  function answer(asked, allowed, options) {
    var guessed = [];
    var slots = asked.chosen.map(function (each, i) {
      var own = [list(each.term)], trust = 1, names = [each.term];
      if (each.instead && each.instead.length) {
        names = each.instead.map(stem);
        own = names.map(list);
        guessed = guessed.concat(each.instead);
        trust = GUESSED;
      }
      var df = own.reduce(function (sum, found) { return sum + found.df; }, 0), weight = idf(df);
      // A pair of words says something of its own only where the words alone say nothing.
      if (each.kind === "pair" && !HAN.test(each.term) && !each.term.split(" ").some(function (word) { return ranks().has(word); })) weight *= 0.3;
      if (own[0].cut) weight *= 0.3;
      if (faint(each)) weight *= FAINT;
      if (each.kind === "word" && each.term.length === 1) weight *= 0.3;
      return { lists: own, weight: weight, trust: trust, found: df > 0, bit: 1 << i, kind: each.kind, term: each.term, names: names };
    });
    asked.labels.forEach(function (each) { // a hyphenated word, mostly
      var found = list(each.term);
      if (found.df) slots.push({ lists: [found], weight: idf(found.df), trust: 1, found: true, bit: 1 << slots.length, kind: "label", term: each.term, names: [] });
    });
    // Of a list that is cut, a unit may lack the term, and have it all the same.
    asked.near = slots.some(function (slot) { return slot.lists[0].cut; }) ? 0.5 : 0.99;
    asked.exact = new Set();
    slots.forEach(function (slot) {
      if (slot.kind === "number" || slot.kind === "label") slot.lists[0].keys.forEach(function (key) { asked.exact.add(key); });
    });
    var free = new Set(slots), groups = [];
    asked.concepts.forEach(function (concept) {
      var own = slots.filter(function (slot) { return free.has(slot) && concept.covers.has(slot.term); });
      own.forEach(function (slot) { free.delete(slot); });
      if (own.length) {
        groups.push({
          slots: own, concept: list(concept.term),
          bits: own.reduce(function (bits, slot) { return bits | slot.bit; }, 0),
        });
      }
    });
    free.forEach(function (slot) { groups.push({ slots: [slot], concept: null, bits: slot.bit }); });
    var ranked = rank(slots, groups, allowed);
    marks(asked, asked.concepts, guessed);
    if (!ranked.length) return Object.assign(nothing(), { corrected: asked.corrected });
    var order = languages(asked, options.language), checked = [];

    function round(left) {
      var count = checked.length ? MORE : Math.max(CHECKED, options.limit);
      var some = ranked.slice(checked.length, checked.length + count);
      checked = checked.concat(some);
      return read(some, asked, order, options.language, count === MORE ? 2 : 6).then(function () {
        var found = checked.some(function (post) { return post.at && post.at.like === 1; });
        var next = ranked[checked.length];
        // The next ones may have the phrase only if they have all its terms, close together.
        var hope = next && next.units[0][1] > 0.75 * checked[0].units[0][1] && asked.all.length > 2;
        return !found && hope && left > 1 ? round(left - 1) : null;
      });
    }
    return round(ROUNDS).then(function () {
      var most = ranked[0].covered;
      ranked.forEach(function (post) { most = Math.max(most, post.covered); });
      checked.forEach(function (post) {
        var like = post.at ? post.at.like : 0;
        var titled = post.at ? inTitle(asked, post.at.title, slots) : { as: 0, part: 0 };
        post.whole = (post.at && post.at.exact) || titled.as === 2 ? 2 : like === 1 || titled.as ? 1 : 0;
        post.rank = post.score * (0.5 + post.covered / most) * (1 + 0.7 * like) * (1 + titled.part + (titled.as ? 1 : 0));
      });
      checked.sort(function (a, b) {
        return b.whole - a.whole || b.rank - a.rank || a.document - b.document;
      });
      var shown = checked.filter(function (post) { return post.at; }).slice(0, options.limit);
      // The other language has the query's words in its own form.
      var faced = shown.some(function (post) { return post.at.code !== options.language && !post.at.shared; });
      return need(faced ? ["glossary"] : []).then(function () {
        if (faced) asked.forms = formsOf(concepts(asked, 12));
        return {
          total: ranked.filter(function (post) { return post.covered > 0.6 * most; }).length,
          partial: Boolean(asked.loose) || slots.length > 1 && !checked.some(function (post) { return post.whole || hasAll(post, slots); }),
          corrected: asked.corrected,
          results: shown.map(function (post) { return result(post.at, asked, options.language, also(post)); }),
        };
      });
    });
  }

  /* Other sections of a post that say as much, as far as they have been read. */
  function also(post) {
    var seen = new Set([post.at.section]), found = [];
    post.units.slice(0, 20).forEach(function (unit) {
      var at = unit[1] > 0.8 * post.units[0][1] && row(post.document, unit[0], post.at.code);
      if (!at || seen.has(at.section) || post.at.title.includes(at.heading) || found.length > 2) return;
      seen.add(at.section);
      found.push({ anchor: at.anchor, heading: at.headings });
    });
    return found;
  }

  root.bitextSearch = {
    put: function (name) { files[name] = Array.prototype.slice.call(arguments, 1); },
    start: function (loader) { load = loader; },
    need: need,
    file: function (name) { return files[name]; },
    search: search,
    /* A promise of a function that finds a query's words in any text, as `hits` does. */
    marker: function (query) {
      return need(["meta"]).then(function () { return lookUp(query, null); }).then(function (asked) {
        if (!asked) return function () { return []; };
        marks(asked, asked.concepts, asked.corrected.map(function (pair) { return pair[1]; }));
        return function (text) { return hits(text, asked); };
      });
    },
    // for tests: what bitext/search/terms.py gives
    terms: function (text) { return terms(fold(text)).map(function (each) { return each.term; }); },
  };
})(typeof window === "undefined" ? globalThis : window);
