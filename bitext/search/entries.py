"""What is kept of a document between builds: its terms weighed, its texts in pieces.

All that depends on this document alone is worked out here, once; joining the entries of a thousand
documents (:mod:`.index`) is then little more than putting strings together.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from .files import digest
from .postings import STRONGEST, ended, posting
from .records import Languages, Record, Unit
from .terms import STOP, Folding, Stem, terms

if TYPE_CHECKING:
    from ..model import Bilingual

FORMAT = 5
"""To be raised when entries change: older ones are made again."""

CHUNK = 6000
"""Bytes of text, in both languages, that a reader's browser loads together, about."""

PLACES = 16
"""Units that one chunk may hold; a unit's number is that of its chunk, times this, and its
place there: so it says which file to load."""

# How much more than in prose a term counts for standing there.
_TITLE, _LABEL, _HEADING, _BESIDE = 8.0, 3.0, 2.0, 0.5
# BM25's constants, with a fixed length in place of the average one: an entry must not depend on
# other documents.
_SATURATION, _LENGTH_SHARE, _USUAL_LENGTH = 1.2, 0.5, 80.0


class Entry(NamedTuple):
    """A document, ready to be joined with others."""

    blocks: dict[str, str]
    """A `block` for each term."""
    words: list[str]
    """Its words, as they stand there, sorted."""
    han: str
    """Its Han characters, sorted."""
    units: int
    """How many it has."""
    chunks: Sequence[str]
    """Its texts, in pieces: JSON, see :func:`_written`."""


def entry_of(record: Record, languages: Languages, stem: Stem, folding: Folding) -> Entry:
    """The entry of `record`."""
    written: dict[str, str] = {}
    # A single character or stop word is looked up as the unit of the document that has most of it.
    letters: dict[str, str] = {}
    seen: set[str] = set()
    beside = cache(lambda word: terms(word, stem, folding))
    opened = -1
    chunks = list(_chunks(record.units))
    for number, unit in _numbered(chunks):
        opens, opened = unit.section != opened, unit.section
        heading = record.sections[unit.section].heading if opens else {}
        aside: list[str] = []
        for word in (*unit.words, *unit.labels):
            if len(word) > 1:
                also = beside(word)
                aside += also.found
                seen.update(also.words)
        exact = [*map(str.lower, unit.labels), *(f"={each}" for each in unit.numbers)]
        sides = {
            (heading.get(language.code, ""), unit.texts.get(language.code, ""))
            for language in languages
        }
        here: dict[str, str] = {}
        for above, text in sorted(sides):  # what both share, once
            said = terms(text, stem, folding)
            opening = terms(above, stem, folding)
            seen.update(said.words, opening.words)
            posted = _Posted(number, len(said.found) + len(opening.found) + len(aside))
            counts: dict[str, float] = dict(Counter(said.found))
            if unit.weight != 1:
                counts = {term: unit.weight * count for term, count in counts.items()}
            _add(counts, opening.found, _HEADING if number else _TITLE)
            _add(counts, aside, _BESIDE)
            _add(counts, exact, _LABEL)
            own = dict(zip(counts, map(posted.__getitem__, counts.values()), strict=True))
            # Of two postings in a unit, what stands last tells which is the stronger one.
            for term in own.keys() & here.keys():
                own[term] = max(own[term], here[term])
            here.update(own)
            signs = Counter(said.han + opening.han)
            signs.update(said.stopped)
            signs.update(opening.stopped)
            for sign, count in signs.items():
                if sign not in letters or posted[count][-1] > letters[sign][-1]:
                    letters[sign] = posted[count]
        for term, each in here.items():
            written[term] = written.get(term, "") + each
    written |= {f"1{sign}": each for sign, each in letters.items()}
    return Entry(
        blocks={term: ended(postings) for term, postings in written.items()},
        words=sorted(seen),
        han="".join(sorted(sign for sign in letters if sign not in STOP)),
        units=len(record.units),
        chunks=list(_written(record, chunks, languages)),
    )


def _add(counts: dict[str, float], found: Iterable[str], weight: float) -> None:
    for term in found:
        counts[term] = counts.get(term, 0) + weight


def dump(entry: Entry, maker: str) -> str:
    """`entry` as lines, to be kept in a file: of what it is made, what is searched, each chunk."""
    lines = "\n".join((_json(entry[:-1]), *entry.chunks))
    return f"{FORMAT} {maker} {digest(lines)}\n{lines}\n"


def digest_in(first: str, maker: str) -> str | None:
    """The digest of an entry, by its first line; None if another `maker` has made it."""
    version, made, found = first.split()
    return found if (version, made) == (str(FORMAT), maker) else None


def load(text: str) -> Entry:
    """What `dump` gave."""
    blocks, words, characters, units = json.loads(text.split("\n", 2)[1])
    return Entry(blocks, words, characters, units, texts_in(text))


def texts_in(text: str) -> Sequence[str]:
    """The chunks of what `dump` gave; to read all else takes longer."""
    return text.removesuffix("\n").split("\n")[2:]


def weight_of_name() -> int:
    """The impact of a name that a document is filed under: its tags, series, author."""
    return _impact(_LABEL, 0)


class _Posted(dict[float, str]):
    """By what a term counts in a unit of `length` terms, its posting there."""

    def __init__(self, unit: int, length: int) -> None:
        self._unit, self._length = unit, length

    def __missing__(self, count: float) -> str:
        self[count] = posting(self._unit, _impact(count, self._length))
        return self[count]


def _impact(count: float, length: int) -> int:
    """The impact of what counts so much in a unit of `length` terms."""
    # What a term has to count for half of the highest impact.
    half = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _USUAL_LENGTH)
    return round(STRONGEST * count / (count + half)) or 1


def _chunks(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """The units of a document, as they are loaded: about `CHUNK` bytes, whole sections if may be.

    A section that grows then leaves the numbers of the others' units alone, mostly.
    """
    chunk: list[Unit] = []
    held = 0
    for _, section in groupby(units, lambda unit: unit.section):
        opens = True
        for unit in section:
            size = sum(len(text.encode("utf-8", "surrogatepass")) for text in _sides(unit.texts))
            full = held + size > CHUNK or (opens and held > CHUNK // 2) or len(chunk) == PLACES
            if chunk and full:
                yield chunk
                chunk, held = [], 0
            chunk.append(unit)
            held += size
            opens = False
    if chunk:
        yield chunk


def _numbered(chunks: Iterable[list[Unit]]) -> Iterator[tuple[int, Unit]]:
    for at, chunk in enumerate(chunks):
        for place, unit in enumerate(chunk):
            yield PLACES * at + place, unit


def _written(record: Record, chunks: Iterable[list[Unit]], languages: Languages) -> Iterator[str]:
    """Each chunk as JSON: its sections, then its units.

    ``[[[anchor, said], ...], [[section's index, said, anchor, opens], ...]]``; what is said is a
    list, by language, or a string where both languages share it. A row's end may be left out.
    """
    opened = -1
    for chunk in chunks:
        numbers = list(dict.fromkeys(unit.section for unit in chunk))
        rows: list[list[Any]] = []
        for unit in chunk:
            row = [numbers.index(unit.section), _said(unit.texts, languages), unit.anchor]
            rows.append([*row, 1] if unit.section != opened else row if unit.anchor else row[:2])
            opened = unit.section
        sections = [record.sections[number] for number in numbers]
        yield _json([[[each.anchor, _said(each.heading, languages)] for each in sections], rows])


def _sides(texts: Bilingual) -> set[str]:
    return set(texts.values())


def _said(texts: Bilingual, languages: Languages) -> str | list[str]:
    said = [texts.get(language.code, "") for language in languages]
    return said[0] if len(set(said)) == 1 else said


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def terms_of_names(found: Iterable[str], stem: Stem, folding: Folding) -> set[str]:
    """The terms of names that a document is filed under."""
    return {term for name in found for term in terms(name, stem, folding).found}
