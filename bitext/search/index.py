"""The entries of all documents, joined: the files that a reader's browser loads from.

==============  ===========================================================================
``meta``        how many files there are, stop words, common terms, what a page says
``s/<n>``       lists of the terms whose hash is n
``t/<d>-<c>-<language>``  the texts of a document's c-th `CHUNK` of units
``v/<n>``       words by their first or last two letters, for typing and typing errors
``glossary``    the glossary's forms, for terms that begin with ``#``
``fold``        traditional characters, for who types them
``facets``      series, tags and years, and which document has which
==============  ===========================================================================

Each is a script that makes one call, so that it loads from a disk and under
``script-src 'self'``.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model import Bilingual
from .entries import Entry, terms_of_names, weight_of_name
from .postings import block, decode, document, encode, width
from .terms import STOP, Folding, Stem, terms

SHARD = 3000
"""Characters of lists in a file, about."""

MOST = 1000
"""A list holds no more units than these, the strongest; it is the rest that says little."""

SUBTLE = 8
"""Words that are in one file of words, in thousands of characters, about."""

Forms = Sequence[tuple[str, ...]]
"""Of each entry of a glossary, the words that stand for it, in either language."""


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


@dataclass(slots=True)
class Index:
    """What :func:`join` gives."""

    files: dict[str, str]
    """Scripts, by name without ``.js``."""
    found: list[list[int]] = field(default_factory=list)
    """For each entry of the glossary, the documents that are most about it, first ones first."""


def join(
    documents: Iterable[tuple[Filed, Entry]],
    *,
    forms: Forms,
    stem: Stem,
    folding: Folding,
    names: Mapping[str, Mapping[str, Bilingual]],
    labels: Mapping[str, Any],
) -> Index:
    """The index of `documents`.

    Args:
        documents: in an order that does not change from build to build.
        forms: the glossary's.
        stem: of words.
        folding: of traditional characters.
        names: of ``series`` and ``tags``, by key.
        labels: what else ``meta`` says: the languages, words for the page.

    """
    filed: list[Filed] = []
    lists: defaultdict[str, bytearray] = defaultdict(bytearray)
    vocabulary: Counter[str] = Counter()
    characters: set[str] = set()
    units = 0
    files: dict[str, str] = {}
    kept = list(documents)
    digits = width(len(kept))
    strongest = weight_of_name()
    for number, (post, entry) in enumerate(kept):
        filed.append(post)
        here = document(number, digits).encode()
        for term, found in entry.blocks.items():
            lists[term] += here + found.encode()
        named = (here + block([(0, strongest)]).encode(),)
        for term in sorted(terms_of_names(post.names, stem, folding)):
            lists[term] += named[0]
        vocabulary.update(entry.words)
        characters.update(entry.han)
        units += entry.units
        for code, chunks in entry.chunks.items():
            for place, chunk in enumerate(chunks):
                files[f"t/{number}-{place}-{code}"] = _call(
                    f"t/{number}-{place}-{code}", post.url, list(post.titles), *chunk
                )
    most = _glossary_lists(lists, forms, digits, stem, folding)
    shortened = {term: _shorten(listed, digits) for term, listed in sorted(lists.items())}
    total = sum(len(listed) + len(term) for term, listed in lists.items())
    shards = max(1, total // SHARD)
    files |= _shards(shortened, shards)
    files |= (words := dict(_vocabulary(vocabulary)))
    files["glossary"] = _call("glossary", [list(each) for each in forms])
    files["fold"] = _call("fold", *_foldings(characters, folding))
    files["facets"] = _call("facets", _facets(filed, names))
    cut = {term: listed[0] for term, listed in shortened.items() if not isinstance(listed, str)}
    common = sorted(cut, key=lambda term: (-cut[term], term))
    files["meta"] = _call(
        "meta",
        {
            "version": _version(files),
            "documents": len(filed),
            "width": digits,
            "units": units,
            "shards": shards,
            "words": len(words),
            "stop": " ".join(sorted(STOP)),
            "common": ",".join(common),
            **labels,
        },
    )
    return Index(files, most)


def _glossary_lists(
    lists: dict[str, bytearray], forms: Forms, digits: int, stem: Stem, folding: Folding
) -> list[list[int]]:
    """Enter a list for each entry of the glossary: the units that hold all terms of a form."""
    known: dict[str, dict[tuple[int, int], int]] = {}

    def units_of(term: str) -> dict[tuple[int, int], int]:
        if term not in known:
            listed = decode(lists[term], digits) if term in lists else ()
            known[term] = {(number, unit): impact for number, unit, impact in listed}
        return known[term]

    most: list[list[int]] = []
    for number, words in enumerate(forms):
        units: dict[tuple[int, int], int] = {}
        for form in words:
            parts = [units_of(term) for term in dict.fromkeys(terms(form, stem, folding)[0])]
            if not parts:
                continue
            smallest = min(parts, key=len)
            for place in smallest:
                if all(place in part for part in parts):
                    impact = min(part[place] for part in parts)
                    units[place] = max(impact, units.get(place, 0))
        weights: Counter[int] = Counter()
        for (at, _), impact in units.items():
            weights[at] += impact
        most.append([at for at, _ in sorted(weights.items(), key=lambda item: (-item[1], item[0]))])
        if units:
            triples = sorted((at, unit, impact) for (at, unit), impact in units.items())
            lists[f"#{number}"] = bytearray(encode(triples, digits).encode())
    return most


def _shorten(listed: bytearray, digits: int) -> str | list[Any]:
    """A list; a long one by its strongest units, behind the number of all."""
    if len(listed) < MOST * 2:
        return listed.decode()
    found = list(decode(listed, digits))
    if len(found) <= MOST:
        return listed.decode()
    strongest = sorted(sorted(found, key=lambda each: (-each[2], each[:2]))[:MOST])
    return [len(found), encode(strongest, digits)]


def _shards(lists: Mapping[str, Any], count: int) -> Iterator[tuple[str, str]]:
    shards: list[dict[str, Any]] = [{} for _ in range(count)]
    for term, listed in lists.items():
        shards[fnv(term) % count][term] = listed
    for number, shard in enumerate(shards):
        yield f"s/{number}", _call(f"s/{number}", shard)


def _vocabulary(words: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Words of four letters or more, the most frequent first, under both of their ends."""
    chosen = sorted(
        (word for word in words if len(word) > 3 and word.isalpha() and word.isascii()),
        key=lambda word: (-words[word], word),
    )
    count = max(1, sum(len(word) + 1 for word in chosen) // (SUBTLE * 1000))
    piles: list[list[list[str]]] = [[[], []] for _ in range(count)]
    for word in chosen:
        piles[fnv(word[:2]) % count][0].append(word)
        piles[fnv(word[-2:]) % count][1].append(word)
    for number, pile in enumerate(piles):
        yield f"v/{number}", _call(f"v/{number}", *(" ".join(each) for each in pile))


def _foldings(characters: set[str], folding: Folding) -> tuple[str, str]:
    """The traditional characters whose simplified ones the site has, and these."""
    pairs = [
        (chr(code), plain)
        for code, plain in sorted(folding.items())
        if plain in characters and code <= 0xFFFF
    ]
    return "".join(pair[0] for pair in pairs), "".join(pair[1] for pair in pairs)


def _facets(filed: Sequence[Filed], names: Mapping[str, Mapping[str, Bilingual]]) -> dict[str, Any]:
    """Each document's series, tags and year, as indices into the lists of all."""
    series = sorted({post.series for post in filed if post.series})
    tags = sorted({tag for post in filed for tag in post.tags})
    years = sorted({post.date[:4] for post in filed if post.date}, reverse=True)
    return {
        "series": [[key, dict(names["series"].get(key, {}))] for key in series],
        "tags": [[key, dict(names["tags"].get(key, {}))] for key in tags],
        "years": years,
        "documents": [
            [
                series.index(post.series) if post.series else -1,
                years.index(post.date[:4]) if post.date else -1,
                *sorted(tags.index(tag) for tag in post.tags),
            ]
            for post in filed
        ],
        "latest": sorted(
            (number for number, post in enumerate(filed) if post.date),
            key=lambda number: filed[number].date,
            reverse=True,
        ),
    }


def fnv(text: str) -> int:
    """FNV-1a over UTF-16 units, 32 bits; ``engine.js`` has it too.

    >>> fnv("范数")
    204254566
    """
    value = 2166136261
    data = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(data[::2], data[1::2], strict=True):
        value = (value ^ (high << 8 | low)) * 16777619 & 0xFFFFFFFF
    return value


def _call(name: str, *values: Any) -> str:
    """A script that hands `values` on; JSON is JavaScript."""
    written = [json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in values]
    return f"bitextSearch.put({','.join([json.dumps(name), *written])});\n"


def _version(files: Mapping[str, str]) -> str:
    """A mark of all that `files` say, for the addresses that browsers keep them under."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\n{files[name]}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:12]
