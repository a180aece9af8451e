"""How well four states give back m random pairs: by age of the pair, and on average.

Run from the top of the checkout: ``python figures/lahist_recall.py``.
Writes posts/linear-attention-history/recall.svg and .pdf.
"""

from __future__ import annotations

import numpy as np
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

D, PAIRS, GAMMA, RUNS = 64, 128, 31 / 32, 200
COUNTS = (1, 16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192)


def unit(rng, *shape):
    x = rng.normal(size=shape)
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def states(keys, values, gamma=GAMMA):
    """States b, c, d, f after the pairs (rows of `keys`, `values`) have been stored in turn."""
    d = keys.shape[1]
    linear, decayed, delta = np.zeros((3, d, d))
    for k, v in zip(keys, values, strict=True):
        linear = linear + np.outer(v, k)
        decayed = gamma * decayed + np.outer(v, k)
        delta = delta - np.outer(delta @ k - v, k)
    mesa = np.linalg.lstsq(keys, values, rcond=None)[0].T
    return {"b": linear, "c": decayed, "d": delta, "f": mesa}


def measured(m, d=D, runs=RUNS, seed=0):
    """Mean of |S k_j - v_j|^2 over `runs` draws, an array over the age 0 ... m - 1 each."""
    rng = np.random.default_rng(seed)
    total = dict.fromkeys("bcdf", 0.0)
    for _ in range(runs):
        keys, values = unit(rng, m, d), unit(rng, m, d)
        for name, state in states(keys, values).items():
            total[name] += np.sum((keys @ state.T - values) ** 2, axis=1)[::-1] / runs
    return total


def expected(m, d=D, gamma=GAMMA):
    """The same from the formulas (equation lahist-recall)."""
    age = np.arange(m)
    rho, lam = 1 - 1 / d, 1 - 2 * (d + 1) / (d * (d + 2))
    noise = np.sum(gamma ** (2 * age)) - gamma ** (2 * age)
    start = rho ** (m - age - 1) * (1 - 1 / d) * (rho**age - lam**age)
    return {
        "b": np.full(m, (m - 1) / d),
        "c": (1 - gamma**age) ** 2 + noise / d,
        "d": 2 * (1 - rho**age) - start,
        "f": np.full(m, max(0.0, 1 - d / m)),
    }


COLOURS = {"b": GREEN, "c": PURPLE, "d": BLUE, "f": ORANGE}


def main():
    fig, (left, right) = figure(2, height=2.6)
    found, curve = measured(PAIRS), expected(PAIRS)
    shown = np.arange(0, PAIRS, 9)
    for name, colour in COLOURS.items():
        left.plot(curve[name], color=colour)
        left.plot(shown, found[name][shown], "o", ms=3, color=colour)
    places = {"b": (64, 2.03, "bottom"), "c": (108, 1.17, "top"), "d": (96, 1.6, "bottom"),
              "f": (108, 0.46, "top")}  # fmt: skip
    for name, (x, y, va) in places.items():
        left.text(x, y, f"({name})", color=COLOURS[name], ha="center", va=va)
    left.axhline(1, color=GREY, lw=0.7, ls=(0, (4, 3)), zorder=0)
    left.set(xlim=(-2, 129), ylim=(-0.05, 2.3), xlabel="$a$")
    left.set_xticks([0, 32, 64, 96, 128])
    left.set_title(r"$\varepsilon$", fontsize=10)

    counts = np.arange(1, COUNTS[-1] + 1)
    means = {n: [expected(int(m))[n].mean() for m in counts] for n in COLOURS}
    spots = [measured(m, runs=40, seed=1 + m) for m in COUNTS]
    for name, colour in COLOURS.items():
        right.plot(counts, means[name], color=colour)
        right.plot(COUNTS, [s[name].mean() for s in spots], "o", ms=3, color=colour)
    right.plot(counts, (counts - 1) / (D + counts - 1), color=GREEN, lw=1, ls=(0, (1, 1.5)))
    right.axhline(1, color=GREY, lw=0.7, ls=(0, (4, 3)), zorder=0)
    places = {"b": (112, 1.95, "right"), "c": (150, 0.85, "center"), "d": (150, 1.3, "center"),
              "f": (96, 0.18, "left")}  # fmt: skip
    for name, (x, y, ha) in places.items():
        right.text(x, y, f"({name})", color=COLOURS[name], ha=ha, va="center")
    right.set(xlim=(-3, 194), ylim=(-0.05, 2.3), xlabel="$m$")
    right.set_xticks([0, 64, 128, 192])
    right.set_title(r"$\bar\varepsilon$", fontsize=10)
    save(fig, "linear-attention-history", "recall")


if __name__ == "__main__":
    main()
