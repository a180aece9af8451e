"""What posts are filed under: ``taxonomy.yml``, read and checked.

::

    categories: {architecture: {zh: 架构, en: Architecture}}
    tags: {muon: {zh: Muon, en: Muon}}
    series:
      beyond-mup:
        name: {zh: MuP 之上, en: Beyond MuP}
        summary: {zh: ..., en: ...}
        announced: {4: {zh: ..., en: ...}}   # parts to come, by their number
        needs: {3: [1]}                      # the parts that a part builds upon; the one
                                             # before it where nothing is said
    publications: {kexue.fm: {zh: 科学空间, en: Scientific Spaces}}   # by host
    authors: {苏剑林: {zh: 苏剑林, en: Jianlin Su}}                    # by name in `source:`
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Bilingual

_PARTS = ("categories", "tags", "series", "publications", "authors")
_SERIES = ("name", "summary", "announced", "needs")


@dataclass(frozen=True, slots=True)
class Series:
    """Posts that belong together, in an order."""

    name: Bilingual
    summary: Bilingual
    announced: Mapping[int, Bilingual]
    """The titles of parts that are announced and not written, by number."""
    needs: Mapping[int, tuple[int, ...]]
    """The parts that a part builds upon, where that is not the one before it."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The names of all that posts are filed under, by key."""

    categories: Mapping[str, Bilingual] = field(default_factory=dict)
    tags: Mapping[str, Bilingual] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    publications: Mapping[str, Bilingual] = field(default_factory=dict)
    authors: Mapping[str, Bilingual] = field(default_factory=dict)


def parse_taxonomy(data: object, codes: Iterable[str]) -> Taxonomy:
    """What ``taxonomy.yml`` holds, as loaded by a YAML reader.

    Args:
        data: the file's content; None, an empty file, is an empty taxonomy.
        codes: the codes of the two languages; each name has exactly these.

    Raises:
        ValueError: says which entry is not understood, and what it should be.

    """
    wanted = tuple(codes)
    top = _mapping(data, "the file")
    _known(top, _PARTS, "the file")
    return Taxonomy(
        series={
            key: _series(value, f"series.{key}", wanted)
            for key, value in _keyed(top, "series").items()
        },
        **{
            part: {
                key: _name(value, f"{part}.{key}", wanted)
                for key, value in _keyed(top, part).items()
            }
            for part in _PARTS
            if part != "series"
        },
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a message on an unknown `word`: ``; did you mean 'muon'?``, or nothing."""
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""


def _series(value: object, where: str, codes: tuple[str, ...]) -> Series:
    found = _mapping(value, where)
    _known(found, _SERIES, where)
    if "name" not in found:
        raise ValueError(f"{where} lacks a name")
    return Series(
        name=_name(found["name"], f"{where}.name", codes),
        summary=_name(found["summary"], f"{where}.summary", codes) if "summary" in found else {},
        announced={
            _part(number, where): _name(title, f"{where}.announced.{number}", codes)
            for number, title in _mapping(found.get("announced"), f"{where}.announced").items()
        },
        needs={
            _part(number, where): tuple(_part(part, where) for part in _list(parts, where))
            for number, parts in _mapping(found.get("needs"), f"{where}.needs").items()
        },
    )


def _name(value: object, where: str, codes: tuple[str, ...]) -> Bilingual:
    found = _mapping(value, where)
    if set(found) != set(codes) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError(f"{where} wants a text for each of {', '.join(codes)}, not {value!r}")
    return {code: found[code] for code in codes}


def _part(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{where}: a part is a whole number from 1 on, not {value!r}")
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{where} wants a list, not {value!r}")
    return value


def _keyed(top: Mapping[Any, Any], part: str) -> Mapping[str, Any]:
    found = _mapping(top.get(part), part)
    for key in found:
        if not isinstance(key, str):
            raise ValueError(f"{part}: the key {key!r} must be a text; put it in quotes")
    return found


def _mapping(value: object, where: str) -> Mapping[Any, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} wants 'name: value' pairs, not {value!r}")
    return value


def _known(found: Mapping[Any, Any], names: tuple[str, ...], where: str) -> None:
    for key in found:
        if key not in names:
            raise ValueError(
                f"{where} has an unknown {key!r}; it takes {', '.join(names)}"
                f"{nearest(str(key), names)}"
            )
