/* The archive's filters: archive.html?category=mathematics&tag=muon&tag=mup
 *
 * What posts are filed under stands there as links to pages. Here a click on one chooses it,
 * and the posts that are filed under all that is chosen stay: of tags several may be chosen,
 * of the rest one of each kind. The choice stands in the address, and goes with it.
 * archive.html?random opens one of the posts that are left. Without this script the links go
 * to the pages of the tags, categories, series and sources. */
(function () {
  "use strict";
  var chips = Array.from(document.querySelectorAll(".archive [data-facet]"));
  var entries = Array.from(document.querySelectorAll(".archive .entry"), function (element) {
    return { element: element, filed: JSON.parse(element.dataset.filed) };
  });
  var years = Array.from(document.querySelectorAll(".archive .year"));
  var found = Array.from(document.querySelectorAll(".archive .found > span"));
  var random = document.querySelector(".archive .random");
  var unfilter = document.querySelector(".archive .unfilter");
  var facets = Array.from(new Set(chips.map(function (chip) { return chip.dataset.facet; })));

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
      var shown = matches(entry, wanted);
      entry.element.hidden = !shown;
      return shown;
    });
    years.forEach(function (year) { year.hidden = !year.querySelector(".entry:not([hidden])"); });
    chips.forEach(function (chip) {
      var on = wanted.some(function (pair) {
        return pair[0] === chip.dataset.facet && pair[1] === chip.dataset.key;
      });
      var then = toggled(chip);
      var count = entries.filter(function (entry) { return matches(entry, then); }).length;
      if (on) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
      // What a choice would leave; of what is chosen, what it has left.
      chip.querySelector(".number").textContent = on ? left.length : count;
      chip.classList.toggle("vain", !on && count === 0);
    });
    found.forEach(function (span) {
      var text = span.dataset[left.length === 0 ? "none" : left.length === 1 ? "one" : "many"];
      span.textContent = text.replace("{number}", left.length);
    });
    unfilter.hidden = wanted.length === 0;
    var somewhere = addressOf(wanted);
    somewhere.searchParams.set("random", "");
    random.href = somewhere;
    return left;
  }

  function choose(wanted) {
    history.pushState(history.state, "", addressOf(wanted));
    show();
  }

  chips.forEach(function (chip) {
    chip.addEventListener("click", function (event) {
      // With a key it is the link that is wanted, in a tab of its own.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      choose(toggled(chip));
    });
  });
  unfilter.addEventListener("click", function () {
    choose([]);
    chips[0].focus();
  });
  addEventListener("popstate", show);
  // Another mode's links are written anew (js/reading.js).
  document.addEventListener("bitext:mode", show);

  var left = show();
  if (new URLSearchParams(location.search).has("random")) {
    // Nothing is filed under all that is chosen: any post, then.
    var some = left.length ? left : entries;
    var lucky = some[Math.floor(Math.random() * some.length)];
    location.replace(lucky.element.querySelector(".entry-title").href);
  }
})();
