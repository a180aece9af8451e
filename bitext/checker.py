"""``sphinx-build -b parity``: do the two languages of every post say the same?

The comparing is :mod:`bitext.parity`'s; here is Sphinx's side of it: the builder that reports,
and the page that shows readers how the site stands. What a post's check found is counted when
the post is read, so that the page costs nothing later.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sphinx.builders import Builder
from sphinx.errors import ConfigError, ExtensionError
from sphinx.util import logging

from .cache import Cache
from .catalogue import catalogue_of
from .config import Language, Settings, glossary_of, languages_of
from .diagnostics import Subtype, warn
from .markup import spans
from .model import Tally
from .pages import Renderer, changed_pages, context_of, leaves, titles
from .parity import (
    Severity,
    as_json,
    as_sarif,
    as_text,
    check_freshness,
    check_post,
    fingerprints,
    pairs,
    parse_lock,
    unknown_terms,
)
from .texts import UnreadableError, decode, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from docutils import nodes
    from sphinx.application import Sphinx

    from .pages import Leaf, Page
    from .parity import Accepted, Finding, Lock

logger = logging.getLogger(__name__)

_RULES = ("bitext.parity", "bitext.tex")
"""Packages whose modules say what the check finds: another text of theirs counts anew."""


class ParityBuilder(Builder):
    """Checks every post; writes ``findings.txt``, ``findings.json`` and ``findings.sarif``.

    Errors and warnings are said as Sphinx warnings; from the severity ``bitext_parity_fail``
    on, the exit status is 1.
    """

    name = "parity"
    epilog = "The findings are in %(outdir)s."
    allow_parallel = True

    def get_outdated_docs(self) -> Set[str]:
        return set()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return docname

    def write_documents(self, docnames: Set[str]) -> None:
        """Nothing is written of a document alone."""

    def finish(self) -> None:
        if not _knows(languages_of(self.config)):
            raise ExtensionError("the parity check compares Chinese and English (zh, en) only")
        settings = Settings.of(self._app)
        glossary, lock = glossary_of(settings), _lock(settings)
        macros = frozenset(settings.macros)
        found: dict[str, tuple[Finding, ...]] = {}
        totals: Counter[str] = Counter()
        texts: dict[str, str] = {}
        for docname in sorted(self.env.found_docs):
            path = self.env.doc2path(docname)
            text = texts[docname] = decode(path.read_bytes(), self.config.source_encoding)
            own = frozenset(catalogue_of(self.env).macros.get(docname, ()))
            checked = check_post(text, glossary=glossary, macros=macros | own)
            freshness = check_freshness(pairs(text), lock.get(docname, ()))
            findings = (*checked.findings, *freshness.findings)
            found[str(path.relative_to(self.srcdir))] = findings
            totals += Counter(pairs=checked.pairs, new=freshness.new, accepted=freshness.accepted)
            totals += Counter(each.severity.name.lower() for each in findings)
            for finding in findings:
                if finding.severity > Severity.HINT:
                    line = finding.zh or finding.en
                    message = f"[{finding.code.label}] {finding.message}"
                    warn(Subtype.PARITY, message, (docname, line))
            if any(each.severity >= settings.parity_fail for each in findings):
                self._app.statuscode = 1
        if glossary and settings.glossary:
            name = os.path.relpath(settings.glossary, self.srcdir)
            found[name] = tuple(unknown_terms(texts.values(), glossary))
        self._report("txt", "".join(f"{line}\n" for line in as_text(found)))
        self._report("json", as_json(found))
        self._report("sarif", as_sarif(found))
        logger.info(
            "%d pairs: %d errors, %d warnings, %d hints; %d accepted, %d to be accepted",
            *(totals[key] for key in ("pairs", "error", "warning", "hint", "accepted", "new")),
        )

    def _report(self, kind: str, text: str) -> None:
        (self.outdir / f"findings.{kind}").write_text(text, "utf-8")


class Tallies:
    """What the check finds in each document, counted for the site's page of it."""

    def open(self, app: Sphinx) -> None:
        """``builder-inited``: read the glossary, once for all documents."""
        settings = Settings.of(app)
        self._active = bool(settings.parity_page) and _knows(settings.languages)
        if not self._active:
            return
        self._path = settings.glossary
        self._glossary = glossary_of(settings)
        self._macros = frozenset(settings.macros)
        self._cache = Cache(settings.cache / "parity.sqlite" if settings.cache else None)
        self._maker = hashlib.sha256(repr((Tally._fields, sorted(self._macros))).encode())
        if self._path:
            self._maker.update(self._path.read_bytes())
        for package in _RULES:
            for module in sorted(files(package).iterdir(), key=lambda each: each.name):
                if module.name.endswith(".py"):
                    self._maker.update(module.read_bytes())

    def close(self, app: Sphinx, exception: Exception | None) -> None:
        """``build-finished``: close the cache."""
        if self._active:
            self._cache.close()

    def take(self, app: Sphinx, docname: str, source: list[str]) -> None:
        """``source-read``: the text of the document that is read next."""
        self._text = source[0]

    def count(self, app: Sphinx, doctree: nodes.document) -> None:
        """``doctree-read``: count what the check of the document finds, whose macros are known."""
        docname = app.env.docname
        if not self._active or app.env.doc2path(docname).suffix != ".md":
            return
        if self._path:
            app.env.note_dependency(self._path)
        own = frozenset(catalogue_of(app.env).macros.get(docname, ()))
        digest = self._maker.copy()
        digest.update(repr((self._text, sorted(own))).encode("utf-8", "surrogatepass"))
        kept = self._cache.get(digest.hexdigest())
        tally = self._tally(own) if kept is None else _tally_of(json.loads(kept))
        if kept is None:
            self._cache.put(digest.hexdigest(), json.dumps(tally))
        catalogue_of(app.env).tallies[docname] = tally

    def _tally(self, own: frozenset[str]) -> Tally:
        text = self._text
        checked = check_post(text, glossary=self._glossary, macros=self._macros | own)
        severities = Counter(finding.severity for finding in checked.findings)
        return Tally(
            pairs=checked.pairs,
            errors=severities[Severity.ERROR],
            warnings=severities[Severity.WARNING],
            hints=severities[Severity.HINT],
            fingerprints=tuple(fingerprints(pairs(text))),
        )


def _tally_of(kept: Sequence[Any]) -> Tally:
    number, errors, warnings, hints, sides = kept
    return Tally(number, errors, warnings, hints, tuple((zh, en) for zh, en in sides))


def page(app: Sphinx) -> Iterator[Page]:
    """``html-collect-pages``: how each post stands, as a table."""
    settings = Settings.of(app)
    if not settings.parity_page:
        yield from changed_pages(app, "parity", [])
        return
    lock, catalogue = _lock(settings), catalogue_of(app.env)
    tallies = [each for each in sorted(catalogue.tallies.items()) if each[1].pairs]
    made_of = [
        (name, catalogue.posts[name].title, _figures(tally, lock.get(name, ())))
        for name, tally in tallies
    ]
    pages = _pages(app, settings, tallies, lock)
    yield from changed_pages(app, "parity", pages, made_of=made_of)


def _pages(
    app: Sphinx, settings: Settings, tallies: Sequence[tuple[str, Tally]], lock: Lock
) -> Iterator[Page]:
    """The table, spread over pages where it is long."""
    for leaf in leaves(settings.parity_page, tallies, _ROWS):
        yield leaf.name, _table(app, settings, leaf, lock), "page.html"


def _table(app: Sphinx, settings: Settings, leaf: Leaf, lock: Lock) -> dict[str, Any]:
    """The context of a page."""
    languages = languages_of(app.config)
    catalogue = catalogue_of(app.env)
    rows = []
    for docname, tally in leaf.items:
        link = Markup('<a class="reference internal" href="{}">{}</a>').format(
            app.builder.get_relative_uri(leaf.name, docname),
            spans(languages, catalogue.posts[docname].title, " "),
        )
        rows.append(_row("td", [link, *_figures(tally, lock.get(docname, ()))]))
    body = Markup(
        '<section><h1>{}</h1><p class="lines">{}</p>'
        '<div class="table-wrapper docutils container">'
        '<table class="docutils align-default figures">'
        "<thead>{}</thead><tbody>{}</tbody></table></div>{}</section>"
    ).format(
        _phrases(languages, "parity"),
        _phrases(languages, "parity-about"),
        _row("th", [_phrases(languages, f"parity-{column}") for column in _COLUMNS]),
        Markup("").join(rows),
        Renderer(app).render("pager", leaf.name, leaf=leaf),
    )
    return context_of(titles(app.config, "parity"), str(body))


def _figures(tally: Tally, accepted: Sequence[Accepted]) -> list[int]:
    """The cells of a post's row, but for the first."""
    known = {(each.zh, each.en) for each in accepted}
    sides = {side for pair in known for side in pair}
    fresh = sum(pair in known for pair in tally.fingerprints)
    moved = sum(pair not in known and not sides.isdisjoint(pair) for pair in tally.fingerprints)
    return [tally.pairs, tally.errors, tally.warnings, tally.hints, fresh, moved]


def _row(tag: str, cells: Sequence[object]) -> Markup:
    return Markup("<tr>{}</tr>").format(
        Markup("").join(Markup("<{0}>{1}</{0}>").format(Markup(tag), cell) for cell in cells)
    )


_ROWS = 100
"""As many posts are on a page."""
_COLUMNS: tuple[str, ...] = ("post", "pairs", "errors", "warnings", "hints", "accepted", "stale")


def _knows(languages: tuple[Language, Language]) -> bool:
    return {language.code for language in languages} == {"zh", "en"}


def _phrases(languages: tuple[Language, Language], word: str) -> Markup:
    words = {language.code: language.words[word] for language in languages}
    return spans(languages, words, " ")


def _lock(settings: Settings) -> Lock:
    path = settings.parity_lock
    try:
        return parse_lock(read(path)) if path.exists() else {}
    except UnreadableError as error:
        place = f"{path.name}:{error.line}"
        raise ConfigError(f"bitext_parity_lock, {place}: {error.message}") from error
    except OSError as error:
        raise ConfigError(f"bitext_parity_lock, {path.name}: {error.strerror}") from error
