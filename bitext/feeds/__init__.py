"""Atom feeds, one a language: posts as text that needs no skin, to be read elsewhere.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``formulas`` as plain text
1    ``plain`` a page without its skin
2    ``atom`` the feeds
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .atom import Feeds

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Register the feeds."""
    atom = Feeds()
    app.connect("env-updated", atom.choose)
    app.connect("html-page-context", atom.keep)
    app.connect("build-finished", atom.write)
