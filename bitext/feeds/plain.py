"""A page's text in one language, as HTML that needs neither style sheets nor scripts.

What feed readers keep of a page is a small set of elements without classes. So the other
language's panels and phrases are left out here, not hidden; formulas become plain text
(:mod:`bitext.feeds.formulas`) or their TeX source; links and images get whole addresses::

    <div class="bitext-pair ...">                     <p>甲 <i>x</i></p>
        <div class="bitext-panel zh"> <p>甲 ...
        <div class="bitext-panel en"> <p>A ...
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from lxml import etree, html

from ..maths import without_drawings
from .formulas import plain_math

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from lxml.etree import _Element

    Address = Callable[[str, str], str]

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
_VOID: Final = frozenset({"br", "hr", "img"})
_BLOCKS: Final = frozenset(
    (
        *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
        *("pre", "figure", "figcaption", "hr", "table", "th", "td", "div", "section", "aside"),
    )
)


_REMEMBERED: Final = 5_000
"""Formulas; a page of the kind that we know has some two hundred."""


class PlainPages:
    """Rewrites pages; what became of a formula is remembered for the pages to come.

    >>> PlainPages(["en"])("<h1>Title</h1><p class='x'>Text</p>", lambda address, code: address)
    {'en': '<p>Text</p>'}
    """

    def __init__(self, codes: Collection[str]) -> None:
        """Rewrite into these languages.

        An element with a ``lang`` and the class of another one is left out; an image has the
        text of its ``data-alt-<code>``.
        """
        self._codes = tuple(codes)
        # Without lxml.html's classes for elements: they double the time.
        self._parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
        self._formulas: dict[bytes, str] = {}
        """What was written for a formula, by its MathML."""

    def __call__(self, page: str, address: Address) -> dict[str, str]:
        """Rewrite `page`, the body of a page as Sphinx writes it, in each language.

        Args:
            page: HTML; its first heading, the title, is left out.
            address: makes what stands in ``href`` or ``src`` whole, for another place, and for a
                reader of the language.

        Returns:
            HTML by language, an element a line.

        """
        whole = f"<html><body>{without_drawings(page)}</body></html>"
        source = etree.fromstring(whole, self._parser).find("body")
        if source is None:  # nothing but white space
            return dict.fromkeys(self._codes, "")
        if len(self._formulas) > _REMEMBERED:
            self._formulas.clear()
        found = {}
        for code in self._codes:
            others = frozenset(self._codes) - {code}
            writer = _Writer(code, others, address, self._formulas)
            lines = [""]
            for piece in writer.pieces(source):
                lines[len(lines) :] = [""] if piece.startswith("<") else []
                lines[-1] += piece
            found[code] = "\n".join(filter(None, map(str.strip, lines)))
        return found


class _Writer:
    """One walk over a page."""

    def __init__(
        self,
        code: str,
        others: frozenset[str],
        address: Address,
        formulas: dict[bytes, str],
    ) -> None:
        self._code = code
        self._others = others
        self._address = address
        self._formulas = formulas

    def pieces(self, source: _Element) -> list[str]:
        """What is written of `source`: texts, and elements; what begins with ``<`` is one."""
        pieces: list[str] = []
        self._children(source, pieces)
        return pieces

    def _children(self, source: _Element, pieces: list[str]) -> None:
        if source.text:
            pieces.append(_escaped(source.text))
        for child in source:
            self._element(child, pieces)
            if child.tail:
                pieces.append(_escaped(child.tail))

    def _element(self, source: _Element, pieces: list[str]) -> None:
        tag, classes = str(source.tag), (source.get("class") or "").split()
        if self._left_out(source, classes):
            return
        if "math" in classes:
            self._math(source, pieces)
        elif tag in _KEPT:
            inner = self.pieces(source)
            if tag in _BLOCKS and tag != "pre":
                _strip_start(inner)
            opening, closing = self._tags(source, tag)
            pieces.append(f"{opening}{''.join(inner)}{closing}")
        elif tag in {"div", "aside"} and self._has_text(source):
            pieces.append(f"<div>{''.join(self.pieces(source))}</div>")
        else:
            self._children(source, pieces)

    def _left_out(self, element: _Element, classes: list[str]) -> bool:
        if element.tag in _DROPPED or "hidden" in element.attrib:
            return True
        if not classes:
            return False
        return (
            not _DROPPED_CLASSES.isdisjoint(classes)
            or (not self._others.isdisjoint(classes) and bool(element.get("lang")))
            # Works are cited by author and year; the list's own labels say nothing more.
            or ("label" in classes and "citation" in _classes(element.getparent()))
        )

    def _has_text(self, element: _Element) -> bool:
        """Whether text stands in it and in no block of its own."""
        if (element.text or "").strip():
            return True
        return any(
            (child.tail or "").strip()
            or (
                child.tag not in _BLOCKS
                and not self._left_out(child, _classes(child))
                and (child.tag == "img" or any(map(str.strip, child.itertext())))
            )
            for child in element
        )

    def _tags(self, source: _Element, tag: str) -> tuple[str, str]:
        """The tags of the element that is kept."""
        said = {name: self._attribute(source, name) for name in _KEPT[tag]}
        kept = {name: value for name, value in said.items() if value is not None}
        if not kept and tag not in _VOID:
            return f"<{tag}>", f"</{tag}>"
        # The library knows what is escaped in which attribute.
        written = html.tostring(etree.Element(tag, kept), encoding="unicode")
        opening = written.removesuffix(f"</{tag}>")
        return opening, written[len(opening) :]

    def _attribute(self, source: _Element, name: str) -> str | None:
        value = source.get(name)
        if name == "alt":
            value = source.get(f"data-alt-{self._code}", value)
        return self._address(value, self._code) if value and name in {"href", "src"} else value

    def _math(self, source: _Element, pieces: list[str]) -> None:
        """A formula; a display is a block, with its number behind it."""
        formula = next(source.iter("math"), None)
        if formula is None:  # KaTeX refused it: its source stands there
            self._children(source, pieces)
            return
        written = self._formula(formula)
        if source.tag == "span":
            pieces.append(written)
            return
        number = next((part.text for part in source if "eqno" in _classes(part)), "")
        tag = "pre" if written.startswith("<code>") else "p"
        number = f"\u2003{_escaped(number)}" if number else ""
        pieces.append(f"<blockquote><{tag}>{written}{number}</{tag}></blockquote>")

    def _formula(self, formula: _Element) -> str:
        """What a formula becomes: plain text, or ``<code>`` with its TeX."""
        mathml = etree.tostring(formula, with_tail=False)
        if mathml not in self._formulas:
            plain = plain_math(formula)
            if plain is None:
                tex = next((part.text for part in formula.iter("annotation")), "")
                plain = f"<code>{_escaped((tex or _text(formula)).strip())}</code>"
            self._formulas[mathml] = plain
        return self._formulas[mathml]


def _strip_start(pieces: list[str]) -> None:
    """Take the white space away that stands before anything else."""
    for number, piece in enumerate(pieces):
        pieces[number] = piece.lstrip()
        if pieces[number]:
            return


def _classes(element: _Element | None) -> list[str]:
    return [] if element is None else (element.get("class") or "").split()


def _text(element: _Element) -> str:
    return "".join(element.itertext())


def _escaped(text: str) -> str:
    return escape(text, quote=False)
