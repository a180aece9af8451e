"""Sphinx's side of the search: each document's entry, the index of all, and the page.

An entry is made when a document's page is written, and kept in a file beside the doctrees, so that
an incremental build joins the old ones with the new. Sphinx's own index is not made.
"""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import Markup

from ..catalogue import catalogue_of
from ..config import Settings, glossary_of, taxonomy_of
from ..model import Post
from ..scripts import brief
from ..taxonomy import Taxonomy
from .entries import Entry, digest_in, dump, entry_of, load, texts_in
from .files import digest, store
from .folding import folding
from .groups import Document, Filed, Forms
from .index import Source, write_index
from .records import record_of
from .stemmer import Stemmer, script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from ..config import Language

PAGE = "search"
"""The name of the page; themes link to it by this name."""

FOLDER = "_static/search"

_LISTED = 50
"""As many posts are listed without scripts: the newest."""
_ASSETS = Path(__file__).parent.parent / "assets"
_SCRIPT, _ENGINE, _STYLE, _STEMMER = "search.js", "search-engine.js", "search.css", "stemmer.js"
_THEIRS = ("sphinx_highlight.js", "searchtools.js", "language_data.js")


class Search:
    """The search of one run of Sphinx."""

    def open(self, app: Sphinx) -> None:
        """``builder-inited``: in place of Sphinx's search, where there would be one."""
        # Of what is called "html", only these have a page a document, for people with a browser.
        self._active = app.config.bitext_search and app.builder.name in ("html", "dirhtml")
        if not self._active:
            return
        cast("StandaloneHTMLBuilder", app.builder).search = False
        app.add_js_file(f"search/{_SCRIPT}", loading_method="defer")
        self._kept = Path(app.doctreedir) / "bitext-search" / app.builder.name
        self._folding = folding()
        self._script = script(app.env)
        self._stem = Stemmer(self._script)
        codes = (language.code for language in Settings.of(app).languages)
        self._maker = digest(self._script, repr(self._folding), *codes)

    def write_assets(self, app: Sphinx, env: BuildEnvironment) -> None:
        """``env-updated``: before any page is written, whose links have the files' checksums."""
        if self._active:
            target = app.outdir / FOLDER
            target.mkdir(parents=True, exist_ok=True)
            for name in (_SCRIPT, _ENGINE):
                _write(target / name, brief((_ASSETS / name).read_text("utf-8")))
            _write(target / _STYLE, (_ASSETS / _STYLE).read_text("utf-8"))
            _write(target / _STEMMER, self._script)

    def enter(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: keep what is found of this document.

        Not before, at ``doctree-resolved``: a parallel build resolves all documents in one
        process, for which the others wait, and writes their pages in as many as there are.
        """
        if self._active and doctree is not None:
            self._keep(app, doctree, pagename)

    def leave_out(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: no page loads the scripts of Sphinx's own search."""
        files = context.get("script_files")
        if self._active and files:
            files[:] = [
                file
                for file in files
                if not str(getattr(file, "filename", file)).partition("?")[0].endswith(_THEIRS)
            ]

    def page(self, app: Sphinx) -> Sequence[tuple[str, dict[str, Any], str]]:
        """``html-collect-pages``: join what was kept, write the index, give the page."""
        if not self._active:
            return ()
        settings = Settings.of(app)
        taxonomy = taxonomy_of(app) or Taxonomy()
        # Those that come later last: a new post then leaves the numbers of all others alone.
        posts = {
            docname: post
            for docname, post in sorted(
                catalogue_of(app.env).posts.items(), key=lambda item: (item[1].date, item[0])
            )
            if docname in app.env.found_docs and "nosearch" not in app.env.metadata[docname]
        }
        source = Source(
            documents=[
                Document(
                    self._filed(app, docname, post, taxonomy),
                    self._kept_of(app, docname),
                    partial(self._load, docname),
                    partial(self._texts, docname),
                )
                for docname, post in posts.items()
            ],
            forms=_forms(settings),
            stem=self._stem,
            folding=self._folding,
            names={
                "series": {key: each.name for key, each in taxonomy.series.items()},
                "tags": taxonomy.tags,
            },
            labels={
                "page": app.builder.get_target_uri(PAGE),
                "languages": [[each.code, each.tag] for each in settings.languages],
                "say": {
                    language.code: {
                        word: text
                        for word, text in language.words.items()
                        if word.startswith("search-")
                    }
                    for language in settings.languages
                },
            },
        )
        most = write_index(
            source,
            out=Path(app.outdir) / FOLDER,
            keep=self._kept / "joined",
            here=os.path.relpath(app.outdir, app.doctreedir),
            others=(_SCRIPT, _ENGINE, _STYLE, _STEMMER),
        )
        title = " · ".join(language.words["Search"] for language in settings.languages)
        context = {
            "title": title,
            "page_word": "Search",
            "body": str(_body(app, settings.languages, posts, source.forms, most)),
        }
        return ((PAGE, context, "page.html"),)

    def _path(self, docname: str) -> Path:
        return self._kept / "entries" / f"{docname}.jsonl"

    def _keep(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        store(self._path(docname), dump(self._entry(app, doctree, docname), self._maker))

    def _entry(self, app: Sphinx, doctree: nodes.document, docname: str) -> Entry:
        languages = Settings.of(app).languages
        record = record_of(doctree, catalogue_of(app.env).posts[docname], languages)
        return entry_of(record, languages, self._stem, self._folding)

    def _kept_of(self, app: Sphinx, docname: str) -> str:
        """The digest of what is kept of a document; it is made if it is not there."""
        path = self._path(docname)
        found = self._digest_in(path) if path.exists() else None
        if found is None:  # of a build without this search, or with another
            self._keep(app, app.env.get_and_resolve_doctree(docname, app.builder), docname)
            found = self._digest_in(path)
        return cast("str", found)

    def _digest_in(self, path: Path) -> str | None:
        with path.open(encoding="utf-8") as file:
            return digest_in(file.readline(), self._maker)

    def _load(self, docname: str) -> Entry:
        return load(self._path(docname).read_text("utf-8"))

    def _texts(self, docname: str) -> Sequence[str]:
        return texts_in(self._path(docname).read_text("utf-8"))

    def _filed(self, app: Sphinx, docname: str, post: Post, taxonomy: Taxonomy) -> Filed:
        codes = [language.code for language in Settings.of(app).languages]
        names: list[str] = [*post.tags, post.series, post.category]
        filed_under = [taxonomy.tags.get(tag) for tag in post.tags]
        filed_under.append(taxonomy.categories.get(post.category))
        if post.series in taxonomy.series:
            filed_under.append(taxonomy.series[post.series].name)
        if post.source:
            names.append(post.source.author)
            filed_under.append(taxonomy.authors.get(post.source.author))
        names += [name for each in filed_under if each for name in each.values()]
        return Filed(
            url=app.builder.get_target_uri(docname),
            titles=[
                *(post.title.get(code) or docname for code in codes),
                *(
                    post.short[code]
                    for code in codes
                    if post.short.get(code) not in (None, post.title.get(code))
                ),
            ],
            names=names,
            series=post.series,
            tags=post.tags,
            date=post.date,
        )


def _forms(settings: Settings) -> Forms:
    """The glossary's entries, in both languages, the preferred forms first."""
    glossary = glossary_of(settings)
    terms = glossary.terms if glossary else ()
    return [(term.zh[0], term.en[0], *term.zh[1:], *term.en[1:]) for term in terms]


def _body(
    app: Sphinx,
    languages: tuple[Language, Language],
    posts: Mapping[str, Post],
    glossary: Forms,
    most: Sequence[Sequence[int]],
) -> Markup:
    """The page without scripts: the newest posts; the terms, with the posts that say most of them.

    ``search.js`` puts its own form and results in front of them.
    """

    def said(word: str) -> Markup:
        return _spans(languages, {each.code: each.words[word] for each in languages})

    def link(docname: str) -> Markup:
        title = posts[docname].title or {each.code: docname for each in languages}
        return Markup('<a class="reference internal" href="{}">{}</a>').format(
            app.builder.get_relative_uri(PAGE, docname), _spans(languages, title)
        )

    names = list(posts)
    dated = [name for name in names if posts[name].date]
    listed = sorted(
        dated or (name for name in names if name != app.config.root_doc),
        key=lambda name: (posts[name].date, name),
        reverse=True,
    )
    more = Markup()
    if app.config.bitext_posts and len(listed) > _LISTED:  # the archive has them all
        listed = listed[:_LISTED]
        more = Markup('<p><a class="reference internal" href="{}">{}</a></p>').format(
            app.builder.get_relative_uri(PAGE, "archive"), said("by-year")
        )
    entries = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(
            _spans(languages, dict(zip(("zh", "en"), words, strict=False))),
            Markup(" ").join(Markup("<p>{}</p>").format(link(names[at])) for at in found[:3]),
        )
        for words, found in zip(glossary, most, strict=True)
        if found
    ]
    return Markup(
        '<section class="bitext-search"><h1>{}</h1><div class="bitext-search-lists">'
        "<section><h2>{}</h2><ul>{}</ul>{}</section>{}</div></section>"
    ).format(
        said("Search"),
        said("search-posts"),
        Markup("").join(Markup("<li>{}</li>").format(link(name)) for name in listed),
        more,
        Markup("<section><h2>{}</h2><dl>{}</dl></section>").format(
            said("search-terms"), Markup("").join(entries)
        )
        if entries
        else "",
    )


def _spans(languages: tuple[Language, Language], texts: Mapping[str, str]) -> Markup:
    return Markup(" ").join(
        Markup('<span class="{}" lang="{}">{}</span>').format(
            language.code, language.tag, texts[language.code]
        )
        for language in languages
        if language.code in texts
    )


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
