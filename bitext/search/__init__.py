"""Search that understands both languages: an index made at build, searched in the browser.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``terms`` text as terms; ``formula`` formulas as words; ``postings`` where terms stand;
     ``files`` on disk
1    ``stemmer`` ``folding`` what is done to words, to characters; ``records`` a document as
     units of text
2    ``entries`` what is kept of a document
3    ``groups`` a few documents, joined
4    ``index`` all documents, as files for the browser
5    ``pages`` Sphinx's side: when what is made, and the page
===  ====================================================================================

In the browser: ``assets/search-engine.js`` finds, ``assets/search.js`` shows.
"""

from __future__ import annotations

from .pages import Search

__all__ = ["Search"]
