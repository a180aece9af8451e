r"""A formula as tokens, and pieces that stand in their place.

`scan` says of each token what holds where it stands (formula, text or neither; displayed; bold).
A rewrite is a list ``out`` with a piece for each token, which `join` puts together; what follows a
command is looked up with the functions named ``.._after``, each of which gives the index of the
first and last token, or None.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence


class Kind(Enum):
    """What a token is, by its characters alone."""

    WORD = 1  # \alpha
    SYMBOL = 2  # \, \\ \{
    BEGIN = 3  # \begin{name}, whole
    END = 4
    OPEN = 5  # {
    CLOSE = 6
    CHAR = 7
    SPACE = 8
    COMMENT = 9


class Mode(Enum):
    """What a token is read as."""

    MATH = 1
    TEXT = 2
    RAW = 3  # names, colours, lengths: not typeset


@dataclass(slots=True)
class Token:
    """A part of the source, from ``start`` on, and what holds there."""

    text: str
    start: int
    kind: Kind
    mode: Mode
    depth: int  # braces and environments around it
    display: bool  # displayed style is in force
    bold: bool  # within \boldsymbol
    match: int = -1  # index of the partner of a brace, a bracket of an option, \begin and \end

    @property
    def blank(self) -> bool:
        """Whether TeX sees nothing here, or a space at most."""
        return self.kind is Kind.SPACE or self.kind is Kind.COMMENT

    @property
    def newline(self) -> bool:
        r"""Whether it ends a row: ``\\`` or ``\cr``."""
        return self.text in _NEWLINES

    @property
    def environment(self) -> str:
        r"""The name in ``\begin{name}``; empty for other tokens."""
        return self.text[self.text.index("{") + 1 : -1].strip() if "{" in self.text else ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A rewritten source, and where each part of it came from."""

    text: str
    ends: tuple[int, ...]  # of each piece, in `text`
    starts: tuple[int, ...]  # of each piece, in the source
    kept: tuple[bool, ...]  # whether the piece is the source's own text
    length: int  # of the source

    def origin(self, position: int) -> int:
        """Give the offset in the source of what stands at ``position`` in ``text``."""
        piece = bisect_right(self.ends, position)
        if piece >= len(self.ends):
            return self.length
        begin = self.ends[piece - 1] if piece else 0
        return self.starts[piece] + (position - begin if self.kept[piece] else 0)


TOKEN: Final = re.compile(
    r"(?P<BEGIN>\\begin[ \t]*\{[A-Za-z]+\*?\})|(?P<END>\\end[ \t]*\{[A-Za-z]+\*?\})"
    r"|(?P<WORD>\\[A-Za-z]+)|(?P<SYMBOL>\\.?)|(?P<COMMENT>%[^\n]*)|(?P<SPACE>\s+)"
    r"|(?P<OPEN>\{)|(?P<CLOSE>\})|(?P<CHAR>.)",
    re.DOTALL,
)
_KINDS: Final = MappingProxyType({kind.name: kind for kind in Kind})
# What the arguments of a command are.  i: as around it, s: formula in a smaller style, t: text,
# r: raw, b: bold, n: not bold.
_ARGUMENTS: Final = MappingProxyType(
    {
        rf"\{name}": kinds
        for kinds, names in {
            "t": "text textrm textbf textit textsf texttt textnormal textup textmd mbox hbox fbox "
            "tag intertext shortintertext",
            "r": "label ref eqref require unicode hspace mspace color url includegraphics",
            "ri": "textcolor class style cssId href htmlId htmlStyle htmlData",
            "rn": "htmlClass",
            "rt": "colorbox",
            "rrt": "fcolorbox",
            "ss": "frac dfrac tfrac cfrac binom dbinom tbinom",
            "si": "underset overset stackrel",
            "s": "substack xrightarrow xleftarrow",
            "b": "boldsymbol bm pmb symbf",
            "i": "bbox",
        }.items()
        for name in names.split()
    }
)
_STYLES: Final = MappingProxyType(
    {
        r"\displaystyle": True,
        r"\textstyle": False,
        r"\scriptstyle": False,
        r"\scriptscriptstyle": False,
    }
)
_MATRICES: Final = "matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix"
# Environments whose cells are not in displayed style.
_SMALL: Final = frozenset({"array", "cases", "subarray", *_MATRICES.split()})
_NEWLINES: Final = frozenset({r"\\", r"\cr"})
_CLOSERS: Final = MappingProxyType({"[": "]", "$": "$"})
_OPEN_WORD: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z]+\Z")


def scan(source: str, *, display: bool, options: frozenset[str] = frozenset()) -> list[Token]:
    r"""Give the tokens of a formula, each with what holds where it stands.

    A ``[`` opens an option only after a command known to take one, or one of ``options``
    (words, with their backslash); elsewhere it is a bracket.
    """
    tokens: list[Token] = []
    # Open groups: (index of opener, "{", "[", "$" or "env"; mode, display, bold, pending outside).
    groups: list[tuple[int, str, Mode, bool, bool, str]] = []
    braces = 0
    mode, bold, pending = Mode.MATH, False, ""
    previous = ""  # the last token that isn't blank
    partner = -1  # the opener that this token closes

    def close(index: int) -> str:
        """Leave the innermost group; say what kind it was."""
        nonlocal mode, display, bold, pending, braces, partner
        opener, kind, mode, display, bold, pending = groups.pop()
        tokens[opener].match = index
        if index >= 0:
            partner = opener
        braces -= kind == "{"
        return kind

    for found in TOKEN.finditer(source):
        kind, text, index = _KINDS[str(found.lastgroup)], found.group(), len(tokens)
        top = groups[-1][1] if groups else ""
        closes = text in ("]", "$") and text == _CLOSERS.get(top)
        if kind is Kind.SPACE or kind is Kind.COMMENT:
            tokens.append(Token(text, found.start(), kind, mode, len(groups), display, bold))
            continue
        partner = -1
        takes_option = previous in options or bool(pending and previous in _ARGUMENTS)
        if kind is Kind.CLOSE and braces:
            while close(-1 if groups[-1][1] != "{" else index) != "{":
                pass
        elif closes:
            close(index)
        elif kind is Kind.END and top == "env":
            same = tokens[groups[-1][0]].environment == text[text.index("{") + 1 : -1].strip()
            close(index if same else -1)
        token = Token(text, found.start(), kind, mode, len(groups), display, bold, partner)
        tokens.append(token)
        if text == "*" and pending and previous in _ARGUMENTS:
            continue  # \tag*{..}
        if text == "[" and takes_option:
            groups.append((index, "[", mode, display, bold, pending))
            mode, pending = (mode if previous in options else Mode.RAW), ""
        elif kind is Kind.CLOSE or closes:
            pass
        elif kind is Kind.BEGIN and mode is not Mode.RAW:
            groups.append((index, "env", mode, display, bold, ""))
            mode, display, pending = Mode.MATH, token.environment not in _SMALL, ""
        elif text == "$" and mode is Mode.TEXT:
            groups.append((index, "$", mode, display, bold, ""))
            mode, display, pending = Mode.MATH, False, ""
        else:
            argument, pending = pending[:1], pending[1:]
            if kind is Kind.OPEN:
                groups.append((index, "{", mode, display, bold, pending))
                braces += 1
                pending = ""
                if mode is not Mode.RAW:
                    mode = {"t": Mode.TEXT, "r": Mode.RAW}.get(argument, mode)
                display = display and argument not in ("s", "t")
                bold = argument == "b" or (bold and argument not in ("n", "t"))
            elif mode is not Mode.RAW:
                if argument == "r":
                    token.mode = Mode.RAW
                token.bold = bold or argument == "b"
                if kind is Kind.WORD:
                    display = _STYLES.get(text, display)
                    pending = _ARGUMENTS.get(text, "") + pending
                elif text in ("^", "_") and mode is Mode.MATH:
                    pending = "s"
        previous = text
    return tokens


def is_balanced(source: str) -> bool:
    r"""Whether the braces pair up; ``\{`` and what is in a comment don't count."""
    depth = 0
    for found in TOKEN.finditer(source):
        if found.lastgroup in ("OPEN", "CLOSE"):
            depth += 1 if found.lastgroup == "OPEN" else -1
            if depth < 0:
                return False
    return depth == 0


def next_solid(tokens: Sequence[Token], index: int) -> int:
    """Find the first token after ``index`` that isn't blank; ``len(tokens)`` if there is none."""
    index += 1
    while index < len(tokens) and tokens[index].blank:
        index += 1
    return index


def argument_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """First and last token of the argument that follows token ``index``; None if there is none."""
    first = next_solid(tokens, index)
    if first >= len(tokens):
        return None
    token = tokens[first]
    if token.kind is Kind.OPEN:
        return (first, token.match) if token.match > 0 else None
    if token.kind in (Kind.CLOSE, Kind.BEGIN, Kind.END) or token.newline:
        return None
    if token.text in ("&", "$"):
        return None
    return first, first


def group_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Do as `argument_after`, for one in braces."""
    argument = argument_after(tokens, index)
    return argument if argument and tokens[argument[0]].kind is Kind.OPEN else None


def option_after(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """First and last token of the ``[..]`` that follows token ``index``, if it was seen as one."""
    first = next_solid(tokens, index)
    found = first < len(tokens) and tokens[first].text == "[" and tokens[first].match > 0
    return (first, tokens[first].match) if found else None


def holds_text(tokens: Sequence[Token], index: int) -> bool:
    r"""Whether the argument that follows starts with ``$`` or ``\text``, and so is text already."""
    first = next_solid(tokens, index)
    inner = next_solid(tokens, first)
    return inner < len(tokens) and tokens[inner].text in ("$", r"\text")


def inner_text(pieces: Sequence[Token], span: tuple[int, int]) -> str:
    """Give what an argument or option holds, without its braces or brackets."""
    first, last = span
    inner = pieces[first : last + 1] if first == last else pieces[first + 1 : last]
    return "".join(token.text for token in inner)


def blank_out(out: list[str], first: int, last: int) -> None:
    """Let the tokens from ``first`` to ``last`` stand for nothing."""
    out[first : last + 1] = [""] * (last + 1 - first)


def closed(body: str, ending: str) -> str:
    """``body`` and then ``ending``, on a line of its own if ``body`` ends in a comment."""
    line = body[body.rfind("\n") + 1 :]
    commented = "%" in line and scan(line, display=False)[-1].kind is Kind.COMMENT
    return body + "\n" * commented + ending


def join(tokens: Sequence[Token], out: Sequence[str]) -> Rewrite:
    r"""Join the pieces that stand for the tokens, keeping ``\a`` and ``b`` apart."""
    pieces: list[str] = []
    last = ""
    for piece in out:
        letters = piece[:1].isascii() and piece[:1].isalpha() and last[-1:].isalpha()
        if letters and "\\" in last and _OPEN_WORD.search(last):
            piece = " " + piece
        pieces.append(piece)
        last = piece or last
    return Rewrite(
        "".join(pieces),
        tuple(accumulate(map(len, pieces))),
        tuple(token.start for token in tokens),
        tuple(token.text == piece for token, piece in zip(tokens, pieces, strict=True)),
        tokens[-1].start + len(tokens[-1].text) if tokens else 0,
    )
