"""KaTeX's style sheet and fonts for a site: what its formulas need, and no more.

KaTeX's fonts hold some 1,800 glyphs; a site's formulas show a hundred or two, and its
readers load them on a phone. Where fontTools is installed (``pip install bitext[fonts]``)
each font is cut down to the characters that are set in it; where it is not, it is copied
whole.
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
from functools import lru_cache
from html import unescape
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

try:
    from fontTools import subset
except ImportError:
    subset = None

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

ALWAYS = frozenset("0123456789().?")
r"""What the number in the place of an ``\eqref`` may need, known only when pages are written."""

STYLES: Mapping[str, tuple[str | None, bool | None, bool | None]] = MappingProxyType(
    {
        "textbf": (None, True, None),
        "textit": (None, None, True),
        "textrm": ("Main", None, None),
        "textsf": ("SansSerif", None, None),
        "texttt": ("Typewriter", None, None),
        "mathnormal": ("Math", None, True),
        "mathit": ("Main", None, True),
        "mathrm": (None, None, False),
        "mathbf": ("Main", True, None),
        "boldsymbol": ("Math", True, True),
        "amsrm": ("AMS", None, None),
        "mathbb": ("AMS", None, None),
        "textbb": ("AMS", None, None),
        "mathcal": ("Caligraphic", None, None),
        "mathfrak": ("Fraktur", None, None),
        "textfrak": ("Fraktur", None, None),
        "mathboldfrak": ("Fraktur", True, None),
        "textboldfrak": ("Fraktur", True, None),
        "mathtt": ("Typewriter", None, None),
        "mathscr": ("Script", None, None),
        "textscr": ("Script", None, None),
        "mathsf": ("SansSerif", None, None),
        "mathboldsf": ("SansSerif", True, None),
        "textboldsf": ("SansSerif", True, None),
        "mathitsf": ("SansSerif", None, True),
        "mathsfit": ("SansSerif", None, True),
        "textitsf": ("SansSerif", None, True),
        "mainrm": ("Main", None, False),
        # by longer selectors, one of four sizes
        "delimsizing": ("Size", None, None),
        "op-symbol": ("Size", None, None),
        # ours, see maths.css
        "bitext-bold": (None, True, None),
    }
)
"""What the classes of KaTeX's style sheet set: family, bold, italic; None leaves it as it is."""

_ZERO_WIDTH = "\u200b"
_Style: TypeAlias = tuple[str, bool, bool]
"""Family, bold, italic."""


class Glyph(NamedTuple):
    """A character, and the face that it is set in."""

    family: str
    """``Main``, ``Math``, ...; ``Size`` for all of Size1 to Size4."""
    bold: bool
    italic: bool
    character: str


def packed(drawn: Iterable[Glyph]) -> dict[str, str]:
    """Glyphs by face, to be kept: a tenth of the memory.

    >>> packed([Glyph("Main", True, False, "y"), Glyph("Main", True, False, "x")])
    {'Main-1-0': 'xy'}
    """
    faces: dict[str, list[str]] = {}
    for family, bold, italic, character in sorted(drawn):
        faces.setdefault(f"{family}-{bold:d}-{italic:d}", []).append(character)
    return {face: "".join(characters) for face, characters in faces.items()}


def unpacked(faces: Mapping[str, str]) -> Iterator[Glyph]:
    """What was :func:`packed`."""
    for face, characters in faces.items():
        family, bold, italic = face.split("-")
        for character in characters:
            yield Glyph(family, bold == "1", italic == "1", character)


@lru_cache(maxsize=1 << 14)  # a formula stands in both languages, and often more than once
def glyphs(html: str) -> frozenset[Glyph]:
    """What KaTeX's HTML draws; its MathML half is the browser's to draw.

    >>> html = '<math>y</math><span class="katex-html"><i class="mathnormal">x</i>&lt;</span>'
    >>> [(glyph.family, glyph.italic, glyph.character) for glyph in sorted(glyphs(html))]
    [('Main', False, '<'), ('Math', True, 'x')]
    """
    drawn = html.partition('class="katex-html"')[2].partition(">")[2]
    runs: set[tuple[_Style, str]] = set()
    styles: list[_Style] = [("Main", False, False)]
    # Twice as quick as an expression for a tag: a formula is drawn by some twenty.
    for piece in drawn.split("<"):
        tag, closed, text = piece.partition(">")
        if not closed:
            text = tag  # before the first tag
        elif tag[0] == "/":
            if len(styles) > 1:  # the outermost tags end behind what began
                styles.pop()
        elif tag[-1] != "/":
            styles.append(_styled(styles[-1], tag.partition('class="')[2].partition('"')[0]))
        if text:
            runs.add((styles[-1], text))
    return frozenset(
        [
            Glyph(*style, character)
            for style, text in runs
            for character in unescape(text)
            if character != _ZERO_WIDTH
        ]
    )


@lru_cache(maxsize=1 << 10)  # KaTeX has few
def _styled(around: _Style, classes: str) -> _Style:
    """The style of an element with `classes`."""
    family, bold, italic = around
    for name in classes.split():
        if name in STYLES:
            own_family, own_bold, own_italic = STYLES[name]
            family = own_family or family
            bold = bold if own_bold is None else own_bold
            italic = italic if own_italic is None else own_italic
    return family, bold, italic


def write_assets(dist: Path, target: Path, used: Iterable[Glyph]) -> None:
    """Write ``katex.css`` and ``fonts/*.woff2`` of KaTeX's `dist` into `target`.

    `used` is what the site's formulas show. What is there already for the same glyphs and the
    same KaTeX is left as it is. The files are the same bytes for the same glyphs.
    """
    fonts = sorted((dist / "fonts").glob("*.woff2"))
    faces = _faces(used, [font.stem for font in fonts])
    css = (dist / "katex.min.css").read_text("utf-8")
    # Every browser that knows CSS grid knows woff2: drop the fallbacks behind it.
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)', "", css)
    # Not in the style sheet, whose checksum stands in every page.
    mark = target / "fonts.txt"
    wanted = hashlib.sha256((css + str(faces if subset else "all")).encode()).hexdigest() + "\n"
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells each step
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    for font in fonts:
        _write_font(font, target / "fonts" / font.name, faces[font.stem])
    (target / "katex.css").write_text(css, "utf-8")
    mark.write_text(wanted, "utf-8")  # last: it says that the rest is there


def _faces(used: Iterable[Glyph], names: Sequence[str]) -> dict[str, str]:
    """The characters that each font needs, by its name (``KaTeX_Main-BoldItalic``).

    A face that a family lacks is stood in for by any of those it has, as the browser likes;
    an operator or delimiter that is not large is the main font's.
    """
    kept = {name: set(ALWAYS) for name in names}
    for family, bold, italic, character in used:
        face = ("Bold" if bold else "") + ("Italic" if italic else "") or "Regular"
        exact = f"KaTeX_{family}-{face}"
        kin = [name for name in names if name.startswith(f"KaTeX_{family}")]
        for name in [exact] if exact in kept else [*kin, "KaTeX_Main-Regular"]:
            if name in kept:
                kept[name].add(character)
    return {name: "".join(sorted(characters)) for name, characters in kept.items()}


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
