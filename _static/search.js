/* Search: what Sphinx says about the results, in the reader's language.
 *
 * Not through Documentation.addTranslations, which evaluates text as a script. Without this
 * script: in English. (Without any script there is no search.) */
/* global Documentation, Search */
(function () {
  "use strict";
  var bitext = window.bitext;
  var one = "Search finished, found one page matching the search query.";
  var many = "Search finished, found ${resultCount} pages matching the search query.";

  function translate() {
    Documentation.TRANSLATIONS = Object.assign({}, bitext.words());
    Documentation.TRANSLATIONS[one] = [bitext.say(one), bitext.say(many)];
    Documentation.PLURAL_EXPR = function (n) { return n === 1 ? 0 : 1; };
  }

  document.addEventListener("bitext:mode", function () {
    translate();
    document.getElementById("search-results").replaceChildren();
    Search.init();
  });
  translate();
})();
