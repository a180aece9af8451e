"""Pages that no document stands behind, written only when they change.

Sphinx writes what ``html-collect-pages`` yields at every build. A handler passes its pages
through :func:`changed_pages`, which remembers, beside what Sphinx has read, what each was made
of::

    def collect(app):
        yield from changed_pages(app, "glossary", [("glossary", {"title": ..., ...}, "page.html")])
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import escape

from ..catalogue import catalogue_of
from ..config import languages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config

BUILDERS = ("html", "dirhtml")
"""Those that have a page a document, and so a place for others."""

MEMORY = "bitext-pages"
"""The folder of what is remembered of each output folder, in that of the doctrees."""

Page = tuple[str, "dict[str, Any]", str]
"""A page's name, the context of its template, and the template's name."""


def titles(config: Config, word: str) -> dict[str, str]:
    """`word`, a key of :mod:`bitext.words`, by language code: the title of a page."""
    return {language.code: language.words[word] for language in languages_of(config)}


def context_of(title: dict[str, str], body: str) -> dict[str, Any]:
    """The context of ``page.html``, for a page that no document stands behind.

    Args:
        title: plain text, by language code.
        body: HTML.

    """
    return {
        "title": str(escape(" · ".join(dict.fromkeys(title.values())))),  # HTML, to Sphinx
        "body": body,
        "bitext_titles": title,
    }


def changed_pages(app: Sphinx, owner: str, pages: Iterable[Page]) -> Iterator[Page]:
    """Those of `pages` that have to be written again; files of pages that are gone are removed.

    A page is written again when its context has changed, or what stands around every page, or
    the HTML settings; when a template is newer than its file, or there is no file.

    Args:
        app: the application, with an HTML builder.
        owner: names the handler; all its pages are in `pages`, at each build.
        pages: their contexts hold plain data (what JSON can say) that tells all they show, or
            as good as all: what comes from another place does not make a page be written.

    """
    builder = cast("StandaloneHTMLBuilder", app.builder)
    memory = _memory(app)
    before: dict[str, str] = _load(memory).get(owner, {})
    # With the settings, for the title of the site stands on each page.
    catalogue = catalogue_of(app.env)
    around = [
        catalogue.frame(builder.name),
        catalogue.around(builder.name),
        builder.build_info.config_hash,
    ]
    newest = builder.templates.newest_template_mtime()
    after: dict[str, str] = {}
    for name, context, template in pages:
        after[name] = _digest([context, template, around])
        path = builder.get_output_path(name)
        fresh = path.exists() and path.stat().st_mtime >= newest
        if not fresh or before.get(name) != after[name]:
            yield name, context, template
    for name in before.keys() - after.keys() - app.env.found_docs:
        builder.get_output_path(name).unlink(missing_ok=True)
    # Last: a build that is broken off writes its pages again.
    if after != before or (after and not memory.exists()):
        _save(memory, {**_load(memory), owner: after})


def generated_pages(app: Sphinx) -> set[str]:
    """All pages without a document that are in the output, whichever build wrote them.

    After ``html-collect-pages``.
    """
    owners = _load(_memory(app)).values()
    return {name for pages in owners for name in pages}


def _memory(app: Sphinx) -> Path:
    """The file for this output folder: owner -> page -> digest of what it was made of.

    Not in the output, which is published; and named by the way from here to there, so that both
    may be moved together.
    """
    way = os.path.relpath(app.outdir, app.doctreedir).replace(os.sep, "/")
    name = hashlib.sha256(way.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(app.doctreedir, MEMORY, f"{name}.json")


def _digest(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _load(memory: Path) -> Mapping[str, dict[str, str]]:
    try:
        return cast("dict[str, dict[str, str]]", json.loads(memory.read_text("utf-8")))
    except (OSError, ValueError):  # none yet, or broken: everything is written
        return {}


def _save(memory: Path, data: Mapping[str, Mapping[str, str]]) -> None:
    memory.parent.mkdir(exist_ok=True)
    other = memory.with_suffix(".new")
    other.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(other, memory)
