"""The maximum of n standard normal numbers: its density, and the errors of estimates.

Left: density of the maximum for growing n, with its mode (disc) and its mean (tick).
Right: error of four estimates of the mean, from n = 5 to 10^9.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

SIZES = [10, 100, 1000, 10000]
GRID = np.linspace(-8.0, 12.0, 20001)
STEP = GRID[1] - GRID[0]


def upper_tail(z):
    """1 - Phi(z), accurate far out."""
    return 0.5 * np.vectorize(math.erfc)(np.asarray(z) / math.sqrt(2))


def normal_density(z):
    return np.exp(-np.square(z) / 2) / math.sqrt(2 * math.pi)


def log_cdf(z):
    tail = upper_tail(z)
    low = upper_tail(-np.asarray(z))
    return np.where(tail < 0.5, np.log1p(-np.minimum(tail, 0.5)), np.log(np.maximum(low, 1e-300)))


LOG_CDF = log_cdf(GRID)


def density(n):
    """Density of the maximum of n standard normal numbers on GRID."""
    return n * normal_density(GRID) * np.exp((n - 1) * LOG_CDF)


def mean(n):
    """E z_max, by the trapezium rule on GRID (error far below 1e-6)."""
    return float(np.sum(GRID * density(n)) * STEP)


def bisect(f, low, high):
    """The zero of a decreasing function."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return low


def mode(n):
    def slope(z):
        return (n - 1) * float(normal_density(z)) / (1 - float(upper_tail(z))) - z

    return bisect(slope, 0.0, 12.0)


def rough(n):
    return math.sqrt(2 * math.log(n))


def better(n):
    return math.sqrt(2 * math.log(n / math.sqrt(2 * math.pi)))


def quantile(n):
    return NormalDist().inv_cdf(n / (n + 1))


def second_order(n):
    b = rough(n)
    return b - (math.log(math.log(n)) + math.log(4 * math.pi)) / (2 * b) + np.euler_gamma / b


ESTIMATES = (rough, better, quantile, second_order)


def errors(sizes):
    exact = np.array([mean(n) for n in sizes])
    return [np.array([f(n) for n in sizes]) - exact for f in ESTIMATES]


def density_panel(ax):
    for n, colour in zip(SIZES, (BLUE, ORANGE, GREEN, PURPLE), strict=True):
        p = density(n)
        ax.plot(GRID, p, color=colour)
        for z, marker in ((mode(n), "o"), (mean(n), "|")):
            height = float(np.interp(z, GRID, p))
            size = 4.5 if marker == "o" else 9
            ax.plot([z], [height], marker, ms=size, mew=1.4 if marker == "|" else 0, color=colour)
        power = round(math.log10(n))
        label = "$n=10$" if power == 1 else rf"$10^{power}$"
        ax.text(mode(n), p.max() + 0.06, label, color=colour, ha="center", va="bottom")
    ax.set_xlim(-0.8, 5.6)
    ax.set_ylim(0, 1.75)
    ax.set_yticks([0, 0.5, 1, 1.5])
    ax.set_xlabel(r"$z$")
    ax.set_ylabel(r"$p_{\max}(z)$")


def error_panel(ax):
    sizes = np.unique(np.round(np.geomspace(5, 1e9, 60)))
    ax.axhline(0, color=GREY, lw=0.8, ls=":")
    colours = (BLUE, GREEN, PURPLE, ORANGE)
    for error, colour in zip(errors(sizes), colours, strict=True):
        ax.plot(sizes, error, color=colour)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator([10, 10**3, 10**5, 10**7, 10**9]))
    ax.set_xticklabels(["$10$", "$10^3$", "$10^5$", "$10^7$", "$10^9$"])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(-0.3, 0.72)
    ax.set_yticks([-0.2, 0, 0.2, 0.4, 0.6])
    for x, y, text, colour in (
        (3e4, 0.47, r"$\sqrt{2\log n}$", BLUE),
        (2e4, 0.24, r"$\sqrt{2\log(n/\sqrt{2\pi})}$", GREEN),
        (1e4, 0.035, r"$a_n+\gamma_E/b_n$", ORANGE),
        (1e4, -0.25, r"$\Phi^{-1}(n/(n+1))$", PURPLE),
    ):
        ax.text(x, y, text, color=colour, ha="left", va="bottom")
    ax.set_xlabel(r"$n$")


def main():
    fig, (left, right) = figure(2)
    density_panel(left)
    error_panel(right)
    save(fig, "maximum-of-normals", "estimates")


if __name__ == "__main__":
    main()
