"""What is neither side's own: a third language, lost characters, a translator's own words.

>>> from bitext.parity.text import Side, read
>>> zh = Side("zh", tuple(read("以下是翻译：范数是有界的。这个學習過程於是收斂，没有问题。")))
>>> en = Side("en", tuple(read("The norm is bounded. Learning converges, asâ€”we saw.")))
>>> for finding in check(zh, en):
...     print(finding.code.label, *finding.zh_tokens, *finding.en_tokens)
remark 以下是翻译
invisible â€”
untranslated 學 習 過 斂
"""

from __future__ import annotations

import re
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .facing import excerpt, visible
from .finding import Code, Finding
from .sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .text import Block, Side


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Say what has got into either side that neither its author nor its language brings."""
    yield from _remarks(zh, en)
    for side in (zh, en):
        for block in side.blocks:
            if block.prose:
                yield from _languages(block, side.language)
                yield from _garbled(block, side.language)
    yield from _traditional(zh)


def _said(
    code: Code, message: str, block: Block, at: int, language: str, shown: tuple[str, ...]
) -> Finding:
    line = block.line_of(at)
    if language == "zh":
        return Finding(code, message, zh=line, zh_tokens=shown)
    return Finding(code, message, en=line, en_tokens=shown)


# What a translator says of the text, be it a person or a program.

_ZH_REMARK: Final = re.compile(
    "(?:以下|下面|这)[是为][^，。]{0,12}(?:翻译|译文)|译者[注按]|(?:翻译|译文)(?:如下|结果)|^译文：|"
    "[（(]注：(?:公式|译|原文|以上|此处)|作为(?:一个|一款)?(?:AI|人工智能|大?语言模型)[^，。]{0,6}，我"
    "|希望(?:这|对[你您])[^，。]{0,6}帮助|我已经?(?:将|把)[^，。]{0,12}翻译|[中英]文翻译[：如]",
    re.MULTILINE,
)
_EN_REMARK: Final = re.compile(
    r"\b(?:here(?:[’']s| is| are) (?:the|your|a|my) (?:\w+ ){0,3}translat\w+"
    r"|translator[’']?s?[’']? note"
    r"|as an AI\b|I (?:cannot|can[’']t|am unable to) (?:translate|assist)|hope this helps"
    r"|(?:is|are) (?:the|an?) (?:\w+ )?translation of the (?:\w+ ){0,2}text"
    r"|I(?:[’']ve| have) (?:kept|preserved|translated) (?:the|all)|let me know if you)"
    r"|\(note: (?:the |all )?(?:formula|latex|equation|translat|original|markdown)"
    r"|^\W*translation:",
    re.IGNORECASE | re.MULTILINE,
)


_REMARKS: Final = MappingProxyType({"zh": _ZH_REMARK, "en": _EN_REMARK})
# One of these stands in each of them; to look for those first is far quicker.
_TRACES: Final = MappingProxyType(
    {
        "zh": ("译", "（注：", "(注：", "作为", "帮助"),
        "en": (
            *("ranslat", "RANSLAT", "n AI", "his helps", "ote: ", "OTE: ", "I have "),
            *("I’ve ", "I've ", "t me know"),
        ),
    }
)


def _remarks(zh: Side, en: Side) -> Iterator[Finding]:
    """Where one side has such words, and the other none: then no author speaks of translations."""
    for side, other, own, its in (
        (zh, en, _ZH_REMARK, _EN_REMARK),
        (en, zh, _EN_REMARK, _ZH_REMARK),
    ):
        for block in side.blocks:
            if not any(trace in block.prose for trace in _TRACES[side.language]):
                continue
            found = own.search(block.prose)
            if found and not any(its.search(one.prose) for one in other.blocks):
                message = f"These are a translator’s own words: “{excerpt(found[0])}”"
                yield _said(Code.REMARK, message, block, found.start(), side.language, (found[0],))


# Languages that neither side is written in.

_LEAST: Final = 8
"""So many letters of other scripts are no name that is quoted."""
_OTHER_LETTERS: Final = re.compile(
    "[\u3041-\u30fa\u1100-\u11ff\uac00-\ud7a3\u0400-\u06ff\u0900-\u0e7f]"
)
_FOREIGN_LIST: Final = """
le les des une est que qui nous vous dans pour avec sur pas du au aux cette ces ce par sont cela
comme avons donc mais ont elle leur der das und ist nicht ein eine einen wie wir mit
von auf den dem zu sich wird aus dass auch wenn sind hat oder el los las un una por para con como
es son del della che per il gli sono non di
"""
_FOREIGN: Final = frozenset(_FOREIGN_LIST.split())
_ENGLISH_LIST: Final = """
the of a an and to in is are was be that this which with for by on as it we from not has have
"""
_ENGLISH: Final = frozenset(_ENGLISH_LIST.split())
_FEW: Final = 3


def _languages(block: Block, language: str) -> Iterator[Finding]:
    prose = block.prose
    if not prose.isascii() and (found := _OTHER_LETTERS.search(prose)):
        if len(_OTHER_LETTERS.findall(prose)) >= _LEAST:
            yield _third(block, found.start(), language, prose[found.start() :])
        return
    if language == "zh":
        return
    read = sentences(prose, language)
    if len(_FOREIGN.intersection(chain.from_iterable([one.words for one in read]))) < _FEW:
        return
    for one in read:
        foreign = sum(word in _FOREIGN for word in one.words)
        if foreign >= _FEW and foreign > sum(word in _ENGLISH for word in one.words):
            yield _third(block, one.start, language, prose[one.start : one.end])
            return


def _third(block: Block, at: int, language: str, text: str) -> Finding:
    side = "Chinese" if language == "zh" else "English"
    message = f"This is a third language on the {side} side: “{excerpt(text)}”"
    return _said(Code.UNTRANSLATED, message, block, at, language, (excerpt(text),))


def _encoded(encoding: str) -> frozenset[str]:
    """The Han characters that an encoding has."""
    every = "".join(map(chr, range(0x4E00, 0xA000)))
    return frozenset(every.encode(encoding, "ignore").decode(encoding))


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(characters))}]")


# GB 2312 holds the simplified characters, Big5 the traditional ones.
_TRADITIONAL: Final = _any_of(_encoded("big5") - _encoded("gb2312"))
_SIMPLIFIED: Final = _any_of(_encoded("gb2312") - _encoded("big5"))
_MIXED: Final = 3
"""So many of both on one side are no name."""


def _traditional(zh: Side) -> Iterator[Finding]:
    """Traditional characters among simplified ones; an author may well write all in the former."""
    found = _kinds_of(_TRADITIONAL, zh)
    if len(found) < _MIXED or len(_kinds_of(_SIMPLIFIED, zh)) < _MIXED:
        return
    block, at = next(
        (block, at) for block in zh.blocks for at, char in enumerate(block.prose) if char in found
    )
    shown = tuple(dict.fromkeys(c for one in zh.blocks for c in one.prose if c in found))[:8]
    message = f"Traditional characters stand among simplified ones: {''.join(shown)}"
    yield _said(Code.UNTRANSLATED, message, block, at, "zh", shown)


def _kinds_of(characters: re.Pattern[str], side: Side) -> set[str]:
    return {char for block in side.blocks for char in characters.findall(block.prose)}


# Characters that were read in another encoding than they were written in.

_AS_LATIN: Final = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd]"
_GARBLED: Final = re.compile(f"[ÂÃà-ïð](?:(?<=[ÂÃ]){_AS_LATIN}|(?<=[à-ï]){_AS_LATIN}{{2}}|(?<=ð)Ÿ)")
_LOST: Final = re.compile(r"(?<=[A-Za-z]{2})\?(?=[a-z])")


def _garbled(block: Block, language: str) -> Iterator[Finding]:
    """UTF-8 that was read as Latin-1, and what became of ’ where there is none."""
    found = [] if block.prose.isascii() else list(_GARBLED.finditer(block.prose))
    if language == "en" and "?" in block.prose:
        found += _LOST.finditer(block.prose)
    if found:
        shown = tuple(dict.fromkeys(visible(match[0]) for match in found))[:4]
        message = f"Characters were lost in another encoding: {' '.join(shown)}"
        yield _said(Code.INVISIBLE, message, block, found[0].start(), language, shown)
