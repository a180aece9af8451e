"""A line for the warnings of others that name a file only.

docutils says of an identifier that is taken twice, and Sphinx of a few things more, in which file
they are but not where. What such a message quotes is looked up in that file. Of a directive of an
unknown domain Sphinx says no file either.
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.nodes import document
    from sphinx.application import Sphinx

_QUOTED: Final = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"|`([^`\n]+)`")


class Places(logging.Filter):
    """Completes the place of a warning that has a file without a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        location = getattr(record, "location", None)
        if isinstance(location, str) and not re.search(r":\d+$", location):
            path = Path(location.removesuffix(":None").removesuffix(":"))
            if path.is_file():
                record.location = f"{path}:{_line(path, record.getMessage())}"
        return True


def open_filter(app: Sphinx) -> None:
    """``builder-inited``: hang it behind Sphinx's own, which make paths of document names."""
    for handler in logging.getLogger("sphinx").handlers:
        if handler.level >= logging.WARNING:
            handler.addFilter(Places())


class _Reading(logging.Filter):
    """Gives a warning without any place that of what is being read."""

    def __init__(self, docname: str, document: document) -> None:
        super().__init__()
        self._docname, self._document = docname, document

    def filter(self, record: logging.LogRecord) -> bool:
        if not getattr(record, "location", None):
            record.location = (self._docname, self._document.current_line or 1)
        return True


@contextmanager
def reading(docname: str, document: document) -> Iterator[None]:
    """While a document is read: what looks directives up warns of that document.

    A filter of the logger, not of a handler: while several processes read, they have none.
    """
    logger = logging.getLogger("sphinx.sphinx.util.docutils")  # Sphinx puts its name before each
    here = _Reading(docname, document)
    logger.addFilter(here)
    try:
        yield
    finally:
        logger.removeFilter(here)


def _line(path: Path, message: str) -> int:
    """The last line of the file with something that the message quotes; 1 for none.

    The last one: of two that claim one name, the second is told.
    """
    lines = path.read_text("utf-8", "replace").splitlines()
    for found in _QUOTED.finditer(message):
        text = next(filter(None, found.groups()))
        for wanted in (text, text.removeprefix("equation-")):
            for number in range(len(lines), 0, -1):
                if wanted in lines[number - 1]:
                    return number
    return 1
