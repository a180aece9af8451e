"""HTML: what stands below the text of a post, in any theme; the template ``ending.html``.

How to cite it and its source, its licence, related posts and why they are, posts that refer to
it, its neighbours, its source and its PDFs, comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from markupsafe import Markup

from ..addresses import addresses_of
from ..catalogue import catalogue_of
from ..citing import Reference, key_of
from ..config import Settings, taxonomy_of
from ..taxonomy import Taxonomy
from .generated import BUILDERS
from .related import find_leads
from .rendering import Renderer
from .shelf import address, host_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..catalogue import Catalogue
    from ..config import Language
    from ..model import Bilingual, Kin, Source

_NAMED = 2
"""As many shared works are named; of more, the number is said."""


class Cited(NamedTuple):
    """How to cite a post or its source, in one language."""

    line: Markup
    bibtex: str
    csl: str


class Other(NamedTuple):
    """Another post, for a link to it."""

    docname: str
    title: Bilingual
    reason: Mapping[str, Markup] = {}
    """Why it stands here, by language; with links."""


class Ending(NamedTuple):
    """What stands below a post. What there is not is None or empty."""

    cite: Mapping[str, Mapping[str, Cited]]
    """How to cite the ``"post"`` and its ``"source"``, by language."""
    source: Source | None
    source_tag: str
    """The tag of the source's language."""
    source_url: str
    """Where the source of the page can be read."""
    related: Sequence[Other]
    cited_by: Sequence[Other]
    more: int
    """How many others refer to it."""
    newer: Other | None
    older: Other | None
    previous: Other | None
    """The part before, of its series."""
    next: Other | None
    """The part after."""


class Endings:
    """The ends of the posts of one build."""

    def __init__(self) -> None:
        self._renderer: Renderer | None = None
        self._taxonomy = Taxonomy()

    def gather(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: find where one may go from each; those to be written again."""
        self._renderer = Renderer(app) if app.builder.name in BUILDERS else None
        self._taxonomy = taxonomy_of(app) or Taxonomy()
        return find_leads(app, env, self._taxonomy)

    def put(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: put it below the text of a post.

        The neighbours in ``prev`` and ``next``, which themes show and name in a page's head,
        become the older and the newer post; on a site of posts a page that is no post has none.

        Takes from the context ``bitext_pdf``, which maps editions (a language's code, or
        ``"both"``) to addresses of PDFs of the post, where somebody gives it.
        """
        if self._renderer is None or doctree is None or not app.config.bitext_posts:
            return
        context["prev"] = context["next"] = None
        if pagename not in catalogue_of(app.env).leads:
            return
        settings = Settings.of(app)
        own = self._ending(app, settings, pagename)
        context["prev"] = _neighbour(app, pagename, own.older)
        context["next"] = _neighbour(app, pagename, own.newer)
        markup = self._renderer.render(
            "ending", pagename, own=own, settings=settings, pdf=context.get("bitext_pdf")
        )
        context["body"] = f"{context['body']}{markup}\n"
        context["bitext_comments"] = bool(settings.giscus)

    def _ending(self, app: Sphinx, settings: Settings, docname: str) -> Ending:
        catalogue, taxonomy = catalogue_of(app.env), self._taxonomy
        leads, post = catalogue.leads[docname], catalogue.posts[docname]
        newer, older, previous, following = (
            _other(catalogue, other) if other else None for other in leads[:4]
        )
        path = app.env.doc2path(docname, base=False)
        return Ending(
            cite=_cite(app, settings, taxonomy, docname),
            source=post.source,
            source_tag=_tag(post.source, settings) if post.source else "",
            source_url=settings.source_url.replace("{path}", quote(path.as_posix())),
            related=[
                _other(catalogue, kin.docname, _reasons(app, settings, taxonomy, docname, kin))
                for kin in leads.kin
            ],
            cited_by=[_other(catalogue, other) for other in leads.cited_by],
            more=leads.more,
            newer=newer,
            older=older,
            previous=previous,
            next=following,
        )


def _cite(
    app: Sphinx, settings: Settings, taxonomy: Taxonomy, docname: str
) -> dict[str, dict[str, Cited]]:
    """Both the post and its source, in each language."""
    catalogue = catalogue_of(app.env)
    post, site = catalogue.posts[docname], catalogue.posts[app.config.root_doc].title
    addresses = addresses_of(app)
    url = addresses.of(app.builder.get_target_uri(docname)) if addresses.base else ""
    found: dict[str, dict[str, Cited]] = {}
    for language in settings.languages:
        authors = taxonomy.authors.get(app.config.author, {})
        reference = Reference(
            key=docname.rpartition("/")[2],
            title=post.title[language.code],
            author=authors.get(language.code, app.config.author),
            date=post.date,
            site=site[language.code],
            url=url,
            lang=language.tag,
        )
        found.setdefault("post", {})[language.code] = _cited(reference, language)
        if post.source:
            reference = _source(post.source, settings, taxonomy, language)
            found.setdefault("source", {})[language.code] = _cited(reference, language)
    return found


def _source(
    source: Source, settings: Settings, taxonomy: Taxonomy, language: Language
) -> Reference:
    """The source as `language` names its author and where it appeared."""
    host = host_of(source.url)
    return Reference(
        key=key_of(source.url),
        title=source.title,
        author=taxonomy.authors.get(source.author, {}).get(language.code, source.author),
        date=source.date,
        site=taxonomy.publications.get(host, {}).get(language.code, host),
        url=source.url,
        lang=_tag(source, settings),
    )


def _tag(source: Source, settings: Settings) -> str:
    known = {language.code: language.tag for language in settings.languages}
    return known.get(source.lang, settings.languages[0].tag)


def _cited(reference: Reference, language: Language) -> Cited:
    line = Markup(language.words["cite-line"]).format(
        author=reference.author,
        title=Markup('<cite lang="{}">{}</cite>').format(
            reference.lang, _within(reference, language)
        ),
        site=reference.site,
        date=Markup("<time>{}</time>").format(reference.date),
        url=reference.url,
    )
    csl = json.dumps(reference.csl(), ensure_ascii=False, indent=2)
    return Cited(line.strip(), reference.bibtex(), csl)


def _within(reference: Reference, language: Language) -> str:
    """The title, where the line's own quotation marks stand in it, with the other ones."""
    title, line = reference.title, language.words["cite-line"]
    # An apostrophe ends nothing: a letter follows.
    for (start, end), behind, inner in (("‘’", r"(?!\w)", "“”"), ("《》", "", "〈〉")):
        if f"{start}{{title}}{end}" in line:
            found = rf"{start}([^{start}{end}]*){end}{behind}"
            title = re.sub(found, rf"{inner[0]}\1{inner[1]}", title)
    return title


def _other(catalogue: Catalogue, docname: str, reason: Mapping[str, Markup] | None = None) -> Other:
    return Other(docname, catalogue.posts[docname].title, reason or {})


def _neighbour(app: Sphinx, pagename: str, other: Other | None) -> dict[str, str] | None:
    """What Sphinx gives to templates as ``prev`` and ``next``."""
    if other is None:
        return None
    title = Markup(" · ").join(dict.fromkeys(other.title.values()))
    return {"link": app.builder.get_relative_uri(pagename, other.docname), "title": title}


def _reasons(
    app: Sphinx, settings: Settings, taxonomy: Taxonomy, pagename: str, kin: Kin
) -> dict[str, Markup]:
    """Why a post is related, a sentence or two in each language."""
    works = catalogue_of(app.env).works
    page = settings.bibliography_page

    def work(key: str, language: Language) -> Markup:
        name = Markup("{}").format(works[key].name[language.code])
        if not page:
            return name
        uri = app.builder.get_relative_uri(pagename, works[key].page_in(page))
        return Markup('<a href="{}#{}">{}</a>').format(uri, works[key].anchor, name)

    def tag(key: str, language: Language) -> Markup:
        return Markup('<a href="{}">{}</a>').format(
            app.builder.get_relative_uri(pagename, address("tag", key)),
            taxonomy.tags.get(key, {}).get(language.code, key),
        )

    found = {}
    for language in settings.languages:
        words, sentences = language.words, []
        if kin.works:
            word = "kin-works" if len(kin.works) <= _NAMED else "kin-works-more"
            named = (work(key, language) for key in kin.works[:_NAMED])
            sentences.append(
                Markup(words[word]).format(
                    works=Markup(words["cite-separator"]).join(named), number=len(kin.works)
                )
            )
        if kin.tags:
            tags = (tag(key, language) for key in kin.tags)
            sentences.append(
                Markup(words["kin-tags"]).format(tags=Markup(words["list-comma"]).join(tags))
            )
        found[language.code] = Markup(words["sentence-space"]).join(sentences)
    return found
