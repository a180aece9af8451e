"""What the catalogue shows readers: the archive, a page a tag, the series, the home's lists.

===================  ======================================================================
``archive``          all posts by year, to be filtered
``categories/<key>``, ``tags/<key>``, ``series/<key>``
``sources``          by the publication and the author that they expound
``topics``           tags by date
===================  ======================================================================

No page grows with the posts. What is longer than a page goes on on others (:mod:`.paging`). Of
more than `MOST` posts, the archive shows the latest, and has a page a year, ``archive/<year>``;
its script takes the others from `DATA`, when a reader filters. The same goes for sources, with
``sources/<host>-<author>``; of more categories, tags or series than a list shows, all stand on
``categories``, ``tags``, ``series``.

A document of the same name takes the place of such a page. In documents, ``{posts}`` puts a
list; at the head of each post stand its date, what it is filed under, and its place in its
series. Everything is made anew at each build and compared with what the last one showed: only
what differs is written.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from ..catalogue import catalogue_of
from ..nodes import every
from .generated import BUILDERS, changed_pages, context_of, titles
from .paging import MOST, leaves
from .rendering import Renderer
from .shelf import FACETS, Shelf, address, anchor, shelf_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .generated import Page
    from .shelf import Entry, SeriesView

KINDS = ("latest", "series", "focus")
DATA = "_static/archive-entries.js"
"""What the archive's script needs of the posts that are not on the page."""
INDICES = {"category": "categories", "tag": "tags", "series": "series"}
"""The page of all names of a facet, where the lists of them are cut."""

_LATEST = 6
_FOCUS_POSTS, _FOCUS_TAGS = 12, 8
_CHIPS = 40
"""As many names of a facet are in the archive: those that most posts have."""
_GROUPS, _OF_A_GROUP = 10, 5
"""As many sources on a page, and as many posts of each, where all are too many for one."""
_DOTS, _ROWS = 200, 60
"""As many dots in a topic log, else numbers stand for them; as many tags."""


class listing(nodes.General, nodes.Element):
    """A list of posts: ``node["kind"]``, one of `KINDS`, of ``node["count"]`` of them."""


class placed(nodes.General, nodes.Element):
    """HTML that the catalogue makes: ``node["markup"]``. No text of the document."""


class Posts(SphinxDirective):
    """A list of the site's posts.

    ::

        ```{posts} latest       <listing kind="latest" count="6">
        :count: 6
        ```

    ``latest`` shows the last posts as cards, ``series`` the series and how far they are,
    ``focus`` what the last posts are about.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"count": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        try:
            kind = directives.choice(self.arguments[0], KINDS)
        except ValueError as error:
            raise self.error(str(error)) from error
        node = listing("", kind=kind, count=self.options.get("count", _LATEST))
        self.set_source_info(node)
        noted = catalogue_of(self.env).listings.setdefault(self.env.docname, [])
        noted.append((kind, node["count"]))
        return [node]


class PlainListings(SphinxPostTransform):
    """Where there are no cards (a book, a text), the posts' titles.

    ::

        <listing kind="latest" count="2">    <bullet_list>
                                                 <list_item> <paragraph> <pending_xref>
    """

    # Before references are resolved (10).
    default_priority = 5
    builders = BUILDERS

    def is_supported(self) -> bool:
        """For all builders but these."""
        return not super().is_supported()

    def run(self, **kwargs: object) -> None:
        for node in every(self.document, listing):
            names = _shown(self.env, node["kind"], node["count"])
            items = [nodes.list_item("", self._paragraph(name)) for name in names]
            node.replace_self([nodes.bullet_list("", *items)] if items else [])

    def _paragraph(self, docname: str) -> nodes.paragraph:
        reference = pending_xref(
            "",
            nodes.inline("", docname),
            refdoc=self.env.docname,
            refdomain="std",
            reftype="doc",
            reftarget=f"/{docname}",
            refexplicit=False,
            refwarn=True,
        )
        return nodes.paragraph("", "", reference)


class Listings:
    """The listings of one build, all made of one :class:`.Shelf`."""

    def __init__(self) -> None:
        self._shelf: Shelf | None = None
        self._placed: dict[str, dict[tuple[str, int], str]] = {}
        self._heads: dict[str, tuple[Entry, SeriesView | None]] = {}

    def gather(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: make what documents show of posts; those that show other things now."""
        catalogue = catalogue_of(env)
        self._shelf, self._placed, self._heads = None, {}, {}
        if app.builder.name not in BUILDERS:
            plain = {
                docname: [
                    (name, catalogue.posts[name].title)
                    for kind, number in noted
                    for name in _shown(env, kind, number)
                ]
                for docname, noted in catalogue.listings.items()
            }
            return sorted(catalogue.differing(app.builder.name, "listings", plain))
        shelf = shelf_of(app)
        renderer = Renderer(app)
        for docname, noted in sorted(catalogue.listings.items()):
            self._placed[docname] = {
                (kind, number): _listing(shelf, renderer, docname, kind, number)
                for kind, number in noted
            }
        series = {view.key: view for view in shelf.series()}
        shown: dict[str, object] = {**self._placed}
        for entry in shelf.entries:
            view = series.get(entry.post.series) if entry.post.part else None
            self._heads[entry.docname] = entry, view
            # Not what it looks like: few of a thousand are written, and only those are made.
            names = [
                shelf.name(facet, key)
                for facet in ("category", "tag", "source")
                for key in entry.filed(facet)
            ]
            parts = view.shown() if view else None
            shown[entry.docname] = self._placed.get(entry.docname), entry.bare(), names, parts
        self._shelf, self._renderer = shelf, renderer
        return sorted(catalogue.differing(app.builder.name, "listings", shown))

    def place(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """``doctree-resolved``: put them where they belong."""
        made = self._placed.get(docname, {})
        for node in every(doctree, listing):
            node.replace_self(placed("", markup=made[node["kind"], node["count"]]))
        section = next(doctree.findall(nodes.section), None)
        if section is not None and docname in self._heads:
            entry, view = self._heads[docname]
            head = self._renderer.render(
                "head", docname, entry=entry, shelf=self._shelf, series=view
            )
            section.insert(1, placed("", markup=head))

    def pages(self, app: Sphinx) -> Iterator[Page]:
        """``html-collect-pages``: those of the listings that have changed."""
        if app.builder.name not in BUILDERS:
            return
        made_of = (
            self._shelf.shown() if self._shelf else None,
            sorted(catalogue_of(app.env).listings.items()),
            sorted(app.env.found_docs),
        )
        yield from changed_pages(app, "listings", self._pages(app), made_of=made_of, files=[DATA])

    def _pages(self, app: Sphinx) -> Iterator[Page]:
        shelf = self._shelf
        pages = list(_Pages(app, shelf).all()) if shelf and shelf.entries else []
        found = [page for page in pages if page[0] not in app.env.found_docs]
        if not any("data-rest" in page[1]["body"] for page in found):
            (app.outdir / DATA).unlink(missing_ok=True)
        yield from found


def visit_placed(self: HTML5Translator, node: placed) -> None:
    """As it is."""
    self.body.append(f"{node['markup']}\n")
    raise nodes.SkipNode


class _Pages:
    """The listings' pages, of one shelf."""

    def __init__(self, app: Sphinx, shelf: Shelf) -> None:
        self._app = app
        self._shelf = shelf
        self._renderer = Renderer(app)
        self._whole = len(shelf.entries) <= MOST
        """Whether one page holds all posts."""
        self._filed = {facet: shelf.by(facet) for facet in FACETS}
        noted = [each for found in catalogue_of(app.env).listings.values() for each in found]
        self._series = min([_LATEST, *(number for kind, number in noted if kind == "series")])
        """As many series stand in every list of them."""
        self._source_pages: dict[str, str] = {}
        """The page on which a host's sources begin."""

    def all(self) -> Iterator[Page]:
        """Each page."""
        sources = list(self._sources())  # the archive has links to them
        yield from self._archive()
        for facet in ("category", "tag"):
            yield from self._filed_under(facet)
        for series in self._shelf.series():
            name = address("series", series.key)
            yield self._page("series", name, dict(series.name), series=series)
        yield from self._indices()
        yield from sources
        yield self._topics()

    def _page(self, template: str, name: str, title: Mapping[str, str], **context: Any) -> Page:
        title = dict(title)
        body = self._renderer.render(template, name, shelf=self._shelf, title=title, **context)
        return name, context_of(title, str(body)), "page.html"

    def _archive(self) -> Iterator[Page]:
        shelf = self._shelf
        years = shelf.years()
        places = {
            "year": {
                year: f"#year-{anchor(year)}" if self._whole else self._link(_year_page(year))
                for year, _ in years
            },
            "source": {host: self._link(name, host) for host, name in self._source_pages.items()},
        }
        chips = [(facet, *_cut(self._filed[facet])) for facet in FACETS if self._filed[facet]]
        latest = Shelf(shelf.entries[:MOST], shelf.taxonomy, shelf.codes)
        yield self._page(
            "archive",
            "archive",
            titles(self._app.config, "archive"),
            facets=chips,
            places=places,
            indices=INDICES,
            years=latest.years(),
            earlier=[] if self._whole else [(year, len(found)) for year, found in years],
            year_page=_year_page,
            rest="" if self._whole else self._write_data(places),
        )
        if self._whole:
            return
        for year, entries in years:
            for leaf in leaves(_year_page(year), entries):
                title = dict.fromkeys(shelf.codes, year or "—")
                yield self._page("year", leaf.name, title, leaf=leaf, number=len(entries))

    def _write_data(self, places: Mapping[str, Mapping[str, str]]) -> str:
        """Write `DATA`, if it is another one; gives its address, from the archive."""
        shelf = self._shelf

        def rendered(**context: Any) -> str:
            made = self._renderer.render(
                "archive-data", "archive", shelf=shelf, places=places, **context
            )
            return " ".join(made.split())

        data = {
            "entries": [
                [entry.post.date[:4], rendered(entry=entry)] for entry in shelf.entries[MOST:]
            ],
            "chips": {
                facet: [rendered(chip=(facet, *each)) for each in _cut(self._filed[facet])[1]]
                for facet in FACETS
            },
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        script = f"window.bitextArchive = {text};\n".encode()
        path = self._app.outdir / DATA
        if not path.exists() or path.read_bytes() != script:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(script)
        # With its checksum: a browser that keeps the file sees when it is another one.
        return f"{self._link(DATA, file=True)}?v={hashlib.sha256(script).hexdigest()[:8]}"

    def _filed_under(self, facet: str) -> Iterator[Page]:
        for key, entries in self._filed[facet].items():
            tags = Counter(tag for entry in entries for tag in entry.post.tags if tag != key)
            for leaf in leaves(address(facet, key), entries):
                yield self._page(
                    "filed",
                    leaf.name,
                    self._shelf.name(facet, key),
                    facet=facet,
                    key=key,
                    leaf=leaf,
                    number=len(entries),
                    near=[tag for tag, _ in tags.most_common(_FOCUS_TAGS)],
                )

    def _indices(self) -> Iterator[Page]:
        """All categories, tags, series, where a list of them is cut."""
        for facet in ("category", "tag"):
            if len(self._filed[facet]) > _CHIPS:
                names = list(self._filed[facet].items())
                for leaf in leaves(INDICES[facet], names, 4 * MOST):
                    title = titles(self._app.config, facet)
                    yield self._page("names", leaf.name, title, facet=facet, leaf=leaf)
        views = self._shelf.series()
        if len(views) > self._series:
            for leaf in leaves(INDICES["series"], views):
                title = titles(self._app.config, "series")
                yield self._page("all-series", leaf.name, title, leaf=leaf)

    def _sources(self) -> Iterator[Page]:
        title = titles(self._app.config, "sources")
        groups, own = self._shelf.sources(), self._shelf.own()
        most = len(self._shelf.entries) if self._whole else _OF_A_GROUP
        pages = leaves("sources", groups, max(len(groups), 1) if self._whole else _GROUPS)
        for leaf in pages:
            for group in leaf.items:
                self._source_pages.setdefault(group.host, leaf.name)
            yield self._page("sources", leaf.name, title, leaf=leaf, own=own, most=most)
        for group in groups:
            if len(group.entries) > most:
                name = f"sources/{anchor(group.host, group.author)}"
                for leaf in leaves(name, group.entries):
                    yield self._page("source", leaf.name, title, group=group, leaf=leaf)
        if len(own) > most:
            for leaf in leaves("sources/own", own):
                yield self._page("source", leaf.name, title, group=None, leaf=leaf)

    def _topics(self) -> Page:
        logs = []
        for word, log in (
            ("topics-by-date", self._shelf.log()),
            ("topics-by-source", self._shelf.log(of_sources=True)),
        ):
            dots = sum(len(cell) for row in log.rows for cell in row.cells)
            logs.append((word, log._replace(rows=log.rows[:_ROWS]), dots > _DOTS))
        return self._page("topics", "topics", titles(self._app.config, "topics"), logs=logs)

    def _link(self, page: str, place: str = "", *, file: bool = False) -> str:
        """The address of a page, or of a file, from the archive."""
        builder = self._app.builder
        to = page if file else builder.get_target_uri(page)
        uri = relative_uri(builder.get_target_uri("archive"), to)
        return f"{uri}#{anchor(place)}" if place else uri


def _cut(
    filed: Mapping[str, Sequence[Any]],
) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Names with the numbers of their posts: those that most posts have, and the others."""
    often = sorted(filed, key=lambda key: len(filed[key]), reverse=True)[:_CHIPS]
    counted = [(key, len(entries)) for key, entries in filed.items()]
    return [each for each in counted if each[0] in often], [
        each for each in counted if each[0] not in often
    ]


def _year_page(year: str) -> str:
    return f"archive/{year or 'undated'}"


def _listing(shelf: Shelf, renderer: Renderer, docname: str, kind: str, number: int) -> str:
    return renderer.render(
        f"list-{kind}",
        docname,
        shelf=shelf,
        entries=shelf.entries[:number],
        views=shelf.lately(number),
        all_series=len(shelf.series()) if len(shelf.series()) > number else 0,
        focus=shelf.focus(_FOCUS_POSTS, _FOCUS_TAGS),
    )


def _shown(env: BuildEnvironment, kind: str, number: int) -> list[str]:
    """The posts of a plain listing."""
    catalogue = catalogue_of(env)
    newest = catalogue.newest_first()
    if kind == "latest":
        return newest[:number]
    if kind == "focus":  # tags are of use with pages only
        return []
    posts = catalogue.posts
    series = [name for name in newest if posts[name].series and posts[name].part]
    return sorted(series, key=lambda name: (posts[name].series, posts[name].part or 0, name))
