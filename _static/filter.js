/* The archive's filters: archive.html?category=mathematics&tag=muon&tag=mup
 *
 * What posts are filed under stands there as links to pages. Here a click on one chooses it,
 * and the posts that are filed under all that is chosen stay: of tags several may be chosen,
 * of the rest one of each kind. The choice stands in the address, and goes with it.
 * archive.html?random opens one of the posts that are left. Without this script the links go
 * to the pages of the tags, categories, series and sources.
 *
 * Of many posts the page has the latest only; the others, and what only they are filed under,
 * are in a script of their own (data-rest), which is loaded when a reader first filters. */
(function () {
  "use strict";
  var archive = document.querySelector(".archive");
  var rest = archive.dataset.rest;
  var chips = Array.from(archive.querySelectorAll("[data-facet]"));
  var entries = Array.from(archive.querySelectorAll(".entry"), entryOf);
  var found = Array.from(archive.querySelectorAll(".found > span"));
  var random = archive.querySelector(".random");
  var unfilter = archive.querySelector(".unfilter");
  var earlier = archive.querySelector(".earlier");
  var facets = Array.from(new Set(chips.map(function (chip) { return chip.dataset.facet; })));

  function entryOf(element) {
    return { element: element, filed: JSON.parse(element.dataset.filed), later: false };
  }

  function parsed(html) {
    var template = document.createElement("template");
    template.innerHTML = html; // from our own build, as the page is
    return template.content.firstElementChild;
  }

  /* Put what the page lacks into it; it shows when it is chosen. */
  function complete(data) {
    rest = "";
    Object.keys(data.chips).forEach(function (facet) {
      var list = archive.querySelector("#by-" + facet + " + ul");
      var all = list && list.querySelector(".all");
      data.chips[facet].forEach(function (html) {
        var item = parsed(html), chip = item.querySelector("[data-facet]");
        list.insertBefore(item, all && all.parentNode);
        item.hidden = true;
        chips.push(chip);
        listen(chip);
      });
    });
    data.entries.forEach(function (pair) {
      var entry = entryOf(parsed(pair[1]));
      entry.later = true;
      yearOf(pair[0]).append(entry.element);
      entries.push(entry);
    });
    if (window.bitext) bitext.carry();
  }

  /* The list of a year's entries; made, if it is not there. */
  function yearOf(year) {
    var section = archive.querySelector('.year[data-year="' + year + '"]');
    if (!section) {
      section = document.createElement("section");
      section.className = "year";
      section.dataset.year = year;
      var heading = document.createElement("h2"), list = document.createElement("ol");
      var chip = chips.find(function (each) {
        return each.dataset.facet === "year" && each.dataset.key === year;
      });
      var link = document.createElement(chip ? "a" : "span");
      if (chip) link.href = chip.href;
      link.textContent = year || "—";
      heading.append(link);
      list.className = "entries";
      section.append(heading, list);
      archive.insertBefore(section, earlier);
    }
    return section.querySelector(".entries");
  }

  /* Go on with all posts on the page; where they cannot be had, do `instead`. */
  function whole(then, instead) {
    if (!rest) return then();
    var script = document.createElement("script");
    script.src = rest;
    script.onload = function () {
      if (rest) complete(window.bitextArchive);
      then();
    };
    script.onerror = instead;
    document.head.append(script);
  }

  /* [[facet, key], ...]; what the archive does not have is left out. */
  function chosen() {
    var address = new URLSearchParams(location.search);
    return chips.map(function (chip) {
      return [chip.dataset.facet, chip.dataset.key];
    }).filter(function (pair) {
      return address.getAll(pair[0]).includes(pair[1]);
    });
  }

  function matches(entry, wanted) {
    return wanted.every(function (pair) { return entry.filed[pair[0]].includes(pair[1]); });
  }

  /* The choice after a click on `chip`. */
  function toggled(chip) {
    var facet = chip.dataset.facet, key = chip.dataset.key, on = true;
    var left = chosen().filter(function (pair) {
      if (pair[0] !== facet) return true;
      if (pair[1] !== key) return facet === "tag";
      on = false;
      return false;
    });
    return on ? left.concat([[facet, key]]) : left;
  }

  function addressOf(wanted) {
    var url = new URL(location.href);
    url.hash = "";
    facets.forEach(function (facet) { url.searchParams.delete(facet); });
    wanted.forEach(function (pair) { url.searchParams.append(pair[0], pair[1]); });
    return url;
  }

  function show() {
    var wanted = chosen();
    var left = entries.filter(function (entry) {
      var fits = matches(entry, wanted);
      entry.element.hidden = !fits || (entry.later && !wanted.length);
      return fits;
    });
    archive.querySelectorAll(".year").forEach(function (year) {
      year.hidden = !year.querySelector(".entry:not([hidden])");
    });
    if (earlier) earlier.hidden = wanted.length > 0;
    unfilter.hidden = wanted.length === 0;
    var somewhere = addressOf(wanted);
    somewhere.searchParams.set("random", "");
    random.href = somewhere;
    if (rest) return left; // nothing is chosen: the page is as it came
    chips.forEach(function (chip) {
      var on = wanted.some(function (pair) {
        return pair[0] === chip.dataset.facet && pair[1] === chip.dataset.key;
      });
      var then = toggled(chip);
      var count = entries.filter(function (entry) { return matches(entry, then); }).length;
      if (on) {
        chip.setAttribute("aria-current", "true");
        chip.parentNode.hidden = false; // once chosen, it stays to be seen
      } else chip.removeAttribute("aria-current");
      // What a choice would leave; of what is chosen, what it has left.
      chip.querySelector(".number").textContent = on ? left.length : count;
      chip.classList.toggle("vain", !on && count === 0);
    });
    found.forEach(function (span) {
      var text = span.dataset[left.length === 0 ? "none" : left.length === 1 ? "one" : "many"];
      span.textContent = text.replace("{number}", left.length);
    });
    return left;
  }

  function choose(wanted) {
    history.pushState(history.state, "", addressOf(wanted));
    show();
  }

  function listen(chip) {
    chip.addEventListener("click", function (event) {
      // With a key it is the link that is wanted, in a tab of its own.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      whole(function () { choose(toggled(chip)); }, function () { location.href = chip.href; });
    });
  }

  chips.forEach(listen);
  unfilter.addEventListener("click", function () {
    choose([]);
    chips[0].focus();
  });
  addEventListener("popstate", show);
  // Another mode's links are written anew (js/reading.js).
  document.addEventListener("bitext:mode", show);

  function begin() {
    var left = show();
    if (!new URLSearchParams(location.search).has("random")) return;
    // Nothing is filed under all that is chosen: any post, then.
    var some = left.length ? left : entries;
    var lucky = some[Math.floor(Math.random() * some.length)];
    location.replace(lucky.element.querySelector(".entry-title").href);
  }

  var asked = new URLSearchParams(location.search);
  if (asked.has("random") || facets.some(function (facet) { return asked.has(facet); })) {
    whole(begin, begin);
  } else {
    begin();
  }
})();
