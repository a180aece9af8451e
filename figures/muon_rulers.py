"""Three sizes of c msign(M) for the four factors c, against the shape ratio.

The smaller side is d; each curve is divided by its value for the d x d matrix.
Lines are the formulas c/c2, c/c3, 0.2 c/c4, points are measured on random momenta.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

D = 48
RATIOS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]  # d_out / d_in
SIZES = ("A", "Gamma", "RMS")


def factors(d_in, d_out):
    """c1 to c4: plain, Keller Jordan, MuP, Moonlight."""
    q = d_out / d_in
    return np.array([1, np.sqrt(max(1, q)), np.sqrt(q), 0.2 * np.sqrt(max(d_in, d_out))])


def shape(q, d=D):
    return (d, round(d * q)) if q >= 1 else (round(d / q), d)


def sizes(w):
    """A, Gamma and RMS of a matrix."""
    d_in, d_out = w.shape
    frobenius = np.linalg.norm(w)
    return np.array(
        [
            frobenius / np.sqrt(d_out),
            np.sqrt(d_in / d_out) * np.linalg.norm(w, 2),
            frobenius / np.sqrt(d_in * d_out),
        ]
    )


def measured(ratios=RATIOS, seed=0):
    """Array (size, factor, ratio), relative to the square matrix."""
    rng = np.random.default_rng(seed)

    def one(q):
        d_in, d_out = shape(q)
        u, _, vt = np.linalg.svd(rng.normal(size=(d_in, d_out)), full_matrices=False)
        return np.outer(sizes(u @ vt), factors(d_in, d_out))

    square = one(1)
    return np.moveaxis([one(q) / square for q in ratios], 0, 2)


def formula(ratios):
    """The same from c/c2, c/c3, 0.2 c/c4."""

    def one(q):
        d_in, d_out = (D, D * q) if q >= 1 else (D / q, D)
        c = factors(d_in, d_out)
        return np.array([c / c[1], c / c[2], 0.2 * c / c[3]])

    square = one(1)
    return np.moveaxis([one(q) / square for q in ratios], 0, 2)


LABELS = {  # size: [(ratio, height, offset in points, text, colour)]
    "A": [
        (1 / 8, 2.83, 7, "$c_4$", PURPLE),
        (1 / 8, 1, 7, "$c_1,c_2$", BLUE),
        (1 / 8, 0.354, 7, "$c_3$", GREEN),
        (8, 1, 7, "$c_2,c_3,c_4$", GREY),
        (8, 0.354, -8, "$c_1$", BLUE),
    ],
    "Gamma": [
        (1 / 8, 8, 7, "$c_4$", PURPLE),
        (1 / 8, 2.83, -13, "$c_1,c_2$", BLUE),
        (1 / 8, 1, -8, "$c_3$", GREEN),
        (8, 1, 7, "$c_2,c_3,c_4$", GREY),
        (8, 0.354, -8, "$c_1$", BLUE),
    ],
    "RMS": [
        (1 / 8, 1, 7, "$c_4$", PURPLE),
        (1 / 8, 0.354, 16, "$c_1,c_2$", BLUE),
        (1 / 2, 0.5, -6, "$c_3$", GREEN),
        (8, 1, 7, "$c_2,c_3,c_4$", GREY),
        (8, 0.354, -8, "$c_1$", BLUE),
    ],
}
STYLES = [  # colour, marker, marker size, line width: larger ones below
    (BLUE, "o", 3.5, 1.2), (ORANGE, "D", 5, 2.2), (GREEN, "^", 5.5, 3.4), (PURPLE, "s", 7, 5),
]  # fmt: skip


def panel(ax, i):
    grid = np.geomspace(1 / 8, 8, 121)
    lines, points = formula(grid), measured()
    for k in (3, 2, 1, 0):
        colour, marker, size, width = STYLES[k]
        ax.plot(grid, lines[i, k], color=colour, lw=width, alpha=0.35, solid_capstyle="butt")
        ax.plot(RATIOS, points[i, k], marker, ms=size, color=colour, mfc="none", mew=0.9)
    for x, y, offset, text, colour in LABELS[SIZES[i]]:
        ax.annotate(
            text, (x, y), (0, offset), textcoords="offset points", color=colour, fontsize=9,
            ha="left" if x < 1 else "right", va="bottom" if offset > 0 else "top",
        )  # fmt: skip
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([1 / 8, 1 / 2, 2, 8]))
    ax.set_xticklabels(["1/8", "1/2", "2", "8"])
    ax.set_ylim(0.09, 14)
    ax.set_yticks([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8])
    ax.set_yticklabels(["1/8", "1/4", "1/2", "1", "2", "4", "8"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
    ax.set_xlabel(r"$d_{out}/d_{in}$")
    ax.set_title((r"$A$", r"$\Gamma$", r"$\mathrm{RMS}$")[i], fontsize=11)


def main():
    fig, axes = figure(3, height=2.8)
    for i, ax in enumerate(axes):
        panel(ax, i)
    save(fig, "muon-guide", "rulers")


if __name__ == "__main__":
    main()
