"""The entries of all documents, joined: the files that a reader's browser loads from.

===================  ======================================================================
``meta``             how many files there are, stop words, common terms, what a page says
``s/<n>``            lists of the terms whose hash is n
``c/<hash>``         the list of a common term, by itself
``t/<d>-<c>``        a document's c-th piece of text, in both languages (`entries.CHUNK`)
``v/<n>``            words by their first or last two letters, for typing and typing errors
``glossary``         the glossary's forms, for terms that begin with ``#``
``fold``             traditional characters, for who types them
``facets``           series, tags and years, and which document has which
===================  ======================================================================

Each is a script that makes one call, so that it loads from a disk and under
``script-src 'self'``. All are cut by size: many small ones would take more room on a disk, a few
large ones more of a reader's time.

What is joined is kept (`Kept`), and what is written: a build writes what has changed, and one in
which nothing has changed does next to nothing. The bytes are those of a clean build all the same.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..model import Bilingual
from . import groups
from .files import Output, digest, store
from .groups import Document, Filed, Forms, Group, Phrases, group_of, phrases_of
from .postings import read, width, write
from .terms import STOP, Folding, Stem

FORMAT = 2
"""To be raised when what is kept changes: a build then joins everything."""

SHARD = 3000
"""Characters of terms and their lists in a file, about."""

MOST = 1000
"""A list holds no more units than these, the strongest; it is the rest that says little."""

VOCABULARY = 8000
"""Characters of words in a file, about; each word stands in two."""


@dataclass(slots=True)
class Kept:
    """What one build leaves to the next."""

    key: str = ""
    """Of all that the index is made from."""
    scripts: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Those written: digest and bytes, by name."""
    texts: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By the number of a document, the key of its texts, and how many scripts they are."""
    cuts: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """By a term in very many units, the digest of its whole list, and what is made of it."""
    most: list[list[int]] = field(default_factory=list)
    """For each entry of the glossary, the documents that are most about it, first ones first."""

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Of the last build, if `path` is there and of this version."""
        if path.exists():
            version, *fields = json.loads(path.read_text("utf-8"))
            if version == FORMAT:
                kept = cls(*fields)
                kept.scripts = {name: (each[0], each[1]) for name, each in kept.scripts.items()}
                return kept
        return cls()

    def write(self, path: Path) -> None:
        """Leave it."""
        fields = [FORMAT, self.key, self.scripts, self.texts, self.cuts, self.most]
        store(path, _json(fields))


@dataclass(frozen=True, slots=True)
class Source:
    """What an index is made from."""

    documents: Sequence[Document]
    """In an order that does not change from build to build, those that come later last."""
    forms: Forms
    """The glossary's."""
    stem: Stem
    """Of words."""
    folding: Folding
    """Of traditional characters."""
    names: Mapping[str, Mapping[str, Bilingual]]
    """Of ``series`` and ``tags``, by key."""
    labels: Mapping[str, Any]
    """What else ``meta`` says: the languages, words for the page."""


def write_index(
    source: Source, out: Path, keep: Path, here: str, others: Sequence[str]
) -> list[list[int]]:
    """Write the index of `source` into `out`, or what of it has changed.

    Args:
        source: what it is made from.
        out: its folder.
        keep: the folder for what the next build may use.
        here: how one comes from there to `out`: what was kept for another place is of no use.
        others: names of files in `out` that are to stay.

    Returns:
        For each entry of the glossary, the documents that are most about it, first ones first.

    """
    last = Kept.read(keep / "kept.json")
    phrases = phrases_of(source.forms, source.stem, source.folding)
    digits = width(len(source.documents))
    marks = {
        start: _mark(source.documents[start : start + groups.SIZE], start, digits, phrases)
        for start in range(0, len(source.documents), groups.SIZE)
    }
    sizes = [SHARD, MOST, VOCABULARY]
    said = _json([sizes, source.names, source.labels, source.forms, list(source.folding.items())])
    filed = _json([[each.filed.url, *_filed(each.filed)] for each in source.documents])
    key = digest(here, said, filed, *marks.values())
    output = Output(out, last.scripts if last.key.startswith(digest(here)) else {})
    key = f"{digest(here)} {key}"
    if key == last.key and all(map(output.has, last.scripts)):
        for name in last.scripts:
            output.keep(name)
        output.finish(*others)
        return last.most
    # Until all is done, nothing is known of what is there.
    (keep / "kept.json").unlink(missing_ok=True)
    now = Kept(key)
    joined = [
        _group(source, start, digits, phrases, keep / f"{mark}.json")
        for start, mark in marks.items()
    ]
    for path in keep.glob("*.json"):
        if path.stem not in marks.values():
            path.unlink()
    _write_texts(source.documents, output, last, now)
    _write_lists(joined, source, digits, output, last, now)
    output.finish(*others)
    now.most = _most(joined, len(phrases))
    now.scripts = output.written
    now.write(keep / "kept.json")
    return now.most


def _filed(filed: Filed) -> list[Any]:
    return [list(filed.titles), list(filed.names), filed.series, list(filed.tags), filed.date]


def _mark(documents: Sequence[Document], start: int, digits: int, phrases: Phrases) -> str:
    """Another one if the group of `documents` is another."""
    said = [[each.digest, list(each.filed.names)] for each in documents]
    return digest(_json([FORMAT, start, digits, phrases, said]))


def _group(source: Source, start: int, digits: int, phrases: Phrases, path: Path) -> Group:
    if path.exists():
        return groups.load(path.read_text("utf-8"))
    documents = source.documents[start : start + groups.SIZE]
    group = group_of(documents, start, digits, phrases, source.stem, source.folding)
    store(path, groups.dump(group))
    return group


def _most(joined: Sequence[Group], entries: int) -> list[list[int]]:
    found: list[list[int]] = []
    for entry in range(entries):
        weighed = [(-weight, at) for group in joined for at, weight in group.most[entry]]
        found.append([at for _, at in sorted(weighed)])
    return found


def _write_texts(documents: Sequence[Document], output: Output, last: Kept, now: Kept) -> None:
    """The texts of each document, unless they are there."""
    for number, (filed, mark, _, texts) in enumerate(documents):
        key = digest(mark, filed.url, *filed.titles)
        before, count = last.texts.get(str(number), ("", 0))
        names = [f"t/{number}-{place}" for place in range(count)]
        if before == key and all(map(output.has, names)):
            for name in names:
                output.keep(name)
        else:
            chunks = texts()
            count = len(chunks)
            for place, chunk in enumerate(chunks):
                name = f"t/{number}-{place}"
                # A chunk is two values in a list: they are written as two.
                start = _call(name, filed.url, list(filed.titles)).removesuffix(");\n")
                output.put(name, f"{start},{chunk[1:-1]});\n")
        now.texts[str(number)] = (key, count)


def _write_lists(
    joined: Sequence[Group], source: Source, digits: int, output: Output, last: Kept, now: Kept
) -> None:
    """All else."""
    whole: dict[str, str] = {}
    vocabulary: Counter[str] = Counter()
    characters: set[str] = set()
    for group in joined:
        for term, piece in group.lists.items():
            whole[term] = whole.get(term, "") + piece
        vocabulary.update(group.words)
        characters.update(group.han)
    lists: dict[str, str] = {}
    common: defaultdict[int, list[str]] = defaultdict(list)
    apart: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for term, listed in sorted(whole.items()):
        cut = None
        if len(listed) >= MOST * 2:
            mark = digest(listed)
            before, cut = last.cuts.get(term, ("", None))
            if before != mark:
                cut = _cut(listed, digits)
            now.cuts[term] = (mark, cut)
        if cut:
            common[_magnitude(cut[0])].append(term)
            apart[f"c/{fnv(term):x}"][term] = cut
        else:
            lists[term] = listed
    for name, some in apart.items():
        output.put(name, _call(name, some))
    written = sum(len(term) + len(listed) + len('"":"",') for term, listed in lists.items())
    shards = _files_for(written, SHARD)
    for name, shard in _shards(lists, shards):
        output.put(name, _call(name, shard))
    words = list(_vocabulary(vocabulary))
    for name, pile in words:
        output.put(name, _call(name, *pile))
    filed = [document.filed for document in source.documents]
    output.put("glossary", _call("glossary", [list(each) for each in source.forms]))
    output.put("fold", _call("fold", *_foldings(characters, source.folding)))
    output.put("facets", _call("facets", _facets(filed, source.names)))
    meta = {
        "version": digest(_json(sorted(output.written.items()))),
        "documents": len(filed),
        "width": digits,
        "units": sum(group.units for group in joined),
        "shards": shards,
        "words": len(words),
        "stop": " ".join(sorted(STOP)),
        "common": [",".join(common[each]) for each in sorted(common, reverse=True)],
        **source.labels,
    }
    output.put("meta", _call("meta", meta))


def _cut(listed: str, digits: int) -> tuple[int, str] | None:
    """Of a long list its strongest units, behind the number of all; None if it is not so long."""
    found = read(listed, digits)
    if len(found) <= MOST:
        return None
    counts = Counter([each[-1] for _, each in found])
    room, kept = MOST, set()
    least = ""
    for least in sorted(counts, reverse=True):
        if counts[least] > room:
            break
        room -= counts[least]
        kept.add(least)
    strongest = []
    for at, each in found:  # and of those that are as weak as may be, the first ones
        if each[-1] in kept:
            strongest.append((at, each))
        elif each[-1] == least and room > 0:
            strongest.append((at, each))
            room -= 1
    return len(found), write(strongest)


def _magnitude(count: int) -> int:
    """About the logarithm of `count`, by halves: who knows more knows no better.

    >>> [_magnitude(count) for count in (1000, 1023, 1024, 1536, 2048)]
    [19, 19, 20, 21, 22]
    """
    bits = count.bit_length()
    return 2 * (bits - 1) + (count >> bits - 2 & 1)


def _files_for(size: int, each: int) -> int:
    """How many files `size` is put into, of `each` and somewhat more.

    The number is the same while `size` changes little: when it changes, everything moves.

    >>> [_files_for(size, 10) for size in (9, 79, 80, 99, 100, 1000, 1100)]
    [1, 7, 8, 8, 10, 96, 96]
    """
    count = max(1, size // each)
    spare = max(0, count.bit_length() - 3)
    return count >> spare << spare


def _shards(lists: Mapping[str, str], count: int) -> Iterator[tuple[str, dict[str, str]]]:
    shards: list[dict[str, str]] = [{} for _ in range(count)]
    for term, listed in lists.items():
        shards[fnv(term) % count][term] = listed
    for number, shard in enumerate(shards):
        yield f"s/{number}", shard


def _vocabulary(words: Mapping[str, int]) -> Iterator[tuple[str, list[str]]]:
    """Words of four letters or more, the most frequent first, under both of their ends."""
    chosen = sorted(
        (word for word in words if len(word) > 3 and word.isalpha() and word.isascii()),
        key=lambda word: (-words[word], word),
    )
    count = _files_for(2 * sum(len(word) + 1 for word in chosen), VOCABULARY)
    piles: list[list[list[str]]] = [[[], []] for _ in range(count)]
    for word in chosen:
        piles[fnv(word[:2]) % count][0].append(word)
        piles[fnv(word[-2:]) % count][1].append(word)
    for number, pile in enumerate(piles):
        yield f"v/{number}", [" ".join(each) for each in pile]


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


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _call(name: str, *values: Any) -> str:
    """A script that hands `values` on; JSON is JavaScript."""
    return f"bitextSearch.put({','.join(map(_json, (name, *values)))});\n"
