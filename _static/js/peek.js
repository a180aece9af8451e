/* Peek: while one language is shown, the other one's version of just one paragraph.
 *
 * Each block has a small button at its end that shows the block it faces right below it,
 * and hides it again. The hidden blocks are `hidden="until-found"`: the browser's own
 * search reaches them, and opens the same peek. Without this script the other language is
 * one switch away. */
(function () {
  "use strict";
  var bitext = window.bitext;

  /* [own block, block that it faces, the latter's language, button] */
  var faces = [];

  document.querySelectorAll(".bitext-pair:not(.credit)").forEach(function (pair) {
    var panels = bitext.codes.map(function (code) {
      return pair.querySelector(":scope > .bitext-panel." + code);
    });
    [0, 1].forEach(function (side) {
      var own = panels[side], other = panels[1 - side];
      if (own.children.length !== other.children.length) return; // nothing faces one block
      Array.from(own.children).forEach(function (block, row) {
        if (block.matches("p, ul, ol")) faces.push(new Face(block, other.children[row], 1 - side));
      });
    });
  });

  function Face(block, facing, side) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "peek";
    (block.matches("p") ? block : block.lastElementChild).append(" ", button);
    this.block = block;
    this.facing = facing;
    this.code = bitext.codes[side];
    this.button = button;
    var face = this;
    button.addEventListener("click", function () {
      face.show(button.getAttribute("aria-expanded") !== "true");
    });
    facing.addEventListener("beforematch", function () {
      if (bitext.mode() !== "both" && bitext.mode() !== face.code) face.show(true);
    });
  }

  Face.prototype.show = function (open) {
    this.button.setAttribute("aria-expanded", String(open));
    this.button.setAttribute(
      "aria-label",
      bitext.say(open ? "unpeek" : "peek").replace("{language}", bitext.say("languages")[this.code])
    );
    this.facing.classList.toggle("peeked", open);
    if (open) this.facing.removeAttribute("hidden");
    else this.facing.setAttribute("hidden", "until-found");
  };

  function settle() {
    var mode = bitext.mode();
    faces.forEach(function (face) {
      if (mode !== "both" && mode !== face.code) {
        face.show(false);
      } else {
        face.facing.classList.remove("peeked");
        face.facing.removeAttribute("hidden");
      }
    });
  }

  document.addEventListener("bitext:mode", settle);
  settle();
})();
