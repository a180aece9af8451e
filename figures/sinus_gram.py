"""The sinusoidal Gram matrix, and the same with a diagonal matrix that is no multiple of I.

Left: p_m^T p_n; right: p_m^T H p_n with H = diag(3/2, 1/2, 3/2, 1/2, ...); both over d/2.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator
from style import figure, save

D, BASE, POSITIONS = 128, 10000.0, 128


def frequencies(d=D, base=BASE):
    return base ** (-2 * np.arange(d // 2) / d)


def encoding(positions=POSITIONS, d=D, base=BASE):
    """Rows are the position vectors, each pair with its cosine first."""
    angle = np.outer(np.arange(positions), frequencies(d, base))
    return np.stack([np.cos(angle), np.sin(angle)], axis=2).reshape(positions, d)


def gram(diagonal=(1.0, 1.0), positions=POSITIONS, d=D):
    p = encoding(positions, d)
    return (p * np.tile(diagonal, d // 2)) @ p.T / (d / 2)


def main():
    fig, axes = figure(2, height=2.85)
    for ax, diagonal in zip(axes, ((1.0, 1.0), (1.5, 0.5)), strict=True):
        values = gram(diagonal)
        image = ax.imshow(values, cmap="YlGnBu", vmin=0.3, vmax=1.3, interpolation="nearest")
        ax.spines[["top", "right"]].set_visible(True)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(FixedLocator([0, 32, 64, 96, 127]))
        ax.set_xlabel("$n$")
        ax.set_ylabel("$m$", rotation=0, labelpad=6)
    bar = fig.colorbar(image, ax=axes, shrink=0.9, aspect=24, pad=0.02, extend="max")
    bar.set_ticks([0.4, 0.6, 0.8, 1.0, 1.2])
    bar.outline.set_linewidth(0.5)
    save(fig, "transformer-upgrade-1-sinusoidal", "gram")


if __name__ == "__main__":
    main()
