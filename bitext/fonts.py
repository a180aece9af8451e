"""KaTeX's style sheet and fonts for a site: what its formulas need, and no more.

KaTeX's fonts hold some 1,800 glyphs; a site's formulas show a hundred or two, and its
readers load them on a phone. Where fontTools is installed (``pip install bitext[fonts]``)
each font is cut down to the characters in use; where it is not, it is copied whole.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from html import unescape
from typing import TYPE_CHECKING

try:
    from fontTools import subset
except ImportError:
    subset = None

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PRELOADED = tuple(
    f"_static/katex/fonts/KaTeX_{name}.woff2"
    for name in ("Main-Regular", "Math-Italic", "Math-BoldItalic")
)
"""The fonts in which formulas are set, but for their rarer parts."""

ALWAYS = frozenset("0123456789().?")
r"""What the number in the place of an ``\eqref`` may need, known only when pages are written."""


def characters(html: str) -> set[str]:
    """The characters that KaTeX's HTML draws; its MathML half is the browser's to draw.

    >>> sorted(characters('<math>y</math><span class="katex-html"><i>x</i>&lt;</span>'))
    ['<', 'x']
    """
    drawn = html.partition('class="katex-html"')[2].partition(">")[2]
    return set(unescape(re.sub(r"<[^>]*>", "", drawn)))


def write_assets(dist: Path, target: Path, used: Iterable[str]) -> None:
    """Write ``katex.css`` and ``fonts/*.woff2`` of KaTeX's `dist` into `target`.

    `used` are the characters that the site's formulas show. What is there already for
    the same characters and the same KaTeX is left as it is. The files are the same
    bytes for the same characters.
    """
    css = (dist / "katex.min.css").read_text("utf-8")
    # Every browser that knows CSS grid knows woff2: drop the fallbacks behind it.
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)
    kept = "".join(sorted(ALWAYS.union(used))) if subset else "all"
    # Not in the style sheet, whose checksum stands in every page.
    mark = target / "fonts.txt"
    wanted = hashlib.sha256((css + kept).encode()).hexdigest() + "\n"
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each step
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for font in sorted((dist / "fonts").glob("*.woff2")):
        _write_font(font, target / "fonts" / font.name, kept)
    (target / "katex.css").write_text(css, "utf-8")
    mark.write_text(wanted, "utf-8")  # last: it says that the rest is there


def _write_font(source: Path, target: Path, kept: str) -> None:
    if subset is None:
        shutil.copyfile(source, target)
        return
    # Hints are for screens of a kind that reads this no more; they are half of what is left.
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["*"])
    font = subset.load_font(source, options)
    cut = subset.Subsetter(options)
    cut.populate(text=kept)
    cut.subset(font)
    subset.save_font(font, target, options)
