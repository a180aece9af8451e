"""What changed since both sides were accepted: which side, which words; and what is no change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity import (
    Code,
    Pair,
    Part,
    accept,
    check_freshness,
    format_lock,
    parse_lock,
)
from bitext.parity.freshness import fingerprint, words

ZH = "令 $a = b$，因为这里的梯度有界，\n所以和收敛。"
EN = "Let $a = b$; since the gradient is bounded here,\nthe sum converges."


def pair(zh: str = ZH, en: str = EN) -> Pair:
    return Pair(Part(zh, 3), Part(en, 9))


OLD = accept([pair()])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲乙，丙 A 甲", ["甲", "乙", "，", "丙", "A", "甲"]),
        (
            "第3步 共甲x乙 Stein’s low-rank",
            ["第3", "步", "共甲x", "乙", "Stein’s", "low-rank"],
        ),
        ("取 $a\n b$、`c d` 和é", ["取", "$ab$", "、", "`cd`", "和", "é"]),
        ("% not this 一\n二", ["二"]),
    ],
)
def test_words_are_what_every_lock_was_written_by(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_what_was_accepted_is_fresh() -> None:
    found = check_freshness([pair()], OLD)
    assert found == (1, 0, ())


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (ZH.replace("\n", ""), EN.replace("\n", " ")),
        (ZH, EN.replace(" the ", "\n  the ")),
        (ZH.replace("$a = b$", "$a=b$"), EN),
        (f"% a comment\n{ZH}", EN + "\n"),
    ],
)
def test_wrapping_and_spaces_are_no_change(zh: str, en: str) -> None:
    assert check_freshness([pair(zh, en)], OLD).accepted == 1


def test_a_pair_may_move() -> None:
    others = [pair("甲。", "A."), pair("乙。", "B.")]
    lock = accept([pair(), *others])
    assert check_freshness([*others, pair()], lock).accepted == 3


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            pair(en=EN.replace("bounded", "bounded below")),
            "The English side has changed since both were accepted, the Chinese has not: "
            "gradient is bounded {+below+} here, the",
        ),
        (
            pair(zh=ZH.replace("有界", "无界")),
            "The Chinese side has changed since both were accepted, the English has not: "
            "的梯度 […] {+无+} 界，所",
        ),
        (
            pair(en=EN.replace("the sum converges", "it converges")),
            "The English side has changed since both were accepted, the Chinese has not: "
            "bounded here, [-the … -] {+it+} converges.",
        ),
    ],
)
def test_it_says_which_side_moved_and_which_words(changed: Pair, message: str) -> None:
    (finding,) = check_freshness([changed], OLD).findings
    assert finding.code is Code.STALE
    assert (finding.zh, finding.en) == (3, 9)
    plain = str.maketrans("", "", " ")
    said = finding.message.replace("[-…-]", "[…]").translate(plain)
    assert said == message.translate(plain)


def test_words_that_went_are_spelled_if_some_text_has_them() -> None:
    changed = pair(en=EN.replace("bounded", "finite"))
    (finding,) = check_freshness([changed], OLD, vocabulary=["bounded", "other"]).findings
    assert "[-bounded-] {+finite+}" in finding.message


def test_a_pair_that_nobody_accepted_is_new_but_no_finding() -> None:
    assert check_freshness([pair("新的。", "New.")], OLD) == (0, 1, ())


def test_the_lock_is_read_as_it_was_written() -> None:
    lock = {"posts/b": accept([pair(), pair("甲", "A")]), "a": accept([pair("", "")])}
    assert parse_lock(format_lock(lock)) == lock
    assert format_lock(parse_lock(format_lock(lock))) == format_lock(lock)


def test_a_broken_lock_is_named_by_line() -> None:
    with pytest.raises(ValueError, match="line 2: two versions stand here"):
        parse_lock("# fine\n<<<<<<< ours\n")


@given(st.text(), st.text())
def test_any_text_can_be_accepted_and_compared(one: str, other: str) -> None:
    lock = parse_lock(format_lock({"x": accept([Pair(Part(one, 1), Part(other, 2))])}))["x"]
    assert check_freshness([Pair(Part(one, 1), Part(other, 2))], lock).accepted == 1
    check_freshness([Pair(Part(one, 1), Part(one, 2))], lock, words(other))


@given(st.lists(st.sampled_from(["$a b$", "`c d`", "word", "字", "，", "x_1"]), min_size=1))
def test_space_never_counts(pieces: list[str]) -> None:
    assert fingerprint(" ".join(pieces)) == fingerprint("\n  ".join(pieces))
