r"""The traps of setting Chinese and English in MyST: spaces, punctuation, quotes, emphasis.

One side is looked at by itself. The rules are CONTRIBUTING.md's.

>>> from bitext.parity.text import read
>>> for finding in check(Side("zh", tuple(read("**注意：**这里有3个分量, 见表。")))):
...     print(finding.code.label, *finding.zh_tokens)
emphasis-fails ** **
space 有3个
half-width 量,
"""

from __future__ import annotations

import re
from itertools import islice
from operator import eq
from typing import TYPE_CHECKING, Final

from .facing import visible
from .finding import Code, Finding
from .sentences import HAN
from .text import FORMULA_MARK, HTML_MARK, LINK_MARK, MARKS, STRAY_MARK, Kind, Shape, Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .text import Block, Token


def check(side: Side) -> Iterator[Finding]:
    """Say what is wrong with one side's characters."""
    look = _chinese if side.language == "zh" else _english
    for block in side.blocks:
        if block.prose:
            yield from _emphasis(block, side.language)
            yield from look(block)
            yield from _invisible(block, side.language)


def _places(
    code: Code,
    message: str,
    block: Block,
    language: str,
    pattern: re.Pattern[str],
    prose: str,
    around: int = 0,
) -> Iterator[Finding]:
    """One finding for all places of a block at which the expression matches.

    They are shown with so many characters around them.
    """
    found = [
        (start, prose[max(0, start - around) : match.end() + around])
        for match in pattern.finditer(prose)
        for start in [match.start()]
    ]
    if found:
        yield _finding(code, message, block, language, prose, found)


_SHOWN: Final = 4
"""So many places are named in one message."""


def _finding(
    code: Code,
    message: str,
    block: Block,
    language: str,
    prose: str,
    found: list[tuple[int, str]],
) -> Finding:
    shown = tuple(_MARK.sub("□", text).strip() or "␣" for _, text in found)
    rest = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    places = ", ".join(f"“{text}”" for text in shown[:_SHOWN])
    line = block.line + prose.count("\n", 0, found[0][0])
    message = f"{message}: {places}{rest}."
    if language == "zh":
        return Finding(code, message, zh=line, zh_tokens=shown)
    return Finding(code, message, en=line, en_tokens=shown)


_MARK: Final = re.compile(f"[{MARKS}]")


def _seen(block: Block) -> str:
    """The prose as a reader sees it: links and emphasis are their words, a bare address a word."""
    prose = block.prose
    if LINK_MARK in prose:
        bare = {
            token.at for token in block.tokens if token.kind is Kind.LINK and token.text[0] != "["
        }
        prose = "".join(Kind.CODE.value if at in bare else char for at, char in enumerate(prose))
    return visible(prose)


# Chinese.

_FULL: Final = "，。；：！？、（）《》〈〉【】「」『』“”‘’…—"
# Tokens that are set as a word of their own; a footnote's mark hangs on the word before it.
_WORDS: Final = "".join(
    kind.value for kind in (Kind.FORMULA, Kind.CODE, Kind.CITATION, Kind.REFERENCE, Kind.ROLE)
)
_WORD: Final = f"[A-Za-z0-9{_WORDS}]"
# Each begins with one set of characters and looks back from there: the search then runs over all
# else without trying anything, which is what makes it quick.
_NO_SPACE: Final = re.compile(rf"{_WORD}(?:(?<=[{HAN}].)|(?=[{HAN}]))")
_MUCH_SPACE: Final = re.compile(
    rf"[ \t\u3000](?:(?<=\u3000)|(?<=[{HAN}].)(?=[{HAN}])|(?<=\S.)(?=[{_FULL}])"
    rf"|(?<=[{_FULL}].)(?=\S)|(?<=\S.)(?=[ \t]+\S))"
)
_HAN: Final = re.compile(f"[{HAN}]")
_CLOSING: Final = "”’）》"
# Beside Han, and between what stands for a word; Latin names may have their own (et al., 1,000).
_ZH_HALF: Final = re.compile(
    r"[,;:!?.()](?:"
    rf"(?<=[,;:!?])(?:(?<=[{HAN}{_CLOSING}].)|(?=[ ]?[{HAN}])|(?=\s*\Z))"
    rf"|(?<=[,;!?])(?:(?<=[{_WORDS}].)(?=\S)|(?=[{_WORDS}])|(?<=[A-Za-z].)(?=[A-Z]))"
    rf"|(?<=\.)(?:(?<=[{HAN}{_CLOSING}].)(?![a-z0-9.])"
    rf"|(?<=[{_WORDS}].)(?=[A-Z{_WORDS}“（]|[ ]?[{HAN}]|\s*\Z)"
    r"|(?<=[A-Za-z0-9%\ue005].)(?=\s*\Z))"  # the last stop, behind a Latin word
    rf"|(?<=[()])(?:(?<=[{HAN}].)|(?=[{HAN}])))"
)
_DOTTY: Final = re.compile("[-.。…—，；：、,;](?:(?<=[…—])|(?=[-.。…—，；：、,;]))")
"""Where there is none of these, the longer expressions below find nothing."""
_ZH_DOTS: Final = re.compile(
    rf"\.{{3,}}|。{{2,}}|(?<!…)…(?!…)|…{{3,}}|[\w{HAN}]-{{2,3}}(?=[\w{HAN}])|[ ]-{{2,3}}[ ]"
    rf"|(?<=[{HAN}{_FULL}{_WORDS}])[ ]?(?<!—)—(?!—)|(?<!—)—(?!—)[ ]?(?=[{HAN}])|—{{3,}}"
    r"|，{2,}|；{2,}|：{2,}|、{2,}"
)


_WIDE_LETTERS: Final = "Full-width digits or letters"
_FULL_LETTER: Final = re.compile("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]*")
_ZH_WORD_TWICE: Final = (
    "(我们|你们|他们|它们|可以|因为|所以|但是|如果|由于|这个|这些|那么|其中|并且|以及|就是|不是|需要|能够"
    "|应该|已经|通过|对于|关于|或者|而且|然而|因此)"
)
_TWICE: Final = "A word stands twice"
_ZH_TWICE: Final = re.compile(
    "的的(?!确)|是是(?!非)|在在|和和(?!气)|与与|(?<![拥所具持享占])有有(?![限效序关趣益界向些时所意])"
    "|(?<![性功智可才技])能能(?![量力级谱源够])|(?<![机社协大])会会(?![议员话合])"
    rf"|{_ZH_WORD_TWICE}\1"
)
_SAME_TWICE: Final = re.compile(rf"([的是在和与有能会])\1|{_ZH_WORD_TWICE}\2")
_EN_TWICE: Final = re.compile(
    r"\b(the|of|and|an?|to|in|for|with|by|from|are|we|at|is|was|were|be|this|these|it|its|our"
    r"|their|which|when|if|can|will)[ \n]\1\b(?![-’])",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"[ \t]*\|[ \t]*")


def _chinese(block: Block) -> Iterator[Finding]:
    prose, seen = block.prose, _seen(block)
    if block.shape is Shape.ROW:
        prose = _CELL.sub(" | ", prose)  # the padding of cells is free
    missing, many = "A space is missing beside Han characters", "A space is too many"
    yield from _places(Code.SPACE, missing, block, "zh", _NO_SPACE, seen, around=1)
    # Read with the marks: a space that bold type needs at its edge is none too many.
    yield from _places(Code.SPACE, many, block, "zh", _MUCH_SPACE, prose, around=1)
    if _HAN.search(seen):
        half = "Half-width punctuation in Chinese"
        yield from _places(Code.HALF_WIDTH, half, block, "zh", _ZH_HALF, seen, around=1)
    if _DOTTY.search(seen):
        dots = "Write …… and —— in Chinese, and no mark twice"
        yield from _places(Code.DOTS, dots, block, "zh", _ZH_DOTS, seen)
    yield from _places(Code.FULL_WIDTH, _WIDE_LETTERS, block, "zh", _FULL_LETTER, seen)
    if _SAME_TWICE.search(seen):
        yield from _places(Code.REPEATED, _TWICE, block, "zh", _ZH_TWICE, seen, around=1)
    yield from _quotes(block, "zh", seen)


# English.

# A Chinese word may be named in quotes, then in brackets: those that hold hardly any English.
_NAMED: Final = (
    re.compile(r"“[^“”]{0,80}”|‘[^‘’]{0,80}’|《[^《》]{0,80}》"),
    re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]"),
)
_ENGLISH: Final = re.compile(r"\b[a-z]{2,}|(?<![^\W_])[\ue000-\ue003]")
_ABOUT_WORDS: Final = re.compile(
    r"\b(?:Chinese|Mandarin|Han|pinyin|literally|lit|characters?|word|title|titled|original|called"
    r"|i\.e|e\.g)\b"
)
_FULL_MARKS: Final = "，。；：！？、（）《》〈〉【】「」『』～！-～"
_FOREIGN: Final = re.compile(rf"[{HAN}]+|[{_FULL_MARKS}]")
_ANY_FOREIGN: Final = re.compile(f"[{HAN}{_FULL_MARKS}]")
_EN_DOTS: Final = re.compile(
    r"\.{3,}|…{2,}|—{2,}|\w-{2,3}(?=\w)|[ ]-{2,3}[ ]|,{2,}|;{2,}|(?<!\.)\.{2}(?!\.)"
)
_EN_SPACE: Final = re.compile(r"[ ](?:[,;](?=\S)|[,;:!?.](?=\s|\Z)|:(?=[a-z]{2})(?![a-z-]+:))")
_FUNCTION_WORD: Final = (
    "a|all|an|and|as|at|both|but|by|each|every|for|from|he|how|if|in|is|it|its|let|no|not|of|on|one"
    "|once|only|she|since|so|that|the|their|then|there|these|they|this|those|to|two|three|under|we"
    "|what|when|where|which|who|whose|why|with|you"
)
# What sticks together: a word and a token (but for $n$th, $k$s), "one,two", "word(as in this".
_EN_STICKS: Final = re.compile(
    rf"[{_WORDS},;:(.?!](?:(?<=[{_WORDS}])"
    r"(?:(?!(?:[sn]t|nd|rd|ths?|fold|ish|dim|bits?|grams?|ary|tuples?)\b)[a-z]{2}"
    r"|(?=a\b)|(?<=\ba.)|(?<=[a-z]{2}.))"
    rf"|(?<=[a-z]{{2}}[,;])(?=[a-z]{{2}}|a )|(?<=[a-z]{{2}}:)(?=(?:{_FUNCTION_WORD})\b)"
    r"|(?<=[a-z]{3}\()(?=[A-Za-z’]+ [a-z])"
    r"|(?<=[a-z]{2}[.?!])(?=(?:The|This|That|It|If|We|In|For|But|So|As|To|Let|Then)\b))"
)


def _english(block: Block) -> Iterator[Finding]:
    seen = _seen(block)
    if not seen.isascii() and _ANY_FOREIGN.search(seen):
        plain = seen
        for named in _NAMED:
            plain = named.sub(_unnamed, plain)
        foreign = "Full-width punctuation or Han characters in English"
        yield from _places(Code.FULL_WIDTH, foreign, block, "en", _FOREIGN, plain)
    space = "A space stands before punctuation"
    yield from _places(Code.SPACE, space, block, "en", _EN_SPACE, seen, around=1)
    yield from _sticking(block, seen)
    words = seen.lower().split()
    if any(map(eq, words, islice(words, 1, None))):
        yield from _places(Code.REPEATED, _TWICE, block, "en", _EN_TWICE, seen)
    if _DOTTY.search(seen):
        dots = "Write … and — in English, and no mark twice"
        yield from _places(Code.DOTS, dots, block, "en", _EN_DOTS, seen)
    yield from _quotes(block, "en", seen)


def _unnamed(match: re.Match[str]) -> str:
    """Blanks for what names something Chinese; anything else as it is."""
    inside = match[0]
    if inside.isascii() or not _HAN.search(inside):
        return inside
    named = _ABOUT_WORDS.search(inside) or not _ENGLISH.search(inside)
    return " " * len(inside) if named else inside


_SCRIPTS: Final = ("^", "_", "'", "{}", "(", "[")
"""A formula that begins so may belong to the word before it, as in CO$_2$."""


def _sticking(block: Block, seen: str) -> Iterator[Finding]:
    found = []
    for match in _EN_STICKS.finditer(seen):
        at = match.start()
        if match[0][0] == FORMULA_MARK and _subscript(block, seen.count(match[0][0], 0, at)):
            continue
        found.append((at, seen[max(0, at - 1) : match.end() + 1]))
    if found:
        yield _finding(Code.SPACE, "A space is missing in English", block, "en", seen, found)


def _subscript(block: Block, number: int) -> bool:
    """Whether the formula that has so many before it belongs to the word before it."""
    formulas = [token for token in block.tokens if token.kind is Kind.FORMULA]
    return number < len(formulas) and formulas[number].value.lstrip().startswith(_SCRIPTS)


# Both.

_STRAIGHT: Final = re.compile(r"""["']""")
_OTHER_QUOTES: Final = re.compile("[«»‹›„‟]")
_PRIME: Final = re.compile(r"""(?<=\d)["'](?!\w)""")
_PAIRS: Final = ("“”", "《》", "「」", "『』", "【】")
# These close nothing: a) ... b), and half-open intervals.
_LONE_BRACKET: Final = re.compile(
    r"(?<![\w(（])\w{1,3}\)|[\[(][^\[\]()]{1,20},[^\[\]()]{1,20}[\])]"
)


def _quotes(block: Block, language: str, seen: str) -> Iterator[Finding]:
    if _STRAIGHT.search(seen):
        no_primes = _PRIME.sub("′", seen)
        yield from _places(
            Code.QUOTES, "Straight quotes", block, language, _STRAIGHT, no_primes, around=1
        )
    if not seen.isascii():
        strange = "Quotation marks of another language"
        yield from _places(Code.QUOTES, strange, block, language, _OTHER_QUOTES, seen, around=1)
    lonely = [both for both in _PAIRS if seen.count(both[0]) != seen.count(both[1])]
    if "‘" in seen or "’" in seen:
        alone = _alone(seen) if language == "en" else seen.count("‘") > seen.count("’")
        if alone:
            lonely.append("‘’")
    opened = seen.count("(") + seen.count("（")
    if opened != seen.count(")") + seen.count("）"):
        rest = _LONE_BRACKET.sub("", seen)
        if rest.count("(") + rest.count("（") != rest.count(")") + rest.count("）"):
            lonely.append("（）" if language == "zh" else "()")
    if lonely:
        found = [(max(seen.find(both[0]), seen.find(both[1])), both) for both in lonely]
        yield _finding(Code.QUOTES, "One of these has no partner", block, language, seen, found)


_SINGLE: Final = re.compile("[‘’]")
_WORD_BEHIND: Final = re.compile(r"[ \n]+[\w\ue000-\ue003]")


def _alone(seen: str) -> bool:
    """Whether a single quotation mark has no partner, where ’ may be an apostrophe."""
    opened = owned = False
    for match in _SINGLE.finditer(seen):
        at = match.start()
        if match[0] == "‘":
            if opened and not owned:
                return True
            opened, owned = True, False
        elif seen[at + 1 : at + 2].isalnum():
            continue  # Su’s, ’90s
        elif at and seen[at - 1] in "sxz" and (not opened or _WORD_BEHIND.match(seen, at + 1)):
            owned = True  # the layers’ norms, or the end of a quotation
        elif opened:
            opened = False
        else:
            return True
    return opened and not owned


_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xa0\xad\u180e\u2000-\u200f\u2028-\u202f\u2060-\u206f"
    "\ue00c-\uf8ff\ufeff\ufff9-\ufffb\ufffd]"
)


def _invisible(block: Block, language: str) -> Iterator[Finding]:
    found = []
    # What can be printed holds nothing of the kind, but for U+FFFD, nor the marks of tokens.
    if "\ufffd" in block.text or not block.text.replace("\n", "").isprintable():
        found += [
            (match.start(), f"U+{ord(match[0]):04X}") for match in _INVISIBLE.finditer(block.prose)
        ]
        if _MARK.search(block.text):
            found.append((0, "a character of the private use area"))
    if HTML_MARK in block.prose:
        found += _entities(block)
    if found:
        yield _finding(
            Code.INVISIBLE,
            "Characters that no one sees, or entities",
            block,
            language,
            block.prose,
            found,
        )


_ENTITY: Final = re.compile(
    r"&(?:nbsp|e[nm]sp|thinsp|shy|zwn?j|quot|apos|[lr][sd]quo|[mn]dash|hellip|#39|#34|#160);"
)


def _entities(block: Block) -> list[tuple[int, str]]:
    """The entities for which one can write a character."""
    return [
        (token.at, token.text)
        for token in block.tokens
        if token.kind is Kind.HTML and _ENTITY.fullmatch(token.text)
    ]


def _emphasis(block: Block, language: str) -> Iterator[Finding]:
    if STRAY_MARK not in block.prose:
        return
    stray = [token for token in block.tokens if token.kind is Kind.STRAY]
    found = [(token, *_around(block.prose, token)) for token in stray]
    found = [one for one in found if not _literal(*one)]
    if not found:
        return
    beside = sorted({char for _, *both in found for char in both if char in _FULL + ".,;:!?()"})
    why = f" beside {' '.join(beside)}; move the punctuation outside" if beside else ""
    yield _finding(
        Code.EMPHASIS_FAILS,
        f"Markdown sees no emphasis here{why}",
        block,
        language,
        block.prose,
        [(token.at, token.text) for token, *_ in found],
    )


def _around(prose: str, token: Token) -> tuple[str, str]:
    before = prose[token.at - 1] if token.at else " "
    return before, prose[token.at + 1 : token.at + 2] or " "


def _literal(token: Token, before: str, after: str) -> bool:
    """Whether a mark is meant as it stands: snake_case, 2 * 3."""
    if before.isspace() and after.isspace():
        return True
    alike = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    return alike and (token.text[0] == "_" or (before.isdigit() and after.isdigit()))
