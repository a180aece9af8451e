"""Harmless rewrites: what says the same in other words, and must not be called a defect."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from .defect import Strike
from .markup import (
    HAN,
    MASK,
    Edit,
    list_items,
    mask,
    paragraphs,
    prose,
    prose_paragraphs,
    sentences,
    spans,
)
from .numerals import EN_CARDINAL, EN_COUNT, ZH_COUNT, counts, value_of
from .tex import argument, solid, splice, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from .corpus import Pair

Make = Callable[["Random", "Pair"], "Pair | None"]


class Rewrite(NamedTuple):
    """A class of rewrites."""

    name: str
    make: Make


REWRITES: Final[list[Rewrite]] = []


def _add(make: Make) -> Make:
    REWRITES.append(Rewrite(make.__name__.replace("_", "-"), make))
    return make


def _formula(strike: Strike) -> Strike:
    """A class that respells one formula at several places at once."""

    def make(rng: Random, pair: Pair) -> Pair | None:
        for language in rng.sample(("zh", "en"), 2):
            text = pair.side(language)
            found = spans(text, "inline", "display")
            for match in rng.sample(found, len(found)):
                group = "inline" if match["inline"] is not None else "display"
                changed = _struck(rng, strike, match[group])
                if changed != match[group] and "$" not in changed:
                    return pair.with_side(language, Edit(*match.span(group), changed).apply(text))
        return None

    REWRITES.append(Rewrite(strike.__name__.replace("_", "-"), make))
    return strike


def _text(languages: Sequence[str] = ("zh", "en")) -> Callable[[Strike], Strike]:
    """A class that rewrites one place of a side, or several."""

    def register(strike: Strike) -> Strike:
        def make(rng: Random, pair: Pair) -> Pair | None:
            for language in rng.sample(languages, len(languages)):
                text = pair.side(language)
                edits = list(strike(rng, text))
                if edits:
                    some = rng.sample(edits, rng.randint(1, min(4, len(edits))))
                    return pair.with_side(language, _applied(text, some, _replace))
            return None

        _add_named(strike.__name__, make)
        return strike

    return register


def _add_named(name: str, make: Make) -> None:
    REWRITES.append(Rewrite(name.replace("_", "-"), make))


def _struck(rng: Random, strike: Strike, tex: str) -> str:
    edits = list(strike(rng, tex))
    return _applied(tex, rng.sample(edits, rng.randint(1, len(edits))), splice) if edits else tex


def _applied(text: str, edits: Sequence[Edit], put: Callable[[str, int, int, str], str]) -> str:
    """The text after those edits that do not overlap a later one."""
    last = len(text) + 1
    for edit in sorted(edits, reverse=True):
        if edit.end <= last:
            text = put(text, *edit)
            last = edit.start
    return text


def _replace(text: str, start: int, end: int, new: str) -> str:
    return Edit(start, end, new).apply(text)


def _swap(tex: str, table: Mapping[str, Sequence[str]]) -> Iterator[Edit]:
    for token in tokens(tex):
        for new in table.get(token.text, ()) if token.free else ():
            yield Edit(token.start, token.end, new)


# ---- formulas respelled


@_formula
def relations_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\le`` and ``\leq``, ``\to`` and ``\rightarrow``."""
    pairs = [r"\le \leq", r"\ge \geq", r"\ne \neq", r"\to \rightarrow", r"\gets \leftarrow"]
    table = dict(pair.split() for pair in pairs)
    table |= {b: a for a, b in table.items()}
    yield from _swap(tex, {a: [b] for a, b in table.items()})


@_formula
def dots_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\dots``, ``\cdots``, ``\ldots``."""
    yield from _swap(tex, {rf"\{a}dots": [r"\cdots", r"\ldots", r"\dots"] for a in ("", "c", "l")})


@_formula
def norms_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\Vert``, ``\|``, ``\lVert``; ``|`` and ``\vert``, ``\lvert``."""
    norms = [t for t in tokens(tex) if t.text in (r"\Vert", r"\|")]
    bars = [t for t in tokens(tex) if t.text == "|" and t.free]
    sized = re.search(r"\\(?:left|right|[bB]igg?)[lr]?\s*(?:\\Vert|\\\||\|)", tex)
    for index, token in enumerate(norms):
        new = rng.choice([r"\|", r"\Vert"])
        if not len(norms) % 2 and len(norms) == 2 and not sized and rng.random() < 0.3:
            new = (r"\lVert", r"\rVert")[index]
        yield Edit(token.start, token.end, new)
    for token in bars:
        yield Edit(token.start, token.end, r"\vert")


@_formula
def braces_added(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``x^2`` and ``x^{2}``, ``\frac12`` and ``\frac{1}{2}``, ``\hat x`` and ``\hat{x}``."""
    found = tokens(tex)
    takes = {"^", "_", r"\boldsymbol", r"\hat", r"\tilde", r"\bar", r"\mathcal", r"\sqrt"}
    for index, token in enumerate(found):
        span = argument(found, index) if token.free and token.text in takes else None
        if span and span[0] == span[1] and found[span[0]].text not in (r"\boldsymbol", r"\mathcal"):
            inner = found[span[0]]
            if inner.word and inner.text in takes | {r"\frac", r"\operatorname", r"\mathbf"}:
                continue
            yield Edit(token.end, inner.end, "{" + inner.text + "}")
        elif token.text == r"\frac":
            one = argument(found, index)
            two = argument(found, one[1]) if one else None
            if one and two and one[0] == one[1] and two[0] == two[1]:
                a, b = found[one[0]], found[two[0]]
                if not (a.word or b.word):
                    yield Edit(token.end, b.end, f"{{{a.text}}}{{{b.text}}}")


@_formula
def braces_removed(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_{i}`` becomes ``x_i``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        span = argument(found, index) if token.free and token.text in ("^", "_") else None
        if span and span[1] - span[0] == 2 and not found[span[0] + 1].word:
            yield Edit(found[span[0]].start, found[span[1]].end, found[span[0] + 1].text)


@_formula
def spaces_added(rng: Random, tex: str) -> Iterator[Edit]:
    """Spaces around relations and signs, behind commas."""
    for token in tokens(tex):
        if token.free and token.text in ("=", "+", "<", ">", r"\le", r"\ge", r"\approx"):
            yield Edit(token.start, token.end, f" {token.text} ")
        elif token.free and token.text == ",":
            yield Edit(token.end, token.end, " ")


@_formula
def spaces_removed(rng: Random, tex: str) -> Iterator[Edit]:
    r"""Spaces that keep nothing apart; line breaks in a display."""
    for match in re.finditer(r"(?<=[^A-Za-z\\\s]) +(?=\S)|(?<=[A-Za-z]) +(?=[^A-Za-z\s])", tex):
        option = tex[: match.start()].endswith("\\\\") and tex[match.end() :].startswith("[")
        if _free_at(tex, match.start()) and not option:
            yield Edit(*match.span(), "")


def _free_at(tex: str, at: int) -> bool:
    r"""Whether a place stands in maths, rather than in ``\text{}``."""
    around = [t for t in tokens(tex) if t.end <= at and not t.text.isspace()]
    return not around or around[-1].free or around[-1].text == "}"


@_formula
def thin_spaces(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\,``, ``\;``, ``\!`` and their like, added or taken out."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if token.free and token.text in ("=", "+", r"\le", r"\ge", r"\approx", r"\to"):
            after = solid(found, index)
            if after >= 0 and found[after].text != "}":
                yield Edit(token.end, token.end, rng.choice([r"\,", r"\;", r"\:", r"\!", r"\ "]))
        if token.text in (r"\,", r"\;", r"\!"):
            yield Edit(token.start, token.end, " ")


@_formula
def delimiters_sized(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``(x)`` becomes ``\left(x\right)``, or the other way round; ``\big`` comes or goes."""
    if re.search(r"\\(?:left|right|middle)(?![a-z])", tex):
        if re.search(r"\\(?:left|right|middle)\s*\.", tex):
            return
        yield Edit(0, len(tex), re.sub(r"\\(?:left|right)(?![A-Za-z])\s*", "", tex))
        return
    sized = re.compile(r"\\(?:[bB]igg?[lr]?)(?![A-Za-z])\s*")
    if sized.search(tex):
        yield Edit(0, len(tex), sized.sub("", tex))
        return
    pattern = r"(?<!\\)\(([^()\[\]&{}\\]+)\)"
    for match in re.finditer(pattern, tex):
        left, right = rng.choice([(r"\left", r"\right"), (r"\big", r"\big"), (r"\bigl", r"\bigr")])
        yield Edit(*match.span(), f"{left}({match[1]}{right})")


@_formula
def limits_added(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\sum_i`` and ``\sum\limits_i``."""
    for match in re.finditer(r"\\(?:sum|prod|max|min|lim)(?=[_^])", tex):
        yield Edit(match.end(), match.end(), r"\limits")


@_formula
def styles_added(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\frac`` and ``\dfrac``, ``\displaystyle``."""
    yield from _swap(tex, {r"\frac": [r"\dfrac", r"\tfrac"]})
    if re.search(r"\\(?:frac|sum|int)", tex) and "&" not in tex:
        yield Edit(0, 0, r"\displaystyle ")


@_formula
def names_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\operatorname{Var}``, ``\text{Var}``, ``\mathrm{Var}``."""
    for match in re.finditer(r"\\operatorname(?=\{[A-Za-z]+\})", tex):
        yield Edit(*match.span(), rng.choice([r"\text", r"\mathrm", r"\operatorname*"]))


@_formula
def bold_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\boldsymbol x`` and ``\bm x``, ``\boldsymbol{x}``."""
    yield from _swap(tex, {r"\boldsymbol": [r"\bm"]})


@_formula
def scripts_reordered(rng: Random, tex: str) -> Iterator[Edit]:
    """``x_i^2`` becomes ``x^2_i``."""
    found = tokens(tex)
    for index, token in enumerate(found):
        if not (token.free and token.text in ("_", "^")):
            continue
        one = argument(found, index)
        other = solid(found, one[1]) if one else -1
        if one and other >= 0 and {found[other].text, token.text} == {"_", "^"}:
            two = argument(found, other)
            before = solid(found, index, -1)
            if two and (before < 0 or found[before].text != "'"):
                parts = (
                    tex[found[other].start : found[two[1]].end],
                    tex[token.start : found[one[1]].end],
                )
                yield Edit(token.start, found[two[1]].end, parts[0] + parts[1])


@_formula
def primes_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``f'`` and ``f^\prime``."""
    for match in re.finditer(r"'+(?!['^])", tex):
        if tex[match.start() - 1 : match.start()] != "'":
            yield Edit(*match.span(), "^{" + r"\prime" * len(match[0]) + "}")


@_formula
def words_translated(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``\text{ if }`` and ``\text{ 若 }``; never into Chinese, for English has none."""
    words = {" if ": " when ", " 若 ": " where ", "if": "where", "若": "for"}
    for match in re.finditer(r"(?<=\\text\{)([^{}]+)(?=\})", tex):
        if match[1] in words:
            yield Edit(*match.span(), words[match[1]])


@_formula
def environments_respelled(rng: Random, tex: str) -> Iterator[Edit]:
    r"""``aligned`` and ``split``, with ``\notag`` or a label; line breaks elsewhere."""
    if r"\begin{aligned}" in tex:
        name = rng.choice(["split", "align*", "aligned"])
        changed = tex.replace("{aligned}", f"{{{name}}}")
        if name == "aligned":
            changed = tex.replace("\\\\\n", "\\\\ ").replace("&", " & ")
        yield Edit(0, len(tex), changed)


# ---- formulas as a whole


@_text()
def math_role(rng: Random, text: str) -> Iterator[Edit]:
    """Dollars become the role ``math``."""
    for match in spans(text, "inline"):
        if "\n" not in match["inline"]:
            yield Edit(*match.span(), f"{{math}}`{match['inline']}`")


@_text()
def math_directive(rng: Random, text: str) -> Iterator[Edit]:
    """A display in dollars becomes the directive ``math``, or one in another line layout."""
    for match in spans(text, "display"):
        tex = match["display"].strip("\n")
        apart = re.search(r"\n\n$", text[: match.start()]) and "\n" in match["display"]
        if apart and text[match.end() :].startswith("\n\n"):
            yield Edit(*match.span(), f"```{{math}}\n{tex}\n```")
        yield Edit(*match.span(), f"$$\n{tex} \n$$")


def _named(rng: Random, pair: Pair) -> tuple[Pair, str] | None:
    r"""Both sides with a macro ``\bx`` for some ``\boldsymbol x``, and what it stands for."""
    pattern = r"\\boldsymbol ?(?:[A-Za-z]|\\[a-z]+)|\\mathcal [A-Z]|\\operatorname\{[A-Za-z]+\}"
    both = [
        {found for match in spans(text, "inline", "display") for found in _bodies(match, pattern)}
        for text in (pair.zh, pair.en)
    ]
    shared = sorted(both[0] & both[1])
    if not shared:
        return None
    body = rng.choice(shared)
    for language in ("zh", "en"):
        text = pair.side(language)
        for match in reversed(spans(text, "inline", "display")):
            group = "inline" if match["inline"] is not None else "display"
            tex = match[group]
            for place in reversed(list(re.finditer(re.escape(body) + r"(?![A-Za-z])", tex))):
                tex = splice(tex, *place.span(), r"\bx")
            text = Edit(*match.span(group), tex).apply(text)
        pair = pair.with_side(language, text)
    return pair, body


def _bodies(match: re.Match[str], pattern: str) -> list[str]:
    return re.findall(pattern, match["inline"] or match["display"])


@_add
def macro_named(rng: Random, pair: Pair) -> Pair | None:
    """Both sides use a macro that the post defines in its front matter."""
    named = _named(rng, pair)
    return named and named[0]._replace(macros=pair.macros | {"bx"})


@_add
def macro_moved(rng: Random, pair: Pair) -> Pair | None:
    r"""Both sides use a macro; each defines it in another formula, before it is used."""
    named = _named(rng, pair)
    if named is None:
        return None
    pair, body = named
    definition = rng.choice(
        [rf"\newcommand{{\bx}}{{{body}}}", rf"\newcommand\bx{{{body}}}", rf"\def\bx{{{body}}}"]
    )
    for language in ("zh", "en"):
        text = pair.side(language)
        found = spans(text, "inline", "display")
        used = next(i for i, m in enumerate(found) if r"\bx" in (m["inline"] or m["display"]))
        match = found[rng.randint(0, used)]
        at = match.start("inline" if match["inline"] is not None else "display")
        text = Edit(at, at, definition + rng.choice(["", " "])).apply(text)
        pair = pair.with_side(language, text)
    return pair


@_add
def sentences_reordered(rng: Random, pair: Pair) -> Pair | None:
    """Two neighbouring sentences of one side change places, formulas and all."""
    for language in rng.sample(("zh", "en"), 2):
        text = pair.side(language)
        found = sentences(text, language)
        gap = " " if language == "en" else ""
        free = [
            (one, two)
            for one, two in pairwise(found)
            if one[1] == two[0] and not re.search(r"[`\[<“”‘]|\$\$|\n", text[one[0] : two[1]])
        ]
        if free:
            (a, b), (_, c) = rng.choice(free)
            tail = text[b:c][len(text[b:c].rstrip()) :]
            new = text[b:c].rstrip() + gap + text[a:b].rstrip() + tail
            return pair.with_side(language, Edit(a, c, new).apply(text))
    return None


# ---- lines


_NO_START: Final = re.compile(r"[-*+>|#:%(\[{]|\d+[.)]|\$\$|=|~|<")


@_text(("zh",))
def chinese_wrapped(rng: Random, text: str) -> Iterator[Edit]:
    """A line break between Han characters, or behind a comma."""
    inside = _inside(text)
    for match in prose(text, re.compile(f"(?<=[{HAN}，；])(?=[{HAN}])")):
        if inside(match.start()):
            yield Edit(match.start(), match.start(), "\n")


@_text()
def lines_wrapped_at_spaces(rng: Random, text: str) -> Iterator[Edit]:
    """A line break for a space."""
    inside = _inside(text)
    for match in re.finditer(f"(?<=[A-Za-z,{HAN}{MASK}]) (?=[A-Za-z{HAN}{MASK}])", mask(text)):
        if inside(match.start()) and not _NO_START.match(text, match.end()):
            yield Edit(*match.span(), "\n")


def _inside(text: str) -> Callable[[int], bool]:
    found = [(a, b) for a, b in prose_paragraphs(text) if "$$" not in text[a:b]]
    return lambda at: any(a < at < b for a, b in found)


@_text()
def indented(rng: Random, text: str) -> Iterator[Edit]:
    """Up to three spaces before a paragraph."""
    if not list_items(text):  # behind one, indented text belongs to its last item
        for start, _ in prose_paragraphs(text):
            yield Edit(start, start, " " * rng.randint(1, 3))


@_text()
def spaces_trailing(rng: Random, text: str) -> Iterator[Edit]:
    """Spaces at the end of a paragraph, one at the end of a line."""
    for _, end in prose_paragraphs(text):
        yield Edit(end, end, " " * rng.randint(1, 3))


@_text()
def blank_lines_added(rng: Random, text: str) -> Iterator[Edit]:
    """More blank lines than one, also with spaces in them."""
    for (_, end), (start, _) in pairwise(paragraphs(text)):
        yield Edit(end, start, rng.choice(["\n\n\n", "\n \n", "\n\t\n\n"]))
    yield Edit(0, 0, "\n")
    yield Edit(len(text), len(text), "\n\n")


@_text()
def comment_added(rng: Random, text: str) -> Iterator[Edit]:
    """A MyST comment between paragraphs."""
    for start, _ in prose_paragraphs(text):
        yield Edit(start, start, rng.choice(["% check this again\n\n", "% 待查 $x\n\n"]))


@_add
def carriage_returns(rng: Random, pair: Pair) -> Pair | None:
    """Lines of one side end as on Windows."""
    language = rng.choice(("zh", "en"))
    text = pair.side(language)
    return pair.with_side(language, text.replace("\n", "\r\n")) if "\n" in text else None


# ---- Markdown


@_text(("en",))
def emphasis_marks(rng: Random, text: str) -> Iterator[Edit]:
    """``*a*`` and ``_a_``, ``**a**`` and ``__a__``."""
    for match in prose(text, re.compile(r"(?<![\w*])(\*{1,2})(?=\w)([^*\n]+)\1(?![\w*])")):
        marks = "_" * len(match[1])
        yield Edit(*match.span(), f"{marks}{match[2]}{marks}")


@_text()
def bullets_changed(rng: Random, text: str) -> Iterator[Edit]:
    """All bullets of a list are stars; all numbers are ones."""
    for block in re.finditer(r"(?:^(?:-|\d+\.) .*(?:\n|$)){2,}", text, re.MULTILINE):
        changed = re.sub("^-", "*", block[0], flags=re.MULTILINE)
        changed = re.sub(r"^\d+\.", "1.", changed, flags=re.MULTILINE)
        yield Edit(*block.span(), changed)


@_text()
def table_laid_out(rng: Random, text: str) -> Iterator[Edit]:
    """Cells have more space; columns are aligned."""
    for match in re.finditer(r"^\| ---.*$", text, re.MULTILINE):
        yield Edit(*match.span(), match[0].replace("---", rng.choice([":---", ":-:", "-----"])))
    for match in re.finditer(r"^\| (?!---).*$", text, re.MULTILINE):
        yield Edit(*match.span(), match[0].replace(" | ", "   |  "))


@_text()
def link_respelled(rng: Random, text: str) -> Iterator[Edit]:
    """``(u)`` and ``(<u>)``."""
    for match in spans(text, "link"):
        yield Edit(*match.span("link"), f"<{match['link']}>")


@_text()
def works_reordered(rng: Random, text: str) -> Iterator[Edit]:
    """The works of one citation come in another order."""
    for match in spans(text, "role"):
        keys = match["target"].split(",")
        if match["role"].startswith("cite") and len(keys) > 1:
            yield Edit(*match.span("target"), rng.choice([",", ", "]).join(reversed(keys)))


# ---- numbers


def _numeral_as_digit(rng: Random, pair: Pair, language: str) -> Pair | None:
    """A number in words, which stands as often in the other text, becomes a digit."""
    text = pair.side(language)
    zh, en = counts(pair.zh, "zh"), counts(pair.en, "en")
    edits: list[Edit] = []
    for match in prose(text, ZH_COUNT if language == "zh" else EN_COUNT):
        value = value_of(match, language)
        if zh[value] != en[value]:
            continue
        if language == "zh" and len(match["tail"]) == 1 and match["tail"] != "万":
            gap = " " if re.match(f"[{HAN}]", match["nth"] or text[: match.start()][-1:]) else ""
            edits.append(Edit(match.start(), match.end("word"), f"{match['nth']}{gap}{value} "))
        elif match[0] in EN_CARDINAL and re.match(r" [a-z]+s\b", text[match.end() :]):
            edits.append(Edit(*match.span(), str(value)))
    return pair.with_side(language, rng.choice(edits).apply(text)) if edits else None


@_add
def chinese_numerals(rng: Random, pair: Pair) -> Pair | None:
    """三条 becomes 3 条, 第二步 becomes 第 2 步."""
    return _numeral_as_digit(rng, pair, "zh")


@_add
def english_numerals(rng: Random, pair: Pair) -> Pair | None:
    """``three steps`` becomes ``3 steps``."""
    return _numeral_as_digit(rng, pair, "en")


@_text()
def digits_grouped(rng: Random, text: str) -> Iterator[Edit]:
    """``4096`` and ``4,096``."""
    for match in prose(text, re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?![\w.,])")):
        yield Edit(*match.span(), match[0].replace(",", ""))
    for match in prose(text, re.compile(r"(?<![\w.,/-])[1-9]\d{4,6}(?![\w.,])")):
        yield Edit(*match.span(), f"{int(match[0]):,}")
