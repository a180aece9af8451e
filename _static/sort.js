/* The glossary, sorted by the heading that is chosen; at first, by the reader's language.
 *
 * Each row says its place in each order (data-zh, data-en, data-uses), as the build found it.
 * Without this script the rows stay in the order of the first language. */
(function () {
  "use strict";
  var table = document.querySelector("table.glossary");
  var heads = Array.from(table.tHead.querySelectorAll("[data-order]"));
  var rows = Array.from(table.tBodies[0].rows);
  var chosen = false;

  function sort(order) {
    rows.sort(function (one, other) { return one.dataset[order] - other.dataset[order]; });
    table.tBodies[0].append.apply(table.tBodies[0], rows);
    heads.forEach(function (head) {
      if (head.dataset.order !== order) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", order === "uses" ? "descending" : "ascending");
    });
  }

  function follow() {
    if (!chosen) sort(bitext.spoken());
  }

  heads.forEach(function (head) {
    var button = Object.assign(document.createElement("button"), { type: "button" });
    button.append.apply(button, Array.from(head.childNodes));
    head.append(button);
    button.addEventListener("click", function () {
      chosen = true;
      sort(head.dataset.order);
    });
  });
  document.addEventListener("bitext:mode", follow);
  follow();
  // The browser may have gone to a row before it moved.
  var row;
  try {
    row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch (error) { /* an address that is none: #%zz */ }
  if (row) row.scrollIntoView();
})();
