"""What the embedding's rows and the LM head's loss do under two rules each.

Left: lengths of the rows of a step, normalised by row and by msign, tokens drawn by Zipf's law.
Right: largest loss of an LM head between its bounds, for two scales of initialisation.
"""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREY, ORANGE, figure, save

VOCABULARY, WIDTH, TOKENS = 2048, 64, 8192  # left
SHOWN = 100
CLASSES = 512  # right
WIDTHS = [16, 32, 64, 128, 256, 512, 1024]


def msign_rows(gradient):
    """Lengths of the rows of msign: G (G^T G)^(-1/2), for G of full column rank."""
    values, vectors = np.linalg.eigh(gradient.T @ gradient)
    return np.linalg.norm(gradient @ vectors / np.sqrt(values), axis=1)


def zipf_rows(vocabulary=VOCABULARY, d=WIDTH, tokens=TOKENS, seed=0):
    """Ranks of the tokens that occur, and the RMS of their rows in an msign step (largest: 1)."""
    rng = np.random.default_rng(seed)
    rank = np.arange(1, vocabulary + 1)
    drawn = rng.choice(vocabulary, size=tokens, p=(1 / rank) / np.sum(1 / rank))
    gradient = np.zeros((vocabulary, d))
    np.add.at(gradient, drawn, rng.normal(size=(tokens, d)))
    lengths = msign_rows(gradient)
    seen = np.bincount(drawn, minlength=vocabulary) > 0
    return rank[seen], (lengths / lengths.max())[seen]


def spread(w):
    """Largest RMS distance between two columns, and the pair (i, t) that attains it."""
    gram = w.T @ w
    squares = np.add.outer(np.diag(gram), np.diag(gram)) - 2 * gram
    i, t = np.unravel_index(np.argmax(squares), squares.shape)
    return np.sqrt(squares[i, t] / w.shape[0]), i, t


def largest_loss(w, steps=60, starts=8):
    """Maximum over rms(n) = 1 and t of log sum_i exp(n (w_i - w_t)), by ascent: it is convex."""
    d = w.shape[0]
    gram = w.T @ w
    squares = np.add.outer(np.diag(gram), np.diag(gram)) - 2 * gram
    best = -np.inf
    for flat in np.argsort(squares, axis=None)[: -2 * starts - 1 : -1]:
        i, t = np.unravel_index(flat, squares.shape)
        margins = w - w[:, [t]]
        n = margins[:, i]
        for _ in range(steps):
            n = n * np.sqrt(d) / np.linalg.norm(n)
            a = n @ margins
            top = a.max()
            p = np.exp(a - top)
            best = max(best, top + np.log(p.sum()))
            n = margins @ (p / p.sum())
    return best


def head(power, widths=WIDTHS, classes=CLASSES, seed=1):
    """Lower bound d delta(W), largest loss, upper bound; entries have s.d. d^-power."""
    rows = []
    for d in widths:
        w = np.random.default_rng(seed).normal(size=(d, classes)) / d**power
        lower = d * spread(w)[0]
        rows.append([lower, largest_loss(w), np.log(classes) + lower])
    return np.array(rows).T


def rows_panel(ax):
    rank, rows = zipf_rows()
    # All would be a black cloud on the right: some, at even distances on the log axis.
    shown = np.unique(np.searchsorted(rank, np.geomspace(1, rank[-1], SHOWN)))
    rank, rows = rank[shown], rows[shown]
    ax.plot(rank, rows, "o", ms=2.8, color=ORANGE, mew=0)
    ax.plot(rank, np.ones(rank.size), "o", ms=2.8, color=BLUE, mew=0)
    ax.axhline(np.sqrt(WIDTH / VOCABULARY), color=GREY, lw=0.9, ls="--")
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_ylim(0.05, 1.6)
    ax.xaxis.set_major_locator(FixedLocator([1, 10, 100, 1000]))
    ax.set_xticklabels(["1", "10", "100", "1000"])
    ax.yaxis.set_major_locator(FixedLocator([0.1, 0.3, 1]))
    ax.set_yticklabels(["0.1", "0.3", "1"])
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.yaxis.set_minor_locator(NullLocator())
    ax.text(130, 1.06, r"$-\eta\,G_i/\Vert G_i\Vert_{RMS}$", color=BLUE, va="bottom", ha="center")
    ax.text(60, 0.6, r"$-\kappa\,\mathrm{msign}(G)_i$", color=ORANGE, va="bottom", ha="left")
    ax.text(1.1, 0.165, r"$\sqrt{d/|V|}$", color=GREY, va="top")
    ax.set_xlabel(r"$i$")
    ax.set_ylabel(r"$\Vert\Delta E_i\Vert_{RMS}/\eta$")


def head_panel(ax):
    for power, colour, name in ((1, BLUE, r"$\sigma=1/d$"), (0.5, ORANGE, r"$\sigma=1/\sqrt{d}$")):
        lower, measured, upper = head(power)
        ax.fill_between(WIDTHS, lower, upper, color=colour, alpha=0.2, lw=0)
        ax.plot(WIDTHS, measured, "o", ms=4.5, color=colour)
        ax.text(1100, upper[-1] * 1.08, name, color=colour, ha="right", va="bottom")
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([16, 64, 256, 1024]))
    ax.set_xticklabels(["16", "64", "256", "1024"])
    ax.set_yticks([1, 2, 4, 8, 16, 32, 64])
    ax.set_yticklabels(["1", "2", "4", "8", "16", "32", "64"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
    ax.set_ylim(1, 100)
    ax.set_xlabel(r"$d$")
    ax.set_ylabel(r"$\max\,\ell$")


def main():
    fig, (left, right) = figure(2)
    rows_panel(left)
    head_panel(right)
    save(fig, "beyond-mup-3", "rows-head")


if __name__ == "__main__":
    main()
