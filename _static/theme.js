/* The colour theme that the reader chose, before the first paint (Furo's own line, as a
 * file, so that no inline script is needed). Without it: the system's theme. */
(function () {
  "use strict";
  var theme = null;
  try {
    theme = localStorage.getItem("theme");
  } catch (error) { /* storage is off */ }
  document.body.dataset.theme = theme || "auto";
})();
