"""Defects that bring in what is nobody's own: misspelt names, remarks, other languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .defect import Registry
from .markup import HAN, MASK, Edit, mask, prose, prose_paragraphs, sentences, spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from .corpus import Pair

DEFECTS: Final = Registry()
_NAME: Final = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Za-z]{3,}(?![A-Za-z0-9-])")
_NAMES: Final = ("Adam", "Lion", "Mamba", "Google", "Transformer", "BERT")
_REMARKS: Final = {
    "zh": ("以下是翻译：", "译文如下：\n\n"),
    "en": ("Here is the English translation:\n\n", "Translation: "),
}
_NOTES: Final = {
    "zh": "（译者注：原文如此。）",
    "en": " (Translator’s note: thus in the original.)",
}
_THIRD: Final = {
    "zh": ("これは前の結果からすぐに得られる。", "이것은 앞의 결과에서 바로 나온다."),
    "en": (
        "Das ist nicht schwer, wie wir aus dem Beweis sehen. ",
        "Ce n’est pas une surprise pour les lecteurs. ",
        "Это следует из предыдущего. ",
    ),
}


def _language(text: str) -> str:
    return "zh" if re.search(f"[{HAN}]", mask(text)) else "en"


def _shared_name(rng: Random, pair: Pair) -> str | None:
    """A name that both sides write alike."""
    found = [set(_NAME.findall(mask(text))) for text in (pair.zh, pair.en)]
    both = sorted(found[0] & found[1])
    return rng.choice(both) if both else None


@DEFECTS.add(Code.NAME, Code.TERM, must=False)
def name_misspelt(rng: Random, pair: Pair) -> Pair | None:
    """``Transformer`` becomes ``Transfomer`` on one side."""
    name = _shared_name(rng, pair)
    if name is None:
        return None
    at = rng.randrange(1, len(name) - 1)
    slip = rng.choice([name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]])
    return _renamed(rng, pair, name, slip)


@DEFECTS.add(Code.NAME, Code.TERM, must=False)
def name_replaced(rng: Random, pair: Pair) -> Pair | None:
    """``Muon`` becomes ``Adam`` on one side."""
    name = _shared_name(rng, pair)
    if name is None:
        return None
    return _renamed(rng, pair, name, rng.choice([other for other in _NAMES if other != name]))


def _renamed(rng: Random, pair: Pair, name: str, new: str) -> Pair:
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    whole = re.compile(rf"(?<![A-Za-z0-9-]){name}(?![A-Za-z0-9-])")
    match = rng.choice(list(prose(text, whole)))
    return pair.with_side(language, Edit(*match.span(), new).apply(text))


@DEFECTS.text(Code.REMARK, Code.BLOCKS, must=False)
def remark_added(rng: Random, text: str) -> Iterator[Edit]:
    """A program's “Here is the translation”, or a translator's note."""
    language = _language(text)
    for remark in _REMARKS[language]:
        yield Edit(0, 0, remark)
    if found := sentences(text, language):
        end = len(text[: found[-1][1]].rstrip())
        yield Edit(end, end, _NOTES[language])


@DEFECTS.text(Code.UNTRANSLATED, must=False)
def language_third(rng: Random, text: str) -> Iterator[Edit]:
    """A sentence without tokens is in a third language."""
    language, masked = _language(text), mask(text)
    for start, end in sentences(text, language):
        if MASK not in masked[start:end] and end - start > 10:
            yield Edit(start, end, rng.choice(_THIRD[language]))


@DEFECTS.text(Code.INVISIBLE, Code.QUOTES, Code.HALF_WIDTH, must=False)
def characters_garbled(rng: Random, text: str) -> Iterator[Edit]:
    """UTF-8 is read as Latin-1: ``’`` becomes ``â€™``."""
    for match in prose(text, re.compile(rf"[’“”—–]|[{HAN}]")):
        yield Edit(*match.span(), match[0].encode().decode("cp1252", "replace"))


@DEFECTS.text(Code.BLOCKS)
def display_in_line(rng: Random, text: str) -> Iterator[Edit]:
    """``$x$`` becomes ``$$x$$``."""
    for match in spans(text, "inline"):
        yield Edit(*match.span(), f"$${match['inline']}$$")


@DEFECTS.text(Code.BLOCKS, must=False)
def paragraph_indented(rng: Random, text: str) -> Iterator[Edit]:
    """Four spaces make code of a paragraph."""
    for start, end in prose_paragraphs(text):
        yield Edit(start, end, "    " + text[start:end].replace("\n", "\n    "))


@DEFECTS.text(Code.REPEATED, must=False)
def word_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """“the the”, 我们我们."""
    if _language(text) == "zh":
        found = prose(text, re.compile(rf"的(?=[{HAN}])|我们|可以|因为|就是"))
    else:
        found = prose(text, re.compile(r"\b(?:the|of|is|to|we|and|in) "))
    for match in found:
        yield Edit(*match.span(), match[0] * 2)
