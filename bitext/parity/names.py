"""Names in Latin letters: what the Chinese writes as English does must stand in the English.

Chinese keeps names and acronyms (Muon, SVD, Transformer) as they are, and little else, so each
is to be found on the other side: as a word, inflected or within a longer one (RMSNorm), or by
the words that an acronym is made of. The converse does not hold, for most names have a Chinese
form; but an English word that is a slip away from such a name is misspelt.

>>> from bitext.parity.text import Side, read
>>> zh = Side("zh", tuple(read("用 Muon 训练 Transformer，再作 SVD。")))
>>> en = Side("en", tuple(read("Train a Transfomer with Adam; singular value decomposition.")))
>>> for finding in check(zh, en):
...     print(finding.message)
The Chinese side says Muon, and the English nothing like it.
The Chinese side says Transformer where the English says Transfomer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .facing import visible
from .finding import Code, Finding
from .inflection import stem
from .text import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .text import Block, Side

# Not behind digits, where it is a unit.
_NAME: Final = re.compile(r"[A-Za-z](?<![A-Za-z0-9°µμ].)(?<!\d[ ].)[A-Za-z]+")
_WORD: Final = re.compile(r"[A-Za-z]+")
_CAPITAL: Final = re.compile(r"[A-Z](?<!\w.)[A-Za-z]{3,}")
_SHORT: Final = 3
"""A name of so few letters may stand in any word by chance."""
_MOST: Final = 200
"""So many names of a side are looked at."""


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Say which names of the Chinese side the English has not, each one once."""
    names = _names(zh)
    if not names:
        return
    text = "\n".join(map(_words_of, en.blocks))
    words = set(_WORD.findall(text.lower()))
    slips = _slips(text, names)
    for name, (written, line) in names.items():
        if name in slips:
            message = f"The Chinese side says {written} where the English says {slips[name]}."
            yield Finding(Code.NAME, message, line, en.line, (written,), (slips[name],))
        elif name not in words and not _stands_in(written, text, words):
            message = f"The Chinese side says {written}, and the English nothing like it."
            yield Finding(Code.NAME, message, line, en.line, (written,))


def _names(side: Side) -> dict[str, tuple[str, int]]:
    """Each name in small letters; as it is written, and its line."""
    found: dict[str, tuple[str, int]] = {}
    for block in side.blocks:
        for match in _NAME.finditer(block.prose):
            name = match[0].lower()
            if name not in found and len(found) < _MOST:
                found[name] = match[0], block.line_of(match.start())
    return found


def _words_of(block: Block) -> str:
    """The prose, and the code, whose names are as good as others."""
    code = [token.value for token in block.tokens if token.kind is Kind.CODE]
    return "\n".join([visible(block.prose), *code]) if code else visible(block.prose)


def _stands_in(written: str, text: str, words: set[str]) -> bool:
    """Whether the English says a name in another way."""
    name = written.lower()
    if len(name) > _SHORT:
        if name in text.lower():
            return True
    elif re.search(rf"(?<![A-Za-z]){written}(?=[A-Z]|s\b)|(?<=[a-z]){written}(?![A-Za-z])", text):
        return True
    own = stem(name)
    if any(stem(word) == own for word in words if word[0] == name[0]):
        return True
    acronym = written[1:] != written[1:].lower()
    return acronym and name.rstrip("s") in "".join(word[0] for word in _WORD.findall(text.lower()))


def _slips(text: str, names: dict[str, tuple[str, int]]) -> dict[str, str]:
    """The names that the English misspells by a letter lost, doubled, or out of place."""
    found: dict[str, str] = {}
    for written in set(_CAPITAL.findall(text)):
        word = written.lower()
        if word in names:
            continue
        for name in names:
            if (
                name[0] == word[0]
                and min(len(name), len(word)) > _SHORT
                and _a_slip(name, word)
                and stem(name) != stem(word)
            ):
                found[name] = written
    return found


def _a_slip(one: str, two: str) -> bool:
    """Whether one letter is lost, or two have changed places."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    rest, other = one[start:], two[start:]
    if len(rest) == len(other):
        return rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other or rest == other[1:]
