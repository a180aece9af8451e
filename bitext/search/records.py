"""A document as a search sees it: units of text in both languages, and where they stand.

Made from the tree that readers' pages are made from, with every reference resolved. A unit is a
paragraph and the one that faces it, an equation, a caption, a table, a listing, a cited work::

    Record
        head        title, summary                                       unit 0
        sections    (anchor, heading by language) ...
        units       Unit(section, texts by language, names, anchor) ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from docutils import nodes

from ..config import Language
from ..nodes import phrases_of
from .formula import Formulas
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
        self.formula = Formulas()
        self.kinds = _Kinds()

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
        said: dict[str, list[str]] = {language.code: [] for language in self.languages}
        for block in shared:
            self.say(block, said, unit)
        for code, blocks in sides.items():
            for block in blocks:
                self.say(block, {code: said[code]}, unit)
        unit.texts = {code: _line("".join(pieces))[:LONGEST] for code, pieces in said.items()}
        unit.words = list(dict.fromkeys(unit.words))
        for block in shared:
            unit.anchor = unit.anchor or next(iter(block["ids"]), "")
            if isinstance(block, nodes.citation | nodes.literal_block):
                unit.weight = 0.4
        self.add(unit)

    def say(self, node: nodes.Element, said: Mapping[str, list[str]], unit: Unit) -> None:
        """Put the text of `node` into `said`, by language; what stands beside it, into `unit`."""
        kind = self.kinds[type(node)]
        attributes = node.attributes
        classes = attributes["classes"]
        if kind is _Kind.SKIPPED or "sd-tab-label" in classes:
            return
        code = attributes.get("lang", "")
        if code and "quoted" not in classes:
            if code not in said:
                return
            said = {code: said[code]}
        if kind is _Kind.MATH:
            found = self.formula(_text(node))
            unit.words += found.words
            for labels, number in attributes.get("rows") or ():
                if not set(labels) <= set(unit.labels):
                    unit.labels += labels
                    unit.numbers += [number] if number else []
            _put(f"{MATH}{found.plain}{MATH}", said)
        elif kind is not _Kind.CITATION and _is_aside(node):
            text = node.astext()
            unit.words += text.split()
            _put(f"{MATH}{text}{MATH}", said)
        else:
            for child in node.children:
                if isinstance(child, nodes.Text):
                    _put(_text(child), said)
                elif isinstance(child, nodes.Element):
                    self.say(child, said, unit)
            if kind is not _Kind.INLINE:
                _put("\n", said)


class _Kind(Enum):
    """What a node is to the text that it stands in."""

    SKIPPED = auto()
    MATH = auto()
    CITATION = auto()
    INLINE = auto()
    """What stands in a line of text, or is one that others go on."""
    BLOCK = auto()

    @classmethod
    def of(cls, node: type[nodes.Node]) -> _Kind:
        """The kind of a class of nodes."""
        if issubclass(node, _SKIPPED) and not issubclass(node, nodes.title):
            return cls.SKIPPED
        if issubclass(node, nodes.math | nodes.math_block):
            return cls.MATH
        if issubclass(node, nodes.citation):
            return cls.CITATION
        inline = issubclass(node, nodes.TextElement) and not issubclass(node, nodes.paragraph)
        return cls.INLINE if inline else cls.BLOCK


class _Kinds(dict[type[nodes.Node], _Kind]):
    """Of each class the kind: to look it up is much faster than to ask for the class."""

    def __missing__(self, node: type[nodes.Node]) -> _Kind:
        self[node] = _Kind.of(node)
        return self[node]


def _put(text: str, said: Mapping[str, list[str]]) -> None:
    for pieces in said.values():
        pieces.append(text)


def _text(node: nodes.Node) -> str:
    """``node.astext()``, which takes long to find that nothing is escaped."""
    if isinstance(node, nodes.Text):
        return node.astext() if "\0" in node else node
    return "".join(map(_text, node.children))


def _is_aside(node: nodes.Element) -> bool:
    """Whether what `node` says may be left out of the sentence around it."""
    if "bibtex-citation" in node["classes"]:
        return True
    if not isinstance(node, nodes.reference):
        return False
    target = node.get("refid", "") or node.get("refuri", "").partition("#")[2]
    return str(target).startswith("equation-")


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
