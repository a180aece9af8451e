"""HTML: a pair is a sphinx-design tab-set, and the page's own words come in both languages.

Without any script, a reader gets tabs that work and titles that show both languages.
What a site's skin makes of it (one switch, side by side) needs nothing but the classes
and ``lang`` attributes given here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from babel import Locale, UnknownLocaleError
from docutils import nodes
from markupsafe import Markup, escape
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import get_image_size
from sphinx_design.shared import create_component

from .catalogue import catalogue_of
from .config import languages_of
from .markup import spans
from .nodes import every, pair, panel, phrase
from .words import SCRIPTS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    from .config import Language

_CLOSING = re.compile("[，。；：？！、）》〉」』】〕”’…—,.;:?!)\\]–-]+")
_OPENING = re.compile("[（《〈「『【〔“‘(\\[–-]+$")


# Furo's words that stand as text; others of its words stand in attributes.
_SHOWN = frozenset({"Skip to content", "Back to top"})


class PairsToTabs(SphinxPostTransform):
    """A pair becomes the tab-set that an author would have written by hand.

    ::

        <pair>                      <container tab-set>
            <panel lang="zh">           <container tab-item>
                ...                         <rubric sync_group="lang" sync_id="zh"> 中文
                                            <container tab-content> ...
    """

    # Before sphinx-design turns tab-sets into radio buttons (200).
    default_priority = 190
    # An e-book has no tabs: one language after the other.
    builders = ("html", "dirhtml", "singlehtml")

    def run(self, **kwargs: object) -> None:
        languages = {language.code: language for language in languages_of(self.config)}
        for node in every(self.document, pair):
            tab_set = create_component(
                "tab-set", classes=["sd-tab-set", *node["classes"]], ids=node["ids"]
            )
            tab_set.source, tab_set.line = node.source, node.line
            for child in (child for child in node.children if isinstance(child, panel)):
                language = languages[child["lang"]]
                label = nodes.rubric(
                    "",
                    language.name,
                    classes=["sd-tab-label", language.html_class],
                    sync_group="lang",
                    sync_id=language.code,
                )
                content = create_component(
                    "tab-content",
                    classes=["sd-tab-content", *child["classes"], language.html_class],
                )
                content += child.children
                item = create_component("tab-item", classes=["sd-tab-item"], ids=child["ids"])
                item.source, item.line = child.source, child.line
                item += [label, content]
                tab_set += item
            node.replace_self(tab_set)


def visit_panel(self: HTML5Translator, node: panel) -> None:
    """A panel that is in no tab: one without a partner, or in an e-book."""
    self.body.append(self.starttag(node, "div", lang=node["tag"]))


def depart_panel(self: HTML5Translator, node: panel) -> None:
    """Close it."""
    self.body.append("</div>\n")


def visit_phrase(self: HTML5Translator, node: phrase) -> None:
    """``<span class="zh" lang="zh-Hans">``"""
    self.body.append(self.starttag(node, "span", "", lang=node["tag"]))


def depart_phrase(self: HTML5Translator, node: phrase) -> None:
    """Close it."""
    self.body.append("</span>")


class GlueFormulas(SphinxPostTransform):
    """No line begins with the comma behind a formula, or ends with the bracket before it.

    Browsers may break a line on either side of a formula, whatever stands there. So both
    go into an element in which none may break (``maths.css``), but for the places inside
    of the formula that :mod:`bitext.mathrender` marks there.

    ::

        "见（" <math> "），……"       "见" <inline classes="glued"> "（" <math> "），" "……"
    """

    # After TrimSpaces (150): a space is a place for a break.
    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for formula in every(self.document, nodes.math):
            parent, index = formula.parent, formula.parent.index(formula)
            before = parent[index - 1] if index else None
            after = parent[index + 1] if index + 1 < len(parent) else None
            opening = _OPENING.search(before) if isinstance(before, nodes.Text) else None
            closing = _CLOSING.match(after) if isinstance(after, nodes.Text) else None
            if not opening and not closing:
                continue
            glued = nodes.inline("", "", formula, classes=["glued"])
            pieces: list[nodes.Node] = [glued]
            if opening and isinstance(before, nodes.Text):
                glued.insert(0, nodes.Text(opening[0]))
                pieces.insert(0, nodes.Text(before[: opening.start()]))
            if closing and isinstance(after, nodes.Text):
                glued += nodes.Text(closing[0])
                pieces.append(nodes.Text(after[closing.end() :]))
            parent[index - bool(opening) : index + 1 + bool(closing)] = pieces


class AnchorsOnce(SphinxPostTransform):
    """A theme may wrap displays and tables, and copy their anchors: the inner one stays.

    Furo does; two elements of one id are no valid HTML.
    """

    # After Furo has wrapped them (500).
    default_priority = 510
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for node in every(self.document, nodes.container):
            inner = node.children[0] if len(node.children) == 1 else None
            if isinstance(inner, nodes.math_block | nodes.table) and node["ids"] == inner["ids"]:
                node["ids"] = []


class PlainLabels(SphinxPostTransform):
    """A tab's label controls its radio button, and says so; HTML lets it say no more."""

    # After sphinx-design has made the labels (200).
    default_priority = 210
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for node in every(self.document, nodes.Element):
            node.attributes.pop("aria_controls", None)


class Alternatives(SphinxPostTransform):
    """An image with a text alternative in each language (see :class:`.Phrases`).

    Any image is fetched when the reader comes near it.
    """

    default_priority = 190
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        for image in every(self.document, nodes.image):
            image.setdefault("loading", "lazy")
            if "bitext_alt" in image:
                image.replace_self(bilingual_image("", **image.attributes))


class bilingual_image(nodes.image):
    """``node["bitext_alt"]`` maps codes to text alternatives; ``alt`` holds them all."""


def visit_bilingual_image(self: HTML5Translator, node: bilingual_image) -> None:
    """An ``<img>`` whose ``data-alt-zh``, ``data-alt-en`` a script may put into ``alt``.

    It has the file's size, so that the page keeps its room before it is fetched.
    """
    data = {f"data-alt-{code}": text for code, text in node["bitext_alt"].items()}
    size = None
    if node["uri"] in self.builder.images and not {"width", "height", "scale"} & set(node):
        size = get_image_size(self.builder.srcdir / node["uri"])
    start = len(self.body)
    self.visit_image(node)
    if size:
        data |= {"width": str(size[0]), "height": str(size[1])}
    markup = "".join(f' {name}="{escape(value)}"' for name, value in data.items())
    self.body[start:] = [part.replace("<img ", f"<img{markup} ", 1) for part in self.body[start:]]


def depart_bilingual_image(self: HTML5Translator, node: bilingual_image) -> None:
    """Nothing is open."""
    self.depart_image(node)


def speak(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """``html-page-context``: the template's own words, and the title, in each language.

    Gives to templates:

    ``bitext_languages``
        the two languages, with ``code``, ``tag``, ``name`` and ``words``.
    ``bitext_say(word)``
        markup: `word`, a key of :mod:`bitext.words`, in each language.
    ``bitext_titles``
        the page's title by language code; of a page that is no document, what its maker gives.
    ``bitext_summary``
        the page's summary by language code, likewise; empty where there is none.
    ``bitext_words``
        JSON, by language code: the words of scripts, and under ``languages`` the languages' names.
    ``bitext_parity_page``, ``bitext_bibliography_page``, ``bitext_licence``
        the settings.
    ``gettext``
        what ``{% trans %}`` uses: the theme's own words, likewise.
    """
    languages = languages_of(app.config)

    def say(word: str) -> Markup:
        return spans(languages, {each.code: each.words.get(word, word) for each in languages})

    def translate(message: str) -> str:
        return say(message) if message in _SHOWN else str(theme_s_own(message))

    theme_s_own = context.get("gettext", str)
    context["gettext"] = translate
    context["bitext_words"] = json.dumps(
        {
            language.code: {word: language.words[word] for word in SCRIPTS}
            | {"languages": {each.code: _name(each, language) for each in languages}}
            for language in languages
        },
        ensure_ascii=False,
    )
    post = catalogue_of(app.env).posts.get(pagename)
    titles = dict(post.title) if post else context.get("bitext_titles", {})
    context["bitext_languages"] = languages
    context["bitext_say"] = say
    for setting in ("bitext_parity_page", "bitext_bibliography_page", "bitext_licence"):
        context[setting] = app.config[setting]
    context["bitext_titles"] = titles
    context["bitext_summary"] = post.summary if post else context.get("bitext_summary", {})
    if len(set(titles.values())) > 1:
        context["title"] = cast(str, escape(" · ".join(titles.values())))


def _name(language: Language, reader: Language) -> str:
    """What a reader of the other language calls it: 英语, Chinese."""
    try:
        name = Locale.parse(reader.code).languages.get(language.code)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or language.name
