"""Negations and comparisons: hints."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from bitext.parity.finding import Severity
from bitext.parity.polarity import check
from tests.parity.sides import POSTS, both, garbage, labels, pairs, side, texts


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("它不收敛。", "It does not converge."),
        ("没有人知道。", "Nobody knows."),
        ("它与宽度无关。", "It is independent of the width."),
        ("它与宽度无关。", "It does not depend on the width."),
        ("两者不同。", "The two differ."),
        ("它不断增大。", "It keeps growing."),
        ("由三角不等式得到。", "By the triangle inequality."),
        ("会不会增大？", "Will it grow?"),
        ("不仅快，而且稳。", "It is not only fast but stable."),
        ("否则取零。", "Otherwise it is zero."),
        ("非零奇异值都相等。", "All non-zero singular values are equal."),
        ("没有这种病态。", "It lacks this pathology."),
        ("既不爆炸也不消失。", "It neither explodes nor vanishes."),
        ("抽样抽不到它。", "Sampling misses it."),
        ("误差至多是一。", "The error is at most one."),
        ("误差不超过一。", "The error is no more than one."),
        ("上界与下界都成立。", "Both the lower and the upper bound hold."),
        ("各行相加，各列也相加。", "Add the columns, and the rows."),
        ("对所有宽度成立。", "It holds for every width."),
        ("有时成立，但不总是。", "It holds sometimes, but not always."),
        ("每一行都进行两次。", "Each row is visited twice."),
    ],
)
def test_the_same(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "label"),
    [
        ("它不收敛。", "It converges.", "negation"),
        ("它收敛。", "It does not converge.", "negation"),
        ("它总能收敛。", "It never converges.", "negation"),
        ("它没有上界，也不单调。", "It has an upper bound and isn’t monotone.", "negation"),
        ("误差至多是一。", "The error is at least one.", "comparison"),
        ("这是上界。", "This is a lower bound.", "comparison"),
        ("对所有宽度成立。", "It holds for some widths.", "comparison"),
        ("有时成立。", "It always holds.", "comparison"),
        ("先看左边的列。", "Look at the rows on the right first.", "comparison"),
        ("它随宽度增大。", "It decreases with the width.", "comparison"),
        ("左边大于一。", "The right side is greater than one.", "comparison"),
        ("最大的奇异值。", "The smallest singular value.", "comparison"),
        ("先看左边，再看左边第二项。", "First the left, then the right one.", "comparison"),
    ],
)  # fmt: skip
def test_another(zh: str, en: str, label: str) -> None:
    found = list(check(*both(zh, en)))
    assert labels(found) == [label]
    assert found[0].severity is Severity.HINT


def test_it_is_seen_in_its_sentence() -> None:
    zh = "设 $x$ 不为零。\n那么 $y$ 收敛。"
    (found,) = check(*both(zh, "Let $x$ not be zero. Then $y$ does not converge."))
    assert (found.zh, found.en) == (2, 1)
    assert "那么 □ 收敛" in found.message


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_few_hints_about_our_posts(post: Path) -> None:
    sides = list(pairs(post))
    found = [finding for zh, en in sides for finding in check(zh, en)]
    assert len(found) <= 1 + len(sides) / 4  # for a post full of negations


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(side("zh", text), side("en", text)))


def test_a_question_on_one_side_only() -> None:
    assert labels(check(*both("为什么是四？因为如此。", "Why four. It is so."))) == ["question"]
    assert labels(check(*both("因为如此。", "Why? It is so."))) == ["question"]
    assert labels(check(*both("为什么？", "Why?"))) == []


def test_words_that_cannot_be_right_by_themselves() -> None:
    assert labels(
        check(*both("凡未注明出处的，都是补充。", "What is due both to A nor to B is ours."))
    ) == ["negation"]
    assert labels(check(*both("只有三行。", "There are no fewer than three rows."))) == [
        "comparison"
    ]
    assert labels(check(*both("至少三行。", "There are no fewer than three rows."))) == []
