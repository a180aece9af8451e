"""Files of BibTeX that strangers may have written: read with their faults named, or not at all.

sphinxcontrib-bibtex reads them too early for warnings and knows no limits: three lines of
``@string`` make a title of a thousand megabytes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pybtex.exceptions import PybtexError
from sphinx.errors import ConfigError
from sphinxcontrib.bibtex.bibfile import is_bibdata_outdated, parse_bibdata

from ..guard import is_harmless
from ..texts import LONGEST_LINE, UnreadableError, decode
from ..yamltext import NO_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pybtex.database import BibliographyData
    from sphinx.application import Sphinx
    from sphinxcontrib.bibtex.domain import BibtexDomain

LONGEST_FIELD: Final = 10_000
"""Characters of a field; an abstract has 2,000."""

_STRINGS: Final = re.compile(r"@string\b([^@]*)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*"|(?<=[=#])\s*\{[^{}]*\}')


def read(app: Sphinx) -> None:
    """``builder-inited``, before sphinxcontrib-bibtex: read the files of ``bibtex_bibfiles``.

    Raises:
        ConfigError: names a file, a line, and what is wrong there.

    """
    names = app.config.bibtex_bibfiles
    domain = cast("BibtexDomain", app.env.get_domain("cite"))
    encoding = app.config.bibtex_encoding
    paths = [(Path(app.confdir) / name).resolve() for name in names or ()]
    if not names or not is_bibdata_outdated(domain.bibdata, paths, encoding):
        return
    for name, path in zip(names, paths, strict=True):
        if path.is_file():  # else sphinxcontrib-bibtex says so
            for line, why in _faults(path.read_bytes(), encoding):
                raise ConfigError(f"{name}:{line}: {why}")
    try:
        domain.data["bibdata"] = parse_bibdata(paths, encoding)
    except PybtexError as error:
        name = Path(str(error.filename)).name if error.filename else ", ".join(names)
        place = f"{name}:{getattr(error, 'lineno', 1)}"
        raise ConfigError(f"{place}: it is no BibTeX ({error})") from error
    for key, why in _faults_of_entries(domain.bibdata.data):
        raise ConfigError(f"{_place(dict(zip(names, paths, strict=True)), key)}: {key}, {why}")


def _faults(data: bytes, encoding: str) -> Iterator[tuple[int, str]]:
    try:
        text = decode(data, encoding)
    except UnreadableError as error:
        yield error.line, error.message
        return
    for number, line_ in enumerate(text.split("\n"), 1):
        if len(line_) > LONGEST_LINE:
            yield number, f"the line is longer than {LONGEST_LINE:,} characters"
    odd = NO_TEXT.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        yield line, f"U+{ord(odd[0]):04X} is no character of a text"
    for found in _STRINGS.finditer(text):
        if "#" in _QUOTED.sub("", found[1]):
            line = text.count("\n", 0, found.start()) + 1
            yield line, "a @string that is put together (#) is not allowed: write it out"


def _faults_of_entries(data: BibliographyData) -> Iterator[tuple[str, str]]:
    for key, entry in data.entries.items():
        # Of its own only: what it takes from others (crossref) is checked there.
        for name, text in entry.fields.items():
            if len(text) > LONGEST_FIELD:
                yield key, f"{name}: it is longer than {LONGEST_FIELD:,} characters"
            elif name == "url" and not is_harmless(text):
                yield key, f"url: {text[:60]!r} is no address of http: or https:"


def _place(files: dict[str, Path], key: str) -> str:
    """The file and the line of the entry `key`."""
    for name, path in files.items():
        text = path.read_text("utf-8-sig", errors="replace") if path.is_file() else ""
        found = re.search(rf"^\s*@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text, re.MULTILINE)
        if found:
            return f"{name}:{text.count(chr(10), 0, found.end()) + 1}"
    return ", ".join(files)
