"""Citations in both languages, and the page of all works; an extension of its own.

Loaded beside sphinxcontrib-bibtex: ``extensions = [..., "sphinxcontrib.bibtex", "bitext",
"bitext.bibliography"]``. In a Chinese panel ``{cite:t}`` gives Yang 等（2024）, in an English
one Yang et al. (2024). ``bibtex_default_style = "bitext"`` gives lists of author and year,
each entry with its arXiv or DOI link.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``files`` of strangers; ``citations`` and lists of works
1    ``works`` the page of them all
===  ====================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pybtex.backends.plaintext import Backend as PlainText
from pybtex.plugin import register_plugin

from . import files, works
from .citations import BilingualCitations, ListsOfWorks, ListStyle, OneListInTheBook, other_years

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["BilingualCitations", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the domain, the list style, the book's single list and the page of all works."""
    app.setup_extension("sphinxcontrib.bibtex")
    app.setup_extension("bitext")
    register_plugin("pybtex.style.formatting", "bitext", ListStyle)
    # sphinxcontrib-bibtex asks for it at each reference; pybtex then reads the metadata of all
    # packages that are installed (docs/upstream), unless it has been told.
    register_plugin("pybtex.backends", "plaintext", PlainText, force=True)
    app.add_domain(BilingualCitations, override=True)
    app.connect("builder-inited", files.read, priority=400)  # before the domain's own
    app.add_post_transform(ListsOfWorks)
    app.add_post_transform(OneListInTheBook)
    app.connect("env-updated", works.note, priority=600)  # after the domain's own
    app.connect("env-updated", other_years, priority=600)
    app.connect("html-collect-pages", works.page)
    app.add_post_transform(works.WayToAllWorks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
