"""An extension as others write them: its role breaks on whatever it is given."""

from __future__ import annotations

from typing import Any, NoReturn

from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxRole


class Breaks(SphinxRole):
    def run(self) -> NoReturn:
        raise ZeroDivisionError("division by zero")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_role("breaks", Breaks())
    return {"parallel_read_safe": True}
