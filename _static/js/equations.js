/* Equations: copying gives their TeX source, and a wide one scrolls by itself.
 *
 * A button on each display copies its source; text that is copied with formulas in it has
 * them between dollars. Without this script: whatever the browser makes of the formula. */
(function () {
  "use strict";
  var bitext = window.bitext;

  function source(formula) {
    return formula.querySelector("annotation").textContent.trim();
  }

  document.querySelectorAll("article div.math").forEach(function (display) {
    if (!display.querySelector("annotation")) return; // KaTeX refused it: it shows its source
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy-tex";
    button.textContent = "TeX";
    button.dataset.say = "copy-tex";
    button.setAttribute("aria-label", bitext.say("copy-tex"));
    button.addEventListener("click", function () {
      var done = navigator.clipboard && navigator.clipboard.writeText(source(display));
      if (!done) return;
      done.then(function () {
        button.textContent = "✓";
        button.setAttribute("aria-label", bitext.say("copied"));
        setTimeout(function () {
          button.textContent = "TeX";
          button.setAttribute("aria-label", bitext.say("copy-tex"));
        }, 1500);
      });
    });
    display.append(button);
  });

  /* What scrolls can be reached by the keyboard. A formula is measured when the browser has laid
   * it out: at first, when the window or the mode changes, when it comes near. */
  var measured = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var body = entry.target;
      if (body.scrollWidth > body.clientWidth) body.tabIndex = 0;
      else body.removeAttribute("tabindex");
    });
  });

  document.addEventListener("copy", function (event) {
    var selection = window.getSelection();
    if (selection.isCollapsed || !event.clipboardData) return;
    var range = selection.getRangeAt(0).cloneRange();
    var whole = function (node) {
      return (node.nodeType === 1 ? node : node.parentElement).closest(".katex");
    };
    // A formula is copied as a whole or not at all.
    if (whole(range.startContainer)) range.setStartBefore(whole(range.startContainer));
    if (whole(range.endContainer)) range.setEndAfter(whole(range.endContainer));
    var around = range.commonAncestorContainer;
    var within = (around.nodeType === 1 ? around : around.parentElement).closest(".katex-display");
    var fragment = range.cloneContents();
    var formulas = fragment.querySelectorAll(".katex");
    if (!formulas.length) return;
    var extras = ["button", ".headerlink", ".bitext-pair > input", ".sd-tab-label"];
    bitext.codes.forEach(function (code) { // the language that is not shown
      if (bitext.mode() === "both" || bitext.mode() === code) return;
      extras.push(".bitext-panel." + code + " > :not(.peeked)", "span." + code + "[lang]");
    });
    fragment.querySelectorAll(extras.join()).forEach(function (extra) { extra.remove(); });
    formulas.forEach(function (formula) {
      var mark = within || formula.closest(".katex-display") ? "$$" : "$";
      formula.replaceWith(mark + source(formula) + mark);
    });
    event.clipboardData.setData("text/plain", fragment.textContent);
    event.preventDefault();
  });

  document.querySelectorAll("div.math > .math-body").forEach(function (body) {
    measured.observe(body);
  });
})();
