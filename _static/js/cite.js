/* Copying a citation: the line, BibTeX, CSL-JSON.
 *
 * Where the browser does not let us copy, the text is shown and selected instead. Without this
 * script there are no buttons; the texts stand in the page. */
(function () {
  "use strict";
  var wanted = { line: ".cite-line", bibtex: ".bibtex", csl: ".csl" };

  function select(text) {
    var details = text.closest("details"), range = document.createRange();
    if (details) details.open = true;
    range.selectNodeContents(text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  document.querySelectorAll("button[data-copy]").forEach(function (button) {
    var words = Array.from(button.childNodes);
    button.hidden = false;
    button.addEventListener("click", function () {
      var text = button.closest("[lang]").querySelector(wanted[button.dataset.copy]);
      var done = navigator.clipboard
        ? navigator.clipboard.writeText(text.textContent.trim())
        : Promise.reject();
      done.then(function () {
        button.replaceChildren("✓ " + window.bitext.say("copied"));
        setTimeout(function () { button.replaceChildren.apply(button, words); }, 1500);
      }, function () { select(text); });
    });
  });
})();
