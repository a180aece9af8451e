/* Search: the box (Ctrl+K or /), the search page, and the words marked where a result leads.
 *
 * search-engine.js finds; it and its index are loaded when they are first wanted. All text
 * goes into pages as text. Without this script: the search page lists all posts and terms. */
(function () {
  "use strict";
  var root = document.documentElement;
  var base = document.currentScript.src.replace(/[^/]*$/, "");
  var site = new URL("../../", base);
  var KEPT = "bitext-searches", MOST = 8, LONGEST = 500; // recent queries, on this machine only
  var FILTERS = ["series", "tag", "year"];
  var FACETS = { series: "series", tag: "tags", year: "years" };
  var MORE = 10, BRIEF = 8; // results that are shown at once, and in the box
  var WAIT = 60; // milliseconds after a key, before a search
  var engine = null;

  /* ---- loading */

  function script(name) {
    return new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = new URL(name, base);
      element.onload = resolve;
      element.onerror = function () { reject(new Error(name)); };
      document.head.append(element);
    });
  }

  function ready() {
    if (!engine) {
      var style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: base + "search.css" });
      document.head.append(style);
      engine = Promise.all([script("stemmer.js"), script("search-engine.js")]).then(function () {
        window.bitextSearch.start(function (name) {
          var meta = window.bitextSearch.file("meta");
          return script(name + ".js" + (meta ? "?v=" + meta[0].version : ""));
        });
        return window.bitextSearch.need(["meta"]);
      }).catch(function (error) {
        engine = null;
        throw error;
      });
    }
    return engine;
  }

  function meta() { return window.bitextSearch.file("meta")[0]; }

  /* ---- words */

  function mode() { return root.dataset.lang || ""; }

  function spoken() {
    var codes = meta().languages.map(function (each) { return each[0]; });
    var own = root.lang.split("-")[0];
    return [mode(), own].find(function (code) { return codes.includes(code); }) || codes[codes.length - 1];
  }

  function say(word, values) {
    return meta().say[spoken()][word].replace(/\{(\w+)\}/g, function (whole, name) { return values[name]; });
  }

  function tag(code) {
    var found = meta().languages.find(function (each) { return each[0] === code; });
    return found ? found[1] : "";
  }

  function make(name, properties, children) {
    var element = Object.assign(document.createElement(name), properties);
    element.append.apply(element, children || []);
    return element;
  }

  /* What the engine found, its hits marked. */
  function pieces(found) {
    return found.map(function (piece) {
      return piece[1] ? make("mark", { textContent: piece[0] }) : piece[0];
    });
  }

  function bare(found) {
    return found.map(function (piece) { return piece[0]; }).join("");
  }

  /* A title in each language; the site's style sheet shows the reader's. */
  function bilingual(found) {
    if (found.every(function (each) { return bare(each) === bare(found[0]); })) return pieces(found[0]);
    return found.reduce(function (spans, each, i) {
      var language = meta().languages[i];
      return spans.concat(i ? [" "] : [], make("span", { className: language[0], lang: language[1] }, pieces(each)));
    }, []);
  }

  /* ---- recent queries */

  function recent() {
    try {
      var kept = JSON.parse(localStorage.getItem(KEPT) || "[]");
      return Array.isArray(kept) ? kept.filter(function (each) {
        return typeof each === "string" && each.length <= LONGEST;
      }).slice(0, MOST) : [];
    } catch (error) {
      return []; // storage is off, or holds something else
    }
  }

  function keep(queries) {
    try {
      if (queries.length) localStorage.setItem(KEPT, JSON.stringify(queries.slice(0, MOST)));
      else localStorage.removeItem(KEPT);
    } catch (error) { /* storage is off: nothing is kept */ }
  }

  function remember(query) {
    query = query.trim().slice(0, 200);
    if (query) keep([query].concat(recent().filter(function (each) { return each !== query; })));
  }

  /* ---- what is found */

  function address(found, anchor, query) {
    var url = new URL(found.url, site);
    url.searchParams.set("lang", mode() === "both" ? "both" : found.language);
    url.searchParams.set("highlight", query.trim().slice(0, 200));
    url.hash = anchor || "";
    return url.href;
  }

  function item(found, query) {
    var link = make("a", { className: "bitext-search-link", href: address(found, found.anchor, query) }, [
      make("span", { className: "bitext-search-title" }, bilingual(found.title)),
    ]);
    if (bare(found.heading[0]) && bare(found.heading[0]) !== bare(found.title[0])) {
      link.append(make("span", { className: "bitext-search-section" }, bilingual(found.heading)));
    }
    var excerpts = make("div", { className: "bitext-search-excerpts" }, found.excerpts.map(function (each) {
      var name = "bitext-search-excerpt" + (each.quoted ? " bitext-search-quoted" : "");
      return make("p", { className: name, lang: tag(each.language) }, pieces(each.pieces));
    }));
    var entry = make("li", { className: "bitext-search-item" }, [link, excerpts]);
    if (found.also.length) {
      var links = found.also.map(function (other) {
        return make("li", {}, [make("a", {
          className: "bitext-search-link", href: address(found, other.anchor, query),
        }, bilingual(other.heading.map(function (each) { return [[each, false]]; })))]);
      });
      entry.append(make("p", { className: "bitext-search-also", textContent: say("search-also") }), make("ul", {}, links));
    }
    return entry;
  }

  /* ---- a form with its results: in the box, or on the search page */

  function Panel(page, start) {
    var panel = this;
    this.page = page;
    this.start = start || {}; // the filters to begin with
    this.limit = page ? MORE : BRIEF;
    this.turn = 0;
    this.timer = 0;
    this.input = make("input", { type: "search", name: "q", autocomplete: "off", spellcheck: false, enterKeyHint: "search" });
    this.form = make("form", { className: "bitext-search-form", method: "get" }, [this.input]);
    this.form.setAttribute("role", "search");
    this.filters = make("div", { className: "bitext-search-filters", hidden: true });
    this.status = make("p", { className: "bitext-search-status" });
    this.status.setAttribute("role", "status");
    this.recent = make("div", { className: "bitext-search-recent" });
    this.list = make("ol", { className: "bitext-search-results" });
    this.more = make("button", { type: "button", className: "bitext-search-more", hidden: true });
    this.element = make("div", { className: "bitext-search-panel" }, [
      this.form, this.filters, this.status, this.recent, this.list, this.more,
    ]);
    this.selects = {};
    this.input.addEventListener("input", function (event) {
      if (!event.isComposing) panel.soon();
    });
    this.input.addEventListener("compositionstart", function () { clearTimeout(panel.timer); });
    this.input.addEventListener("compositionend", function () { panel.soon(); });
    this.form.addEventListener("submit", function (event) {
      event.preventDefault();
      panel.enter();
    });
    this.more.addEventListener("click", function () {
      var shown = panel.list.children.length;
      panel.limit += MORE;
      panel.run().then(function () {
        var next = panel.list.children[shown];
        if (next) next.querySelector("a").focus();
      });
    });
    this.element.addEventListener("keydown", function (event) { panel.move(event); });
    this.list.addEventListener("click", function (event) {
      if (event.target.closest("a")) remember(panel.input.value);
    });
    this.say();
  }

  Panel.prototype.say = function () {
    this.input.setAttribute("aria-label", say("search-label"));
    this.input.placeholder = say("search-hint");
    this.list.setAttribute("aria-label", say("search-label"));
    this.more.textContent = say("search-more");
    this.fill();
  };

  /* Selects for series, tag and year, of those that there are. */
  Panel.prototype.fill = function () {
    var panel = this, facets = window.bitextSearch.file("facets");
    if (!this.page || !facets) return;
    var chosen = this.filter();
    this.filters.replaceChildren();
    FILTERS.forEach(function (name) {
      var choices = facets[0][FACETS[name]];
      delete panel.selects[name];
      if (!choices.length) return;
      var select = make("select", { name: name }, [make("option", { value: "", textContent: say("search-any") })]);
      choices.forEach(function (choice) {
        var key = name === "year" ? choice : choice[0];
        var label = name === "year" ? choice : choice[1][spoken()] || key;
        select.append(make("option", { value: key, textContent: label }));
      });
      select.value = chosen[name] || "";
      select.addEventListener("change", function () { panel.run(); });
      panel.selects[name] = select;
      panel.filters.append(make("label", {}, [make("span", { textContent: say("search-" + FACETS[name]) }), select]));
    });
    this.filters.hidden = !this.filters.children.length;
  };

  Panel.prototype.filter = function () {
    var chosen = {}, selects = this.selects, start = this.start;
    FILTERS.forEach(function (name) {
      chosen[name] = selects[name] ? selects[name].value : start[name] || "";
    });
    return chosen;
  };

  Panel.prototype.soon = function () {
    var panel = this;
    clearTimeout(this.timer);
    this.limit = this.page ? MORE : BRIEF;
    this.timer = setTimeout(function () { panel.run(); }, WAIT);
  };

  /* Search, and show what is found unless another search has begun since. */
  Panel.prototype.run = function () {
    var panel = this, query = this.input.value, filter = this.filter(), turn = (this.turn += 1);
    var filtered = FILTERS.some(function (name) { return filter[name]; });
    this.note(query, filter);
    if (!query.trim() && !(this.page && filtered)) {
      this.show({ results: [], total: 0, corrected: [] }, query, true);
      return Promise.resolve();
    }
    var slow = setTimeout(function () {
      if (turn === panel.turn) panel.status.textContent = say("search-loading");
    }, 400);
    var options = { language: mode() || spoken(), limit: this.limit, filter: this.page ? filter : null };
    return window.bitextSearch.search(query, options).then(function (found) {
      if (turn === panel.turn) panel.show(found, query, false);
    }, function () {
      if (turn === panel.turn) panel.status.textContent = say("search-failed");
    }).finally(function () { clearTimeout(slow); });
  };

  Panel.prototype.show = function (found, query, empty) {
    var panel = this, at = this.links().indexOf(document.activeElement);
    this.list.replaceChildren.apply(this.list, found.results.map(function (each) { return item(each, query); }));
    this.more.hidden = !this.page || found.results.length >= found.total || found.results.length < this.limit;
    var said = [];
    if (!empty) {
      found.corrected.forEach(function (pair) { said.push(say("search-corrected", { word: pair[0], other: pair[1] })); });
      if (!found.results.length) said.push(say("search-none"));
      else if (found.partial) said.push(say("search-partial"));
      else said.push(found.total === 1 ? say("search-found-one") : say("search-found", { count: Math.max(found.total, found.results.length) }));
    }
    this.status.textContent = said.join(" ");
    this.recent.replaceChildren();
    if (empty && recent().length) {
      this.recent.append(make("h2", { textContent: say("search-recent") }), make("ul", {}, recent().map(function (each) {
        var again = make("button", { type: "button", className: "bitext-search-link", textContent: each });
        again.addEventListener("click", function () {
          panel.input.value = each;
          panel.input.focus();
          panel.run();
        });
        return make("li", {}, [again]);
      })));
      var forget = make("button", { type: "button", className: "bitext-search-forget", textContent: say("search-forget") });
      forget.addEventListener("click", function () {
        keep([]);
        panel.run();
        panel.input.focus();
      });
      this.recent.append(forget);
    }
    if (at >= 0) (this.links()[at] || this.input).focus(); // whoever was there stays there
    if (this.lists) this.lists.hidden = !empty;
    if (this.all) {
      this.all.hidden = empty;
      this.all.href = this.further(query);
    }
  };

  /* The search page's address for `query`. */
  Panel.prototype.further = function (query) {
    var url = new URL(meta().page, site);
    if (mode()) url.searchParams.set("lang", mode());
    url.searchParams.set("q", query.trim());
    return url.href;
  };

  /* On the search page, the address says what is asked. */
  Panel.prototype.note = function (query, filter) {
    if (!this.page) return;
    var url = new URL(location.href);
    [["q", query.trim()]].concat(FILTERS.map(function (name) { return [name, filter[name]]; })).forEach(function (pair) {
      if (pair[1]) url.searchParams.set(pair[0], pair[1]);
      else url.searchParams.delete(pair[0]);
    });
    try {
      history.replaceState(history.state, "", url);
    } catch (error) { /* half a character is no address */ }
  };

  Panel.prototype.enter = function () {
    var panel = this;
    clearTimeout(this.timer);
    remember(this.input.value);
    this.run().then(function () {
      var first = panel.list.querySelector("a");
      if (!panel.page && first) first.click();
    });
  };

  Panel.prototype.links = function () {
    return Array.from(this.element.querySelectorAll(".bitext-search-link"));
  };

  /* Arrows go from the field through the results, and back. */
  Panel.prototype.move = function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && this.close) { // a field of this type would be emptied first
      event.preventDefault();
      this.close();
      return;
    }
    var links = this.links(), here = document.activeElement;
    var at = links.indexOf(here);
    if (here !== this.input && at < 0) return;
    if (event.key === "ArrowDown" && at + 1 < links.length) links[at + 1].focus();
    else if (event.key === "ArrowUp" && at === 0) this.input.focus();
    else if (event.key === "ArrowUp" && at > 0) links[at - 1].focus();
    else if (event.key === "End" && at >= 0) links[links.length - 1].focus();
    else if (event.key === "Home" && at >= 0) links[0].focus();
    else if (at >= 0 && event.key.length === 1 && event.key !== " ") { // one types on
      this.input.focus();
      return;
    } else return;
    event.preventDefault();
  };

  /* ---- the box */

  var box = null, panel = null;

  function open() {
    return ready().then(function () {
      if (!box) {
        panel = new Panel(false);
        var close = make("button", { type: "button", className: "bitext-search-close" });
        panel.all = make("a", { className: "bitext-search-link bitext-search-all", hidden: true });
        panel.element.append(panel.all);
        panel.form.append(close);
        box = make("dialog", { className: "bitext-search-box" }, [panel.element]);
        panel.close = function () { box.close(); };
        close.addEventListener("click", panel.close);
        box.addEventListener("click", function (event) {
          if (event.target === box) box.close(); // beside it
        });
        panel.list.addEventListener("click", function (event) {
          if (event.target.closest("a")) box.close(); // it may lead to this very page
        });
        panel.name = function () {
          box.setAttribute("aria-label", say("search-label"));
          close.textContent = say("search-clear");
          panel.all.textContent = say("search-all");
        };
        document.body.append(box);
      }
      panel.name();
      panel.say();
      if (!box.open) box.showModal();
      panel.input.select();
      panel.run();
    });
  }

  window.addEventListener("keydown", function (event) {
    if (event.isComposing || event.repeat || event.altKey || event.shiftKey) return;
    var held = event.ctrlKey || event.metaKey;
    var typing = event.target.closest && event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    if (!(held ? event.key.toLowerCase() === "k" : event.key === "/" && !typing)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation(); // Sphinx's own script would go to its field
    open();
  }, true);

  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-search-open]");
    if (opener) open();
  });

  /* ---- the search page */

  function onPage(place) {
    ready().then(function () {
      return window.bitextSearch.need(["facets"]).then(function () {
        var params = new URLSearchParams(location.search);
        var here = new Panel(true, { series: params.get("series"), tag: params.get("tag"), year: params.get("year") });
        here.lists = place.querySelector(".bitext-search-lists");
        here.input.value = params.get("q") || "";
        here.lists.before(here.element);
        if (!here.input.value) here.input.focus({ preventScroll: true });
        document.addEventListener("bitext:mode", function () {
          here.say();
          here.run();
        });
        addEventListener("popstate", function () {
          here.input.value = new URLSearchParams(location.search).get("q") || "";
          here.run();
        });
        return here.run();
      });
    });
  }

  /* ---- where a result leads */

  var BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, dt, dd, td, th, figcaption, pre";
  var ASIDE = ".katex, .headerlink, .eqno, button, label, script, style";

  /* Mark what was searched for in the section that the address names. */
  function highlight(query) {
    var target;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) { /* an address that is none: #%zz */ }
    var section = target && (target.matches("section") ? target : target.closest("section"));
    section = section || document.querySelector("main section, article section, [role=main] section");
    if (!section) return;
    ready().then(function () { return window.bitextSearch.marker(query); }).then(function (find) {
      var blocks = Array.from(section.querySelectorAll(BLOCKS)).filter(function (block) {
        return block.closest("section") === section && !block.querySelector(BLOCKS);
      }).map(function (block) {
        var nodes = texts(block);
        var places = find(nodes.map(function (node) { return node.data; }).join(""));
        return { nodes: nodes, places: places };
      });
      if (blocks.some(function (block) { return block.places.whole; })) {
        blocks = blocks.filter(function (block) { return block.places.whole; });
      }
      blocks.forEach(function (block) { mark(block.nodes, block.places); });
      if (target && !target.matches("section")) target.classList.add("bitext-target");
      var shown = Array.from(section.querySelectorAll("mark.bitext-mark")).find(function (each) { return each.checkVisibility(); });
      var box = (shown || section).getBoundingClientRect();
      if (shown && (!target || target === section) && (box.top < 0 || box.bottom > innerHeight)) shown.scrollIntoView({ block: "center" });
    }).catch(function () { /* the page is as good without marks */ });
  }

  function texts(block) {
    var walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
      if (!walker.currentNode.parentElement.closest(ASIDE)) found.push(walker.currentNode);
    }
    return found;
  }

  function mark(nodes, places) {
    var at = 0;
    nodes.forEach(function (node) {
      var text = node.data, start = at, end = at + text.length, last = 0, pieces = [];
      at = end;
      places.forEach(function (place) {
        var from = Math.max(place[0], start) - start, to = Math.min(place[1], end) - start;
        if (from >= to) return;
        if (from > last) pieces.push(text.slice(last, from));
        pieces.push(make("mark", { className: "bitext-mark", textContent: text.slice(from, to) }));
        last = to;
      });
      if (!last) return;
      if (last < text.length) pieces.push(text.slice(last));
      node.replaceWith.apply(node, pieces);
    });
  }

  function begin() {
    var place = document.querySelector("section.bitext-search");
    var query = new URLSearchParams(location.search).get("highlight");
    if (place) onPage(place);
    else if (query) highlight(query);
  }

  if (document.readyState === "complete") begin();
  else addEventListener("load", begin); // reading.js lays the page out first
})();
