r"""What stands face to face: paragraph with paragraph, sentence with sentence.

The two sides of a pair say the same in the same order of paragraphs; inside a paragraph each
language makes its sentences as it likes. So paragraphs face each other one by one if there are
as many, and sentences are aligned by what both share (formulas, citations, names, numbers) and
by their lengths (Gale and Church 1993, "A Program for Aligning Sentences in Bilingual Corpora").

>>> from bitext.parity.text import read
>>> [zh], [en] = (read(text) for text in ("一、二。三。", "One and two. Three."))
>>> [(bead.zh, bead.en) for bead in beads(zh, en)]
[('一、二。', 'One and two.'), ('三。', ' Three.')]
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final, NamedTuple

from .sentences import Sentence, sentences
from .text import INVISIBLE_MARKS, Block, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .text import Side, Token

USUAL_RATIO: Final = 1.3
"""Han characters an English word, where an author's own ratio is not known."""

_SPACES: Final = re.compile(r"\s+")
# The tokens that both sides have in common; a tuple, for an Enum is slow to hash.
_SHARED: Final = (
    Kind.FORMULA,
    Kind.REFERENCE,
    Kind.CITATION,
    Kind.CODE,
    Kind.LINK,
    Kind.FOOTNOTE,
)


def visible(prose: str) -> str:
    """The prose without the marks that show nothing."""
    for mark in INVISIBLE_MARKS:
        if mark in prose:  # far quicker than to translate
            prose = prose.replace(mark, "")
    return prose


def excerpt(text: str, size: int = 40) -> str:
    """The beginning of a text, on one line, its marks as ``□``, for a message."""
    plain = _SPACES.sub(" ", re.sub("[\ue000-\ue00b]+", "□", visible(text))).strip()
    return plain if len(plain) <= size else plain[: size - 1] + "…"


class Facing(NamedTuple):
    """Blocks of the two sides that face each other: one and one, or all if that fails."""

    zh: tuple[Block, ...]
    en: tuple[Block, ...]

    @property
    def single(self) -> bool:
        """Whether it is one block against one."""
        return len(self.zh) == 1 == len(self.en)

    @property
    def zh_line(self) -> int | None:
        """Where the Chinese blocks begin."""
        return self.zh[0].line if self.zh else None

    @property
    def en_line(self) -> int | None:
        """Where the English blocks begin."""
        return self.en[0].line if self.en else None


@lru_cache(maxsize=16)
def facing(zh: Side, en: Side) -> tuple[Facing, ...]:
    """Which blocks with prose face each other.

    Paragraph by paragraph if both sides have as many of them in the same shapes, which is how
    references, numbers, negations and lengths are then compared; else the whole sides.
    """
    left, right = (tuple(block for block in side.blocks if block.prose) for side in (zh, en))
    if [block.shape for block in left] == [block.shape for block in right]:
        return tuple(Facing((one,), (other,)) for one, other in zip(left, right, strict=True))
    return (Facing(left, right),)


class Bead(NamedTuple):
    """Sentences that say the same: mostly one and one; one side is empty if it says nothing."""

    zh: str
    en: str
    zh_at: int
    """Where it begins in the Chinese block's prose."""
    en_at: int
    zh_sentences: tuple[Sentence, ...]
    """Placed in the whole block's prose, too."""
    en_sentences: tuple[Sentence, ...]


class _Measured(NamedTuple):
    """A sentence as the alignment sees it."""

    mask: int  # a bit an anchor that both sides have
    size: float  # in English words


# What each step of the alignment costs by itself: how many sentences of either side it takes.
# Two sentences against none say that one side lacks something, so that must be hardest.
_STEPS: Final = (
    (1, 1, 0.0),
    (1, 2, 3.0),
    (2, 1, 3.0),
    (2, 2, 6.0),
    (1, 3, 6.0),
    (3, 1, 6.0),
    (1, 0, 5.0),
    (0, 1, 5.0),
)
_SHIFT: Final = 3.0
"""The least of the prices above."""
_ANCHOR_COST: Final = 1.5
"""An anchor in one bead on one side and in another on the other."""
_LENGTH_COST: Final = 3.0
"""Of the square of the difference in words, over their sum."""
_MARGIN: Final = 2
"""So many sentences that match are searched all the same, beside those that do not."""
_TABLE: Final = 1 << 12
"""More cells than this are not filled: such a text is no paragraph."""


@lru_cache(maxsize=1 << 10)
def beads(zh: Block, en: Block, ratio: float = USUAL_RATIO) -> tuple[Bead, ...]:
    """Align the sentences of two blocks; nothing is left out, and the order is kept.

    `ratio` is the number of Han characters an English word.
    """
    read = sentences(zh.prose, "zh"), sentences(en.prose, "en")
    rows, columns = len(read[0]), len(read[1])
    if min(rows, columns) < 2 or rows * columns > _TABLE:
        path = [(rows, columns)]
    else:
        path = _path(*_measured(zh, en, *read, ratio))
    return tuple(_cut(zh.prose, en.prose, *read, path))


def _cut(
    zh: str,
    en: str,
    zh_read: tuple[Sentence, ...],
    en_read: tuple[Sentence, ...],
    path: Iterable[tuple[int, int]],
) -> Iterator[Bead]:
    row = column = 0
    for rows, columns in path:
        zh_at, zh_end = _extent(zh_read, row, rows)
        en_at, en_end = _extent(en_read, column, columns)
        down, over = row + rows, column + columns
        ours, theirs = zh_read[row:down], en_read[column:over]
        yield Bead(zh[zh_at:zh_end], en[en_at:en_end], zh_at, en_at, ours, theirs)
        row, column = down, over


def _extent(read: Sequence[Sentence], first: int, count: int) -> tuple[int, int]:
    if count:
        return read[first].start, read[first + count - 1].end
    at = read[first - 1].end if first else 0
    return at, at


def key_of(token: Token) -> str | None:
    """What a token is known by on both sides; None for one that each language has its own of."""
    if token.kind not in _SHARED:
        return None
    value = token.value
    return value if value.isalnum() else value.replace(" ", "").replace("\n", "")


def _anchors_of(block: Block, read: Sequence[Sentence]) -> list[list[str]]:
    """What each sentence may share with one of the other side: tokens, words and numbers."""
    anchors = [[*one.words, *one.numbers] for one in read]
    index = 0
    for token in block.tokens:
        while index < len(read) and token.at >= read[index].end:
            index += 1
        if index < len(read) and (key := key_of(token)) is not None:
            anchors[index].append(key)
    return anchors


def _measured(
    zh: Block,
    en: Block,
    zh_read: Sequence[Sentence],
    en_read: Sequence[Sentence],
    ratio: float,
) -> tuple[list[_Measured], list[_Measured]]:
    """The sentences of both sides; what an anchor is, is one key or word that both have."""
    bits: dict[str, list[int]] = {}
    left_keys = _anchors_of(zh, zh_read)
    count = 0
    for keys in left_keys:
        for key in keys:
            bits.setdefault(key, []).append(1 << count)
            count += 1
    left, right = [0] * len(zh_read), [0] * len(en_read)
    taken: dict[str, int] = {}
    for index, keys in enumerate(_anchors_of(en, en_read)):
        mask = 0
        for key in keys:
            if (known := bits.get(key)) is None:
                continue
            number = taken.get(key, 0)
            if number < len(known):
                taken[key] = number + 1
                mask |= known[number]
        right[index] = mask
    shared = sum(right)  # no bit stands in two of them
    bit = 1
    for index, keys in enumerate(left_keys):
        end = bit << len(keys)
        left[index] = (end - bit) & shared
        bit = end
    return (
        [
            _Measured(mask, one.length(ratio) + len(one.numbers))
            for mask, one in zip(left, zh_read, strict=True)
        ],
        [
            _Measured(mask, one.latin + len(one.numbers))
            for mask, one in zip(right, en_read, strict=True)
        ],
    )


def _path(left: Sequence[_Measured], right: Sequence[_Measured]) -> list[tuple[int, int]]:
    """The cheapest way through both, as steps of so many sentences of either side.

    What matches at either end by the same anchors is not searched for.
    """
    head = _matching(left, right)
    if head == len(left) == len(right):
        return [(1, 1)] * head
    tail = _matching(left[head:][::-1], right[head:][::-1])
    # The last of them may well have a part of what is left.
    head, tail = max(head - _MARGIN, 0), max(tail - _MARGIN, 0)
    middle = _searched(left[head : len(left) - tail], right[head : len(right) - tail])
    return [*[(1, 1)] * head, *middle, *[(1, 1)] * tail]


def _matching(left: Sequence[_Measured], right: Sequence[_Measured]) -> int:
    """How many sentences from the first on match one by one."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if not _alike(one, other):
            break
        count += 1
    return count


def _searched(left: Sequence[_Measured], right: Sequence[_Measured]) -> list[tuple[int, int]]:
    """The cheapest way, by Dijkstra's search."""
    goal = len(left), len(right)
    downs, overs = _merged(left), _merged(right)
    best = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    waiting = [(0.0, 0, 0)]
    while waiting:
        cost, row, column = heappop(waiting)
        if (row, column) == goal:
            break
        if cost > best[row, column]:
            continue
        here, there = downs[row], overs[column]
        for down, over, price in _STEPS:
            if down >= len(here) or over >= len(there):
                continue
            mask, size = here[down]
            other, other_size = there[over]
            new = cost + price + (mask ^ other).bit_count() * _ANCHOR_COST / 2
            if down and over:
                gap = size - other_size
                new += _LENGTH_COST * gap * gap / (size + other_size + 4.0)
            place = row + down, column + over
            if new < best.get(place, math.inf):
                best[place] = new
                came[place] = down, over
                heappush(waiting, (new, *place))
    path = []
    row, column = goal
    while row or column:
        down, over = came[row, column]
        path.append((down, over))
        row, column = row - down, column - over
    return path[::-1]


def _alike(one: _Measured, other: _Measured) -> bool:
    """Whether nothing cheaper than one against one is to be had."""
    if one.mask != other.mask:
        return False
    gap = one.size - other.size
    return gap * gap * _LENGTH_COST < _SHIFT * (one.size + other.size + 4.0)


def _merged(side: Sequence[_Measured]) -> list[tuple[tuple[int, float], ...]]:
    """For each place the anchors and the size of no, one, two and three sentences from there."""
    merged = []
    for index in range(len(side) + 1):
        mask, size = 0, 0.0
        here = [(mask, size)]
        for one in side[index : index + 3]:
            mask |= one.mask
            size += one.size
            here.append((mask, size))
        merged.append(tuple(here))
    return merged
