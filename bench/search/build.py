"""Build a site, and time what its search takes; feed Sphinx's own index from the same trees."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import sphinx
from sphinx.application import Sphinx
from sphinx.search import IndexBuilder, js_index
from sphinx.util.docutils import docutils_namespace

STATIC = Path(sphinx.__file__).parent / "themes" / "basic" / "static"

SEARCH_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<script src="documentation_options.js"></script><script src="doctools.js"></script>
<script src="sphinx_highlight.js"></script><script src="searchtools.js"></script>
<script src="language_data.js"></script><script src="searchindex.js"></script>
</head><body><div id="search-results"></div></body></html>
"""
OPTIONS = """const DOCUMENTATION_OPTIONS = {VERSION: "", LANGUAGE: "en", COLLAPSE_INDEX: false,
BUILDER: "html", FILE_SUFFIX: ".html", LINK_SUFFIX: ".html", HAS_SOURCE: false,
SOURCELINK_SUFFIX: "", NAVIGATION_WITH_KEYS: false, SHOW_SEARCH_SUMMARY: false,
ENABLE_SEARCH_SHORTCUTS: false};
"""


@dataclass
class Timed:
    """Seconds of processor time, of all processes, by what they went into."""

    total: float = 0.0
    """The whole build, without what this bench itself adds."""
    ours: float = 0.0
    theirs: dict[str, float] = field(default_factory=dict)
    """Sphinx's own index, by language."""


def build(
    source: Path, out: Path, *, jobs: int, sphinx_languages: tuple[str, ...], **settings: Any
) -> Timed:
    """Build the site in `source` from nothing; Sphinx's indexes go into ``out/sphinx-<language>``.

    The search's handlers are the only ones of priority 800. They run in the processes that write
    pages, too, so what each takes is noted in a file.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    taken = out / "taken.txt"
    timed = Timed()
    started = _processor()
    with docutils_namespace():
        app = Sphinx(
            source, source, out / "html", out / "doctrees", "html",
            # From nothing, formulas too.
            confoverrides={"bitext_cache": str(out / "cache"), **settings},
            status=None, parallel=jobs,
        )  # fmt: skip
        builders = {
            language: IndexBuilder(app.env, language, {}, "") for language in sphinx_languages
        }
        timed.theirs = dict.fromkeys(builders, 0.0)
        clock = [0.0]

        # One of the events asks its handlers for pages, of which there are none here.
        def begin(app: Sphinx, *page: object) -> tuple[()] | None:
            clock[0] = time.process_time()
            return None if page else ()

        def end(app: Sphinx, *page: object) -> tuple[()] | None:
            with taken.open("a", encoding="ascii") as file:
                file.write(f"{time.process_time() - clock[0]}\n")
            return None if page else ()

        def feed(app: Sphinx, doctree: Any, docname: str) -> None:
            title = app.env.titles[docname].astext()
            for language, index in builders.items():
                at = time.process_time()
                index.feed(docname, f"{docname}.md", title, doctree)
                timed.theirs[language] += time.process_time() - at

        for event in ("html-page-context", "html-collect-pages"):
            app.connect(event, begin, priority=799)
            app.connect(event, end, priority=801)
        app.connect("doctree-resolved", feed, priority=900)
        app.build()
        timed.total = _processor() - started - sum(timed.theirs.values())
        timed.ours = sum(map(float, taken.read_text("ascii").split()))
        for language, index in builders.items():
            at = time.process_time()
            _write_sphinx(index, out / "html" / f"sphinx-{language}")
            timed.theirs[language] += time.process_time() - at
    return timed


def _processor() -> float:
    """Seconds of processor time so far, of this process and of its readers and writers."""
    return sum(os.times()[:4])


def _write_sphinx(index: IndexBuilder, folder: Path) -> None:
    """Sphinx's index with the scripts that search it, and a page that loads them."""
    folder.mkdir(parents=True)
    with (folder / "searchindex.js").open("w", encoding="utf-8") as file:
        index.dump(file, js_index)
    template = (STATIC / "language_data.js.jinja").read_text("utf-8")
    data = jinja2.Template(template).render(index.context_for_searchtool())
    (folder / "language_data.js").write_text(data, "utf-8")
    for name in ("doctools.js", "sphinx_highlight.js", "searchtools.js"):
        shutil.copy(STATIC / name, folder)
    (folder / "documentation_options.js").write_text(OPTIONS, "utf-8")
    (folder / "search.html").write_text(SEARCH_PAGE, "utf-8")
