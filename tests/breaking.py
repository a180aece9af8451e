"""An extension as others write them: it breaks on what it is given, and does other harm."""

from __future__ import annotations

import sys
import traceback
from typing import Any, NoReturn, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from bitext.nodes import every

logger = logging.getLogger(__name__)


class Breaks(SphinxRole):
    def run(self) -> NoReturn:
        raise ZeroDivisionError("division by zero")


class Misuses(SphinxRole):
    def run(self) -> NoReturn:
        every(cast("nodes.Node", None), nodes.Text)  # as our own code would, if it were wrong
        raise AssertionError


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
    if "warn at length" in text:
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            logger.warning("something is wrong:\n%s", traceback.format_exc(), location=doctree[0])
    if "write elsewhere" in text:
        (app.outdir / "../elsewhere").write_text("")
    if "speak aside" in text:
        print("something is wrong", file=sys.stderr)
    if "forget this" in text:
        for paragraph in list(doctree.findall(nodes.paragraph)):
            paragraph.parent.remove(paragraph)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("breaks", Breaks())
    app.add_role("misuses", Misuses())
    app.connect("doctree-read", read)
    app.connect("doctree-resolved", write)
    return {"parallel_read_safe": True}
