r"""Whether macros come to an end.

TeX expands them for ever, or until its memory is full; KaTeX stops after 1,000.

>>> from bitext.tex import parse_macros
>>> runaway(r'\a', parse_macros({'a': r'\b\b', 'b': r'\a'}))
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .macros import DEFINERS, lift_definitions, may_define, used_macros
from .tokens import TOKEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .macros import Macro

_EXPANSIONS: Final = 5_000
_TOKENS: Final = 100_000


def runaway(source: str, macros: Mapping[str, Macro]) -> bool:
    r"""Whether the formula expands to more than can be set, or without end.

    The macros that it defines itself count as well; a definition that cannot be read
    (``\def\x#1.{..}``) counts as one without end.
    """
    if not may_define(source) and not used_macros(source, macros):
        return False
    definitions, rest = lift_definitions(source)
    if any(found.group() in DEFINERS for found in TOKEN.finditer(rest.text)):
        return True
    known = {**macros, **{macro.name: macro for macro in definitions}}
    used = used_macros(rest.text, known)
    if not used:
        return False
    bodies = {f"\\{name}": (macro, _tokens(macro.body)) for name, macro in used.items()}
    waiting = _tokens(rest.text)[::-1]
    expansions = seen = 0
    while waiting:
        seen += 1
        token = waiting.pop()
        if token not in bodies:
            continue
        macro, body = bodies[token]
        expansions += 1
        arguments = _arguments(waiting, macro)
        # Backwards, as what is waiting: the next one is the last.
        for number in range(len(body) - 1, -1, -1):
            piece = body[number]
            if piece == "#" or (number and body[number - 1] == "#"):
                if piece != "#" and piece.isdigit() and 0 < int(piece) <= len(arguments):
                    waiting += arguments[int(piece) - 1][::-1]
                continue
            waiting.append(piece)
        if expansions > _EXPANSIONS or seen + len(waiting) > _TOKENS:
            return True
    return False


def _tokens(source: str) -> list[str]:
    return [
        found.group()
        for found in TOKEN.finditer(source)
        if found.lastgroup not in ("SPACE", "COMMENT")
    ]


def _arguments(waiting: list[str], macro: Macro) -> list[list[str]]:
    """Take the macro's arguments from what is waiting, whose end comes next."""
    found: list[list[str]] = []
    if macro.default is not None:
        found.append(_tokens(macro.default))
        if waiting and waiting[-1] == "[" and "]" in waiting:
            waiting.pop()
            found[0] = []
            while (token := waiting.pop()) != "]":
                found[0].append(token)
    while len(found) < macro.arity and waiting:
        token = waiting.pop()
        argument = [token]
        depth = int(token == "{")
        while depth and waiting:
            token = waiting.pop()
            depth += (token == "{") - (token == "}")
            argument.append(token)
        found.append(argument)
    return found
