"""The page of all works that posts cite, and the way there from each post's own list.

Of more works than a page holds, each stands on a page of those that begin with the same letters:
``bibliography/y``, or ``bibliography/ya`` and ``bibliography/yu``. So a work that is new moves no
other one, and the posts that lead there stay as they are.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, NamedTuple, cast

from docutils import nodes
from markupsafe import Markup
from pybtex.plugin import find_plugin
from pybtex.richtext import Text
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..catalogue import Catalogue, catalogue_of
from ..config import Settings, languages_of
from ..model import CITED_OFTEN, Bilingual, Work
from ..nodes import every, new_phrase
from ..pages import BUILDERS, Renderer, changed_pages, context_of, titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pybtex.database import Entry
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.domain import BibtexDomain, Citation

    from ..pages import Page
    from ..words import Words


_MOST = 100
"""As many works are on a page."""
_LONGEST = 6
"""As many letters tell pages apart, at most."""


class Listed(NamedTuple):
    """A work on the page."""

    anchor: str
    text: Markup
    title: str
    cited_by: Sequence[tuple[str, Bilingual]]
    """Names and titles of documents: the newest, where there are many."""
    more: int
    """How many others there are."""


def name_of(entry: Entry, words: Words) -> str:
    """What ``{cite:t}`` calls a work in a language: *Yang 等（2024）*."""
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    authors = [
        " ".join(str(part) for part in (*person.rich_prelast_names, *person.rich_last_names))
        for person in people
    ]
    if len(authors) > 2:
        authors = [authors[0] + words["others"]]
    who = words["and"].join(authors) or str(Text.from_latex(entry.fields.get("title", entry.key)))
    year = entry.fields.get("year", "")
    return f"{who}{words['year-open']}{year}{words['year-close']}" if year else who


def note(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``, when the letters of years stand: enter what is cited, and where."""
    domain = cast("BibtexDomain", env.get_domain("cite"))
    cited: dict[str, set[str]] = {}
    for reference in domain.citation_refs:
        for target in reference.targets:
            cited.setdefault(target.key, set()).add(reference.docname)
    languages = languages_of(app.config)
    works = catalogue_of(env).works
    works.clear()
    letters = spread(
        {
            key: str(citation.formatted_entry.text)
            for key, citation in _first(domain).items()
            if key in cited
        }
    )
    for key, citation in sorted(_first(domain).items()):
        if key in cited:
            name: Bilingual = {
                language.code: name_of(citation.entry, language.words) for language in languages
            }
            works[key] = Work(
                name, f"work-{nodes.make_id(key)}", letters[key], tuple(sorted(cited[key]))
            )


def spread(texts: Mapping[str, str], most: int = _MOST) -> dict[str, str]:
    """The letters that each work's page begins its works with, by key.

    Args:
        texts: the works as the lists print them, by key.
        most: as many are on a page; more begin alike in their first `_LONGEST` letters only.

    """

    def split(keys: Sequence[str], length: int) -> Iterator[tuple[str, str]]:
        if len(keys) <= most or length > _LONGEST:
            yield from ((key, folded[key][: length - 1]) for key in keys)
            return
        groups: dict[str, list[str]] = {}
        for key in keys:
            groups.setdefault(folded[key][:length], []).append(key)
        for group in groups.values():
            yield from split(group, length + 1)

    folded = {
        # É stands under E; what has no letter at all, under a dash.
        key: "".join(filter(str.isalnum, unicodedata.normalize("NFD", text).casefold())) or "-"
        for key, text in texts.items()
    }
    return dict(split(list(folded), 1))


def page(app: Sphinx) -> Iterator[Page]:
    """``html-collect-pages``: every work, with the documents that cite it."""
    name = Settings.of(app).bibliography_page
    if app.builder.name not in BUILDERS:
        return
    catalogue = catalogue_of(app.env)
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    made_of = (
        sorted(catalogue.works.items()),
        list(domain.bibdata.data.entries.items()),
        sorted((docname, sorted(post.title.items())) for docname, post in catalogue.posts.items()),
        catalogue.newest_first(),
        app.config.bibtex_default_style,
    )
    pages = _pages(app, name) if name else iter(())
    yield from changed_pages(app, "bibliography", pages, made_of=made_of)


def _pages(app: Sphinx, name: str) -> Iterator[Page]:
    title = titles(app.config, "bibliography")
    renderer, listed = Renderer(app), _listed(app)
    shelves = [(letters, works[0][1].page_in(name)) for letters, works in sorted(listed.items())]
    if "" not in listed:
        body = renderer.render("bibliography", name, initials=[], shelves=shelves)
        yield name, context_of(title, body), "page.html"
    for letters, works in listed.items():
        initials: dict[str, list[Listed]] = {}
        for initial, _, entry in works:
            initials.setdefault(initial, []).append(entry)
        here = works[0][1].page_in(name)
        body = renderer.render(
            "bibliography",
            here,
            initials=list(initials.items()),
            shelves=shelves if letters else [],
            search=app.config.bitext_search,
        )
        yield here, context_of(title, body), "page.html"


def _listed(app: Sphinx) -> dict[str, list[tuple[str, Work, Listed]]]:
    """The works by their page, with their initial, in the order of the site's lists."""
    catalogue = catalogue_of(app.env)
    builder = cast("StandaloneHTMLBuilder", app.builder)
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    first = _first(domain)
    key_of = {id(first[key].entry): key for key in catalogue.works}
    order = {docname: place for place, docname in enumerate(catalogue.newest_first())}
    style = find_plugin("pybtex.style.formatting", app.config.bibtex_default_style)()
    found: dict[str, list[tuple[str, Work, Listed]]] = {}
    for entry in style.sort([first[key].entry for key in catalogue.works]):
        key = key_of[id(entry)]
        text = nodes.inline("", "", *first[key].formatted_entry.text.render(domain.backend))
        initial = unicodedata.normalize("NFD", text.astext())[:1].upper()  # É stands under E
        work = catalogue.works[key]
        named = list(work.cited_by)
        if len(named) > CITED_OFTEN:
            named.sort(key=lambda docname: order.get(docname, len(order)))
            del named[CITED_OFTEN:]
        listed = Listed(
            anchor=work.anchor,
            text=Markup(builder.render_partial(text)["fragment"]),
            title=str(Text.from_latex(entry.fields.get("title", key))),
            cited_by=[(docname, catalogue.posts[docname].title) for docname in named],
            more=len(work.cited_by) - len(named),
        )
        found.setdefault(work.page, []).append((initial, work, listed))
    return found


def _first(domain: BibtexDomain) -> dict[str, Citation]:
    """A place of each work in some list; which one does not matter to what it says."""
    found: dict[str, Citation] = {}
    for citation in domain.citations:
        found.setdefault(citation.key, citation)
    return found


class WayToAllWorks(SphinxPostTransform):
    """Each entry of a post's list leads to its place on the page of all works.

    ::

        <citation>                   <citation>
            <label>                      <label>
            <paragraph> Yang ...         <paragraph> Yang ... <reference> cited in 3 posts
    """

    # After sphinxcontrib-bibtex has made the citations (5), before references are resolved (10).
    default_priority = 7
    builders = BUILDERS

    def run(self, **kwargs: object) -> None:
        name = self.config.bitext_bibliography_page
        if not name:
            return
        domain = cast("BibtexDomain", self.env.get_domain("cite"))
        works = catalogue_of(self.env).works
        key_of = {
            citation["ids"][0]: key
            for place, bibliography in domain.bibliographies.items()
            if place.docname == self.env.docname
            for key, citation in bibliography.citation_nodes.items()
        }
        for citation in every(self.document, nodes.citation):
            key = next((key_of[id_] for id_ in citation["ids"] if id_ in key_of), None)
            if key not in works:
                continue
            number = len(works[key].cited_by)
            text = nodes.inline()
            for language in languages_of(self.config):
                many = "cited-much" if number > CITED_OFTEN else "cited-often"
                word = "cited-once" if number == 1 else many
                said = language.words[word].format(number=min(number, CITED_OFTEN))
                text += new_phrase(language, nodes.Text(said))
            link = pending_xref(
                "",
                text,
                refdoc=self.env.docname,
                refdomain=Catalogue.name,
                reftype="work",
                reftarget=f"{works[key].page_in(name)}#{works[key].anchor}",
                refwarn=False,
                classes=["cited"],
            )
            paragraph = cast("nodes.paragraph", citation[-1])
            paragraph += [nodes.Text(" "), link]
