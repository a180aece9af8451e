/* Copying text that holds formulas gives their TeX source, between dollars.
 * Without this script: whatever the browser makes of the formula. */
document.addEventListener("copy", function (event) {
  "use strict";
  var selection = window.getSelection();
  if (selection.isCollapsed || !event.clipboardData) return;
  var range = selection.getRangeAt(0);
  var whole = function (node) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    return element.closest(".katex");
  };
  // A formula is copied as a whole or not at all.
  if (whole(range.startContainer)) range.setStartBefore(whole(range.startContainer));
  if (whole(range.endContainer)) range.setEndAfter(whole(range.endContainer));
  var around = range.commonAncestorContainer;
  var within = (around.nodeType === 1 ? around : around.parentElement).closest(".katex-display");
  var fragment = range.cloneContents();
  var formulas = fragment.querySelectorAll(".katex");
  if (!formulas.length) return;
  formulas.forEach(function (formula) {
    var source = formula.querySelector("annotation").textContent.trim();
    var mark = within || formula.closest(".katex-display") ? "$$" : "$";
    formula.replaceWith(mark + source + mark);
  });
  event.clipboardData.setData("text/plain", fragment.textContent);
  event.preventDefault();
});
