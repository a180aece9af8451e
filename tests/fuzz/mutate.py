"""Posts that are broken as authors, editors and merges break them, and as nobody would.

Each is a piece of a real post, with words of its own planted into the text (:data:`MARK`), so
that what gets lost on the way is noticed. Whatever is chosen here, hypothesis chooses: it makes
the ``Random`` that :func:`mutant` is given. So choices are of small whole numbers, of which the
least breaks least, because that is where hypothesis shrinks to; and of one at a time, because
what it draws as a list it likes to draw again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MARK: Final = re.compile(r"kept[0-9]+q")
"""The words that are planted; they stand for the text that must not be lost."""

_FENCE = re.compile(r"^\s*(:{3,}|`{3,}|~{3,}|\$\$)")
_LABEL = re.compile(
    r"^\((?P<a>[\w-]+)\)=|\\label\{(?P<b>[^{}\s]+)\}|^\$\$ \((?P<c>[\w-]+)\)|^:name: (?P<d>\S+)",
    re.MULTILINE,
)

_HIDING: Final = re.compile(
    r"\{(?:header|footer|meta|only|raw|replace|unicode|date|class|role|default-role|index|eval-rst"
    r"|tabularcolumns|highlight|hlist|tab-set|sectionauthor|target-notes|figure|image|toctree|bibliography)\}"
    r"|<(?:!|\?|[A-Za-z])|^ *\[[^\]]*\]:",
    re.MULTILINE,
)
"""Holds text that no page shows: directives for other ends, elements, definitions of links."""
_NAMES: Final = (
    "zh", "en", "note", "warning", "figure", "image", "table", "list-table", "csv-table",
    "code-block", "math", "toctree", "tab-set", "tab-item", "dropdown", "grid", "grid-item",
    "card", "eval-rst", "include", "raw", "contents", "only", "glossary", "rubric",
    "parsed-literal", "bibliography", "posts", "index", "sidebar", "epigraph", "container",
    "literalinclude", "replace", "centered", "hlist", "seealso", "versionadded", "deprecated",
    "topic", "class", "role", "default-role", "unicode", "date", "target-notes", "tabularcolumns",
    "productionlist", "option", "function", "py:function", "footnote", "highlight",
    "sectionauthor", "meta", "title", "header", "admonition", "button-link", "div", "iframe",
    "amsmath", "nothing", "中文", "zh-en",
)  # fmt: skip
_ROLES: Final = (
    "eq", "ref", "doc", "numref", "cite:t", "cite:p", "cite:ps", "cite", "gloss", "math", "term",
    "download", "abbr", "sub", "sup", "raw", "index", "any", "envvar", "keyword", "code",
    "guilabel", "footcite", "octicon", "bdg", "button-ref", "pep", "rfc", "nothing", "zh", "en",
    "mod",
)  # fmt: skip
_OPTIONS: Final = (
    ":name: twice", ":class: x y", ":sync: zh", ":sync-group: lang", ":width: wide", ":align: up",
    ":alt: [甲]{.zh} [A]{.en}", ":filter: docname in docnames", ":filter: 1 +",
    ":number-lines: x", ":maxdepth: deep", ":lineno-start: -1", ":label: twice", ":nowrap:",
    ":header-rows: 99", ":widths: 1 2 x", ":url: javascript:x", ":key: {", ":style: apa",
    ":list: x", ":keyprefix: a-", "---\nname: x\n---", "---\n[\n---", ":emphasize-lines: 1-x",
    ":glob:", ":file: none.csv",
)  # fmt: skip
_NASTY: Final = (
    "$", "$$", "$$ (twice)", "\\begin{align}", "\\end{align}", "\\begin{equation}\\label{twice}",
    "\\label{twice}", "\\eqref{twice}", "\\newcommand{\\a}{\\a\\a}\\a", "\\def\\x{", "\\tag{}",
    "\\tag{$x$}", "\\left(", "\\right.", "\\frac{", "\\color{red}{x}", "\\require{x}", "\\verb|x",
    "\\DeclareMathOperator{\\x}", "\\begin{cases}", "\\\\", "&", "#", "%", "% parity: allow x",
    "[^1]", "[^1]: [注]{.zh} [Note]{.en}", "[^x]: [^x]", "<div>", "</div>", "<script>", "<!--",
    "-->", "<![CDATA[", "<?php", "&amp;", "&#0;", "&#x110000;", "![](", "](", "[x](y", "[](#twice)",
    "[x](posts/none.md)", "[x](<javascript:x>)", "[x][y]", "[y]: <", "[甲]{.zh}", "[A]{.en}",
    "[甲]{.zh .en}", "[[甲]{.zh}]{.en}", "]{.zh}", "]{", "{.zh}", "{#twice}", "{#twice .x a=b}",
    "[", "]", "{", "}", "{}", "|", "||", "`", "``", "```", "~~~", "***", "**", "_", "---", "+++",
    "===", "> ", "- ", "1. ", "99999999999. ", "- [ ] ", "(twice)=", "()=", "(a b)=", "{eq}`",
    "{eq}``", "{ref}`x <y>`", "{cite:p}`none`", "{cite:p}`Su11340,,`", "{gloss}`谱范数 <`",
    "{gloss}`谱范数`", "{numref}`twice`", "{numref}`x <{number} {name} {>`", ":::", "::::",
    ":::{zh}", ":::{en}", "::::{zh}", ":::zh", ":::{zh} text", ":::{", ":::{}", "```{zh}",
    "```{en}", "```{math}\n:label: twice", "| a | b |\n| - | - |\n| c |", "| a |\n| --- | --- |",
    ": 定义", "# [甲]{.zh} [A]{.en}", "###### x", "####### x", "\\", "\\[", "\\]", "\\(x\\)",
    "http://", "https://example.org/?a=1&b=%ZZ#x y", "<https://[::1>", "[x](http://[)", "[x](//)",
    "::", "..", ".. note:: x", "...",
    "\\begin{align}\na&=b\\label{twice}\\\\\nc\\tag{2}\n\\end{align}",
)  # fmt: skip
_STRANGE: Final = (
    "\x00", "\x01", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\ufffe", "\uffff",
    "\ufeff", "\u200b", "\u200d", "\u200e", "\u202e", "\u2028", "\u2029", "\x85", "\r", "\t",
    "\xa0", "\u3000", "\ufffd", "\ue000",
    "\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U00020bb7", "\U0010ffff", "\uff11\uff12",
    "\ufb01", "\u0130", "\xdf", "ꙮ", "\uff08", "「", "\xad", "\u2060", "\ufdfd",
)  # fmt: skip
_VALUES: Final = (
    "", "null", "[]", "{}", "0", "-1", "1e999", "''", "x", "[[]]", "{zh: 1}", "{zh: 甲, en: A}",
    "2025-13-45", "2025-02-30", "0001-01-01", "9999-12-31", "!!python/object:x.y {}", "&a [*a]",
    "*a", "[a, a]", "{[a]: b}", "|", ">", "'", '"', "[", "{", "@", "%", "`", "\t", "true", "~",
    ".nan", "{zh: '', en: ''}", "[1, 2.5, true, null]", "2025-01-01 25:00:00", "javascript:x",
    "甲", "- a", "{x: '\\frac{'}", "{x: ['#9', 99]}", "{'': ''}", "{1: 2}", "<b>", "../../x",
    "/x", "a/b", "'a: b'",
)  # fmt: skip
_KEYS: Final = (
    "date", "updated", "category", "tags", "series", "part", "short", "summary", "source",
    "macros", "formerly", "orphan", "tocdepth", "nocomments", "nosearch", "myst", "title",
    "author", "language", "x", "中文", "substitutions", "html_meta",
)  # fmt: skip

_Lines = list[str]
_Mutation = Callable[[random.Random, _Lines], None]


@dataclass(frozen=True)
class Mutant:
    """A broken post."""

    text: str
    newline: str = "\n"
    damage: bytes = b""
    """Nearly all are UTF-8; what is in this one that is not."""
    at: int = 0
    """After how many thousandths of the text the damage stands."""

    def data(self, number: int) -> bytes:
        """The file, as mutant `number` of a site, with labels and a part of a series of its own."""
        text = _own_labels(self.text, f"-m{number}")
        text = re.sub(r"^part: \d+$", f"part: {1 + number % 9000}", text, flags=re.MULTILINE)
        data = text.replace("\n", self.newline).encode("utf-8", "surrogatepass")
        cut = len(data) * self.at // 1000
        return data[:cut] + self.damage + data[cut:]


def mutant(rng: random.Random, posts: Sequence[str]) -> Mutant:
    """A piece of one of `posts`, broken in one to seven places."""
    lines = planted(excerpt(rng, rng.choice(posts)))
    for number in range(7):
        if number and rng.randrange(20) < 9:
            break
        rng.choice(_MUTATIONS)(rng, lines)
    newline = rng.choice(["\r\n", "\r", "\n\r"]) if _seldom(rng, 50) else "\n"
    if not _seldom(rng, 50):
        return Mutant("\n".join(lines), newline)
    damage = rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\0\0"])
    return Mutant("\n".join(lines), newline, damage, _below(rng, 1001))


def excerpt(rng: random.Random, post: str) -> _Lines:
    """The head of a post, and some lines of it in a row; the whole of one in twenty."""
    lines = post.splitlines()
    body = next((n for n, line in enumerate(lines) if line.startswith("# ")), 0) + 1
    # Each is drawn, wanted or not: to hypothesis what takes fewer choices is simpler.
    start, length = body + _below(rng, max(1, len(lines) - body)), rng.randint(5, 45)
    if _seldom(rng, 20) or body >= len(lines):
        return lines
    return [*lines[:body], "", *lines[start : start + length]]


def planted(lines: Sequence[str]) -> _Lines:
    """`lines` with a word of its own at the end of each line of prose, heading or code."""
    result, verbatim = [], ""
    front = 1 if lines and lines[0] == "---" else 0
    for number, line in enumerate(lines):
        if front:
            front += line == "---"
            if front == 3:
                front = 0
        elif found := _FENCE.match(line):
            if found[1] in {"$$", verbatim}:
                verbatim = "" if verbatim else found[1]
            elif found[1][0] != ":" and "{" not in line and not verbatim:
                verbatim = found[1]
        elif verbatim != "$$" and re.match(r"[^\s:(%|\\=&+]|\| ", line):
            before, bar, after = line.rpartition(" |") if line[0] == "|" else (line, "", "")
            if not (bar and set(before) <= set("|-: ")):
                line = f"{before} kept{number}q{bar}{after}"
        result.append(line)
    return result


def expected(data: bytes) -> set[str]:
    """The planted words that a reader of the mutant must still find.

    What stands in front matter and in comments is not shown; none are looked for in a mutant
    that has a directive or an element whose text is not for the page.
    """
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if _HIDING.search(text):
        return set()
    lines = text.removeprefix("\ufeff").split("\n")
    if lines[0].rstrip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
        lines = lines[end + 1 :]
    shown = "\n".join(line for line in lines if not re.match(r"\s*(>\s*)*%", line))
    return set(MARK.findall(shown))


def _own_labels(text: str, suffix: str) -> str:
    """Each label of a mutant is its own, as if it were a post of its own."""
    for label in sorted({next(filter(None, found.groups())) for found in _LABEL.finditer(text)}):
        if label != "twice":
            own = (label + suffix).replace("\\", r"\\")
            text = re.sub(rf"(?<![\w-]){re.escape(label)}(?![\w/-])", own, text)
    return text


def _seldom(rng: random.Random, times: int) -> bool:
    """True one time in so many."""
    return rng.randrange(times) == times - 1


def _below(rng: random.Random, stop: int) -> int:
    """Any number below `stop` as often as another; hypothesis likes those below 256 better."""
    if stop <= 256:
        return rng.randrange(stop)
    while (number := rng.randrange(-(-stop // 256)) * 256 + rng.randrange(256)) >= stop:
        pass
    return number


# Mutations: each changes the lines in place, and works on any.


def _place(rng: random.Random, lines: _Lines) -> int:
    return _below(rng, len(lines)) if lines else 0


def _run(rng: random.Random, lines: _Lines) -> slice:
    start = stop = _place(rng, lines)
    while (stop := stop + 1) - start < 30 and rng.randrange(4):
        pass
    return slice(start, stop)


def _cut(rng: random.Random, lines: _Lines) -> None:
    del lines[_run(rng, lines)]


def _duplicate(rng: random.Random, lines: _Lines) -> None:
    run = _run(rng, lines)
    lines[run.start : run.start] = lines[run]


def _move(rng: random.Random, lines: _Lines) -> None:
    run = _run(rng, lines)
    taken = lines[run]
    del lines[run]
    place = _below(rng, len(lines) + 1)
    lines[place:place] = taken


def _swap(rng: random.Random, lines: _Lines) -> None:
    if lines:
        one, other = _place(rng, lines), _place(rng, lines)
        lines[one], lines[other] = lines[other], lines[one]


def _join(rng: random.Random, lines: _Lines) -> None:
    place = _place(rng, lines)
    lines[place : place + 2] = [rng.choice(["", " "]).join(lines[place : place + 2])]


def _split(rng: random.Random, lines: _Lines) -> None:
    if lines:
        place = _place(rng, lines)
        at = _below(rng, len(lines[place]) + 1)
        lines[place : place + 1] = [lines[place][:at], lines[place][at:]]


def _indent(rng: random.Random, lines: _Lines) -> None:
    run = _run(rng, lines)
    by = rng.choice(["  ", "   ", "    ", "\t", "> ", "- ", "1. ", "* ", " "])
    lines[run] = [by + line for line in lines[run]]


def _dedent(rng: random.Random, lines: _Lines) -> None:
    run = _run(rng, lines)
    lines[run] = [line.lstrip(" >-*") for line in lines[run]]


def _insert(rng: random.Random, lines: _Lines) -> None:
    lines.insert(_below(rng, len(lines) + 1), rng.choice(_NASTY))


def _within(rng: random.Random, lines: _Lines, pieces: Sequence[str]) -> None:
    if lines:
        place = _place(rng, lines)
        at = _below(rng, len(lines[place]) + 1)
        lines[place] = lines[place][:at] + rng.choice(pieces) + lines[place][at:]


def _insert_within(rng: random.Random, lines: _Lines) -> None:
    _within(rng, lines, _NASTY)


def _insert_strange(rng: random.Random, lines: _Lines) -> None:
    _within(rng, lines, _STRANGE)


def _characters(rng: random.Random, lines: _Lines) -> None:
    """Takes away, or doubles, one of the characters that mean something."""
    found = [
        (number, at.start())
        for number, line in enumerate(lines)
        for at in re.finditer(r"[`:{}$\[\]()\\|*_#^&%~=<>\"'-]", line)
    ]
    if found:
        number, at = found[_below(rng, len(found))]
        line = lines[number]
        lines[number] = line[:at] + line[at] * rng.choice([0, 0, 2, 3]) + line[at + 1 :]


def _fence(rng: random.Random, lines: _Lines) -> None:
    """Breaks a fence: takes it away, or changes its length, place or name."""
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    if not fences:
        return
    number = rng.choice(fences)
    line = lines[number]
    kind = line.strip()[:1]
    match rng.randrange(6):
        case 0:
            del lines[number]
        case 1:
            lines[number] = kind * rng.randint(1, 3) + line
        case 2:
            lines[number] = line[1:]
        case 3:
            lines[number] = " " * rng.randint(1, 6) + line
        case 4:
            lines[number] = re.sub(r"\{.*?\}", "{" + rng.choice(_NAMES) + "}", line)
        case _:
            ends = [" x", "{", "}", " {x}", " $y$", " [甲]{.zh}", ":", " (a b)"]
            lines[number] = line + rng.choice(ends)


def _directive(rng: random.Random, lines: _Lines) -> None:
    """Puts some lines into a directive that is meant for others."""
    run, name = _run(rng, lines), rng.choice(_NAMES)
    fence = rng.choice([":::", "::::", ":::::", "```", "````", "~~~"])
    argument = rng.choice(["", "", " x", " none.svg", " [甲]{.zh} [A]{.en}", " $x", " 99", " html"])
    options = [rng.choice(_OPTIONS) for _ in range(rng.choice([0, 0, 1, 2]))]
    close = [] if _seldom(rng, 10) else [fence]
    lines[run] = [f"{fence}{{{name}}}{argument}", *options, "", *lines[run], *close]


def _option(rng: random.Random, lines: _Lines) -> None:
    opened = [number for number, line in enumerate(lines) if re.match(r"\s*(:::|```)\S*\{", line)]
    if opened:
        lines.insert(rng.choice(opened) + 1, rng.choice(_OPTIONS))


def _role(rng: random.Random, lines: _Lines) -> None:
    """Makes of a word a role's text."""
    words = [
        (number, found.span())
        for number, line in enumerate(lines)
        for found in re.finditer(r"[\w-]{2,20}", line)
    ]
    if words:
        number, (start, end) = words[_below(rng, len(words))]
        line = lines[number]
        lines[number] = f"{line[:start]}{{{rng.choice(_ROLES)}}}`{line[start:end]}`{line[end:]}"


def _front(rng: random.Random, lines: _Lines) -> None:
    """Breaks the front matter: a value, a key, the indentation, the fence."""
    end = next((n for n, line in enumerate(lines) if n and line == "---"), 0)
    if not end or lines[0] != "---":
        lines[:0] = ["---", f"{rng.choice(_KEYS)}: {rng.choice(_VALUES)}", "---"]
        return
    number = rng.randrange(1, end + 1)
    match rng.randrange(8):
        case 0:
            del lines[number]
        case 1:
            lines.insert(number, lines[rng.randrange(1, end + 1)])
        case 2:
            lines[number] = rng.choice([" ", "  ", "\t", "- ", "? "]) + lines[number]
        case 3:
            lines.insert(number, f"{rng.choice(_KEYS)}: {rng.choice(_VALUES)}")
        case 4:
            lines[0] = rng.choice(["", " ---", "----", "--", "...", "--- x", "\ufeff---"])
        case _:
            key = lines[number].partition(":")[0]
            lines[number] = f"{key}: {rng.choice(_VALUES)}"


def _table(rng: random.Random, lines: _Lines) -> None:
    """Breaks a table, or makes one of the lines."""
    rows = [number for number, line in enumerate(lines) if line.lstrip().startswith("|")]
    if not rows:
        run = _run(rng, lines)
        made = [f"| {line.replace('|', ' ')} | x |" for line in lines[run]]
        lines[run] = [*made[:1], "| --- |" + rng.choice([" --- |", "", " :-: | - |"]), *made[1:]]
        return
    number = rng.choice(rows)
    cells = lines[number].split("|")
    rng.choice([cells.pop, lambda: cells.append("x"), cells.reverse, cells.clear])()
    lines[number] = "|".join(cells)


def _footnote(rng: random.Random, lines: _Lines) -> None:
    """Footnotes: twice, nowhere, in themselves, in titles, with panels in them."""
    name = rng.choice(["1", "2", "x", "甲", "a b", "*"])
    for _ in range(rng.randint(0, 2)):
        _within(rng, lines, [f"[^{name}]"])
    for _ in range(rng.randint(0, 2)):
        panel = "\n    :::{zh}\n    甲\n    :::"
        text = rng.choice(["[注 kept990q]{.zh} [Note]{.en}", f"[^{name}] kept991q", "", panel])
        lines.insert(_below(rng, len(lines) + 1), f"\n[^{name}]: {text}\n")


def _long(rng: random.Random, lines: _Lines) -> None:
    """Something a thousand times: nesting, markers, words."""
    pieces = ["> ", "- ", "[", "{", "*", "_", "`", "$", "\\left(", "{\\bf ", "<b>", "甲", "("]
    piece = rng.choice(pieces)
    lines.insert(_below(rng, len(lines) + 1), piece * rng.choice([30, 120, 1000]) + "x")


_MUTATIONS: Final[tuple[_Mutation, ...]] = (
    _cut, _duplicate, _move, _swap, _join, _split, _indent, _dedent, _insert, _insert_within,
    _insert_within, _insert_strange, _characters, _characters, _fence, _fence, _directive,
    _directive, _option, _role, _front, _front, _table, _footnote, _long,
)  # fmt: skip
