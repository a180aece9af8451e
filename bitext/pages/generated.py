"""Pages and files that no document stands behind, made only when they change.

Sphinx writes what ``html-collect-pages`` yields at every build. A handler passes its pages
through :func:`changed_pages`, which remembers, beside what Sphinx has read, what each was made
of::

    def collect(app):
        yield from changed_pages(app, "glossary", [("glossary", {"title": ..., ...}, "page.html")])

To make a thousand pages so that none is written takes its time as well. So a handler may say what
all its pages are made of, and give a generator, which is not asked where that is the same.
:func:`changed_files` does it for files of other kinds.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markupsafe import escape

from ..catalogue import catalogue_of
from ..config import DEFAULTS, languages_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

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


def changed_pages(
    app: Sphinx,
    owner: str,
    pages: Iterable[Page],
    *,
    made_of: object = None,
    files: Sequence[str] = (),
) -> Iterator[Page]:
    """Those of `pages` that have to be written again; files of pages that are gone are removed.

    A page is written again when its context has changed, or what stands around every page, or
    the HTML settings; when a template is newer than its file, or its file is not there, or is not
    the one that was written, by its size and time.

    Args:
        app: the application, with an HTML builder.
        owner: names the handler; all its pages are in `pages`, at each build.
        pages: their contexts hold plain data (what JSON can say) that tells all they show, or
            as good as all: what comes from another place does not make a page be written.
        made_of: plain data whose ``repr`` tells all that goes into `pages`, but for templates,
            settings and this package. If it is what it was, and all is there, they are not
            asked for. None: they always are.
        files: others that come with them, as ways from the top of the output.

    """
    builder = cast("StandaloneHTMLBuilder", app.builder)
    memory = _Memory(app)
    before: dict[str, Any] = memory.of("pages").get(owner, {})
    known: dict[str, list[Any]] = before.get("pages", {})
    # With the settings, for the title of the site stands on each page.
    catalogue, config = catalogue_of(app.env), app.config
    around = [
        catalogue.frame(builder.name),
        catalogue.around(builder.name),
        builder.build_info.config_hash,
        [config.project, config.author, config.copyright, config.language],
    ]
    newest = builder.templates.newest_template_mtime()

    def path_of(name: str) -> Path:
        return Path(builder.get_output_path(name))

    def fresh(name: str) -> bool:
        path = path_of(name)
        return name in known and _stamp(path) == known[name][1] and path.stat().st_mtime >= newest

    whole = "" if made_of is None else _digest([repr(made_of), around, _makers(app)])
    if (
        whole
        and whole == before.get("made_of")
        and all(map(fresh, known))
        and all(_stamp(app.outdir / name) == stamp for name, stamp in before["files"].items())
    ):
        return
    after: dict[str, list[Any]] = {}
    for name, context, template in pages:
        after[name] = [_digest([context, template, around]), None]
        if not fresh(name) or known[name][0] != after[name][0]:
            yield name, context, template
    for name in known.keys() - after.keys() - app.env.found_docs:
        path_of(name).unlink(missing_ok=True)
    # Last: a build that is broken off writes its pages again.
    for name, noted in after.items():
        noted[1] = _stamp(path_of(name))
    stamps = {name: _stamp(app.outdir / name) for name in files}
    memory.note("pages", owner, {"made_of": whole, "pages": after, "files": stamps})


def redressed(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``: all documents, if the site's own style sheets, scripts or templates differ.

    Their checksums stand in every page, with documents or without; Sphinx sees no more of them
    than that a template is newer than a page.
    """
    if app.builder.name not in BUILDERS:
        return []
    found = hashlib.sha256()
    for name in (*app.config.html_static_path, *app.config.templates_path):
        top = Path(app.confdir, name)
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file():
                found.update(f"{path.relative_to(top.parent).as_posix()}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    shown = dict.fromkeys(["", *env.all_docs], found.hexdigest())
    return sorted(catalogue_of(env).differing(app.builder.name, "dress", shown))


def changed_files(app: Sphinx, owner: str, made_of: Mapping[str, object]) -> Iterator[str]:
    """The files that have to be made again, by their ways from the top of the output.

    Args:
        app: the application.
        owner: names the handler; all its files are in `made_of`, at each build.
        made_of: for each file, plain data whose ``repr`` tells all that goes into it, but for
            our settings, templates and this package. It has to be there when the next one is
            asked for.

    """
    memory = _Memory(app)
    known: dict[str, list[Any]] = memory.of("files").get(owner, {})
    makers = _makers(app)
    after = {}
    for name, data in made_of.items():
        digest = _digest([repr(data), makers])
        if known.get(name) != [digest, _stamp(app.outdir / name)]:
            yield name
        after[name] = [digest, _stamp(app.outdir / name)]
    memory.note("files", owner, after)


def generated_pages(app: Sphinx) -> set[str]:
    """All pages without a document that are in the output, whichever build wrote them.

    After ``html-collect-pages``.
    """
    return {name for made in _Memory(app).of("pages").values() for name in made["pages"]}


class _Memory:
    """What is remembered of an output folder, in a file that is not published.

    By kind (``pages``, ``files``) and owner: what each was made of, its size and time.
    """

    def __init__(self, app: Sphinx) -> None:
        # Named by the way from here to there, so that both may be moved together.
        way = os.path.relpath(app.outdir, app.doctreedir).replace(os.sep, "/")
        name = hashlib.sha256(way.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._path = Path(app.doctreedir, MEMORY, f"{name}.json")

    def of(self, kind: str) -> dict[str, Any]:
        """What owners have noted."""
        return cast("dict[str, Any]", self._load().get(kind, {}))

    def note(self, kind: str, owner: str, made: Mapping[str, Any]) -> None:
        """Remember what `owner` has made, if it is not what is remembered."""
        data = self._load()
        if data.get(kind, {}).get(owner, {}) == made:
            return
        data.setdefault(kind, {})[owner] = made
        self._path.parent.mkdir(exist_ok=True)
        text = json.dumps(data, indent=1, sort_keys=True) + "\n"
        other = self._path.with_suffix(".new")
        other.write_text(f"{_digest(text)}\n{text}", "utf-8")
        os.replace(other, self._path)

    def _load(self) -> dict[str, Any]:
        try:
            mark, _, text = self._path.read_text("utf-8").partition("\n")
            if mark == _digest(text):  # written by one of us, and whole
                found: dict[str, Any] = json.loads(text)
                return found
        except (OSError, ValueError):  # none yet, or broken
            pass
        return {}  # everything is written


def _makers(app: Sphinx) -> list[Any]:
    """What makes pages: our settings; names, sizes, times of this package and of templates."""
    folders = [Path(__file__).parent.parent]
    folders += [Path(app.confdir, name) for name in app.config.templates_path]
    found: list[Any] = [app.builder.name]
    found += [(name, repr(app.config[name])) for name in sorted(DEFAULTS)]
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix != ".pyc" and path.is_file():
                found.append((path.relative_to(folder).as_posix(), _stamp(path)))
    return found


def _stamp(path: Path) -> list[int] | None:
    """The size and time of a file, as JSON gives them back; None of one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]


def _digest(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
