r"""MyST prose as blocks and tokens: what a check compares, and where it stands.

This reads only what a comparison needs, in one pass, without the tree that a page is made
of; so it is fast, takes any text whatever, and knows the line of everything.

>>> block = read("见 {eq}`a-b` 与 $x_1$。")[0]
>>> [(token.kind.name, token.value) for token in block.tokens]
[('REFERENCE', 'a-b'), ('FORMULA', 'x_1')]
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Kind(Enum):
    """What a token is; the value is the character that stands for it in the prose."""

    FORMULA = "\ue000"
    CODE = "\ue001"
    CITATION = "\ue002"
    REFERENCE = "\ue003"
    """``{eq}``, ``{ref}``, ``{numref}``, ``{doc}`` and their like."""
    ROLE = "\ue004"
    """Any other role."""
    FOOTNOTE = "\ue005"
    IMAGE = "\ue006"
    LINK = "\ue007"
    """Its text stays in the prose behind the mark."""
    EMPHASIS = "\ue008"
    """Its text stays in the prose, between two marks; the second one is no token."""
    STRONG = "\ue009"
    HTML = "\ue00a"
    """A tag or an entity."""
    STRAY = "\ue00b"
    """``*`` or ``_`` that opens or closes nothing."""


MARKS: Final = "".join(kind.value for kind in Kind)
"""All the characters that stand for tokens."""
INVISIBLE_MARKS: Final = "".join(k.value for k in (Kind.LINK, Kind.EMPHASIS, Kind.STRONG))
"""Those that show nothing by themselves: the text around them is continuous."""


# Attributes of a module: an Enum's value is slow to read.
FORMULA_MARK: Final = Kind.FORMULA.value
LINK_MARK: Final = Kind.LINK.value
HTML_MARK: Final = Kind.HTML.value
STRAY_MARK: Final = Kind.STRAY.value

BARE: Final = "bare"
"""The name of a link's token if it is an address in the prose, which Markdown takes for no link."""


class Token(NamedTuple):
    """A part of a text that both sides share, or that is no prose."""

    kind: Kind
    name: str
    """The role's name, a formula's ``$`` or ``$$``, `BARE`; else empty."""
    value: str
    """What it says, without the marks around it: TeX, a target, an address, code."""
    text: str
    """All of it, as it is written."""
    line: int
    at: int
    """Where in the block's prose its mark stands."""


class Shape(Enum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    ITEM = "list item"
    NUMBERED = "numbered item"
    QUOTE = "quotation"
    HEADING = "heading"
    DISPLAY = "displayed formula"
    CODE = "code block"
    DIRECTIVE = "directive"
    """Its name is in ``name``; what it holds follows as blocks of greater depth."""
    ROW = "table row"
    NOTE = "footnote"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or what stands in its place."""

    shape: Shape
    line: int
    """Of its first character."""
    text: str
    """As it is written, without the marks of its shape."""
    name: str = ""
    """A directive's or target's name, a code block's language, a footnote's mark."""
    depth: int = 0
    """How many directives it stands in, and a list's item, how many other items."""
    prose: str = ""
    """The text with a mark in each token's place; lines are kept."""
    tokens: tuple[Token, ...] = ()

    def __hash__(self) -> int:
        # Caches ask for it often: no need to hash each token, and each one's Kind.
        return hash((self.line, self.text))

    def line_of(self, at: int) -> int:
        """The line of a place in the prose."""
        return self.line + self.prose.count("\n", 0, at)


@dataclass(frozen=True, slots=True, eq=False)  # by identity: caches need not hash all of it
class Side:
    """One language's text of a pair."""

    language: str
    """``zh`` or ``en``."""
    blocks: tuple[Block, ...]

    def tokens(self, *kinds: Kind) -> list[Token]:
        """All tokens of these kinds, in order."""
        return [token for block in self.blocks for token in block.tokens if token.kind in kinds]

    def shaped(self, *shapes: Shape) -> list[Block]:
        """All blocks of these shapes, in order."""
        return [block for block in self.blocks if block.shape in shapes]

    @property
    def line(self) -> int | None:
        """Where it begins; None if it holds nothing."""
        return self.blocks[0].line if self.blocks else None


_FENCE: Final = re.compile(
    r"(?P<mark>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<name>[^}`]*)\})?(?P<rest>.*)$"
)
_ITEM: Final = re.compile(r"(?P<mark>(?P<bullet>[-*+])|(?P<number>\d{1,9}[.)]))(?:[ \t]+|$)")
_NOTE: Final = re.compile(r"\[\^(?P<name>[^\]\s]+)\]:[ \t]*")
_TARGET: Final = re.compile(r"\((?P<name>[^()\s]+)\)=\s*$")
_HEADING: Final = re.compile(r"(?P<level>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
_OPTION: Final = re.compile(r":[A-Za-z][\w-]*:(?:[ \t]|$)")
_BEGIN: Final = re.compile(r"\\begin\{(?P<name>[A-Za-z]+\*?)\}")
_LABEL: Final = re.compile(r"(?:\((?P<label>[^()\s]+)\))?")
_RULE: Final = re.compile(r"(?:[-*_][ \t]*){3,}$")
_CELLS: Final = re.compile(r"[\s|:-]+$")
# Directives that hold no prose.
_CODE_NAMES: Final = frozenset({"code", "code-block", "sourcecode", "code-cell", "literalinclude"})
_REFERENCES: Final = frozenset({"eq", "ref", "numref", "doc", "any", "term", "download"})


def read(text: str, line: int = 1) -> list[Block]:
    """Give the blocks of a MyST text, in order; `line` is that of its first one.

    Never raises; what is left open ends with the text.
    """
    return list(_blocks(text.split("\n"), line, 0))


def _blocks(lines: Sequence[str], first: int, depth: int) -> Iterator[Block]:
    at = 0
    paragraph: list[str] = []
    shape, name, start = Shape.PARAGRAPH, "", 0
    items: list[int] = []  # the columns at which the text of the items around begins
    noted = False  # whether what is indented belongs to a footnote

    def flush() -> Iterator[Block]:
        nonlocal shape, name
        if paragraph:
            body = "\n".join(paragraph)
            if body.strip() or shape is not Shape.PARAGRAPH:
                nested = max(len(items) - 1, 0) if shape in _LISTS else 0
                yield _inline_block(shape, first + start, body, name, depth + nested)
            paragraph.clear()
        shape, name = Shape.PARAGRAPH, ""

    while at < len(lines):
        line = lines[at].rstrip("\r")
        bare = line.strip()
        if not bare:
            yield from flush()
            at += 1
            continue
        head = bare[0]
        fence = _FENCE.match(bare) if head in "`~:" else None
        if fence and not (fence["mark"][0] == "`" and "`" in fence["rest"]):
            yield from flush()
            end = _closing(lines, at, fence["mark"])
            inside = dedented(lines[at + 1 : end], len(line) - len(line.lstrip()))
            yield from _fenced(fence, inside, first + at, depth)
            at = end + 1
        elif not paragraph and head == "$" and (display := _display(lines, at)):
            tex, label, end = display
            yield Block(Shape.DISPLAY, first + at, tex, label, depth)
            at = end + 1
        elif head == "\\" and not paragraph and (begin := _BEGIN.match(bare)):
            closing = f"\\end{{{begin['name']}}}"
            end = at
            while closing not in lines[end] and end + 1 < len(lines):
                end += 1
            yield Block(Shape.DISPLAY, first + at, "\n".join(lines[at : end + 1]), "", depth)
            at = end + 1
        elif head == "%" and line.startswith("%"):
            yield from flush()
            at += 1
        elif head == "#" and (heading := _HEADING.match(bare)):
            yield from flush()
            yield _inline_block(Shape.HEADING, first + at, heading["text"], heading["level"], depth)
            at += 1
        elif head == "(" and not paragraph and (target := _TARGET.match(bare)):
            yield Block(Shape.TARGET, first + at, bare, target["name"], depth)
            at += 1
        elif head == "[" and (note := _NOTE.match(bare)):
            yield from flush()
            shape, name, start, noted = Shape.NOTE, note["name"], at, True
            paragraph.append(bare[note.end() :])
            at += 1
        elif head == "|":
            if not paragraph or shape is Shape.ROW:
                yield from flush()
                if not _CELLS.match(bare):
                    yield _inline_block(Shape.ROW, first + at, bare, "", depth)
            else:
                paragraph.append(line)
            at += 1
        elif head == ">" and (not paragraph or shape is Shape.QUOTE):
            if not paragraph:
                shape, start = Shape.QUOTE, at
            paragraph.append(bare[1:].lstrip())
            at += 1
        elif _RULE.match(bare):
            yield from flush()
            at += 1
        elif (item := _ITEM.match(bare)) and (not paragraph or shape in _LISTS or item["bullet"]):
            yield from flush()
            column = _leave(items, line)
            items.append(column + item.end("mark") + 1)
            shape = Shape.ITEM if item["bullet"] else Shape.NUMBERED
            start = at
            name = "" if item["bullet"] else item["number"]
            paragraph.append(bare[item.end() :])
            at += 1
        else:
            if not paragraph:
                start = at
                if items:
                    _leave(items, line)
                if line.startswith(_INDENT) and not items and not noted:
                    end = _indented(lines, at)
                    yield Block(Shape.CODE, first + at, "\n".join(lines[at:end]), "", depth)
                    at = end
                    continue
                noted = noted and line.startswith(_INDENT)
            paragraph.append(line)
            at += 1
    yield from flush()


_LISTS: Final = (Shape.ITEM, Shape.NUMBERED)
_INDENT: Final = ("    ", "\t")
"""What makes code of a paragraph."""


def dedented(lines: Sequence[str], columns: int) -> Sequence[str]:
    """The lines without so many blanks, as far as they have them."""
    if not columns:
        return lines
    return [line[min(columns, len(line) - len(line.lstrip())) :] for line in lines]


def _indented(lines: Sequence[str], at: int) -> int:
    """The line behind the indented code that begins at a line."""
    end = at
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(_INDENT)):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end


def _leave(items: list[int], line: str) -> int:
    """Drop the items to which a line does not belong; give the column at which it begins."""
    column = len(line) - len(line.lstrip())
    while items and column < items[-1]:
        items.pop()
    return column


def _display(lines: Sequence[str], at: int) -> tuple[str, str, int] | None:
    """What ``$$`` at the head of a line opens: its TeX, its label, and its last line.

    None if more text follows it, which makes it part of a paragraph.
    """
    opened = lines[at].strip()
    if not opened.startswith("$$"):
        return None
    inside = [opened[2:]]
    while "$$" not in inside[-1] and at + len(inside) < len(lines):
        inside.append(lines[at + len(inside)])
    last, closed, behind = inside[-1].partition("$$")
    label = _LABEL.fullmatch(behind.strip())
    if closed and label is None:
        return None
    return "\n".join([*inside[:-1], last]), (label and label["label"]) or "", at + len(inside) - 1


def _closing(lines: Sequence[str], at: int, mark: str) -> int:
    """The index of the line that closes the fence opened at `at`; the end if none does."""
    for index in range(at + 1, len(lines)):
        bare = lines[index].strip()
        if bare.startswith(mark) and not bare.strip(mark[0]):
            return index
    return len(lines)


def _fenced(fence: re.Match[str], lines: Sequence[str], line: int, depth: int) -> Iterator[Block]:
    name, rest = fence["name"], fence["rest"].strip()
    if name is None:
        yield Block(Shape.CODE, line, "\n".join(lines), rest.split(" ")[0], depth)
        return
    name = name.strip()
    skipped = 0
    while skipped < len(lines) and _OPTION.match(lines[skipped].strip()):
        skipped += 1
    body = lines[skipped:]
    if name == "math":
        while skipped < len(lines) - 1 and not lines[skipped].strip():
            skipped += 1
        tex = "\n".join(lines[skipped:])
        yield Block(Shape.DISPLAY, line + 1 + skipped, tex, "", depth)
    elif name in _CODE_NAMES:
        yield Block(Shape.CODE, line, "\n".join(body), rest, depth)
    else:
        yield _inline_block(Shape.DIRECTIVE, line, rest, name, depth)
        yield from _blocks(body, line + 1 + skipped, depth + 1)


def _inline_block(shape: Shape, line: int, text: str, name: str, depth: int) -> Block:
    prose, tokens = _inline(text, line)
    return Block(shape, line, text, name, depth, prose, tokens)


# Each alternative begins with a character, which lets the search skip what is plain prose.
_INLINE: Final = re.compile(
    r"""
    \{(?P<role>[A-Za-z][\w:.+-]*)\}(?P<ticks>`+)(?P<target>.+?)(?<!`)(?P=ticks)(?!`)
    | `(?P<more>`*)(?P<code>.+?)(?<!`)`(?P=more)(?!`)
    | \$\$(?P<double>(?:[^$\\]++|\\.|\$(?!\$))++)\$\$
    | \$(?P<single>(?:[^$\\]++|\\.)++)\$
    | \\(?P<escaped>[!-/:-@\[-`{-~])
    | \[\^(?P<note>[^\]\s]+)\]
    | !\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\((?P<image>[^)]*)\)
    | \[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\((?P<link>[^()]*(?:\([^()]*\)[^()]*)*)\)
      |\{(?P<attributes>[^{}`]*)\})
    | <(?P<autolink>[a-z][a-z0-9+.-]+:[^\s<>]*)>
    | h(?P<url>ttps?://[^\s<>()（），。；]+)
    | <(?P<tag>/?[A-Za-z][^<>]*)>
    | &(?P<entity>[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});
    | \*(?P<stars>\**)
    | _(?P<lines>_*)
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL: Final = re.compile(r"[`$\\\[!<&*_]|https?:|\{")
_TITLE: Final = re.compile(r"""\s+(?:"[^"]*"|'[^']*')\s*$""")
_LABELLED: Final = re.compile(r"^.*<(?P<target>[^<>]+)>\s*$", re.DOTALL)


@lru_cache(maxsize=1 << 12)
def _inline(text: str, line: int) -> tuple[str, tuple[Token, ...]]:
    """The prose and the tokens of a block that begins on this line."""
    if not _SPECIAL.search(text):
        return text, ()
    scanner = _Scanner(line)
    scanner.scan(text)
    return scanner.finish()


class _Run(NamedTuple):
    """A run of ``*`` or ``_``, as CommonMark's rules on delimiters see it."""

    part: int  # its place among the parts
    text: str
    opens: bool
    closes: bool
    line: int


class _Scanner:
    """Collects the prose as parts, a token or a run of marks each one of its own."""

    def __init__(self, line: int) -> None:
        self.parts: list[str] = []
        # With the part that stands for it instead of the place.
        self.tokens: list[tuple[Kind, str, str, str, int, int]] = []
        self.runs: list[_Run] = []
        self.line = line

    def scan(self, text: str) -> None:
        parts, last = self.parts, 0
        for match in _INLINE.finditer(text):
            start, end = match.span()
            if start > last:
                before = text[last:start]
                parts.append(before)
                if "\n" in before:
                    self.line += before.count("\n")
            last = end
            if match.lastgroup == "single":  # as most are
                self._add(_FORMULA, FORMULA_MARK, text[start + 1 : end - 1], text[start:end], "$")
            else:
                self._token(match, text)
        if last < len(text):
            parts.append(text[last:])
            self.line += text.count("\n", last)

    def _add(self, kind: Kind, mark: str, value: str, text: str, name: str = "") -> None:
        """A token, and its mark; the lines that it spans are kept behind the mark."""
        self.tokens.append((kind, name, value, text, self.line, len(self.parts)))
        if "\n" in text:
            lines = text.count("\n")
            mark += "\n" * lines
            self.line += lines
        self.parts.append(mark)

    def _token(self, match: re.Match[str], source: str) -> None:
        group = match.lastgroup
        whole = match[0]
        if group == "target":
            self._role(match["role"], match["target"], whole)
        elif group == "stars" or group == "lines":
            self._run(match, source)
        elif group == "double":
            self._add(_FORMULA, FORMULA_MARK, match["double"], whole, "$$")
        elif group == "code":
            self._add(Kind.CODE, Kind.CODE.value, match["code"].strip(), whole)
        elif group == "escaped":
            self.parts.append(match["escaped"])
        elif group == "note":
            self._add(Kind.FOOTNOTE, Kind.FOOTNOTE.value, match["note"], whole)
        elif group == "image":
            self._add(Kind.IMAGE, Kind.IMAGE.value, _TITLE.sub("", match["image"]).strip(), whole)
        elif group == "link":
            address = _TITLE.sub("", match["link"]).strip().strip("<>")
            self.tokens.append((Kind.LINK, "", address, whole, self.line, len(self.parts)))
            self.parts.append(LINK_MARK)
            self.scan(match["words"])
        elif group == "attributes":
            self.scan(match["words"])
        elif group == "autolink":
            self._add(Kind.LINK, LINK_MARK, match["autolink"], whole)
        elif group == "url":
            self._add(Kind.LINK, LINK_MARK, whole.rstrip(".,;:!?'\""), whole, BARE)
        else:
            self._add(Kind.HTML, HTML_MARK, whole, whole)

    def _role(self, name: str, value: str, whole: str) -> None:
        if name == "gloss":  # a term, which is said as any other word
            labelled = _LABELLED.match(value)
            self.scan(value[: labelled.start("target") - 1].rstrip() if labelled else value)
            return
        if name == "math":
            kind = Kind.FORMULA
        elif name.startswith("cite"):
            kind = Kind.CITATION
        elif name in _REFERENCES:
            kind = Kind.REFERENCE
            labelled = _LABELLED.match(value)
            value = labelled["target"] if labelled else value
        else:
            kind = Kind.ROLE
        self._add(kind, kind.value, value.strip(), whole, name)

    def _run(self, match: re.Match[str], source: str) -> None:
        before = source[match.start() - 1] if match.start() else " "
        after = source[match.end()] if match.end() < len(source) else " "
        left = not after.isspace() and (not _punctuation(after) or _edge(before))
        right = not before.isspace() and (not _punctuation(before) or _edge(after))
        if match[0][0] == "_":
            left, right = (
                left and (not right or _punctuation(before)),
                right and (not left or _punctuation(after)),
            )
        self.runs.append(_Run(len(self.parts), match[0], left, right, self.line))
        self.parts.append(match[0])

    def _match_runs(self) -> None:
        """Pair the runs: an inner pair first, two marks together for strong emphasis."""
        opened: list[_Run] = []
        left = {run.part: len(run.text) for run in self.runs}
        marks: dict[int, str] = {run.part: "" for run in self.runs}
        # Below these, a closing run of that sort has looked in vain, and so will the next one.
        bottoms: dict[tuple[str, bool, int], int] = {}
        for run in self.runs:
            if run.closes:
                sort = (run.text[0], run.opens, len(run.text) % 3)
                for index in range(len(opened) - 1, bottoms.get(sort, 0) - 1, -1):
                    opener = opened[index]
                    if opener.text[0] != run.text[0] or not left[opener.part]:
                        continue
                    if _three(opener, run):
                        continue
                    while left[opener.part] and left[run.part]:
                        size = 2 if left[opener.part] > 1 and left[run.part] > 1 else 1
                        kind = Kind.STRONG if size == 2 else Kind.EMPHASIS
                        left[opener.part] -= size
                        left[run.part] -= size
                        text = run.text[0] * size
                        self.tokens.append((kind, "", "", text, opener.line, opener.part))
                        marks[opener.part] += kind.value
                        marks[run.part] += kind.value
                    del opened[index + bool(left[opener.part]) :]
                    bottoms = {key: min(at, len(opened)) for key, at in bottoms.items()}
                    if not left[run.part]:
                        break
                else:
                    bottoms[sort] = len(opened)
            if run.opens and left[run.part]:
                opened.append(run)
        for run in self.runs:
            if left[run.part]:
                stray = run.text[: left[run.part]]
                self.tokens.append((Kind.STRAY, "", stray, stray, run.line, run.part))
                marks[run.part] += STRAY_MARK
            self.parts[run.part] = marks[run.part]

    def finish(self) -> tuple[str, tuple[Token, ...]]:
        if self.runs:
            self._match_runs()
        starts = [0, *accumulate(map(len, self.parts))]
        tokens = [
            Token(kind, name, value, text, line, starts[part])
            for kind, name, value, text, line, part in self.tokens
        ]
        if self.runs:  # the others come in order
            tokens.sort(key=_PLACE)
        return "".join(self.parts), tuple(tokens)


_PLACE: Final = attrgetter("at")
_FORMULA: Final = Kind.FORMULA


def _three(opener: _Run, closer: _Run) -> bool:
    """CommonMark's rule 9: lengths that sum to a multiple of three do not pair."""
    both = (opener.opens and opener.closes) or (closer.opens and closer.closes)
    first, second = len(opener.text), len(closer.text)
    return both and (first + second) % 3 == 0 and (first % 3 != 0 or second % 3 != 0)


def _edge(char: str) -> bool:
    return char.isspace() or _punctuation(char)


@cache
def _punctuation(char: str) -> bool:
    """CommonMark's punctuation: Unicode's P and S."""
    return unicodedata.category(char)[0] in "PS"
