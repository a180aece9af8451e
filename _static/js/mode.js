/* Before the first paint: which languages to show, and in which colours. Sets
 * <html data-lang="zh|en|both"> and, as Furo's inline script would, <body data-theme>.
 *
 * The address says the mode (?lang=en), else the last choice, else the browser's languages.
 * Without this script: both titles show, each pair has its tabs, and the theme is the system's. */
(function () {
  "use strict";
  var root = document.documentElement;
  var self = document.currentScript.dataset;
  var tags = {};
  self.languages.trim().split(/\s+/).forEach(function (entry) {
    var parts = entry.split("=");
    tags[parts[0]] = parts[1];
  });
  var codes = Object.keys(tags);
  var modes = codes.concat("both");

  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null; // storage is off: the choice lasts for this page
    }
  }

  function spoken() {
    var first = (navigator.languages || [navigator.language || ""]).map(function (language) {
      return language.split("-")[0].toLowerCase();
    });
    return first.find(function (code) { return codes.includes(code); }) || codes[codes.length - 1];
  }

  var wanted = [new URLSearchParams(location.search).get("lang"), kept("bitext-mode")];
  root.dataset.lang = wanted.find(function (mode) { return modes.includes(mode); }) || spoken();
  root.lang = tags[root.dataset.lang] || tags[spoken()];
  root.classList.add("bitext-js");
  root.classList.remove("no-js"); // Furo's word for it, which keeps its controls away

  // Who comes to a place within the page, or back to one, needs all that is above it. A link to
  // some words (#:~:text=...) is kept from location.
  var arrival = performance.getEntriesByType("navigation")[0];
  var place = location.hash || (arrival && arrival.name.includes(":~:"));
  if (place || (arrival && arrival.type !== "navigate")) {
    root.classList.add("bitext-laid-out");
  }

  // The theme stands on the body, which comes after this script and before any paint.
  new MutationObserver(function (changes, observer) {
    if (!document.body) return;
    var theme = kept("theme");
    document.body.dataset.theme = ["light", "dark"].includes(theme) ? theme : "auto";
    observer.disconnect();
  }).observe(root, { childList: true });

  // Style sheets of what no reader sees first, which nothing had to wait for.
  addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("link[data-late]").forEach(function (link) { link.media = "all"; });
  });

  var title = document.querySelector("title");
  document.title = title.dataset[root.dataset.lang] || document.title;
})();
