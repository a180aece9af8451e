"""Plain data about posts: no Sphinx, picklable, comparable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Bilingual = Mapping[str, str]
"""A text by language code."""


Stamp = tuple[int, int]
"""A file's size in bytes, and when it was written, in nanoseconds."""


class Source(NamedTuple):
    """The post that one of ours expounds."""

    title: str
    author: str
    url: str
    date: str
    licence: str = ""
    lang: str = ""
    """The code of its language; the first one of the site where it is not given."""


class Caption(NamedTuple):
    """A numbered figure, table or listing."""

    kind: str
    """``figure``, ``table`` or ``code``: names its word in :mod:`bitext.words`."""
    number: int
    """Counted from 1 in each document."""


class Tally(NamedTuple):
    """What the parity check found in a document (:mod:`bitext.checker`)."""

    pairs: int
    errors: int
    warnings: int
    hints: int
    fingerprints: tuple[tuple[str, str], ...]
    """Of both sides of each pair, in order."""


class Post(NamedTuple):
    """What other pages may say of a document.

    What a document does not say is empty, and so is all from `date` on in one that
    is no post (``bitext_posts``).
    """

    title: Bilingual
    """Its title; its name where it has no heading."""
    short: Bilingual
    """The title where room is short; the title itself where none is given."""
    summary: Bilingual
    """What it says, in a few sentences; empty where none are given."""
    sections: Mapping[str, Bilingual]
    """Its section titles, by anchor."""
    captions: Mapping[str, Caption]
    """Its captioned figures, tables and listings, by anchor."""
    date: str = ""
    """When it was published, as in ``2026-11-22``."""
    category: str = ""
    """A key of ``categories`` in ``taxonomy.yml``."""
    tags: tuple[str, ...] = ()
    """Keys of ``tags``, in the author's order."""
    series: str = ""
    """A key of ``series``."""
    part: int | None = None
    """Its place there, from 1."""
    source: Source | None = None
    """The post that it expounds."""
    formerly: tuple[str, ...] = ()
    """The names of documents whose place it has taken."""
    updated: str = ""
    """When it was last changed so that readers should know; empty where it was not."""

    @property
    def changed(self) -> str:
        """The day of its last change, which may be that of its publication."""
        return max(self.date, self.updated)


CITED_OFTEN = 8
"""As many documents that cite a work are named, or counted: more are said to be more. So a post
that is new changes few others."""


class Work(NamedTuple):
    """A work of the bibliography that documents cite."""

    name: Bilingual
    """As a text calls it: *Yang et al. (2024)*."""
    anchor: str
    """Where the page of all works has it."""
    page: str
    """The letters that this page begins its works with; empty where one page has all."""
    cited_by: tuple[str, ...]
    """The documents that cite it, in order."""

    def page_in(self, name: str) -> str:
        """The page that it stands on, where `name` is that of the page of all works."""
        return f"{name}/{self.page}" if self.page else name


class Kin(NamedTuple):
    """A related post, and what relates it."""

    docname: str
    works: tuple[str, ...]
    """The keys of works that both cite, the rarest first."""
    tags: tuple[str, ...]
    """The tags that both bear, the rarest first."""


class Leads(NamedTuple):
    """Where one may go from the end of a post; None where there is nothing."""

    newer: str | None
    older: str | None
    previous: str | None
    """The part before, of its series."""
    next: str | None
    """The part after."""
    kin: tuple[Kin, ...]
    """The related posts, the nearest first."""
    cited_by: tuple[str, ...]
    """The posts that refer to it, the newest first."""
    more: int
    """How many others refer to it."""
