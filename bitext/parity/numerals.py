r"""Numbers in prose as values: digits, Chinese numerals, English number words, and their units.

>>> [str(mention.values[0]) for mention in numerals("3.2 万，百分之二十，负三", "zh")]
['32000', '1/5', '-3']
>>> [str(mention.values[0]) for mention in numerals("thirty-two thousand, 20 %, minus 3", "en")]
['32000', '1/5', '-3']

Small words that mostly do not count anything (一, one, both, half) are read as *weak*: they may
be the partner of a number on the other side, and are never missed there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from .sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Sort(Enum):
    """How a number is written, and so how strictly it is compared."""

    DIGITS = "digits"
    NAME = "digits behind a letter"
    """``K2``, ``GPT-4``: a name, which one side may repeat where the other has a pronoun."""
    WORD = "word"
    """A numeral that counts: 三, twelve."""
    WEAK = "weak word"
    """一, two, half, once: often no number at all."""


Value = int | Fraction
"""An integer stays one: it is far quicker than a fraction."""


class Mention(NamedTuple):
    """A number in the prose."""

    values: tuple[Value, ...]
    """What it can mean: ``a third`` is 1/3 or 3. The likeliest comes first."""
    text: str
    at: int
    end: int
    sort: Sort


PARENTHETICAL: Final = re.compile(r"[(（][ ]?(?P<number>\d{1,3}(?:\.\d{1,3})?[a-z]?)[ ]?[)）]")
"""What may be the number of an equation: ``(3)``, ``（6.14）``, ``(3a)``."""

_LARGEST: Final = 30
"""Digits; what is longer is compared by its first ones, and no power is larger."""

_DIGIT: Final = re.compile(r"\d")
_NUMBER: Final = re.compile(
    r"""
    (?P<year>\d{4})(?P<dash>[-/])(?P<month>\d{1,2})(?P=dash)(?P<day>\d{1,2})(?![-/\d])
    | (?P<over>\d+)/(?P<under>\d+)(?![/\d])(?P<part_percent>)
    | (?P<digits>\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?P<decimals>\.\d+)?
      (?:[eE](?P<exponent>[-−+]?\d{1,3})(?![\w.]))?
      (?:[ ]?[×xX*][ ]?(?P<base>10)(?=[\^⁰¹²³⁴-⁹⁻]))?
      (?:\^\{?(?P<power>[-−]?\d{1,3})\}?|(?P<raised>⁻?[⁰¹²³⁴-⁹]{1,3}))?
      (?:(?P<letter>[kKMBT])(?![A-Za-z]))?
      (?:[ ]?(?P<zh_scale>[十百千万亿]+)
      |[- ](?P<en_scale>hundred|thousand|million|billion|trillion)\b)?
      (?P<percent>[ ]?(?:[%％]|per[ ]?cent\b))?
    """,
    re.VERBOSE,
)
_MINUS: Final = re.compile(r"(?:负|\bminus |\bnegative )[ ]?$", re.IGNORECASE)
_CENTURY: Final = re.compile(r"[ ]?世纪")
_SIGNS: Final = frozenset("-−–")
_LETTERS: Final[Mapping[str, int]] = {"k": 10**3, "K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


_WRAP: Final = re.compile(r"(?<=[\u4e00-\u9fff])\n(?=[\u4e00-\u9fff])")


def _wraps(prose: str) -> list[int]:
    """Where lines end between Han characters, in the prose without those line breaks."""
    return [match.start() - before for before, match in enumerate(_WRAP.finditer(prose))]


def _back(at: int, cuts: list[int]) -> int:
    """A place of the joined prose in the one with its lines."""
    return at + bisect_right(cuts, at)


@lru_cache(maxsize=1 << 11)
def numerals(prose: str, language: str) -> tuple[Mention, ...]:
    """All numbers in a paragraph, in order; not those in brackets, which may be equations'."""
    if language == "zh" and "\n" in prose and (cuts := _wraps(prose)):
        joined = numerals(_WRAP.sub("", prose), language)
        return tuple(
            [one._replace(at=_back(one.at, cuts), end=_back(one.end, cuts)) for one in joined]
        )
    words = _zh_words(prose) if language == "zh" else _en_words(prose)
    found = list(words)
    if _DIGIT.search(prose):
        taken = [(mention.at, mention.end) for mention in found]
        found += _digits(prose, taken)
        found.sort(key=lambda mention: mention.at)
    return tuple(found)


def _digits(prose: str, taken: Iterable[tuple[int, int]]) -> Iterator[Mention]:
    """Numbers in digits, but for those in words already found (百分之 20)."""
    spans = iter(taken)
    span = next(spans, None)
    at = 0
    while start := _DIGIT.search(prose, at):
        begin = start.start()
        while span and span[1] <= begin:
            span = next(spans, None)
        match = _NUMBER.match(prose, begin)
        if span and span[0] <= begin:
            at = span[1]
        elif (
            begin and prose[begin - 1] in "(（" and (skip := PARENTHETICAL.match(prose, begin - 1))
        ):
            at = skip.end()
        elif match is None:
            at = begin + 1
        else:
            yield from _number(prose, match)
            at = match.end()


def _number(prose: str, match: re.Match[str]) -> Iterator[Mention]:
    begin, end = match.span()
    if match["year"]:
        for name in ("year", "month", "day"):
            yield Mention((int(match[name]),), match[name], *match.span(name), Sort.DIGITS)
        return
    before = prose[max(0, begin - 2) : begin]
    sign, sort = 1, Sort.DIGITS
    if before[-1:].isalpha() and before[-1:].isascii():
        sort = Sort.NAME
    elif before[-1:] in _SIGNS and before:
        # 3-5 is a range and GPT-4 a name; a sign stands where a number can begin.
        if before[:-1].isalnum() and before[:-1].isascii():
            sort = Sort.NAME if before[:-1].isalpha() else sort
        elif not before[:-1].isalnum() and before[:-1] not in tuple("%％)）"):
            sign, begin = -1, begin - 1
    if minus := _MINUS.search(prose, max(0, begin - 10), begin):
        sign, begin = -sign, minus.start()
    if _CENTURY.match(prose, end):
        sort = Sort.WEAK
    yield Mention(_readings(match, sign), prose[begin:end].strip(), begin, end, sort)


def _readings(match: re.Match[str], sign: int) -> tuple[Value, ...]:
    """What a number in digits can mean."""
    if match["over"]:
        under = int(match["under"][:_LARGEST])
        return (sign * Fraction(int(match["over"][:_LARGEST]), under or 1),)
    value = sign * _plain(match)
    if match["percent"]:
        return (Fraction(value) / 100,)
    if match["letter"]:
        return value, value * _LETTERS[match["letter"]]  # 8B is 80 亿, too
    if match["zh_scale"]:
        return (value * (zh_value(match["zh_scale"]) or 1),)
    if match["en_scale"]:
        return (value * _EN_SCALES[match["en_scale"]],)
    if 1900 <= value < 2100 and value % 10 == 0:
        return value, value % 100  # the 1990s are 90 年代
    return (value,)


def _plain(match: re.Match[str]) -> Value:
    """The value of digits, decimals and powers."""
    whole = re.sub("[,，]", "", match["digits"])[:_LARGEST]
    value: Value = int(whole)
    if match["decimals"]:
        decimals = match["decimals"][1 : _LARGEST + 1]
        value = Fraction(int(whole + decimals), 10 ** len(decimals))
    raised = match["power"] or (match["raised"] or "").translate(_RAISED)
    if match["exponent"]:
        value = value * _power(10, match["exponent"])
    if match["base"] and raised:
        return value * _power(10, raised)
    return _power(value, raised) if raised else value


def _power(base: Value, exponent: str) -> Value:
    power = max(-_LARGEST, min(int(exponent.replace("−", "-")), _LARGEST))
    return Fraction(base) ** power if base else 0


_ZH_DIGITS: Final[Mapping[str, int]] = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
}
_ZH_TENS: Final[Mapping[str, int]] = {"十": 10, "百": 100, "千": 1000}
_ZH_GROUPS: Final[Mapping[str, int]] = {"万": 10**4, "亿": 10**8}
_ZH_NUMERAL: Final = "[零〇一二两三四五六七八九十百千万亿]"
# What holds a numeral and counts nothing, or nothing exactly.
_ZH_IDIOMS: Final = "|".join(
    (
        "[几数上成近过][ ]?[十百千万亿]+",
        "[十百千万亿]+[几余]",
        "万[一能物事维有古幸恶众]",
        "千[问问差奇言方篇]",
        "百[度川科姓年般家]",
        "百分点",
        "十[足字]",
        "十分(?!之)",
        "三[角脚棱番思言两维码]",
        "四[元则处周面方边舍季射散极]",
        "五[花角官金]",
        "六[边面]",
        "七[零上嘴]",
        "八[卦方面]",
        "九[宫章霄]",
        "[再张]三",
        "[李]四",
        "[王]五",
        "[周]末",
        "舍五入",
    )
)
_ZH_ABOUT: Final = re.compile("一二|二三|两三|三四|四五|五六|六七|七八|八九|两两")
"""One or the other (三四, three or four); or each one (两两, two by two)."""
_ZH_STARTS: Final = re.compile("[零〇一二两三四五六七八九十百千万亿半负几数上成近过再张李王周舍]")
_ZH: Final = re.compile(
    rf"""
    (?P<idiom>{_ZH_IDIOMS})
    | (?P<half>半)
    | (?P<minus>负[ ]?)?
      (?:(?P<under>{_ZH_NUMERAL}+)[ ]?分之[ ]?
        (?:(?P<digits>[0-9]{{1,9}}(?:\.[0-9]{{1,9}})?)|(?={_ZH_NUMERAL})))?
      (?P<numeral>{_ZH_NUMERAL}+(?:点[零〇一二三四五六七八九]+)?)?
    """,
    re.VERBOSE,
)


def _zh_words(prose: str) -> Iterator[Mention]:
    at = 0
    while start := _ZH_STARTS.search(prose, at):
        begin = start.start()
        match = _ZH.match(prose, begin)
        at = begin + 1
        if match is None or match.end() == begin:
            continue
        at = max(at, match.end())
        if _ZH_ABOUT.fullmatch(match[0]):
            for place, char in enumerate(match[0], begin):
                values, sort = _zh_reading(char) or ((0,), Sort.WEAK)
                yield Mention(values, char, place, place + 1, sort)
            continue
        reading = None if match["idiom"] else _zh_reading(match[0])
        if reading and not (prose[max(0, begin - 2) : begin].strip()[-1:].isdecimal()):
            values, sort = reading
            if sort is Sort.WEAK and prose.startswith("月", match.end()):
                sort = Sort.WORD
            yield Mention(values, match[0], begin, match.end(), sort)


@lru_cache(maxsize=1 << 9)
def _zh_reading(text: str) -> tuple[tuple[Value, ...], Sort] | None:
    """What a Chinese numeral means, and how strictly it does."""
    if text == "半":
        return (Fraction(1, 2),), Sort.WEAK
    _, minus, text = text.rpartition("负")
    under, parted, over = text.replace(" ", "").rpartition("分之")
    digits = re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", over)
    if not digits and re.search("[0-9]", over + under):
        return None  # digits and characters in one: no number
    value: Value | None = Fraction(over) if digits else _zh_decimal(over)
    if value is None:
        return None
    if parted:
        parts = zh_value(under)
        if not parts:
            return None
        value = Fraction(value) / parts
    sort = Sort.WEAK if value in _WEAK_VALUES else Sort.WORD
    return (-value if minus else value,), Sort.DIGITS if digits else sort


def _zh_decimal(text: str) -> Value | None:
    whole, point, decimals = text.partition("点")
    value = zh_value(whole)
    if value is None or not point:
        return value
    digits = "".join(str(_ZH_DIGITS[char]) for char in decimals[:_LARGEST])
    return value + Fraction(int(digits), 10 ** len(digits))


_WEAK_VALUES: Final = frozenset({0, 1, 2, Fraction(1, 2)})
"""一 and two mostly belong to the grammar."""


def zh_value(text: str) -> int | None:
    """The value of a Chinese numeral; None for one that is no single number (三四, 两三)."""
    if not text:
        return None
    if all(char in _ZH_DIGITS for char in text):
        if len(text) == 1:
            return _ZH_DIGITS[text]
        # 二〇二五 is a number digit by digit; 三四 is three or four.
        if len(text) < 3 or len(text) > _LARGEST:
            return None
        return int("".join(str(_ZH_DIGITS[char]) for char in text))
    total = group = 0
    digit: int | None = None
    for char in text[:_LARGEST]:
        if char in _ZH_DIGITS:
            digit = _ZH_DIGITS[char]
        elif char in _ZH_TENS:
            group += (1 if digit is None else digit) * _ZH_TENS[char]
            digit = None
        else:
            here = group + (digit or 0)
            # 万亿 multiplies all that stands before it.
            total = total + here * _ZH_GROUPS[char] if here else (total or 1) * _ZH_GROUPS[char]
            group, digit = 0, None
    return total + group + (digit or 0)


_EN_UNIT_NAMES: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen
"""
_EN_UNITS: Final[Mapping[str, int]] = {
    word: value for value, word in enumerate(_EN_UNIT_NAMES.split())
}
_EN_TENS: Final[Mapping[str, int]] = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_EN_SCALES: Final[Mapping[str, int]] = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_EN_ORDINAL_NAMES: Final = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
"""
_EN_ORDINALS: Final[Mapping[str, int]] = {
    word: value
    for value, word in enumerate(
        _EN_ORDINAL_NAMES.split(),
        start=1,
    )
}
_EN_PARTS: Final[Mapping[str, int]] = {"half": 2, "halve": 2, "quarter": 4, "hundredth": 100}
_EN_TIMES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("once", "single", "singly"), 1),
    **dict.fromkeys(("twice", "double", "doubled", "doubles", "doubly", "pair"), 2),
    **dict.fromkeys(("both", "neither"), 2),
    **dict.fromkeys(("thrice", "triple", "tripled", "triples", "triply"), 3),
    **dict.fromkeys(("quadruple", "quadrupled", "quadruples"), 4),
    "tenfold": 10,
    "dozen": 12,
}
_MONTH_NAMES: Final = """
january jan, february feb, march mar, april apr, may, june jun, july jul, august aug,
september sept sep, october oct, november nov, december dec
"""
_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for number, names in enumerate(_MONTH_NAMES.split(","), start=1)
    for name in names.split()
}


_EN_NUMBERS: Final[Mapping[str, int]] = {**_EN_UNITS, **_EN_TENS, **_EN_SCALES}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# Eleven, twenty-one, three hundred and five, a thousand two hundred; not "two and three".
_SMALL: Final = rf"(?:(?:{_any(_EN_TENS)})(?:[- ](?:{_any(_EN_UNITS)}))?|{_any(_EN_UNITS)})"
_SCALE: Final = f"(?:{_any(_EN_SCALES)})"
_TAIL: Final = rf"(?:[- ]{_SCALE}(?:[ ](?:and[ ])?{_SMALL})?){{0,5}}"
_PARTS: Final = _any((*_EN_ORDINALS, *_EN_PARTS))
_COUNTED_PARTS: Final = _any({*_EN_ORDINALS, *_EN_PARTS} - {"first", "second"})
_EN: Final = re.compile(
    rf"""
    \b(?:
      (?P<words>{_SMALL}{_TAIL}|{_SCALE}(?:[ ]and[ ]{_SMALL})?{_TAIL})
      (?:[- ](?!(?<=one.|two.)hal)(?P<part>{_COUNTED_PARTS})s?(?!-[a-z]))?
      (?P<percent>[ ]per[ ]?cent)?
    | (?P<ordinal>{_PARTS})(?:s|ly)?
    | (?P<times>{_any(_EN_TIMES)})
    | (?P<month>{_any(_MONTHS)})
    )\b
    """,
    re.VERBOSE,
)
_EN_HEADS: Final = frozenset(
    word + end
    for words in (_EN_NUMBERS, _EN_ORDINALS, _EN_PARTS, _EN_TIMES, _MONTHS)
    for word in words
    for end in ("", "s", "ly")
)
_AMBIGUOUS_MONTHS: Final = frozenset({"may", "march", "mar"})
_BESIDE_A_DAY: Final = re.compile(r"\.? \d|,? \d{4}")
_IN_MONTH: Final = re.compile(r"\b(?:in|since|until|by|from|last|next|early|late) M$")
_BEHIND_DIGITS: Final = re.compile(r"\d[ -]$")
_INVERSE: Final = re.compile(r"\bin an? $")


def _en_words(prose: str) -> Iterator[Mention]:
    low = prose.lower()
    if len(low) != len(prose):  # İ grows
        return
    at = 0
    for start in _starts(prose, low):
        match = _EN.match(low, start) if start >= at else None
        if match is None or (
            match["words"] and _BEHIND_DIGITS.search(low, max(0, start - 2), start)
        ):
            continue
        at = end = match.end()
        if match["month"] in _AMBIGUOUS_MONTHS and not (
            _dated(low, start, end) or _IN_MONTH.search(prose, max(0, start - 6), start + 1)
        ):
            continue
        values, sort = _en_reading(match[0])
        if match["month"]:
            sort = Sort.DIGITS if _dated(low, start, end) else Sort.WORD
        if _INVERSE.search(low, max(0, start - 6), start):
            values = (*values, *(Fraction(1) / value for value in values if value))
        if _MINUS.search(low, max(0, start - 10), start):
            values = tuple(-value for value in values)
        yield Mention(values, prose[start:end], start, end, sort)


def _dated(low: str, start: int, end: int) -> bool:
    """Whether a month stands beside a day or a year."""
    return bool(_BESIDE_A_DAY.match(low, end)) or low[max(0, start - 2) : start - 1].isdecimal()


def _starts(prose: str, low: str) -> list[int]:
    """Where a number word may stand: quicker than to try the expression everywhere."""
    found = []
    words = chain.from_iterable([one.words for one in sentences(prose, "en")])
    for word in _EN_HEADS.intersection(words):
        start = low.find(word)
        while start >= 0:
            found.append(start)
            start = low.find(word, start + len(word))
    found.sort()
    return found


@lru_cache(maxsize=1 << 9)
def _en_reading(text: str) -> tuple[tuple[Value, ...], Sort]:
    """What an English number word means, and how strictly it does."""
    match = _EN.match(text)
    if match is None:
        return (0,), Sort.WEAK
    values = tuple(_en_values(match))
    weak = values[0] in _WEAK_VALUES or not (match["words"] or match["ordinal"])
    if match["part"] and values[0] != Fraction(1, 2):
        weak = False  # six thirds
    return values, Sort.WEAK if weak else Sort.WORD


def _en_values(match: re.Match[str]) -> Iterator[Value]:
    part = match["part"]
    if word := match["times"] or match["month"]:
        yield _EN_TIMES.get(word) or _MONTHS[word]
    elif word := match["ordinal"]:
        if word in _EN_ORDINALS:
            yield _EN_ORDINALS[word]
            if _EN_ORDINALS[word] < 3:
                return
        yield Fraction(1, _EN_ORDINALS.get(word) or _EN_PARTS[word])
    elif match["percent"]:
        yield Fraction(en_value(match["words"]), 100)
    elif part is None:
        yield en_value(match["words"])
    else:
        value, below = en_value(match["words"]), _EN_ORDINALS.get(part) or _EN_PARTS[part]
        if part in _EN_ORDINALS and value >= 20 and value % 10 == 0:
            yield value + below  # twenty-third
        else:
            yield Fraction(value, below)
            if part in _EN_ORDINALS:
                yield below


def en_value(text: str) -> int:
    """The value of an English cardinal: ``three hundred and five`` is 305."""
    total = group = 0
    for word in re.findall("[a-z]+", text):
        if word == "hundred":
            group = (group or 1) * 100
        elif word in _EN_SCALES:
            total, group = total + (group or 1) * _EN_SCALES[word], 0
        else:
            group += _EN_NUMBERS.get(word, 0)
    return total + group
