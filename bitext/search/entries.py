"""What is kept of a document between builds: its terms weighed, its texts in pieces.

All that depends on this document alone is worked out here, once; joining the entries of a thousand
documents (:mod:`.index`) is then little more than putting strings together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .postings import STRONGEST, block
from .records import Languages, Record, Unit
from .terms import Folding, Stem, fold, han, terms

FORMAT = 1
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
    letters: dict[str, tuple[int, int]] = {}
    seen: set[str] = set()
    characters: set[str] = set()
    opened = -1
    for number, unit in enumerate(record.units):
        opens, opened = unit.section != opened, unit.section
        heading = record.sections[unit.section].heading if opens else {}
        impacts: dict[str, int] = {}
        for language in languages:
            code = language.code
            text = unit.texts.get(code, "")
            title = record.title.get(code, "") if number == 0 else ""
            weighed = [
                (_PROSE, terms(text, stem, folding)),
                (_HEADING, terms(heading.get(code, "") if number else "", stem, folding)),
                (_TITLE, terms(title, stem, folding)),
                (_BESIDE, _beside(unit, stem, folding)),
            ]
            counts: Counter[str] = Counter()
            length = 0
            for weight, found in weighed:
                for term, word in found:
                    counts[term] += weight  # type: ignore[assignment]  # a Counter of floats
                    length += 1
                    if word:
                        seen.add(word)
            for label in unit.labels:
                counts[label.lower()] += _LABEL  # type: ignore[assignment]  # as above
            for figure in unit.numbers:
                counts[f"={figure}"] += _LABEL  # type: ignore[assignment]  # as above
            for term, count in counts.items():
                strength = _impact(count, length)
                if strength > impacts.get(term, -1):
                    impacts[term] = strength
            said = f"{title}\n{heading.get(code, '')}\n{text}"
            for character, count in Counter(
                c for c in fold(said, folding) if c >= "\u3400"
            ).items():
                strength = _impact(count, length)
                if strength > letters.get(character, (0, -1))[1]:
                    letters[character] = (number, strength)
            characters |= han(said, folding)
        for term, strength in impacts.items():
            where.setdefault(term, []).append((number, strength))
    for character in characters:
        where[f"1{character}"] = [letters[character]]
    return Entry(
        blocks={term: block(found) for term, found in sorted(where.items())},
        chunks={
            language.code: list(_chunks(record, language.code)) for language in languages
        },
        words=sorted(seen),
        han="".join(sorted(characters)),
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
    return _impact(_LABEL, 0)


def _beside(unit: Unit, stem: Stem, folding: Folding) -> Iterator[tuple[str, str]]:
    """Terms of formulas and citations: of each word alone, but of no single letter."""
    for word in unit.words:
        if len(word) > 1:
            yield from terms(word, stem, folding)
    for label in unit.labels:
        yield from terms(label, stem, folding)


def _impact(count: float, length: int) -> int:
    """How much a unit of `length` terms is about one that counts `count`."""
    share = 1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _USUAL_LENGTH
    strength = count / (count + _SATURATION * share)
    return min(STRONGEST, max(1, round(strength * STRONGEST)))


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
    return {term for name in found for term, _ in terms(name, stem, folding)}
