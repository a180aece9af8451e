"""Keys equal to values: how the state turns into the identity; and what a shift by one stores.

Run from the top of the checkout: ``python figures/short_conv_collapse.py``.
Writes posts/why-short-conv/collapse.svg and .pdf.
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle
from style import BLUE, GREEN, ORANGE, figure, save

D, STEPS, TOKENS, LENGTH = 32, 400, 5, 4000


def distances(d: int = D, steps: int = STEPS, seed: int = 0) -> dict[str, np.ndarray]:
    """Frobenius distance to I after 1, ..., `steps` unit keys with values equal to keys."""
    rng = np.random.default_rng(seed)
    keys = rng.normal(size=(steps, d))
    keys /= np.linalg.norm(keys, axis=1, keepdims=True)
    eye, delta, gram = np.eye(d), np.zeros((d, d)), np.zeros((d, d))
    out = {"delta": [], "mesa": [], "linear": []}
    for t, k in enumerate(keys, start=1):
        delta = delta - np.outer(delta @ k - k, k)
        gram = gram + np.outer(k, k)
        mesa = gram @ np.linalg.pinv(gram, rcond=1e-10, hermitian=True)
        for name, state in ("delta", delta), ("mesa", mesa), ("linear", d / t * gram):
            out[name].append(np.linalg.norm(state - eye))
    return {name: np.array(values) for name, values in out.items()}


def tables(tokens: int = TOKENS, length: int = LENGTH, seed: int = 1) -> dict[str, np.ndarray]:
    """Return the true transition table (column: from) and both least-squares maps."""
    rng = np.random.default_rng(seed)
    true = rng.dirichlet(np.full(tokens, 0.6), size=tokens).T
    text = [0]
    while len(text) < length:
        text.append(int(rng.choice(tokens, p=true[:, text[-1]])))
    x = np.eye(tokens)[text]

    def fit(keys, values):
        return np.linalg.lstsq(keys, values, rcond=None)[0].T

    return {"true": true, "shifted": fit(x[:-1], x[1:]), "own": fit(x, x)}


def hinton(ax, table: np.ndarray, colour: str, title: str) -> None:
    """Squares whose area is the entry; the frame of a cell would be filled by 1."""
    n = len(table)
    for row, column in np.argwhere(table > 1e-3):
        side = 0.94 * np.sqrt(table[row, column])
        corner = (column - side / 2, row - side / 2)
        ax.add_patch(Rectangle(corner, side, side, facecolor=colour, edgecolor="none"))
    ax.set(xlim=(-0.5, n - 0.5), ylim=(n - 0.5, -0.5), aspect="equal")
    ax.set_xticks(range(n), range(1, n + 1))
    ax.set_yticks(range(n), range(1, n + 1))
    ax.tick_params(length=0, labelsize=8)
    for spine in ax.spines.values():
        spine.set_visible(True)
    ax.set_title(title, fontsize=10)


def main() -> None:
    fig, axes = figure(columns=4, height=2.4)
    axes[0].get_gridspec().set_width_ratios([2.7, 1, 1, 1])

    curve = distances()
    t = np.arange(1, STEPS + 1)
    ax = axes[0]
    ax.plot(t, curve["linear"], color=GREEN)
    ax.plot(t, curve["delta"], color=BLUE)
    ax.plot(t, np.sqrt(D) * (1 - 1 / D) ** (t / 2), color="black", lw=0.8, ls=(0, (4, 3)))
    ax.plot(t, np.maximum(curve["mesa"], 1e-9), color=ORANGE)
    ax.axvline(D, color="#777777", lw=0.6, ls=":")
    ax.set(yscale="log", ylim=(5e-3, 50), xlim=(0, STEPS), xlabel="$t$")
    ax.set_title(r"$\Vert\boldsymbol{S}_t-\boldsymbol{I}\Vert_F$", fontsize=10)
    ax.set_xticks([0, D, 100, 200, 300, 400], ["0", f"${D}$", "100", "200", "300", "400"])
    ax.text(200, 3.4, r"$\frac{d}{t}\,\boldsymbol{H}_t$", color=GREEN, ha="left")
    ax.text(
        215,
        0.28,
        r"$\boldsymbol{I}-\prod_j(\boldsymbol{I}-\boldsymbol{k}_j\boldsymbol{k}_j^{\top})$",
        color=BLUE,
        ha="left",
    )
    ax.text(D + 8, 0.02, r"$\boldsymbol{H}_t\boldsymbol{H}_t^{+}$", color=ORANGE, ha="left")

    table = tables()
    hinton(axes[1], table["true"], "black", r"$\boldsymbol{P}$")
    hinton(axes[2], table["shifted"], BLUE, r"$(\boldsymbol{k}_{t-1},\boldsymbol{v}_t)$")
    hinton(axes[3], table["own"], ORANGE, r"$(\boldsymbol{k}_t,\boldsymbol{v}_t)$")
    axes[1].set_ylabel("$a$", rotation=0, labelpad=6)
    for ax in axes[1:]:
        ax.set_xlabel("$b$")
    save(fig, "why-short-conv", "collapse")


if __name__ == "__main__":
    main()
