"""Citations, equations, sections, links, images, footnotes, code."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity.references import address, check
from tests.parity.sides import POSTS, both, garbage, labels, pairs, side, texts


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("见 {cite:p}`A2024,B2023`。", "See {cite:t}`B2023` and {cite:p}`A2024`."),
        ("式 {eq}`a` 与 {eq}`b`", "{eq}`b` and {eq}`a`"),
        ("见 {doc}`文章 <posts/a>`", "see {doc}`a post <posts/a>`"),
        ("见 {ref}`a`", "see {doc}`a`"),
        ("[甲](https://zh.wikipedia.org/wiki/甲)", "[A](https://en.wikipedia.org/wiki/A)"),
        ("[甲](http://a.org/zh-cn/x/)", "[A](https://www.a.org/en/x)"),
        ("![甲](a/fig-zh.png)", "![A](a/fig-en.png)"),
        ("脚注[^1]\n\n[^1]: 甲", "note[^1]\n\n[^1]: A"),
        ("`x = 1`", "`x = 1`"),
        ("{abbr}`测时训练 (甲)`", "{abbr}`TTT (test-time training)`"),
        ("由式 (3)，见（4）", "by equation (3), see (4)"),
        ("由式(3)", "by Eq. 3"),
        ("（1）甲（2）乙", "first A, second B"),
        ("DeltaNet {cite:p}`A` 与 Comba {cite:p}`B`", "Comba {cite:p}`B` and DeltaNet {cite:p}`A`"),
        ("甲 {cite:p}`A` 与乙 {cite:p}`B`", "B {cite:p}`B` and A {cite:p}`A`"),
        ("见 {cite:p}`A`。\n\n再见 {eq}`b`。", "See {cite:p}`A`.\n\nAgain {eq}`b`."),
    ],
)
def test_the_same(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "label", "message"),
    [
        ("{cite:p}`A,B`", "{cite:p}`A`", "citation", "The English side does not cite B."),
        ("{cite:p}`A`", "{cite:p}`A,B`", "citation", "The Chinese side does not cite B."),
        ("{cite:p}`A` {cite:p}`A`", "{cite:p}`A`", "citation",
         "The Chinese side cites A twice, the English once."),
        ("{eq}`a-3`", "{eq}`a-4`", "reference",
         "The Chinese side refers to a-3 where the English refers to a-4."),
        ("{eq}`a`", "{numref}`a`", "reference",
         "The Chinese side refers to a where the English refers to a."),
        ("{doc}`x`", "y", "reference", "The English side does not refer to x."),
        ("[甲](https://a.org/x)", "[A](https://a.org/y)", "link",
         "The Chinese side links to https://a.org/x where the English links to https://a.org/y."),
        ("![甲](a.png)", "![A](b.png)", "link",
         "The Chinese side links to a.png where the English links to b.png."),
        ("甲[^1]", "A[^2]", "footnote",
         "The Chinese side has the footnote 1 where the English has the footnote 2."),
        ("`lr=1`", "`lr=2`", "code-span",
         "The Chinese side has the code lr=1 where the English has the code lr=2."),
        ("由式 (3) 得", "by equation (4)", "reference",
         "The Chinese side refers to (3) where the English refers to (4)."),
        ("由式 (3) 得", "we get", "reference", "The English side does not refer to (3)."),
        ("{cite:p}`A`\n\n{cite:p}`B`", "{cite:p}`A,B`\n\nC", "citation", None),
    ],
)  # fmt: skip
def test_another(zh: str, en: str, label: str, message: str | None) -> None:
    found = list(check(*both(zh, en)))
    assert set(labels(found)) == {label}
    if message:
        assert [one.message for one in found] == [message]


def test_what_differs_is_shown_with_its_nearest() -> None:
    zh, en = "{eq}`mup1-gain` {eq}`abc`", "{eq}`xyz` {eq}`mup1-gains`"
    first, second = check(*both(zh, en))
    assert (first.zh_tokens, first.en_tokens) == (("mup1-gain",), ("mup1-gains",))
    assert (second.zh_tokens, second.en_tokens) == (("abc",), ("xyz",))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("DeltaNet {cite:p}`A` 与 Comba {cite:p}`B`", "DeltaNet {cite:p}`B` and Comba {cite:p}`A`"),
        (
            "先由 {eq}`a` 得 $x$，即 Muon。再由 {eq}`b` 得 $y$，即 Adam。",
            "First {eq}`b` gives $x$, which is Muon. Then {eq}`a` gives $y$, which is Adam.",
        ),
        (
            "用 [Muon](https://a.org/m) 或 [Adam](https://a.org/a)",
            "with [Muon](https://a.org/a) or [Adam](https://a.org/m)",
        ),
    ],
)
def test_two_that_changed_places(zh: str, en: str) -> None:
    assert labels(check(*both(zh, en))) == ["order"]


def test_sentences_that_changed_places_are_no_swap() -> None:
    zh = "先由 {eq}`a` 得 $x$，即 Muon。再由 {eq}`b` 得 $y$，即 Adam。"
    en = "{eq}`b` gives $y$, which is Adam. {eq}`a` gives $x$, which is Muon."
    assert list(check(*both(zh, en))) == []


def test_addresses() -> None:
    assert address("https://a.org/english/x") != address("https://a.org/zh/x")
    assert address("https://a.org/zh") == address("http://a.org/en/")


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    assert [found for zh, en in pairs(post) for found in check(zh, en)] == []


TARGETS = st.lists(
    st.sampled_from(["{eq}`a`", "{eq}`b`", "{cite:p}`C`", "`d`", "[^e]"]), max_size=8
)


@given(TARGETS, st.randoms(use_true_random=False))
def test_order_within_a_paragraph_is_free(targets: list[str], random: Random) -> None:
    shuffled = list(targets)
    random.shuffle(shuffled)
    assert list(check(*both("见 " + " ".join(targets), "see " + " ".join(shuffled)))) == []


@given(TARGETS.filter(bool), st.data())
def test_a_dropped_one_is_found(targets: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(targets) - 1))
    rest = targets[:index] + targets[index + 1 :]
    (found,) = check(*both("见 " + " ".join(targets), "see " + " ".join(rest)))
    assert found.zh_tokens[0] in targets[index]


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(side("zh", text), side("en", text + "{eq}`x`")))


@pytest.mark.parametrize(
    "text", ["[this] (https://a.org)", "见[此处]（https://a.org）", "见【此处】(https://a.org)"]
)
def test_a_link_in_two_parts(text: str) -> None:
    assert "link" in labels(check(*both(text, text)))


def test_the_scheme_of_one_address() -> None:
    assert labels(check(*both("<https://a.org/x>", "<http://a.org/x>"))) == ["link"]


def test_a_citation_that_has_become_code() -> None:
    assert set(labels(check(*both("{cite:p}`A`", "`A`")))) == {"citation", "code-span"}


def test_two_of_one_sentence_that_changed_places() -> None:
    zh, en = "由式 {eq}`a` 与 $x$，可见 {eq}`b`。", "From {eq}`b` and $x$ we see {eq}`a`."
    assert labels(check(*both(zh, en))) == ["order"]


@pytest.mark.parametrize(
    ("zh", "en", "expected"),
    [
        ("把式 {eq}`a` 代入式 {eq}`b`。", "Insert {eq}`b` into {eq}`a`.", ["order"]),
        ("把式 {eq}`a` 代入式 {eq}`b`。", "Into {eq}`b` we insert {eq}`a`.", []),
        ("由式 {eq}`a` 和式 {eq}`b`", "by {eq}`b` and {eq}`a`", []),
        (
            "{cite:t}`A` 构造范数，{cite:t}`B` 推出更新。",
            "{cite:t}`B` constructs a norm, and {cite:t}`A` derives updates.",
            ["order"],
        ),
        (
            "{cite:t}`A` 构造范数，{cite:t}`B` 推出更新。",
            "{cite:t}`B` derives updates, and {cite:t}`A` constructs a norm.",
            [],
        ),
    ],
)
def test_company_tells_a_swap_from_another_order(zh: str, en: str, expected: list[str]) -> None:
    assert labels(check(*both(zh, en))) == expected
