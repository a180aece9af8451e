"""What the catalogue shows readers: the archive, a page a tag, the series, the home's lists.

===================  ======================================================================
``archive``          all posts by year, to be filtered
``categories/<key>``, ``tags/<key>``, ``series/<key>``
``sources``          by the publication and the author that they expound
``topics``           tags by date
===================  ======================================================================

A document of the same name takes the place of such a page. In documents, ``{posts}`` puts a
list; at the head of each post stand its date, what it is filed under, and its place in its
series. Everything is made anew at each build and compared with what the last one showed: only
what differs is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from ..catalogue import catalogue_of
from .generated import BUILDERS, changed_pages, context_of, titles
from .rendering import Renderer
from .shelf import FACETS, Shelf, address, shelf_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .generated import Page

KINDS = ("latest", "series", "focus")
_LATEST = 6
_FOCUS_POSTS, _FOCUS_TAGS = 12, 8


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
        for node in list(self.document.findall(listing)):
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

    def gather(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: make what documents show of posts; those that show other things now."""
        catalogue = catalogue_of(env)
        self._shelf, self._placed = None, {}
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
        for entry in shelf.entries:
            view = series.get(entry.post.series) if entry.post.part else None
            head = renderer.render("head", entry.docname, entry=entry, shelf=shelf, series=view)
            self._placed.setdefault(entry.docname, {})["head", 0] = head
        self._shelf = shelf
        return sorted(catalogue.differing(app.builder.name, "listings", self._placed))

    def place(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """``doctree-resolved``: put them where they belong."""
        made = self._placed.get(docname, {})
        for node in list(doctree.findall(listing)):
            node.replace_self(placed("", markup=made[node["kind"], node["count"]]))
        section = next(doctree.findall(nodes.section), None)
        if section is not None and ("head", 0) in made:
            section.insert(1, placed("", markup=made["head", 0]))

    def pages(self, app: Sphinx) -> Iterator[Page]:
        """``html-collect-pages``: those of the listings that have changed."""
        shelf = self._shelf
        pages = list(_pages(app, shelf)) if shelf and shelf.entries else []
        found = [page for page in pages if page[0] not in app.env.found_docs]
        if app.builder.name in BUILDERS:
            yield from changed_pages(app, "listings", found)


def visit_placed(self: HTML5Translator, node: placed) -> None:
    """As it is."""
    self.body.append(f"{node['markup']}\n")
    raise nodes.SkipNode


def _pages(app: Sphinx, shelf: Shelf) -> Iterator[Page]:
    renderer = Renderer(app)

    def page(template: str, name: str, title: dict[str, str], **context: Any) -> Page:
        body = renderer.render(template, name, shelf=shelf, title=title, **context)
        return name, context_of(title, str(body)), "page.html"

    yield page("archive", "archive", titles(app.config, "archive"), facets=FACETS)
    for facet in ("category", "tag"):
        for key, entries in shelf.by(facet).items():
            title = dict(shelf.name(facet, key))
            tags = Counter(tag for entry in entries for tag in entry.post.tags if tag != key)
            yield page(
                "filed",
                address(facet, key),
                title,
                facet=facet,
                key=key,
                entries=entries,
                near=[tag for tag, _ in tags.most_common(_FOCUS_TAGS)],
            )
    for series in shelf.series():
        yield page("series", address("series", series.key), dict(series.name), series=series)
    yield page("sources", "sources", titles(app.config, "sources"))
    logs = [("topics-by-date", shelf.log()), ("topics-by-source", shelf.log(of_sources=True))]
    yield page("topics", "topics", titles(app.config, "topics"), logs=logs)


def _listing(shelf: Shelf, renderer: Renderer, docname: str, kind: str, number: int) -> str:
    return renderer.render(
        f"list-{kind}",
        docname,
        shelf=shelf,
        entries=shelf.entries[:number],
        views=shelf.series(),
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
