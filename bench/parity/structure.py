"""Defects of a text's structure: paragraphs, lists, tables, emphasis, whole sides."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bitext.parity import Code

from .defect import Registry
from .markup import HAN, Edit, list_items, mask, paragraphs, prose, prose_paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from .corpus import Pair

DEFECTS: Final = Registry()
_BOLD: Final = re.compile(r"(?<!\*)(\*{1,2})(?![\s*])([^*\n]+)(?<!\s)\1(?!\*)")


# ---- paragraphs


def _without(text: str, span: tuple[int, int]) -> str:
    """The text without a paragraph, and without the gap behind or before it."""
    before, after = text[: span[0]].rstrip("\n"), text[span[1] :].lstrip("\n")
    return f"{before}\n\n{after}".strip("\n")


@DEFECTS.add(Code.BLOCKS)
def paragraph_dropped(rng: Random, pair: Pair) -> Pair | None:
    """A paragraph is lost."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    found = prose_paragraphs(text)
    if len(paragraphs(text)) < 2 or not found:
        return None
    return pair.with_side(language, _without(text, rng.choice(found)))


@DEFECTS.text(Code.BLOCKS, Code.REPEATED)
def paragraph_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """A paragraph stands twice."""
    for start, end in prose_paragraphs(text):
        yield Edit(end, end, "\n\n" + text[start:end])


@DEFECTS.add(Code.ORDER, Code.FORMULA_BROKEN, Code.NUMBER, must=False)
def paragraphs_exchanged(rng: Random, pair: Pair) -> Pair | None:
    """Two paragraphs of one side change places, at least one of which holds a token."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    found = prose_paragraphs(text)
    if len(found) < 2:
        return None
    at = rng.randrange(len(found) - 1)
    (a, b), (c, d) = found[at], found[at + 1]
    if not re.search(r"[$`\d]", text[a:b] + text[c:d]):
        return None
    return pair.with_side(language, text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:])


@DEFECTS.text(Code.BLOCKS)
def paragraphs_joined(rng: Random, text: str) -> Iterator[Edit]:
    """The blank line between two paragraphs is lost."""
    found = prose_paragraphs(text)
    for (_, end), (start, _) in pairwise(found):
        if not text[end:start].strip():
            yield Edit(end, start, "\n")


@DEFECTS.add(Code.BLOCKS)
def paragraph_split(rng: Random, pair: Pair) -> Pair | None:
    """A paragraph falls in two behind a sentence."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    pattern = r"(?<=。)(?=\S)" if language == "zh" else r"(?<=[a-z]\.) (?=[A-Z])"
    spans = prose_paragraphs(text)
    found = [
        m for m in prose(text, re.compile(pattern)) if any(a < m.start() < b for a, b in spans)
    ]
    if not found:
        return None
    return pair.with_side(language, Edit(*rng.choice(found).span(), "\n\n").apply(text))


@DEFECTS.add(Code.RATIO, Code.FORMULA_BROKEN, must=False)
def paragraph_truncated(rng: Random, pair: Pair) -> Pair | None:
    """A paragraph breaks off in the middle."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    masked = mask(text)
    found = [span for span in prose_paragraphs(text) if span[1] - span[0] > 60]
    if not found:
        return None
    start, end = rng.choice(found)
    at = start + round((end - start) * rng.uniform(0.3, 0.6))
    pattern = f"[{HAN}](?=[{HAN}])" if language == "zh" else r"[a-z](?= [a-z])"
    place = re.compile(pattern).search(masked, at, end)
    if not place:
        return None
    return pair.with_side(language, Edit(place.end(), end, "").apply(text))


# ---- whole sides


@DEFECTS.add(Code.EMPTY)
def side_emptied(rng: Random, pair: Pair) -> Pair | None:
    """One side holds nothing."""
    return pair.with_side(rng.choice(("zh", "en")), rng.choice(("", "\n", " \n\n")))


@DEFECTS.add(Code.UNTRANSLATED)
def side_untranslated(rng: Random, pair: Pair) -> Pair | None:
    """One side is written in the other language: both are the same."""
    language = rng.choice(("zh", "en"))
    return pair.with_side(language, pair.other(language))


@DEFECTS.add(Code.UNTRANSLATED)
def sides_exchanged(rng: Random, pair: Pair) -> Pair | None:
    """The Chinese text stands in the English panel, and the other way round."""
    return pair._replace(zh=pair.en, en=pair.zh)


@DEFECTS.add(Code.UNTRANSLATED)
def paragraph_untranslated(rng: Random, pair: Pair) -> Pair | None:
    """A paragraph of several is left in the other language."""
    language = rng.choice(("zh", "en"))
    text, source = pair.side(language), pair.other(language)
    here, there = prose_paragraphs(text), prose_paragraphs(source)
    if len(here) < 2 or len(here) != len(there):
        return None
    index = rng.randrange(len(here))
    words = re.findall(r"[a-z]{2,}|[\u4e00-\u9fff]", mask(source)[slice(*there[index])])
    if len(words) < 8:
        return None
    return pair.with_side(language, Edit(*here[index], source[slice(*there[index])]).apply(text))


# ---- lists, tables, quotations


@DEFECTS.text(Code.ITEMS, Code.BLOCKS)
def item_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """An item of a list is lost."""
    for start, end in list_items(text):
        yield Edit(start, end, "")


@DEFECTS.text(Code.ITEMS, Code.BLOCKS, Code.REPEATED)
def item_doubled(rng: Random, text: str) -> Iterator[Edit]:
    """An item of a list stands twice."""
    for start, end in list_items(text):
        yield Edit(start, start, text[start:end].rstrip("\n") + "\n")


@DEFECTS.text(Code.ITEMS, Code.BLOCKS)
def items_joined(rng: Random, text: str) -> Iterator[Edit]:
    """Two items become one."""
    found = list_items(text)
    for (_, end), (start, last) in pairwise(found):
        if end == start and last > start:
            mark = re.compile(r"\s*(?:[-*+]|\d+\.) ").match(text, start)
            if mark:
                yield Edit(end - 1, mark.end(), " " if text[end - 2].isascii() else "")


@DEFECTS.text(Code.BLOCKS, Code.ITEMS)
def list_kind_changed(rng: Random, text: str) -> Iterator[Edit]:
    """A list's numbers become bullets, or the other way round."""
    for block in re.finditer(r"(?:^(?:-|\d+\.) .*(?:\n|$))+", text, re.MULTILINE):
        if block[0].startswith("-"):
            changed = re.sub("^-", "1.", block[0], flags=re.MULTILINE)
        else:
            changed = re.sub(r"^\d+\.", "-", block[0], flags=re.MULTILINE)
        yield Edit(*block.span(), changed)


@DEFECTS.text(Code.ITEMS, Code.BLOCKS)
def list_flattened(rng: Random, text: str) -> Iterator[Edit]:
    """A list becomes running text."""
    for block in re.finditer(r"(?:^(?:-|\d+\.) .*(?:\n|$)){2,}", text, re.MULTILINE):
        changed = re.sub(r"^(?:-|\d+\.) ", "", block[0], flags=re.MULTILINE)
        yield Edit(*block.span(), changed)


@DEFECTS.text(Code.ITEMS, Code.BLOCKS)
def row_of_table_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A row of a table is lost."""
    for match in re.finditer(r"^\| (?!---).*\n?", text, re.MULTILINE):
        yield Edit(*match.span(), "")


@DEFECTS.text(Code.BLOCKS)
def quotation_unmarked(rng: Random, text: str) -> Iterator[Edit]:
    """A quotation becomes a paragraph."""
    for match in re.finditer(r"^> ", text, re.MULTILINE):
        yield Edit(*match.span(), "")


@DEFECTS.text(Code.BLOCKS, Code.ITEMS)
def fence_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """A directive's or code block's fence is lost, and its text is prose."""
    for match in re.finditer(r"^(`{3,}|:{3,})[^\n]*\n((?:.*\n)*?)\1$", text, re.MULTILINE):
        yield Edit(*match.span(), match[2].strip("\n"))


# ---- emphasis


@DEFECTS.text(Code.EMPHASIS, must=False, hint=True)
def emphasis_dropped(rng: Random, text: str) -> Iterator[Edit]:
    """Bold or emphasised words become plain."""
    for match in prose(text, _BOLD):
        yield Edit(*match.span(), match[2])


@DEFECTS.text(Code.EMPHASIS_FAILS, Code.EMPHASIS)
def emphasis_unclosed(rng: Random, text: str) -> Iterator[Edit]:
    """One of the two marks of emphasis is lost."""
    for match in prose(text, _BOLD):
        yield Edit(match.start(), match.end(1), "")
        yield Edit(match.end(2), match.end(), "")


@DEFECTS.text(Code.EMPHASIS_FAILS, Code.EMPHASIS)
def emphasis_spaced(rng: Random, text: str) -> Iterator[Edit]:
    """``**bold**`` becomes ``** bold **``, which stands as it is written."""
    for match in prose(text, _BOLD):
        yield Edit(*match.span(), f"{match[1]} {match[2]} {match[1]}")


@DEFECTS.text(Code.EMPHASIS_FAILS, languages=("zh",))
def emphasis_fails(rng: Random, text: str) -> Iterator[Edit]:
    """``**注意**这里`` becomes ``**注意：**这里``, where Markdown sees no emphasis."""
    for match in prose(text, _BOLD):
        before, after = text[match.start() - 1], text[match.end() : match.end() + 1]
        marks, words = match[1], match[2]
        if re.match(f"[{HAN}]", after):
            yield Edit(*match.span(), f"{marks}{words}：{marks}")
            yield Edit(*match.span(), f"{marks}（{words}）{marks}")
        if re.match(f"[{HAN}]", before):
            yield Edit(*match.span(), f"{marks}“{words}”{marks}")


@DEFECTS.text(Code.EMPHASIS_FAILS, languages=("zh",))
def emphasis_added_in_vain(rng: Random, text: str) -> Iterator[Edit]:
    """Words in quotation marks are made bold with the marks, beside Han: ``把**“甲”**当作``."""
    for pattern in (f"“[{HAN}]+”", f"[{HAN}]{{2,4}}，"):
        for match in prose(text, re.compile(f"(?<=[{HAN}]){pattern}(?=[{HAN}])")):
            if "*" not in text:  # which might pair with them
                yield Edit(*match.span(), f"**{match[0]}**")
