"""The quintic f of Muon's Newton-Schulz iteration, and five iterates of it.

Left: f^k(sigma) for k = 1 to 5 on a logarithmic axis, with the band [l, f(l)].
Right: f, the diagonal, and the square over the band, which f maps onto itself.
"""

from __future__ import annotations

import numpy as np
from style import BLUE, GREEN, GREY, ORANGE, figure, save

A, B, C = 3.4445, -4.7750, 2.0315
STEPS = 5


def f(sigma):
    return A * sigma + B * sigma**3 + C * sigma**5


def critical_points():
    """Positive zeros of f': the local maximum and the local minimum of f."""
    root = np.sqrt(9 * B**2 - 20 * A * C)
    return np.sqrt((-3 * B - root) / (10 * C)), np.sqrt((-3 * B + root) / (10 * C))


def band():
    low = f(critical_points()[1])
    return low, f(low)


def fixed_point():
    """The fixed point of f inside the band."""
    return np.sqrt((-B - np.sqrt(B**2 - 4 * C * (A - 1))) / (2 * C))


def iterates(sigma, steps=STEPS):
    """Rows f(sigma), f(f(sigma)), ..."""
    rows = []
    for _ in range(steps):
        sigma = f(sigma)
        rows.append(sigma)
    return np.array(rows)


def threshold(start=1e-4, points=400001):
    """Smallest start from which all larger ones, up to 1, are in the band after five steps."""
    sigma = np.geomspace(start, 1, points)
    last = iterates(sigma)[-1]
    low, high = band()
    outside = (last < low - 1e-9) | (last > high + 1e-9)
    return sigma[outside].max()


def iterates_panel(ax):
    sigma = np.geomspace(3e-4, 1, 3000)
    low, high = band()
    ax.axhspan(low, high, color=GREEN, alpha=0.16, lw=0)
    rows = iterates(sigma)
    for k, row in enumerate(rows, 1):
        last = k == STEPS
        ax.plot(sigma, row, color=BLUE if last else GREY, lw=1.6 if last else 0.8)
    for k in range(1, STEPS + 1):
        at = np.argmax(rows[k - 1] > 0.3)
        ax.annotate(
            rf"${k}$", (sigma[at], 0.3), (-3, 1), textcoords="offset points", ha="right",
            color=BLUE if k == STEPS else GREY,
        )  # fmt: skip
    ax.set_xscale("log")
    ax.set_xlim(3e-4, 1)
    ax.set_ylim(0, 1.3)
    ax.set_yticks([0, 0.5, 1])
    ax.set_xlabel(r"$\sigma$")
    ax.set_ylabel(r"$f^{\,k}(\sigma)$")


def map_panel(ax):
    low, high = band()
    top, bottom = critical_points()
    sigma = np.linspace(0, 1.26, 500)
    ax.fill([low, high, high, low], [low, low, high, high], color=GREEN, alpha=0.16, lw=0)
    ax.plot([0, 1.26], [0, 1.26], color=GREY, lw=0.7, ls=":")
    ax.plot(sigma, f(sigma), color=BLUE)
    ax.plot([top, bottom], f(np.array([top, bottom])), "o", ms=4, color=ORANGE)
    ax.plot(fixed_point(), fixed_point(), "s", ms=4, color=GREEN)
    ax.annotate(r"$\sigma_-$", (top, f(top)), (-6, 2), textcoords="offset points", ha="right")
    ax.annotate(r"$\sigma_+$", (bottom, low), (0, -12), textcoords="offset points", ha="center")
    ax.text(0.13, 0.62, r"$f$", color=BLUE)
    ax.set_xlim(0, 1.3)
    ax.set_ylim(0, 1.3)
    ax.set_xticks([0, 0.5, 1])
    ax.set_yticks([0, 0.5, 1])
    ax.set_xlabel(r"$\sigma$")
    ax.set_ylabel(r"$f(\sigma)$")
    ax.set_aspect("equal")


def main():
    fig, (left, right) = figure(2)
    iterates_panel(left)
    map_panel(right)
    save(fig, "muon-guide", "newton")


if __name__ == "__main__":
    main()
