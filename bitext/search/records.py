"""A document as a search sees it: units of text in both languages, and where they stand.

Made from the tree that readers' pages are made from, with every reference resolved. A unit is a
paragraph and the one that faces it, an equation, a caption, a table, a listing, a cited work::

    Record
        head        title, summary                                       unit 0
        sections    (anchor, heading by language) ...
        units       Unit(section, texts by language, names, anchor) ...
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from docutils import nodes

from ..config import Language
from ..nodes import phrases_of
from .formula import plain, words
from .terms import MATH

if TYPE_CHECKING:
    from ..model import Bilingual, Post

Languages = tuple[Language, Language]

LONGEST = 4000
"""Characters of a unit's text that are kept; a listing may have more."""

_SKIPPED = (
    nodes.comment,
    nodes.footnote_reference,
    nodes.image,
    nodes.label,
    nodes.problematic,
    nodes.raw,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.target,
    nodes.title,
)


@dataclass(slots=True)
class Unit:
    """What is found as one."""

    section: int
    """Index of its section in the record."""
    texts: Bilingual
    """By language code; formulas and citations stand between two `MATH` marks."""
    words: list[str] = field(default_factory=list)
    """Words of its formulas and citations."""
    labels: list[str] = field(default_factory=list)
    """Of its equations."""
    numbers: list[str] = field(default_factory=list)
    """Of its equations."""
    anchor: str = ""
    """Its own, if it has one; else the section's is meant."""
    weight: float = 1.0
    """Listings and cited works are found after what is said of them."""


@dataclass(slots=True)
class Section:
    """A place that a result leads to."""

    anchor: str
    heading: Bilingual


@dataclass(slots=True)
class Record:
    """A document."""

    title: Bilingual
    sections: list[Section]
    units: list[Unit]


def record_of(document: nodes.document, post: Post, languages: Languages) -> Record:
    """The record of a resolved `document`, of which the catalogue says `post`."""
    reader = _Reader(languages)
    reader.begin("", post.title)
    reader.add(Unit(0, dict(post.summary)))
    reader.read(document)
    return Record(post.title, reader.sections, reader.units)


class _Reader:
    """Walks through a document, in its order."""

    def __init__(self, languages: Languages) -> None:
        self.languages = languages
        self.sections: list[Section] = []
        self.units: list[Unit] = []
        self.formulas: dict[str, tuple[list[str], str]] = {}

    def begin(self, anchor: str, heading: Bilingual) -> int:
        """Enter a section; gives its index."""
        self.sections.append(Section(anchor, heading))
        return len(self.sections) - 1

    def add(self, unit: Unit) -> None:
        """Keep `unit`, if it says anything or opens a section."""
        opens = not self.units or self.units[-1].section != unit.section
        if opens or unit.words or unit.labels or any(unit.texts.values()):
            self.units.append(unit)

    def read(self, parent: nodes.Element, section: int = 0) -> None:
        """All units in `parent`, which stands in `section`."""
        for node in parent.children:
            if isinstance(node, nodes.section):
                # The document's own title is the record's.
                inner = 0
                if isinstance(parent, nodes.document) and not self.sections[0].anchor:
                    self.sections[0].anchor = node["ids"][0]
                else:
                    heading = phrases_of(cast("nodes.title", node[0]), self.languages)
                    inner = self.begin(node["ids"][0], heading)
                self.read(node, inner)
                if not any(unit.section == inner for unit in self.units):
                    self.add(Unit(inner, {}))
            elif isinstance(node, _SKIPPED) or not isinstance(node, nodes.Element):
                continue
            elif "bitext-pair" in node["classes"]:
                if "credit" not in node["classes"]:  # the same in every post
                    self.pair(node, section)
            elif isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]:
                continue
            elif _holds_more(node):
                self.read(node, section)
            elif not _only_leads_elsewhere(node):
                self.block([node], {}, section)

    def pair(self, node: nodes.Element, section: int) -> None:
        """A unit for each two blocks that face each other; one for all where they don't."""
        panels = [
            child
            for child in node.children
            if isinstance(child, nodes.Element) and "bitext-panel" in child["classes"]
        ]
        sides = {
            language.code: [child for child in panel.children if isinstance(child, nodes.Element)]
            for language in self.languages
            for panel in panels
            if language.code in panel["classes"]
        }
        lengths = {len(side) for side in sides.values()}
        if len(sides) == 2 and len(lengths) == 1:
            for row in zip(*sides.values(), strict=True):
                self.block([], dict(zip(sides, ([block] for block in row), strict=True)), section)
        elif sides:
            self.block([], sides, section)

    def block(
        self,
        shared: Sequence[nodes.Element],
        sides: Mapping[str, Sequence[nodes.Element]],
        section: int,
    ) -> None:
        """A unit of what both languages share, or of what each has."""
        unit = Unit(section, {})
        texts = {}
        for language in self.languages:
            blocks = sides.get(language.code, shared)
            pieces = (
                piece for block in blocks for piece in self.pieces(block, language.code, unit)
            )
            texts[language.code] = _line("".join(pieces))[:LONGEST]
        unit.texts = texts
        unit.words = list(dict.fromkeys(unit.words))
        for block in shared:
            unit.anchor = unit.anchor or next(iter(block["ids"]), "")
            if isinstance(block, nodes.citation | nodes.literal_block):
                unit.weight = 0.4
        self.add(unit)

    def pieces(self, node: nodes.Node, code: str, unit: Unit) -> Iterator[str]:
        """The text of `node` in the language `code`; what stands beside it goes into `unit`."""
        if isinstance(node, nodes.Text):
            yield node.astext()
            return
        if not isinstance(node, nodes.Element) or _is_hidden(node, code):
            return
        if isinstance(node, nodes.math | nodes.math_block):
            found, line = self.formula(node.astext())
            unit.words += found
            for labels, number in node.get("rows") or ():
                if not set(labels) <= set(unit.labels):
                    unit.labels += labels
                    unit.numbers += [number] if number else []
            yield f"{MATH}{line}{MATH}"
        elif _is_aside(node):
            said = node.astext()
            unit.words += said.split()
            yield f"{MATH}{said}{MATH}"
        else:
            for child in node.children:
                yield from self.pieces(child, code, unit)
            if not isinstance(node, nodes.TextElement) or isinstance(node, nodes.paragraph):
                yield "\n"

    def formula(self, tex: str) -> tuple[list[str], str]:
        """The words of a formula, and its line; most stand in both languages."""
        if tex not in self.formulas:
            self.formulas[tex] = (words(tex), plain(tex))
        return self.formulas[tex]


def _is_hidden(node: nodes.Element, code: str) -> bool:
    if isinstance(node, _SKIPPED) and not isinstance(node, nodes.title):
        return True
    if "sd-tab-label" in node["classes"]:
        return True
    return node.get("lang", code) != code and "quoted" not in node["classes"]


def _is_aside(node: nodes.Element) -> bool:
    """Whether what `node` says may be left out of the sentence around it."""
    if isinstance(node, nodes.citation):
        return False
    if "bibtex-citation" in node["classes"]:
        return True
    target = node.get("refid", "") or node.get("refuri", "").partition("#")[2]
    return isinstance(node, nodes.reference) and target.startswith("equation-")


def _holds_more(node: nodes.Element) -> bool:
    """Whether `node` only holds what are units themselves."""
    if isinstance(node, nodes.figure | nodes.table | nodes.TextElement | nodes.citation):
        return False
    return any(
        isinstance(child, nodes.section | nodes.math_block | nodes.citation | nodes.table)
        or (isinstance(child, nodes.Element) and "bitext-pair" in child["classes"])
        for child in node.findall(nodes.Element)
        if child is not node
    )


def _only_leads_elsewhere(node: nodes.Element) -> bool:
    """Whether `node` is a list of links to other pages, whose words are those pages' own."""
    if not isinstance(node, nodes.bullet_list):
        return False
    linked = sum(len(link.astext()) for link in node.findall(nodes.reference))
    return linked >= 0.9 * len(node.astext())


def _line(text: str) -> str:
    return " ".join(text.split())
