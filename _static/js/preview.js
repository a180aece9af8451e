/* Previews: what a reference points to, in a small card, in the reader's language.
 *
 * Hovering or focusing a reference to an equation, figure, table, work, footnote, section
 * or post, or a term of the glossary, shows the card; so does a first tap, a second one follows the link. Arrow down
 * goes into the card, Escape closes it. Other pages are fetched; where that is not
 * possible (file://), and without this script, the link is a plain link. */
(function () {
  "use strict";
  var bitext = window.bitext;
  var article = document.querySelector("article");
  var pages = new Map([[location.pathname, Promise.resolve(document)]]);
  var card = document.createElement("aside");
  var extras = ".headerlink, .peek, .copy-tex, .copybtn, .bitext-pair > input, .sd-tab-label";
  var current = null, timer = 0;
  card.className = "preview";
  card.id = "preview";
  card.tabIndex = -1;
  card.hidden = true;
  document.body.append(card);

  function page(url) {
    if (!pages.has(url.pathname)) {
      if (url.protocol === "file:") return Promise.reject(); // browsers forbid it
      pages.set(url.pathname, fetch(url.pathname).then(function (answer) {
        if (!answer.ok) throw new Error(answer.status);
        return answer.text();
      }).then(function (text) {
        return new DOMParser().parseFromString(text, "text/html");
      }));
    }
    return pages.get(url.pathname);
  }

  /* The part of the page that `id` names, small enough for a card. */
  function excerpt(source, id) {
    var target = id ? source.getElementById(id) : source.querySelector("article section");
    if (!target) return null;
    var section = target.closest("section");
    if (target.matches("div.math, figure, table, .citation, .footnote, aside, dt")) return [target];
    target = target.closest("figure, table, .citation, .footnote") || target;
    if (target !== section && target.matches("figure, table, .citation, .footnote")) return [target];
    if (!section) return null;
    return [
      section.querySelector("h1, h2, h3, h4"),
      section.querySelector(":scope > .bitext-pair:not(.credit), :scope > p"),
    ].filter(Boolean);
  }

  /* A term of the glossary says by itself what is to be shown: no page has to be fetched. */
  article.querySelectorAll("a.gloss[title]").forEach(function (link) {
    link.dataset.pair = link.title;
    link.removeAttribute("title");
  });

  function pair(forms) {
    var line = document.createElement("p");
    var tags = Array.from(document.querySelectorAll(".mode-switch [lang]"));
    forms.split(" · ").forEach(function (form, index) {
      if (index) line.append(" · ");
      line.append(Object.assign(document.createElement("span"), { textContent: form, lang: tags[index].lang }));
    });
    return line;
  }

  function found(link, url) {
    if (link.dataset.pair) return Promise.resolve([pair(link.dataset.pair)]);
    return page(url).then(function (source) {
      return excerpt(source, anchorOf(url));
    });
  }

  function anchorOf(url) {
    try {
      return decodeURIComponent(url.hash.slice(1));
    } catch (error) {
      return url.hash.slice(1); // an address that is none: #%zz
    }
  }

  function fill(parts, url) {
    card.replaceChildren.apply(card, parts.map(function (part) {
      var copy = document.importNode(part, true);
      copy.querySelectorAll(extras).forEach(function (extra) { extra.remove(); });
      [copy].concat(Array.from(copy.querySelectorAll("[id], [hidden]"))).forEach(function (node) {
        node.removeAttribute("id");
        node.removeAttribute("hidden");
        node.classList.remove("peeked");
      });
      copy.querySelectorAll("[src]").forEach(function (image) {
        image.src = new URL(image.getAttribute("src"), url);
      });
      copy.querySelectorAll("img").forEach(function (image) { image.loading = "eager"; });
      copy.querySelectorAll("a[href]").forEach(function (link) {
        link.href = new URL(link.getAttribute("href"), url);
      });
      return copy;
    }));
    bitext.describe(card);
  }

  function place(link) {
    var box = link.getClientRects()[0], room = 12, gap = 6;
    var width = document.documentElement.clientWidth;
    card.hidden = false;
    card.style.left = card.style.top = card.style.maxHeight = "";
    card.style.width = "max-content";
    card.style.maxWidth = Math.min(560, width - 2 * room) + "px";
    var under = innerHeight - box.bottom - gap - room, over = box.top - gap - room;
    var below = card.offsetHeight <= under || under >= over;
    card.style.maxHeight = Math.min(384, 0.6 * innerHeight, below ? under : over) + "px";
    var left = Math.max(room, Math.min(box.left - 24, width - card.offsetWidth - room));
    card.style.left = left + scrollX + "px";
    card.style.top = (below ? box.bottom + gap : box.top - card.offsetHeight - gap) + scrollY + "px";
  }

  function show(link) {
    var url = new URL(link.href);
    clearTimeout(timer);
    if (current && current !== link) hide();
    current = link;
    return found(link, url).then(function (parts) {
      if (current !== link || !parts || !parts.length) return false;
      fill(parts, url);
      card.setAttribute("aria-label", bitext.say("preview"));
      link.setAttribute("aria-details", "preview");
      place(link);
      return true;
    }, function () { return false; });
  }

  function hide() {
    clearTimeout(timer);
    if (current) current.removeAttribute("aria-details");
    current = null;
    card.hidden = true;
  }

  function later(action, wait) {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  }

  function reference(event) {
    var link = event.target.closest && event.target.closest("a.reference.internal, a.footnote-reference");
    return link && article.contains(link) && !link.closest(".toctree-wrapper") ? link : null;
  }

  var touched = null;
  article.addEventListener("pointerover", function (event) {
    var link = event.pointerType === "mouse" && reference(event);
    if (link) later(function () { show(link); }, 250);
  });
  article.addEventListener("pointerout", function (event) {
    if (event.pointerType === "mouse" && reference(event)) later(hide, 250);
  });
  card.addEventListener("pointerenter", function () { clearTimeout(timer); });
  card.addEventListener("pointerleave", function (event) {
    if (event.pointerType === "mouse") later(hide, 250);
  });
  article.addEventListener("focusin", function (event) {
    var link = reference(event);
    if (link && link.matches(":focus-visible")) later(function () { show(link); }, 250);
  });
  article.addEventListener("focusout", function (event) {
    if (reference(event)) later(function () { if (!card.contains(document.activeElement)) hide(); }, 50);
  });
  card.addEventListener("focusout", function (event) {
    var next = event.relatedTarget;
    if (next && next !== current && !card.contains(next)) hide();
  });
  article.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch" ? reference(event) : null;
  });
  article.addEventListener("click", function (event) {
    var link = reference(event);
    if (!link || link !== touched || link === current) return;
    event.preventDefault();
    show(link).then(function (shown) { if (!shown) location.href = link.href; });
  });
  document.addEventListener("pointerdown", function (event) {
    if (current && !card.contains(event.target) && !current.contains(event.target)) hide();
  });
  document.addEventListener("keydown", function (event) {
    if (!current || card.hidden) return;
    if (event.key === "Escape") {
      var link = current;
      if (card.contains(document.activeElement)) link.focus();
      hide();
    } else if (event.key === "ArrowDown" && document.activeElement === current) {
      event.preventDefault();
      card.focus();
    }
  });
  document.addEventListener("bitext:mode", hide);
})();
