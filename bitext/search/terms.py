"""Text as terms: what a search looks up, the same for what is written and what is asked.

``engine.js`` does with a query what stands here; `tests/search/test_terms.py` holds the two
together. A term is one of

====================  =================================================================
``范数``               two Han characters that follow each other, or a stop between them
``norm``               a word's stem, in lower case and American spelling
``of norm``            a word and its neighbour
``shortconv-update``   an equation's label, whole
``=3``                 an equation's number in its post
``1范`` ``1the``        one Han character, one stop word (for queries of nothing else)
``#12``                a glossary's entry, in either language
====================  =================================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from operator import add
from typing import NamedTuple

Stem = Callable[[str], str]
"""A word, as `fold` leaves it, to the stem of what `spell` makes of it."""

Folding = Mapping[int, str]
"""Characters of traditional Chinese to simplified ones, for `str.translate`."""

MATH = "\u2063"
"""Stands on both sides of a formula's words in a text; readers do not see it."""

_STOP_WORDS = (
    "a an and are as at be by for from has have in is it its of on or that the this to we which "
    "with s t"
)
STOP = frozenset(_STOP_WORDS.split())
"""English words that say nothing alone (and what an apostrophe leaves behind)."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_FIRST_HAN = "\u3400"
"""Of all that an atom may begin with, Han characters come last."""
_ATOM = re.compile(f"[{_HAN}]+|[a-z0-9]+|[\u0370-\u03ff]+|[\u0400-\u04ff]+|[\u3040-\u30ff]+")
_MARKS = {
    chr(code): None
    for codes in (range(0x300, 0x1F000), range(0xE0100, 0xE01F0))
    for code in codes
    if unicodedata.category(chr(code)).startswith("M")
}
_NO_MARKS = str.maketrans(_MARKS)
# What stands on both sides of a formula may be searched for as if it were not there.
_GAP = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_CAMEL = re.compile("[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_BRIDGE = re.compile(f"([{_HAN}])[、。,.;:?!]+(?=([{_HAN}]))")
_SPELLINGS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        ("(?<=[a-z]{3}[abd-vx-z])is(?=(?:e|ed|es|er|ers|ing|able|ation|ations)$)", "iz"),
        ("(?<=[a-z]{3})ys(?=(?:e|ed|es|er|ers|ing|able)$)", "yz"),
        ("(?<=[a-z]{3})our(?=(?:s|ed|ing|al|able|hood|hoods|ful|less)?$)", "or"),
        ("(?<=[a-z]{3}e)ll(?=(?:ed|ing|er|ers)$)", "l"),
        ("(?<=[a-z]{2})tre(?=s?$)", "ter"),
        ("(?<=[a-z]{2})tred$", "tered"),
    )
)
_WORD = re.compile("[A-Za-z0-9]+")
_MIXED = re.compile("[A-Za-z0-9]*[a-z][A-Z][A-Za-z0-9]*|[A-Z]{2,}[a-z][A-Za-z0-9]*")


def fold(text: str, folding: Folding) -> str:
    """`text` without what typing leaves open: width, case, accents, traditional characters.

    >>> fold("Ｅｒｄős 矩陣", {ord("陣"): "阵"})
    'erdos 矩阵'
    """
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text)
        signs = set(bare)  # to translate is slow, and mostly there is nothing to
        if not _MARKS.keys().isdisjoint(signs):
            bare = bare.translate(_NO_MARKS)
        text = unicodedata.normalize("NFKC", bare).lower()
        return text if folding.keys().isdisjoint(map(ord, signs)) else text.translate(folding)
    return text.lower()


def spell(word: str) -> str:
    """A word in American spelling, which the stemmer knows; what is no word is alike unharmed.

    >>> spell("normalisation"), spell("behaviours"), spell("modelling"), spell("centred")
    ('normalization', 'behaviors', 'modeling', 'centered')
    >>> spell("noise"), spell("precise"), spell("four"), spell("spelling")
    ('noise', 'precise', 'four', 'spelling')
    """
    for pattern, american in _SPELLINGS:
        word = pattern.sub(american, word)
    return word


class Terms(NamedTuple):
    """What a text says."""

    found: list[str]
    """Its terms; a word's parts come last."""
    words: list[str]
    """Its words, as they stand there."""
    han: str
    """Its Han characters, one after the other, those of its formulas too."""
    stopped: list[str]
    """Its stop words."""


def terms(text: str, stem: Stem, folding: Folding) -> Terms:
    """The terms of `text`, and what else it is known by.

    Formulas, between `MATH` marks, are no part of the sentence around them.

    >>> terms("取范数 of RMSNorm", lambda word: word, {}).found
    ['取范', '范数', 'rmsnorm', 'of rmsnorm', 'rms', 'norm']
    """
    found: list[str] = []
    words: list[str] = []
    runs: list[str] = []
    prose = text
    if MATH in text:
        parts = text.split(MATH)
        prose = _GAP.sub("", " ".join(parts[::2]))
        runs += _HAN_RUN.findall("".join(parts[1::2]))
    stopped: list[str] = []
    before = ""
    folded = fold(prose, folding)
    for atom in _ATOM.findall(folded):
        if atom >= _FIRST_HAN:
            before = ""
            runs.append(atom)
            if len(atom) == 1:
                found.append(atom)
            else:
                found.extend(map(add, atom, atom[1:]))
            continue
        if atom in STOP:
            key = atom
            stopped.append(atom)
        else:
            key = stem(atom)
            found.append(key)
            words.append(atom)
        if before:
            found.append(f"{before} {key}")
        before = key
    if runs:
        found += map("".join, _BRIDGE.findall(folded))
    for word in _WORD.findall(prose):
        mixed = None if word.islower() else _MIXED.search(word)
        if mixed:
            within = [part.lower() for part in _CAMEL.findall(mixed[0]) if len(part) > 1]
            if len(within) > 1:
                found += map(stem, within)
                words += within
    return Terms(found, words, "".join(runs), stopped)
