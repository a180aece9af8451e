r"""Displayed formulas: their rows, the numbers and labels of these, and references to them.

`parse_display` takes a display apart; `as_rows`, `as_formula` and `framed` put rows into an
environment again, which both dialects then fill with tags as they can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .tokens import (
    Kind,
    Mode,
    blank_out,
    closed,
    group_after,
    inner_text,
    join,
    next_solid,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .tokens import Token

_ROWS: Final = MappingProxyType(  # environments of numbered rows: the same, inside a formula
    {
        "align": "aligned",
        "flalign": "aligned",
        "eqnarray": "aligned",
        "alignat": "alignedat",
        "gather": "gathered",
    }
)
_DISPLAYS: Final = frozenset({*_ROWS, "equation", "multline"})
_GAP: Final = re.compile(r"\[\s*-?[0-9.]+\s*[a-z]{2}\s*\]")


@dataclass(frozen=True, slots=True)
class Row:
    r"""One line of a display that can bear a number, without ``\label``, ``\tag`` and ``\notag``.

    ``numbered`` is False after ``\notag`` or ``\nonumber`` and in a starred environment; ``tag`` is
    the author's ``\tag{..}``, ``starred`` if it was ``\tag*`` (to be printed without brackets);
    ``gap`` is the ``[2pt]`` of the ``\\`` that ends the row.
    """

    body: str
    label: str | None
    tag: str | None
    numbered: bool
    starred: bool = False
    gap: str = ""


_PARTED: Final = re.compile(r"\\(?:begin|label|tag|notag|nonumber)")
"""What makes a display more than one row without label, tag or environment."""


@dataclass(frozen=True, slots=True)
class Display:
    r"""A displayed formula, taken apart.

    ``environment`` is the amsmath environment that wraps the whole source (``align*``), or None;
    ``columns`` is the argument of ``alignat`` with its braces (``{2}``), else empty.
    """

    environment: str | None
    rows: tuple[Row, ...]
    columns: str = ""


def parse_display(source: str) -> Display:
    r"""Take a display apart into its environment and the rows that can bear numbers.

    Rows are split at a ``\\`` that is in no group and no inner environment, and only in an
    environment that numbers rows (align, gather, alignat, flalign, eqnarray); anything else is one
    row.  A ``\label`` or ``\tag`` counts wherever it stands in its row, ``\notag`` in the row
    itself.  Empty rows at the end are dropped.
    """
    if _PARTED.search(source) is None:  # as in most displays, which need no scanning then
        return Display(None, (Row(source.strip(), None, None, True),))
    return scan_display(source)


def scan_display(source: str) -> Display:
    """Take a display apart, whatever stands in it."""
    tokens = scan(source, display=True)
    wrapper = outer_environment(tokens)
    environment: str | None = None
    columns = ""
    if wrapper is not None:
        environment = tokens[wrapper[0]].environment
        base = environment.removesuffix("*")
        first, last = wrapper[0] + 1, wrapper[1] - 1
        argument = group_after(tokens, wrapper[0]) if base == "alignat" else None
        if argument is not None:
            columns = "{" + inner_text(tokens, argument) + "}"
            first = argument[1] + 1
    else:
        first, last = 0, len(tokens) - 1
    level = 1 if wrapper is not None else 0
    numbered = environment is None or not environment.endswith("*")
    rows: list[Row] = []
    begin = index = first
    while index <= last:
        token = tokens[index]
        if token.newline and token.depth == level:
            gap, after = _gap(tokens, index)
            if environment is not None and environment.removesuffix("*") in _ROWS:
                rows.append(_row(tokens, begin, index, level, numbered, gap))
                begin = after
            index = after
        else:
            index += 1
    rows.append(_row(tokens, begin, last + 1, level, numbered, ""))
    while len(rows) > 1 and rows[-1] == Row("", None, None, numbered):
        rows.pop()
    return Display(environment, tuple(rows), columns)


def _gap(tokens: Sequence[Token], index: int) -> tuple[str, int]:
    r"""Give the ``[2pt]`` of the ``\\`` at ``index`` and the token after both."""
    if tokens[index].text != r"\\" or index + 1 >= len(tokens) or tokens[index + 1].text != "[":
        return "", index + 1
    text = "".join(token.text for token in tokens[index + 1 : index + 16])  # "[-12.5 pt ]"
    found = _GAP.match(text)
    if found is None:
        return "", index + 1
    end = tokens[index + 1].start + found.end()
    after = index + 1
    while after < len(tokens) and tokens[after].start < end:
        after += 1
    return found.group(), after


def _row(
    tokens: Sequence[Token], first: int, end: int, level: int, numbered: bool, gap: str
) -> Row:
    """Read the row that stands from ``first`` to before ``end``, at the depth ``level``."""
    out = [token.text for token in tokens[first:end]]
    label = tag = None
    starred = False
    index = first
    while index < end:
        token = tokens[index]
        if token.text in (r"\notag", r"\nonumber"):
            numbered = numbered and token.depth > level
            out[index - first] = ""
        elif token.text in (r"\label", r"\tag"):
            following = next_solid(tokens, index)
            star = token.text == r"\tag" and following < end and tokens[following].text == "*"
            argument = group_after(tokens, following if star else index)
            if argument is not None and argument[1] < end:
                text = inner_text(tokens, argument).strip()
                if token.text == r"\label":
                    label = text if label is None else label
                elif tag is None:
                    tag, starred = text, star
                blank_out(out, index - first, argument[1] - first)
                index = argument[1]
        index += 1
    body = join(tokens[first:end], out).text.strip()
    return Row(body, label, tag, numbered, starred, gap)


def outer_environment(tokens: Sequence[Token]) -> tuple[int, int] | None:
    r"""First and last token of the amsmath environment that wraps all of a display, if one does."""
    first, last = next_solid(tokens, -1), len(tokens) - 1
    while last >= 0 and tokens[last].blank:
        last -= 1
    if first >= last or tokens[first].kind is not Kind.BEGIN or tokens[first].match != last:
        return None
    return (first, last) if tokens[first].environment.removesuffix("*") in _DISPLAYS else None


def rename_environment(
    tokens: Sequence[Token], out: list[str], index: int, outer: tuple[int, int] | None
) -> None:
    """Put an environment that can stand there in the place of a numbered one at ``index``.

    ``outer`` is what `outer_environment` gives, or None to treat all as inner ones.
    """
    name = tokens[index].environment.removesuffix("*")
    last = tokens[index].match
    if name not in _DISPLAYS:
        return
    if outer is not None and index == outer[0]:
        # Never let KaTeX number anything by itself.
        new = {"multline": "gather*", "flalign": "align*", "eqnarray": "array"}.get(
            name, f"{name}*"
        )
    elif name == "equation":
        out[index], out[last] = "{", "}"
        return
    else:
        new = {**_ROWS, "multline": "gathered", "eqnarray": "array"}[name]
    out[index] = rf"\begin{{{new}}}" + "{rcl}" * (name == "eqnarray")
    out[last] = rf"\end{{{new}}}"


def as_formula(display: Display, *, aligned: str = "aligned") -> str:
    """Give the rows as one formula; ``aligned`` is the environment for rows with a column mark."""
    base = (display.environment or "").removesuffix("*")
    bodies = [row.body for row in display.rows]
    if base not in _ROWS:
        return framed(bodies[0], aligned=aligned, centred=base == "multline")
    if len(bodies) == 1 and not _is_split(scan(bodies[0], display=True)):
        return bodies[0]
    name = _ROWS[base]
    if name == "aligned" and max(map(_columns, bodies)) < 2:
        name = aligned
    return _environment(name, display, bodies)


def as_rows(display: Display, rows: Sequence[str]) -> str:
    """Give ``rows``, the bodies with their tags, in an environment that numbers nothing itself."""
    base = (display.environment or "align").removesuffix("*")
    name = "align*" if base == "eqnarray" else f"{base}*"
    return _environment(name, display, rows)


def marks_of(row: Row, tag: str, label: str | None) -> str:
    """Give the commands for a row's tag (starred as the author's was) and label."""
    star = "*" if row.starred and tag == row.tag else ""
    return rf"\tag{star}{{{tag}}}" + ("" if label is None else rf"\label{{{label}}}")


def _environment(name: str, display: Display, rows: Sequence[str]) -> str:
    """Give the rows in the environment of that name."""
    if (display.environment or "").startswith("eqnarray"):
        rows = [_two_columns(row) for row in rows]
    parts: list[str] = []
    for number, (row, body) in enumerate(zip(display.rows, rows, strict=True)):
        # A bracket after \\ would be read as a length.
        guard = "{}" if number and body.startswith("[") else ""
        newline = rf"\\{row.gap}" if number + 1 < len(rows) else ""
        parts.append(guard + closed(body, newline))
    columns = display.columns if name.startswith("alignat") or name == "alignedat" else ""
    return closed(rf"\begin{{{name}}}{columns}{''.join(parts)}", rf"\end{{{name}}}")


def _two_columns(row: str) -> str:
    r"""Respell a row of eqnarray, ``a &=& b``, as align wants it: ``a &= b``."""
    tokens = scan(row, display=True)
    marks = [i for i, token in enumerate(tokens) if token.text == "&" and not token.depth]
    out = [token.text for token in tokens]
    for index in marks[1:]:
        out[index] = ""
    return join(tokens, out).text


def framed(body: str, *, aligned: str = "aligned", centred: bool = False) -> str:
    r"""Give the body, in an environment if it consists of bare rows (``a &= b \\ c &= d``)."""
    return "".join(frame(body, aligned=aligned, centred=centred))


def frame(body: str, *, aligned: str = "aligned", centred: bool = False) -> tuple[str, str, str]:
    """Give what goes before the body, the body without empty rows at its end, what follows."""
    tokens = scan(body, display=True)
    end = len(tokens)
    while end and (tokens[end - 1].kind is Kind.SPACE or _is_newline(tokens[end - 1])):
        end -= 1
    if any(_is_newline(token) for token in tokens[end:]):
        # A newline that nothing follows would make an empty row.
        body, tokens = body[: tokens[end].start], tokens[:end]
    if not _is_split(tokens) or not all(map(_is_paired, tokens)):
        return "", body, ""
    columns = _columns(body)
    name = "gathered" if centred or not columns else aligned if columns == 1 else "aligned"
    return rf"\begin{{{name}}}", body, closed(body, rf"\end{{{name}}}")[len(body) :]


def _is_paired(token: Token) -> bool:
    """Tell whether a brace, or the begin or end of an environment, has its partner."""
    grouping = token.kind in (Kind.OPEN, Kind.CLOSE, Kind.BEGIN, Kind.END)
    return not grouping or token.mode is Mode.RAW or token.match >= 0


def _columns(rows: str) -> int:
    """Count the column marks of the row that has most; amsmath's split allows one."""
    most = count = 0
    for token in scan(rows, display=True):
        if _is_newline(token):
            count = 0
        elif token.text == "&" and not token.depth:
            count += 1
            most = max(most, count)
    return most


def _is_newline(token: Token) -> bool:
    r"""Whether this is a ``\\`` outside all groups and environments."""
    return token.newline and not token.depth


def _is_split(tokens: Sequence[Token]) -> bool:
    r"""Whether a ``&`` or ``\\`` stands outside all groups and environments."""
    return any(_is_newline(token) or (token.text == "&" and not token.depth) for token in tokens)


def eqrefs(source: str) -> list[str]:
    r"""Give the labels that ``\eqref`` and ``\ref`` name in a formula, in order.

    >>> eqrefs(r'x \overset{\eqref{one}}{=} \text{by \ref{two}}')
    ['one', 'two']
    """
    found: list[str] = []

    def note(label: str) -> str:
        found.append(label)
        return ""

    replace_eqrefs(source, note)
    return found


def replace_eqrefs(source: str, text: Callable[[str], str]) -> str:
    r"""Put ``text(label)`` in the place of each ``\eqref{label}`` and ``\ref{label}``."""
    if "ref" not in source:  # as in most formulas, which need no scanning then
        return source
    tokens = scan(source, display=True)
    out = [token.text for token in tokens]
    for index, token in enumerate(tokens):
        if token.text in (r"\eqref", r"\ref") and token.mode is not Mode.RAW:
            label = group_after(tokens, index)
            if label is not None:
                blank_out(out, index, label[1])
                out[index] = text(inner_text(tokens, label).strip())
    return join(tokens, out).text
