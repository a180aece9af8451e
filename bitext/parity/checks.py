"""All checks of a pair, and of a post: what is asked, and what an author has allowed."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from . import (
    formulas,
    health,
    names,
    numbers,
    polarity,
    references,
    strangers,
    structure,
    terms,
    typography,
)
from .finding import Code, Finding
from .source import Pair, Part, read_source
from .text import Side, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .terms import Glossary

_ALLOW: Final = re.compile(r"^[ \t]*%[ \t]*parity:[ \t]*(?P<rest>.*?)[ \t]*$", re.MULTILINE)
_WORDING: Final = re.compile(r"allow[ \t]+(?P<code>\S+)[ \t]+because[ \t]+(?P<reason>\S.*)")
_CODES: Final = {code.label: code for code in Code}


class Checked(NamedTuple):
    """What was found in a post."""

    pairs: int
    """How many pairs of panels it has."""
    findings: tuple[Finding, ...]


def compare(
    zh: str,
    en: str,
    *,
    zh_line: int = 1,
    en_line: int = 1,
    glossary: Glossary | None = None,
    macros: frozenset[str] = frozenset(),
    ratio: float | None = None,
) -> list[Finding]:
    """Compare the two sides of a pair, given as MyST text; graver findings come first.

    Args:
        zh: the Chinese side.
        en: the English side.
        zh_line: the line on which the Chinese side begins.
        en_line: the line on which the English side begins.
        glossary: the terms that both sides are held to, if any.
        macros: the names of the author's TeX commands, without backslashes.
        ratio: Han characters to an English word, as this author usually has them.

    """
    macros |= health.defined(zh) | health.defined(en)
    pair = Pair(Part(zh, zh_line), Part(en, en_line))
    return _compare(pair, _sides(pair), glossary, macros, ratio)


def check_post(
    text: str, *, glossary: Glossary | None = None, macros: frozenset[str] = frozenset()
) -> Checked:
    """Check a whole post, given as its source: each pair, each span, each shared formula."""
    macros |= health.defined(text)  # a definition holds for the page
    source = read_source(text)
    panels = [pair for pair in source.pairs if not pair.span]
    sides = [_sides(pair) for pair in panels]
    ratio = structure.ratio_of(sides) if len(panels) >= _ENOUGH else None
    found: list[Finding] = []
    for pair, both in zip(panels, sides, strict=True):
        found += _compare(pair, both, glossary, macros, ratio)
    for pair in source.pairs:
        if pair.span:
            found += _check_span(pair, macros)
    for display in source.displays:
        found += health.check_formula(display.text, display.line, "", macros)
    return Checked(len(panels), tuple(sorted(found, key=lambda each: each.zh or each.en or 0)))


def unknown_terms(posts: Iterable[str], glossary: Glossary) -> list[Finding]:
    """Words that recur facing each other in these posts, and that the glossary does not know."""
    sides = [_sides(pair) for post in posts for pair in read_source(post).pairs if not pair.span]
    return [
        Finding(
            Code.TERM_UNKNOWN,
            f"{zh} and “{en}” face each other in {count} pairs: a term for the glossary?",
            zh_tokens=(zh,),
            en_tokens=(en,),
        )
        for zh, en, count in islice(terms.suggest(sides, glossary), _SUGGESTED)
    ]


_SUGGESTED: Final = 40
"""More than that nobody reads."""

# With fewer pairs a post says nothing about its author's habits.
_ENOUGH: Final = 6


def _compare(
    pair: Pair,
    sides: tuple[Side, Side],
    glossary: Glossary | None,
    macros: frozenset[str],
    ratio: float | None,
) -> list[Finding]:
    found = list(_checks(*sides, glossary, macros, ratio))
    if "parity:" in pair.zh.text or "parity:" in pair.en.text:
        allowances = [
            *_allowances(pair.zh.text, pair.zh.line, "zh"),
            *_allowances(pair.en.text, pair.en.line, "en"),
        ]
        found = list(_allowed(found, allowances))
    return sorted(found, key=_order)


def _checks(
    zh: Side, en: Side, glossary: Glossary | None, macros: frozenset[str], ratio: float | None
) -> Iterator[Finding]:
    yield from structure.check(zh, en, ratio)
    yield from formulas.check(zh, en)
    yield from references.check(zh, en)
    yield from numbers.check(zh, en)
    yield from polarity.check(zh, en)
    yield from names.check(zh, en)
    yield from strangers.check(zh, en)
    if glossary is not None:
        yield from terms.check(zh, en, glossary)
    for side in (zh, en):
        yield from health.check(side, macros)
        yield from typography.check(side)


def _check_span(pair: Pair, macros: frozenset[str]) -> Iterator[Finding]:
    """A title or a caption: short, and freer than prose; its tokens must agree all the same."""
    zh, en = _sides(pair)
    yield from formulas.check(zh, en)
    yield from references.check(zh, en)
    for side in (zh, en):
        yield from health.check(side, macros)
        yield from typography.check(side)


def _sides(pair: Pair) -> tuple[Side, Side]:
    return (
        Side("zh", tuple(read(pair.zh.text, pair.zh.line))),
        Side("en", tuple(read(pair.en.text, pair.en.line))),
    )


class _Allowance(NamedTuple):
    line: int
    language: str
    code: Code | None
    """None if it cannot be understood."""
    rest: str


def _allowances(text: str, line: int, language: str) -> Iterator[_Allowance]:
    for match in _ALLOW.finditer(text):
        here = line + text.count("\n", 0, match.start())
        wording = _WORDING.fullmatch(match["rest"])
        code = _CODES.get(wording["code"]) if wording else None
        yield _Allowance(here, language, code, match["rest"])


def _allowed(found: list[Finding], allowances: Iterable[_Allowance]) -> Iterator[Finding]:
    """The findings that no allowance takes away, and the allowances that take none."""
    allowances = list(allowances)
    codes = {allowance.code for allowance in allowances}
    yield from (each for each in found if each.code not in codes)
    present = {each.code for each in found}
    for allowance in allowances:
        if allowance.code is None:
            message = (
                f"“parity: {allowance.rest}” is no allowance: write “% parity: allow CODE because "
                "REASON”, with the CODE that a finding shows"
            )
        elif allowance.code not in present:
            message = f"nothing here is found as {allowance.code.label}: take the allowance out"
        else:
            continue
        zh = allowance.line if allowance.language == "zh" else None
        yield Finding(Code.ALLOWANCE, message, zh, None if zh else allowance.line)


def _order(finding: Finding) -> tuple[int, int]:
    return -finding.severity, finding.zh or finding.en or 0
