r"""Numbers outside formulas, as values: 三 is 3, 万 is 10,000, twelve is 12.

Digits are compared strictly, paragraph by paragraph: each must have its partner, in digits, in
words or in a formula that only the other side has. Words are compared only where both sides
count: one language often does without the numeral of the other ("the three" is 它们), so a word
alone says nothing, but 三 against "four" in one sentence does.

>>> from bitext.parity.text import read
>>> zh = Side("zh", tuple(read("共 4000 个，分三步。")))
>>> en = Side("en", tuple(read("There are 400, in four steps.")))
>>> for finding in check(zh, en):
...     print(finding.message)
The Chinese side says 4000 where the English says 400.
The Chinese side says 三 where the English says four.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from .facing import beads, facing
from .finding import Code, Finding
from .numerals import Mention, Sort, numerals
from .text import Kind, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .facing import Facing
    from .numerals import Value
    from .text import Block


class _Number(NamedTuple):
    """A number, and the block that it stands in."""

    mention: Mention
    block: Block

    @property
    def line(self) -> int:
        return self.block.line_of(self.mention.at)


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Say which numbers and units differ."""
    for here in facing(zh, en):
        left, right = _numbers(here.zh, "zh"), _numbers(here.en, "en")
        if left or right:
            yield from _differing(here, left, right, (zh, en))
        yield from _units(here, left, right)


def _numbers(blocks: Iterable[Block], language: str) -> list[_Number]:
    return [
        _Number(mention, block) for block in blocks for mention in numerals(block.prose, language)
    ]


def _of(numbers: Iterable[_Number], *sorts: Sort) -> list[_Number]:
    return [number for number in numbers if number.mention.sort in sorts]


def _differing(
    here: Facing, left: list[_Number], right: list[_Number], sides: tuple[Side, Side]
) -> Iterator[Finding]:
    left_digits, right_digits = _unpaired(_of(left, Sort.DIGITS), _of(right, Sort.DIGITS))
    left_others = _of(left, Sort.WORD, Sort.WEAK, Sort.NAME)
    right_others = _of(right, Sort.WORD, Sort.WEAK, Sort.NAME)
    left_digits, right_others = _in_words(left_digits, right_others)
    right_digits, left_others = _in_words(right_digits, left_others)
    left_digits += _absent(_of(left, Sort.NAME), right, sides[1])
    right_digits += _absent(_of(right, Sort.NAME), left, sides[0])
    left_words, right_words = _unpaired(
        _of(left_others, Sort.WORD, Sort.WEAK), _of(right_others, Sort.WORD, Sort.WEAK)
    )
    if left_digits or right_digits:
        formulas = _formulas(here.zh), _formulas(here.en)
        left_digits = _without(left_digits, formulas[1] - formulas[0])
        right_digits = _without(right_digits, formulas[0] - formulas[1])
        # A numeral in words that nothing answers is the likeliest partner of lonely digits.
        left_digits += _lent(left_words, len(right_digits) - len(left_digits))
        right_digits += _lent(right_words, len(left_digits) - len(right_digits))
        for one, other in zip_longest(left_digits, right_digits):
            yield _finding(here, one, other)
    if here.single and (left_words or right_words):
        said = [_of(side, Sort.WORD, Sort.WEAK) for side in (left, right)]
        yield from _words(here, left_words, right_words, *said)


def _lent(words: list[_Number], count: int) -> list[_Number]:
    """Take so many of the numerals that count, if there are."""
    lent = _of(words, Sort.WORD)[: max(0, count)]
    words[:] = [word for word in words if word not in lent]
    return lent


def _unpaired(left: list[_Number], right: list[_Number]) -> tuple[list[_Number], list[_Number]]:
    """What remains of both when equal values are struck out, one against one."""
    if not left or not right:
        return left, right
    waiting: dict[Value, list[int]] = defaultdict(list)
    for index in range(len(right) - 1, -1, -1):
        for value in right[index].mention.values:
            waiting[value].append(index)
    taken: set[int] = set()
    remaining = []
    for number in left:
        for value in number.mention.values:
            indices = waiting.get(value, [])
            while indices and indices[-1] in taken:
                indices.pop()
            if indices:
                taken.add(indices.pop())
                break
        else:
            remaining.append(number)
    return remaining, [number for index, number in enumerate(right) if index not in taken]


_LABEL: Final = re.compile(
    r"(?:[表图]|\b(?:tables?|figures?|figs?\.?|versions?|algorithms?|theorems?|lemmas?))[ ~]?$",
    re.IGNORECASE,
)


def _in_words(digits: list[_Number], others: list[_Number]) -> tuple[list[_Number], list[_Number]]:
    """Pair digits with words; but 一 and "one" say nothing of what is called Table 1."""
    labels = [
        number
        for number in digits
        if _LABEL.search(number.block.prose, max(0, number.mention.at - 12), number.mention.at)
    ]
    if not labels:
        return _unpaired(digits, others)
    weak = [number for number in others if number.mention.sort is Sort.WEAK]
    lonely, strict = _unpaired(labels, [number for number in others if number not in weak])
    kept = [number for number in digits if number not in labels]
    kept, rest = _unpaired(kept, sorted((*weak, *strict), key=_place))
    return sorted((*lonely, *kept), key=_place), rest


def _place(number: _Number) -> tuple[int, int]:
    return number.block.line, number.mention.at


def _absent(names: list[_Number], numbers: Iterable[_Number], side: Side) -> list[_Number]:
    """Names whose digits occur nowhere on the other side: it may use a pronoun for the rest."""
    if not names:
        return []
    known = {value for number in numbers for value in number.mention.values}
    unknown = [name for name in names if known.isdisjoint(name.mention.values)]
    if unknown:
        everywhere = _numbers(side.blocks, side.language)
        known |= {value for number in everywhere for value in number.mention.values}
    return [name for name in unknown if known.isdisjoint(name.mention.values)]


_IN_FORMULA: Final = re.compile(r"\d+(?:\{?,\}?\d{3})*(?:\.\d+)?\s*(?:\\?%)?")


def _formulas(blocks: Iterable[Block]) -> Counter[str]:
    return Counter(
        token.value for block in blocks for token in block.tokens if token.kind is Kind.FORMULA
    )


def _without(numbers: list[_Number], formulas: Iterable[str]) -> list[_Number]:
    """The numbers that do not stand in these formulas."""
    written = " ".join(formulas)
    values = {
        value
        for text in _IN_FORMULA.findall(written)
        for mention in numerals(re.sub(r"[{}\\]", "", text), "en")
        for value in mention.values
    }
    return [number for number in numbers if values.isdisjoint(number.mention.values)]


def _finding(here: Facing, one: _Number | None, other: _Number | None) -> Finding:
    if one and other:
        message = (
            f"The Chinese side says {one.mention.text} where the English says {other.mention.text}."
        )
    elif one:
        message = f"The Chinese side says {one.mention.text}, and the English has no such number."
    else:
        said = other.mention.text if other else ""
        message = f"The English side says {said}, and the Chinese has no such number."
    return Finding(
        Code.NUMBER,
        message,
        one.line if one else here.zh_line,
        other.line if other else here.en_line,
        (one.mention.text,) if one else (),
        (other.mention.text,) if other else (),
    )


def _words(
    here: Facing,
    left: list[_Number],
    right: list[_Number],
    all_left: list[_Number],
    all_right: list[_Number],
) -> Iterator[Finding]:
    """Numerals that no other one of the paragraph answers, where another stands in their place.

    Which of two equal numerals lacks its partner is only to be seen sentence by sentence.
    """
    lefts, rights = _said(left), _said(right)
    left_foreign = {one.mention.values[0] for one in left if one.mention.sort is Sort.WORD}
    right_foreign = {one.mention.values[0] for one in right if one.mention.sort is Sort.WORD}
    if left_foreign or right_foreign:
        formulas = _formulas(here.zh), _formulas(here.en)
        left_foreign -= _values(here.en, "en", formulas[1] - formulas[0])
        right_foreign -= _values(here.zh, "zh", formulas[0] - formulas[1])
    if not (lefts and rights) and not left_foreign and not right_foreign:
        return
    said, told = _said(all_left), _said(all_right)
    aligned = beads(here.zh[0], here.en[0])
    left_beads = _by_bead(all_left, [bead.zh_at for bead in aligned])
    right_beads = _by_bead(all_right, [bead.en_at for bead in aligned])
    for index, ones in left_beads.items():
        alone = [
            [number for number in numbers if _counts(number.mention)]
            for numbers in _unpaired_words(ones, right_beads.get(index, []))
        ]
        pairs = [
            *_in_place(_among(alone[0], lefts), _among(alone[1], rights)),
            *_in_place(_among(alone[0], left_foreign), _among(alone[1], told)),
            *_in_place(_among(alone[0], said), _among(alone[1], right_foreign)),
        ]
        shown: set[int] = set()
        for one, other in pairs:
            if one.mention.at in shown:
                continue
            shown.add(one.mention.at)
            sorts = {one.mention.sort, other.mention.sort}
            if sorts == {Sort.WORD} or (Sort.WORD in sorts and _ordinal(one) is _ordinal(other)):
                yield _finding(here, one, other)


def _in_place(ones: list[_Number], others: list[_Number]) -> Iterator[tuple[_Number, _Number]]:
    """Pair what may stand in each other's place: ordinals with ordinals first."""
    for same in (True, False):
        for one in list(ones):
            for other in others:
                if (_ordinal(one) is _ordinal(other)) is same:
                    yield one, other
                    ones.remove(one)
                    others.remove(other)
                    break


def _unpaired_words(
    left: list[_Number], right: list[_Number]
) -> tuple[list[_Number], list[_Number]]:
    """What remains of the words of two beads; 第二 is no partner of "two" here."""
    ordinals = [(number, _ordinal(number)) for number in (*left, *right)]
    found: tuple[list[_Number], list[_Number]] = ([], [])
    for wanted in (False, True):
        ones = [number for number, ordinal in ordinals[: len(left)] if ordinal is wanted]
        others = [number for number, ordinal in ordinals[len(left) :] if ordinal is wanted]
        for lone, rest in zip(found, _unpaired(ones, others), strict=True):
            lone += rest
    return found


def _said(numbers: Iterable[_Number]) -> set[Value]:
    return {number.mention.values[0] for number in numbers if _counts(number.mention)}


def _values(blocks: Iterable[Block], language: str, formulas: Iterable[str]) -> set[Value]:
    """All that the numbers of these blocks can mean, and those of the formulas."""
    values = {value for one in _numbers(blocks, language) for value in one.mention.values}
    return values | {int(digits[:9]) for digits in _INTEGER.findall(" ".join(formulas))}


def _among(numbers: Iterable[_Number], values: set[Value]) -> list[_Number]:
    return [number for number in numbers if number.mention.values[0] in values]


_INTEGER: Final = re.compile(r"(?<![\d.])\d+(?!\d|\.\d)")
_COUNTING_TWO: Final = frozenset(
    {"二", "两", "two", "second", "both", "neither", "twice", "double", "doubled", "doubles"}
)
_ORDINAL: Final = re.compile("(?:first|second|third|(?<!bo)th)(?:s|ly)?$", re.IGNORECASE)
_A_PART: Final = re.compile(r"\b(?:by|of|than|to) an? $", re.IGNORECASE)


def _ordinal(number: _Number) -> bool:
    at, prose = number.mention.at, number.block.prose
    return (
        prose[max(0, at - 1) : at] == "第"
        or prose.startswith(("阶", "等"), number.mention.end)  # 二阶 is of second order
        or (
            bool(_ORDINAL.search(number.mention.text))
            and not _A_PART.search(prose, max(0, at - 8), at)
        )
    )


def _counts(mention: Mention) -> bool:
    """Whether it is a number, at least if another number stands in its place."""
    return mention.sort is Sort.WORD or mention.text.lower() in _COUNTING_TWO


def _by_bead(numbers: Iterable[_Number], starts: Sequence[int]) -> dict[int, list[_Number]]:
    found: dict[int, list[_Number]] = defaultdict(list)
    for number in numbers:
        found[bisect_right(starts, number.mention.at) - 1].append(number)
    return found


# What a number counts, in either language. Words of one line mean the same; a word may stand in
# several lines, as 次 is as good for times as for steps.
_UNITS: Final = (
    ("小时", "hour hours h hr"),
    ("分钟", "minute minutes min"),
    ("分", "minute minutes min point points cent cents mark marks"),
    ("岁", "year years aged old"),
    ("元 块 人民币", "yuan RMB CNY"),
    ("角 毛", "jiao"),
    ("欧元", "euro euros EUR"),
    ("英镑", "pound pounds GBP"),
    ("日元", "yen JPY"),
    ("吨", "tonne tonnes ton tons t"),
    ("克", "gram grams gramme grammes g"),
    ("毫克", "milligram milligrams mg"),
    ("升", "litre litres liter liters l L"),
    ("毫升", "millilitre millilitres milliliter milliliters ml mL"),
    ("瓦 瓦特", "watt watts W"),
    ("千瓦", "kilowatt kilowatts kW"),
    ("赫兹", "hertz Hz"),
    ("摄氏度 度", "°C degree degrees"),
    ("华氏度 度", "°F degree degrees"),
    ("毫秒", "millisecond milliseconds ms"),
    ("微秒", "microsecond microseconds µs μs us"),
    ("秒钟 秒", "second seconds s"),
    ("天 日", "day days"),
    ("周 星期", "week weeks"),
    ("个月 月", "month months"),
    ("年", "year years"),
    ("倍", "times fold"),
    ("次", "times time step steps iteration iterations run runs trial trials pass passes round"
     " rounds experiments repetitions updates"),
    ("步", "step steps iteration iterations updates"),
    ("轮", "epoch epochs round rounds iteration iterations turn turns"),
    ("层", "layer layers level levels"),
    ("维", "dimension dimensions dimensional entries components"),
    ("位", "bit bits digit digits place places position positions step steps"),
    ("比特", "bit bits"),
    ("字节", "byte bytes"),
    ("行", "row rows line lines"),
    ("列", "column columns"),
    ("页", "page pages"),
    ("章", "chapter chapters"),
    ("节", "section sections"),
    ("美元", "dollar dollars USD"),
    ("公里 千米", "kilometre kilometres kilometer kilometers km"),
    ("厘米", "centimetre centimetres centimeter centimeters cm"),
    ("毫米", "millimetre millimetres millimeter millimeters mm"),
    ("米", "metre metres meter meters m"),
    ("公斤 千克", "kilogram kilograms kg"),
    ("度", "degree degrees"),
    *(("", unit) for unit in ("KB", "MB", "GB", "TB", "PB", "KiB", "MiB", "GiB", "TiB")),
    *(("", unit) for unit in ("kHz", "MHz", "GHz", "THz", "MW", "mW", "kWh", "Wh", "J", "kJ")),
    *(("", unit) for unit in ("Pa", "hPa", "kPa", "MPa", "bar", "mbar", "V", "mV", "kV", "K")),
    *(("", unit) for unit in ("nm", "µm", "ns", "dB", "fps", "FLOPS", "TFLOPS", "GFLOPS")),
    *(("", f"{unit}/s") for unit in ("km", "m", "cm", "GB", "MB", "KB", "TB", "B", "Gbit", "Mbit")),
    *(("", f"{unit}/h") for unit in ("km", "m", "mi")),
    *(("", f"{unit}/min") for unit in ("km", "m")),
)  # fmt: skip
_BY_WORD: Final = {
    word: frozenset(index for index, names in enumerate(_UNITS) if word in " ".join(names).split())
    for names in _UNITS
    for word in " ".join(names).split()
}
_HAN_UNITS: Final = sorted(
    (word for names, _ in _UNITS for word in names.split()), key=len, reverse=True
)
_UNIT: Final = re.compile(
    rf"[ ]?[多余]?(?:个(?!月)|条)?[ ]?"
    rf"(?:({'|'.join(_HAN_UNITS)})|-?(°[CF]|[A-Za-zµμ]+(?:/[A-Za-z]+)?))"
)


_DEGREES: Final = re.compile(
    r"[^，。；,;.\d]{0,6}(?:\d+[^，。；,;.\d]{0,4})?(?:[°º℃℉度]|degree|Celsius|Fahrenheit|centigrade)"
)


class _Measure(NamedTuple):
    """A number with a unit."""

    text: str
    unit: str
    block: Block
    end: int
    """Where the number ends there."""

    @property
    def line(self) -> int:
        return self.block.line_of(self.end)

    @property
    def degrees(self) -> bool:
        """Whether a degree follows somewhere, if not at once: between 3 and 5 °C."""
        return bool(_DEGREES.match(self.block.prose, self.end))

    @property
    def bare(self) -> bool:
        """Whether it has no unit that is known."""
        return not self.unit


def _units(here: Facing, left: list[_Number], right: list[_Number]) -> Iterator[Finding]:
    """Say where one number has two units; only of numbers that occur once a side."""
    ones, others = _measures(here.zh, left), _measures(here.en, right)
    for value in ones.keys() & others.keys():
        one, other = ones[value], others[value]
        if one and other and (one.bare or other.bare) and "°" in one.unit + other.unit:
            lacking = ("Chinese", one) if one.bare else ("English", other)
            if not one.degrees or not other.degrees:
                yield Finding(
                    Code.UNIT,
                    f"The {lacking[0]} side says {lacking[1].text} without"
                    f" {one.unit or other.unit}.",
                    one.line,
                    other.line,
                    (f"{one.text} {one.unit}".rstrip(),),
                    (f"{other.text} {other.unit}".rstrip(),),
                )
        elif (
            one
            and other
            and one.unit
            and other.unit
            and _BY_WORD[one.unit].isdisjoint(_BY_WORD[other.unit])
        ):
            yield Finding(
                Code.UNIT,
                f"The Chinese side counts {one.text} in {one.unit}, the English in {other.unit}.",
                one.line,
                other.line,
                (f"{one.text} {one.unit}",),
                (f"{other.text} {other.unit}",),
            )


def _measures(blocks: Iterable[Block], numbers: Iterable[_Number]) -> dict[Value, _Measure | None]:
    """The unit behind each number; None for one that occurs more than once."""
    found: dict[Value, _Measure | None] = {}

    def note(value: Value, text: str, block: Block, end: int) -> None:
        match = _UNIT.match(block.prose, end)
        unit = (match[1] or match[2]) if match else ""
        known = unit if unit in _BY_WORD else ""
        if value in found:
            found[value] = None
        else:
            found[value] = _Measure(text, known, block, end)

    for number in numbers:
        mention = number.mention
        clock = number.block.prose[max(0, mention.at - 1) : mention.at] in (":", "：")
        if mention.sort in (Sort.DIGITS, Sort.WORD) and not clock:
            note(mention.values[0], mention.text, number.block, mention.end)
    for block in blocks:
        for token in block.tokens:
            if token.kind is Kind.FORMULA and token.value.isdecimal() and len(token.value) < 10:
                note(int(token.value), token.value, block, token.at + 1)
    return found
