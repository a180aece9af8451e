"""Which parts of a post face each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity import pairs
from bitext.parity.source import read_source
from tests.conftest import TOP

LONG = """
::::{tab-set}
:sync-group: lang

:::{tab-item} 中文
:sync: zh

甲
:::
:::{tab-item} English
:sync: en

A
:::
::::
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (":::{zh}\n甲\n:::\n:::{en}\nA\n:::", [("甲", 2, "A", 5)]),
        (":::{zh}\n甲\n:::\n\n:::{en}\nA\n\nB\n:::", [("甲", 2, "A\n\nB", 6)]),
        ("```{zh}\n甲\n```\n```{en}\nA\n```", [("甲", 2, "A", 5)]),
        (":::{zh}\n甲\n:::\ntext\n:::{en}\nA\n:::", []),
        (":::{zh}\n甲\n:::", []),
        (":::{en}\nA\n:::", []),
        ("````markdown\n:::{zh}\n甲\n:::\n:::{en}\nA\n:::\n````", []),
        (
            "::::{note}\n:::{zh}\n甲\n:::\n:::{en}\nA\n:::\n::::",
            [("甲", 3, "A", 6)],
        ),
        (
            "::::{zh}\n甲\n:::{note}\n乙\n:::\n::::\n::::{en}\nA\n:::{note}\nB\n:::\n::::",
            [("甲\n:::{note}\n乙\n:::", 2, "A\n:::{note}\nB\n:::", 8)],
        ),
        (LONG, [("\n甲", 7, "\nA", 12)]),
    ],
)
def test_pairs_and_their_lines(source: str, expected: list[tuple[str, int, str, int]]) -> None:
    found = [(p.zh.text, p.zh.line, p.en.text, p.en.line) for p in pairs(source)]
    assert found == expected


def test_spans_of_headings_captions_and_front_matter() -> None:
    source = "---\nsummary:\n  zh: 甲\n  en: 'A'\n---\n# [乙]{.zh} [B]{.en}\n\n"
    source += ":::{figure} x.svg\n[丙 $a$]{.zh} [C $a$]{.en}\n:::\n\n| [丁]{.zh} [D]{.en} |\n"
    spans = [(p.zh.text, p.en.text, p.zh.line) for p in read_source(source).pairs if p.span]
    assert spans == [("甲", "A", 3), ("乙", "B", 6), ("丙 $a$", "C $a$", 9), ("丁", "D", 12)]


def test_displays_between_pairs() -> None:
    source = "$$\na\n$$ (x)\n\n$$b$$\n\n\\begin{align}\nc\n\\end{align}\n\n"
    source += "```{math}\n:label: y\nd\n```\n"
    displays = read_source(source).displays
    assert [(d.text.strip(), d.line) for d in displays] == [
        ("a", 1),
        ("b", 5),
        ("\\begin{align}\nc\n\\end{align}", 7),
        ("d", 13),
    ]


def test_every_pair_of_this_site_is_found() -> None:
    for path in (TOP / "posts").glob("*.md"):
        text = path.read_text("utf-8")
        assert len(pairs(text)) == text.count("\n:::{zh}\n") > 20
        for pair in pairs(text):
            lines = text.split("\n")
            assert lines[pair.zh.line - 2] == ":::{zh}"
            assert lines[pair.en.line - 2] == ":::{en}"


@given(
    st.lists(
        st.sampled_from(
            [
                "---",
                ":::{zh}",
                ":::{en}",
                ":::",
                "$$",
                "甲",
                "```",
                "[a]{.zh} [b]{.en}",
                "\\begin{x}",
                "",
                ":sync: zh",
                ":::{tab-item} x",
            ]
        )
    )
)
def test_any_order_of_lines_can_be_read(lines: list[str]) -> None:
    read_source("\n".join(lines))
