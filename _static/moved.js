/* A post that has moved: go on to it, with the place within it (#...), which the page's own
 * refresh would lose. Without this script the refresh goes on. */
(function () {
  "use strict";
  location.replace(document.querySelector("a.moved").href + location.hash);
})();
