"""What the tests of bitext.parity share: sides of a pair, and the pairs of our own posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import strategies as st

from bitext.parity.finding import Code, Finding, Severity
from bitext.parity.text import Shape, Side, read
from tests.conftest import TOP

POSTS = sorted((TOP / "posts").glob("*.md"))
FRAGMENTS = [
    *(
        "设 ",
        "谱范数",
        "不",
        "三",
        "。",
        "；",
        "，",
        "百分之二十",
        "分之",
        "亿",
        "十",
        "——",
        "—",
        "…",
    ),
    *(
        "“",
        "”",
        "‘",
        "’",
        "（3）",
        "(3)",
        "3.14",
        "10,000",
        "1e9",
        "2^9",
        "½",
        "²",
        "İ",
        "two thirds",
    ),
    *(
        "minus ",
        "not ",
        "at most ",
        "Muon",
        " the ",
        "is ",
        "upper bound ",
        "...",
        "\u200b",
        "\ue000",
    ),
    *("$x_1$", "$3$", "{eq}`a-1`", "{cite:p}`Li2024,Wu2023`", "{cite:t}`Li2024`", "`code`", "[^1]"),
    *("[链接](https://a.org/zh/x)", "**", "*", "_", "|", ":::{note}\n", ":::", "```", "[^1]: "),
    *("\n\n", "\n", "- ", "1. ", "> ", "# "),
]

GARBAGE = [
    *(
        "三",
        "3,",
        "1/",
        "不",
        "not ",
        "neither ",
        "the ",
        "a-",
        "(",
        "（",
        "“",
        "*",
        "**a ",
        " ",
        "。",
    ),
    *("Let $x$ be. ", "设 $x$。", "{eq}`a` ", "{cite}`a` ", "\n\n", "- a\n", "[", "一百", "分之三"),
    *(
        "one hundred ",
        "负 ",
        "—",
        ". ",
        "A. ",
        "a. b",
        "\ue000",
        "x x, ",
        "谱范数",
        "spectral norm ",
    ),
]


def side(language: str, text: str) -> Side:
    return Side(language, tuple(read(text)))


def both(zh: str, en: str) -> tuple[Side, Side]:
    return side("zh", zh), side("en", en)


def labels(findings: Iterable[Finding]) -> list[str]:
    return [finding.code.label for finding in findings]


def texts() -> st.SearchStrategy[str]:
    """Any text, and text that looks like ours."""
    return st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))


def garbage() -> Iterator[str]:
    """Long texts, each of which a careless expression would take for ever over."""
    for piece in GARBAGE:
        yield piece * (100_000 // len(piece))


def pairs(path: Path) -> Iterator[tuple[Side, Side]]:
    """The pairs of a post, without its front matter."""
    text = path.read_text("utf-8")
    start = text.index("\n---\n", 4) + 5 if text.startswith("---\n") else 0
    blocks = read(text[start:], 1 + text.count("\n", 0, start))
    zh: Side | None = None
    for number, block in enumerate(blocks):
        if block.shape is not Shape.DIRECTIVE or block.name not in ("zh", "en"):
            continue
        inside = []
        for one in blocks[number + 1 :]:
            if one.depth <= block.depth:
                break
            inside.append(one)
        found = Side(block.name, tuple(inside))
        if block.name == "zh":
            zh = found
        elif zh is not None:
            yield zh, found
            zh = None


def grave(findings: Iterable[Finding]) -> list[Finding]:
    """Those that are more than a hint."""
    return [finding for finding in findings if finding.severity is not Severity.HINT]


__all__ = [
    "FRAGMENTS",
    "POSTS",
    "Code",
    "both",
    "garbage",
    "grave",
    "labels",
    "pairs",
    "side",
    "texts",
]
