"""Where terms stand, as text: small, quick to join, and safe inside a script's string.

A *block* is what one document has of a term, a *list* what all have::

    list    = (document, block) ...
    block   = (unit since the last one, impact) ...

A document is a number of fixed width; a unit is as short as it can be; an impact, from 0 to 31,
says how much the unit is about the term, and also ends the block. Digits are `ALPHABET`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

ALPHABET = "".join(chr(code) for code in range(35, 127) if chr(code) != "\\")[:90]
"""90 characters that no quoting changes, quotation marks and backslash left out."""

STRONGEST = 31
"""The highest impact."""

_HALF = 45
_VALUE = {ord(character): value for value, character in enumerate(ALPHABET)}


def block(found: Iterable[tuple[int, int]]) -> str:
    """The block of (unit, impact) pairs, which are sorted and not empty.

    >>> block([(0, 31), (50, 1)])
    '#BU$Q'
    """
    pieces = []
    last = 0
    for unit, impact in found:
        number = unit - last
        while number >= _HALF:
            pieces.append(ALPHABET[_HALF + number % _HALF])
            number //= _HALF
        pieces.append(ALPHABET[number])
        pieces.append(ALPHABET[impact])
        last = unit
    pieces[-1] = ALPHABET[_HALF + impact]
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


def decode(text: bytes | bytearray, digits: int) -> Iterator[tuple[int, int, int]]:
    """Each (document, unit, impact) of a list."""
    at, end = 0, len(text)
    while at < end:
        number = 0
        for byte in text[at : at + digits]:
            number = number * len(ALPHABET) + _VALUE[byte]
        at += digits
        unit, ended = 0, False
        while not ended:
            scale = 1
            value = _VALUE[text[at]]
            while value >= _HALF:
                unit += (value - _HALF) * scale
                scale *= _HALF
                at += 1
                value = _VALUE[text[at]]
            unit += value * scale
            impact = _VALUE[text[at + 1]]
            at += 2
            ended = impact >= _HALF
            yield number, unit, impact - _HALF if ended else impact


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
