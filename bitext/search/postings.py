"""Where terms stand, as text: small, quick to join, and safe inside a script's string.

A *block* is what one document has of a term, a *list* what all have::

    list    = (document, block) ...
    block   = (unit since the last one, impact) ...

A document is a number of fixed width; a unit is as short as it can be; an impact, from 0 to 31,
says how much the unit is about the term, and also ends the block. Digits are `ALPHABET`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

ALPHABET = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")[:90]
"""90 characters that no quoting changes, quotation marks and backslash left out."""

STRONGEST = 31
"""The highest impact."""

_HALF = 45
_PAIRS = [[unit + impact for impact in ALPHABET[:_HALF]] for unit in ALPHABET[:_HALF]]
_VALUE = {ord(character): value for value, character in enumerate(ALPHABET)}


def block(found: Sequence[tuple[int, int]]) -> str:
    """The block of (unit, impact) pairs, which are sorted and not empty.

    >>> block([(0, 31), (50, 1)])
    '#BU$Q'
    """
    pieces: list[str] = []
    last = 0
    for unit, impact in found:
        number = unit - last
        while number >= _HALF:
            pieces.append(ALPHABET[_HALF + number % _HALF])
            number //= _HALF
        pieces.append(_PAIRS[number][impact])
        last = unit
    pieces[-1] = pieces[-1][0] + ALPHABET[_HALF + found[-1][1]]
    return "".join(pieces)


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


def decode(text: bytes, digits: int) -> list[tuple[int, int, int]]:
    """Each (document, unit, impact) of a list."""
    values = [_VALUE[byte] for byte in text]
    found: list[tuple[int, int, int]] = []
    at, end = 0, len(values)
    while at < end:
        number = 0
        for value in values[at : at + digits]:
            number = number * len(ALPHABET) + value
        at += digits
        unit, impact = 0, 0
        while impact < _HALF:
            value = values[at]
            if value >= _HALF:
                scale = 1
                while value >= _HALF:
                    unit += (value - _HALF) * scale
                    scale *= _HALF
                    at += 1
                    value = values[at]
                unit += value * scale
            else:
                unit += value
            impact = values[at + 1]
            at += 2
            found.append((number, unit, impact))
        found[-1] = (number, unit, impact - _HALF)
    return found


def encode(found: Iterable[tuple[int, int, int]], digits: int) -> str:
    """The list of (document, unit, impact) triples, which are sorted."""
    pieces: list[str] = []
    here: list[tuple[int, int]] = []
    last = -1
    for number, unit, impact in found:
        if number != last and here:
            pieces += [document(last, digits), block(here)]
            here = []
        last = number
        here.append((unit, impact))
    if here:
        pieces += [document(last, digits), block(here)]
    return "".join(pieces)
