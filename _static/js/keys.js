/* Keys: `m` goes through the modes, `?` lists the keys. Nothing else is taken from the
 * browser, and nothing while one types. Without this script: the switch and Tab. */
(function () {
  "use strict";
  var bitext = window.bitext;
  var help = document.querySelector(".key-help");

  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.key === "m") {
      var modes = bitext.codes.concat("both");
      bitext.choose(modes[(modes.indexOf(bitext.mode()) + 1) % modes.length]);
    } else if (event.key === "?") {
      if (help.open) help.close();
      else help.showModal();
    }
  });
  help.querySelector("button").addEventListener("click", function () { help.close(); });
})();
