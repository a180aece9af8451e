"""Figures, tables and listings are numbered from 1 in each document: 图 1, Figure 1.

Sphinx's own ``numfig`` counts through the whole project and knows one language; where a
site turns it on, this module keeps out of its way.
"""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from .config import languages_of
from .model import Caption
from .nodes import every, new_phrase, phrase

_NUMBERED: tuple[type[nodes.Element], ...] = (nodes.figure, nodes.table, nodes.container)


class NumberCaptions(SphinxTransform):
    """Count, in the read phase: ``node["numbered_as"]`` holds a :class:`~.model.Caption`."""

    # After all transforms that move or make figures; before the catalogue is filled,
    # which Sphinx does at 850.
    default_priority = 845

    def apply(self, **kwargs: object) -> None:
        counts: dict[str, int] = {}
        for node in every(self.document, *_NUMBERED):
            kind = _kind(node)
            if kind:
                counts[kind] = counts.get(kind, 0) + 1
                node["numbered_as"] = Caption(kind, counts[kind])


class PrintCaptionNumbers(SphinxPostTransform):
    """Print, in each language: the number goes in front of the caption's phrases."""

    # Any time after the references are resolved (10).
    default_priority = 100

    def run(self, **kwargs: object) -> None:
        if self.config.numfig:
            return
        languages = languages_of(self.config)
        for node, caption in captions(self.document):
            text = next(c for c in node.children if isinstance(c, nodes.caption | nodes.title))
            spoken = {child["lang"]: child for child in text.children if isinstance(child, phrase)}
            for language in reversed(languages):
                number = nodes.inline(
                    "",
                    language.words[caption.kind].format(number=caption.number),
                    classes=["caption-number"],
                )
                if language.code in spoken:
                    spoken[language.code].insert(0, [number, nodes.Text(" ")])
                else:
                    text.insert(0, [new_phrase(language, number), nodes.Text(" ")])


def captions(document: nodes.document) -> Iterable[tuple[nodes.Element, Caption]]:
    """The numbered nodes of `document`, with what :class:`NumberCaptions` found."""
    for node in every(document, *_NUMBERED):
        if "numbered_as" in node.attributes:
            yield node, node["numbered_as"]


def _kind(node: nodes.Element) -> str | None:
    """``figure``, ``table`` or ``code`` if `node` is one with a caption, else None."""
    if isinstance(node, nodes.figure) and any(isinstance(c, nodes.caption) for c in node):
        return "figure"
    if isinstance(node, nodes.table) and any(isinstance(c, nodes.title) for c in node):
        return "table"
    if isinstance(node, nodes.container) and node.get("literal_block"):
        return "code" if any(isinstance(c, nodes.caption) for c in node) else None
    return None
