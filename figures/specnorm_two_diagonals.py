"""One Gaussian matrix: its bidiagonal form, and its singular values.

Left: the diagonals of the bidiagonal form, on sqrt(n + 1 - i) and sqrt(m - i).
Right: histogram of the singular values, the Marchenko-Pastur density and its two ends.
"""

from __future__ import annotations

import numpy as np
from style import BLUE, GREY, ORANGE, figure, save

ROWS, COLUMNS = 1000, 250
BINS = 24


def reflect(x):
    """Unit vector w such that (I - 2 w w^T) x is a multiple of the first unit vector."""
    w = x.copy()
    w[0] += np.copysign(np.linalg.norm(x), x[0])
    return w / np.linalg.norm(w)


def bidiagonalise(matrix):
    """Diagonals (alpha, beta) of the upper bidiagonal form; entries made non-negative."""
    b = matrix.copy()
    columns = b.shape[1]
    for i in range(columns):
        w = reflect(b[i:, i])
        b[i:, i:] -= 2 * np.outer(w, w @ b[i:, i:])
        if i + 1 < columns:
            w = reflect(b[i, i + 1 :])
            b[i:, i + 1 :] -= 2 * np.outer(b[i:, i + 1 :] @ w, w)
    return np.abs(np.diag(b)), np.abs(np.diag(b, 1))


def density(s, n, m):
    """Marchenko-Pastur density of the singular values of an n x m matrix, n >= m."""
    low, high = np.sqrt(n) - np.sqrt(m), np.sqrt(n) + np.sqrt(m)
    return np.sqrt(np.clip((s**2 - low**2) * (high**2 - s**2), 0, None)) / (np.pi * m * s)


def sample(n=ROWS, m=COLUMNS, seed=0):
    return np.random.default_rng(seed).normal(size=(n, m))


def diagonal_panel(ax, matrix):
    n, m = matrix.shape
    alpha, beta = bidiagonalise(matrix)
    i = np.arange(1, m + 1)
    ax.plot(i, alpha, ".", ms=3, color=BLUE, mec="none")
    ax.plot(i[:-1], beta, ".", ms=3, color=ORANGE, mec="none")
    ax.plot(i, np.sqrt(n + 1 - i), color=GREY, lw=1)
    ax.plot(i, np.sqrt(m - i), color=GREY, lw=1)
    ax.set_xlim(-4, m + 4)
    ax.set_ylim(0, 38)
    ax.set_xticks([1, 50, 100, 150, 200, 250])
    ax.set_yticks([0, np.sqrt(m), np.sqrt(n)])
    ax.set_yticklabels(["0", r"$\sqrt{m}$", r"$\sqrt{n}$"])
    ax.text(140, 32, r"$\alpha_i$", color=BLUE, ha="center", va="bottom")
    ax.text(140, 13, r"$\beta_i$", color=ORANGE, ha="center", va="bottom")
    ax.set_xlabel(r"$i$")


def histogram_panel(ax, matrix):
    n, m = matrix.shape
    low, high = np.sqrt(n) - np.sqrt(m), np.sqrt(n) + np.sqrt(m)
    values = np.sqrt(np.linalg.eigvalsh(matrix.T @ matrix))
    ax.hist(values, bins=BINS, range=(low, high), density=True, color=BLUE, alpha=0.35, lw=0)
    s = np.linspace(low, high, 400)
    ax.plot(s, density(s, n, m), color=ORANGE)
    for edge in (low, high):
        ax.axvline(edge, color=GREY, lw=0.8, ls=":")
    ax.set_xlim(low - 3, high + 3)
    ax.set_ylim(0, 0.058)
    ax.set_xticks([low, np.sqrt(n), high])
    ax.set_xticklabels([r"$\sqrt{n}-\sqrt{m}$", r"$\sqrt{n}$", r"$\sqrt{n}+\sqrt{m}$"])
    ax.set_yticks([0, 0.02, 0.04])
    ax.set_xlabel(r"$\sigma$")


def main():
    matrix = sample()
    fig, (left, right) = figure(2)
    diagonal_panel(left, matrix)
    histogram_panel(right, matrix)
    save(fig, "spectral-norm-estimate", "two-diagonals")


if __name__ == "__main__":
    main()
