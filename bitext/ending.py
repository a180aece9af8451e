"""HTML: what the page of a post is given for its end, besides the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from markupsafe import Markup

from .catalogue import catalogue_of
from .citing import Reference, key_of
from .config import Settings, taxonomy_of
from .model import Kin
from .taxonomy import Taxonomy

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from .catalogue import Catalogue
    from .config import Language
    from .model import Bilingual, Source

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


def end(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """``html-page-context``: what stands at a post's end.

    Gives to every template ``bitext_licence`` and ``bitext_bibliography_page``, the settings; and
    ``bitext_end``, None for a page that is no post, or a dictionary:

    ``cite``
        for ``"post"`` and, where there is one, ``"source"``: :class:`Cited` by language code.
    ``source_licence``, ``source_lang``
        the source's own line, or empty; the tag of its language.
    ``newer``, ``older``, ``previous``, ``next``
        :class:`Other`: by date, and the parts of the series; None where there is none.
    ``related``, ``cited_by``
        lists of :class:`Other`.
    ``source_url``
        where the page's source can be read, or empty.
    ``giscus``
        the setting ``bitext_giscus``.

    The neighbours in ``prev`` and ``next``, which themes show and name in a page's head, become
    the older and the newer post; a page that is no post has none on a site of posts.
    """
    catalogue = catalogue_of(app.env)
    leads = catalogue.leads.get(pagename)
    context["bitext_end"] = None
    context["bitext_licence"] = app.config.bitext_licence
    context["bitext_bibliography_page"] = app.config.bitext_bibliography_page
    if doctree is None or not app.config.bitext_posts:
        return
    settings = Settings.of(app)
    post = catalogue.posts[pagename]
    context["prev"] = context["next"] = None
    if leads is None:
        return
    newer, older, previous, following = (
        _other(catalogue, docname) if docname else None for docname in leads[:4]
    )
    context["prev"] = _neighbour(app, pagename, older)
    context["next"] = _neighbour(app, pagename, newer)
    taxonomy = taxonomy_of(app) or Taxonomy()
    path = app.env.doc2path(pagename, base=False)
    context["bitext_end"] = {
        "cite": _cite(app, settings, taxonomy, pagename),
        "source_licence": post.source.licence if post.source else "",
        "source_lang": _tag(post.source, settings) if post.source else "",
        "newer": newer,
        "older": older,
        "previous": previous,
        "next": following,
        "related": [
            _other(catalogue, kin.docname, _reasons(app, settings, taxonomy, pagename, kin))
            for kin in leads.kin
        ],
        "cited_by": [_other(catalogue, docname) for docname in leads.cited_by],
        "source_url": settings.source_url.replace("{path}", quote(path.as_posix())),
        "giscus": settings.giscus,
    }


def _cite(
    app: Sphinx, settings: Settings, taxonomy: Taxonomy, docname: str
) -> dict[str, dict[str, Cited]]:
    """Both the post and its source, in each language."""
    catalogue = catalogue_of(app.env)
    post, site = catalogue.posts[docname], catalogue.posts[app.config.root_doc].title
    base = app.config.html_baseurl
    address = urljoin(base, app.builder.get_target_uri(docname)) if base else ""
    found: dict[str, dict[str, Cited]] = {}
    for language in settings.languages:
        authors = taxonomy.authors.get(app.config.author, {})
        reference = Reference(
            key=docname.rpartition("/")[2],
            title=post.title[language.code],
            author=authors.get(language.code, app.config.author),
            date=post.date,
            site=site[language.code],
            url=address,
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
    host = (urlsplit(source.url).hostname or "").removeprefix("www.")
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
        title=Markup('<cite lang="{}">{}</cite>').format(reference.lang, reference.title),
        site=reference.site,
        date=Markup("<time>{}</time>").format(reference.date),
        url=reference.url,
    )
    csl = json.dumps(reference.csl(), ensure_ascii=False, indent=2)
    return Cited(line.strip(), reference.bibtex(), csl)


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
    uri = app.builder.get_relative_uri(pagename, page) if page else ""

    def work(key: str, language: Language) -> Markup:
        name = Markup("{}").format(works[key].name[language.code])
        if not page:
            return name
        return Markup('<a href="{}#{}">{}</a>').format(uri, works[key].anchor, name)

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
            tags = (taxonomy.tags.get(tag, {}).get(language.code, tag) for tag in kin.tags)
            sentences.append(Markup(words["kin-tags"]).format(tags=words["list-comma"].join(tags)))
        found[language.code] = Markup(words["sentence-space"]).join(sentences)
    return found
