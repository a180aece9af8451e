"""Draw the site's icon, two columns that face each other: `make icons`.

Writes ``favicon.svg``, and ``icon-192.png`` and ``icon-512.png`` for home screens, into _static/.
The latter may be cut to a circle: all that counts is within the middle 80 %.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

STATIC = Path(__file__).resolve().parent.parent / "_static"
BLUE = "#0a4bff"
SIDE = 16
STROKE = 1.6
LINES = (
    *((2, y, length) for y, length in ((3, 5), (6, 5), (9, 5), (12, 3))),
    *((9, y, length) for y, length in ((3, 5), (6, 5), (9, 5), (12, 4))),
)
"""The lines of both columns: left end, height from the top, length; in units of SIDE."""


def vector() -> bytes:
    """The icon as SVG, blue on nothing."""
    svg = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIDE} {SIDE}"}
    root = ElementTree.Element("svg", svg)
    path = "".join(f"M{x} {y}h{length}" for x, y, length in LINES)
    ElementTree.SubElement(root, "path", {"d": path, "stroke": BLUE, "stroke-width": str(STROKE)})
    return ElementTree.tostring(root) + b"\n"


def raster(size: int, path: Path) -> None:
    """The icon as PNG of `size` pixels a side, white on blue, in the middle 3/4."""
    figure = Figure(figsize=(1, 1), dpi=size, facecolor=BLUE)
    axes = figure.add_axes((0.125, 0.125, 0.75, 0.75))
    axes.set(xlim=(0, SIDE), ylim=(SIDE - 0.5, -0.5))
    axes.axis("off")
    for x, y, length in LINES:
        width = 72 * 0.75 * STROKE / SIDE  # points, of an inch a side
        axes.plot((x, x + length), (y, y), color="white", linewidth=width, solid_capstyle="butt")
    FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})


if __name__ == "__main__":
    (STATIC / "favicon.svg").write_bytes(vector())
    for pixels in (192, 512):
        raster(pixels, STATIC / f"icon-{pixels}.png")
