"""How far the spectral norm of a random matrix is from sqrt(n) + sqrt(m).

Left: the gap sqrt(n) + sqrt(m) - E||W||, Gaussian entries, sampled in the bidiagonal form.
Right: ||W|| over sqrt(n) + sqrt(m) for Gaussian, sign and Student t_3 entries, m = n/4.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

TRACY_WIDOM_MEAN = -1.2065336  # of the law of order 1 (real entries)
SIDES = [2**j for j in range(2, 21, 2)]
DRAWS = 4000
ROWS = [32, 64, 128, 256, 512, 1024]
MATRICES = 100


def largest(diagonal, off, steps=60):
    """Largest eigenvalue of symmetric tridiagonal matrices, one a column, by bisection.

    A number x exceeds every eigenvalue just if all pivots of x - T are positive.
    """
    low = diagonal.max(axis=0)
    high = 2 * diagonal.max(axis=0) + 2 * off.max(axis=0)
    for _ in range(steps):
        x = (low + high) / 2
        pivot = x - diagonal[0]
        above = pivot > 0
        for d, e in zip(diagonal[1:], off, strict=True):
            pivot = x - d - e**2 / np.where(pivot == 0, 1e-300, pivot)
            above &= pivot > 0
        low, high = np.where(above, low, x), np.where(above, x, high)
    return low


def norms(n, m, rng, draws=DRAWS, corner=10.0):
    """Norms of Gaussian n x m matrices, n >= m, from the leading corner of the bidiagonal form."""
    k = min(m, round(corner * m ** (1 / 3)))
    i = np.arange(k)[:, None]
    alpha2 = rng.chisquare(n - i, size=(k, draws))
    beta2 = rng.chisquare(m - 1 - i[:-1], size=(k - 1, draws))
    diagonal = alpha2.copy()
    diagonal[:-1] += beta2
    return np.sqrt(largest(diagonal, np.sqrt(beta2 * alpha2[1:])))


def gaps(aspect, sides=SIDES, draws=DRAWS, seed=0):
    """Mean of sqrt(n) + sqrt(m) - ||W|| for n = aspect * m, m in `sides`."""
    rng = np.random.default_rng(seed)
    return np.array(
        [np.sqrt(aspect * m) + np.sqrt(m) - norms(aspect * m, m, rng, draws).mean() for m in sides]
    )


def limit(aspect, m):
    """The gap that the Tracy-Widom law predicts."""
    return -TRACY_WIDOM_MEAN / 2 * (1 / np.sqrt(aspect * m) + 1 / np.sqrt(m)) ** (1 / 3)


def proven(m):
    """The gap is at most this."""
    return 1.5 * np.pi ** (2 / 3) * m ** (-1 / 6) + 1.5 / np.sqrt(m)


ENTRIES = {
    "gauss": lambda rng, size: rng.normal(size=size),
    "sign": lambda rng, size: rng.integers(0, 2, size=size) * 2.0 - 1,
    "t3": lambda rng, size: rng.standard_t(3, size=size) / np.sqrt(3),
}


def ratios(name, rows=ROWS, matrices=MATRICES, seed=0):
    """Median of ||W|| / (sqrt(n) + sqrt(m)) and of max|W_ij| over the same, m = n/4."""
    rng = np.random.default_rng(seed)
    found = []
    for n in rows:
        m, norm, peak = n // 4, [], []
        for _ in range(matrices):
            w = ENTRIES[name](rng, (n, m))
            norm.append(np.sqrt(np.linalg.eigvalsh(w.T @ w)[-1]))
            peak.append(np.abs(w).max())
        found.append(np.array([np.median(norm), np.median(peak)]) / (np.sqrt(n) + np.sqrt(m)))
    return np.array(found).T


def plain_ticks(axis, ticks, labels):
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_ticklabels(labels)
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())


def gap_panel(ax):
    m = np.array(SIDES)
    ax.plot(m, proven(m), color=GREY, lw=1.1, ls="--")
    for aspect, colour, marker in ((1, BLUE, "o"), (16, ORANGE, "s")):
        ax.plot(m, limit(aspect, m), color=GREY, lw=1.1)
        ax.plot(m, gaps(aspect), marker, ms=4.5, color=colour)
    ax.set_xscale("log")
    ax.set_yscale("log")
    plain_ticks(ax.xaxis, [10, 10**3, 10**5], ["$10$", "$10^3$", "$10^5$"])
    plain_ticks(ax.yaxis, [0.05, 0.1, 0.2, 0.5, 1, 2], ["0.05", "0.1", "0.2", "0.5", "1", "2"])
    ax.set_ylim(0.04, 4)
    ax.text(400, 0.4, r"$n=m$", color=BLUE, ha="left", va="bottom")
    ax.text(100, 0.22, r"$n=16m$", color=ORANGE, ha="right", va="top")
    ax.set_xlabel(r"$m$")
    ax.set_ylabel(r"$\sqrt{n}+\sqrt{m}-\mathrm{E}\Vert W\Vert_2$")


def ratio_panel(ax):
    n = np.array(ROWS)
    ax.axhline(1, color=GREY, lw=0.8, ls=":")
    peak = None
    for name, colour, marker in (
        ("t3", ORANGE, "s"), ("gauss", BLUE, "o"), ("sign", GREEN, "^"),
    ):  # fmt: skip
        norm, top = ratios(name)
        peak = top if name == "t3" else peak
        ax.plot(n, norm, marker, ms=4.5, color=colour)
    ax.plot(n, peak, "s", ms=4.5, mfc="none", color=PURPLE)
    ax.set_xscale("log", base=2)
    plain_ticks(ax.xaxis, [32, 128, 512], ["32", "128", "512"])
    ax.set_ylim(0.5, 1.6)
    ax.set_yticks([0.5, 1, 1.5])
    ax.text(600, 1.42, r"$t_3$", color=ORANGE, ha="center", va="bottom")
    ax.text(150, 0.72, r"$\max|W_{ij}|,\;t_3$", color=PURPLE, ha="left", va="center")
    ax.text(30, 1.04, r"$\mathcal{N}(0,1)$", color=BLUE, ha="left", va="bottom")
    ax.text(36, 0.87, r"$\pm1$", color=GREEN, ha="left", va="top")
    ax.set_xlabel(r"$n=4m$")
    ax.set_ylabel(r"$\Vert W\Vert_2\,/\,(\sqrt{n}+\sqrt{m})$")


def main():
    fig, (left, right) = figure(2)
    gap_panel(left)
    ratio_panel(right)
    save(fig, "spectral-norm-estimate", "deviation")


if __name__ == "__main__":
    main()
