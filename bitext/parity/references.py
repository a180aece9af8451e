r"""What a text points to: citations, equations, sections, links, images, footnotes, code.

Both sides must point to the same things, as often, paragraph by paragraph; the order within a
paragraph is each language's own. But where two of them stand beside the same names or formulas
on both sides, and have changed places, they have been swapped.

>>> from bitext.parity.text import read
>>> zh = Side("zh", tuple(read("见式 {eq}`a-3` 与 {cite:p}`Li2024,Wu2023`。")))
>>> en = Side("en", tuple(read("See {eq}`a-4` and {cite:p}`Wu2023`.")))
>>> for finding in check(zh, en):
...     print(finding.message)
The English side does not cite Li2024.
The Chinese side refers to a-3 where the English refers to a-4.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from .companions import companions, joint
from .facing import beads, facing, key_of
from .finding import Code, Finding
from .numerals import PARENTHETICAL, numerals
from .sentences import sentences
from .text import Kind, Shape, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .facing import Bead, Facing
    from .text import Block, Token


class _Pointer(NamedTuple):
    """Something that the text points to."""

    code: Code
    key: str
    """What it is compared by."""
    text: str
    """How it is shown."""
    line: int
    block: Block
    at: int
    name: str = ""
    """The role's name."""


_VERBS: Final = {
    Code.CITATION: ("cites", "cite"),
    Code.REFERENCE: ("refers to", "refer to"),
    Code.LINK: ("links to", "link to"),
    Code.FOOTNOTE: ("has the footnote", "have the footnote"),
    Code.CODE_SPAN: ("has the code", "have the code"),
}


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Say which references differ, and which have changed places."""
    for here in facing(zh, en):
        left, right = _pointers(here.zh), _pointers(here.en)
        if left or right:
            yield from _schemes(left, right)
        # The same order on both sides leaves nothing to differ, nor to change places.
        if _keys(left) != _keys(right):
            yield from _differing(here, left, right)
            if here.single and len(left) == len(right):
                yield from _swapped(here, left, right)
        yield from _numbered(here)
    for side in (zh, en):
        yield from _unlinked(side)


def _keys(pointers: Iterable[_Pointer]) -> list[tuple[Code, str]]:
    return [(pointer.code, pointer.key) for pointer in pointers]


def _pointers(blocks: Iterable[Block]) -> list[_Pointer]:
    return [pointer for block in blocks for pointer in _of(block)]


def _of(block: Block) -> Iterator[_Pointer]:
    for token in block.tokens:
        if token.kind is Kind.FORMULA:  # as most are
            continue
        for code, key, text in _read(token):
            yield _Pointer(code, key, text, token.line, block, token.at, token.name)
    if block.shape is Shape.NOTE:
        yield _Pointer(Code.FOOTNOTE, block.name, block.name, block.line, block, 0)
    elif block.shape is Shape.DIRECTIVE and block.name in _FILES and block.text:
        yield _Pointer(Code.LINK, address(block.text), block.text, block.line, block, 0)


_FILES: Final = frozenset({"figure", "image", "include", "literalinclude"})
_CODE_ROLES: Final = frozenset(
    {"code", "file", "kbd", "command", "samp", "option", "envvar", "program"}
)
_ADDRESS: Final = re.compile(r"""(?:href|src)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HAN_OR_SPACE: Final = re.compile(r"[\s\u3400-\u9fff]")


def _read(token: Token) -> Iterator[tuple[Code, str, str]]:
    """What a token points to: its code, its key, and how it is shown."""
    kind, value = token.kind, token.value
    if kind is Kind.CITATION:
        for key in value.split(","):
            yield Code.CITATION, key.strip(), key.strip()
    elif kind is Kind.REFERENCE:
        yield Code.REFERENCE, ("eq:" if token.name == "eq" else ":") + value, value
    elif kind in (Kind.LINK, Kind.IMAGE):
        yield Code.LINK, address(value), value
    elif kind is Kind.FOOTNOTE:
        yield Code.FOOTNOTE, value, value
    elif kind is Kind.CODE or (kind is Kind.ROLE and token.name in _CODE_ROLES):
        yield Code.CODE_SPAN, value, value
    elif kind is Kind.ROLE:
        # {abbr}`TTT (...)` holds words of its language; only the role can be compared.
        words = _HAN_OR_SPACE.search(value)
        yield Code.REFERENCE, token.name + ("" if words else ":" + value), token.text
    elif kind is Kind.HTML and (found := _ADDRESS.search(value)):
        yield Code.LINK, address(found[1]), found[1]


_SCHEME: Final = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_LANGUAGE: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:zh|en|cn)(?:[-_](?:hans|hant|cn|tw|us|gb))?(?![A-Za-z0-9])", re.IGNORECASE
)
_ENCYCLOPEDIA: Final = re.compile(
    r"^(?:http://)?[a-z*]+\.(?:m\.)?(wikipedia|wikibooks|wiktionary)\.org/"
)


def address(text: str) -> str:
    """An address without what may differ between languages: scheme, ``zh``, a wiki's title.

    >>> address("https://zh.wikipedia.org/wiki/矩阵") == address("http://en.wikipedia.org/wiki/Matrix")
    True
    >>> address("a/fig-zh.png") == address("a/fig-en.png") != address("b/fig-en.png")
    True
    """
    bare = _SCHEME.sub("", text.strip()).rstrip("/")
    bare = _LANGUAGE.sub("*", bare)
    wiki = _ENCYCLOPEDIA.match(bare)
    return wiki[1] if wiki else bare


def _differing(here: Facing, left: list[_Pointer], right: list[_Pointer]) -> Iterator[Finding]:
    lefts = Counter((one.code, one.key) for one in left)
    rights = Counter((one.code, one.key) for one in right)
    if lefts == rights:
        return
    missing, extra = lefts - rights, rights - lefts
    for code in _VERBS:
        ones = _surplus(left, missing, code)
        others = _surplus(right, extra, code)
        for one, other in _nearest(ones, others):
            yield _finding(here, code, one, other, lefts, rights)


def _schemes(left: list[_Pointer], right: list[_Pointer]) -> Iterator[Finding]:
    """Links that differ in nothing but the ``s`` of ``https``."""
    ones, others = (
        {one.text: one for one in side if one.code is Code.LINK} for side in (left, right)
    )
    for text in ones.keys() - others.keys():
        start, mark, rest = text.partition("://")
        twin = {"http": "https", "https": "http"}.get(start, "") + mark + rest
        if twin in others and twin not in ones:
            one, other = ones[text], others[twin]
            yield Finding(
                Code.LINK,
                f"The Chinese side links to {text} where the English links to {twin}.",
                one.line,
                other.line,
                (text,),
                (twin,),
            )


def _surplus(
    pointers: Iterable[_Pointer], counts: Counter[tuple[Code, str]], code: Code
) -> list[_Pointer]:
    """So many of the pointers of this code as the counts say, the last ones of each key."""
    waiting = Counter({key: count for key, count in counts.items() if key[0] is code})
    found = []
    for pointer in reversed(list(pointers)):
        if waiting[pointer.code, pointer.key] > 0:
            waiting[pointer.code, pointer.key] -= 1
            found.append(pointer)
    return found[::-1]


_CLOSEST: Final = 16
"""So many on each side are compared with each other; what is beyond is paired in order."""


def _nearest(
    ones: list[_Pointer], others: list[_Pointer]
) -> Iterator[tuple[_Pointer | None, _Pointer | None]]:
    """Pair what differs, the most alike first."""
    ones, others = list(ones), list(others)
    alike = sorted(
        (
            (SequenceMatcher(None, one.key[:80], other.key[:80]).ratio(), i, j)
            for i, one in enumerate(ones[:_CLOSEST])
            for j, other in enumerate(others[:_CLOSEST])
        ),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    left, right = dict(enumerate(ones)), dict(enumerate(others))
    for _, i, j in alike:
        if i in left and j in right:
            yield left.pop(i), right.pop(j)
    for one in left.values():
        yield one, None
    for other in right.values():
        yield None, other


def _finding(
    here: Facing,
    code: Code,
    one: _Pointer | None,
    other: _Pointer | None,
    lefts: Counter[tuple[Code, str]],
    rights: Counter[tuple[Code, str]],
) -> Finding:
    does, do = _VERBS[code]
    if one and other:
        message = f"The Chinese side {does} {one.text} where the English {does} {other.text}."
    else:
        present = one or other
        text, key = (present.text, (code, present.key)) if present else ("", (code, ""))
        side, silent = ("Chinese", "English") if one else ("English", "Chinese")
        mine, yours = (lefts, rights) if one else (rights, lefts)
        if yours[key]:
            message = (
                f"The {side} side {does} {text} {_times(mine[key])},"
                f" the {silent} {_times(yours[key])}."
            )
        else:
            message = f"The {silent} side does not {do} {text}."
    return Finding(
        code,
        message,
        one.line if one else here.zh_line,
        other.line if other else here.en_line,
        (one.text,) if one else (),
        (other.text,) if other else (),
    )


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


_APART: Final = re.compile(r"[\]】][ ]?[(（](?=\ue007)|】\(")
_MERE_NUMBER: Final = re.compile(r"\[\d*$")


def _unlinked(side: Side) -> Iterator[Finding]:
    """Links whose words and address Markdown does not join: ``[this] (https://…)``."""
    for block in side.blocks:
        if "]" not in block.prose and "】" not in block.prose:
            continue
        for match in _APART.finditer(block.prose):
            if _MERE_NUMBER.search(block.prose, max(0, match.start() - 4), match.start()):
                continue
            line = block.line_of(match.start())
            yield Finding(
                Code.LINK,
                f"The words and the address of a link are apart here: “{match[0]}”; write [words]"
                "(address) in half-width brackets, with nothing between them.",
                line if side.language == "zh" else None,
                line if side.language == "en" else None,
            )


_EXPLICIT: Final = re.compile(
    r"(?:[式题理注]|\b(?:eqs?|equations?|formulas?|formulae|inequality|inequalities|expression)\b\.?)"
    r"[ ~]?$",
    re.IGNORECASE,
)


class _Numbered(NamedTuple):
    """An equation's number, written by hand: ``式 (3)``."""

    number: str
    line: int
    explicit: bool


def _numbered(here: Facing) -> Iterator[Finding]:
    """Compare equations' numbers written by hand; other numbers in brackets pass."""
    left, right = _by_hand(here.zh), _by_hand(here.en)
    if not left and not right:
        return
    lefts, rights = (Counter(one.number for one in side) for side in (left, right))
    if lefts == rights:
        return
    ones = _not_said(_left_over(left, lefts - rights), here.en, "en")
    others = _not_said(_left_over(right, rights - lefts), here.zh, "zh")
    for one, other in zip(ones, others, strict=False):
        yield Finding(
            Code.REFERENCE,
            f"The Chinese side refers to ({one.number}) where the English refers to"
            f" ({other.number}).",
            one.line,
            other.line,
            (f"({one.number})",),
            (f"({other.number})",),
        )
    for one in ones[len(others) :]:
        if one.explicit:
            message = f"The English side does not refer to ({one.number})."
            yield Finding(Code.REFERENCE, message, one.line, here.en_line, (f"({one.number})",))
    for other in others[len(ones) :]:
        if other.explicit:
            message = f"The Chinese side does not refer to ({other.number})."
            yield Finding(
                Code.REFERENCE, message, here.zh_line, other.line, (), (f"({other.number})",)
            )


def _by_hand(blocks: Iterable[Block]) -> list[_Numbered]:
    return [
        _Numbered(
            match["number"],
            block.line_of(match.start()),
            bool(_EXPLICIT.search(block.prose, max(0, match.start() - 14), match.start())),
        )
        for block in blocks
        for match in PARENTHETICAL.finditer(block.prose)
    ]


def _left_over(numbers: Iterable[_Numbered], counts: Counter[str]) -> list[_Numbered]:
    return [one for one in numbers if counts[one.number] > 0]


def _not_said(numbers: list[_Numbered], blocks: Iterable[Block], language: str) -> list[_Numbered]:
    """Those whose value the other side does not say in another way ("equation 3", 第三)."""
    if not numbers:
        return []
    values = {
        str(value)
        for block in blocks
        for mention in numerals(block.prose, language)
        for value in mention.values
    }
    return [one for one in numbers if one.number not in values]


_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]+(?:[-–][A-Za-z0-9]+)*|\d+(?:\.\d+)?")
_MOST: Final = 12
"""So many references of a paragraph are looked at for a swap."""


def _swapped(here: Facing, left: list[_Pointer], right: list[_Pointer]) -> Iterator[Finding]:
    """Say which two references stand in each other's surroundings.

    What surrounds one on the Chinese side must surround the other one on the English side, both
    ways, and nothing may speak for their being in place.
    """
    pairs = _alone(left, right)[:_MOST]
    if len(pairs) < 2:
        return
    zh, en = _Surroundings(here.zh[0], left, "zh"), _Surroundings(here.en[0], right, "en")
    aligned = beads(here.zh[0], here.en[0])
    for index, (one, one_en) in enumerate(pairs):
        for other, other_en in pairs[index + 1 :]:
            if one.code is not other.code:
                continue
            both = ((one, one_en), (other, other_en))
            if (
                _crossed(zh.of(one, other), en.of(one_en, other_en))
                or _crossed_beads(aligned, zh, en, both)
                or _crossed_within(aligned, zh, en, both)
                or _crossed_company(zh, en, both)
            ):
                yield Finding(
                    Code.ORDER,
                    f"{one.text} and {other.text} have changed places between the sides.",
                    one.line,
                    one_en.line,
                    (one.text, other.text),
                    (other_en.text, one_en.text),
                )


_Near: TypeAlias = tuple[set[str], set[str]]


def _crossed(zh: _Near, en: _Near) -> bool:
    """Whether what is near one reference is near the other one on the other side, both ways."""
    return bool(zh[0] & en[1] and zh[1] & en[0] and not zh[0] & en[0] and not zh[1] & en[1])


def _crossed_beads(
    aligned: Sequence[Bead],
    zh: _Surroundings,
    en: _Surroundings,
    pairs: tuple[tuple[_Pointer, _Pointer], tuple[_Pointer, _Pointer]],
) -> bool:
    """Whether two references are in each other's bead, where all else is in its place."""
    zh_starts, en_starts = [bead.zh_at for bead in aligned], [bead.en_at for bead in aligned]
    (one, one_en), (other, other_en) = pairs
    here, there = bisect_right(zh_starts, one.at) - 1, bisect_right(zh_starts, other.at) - 1
    if (
        here == there
        or bisect_right(en_starts, one_en.at) - 1 != there
        or bisect_right(en_starts, other_en.at) - 1 != here
    ):
        return False
    zh_near = [zh.within_bead(aligned[index].zh_at, aligned[index].zh) for index in (here, there)]
    en_near = [en.within_bead(aligned[index].en_at, aligned[index].en) for index in (here, there)]
    in_place = sum(len(near & near_en) for near, near_en in zip(zh_near, en_near, strict=True))
    moved = len((zh_near[0] & en_near[1]) - zh_near[1] - en_near[0])
    moved += len((zh_near[1] & en_near[0]) - zh_near[0] - en_near[1])
    return in_place > 0 and moved == 0


_LISTED: Final = re.compile(
    r"(?:[\s,;、，；()（）《》‘’\ue000-\ue00b]|\b(?:and|or|the|equations?|eqs?\.|figures?|sections?)\b"
    r"|[和与及或式图节]|以及)*"
)
"""What parts the members of a list, whose order is free."""
_SURE: Final = 2
"""So much more must speak for a swap than against it, if anything speaks against it."""


def _crossed_company(
    zh: _Surroundings,
    en: _Surroundings,
    pairs: tuple[tuple[_Pointer, _Pointer], tuple[_Pointer, _Pointer]],
) -> bool:
    """Whether two references cross, and each keeps the other one's company.

    That is what stands in their clauses, how they are joined to them, and how a work is cited.
    Where clauses change places, company moves along.
    """
    (one, one_en), (other, other_en) = pairs
    if (one.at < other.at) == (one_en.at < other_en.at) or _role(one) != _role(other):
        return False
    if zh.lists(one, other) and en.lists(one_en, other_en):
        return False
    zh_near, en_near = zh.company(one, other), en.company(one_en, other_en)
    crossed = len(zh_near[0] & en_near[1]) + len(zh_near[1] & en_near[0])
    in_place = len(zh_near[0] & en_near[0]) + len(zh_near[1] & en_near[1])
    return crossed >= in_place + _SURE or (crossed > 0 and not in_place)


_AND: Final = re.compile(
    r"[\s,;、，；()（）]*(?:and|or|to|with|from|into|the|its|his|equations?|eqs?\.|figures?|sections?"
    r"|和|与|及|以及|或|到|至|式|图|节|[\s,;、，；()（）])*"
)


_IN_ORDER: Final = re.compile(r"分别|依次|前者|后者|\b(?:respectively|in turn|former|latter)\b")


def _crossed_within(
    aligned: Sequence[Bead],
    zh: _Surroundings,
    en: _Surroundings,
    pairs: tuple[tuple[_Pointer, _Pointer], tuple[_Pointer, _Pointer]],
) -> bool:
    """Whether two references of one bead cross, where all else in it keeps its order.

    Something that both sides have must stand between them: a language may well say first what
    the other says last, but then more than the references changes places. "A and B" is "B and A"
    unless something else comes in the same order ("respectively").
    """
    (one, one_en), (other, other_en) = pairs
    if one.at > other.at or one_en.at < other_en.at or _role(one) != _role(other):
        return False
    here = bisect_right([bead.zh_at for bead in aligned], one.at) - 1
    bead = aligned[here]
    zh_end, en_end = bead.zh_at + len(bead.zh), bead.en_at + len(bead.en)
    if not (other.at < zh_end and bead.en_at <= other_en.at and one_en.at < en_end):
        return False
    zh_places = zh.places(bead.zh_at, zh_end)
    en_places = en.places(bead.en_at, en_end)
    shared = sorted(
        (zh_places[key], en_places[key])
        for key in zh_places.keys() & en_places.keys() - {one.key, other.key}
    )
    if any(first[1] > then[1] for first, then in pairwise(shared)):
        return False
    pointed = {pointer.key for pointer in zh.pointers}
    between = (
        (zh_places[key], en_places[key]) for key in zh_places.keys() & en_places.keys() - pointed
    )
    if any(one.at < at < other.at and other_en.at < en_at < one_en.at for at, en_at in between):
        return True
    if not (_IN_ORDER.search(bead.zh) or _IN_ORDER.search(bead.en)):
        return False
    return bool(
        _AND.fullmatch(zh.block.prose, one.at + 1, other.at)
        and _AND.fullmatch(en.block.prose, other_en.at + 1, one_en.at)
    )


def _role(pointer: _Pointer) -> str:
    """What tells equations from sections, which no one confuses."""
    return pointer.key.partition(":")[0] if pointer.code is Code.REFERENCE else ""


def _alone(left: list[_Pointer], right: list[_Pointer]) -> list[tuple[_Pointer, _Pointer]]:
    """The references that both sides have once."""
    known: dict[tuple[Code, str], list[_Pointer]] = defaultdict(list)
    for pointer in right:
        known[pointer.code, pointer.key].append(pointer)
    counts = Counter((one.code, one.key) for one in left)
    return [
        (one, known[one.code, one.key][0])
        for one in left
        if counts[one.code, one.key] == 1 == len(known.get((one.code, one.key), ()))
    ]


_REACH: Final = 40
"""So many characters before a reference may say how it is joined to its sentence."""
_PARTS: Final = {
    "zh": (
        re.compile("[，；：。？！（）]|——"),
        re.compile("[，；：。？！（）、]|——|[而并再就则时]"),
    ),
    "en": (
        re.compile(r"[,;:.()?!]\s|—"),
        re.compile(r"[,;:.()?!]\s|—|\b(?:and|but|while|whereas|which|where|from|as|when)\b"),
    ),
}
"""Where clauses end; and where what is left may fall in two."""


class _Surroundings:
    """What stands around the references of a paragraph."""

    def __init__(self, block: Block, pointers: Sequence[_Pointer], language: str) -> None:
        self.block = block
        self.language = language
        self.starts = [one.start for one in sentences(block.prose, language)] or [0]
        self.pointers = pointers
        self.anchors = [
            (token.at, key)
            for token in block.tokens
            if token.kind in (Kind.FORMULA, Kind.CODE) and (key := key_of(token))
        ]
        self.names = [(match.start(), match[0].lower()) for match in _NAME.finditer(block.prose)]

    def of(self, one: _Pointer, other: _Pointer) -> tuple[set[str], set[str]]:
        """What is near the one and not the other, and the other way round.

        Of two sentences all that they hold; within a sentence the names between the references,
        for formulas move more freely there.
        """
        places = [bisect_right(self.starts, pointer.at) - 1 for pointer in (one, other)]
        if places[0] != places[1]:
            near = [self._within(*self._sentence(place), self.anchors) for place in places]
        else:
            near = [self._within(*self._before(pointer), []) for pointer in (one, other)]
            if one.code is Code.LINK or not all(near):
                near = [self._within(*self._behind(pointer), []) for pointer in (one, other)]
        return near[0] - near[1], near[1] - near[0]

    def lists(self, one: _Pointer, other: _Pointer) -> bool:
        """Whether both are members of one list."""
        first, last = sorted((one.at, other.at))
        return bool(_LISTED.fullmatch(self.block.prose, first + 1, last))

    def company(self, one: _Pointer, other: _Pointer) -> _Near:
        """What keeps the one company and not the other, and the other way round."""
        spans = self._clauses(one.at, other.at)
        near = [
            self._within(*span, self.anchors)
            | {pointer.key for pointer in self.pointers if span[0] <= pointer.at < span[1]}
            | {f" {name}" for name in companions(self.block.prose[slice(*span)], self.language)}
            for span in spans
        ]
        for keys, pointer in zip(near, (one, other), strict=True):
            keys -= {one.key, other.key}
            start, _ = self._sentence(bisect_right(self.starts, pointer.at) - 1)
            before = self.block.prose[max(start, pointer.at - _REACH) : pointer.at]
            keys.add(f" {pointer.name} as a word")
            if joined := joint(before, self.language):
                keys.add(f" {joined} it")
        return near[0] - near[1], near[1] - near[0]

    def _clauses(self, one: int, other: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The clauses of two places; if both are in one, what is between is split at a conjunction.

        Empty ones if nothing parts them.
        """
        for pattern in _PARTS[self.language]:
            ends = [match.end() for match in pattern.finditer(self.block.prose)]
            spans = [
                (ends[index - 1] if index else 0, [*ends, len(self.block.prose)][index])
                for place in (one, other)
                for index in [bisect_right(ends, place)]
            ]
            if spans[0] != spans[1]:
                return spans[0], spans[1]
        return (one, one), (other, other)

    def places(self, start: int, end: int) -> dict[str, int]:
        """Where each anchor, name and reference stands that a bead has once."""
        found: dict[str, int] = {}
        twice: set[str] = set()
        pointers = [(pointer.at, pointer.key) for pointer in self.pointers]
        for at, key in (*self.anchors, *self.names, *pointers):
            if start <= at < end:
                if key in found:
                    twice.add(key)
                found[key] = at
        return {key: at for key, at in found.items() if key not in twice}

    def within_bead(self, start: int, text: str) -> set[str]:
        """What a bead holds."""
        return self._within(start, start + len(text), self.anchors)

    def _within(self, start: int, end: int, anchors: list[tuple[int, str]]) -> set[str]:
        return {key for at, key in (*anchors, *self.names) if start <= at < end}

    def _sentence(self, place: int) -> tuple[int, int]:
        ends = [*self.starts[1:], len(self.block.prose)]
        return self.starts[place], ends[place]

    def _before(self, pointer: _Pointer) -> tuple[int, int]:
        """From the reference before it to itself: what is cited is mostly named first."""
        start, _ = self._sentence(bisect_right(self.starts, pointer.at) - 1)
        return max([start, *(one.at for one in self.pointers if one.at < pointer.at)]), pointer.at

    def _behind(self, pointer: _Pointer) -> tuple[int, int]:
        """From itself to the next reference: a link's words, what an author has shown."""
        _, end = self._sentence(bisect_right(self.starts, pointer.at) - 1)
        return pointer.at, min([end, *(one.at for one in self.pointers if one.at > pointer.at)])
