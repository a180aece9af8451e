"""Scores z_{i,j} of one and the same token at all positions, under three encodings.

From left to right: sinusoid added to the input; rotation before the projections; rotation
after them. Only the last is constant along the diagonals.
"""

from __future__ import annotations

import numpy as np
from style import figure, save

N, D = 20, 16
THETA = 10000.0 ** (-2 * np.arange(D // 2) / D)


def turn(x, m):
    """Rows x_k turned by the angles m_k theta_s, pair by pair."""
    z = (x[:, 0::2] + 1j * x[:, 1::2]) * np.exp(1j * np.outer(m, THETA))
    return np.stack([z.real, z.imag], axis=-1).reshape(x.shape)


def three_scores(seed=0):
    rng = np.random.default_rng(seed)
    wq, wk = rng.normal(size=(2, D, D)) / np.sqrt(D)
    x = np.tile(rng.normal(size=D), (N, 1))
    m = np.arange(N)
    phase = np.outer(m, THETA)
    p = np.stack([np.sin(phase), np.cos(phase)], axis=-1).reshape(N, D)
    added = (x + p) @ wq @ wk.T @ (x + p).T
    before = turn(x, m) @ wq @ wk.T @ turn(x, m).T
    after = turn(x @ wq, m) @ turn(x @ wk, m).T
    return added, before, after


def off_toeplitz(z):
    """Largest spread along a diagonal, as a share of the spread of all entries."""
    size = len(z)
    return max(np.ptp(np.diagonal(z, k)) for k in range(-size + 1, size)) / np.ptp(z)


def main():
    fig, axes = figure(3, height=2.2)
    edges = np.arange(N + 1) - 0.5
    for ax, z in zip(axes, three_scores(), strict=True):
        centred = z - z.mean()
        top = np.abs(centred).max()
        mesh = ax.pcolormesh(edges, edges, centred, cmap="PuOr", vmin=-top, vmax=top)
        # Edges in the cells' own colour close the seams that a browser draws between them.
        mesh.set(edgecolor="face", linewidth=0.4)
        ax.set(aspect="equal", xlim=(-0.5, N - 0.5), ylim=(N - 0.5, -0.5))
        ax.set_xticks([0, 9, 19])
        ax.set_yticks([0, 9, 19])
        ax.set_xlabel("$j$", labelpad=1)
        for spine in ax.spines.values():
            spine.set_visible(True)
    axes[0].set_ylabel("$i$", rotation=0, labelpad=6)
    save(fig, "position-encodings", "toeplitz")


if __name__ == "__main__":
    main()
