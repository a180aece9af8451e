"""What is kept of a document between builds: its terms weighed, its texts in pieces.

All that depends on this document alone is worked out here, once; joining the entries of a thousand
documents (:mod:`.index`) is then little more than putting strings together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from .postings import STRONGEST, block
from .records import Languages, Record
from .terms import STOP, Folding, Stem, fold, han, terms

FORMAT = 3
"""To be raised when entries change: older ones are made again."""

CHUNK = 8
"""Units whose texts a reader's browser loads together."""

# How much more a term counts for standing there.
_TITLE, _LABEL, _HEADING, _PROSE, _BESIDE = 8.0, 3.0, 2.0, 1.0, 0.5
# BM25's constants, with a fixed length in place of the average one: an entry must not depend on
# other documents.
_SATURATION, _LENGTH_SHARE, _USUAL_LENGTH = 1.2, 0.5, 80.0


class Entry(NamedTuple):
    """A document, ready to be joined with others."""

    blocks: dict[str, str]
    """A `block` for each term."""
    chunks: dict[str, list[Any]]
    """By language, the texts of every `CHUNK` units; see :func:`_chunks`."""
    words: list[str]
    """Its words, as they stand there, sorted."""
    han: str
    """Its Han characters, sorted."""
    units: int
    """How many it has."""


def entry_of(record: Record, languages: Languages, stem: Stem, folding: Folding) -> Entry:
    """The entry of `record`."""
    where: dict[str, list[tuple[int, int]]] = {}
    # A single character or stop word is looked up as the unit of the document that has most of it.
    letters: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    beside = cache(lambda word: terms(word, stem, folding))
    opened = -1
    for number, unit in enumerate(record.units):
        opens, opened = unit.section != opened, unit.section
        heading = record.sections[unit.section].heading if opens else {}
        asides = [beside(word) for word in unit.words if len(word) > 1]
        asides += [beside(label) for label in unit.labels]
        aside = [term for found, _ in asides for term in found]
        seen.update(word for _, words in asides for word in words)
        exact = [*map(str.lower, unit.labels), *(f"={each}" for each in unit.numbers)]
        impacts: dict[str, int] = {}
        for language in languages:
            above, text = heading.get(language.code, ""), unit.texts.get(language.code, "")
            prose, words = terms(text, stem, folding)
            opening, more = terms(above, stem, folding)
            seen.update(words, more)
            length = len(prose) + len(opening) + len(aside)
            counts: dict[str, float] = {}
            for weight, found in (
                (_PROSE * unit.weight, prose),
                (_HEADING if number else _TITLE, opening),
                (_BESIDE, aside),
                (_LABEL, exact),
            ):
                for term, count in Counter(found).items():
                    counts[term] = counts.get(term, 0) + weight * count
            said = fold(f"{above}\n{text}", folding)
            single: Counter[str] = Counter(han(said))
            single.update(word for word in said.split() if word in STOP)
            half = _half(length)
            for sign, count in single.items():
                strength = round(STRONGEST * count / (count + half)) or 1
                if strength > letters.get(sign, (0, -1))[1]:
                    letters[sign] = (number, strength)
            for term, weighed in counts.items():
                strength = round(STRONGEST * weighed / (weighed + half)) or 1
                if strength > impacts.get(term, 0):
                    impacts[term] = strength
        for term, impact in impacts.items():
            where.setdefault(term, []).append((number, impact))
    where |= {f"1{sign}": [place] for sign, place in letters.items()}
    return Entry(
        blocks={term: block(found) for term, found in sorted(where.items())},
        chunks={language.code: list(_chunks(record, language.code)) for language in languages},
        words=sorted(seen),
        han="".join(sorted(sign for sign in letters if sign not in STOP)),
        units=len(record.units),
    )


def dump(entry: Entry) -> str:
    """`entry` as text, to be kept in a file."""
    return json.dumps([FORMAT, *entry], ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Entry | None:
    """What `dump` gave; None if that was another version's."""
    kept, *fields = json.loads(text)
    return Entry(*fields) if kept == FORMAT else None


def weight_of_name() -> int:
    """The impact of a name that a document is filed under: its tags, series, author."""
    return round(STRONGEST * _LABEL / (_LABEL + _half(0)))


def _half(length: int) -> float:
    """What a term has to count, in a unit of `length` terms, for half of the highest impact."""
    return _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _USUAL_LENGTH)


def _chunks(record: Record, code: str) -> Iterator[list[Any]]:
    """Pieces of ``[[[anchor, heading], ...], [[heading's index, text, anchor, opens], ...]]``."""
    opened = -1
    for start in range(0, len(record.units), CHUNK):
        headings: list[int] = []
        rows = []
        for unit in record.units[start : start + CHUNK]:
            if unit.section not in headings:
                headings.append(unit.section)
            row = [headings.index(unit.section), unit.texts.get(code, ""), unit.anchor]
            rows.append([*row, 1] if unit.section != opened else row if unit.anchor else row[:2])
            opened = unit.section
        sections = [record.sections[number] for number in headings]
        yield [[[each.anchor, each.heading.get(code, "")] for each in sections], rows]


def terms_of_names(found: Iterable[str], stem: Stem, folding: Folding) -> set[str]:
    """The terms of names that a document is filed under."""
    return {term for name in found for term in terms(name, stem, folding)[0]}
