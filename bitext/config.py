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
    the folder of the formula cache, relative to conf.py; None for no cache.
``bitext_glossary`` (``None``)
    the file of terms that both languages are held to (YAML), relative to conf.py.
``bitext_posts`` (``[]``)
    patterns of the documents that are posts, as in ``["posts/*"]``: their front matter is
    held to the schema, and the catalogue lists them; none for a site without a catalogue.
``bitext_taxonomy`` (``None``)
    the file of categories, tags, series, publications and authors with their names in both
    languages (YAML, see :mod:`bitext.taxonomy`), relative to conf.py.
``bitext_search`` (``True``)
    the search of both languages in place of Sphinx's own (HTML).
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
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from sphinx.errors import ConfigError

from .parity import Severity
from .taxonomy import Taxonomy, parse_taxonomy
from .tex import Macro, parse_macros
from .words import CHINESE, ENGLISH, Words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

DEFAULTS: Mapping[str, tuple[Any, Literal["", "env", "html"], frozenset[type]]] = {
    # name: (default, what to rebuild when it changes, types)
    "bitext_languages": (["zh", "en"], "env", frozenset({list, tuple})),
    "bitext_macros": ({}, "env", frozenset({dict})),
    "bitext_katex": ("node_modules/katex/dist", "html", frozenset({str})),
    "bitext_cache": ("_build/cache", "", frozenset({str, type(None)})),
    "bitext_glossary": (None, "env", frozenset({str, type(None)})),
    "bitext_posts": ([], "env", frozenset({list, tuple})),
    "bitext_taxonomy": (None, "html", frozenset({str, type(None)})),
    "bitext_search": (True, "html", frozenset({bool})),
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
    posts: tuple[str, ...]
    taxonomy: Path | None
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
            posts=tuple(config.bitext_posts),
            taxonomy=None if config.bitext_taxonomy is None else base / config.bitext_taxonomy,
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


def macros_of(config: Config) -> Mapping[str, Macro]:
    """The site's TeX macros, by name."""
    try:
        return parse_macros(config.bitext_macros)
    except ValueError as error:
        raise ConfigError(f"bitext_macros in conf.py: {error}") from error


def taxonomy_of(app: Sphinx) -> Taxonomy | None:
    """What ``bitext_taxonomy`` holds; None where the site has none.

    Raises:
        ConfigError: names the file, and what in it is not understood.

    """
    settings = Settings.of(app)
    if settings.taxonomy is None:
        return None
    try:
        data = yaml.safe_load(settings.taxonomy.read_text("utf-8"))
        return parse_taxonomy(data, (language.code for language in settings.languages))
    except (yaml.YAMLError, ValueError, OSError) as error:
        raise ConfigError(f"bitext_taxonomy, {settings.taxonomy.name}: {error}") from error


def validate(app: Sphinx, config: Config) -> None:
    """``config-inited``: say at once, and clearly, what is wrong."""
    Settings.of(app)


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
