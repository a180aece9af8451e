"""Defects of citations, references, links, images, code spans and footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .defect import Registry
from .markup import Edit, cut, roles, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from .corpus import Pair

DEFECTS: Final = Registry()


def _replaced(
    rng: Random, pair: Pair, prefix: str, others: Sequence[str], *, next_one: bool = False
) -> Pair | None:
    """The target of one role becomes one of the file's other ones."""
    for language in rng.sample(("zh", "en"), 2):
        text = pair.side(language)
        found = roles(text, prefix)
        for match in rng.sample(found, len(found)):
            target = match["target"]
            if target not in others or len(others) < 2:
                continue
            step = 1 if next_one else rng.randrange(1, len(others))
            new = others[(others.index(target) + step) % len(others)]
            return pair.with_side(language, Edit(*match.span("target"), new).apply(text))
    return None


def _exchanged(rng: Random, pair: Pair, prefix: str, *groups: str) -> Pair | None:
    """Two neighbours of one side exchange what they point to; the sides agreed before.

    Not those of one enumeration: "(1) and (2)" is "(2) and (1)".
    """
    both = [
        [match for match in spans(text, *groups) if (match["role"] or "").startswith(prefix)]
        for text in (pair.zh, pair.en)
    ]
    pointed = [[_target(match) for match in found] for found in both]
    if pointed[0] != pointed[1]:
        return None
    at = [
        i
        for i in range(len(pointed[0]) - 1)
        if pointed[0][i] != pointed[0][i + 1]
        and not any(
            _LISTED.fullmatch(text, found[i].end(), found[i + 1].start())
            for text, found in zip((pair.zh, pair.en), both, strict=True)
        )
    ]
    if not at:
        return None
    index, language = rng.choice(at), rng.choice(("zh", "en"))
    one, two = both[0 if language == "zh" else 1][index : index + 2]
    text = Edit(*_span(two), _target(one)).apply(pair.side(language))
    return pair.with_side(language, Edit(*_span(one), _target(two)).apply(text))


_LISTED: Final = re.compile(r"[\s,，、]*(?:and|or|与|和|及|或|以及)?\s*(?:式|equations?)?\s*")
"""What stands between two references of an enumeration."""


def _group(match: re.Match[str]) -> str:
    return next(group for group in ("target", "link", "auto", "image", "code") if match[group])


def _target(match: re.Match[str]) -> str:
    return match[_group(match)]


def _span(match: re.Match[str]) -> tuple[int, int]:
    return match.span(_group(match))


# ---- citations


@DEFECTS.text(Code.CITATION)
def citation_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A citation is lost."""
    for match in roles(text, "cite"):
        yield cut(text, *match.span())


@DEFECTS.text(Code.CITATION)
def citation_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """A citation stands twice."""
    for match in roles(text, "cite"):
        yield Edit(match.end(), match.end(), f" {match[0]}")


@DEFECTS.add(Code.CITATION)
def citation_replaced(rng: Random, pair: Pair) -> Pair | None:
    """Another work is cited."""
    return _replaced(rng, pair, "cite", pair.keys)


@DEFECTS.add(Code.ORDER, Code.CITATION, must=False)
def citations_exchanged(rng: Random, pair: Pair) -> Pair | None:
    """Two citations of one side change places."""
    return _exchanged(rng, pair, "cite", "target")


@DEFECTS.text(Code.CITATION)
def citation_misspelt(rng: Random, text: str) -> Iterator[Edit]:
    """The key of a work has another year, or another letter."""
    for match in roles(text, "cite"):
        for digit in re.finditer(r"\d", match["target"]):
            at = match.start("target") + digit.start()
            yield Edit(at, at + 1, str((int(digit[0]) + 1) % 10))
        yield Edit(match.start("target"), match.start("target") + 1, "")


@DEFECTS.text(Code.CITATION)
def citation_shortened(rng: Random, text: str) -> Iterator[Edit]:
    """One of several works of a citation is lost."""
    for match in roles(text, "cite"):
        keys = match["target"].split(",")
        for index in range(len(keys) if len(keys) > 1 else 0):
            yield Edit(*match.span("target"), ",".join(keys[:index] + keys[index + 1 :]))


# ---- references


@DEFECTS.text(Code.REFERENCE)
def reference_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A reference to an equation, section, figure or post is lost."""
    for match in _references(text):
        yield cut(text, *match.span())


@DEFECTS.text(Code.REFERENCE)
def reference_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """A reference stands twice."""
    for match in _references(text):
        yield Edit(match.end(), match.end(), f" {match[0]}")


@DEFECTS.add(Code.REFERENCE)
def equation_off_by_one(rng: Random, pair: Pair) -> Pair | None:
    """The next equation is referred to."""
    return _replaced(rng, pair, "eq", pair.labels, next_one=True)


@DEFECTS.add(Code.ORDER, Code.REFERENCE, must=False)
def references_exchanged(rng: Random, pair: Pair) -> Pair | None:
    """Two references of one side change places."""
    return _exchanged(rng, pair, "eq", "target")


@DEFECTS.text(Code.REFERENCE)
def reference_misspelt(rng: Random, text: str) -> Iterator[Edit]:
    """A label loses a letter, or its hyphen."""
    for match in _references(text):
        for at in range(*match.span("target")):
            yield Edit(at, at + 1, "")


@DEFECTS.text(Code.REFERENCE)
def role_broken(rng: Random, text: str) -> Iterator[Edit]:
    """The marks of a role are damaged: a space inside, ticks lost or full-width."""
    for match in spans(text, "role"):
        name = f"{{{match['role']}}}"
        for new in (
            f"{name} `{match['target']}`",
            f"{name}{match['target']}",
            f"`{match['target']}`",
            f"｛{match['role']}｝`{match['target']}`",
            f"{name}‘{match['target']}’",
        ):
            yield Edit(*match.span(), new)


@DEFECTS.text(Code.REFERENCE, Code.CITATION)
def role_translated(rng: Random, text: str) -> Iterator[Edit]:
    """``{eq}`` becomes ``{式}``."""
    names = {"eq": "式", "ref": "引用", "numref": "图", "doc": "文档", "cite:p": "引:p"}
    for match in spans(text, "role"):
        if match["role"] in names:
            yield Edit(*match.span("role"), names[match["role"]])


@DEFECTS.text(Code.REFERENCE, must=False)
def role_replaced(rng: Random, text: str) -> Iterator[Edit]:
    """``{eq}`` becomes ``{ref}``, which finds no equation."""
    for match in roles(text, "eq"):
        yield Edit(*match.span("role"), rng.choice(["ref", "numref", "doc"]))


def _references(text: str) -> list[re.Match[str]]:
    names = ("eq", "ref", "numref", "doc")
    return [match for match in spans(text, "role") if match["role"] in names]


# ---- links and images


@DEFECTS.text(Code.LINK)
def address_changed(rng: Random, text: str) -> Iterator[Edit]:
    """A link's or image's address loses a character."""
    for match in spans(text, "link", "auto", "image"):
        start, end = _span(match)
        for at in range(start + 8 if match["auto"] else start, end):
            if text[at].isalnum():
                yield Edit(at, at + 1, "")


@DEFECTS.text(Code.LINK)
def link_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A link keeps its words and loses its address."""
    for match in spans(text, "link"):
        yield Edit(*match.span(), match["words"])
    for match in spans(text, "auto"):
        yield cut(text, *match.span())


@DEFECTS.text(Code.LINK)
def link_broken(rng: Random, text: str) -> Iterator[Edit]:
    """The brackets of a link are full-width, or apart."""
    for match in spans(text, "link"):
        words, address = match["words"], match["link"]
        for new in (f"[{words}] ({address})", f"[{words}]（{address}）", f"【{words}】({address})"):
            yield Edit(*match.span(), new)


@DEFECTS.add(Code.ORDER, Code.LINK, must=False)
def links_exchanged(rng: Random, pair: Pair) -> Pair | None:
    """Two links of one side lead each to the other's address."""
    return _exchanged(rng, pair, "", "link", "auto")


@DEFECTS.text(Code.LINK)
def image_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """An image is lost."""
    for match in spans(text, "image"):
        yield cut(text, *match.span())


@DEFECTS.text(Code.LINK)
def image_replaced(rng: Random, text: str) -> Iterator[Edit]:
    """An image of another language, format or folder stands there."""
    for match in spans(text, "image"):
        path = match["image"]
        for new in (path.replace(".svg", "-en.svg"), path.replace(".svg", ".png"), f"../{path}"):
            yield Edit(*match.span("image"), new)


# ---- code and footnotes


@DEFECTS.text(Code.CODE_SPAN)
def code_changed(rng: Random, text: str) -> Iterator[Edit]:
    """Inline code loses a character, or has a hyphen for an underscore."""
    for match in spans(text, "code"):
        for at in range(*match.span("code")):
            yield Edit(at, at + 1, {"_": "-", "-": "_", "(": "（"}.get(text[at], ""))


@DEFECTS.text(Code.CODE_SPAN)
def code_unmarked(rng: Random, text: str) -> Iterator[Edit]:
    """Inline code loses its ticks."""
    for match in spans(text, "code"):
        yield Edit(*match.span(), match["code"])


@DEFECTS.text(Code.CODE_SPAN)
def code_quoted(rng: Random, text: str) -> Iterator[Edit]:
    """Inline code stands in quotation marks, or is translated."""
    for match in spans(text, "code"):
        yield Edit(*match.span(), f"“{match['code']}”")
        yield Edit(*match.span("code"), "运行")


@DEFECTS.text(Code.FOOTNOTE)
def footnote_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A footnote's mark is lost."""
    for match in spans(text, "note"):
        yield cut(text, *match.span())


@DEFECTS.text(Code.FOOTNOTE)
def footnote_replaced(rng: Random, text: str) -> Iterator[Edit]:
    """A footnote's mark is another's."""
    for match in spans(text, "note"):
        for new in ("note", f"{match['note']}2", match["note"][:-1]):
            yield Edit(*match.span("note"), new)


@DEFECTS.text(Code.FOOTNOTE)
def footnote_broken(rng: Random, text: str) -> Iterator[Edit]:
    """A footnote's mark is no longer one: ``[ ^a]``, ``［^a］``."""
    for match in spans(text, "note"):
        note = match["note"]
        for new in (f"[ ^{note}]", f"［^{note}］", f"[{note}]", rf"\[^{note}\]"):
            yield Edit(*match.span(), new)
