"""Formulas, definitions and displays in words that KaTeX knows and sets as MathJax would."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .displays import (
    as_formula,
    as_rows,
    frame,
    marks_of,
    outer_environment,
    rename_environment,
)
from .mathjax import translate
from .tokens import (
    Kind,
    Mode,
    Rewrite,
    argument_after,
    blank_out,
    closed,
    group_after,
    holds_text,
    join,
    next_solid,
    option_after,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .displays import Display
    from .macros import Macro
    from .tokens import Token

BOLD_CLASS: Final = "bitext-bold"
r"""The class of a bold script letter, which KaTeX's fonts have and its ``\boldsymbol`` doesn't."""
_SCRIPTS: Final = frozenset({r"\mathcal", r"\mathscr", r"\mathfrak", r"\cal", r"\frak"})


def rewrite_for_katex(
    source: str, *, display: bool, macros: Mapping[str, Macro] = MappingProxyType({})
) -> Rewrite:
    r"""Put the formula into words that KaTeX knows and sets as MathJax would.

    ``display`` says whether the formula is displayed.  Idempotent but for ``macros``; what needs
    no rewriting comes back as it is.  KaTeX has no optional arguments, so that ``\m{b}`` and
    ``\m[a]{b}`` both become ``\m{a}{b}`` where ``macros`` has a ``\m`` with the default ``a``.

    >>> rewrite_for_katex(r'\mathop{\mathbb E}_x \mbox{ in } A', display=True).text
    '\\mathop{\\mathbb E}\\limits_x \\text{ in } A'
    """
    return _rewrite(source, display=display, macros=macros, fragment=False)


def define_for_katex(macro: Macro, macros: Mapping[str, Macro], *, display: bool) -> str:
    r"""KaTeX source that defines the macro; an optional argument has become a usual one.

    ``macros`` are those that the body may use.  See `rewrite_for_katex` for the calls.
    """
    body = _rewrite(macro.body, display=display, macros=macros, fragment=True).text
    parameters = "".join(f"#{number}" for number in range(1, macro.arity + 1))
    return rf"\def\{macro.name}{parameters}{{{closed(body, '}')}"


def display_for_katex(display: Display, tags: Sequence[str | None]) -> str:
    r"""One source for KaTeX; ``tags[i]`` is the number or tag of row ``i``, or None.

    One tag alone is left out: whoever asks prints it beside the formula.  Several stand in the
    source, each with its row.

    >>> from bitext.tex import parse_display
    >>> display_for_katex(parse_display(r'\begin{gather}a\\b\end{gather}'), ['1', None])
    '\\begin{gathered}a\\\\b\\end{gathered}'
    """
    tagged = sum(tag is not None for tag in tags)
    if tagged < 2 or len(display.rows) == 1:
        return as_formula(display)
    rows = [
        row.body if tag is None else closed(row.body, marks_of(row, tag, None))
        for row, tag in zip(display.rows, tags, strict=True)
    ]
    return as_rows(display, rows)


def _rewrite(source: str, *, display: bool, macros: Mapping[str, Macro], fragment: bool) -> Rewrite:
    """Rewrite a formula, or a fragment of one (a macro's body), for KaTeX."""
    optional = {
        rf"\{name}": macro.default for name, macro in macros.items() if macro.default is not None
    }
    tokens = scan(source, display=display, options=frozenset(optional))
    out = [token.text for token in tokens]
    translate(tokens, out, katex=True)
    outer = None if fragment or not display else outer_environment(tokens)
    done: set[int] = set()
    for index, token in enumerate(tokens):
        if token.mode is Mode.RAW:
            continue
        if token.kind is Kind.BEGIN and token.match > 0:
            rename_environment(tokens, out, index, outer)
        elif token.kind is not Kind.WORD:
            continue
        elif token.text in optional:
            option = option_after(tokens, index)
            if option is None:
                out[index] += f"{{{optional[token.text]}}}"
            else:
                out[option[0]], out[option[1]] = "{", "}"
        elif token.text in (r"\mbox", r"\pmb"):
            out[index] = {r"\mbox": r"\text", r"\pmb": r"\boldsymbol"}[token.text]
        elif token.mode is Mode.TEXT:
            continue
        elif token.text in (r"\hfill", r"\hfil"):
            out[index] = ""
        elif token.text == r"\label":
            label = group_after(tokens, index)
            if label is not None:
                blank_out(out, index, label[1])
        elif token.text in (r"\rlap", r"\llap", r"\clap"):
            if not holds_text(tokens, index):
                out[index] = rf"\math{token.text[1:]}"
        elif token.text in (r"\mathop", r"\operatorname"):
            _place_limits(tokens, out, index, fragment)
        if token.text in (r"\boldsymbol", r"\bm", r"\pmb"):
            done.add(_embolden(tokens, out, index))
        elif token.bold and token.text in _SCRIPTS and index not in done:
            letter = _content(tokens, index)
            if letter is not None:
                out[index] = rf"\htmlClass{{{BOLD_CLASS}}}{{{token.text}"
                out[letter[1]] += "}"
    rewrite = join(tokens, out)
    if not display or fragment:
        return rewrite
    before, body, after = frame(rewrite.text)
    if before + body + after == rewrite.text:
        return rewrite
    return Rewrite(
        before + body + after,
        (len(before), *(len(before) + end for end in rewrite.ends)),
        (0, *rewrite.starts),
        (False, *rewrite.kept),
        rewrite.length,
    )


def _place_limits(tokens: Sequence[Token], out: list[str], index: int, fragment: bool) -> None:
    r"""Put limits below ``\mathop{..}`` and ``\operatorname{..}\limits``, where KaTeX doesn't."""
    content = _content(tokens, index)
    if content is None:
        return
    following = next_solid(tokens, content[1])
    after = tokens[following].text if following < len(tokens) else ""
    if tokens[index].text == r"\operatorname":
        if after == r"\limits":
            out[index] += "*"
    elif tokens[index].display and (after in ("_", "^") or (fragment and not after)):
        out[content[1]] += r"\limits"


def _embolden(tokens: Sequence[Token], out: list[str], index: int) -> int:
    r"""``\boldsymbol{\mathcal R}``, for KaTeX: a class that asks for the bold face of the script.

    Returns the index of the ``\mathcal``, -1 if the argument is anything but that.
    """
    content = argument_after(tokens, index)
    if content is None:
        return -1
    single = content[0] == content[1]
    script = content[0] if single else next_solid(tokens, content[0])
    letters = _content(tokens, script) if tokens[script].text in _SCRIPTS else None
    if letters is None or not (single or next_solid(tokens, letters[1]) == content[1]):
        return -1
    # With \boldsymbol left around it, KaTeX's MathML would hold an <mi> within an <mi>.
    out[index] = rf"\htmlClass{{{BOLD_CLASS}}}" + "{" * single
    out[letters[1]] += "}" * single
    return script


def _content(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """Do as `argument_after`, for one that no rule puts something else in the place of."""
    argument = argument_after(tokens, index)
    if argument is None or argument[0] != argument[1]:
        return argument
    text = tokens[argument[0]].text
    return argument if len(text) == 1 and text.isascii() and text.isalnum() else None
