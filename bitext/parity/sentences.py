"""The sentences of a paragraph, and what each is made of: read once for all that compare it.

>>> [one.words for one in sentences("Muon is low-rank. It isn’t slow.", "en")]
[('muon', 'is', 'low', 'rank'), ('it', 'isn', 't', 'slow')]
>>> [(one.han, one.latin) for one in sentences("范数有界；取 Muon 的 3 步。", "zh")]
[(4, 0), (3, 1)]
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇"
"""Han characters, as the inside of a character class."""


class Sentence(NamedTuple):
    """Where a sentence stands in its paragraph's prose, and what it is made of."""

    start: int
    end: int
    words: tuple[str, ...]
    """Its runs of unaccented Latin letters, in small ones; a hyphen or an apostrophe parts two."""
    numbers: tuple[str, ...]
    """Its runs of digits, each with its decimals: ``1,000``."""
    han: int
    """How many Han characters it has."""
    joints: int
    """How many hyphens and apostrophes stand between two of its words."""

    @property
    def latin(self) -> int:
        """How many words it has, where ``low-rank`` is one."""
        return len(self.words) - self.joints

    def length(self, ratio: float) -> float:
        """How long it is in English words, at so many Han characters a word."""
        return self.han / ratio + self.latin


# An expression that begins with one set of characters lets the search run over all others.
_ENDS: Final = {
    "zh": re.compile(r"[。！？；!?;](?:(?<=[。！？；])[。！？；]*[”’」』）]*|(?=\s))"),
    "en": re.compile(r"[.!?;][.!?;]*[’”)\]]*(?=\s|$)"),
}
# These end no sentence where a small letter, a token or a digit follows.
_ABBREVIATED: Final = re.compile(
    r"\b(?:i\.i\.d|e\.g|i\.e|cf|vs|resp|approx|al|etc|[Ff]igs?|[Ee]qs?|[Ss]ec|[Cc]h|pp?|No|Dr|Prof"
    r"|St|[A-Z])\.$"
)
_GOES_ON: Final = re.compile(r"\s+[a-z\ue000-\ue003\d(,]")
_WORD: Final = re.compile("[a-z]+")
_JOINT: Final = re.compile("[-–’'](?<=[a-z].)(?=[a-z])")
_NUMBER: Final = re.compile(r"\d\d*(?:[.,]\d+)*")
_HAN: Final = re.compile(f"[{HAN}][{HAN}]*")


@lru_cache(maxsize=1 << 11)
def sentences(prose: str, language: str) -> tuple[Sentence, ...]:
    """Give each sentence of a paragraph; a semicolon ends one, too."""
    low = prose.replace("İ", "I").lower()  # no other letter grows
    ascii_only = prose.isascii()
    return tuple(
        [
            Sentence(
                start,
                end,
                tuple(_WORD.findall(low, start, end)),
                tuple(_NUMBER.findall(low, start, end)),
                0 if ascii_only else len("".join(_HAN.findall(prose, start, end))),
                len(_JOINT.findall(low, start, end)),
            )
            for start, end in _spans(prose, language)
        ]
    )


def _spans(prose: str, language: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends."""
    spans = []
    start = 0
    for match in _ENDS[language].finditer(prose):
        end = match.end()
        if (
            match[0] == "."
            and _GOES_ON.match(prose, end)
            and _ABBREVIATED.search(prose, max(0, end - 12), end)
        ):
            continue
        spans.append((start, end))
        start = end
    if prose[start:].strip():
        spans.append((start, len(prose)))
    return spans
