r"""Files that strangers may have written, as text: all of it, or what is wrong and on which line.

>>> decode(b"ok\n\xff")
Traceback (most recent call last):
bitext.texts.UnreadableError: line 2: it is not UTF-8 (byte 0xff): save it as UTF-8
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

LARGEST: Final = 1_000_000
"""Bytes of a document; a long post has 80,000."""
LONGEST_LINE: Final = 50_000
"""Characters of one line of it; a long paragraph has 3,000."""
LONGEST_WORD: Final = 200
"""Bytes of a word that names a page; a file's name takes 255, with all that is added to it."""


class UnreadableError(ValueError):
    """What is wrong with a file, and on which ``line`` of it, from 1."""

    def __init__(self, message: str, line: int) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line


def decode(data: bytes, encoding: str = "utf-8-sig") -> str:
    r"""The text of a file, its lines parted by ``\n`` alone, as editors show it.

    Raises:
        UnreadableError: it is in another encoding.

    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        message = f"it is not {name} (byte 0x{data[error.start]:02x}): save it as {name}"
        raise UnreadableError(message, data.count(b"\n", 0, error.start) + 1) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_size(data: bytes) -> None:
    """See that what reads a document will come to an end.

    Raises:
        UnreadableError: it is larger than `LARGEST`, or has a line longer than `LONGEST_LINE`.

    """
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(line) > LONGEST_LINE and len(line.decode(errors="replace")) > LONGEST_LINE:
            message = f"the line is longer than {LONGEST_LINE:,} characters"
            raise UnreadableError(message, number)
    if len(data) > LARGEST:
        raise UnreadableError(f"it has {len(data):,} bytes, more than {LARGEST:,}", 1)


def fault_of_word(word: str) -> str:
    r"""What keeps `word`, a key of the taxonomy, from naming a page; empty for nothing.

    >>> fault_of_word("..")
    "'..', which is no word"
    """
    if len(word.encode()) > LONGEST_WORD:
        return f"a word of more than {LONGEST_WORD} bytes"
    if not re.search(r"\w", word) or re.search(r"[\\\r\n]", word):
        return f"{word!r}, which is no word"
    return ""


def read(path: Path) -> str:
    """The text of a file of any size, in UTF-8: of one that only a program writes.

    Raises:
        UnreadableError: it is in another encoding.
        OSError: there is none, or it may not be read.

    """
    return decode(path.read_bytes())


def read_document(path: Path) -> str:
    """The text of a document, or of a list that people write, in UTF-8.

    Raises:
        UnreadableError: it is in another encoding, or of no size that a document has.
        OSError: there is none, or it may not be read.

    """
    data = path.read_bytes()
    check_size(data)
    return decode(data)
