"""Atom feeds: one a language, and one a series and language, with the posts' whole text.

They stand in the folder ``bitext_feeds``: ``zh.xml``, ``en.xml``, ``<series>.zh.xml`` ..., a
series named as its page is. An entry holds a post's text in the feed's language
(:mod:`bitext.feeds.plain`), and its links open that language. Dates are the posts' own, and
identifiers name post and language, not the host: the same posts give the same bytes, wherever and
whenever the site is built.

The text of a post is taken when its page is written, and kept beside Sphinx's own cache, for
the builds to come that do not write that page.
"""

from __future__ import annotations

import datetime
import json
import os
import uuid
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sphinx.errors import ExtensionError

from ..addresses import addresses_of
from ..catalogue import catalogue_of
from ..config import Settings, languages_of, taxonomy_of
from ..pages import BUILDERS, address, changed_files
from ..taxonomy import Taxonomy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set
    from pathlib import Path

    from docutils import nodes
    from feedgen.feed import FeedGenerator
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..config import Language
    from ..model import Bilingual, Post
    from .plain import PlainPages

ENTRIES: Final = 20
"""So many posts at most, the newest, in a feed."""
_WANTED: Final = "bitext_feeds wants feedgen and lxml: pip install 'bitext[feeds]'"
_IDENTIFIERS: Final = uuid.UUID("6f6b7f0c-4a86-4a5f-9c0e-5d0f2d1f7d3b")
"""The namespace of the identifiers, drawn once."""


class Feed(NamedTuple):
    """A feed in one language."""

    name: str
    """Of its file, without the folder."""
    language: Language
    title: str
    subtitle: str
    series: str
    """A key; empty for the feed of all posts."""
    posts: tuple[str, ...]
    """Their names, the newest first."""


class Feeds:
    """The feeds of one run of Sphinx."""

    def choose(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: which posts stand in feeds, and what is to be written for that.

        Returns:
            the posts whose text is not kept, and the documents that name other feeds than at
            the last build.

        """
        self._active, self._folder = _active(app), Settings.of(app).feeds
        self._taxonomy = taxonomy_of(app) or Taxonomy()
        self._feeds = tuple(_feeds(app, self._taxonomy)) if self._active else ()
        # No page asks all feeds whether they are its own: both grow with the posts.
        self._homes = {_home(app, feed): feed.series for feed in self._feeds}
        self._places: dict[str, list[int]] = {}
        for place, feed in enumerate(self._feeds):
            self._places.setdefault(feed.series, []).append(place)
        if self._active:
            self._plain = _plain_pages(app)
        self._shown = {docname for feed in self._feeds for docname in feed.posts}
        catalogue = catalogue_of(env)
        series = {docname: {"", post.series} for docname, post in catalogue.posts.items()}
        series[""] = set(self._places)
        named = {
            docname: [(feed.name, feed.title) for feed in self._of(keys)]
            for docname, keys in series.items()
        }
        wanted = catalogue.differing(app.builder.name, "feeds", named)
        wanted |= {docname for docname in self._shown if not _text_file(app, docname).exists()}
        return sorted(wanted)

    def keep(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: keep a post's text; and name the feeds to the template.

        Gives to templates ``bitext_feeds``: the site's feeds and those of the page's series, as
        ``{"path": ..., "title": ..., "tag": ...}``, with the path from the site's top.
        """
        post = catalogue_of(app.env).posts.get(pagename)
        series = {"", post.series if post else "", self._homes.get(pagename, "")}
        context["bitext_feeds"] = [
            {
                "path": f"{self._folder}/{feed.name}",
                "title": feed.title,
                "tag": feed.language.tag,
            }
            for feed in self._of(series)
        ]
        if pagename in self._shown and doctree is not None:
            page = app.builder.get_target_uri(pagename)
            addresses = addresses_of(app, self._folder)
            text = self._plain(
                context["body"], lambda href, code: addresses.from_page(page, href, code)
            )
            file = _text_file(app, pagename)
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, json.dumps(text, ensure_ascii=False).encode())
        elif doctree is not None and self._active:
            # Should it stand in a feed again, its text may be another one by then.
            _text_file(app, pagename).unlink(missing_ok=True)

    def _of(self, series: Set[str]) -> list[Feed]:
        """The feeds of these series, in the order of all."""
        places = sorted(place for key in series for place in self._places.get(key, ()))
        return [self._feeds[place] for place in places]

    def write(self, app: Sphinx, exception: Exception | None) -> None:
        """``build-finished``: write the feeds that changed; take away those that are gone."""
        if exception or not _active(app):
            return
        folder = app.outdir / Settings.of(app).feeds
        folder.mkdir(parents=True, exist_ok=True)
        feeds = {f"{Settings.of(app).feeds}/{feed.name}": feed for feed in self._feeds}
        made_of = {path: _made_of(app, feed, self._taxonomy) for path, feed in feeds.items()}
        for name in changed_files(app, "feeds", made_of):
            _write(app.outdir / name, _atom(app, feeds[name], self._taxonomy))
        names = {feed.name for feed in self._feeds}
        for path in folder.glob("*.xml"):
            if path.name not in names:
                path.unlink()


def _active(app: Sphinx) -> bool:
    return bool(Settings.of(app).feeds) and app.builder.name in BUILDERS


def _feeds(app: Sphinx, taxonomy: Taxonomy) -> Iterator[Feed]:
    """The site's feeds, and each series', of those that have posts."""
    catalogue = catalogue_of(app.env)
    newest = catalogue.newest_first()
    dated = [docname for docname in newest if catalogue.posts[docname].date]
    series: dict[str, list[str]] = {}
    for docname in dated:
        series.setdefault(catalogue.posts[docname].series, []).append(docname)
    home = catalogue.posts.get(app.config.root_doc)
    for language in languages_of(app.config):
        code = language.code
        site = (home.title.get(code) if home else "") or app.config.project
        summary = home.summary.get(code, "") if home else ""
        yield Feed(f"{code}.xml", language, site, summary, "", tuple(dated[:ENTRIES]))
        files = {""}
        # What the taxonomy names comes first: no stranger's word takes its file away.
        for key in sorted(series.keys() - {""}, key=lambda key: (key not in taxonomy.series, key)):
            file = PurePosixPath(address("series", key)).name
            if file in files:
                continue
            files.add(file)
            known = taxonomy.series.get(key)
            name = known.name[code] if known else key
            about = known.summary.get(code, "") if known else ""
            parts = tuple(series[key][:ENTRIES])
            yield Feed(f"{file}.{code}.xml", language, f"{site} · {name}", about, key, parts)


def _made_of(app: Sphinx, feed: Feed, taxonomy: Taxonomy) -> object:
    """All that goes into a feed."""
    posts, config = catalogue_of(app.env).posts, app.config
    entries = []
    for docname in feed.posts:
        post = posts[docname]._replace(sections={}, captions={})
        stat = _text_file(app, docname).stat()
        terms = _terms(post, taxonomy)
        entries.append((docname, post, terms, stat.st_size, stat.st_mtime_ns))
    around = (config.project, config.author, config.copyright, config.root_doc)
    home = app.builder.get_target_uri(_home(app, feed))
    return feed, entries, around, home, addresses_of(app).base


def _plain_pages(app: Sphinx) -> PlainPages:
    """What makes plain pages; here, as lxml comes with an extra of this package's."""
    try:
        from .plain import PlainPages
    except ImportError as error:
        raise ExtensionError(_WANTED) from error
    return PlainPages([language.code for language in languages_of(app.config)])


def _atom(app: Sphinx, feed: Feed, taxonomy: Taxonomy) -> bytes:
    """The feed as XML."""
    try:
        from feedgen.feed import FeedGenerator  # an extra of this package's
    except ImportError as error:
        raise ExtensionError(_WANTED) from error

    catalogue, folder = catalogue_of(app.env), Settings.of(app).feeds
    addresses = addresses_of(app, folder)
    code = feed.language.code
    posts = {docname: catalogue.posts[docname] for docname in feed.posts}
    atom: FeedGenerator = FeedGenerator()
    atom.id(_identifier(app, "feed", feed.series, code))
    atom.title(feed.title)
    atom.language(feed.language.tag)
    if feed.subtitle:
        atom.subtitle(feed.subtitle)
    atom.author({"name": app.config.author})
    licence = Settings.of(app).licence
    atom.rights(" · ".join(filter(None, (f"© {app.config.copyright}", licence.get("name", "")))))
    atom.generator("Sphinx, bitext")
    atom.updated(max((_instant(post.changed) for post in posts.values()), default=_EPOCH))
    atom.link(
        [
            {"rel": "self", "href": addresses.of(f"{folder}/{feed.name}"), "type": _ATOM},
            {
                "rel": "alternate",
                "href": addresses.of(app.builder.get_target_uri(_home(app, feed)), code),
                "type": "text/html",
                "hreflang": feed.language.tag,
            },
        ]
    )
    for docname, post in posts.items():
        entry = atom.add_entry(order="append")
        # Renamed, it is the same entry still.
        entry.id(_identifier(app, "post", (post.formerly or (docname,))[0], code))
        entry.title(post.title[code])
        entry.published(_instant(post.date))
        entry.updated(_instant(post.changed))
        # One only: feedgen 1.0 writes no rel, so that a second one would be taken for the page.
        entry.link({"href": addresses.of(app.builder.get_target_uri(docname), code)})
        if post.summary.get(code):
            entry.summary(post.summary[code], type="text")
        for term, name in _terms(post, taxonomy):
            entry.category({"term": term, "label": name[code] if name else term})
        entry.content(_text(app, docname)[code], type="html")
    return bytes(atom.atom_str(pretty=True))


_ATOM: Final = "application/atom+xml"
_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def _home(app: Sphinx, feed: Feed) -> str:
    """The page of which the feed tells the news."""
    return address("series", feed.series) if feed.series else str(app.config.root_doc)


def _terms(post: Post, taxonomy: Taxonomy) -> list[tuple[str, Bilingual | None]]:
    """The post's category and its tags, and what the taxonomy calls each; a key may be both's."""
    category = [(post.category, taxonomy.categories.get(post.category))] if post.category else []
    return category + [(tag, taxonomy.tags.get(tag)) for tag in post.tags]


def _identifier(app: Sphinx, *names: str) -> str:
    """An identifier that stays when the site moves: of the project's name and these."""
    name = json.dumps([app.config.project, *names], ensure_ascii=False)
    return uuid.uuid5(_IDENTIFIERS, name).urn


def _instant(day: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC)


def _text_file(app: Sphinx, docname: str) -> Path:
    """Where a post's text is kept; each builder has links of its own."""
    return app.doctreedir / "bitext-feeds" / app.builder.name / f"{docname}.json"


def _text(app: Sphinx, docname: str) -> Mapping[str, str]:
    text: Mapping[str, str] = json.loads(_text_file(app, docname).read_text("utf-8"))
    return text


def _write(path: Path, content: bytes) -> None:
    """Write a file whole, if it is another one."""
    if path.exists() and path.read_bytes() == content:
        return
    other = path.with_name(f"{path.name}.new")
    other.write_bytes(content)
    os.replace(other, path)
