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
from typing import TYPE_CHECKING, TypeVar

from docutils import nodes

from .config import Language

if TYPE_CHECKING:
    from docutils.nodes import Element, Node


_Kind = TypeVar("_Kind", bound=nodes.Node)


class pair(nodes.container):
    """Exactly two panels, one a language, in reading order."""


class panel(nodes.container):
    """Blocks in one language; ``node["lang"]`` is its code, ``node["tag"]`` its tag."""


class phrase(nodes.inline):
    """Inline text in one language; ``node["lang"]`` is its code."""


class gloss(nodes.inline):
    """A term of the glossary; ``node["term"]`` is its preferred form in each language."""


_IN_ONE_LANGUAGE = (panel, phrase)


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


def every(tree: Node, *kinds: type[_Kind]) -> list[_Kind]:
    """All nodes of these `kinds` in `tree`, itself among them, in the order of the document.

    What docutils' own ``findall`` finds, in half its time, and for more than one kind in a quarter:
    that goes through a generator for each level of the tree, and a site's trees are walked some
    fifty times. The list is made before anything is done with it, so that its nodes can be
    replaced one by one.

    >>> tree = nodes.paragraph("", "", nodes.Text("a"), nodes.emphasis("", "b"))
    >>> every(tree, nodes.Text)
    [<#text: 'a'>, <#text: 'b'>]
    """
    found: list[_Kind] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            found.append(node)
        if node.children:
            waiting += node.children[::-1]
    return found


def language_of(node: Node) -> str | None:
    """The code of the innermost panel or phrase around `node`; None outside of both."""
    parent: Element | None = node.parent
    while parent is not None:
        if isinstance(parent, _IN_ONE_LANGUAGE):
            return str(parent["lang"])
        parent = parent.parent
    return None


def spoken(tree: Node) -> list[tuple[nodes.Text, str | None]]:
    """All texts in `tree`, in order, each with the code of its language, as `language_of` gives it.

    >>> both = nodes.paragraph("", "", nodes.Text("x"), phrase("", "甲", lang="zh"))
    >>> spoken(both)
    [(<#text: 'x'>, None), (<#text: '甲'>, 'zh')]
    """
    found: list[tuple[nodes.Text, str | None]] = []
    waiting: list[tuple[Node, str | None]] = [(tree, language_of(tree))]
    while waiting:
        node, language = waiting.pop()
        if isinstance(node, nodes.Text):
            found.append((node, language))
        elif node.children:
            if isinstance(node, _IN_ONE_LANGUAGE):
                language = str(node["lang"])
            waiting += [(child, language) for child in node.children[::-1]]
    return found


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
    for text, language in spoken(node):
        if language in {code, None}:
            yield text.astext()


def located(node: nodes.Node) -> nodes.Node:
    """`node`, or the nearest node around it that has a line."""
    found: nodes.Node = node
    while found.line is None and found.parent is not None:
        found = found.parent
    return found
