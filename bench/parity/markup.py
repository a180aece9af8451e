"""Where the formulas, roles, links, sentences and paragraphs of a MyST text stand.

Written apart from the reader of `bitext.parity`, so that a fault of one is not a fault of both.
It serves clean texts only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MASK: Final = "\ue000"
"""What stands for a character that is not prose."""
HAN: Final = "\u4e00-\u9fff"

_SPAN: Final = re.compile(
    r"""
    (?P<fence>^[ \t]*(?P<mark>`{3,})[^\n]*\n(?P<body>(?:.*\n)*?)[ \t]*(?P=mark)[ \t]*$)
    | (?P<directive>^[ \t]*:{3,}.*$)
    | \{(?P<role>[a-z]+(?::[a-z]+)?)\}`(?P<target>[^`]+)`
    | `(?P<code>[^`\n]+)`
    | \$\$(?P<display>[^$]+)\$\$
    | \$(?P<inline>[^$]+)\$
    | \[\^(?P<note>[^\]\s]+)\]
    | !\[(?P<alt>[^\[\]]*)\]\((?P<image>[^()\s]+)\)
    | \[(?P<words>[^\[\]]*)\]\((?P<link>[^()\s]+)\)
    | <(?P<auto>https?://[^<>\s]+)>
    """,
    re.VERBOSE | re.MULTILINE,
)
_END: Final = {
    "zh": re.compile(r"[。！？]”?"),
    "en": re.compile(r"[.!?]’?(?=\s+[A-Z‘\ue000]|\s*$)"),
}
_STRUCTURE: Final = re.compile(r"[-*+] |\d+\. |[|>!:`]|\$\$|\[\^")


class Edit(NamedTuple):
    """What stands from ``start`` to ``end`` becomes ``new``."""

    start: int
    end: int
    new: str

    def apply(self, text: str) -> str:
        """The text afterwards."""
        return text[: self.start] + self.new + text[self.end :]


@lru_cache(maxsize=1 << 10)
def _spans(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_SPAN.finditer(text))


def spans(text: str, *groups: str) -> list[re.Match[str]]:
    """All that is no prose, or only what has one of these groups, in order."""
    return [m for m in _spans(text) if not groups or any(m[group] is not None for group in groups)]


def roles(text: str, prefix: str) -> list[re.Match[str]]:
    """The roles whose names begin so."""
    return [match for match in spans(text, "role") if match["role"].startswith(prefix)]


@lru_cache(maxsize=1 << 10)
def mask(text: str) -> str:
    """The text with `MASK` in place of each character that is not prose; of equal length."""
    parts: list[str] = []
    last = 0
    for match in _spans(text):
        parts.append(text[last : match.start()])
        whole = MASK * len(match[0])
        if match["words"] is not None:
            whole = MASK + match["words"] + MASK * (len(match[0]) - 1 - len(match["words"]))
        parts.append(whole)
        last = match.end()
    parts.append(text[last:])
    return "".join(parts)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for tables of them."""
    return tuple(text.split())


def cut(text: str, start: int, end: int) -> Edit:
    """Take out a part, and the space that has become superfluous."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == " " and after == " ":
        han = re.compile(f"[{HAN}]")
        both = han.match(text[start - 2 : start - 1]) and han.match(text[end + 1 : end + 2])
        return Edit(start - 1, end + bool(both), "")
    if before == " " and (not after or after in "，。；：！？、）”,.;:!?)’\n"):
        return Edit(start - 1, end, "")
    if after == " " and (not before or before in "，。；：！？、（“(‘\n"):
        return Edit(start, end + 1, "")
    return Edit(start, end, "")


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Where the sentences of the prose paragraphs stand, each with the space behind it."""
    found: list[tuple[int, int]] = []
    masked = mask(text)
    for first, last in prose_paragraphs(text):
        start = first
        for match in _END[language].finditer(masked, first, last):
            end = match.end()
            while end < last and text[end] == " ":
                end += 1
            found.append((start, end))
            start = end
    return found


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the blocks between blank lines stand; fences and displays are kept whole."""
    found: list[tuple[int, int]] = []
    hidden = [m.span() for m in spans(text, "fence", "display")]
    hidden += [m.span() for m in re.finditer(r"^(:{3,})\{.*\n(?:.*\n)*?\1[ \t]*$", text, re.M)]
    start = 0
    for gap in re.finditer(r"\n[ \t]*\n\s*", text):
        if not any(a <= gap.start() and gap.end() <= b for a, b in hidden):
            found.append((start, gap.start()))
            start = gap.end()
    found.append((start, len(text.rstrip())))
    return [span for span in found if text[span[0] : span[1]].strip()]


def prose_paragraphs(text: str) -> list[tuple[int, int]]:
    """Those paragraphs that are prose: no list, table, quotation, image, fence or display."""
    return [span for span in paragraphs(text) if not _STRUCTURE.match(text, span[0])]


def list_items(text: str) -> list[tuple[int, int]]:
    """The lines of lists whose items take one line each, with their ends."""
    return [m.span() for m in re.finditer(r"^[ \t]*(?:[-*+]|\d+\.) .*(?:\n|$)", text, re.M)]


def prose(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches in the prose."""
    return pattern.finditer(mask(text))
