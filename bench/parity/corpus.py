"""The clean pairs: those of the project's posts, and of the fixtures."""

from __future__ import annotations

import re
import runpy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from bitext.parity import Glossary, pairs, parse_glossary

if TYPE_CHECKING:
    from collections.abc import Iterable

TOP: Final = Path(__file__).resolve().parent.parent.parent
FIXTURES: Final = Path(__file__).resolve().parent / "fixtures"
_LABEL: Final = re.compile(r"\$\$ \(([^()\s]+)\)$", re.MULTILINE)
_KEY: Final = re.compile(r"\{cite:[a-z]+\}`([^`]+)`")


class Pair(NamedTuple):
    """A pair of texts that say the same, or shall no longer do so."""

    zh: str
    en: str
    origin: str = ""
    """``file:line`` of the Chinese side."""
    labels: tuple[str, ...] = ()
    """The labels of all equations of its file, in order."""
    keys: tuple[str, ...] = ()
    """The works that its file cites."""
    macros: frozenset[str] = frozenset()
    """The names of the macros that hold there, without backslash."""

    def side(self, language: str) -> str:
        """The text in a language."""
        return self.zh if language == "zh" else self.en

    def other(self, language: str) -> str:
        """The text in the other language."""
        return self.en if language == "zh" else self.zh

    def with_side(self, language: str, text: str) -> Pair:
        """The pair with another text in a language."""
        return self._replace(zh=text) if language == "zh" else self._replace(en=text)


def read(path: Path, macros: Iterable[str] = ()) -> list[Pair]:
    """All pairs of a file."""
    source = path.read_text("utf-8")
    labels = tuple(dict.fromkeys(_LABEL.findall(source)))
    keys = tuple(dict.fromkeys(key for keys in _KEY.findall(source) for key in keys.split(",")))
    name = path.relative_to(TOP)
    return [
        Pair(pair.zh.text, pair.en.text, f"{name}:{pair.zh.line}", labels, keys, frozenset(macros))
        for pair in pairs(source)
    ]


@cache
def corpus() -> tuple[Pair, ...]:
    """All clean pairs, those of the posts first."""
    macros = frozenset(runpy.run_path(str(TOP / "conf.py"))["bitext_macros"])
    paths = [*sorted((TOP / "posts").glob("*.md")), *sorted(FIXTURES.glob("*.md"))]
    return tuple(pair for path in paths for pair in read(path, macros))


@cache
def glossary() -> Glossary:
    """The project's glossary, as the check takes it."""
    return parse_glossary(yaml.safe_load((TOP / "glossary.yml").read_text("utf-8")))


@cache
def terms() -> tuple[tuple[str, str], ...]:
    """The preferred forms of the glossary's terms, in Chinese and English."""
    entries = yaml.safe_load((TOP / "glossary.yml").read_text("utf-8"))["terms"]
    return tuple((entry["zh"], entry["en"]) for entry in entries)
