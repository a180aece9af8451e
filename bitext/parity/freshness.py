"""Which pairs have changed on one side since somebody last saw that both say the same.

``parity.lock`` remembers, a line a pair, what was accepted::

    posts/why-short-conv 5f0c2a9e41d7 c03b1e77a921 3xK9bZ... p0Wq...

the post (spaces in its name as ``%20``), a fingerprint of each side, and for each side its
words as short hashes, so that a later check can show which of them moved. A fingerprint is of
the words alone: wrapping, spaces and the pair's place in the post don't count. Old words are
spelled as long as some text of the site still has them.

>>> from bitext.parity.source import Pair, Part
>>> old = accept([Pair(Part("甲 $a$。", 1), Part("A is $a$.", 3))])
>>> new = Pair(Part("甲 $a$。", 1), Part("A was $a$.", 3))
>>> [finding.message for finding in check_freshness([new], old).findings]
['The English side has changed since both were accepted, the Chinese has not: A [-…-] {+was+} $a$.']
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from difflib import SequenceMatcher
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, unquote

from ..texts import UnreadableError
from .finding import Code, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .source import Pair

_WORD: Final = re.compile(
    r"\$\$?(?:[^$\\]++|\\.)++\$\$?|`[^`]*`"
    # Whole runs of Han, which are taken apart later: to try each character takes their square.
    r"|[^\W_A-Za-z0-9]++(?![A-Za-z0-9])|[^\W_]*[A-Za-z0-9][A-Za-z0-9’'-]*|\S",
    re.DOTALL,
)
_HASH: Final = 3  # characters of 6 bits: one word in 250,000 is taken for another
_FINGERPRINT: Final = 12
_CONTEXT: Final = 3  # words around a change
_ENTRY: Final = re.compile(
    rf"(\S+) ([0-9a-f]{{{_FINGERPRINT}}}) ([0-9a-f]{{{_FINGERPRINT}}})"
    rf" (-|(?:[\w-]{{{_HASH}}})+) (-|(?:[\w-]{{{_HASH}}})+)",
    re.ASCII,
)
_UNDECIDED: Final = re.compile(r"(<{7}|={7}|>{7}|\|{7})( |$)")  # Git's marks


class Accepted(NamedTuple):
    """A pair as it was when both sides were last accepted."""

    zh: str
    """The fingerprint of the Chinese side."""
    en: str
    zh_words: str
    """The hashes of its words, one after the other."""
    en_words: str


class Freshness(NamedTuple):
    """How a post stands to what was accepted of it."""

    accepted: int
    """Pairs of which both sides are as they were."""
    new: int
    """Pairs of which neither side is known: not reviewed yet, or changed on both sides."""
    findings: tuple[Finding, ...]
    """One for each pair of which one side has moved."""


Lock = dict[str, list[Accepted]]
"""What was accepted, by post."""


def words(text: str) -> list[str]:
    """The words of a text: a formula, a piece of code and a Han character are one each."""
    if "%" in text:
        text = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("%"))
    found: list[str] = []
    for word in _WORD.findall(text):
        if word[0] in "$`":
            found.append("".join(word.split()))
        elif word[-1].isascii() or word[-1] == "’":
            found.append(word)
        else:
            found += word
    return found


def fingerprint(text: str) -> str:
    """What tells a text from another one that has other words."""
    return sha256("\n".join(words(text)).encode("utf-8", "replace")).hexdigest()[:_FINGERPRINT]


def fingerprints(pairs: Iterable[Pair]) -> list[tuple[str, str]]:
    """Of both sides of each pair."""
    return [(fingerprint(pair.zh.text), fingerprint(pair.en.text)) for pair in pairs]


def accept(pairs: Iterable[Pair]) -> list[Accepted]:
    """What the lock keeps of these pairs."""
    return [
        Accepted(
            fingerprint(pair.zh.text),
            fingerprint(pair.en.text),
            _hashes(pair.zh.text),
            _hashes(pair.en.text),
        )
        for pair in pairs
    ]


def check_freshness(
    pairs: Iterable[Pair], accepted: Sequence[Accepted], vocabulary: Iterable[str] = ()
) -> Freshness:
    """Compare the pairs of a post with what was `accepted` of it.

    `vocabulary` are words of other texts, from which old words are spelled out.
    """
    known = {(each.zh, each.en) for each in accepted}
    by_zh = {each.zh: each for each in accepted}
    by_en = {each.en: each for each in accepted}
    spelling: dict[str, str] | None = None
    fresh = new = 0
    found: list[Finding] = []
    pairs = list(pairs)
    for pair in pairs:
        zh, en = fingerprint(pair.zh.text), fingerprint(pair.en.text)
        if (zh, en) in known:
            fresh += 1
            continue
        if zh in by_zh:
            moved, still, part, old = "English", "Chinese", pair.en, by_zh[zh].en_words
        elif en in by_en:
            moved, still, part, old = "Chinese", "English", pair.zh, by_en[en].zh_words
        else:
            new += 1
            continue
        if spelling is None:
            spelling = {_hash(word): word for word in vocabulary}
            for each in pairs:
                for text in (each.zh.text, each.en.text):
                    spelling |= {_hash(word): word for word in words(text)}
        message = (
            f"The {moved} side has changed since both were accepted, the {still} has not: "
            + word_diff(old, part.text, spelling)
        )
        found.append(Finding(Code.STALE, message, pair.zh.line, pair.en.line))
    return Freshness(fresh, new, tuple(found))


def word_diff(old: str, text: str, spelling: Mapping[str, str]) -> str:
    """What changed from the words of `old`, given as hashes, to those of `text`.

    Words that went stand in ``[-…-]``, words that came in ``{+…+}``.
    """
    before = [old[at : at + _HASH] for at in range(0, len(old), _HASH)]
    after = words(text)
    hashes = [_hash(word) for word in after]
    pieces: list[str] = []
    last = 0
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, hashes, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        start = max(last, j1 - _CONTEXT)
        if pieces and start > last:
            pieces.append("…")
        pieces += after[start:j1]
        if i2 > i1:
            pieces.append(f"[-{_joined([spelling.get(each, '…') for each in before[i1:i2]])}-]")
        if j2 > j1:
            pieces.append(f"{{+{_joined(after[j1:j2])}+}}")
        last = j2
        pieces += after[j2 : min(len(after), j2 + _CONTEXT)]
        last = min(len(after), j2 + _CONTEXT)
    return _joined(pieces)


def parse_lock(text: str) -> Lock:
    """Read a lock file.

    Raises:
        UnreadableError: a line is no entry, or is cut off.

    """
    lock: Lock = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if _UNDECIDED.match(line):
            message = "two versions stand here: take Git’s marks out, and accept what is stale then"
            raise UnreadableError(message, number)
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            message = "this is no entry: take the line out, and accept its post again (make accept)"
            raise UnreadableError(message, number)
        zh, en, *words_ = entry.groups()[1:]
        accepted = Accepted(zh, en, *("" if field == "-" else field for field in words_))
        lock.setdefault(unquote(entry[1]), []).append(accepted)
    return lock


def line_in_lock(text: str, post: str) -> int:
    """The first line of a lock file, from 1, that is of `post`; 1 if none is."""
    start = f"{_name(post)} "
    lines = enumerate(text.split("\n"), 1)
    return next((number for number, line in lines if line.startswith(start)), 1)


def format_lock(lock: Mapping[str, Sequence[Accepted]]) -> str:
    """Write a lock file: posts by name, their pairs in order."""
    lines = ["# What was last accepted of each pair, by `make accept`; see CONTRIBUTING.md."]
    for post in sorted(lock):
        name = _name(post)
        lines += [" ".join([name, *(field or "-" for field in each)]) for each in lock[post]]
    return "\n".join(lines) + "\n"


def _name(post: str) -> str:
    """`post` as a word of a line that is no comment.

    >>> _name("posts/为何 1%")
    'posts/为何%201%25'
    """
    return re.sub(r"[\s%]|^#", lambda found: quote(found[0]), post)


def _hash(word: str) -> str:
    return urlsafe_b64encode(sha256(word.encode("utf-8", "replace")).digest())[:_HASH].decode()


def _hashes(text: str) -> str:
    return "".join(map(_hash, words(text)))


def _joined(pieces: Sequence[str]) -> str:
    """Words as a line: with spaces, but for those between Han characters and before commas."""
    return "".join(_spaced(pieces))


def _spaced(pieces: Sequence[str]) -> Iterator[str]:
    before = ""
    for piece in pieces:
        wide = before and ord(before[-1]) > 0x2E7F and ord(piece[0]) > 0x2E7F
        if before and not wide and not re.match(r"[,.;:!?)\]，。；：！？）”’]", piece):
            yield " "
        yield piece
        before = piece
