"""Defects of typography: spaces, punctuation, quotation marks, invisible characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .defect import Registry
from .markup import HAN, MASK, Edit, prose, prose_paragraphs, spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

DEFECTS: Final = Registry()
_ZH: Final = ("zh",)
_EN: Final = ("en",)
_WIDE: Final = dict(zip("，。；：？！（）", ",.;:?!()", strict=True))
_NARROW: Final = {narrow: wide for wide, narrow in _WIDE.items()}


# ---- spaces


@DEFECTS.text(Code.SPACE, languages=_ZH)
def space_dropped_at_formula(rng: Random, text: str) -> Iterator[Edit]:
    """``状态 $S$`` becomes ``状态$S$``; roles and code likewise."""
    for match in spans(text, "inline", "role", "code"):
        if re.search(f"[{HAN}] $", text[: match.start()]):
            yield Edit(match.start() - 1, match.start(), "")
        if re.match(f" [{HAN}]", text[match.end() :]):
            yield Edit(match.end(), match.end() + 1, "")


@DEFECTS.text(Code.SPACE, languages=_ZH)
def space_dropped_at_latin(rng: Random, text: str) -> Iterator[Edit]:
    """``有 3 个`` becomes ``有3 个``."""
    pattern = f"(?<=[{HAN}]) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9]) (?=[{HAN}])"
    for match in prose(text, re.compile(pattern)):
        yield Edit(*match.span(), "")


@DEFECTS.text(Code.SPACE, languages=_ZH)
def space_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """Two spaces for one."""
    pattern = f"(?<=[{HAN}]) (?=[A-Za-z{MASK}])|(?<=[A-Za-z{MASK}]) (?=[{HAN}])"
    for match in prose(text, re.compile(pattern)):
        yield Edit(*match.span(), "  ")


@DEFECTS.text(Code.SPACE, languages=_ZH)
def space_at_punctuation(rng: Random, text: str) -> Iterator[Edit]:
    """A space beside full-width punctuation."""
    for match in prose(text, re.compile(r"[，；：、](?=\S)")):
        yield Edit(match.end(), match.end(), " ")
    for match in prose(text, re.compile(r"(?<=\S)[，。；：、？]")):
        yield Edit(match.start(), match.start(), " ")


@DEFECTS.text(Code.SPACE, languages=_ZH)
def space_between_han(rng: Random, text: str) -> Iterator[Edit]:
    """A space between Han characters."""
    for match in prose(text, re.compile(f"(?<=[{HAN}])(?=[{HAN}])")):
        yield Edit(match.start(), match.start(), " ")


@DEFECTS.text(Code.SPACE, languages=_EN, must=False)
def space_before_comma(rng: Random, text: str) -> Iterator[Edit]:
    """A space before a comma, none behind it."""
    for match in prose(text, re.compile(r"(?<=[a-z])([,;:])( )(?=[a-z])")):
        yield Edit(match.start(), match.start(), " ")
        yield Edit(*match.span(2), "")


@DEFECTS.text(Code.SPACE, languages=_EN, must=False)
def space_dropped_in_english(rng: Random, text: str) -> Iterator[Edit]:
    """A formula sticks to the word before or behind it."""
    for match in spans(text, "inline", "role"):
        if re.search("[a-z] $", text[: match.start()]):
            yield Edit(match.start() - 1, match.start(), "")
        if re.match(" [a-z]", text[match.end() :]):
            yield Edit(match.end(), match.end() + 1, "")


# ---- punctuation


@DEFECTS.text(Code.HALF_WIDTH, languages=_ZH)
def half_width_in_chinese(rng: Random, text: str) -> Iterator[Edit]:
    """A comma, stop, colon or bracket between Han is half-width, with or without a space."""
    for match in prose(
        text, re.compile(f"(?<=[{HAN}])[，。；：？！）](?=[{HAN}]|$)", re.MULTILINE)
    ):
        yield Edit(*match.span(), _WIDE[match[0]])
        yield Edit(*match.span(), _WIDE[match[0]] + " " * (match.end() < len(text)))
    for match in prose(text, re.compile(f"（(?=[{HAN}])")):
        yield Edit(*match.span(), "(")


@DEFECTS.text(Code.HALF_WIDTH, languages=_ZH)
def half_width_at_formula(rng: Random, text: str) -> Iterator[Edit]:
    """The same between a formula, a role or code and a Han character."""
    for match in prose(
        text, re.compile(f"(?<={MASK})[，。；：](?=[{HAN}])|(?<=[{HAN}])，(?={MASK})")
    ):
        yield Edit(*match.span(), _WIDE[match[0]] + " ")


@DEFECTS.text(Code.FULL_WIDTH, languages=_EN)
def full_width_in_english(rng: Random, text: str) -> Iterator[Edit]:
    """A comma, stop, colon or bracket is full-width."""
    for match in prose(text, re.compile(r"[,.;:?()](?= |$)|(?<= )\(", re.MULTILINE)):
        wide = _NARROW[match[0]]
        yield Edit(*match.span(), wide)
        if text[match.end() : match.end() + 1] == " ":
            yield Edit(match.start(), match.end() + 1, wide)


@DEFECTS.text(Code.FULL_WIDTH, Code.UNTRANSLATED, languages=_EN)
def han_in_english(rng: Random, text: str) -> Iterator[Edit]:
    """A word is left in Chinese, or an enumeration comma."""
    for match in prose(text, re.compile(r"(?<= )[a-z]{3,}(?= )")):
        yield Edit(*match.span(), rng.choice(["因此", "矩阵", "的", "学习率"]))
    for match in prose(text, re.compile(r"(?<=[a-z]), (?=[a-z])")):
        yield Edit(*match.span(), "、")


@DEFECTS.text(Code.QUOTES)
def quotes_straight(rng: Random, text: str) -> Iterator[Edit]:
    """Curly quotation marks become straight."""
    for match in prose(text, re.compile("[“”]")):
        yield Edit(*match.span(), '"')
    for match in prose(text, re.compile("[‘’]")):
        yield Edit(*match.span(), "'")
    for match in prose(text, re.compile("“([^“”\n]*)”")):
        yield Edit(*match.span(), f'"{match[1]}"')
    for match in prose(text, re.compile(r"(?<!\w)‘([^‘’\n]*)’")):
        yield Edit(*match.span(), f'"{match[1]}"')


@DEFECTS.text(Code.QUOTES, languages=_ZH)
def quote_unpaired(rng: Random, text: str) -> Iterator[Edit]:
    """One of two quotation marks is lost, or turned."""
    for match in prose(text, re.compile("[“”]")):
        yield Edit(*match.span(), "")
        yield Edit(*match.span(), "”" if match[0] == "“" else "“")


@DEFECTS.text(Code.QUOTES, languages=_EN, must=False)
def quote_unpaired_en(rng: Random, text: str) -> Iterator[Edit]:
    """The same in English, where a closing mark may be an apostrophe."""
    for match in prose(text, re.compile(r"(?<!\w)‘")):
        yield Edit(*match.span(), "")
    for match in prose(text, re.compile(r"(?<=[\w,.?!])’(?!\w)")):
        if "‘" in text:
            yield Edit(*match.span(), "")


@DEFECTS.text(Code.DOTS, languages=_ZH)
def dots_in_chinese(rng: Random, text: str) -> Iterator[Edit]:
    """``……`` becomes ``...``, a stop or comma becomes dots."""
    for match in prose(text, re.compile("……")):
        for new in ("...", "…", "。。。", "......"):
            yield Edit(*match.span(), new)
    for match in prose(text, re.compile(f"(?<=[{HAN}])。(?=[{HAN}])")):
        yield Edit(*match.span(), rng.choice(["...", "。。。"]))


@DEFECTS.text(Code.DOTS, languages=_ZH)
def dash_in_chinese(rng: Random, text: str) -> Iterator[Edit]:
    """``——`` becomes ``--``; a comma becomes a short dash."""
    for match in prose(text, re.compile("——")):
        for new in ("--", "—", "---", "-"):
            yield Edit(*match.span(), new)
    for match in prose(text, re.compile(f"(?<=[{HAN}])[，：](?=[{HAN}])")):
        yield Edit(*match.span(), rng.choice(["--", "—"]))


@DEFECTS.text(Code.DOTS, languages=_EN)
def dots_and_dashes_in_english(rng: Random, text: str) -> Iterator[Edit]:
    """Three stops for an ellipsis, two hyphens for a dash, Chinese dots and dashes."""
    for match in prose(text, re.compile("…")):
        for new in ("...", "……", ". . ."):
            yield Edit(*match.span(), new)
    for match in prose(text, re.compile("—")):
        for new in ("--", "——", " -- "):
            yield Edit(*match.span(), new)
    for match in prose(text, re.compile(r"(?<=[a-z]), (?=[a-z])")):
        yield Edit(*match.span(), rng.choice(["——", " -- ", "... "]))


# ---- characters


@DEFECTS.text(Code.INVISIBLE)
def invisible_in_prose(rng: Random, text: str) -> Iterator[Edit]:
    """A zero-width or replacement character slips in."""
    for match in prose(text, re.compile(f"(?<=[a-z{HAN}])(?=[a-z{HAN}])")):
        yield Edit(match.start(), match.start(), rng.choice("\u200b\u200d\ufeff\u2060\ufffd"))


@DEFECTS.text(Code.HALF_WIDTH, Code.FULL_WIDTH, languages=_ZH)
def latin_comma_after_number(rng: Random, text: str) -> Iterator[Edit]:
    """A half-width comma between a number or Latin word and Han: ``有 3, 而``."""
    for match in prose(text, re.compile(f"(?<=[A-Za-z0-9%])[，；](?=[{HAN}])")):
        yield Edit(*match.span(), f"{_WIDE[match[0]]} ")


@DEFECTS.text(Code.HALF_WIDTH, languages=_ZH)
def brackets_in_chinese(rng: Random, text: str) -> Iterator[Edit]:
    """Both brackets around a Chinese remark are half-width."""
    for match in prose(text, re.compile(f"（([^（）\n]*[{HAN}][^（）\n]*)）")):
        yield Edit(*match.span(), f"({text[match.start(1) : match.end(1)]})")
        yield Edit(*match.span(), f" ({text[match.start(1) : match.end(1)]}) ")


@DEFECTS.text(Code.FULL_WIDTH, Code.HALF_WIDTH)
def stop_replaced(rng: Random, text: str) -> Iterator[Edit]:
    """The stop at the end of a paragraph is that of the other language."""
    for start, end in prose_paragraphs(text):
        bare = text[start:end].rstrip()
        if bare.endswith(("。", ".")):
            at = start + len(bare) - 1
            yield Edit(at, at + 1, _WIDE.get(bare[-1]) or _NARROW[bare[-1]])
