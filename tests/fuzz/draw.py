"""Mutants as hypothesis draws them: one to be shrunk, or by the thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count
from typing import Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from .mutate import Mutant, mutant

DRAWN: Final = 40
"""Mutants of a seed are drawn so many at a time, and numbered."""
_SMALL: Final = 20  # hypothesis begins with such as are almost unbroken, and much alike


def mutants(posts: Sequence[str]) -> st.SearchStrategy[Mutant]:
    """Broken posts; those that fail a test are shrunk to few lines, with few faults."""
    return st.randoms(use_true_random=False).map(lambda rng: mutant(rng, posts))


def draw(posts: Sequence[str], of: int, batch: int) -> list[Mutant]:
    """Batch number `batch` of seed `of`: always the same, whatever was drawn before it."""
    drawn: list[Mutant] = []

    @seed(int.from_bytes(sha256(f"{of}/{batch}".encode()).digest()[:8]))
    @settings(
        max_examples=_SMALL + DRAWN,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(mutants(posts))
    def note(one: Mutant) -> None:
        drawn.append(one)

    note()
    return drawn[-DRAWN:]


def numbered(posts: Sequence[str], of: int, start: int = 0) -> Iterator[tuple[int, Mutant]]:
    """The mutants of seed `of` from number `start` on, without end; none that was there before."""
    seen: set[Mutant] = set()
    for batch in count(start // DRAWN):
        for number, one in enumerate(draw(posts, of, batch), batch * DRAWN):
            if number >= start and one not in seen:
                seen.add(one)
                yield number, one
