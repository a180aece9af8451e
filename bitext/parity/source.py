r"""A post's source as pairs: the panels that face each other, bilingual spans, shared formulas.

Both forms of a pair are known, ``:::{zh}`` and sphinx-design's ``tab-set`` whose items have
``:sync: zh``. Lines are counted from 1, as editors do.

>>> found = pairs(":::{zh}\n甲\n:::\n:::{en}\nA\n:::")
>>> [(pair.zh.text, pair.en.text, pair.en.line) for pair in found]
[('甲', 'A', 5)]
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from .text import dedented

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Part(NamedTuple):
    """A piece of a source."""

    text: str
    line: int
    """Of its first character."""


class Pair(NamedTuple):
    """What stands in both languages."""

    zh: Part
    en: Part
    span: bool = False
    """Whether it is no pair of panels, but of spans: in a heading, a caption, front matter."""


class Source(NamedTuple):
    """What a post consists of."""

    pairs: tuple[Pair, ...]
    displays: tuple[Part, ...]
    """The formulas that stand between the pairs, once."""


_FENCE: Final = re.compile(
    r"[ \t]*(?P<mark>`{3,}|~{3,}|:{3,})[ \t]*(?:\{(?P<name>[^}`]+)\})?(?P<rest>[^`]*)$"
)
_SYNC: Final = re.compile(r"[ \t]*:sync:[ \t]*(?P<code>\S+)")
_OPTION: Final = re.compile(r"[ \t]*:[A-Za-z][\w-]*:(?:[ \t]|$)")
_TEXT: Final = r"((?:[^\[\]\\]|\\.)*)"
_SPANS: Final = re.compile(rf"\[{_TEXT}\]\{{\.zh\}}[ \t]*\[{_TEXT}\]\{{\.en\}}")
_FRONT: Final = re.compile(r"^([ \t]+)zh:[ \t]*(\S.*)\n\1en:[ \t]*(\S.*)$", re.MULTILINE)
# Directives whose text is no prose.
_LITERAL: Final = frozenset({"code", "code-block", "sourcecode", "code-cell", "literalinclude"})


def pairs(source: str) -> list[Pair]:
    """The pairs of panels of a post, in order; a panel without a partner is none."""
    return [pair for pair in read_source(source).pairs if not pair.span]


def read_source(source: str) -> Source:
    """Take a post apart."""
    lines = source.split("\n")
    found: list[Pair | Part] = []
    start = 0
    if lines[0].rstrip() == "---" and "---" in (rest := [line.rstrip() for line in lines[1:]]):
        start = rest.index("---") + 2
        for match in _FRONT.finditer("\n".join(lines[:start])):
            line = 1 + source.count("\n", 0, match.start())
            zh, en = (Part(match[n].strip("\"'"), line + n - 2) for n in (2, 3))
            found.append(Pair(zh, en, span=True))
    found += _walk(lines, start, len(lines))
    return Source(
        tuple(each for each in found if isinstance(each, Pair)),
        tuple(each for each in found if isinstance(each, Part)),
    )


def _walk(lines: Sequence[str], start: int, stop: int) -> Iterator[Pair | Part]:
    """What stands in these lines outside of the panels, and the pairs of panels."""
    waiting: Part | None = None
    at = start
    while at < stop:
        line = lines[at]
        bare = line.strip()
        if not bare:
            at += 1
            continue
        fence = _FENCE.match(line) if bare[0] in "`~:" else None
        if fence:
            end = _closing(lines, at, stop, fence["mark"])
            name = (fence["name"] or "").strip()
            code, first = _panel(name, lines, at + 1, end)
            inside = "\n".join(dedented(lines[first:end], len(line) - len(line.lstrip())))
            if code == "zh":
                waiting = Part(inside, first + 1)
            elif code == "en" and waiting:
                yield Pair(waiting, Part(inside, first + 1))
                waiting = None
            else:
                waiting = None
                if name == "math":
                    yield Part("\n".join(lines[first:end]), first + 1)
                elif name and name not in _LITERAL:
                    yield from _spans(fence["rest"], at + 1)
                    yield from _walk(lines, at + 1, end)
            at = end + 1
            continue
        if not bare.startswith(("%", "(")):
            waiting = None
        if bare.startswith("$$"):
            end = at
            inside = bare[2:]
            while "$$" not in inside and end + 1 < stop:
                end += 1
                inside += "\n" + lines[end]
            yield Part(inside.partition("$$")[0], at + 1)
            at = end + 1
        elif bare.startswith("\\begin{"):
            closing = "\\end{" + bare[7:].partition("}")[0] + "}"
            end = at
            while closing not in lines[end] and end + 1 < stop:
                end += 1
            yield Part("\n".join(lines[at : end + 1]), at + 1)
            at = end + 1
        else:
            yield from _spans(line, at + 1)
            at += 1


def _panel(name: str, lines: Sequence[str], first: int, end: int) -> tuple[str, int]:
    """The language of a panel, empty for other directives, and where its text begins."""
    if name in ("zh", "en"):
        return name, first
    code = ""
    while first < end and _OPTION.match(lines[first]):
        sync = _SYNC.match(lines[first])
        if sync and name == "tab-item":
            code = sync["code"]
        first += 1
    return code, first


def _closing(lines: Sequence[str], at: int, stop: int, mark: str) -> int:
    """The index of the line that closes the fence opened at `at`; `stop` if none does."""
    for index in range(at + 1, stop):
        bare = lines[index].strip()
        if bare.startswith(mark) and not bare.strip(mark[0]):
            return index
    return stop


def _spans(text: str, line: int) -> Iterator[Pair]:
    for match in _SPANS.finditer(text):
        yield Pair(Part(match[1], line), Part(match[2], line), span=True)
