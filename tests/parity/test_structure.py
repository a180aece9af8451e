"""The build of the two sides."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given

from bitext.parity.structure import check, ratio_of
from tests.parity.sides import POSTS, both, garbage, labels, pairs, side, texts

LONG_ZH = "设模型的宽度趋于无穷，我们想知道学习率应当怎样随之变化，才能让每一步的更新大小适中。"
LONG_EN = (
    "Let the width of the model tend to infinity; we want to know "
    "how the learning rate should change with it, so that every step is of moderate size."
)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("一段。\n\n二段。", "One.\n\nTwo."),
        ("- 甲\n- 乙", "- A\n- B"),
        ("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("**甲**与*乙*", "**A** and *B*"),
        (LONG_ZH, LONG_EN),
        ("Tensor Programs V", "Tensor Programs V"),
        ("见 A Spectral Condition for Feature Learning 一文", "See ‘A Spectral Condition’"),
        ("好。好。好。", "Well. Well."),
        ("$$\na\n$$\n\n见上。", "$$\na\n$$\n\nSee above."),
        ("展开后便得到", "Expanding, one finds"),
        ("展开后得到两项，其和为", "Expanding gives two terms:"),
        ("这样就够了。[^1]", "That is enough[^1]."),
        ("它们完全相等，完全相等。", "They agree, and agree entirely."),
        ("一步一步一步一步地走。", "Step by step by step by step by step by step we go."),
        ("若 $a$ 为正它是 $b$，若为负", "If it is $a$ it is $b$, if it is $c$"),
    ],
)
def test_the_same(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("一段。\n\n二段。", "One.", ["blocks"]),
        ("一段。", "One.\n\n$$\na\n$$", ["blocks"]),
        ("- 甲\n- 乙\n- 丙", "- A\n- B", ["items"]),
        ("| 甲 |\n| --- |\n| 1 |\n| 2 |", "| A |\n| --- |\n| 1 |", ["items"]),
        ("# 题\n\n文", "Text\n\n# Title", ["blocks"]),
        ("**甲**", "A", ["emphasis"]),
        ("", "A", ["empty"]),
        ("甲", "\n\n", ["empty"]),
        ("Let us see what this is all about, and then go on.", "Let us see.", ["untranslated"]),
        ("甲", LONG_ZH, ["untranslated"]),
        (f"我们看到，the width of the model tends to infinity。{LONG_ZH}", LONG_EN,
         ["untranslated"]),
        (LONG_ZH * 3, LONG_EN, ["ratio", "repeated"]),
        ("它是有界的，于是收敛。", "It is bounded, and hence the", ["ratio"]),
        ("它是有界的，于是", "It is bounded, and hence converges.", ["ratio"]),
        ("它是有界的（于是收敛）。", "It is bounded, and so is $x$", ["ratio"]),
        ("它逐层向前传播。", "It goes on layer by layer\nlayer by layer.", ["repeated"]),
        ("它逐层向前传播逐层向前传播。", "It goes on layer by layer.", ["repeated"]),
    ],
)  # fmt: skip
def test_another(zh: str, en: str, found: list[str]) -> None:
    assert labels(check(*both(zh, en))) == found


def test_the_paragraph_without_partner_is_named() -> None:
    zh = f"先看 $x$。\n\n{LONG_ZH}\n\n再看 $y$。"
    (found,) = check(*both(zh, "First $x$.\n\nThen $y$."))
    assert found.message == (
        f"The Chinese side has 3 paragraphs and the English 2: “{LONG_ZH[:39]}…” has no partner."
    )
    assert found.zh == 3


def test_a_formula_that_is_displayed_on_one_side_only() -> None:
    (found,) = check(*both("设 $$x$$ 与 $y$。", "Let $x$ and $y$."))
    assert (found.code.label, found.zh_tokens, found.en_tokens) == ("blocks", ("$$x$$",), ())
    assert list(check(*both("设 $$x$$ 与 $y$。", "Let $$x$$ and $y$."))) == []


def test_an_indented_paragraph_is_no_paragraph() -> None:
    assert "blocks" in labels(check(*both(LONG_ZH, "    " + LONG_EN)))


def test_two_short_sentences_that_stand_twice_together() -> None:
    zh = "值不旋转；位置只影响权重。下面继续。"
    en = "Values stay; only the weights change. Now on. Values stay; only the weights change."
    assert "repeated" in labels(check(*both(zh, en)))
    assert "repeated" not in labels(
        check(*both(zh, "Values stay; only the weights change. Now on."))
    )


def test_a_paragraph_that_stands_twice() -> None:
    found = list(check(*both(f"{LONG_ZH}\n\n再看。\n\n{LONG_ZH}", f"{LONG_EN}\n\nThen.")))
    assert labels(found) == ["blocks", "repeated"]
    assert [one.zh for one in found] == [5, 5]


def test_a_sentence_without_partner_is_named() -> None:
    zh = f"先看 $x$ 是什么。{LONG_ZH}再看 $y$ 是什么。"
    (found,) = check(*both(zh, "Let us first see what $x$ is. Then let us see what $y$ is."))
    assert found.message.startswith("The English side seems to lack a sentence: “设模型的宽度")


def test_formulas_tell_sentences_apart() -> None:
    zh = "我们得到这样一个结果，它等于 $x$。我们得到这样一个结果，它等于 $y$。"
    en = "What we obtain is this result, equal to $x$. What we obtain is this result, equal to $y$."
    assert list(check(*both(zh, en))) == []


def test_the_author_s_ratio() -> None:
    assert ratio_of([both("短", "short")]) == pytest.approx(1.3)
    usual = ratio_of(pair for post in POSTS for pair in pairs(post))
    assert 1.2 < usual < 1.5  # of our own posts, together
    wordy = f"{LONG_ZH[:-1]}，{LONG_ZH}"
    assert labels(check(*both(wordy, LONG_EN))) == ["ratio"]
    assert labels(check(*both(wordy, LONG_EN), ratio=2.8)) == []


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    ratio = ratio_of(pairs(post))
    for given_ratio in (None, ratio):
        assert [found for zh, en in pairs(post) for found in check(zh, en, given_ratio)] == []


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))
    ratio_of([both(zh, en)])


@given(texts())
@example("推而广之推而广之")
def test_one_build_is_one_build(text: str) -> None:
    wrong = {"blocks", "items", "emphasis"}
    # Han characters twice on end are a program's loop in Chinese, and in English nothing.
    if not re.search(r"(\w{4,12})\1", re.sub(r"\W", "", text)):
        wrong.add("repeated")
    assert not wrong & set(labels(check(*both(text, text))))


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(side("zh", text), side("en", text + "\n\na")))
