"""Defects of formulas: what authors, translators and Markdown do to them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .defect import Registry
from .markup import Edit, cut, mask, spans
from .tex import Token, argument, commands, inside, normal, solid, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from .corpus import Pair

DEFECTS: Final = Registry()
_BROKEN: Final = (Code.FORMULA_BROKEN,)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_ACCENTS: Final = commands("hat tilde bar widehat dot vec overline")
_FONTS: Final = commands("boldsymbol mathcal mathbb mathbf mathsf")
_TAKES: Final = _ACCENTS | _FONTS | commands("frac sqrt operatorname text")
_GREEK: Final = tuple(
    sorted(commands("alpha beta gamma delta eta theta lambda mu xi pi sigma tau phi omega"))
)
_OPERATORS: Final = commands("sum prod int lim log exp nabla partial sqrt max min det tr cos sin E")
_RELATIONS: Final = frozenset(
    ["=", "<", ">", ",", ";", "&", r"\\", r"\le", r"\ge", r"\neq", r"\ne", r"\to", r"\approx",
     r"\propto", r"\in", r"\subseteq", r"\qquad", r"\quad", r"\leftarrow"]
)  # fmt: skip
_OPENS: Final = frozenset(["{", "(", "[", "^", "_", *_RELATIONS])


def _free(tex: str, *texts: str) -> list[Token]:
    return [t for t in tokens(tex) if t.free and (not texts or t.text in texts)]


def _swap(tex: str, table: Mapping[str, Sequence[str]]) -> Iterator[Edit]:
    for token in _free(tex):
        for new in table.get(token.text, ()):
            yield Edit(token.start, token.end, new)


def _drop(tex: str, *texts: str) -> Iterator[Edit]:
    for token in _free(tex, *texts):
        yield Edit(token.start, token.end, "")


def _scripts(tex: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each ``_`` and ``^`` by its index, and its argument."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if token.free and token.text in ("_", "^") and (span := argument(found, index)):
            yield index, span


def _atoms(tex: str) -> Iterator[tuple[int, int]]:
    """Symbols with their scripts, that are no argument of anything."""
    found = tokens(tex)
    for index, token in enumerate(found):
        before = solid(found, index, -1)
        previous = found[before].text if before >= 0 else ""
        symbol = token.letter or (token.free and token.text in _GREEK)
        if not symbol or previous in _TAKES or previous in ("_", "^", r"\frac"):
            continue
        if before > 0 and found[solid(found, before, -1)].text == r"\frac":
            continue
        last = _behind_scripts(tex, index)
        yield token.start, found[last].end


def _behind_scripts(tex: str, index: int) -> int:
    """The index of the last token of the scripts and primes that follow a token."""
    found = tokens(tex)
    while (after := solid(found, index)) >= 0:
        if found[after].text == "'":
            index = after
        elif found[after].text in ("_", "^") and (span := argument(found, after)):
            index = span[1]
        else:
            break
    return index


# ---- symbols


@DEFECTS.formula(*_BROKEN)
def neq_to_eq(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\neq`` becomes ``=``."""
    yield from _swap(tex, {r"\neq": ["="], r"\ne": ["="]})


@DEFECTS.formula(*_BROKEN)
def relation_turned(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\le`` becomes ``\ge``, ``<`` becomes ``>``."""
    yield from _swap(
        tex,
        {
            r"\le": [r"\ge"], r"\ge": [r"\le"], r"\leq": [r"\geq"], "<": [">"], ">": ["<"],
            r"\subseteq": [r"\supseteq"], r"\to": [r"\gets"], r"\leftarrow": [r"\to"],
        },
    )  # fmt: skip


@DEFECTS.formula(*_BROKEN)
def relation_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``=`` becomes ``\neq``, ``\approx`` becomes ``=``, ``\le`` becomes ``<``."""
    yield from _swap(
        tex,
        {
            "=": [r"\neq", r"\approx", r"\le"], r"\approx": ["="], r"\propto": ["="],
            r"\le": ["<", "="], r"\ge": [">", "="], "<": [r"\le"], ">": [r"\ge"],
            r"\in": [r"\notin", r"\subset"], r"\odot": [r"\oplus", r"\cdot"],
        },
    )  # fmt: skip


@DEFECTS.formula(*_BROKEN)
def operator_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\sum`` becomes ``\prod``, ``\max`` becomes ``\min``."""
    yield from _swap(
        tex,
        {
            r"\sum": [r"\prod", r"\int"], r"\prod": [r"\sum"], r"\int": [r"\sum", r"\oint"],
            r"\max": [r"\min", r"\sup"], r"\min": [r"\max"], r"\cup": [r"\cap"],
            r"\cap": [r"\cup"], r"\sin": [r"\cos"], r"\cos": [r"\sin"], r"\log": [r"\exp"],
            r"\exp": [r"\log"], r"\lfloor": [r"\lceil"], r"\nabla": [r"\Delta", r"\partial"],
            r"\partial": ["d", r"\nabla"], r"\tr": [r"\det"], r"\det": [r"\tr"],
            r"\Theta": ["O", r"\Omega"], r"\E": [r"\R"], r"\R": [r"\mathbb N", r"\mathbb C"],
            r"\infty": ["n", "1"], r"\top": ["*", r"\dagger"], r"\cdot": ["+", r"\times"],
        },
    )  # fmt: skip


@DEFECTS.formula(*_BROKEN)
def sign_flipped(rng: Random, tex: str) -> Iterator[Edit]:
    """A plus becomes a minus, or the other way round."""
    yield from _swap(tex, {"+": ["-"], "-": ["+"], r"\pm": [r"\mp"]})


@DEFECTS.formula(*_BROKEN)
def sign_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """A minus that stands before its term is lost."""
    found = tokens(tex)
    for index, token in enumerate(found):
        before = solid(found, index, -1)
        if token.free and token.text == "-" and (before < 0 or found[before].text in _OPENS):
            yield Edit(token.start, token.end, "")


@DEFECTS.formula(*_BROKEN)
def letter_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    """``s^2`` becomes ``r^2``."""
    for token in tokens(tex):
        if token.letter:
            other = rng.choice([c for c in _LETTERS if c != token.text.lower()])
            new = other if token.text.islower() else other.upper()
            yield Edit(token.start, token.end, new)


@DEFECTS.formula(*_BROKEN)
def greek_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\alpha`` becomes ``\beta``, or ``a``."""
    for token in _free(tex, *_GREEK):
        new = rng.choice([g for g in (*_GREEK, "a", "n", "w") if g != token.text])
        yield Edit(token.start, token.end, new)


@DEFECTS.formula(*_BROKEN)
def case_changed(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``x`` becomes ``X``, ``\delta`` becomes ``\Delta``."""
    greek = {r"\delta", r"\theta", r"\sigma", r"\phi", r"\omega", r"\gamma", r"\lambda", r"\pi"}
    for token in tokens(tex):
        if token.letter:
            yield Edit(token.start, token.end, token.text.swapcase())
        elif token.free and token.text.lower() in greek:
            name = token.text[1:]
            new = name.capitalize() if name.islower() else name.lower()
            yield Edit(token.start, token.end, f"\\{new}")


@DEFECTS.formula(*_BROKEN)
def digit_changed_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """A digit becomes another."""
    for token in _free(tex, *"0123456789"):
        new = rng.choice([d for d in "0123456789" if d != token.text])
        yield Edit(token.start, token.end, new)


@DEFECTS.formula(*_BROKEN)
def digit_dropped_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """A number loses a digit."""
    free = {t.start for t in _free(tex)}
    for match in re.finditer(r"\d{2,}", tex):
        if match.start() in free and match[0][0] != match[0][1]:
            yield Edit(match.start(), match.start() + 1, "")


@DEFECTS.formula(*_BROKEN)
def point_dropped_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """``0.022`` becomes ``0022``."""
    for match in re.finditer(r"(?<=\d)\.(?=\d)", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(*_BROKEN)
def prime_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``f'`` becomes ``f``."""
    yield from _drop(tex, "'")


@DEFECTS.formula(*_BROKEN)
def accent_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\hat x`` becomes ``x``."""
    yield from _drop(tex, *_ACCENTS)


@DEFECTS.formula(*_BROKEN)
def accent_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\hat x`` becomes ``\tilde x``."""
    for token in _free(tex, *_ACCENTS):
        for new in (r"\hat", r"\tilde", r"\bar"):
            yield Edit(token.start, token.end, new)


@DEFECTS.formula(*_BROKEN)
def transpose_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``A^\top`` becomes ``A``."""
    for match in re.finditer(r"\^(?:\\top(?![A-Za-z])|\{\\top\}|T(?![A-Za-z]))", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(*_BROKEN)
def inverse_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``A^{-1}`` becomes ``A``, ``A^+`` too."""
    for match in re.finditer(r"\^(?:\{-1\}|\{\+\}|\+)", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(*_BROKEN)
def font_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\boldsymbol x`` becomes ``x``, ``\mathcal L`` becomes ``L``."""
    yield from _drop(tex, *_FONTS)


@DEFECTS.formula(*_BROKEN)
def font_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\mathcal L`` becomes ``\mathbb L``."""
    yield from _swap(tex, {r"\mathcal": [r"\mathbb"], r"\mathbb": [r"\mathcal"]})


# ---- scripts


@DEFECTS.formula(*_BROKEN)
def indices_transposed(rng: Random, tex: str) -> Iterator[Edit]:
    """``a_{ij}`` becomes ``a_{ji}``."""
    for match in re.finditer(r"(?<=_\{)([A-Za-z])(,?)([A-Za-z])(?=\})", tex):
        yield Edit(*match.span(), match[3] + match[2] + match[1])


@DEFECTS.formula(*_BROKEN)
def index_shifted(rng: Random, tex: str) -> Iterator[Edit]:
    """``S_t`` becomes ``S_{t-1}``, ``x_{k+1}`` becomes ``x_k``; a sum ends at ``n-1``."""
    found = tokens(tex)
    for _, (first, last) in _scripts(tex):
        if first == last and found[first].letter:
            yield Edit(found[first].start, found[first].end, "{" + found[first].text + "-1}")
        elif re.fullmatch(r"\{[a-z][+-]1\}", tex[found[first].start : found[last].end]):
            yield Edit(found[first].start, found[last].end, found[first + 1].text)


@DEFECTS.formula(*_BROKEN)
def scripts_swapped(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_a^b`` becomes ``x_b^a``."""
    found = tokens(tex)
    script = dict(_scripts(tex))
    for index, (first, last) in script.items():
        after = solid(found, last)
        if after in script and found[after].text != found[index].text:
            a, b = found[index], found[after]
            one = tex[found[first].start : found[last].end]
            two = tex[found[script[after][0]].start : found[script[after][1]].end]
            yield Edit(a.start, found[script[after][1]].end, f"{a.text}{two}{b.text}{one}")


@DEFECTS.formula(*_BROKEN)
def script_moved(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_i`` becomes ``x^i``."""
    found = tokens(tex)
    script = dict(_scripts(tex))
    ends = {last for _, last in script.values()}
    for index, (_, last) in script.items():
        after = solid(found, last)
        if after in script or solid(found, index, -1) in ends:
            continue
        if "'" in (found[after].text if after >= 0 else "", tex[: found[index].start][-1:]):
            continue
        yield Edit(found[index].start, found[index].end, {"_": "^", "^": "_"}[found[index].text])


@DEFECTS.formula(*_BROKEN)
def script_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_i`` becomes ``x``."""
    found = tokens(tex)
    for index, (_, last) in _scripts(tex):
        yield Edit(found[index].start, found[last].end, "")


@DEFECTS.formula(*_BROKEN)
def script_mark_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_i`` becomes ``xi``, as Markdown eats underscores."""
    found = tokens(tex)
    for index, _ in _scripts(tex):
        yield Edit(found[index].start, found[index].end, "")


@DEFECTS.formula(Code.TEX_SCRIPT, *_BROKEN)
def script_braces_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_{t-1}`` becomes ``x_t-1``."""
    found = tokens(tex)
    for _, (first, last) in _scripts(tex):
        body = inside(found, (first, last), tex)
        if last > first and len(body) > 1 and body[0].isalnum():
            yield Edit(found[first].start, found[last].end, body)


@DEFECTS.formula(*_BROKEN)
def argument_braces_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\sqrt{ab}`` becomes ``\sqrt ab``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if token.free and token.text in (r"\frac", r"\sqrt", *_ACCENTS):
            span = argument(found, index)
            body = inside(found, span, tex) if span else ""
            if span and span[1] > span[0] and len(body) > 1 and body[0].isalnum():
                yield Edit(found[span[0]].start, found[span[1]].end, body)


@DEFECTS.formula(Code.TEX_SCRIPT, *_BROKEN)
def script_doubled(rng: Random, tex: str) -> Iterator[Edit]:
    """``x^2`` becomes ``x^2^2``, which TeX refuses."""
    found = tokens(tex)
    for index, (_, last) in _scripts(tex):
        script = tex[found[index].start : found[last].end]
        yield Edit(found[last].end, found[last].end, script)


# ---- parts


@DEFECTS.formula(*_BROKEN)
def factor_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\eta_t x`` becomes ``x``."""
    for start, end in _atoms(tex):
        yield Edit(start, end, "")


@DEFECTS.formula(*_BROKEN)
def factor_doubled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\eta_t x`` becomes ``\eta_t\eta_t x``."""
    for start, end in _atoms(tex):
        yield Edit(start, start, tex[start:end])


@DEFECTS.formula(*_BROKEN)
def term_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``a+b-c`` becomes ``a-c``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        before = solid(found, index, -1)
        binary = before >= 0 and found[before].text not in _OPENS
        if not (token.free and token.text in "+-" and binary):
            continue
        end = index + 1
        stops = {"+", "-", "}", ")", "]", r"\right", *_RELATIONS}
        while end < len(found) and not (
            found[end].depth <= token.depth and found[end].text in stops
        ):
            end += 1
        yield Edit(token.start, found[end - 1].end, "")


@DEFECTS.formula(*_BROKEN)
def operator_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\sum_i x_i`` becomes ``x_i``, ``\log p`` becomes ``p``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if token.free and token.text in _OPERATORS:
            yield Edit(token.start, found[_behind_scripts(tex, index)].end, "")


@DEFECTS.formula(*_BROKEN)
def row_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""A row of ``aligned``, ``cases`` or a matrix is lost."""
    for match in re.finditer(r"\\begin\{(\w+)\}(.*?)\\end\{\1\}", tex, re.DOTALL):
        rows = re.split(r"(\\\\)", match[2])
        start = match.start(2)
        for index in range(0, len(rows) - 1, 2):
            yield Edit(start, start + len(rows[index]) + len(rows[index + 1]), "")
            start += len(rows[index]) + len(rows[index + 1])


@DEFECTS.formula(*_BROKEN)
def fraction_inverted(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\frac{a}{b}`` becomes ``\frac{b}{a}``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if not (token.free and token.text == r"\frac"):
            continue
        one = argument(found, index)
        two = argument(found, one[1]) if one else None
        if one and two:
            new = f"{{{inside(found, two, tex)}}}{{{inside(found, one, tex)}}}"
            yield Edit(found[one[0]].start, found[two[1]].end, new)


@DEFECTS.formula(*_BROKEN)
def arguments_swapped(rng: Random, tex: str) -> Iterator[Edit]:
    """``f(x,y)`` becomes ``f(y,x)``, ``p(x|y)`` becomes ``p(y|x)``."""
    name = r"((?:\\boldsymbol ?)?(?:\\[a-z]+|\w)(?:_\w)?)"
    for match in re.finditer(rf"(?<=\(){name}([,|;]){name}(?=\))", tex):
        yield Edit(*match.span(), match[3] + match[2] + match[1])


@DEFECTS.formula(*_BROKEN)
def dots_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``x_1,\dots,x_n`` becomes ``x_1,x_n``."""
    for match in re.finditer(r"(?:[,+]|\\[lg]e)\\[cl]?dots(?![A-Za-z])", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(*_BROKEN)
def bracket_replaced(rng: Random, tex: str) -> Iterator[Edit]:
    """``[0,1)`` becomes ``[0,1]``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        before = found[solid(found, index, -1)].text if index else ""
        if token.free and token.text in "()[]" and before not in (r"\sqrt", r"\\"):
            new = {"(": "[", ")": "]", "[": "(", "]": ")"}[token.text]
            yield Edit(token.start, token.end, new)


@DEFECTS.formula(Code.TEX_UNBALANCED, *_BROKEN)
def parenthesis_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """``f(x)`` becomes ``f(x``."""
    for token in _free(tex, "(", ")"):
        if not tex[: token.start].endswith((r"\left", r"\right")):
            yield Edit(token.start, token.end, "")


@DEFECTS.formula(*_BROKEN)
def norm_to_bars(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\Vert x\Vert`` becomes ``|x|``."""
    changed = re.sub(r"\\Vert(?![A-Za-z])\s?|\\\|", "|", tex)
    if changed != tex:
        yield Edit(0, len(tex), changed)


# ---- TeX's health


@DEFECTS.formula(Code.TEX_UNBALANCED, *_BROKEN)
def brace_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    """A brace loses its partner."""
    yield from _drop(tex, "{", "}")


@DEFECTS.formula(Code.TEX_UNBALANCED, *_BROKEN)
def brace_added(rng: Random, tex: str) -> Iterator[Edit]:
    """A brace stands twice."""
    for token in _free(tex, "{", "}"):
        yield Edit(token.start, token.start, token.text)


@DEFECTS.formula(Code.TEX_UNBALANCED, *_BROKEN)
def left_without_right(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\left(`` or ``\right)`` is lost."""
    for match in re.finditer(r"\\(?:left|right)(?![A-Za-z])(?:\\.|.)", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(Code.TEX_UNBALANCED, *_BROKEN)
def environment_unclosed(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\end{cases}`` is lost, or ``\begin{cases}``."""
    for match in re.finditer(r"\\(?:begin|end)\{\w+\}", tex):
        yield Edit(*match.span(), "")


@DEFECTS.formula(Code.TEX_BACKSLASH, *_BROKEN)
def backslash_doubled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\top`` becomes ``\\top``."""
    for token in tokens(tex):
        if token.word:
            yield Edit(token.start, token.start, "\\")


@DEFECTS.formula(Code.TEX_BACKSLASH, *_BROKEN)
def backslash_dropped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\eta`` becomes ``eta``."""
    for token in tokens(tex):
        if token.word:
            yield Edit(token.start, token.end, token.text[1:])


@DEFECTS.formula(Code.TEX_BACKSLASH, *_BROKEN)
def backslash_spaced(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\alpha`` becomes ``\ alpha``."""
    for token in tokens(tex):
        if token.word:
            yield Edit(token.start + 1, token.start + 1, " ")


@DEFECTS.formula(Code.TEX_COMMAND, *_BROKEN)
def command_misspelt(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\sqrt`` becomes ``\srt``."""
    for token in tokens(tex):
        if token.word and len(token.text) > 4:
            at = rng.randrange(2, len(token.text))
            yield Edit(token.start, token.end, token.text[:at] + token.text[at + 1 :])


@DEFECTS.formula(Code.TEX_COMMAND, Code.TEX_HAN, *_BROKEN)
def command_translated(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\frac`` becomes ``\分数``."""
    names = {
        r"\frac": "分数", r"\sum": "求和", r"\sqrt": "根号", r"\alpha": "阿尔法", r"\max": "最大",
        r"\boldsymbol": "粗体", r"\le": "小于等于", r"\log": "对数", r"\hat": "帽", r"\E": "期望",
        r"\top": "转置", r"\sigma": "西格玛", r"\Vert": "范数", r"\eta": "伊塔", r"\text": "文本",
    }  # fmt: skip
    for token in tokens(tex):
        if token.text in names:
            yield Edit(token.start + 1, token.end, names[token.text])


@DEFECTS.formula(Code.TEX_MARKDOWN, *_BROKEN)
def bar_escaped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``p(y|x)`` becomes ``p(y\|x)``."""
    changed = re.sub(r"(?<![\\])\|", r"\\|", tex)
    if changed != tex:
        yield Edit(0, len(tex), changed)


@DEFECTS.formula(Code.TEX_MARKDOWN, *_BROKEN)
def underscore_escaped(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``x_1`` becomes ``x\_1``, ``x*`` becomes ``x\*``."""
    changed = re.sub(r"(?<!\\)([_*])", r"\\\1", tex)
    if changed != tex:
        yield Edit(0, len(tex), changed)


@DEFECTS.formula(Code.TEX_MARKDOWN, *_BROKEN)
def underscores_eaten(rng: Random, tex: str) -> Iterator[Edit]:
    """``a_i b_i`` becomes ``a*i b*i``, or ``ai bi``."""
    marks = _free(tex, "_")
    for one, two in pairwise(marks):
        for new in ("*", ""):
            yield Edit(one.start, two.end, new + tex[one.end : two.start] + new)


@DEFECTS.formula(Code.TEX_ENTITY, *_BROKEN)
def entity_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """``<`` becomes ``&lt;``."""
    entities = {"<": ["&lt;"], ">": ["&gt;"], "&": ["&amp;"], "'": ["&#39;", "&#x27;"]}
    yield from _swap(tex, entities)


@DEFECTS.formula(Code.TEX_ENTITY, Code.TEX_UNBALANCED, *_BROKEN)
def begin_as_tag(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\begin`` becomes ``<begin``."""
    for match in re.finditer(r"\\(?=begin\{|end\{)", tex):
        yield Edit(*match.span(), "<")


@DEFECTS.formula(Code.TEX_ENTITY, *_BROKEN)
def tag_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_i y_i`` becomes ``x<em>i y</em>i``, a line break becomes ``<br>``."""
    marks = _free(tex, "_")
    for one, two in pairwise(marks):
        yield Edit(one.start, two.end, f"<em>{tex[one.end : two.start]}</em>")
    for match in re.finditer(r"\\\\", tex):
        yield Edit(*match.span(), "<br>")


@DEFECTS.formula(Code.TEX_FULL_WIDTH, *_BROKEN)
def full_width_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """A comma, bracket or sign becomes full-width."""
    wide = {c: [chr(ord(c) + 0xFEE0)] for c in ",;:()=+[]|<>"}
    yield from _swap(tex, wide)


@DEFECTS.formula(Code.TEX_FULL_WIDTH, Code.TEX_INVISIBLE, *_BROKEN)
def full_width_letter(rng: Random, tex: str) -> Iterator[Edit]:
    """A letter or digit becomes full-width."""
    for token in tokens(tex):
        if token.letter or (token.free and token.text.isdigit()):
            yield Edit(token.start, token.end, chr(ord(token.text) + 0xFEE0))


@DEFECTS.formula(Code.TEX_HAN, Code.TEX_FULL_WIDTH, *_BROKEN)
def han_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    r"""Han characters without ``\text``; an enumeration comma for a comma."""
    for token in _free(tex, ",", r"\quad", r"\qquad"):
        yield Edit(token.start, token.end, rng.choice(["且", "、", "其中", "和"]))
    for token in _free(tex, "=", "<", r"\le"):
        yield Edit(token.start, token.end, {"=": "等于"}.get(token.text, "小于"))


@DEFECTS.formula(Code.TEX_INVISIBLE, *_BROKEN)
def look_alike(rng: Random, tex: str) -> Iterator[Edit]:
    """A Latin letter becomes a Cyrillic or Greek one that looks like it."""
    latin, other = "aceopxyABHKMPTXvE", "асеорхуАВНКМРТХνΕ"
    for token in tokens(tex):
        if token.letter and token.text in latin:
            yield Edit(token.start, token.end, other[latin.index(token.text)])


@DEFECTS.formula(Code.TEX_INVISIBLE, *_BROKEN)
def invisible_in_formula(rng: Random, tex: str) -> Iterator[Edit]:
    """A zero-width character slips in."""
    for token in tokens(tex):
        yield Edit(token.start, token.start, rng.choice("\u200b\u200c\u200d\u2060\ufeff\u00ad"))


# ---- dollars and whole formulas


@DEFECTS.text(Code.TEX_DOLLAR, *_BROKEN)
def dollar_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """One of the two dollars is lost."""
    for match in spans(text, "inline"):
        yield Edit(match.start(), match.start() + 1, "")
        yield Edit(match.end() - 1, match.end(), "")


@DEFECTS.text(Code.TEX_DOLLAR, *_BROKEN)
def dollars_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """Both dollars are lost."""
    for match in spans(text, "inline"):
        if not re.fullmatch(r"[\d.,]+", match["inline"]):
            yield Edit(*match.span(), match["inline"])


@DEFECTS.text(Code.TEX_DOLLAR, Code.TEX_UNBALANCED, *_BROKEN)
def display_dollar_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """``$$`` becomes ``$``, or is lost."""
    for match in spans(text, "display"):
        for start, end in ((match.start(), match.start() + 2), (match.end() - 2, match.end())):
            yield Edit(start, end, "$")
            yield Edit(start, end, "")


@DEFECTS.text(Code.TEX_DOLLAR, Code.TEX_HAN, *_BROKEN)
def prose_swallowed(rng: Random, text: str) -> Iterator[Edit]:
    """``$x$ of`` becomes ``$x of$``."""
    masked = mask(text)
    for match in spans(text, "inline"):
        after = re.compile(r" ?(?:[A-Za-z]+|[\u4e00-\u9fff]{1,3})").match(masked, match.end())
        if after:
            yield Edit(match.end() - 1, after.end(), after[0] + "$")


@DEFECTS.text(Code.TEX_DOLLAR, *_BROKEN)
def formula_cut(rng: Random, text: str) -> Iterator[Edit]:
    """``$x_i$`` becomes ``$x$_i``."""
    for match in spans(text, "inline"):
        for index, _ in _scripts(match["inline"]):
            at = tokens(match["inline"])[index].start
            if at:
                new = f"${match['inline'][:at]}${match['inline'][at:]}"
                yield Edit(*match.span(), new)


@DEFECTS.text(Code.TEX_DOLLAR, *_BROKEN)
def other_delimiters(rng: Random, text: str) -> Iterator[Edit]:
    r"""``$x$`` becomes ``\(x\)``, which MyST does not read."""
    for match in spans(text, "inline"):
        yield Edit(*match.span(), rf"\({match['inline']}\)")


@DEFECTS.text(*_BROKEN, Code.CODE_SPAN)
def formula_as_code(rng: Random, text: str) -> Iterator[Edit]:
    """``$x$`` becomes inline code."""
    for match in spans(text, "inline"):
        yield Edit(*match.span(), f"`{match['inline']}`")


@DEFECTS.text(*_BROKEN)
def formula_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A formula is lost."""
    for match in spans(text, "inline", "display"):
        yield cut(text, *match.span())


@DEFECTS.text(*_BROKEN)
def formula_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """A formula stands twice."""
    for match in spans(text, "inline"):
        yield Edit(match.end(), match.end(), f" {match[0]}")


@DEFECTS.add(*_BROKEN)
def formula_replaced(rng: Random, pair: Pair) -> Pair | None:
    """A formula is replaced by another one of the same text."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    found = spans(text, "inline")
    values = sorted({match["inline"] for match in found})
    if not found:
        return None
    match = rng.choice(found)
    others = [value for value in values if normal(value) != normal(match["inline"])]
    if not others:
        return None
    edit = Edit(*match.span("inline"), rng.choice(others))
    return pair.with_side(language, edit.apply(text))


@DEFECTS.text(Code.TEX_BLANK_LINE, *_BROKEN)
def blank_line_in_display(rng: Random, text: str) -> Iterator[Edit]:
    """An empty line ends a displayed formula early."""
    for match in spans(text, "display"):
        for line in re.finditer("\n", match["display"].strip("\n")):
            at = match.start("display") + 1 + line.start()
            yield Edit(at, at, "\n")
