"""Blocks and tokens of MyST prose, and their lines."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity.text import BARE, MARKS, Kind, Shape, read
from tests.parity.sides import FRAGMENTS

TOKENS = [
    ("$a$", [("FORMULA", "$", "a")]),
    (r"$a$$b$", [("FORMULA", "$", "a"), ("FORMULA", "$", "b")]),
    ("x $$a$$ y", [("FORMULA", "$$", "a")]),
    (r"x $$a\text{ if $b$ or \$1}$$ y", [("FORMULA", "$$", r"a\text{ if $b$ or \$1}")]),
    (r"x \$1 $a\$$", [("FORMULA", "$", r"a\$")]),
    ("{math}`a`", [("FORMULA", "math", "a")]),
    ("{cite:p}`A,B`", [("CITATION", "cite:p", "A,B")]),
    ("{eq}`words <a-b>`", [("REFERENCE", "eq", "a-b")]),
    ("{abbr}`A (b)`", [("ROLE", "abbr", "A (b)")]),
    ("{eq} `a`", [("CODE", "", "a")]),
    ("{eq}a", []),
    ("`` a`b ``", [("CODE", "", "a`b")]),
    ("[x](a 'title')", [("LINK", "", "a")]),
    ("[$a$](b)", [("LINK", "", "b"), ("FORMULA", "$", "a")]),
    ("<https://a.b/c>", [("LINK", "", "https://a.b/c")]),
    ("[x] (https://a.b/c)", [("LINK", BARE, "https://a.b/c")]),
    ("[x]（https://a.b/c）。", [("LINK", BARE, "https://a.b/c")]),
    ("【x】(https://a.b/c)", [("LINK", BARE, "https://a.b/c")]),
    ("http is h, https://a.b.", [("LINK", BARE, "https://a.b")]),
    ("![a](b.png)[^1]", [("IMAGE", "", "b.png"), ("FOOTNOTE", "", "1")]),
    ("a<br>&nbsp;b & c < d", [("HTML", "", "<br>"), ("HTML", "", "&nbsp;")]),
    ("*a* __b__", [("EMPHASIS", "", ""), ("STRONG", "", "")]),
    ("a ** b", [("STRAY", "", "**")]),
    ("*a **b** c*", [("EMPHASIS", "", ""), ("STRONG", "", "")]),
    ("**a** b** *c*", [("STRONG", "", ""), ("STRAY", "", "**"), ("EMPHASIS", "", "")]),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_the_tokens_of_a_paragraph(text: str, tokens: list[tuple[str, str, str]]) -> None:
    found = [(t.kind.name, t.name, t.value) for block in read(text) for t in block.tokens]
    assert found == tokens


@pytest.mark.parametrize(
    ("text", "depths"),
    [
        ("- a\n- b", [0, 0]),
        ("- a\n  - b\n    - c\n  - d\n- e", [0, 1, 2, 1, 0]),
        ("- a\n    - b\n- c", [0, 1, 0]),
        ("1. a\n   - b\n2. c", [0, 1, 0]),
        ("1. a\n  - b", [0, 0]),
        ("  - a\n  - b", [0, 0]),
        ("- a\n\nb\n\n  - c", [0, 0]),
        (":::{note}\n- a\n  - b\n:::", [1, 2]),
    ],
)
def test_a_nested_item_is_deeper(text: str, depths: list[int]) -> None:
    items = (Shape.ITEM, Shape.NUMBERED)
    assert [block.depth for block in read(text) if block.shape in items] == depths


@pytest.mark.parametrize(
    ("text", "line", "tex"),
    [
        ("$$\na\n$$", 1, "\na\n"),
        ("```{math}\na\n```", 2, "a"),
        ("```{math}\n:label: x\n\na\nb\n```", 4, "a\nb"),
        ("x\n\n\\begin{align}\na\n\\end{align}", 3, "\\begin{align}\na\n\\end{align}"),
    ],
)
def test_a_display_begins_where_its_tex_does(text: str, line: int, tex: str) -> None:
    display = next(block for block in read(text) if block.shape is Shape.DISPLAY)
    assert (display.line, display.text) == (line, tex)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join) | st.text(max_size=60))
def test_each_token_has_its_mark(text: str) -> None:
    for block in read(text):
        for token in block.tokens:
            assert token.kind is Kind.STRAY or token.text
            assert block.prose[token.at] in MARKS
        places = [token.at for token in block.tokens]
        assert places == sorted(places)


@pytest.mark.parametrize(
    "piece", ["$$ a $", "$", "[a", "`a ``b ", "{a}`", "<a", "**a_", "*a* ", "a**", "h", "\\"]
)
def test_it_takes_linear_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 2


def test_what_is_indented_by_four_is_code_but_in_lists_and_footnotes() -> None:
    text = "甲\n\n    x = 1\n\n    y = 2\n\n- 乙\n\n    丙\n\n丁\n    戊\n\n[^1]: 己\n\n    庚\n"
    assert [(block.shape, block.line) for block in read(text)] == [
        (Shape.PARAGRAPH, 1),
        (Shape.CODE, 3),
        (Shape.ITEM, 7),
        (Shape.PARAGRAPH, 9),
        (Shape.PARAGRAPH, 11),
        (Shape.NOTE, 14),
        (Shape.PARAGRAPH, 16),
    ]


def test_what_a_fence_holds_loses_the_indent_of_the_fence() -> None:
    blocks = read("- 甲\n\n    :::{note}\n    乙\n    :::\n")
    assert [(block.shape, block.text) for block in blocks][-1] == (Shape.PARAGRAPH, "乙")
