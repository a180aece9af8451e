"""One look for all figures: serif maths, transparent ground, no words.

A figure holds symbols and numbers only; the post's caption explains them in each
language. Dark mode inverts the SVG by CSS, so nothing here is painted white.

>>> fig, axes = figure(columns=2)          # doctest: +SKIP
>>> save(fig, "why-short-conv", "collapse")  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.figure import Figure

POSTS = Path(__file__).resolve().parent.parent / "posts"

# Okabe and Ito's palette: told apart by colour-blind readers, and after inversion.
BLUE, ORANGE, GREEN, PURPLE, GREY = "#0072B2", "#D55E00", "#009E73", "#AA4499", "#777777"

plt.rcParams.update(
    {
        "font.family": "STIXGeneral",
        "mathtext.fontset": "stix",
        "font.size": 10,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.7,
        "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, PURPLE]),
        "lines.linewidth": 1.4,
        "xtick.major.width": 0.7,
        "ytick.major.width": 0.7,
        "figure.constrained_layout.use": True,
        "savefig.transparent": True,
        # Outlines in the SVG: a reader's machine need not have the font.
        "svg.fonttype": "path",
        # Fixed salt and no dates: the same numbers give the same bytes.
        "svg.hashsalt": "bitext",
        "pdf.fonttype": 42,
    }
)


def figure(columns: int = 1, *, width: float = 6.3, height: float = 2.6):
    """Return ``(Figure, array of `columns` Axes)``; sizes in inches."""
    fig, axes = plt.subplots(1, columns, figsize=(width, height), squeeze=False)
    return fig, axes[0]


def save(fig: Figure, slug: str, name: str) -> None:
    """Write ``posts/<slug>/<name>.svg`` (HTML) and ``.pdf`` (book)."""
    folder = POSTS / slug
    folder.mkdir(parents=True, exist_ok=True)
    fig.savefig(folder / f"{name}.svg", metadata={"Date": None})
    fig.savefig(folder / f"{name}.pdf", metadata={"CreationDate": None})
    plt.close(fig)
