"""What bilingual text *is*, in three nodes; how it looks is said per format.

All three subclass docutils' own nodes: a builder that knows nothing of them prints
their text in order (text, man, epub ...).

::

    <pair>                              a paragraph or more, in both languages
        <panel lang="zh">  <paragraph> ...
        <panel lang="en">  <paragraph> ...

    <title>
        <phrase lang="zh">              [中文]{.zh}
        " "
        <phrase lang="en">              [English]{.en}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from docutils import nodes

from .config import Language

if TYPE_CHECKING:
    from docutils.nodes import Element, Node


class pair(nodes.container):
    """Exactly two panels, one a language, in reading order."""


class panel(nodes.container):
    """Blocks in one language; ``node["lang"]`` is its code, ``node["tag"]`` its tag."""


class phrase(nodes.inline):
    """Inline text in one language; ``node["lang"]`` is its code."""


class gloss(nodes.inline):
    """A term of the glossary; ``node["term"]`` is its preferred form in each language."""


def new_pair(*panels: panel) -> pair:
    """Return a pair that holds `panels`, at the first one's place in the source."""
    node = pair("", *panels, classes=["bitext-pair"])
    node.source, node.line = panels[0].source, panels[0].line
    return node


def new_panel(language: Language, *children: nodes.Node) -> panel:
    """Return a panel in `language`."""
    return panel(
        "",
        *children,
        lang=language.code,
        tag=language.tag,
        classes=["bitext-panel", language.code],
    )


def new_phrase(language: Language, *children: nodes.Node) -> phrase:
    """Return a phrase in `language`."""
    return phrase("", "", *children, lang=language.code, tag=language.tag, classes=[language.code])


def language_of(node: Node) -> str | None:
    """The code of the innermost panel or phrase around `node`; None outside of both."""
    parent: Element | None = node.parent
    while parent is not None:
        if isinstance(parent, panel | phrase):
            return str(parent["lang"])
        parent = parent.parent
    return None


def phrases_of(node: Element, languages: tuple[Language, Language]) -> dict[str, str]:
    """The text of `node` by language; text outside phrases belongs to each.

    >>> from bitext.config import KNOWN
    >>> pair = (KNOWN["zh"], KNOWN["en"])
    >>> title = nodes.title("", "1. ", new_phrase(pair[0], nodes.Text("甲")),
    ...     nodes.Text(" "), new_phrase(pair[1], nodes.Text("A")))
    >>> phrases_of(title, pair)
    {'zh': '1. 甲', 'en': '1. A'}
    """
    return {
        language.code: " ".join("".join(_texts(node, language.code)).split())
        for language in languages
    }


def _texts(node: Element, code: str) -> Iterator[str]:
    for text in node.findall(nodes.Text):
        if language_of(text) in {code, None}:
            yield text.astext()


def located(node: nodes.Node) -> nodes.Node:
    """`node`, or the nearest node around it that has a line."""
    found: nodes.Node = node
    while found.line is None and found.parent is not None:
        found = found.parent
    return found
