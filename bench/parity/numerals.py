"""Small numbers in words: 三条, 第二步, ``three``, ``second``."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from .markup import prose

ZH_COUNT: Final = re.compile(
    "(?<![一三四五六七八九十百千万亿两半几数])(?P<nth>第?)(?P<word>十二|[二三四五六七八九两])"
    "(?P<tail>[个条种次步层类项行列张篇位组轮部座台件]|(?:百|千)?万)"
)
"""A number that counts something, as the measure word behind it shows."""
EN_CARDINAL: Final = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
EN_ORDINAL: Final = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
]
EN_COUNT: Final = re.compile(rf"\b(?:{'|'.join([*EN_CARDINAL[1:], *EN_ORDINAL[1:]])})\b")
_ZH_VALUES: Final = {c: n for n, c in enumerate("二三四五六七八九", 2)} | {"两": 2, "十二": 12}


def value_of(match: re.Match[str], language: str) -> int:
    """The value of a match of `ZH_COUNT` or `EN_COUNT`."""
    if language == "zh":
        return _ZH_VALUES[match["word"]]
    kind = EN_CARDINAL if match[0] in EN_CARDINAL else EN_ORDINAL
    return kind.index(match[0]) + 1


def counts(text: str, language: str) -> Counter[int]:
    """How often each small number stands in a text, in words."""
    pattern = ZH_COUNT if language == "zh" else EN_COUNT
    return Counter(value_of(match, language) for match in prose(text, pattern))
