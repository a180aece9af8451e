"""Pages that no document stands behind, and what the catalogue adds to those of documents.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``generated`` how such a page is made, and when; ``paging`` a long list a page at a time;
     ``shelf`` the posts in order; ``related`` what leads on from a post
1    ``rendering`` the templates
2    ``listings`` archive, tags, series, sources, topics, and lists in a text; ``navigation``;
     ``ending`` of a post; ``glossary`` for readers; ``redirects`` of addresses given up
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..nodes import gloss
from . import listings, redirects
from .ending import Endings
from .generated import (
    BUILDERS,
    Page,
    changed_files,
    changed_pages,
    context_of,
    generated_pages,
    redressed,
    titles,
)
from .glossary import Glossaries, GlossRole
from .navigation import Navigation
from .paging import Leaf, leaves
from .rendering import Renderer
from .shelf import address

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "BUILDERS",
    "Leaf",
    "Page",
    "Renderer",
    "address",
    "changed_files",
    "changed_pages",
    "context_of",
    "generated_pages",
    "leaves",
    "setup",
    "titles",
]


def setup(app: Sphinx) -> None:
    """Register the pages and what is added to others."""
    app.add_directive("posts", listings.Posts)
    app.add_node(listings.listing)
    app.add_node(listings.placed, html=(listings.visit_placed, None))
    app.add_post_transform(listings.PlainListings)
    lists = listings.Listings()
    app.connect("env-updated", lists.gather)
    app.connect("doctree-resolved", lists.place)
    app.connect("html-collect-pages", lists.pages)

    endings = Endings()
    app.connect("env-updated", endings.gather, priority=700)  # after what is cited is noted (600)
    app.connect("html-page-context", endings.put, priority=600)  # after bitext_pdf is given
    around = Navigation()
    app.connect("env-updated", around.gather)
    # Before a theme makes its navigation (500).
    app.connect("html-page-context", around.replace, priority=400)

    app.connect("env-updated", redressed)

    app.connect("env-updated", redirects.check)
    app.connect("html-collect-pages", redirects.pages)

    terms = Glossaries()
    app.add_node(gloss)
    app.add_role("gloss", GlossRole())
    app.connect("builder-inited", terms.open)
    app.connect("doctree-read", terms.note)
    app.connect("doctree-resolved", terms.link)
    app.connect("html-collect-pages", terms.pages)
