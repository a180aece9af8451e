"""The ``bitext_*`` settings: declared, read and validated in this one place.

``bitext_languages`` (``["zh", "en"]``)
    the two languages, in reading order: codes that are known (``zh``, ``en``), or
    dictionaries with ``code``, ``tag`` (BCP 47), ``name`` and, if wanted, ``words``.
``bitext_macros`` (``{}``)
    TeX macros for every formula, HTML and LaTeX alike: name to body, or to
    ``[body, arguments]``.
``bitext_katex`` (``"node_modules/katex/dist"``)
    KaTeX's ``dist`` folder, relative to conf.py.
``bitext_cache`` (``"_build/cache"``)
    the folder of what takes long to make, formulas set and posts checked, relative to conf.py;
    None for no cache.
``bitext_glossary`` (``None``)
    the file of terms that both languages are held to (YAML), relative to conf.py.
``bitext_guard`` (``False``)
    whether documents are held to be text and nothing else: no raw HTML or LaTeX, no files from
    outside of the source folder, no images of other hosts, and so on (:mod:`bitext.guard`).
``bitext_edition`` (``"both"``)
    what the LaTeX builder makes: a book in parallel columns, or, given the code of a
    language, a book in that language alone, ``name-zh.tex`` (:mod:`bitext.book.latex`).
``bitext_posts`` (``[]``)
    patterns of the documents that are posts, as in ``["posts/*"]``: their front matter is
    held to the schema, and the catalogue lists them; none for a site without a catalogue.
``bitext_taxonomy`` (``None``)
    the file of categories, tags, series, publications and authors with their names in both
    languages (YAML, see :mod:`bitext.taxonomy`), relative to conf.py.
``bitext_pdf`` (``None``)
    the folder of PDFs that :mod:`bitext.book.split` has made, relative to conf.py; the pages
    offer what is there (:mod:`bitext.downloads`). None for none.
``bitext_navigation`` (``None``)
    the pages that the navigation begins with, as in ``["archive", "topics", "sources"]``:
    the catalogue's or documents; the series and the latest posts follow. None for the theme's
    own navigation, which names every post on every page.
``bitext_recent`` (``5``)
    how many of the latest posts stand there.
``bitext_bibliography_page`` (``""``)
    the name of the page of all works that posts cite (with :mod:`bitext.bibliography`); empty
    for none.
``bitext_source_url`` (``""``)
    where a page's source can be read: an address with ``{path}`` in it, which is relative to
    the source folder; empty for nowhere.
``bitext_licence`` (``{}``)
    what posts are published under: ``name`` and ``url``; nothing is said where it is empty.
``bitext_giscus`` (``{}``)
    comments below posts by giscus: ``repo``, ``repo_id``, ``category`` and ``category_id`` as
    giscus.app gives them; none where it is empty. Nothing is loaded from there before a reader
    asks for it; a content security policy has to allow ``script-src``, ``style-src`` and
    ``frame-src https://giscus.app``.
``bitext_glossary_page`` (``""``)
    the name of the page that shows the glossary; empty for none.
``bitext_feeds`` (``""``)
    the folder of the Atom feeds (:mod:`bitext.feeds.atom`) in the output; empty for none.
``bitext_sitemap`` (``False``)
    whether to write ``robots.txt`` and, where ``html_baseurl`` is set, ``sitemap.xml``.
``bitext_search`` (``True``)
    the search of both languages in place of Sphinx's own (HTML).
``bitext_resolve_apart`` (``True``)
    whether the processes of a parallel build each resolve the documents that they write
    (:mod:`bitext.builders`). An extension that gathers something for the whole site while
    documents are resolved wants False.
``bitext_parity_lock`` (``"parity.lock"``)
    the file that remembers what was accepted of each pair, relative to conf.py.
``bitext_parity_fail`` (``"warning"``)
    ``sphinx-build -b parity`` has exit status 1 from this severity on: ``"hint"``,
    ``"warning"`` or ``"error"``.
``bitext_parity_page`` (``""``)
    the name of the page that shows how each post stands; empty for none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sphinx.errors import ConfigError

from .parity import Glossary, Severity, parse_glossary
from .taxonomy import Taxonomy, parse_taxonomy
from .tex import Macro, danger, parse_macros, runaway, take_definitions
from .texts import UnreadableError, fault_of_word, read_document
from .words import CHINESE, ENGLISH, Words
from .yamltext import YamlError, first_fault, line_of, load

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_Data = TypeVar("_Data")

DEFAULTS: Mapping[str, tuple[Any, Literal["", "env", "html"], frozenset[type]]] = {
    # name: (default, what to rebuild when it changes, types)
    "bitext_languages": (["zh", "en"], "env", frozenset({list, tuple})),
    "bitext_macros": ({}, "env", frozenset({dict})),
    "bitext_katex": ("node_modules/katex/dist", "html", frozenset({str})),
    "bitext_cache": ("_build/cache", "", frozenset({str, type(None)})),
    "bitext_glossary": (None, "env", frozenset({str, type(None)})),
    "bitext_guard": (False, "env", frozenset({bool})),
    "bitext_edition": ("both", "", frozenset({str})),
    "bitext_posts": ([], "env", frozenset({list, tuple})),
    "bitext_taxonomy": (None, "html", frozenset({str, type(None)})),
    "bitext_pdf": (None, "html", frozenset({str, type(None)})),
    "bitext_navigation": (None, "html", frozenset({list, tuple, type(None)})),
    "bitext_recent": (5, "html", frozenset({int})),
    "bitext_bibliography_page": ("", "html", frozenset({str})),
    "bitext_source_url": ("", "html", frozenset({str})),
    "bitext_licence": ({}, "html", frozenset({dict})),
    "bitext_giscus": ({}, "html", frozenset({dict})),
    "bitext_glossary_page": ("", "env", frozenset({str})),
    "bitext_feeds": ("", "html", frozenset({str})),
    "bitext_sitemap": (False, "", frozenset({bool})),
    "bitext_search": (True, "html", frozenset({bool})),
    "bitext_resolve_apart": (True, "", frozenset({bool})),
    "bitext_parity_lock": ("parity.lock", "", frozenset({str})),
    "bitext_parity_fail": ("warning", "", frozenset({str})),
    "bitext_parity_page": ("", "env", frozenset({str})),
}


@dataclass(frozen=True, slots=True)
class Language:
    """One of the two languages of a site."""

    code: str
    """Names the directive (``{zh}``), the class (``.zh``) and ``?lang=zh``."""
    tag: str
    """BCP 47 tag for ``lang=``."""
    name: str
    """What its readers call it; the tab's label."""
    words: Words = field(repr=False, compare=False)
    """What the extension writes in it, see :mod:`bitext.words`."""

    @property
    def html_class(self) -> str:
        """The class that docutils' HTML writer turns into ``lang="..."``.

        For post-transforms only: in the read phase, smart quotes would ask for its rules.
        """
        return f"language-{self.tag}"

    @property
    def joins_lines(self) -> bool:
        """Whether a line break in the source is no space (Chinese, Japanese)."""
        return self.tag.partition("-")[0] in {"zh", "ja"}


KNOWN = {
    "zh": Language("zh", "zh-Hans", "中文", CHINESE),
    "en": Language("en", "en", "English", ENGLISH),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, validated."""

    languages: tuple[Language, Language]
    macros: Mapping[str, Macro]
    katex: Path
    cache: Path | None
    glossary: Path | None
    edition: str | None
    """The code of the book's only language; None for both."""
    posts: tuple[str, ...]
    taxonomy: Path | None
    pdf: Path | None
    bibliography_page: str
    source_url: str
    licence: Mapping[str, str]
    giscus: Mapping[str, str]
    glossary_page: str
    feeds: str
    sitemap: bool
    parity_lock: Path
    parity_fail: Severity
    parity_page: str

    @classmethod
    def of(cls, app: Sphinx) -> Settings:
        """Read the settings of `app`.

        Raises:
            ConfigError: a setting holds what it cannot hold; names it and conf.py.

        """
        config, base = app.config, Path(app.confdir)
        _check_types(config)
        return cls(
            languages=languages_of(config),
            macros=macros_of(config),
            katex=base / config.bitext_katex,
            cache=None if config.bitext_cache is None else base / config.bitext_cache,
            glossary=None if config.bitext_glossary is None else base / config.bitext_glossary,
            edition=edition_of(config),
            posts=tuple(config.bitext_posts),
            taxonomy=None if config.bitext_taxonomy is None else base / config.bitext_taxonomy,
            pdf=None if config.bitext_pdf is None else base / config.bitext_pdf,
            bibliography_page=config.bitext_bibliography_page,
            source_url=_with_path(config.bitext_source_url),
            licence=_texts("bitext_licence", config.bitext_licence, _LICENCE),
            giscus=_texts("bitext_giscus", config.bitext_giscus, _GISCUS),
            glossary_page=config.bitext_glossary_page,
            feeds=config.bitext_feeds.strip("/"),
            sitemap=config.bitext_sitemap,
            parity_lock=base / config.bitext_parity_lock,
            parity_fail=_severity(config.bitext_parity_fail),
            parity_page=config.bitext_parity_page,
        )


def languages_of(config: Config) -> tuple[Language, Language]:
    """The two languages, in reading order."""
    given = [_language(entry) for entry in config.bitext_languages]
    if len(given) != 2 or given[0].code == given[1].code:
        raise ConfigError(
            "bitext_languages in conf.py wants two different languages, "
            f"for example ['zh', 'en']; it holds {[g.code for g in given]!r}"
        )
    return given[0], given[1]


def edition_of(config: Config) -> str | None:
    """The code of the book's only language; None where it has both."""
    codes = [language.code for language in languages_of(config)]
    edition = str(config.bitext_edition)
    if edition not in {"both", *codes}:
        raise ConfigError(
            f"bitext_edition in conf.py is one of both, {', '.join(codes)}; it is {edition!r}"
        )
    return None if edition == "both" else edition


def glossary_of(settings: Settings) -> Glossary | None:
    """What the file ``bitext_glossary`` holds; None where the site has none.

    Raises:
        ConfigError: the file cannot be read, or holds what is no glossary; names the line.

    """
    if settings.glossary is None:
        return None
    return _read(
        "bitext_glossary",
        settings.glossary,
        lambda data: _harmless(parse_glossary(data), settings.macros),
    )


def _harmless(glossary: Glossary, macros: Mapping[str, Macro]) -> Glossary:
    """`glossary`, whose formulas are set and do nothing else, else ValueError.

    Terms stand in texts, in lists and in the index, without the document around them that a
    formula of a post is seen in; so they define nothing, for themselves or for others.
    """
    for form in (form for term in glossary.terms for form in (*term.zh, *term.en)):
        formulas = " ".join(re.findall(r"\$([^$]*)\$", form))
        found = danger(form) if formulas else None
        if found is not None:
            raise ValueError(f"{form!r}: {found.words}")
        if take_definitions(formulas)[0]:
            raise ValueError(f"{form!r}: a term defines no macros")
        if runaway(formulas, macros):
            raise ValueError(f"{form!r}: its macros expand without end, or to more than can be set")
    return glossary


def macros_of(config: Config) -> Mapping[str, Macro]:
    """The site's TeX macros, by name."""
    try:
        return parse_macros(config.bitext_macros)
    except ValueError as error:
        raise ConfigError(f"bitext_macros in conf.py: {error}") from error


def taxonomy_of(app: Sphinx) -> Taxonomy | None:
    """What ``bitext_taxonomy`` holds; None where the site has none.

    Raises:
        ConfigError: names the file, the line, and what in it is not understood.

    """
    settings = Settings.of(app)
    if settings.taxonomy is None:
        return None
    codes = [language.code for language in settings.languages]
    return _read(
        "bitext_taxonomy",
        settings.taxonomy,
        lambda data: _with_pages(parse_taxonomy(data, codes)),
    )


def _with_pages(taxonomy: Taxonomy) -> Taxonomy:
    """`taxonomy`, whose keys can each name a page, else ValueError."""
    for part in ("categories", "tags", "series"):
        for key in getattr(taxonomy, part):
            fault = fault_of_word(key)
            if fault:
                raise ValueError(f"{part} holds {fault}")
    return taxonomy


def _read(setting: str, path: Path, parse: Callable[[Any], _Data]) -> _Data:
    """What a file of YAML holds, as `parse` understands it; a fault names file and line."""
    try:
        text = read_document(path)
        data = load(text)
    except OSError as error:
        raise ConfigError(f"{setting}, {path.name}: {error.strerror}") from error
    except (YamlError, UnreadableError) as error:
        raise ConfigError(f"{setting}, {path.name}:{error.line}: {error.message}") from error
    try:
        return parse(data)
    except ValueError as error:
        keys, message = first_fault(data, parse)
        if len(message) > 300:
            message = f"{message[:300]}..."
        place = f"{path.name}:{line_of(text, *keys)}"
        raise ConfigError(f"{setting}, {place}: {message}") from error


def validate(app: Sphinx, config: Config) -> None:
    """``config-inited``: say at once, and clearly, what is wrong."""
    Settings.of(app)


_LICENCE = ("name", "url")
_GISCUS = ("repo", "repo_id", "category", "category_id")


def _texts(setting: str, value: Mapping[str, Any], names: tuple[str, ...]) -> Mapping[str, str]:
    """`value`, which is empty or has a text for each of `names`."""
    if value and (set(value) != set(names) or not all(isinstance(t, str) for t in value.values())):
        wanted = ", ".join(map(repr, names))
        raise ConfigError(f"{setting} in conf.py is empty, or has texts for {wanted}: {value!r}")
    return value


def _with_path(address: str) -> str:
    if address and "{path}" not in address:
        raise ConfigError(f"bitext_source_url in conf.py wants '{{path}}' in it: {address!r}")
    return address


def _severity(name: str) -> Severity:
    try:
        return Severity[name.upper()]
    except KeyError:
        raise ConfigError(
            "bitext_parity_fail in conf.py is one of "
            f"{', '.join(each.name.lower() for each in Severity)}; it is {name!r}"
        ) from None


def _check_types(config: Config) -> None:
    """Sphinx only warns of a value of the wrong type; what follows would break on it."""
    for name, (_, _, types) in DEFAULTS.items():
        value = config[name]
        if not isinstance(value, tuple(types)):
            wanted = " or ".join(sorted("None" if t is type(None) else t.__name__ for t in types))
            raise ConfigError(f"{name} in conf.py wants a value of type {wanted}, not {value!r}")


def _language(entry: object) -> Language:
    if isinstance(entry, str):
        if entry in KNOWN:
            return KNOWN[entry]
        raise ConfigError(
            f"bitext_languages in conf.py: {entry!r} is not known by its code alone "
            f"({', '.join(KNOWN)} are); write {{'code': {entry!r}, 'tag': ..., 'name': ...}}"
        )
    if isinstance(entry, Mapping):
        missing = {"code", "tag", "name"} - entry.keys()
        unknown = entry.keys() - {"code", "tag", "name", "words"}
        given = entry.get("words", {})
        known = not missing and not unknown and isinstance(given, Mapping)
        if known and re.fullmatch("[a-z][a-z0-9-]*", str(entry["code"])):
            words = {**ENGLISH, **given}
            return Language(str(entry["code"]), str(entry["tag"]), str(entry["name"]), words)
    raise ConfigError(
        "bitext_languages in conf.py: an entry is a known code, or a dictionary with "
        f"'code' (lower-case ASCII), 'tag', 'name' and perhaps 'words'; not {entry!r}"
    )
