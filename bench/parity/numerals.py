"""Small numbers in words: 三条, 第二步, ``three``, ``second``."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from .markup import prose

ZH_COUNT: Final = re.compile(
    "(?<![一二三四五六七八九十百千万亿两半几数])(?P<nth>第?)(?P<word>十二|[二三四五六七八九两])"
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
EN_COUNT: Final = re.compile(
    rf"\b(?:{'|'.join([*EN_CARDINAL[1:], *EN_ORDINAL[1:]])})\b(?! (?:halves|thirds|quarters))"
)
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


def stated(text: str, language: str) -> Counter[tuple[int, bool]]:
    """How often a text says each small number in any word at all: 两者, 二次型, both, a pair.

    With each whether it is an ordinal.
    """
    if language == "zh":
        found = [
            (_ZH_VALUES[match["word"]], bool(match["nth"] or match["order"]))
            for match in prose(text, _ZH_ANY)
        ]
    else:
        found = [(_EN_VALUES[word], word in EN_ORDINAL) for word in _en_words(text)]
    return Counter(found)


def _en_words(text: str) -> list[str]:
    return [match[0].lower() for match in prose(text, _EN_ANY)]


_ZH_ANY: Final = re.compile("(?P<nth>第?)(?P<word>十二|[二三四五六七八九两])(?P<order>[阶等]?)")
_EN_VALUES: Final = {
    **{word: value for names in (EN_CARDINAL, EN_ORDINAL) for value, word in enumerate(names, 1)},
    **dict.fromkeys(("both", "pair", "pairs", "twice", "double", "doubled", "doubly"), 2),
    **dict.fromkeys(("thrice", "triple"), 3),
}
_EN_ANY: Final = re.compile(rf"\b(?:{'|'.join(_EN_VALUES)})\b", re.IGNORECASE)
