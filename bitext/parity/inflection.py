"""English words without their inflection, and in one spelling.

>>> singular("matrices") == singular("Matrix"), singular("optimisers") == singular("optimizer")
(True, True)
>>> stem("clipped") == stem("clipping"), stem("normalised") == stem("normalize")
(True, True)
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TAKES_ES: Final = ("sses", "ches", "shes", "xes", "zzes", "iases")
_NO_PLURAL: Final = frozenset("suia")
"""An s behind one of these is part of the word."""
_SPELLING: Final = re.compile(r"i[sz](?=(?:e|ed|er|ing|ation)$)")
_VERBAL: Final = ("ing", "ed")
_LEAST: Final = 3
"""So many letters of a verb are left without its ending."""
_DOUBLING: Final = frozenset("bdgklmnprt")
"""Two of one of these before an ending are one without it."""


@lru_cache(maxsize=1 << 13)
def singular(word: str) -> str:
    """An English word in small letters and one spelling, without plural or possessive.

    >>> singular("matrices") == singular("Matrix"), singular("optimisers") == singular("optimizer")
    (True, True)
    """
    return _singular(word)


def _singular(word: str) -> str:
    low = word.lower()
    if word.isupper():
        return low  # LMS is no plural
    if low[-1:] in ("s", "'"):
        low = _without_s(low)
    return _SPELLING.sub("is", low) if "iz" in low else low


def _without_s(word: str) -> str:
    """A word in small letters without its plural or possessive."""
    word = word[:-2] if word.endswith("'s") else word.removesuffix("'")
    if word in ("indices", "vertices"):
        return word[:-4] + "ex"
    if word.endswith("ices"):
        return word[:-4] + "ix"
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(_TAKES_ES):
        return word[:-2]
    if word.endswith("s") and len(word) > 1 and word[-2] not in _NO_PLURAL:
        return word[:-1]
    return word


@lru_cache(maxsize=1 << 13)
def stem(word: str) -> str:
    """An English word without inflection.

    >>> stem("clipped") == stem("clipping"), stem("normalised") == stem("normalize")
    (True, True)
    """
    word = _singular(word)
    if word.endswith(_VERBAL):
        bare = word[:-3] if word[-1] == "g" else word[:-2]
        left = bare[-_LEAST:]
        if len(left) == _LEAST and left.isalpha() and left.isascii():
            word = bare[:-1] if bare[-1] == bare[-2] and bare[-1] in _DOUBLING else bare
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word
