"""Numbers in prose as values."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity.numerals import Sort, en_value, numerals, zh_value
from tests.parity.sides import garbage, texts


def values(text: str, language: str, *sorts: Sort) -> list[Fraction]:
    return [
        Fraction(mention.values[0])
        for mention in numerals(text, language)
        if not sorts or mention.sort in sorts
    ]


@pytest.mark.parametrize(
    ("zh", "en", "value"),
    [
        ("三", "three", 3),
        ("十二", "twelve", 12),
        ("二十五", "twenty-five", 25),
        ("一百零三", "one hundred and three", 103),
        ("两万三千", "twenty-three thousand", 23000),
        ("三百万", "three million", 3_000_000),
        ("3.2 万", "32,000", 32000),
        ("80 亿", "8 billion", 8 * 10**9),
        ("万", "ten thousand", 10000),
        ("百分之二十六", "twenty-six per cent", Fraction(26, 100)),
        ("百分之 20", "20 per cent", Fraction(1, 5)),
        ("20%", "20 percent", Fraction(1, 5)),
        ("20％", "20 %", Fraction(1, 5)),
        ("三分之二", "two thirds", Fraction(2, 3)),
        ("四分之三", "three quarters", Fraction(3, 4)),
        ("十分之一", "one tenth", Fraction(1, 10)),
        ("1/3", "1/3", Fraction(1, 3)),
        ("负三", "minus three", -3),
        ("−3 度", "-3 degrees", -3),
        ("1e-3", "1e-3", Fraction(1, 1000)),
        ("10^5", "10⁵", 100_000),
        ("1.5×10^5", "1.5 x 10^5", 150_000),
        ("十二点五", "12.5", Fraction(25, 2)),
        ("二〇二五", "2025", 2025),
        ("第三", "third", 3),
        ("第二十三", "twenty-third", 23),
        ("第 21", "21st", 21),
    ],
)
def test_a_value(zh: str, en: str, value: Fraction) -> None:
    assert values(zh, "zh") == [value]
    assert values(en, "en") == [value]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("2025 年 10 月 5 日", "zh", [2025, 10, 5]),
        ("5 October 2025", "en", [5, 10, 2025]),
        ("October 5, 2025", "en", [10, 5, 2025]),
        ("2025-10-05", "en", [2025, 10, 5]),
        ("3–5", "en", [3, 5]),
        ("3 到 5", "zh", [3, 5]),
        ("from three to five, and six", "en", [3, 5, 6]),
        ("三角不等式、四元数、几十、十分重要、万一", "zh", []),
        ("两三个、四五倍、两两合并", "zh", [2, 3, 4, 5, 2, 2]),
        ("the two halves, one half", "en", [2, Fraction(1, 2), 1, Fraction(1, 2)]),
        ("it may march on", "en", []),
        ("(3) （6.14）", "zh", []),
        ("two and three", "en", [2, 3]),
        ("三分之２", "zh", [3, 2]),
        ("one in a hundred", "en", [1, 100]),
    ],
)
def test_what_a_text_says(text: str, language: str, found: list[int]) -> None:
    assert values(text, language) == found


@pytest.mark.parametrize(
    ("text", "language", "sort"),
    [
        ("一个", "zh", Sort.WEAK),
        ("两者", "zh", Sort.WEAK),
        ("半", "zh", Sort.WEAK),
        ("one of", "en", Sort.WEAK),
        ("twice", "en", Sort.WEAK),
        ("third", "en", Sort.WORD),
        ("K2", "en", Sort.NAME),
        ("GPT-4", "zh", Sort.NAME),
        ("8B", "zh", Sort.DIGITS),
    ],
)
def test_how_strictly_it_counts(text: str, language: str, sort: Sort) -> None:
    (mention,) = numerals(text, language)
    assert mention.sort is sort


def test_it_may_mean_two_things() -> None:
    assert numerals("8B", "en")[0].values == (8, 8 * 10**9)
    assert numerals("a third", "en")[0].values == (3, Fraction(1, 3))
    assert numerals("the 1990s", "en")[0].values == (1990, 90)


NAMES = "零一二三四五六七八九"


def spelled(value: int) -> str:
    """A number below ten thousand in Chinese."""
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            out += NAMES[digit] + name
        elif out and value and not out.endswith("零"):
            out += "零"
    return out or "零"


@given(st.integers(0, 9999), st.integers(1, 9999))
def test_chinese_numerals(low: int, high: int) -> None:
    assert zh_value(spelled(low)) == low
    assert zh_value(f"{spelled(high)}万{spelled(low) if low else ''}") == high * 10**4 + low


@pytest.mark.parametrize(
    ("words", "value"),
    [("two hundred thousand", 200_000), ("a million and one", 1_000_001), ("nineteen", 19)],
)
def test_english_cardinals(words: str, value: int) -> None:
    assert en_value(words) == value


@given(texts())
def test_every_mention_is_where_it_says(text: str) -> None:
    for language in ("zh", "en"):
        for mention in numerals(text, language):
            assert 0 <= mention.at < mention.end <= len(text)
            assert mention.text.strip() in text


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        numerals(text, "zh")
        numerals(text, "en")
