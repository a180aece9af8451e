/* The switch: 中文, English, side by side.
 *
 * Keeps the choice, writes it into the address and into links within the site, and keeps
 * the paragraph at the top of the window where it is. Tells the other scripts by the event
 * "bitext:mode" on the document. Without this script the page stays in the mode that
 * mode.js found. */
(function () {
  "use strict";
  var root = document.documentElement;
  var control = document.querySelector(".mode-switch");
  var radios = Array.from(control.querySelectorAll("input"));
  var title = document.querySelector("title").dataset;
  var titles = {};

  /* Furo's own controls that have no visible words. */
  var furo = {
    ".theme-toggle": "theme",
    "#__navigation": "menu",
    "#__toc": "On this page",
  };

  /* Sphinx names these links in English: [link, its words] */
  var headerlinks = Array.from(document.querySelectorAll(".headerlink[title]"), function (link) {
    return [link, link.title];
  });

  /* What the scripts say, in the reader's language: see SCRIPTS in bitext/words.py. */
  var words = JSON.parse(control.dataset.words);

  var bitext = (window.bitext = {
    mode: function () { return root.dataset.lang; },
    codes: Object.keys(words),
    /* The language to speak in: the one shown, or, side by side, the page's own. */
    spoken: function () {
      return words[root.dataset.lang] ? root.dataset.lang : root.lang.split("-")[0];
    },
    say: function (word) { return words[bitext.spoken()][word]; },
    choose: choose,
    describe: describe,
    /* For a script that has put links into the page. */
    carry: carry,
  });

  function header() {
    return parseFloat(getComputedStyle(root).scrollPaddingTop) || 0;
  }

  /* A page that is no document has its heading's title; the search page has not even that. */
  bitext.codes.forEach(function (code) {
    var heading = document.querySelector("article h1 span." + code + "[lang]");
    titles[code] = title[code] || (heading ? heading.textContent : words[code].Search);
  });

  /* Paragraphs, displays, headings, ...; and the same with whole pairs, which can be asked where
   * they are though their insides are not laid out. */
  var blocks = "article section > :not(section, .bitext-pair), article .bitext-panel > *";
  var pieces = "article section > :not(section)";

  /* The topmost in the window of those that the selector `kind` names. */
  function topmost(kind) {
    var edge = header(), found = null, top = Infinity;
    document.querySelectorAll(kind).forEach(function (element) {
      var box = element.getBoundingClientRect();
      if (box.height === 0 || box.bottom <= edge || box.top >= top) return;
      found = element; // not simply the first: panels interleave their blocks
      top = box.top;
    });
    return found;
  }

  /* What stands for `block` in `mode`: itself, or, if its language is hidden then, the
   * block of the other panel that it faces. */
  function standIn(block, mode) {
    var panel = block.closest(".bitext-panel");
    if (!panel || mode === "both" || panel.classList.contains(mode)) return block;
    var other = panel.parentElement.querySelector(".bitext-panel." + mode);
    var index = Array.from(panel.children).indexOf(block);
    return other.children[Math.min(index, other.children.length - 1)] || block;
  }

  function speak() {
    var mode = root.dataset.lang;
    document.title = titles[mode] || bitext.codes.map(function (code) { return titles[code]; }).join(" · ");
    Object.keys(furo).forEach(function (selector) {
      document.querySelectorAll(selector).forEach(function (element) {
        element.dataset.say = furo[selector];
      });
    });
    document.querySelectorAll("[data-say]").forEach(function (element) {
      var word = bitext.say(element.dataset.say);
      element.setAttribute("aria-label", word);
      if (element.hasAttribute("placeholder")) element.placeholder = word;
    });
    headerlinks.forEach(function (entry) {
      entry[0].title = bitext.say(entry[1]) || entry[1];
    });
    describe(document);
  }

  /* The descriptions of the images in `part`. */
  function describe(part) {
    var mode = root.dataset.lang;
    part.querySelectorAll("img[data-alt-" + bitext.spoken() + "]").forEach(function (image) {
      image.alt = (mode === "both" ? bitext.codes : [mode]).map(function (code) {
        return image.getAttribute("data-alt-" + code);
      }).join(" / ");
    });
  }

  /* The mode goes with the reader: into the address ... */
  function address() {
    var here = new URL(location.href);
    here.searchParams.set("lang", root.dataset.lang);
    history.replaceState(history.state, "", here);
  }

  /* ... and into links within the site. */
  function carry() {
    var mode = root.dataset.lang;
    document.querySelectorAll(".sidebar-search-container").forEach(function (form) {
      if (!form.elements.lang) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "lang" }));
      }
      form.elements.lang.value = mode;
    });
    // Most links lead to a place on this page, and stay: they are not even looked into.
    document.querySelectorAll('a[href]:not([href^="#"])').forEach(function (link) {
      var url = new URL(link.href);
      var ours = url.protocol === location.protocol && url.host === location.host;
      if (!ours || !/(\.html|\/)$/.test(url.pathname)) return;
      // A place on this page; with a query it is another page (the archive's random post).
      if (url.pathname === location.pathname && !link.getAttribute("href").includes("?")) return;
      url.searchParams.set("lang", mode);
      link.href = url;
    });
  }

  function choose(mode) {
    var before = topmost(blocks);
    var top = before && before.getBoundingClientRect().top;
    var label = control.querySelector('input[value="' + mode + '"] + [lang]');
    layOut(Infinity);
    root.dataset.lang = mode;
    if (label) root.lang = label.lang;
    radios.forEach(function (radio) { radio.checked = radio.value === mode; });
    try {
      localStorage.setItem("bitext-mode", mode);
    } catch (error) { /* storage is off: the address carries the choice */ }
    announce();
    if (before) {
      var shown = standIn(before, mode);
      keep(shown, top, shown !== before);
    }
  }

  /* What modes.css leaves aside at first is laid out when the reader first stirs, a little
   * at a time, so that no touch has to wait; or at once, before anything that depends on
   * where things are. What the window shows stays there: browsers see to that only sometimes,
   * or never. */
  var waiting = Array.from(document.querySelectorAll(
    "section > section :is(.bitext-pair, .math-body, figure, .table-wrapper, .highlight)," +
    "section > section .citation-list, .ending"
  ));

  function layOut(count) {
    var some = waiting.splice(0, count);
    var held = some.length && scrollY > 0 ? topmost(pieces) : null;
    var top = held && held.getBoundingClientRect().top;
    some.forEach(function (element) { element.classList.add("laid-out"); });
    var moved = held && held.getBoundingClientRect().top - top;
    if (moved) window.scrollBy({ top: moved, behavior: "instant" });
  }

  var stirred = false;

  /* What goes straight to a place far off must find it where it will be. */
  function goesFar(event) {
    if (event.type === "beforematch") return true; // the browser has found hidden text
    var finds = (event.ctrlKey || event.metaKey) && /^[fg]$/i.test(event.key);
    return finds || event.key === "F3" || event.key === "End";
  }

  function stir(event) {
    if (goesFar(event)) layOut(Infinity);
    if (!stirred) layOutSlowly();
    stirred = true;
  }

  function layOutSlowly() {
    if (!waiting.length) return;
    layOut(1);
    setTimeout(layOutSlowly, 16);
  }

  /* Bring `block` to `top` of the window, or, if it were out of it there, being shorter than
   * what it stands for, its end into the window. Near its end the page may be too short. */
  function keep(block, top, guest) {
    var height = block.getBoundingClientRect().height;
    // The other language's block may be the shorter one: some of it stays in the window.
    if (guest) top = Math.max(top, header() + Math.min(height, 32) - height);
    var end = document.querySelector("footer");
    end.style.paddingBlockEnd = "";
    for (var turn = 0; turn < 2; turn += 1) {
      var missing = block.getBoundingClientRect().top - top;
      if (turn && missing > 0) end.style.paddingBlockEnd = Math.ceil(missing) + "px";
      window.scrollBy({ top: missing, behavior: "instant" });
    }
  }

  function announce() {
    speak();
    carry();
    address();
    document.dispatchEvent(new CustomEvent("bitext:mode"));
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest('a[href^="#"]');
    if (!link) return;
    layOut(Infinity); // before the browser goes there
    if (!document.querySelector("base")) return;
    event.preventDefault(); // a missing page's base would lead it home
    location.hash = link.hash;
  }, true);
  addEventListener("load", function () {
    if (root.classList.contains("bitext-laid-out")) layOut(Infinity); // mode.js said so
  });
  ["pointermove", "pointerdown", "wheel", "scroll", "keydown", "beforematch"].forEach(function (sign) {
    addEventListener(sign, stir, { capture: true, passive: true });
  });

  radios.forEach(function (radio) {
    radio.checked = radio.value === root.dataset.lang;
    radio.addEventListener("change", function () { choose(radio.value); });
  });
  // Going back to another place on this page: its address has the mode of that time.
  addEventListener("popstate", address);
  // Browsers fill in again what a form had when the page was left; the address decides.
  addEventListener("pageshow", function () {
    radios.forEach(function (radio) { radio.checked = radio.value === root.dataset.lang; });
  });
  speak();
  carry();
  // It takes the browser a while, and no reader waits for it; but a page that was asked something
  // may lead elsewhere at once (the archive's random post), and is not to stay behind.
  if (location.search) address();
  else setTimeout(address);
})();
