"""An extension as others write them: it breaks on what it is given, or warns of it nowhere."""

from __future__ import annotations

from typing import Any, NoReturn

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)


class Breaks(SphinxRole):
    def run(self) -> NoReturn:
        raise ZeroDivisionError("division by zero")


def read(app: Sphinx, doctree: nodes.document) -> None:
    """``doctree-read``"""
    if "break while reading" in doctree.astext():
        raise ZeroDivisionError


def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """``doctree-resolved``"""
    text = doctree.astext()
    if "break here" in text:
        raise ZeroDivisionError
    if "warn nowhere" in text:
        logger.warning("something is wrong somewhere")
    if "forget this" in text:
        for paragraph in list(doctree.findall(nodes.paragraph)):
            paragraph.parent.remove(paragraph)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("breaks", Breaks())
    app.connect("doctree-read", read)
    app.connect("doctree-resolved", write)
    return {"parallel_read_safe": True}
