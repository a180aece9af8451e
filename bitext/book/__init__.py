"""The book: pairs in parallel columns, editions, parts, and a PDF a post.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``latex`` the text in LaTeX; ``split`` a PDF a post, of the book's; ``texlog`` what TeX says
1    ``matter`` what stands around the posts: parts, glossary, list of works, index
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import nodes
from . import latex, matter

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Register what makes the book; HTML's side of the nodes is registered elsewhere."""
    for node, visitors in (
        (nodes.panel, (latex.visit_panel, latex.depart_panel)),
        (nodes.phrase, (latex.visit_phrase, latex.depart_phrase)),
    ):
        app.add_node(node, override=True, latex=visitors)
    app.add_node(latex.columns, latex=(latex.visit_columns, latex.depart_columns))
    app.add_node(latex.led, latex=(latex.visit_led, latex.depart_led))
    app.add_node(latex.cell, latex=(latex.visit_cell, latex.depart_cell))
    app.add_post_transform(latex.EquationReferences)
    app.add_post_transform(latex.OneLanguage)
    app.add_post_transform(latex.OneLanguageOfReferences)
    app.add_post_transform(latex.PairsToColumns)
    app.add_post_transform(latex.SourceLines)
    app.add_post_transform(latex.BookTitle)
    app.add_post_transform(latex.PhraseSeparators)
    app.add_post_transform(latex.WholeListings)
    app.add_post_transform(latex.BodiesOfTables)
    app.add_post_transform(latex.FootnotesInCircles)
    app.add_post_transform(latex.Formulas)
    app.add_latex_package("bitext", after_hyperref=True)
    app.connect("config-inited", latex.add_style)
    app.connect("doctree-resolved", matter.assemble)
