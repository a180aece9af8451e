"""What each scheme keeps of the four terms, found by shifting positions; the buckets of T5.

Left: a row a scheme, a column a term; the colour says what the term reacts to when only the
positions change: nothing, i - j only, or i and j themselves. Right: f(r), with 8 + 2 log2(r/8).
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, NullLocator
from style import BLUE, GREY, ORANGE, figure, save

D = 8
THETA = 10000.0 ** (-2 * np.arange(D // 2) / D)
DROPPED, FIXED, RELATIVE, ABSOLUTE = range(4)


def sinusoid(k):
    """The row vector p_k: sine at even, cosine at odd entries."""
    return np.stack([np.sin(k * THETA), np.cos(k * THETA)], axis=1).ravel()


def rotation(k):
    """The block-diagonal matrix with the rotations by k theta_s."""
    out = np.zeros((D, D))
    for s, angle in enumerate(k * THETA):
        c, sn = np.cos(angle), np.sin(angle)
        out[2 * s : 2 * s + 2, 2 * s : 2 * s + 2] = [[c, -sn], [sn, c]]
    return out


def bucket(r):
    """T5's f(r) for r >= 0, in integers: r >= 8 2^(k/2) iff r^2 >= 64 2^k."""
    if r < 8:
        return r
    return 8 + sum(r * r >= 64 * 2**k for k in range(1, 8))


def schemes(seed=0):
    """Name -> function of (x_i, x_j, i, j) that returns the four terms of the score."""
    rng = np.random.default_rng(seed)
    wq, wk, wr = rng.normal(size=(3, D, D)) / np.sqrt(D)
    a = wq @ wk.T
    u, v = rng.normal(size=(2, D))
    table, beta = rng.normal(size=(2 * 16 + 1, D)), rng.normal(size=32)

    def clipped(r):
        return table[np.clip(r, -16, 16) + 16]

    def bias(r):
        return beta[bucket(r) if r >= 0 else 16 + bucket(-r)]

    def added(x, y, i, j):
        p, q = sinusoid(i), sinusoid(j)
        return x @ a @ y, x @ a @ q, p @ a @ y, p @ a @ q

    def multiplied(x, y, i, j):
        return (x * sinusoid(i)) @ a @ (y * sinusoid(j)), 0, 0, 0

    def shaw(x, y, i, j):
        return x @ a @ y, x @ wq @ clipped(i - j), 0, 0

    def xl(x, y, i, j):
        r = sinusoid(i - j)
        return x @ a @ y, x @ wq @ wr.T @ r, u @ wk.T @ y, v @ wr.T @ r

    def t5(x, y, i, j):
        return x @ a @ y, 0, 0, bias(i - j)

    def deberta(x, y, i, j):
        return x @ a @ y, x @ a @ clipped(i - j), clipped(j - i) @ a @ y, 0

    def fused(x, y, i, j):
        return x @ wq @ rotation(i).T @ (y @ wk @ rotation(j).T), 0, 0, 0

    return {
        "added": added, "multiplied": multiplied, "shaw": shaw, "xl": xl,
        "t5": t5, "deberta": deberta, "fused": fused,
    }  # fmt: skip


def kind(values):
    """DROPPED ... ABSOLUTE, from the values of one term on a grid of (i, j)."""
    if np.all(values == 0):
        return DROPPED
    if np.ptp(values) < 1e-9:
        return FIXED
    size = len(values)
    spread = max(np.ptp(np.diagonal(values, k)) for k in range(-size + 1, size))
    return RELATIVE if spread < 1e-9 else ABSOLUTE


def kinds(size=6):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, D))
    found = {}
    for name, terms in schemes().items():
        grid = np.array([[terms(x, y, i, j) for j in range(size)] for i in range(size)])
        found[name] = [kind(grid[:, :, t]) for t in range(4)]
    return found


# What stands in each filled cell; checked against kinds() when drawn.
LABELS = {
    "added": [r"$\boldsymbol{A}$", r"$\boldsymbol{p}_j$", r"$\boldsymbol{p}_i$",
              r"$\boldsymbol{p}_i,\boldsymbol{p}_j$"],
    "multiplied": [r"$\boldsymbol{p}_i,\boldsymbol{p}_j$", "", "", ""],
    "shaw": [r"$\boldsymbol{A}$", r"$\boldsymbol{R}^K_{i,j}$", "", ""],
    "xl": [r"$\boldsymbol{A}$", r"$\boldsymbol{R}_{i-j}$", r"$\boldsymbol{u}$",
           r"$\boldsymbol{v},\boldsymbol{R}_{i-j}$"],
    "t5": [r"$\boldsymbol{A}$", "", "", r"$\beta_{i,j}$"],
    "deberta": [r"$\boldsymbol{A}$", r"$\boldsymbol{R}_{i,j}$", r"$\boldsymbol{R}_{j,i}$", ""],
    "fused": [r"$\mathcal{R}_{j-i}$", "", "", ""],
}  # fmt: skip
HEADS = [
    r"$\boldsymbol{x}_i,\boldsymbol{x}_j$", r"$\boldsymbol{x}_i,\boldsymbol{p}_j$",
    r"$\boldsymbol{p}_i,\boldsymbol{x}_j$", r"$\boldsymbol{p}_i,\boldsymbol{p}_j$",
]  # fmt: skip


def grid_panel(ax):
    found = kinds()
    colours = {FIXED: GREY, RELATIVE: BLUE, ABSOLUTE: ORANGE}
    for row, (name, line) in enumerate(found.items()):
        for column, what in enumerate(line):
            label = LABELS[name][column]
            if bool(label) != (what != DROPPED):
                raise ValueError(f"{name}, term {column}: label {label!r}, kind {what}")
            box = {"width": 0.92, "height": 0.84, "lw": 0.5, "edgecolor": GREY}
            corner = (column + 0.04, row + 0.08)
            if what == DROPPED:
                ax.add_patch(Rectangle(corner, fill=False, ls=(0, (1, 3)), **box))
                continue
            ax.add_patch(Rectangle(corner, facecolor=colours[what], alpha=0.3, **box))
            ax.text(column + 0.5, row + 0.5, label, ha="center", va="center")
    for column, head in enumerate(HEADS):
        ax.text(column + 0.5, -0.18, head, ha="center", va="bottom")
    for row in range(len(found)):
        ax.text(-0.14, row + 0.5, f"${row + 1}$", ha="right", va="center", color=GREY)
    ax.set(xlim=(-0.3, 4.05), ylim=(len(found) + 0.05, -0.75))
    ax.axis("off")


def bucket_panel(ax):
    r = np.arange(1, 257)
    ax.step(r, [bucket(int(k)) for k in r], where="post", color=BLUE)
    smooth = np.geomspace(8, 128, 60)
    ax.plot(smooth, 8 + 2 * np.log2(smooth / 8), color=GREY, lw=0.9, ls=(0, (4, 3)))
    ax.axvline(91, ymax=15 / 17.5, color=GREY, lw=0.7, ls=(0, (1, 2)))
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([1, 2, 4, 8, 16, 32, 91, 256]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels(["1", "2", "4", "8", "16", "32", "91", "256"])
    ax.set_yticks([0, 4, 8, 12, 15])
    ax.set(xlim=(0.9, 270), ylim=(0, 17.5))
    ax.text(9.2, 12.0, r"$8+2\log_2(r/8)$", color=GREY, ha="right", va="center")
    ax.text(160, 14.6, "$f(r)$", color=BLUE, ha="center", va="top")
    ax.set_xlabel("$r$", labelpad=1)


def main():
    fig, (left, right) = figure(2, height=2.9)
    grid_panel(left)
    bucket_panel(right)
    save(fig, "position-encodings", "terms")


if __name__ == "__main__":
    main()
