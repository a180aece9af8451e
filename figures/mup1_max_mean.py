"""Maximum against mean amplification of a linear layer behind RMSNorm.

Left: Gaussian matrices of many shapes on the curve 1 + sqrt(d_in/d_out).
Right: square matrices of growing width: rank one, Gaussian, orthogonal.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREEN, GREY, ORANGE, figure, save

SHAPES = [  # (d_in, d_out)
    (64, 1024), (96, 768), (128, 512), (192, 384), (256, 256),
    (384, 192), (512, 128), (768, 96), (1024, 64),
]  # fmt: skip
WIDTHS = [16, 32, 64, 128, 256, 512, 1024]
SAMPLES = 2000


def spectral_norm(w):
    """From the smaller Gram matrix: quicker than an SVD, and as exact at the top."""
    gram = w @ w.T if w.shape[0] <= w.shape[1] else w.T @ w
    return np.sqrt(np.linalg.eigvalsh(gram)[-1])


def max_over_mean(w, rng, samples=SAMPLES):
    """Ratio of the largest amplification (exact) to the mean one (isotropic random inputs)."""
    d_in, d_out = w.shape
    x = rng.normal(size=(samples, d_in))
    x *= np.sqrt(d_in) / np.linalg.norm(x, axis=1, keepdims=True)
    mean = np.linalg.norm(x @ w, axis=1).mean() / np.sqrt(d_out)
    return np.sqrt(d_in / d_out) * spectral_norm(w) / mean


def by_shape(shapes=SHAPES, seed=0):
    """Shape ratios d_in/d_out, and max/mean of one Gaussian matrix of each shape."""
    rng = np.random.default_rng(seed)
    ratios = np.array([d_in / d_out for d_in, d_out in shapes])
    return ratios, np.array([max_over_mean(rng.normal(size=s), rng) for s in shapes])


def by_width(widths=WIDTHS, seed=1):
    """max/mean of d x d matrices: of rank one, Gaussian, orthogonal."""
    rng = np.random.default_rng(seed)
    rows = []
    for d in widths:
        rank_one = np.outer(rng.normal(size=d), rng.normal(size=d))
        orthogonal = np.linalg.qr(rng.normal(size=(d, d)))[0]
        matrices = (rank_one, rng.normal(size=(d, d)), orthogonal)
        rows.append([max_over_mean(w, rng) for w in matrices])
    return np.array(rows).T


def shape_panel(ax):
    ratios, measured = by_shape()
    grid = np.geomspace(1 / 20, 20, 200)
    ax.plot(grid, 1 + np.sqrt(grid), color=GREY, lw=1.1)
    ax.plot(ratios, measured, "o", ms=4.5, color=BLUE)
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([1 / 16, 1 / 4, 1, 4, 16]))
    ax.set_xticklabels(["1/16", "1/4", "1", "4", "16"])
    ax.set_ylim(0.8, 5.6)
    ax.set_yticks([1, 2, 3, 4, 5])
    ax.axhline(1, color=GREY, lw=0.6, ls=":")
    ax.annotate(
        r"$1+\sqrt{d_{in}/d_{out}}$", (4.0, 3.0), (-8, 6), textcoords="offset points", ha="right"
    )
    ax.set_xlabel(r"$d_{in}/d_{out}$")
    ax.set_ylabel(r"$\max\,/\,\mathrm{E}$")


def width_panel(ax):
    d = np.array(WIDTHS)
    rank_one, gaussian, orthogonal = by_width()
    grid = np.geomspace(d[0], d[-1], 100)
    ax.plot(grid, np.sqrt(np.pi * grid / 2), color=GREY, lw=1.1)
    ax.axhline(2, xmax=0.96, color=GREY, lw=1.1)
    ax.axhline(1, xmax=0.96, color=GREY, lw=1.1)
    for values, colour, marker in (
        (rank_one, ORANGE, "s"), (gaussian, BLUE, "o"), (orthogonal, GREEN, "^"),
    ):  # fmt: skip
        ax.plot(d, values, marker, ms=4.5, color=colour)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([16, 64, 256, 1024]))
    ax.set_xticklabels(["16", "64", "256", "1024"])
    ax.set_yticks([1, 2, 4, 8, 16, 32])
    ax.set_yticklabels(["1", "2", "4", "8", "16", "32"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
    ax.set_ylim(0.8, 56)
    ax.text(110, 17, r"$\sqrt{\pi d/2}$", ha="right")
    ax.text(1024, 24, r"$r=1$", color=ORANGE, ha="right", va="top")
    ax.text(1024, 2.2, r"$r=d$", color=BLUE, ha="right", va="bottom")
    ax.text(1024, 1.1, r"$W^\top W=I$", color=GREEN, ha="right", va="bottom")
    ax.set_xlabel(r"$d_{in}=d_{out}=d$")


def main():
    fig, (left, right) = figure(2)
    shape_panel(left)
    width_panel(right)
    save(fig, "beyond-mup-1", "max-mean")


if __name__ == "__main__":
    main()
