r"""The author's commands: from the settings, and from a formula that defines its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .safety import danger
from .tokens import (
    Kind,
    Rewrite,
    argument_after,
    blank_out,
    closed,
    inner_text,
    is_balanced,
    join,
    next_solid,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .tokens import Token

_NAME: Final = re.compile(r"[A-Za-z]+")
_USED: Final = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
DEFINERS: Final = frozenset(
    rf"\{name}"
    for name in ["newcommand", "renewcommand", "providecommand", "def", "DeclareMathOperator"]
)
_DEFINES: Final = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(DEFINERS)))})(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command of the author's: ``\newcommand{\name}[arity][default]{body}``.

    ``name`` has no backslash; ``default`` is the first argument's, where that is optional.
    """

    name: str
    body: str
    arity: int = 0
    default: str | None = None


def parse_macros(table: Mapping[str, object]) -> dict[str, Macro]:
    r"""Read a settings table: name to body, ``[body, arity]`` or ``[body, arity, default]``.

    >>> parse_macros({'norm': [r'\Vert#1\Vert', 1]})['norm']
    Macro(name='norm', body='\\Vert#1\\Vert', arity=1, default=None)

    Raises ValueError with a sentence that names the entry, for anything else.
    """
    macros: dict[str, Macro] = {}
    for name, entry in table.items():
        where = f"macro {name!r}:"
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(f"{where} the name must consist of the letters A-Z and a-z")
        match [entry] if isinstance(entry, str) else entry:
            case [str(body)]:
                macro = Macro(name, body)
            case [str(body), int(arity)]:
                macro = Macro(name, body, arity)
            case [str(body), int(arity), str(default)]:
                macro = Macro(name, body, arity, default)
            case _:
                raise ValueError(
                    f"{where} write the body, [body, number of arguments] or "
                    f"[body, number of arguments, default of the first], not {entry!r}"
                )
        if isinstance(macro.arity, bool) or not 0 <= macro.arity <= 9:
            raise ValueError(f"{where} the number of arguments must be from 0 to 9")
        if macro.default is not None and not macro.arity:
            raise ValueError(f"{where} a default needs at least one argument")
        for part in (macro.body, macro.default or ""):
            found = danger(part)
            if found is not None:
                raise ValueError(f"{where} {found.words}")
            if not is_balanced(part):
                raise ValueError(f"{where} the braces of {part!r} are not balanced")
        if max(_parameters(macro.body), default=0) > macro.arity:
            raise ValueError(
                f"{where} the body uses #{max(_parameters(macro.body))}, "
                f"but the number of arguments is {macro.arity}"
            )
        macros[name] = macro
    return macros


def _parameters(body: str) -> list[int]:
    """Give the numbers of the parameters (``#1``) in a macro's body."""
    return [int(number) for number in re.findall(r"(?<!\\)#([1-9])", body)]


def used_macros(source: str, macros: Mapping[str, Macro]) -> dict[str, Macro]:
    r"""Those of ``macros`` that the source needs, directly or through another's body, by name.

    >>> table = parse_macros({'a': r'\b', 'b': 'x', 'c': 'y'})
    >>> sorted(used_macros(r'1 + \a', table))
    ['a', 'b']
    """
    used: dict[str, Macro] = {}
    todo = [source]
    while todo and macros:
        for name in set(_USED.findall(todo.pop())):
            if name in macros and name not in used:
                used[name] = macros[name]
                todo += [macros[name].body, macros[name].default or ""]
    return dict(sorted(used.items()))


def may_define(source: str) -> bool:
    r"""Whether one of `DEFINERS` stands in ``source``: few formulas hold any, and this is quick.

    >>> may_define(r"\defect"), may_define(r"\def\x{y}")
    (False, True)
    """
    return _DEFINES.search(source) is not None


def take_definitions(source: str) -> tuple[list[Macro], str]:
    r"""Give the macros that a formula defines, and the formula without their definitions.

    Reads ``\newcommand``, ``\renewcommand``, ``\providecommand``, ``\DeclareMathOperator`` (all
    with or without a star) and ``\def\name#1#2{..}``.  One that can't be read stays where it is.

    >>> take_definitions(r'\newcommand{\R}{\mathbb R} x \in \R')
    ([Macro(name='R', body='\\mathbb R', arity=0, default=None)], ' x \\in \\R')
    """
    if not may_define(source):
        return [], source
    macros, rewrite = lift_definitions(source)
    return macros, rewrite.text if rewrite.text.strip() or not macros else ""


def lift_definitions(source: str) -> tuple[list[Macro], Rewrite]:
    """As `take_definitions`; the rest also tells where its parts stood."""
    tokens = scan(source, display=True)
    out = [token.text for token in tokens]
    macros: list[Macro] = []
    index = 0
    while index < len(tokens):
        if tokens[index].text in DEFINERS:
            definition = _definition(tokens, index)
            if definition is not None:
                macro, last = definition
                macros.append(macro)
                prefixed = tokens[index - 1].text in (r"\global", r"\long") if index else False
                blank_out(out, index - prefixed, last)
                index = last
        index += 1
    return macros, join(tokens, out)


def _definition(tokens: Sequence[Token], start: int) -> tuple[Macro, int] | None:
    """Read the macro defined by the command at ``start`` and the definition's last token."""
    command, index = tokens[start].text, start
    following = next_solid(tokens, index)
    starred = following < len(tokens) and tokens[following].text == "*"
    named = argument_after(tokens, following if starred else index)
    name = inner_text(tokens, named).strip() if named else ""
    if named is None or not name.startswith("\\") or not _NAME.fullmatch(name[1:]):
        return None
    index = named[1]
    arity, default = 0, None
    if command == r"\def":
        following = next_solid(tokens, index)
        while following + 1 < len(tokens) and tokens[following].text == "#":
            arity += 1
            if tokens[following + 1].text != str(arity):
                return None
            index, following = following + 1, following + 2
    elif command != r"\DeclareMathOperator":
        count = _bracketed(tokens, index)
        if count is not None:
            if not re.fullmatch(r"\s*[0-9]\s*", count[0]):
                return None
            arity, index = int(count[0]), count[1]
            option = _bracketed(tokens, index)
            if option is not None and arity:
                default, index = option
    body = argument_after(tokens, index)
    if body is None or (command == r"\def" and tokens[body[0]].kind is not Kind.OPEN):
        return None
    text = inner_text(tokens, body)
    if command == r"\DeclareMathOperator":
        text = rf"\operatorname{'*' * starred}{{{closed(text, '}')}"
    return Macro(name[1:], text, arity, default), body[1]


def _bracketed(tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
    """Give what a ``[..]`` after ``index`` holds, and its end; it can't hold a definition."""
    first = next_solid(tokens, index)
    if first >= len(tokens) or tokens[first].text != "[":
        return None
    last = first + 1
    while last < len(tokens) and tokens[last].text not in DEFINERS:
        if tokens[last].text == "]":
            return "".join(token.text for token in tokens[first + 1 : last]), last
        last = max(last, tokens[last].match) + 1
    return None
