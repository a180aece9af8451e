"""Pieces of what readers see, taken at random, and the posts that hold them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

BREAK = "\n"
HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Query:
    """Something to search for."""

    text: str
    answers: frozenset[str]
    """Pages that are right, from the site's root."""
    kind: str


def paragraphs(source: Path) -> dict[str, list[str]]:
    """The prose of a post's panels, by language; formulas, roles and links are breaks in it.

    From the source: parsing a thousand pages takes longer than all the rest.
    """
    text = source.read_text("utf-8")
    found = {}
    for code in ("zh", "en"):
        panels = re.findall(rf"^:::\{{{code}\}}\n(.*?)\n:::$", text, re.MULTILINE | re.DOTALL)
        found[code] = [
            _prose(block)
            for panel in panels
            for block in panel.split("\n\n")
            if block[:1] not in "%`"
        ]
    return found


def _above(source: Path) -> list[str]:
    """What stands outside of the panels: the summary, the title, the headings."""
    _, front, body = source.read_text("utf-8").split("---\n", 2)
    summary = (yaml.safe_load(front).get("summary") or {}).values()
    headings = re.findall(r"^#+ .*$", body, re.MULTILINE)
    spans = [span for heading in headings for span in re.findall(r"\[([^\]]*)\]", heading)]
    return [*map(str, summary), *spans]


def _prose(block: str) -> str:
    block = re.sub(f"(?<={HAN.pattern})\n(?={HAN.pattern})", "", block).replace("\n", " ")
    block = re.sub(
        r"\$[^$]*\$|\{[a-z:]+\}`[^`]*`|\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]|[`\\{}<>]", BREAK, block
    )
    return re.sub(r"[^\S\n]+", " ", block.replace("*", ""))


def fragments(sources: dict[str, Path], count: int, seed: int) -> list[Query]:
    """`count` fragments, half of them Chinese (4 to 30 characters), half English (3 to 8 words).

    `sources` are the posts' by the address of their page. Every post that has a fragment word
    for word is a right answer to it.
    """
    chance = random.Random(seed)
    texts = {url: paragraphs(source) for url, source in sources.items()}
    whole = {
        # What stands above its texts says it too.
        url: {
            code: "\n".join([*found, *_above(sources[url])]).casefold()
            for code, found in sides.items()
        }
        for url, sides in texts.items()
    }
    queries: list[Query] = []
    urls = sorted(url for url, sides in texts.items() if any(sides.values()))
    while len(queries) < count:
        code = "zh" if len(queries) % 2 == 0 else "en"
        sides = texts[chance.choice(urls)][code]
        runs = [run.strip() for text in sides for run in text.split(BREAK)]
        cut = _chinese if code == "zh" else _english
        piece = cut(chance.choice(runs), chance) if runs else ""
        if piece:
            answers = {url for url, said in whole.items() if piece.casefold() in said[code]}
            queries.append(Query(piece, frozenset(answers), f"fragment-{code}"))
    return queries


def _chinese(run: str, chance: random.Random) -> str:
    length = chance.randint(4, 30)
    if len(run) < length:
        return ""
    start = chance.randrange(len(run) - length + 1)
    piece = run[start : start + length].strip()
    return piece if len(HAN.findall(piece)) >= 4 else ""


def _english(run: str, chance: random.Random) -> str:
    words = run.split(" ")
    length = chance.randint(3, 8)
    if len(words) < length:
        return ""
    start = chance.randrange(len(words) - length + 1)
    piece = " ".join(words[start : start + length])
    return piece if len(re.findall("[A-Za-z]+", piece)) >= length else ""
