"""How long it takes to read a document, in each of its languages.

Counted by the paces at which IReST, a test made alike in seventeen languages, was read aloud
(Trauzettel-Klosinski and Dietz, doi:10.1167/iovs.11-8284): 228 words a minute in English, 255
characters in Chinese. A formula in the line counts as a word; one on a line of its own, a
figure and a table stop the reader for a while. Code is not counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

from .nodes import every, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .config import Language

WORDS_A_MINUTE = 228
HAN_A_MINUTE = 255
DISPLAY_SECONDS = 12
"""For a display, a figure or a table; our own estimate."""

_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff][^\W_\u3400-\u9fff]*(?:[’'-][^\W_\u3400-\u9fff]+)*|\d+")
_STOPS = (nodes.math_block, nodes.figure, nodes.table)


def minutes(document: nodes.document, languages: Iterable[Language]) -> dict[str, int]:
    """The minutes to read `document`, by language code, from 1 on."""
    stops = len(every(document, *_STOPS))
    found = {language.code: DISPLAY_SECONDS * float(stops) for language in languages}
    for text, own in spoken(document):
        if isinstance(text.parent, nodes.math_block | nodes.literal_block | nodes.raw):
            continue
        taken = 60 / WORDS_A_MINUTE if isinstance(text.parent, nodes.math) else seconds(text)
        for code in found if own is None else {own} & found.keys():
            found[code] += taken
    return {code: max(1, round(total / 60)) for code, total in found.items()}


def seconds(text: str) -> float:
    """The time to read `text`, in whatever script.

    >>> round(seconds("two words"), 2)
    0.53
    """
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    return 60 * (han / HAN_A_MINUTE + words / WORDS_A_MINUTE)
