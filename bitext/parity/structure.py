r"""The build of a text: blocks, lists, emphasis, lengths, languages, and what stands twice.

>>> from bitext.parity.text import read
>>> zh = Side("zh", tuple(read("先看第一段。\n\n再看第二段，它要长得多。")))
>>> en = Side("en", tuple(read("The first paragraph.")))
>>> for finding in check(zh, en):
...     print(finding.message)
The Chinese side has 2 paragraphs and the English 1: “再看第二段，它要长得多。” has no partner.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING, Final

from .facing import USUAL_RATIO, beads, excerpt, facing, key_of
from .finding import Code, Finding
from .sentences import HAN, sentences
from .text import FORMULA_MARK, Kind, Shape, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .facing import Bead, Facing
    from .text import Block, Token


def check(zh: Side, en: Side, ratio: float | None = None) -> Iterator[Finding]:
    """Say how the builds of the two sides differ.

    `ratio` is this author's usual number of Han characters an English word (see `ratio_of`).
    """
    empty = [side for side in (zh, en) if not any(_holds(block) for block in side.blocks)]
    for side in empty:
        yield Finding(Code.EMPTY, f"The {_NAMES[side.language]} side is empty.", zh.line, en.line)
    if empty:
        return
    yield from _untranslated(zh)
    yield from _untranslated(en)
    yield from _blocks(zh, en)
    yield from _displays(zh, en)
    yield from _emphasis(zh, en)
    for here in facing(zh, en):
        if here.single:
            yield from _lengths(here, ratio or USUAL_RATIO)
            yield from _breaks_off(*here.zh, *here.en)
    yield from _repeated(zh, en)
    yield from _code(zh, en)


_NAMES: Final = {"zh": "Chinese", "en": "English"}


def _holds(block: Block) -> bool:
    return bool(block.prose.strip() or (block.text.strip() and block.shape is not Shape.TARGET))


# Shapes: which blocks stand in which order.

_PLURALS: Final = {
    Shape.PARAGRAPH: "paragraphs",
    Shape.ITEM: "list items",
    Shape.NUMBERED: "numbered items",
    Shape.QUOTE: "quotations",
    Shape.HEADING: "headings",
    Shape.DISPLAY: "displayed formulas",
    Shape.CODE: "code blocks",
    Shape.DIRECTIVE: "directives",
    Shape.ROW: "table rows",
    Shape.NOTE: "footnotes",
    Shape.TARGET: "targets",
}
_COUNTED: Final = (Shape.ITEM, Shape.NUMBERED, Shape.ROW)
_MOST: Final = 64
"""So many blocks are compared one by one."""


def _shapes(side: Side) -> list[tuple[Shape, str, int]]:
    """Each block's shape, name and depth; what the side itself stands in does not matter."""
    outermost = min((block.depth for block in side.blocks), default=0)
    named = (Shape.DIRECTIVE, Shape.HEADING)
    return [
        (block.shape, block.name if block.shape in named else "", block.depth - outermost)
        for block in side.blocks
    ]


def _blocks(zh: Side, en: Side) -> Iterator[Finding]:
    left, right = _shapes(zh), _shapes(en)
    if left == right:
        return
    counts = Counter(shape for shape, _, _ in left), Counter(shape for shape, _, _ in right)
    differing = [shape for shape in _PLURALS if counts[0][shape] != counts[1][shape]]
    for shape in differing:
        code = Code.ITEMS if shape in _COUNTED else Code.BLOCKS
        ones, others = zh.shaped(shape), en.shaped(shape)
        lonely = _lonely(ones, others) if len(ones) > len(others) else _lonely(others, ones)
        message = (
            f"The Chinese side has {_count(ones, shape)} and the English {len(others)}:"
            f" “{excerpt(lonely.prose or lonely.text)}” has no partner."
        )
        here = lonely.line
        lines = (here, en.line) if len(ones) > len(others) else (zh.line, here)
        yield Finding(code, message, *lines)
    if not differing:
        index = next(
            (
                index
                for index, both in enumerate(zip(left, right, strict=False))
                if both[0] != both[1]
            ),
            0,
        )
        one, other = zh.blocks[index], en.blocks[index]
        yield Finding(
            Code.BLOCKS,
            f"The blocks come in another order: the Chinese side has a {_called(one)} where the"
            f" English has a {_called(other)}.",
            one.line,
            other.line,
        )


def _displays(zh: Side, en: Side) -> Iterator[Finding]:
    """Formulas in a paragraph that have a line of their own on one side only: ``$$x$$``."""
    ones, others = (
        [
            token
            for block in side.blocks
            if "$$" in block.text
            for token in block.tokens
            if token.name == "$$"
        ]
        for side in (zh, en)
    )
    if len(ones) == len(others):
        return
    more, fewer = (ones, others) if len(ones) > len(others) else (others, ones)
    values = Counter(token.value for token in fewer)
    lonely = next((token for token in more if not values[token.value]), more[-1])
    side, silent = ("Chinese", "English") if more is ones else ("English", "Chinese")
    yield Finding(
        Code.BLOCKS,
        f"{lonely.text} stands on a line of its own on the {side} side, and not on the {silent}.",
        lonely.line if more is ones else zh.line,
        lonely.line if more is others else en.line,
        (lonely.text,) if more is ones else (),
        (lonely.text,) if more is others else (),
    )


def _called(block: Block) -> str:
    name = f" {block.name}" if block.shape in (Shape.DIRECTIVE, Shape.HEADING) else ""
    return block.shape.value + name


def _count(blocks: Sequence[Block], shape: Shape) -> str:
    return f"1 {shape.value}" if len(blocks) == 1 else f"{len(blocks)} {_PLURALS[shape]}"


def _lonely(more: Sequence[Block], fewer: Sequence[Block]) -> Block:
    """The block that has least to do with those that face it; `more` is the longer side."""
    if len(more) > _MOST:
        return more[len(fewer)] if len(fewer) < len(more) else more[-1]
    for index, block in enumerate(more[1:], start=1):
        if block.text == more[index - 1].text:
            return block  # a paragraph that stands twice
    sizes = [[_words(block.prose, USUAL_RATIO) for block in side] for side in (more, fewer)]
    anchors = [_anchors(block) for block in more], [_anchors(block) for block in fewer]

    def cost(skipped: int) -> float:
        """What it costs to pair all others in order."""
        total = 0.0
        for index in range(min(len(fewer), len(more) - 1)):
            at = index + (index >= skipped)
            one, other = anchors[0][at], anchors[1][index]
            total += sum((one - other).values()) + sum((other - one).values())
            total += abs(sizes[0][at] - sizes[1][index]) / 10
        return total

    return more[min(range(len(more)), key=cost)]


def _anchors(block: Block) -> Counter[str]:
    return Counter(filter(None, map(key_of, block.tokens)))


def _counted(prose: str, language: str) -> tuple[int, int]:
    """Han characters and Latin words."""
    read = sentences(prose, language)
    return sum([one.han for one in read]), sum([one.latin for one in read])


def _words(text: str, ratio: float) -> float:
    """The length of a text in English words, whichever language it is in."""
    return sum([one.length(ratio) for one in sentences(text, "en")])


# Emphasis.


def _emphasis(zh: Side, en: Side) -> Iterator[Finding]:
    ones, others = (side.tokens(Kind.EMPHASIS, Kind.STRONG) for side in (zh, en))
    if len(ones) != len(others):
        for side, mine, yours in ((zh, ones, others), (en, others, ones)):
            stray = side.tokens(Kind.STRAY)
            if len(mine) < len(yours) and len(stray) > 1:
                marks = tuple(token.text for token in stray)
                line = stray[0].line
                yield Finding(
                    Code.EMPHASIS_FAILS,
                    f"{' '.join(marks)} stand as they are written on the"
                    f" {_NAMES[side.language]} side, where the other emphasises.",
                    line if side is zh else None,
                    line if side is en else None,
                    marks if side is zh else (),
                    marks if side is en else (),
                )
        yield Finding(
            Code.EMPHASIS,
            f"The Chinese side emphasises {_places(len(ones))},"
            f" the English {_places(len(others))}.",
            ones[0].line if ones else zh.line,
            others[0].line if others else en.line,
        )


def _places(count: int) -> str:
    return "nothing" if not count else "one place" if count == 1 else f"{count} places"


# Languages.

_ENGLISH_RUN: Final = re.compile(
    r"(?<![“‘《「（(\ue008\ue009\ue007A-Za-z])[A-Za-z][a-z’']*(?:[ ,\n]+[A-Za-z][a-z’'-]*){4,}"
)
_FUNCTION_WORD_LIST: Final = """
the of a an and or to in is are was be that this which with for by on as it its we from
at not has have can will if then so but
"""
_FUNCTION_WORDS: Final = frozenset(_FUNCTION_WORD_LIST.split())
_SENTENCE: Final = 3
"""So many of the words above make a run of Latin words a sentence rather than a name."""
_FEW: Final = 3
"""So many English words, one of them of the above, and nothing else, are no name either."""
_STRANGE: Final = 8
"""Fewer characters, or words, of the other language than this may be a quotation."""


def _untranslated(side: Side) -> Iterator[Finding]:
    for block in side.blocks:
        if not block.prose:
            continue
        han, words = _counted(block.prose, side.language)
        if side.language == "en":
            strange = han >= _STRANGE and han > words
            found = block.prose if strange else ""
        else:
            alone = not han and (words >= _STRANGE or (words >= _FEW and _functions(block.prose)))
            found = block.prose if alone else _english(block.prose, words)
        if found:
            other = "Chinese" if side.language == "en" else "English"
            line = block.line_of(block.prose.find(found))
            yield Finding(
                Code.UNTRANSLATED,
                f"This is {other} on the {_NAMES[side.language]} side: “{excerpt(found)}”",
                line if side.language == "zh" else None,
                line if side.language == "en" else None,
            )


def _functions(prose: str) -> int:
    """How many English function words there are."""
    return sum(word in _FUNCTION_WORDS for word in re.findall("[a-z’']+", prose))


def _english(prose: str, words: int) -> str:
    """A run of English in Chinese prose that is a sentence, and no name; else nothing."""
    if words < _STRANGE - 2:
        return ""
    for match in _ENGLISH_RUN.finditer(prose):
        if _functions(match[0].lower()) >= _SENTENCE:
            return match[0]
    return ""


# Lengths.

_TOLERANCE: Final = 4.5
"""Of the square of the difference in words, over their sum: 150 words may face 115 or 200."""
_RATIO_STEP: Final = 0.2
_SHORTEST: Final = 6.0
"""A sentence of fewer words, and without partner, is a half-sentence that stands elsewhere."""
_QUESTION: Final = 2.0
"""The same of a question, if the other side asks less often."""
_STRAINED: Final = (6.0, 4.0)
"""By so much its sentences and the paragraph must fit better without a sentence."""
_MISSED: Final = (0.25, 0.7)
"""The other side must be shorter by so much of a sentence that it lacks: if it has fewer
sentences, and if it has not."""


def ratio_of(pairs: Iterable[tuple[Side, Side]]) -> float:
    """An author's usual number of Han characters an English word, from all pairs of a text.

    Latin words in Chinese are counted as their own translations; too little text gives the
    usual ratio of technical prose.
    """
    han = latin = english = 0
    for zh, en in pairs:
        for block in zh.blocks:
            characters, words = _counted(block.prose, "zh")
            han, latin = han + characters, latin + words
        english += sum(_counted(block.prose, "en")[1] for block in en.blocks)
    if english - latin < _ENOUGH or han < _ENOUGH:
        return USUAL_RATIO
    return han / (english - latin)


_ENOUGH: Final = 200


_TOKEN: Final = re.compile("[\ue000-\ue003\ue005\ue007]")


def _elsewhere(aligned: Sequence[Bead], lonely: Bead, size: float, ratio: float) -> bool:
    """Whether the other side has a sentence too many somewhere, about as long as this one."""
    for bead in aligned:
        ones, others = bead.zh_sentences, bead.en_sentences
        here, there = (others, ones) if lonely.zh else (ones, others)
        for one in here if len(here) > len(there) else ():
            other = one.length(ratio)
            if (size - other) ** 2 <= 3 * (size + other):
                return True
    return False


def _strain(gap: float, total: float) -> float:
    """How unlikely a difference in length is, for texts of so many words together."""
    return 3 * gap * gap / (max(total, 0) + 4)


def _too_many(bead: Bead, gap: float, total: float, ratio: float) -> str:
    """A sentence without tokens that the bead and its paragraph would do far better without.

    Empty if there is none; `gap` and `total` are of the paragraphs.
    """
    ones, others = bead.zh_sentences, bead.en_sentences
    if len(ones) == len(others) or (gap > 0) is not (len(ones) > len(others)):
        return ""
    sizes = [sum([one.length(ratio) for one in side]) for side in (ones, others)]
    here, both = abs(sizes[0] - sizes[1]), sum(sizes)
    zh_more = len(ones) > len(others)
    whole, at = (bead.zh, bead.zh_at) if zh_more else (bead.en, bead.en_at)
    for one in ones if zh_more else others:
        text, size = whole[one.start - at : one.end - at], one.length(ratio)
        if (
            _strain(here, both) - _strain(here - size, both - size) > _STRAINED[0]
            and _strain(gap, total) - _strain(abs(gap) - size, total - size) > _STRAINED[1]
            and not _TOKEN.search(text)
        ):
            return text.strip()
    return ""


def _lacking(left: Block, right: Block, bead: Bead, lonely: str) -> Finding:
    side = "English" if lonely in bead.zh else "Chinese"
    return Finding(
        Code.RATIO,
        f"The {side} side seems to lack a sentence: “{excerpt(lonely)}”",
        left.line_of(bead.zh_at),
        right.line_of(bead.en_at),
    )


def _lengths(here: Facing, ratio: float) -> Iterator[Finding]:
    left, right = here.zh[0], here.en[0]
    # A coarse ratio, by which the alignment is mostly the one that other checks have asked for.
    steps = round((ratio - USUAL_RATIO) / _RATIO_STEP)
    aligned = beads(left, right, USUAL_RATIO + steps * _RATIO_STEP) if steps else beads(left, right)
    han, latin = _counted(left.prose, "zh")
    words = _counted(right.prose, "en")[1]
    expected = han / ratio + latin
    gap = expected - words
    more = len(sentences(left.prose, "zh")) - len(sentences(right.prose, "en"))
    lonely_beads = [
        bead for bead in aligned if not (bead.zh and bead.en) and (bead.zh or bead.en).strip()
    ]
    asked = left.prose.count("？") - right.prose.count("?")
    for bead in lonely_beads:
        sign = 1 if bead.zh else -1
        lonely = (bead.zh or bead.en).strip()
        size = _words(lonely, ratio)
        question = lonely.endswith(("？", "?")) and asked * sign > 0
        # What stands elsewhere on the other side makes neither side longer, and lacks no token.
        moved = _TOKEN.search(lonely) and _anchors(left) == _anchors(right)
        if question and size >= _QUESTION and not moved:
            yield _lacking(left, right, bead, lonely)
            return
        enough = _MISSED[0] if more * sign > 0 else _MISSED[1]
        if (
            size >= _SHORTEST
            and gap * sign > size * enough
            and not moved
            and not _elsewhere(aligned, bead, size, ratio)
        ):
            yield _lacking(left, right, bead, lonely)
            return
    if lonely_beads:
        aligned = ()
    for bead in aligned:
        if found := _too_many(bead, gap, expected + words, ratio):
            yield _lacking(left, right, bead, found)
            return
    if gap * gap > _TOLERANCE * (expected + words + 10):
        longer, shorter = ("Chinese", "English") if gap > 0 else ("English", "Chinese")
        yield Finding(
            Code.RATIO,
            f"The {longer} side is much longer than the {shorter} lets expect: {han} Han characters"
            f" and {latin} Latin words against {words} English words, at {ratio:.2f} a word.",
            left.line,
            right.line,
        )


_STOPS: Final = re.compile(r"[。！？.!?][”’』」）)]*\Z")
_MIDDLE: Final = re.compile(rf"[\w,，、{FORMULA_MARK}]\Z")
_HANGS_ON: Final = "".join(kind.value for kind in (Kind.FOOTNOTE, Kind.EMPHASIS, Kind.STRONG))


def _breaks_off(left: Block, right: Block) -> Iterator[Finding]:
    """A paragraph that ends in the middle of a sentence, where its partner ends one."""
    if left.shape is not Shape.PARAGRAPH:
        return
    ones, others = (block.prose.rstrip(f" \n{_HANGS_ON}") for block in (left, right))
    for broken, whole, side in ((ones, others, "Chinese"), (others, ones, "English")):
        if len(broken) > _TAIL and _MIDDLE.search(broken[-1:]) and _STOPS.search(whole[-_TAIL:]):
            yield Finding(
                Code.RATIO,
                f"The {side} side breaks off in a sentence: “…{excerpt(broken[-_SHOWN:])}”",
                left.line_of(len(ones)),
                right.line_of(len(others)),
            )


_TAIL: Final = 4
"""So many characters end a sentence at most; a text of no more begins none."""
_SHOWN: Final = 24
"""So many characters of what breaks off are shown."""


# Code.

_FREE_IN_CODE: Final = re.compile(
    r"""#.*|//.*|/\*[^*]*\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\s+"""
)
_ANY_HAN: Final = re.compile(f"[{HAN}]")


def _code(zh: Side, en: Side) -> Iterator[Finding]:
    """Code blocks whose code differs, but for comments, strings and spaces."""
    ones, others = zh.shaped(Shape.CODE), en.shaped(Shape.CODE)
    if len(ones) != len(others):
        return
    for one, other in zip(ones, others, strict=True):
        if one.text == other.text:
            continue
        code = [_FREE_IN_CODE.sub("", block.text) for block in (one, other)]
        if code[0] != code[1] and not _ANY_HAN.search(code[0]):
            pairs = zip(one.text.split("\n"), other.text.split("\n"), strict=False)
            lines = next(
                (
                    both
                    for both in pairs
                    if _FREE_IN_CODE.sub("", both[0]) != _FREE_IN_CODE.sub("", both[1])
                ),
                (one.text, other.text),
            )
            yield Finding(
                Code.CODE_SPAN,
                f"The code differs: “{excerpt(lines[0])}” in Chinese, “{excerpt(lines[1])}” in"
                " English.",
                one.line,
                other.line,
                (lines[0],),
                (lines[1],),
            )


# What stands twice.

_REPEATABLE: Final = 6.0
"""A sentence of fewer words than this may well stand twice."""
_SHORT: Final = 6
"""But not twice on end, if it has so many characters."""


def _repeated(zh: Side, en: Side) -> Iterator[Finding]:
    ones, others = _twice(zh) or _loops(zh), _twice(en) or _loops(en)
    for side, found, silent in ((zh, ones, others), (en, others, ones)):
        if len(found) > len(silent):
            block, at, text = found[-1]
            line = block.line_of(at)
            yield Finding(
                Code.REPEATED,
                f"This stands twice on the {_NAMES[side.language]} side: “{excerpt(text)}”",
                line if side is zh else None,
                line if side is en else None,
            )


def _twice(side: Side) -> list[tuple[Block, int, str]]:
    """The sentences that have stood before, each with its place."""
    spans = [
        (block, one, block.prose[one.start : one.end].strip())
        for block in side.blocks
        for one in sentences(block.prose, side.language)
    ]
    if len({text for _, _, text in spans}) == len(spans):
        return []
    seen: set[str] = set()
    seen_together: set[tuple[str, str]] = set()
    found = []
    before, last_full = 0.0, ""
    for block, one, text in spans:
        # Marks look alike; what they stand for must be the same, too.
        first, last = (bisect_left(block.tokens, at, key=_place) for at in (one.start, one.end))
        full = "\n".join([text, *(token.value for token in block.tokens[first:last])])
        together, length = (last_full, full), one.length(USUAL_RATIO)
        if full in seen and (
            length >= _REPEATABLE
            or (full == last_full and len(text) >= _SHORT)
            or (together in seen_together and before + length >= _REPEATABLE)
        ):
            found.append((block, one.start, text))
        seen.add(full)
        seen_together.add(together)
        before, last_full = length, full
    return found


_ZH_LOOP: Final = re.compile(f"([{HAN}]{{4,12}})\\1")
# A word is taken whole, from its first letter on: a text of hyphens would take its square in time.
_EN_WORD: Final = r"[A-Za-z’'-]++"
_EN_LOOP: Final = re.compile(rf"(?<![A-Za-z’'-])({_EN_WORD}(?:[ \n]{_EN_WORD}){{2,9}}),?[ \n]\1\b")
_LOOP: Final = 3
"""So many English words on end, said twice, are a loop."""


def _loops(side: Side) -> list[tuple[Block, int, str]]:
    """The phrases that are said twice on end, as by a program that has got into a loop."""
    return [
        (block, match.start(), match[1])
        for block in side.blocks
        for match in (_zh_loops(block) if side.language == "zh" else _en_loops(block))
    ]


def _zh_loops(block: Block) -> Iterator[re.Match[str]]:
    return _ZH_LOOP.finditer(block.prose)


def _en_loops(block: Block) -> Iterator[re.Match[str]]:
    for one in sentences(block.prose, "en"):
        words = one.words
        # A word that recurs is common, three of them on end are rare.
        if len(words) - len(set(words)) >= _LOOP:
            runs = list(zip(words, words[1:], words[2:], strict=False))
            if len(set(runs)) < len(runs):
                yield from _EN_LOOP.finditer(block.prose, one.start, one.end)


def _place(token: Token) -> int:
    return token.at
