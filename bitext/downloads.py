"""The PDFs of a site: what the book tells :mod:`bitext.book.split`, and what the pages offer.

The folder ``bitext_pdf`` holds what was split, and a manifest. A page offers a PDF only if
it is there, and was made of the very text that the page shows; then it is copied into the
site, so that no link is dead, wherever the site is put. A build without such a folder offers
nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from sphinx.util.osutil import relative_uri

from .addresses import addresses_of
from .catalogue import catalogue_of
from .config import Settings, edition_of, languages_of, taxonomy_of
from .domains import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .model import Bilingual

RECIPE = "bitext.json"
"""What the LaTeX builder says of a book, in its folder."""
MANIFEST = "manifest.json"
"""What was split, and of which texts, in the folder ``bitext_pdf``."""
FOLDER = "pdf"
"""Where in the site the PDFs are."""


class Download(NamedTuple):
    """A PDF that a page offers."""

    edition: str
    """``both``, or the code of its language."""
    file: str
    """Below the folder of PDFs."""


class Downloads(Record):
    """What the last build of each builder offered; a page is written again when it changes."""

    name = "bitext-pdf"
    label = "PDFs of posts"
    initial_data: ClassVar[dict[str, Any]] = {"offered": {}}  # builder -> docname -> downloads
    data_version = 1

    @property
    def offered(self) -> dict[str, dict[str, tuple[Download, ...]]]:
        """By builder and document; the book is the root document's."""
        return cast("dict[str, dict[str, tuple[Download, ...]]]", self.data["offered"])

    def merge_domaindata(self, docnames: Any, otherdata: dict[str, Any]) -> None:
        """Nothing is found while documents are read."""


def refresh(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``: see what there is; return the pages that offer something else now."""
    if app.builder.format != "html":
        return []
    domain = cast(Downloads, env.get_domain(Downloads.name))
    before = domain.offered.get(app.builder.name, {})
    now = domain.offered[app.builder.name] = _offers(app)
    return sorted(
        docname for docname in env.all_docs if before.get(docname, ()) != now.get(docname, ())
    )


def offer(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """``html-page-context``: give templates ``bitext_pdf``.

    It maps the edition, ``both`` or a language's code, to the address of the page's PDF; the
    root document's is the book.
    """
    domain = cast(Downloads, app.env.get_domain(Downloads.name))
    here = app.builder.get_target_uri(pagename)
    context["bitext_pdf"] = {
        download.edition: relative_uri(here, f"{FOLDER}/{download.file}")
        for download in domain.offered.get(app.builder.name, {}).get(pagename, ())
    }


def copy(app: Sphinx, exception: Exception | None) -> None:
    """``build-finished``: put what is offered into the site, and say in the book what it holds."""
    if exception is not None:
        return
    if app.builder.format == "html":
        _copy(app)
    elif app.builder.format == "latex":
        _write_recipe(app)


def _copy(app: Sphinx) -> None:
    folder = Settings.of(app).pdf
    target = Path(app.outdir) / FOLDER
    domain = cast(Downloads, app.env.get_domain(Downloads.name))
    wanted = {
        download.file
        for downloads in domain.offered.get(app.builder.name, {}).values()
        for download in downloads
    }
    for old in sorted(target.rglob("*.pdf")):
        if old.relative_to(target).as_posix() not in wanted:
            old.unlink()
    if folder is None:
        return
    for name in sorted(wanted):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target / name)


def _offers(app: Sphinx) -> dict[str, tuple[Download, ...]]:
    folder = Settings.of(app).pdf
    if folder is None or not (folder / MANIFEST).is_file():
        return {}
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    offers = {}
    for docname, entries in manifest.items():
        digest = _digest(app.env, [docname] if docname else _posts(app.env))
        offers[docname or app.config.root_doc] = tuple(
            Download(entry["edition"], entry["file"])
            for entry in entries
            if entry["digest"] == digest and (folder / entry["file"]).is_file()
        )
    return offers


def _write_recipe(app: Sphinx) -> None:
    """What :mod:`bitext.book.split` is to know of each book of this build."""
    edition, languages = edition_of(app.config), languages_of(app.config)
    shown = [language for language in languages if edition in {None, language.code}]
    taxonomy = taxonomy_of(app)
    tags: Mapping[str, Bilingual] = taxonomy.tags if taxonomy else {}
    posts = catalogue_of(app.env).posts

    def said(text: Bilingual) -> str:
        texts = [text[language.code] for language in shown if text.get(language.code)]
        return " / ".join(dict.fromkeys(texts))

    for entry in app.config.latex_documents[:1]:
        recipe = {
            "book": str(entry[1]).removesuffix(".tex"),
            "edition": edition or "both",
            "suffix": f"-{edition}" if edition else "",
            "lang": shown[0].tag,
            "author": app.config.author,
            "site": addresses_of(app).base,
            "digest": _digest(app.env, _posts(app.env)),
            "posts": {
                docname: {
                    "title": said(posts[docname].title),
                    "summary": said(posts[docname].summary),
                    "keywords": ", ".join(said(tags[t]) for t in posts[docname].tags if t in tags),
                    "digest": _digest(app.env, [docname]),
                }
                for docname in _posts(app.env)
            },
        }
        text = json.dumps(recipe, indent=1, ensure_ascii=False, sort_keys=True)
        (Path(app.outdir) / RECIPE).write_text(text + "\n", "utf-8")


def _posts(env: BuildEnvironment) -> list[str]:
    return sorted(docname for docname, post in catalogue_of(env).posts.items() if post.date)


def _digest(env: BuildEnvironment, docnames: list[str]) -> str:
    """Of the sources; empty where one is gone."""
    try:
        texts = [env.doc2path(docname).read_bytes() for docname in docnames]
    except OSError:
        return ""
    return hashlib.sha256(b"\0".join(texts)).hexdigest()
