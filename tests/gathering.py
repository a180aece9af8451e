"""An extension as others write them: while documents are resolved it gathers for the whole site."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


class Gathering:
    def __init__(self) -> None:
        self.names: list[str] = []

    def note(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """``doctree-resolved``"""
        self.names.append(docname)

    def write(self, app: Sphinx, error: Exception | None) -> None:
        """``build-finished``"""
        (app.outdir / "gathered.txt").write_text(" ".join(sorted(self.names)), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    gathering = Gathering()
    app.connect("doctree-resolved", gathering.note)
    app.connect("build-finished", gathering.write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
