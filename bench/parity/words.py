"""Defects of what the words say: numbers, units, dates, negations, comparisons, terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .corpus import terms
from .defect import Registry
from .markup import HAN, Edit, cut, prose, sentences, words
from .numerals import EN_CARDINAL, EN_COUNT, EN_ORDINAL, ZH_COUNT, stated, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from .corpus import Pair

DEFECTS: Final = Registry()
# A number that is no mark of a list, no part of a name, a version or a time.
_DIGITS: Final = re.compile(
    r"(?<![\w.,/-])(?!^\d+\. )\d+(?:,\d{3})*(?:\.\d+)?(?!\w|[.,:]\d)", re.MULTILINE
)
_MONTHS: Final = words(
    "January February March April May June July August September October November December"
)


# ---- digits


@DEFECTS.text(Code.NUMBER)
def digit_changed(rng: Random, text: str) -> Iterator[Edit]:
    """A digit of a number becomes another."""
    for match in prose(text, _DIGITS):
        for digit in re.finditer(r"\d", match[0]):
            at = match.start() + digit.start()
            leading = not digit.start() and len(match[0]) > 1
            others = [d for d in "0123456789" if d != digit[0] and not (leading and d == "0")]
            yield Edit(at, at + 1, rng.choice(others))


@DEFECTS.text(Code.NUMBER)
def digit_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A number loses a digit."""
    for match in prose(text, _DIGITS):
        if len(match[0]) > 1 and match[0].isdigit():
            yield Edit(match.end() - 1, match.end(), "")


@DEFECTS.text(Code.NUMBER)
def digits_transposed(rng: Random, text: str) -> Iterator[Edit]:
    """``1024`` becomes ``1042``."""
    for match in prose(text, _DIGITS):
        for twice in re.finditer(r"(?=(\d)(\d))", match[0]):
            at = match.start() + twice.start()
            if twice[1] != twice[2] and not (at == match.start() and twice[2] == "0"):
                yield Edit(at, at + 2, twice[2] + twice[1])


@DEFECTS.text(Code.NUMBER)
def zero_added(rng: Random, text: str) -> Iterator[Edit]:
    """A number becomes ten times as large."""
    for match in prose(text, _DIGITS):
        if match[0].isdigit() and match[0] != "0":
            yield Edit(match.end(), match.end(), "0")


@DEFECTS.text(Code.NUMBER)
def point_moved(rng: Random, text: str) -> Iterator[Edit]:
    """``11.5`` becomes ``1.15``, or ``115``."""
    for match in prose(text, re.compile(r"(?<![\w.,])(\d+)\.(\d+)(?![\w.])")):
        yield Edit(*match.span(), match[1] + match[2])
        if len(match[1]) > 1:
            yield Edit(*match.span(), f"{match[1][:-1]}.{match[1][-1]}{match[2]}")


@DEFECTS.text(Code.NUMBER)
def separator_as_point(rng: Random, text: str) -> Iterator[Edit]:
    """``4,096`` becomes ``4.096``."""
    for match in prose(text, re.compile(r"(?<![\d,.])\d+(,)\d{3}(?![\d,.])")):
        yield Edit(*match.span(1), ".")


@DEFECTS.text(Code.NUMBER)
def number_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A number is lost, with its unit's place left."""
    for match in prose(text, _DIGITS):
        yield cut(text, *match.span())


@DEFECTS.text(Code.NUMBER)
def minus_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """``−5`` becomes ``5``."""
    for match in prose(text, re.compile(r"(?<![\w\d])[−-](?=\d)")):
        yield Edit(*match.span(), "")


@DEFECTS.text(Code.NUMBER, Code.UNIT)
def percent_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """``30%`` becomes ``30``."""
    for match in prose(text, re.compile(r"(?<=\d)%(?!–)")):
        yield Edit(*match.span(), "")


@DEFECTS.text(Code.NUMBER)
def range_changed(rng: Random, text: str) -> Iterator[Edit]:
    """The end of a range is another, or lost: ``15–20``."""
    for match in prose(text, re.compile(r"(\d+)(%?–)(\d+)")):
        yield Edit(*match.span(3), str(int(match[3]) + rng.randrange(1, 9)))
        yield Edit(match.start(), match.end(2), "")


@DEFECTS.text(Code.NUMBER)
def date_changed(rng: Random, text: str) -> Iterator[Edit]:
    """Another month, day or year."""
    for match in prose(text, re.compile(r"\d+(?= [年月日])")):
        yield Edit(*match.span(), str(int(match[0]) + rng.choice([-1, 1])))
    for match in prose(text, re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")):
        yield Edit(*match.span(), rng.choice([m for m in _MONTHS if m != match[0]]))
    for match in prose(text, re.compile(rf"\d+(?= (?:{'|'.join(_MONTHS)}))")):
        yield Edit(*match.span(), str(int(match[0]) + 1))


# ---- numbers in words


def _word_changed(rng: Random, pair: Pair, language: str) -> Pair | None:
    """A number in words becomes another.

    Only one that the other side states, too: each of both numbers stands as often in both texts,
    whatever the words ("neither" may or may not be one). A 两 that the English leaves unsaid may
    change, and no multiset sees it.
    """
    text = pair.side(language)
    zh, en = stated(pair.zh, "zh"), stated(pair.en, "en")
    unsure = {2} if re.search(r"(?i)\bneither\b", pair.en) else set()
    edits: list[Edit] = []
    for match in prose(text, ZH_COUNT if language == "zh" else EN_COUNT):
        old = value_of(match, language)
        new = rng.choice([n for n in range(2, 10) if n != old])
        both = [(number, nth) for number in (old, new) for nth in (True, False)]
        if unsure & {old, new} or any(zh[one] != en[one] for one in both):
            continue
        if language == "zh":
            word = "二三四五六七八九"[new - 2]
            if new == 2 and not match["nth"]:
                word = "两"
            edits.append(Edit(*match.span("word"), word))
        else:
            kind = EN_CARDINAL if match[0] in EN_CARDINAL else EN_ORDINAL
            edits.append(Edit(*match.span(), kind[new - 1]))
    return pair.with_side(language, rng.choice(edits).apply(text)) if edits else None


@DEFECTS.add(Code.NUMBER)
def numeral_changed_zh(rng: Random, pair: Pair) -> Pair | None:
    """三条 becomes 四条, 第二步 becomes 第三步."""
    return _word_changed(rng, pair, "zh")


@DEFECTS.add(Code.NUMBER)
def numeral_changed_en(rng: Random, pair: Pair) -> Pair | None:
    """``three`` becomes ``four``, ``second`` becomes ``third``."""
    return _word_changed(rng, pair, "en")


@DEFECTS.text(Code.NUMBER)
def magnitude_changed(rng: Random, text: str) -> Iterator[Edit]:
    """万 becomes 亿, ``million`` becomes ``billion``."""
    for match in prose(text, re.compile(r"(?<=\d )(?:千亿|万亿|万|亿)")):
        for new in {"万": ["亿", "千"], "亿": ["万"]}.get(match[0], ["百万", "千万"]):
            yield Edit(*match.span(), new)
    for match in prose(text, re.compile(r"\b(?:thousand|million|billion|trillion)\b")):
        others = [w for w in words("thousand million billion trillion") if w != match[0]]
        yield Edit(*match.span(), rng.choice(others))


@DEFECTS.text(Code.UNIT, Code.NUMBER)
def unit_changed(rng: Random, text: str) -> Iterator[Edit]:
    """``GB`` becomes ``MB``, ``km`` becomes ``m``."""
    units = {"GB": "MB", "MB": "KB", "km": "m", "mm": "cm", "m": "km", "W": "kW", "s": "ms",
             "°C": "°F", "hPa": "kPa", "km/h": "m/s", "km/s": "km/h"}  # fmt: skip
    pattern = r"(?<=\d )(?:GB|MB|km/h|km/s|km|mm|m|W|s|°C|hPa)(?![A-Za-z/])"
    for match in prose(text, re.compile(pattern)):
        yield Edit(*match.span(), units[match[0]])


@DEFECTS.text(Code.UNIT, Code.NUMBER, must=False, hint=True)
def unit_word_changed(rng: Random, text: str) -> Iterator[Edit]:
    """小时 becomes 分钟, ``days`` becomes ``hours``."""
    yield from _words(
        text,
        {
            "小时": ["分钟"], "分钟": ["小时"], "秒": ["毫秒"], "天": ["周"], "元": ["角"],
            "岁": ["个月"],
        },
        r"(?<=\d )",
    )  # fmt: skip
    yield from _words(
        text,
        {
            "hours": ["minutes"], "minutes": ["hours"], "seconds": ["milliseconds"],
            "days": ["weeks"], "yuan": ["dollars"], "years": ["months"],
        },
        r"(?<=\d )",
    )  # fmt: skip


# ---- negations and comparisons


def _words(
    text: str, table: Mapping[str, Sequence[str]], before: str = "", after: str = ""
) -> Iterator[Edit]:
    """Words of the prose become others; English ones are taken whole."""
    alternatives = "|".join(
        rf"\b{re.escape(word)}\b" if word[0].isascii() else re.escape(word)
        for word in sorted(table, key=len, reverse=True)
    )
    for match in prose(text, re.compile(f"{before}(?:{alternatives}){after}")):
        for new in table[match[0]]:
            yield Edit(*match.span(), new)


@DEFECTS.text(Code.NEGATION, languages=("zh",), must=False, hint=True)
def negation_dropped_zh(rng: Random, text: str) -> Iterator[Edit]:
    """不能 becomes 能, 没有 becomes 有."""
    table = {
        f"不{verb}": [verb]
        for verb in ["是", "能", "会", "再", "应", "需要", "依赖", "相同", "记得", "满足", "超过"]
    }
    table |= {"没有": ["有"], "并非": ["是"], "无法": ["可以"], "并不": [""], "不得": ["可以"]}
    table |= {"不应当": ["应当"], "不可能": ["可能"], "从不": ["总"], "没": [""]}
    yield from _words(text, table)


@DEFECTS.text(Code.NEGATION, languages=("en",), must=False, hint=True)
def negation_dropped_en(rng: Random, text: str) -> Iterator[Edit]:
    """``is not`` becomes ``is``, ``never`` ``always``, ``no longer`` ``still``."""
    for match in prose(text, re.compile(r"(?<=[a-z]) not(?= [a-z])(?! only)")):
        yield Edit(*match.span(), "")
    table = {"cannot": ["can"], "never": ["always"], "no longer": ["still"], "neither": ["both"]}
    yield from _words(text, table)


@DEFECTS.text(Code.NEGATION, must=False, hint=True)
def negation_added(rng: Random, text: str) -> Iterator[Edit]:
    """能 becomes 不能, ``is`` becomes ``is not``."""
    for match in prose(
        text, re.compile(f"(?<=[{HAN}])(?<![不都就只还才也总])(?:能够|可以|依赖于)")
    ):
        yield Edit(match.start(), match.start(), "不")
    for match in prose(text, re.compile(r"\b(?:is|are|can|must|does)\b(?! not| no)(?= [a-z])")):
        yield Edit(match.end(), match.end(), " not")


def _opposites(table: str) -> dict[str, list[str]]:
    opposite: dict[str, list[str]] = {}
    for pair in table.split("|"):
        one, two = pair.split("/")
        opposite.setdefault(one, []).append(two)
        opposite.setdefault(two, []).append(one)
    return opposite


_ZH_COMPARED: Final = _opposites(
    "大于/小于|高于/低于|更多/更少|更大/更小|更长/更短|最大/最小|至多/至少|增大/减小|上升/下降"
    "|增加/减少|以上/以下|太大/太小|越大/越小|不超过/不少于|大得多/小得多|偏大/偏小|更高/更低"
)
_EN_COMPARED: Final = _opposites(
    "greater/less|larger/smaller|more/fewer|higher/lower|longer/shorter|at most/at least"
    "|increases/decreases|rises/falls|maximum/minimum|largest/smallest|older/younger|above/below"
    "|upper/lower|grows/shrinks|faster/slower|hotter/colder|best/worst"
)


@DEFECTS.text(Code.COMPARISON, languages=("zh",), must=False, hint=True)
def comparison_turned_zh(rng: Random, text: str) -> Iterator[Edit]:
    """大于 becomes 小于."""
    yield from _words(text, _ZH_COMPARED)


@DEFECTS.text(Code.COMPARISON, languages=("en",), must=False, hint=True)
def comparison_turned_en(rng: Random, text: str) -> Iterator[Edit]:
    """``greater`` becomes ``less``."""
    yield from _words(text, _EN_COMPARED)


# ---- terms


def _places(term: str, text: str) -> list[re.Match[str]]:
    """Where a term stands in the prose; English ones as whole words, in either number."""
    pattern = re.escape(term)
    if term.isascii():
        pattern = rf"\b{pattern}(?:s|es)?\b"
    return list(prose(text, re.compile(pattern, re.IGNORECASE)))


def _term_replaced(rng: Random, pair: Pair, language: str) -> Pair | None:
    """All of one term becomes another one, that stands in neither text."""
    index = 0 if language == "zh" else 1
    text, other = pair.side(language), pair.other(language)
    standing = {
        entry: (bool(_places(entry[index], text)), bool(_places(entry[1 - index], other)))
        for entry in terms()
    }
    parts = [e for e in terms() if any(e[index] in o[index] and e != o for o in terms())]
    here = [entry for entry, stands in standing.items() if all(stands) and entry not in parts]
    own = re.compile(f"[{HAN}]+" if language == "zh" else "[A-Za-z -]+")
    absent = [
        entry
        for entry, stands in standing.items()
        if not any(stands) and own.fullmatch(entry[index])
    ]
    if not here:
        return None
    old, new = rng.choice(here)[index], rng.choice(absent)[index]
    for match in reversed(_places(old, text)):
        text = Edit(*match.span(), new).apply(text)
    return pair.with_side(language, text)


@DEFECTS.add(Code.TERM, must=False)
def term_replaced_zh(rng: Random, pair: Pair) -> Pair | None:
    """A term of the glossary becomes another throughout the Chinese text."""
    return _term_replaced(rng, pair, "zh")


@DEFECTS.add(Code.TERM, must=False)
def term_replaced_en(rng: Random, pair: Pair) -> Pair | None:
    """A term of the glossary becomes another throughout the English text."""
    return _term_replaced(rng, pair, "en")


# ---- sentences


def _sentence_dropped(rng: Random, pair: Pair, language: str) -> Pair | None:
    text = pair.side(language)
    found = sentences(text, language)
    if len(found) < 2:
        return None
    start, end = rng.choice(found)
    return pair.with_side(language, Edit(start, end, "").apply(text))


@DEFECTS.add(Code.RATIO, Code.FORMULA_BROKEN, Code.NUMBER, must=False)
def sentence_dropped_zh(rng: Random, pair: Pair) -> Pair | None:
    """A Chinese sentence is lost."""
    return _sentence_dropped(rng, pair, "zh")


@DEFECTS.add(Code.RATIO, Code.FORMULA_BROKEN, Code.NUMBER, must=False)
def sentence_dropped_en(rng: Random, pair: Pair) -> Pair | None:
    """An English sentence is lost."""
    return _sentence_dropped(rng, pair, "en")


@DEFECTS.add(Code.REPEATED)
def sentence_doubled(rng: Random, pair: Pair) -> Pair | None:
    """A sentence stands twice."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    found = [(a, b) for a, b in sentences(text, language) if b - a > 12]
    if not found:
        return None
    start, end = rng.choice(found)
    new = text[start:end].rstrip() + (" " if language == "en" else "") + text[start:end]
    return pair.with_side(language, Edit(start, end, new).apply(text))


@DEFECTS.add(Code.UNTRANSLATED, Code.FULL_WIDTH, Code.HALF_WIDTH, must=False)
def sentence_untranslated(rng: Random, pair: Pair) -> Pair | None:
    """A sentence is left in the other language; it keeps its formulas."""
    language = rng.choice(("zh", "en"))
    other = "en" if language == "zh" else "zh"
    text, source = pair.side(language), pair.other(language)
    here, there = sentences(text, language), sentences(source, other)
    if len(here) < 2 or len(here) != len(there):
        return None
    index = rng.randrange(len(here))
    new = source[slice(*there[index])].strip() + " "
    return pair.with_side(language, Edit(*here[index], new).apply(text))
