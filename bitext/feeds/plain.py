"""A page's text in one language, as HTML that needs neither style sheets nor scripts.

What feed readers keep of a page is a small set of elements without classes. So the other
language's panels and phrases are left out here, not hidden; formulas become plain text
(:mod:`bitext.feeds.formulas`) or their TeX source; links and images get whole addresses::

    <div class="bitext-pair ...">                     <p>甲 <i>x</i></p>
        <div class="bitext-panel zh"> <p>甲 ...
        <div class="bitext-panel en"> <p>A ...
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

import lxml.html
from lxml.html import builder
from markupsafe import escape

from .formulas import plain_math

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lxml.html import HtmlElement

_KEPT: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            *("p", "h2", "h3", "h4", "h5", "h6", "ul", "li", "dl", "dt", "dd", "blockquote"),
            *("pre", "figure", "figcaption", "hr", "br", "table", "thead", "tbody", "tr"),
            *("em", "strong", "i", "b", "sub", "sup", "s", "kbd", "abbr", "cite", "q"),
        ),
        (),
    ),
    "code": (),
    "caption": (),
    "ol": ("start",),
    "th": ("colspan", "rowspan"),
    "td": ("colspan", "rowspan"),
    "a": ("href",),
    "img": ("src", "alt", "width", "height"),
}
"""The elements that stay, with their attributes; of others, what is in them stays."""
_DROPPED: Final = frozenset(
    {"script", "style", "input", "label", "button", "svg", "template", "form", "nav", "h1"}
)
_DROPPED_CLASSES: Final = frozenset({"headerlink", "backrefs", "linenos", "post-head", "cited"})
_BLOCKS: Final = frozenset(
    (
        *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
        *("pre", "figure", "figcaption", "hr", "table", "th", "td", "div", "section", "aside"),
    )
)


def plain_html(
    page: str, codes: Collection[str], address: Callable[[str, str], str]
) -> dict[str, str]:
    """Rewrite `page`, the body of a page as Sphinx writes it, in each language.

    Args:
        page: HTML; its first heading, the title, is left out.
        codes: the languages. An element with a ``lang`` and the class of another one is left
            out; an image has the text of its ``data-alt-<code>``.
        address: makes what stands in ``href`` or ``src`` whole, for another place, and for a
            reader of the language.

    Returns:
        HTML by language, an element a line.

    """
    source = lxml.html.fragment_fromstring(page, create_parent="div")
    found = {}
    formulas: dict[tuple[str, str], HtmlElement] = {}
    for code in codes:
        root = builder.DIV()
        _Writer(code, frozenset(codes) - {code}, address, formulas).children(source, root)
        parts = [str(escape(root.text or ""))]
        parts += [lxml.html.tostring(child, encoding="unicode") for child in root]
        found[code] = "\n".join(filter(None, map(str.strip, parts)))
    return found


class _Writer:
    """One walk over a page."""

    def __init__(
        self,
        code: str,
        others: frozenset[str],
        address: Callable[[str, str], str],
        formulas: dict[tuple[str, str], HtmlElement],
    ) -> None:
        self._code = code
        self._others = others
        self._address = address
        self._formulas = formulas
        """What was written for a formula, by its element and its TeX: the page's other language
        has the same ones, and most pages say them more than once."""

    def children(self, source: HtmlElement, target: HtmlElement) -> None:
        """Append what stands in `source` to `target`."""
        _add_text(target, source.text)
        for child in source:
            if isinstance(child.tag, str):  # no comment
                self._element(child, target)
            _add_text(target, child.tail)

    def _element(self, source: HtmlElement, target: HtmlElement) -> None:
        tag, classes = source.tag, frozenset(source.classes)
        if self._left_out(source):
            return
        if "math" in classes:
            self._math(source, target)
        elif tag in _KEPT:
            kept = builder.E(tag)
            for name in _KEPT[tag]:
                value = self._attribute(source, name)
                if value is not None:
                    kept.set(name, value)
            self.children(source, kept)
            if kept.text and tag in _BLOCKS and tag != "pre":
                kept.text = kept.text.lstrip()
            target.append(kept)
        elif tag in {"div", "aside"} and self._has_text(source):
            kept = builder.DIV()
            self.children(source, kept)
            target.append(kept)
        else:
            self.children(source, target)

    def _left_out(self, element: HtmlElement) -> bool:
        classes = frozenset(element.classes)
        return bool(
            element.tag in _DROPPED
            or classes & _DROPPED_CLASSES
            or "hidden" in element.attrib
            or (classes & self._others and element.get("lang"))
            # Works are cited by author and year; the list's own labels say nothing more.
            or ("label" in classes and "citation" in element.getparent().classes)
        )

    def _has_text(self, element: HtmlElement) -> bool:
        """Whether text stands in it and in no block of its own."""
        if (element.text or "").strip():
            return True
        return any(
            (child.tail or "").strip()
            or (
                isinstance(child.tag, str)
                and child.tag not in _BLOCKS
                and not self._left_out(child)
                and (child.text_content().strip() or child.tag == "img")
            )
            for child in element
        )

    def _attribute(self, source: HtmlElement, name: str) -> str | None:
        value: str | None = source.get(name)
        if name == "alt":
            value = source.get(f"data-alt-{self._code}", value)
        return self._address(value, self._code) if value and name in {"href", "src"} else value

    def _math(self, source: HtmlElement, target: HtmlElement) -> None:
        """A formula; a display is a block, with its number behind it."""
        formula = source.find(".//math")
        if formula is None:  # KaTeX refused it: its source stands there
            self.children(source, target)
            return
        written = copy.copy(self._formula(str(source.tag), formula))
        if source.tag == "span":
            _put(written, target)
            return
        block = builder.E.pre() if written.tag == "code" else builder.E.p()
        _put(written, block)
        numbers = source.find_class("eqno")
        if numbers:
            _add_text(block, f"\u2003{numbers[0].text}")
        target.append(builder.E.blockquote(block))

    def _formula(self, place: str, formula: HtmlElement) -> HtmlElement:
        """What a formula becomes: ``<i>`` around its plain text, or ``<code>`` with its TeX."""
        tex = formula.findtext(".//annotation") or formula.text_content()
        if (place, tex) not in self._formulas:
            plain = plain_math(formula)
            self._formulas[place, tex] = (
                builder.CODE(tex.strip())
                if plain is None
                else lxml.html.fragment_fromstring(str(plain), create_parent="i")
            )
        return self._formulas[place, tex]


def _put(written: HtmlElement, target: HtmlElement) -> None:
    """Append a formula to `target`: its source, or what is in the element around it."""
    if written.tag == "code":
        target.append(written)
        return
    _add_text(target, written.text)
    for child in list(written):
        target.append(child)  # with its tail


def _add_text(target: HtmlElement, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
