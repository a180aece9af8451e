r"""A formula as tokens, and its trivial normal form.

Written apart from `bitext.tex` and from the checker's canonical form, and much simpler: it has
to be right for the formulas of the corpus only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple


def commands(names: str) -> frozenset[str]:
    """The commands of these names, each with its backslash."""
    return frozenset(f"\\{name}" for name in names.split())


_TOKEN: Final = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
# What follows these is a name or words, and no formula.
_RAW: Final = commands("text textbf mathrm operatorname begin end label tag mbox color")
SCRIPTS: Final = ("_", "^")


class Token(NamedTuple):
    """A part of a formula."""

    text: str
    start: int
    end: int
    free: bool
    """Whether it is read as maths: neither a name nor words."""
    depth: int
    """How many braces, parentheses and brackets it stands in."""
    match: int
    """The index of a brace's partner; else -1."""

    @property
    def word(self) -> bool:
        r"""Whether it is a command of letters, such as ``\alpha``."""
        return self.text[0] == "\\" and self.text[1:2].isalpha()

    @property
    def letter(self) -> bool:
        """Whether it is a letter that stands for itself."""
        return self.free and len(self.text) == 1 and self.text.isascii() and self.text.isalpha()


@lru_cache(maxsize=1 << 12)
def tokens(tex: str) -> tuple[Token, ...]:
    """The tokens of a formula; spaces are tokens too."""
    found: list[Token] = []
    opened: list[tuple[int, bool]] = []  # (index of the brace, whether maths holds outside)
    free, pending, depth = True, False, 0
    for match in _TOKEN.finditer(tex):
        text, partner = match[0], -1
        if text.isspace() or (pending and text == "*"):
            found.append(Token(text, *match.span(), False, depth, -1))
            continue
        if text == "{":
            opened.append((len(found), free))
            found.append(Token(text, *match.span(), free and not pending, depth, -1))
            free, pending, depth = free and not pending, False, depth + 1
            continue
        if text == "}" and opened:
            partner, free = opened.pop()
            found[partner] = found[partner]._replace(match=len(found))
            depth -= 1
        elif text in (")", "]"):
            depth -= 1
        raw = pending or (partner >= 0 and not found[partner].free)
        found.append(Token(text, *match.span(), free and not raw, depth, partner))
        if text in ("(", "["):
            depth += 1
        pending = text in _RAW
    return tuple(found)


def solid(found: tuple[Token, ...], index: int, step: int = 1) -> int:
    """The index of the next token that is no space, or -1."""
    index += step
    while 0 <= index < len(found) and found[index].text.isspace():
        index += step
    return index if 0 <= index < len(found) else -1


def argument(found: tuple[Token, ...], index: int) -> tuple[int, int] | None:
    """The first and last token of the argument behind a token."""
    first = solid(found, index)
    if first < 0 or found[first].text in ("}", "&", "^", "_", r"\\"):
        return None
    if found[first].text == "{":
        return (first, found[first].match) if found[first].match > 0 else None
    return first, first


def inside(found: tuple[Token, ...], span: tuple[int, int], tex: str) -> str:
    """An argument's text without its braces."""
    first, last = span
    if first == last:
        return found[first].text
    return tex[found[first].end : found[last].start]


def splice(tex: str, start: int, end: int, new: str) -> str:
    r"""Put something in the place of a part; ``\a`` and ``b`` are kept apart."""
    left, right = tex[:start], tex[end:]
    if re.search(r"\\[A-Za-z]+$", left) and (new or right)[:1].isalpha():
        left += " "
    if re.search(r"\\[A-Za-z]+$", new) and right[:1].isalpha():
        new += " "
    return left + new + right


_SAME: Final = {
    r"\leq": r"\le", r"\geq": r"\ge", r"\neq": r"\ne", r"\rightarrow": r"\to",
    r"\leftarrow": r"\gets", r"\cdots": r"\dots", r"\ldots": r"\dots", r"\|": r"\Vert",
    r"\lVert": r"\Vert", r"\rVert": r"\Vert", r"\lvert": "|", r"\rvert": "|", r"\vert": "|",
    r"\mid": "|", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\dfrac": r"\frac", r"\tfrac": r"\frac",
    r"\bm": r"\boldsymbol", r"\lnot": r"\neg", r"\land": r"\wedge", r"\lor": r"\vee",
    r"\colon": ":", r"\lbrack": "[", r"\rbrack": "]", r"\ast": "*",
}  # fmt: skip
_NOTHING: Final = frozenset(["\\,", "\\;", "\\:", "\\!", "\\>", "\\ ", "~", "&"]) | commands(
    "quad qquad left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle "
    "textstyle limits nolimits notag nonumber"
)
_DROPPED: Final = re.compile(r"\\label\s*\{[^{}]*\}|\\hspace\s*\{[^{}]*\}|%[^\n]*\n")
_WORDS: Final = re.compile(r"\\(?:text|mbox|textrm)\s*\{([^{}]*)\}")
_NAME: Final = re.compile(r"\\(?:operatorname|text|mathrm|textrm)\*?\s*\{([A-Za-z]+)\}")
_ENVIRONMENT: Final = re.compile(r"\\(begin|end)\s*\{(?:align\*?|aligned|split|gathered)\}")

Item = str | list["Item"]


@lru_cache(maxsize=1 << 12)
def normal(tex: str) -> str:
    """A formula's trivial normal form: two formulas that share it are certainly equal."""
    tex = _DROPPED.sub("", tex)
    tex = _ENVIRONMENT.sub(r"\\\1{aligned}", tex)
    tex = _NAME.sub(lambda m: rf"\name{{{m[1]}}}", tex)
    tex = _WORDS.sub(r"\\text{?}", tex)
    tex = re.sub("'+", lambda m: "^{" + r"\prime" * len(m[0]) + "}", tex)
    found = [_SAME.get(m[0], m[0]) for m in _TOKEN.finditer(tex)]
    items, _ = _parse([t for t in found if not t.isspace() and t not in _NOTHING], 0)
    return _write(items)


def _parse(found: list[str], at: int) -> tuple[list[Item], int]:
    items: list[Item] = []
    while at < len(found):
        text = found[at]
        at += 1
        if text == "{":
            group, at = _parse(found, at)
            items.append(group[0] if len(group) == 1 else group)
        elif text == "}":
            return items, at
        else:
            items.append(text)
    return items, at


def _write(items: list[Item]) -> str:
    """Flat, with scripts in one order and each item apart from the next."""
    out: list[str] = []
    at = 0
    while at < len(items):
        scripts: list[str] = []
        while items[at : at + 1] and items[at] in SCRIPTS and at + 1 < len(items):
            scripts.append(f"{items[at]}{_write([items[at + 1]])}")
            at += 2
        out += sorted(scripts)
        if at < len(items):
            item = items[at]
            out.append("{" + _write(item) + "}" if isinstance(item, list) else item)
            at += 1
    return " ".join(out)
