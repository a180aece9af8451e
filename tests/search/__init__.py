"""The search: its terms, its index, what it finds."""

from __future__ import annotations

from collections.abc import Sequence

from bitext.search.postings import ALPHABET

HALF = len(ALPHABET) // 2


def decode(listed: str, digits: int) -> list[tuple[int, int, int]]:
    """Each (document, unit, impact) of a list, read as `bitext.search.postings` says."""

    def number(values: Sequence[int], base: int) -> int:
        return sum(value * base**place for place, value in enumerate(values))

    values = list(map(ALPHABET.index, listed))
    found: list[tuple[int, int, int]] = []
    while values:
        at, values = number(values[:digits][::-1], len(ALPHABET)), values[digits:]
        ended = False
        while not ended:
            more = next(place for place, value in enumerate(values) if value < HALF)
            unit = number([value % HALF for value in values[: more + 1]], HALF)
            impact = values[more + 1]
            ended = impact >= HALF
            values = values[more + 2 :]
            found.append((at, unit, impact % HALF))
    return found
