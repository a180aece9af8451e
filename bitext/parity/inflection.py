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
_VERB: Final = re.compile(r"(?<=[a-z]{3})(?:ing|ed)$")
_DOUBLED: Final = re.compile(r"([bdgklmnprt])\1$")


@lru_cache(maxsize=1 << 13)
def singular(word: str) -> str:
    """An English word in small letters and one spelling, without plural or possessive.

    >>> singular("matrices") == singular("Matrix"), singular("optimisers") == singular("optimizer")
    (True, True)
    """
    if word.isupper():
        return word.lower()  # LMS is no plural
    word = word.lower()
    if word[-1:] in ("s", "'"):
        word = _without_s(word)
    return _SPELLING.sub("is", word) if "iz" in word else word


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
    word = singular(word)
    if word.endswith(("ing", "ed")) and (bare := _VERB.sub("", word)) != word:
        word = _DOUBLED.sub(r"\1", bare)
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word
