"""The page of all works that posts cite, and the way there from each post's own list."""

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
from ..model import Bilingual, Work
from ..nodes import new_phrase
from ..pages import BUILDERS, Renderer, changed_pages, context_of, titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pybtex.database import Entry
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment
    from sphinxcontrib.bibtex.domain import BibtexDomain, Citation

    from ..pages import Page
    from ..words import Words


class Listed(NamedTuple):
    """A work on the page."""

    anchor: str
    text: Markup
    cited_by: Sequence[tuple[str, Bilingual]]
    """Names and titles of documents."""


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
    for key, citation in sorted(_first(domain).items()):
        if key in cited:
            name: Bilingual = {
                language.code: name_of(citation.entry, language.words) for language in languages
            }
            works[key] = Work(name, f"work-{nodes.make_id(key)}", tuple(sorted(cited[key])))


def page(app: Sphinx) -> Iterator[Page]:
    """``html-collect-pages``: every work, with the documents that cite it."""
    name = Settings.of(app).bibliography_page
    if app.builder.name in BUILDERS:
        yield from changed_pages(app, "bibliography", [_page(app, name)] if name else [])


def _page(app: Sphinx, name: str) -> Page:
    title = titles(app.config, "bibliography")
    body = Renderer(app).render("bibliography", name, initials=_initials(app))
    return name, context_of(title, body), "page.html"


def _initials(app: Sphinx) -> list[tuple[str, list[Listed]]]:
    """The works by the letter that they begin with, in the order of the site's lists."""
    catalogue = catalogue_of(app.env)
    builder = cast("StandaloneHTMLBuilder", app.builder)
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    first = _first(domain)
    key_of = {id(first[key].entry): key for key in catalogue.works}
    style = find_plugin("pybtex.style.formatting", app.config.bibtex_default_style)()
    found: dict[str, list[Listed]] = {}
    for entry in style.sort([first[key].entry for key in catalogue.works]):
        key = key_of[id(entry)]
        text = nodes.inline("", "", *first[key].formatted_entry.text.render(domain.backend))
        initial = unicodedata.normalize("NFD", text.astext())[:1].upper()  # É stands under E
        work = catalogue.works[key]
        found.setdefault(initial, []).append(
            Listed(
                anchor=work.anchor,
                text=Markup(builder.render_partial(text)["fragment"]),
                cited_by=[(docname, catalogue.posts[docname].title) for docname in work.cited_by],
            )
        )
    return list(found.items())


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
        for citation in self.document.findall(nodes.citation):
            key = next((key_of[id_] for id_ in citation["ids"] if id_ in key_of), None)
            if key not in works:
                continue
            number = len(works[key].cited_by)
            text = nodes.inline()
            for language in languages_of(self.config):
                word = "cited-once" if number == 1 else "cited-often"
                text += new_phrase(language, nodes.Text(language.words[word].format(number=number)))
            link = pending_xref(
                "",
                text,
                refdoc=self.env.docname,
                refdomain=Catalogue.name,
                reftype="work",
                reftarget=f"{name}#{works[key].anchor}",
                refwarn=False,
                classes=["cited"],
            )
            paragraph = cast("nodes.paragraph", citation[-1])
            paragraph += [nodes.Text(" "), link]
