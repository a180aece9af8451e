"""Where terms stand, as text: small, quick to join, and safe inside a script's string.

A *block* is what one document has of a term, a *list* what all have::

    list    = (document, block) ...
    block   = (unit, impact) ...

A document is a number of fixed width; a unit is as short as it can be; an impact, from 0 to 31,
says how much the unit is about the term, and also ends the block. Digits are `ALPHABET`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

ALPHABET = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")[:90]
"""90 characters that no quoting changes, quotation marks and backslash left out."""

STRONGEST = 31
"""The highest impact."""

_HALF = 45
_LAST = dict(zip(ALPHABET[:_HALF], ALPHABET[_HALF:], strict=True))
_PLAIN = {last: plain for plain, last in _LAST.items()}
_LOW, _HIGH = re.escape(ALPHABET[:_HALF]), re.escape(ALPHABET[_HALF:])
_POSTING = re.compile(f"[{_HIGH}]*[{_LOW}][{_LOW}]")
_VALUE = {character: place for place, character in enumerate(ALPHABET)}


def posting(unit: int, impact: int) -> str:
    """One (unit, impact) pair of a block that goes on."""
    return _number(unit) + ALPHABET[impact]


def ended(written: str) -> str:
    """Postings, one after the other, as a block.

    >>> ended(posting(0, 31) + posting(50, 1))
    '#BU$Q'
    """
    return written[:-1] + _LAST[written[-1]]


def block(found: Iterable[tuple[int, int]]) -> str:
    """The block of (unit, impact) pairs, which are sorted and not empty.

    >>> block([(0, 31), (50, 1)])
    '#BU$Q'
    """
    return ended("".join([posting(unit, impact) for unit, impact in found]))


def _number(value: int) -> str:
    """A number, as short as it can be: digits from `_HALF` on say that more follow."""
    pieces = ""
    while value >= _HALF:
        pieces += ALPHABET[_HALF + value % _HALF]
        value //= _HALF
    return pieces + ALPHABET[value]


def width(documents: int) -> int:
    """How many digits number that many documents."""
    digits = 1
    while len(ALPHABET) ** digits < documents:
        digits += 1
    return digits


def document(number: int, digits: int) -> str:
    """A document's number, in `digits` digits."""
    pieces = []
    for _ in range(digits):
        number, digit = divmod(number, len(ALPHABET))
        pieces.append(ALPHABET[digit])
    return "".join(reversed(pieces))


def read(listed: str, digits: int) -> list[tuple[str, str]]:
    """Each (document, posting) of a list, as they are written; documents have `digits` digits.

    They are never taken for numbers where that is not needed: there are very many. Documents, the
    units of one and impacts are in the order of their numbers as well.

    >>> read("$#BU$Q", 1)
    [('$', '#B'), ('$', 'U$$')]
    """
    pattern = f"(.{{{digits}}})((?:{_POSTING.pattern})*[{_HIGH}]*[{_LOW}][{_HIGH}])"
    return [
        (number, each)
        for number, block in re.findall(pattern, listed)
        for each in _POSTING.findall(block[:-1] + _PLAIN[block[-1]])
    ]


def write(found: Iterable[tuple[str, str]]) -> str:
    """The list that `read` reads; what is of one document stands together."""
    return "".join(
        number + ended("".join([each for _, each in some]))
        for number, some in groupby(found, itemgetter(0))
    )


def value(digits: str) -> int:
    """The number of a document, or an impact.

    >>> value(document(1234, 2)), value(posting(7, 31)[-1])
    (1234, 31)
    """
    number = 0
    for digit in digits:
        number = number * len(ALPHABET) + _VALUE[digit]
    return number
