"""Long lists a page at a time: no page grows with the posts.

::

    tags/muon           entries 1 to 50
    tags/muon/page-2    entries 51 to 100
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

MOST = 50
"""As many posts, or works, are on a page."""

_BESIDE = 2
"""As many neighbours of a page have a link on it, on each side."""


class Leaf(NamedTuple):
    """One page of a list."""

    name: str
    """Of the page."""
    number: int
    """From 1."""
    items: Sequence[Any]
    names: tuple[str, ...]
    """Of all pages of the list."""

    @property
    def around(self) -> list[tuple[int, str]]:
        """The pages that this one has links to, and itself, with their numbers.

        The first, the last and its neighbours: as many, however long the list is.
        """
        last = len(self.names)
        near = range(self.number - _BESIDE, self.number + _BESIDE + 1)
        shown = sorted({1, last, *(number for number in near if 1 <= number <= last)})
        return [(number, self.names[number - 1]) for number in shown]


def leaves(name: str, items: Sequence[Any], most: int = MOST) -> list[Leaf]:
    """Spread `items` over pages, the first of which has this `name`; there is always one."""
    parts = [items[start : start + most] for start in range(0, len(items), most)] or [items]
    names = tuple(
        name if number == 1 else f"{name}/page-{number}" for number in range(1, len(parts) + 1)
    )
    return [Leaf(names[at], at + 1, part, names) for at, part in enumerate(parts)]
