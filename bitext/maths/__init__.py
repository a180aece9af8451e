"""Formulas set at build: KaTeX, what it has set before, and the fonts that they show.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``katex`` the setter; ``fonts`` its style sheet and glyphs
1    ``cache`` of what was set
===  ====================================================================================
"""

from .cache import MathCache
from .fonts import Glyph, glyphs, packed, unpacked, write_assets
from .katex import Katex, TexError, without_drawings

__all__ = [
    "Glyph",
    "Katex",
    "MathCache",
    "TexError",
    "glyphs",
    "packed",
    "unpacked",
    "without_drawings",
    "write_assets",
]
