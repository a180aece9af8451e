"""Formulas, definitions and displays for XeLaTeX with amsmath, unicode-math and xcolor."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .displays import (
    as_formula,
    as_rows,
    framed,
    marks_of,
    outer_environment,
    rename_environment,
)
from .mathjax import PLAIN, translate
from .tokens import Kind, Mode, closed, group_after, holds_text, join, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .displays import Display
    from .macros import Macro
    from .tokens import Token

_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_HAN: Final = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_BOLD: Final = MappingProxyType(
    {
        r"\mathcal": r"\symbfcal",
        r"\cal": r"\symbfcal",
        r"\mathscr": r"\symbfscr",
        r"\mathfrak": r"\symbffrak",
        r"\frak": r"\symbffrak",
        r"\mathrm": r"\mathbf",
        r"\rm": r"\bf",
    }
)
# \boldsymbol asks for a bold version of the maths font; most OpenType ones have bold letters only.
_WORDS: Final = MappingProxyType(
    {
        r"\boldsymbol": r"\symbf",
        r"\bm": r"\symbf",
        r"\pmb": r"\symbf",
        r"\bold": r"\mathbf",
        r"\cal": r"\mathcal",
        r"\frak": r"\mathfrak",
        r"\Bbb": r"\mathbb",
        r"\lt": "<",
        r"\gt": ">",
    }
)


def for_latex(source: str, *, display: bool) -> str:
    r"""Put the formula into words that XeLaTeX with amsmath, unicode-math and xcolor sets as meant.

    ``display`` says whether the formula is displayed.  Idempotent.

    >>> for_latex(r'\boldsymbol{\mathcal R} \bm x', display=False)
    '\\symbf{\\symbfcal R} \\symbf x'
    """
    return _rewrite(source, display=display, fragment=False)


def define_for_latex(macro: Macro) -> str:
    r"""LaTeX source that (re)defines the macro in the current group.

    >>> from bitext.tex import Macro
    >>> define_for_latex(Macro('vec', r'\boldsymbol{#1}', 1))
    '\\providecommand{\\vec}{}\\renewcommand{\\vec}[1]{\\symbf{#1}}'
    """
    arity = f"[{macro.arity}]" if macro.arity else ""
    default = f"[{macro.default}]" if macro.default is not None else ""
    body = closed(_rewrite(macro.body, display=False, fragment=True), "}")
    return (
        rf"\providecommand{{\{macro.name}}}{{}}\renewcommand{{\{macro.name}}}"
        rf"{arity}{default}{{{body}"
    )


def display_for_latex(
    display: Display, tags: Sequence[str | None], labels: Sequence[str | None]
) -> str:
    r"""Give the complete LaTeX source, rewritten by `for_latex` as well.

    ``tags[i]`` is the number or tag of row ``i`` and ``labels[i]`` its label, or None.  Numbers are
    forced with ``\tag``, so that they are those of the HTML.  A label without a tag is left out, as
    a reference to it would print some other number.

    >>> from bitext.tex import parse_display
    >>> display_for_latex(parse_display(r'a \\ b'), ['3'], ['x'])
    '\\begin{equation}\\tag{3}\\label{x}\\begin{gathered}a \\\\ b\\end{gathered}\\end{equation}'
    """
    base = (display.environment or "").removesuffix("*")
    marks = [
        "" if tag is None else marks_of(row, tag, label)
        for row, tag, label in zip(display.rows, tags, labels, strict=True)
    ]
    tagged = [mark for mark in marks if mark]
    rows = [closed(row.body, mark) for row, mark in zip(display.rows, marks, strict=True)]
    if base == "multline":
        source = rf"\begin{{multline*}}{closed(rows[0], '')}\end{{multline*}}"
    elif len(rows) > 1 and len(tagged) != 1:
        source = as_rows(display, rows)
    else:
        name = "equation" if tagged else "equation*"
        body = as_formula(display, aligned="split")
        source = closed(rf"\begin{{{name}}}{''.join(tagged)}{body}", rf"\end{{{name}}}")
    return for_latex(source, display=True)


def _rewrite(source: str, *, display: bool, fragment: bool) -> str:
    """Rewrite a formula, or a fragment of one (a macro's body), for LaTeX."""
    tokens = scan(source, display=display)
    out = [token.text for token in tokens]
    translate(tokens, out, katex=False)
    _set_han(tokens, out)
    outer = None if fragment or not display else outer_environment(tokens)
    for index, token in enumerate(tokens):
        if token.mode is Mode.RAW:
            continue
        if token.kind is Kind.BEGIN and token.match > 0 and (outer is None or index != outer[0]):
            rename_environment(tokens, out, index, None)
        elif token.kind is Kind.CHAR and not token.text.isascii():
            if token.text.isalpha() and index and tokens[index - 1].kind is Kind.WORD:
                out[index] = " " + out[index]  # any letter is part of a command's name in XeTeX
        elif token.mode is Mode.TEXT or token.kind is not Kind.WORD:
            continue
        elif token.bold and token.text in _BOLD:
            out[index] = _BOLD[token.text]
        elif token.text in _WORDS:
            out[index] = _WORDS[token.text]
        elif token.text in (r"\rlap", r"\llap") and not holds_text(tokens, index):
            content = group_after(tokens, index)
            if content is not None:
                out[content[0]] += "$" + r"\displaystyle " * token.display
                out[content[1]] = "$" + out[content[1]]
    text = join(tokens, out).text
    if display and not fragment:
        text = framed(text)
    return _BLANK_LINES.sub("\n", text)  # an empty line ends a formula in LaTeX


def _set_han(tokens: Sequence[Token], out: list[str]) -> None:
    r"""Put runs of Han into ``\text``, as the maths font has none; in a group, for ``x_中``."""
    index, previous = 0, ""
    while index < len(tokens):
        last = index
        while last < len(tokens) and _is_han(tokens[last]):
            last += 1
        # A group after these would become their argument.
        if last > index and previous not in PLAIN:
            out[index] = r"{\text{" + out[index]
            out[last - 1] += "}}"
        last = max(last, index + 1)
        previous = previous if tokens[last - 1].blank else tokens[last - 1].text
        index = last


def _is_han(token: Token) -> bool:
    """Tell whether a token is a Han character or full-width punctuation outside all text."""
    within = token.kind is Kind.CHAR and token.mode is Mode.MATH
    return within and _HAN.match(token.text) is not None
