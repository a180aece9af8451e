"""The times as a picture: full builds, and builds after a change, by the number of posts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

_LINES = (
    ("this site, formulas to be set", "ours", "full, cold maths", "o--", "#0a7a5a"),
    ("this site, full", "ours", "full", "o-", "#0a7a5a"),
    ("this site, one post changed", "ours", "one post", "^-", "#0a7a5a"),
    ("this site, no change", "ours", "no change", "v-", "#0a7a5a"),
    ("plain Sphinx, full", "plain", "full", "s-", "#8a4b00"),
    ("plain, all posts in the sidebar, full", "sidebar", "full", "s--", "#8a4b00"),
)


def plot(results: Mapping[str, Any], target: Path) -> None:
    """Draw seconds against posts, both by powers of ten: what is linear has slope one."""
    figure = Figure(figsize=(7, 5), layout="constrained")
    axes = figure.subplots()
    for label, site, step, style, colour in _LINES:
        points = sorted(
            (int(count), found[site][step]["wall"])
            for count, found in results.items()
            if "wall" in found.get(site, {}).get(step, {})
        )
        if points:
            axes.loglog(*zip(*points, strict=True), style, color=colour, label=label)
        stopped = sorted(
            (int(count), found[site][step]["stopped"])
            for count, found in results.items()
            if "stopped" in found.get(site, {}).get(step, {})
        )
        for count, seconds in stopped:
            axes.annotate("stopped", (count, seconds), color=colour, ha="right", va="bottom")
            axes.plot(count, seconds, "x", color=colour)
    axes.set(xlabel="posts", ylabel="seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    figure.savefig(target, dpi=144, metadata={"Software": None})
