"""The posts as a reader looks for them: newest first, and by what they are filed under.

Plain data, made of the catalogue and the taxonomy once a build; what pages are made of it is
:mod:`bitext.pages.listings`' affair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from ..catalogue import catalogue_of
from ..config import languages_of, taxonomy_of
from ..model import Bilingual, Post
from ..taxonomy import Series, Taxonomy

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FACETS = ("category", "tag", "series", "source", "year")
"""What posts are filed under, in the order in which pages show it."""

_MOST_COLUMNS = 12


class Entry(NamedTuple):
    """A post on the shelf."""

    docname: str
    post: Post
    minutes: Mapping[str, int]
    """How long it takes to read, by language code; empty where nobody counted."""

    def filed(self, facet: str) -> tuple[str, ...]:
        """The keys that it is filed under in `facet`."""
        post = self.post
        if facet == "tag":
            return post.tags
        key = {
            "category": post.category,
            "series": post.series,
            "source": host_of(post.source.url) if post.source else "",
            "year": post.date[:4],
        }[facet]
        return (key,) if key else ()

    def bare(self) -> Entry:
        """Without what no list shows: the post's sections and captions."""
        return self._replace(post=self.post._replace(sections={}, captions={}))

    def filing(self) -> dict[str, tuple[str, ...]]:
        """All that it is filed under: keys by facet."""
        return {facet: self.filed(facet) for facet in FACETS}


class Part(NamedTuple):
    """A part of a series, written or announced."""

    number: int
    title: Bilingual
    entry: Entry | None
    """None for a part that is only announced."""
    needs: tuple[int, ...]
    """The parts, written or announced, that it builds upon."""


class SeriesView(NamedTuple):
    """A series with its parts, in order."""

    key: str
    name: Bilingual
    summary: Bilingual
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        """The number of the last part."""
        return self.parts[-1].number if self.parts else 0

    def shown(self) -> object:
        """All that a post can show of it, as plain data."""
        parts = [
            (part.number, part.title, part.entry and part.entry.docname, part.needs)
            for part in self.parts
        ]
        return self.key, self.name, self.summary, parts

    @property
    def written(self) -> tuple[Part, ...]:
        """The parts that there are."""
        return tuple(part for part in self.parts if part.entry)

    def around(self, number: int) -> tuple[Part | None, Part | None]:
        """The parts before and after the one of this `number`."""
        before = [part for part in self.parts if part.number < number]
        after = [part for part in self.parts if part.number > number]
        return before[-1] if before else None, after[0] if after else None


class SourceGroup(NamedTuple):
    """The posts that expound one author's writings in one publication."""

    host: str
    author: str
    publication: Bilingual
    author_name: Bilingual
    licences: tuple[str, ...]
    """What the sources say of their licence; empty where none says anything."""
    entries: tuple[Entry, ...]
    """By the source's date, newest first."""


class LogRow(NamedTuple):
    """A tag in the topic log, with its posts by column."""

    key: str
    cells: tuple[tuple[Entry, ...], ...]


class Log(NamedTuple):
    """What was written about when."""

    columns: tuple[str, ...]
    """Months (``2026-11``); years, where the months would be too many for a page: the last."""
    rows: tuple[LogRow, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The posts, newest first, and the names of what they are filed under."""

    entries: tuple[Entry, ...]
    taxonomy: Taxonomy
    codes: tuple[str, ...]

    def shown(self) -> object:
        """All that lists can show, as plain data."""
        return [entry.bare() for entry in self.entries], self.taxonomy, self.codes

    def by(self, facet: str) -> dict[str, tuple[Entry, ...]]:
        """The posts by their key in `facet`; the keys in the taxonomy's order, years falling.

        A key that the taxonomy lacks (there was a warning) comes behind.
        """
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for key in entry.filed(facet):
                found.setdefault(key, []).append(entry)
        known = list(self._names(facet))
        order = [key for key in known if key in found] + sorted(
            found.keys() - set(known), reverse=facet == "year"
        )
        return {key: tuple(found[key]) for key in order}

    def years(self) -> list[tuple[str, tuple[Entry, ...]]]:
        """The posts by year, newest first; those without a date (a warning) last, under ``""``."""
        undated = tuple(entry for entry in self.entries if not entry.post.date)
        return [*self.by("year").items(), *([("", undated)] if undated else [])]

    def name(self, facet: str, key: str) -> Bilingual:
        """The name of `key`; the key itself where the taxonomy has none."""
        return self._names(facet).get(key) or dict.fromkeys(self.codes, key)

    def series(self) -> list[SeriesView]:
        """Each series that has a part, written or announced."""
        known = self.taxonomy.series
        written = self.by("series")
        keys = [*known, *(key for key in written if key not in known)]
        views = [self._view(key, known.get(key), written.get(key, ())) for key in keys]
        return [view for view in views if view.parts]

    def lately(self, most: int) -> list[SeriesView]:
        """At most so many series: those with the latest posts, in their usual order."""
        views = self.series()
        latest = list(dict.fromkeys(entry.post.series for entry in self.entries))
        rank = {key: place for place, key in enumerate(filter(None, latest))}
        near = sorted(views, key=lambda view: rank.get(view.key, len(rank)))[:most]
        return [view for view in views if view in near]

    def sources(self) -> list[SourceGroup]:
        """The posts by publication and author, the largest group first."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries:
            if source := entry.post.source:
                found.setdefault((host_of(source.url), source.author), []).append(entry)
        groups = [
            SourceGroup(
                host=host,
                author=author,
                publication=self.name("source", host),
                author_name=self.taxonomy.authors.get(author) or dict.fromkeys(self.codes, author),
                licences=tuple(sorted({_licence(entry) for entry in entries} - {""})),
                entries=tuple(sorted(entries, key=_by_source, reverse=True)),
            )
            for (host, author), entries in found.items()
        ]
        return sorted(groups, key=lambda group: (-len(group.entries), group.host, group.author))

    def own(self) -> tuple[Entry, ...]:
        """The posts that expound nobody else's."""
        return tuple(entry for entry in self.entries if not entry.post.source)

    def focus(self, last: int, most: int) -> list[tuple[str, int]]:
        """The tags of the `last` posts and how many have each: the `most` frequent ones.

        Of two that are as frequent, the one that was used later comes first.
        """
        counted = Counter(tag for entry in self.entries[:last] for tag in entry.post.tags)
        return counted.most_common(most)  # equal ones stay in the order in which they came

    def log(self, *, of_sources: bool = False) -> Log:
        """Tags by date: the posts' own, or that of what they expound."""

        def date(entry: Entry) -> str:
            if not of_sources:
                return entry.post.date
            return entry.post.source.date if entry.post.source else ""

        dated = [entry for entry in self.entries if date(entry) and entry.post.tags]
        months, years = ({date(entry)[:length] for entry in dated} for length in (7, 4))
        columns = tuple(sorted(months if len(months) <= _MOST_COLUMNS else years))
        columns = columns[-_MOST_COLUMNS:]
        width = len(columns[0]) if columns else 0
        rows = []
        for key, filed in self.by("tag").items():
            tagged = [entry for entry in filed if date(entry)]
            cells = tuple(
                tuple(entry for entry in tagged if date(entry)[:width] == column)
                for column in columns
            )
            if any(cells):
                rows.append(LogRow(key, cells))

        def latest(row: LogRow) -> tuple[int, int]:
            last = max(index for index, cell in enumerate(row.cells) if cell)
            return last, sum(len(cell) for cell in row.cells)

        return Log(columns, tuple(sorted(rows, key=latest, reverse=True)))

    def _names(self, facet: str) -> Mapping[str, Bilingual]:
        taxonomy = self.taxonomy
        if facet == "series":
            return {key: series.name for key, series in taxonomy.series.items()}
        return {
            "category": taxonomy.categories,
            "tag": taxonomy.tags,
            "source": taxonomy.publications,
            "year": {},
        }[facet]

    def _view(self, key: str, series: Series | None, entries: Iterable[Entry]) -> SeriesView:
        announced = dict(series.announced) if series else {}
        # Of two that claim one part (a warning), the first by name has it.
        written = {
            entry.post.part: entry
            for entry in sorted(entries, key=lambda entry: entry.docname, reverse=True)
            if entry.post.part
        }
        numbers = sorted(announced.keys() | written.keys())
        parts = []
        for before, number in zip([None, *numbers], numbers, strict=False):
            entry = written.get(number)
            needs: Sequence[int] = () if before is None else (before,)
            if series and number in series.needs:
                needs = [part for part in series.needs[number] if part in numbers]
            title = entry.post.title if entry else announced[number]
            parts.append(Part(number, title, entry, tuple(needs)))
        return SeriesView(
            key=key,
            name=self.name("series", key),
            summary=series.summary if series else {},
            parts=tuple(parts),
        )


def shelf_of(app: Sphinx) -> Shelf:
    """The posts of the site, from ``env-updated`` on. It sorts them: once a build, please."""
    catalogue = catalogue_of(app.env)
    return Shelf(
        entries=tuple(
            Entry(name, catalogue.posts[name], catalogue.minutes.get(name, {}))
            for name in catalogue.newest_first()
        ),
        taxonomy=taxonomy_of(app) or Taxonomy(),
        codes=tuple(language.code for language in languages_of(app.config)),
    )


def host_of(url: str) -> str:
    """The host of `url`, which names a publication: ``kexue.fm``.

    >>> host_of("https://www.kexue.fm/archives/11340")
    'kexue.fm'
    """
    return (urlsplit(url).hostname or "").removeprefix("www.")


def address(facet: str, key: str) -> str:
    """The name of the page of `key`; of a source and of a year, the anchor on its page.

    >>> address("tag", "test-time-training")
    'tags/test-time-training'
    """
    folder = {"category": "categories", "tag": "tags", "series": "series"}[facet]
    return f"{folder}/{anchor(key)}"


def anchor(*keys: str) -> str:
    """What can stand in an address and in an ``id``: letters of any script, digits, ``-._``."""
    return re.sub(r"[^\w.-]+", "-", "-".join(keys)).strip("-.")


def _by_source(entry: Entry) -> tuple[str, str]:
    return entry.post.source.date if entry.post.source else "", entry.docname


def _licence(entry: Entry) -> str:
    return entry.post.source.licence if entry.post.source else ""
