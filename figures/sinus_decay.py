"""How the normalised inner product of two sinusoidal position vectors decays with distance.

Left: the sum over d/2 pairs, the integral in closed form, its logarithmic approximation.
Right: the sum for other families of frequencies; equal spacing comes back at s = pi d.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullLocator
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

D, BASE = 128, 10000.0
NODES, WEIGHTS = np.polynomial.laguerre.laggauss(60)
FAMILIES = {
    "1e4": lambda t: 10000.0**-t,
    "1e3": lambda t: 1000.0**-t,
    "t2": lambda t: t**2,
    "t": lambda t: t,
}


def ci(x):
    """The cosine integral Ci(x), x > 0; absolute error below 1e-8.

    Its power series up to 6; beyond, f sin - g cos, with f and g by Gauss and Laguerre.
    """
    x = np.asarray(x, dtype=float)
    small = np.minimum(x, 6.0)
    series, term = np.euler_gamma + np.log(small), np.ones_like(small)
    for k in range(1, 31):
        term = -term * small**2 / ((2 * k - 1) * 2 * k)
        series = series + term / (2 * k)
    large = np.maximum(x, 6.0)
    t = NODES / large[..., None]
    f = (WEIGHTS / (1 + t**2)).sum(-1) / large
    g = (WEIGHTS * t / (1 + t**2)).sum(-1) / large
    return np.where(x < 6.0, series, f * np.sin(large) - g * np.cos(large))


def integral(s, base=BASE):
    """The integral of cos(s base^-t) over 0 <= t <= 1."""
    s = np.asarray(s, dtype=float)
    return (ci(s) - ci(s / base)) / np.log(base)


def logarithm(s, base=BASE):
    return 1 - (np.log(s) + np.euler_gamma) / np.log(base)


def mean_cosine(s, family="1e4", d=D):
    """The inner product at distance s over d/2."""
    theta = FAMILIES[family](2 * np.arange(d // 2) / d)
    return np.cos(np.multiply.outer(np.asarray(s, dtype=float), theta)).mean(-1)


def aliases(s, d=D, base=BASE):
    """The end-point term and the stationary points of the Poisson sum, at one distance."""
    log = np.log(base)
    u = np.arange(1, int(s * log / (np.pi * d)) + 1) * np.pi * d / log
    ripple = np.sqrt(2 * np.pi / u) / log * np.cos(u * (1 + np.log(s / u)) + np.pi / 4)
    return (np.cos(s) - np.cos(s / base)) / d + ripple.sum()


def closed_form_panel(ax):
    s = np.geomspace(1, 10000, 600)
    whole = np.unique(np.round(np.geomspace(1, 10000, 900)))
    ax.axhline(0, color=GREY, lw=0.6)
    ax.axvline(np.pi * D / np.log(BASE), color=GREY, lw=0.8, ls=":")
    ax.plot(whole, mean_cosine(whole), ".", ms=2, color=ORANGE)
    ax.plot(s, integral(s), color=BLUE)
    ax.plot(s, logarithm(s), color="black", lw=1, ls=(0, (5, 3)))
    ax.set_xscale("log")
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_ylim(-0.3, 1.05)
    ax.set_yticks([0, 0.5, 1])
    ax.set_xlabel("$s$", labelpad=1)
    ax.text(48, 0.98, r"$\pi d/\ln b$", color=GREY, ha="left", va="top")


def families_panel(ax):
    s = np.arange(513)
    ax.axhline(0, color=GREY, lw=0.6)
    for family, colour in (("t", GREY), ("t2", GREEN), ("1e3", PURPLE), ("1e4", BLUE)):
        ax.plot(s, mean_cosine(s, family), color=colour, lw=1.1)
    ax.set_xlim(-6, 530)
    ax.set_ylim(-0.3, 1.05)
    ax.set_yticks([0, 0.5, 1])
    ax.set_xticks([0, 128, 256, 384, 512])
    ax.set_xlabel("$s$", labelpad=1)
    ax.text(90, 0.5, r"$10000^{-t}$", color=BLUE, ha="left", va="bottom")
    ax.text(258, 0.6, r"$1000^{-t}$", color=PURPLE, ha="left", va="bottom")
    ax.plot([256, 166], [0.6, 0.22], color=PURPLE, lw=0.6)
    ax.text(30, -0.12, r"$t^2$", color=GREEN, ha="left", va="top")
    ax.text(392, 0.9, r"$t$", color=GREY, ha="right", va="center")


def main():
    fig, (left, right) = figure(2, height=2.7)
    closed_form_panel(left)
    families_panel(right)
    save(fig, "transformer-upgrade-1-sinusoidal", "decay")


if __name__ == "__main__":
    main()
