/* Before the first paint: which languages to show. Sets <html data-lang="zh|en|both">.
 *
 * The address says it (?lang=en), else the last choice, else the browser's languages.
 * Without this script: both titles show, and each pair has its tabs. */
(function () {
  "use strict";
  var root = document.documentElement;
  var tags = {};
  document.currentScript.dataset.languages.trim().split(/\s+/).forEach(function (entry) {
    var parts = entry.split("=");
    tags[parts[0]] = parts[1];
  });
  var codes = Object.keys(tags);
  var modes = codes.concat("both");

  function kept() {
    try {
      return localStorage.getItem("bitext-mode");
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

  var wanted = [new URLSearchParams(location.search).get("lang"), kept()];
  root.dataset.lang = wanted.find(function (mode) { return modes.includes(mode); }) || spoken();
  root.lang = tags[root.dataset.lang] || tags[spoken()];
  root.classList.add("bitext-js");

  // Who comes to a place within the page, or back to one, needs all that is above it.
  var arrival = performance.getEntriesByType("navigation")[0];
  if (location.hash || (arrival && arrival.type !== "navigate")) {
    root.classList.add("bitext-laid-out");
  }

  // The fonts of nearly every formula: late ones would move the lines. From file:// a
  // browser refuses to fetch them ahead, and has them at once anyway.
  if (location.protocol !== "file:") {
    document.currentScript.dataset.fonts.split(" ").filter(Boolean).forEach(function (font) {
      var link = document.createElement("link");
      Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: font });
      document.head.append(link);
    });
  }

  var title = document.querySelector("title");
  document.title = title.dataset[root.dataset.lang] || document.title;
})();
