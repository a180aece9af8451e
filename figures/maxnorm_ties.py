"""Two equal maxima among n standard normal numbers in BF16.

Left: probability of a tie after rounding, of two ones after exponentiation, and nu/128.
Right: the first two divided by the mean of the maximum: a staircase and a level line.
"""

from __future__ import annotations

import math

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from maxnorm_estimates import GRID, LOG_CDF, STEP, log_cdf, mean, normal_density
from style import BLUE, GREEN, GREY, ORANGE, figure, save

SIMULATED = {128: 0.018246, 4096: 0.028279, 65536: 0.052967}  # Su's, JAX
GAP = -math.log1p(-(2.0**-9))  # exp(-gap) rounds to 1 in BF16 up to here


def bf16_edges(low=-6, high=4):
    """Boundaries between rounding cells of the BF16 numbers from 2^low up to 2^high."""
    numbers = np.array([2.0**e * (1 + j / 128) for e in range(low, high) for j in range(128)])
    return (numbers[1:] + numbers[:-1]) / 2


EDGES = bf16_edges()
EDGE_LOG_CDF = log_cdf(EDGES)


def tie(n):
    """P(the largest of n rounded numbers occurs twice); n large enough for z_max > 2^-6."""
    cdf = np.exp(EDGE_LOG_CDF)
    alone = n * np.diff(cdf) * np.exp((n - 1) * EDGE_LOG_CDF[:-1])
    return 1 - float(np.sum(alone))


def two_ones(n, gap=GAP):
    """P(the largest two of n lie within `gap`)."""
    shifted = np.interp(GRID - gap, GRID, LOG_CDF)
    alone = n * normal_density(GRID) * np.exp((n - 1) * shifted)
    return 1 - float(np.sum(alone) * STEP)


def spacing(z):
    """Distance of neighbouring BF16 numbers at z > 0."""
    return 2.0 ** (np.floor(np.log2(z)) - 7)


def local(n):
    """First order in the spacing: half the mean of rate times spacing at the maximum."""
    z = GRID[GRID > 0]
    log = LOG_CDF[GRID > 0]
    p = n * normal_density(z) * np.exp((n - 1) * log)
    rate = (n - 1) * normal_density(z) / np.exp(log)
    # At the jumps, which are grid points, the mean of both sides.
    both = (spacing(z * (1 + 1e-9)) + spacing(z * (1 - 1e-9))) / 2
    return 0.5 * float(np.sum(rate * both * p) * STEP)


def peak_bound(n):
    """nu: the number with density 1/(n - 1)."""
    return math.sqrt(2 * math.log((n - 1) / math.sqrt(2 * math.pi)))


def log_axis(ax):
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator([10**2, 10**4, 10**6, 10**8]))
    ax.set_xticklabels(["$10^2$", "$10^4$", "$10^6$", "$10^8$"])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel(r"$n$")


def main():
    sizes = np.unique(np.round(np.geomspace(32, 1e8, 120)))
    ties, ones, means = (np.array([f(n) for n in sizes]) for f in (tie, two_ones, mean))
    fig, (left, right) = figure(2)
    left.plot(sizes, [peak_bound(n) / 128 for n in sizes], color=GREEN, ls="--")
    left.plot(sizes, ties, color=BLUE)
    left.plot(sizes, ones, color=ORANGE)
    left.plot(list(SIMULATED), list(SIMULATED.values()), "o", ms=4.5, color=GREY)
    left.set_ylim(0, 0.09)
    left.set_ylabel(r"$P$")
    left.set_yticks([0, 0.02, 0.04, 0.06, 0.08])
    left.text(3e4, 0.056, r"$P_{\mathrm{tie}}$", color=BLUE, ha="right", va="bottom")
    left.text(3e7, 0.039, r"$\nu/128$", color=GREEN, ha="center", va="top")
    left.text(3e7, 0.0125, r"$P_{11}$", color=ORANGE, ha="center", va="bottom")
    right.plot(sizes, ties / means, color=BLUE)
    right.plot(sizes, ones / means, color=ORANGE)
    right.set_yscale("log", base=2)
    right.yaxis.set_major_locator(FixedLocator([2.0**-k for k in (9, 8, 7, 6)]))
    right.set_yticklabels([f"$2^{{-{k}}}$" for k in (9, 8, 7, 6)])
    right.yaxis.set_minor_locator(NullLocator())
    for k in (9, 8, 7, 6):
        right.axhline(2.0**-k, color=GREY, lw=0.6, ls=":")
    right.set_ylim(2**-9.5, 2**-5.6)
    right.text(3e3, 2**-6.7, r"$P_{\mathrm{tie}}/\mathrm{E}z_{\max}$", color=BLUE, ha="right")
    right.text(3e3, 2**-8.75, r"$P_{11}/\mathrm{E}z_{\max}$", color=ORANGE, ha="left")
    for ax in (left, right):
        log_axis(ax)
    save(fig, "maximum-of-normals", "ties")


if __name__ == "__main__":
    main()
