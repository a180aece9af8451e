"""Formulas set at build: KaTeX, how that is kept, and the fonts that they show.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``katex`` the setter; ``fonts`` its style sheet and glyphs
1    ``keys`` that what was set is kept under
===  ====================================================================================
"""

from .fonts import Glyph, glyphs, packed, unpacked, write_assets
from .katex import Katex, TexError, without_drawings
from .keys import key_of

__all__ = [
    "Glyph",
    "Katex",
    "TexError",
    "glyphs",
    "key_of",
    "packed",
    "unpacked",
    "without_drawings",
    "write_assets",
]
