"""The lists of a few documents that follow each other, joined: kept, so that an edit joins few.

Of a thousand documents, one that changes makes its group of `SIZE` join again, and then as many
groups join as there are, not as many documents.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .entries import Entry, terms_of_names, weight_of_name
from .postings import block, document, read, value, write
from .terms import Folding, Stem, terms

SIZE = 32
"""Documents of a group."""

Forms = Sequence[tuple[str, ...]]
"""Of each entry of a glossary, the words that stand for it, in either language."""

Phrases = list[list[list[str]]]
"""Of each entry of a glossary, the terms of each of its forms."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What a document is filed under."""

    url: str
    """Of its page, from the site's root."""
    titles: Sequence[str]
    """In each language, and the short ones."""
    names: Sequence[str] = ()
    """Of its tags, series, category, authors, in each language: they are searched for."""
    series: str = ""
    tags: Sequence[str] = ()
    date: str = ""


class Document(NamedTuple):
    """A document, to be joined with others."""

    filed: Filed
    digest: str
    """Of its entry: another if that says anything else."""
    entry: Callable[[], Entry]
    """Reads it."""
    texts: Callable[[], Sequence[str]]
    """Reads its `Entry.chunks` alone."""


class Group(NamedTuple):
    """Documents, joined."""

    lists: dict[str, str]
    """By term, documents' numbers with their blocks."""
    words: dict[str, int]
    """In how many documents a word stands."""
    han: str
    """All Han characters."""
    units: int
    """How many there are."""
    most: list[list[tuple[int, int]]]
    """For each entry of the glossary, ``(document, how much it is about that)``."""


def phrases_of(forms: Forms, stem: Stem, folding: Folding) -> Phrases:
    """The terms of the glossary's `forms`; two neighbours say all that their words say alone."""

    def terms_of(form: str) -> list[str]:
        found = list(dict.fromkeys(terms(form, stem, folding).found))
        within = {word for term in found for word in term.split() if " " in term}
        return [term for term in found if term not in within]

    return [[terms_of(form) for form in words] for words in forms]


def group_of(
    documents: Iterable[Document],
    first: int,
    digits: int,
    phrases: Phrases,
    stem: Stem,
    folding: Folding,
) -> Group:
    """`documents` joined, numbered from `first` on in `digits` digits."""
    lists: dict[str, str] = {}
    words: Counter[str] = Counter()
    characters: set[str] = set()
    units = 0
    named = block([(0, weight_of_name())])
    for number, (filed, _, entry_of, _) in enumerate(documents, first):
        entry = entry_of()
        here = document(number, digits)
        for term, found in entry.blocks.items():
            lists[term] = lists.get(term, "") + here + found
        for term in sorted(terms_of_names(filed.names, stem, folding)):
            lists[term] = lists.get(term, "") + here + named
        words.update(entry.words)
        characters.update(entry.han)
        units += entry.units
    most = _enter_glossary(lists, phrases, digits)
    return Group(lists, dict(words), "".join(sorted(characters)), units, most)


def _enter_glossary(
    lists: dict[str, str], phrases: Phrases, digits: int
) -> list[list[tuple[int, int]]]:
    """Enter a list for each entry of the glossary: the units that hold all terms of a form."""
    known: dict[str, dict[str, str]] = {}

    def units_of(term: str) -> dict[str, str]:
        """Document and unit, as they are written, with the impact there."""
        if term not in known:
            found = read(lists.get(term, ""), digits)
            known[term] = {at + each[:-1]: each[-1] for at, each in found}
        return known[term]

    most: list[list[tuple[int, int]]] = []
    for number, forms in enumerate(phrases):
        units: dict[str, str] = {}
        for form in filter(None, forms):
            parts = [units_of(term) for term in form]
            for place in set(parts[0]).intersection(*parts[1:]):
                impact = min([part[place] for part in parts])
                units[place] = max(impact, units.get(place, ""))
        weights: Counter[str] = Counter()
        for place, impact in units.items():
            weights[place[:digits]] += value(impact)
        most.append([(value(at), weight) for at, weight in sorted(weights.items())])
        if units:
            places = sorted(units.items())
            found = [(place[:digits], place[digits:] + impact) for place, impact in places]
            lists[f"#{number}"] = write(found)
    return most


def dump(group: Group) -> str:
    """`group` as text, to be kept in a file."""
    return json.dumps(group, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Group:
    """What `dump` gave."""
    return Group(*json.loads(text))
