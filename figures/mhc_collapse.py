"""Products of doubly stochastic matrices: how they collapse, and how small they become.

Left: spectral distance of a product to the uniform matrix, with the bound by the second
singular values. Right: smallest singular value of a product, and four quantities that
have been, or can be, compared with it, each as a factor a layer (its L-th root).

Run from the top of the checkout: ``python figures/mhc_collapse.py``.
Writes posts/mhc-identity/products.svg and .pdf.
"""

from __future__ import annotations

import numpy as np
from style import BLUE, GREEN, GREY, ORANGE, PURPLE, figure, save

N, LAYERS, NOISE, DRAWS = 4, 56, 0.5, 200
KAPPAS = (1, 2, 4)
UNIFORM = np.full((N, N), 1 / N)


def sinkhorn(logits: np.ndarray, tolerance: float = 1e-13) -> np.ndarray:
    """Columns, then rows, on the last two axes, until the column sums are 1 as well."""
    m = np.exp(logits - logits.max(axis=(-2, -1), keepdims=True))
    while True:
        columns = m.sum(axis=-2, keepdims=True)
        m = m / columns
        m = m / m.sum(axis=-1, keepdims=True)
        if np.abs(columns - 1).max() < tolerance:
            return m


def layers(
    kappa: float, rng: np.random.Generator, draws: int = DRAWS, noise: float = NOISE
) -> np.ndarray:
    """``(draws, LAYERS, N, N)``: Sinkhorn's answer to kappa I + Gaussian noise."""
    return sinkhorn(kappa * np.eye(N) + noise * rng.normal(size=(draws, LAYERS, N, N)))


def distances(h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance to the uniform matrix after 0, 1, ... layers, and its bound; `h` is one draw.

    The product of the differences is the difference of the product; it does not cancel.
    """
    deviation = h - UNIFORM
    second = np.linalg.norm(deviation, 2, axis=(-2, -1))
    product, out = np.eye(N) - UNIFORM, [1.0]
    for factor in deviation:
        product = factor @ product
        out.append(np.linalg.norm(product, 2))
    return np.array(out), np.concatenate([[1.0], np.cumprod(second)])


def smallest(h: np.ndarray) -> dict[str, np.ndarray]:
    """Logarithms, ``(draws, LAYERS)``, of what the right panel shows, after 1, 2, ... layers.

    The smallest singular value of a product is 1 over the norm of the product of the inverses,
    which keeps its relative accuracy where an SVD of the product itself is all rounding.
    """
    inverse, out = np.broadcast_to(np.eye(N), (*h.shape[:1], N, N)), []
    for step in range(h.shape[1]):
        inverse = inverse @ np.linalg.inv(h[:, step])
        out.append(-np.log(np.linalg.norm(inverse, 2, axis=(-2, -1))))
    lowest = np.abs(np.linalg.eigvals(h)).min(axis=-1)
    return {
        "sigma": np.array(out).T,
        "lambda": np.cumsum(np.log(lowest), axis=1),
        "below": np.cumsum(np.log(np.linalg.svd(h, compute_uv=False)[..., -1]), axis=1),
        "above": np.cumsum(np.log(np.abs(np.linalg.det(h))), axis=1) / (N - 1),
        "mean": lowest,
    }


def left_draws() -> dict[int, np.ndarray]:
    """One stack of layers for each kappa."""
    rng = np.random.default_rng(0)
    return {kappa: layers(kappa, rng, draws=1)[0] for kappa in KAPPAS}


def right_draws() -> np.ndarray:
    return layers(2, np.random.default_rng(1))


def left_panel(ax) -> None:
    depth = np.arange(LAYERS + 1)
    for h, colour in zip(left_draws().values(), (GREEN, BLUE, ORANGE), strict=True):
        distance, bound = distances(h)
        ax.plot(depth, distance, color=colour)
        ax.plot(depth, bound, color=colour, lw=0.9, ls=(0, (4, 3)))
    ax.plot(depth, np.ones_like(depth), color="black", lw=1.0)
    ax.set(yscale="log", ylim=(1e-16, 1e2), xlim=(0, LAYERS), xlabel="$L$")
    ax.set_xticks([0, 14, 28, 42, 56])
    ax.set_yticks([1, 1e-4, 1e-8, 1e-12, 1e-16])
    ax.set_title(
        r"$\Vert\boldsymbol{P}-n^{-1}\boldsymbol{1}\boldsymbol{1}^{\top}\Vert_2$", fontsize=10
    )
    ax.text(55, 2, r"$\boldsymbol{I}$", ha="right", va="bottom")
    ax.text(55, 4e-3, r"$\kappa=4$", color=ORANGE, ha="right", va="top")
    ax.text(46, 1e-11, r"$\kappa=2$", color=BLUE, ha="right", va="top")
    ax.text(16, 1e-10, r"$\kappa=1$", color=GREEN, ha="right", va="top")


def right_panel(ax) -> None:
    found = smallest(right_draws())
    depth = np.arange(1, LAYERS + 1)
    for name, colour, label in (
        ("above", GREEN, r"$|\det\boldsymbol{P}|^{1/(n-1)}$"),
        ("sigma", BLUE, r"$\sigma_{\min}(\boldsymbol{P})$"),
        ("lambda", ORANGE, r"$\prod\,|\lambda_{\min}|$"),
        ("below", PURPLE, r"$\prod\,\sigma_{\min}$"),
    ):
        rate = np.exp(np.median(found[name], axis=0) / depth)
        ax.plot(depth, rate, color=colour)
        ax.text(57.5, rate[-1], label, color=colour, va="center", fontsize=9)
    mean = found["mean"].mean()
    ax.axhline(mean, color=GREY, lw=0.9, ls=":")
    ax.text(57.5, mean + 0.001, f"${mean:.2f}$", color=GREY, va="center", fontsize=9)
    ax.set(xlim=(0, LAYERS), ylim=(0.44, 0.61), xlabel="$L$")
    ax.set_xticks([0, 14, 28, 42, 56])
    ax.set_yticks([0.45, 0.5, 0.55, 0.6])
    ax.set_title(r"$(\cdot)^{1/L}$", fontsize=10)


def main() -> None:
    fig, (left, right) = figure(2)
    left_panel(left)
    right_panel(right)
    save(fig, "mhc-identity", "products")


if __name__ == "__main__":
    main()
