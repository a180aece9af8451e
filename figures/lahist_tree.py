"""The family tree of linear attention, and what softmax attention takes back from it.

Run from the top of the checkout: ``python figures/lahist_tree.py``.
Writes posts/linear-attention-history/tree.svg and .pdf.
"""

from __future__ import annotations

from style import BLUE, ORANGE, figure, save

S, K, V, Q = (rf"\boldsymbol{{{x}}}" for x in "Skvq")
KK = rf"{K}\,{K}^{{\top}}"
VK = rf"{V}\,{K}^{{\top}}"
# letter: (x, y, formula); softmax attention in the upper row
NODES = {
    "h": (0.74, 3.05, r"$e^{\boldsymbol{QK}^{\top}}\!\odot\boldsymbol{\Gamma}$"),
    "a": (2.36, 3.05, r"$e^{\boldsymbol{QK}^{\top}}\!\odot\boldsymbol{M}$"),
    "i": (4.0, 3.05, r"$\boldsymbol{A}(\boldsymbol{I}+\boldsymbol{B})^{-1}\boldsymbol{V}$"),
    "j": (5.6, 3.05, rf"${Q}_i^{{\top}}\boldsymbol{{R}}_{{i,j}}{K}_j$"),
    "c": (0.74, 1.75, rf"$\gamma{S}+{VK}$"),
    "b": (2.36, 1.75, rf"${S}+{VK}$"),
    "d": (4.0, 1.75, rf"${S}(\boldsymbol{{I}}-{KK})+{VK}$"),
    "f": (5.75, 1.75, r"$\boldsymbol{G}\boldsymbol{H}^{-1}$"),
    "e": (1.55, 0.4, rf"$\gamma{S}+\eta({V}-{S}{K})\,{K}^{{\top}}$"),
    "g": (4.9, 0.4, rf"${S}-\eta\nabla\!\mathcal{{L}}(\boldsymbol{{f}}({S};{K}),{V})$"),
}
UPPER = "haij"
# from, to, label, place of the label
STEPS = [
    ("a", "b", r"$e^x\to x$", (2.42, 2.42, "left")),
    ("b", "c", r"$+\frac{1-\gamma}{2}\Vert\boldsymbol{S}\Vert_F^2$", (1.53, 2.0, "center")),
    ("b", "d", r"$\frac{1}{2}\Vert\boldsymbol{Sk}-\boldsymbol{v}\Vert^2$", (3.05, 2.0, "center")),
    ("d", "f", r"$\sum_{j\leq t}$", (5.2, 2.0, "center")),
    ("c", "e", "", None),
    ("d", "e", "", None),
    ("d", "g", r"$\boldsymbol{f},\mathcal{L}$", (4.56, 1.06, "left")),
]
BACK = [("c", "h"), ("d", "i"), ("d", "j")]


def main():
    fig, (ax,) = figure(1, height=3.5)
    ax.set(xlim=(0, 6.3), ylim=(0.05, 3.55))
    ax.axis("off")
    boxes = {}
    for name, (x, y, formula) in NODES.items():
        colour = ORANGE if name in UPPER else BLUE
        boxes[name] = ax.text(
            x, y, formula, ha="center", va="center", fontsize=10.5, zorder=3,
            bbox={"boxstyle": "round,pad=0.42", "fc": "none", "ec": colour, "lw": 1.0},
        )  # fmt: skip
    fig.canvas.draw()
    for name, box in boxes.items():
        frame = box.get_bbox_patch().get_window_extent().transformed(ax.transData.inverted())
        colour = ORANGE if name in UPPER else BLUE
        upper = name in UPPER
        y, va = (frame.y1 + 0.04, "bottom") if upper else (frame.y0 - 0.04, "top")
        x, ha = NODES[name][0], "center"
        if name == "d":  # edges leave its lower side
            x, ha = frame.x1 - 0.02, "right"
        ax.text(x, y, f"({name})", color=colour, fontsize=9, ha=ha, va=va)

    def arrow(a, b, **style):
        ax.annotate(
            "", NODES[b][:2], NODES[a][:2], zorder=1,
            arrowprops={"arrowstyle": "-|>", "patchA": boxes[a].get_bbox_patch(),
                        "patchB": boxes[b].get_bbox_patch(), "shrinkA": 1, "shrinkB": 1,
                        "mutation_scale": 9, "lw": 1.0} | style,
        )  # fmt: skip

    for a, b, label, place in STEPS:
        arrow(a, b, color="black")
        if label:
            ax.text(place[0], place[1], label, fontsize=8.5, ha=place[2], va="center")
    for a, b in BACK:
        arrow(a, b, color=ORANGE, linestyle=(0, (4, 2.5)), lw=1.3)
    save(fig, "linear-attention-history", "tree")


if __name__ == "__main__":
    main()
