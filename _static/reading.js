/* The switch: 中文, English, side by side.
 *
 * Keeps the choice, writes it into the address and into links within the site, and keeps
 * the paragraph at the top of the window where it is. Without this script the page stays
 * in the mode that mode.js found. */
(function () {
  "use strict";
  var root = document.documentElement;
  var radios = Array.from(document.querySelectorAll(".mode-switch input"));
  var titles = Object.assign({}, document.querySelector("title").dataset);
  var wholeTitle = Object.values(titles).join(" · ") || document.title;

  /* The topmost thing in the window that shows in every mode: a pair, a heading, ... */
  function anchor() {
    var header = 64;
    return Array.from(document.querySelectorAll(
      "article section > *, article .bitext-panel > *"
    )).find(function (element) {
      var box = element.getBoundingClientRect();
      return box.height > 0 && box.bottom > header;
    });
  }

  /* What stands for `element` in `mode`: itself, or, if it is in a panel that is hidden
   * then, the block of the other panel that it faces. */
  function facing(element, mode) {
    var panel = element.closest(".bitext-panel");
    if (!panel || mode === "both" || panel.classList.contains(mode)) return element;
    var other = panel.parentElement.querySelector(".bitext-panel." + mode);
    var index = Array.from(panel.children).indexOf(element);
    return other.children[Math.min(index, other.children.length - 1)] || other;
  }

  function speak(mode) {
    document.title = titles[mode] || wholeTitle;
    var shown = root.lang.split("-")[0];
    document.querySelectorAll("[data-say-" + shown + "]").forEach(function (element) {
      var word = element.getAttribute("data-say-" + shown);
      element.setAttribute("placeholder", word);
      element.setAttribute("aria-label", word);
    });
    document.querySelectorAll("img[data-alt-" + shown + "]").forEach(function (image) {
      var codes = mode === "both" ? radios.map(function (r) { return r.value; }) : [mode];
      image.alt = codes.map(function (code) {
        return image.getAttribute("data-alt-" + code);
      }).filter(Boolean).join(" / ");
    });
  }

  function carry(mode) {
    var here = new URL(location.href);
    here.searchParams.set("lang", mode);
    history.replaceState(history.state, "", here);
    var origin = location.protocol === "file:" ? "file:" : location.origin;
    document.querySelectorAll("a[href]").forEach(function (link) {
      var written = link.getAttribute("href");
      if (written.startsWith("#") || !(origin === "file:"
        ? link.protocol === "file:" : link.origin === origin)) return;
      var url = new URL(link.href);
      if (!/(\.html|\/)$/.test(url.pathname)) return;
      url.searchParams.set("lang", mode);
      link.href = url;
    });
  }

  /* Bring `block` to `top` of the window; near its end the page may be too short for it. */
  function keep(block, top) {
    var end = document.querySelector("footer");
    end.style.paddingBlockEnd = "";
    for (var turn = 0; turn < 2; turn += 1) {
      var missing = block.getBoundingClientRect().top - top;
      if (turn && missing > 0) end.style.paddingBlockEnd = Math.ceil(missing) + "px";
      window.scrollBy({ top: missing, behavior: "instant" });
    }
  }

  function choose(mode) {
    var before = anchor();
    var top = before && before.getBoundingClientRect().top;
    var code = mode === "both" ? root.lang : document.querySelector(
      '.mode-switch input[value="' + mode + '"] + [lang]').lang;
    root.dataset.lang = mode;
    root.lang = code;
    if (before) keep(facing(before, mode), top);
    try {
      localStorage.setItem("bitext-mode", mode);
    } catch (error) { /* storage is off: the address carries the choice */ }
    speak(mode);
    carry(mode);
  }

  radios.forEach(function (radio) {
    radio.checked = radio.value === root.dataset.lang;
    radio.addEventListener("change", function () { choose(radio.value); });
  });
  speak(root.dataset.lang);
  carry(root.dataset.lang);
})();
