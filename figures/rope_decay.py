"""Rotary scores against distance: the bound, scores inside it, and its logarithmic limit.

Left: B(s) and -B(s) for d = 128 with three scores of the class |h_{i+1} - h_i| <= J, all divided
by J d / 2. Right: B(s) / B(0) and the mean cosine on a logarithmic axis, with their limits.
"""

from __future__ import annotations

import numpy as np
from style import BLUE, GREEN, GREY, ORANGE, figure, save

DIM, BASE, TOUCH = 128, 1e4, 64
PAIRS = DIM // 2
THETA = BASE ** (-2 * np.arange(PAIRS) / DIM)


def partial_sums(s):
    """S_1 ... S_{d/2} at the distances s, along the last axis."""
    return np.cumsum(np.exp(1j * np.multiply.outer(np.asarray(s, dtype=float), THETA)), axis=-1)


def bound(s):
    """B(s), the mean modulus of the partial sums."""
    return np.abs(partial_sums(s)).mean(axis=-1)


def score(h, s):
    """Re sum_i h_i exp(i s theta_i) divided by d / 2."""
    return (np.exp(1j * np.multiply.outer(np.asarray(s, dtype=float), THETA)) @ h).real / PAIRS


def ramp():
    """h_i falling by one a step to zero: it attains the bound at s = 0."""
    return np.arange(PAIRS, 0, -1.0)


def extremal(s):
    """The h with jumps of modulus one that attains the bound at the distance s."""
    jumps = -np.exp(-1j * np.angle(partial_sums(s)))
    return -np.cumsum(jumps[::-1])[::-1]


def left_panel(ax):
    s = np.linspace(0, 256, 1025)
    for sign in (1, -1):
        ax.plot(s, sign * bound(s), color=BLUE, lw=1.6)
    ax.plot(s, score(ramp(), s), color=ORANGE, lw=1.1)
    ax.plot(s, score(extremal(TOUCH), s), color=GREEN, lw=1.1)
    ax.plot(s, score(np.ones(PAIRS), s), color=GREY, lw=1.1)
    ax.plot([0], [bound(0)], "o", ms=4.5, color=ORANGE, clip_on=False)
    ax.plot([TOUCH], [bound(TOUCH)], "o", ms=4.5, color=GREEN)
    ax.set(xlim=(0, 256), ylim=(-33, 34))
    ax.set_xticks([0, 64, 128, 192, 256])
    ax.set_yticks([-30, -15, 0, 15, 30])
    ax.set_xlabel("$s$", labelpad=1)
    ax.text(30, 19, "$B(s)$", color=BLUE)
    ax.text(30, -20.5, "$-B(s)$", color=BLUE, va="top")
    ax.text(9, 29, r"$h_i=J\,(\frac{d}{2}-i)$", color=ORANGE)
    ax.text(70, 12.6, "$s_*=64$", color=GREEN)
    ax.text(54, -1.2, "$h_i=J$", color=GREY, va="top")


def right_panel(ax):
    s = np.geomspace(1, 1000, 1500)
    tau = np.log(s) / np.log(BASE)
    dashed = {"color": GREY, "lw": 1.0, "ls": (0, (5, 3)), "zorder": 0}
    ax.plot(s, 1 - tau, **dashed)
    ax.plot(s, (1 - tau) ** 2, **dashed)
    ax.plot(s, score(np.ones(PAIRS), s), color=ORANGE, lw=1.1)
    ax.plot(s, bound(s) / bound(0), color=BLUE, lw=1.6)
    ax.set_xscale("log")
    ax.set(xlim=(1, 1000), ylim=(0, 1.03))
    ax.set_yticks([0, 0.5, 1])
    ax.set_xlabel("$s$", labelpad=1)
    ax.text(4.6, 0.5, r"$B(s)/B(0)$", color=BLUE, ha="right")
    ax.text(7.5, 0.88, r"$\frac{2}{d}\sum_i\cos s\theta_i$", color=ORANGE)
    ax.text(150, 0.51, r"$1-\log_b s$", color=GREY)
    ax.text(60, 0.13, r"$(1-\log_b s)^2$", color=GREY, ha="center")


def main():
    fig, (left, right) = figure(2, height=2.7)
    left_panel(left)
    right_panel(right)
    save(fig, "transformer-upgrade-2-rotary", "rope-decay")


if __name__ == "__main__":
    main()
