"""Three unit balls with the steepest steps they allow; the initial deviation by shape.

Left: the slice [[a, b], [b, a]] of the 2 x 2 matrices; level lines of <G, Phi>.
Right: sigma sqrt(d_in) against d_out/d_in, and the sigma at which a Gaussian matrix has Gamma = 1.
"""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Circle, Polygon
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator
from style import BLUE, GREEN, GREY, ORANGE, figure, save

GRADIENT = (2.0, 1.0)  # (a, b) of G
SHAPES = [  # (d_in, d_out)
    (2048, 32), (1024, 32), (1024, 64), (1024, 128), (768, 192), (512, 256), (384, 384),
    (256, 512), (192, 768), (128, 1024), (64, 1024), (32, 1024), (32, 2048),
]  # fmt: skip


def matrix(a, b):
    return np.array([[a, b], [b, a]])


def best_in_slice(gradient=GRADIENT):
    """The (a, b) of largest <G, Phi> in the unit ball of each norm, with that value."""
    g = matrix(*gradient)
    u, _, vt = np.linalg.svd(g)
    steps = {"F": g / np.linalg.norm(g), "2": u @ vt, "max": np.sign(g)}
    return {name: ((phi[0, 0], phi[0, 1]), float(np.sum(g * phi))) for name, phi in steps.items()}


def sigma(d_in, d_out):
    """The initial standard deviation that makes Gamma about 1."""
    return np.sqrt(d_out / d_in) / (np.sqrt(d_in) + np.sqrt(d_out))


def measured_sigma(shapes=SHAPES, seed=0):
    """The sigma at which sigma times one Gaussian matrix of each shape has Gamma = 1."""
    rng = np.random.default_rng(seed)
    found = []
    for d_in, d_out in shapes:
        w = rng.normal(size=(d_in, d_out))
        gram = w @ w.T if d_in <= d_out else w.T @ w
        found.append(np.sqrt(d_out / d_in / np.linalg.eigvalsh(gram)[-1]))
    return np.array(found)


def balls_panel(ax):
    style = {"fill": False, "lw": 1.4}
    square = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    diamond = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    ax.add_patch(Polygon(square, edgecolor=ORANGE, **style))
    ax.add_patch(Polygon(diamond, edgecolor=BLUE, **style))
    ax.add_patch(Circle((0, 0), np.sqrt(0.5), edgecolor=GREEN, **style))
    g = np.array(GRADIENT)
    along = np.array([-g[1], g[0]]) / np.hypot(*g)
    labels = {"F": r"$\sqrt{10}$", "2": "$4$", "max": "$6$"}
    for (name, (point, value)), colour in zip(
        best_in_slice().items(), (GREEN, BLUE, ORANGE), strict=True
    ):
        foot = g * value / (2 * g @ g)
        top = foot + along * (1.36 - foot[1]) / along[1]
        bottom = foot + along * (-1.12 - foot[1]) / along[1]
        ax.plot(*zip(bottom, top, strict=True), color=GREY, lw=0.7, ls=(0, (4, 3)), zorder=0)
        ha = "right" if name == "F" else "center"
        ax.text(top[0], 1.39, labels[name], ha=ha, va="bottom")
        ax.plot(*point, "o", ms=6, color=colour)
    arrow = 1.62 * g / np.hypot(*g)
    ax.annotate(
        "", arrow, (0, 0), arrowprops={"arrowstyle": "-|>", "color": "black", "lw": 0.9,
                                       "shrinkA": 0, "shrinkB": 0}
    )  # fmt: skip
    ax.text(arrow[0] + 0.05, arrow[1], r"$\boldsymbol{G}$", va="center")
    ax.text(-0.1, -0.42, r"$\Vert\cdot\Vert_F$", color=GREEN, ha="center")
    ax.text(-0.76, 0.77, r"$\Vert\cdot\Vert_2$", color=BLUE, ha="center", va="center")
    ax.text(-1.06, -0.75, r"$\Vert\cdot\Vert_{\max}$", color=ORANGE, ha="right")
    ax.set(xlim=(-1.75, 1.85), ylim=(-1.15, 1.7), aspect="equal")
    ax.set_xticks([-1, 0, 1])
    ax.set_yticks([-1, 0, 1])
    ax.set_xlabel("$a$", labelpad=1)
    ax.set_ylabel("$b$", rotation=0, labelpad=4)


def sigma_panel(ax):
    ratio = np.geomspace(1 / 90, 90, 300)
    curve = np.sqrt(ratio) / (1 + np.sqrt(ratio))
    roof = np.minimum(1, np.sqrt(ratio))
    ax.plot(ratio, roof, color=GREY, lw=1.1, ls=(0, (5, 3)))
    ax.plot(ratio, roof / 2, color=GREY, lw=1.1, ls=(0, (1, 2)))
    ax.plot(ratio, curve, color=BLUE)
    d_in, d_out = np.array(SHAPES, dtype=float).T
    ax.plot(d_out / d_in, measured_sigma() * np.sqrt(d_in), "o", ms=4, color=ORANGE)
    ax.set_xscale("log", base=2)
    ax.set_yscale("log", base=2)
    ax.xaxis.set_major_locator(FixedLocator([1 / 64, 1 / 16, 1 / 4, 1, 4, 16, 64]))
    ax.set_xticklabels(["1/64", "1/16", "1/4", "1", "4", "16", "64"])
    ax.yaxis.set_major_locator(FixedLocator([1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]))
    ax.set_yticklabels(["1/16", "1/8", "1/4", "1/2", "1"])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
    ax.set_ylim(1 / 22, 1.7)
    ax.text(90, 1.1, r"$\min(1,\sqrt{d_{out}/d_{in}})$", ha="right", va="bottom")
    ax.text(3, 0.45, r"$\sigma\sqrt{d_{in}}$", color=BLUE, ha="left", va="top")
    ax.set_xlabel(r"$d_{out}/d_{in}$")


def main():
    fig, (left, right) = figure(2, height=2.75)
    balls_panel(left)
    sigma_panel(right)
    save(fig, "beyond-mup-2", "balls")


if __name__ == "__main__":
    main()
