/* Comments by giscus, when the reader asks for them: until then nothing is loaded from there.
 *
 * The discussion belongs to the page's name, whatever host and address it has. Without this
 * script there is a link to the discussions. */
(function () {
  "use strict";
  var section = document.querySelector(".comments");
  var button = section.querySelector("button");
  var tongues = { zh: "zh-CN" }; // what giscus calls them otherwise

  function theme() {
    var chosen = document.body.dataset.theme;
    return chosen === "light" || chosen === "dark" ? chosen : "preferred_color_scheme";
  }

  button.hidden = false;
  button.addEventListener("click", function () {
    var script = document.createElement("script"), spoken = window.bitext.spoken();
    Object.assign(script.dataset, section.dataset, {
      mapping: "specific",
      strict: "1",
      reactionsEnabled: "1",
      emitMetadata: "0",
      inputPosition: "top",
      theme: theme(),
      lang: tongues[spoken] || spoken,
    });
    script.src = "https://giscus.app/client.js";
    script.crossOrigin = "anonymous";
    script.async = true;
    section.append(script);
    button.parentElement.remove();
  });
})();
