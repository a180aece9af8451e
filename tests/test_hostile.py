"""Sources that mean harm: the page holds text, the author is told where, and nothing else happens.

One site is built, once a format, with a post for each kind of attack. What no site can be built
of (a glossary, a taxonomy, a bibliography that is none) is a clear error.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import assume, given
from hypothesis import strategies as st
from sphinx.errors import ConfigError

from bitext.yamltext import first_fault, line_of
from tests.conftest import Build, Site, builder_in

SECRET = "root:x:0"
SCRIPT = "<script>alert(1)</script>"
UP = "../" * 20
FAR = f"{UP[:57]}..."
CODES = ("zh", "en")
SETTINGS: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinxcontrib.bibtex", "bitext", "bitext.bibliography"],
    "bitext_guard": True,
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_glossary": "glossary.yml",
    "bitext_glossary_page": "glossary",
    "bitext_bibliography_page": "works",
    "bitext_parity_page": "parity",
    "bitext_feeds": "feeds",
    "bitext_sitemap": True,
    "bibtex_bibfiles": ["refs.bib"],
    "bibtex_default_style": "bitext",
    "html_baseurl": "https://example.org/",
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
}
TAXONOMY = f"""
categories: {{a: {{zh: '{SCRIPT}', en: '<b onclick=x>'}}}}
tags: {{t: {{zh: '"><img src=x onerror=y>', en: '{{{{ 7*7 }}}}'}}}}
series:
  s: {{name: {{zh: '{SCRIPT}', en: '{SCRIPT}'}}, summary: {{zh: '{SCRIPT}', en: '&lt;'}}}}
  ../../listed: {{name: {{zh: 甲, en: A}}}}
publications: {{example.org: {{zh: '{SCRIPT}', en: '{SCRIPT}'}}}}
authors: {{'{SCRIPT}': {{zh: '{SCRIPT}', en: '{SCRIPT}'}}}}
"""
GLOSSARY = rf"""
terms:
- zh: '{SCRIPT}'
  en: '\input{{/etc/passwd}} <img src=x onerror=y>'
- {{zh: 谱范数, en: spectral norm}}
"""
KEYS = ("<b/onclick=x>", "../../escaped", r"\input|/etc/passwd^^5c")
BIBLIOGRAPHY = rf"""@misc{{k,
  author = {{{SCRIPT} and \input{{/etc/passwd}}}},
  title = {{<img src=x onerror=y> \href{{javascript:alert(1)}}{{x}} $\input{{/etc/passwd}}$}},
  year = {{2020}}, doi = {{"onclick=x <script>}}, eprint = {{javascript:x}},
  note = {{\immediate\write18{{id}} {SCRIPT}}},
}}
@misc{{{KEYS[0]},
  author = {{Loop}}, title = {{$\def\x{{\x}}\x$ looped}}, year = {{2021}},
}}
@misc{{{KEYS[1]},
  author = {{Path}}, title = {{A key that leads away}}, year = {{2022}},
}}
@misc{{{KEYS[2]},
  author = {{Command}}, title = {{A key of TeX}}, year = {{2023}},
}}
"""


def post(text: str = "", *, front: str = "", inline: str = "", title: str = "T") -> str:
    """A post whose `text` begins on line 15, plus the lines of `front`; `inline` on 9 and 12."""
    return (
        f"---\ndate: 2026-01-02\ncategory: a\nsummary: {{zh: 甲, en: A}}\n{front}---\n"
        f"# [题]{{.zh}} [{title}]{{.en}}\n\n"
        f":::{{zh}}\n甲 {inline}\n:::\n:::{{en}}\nA {inline}\n:::\n\n{text}\n"
    )


def fenced(head: str, text: str = "") -> str:
    """A directive, four lines with the empty one below it."""
    name, _, argument = head.partition(" ")
    return f"```{{{name}}} {argument}\n{text}\n```\n\n"


def formulas(lines: Sequence[int], *reasons: str) -> list[str]:
    """What is said of formulas that stand on each of `lines`."""
    end = "it stands in the page as its source [bitext.math]"
    return [f"{n}: this formula cannot be set: {why}; {end}" for n in lines for why in reasons]


def refused(line: int, why: str) -> list[str]:
    return [f"{line}: front matter {why}; none is used [bitext.front_matter]"]


def unsafe(line: int, *reasons: str) -> list[str]:
    return [f"{line}: {why} [bitext.unsafe]" for why in reasons]


def unread(line: int, why: str) -> list[str]:
    return [f"{line}: {why}; the page is left out [bitext.unreadable]"]


def front(line: int, why: str) -> list[str]:
    return [f"{line}: front matter, {why}"]


YAML = "cannot be read as YAML"
NOT_TO_BE_HAD = (
    "is no file to be had from here: data, text, a PDF or an archive is, and no page or script"
)
BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DOUBLING = ", ".join(
    f"{name}: '{used * 12}'"
    for name, used in zip("abcd", (r"\b", r"\c", r"\d", r"\e"), strict=True)
)


def svg(inside: str, more: str = "", before: str = "") -> str:
    """An SVG file; `inside` stands on its second line."""
    return (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" {more} '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">\n{inside}</svg>'
    )


LAUGHS = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ADDRESS = "holds an address that runs something"
DRAWINGS: dict[str, tuple[str, str]] = {
    # name: what it holds, and what is said of it
    "good.svg": (
        svg(
            '<style>a{b:c}</style><a href="https://example.org/"><image xlink:href="data:image/png;'
            'base64,xx"/></a><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p>'
            "</foreignObject>",
            before='<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
            '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        ),
        "",
    ),
    "script.svg": (svg("<script>alert(1)</script>"), "holds <script> (its line 2)"),
    "prefixed.svg": (
        svg('<x:Script xmlns:x="http://www.w3.org/1999/xhtml"/>'),
        "holds <script> (its line 2)",
    ),
    "onload.svg": (svg("", 'onLoad="alert(1)"'), "holds onload= (its line 1)"),
    "click.svg": (svg('<g>\n<a onclick="alert(1)"/></g>'), "holds onclick= (its line 3)"),
    "frame.svg": (
        svg('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
        "holds <iframe> (its line 2)",
    ),
    "link.svg": (
        svg('<a xlink:href=" java&#10;script:alert(1)"/>'),
        f"{ADDRESS} (href=) (its line 2)",
    ),
    "data.svg": (svg('<use href="data:image/svg+xml,x"/>'), f"{ADDRESS} (href=) (its line 2)"),
    "animated.svg": (
        svg('<animate attributeName="href" values="#a;javascript:alert(1)"/>'),
        f"{ADDRESS} (values=) (its line 2)",
    ),
    "laughs.svg": (
        svg("&i;", before=f'<!DOCTYPE svg [<!ENTITY a "ha">{LAUGHS}]>'),
        "declares an entity (its line 1)",
    ),
    "styled.svg": (
        svg("", before='<?xml-stylesheet type="text/xsl" href="#x"?>'),
        "holds an instruction (<?...?>) (its line 1)",
    ),
    "page.svg": ("<html><body/></html>", "is no SVG (its line 1)"),
    "foreign.svg": ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "is no SVG (its line 1)"),
    "open.svg": (
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "is no SVG that can be read (its line 1: no element found)",
    ),
    **{
        f"{encoding}.svg": (
            f'<?xml version="1.0" encoding="{encoding}"?>{svg("")}',
            "is no SVG that can be read: save it as UTF-8",
        )
        for encoding in ("utf-7", "gbk", "klingon")
    },
}

POSTS: dict[str, tuple[str | bytes, list[str]]] = {
    # name: what the post holds, and the warnings of it, without "posts/name.md:"
    # ---- markup
    "raw-html": (
        post(f"{SCRIPT}\n\n<!-- a comment -->\n\n<div onclick='x'>\n\nA <img src=x onerror=y>"),
        [
            *unsafe(15, f"raw html stands in the page as text: {SCRIPT!r}"),
            *unsafe(19, "raw html stands in the page as text: \"<div onclick='x'>\""),
            *unsafe(21, "raw html stands in the page as text: '<img src=x onerror=y>'"),
        ],
    ),
    "raw-directive": (
        post(
            fenced("raw html", "<script>")
            + fenced("raw latex", r"\input{/etc/passwd}")
            + fenced("raw html", ":file: /etc/passwd")
        ),
        [f'{line}: "raw" directive disabled. [docutils]' for line in (15, 19, 23)],
    ),
    "rst": (
        post(
            fenced(
                "eval-rst",
                "`a <javascript:alert(1)>`_ `b <JaVaScRiPt:alert(1)>`_ `c <data:text/html,x>`_\n\n"
                "`d <run:/bin/sh>`_\n\n.. meta::\n   :http-equiv=refresh: 0;url=https://a.example",
            )
        ),
        [
            *unsafe(16, "a link to 'javascript:alert(1)' leads nowhere"),
            *unsafe(16, "a link to 'JaVaScRiPt:alert(1)' leads nowhere"),
            *unsafe(16, "a link to 'data:text/html,x' leads nowhere"),
            *unsafe(18, "a link to 'run:/bin/sh' leads nowhere"),
            *unsafe(12, "a page says nothing in its server's name (http-equiv)"),
        ],
    ),
    "links": (
        post(
            "[x](javascript:alert(1)) <javascript:alert(1)> [y](&#106;avascript:alert(1)) "
            "[z](data:text/html,x) [w](vbscript:x)\n\n[v]{.zh onclick=alert(1) style=color:red}"
        ),
        [],
    ),
    "toctree": (
        post(fenced("toctree", "Free <javascript://%0aalert(1)>")),
        unsafe(15, "a link to 'javascript://%0aalert(1)' leads nowhere"),
    ),
    "title": (post(title=f"`{SCRIPT}` {{{{ 7*7 }}}} \\<b\\> &lt;i&gt;"), []),
    "columns": (
        post(fenced(r"tabularcolumns |l|\input{/etc/passwd}|")),
        unsafe(15, "the columns of a table are given without commands of TeX"),
    ),
    # ---- files
    "includes": (
        post(
            fenced(f"include {UP}etc/passwd")
            + fenced(f"literalinclude {UP}etc/passwd")
            + fenced("csv-table", ":file: /etc/passwd")
        ),
        [
            '15: Directive "include" disabled. [docutils]',
            "19: File insertion disabled [docutils]",
            '23: ":file:" option for csv-table directive',
            '23: File and URL access deactivated; ignoring "csv-table" directive.',
        ],
    ),
    "figures": (
        post(
            f"![a]({UP}etc/passwd)\n\n![b]({UP}etc/a.png)\n\n![c](https://a.example/a.png)\n\n"
            "![d](//a.example/a.png)\n\n![e](data:image/png;base64,xx)\n\n![f](link.png)\n\n"
            "![g](latexmkrc)\n\n![h](a}b.png)\n\n"
            f"[i]({UP}etc/passwd) {{download}}`j <{UP}etc/a.txt>` {{download}}`k <.git/config>`"
        ),
        [
            *unsafe(15, f"{FAR!r} is no image (.avif, .gif, .jpeg, .jpg, .pdf, .png, .svg, .webp)"),
            *unsafe(17, f"{FAR!r} is not in the source folder"),
            *unsafe(19, "'https://a.example/a.png' is not in the source folder"),
            *unsafe(21, "'//a.example/a.png' is not in the source folder"),
            *unsafe(23, "'data:image/png;base64,xx' is not in the source folder"),
            *unsafe(25, "'link.png' is not in the source folder"),
            *unsafe(
                27, "'latexmkrc' is no image (.avif, .gif, .jpeg, .jpg, .pdf, .png, .svg, .webp)"
            ),
            *unsafe(
                29, "'a%7Db.png' has a name that holds more than letters, digits, spaces and ._+-"
            ),
            *unsafe(
                31,
                f"{FAR!r} {NOT_TO_BE_HAD}",
                f"{FAR!r} is not in the source folder",
                "'.git/config' is hidden",
            ),
        ],
    ),
    "downloads": (
        post(
            "{download}`a <a.html>` {download}`b <b.js>` {download}`c <c.XML>` [d](d.svgz)\n\n"
            "{download}`e <e.csv>` {download}`f <f.py>` [g](g.zip) {download}`h <good.svg>`"
        ),
        unsafe(
            15, *(f"{name!r} {NOT_TO_BE_HAD}" for name in ("a.html", "b.js", "c.XML", "d.svgz"))
        ),
    ),
    "drawings": (
        post("".join(f"![x]({name})\n\n" for name in DRAWINGS)),
        [
            line
            for number, (name, (_, why)) in enumerate(DRAWINGS.items())
            for line in (unsafe(15 + 2 * number, f"{name!r} {why}") if why else [])
        ],
    ),
    "drawings-to-have": (
        post("{download}`a <script.svg>`\n\n[b](script.svg)\n\n![c](script.*)\n\n![d](other.svg)"),
        [
            *unsafe(15, "'script.svg' holds <script> (its line 2)"),
            *unsafe(17, "'script.svg' holds <script> (its line 2)"),
            *unsafe(19, "'script.*' holds <script> (its line 2)"),
            *unsafe(21, "'other.svg' holds onload= (its line 1)"),  # other.en.svg does
        ],
    ),
    # ---- front matter
    "values": (
        post(
            front=f"tags: [t]\nseries: s\npart: 1\nshort: {{zh: '{SCRIPT}', en: '<b onclick=x>'}}\n"
            f"source: {{title: '{SCRIPT}', author: '{SCRIPT}', url: 'https://example.org/\"><b>', "
            f"date: 2025-01-01, licence: '{SCRIPT}'}}\n"
        ).replace("{zh: 甲, en: A}", f"{{zh: '{SCRIPT}', en: '{{{{ 7*7 }}}}'}}"),
        [],
    ),
    "address": (
        post(front="source: {title: a, author: b, url: 'javascript:alert(1)', date: 2025-01-01}\n"),
        front(5, "source: wants a url as in https://example.org/post, not 'javascript:alert(1)'"),
    ),
    "bomb": (
        post(front=BOMB),
        refused(6, f"{YAML} (an alias (*name) is not allowed: write it out)"),
    ),
    "object": (
        post(front="tags: !!python/object/apply:os.system [id]\n"),
        refused(
            5,
            f"{YAML} (a tag (tag:yaml.org,2002:python/object/apply:os.system) is not allowed: "
            "plain values are enough)",
        ),
    ),
    "deep": (
        post(front=f"tags: {'[' * 9000}{']' * 9000}\n"),
        refused(5, f"{YAML} (it nests more than 20 levels deep)"),
    ),
    "deep-text": (
        post(front=f"tags: '{'[' * 9000}'\n"),
        front(5, "tags: wants a list of words, as in [muon, mup], not '[[["),
    ),
    "number": (
        post(front=f"series: s\npart: {'1' * 9000}\n"),
        refused(6, f"{YAML} ('11111111111111111111'... is too long for a number)"),
    ),
    "keys": (post(front="short: {? [b] : c}\n"), refused(5, f"{YAML} (found unhashable key)")),
    "days": (
        post(front="short: {2026-01-01: a}\n"),
        refused(
            2,
            "has the key datetime.date(2026, 1, 1), which must be a text: put it in quotes",
        ),
    ),
    "escapes": (
        post(front='short: {zh: "a\\0", en: "\\ud800"}\n'),
        refused(5, f"{YAML} (U+0000 is no character of a text)"),
    ),
    "parser": (
        post(
            front="myst: {enable_extensions: [substitution]}\n",
            inline="{{ ''.__class__.__mro__[1].__subclasses__() }}",
        ),
        refused(5, "has the key 'myst', which sets the parser: that is conf.py's"),
    ),
    "unclosed": (
        "---\nmyst: {enable_extensions: [substitution]}\n# T {{ [].__class__ }}\n",
        [
            "1: Document or section may not begin with a transition. [docutils]",
            *front(1, "date: missing"),
            *front(1, "category: missing"),
            *front(1, "summary: missing"),
        ],
    ),
    "formerly": (
        post(front=f"formerly: [{UP}escaped, /../../b, 'a\\b', ok-old]\n"),
        front(5, f"formerly: '{UP}escaped' is no address of a page within the site"),
    ),
    "taken": (
        post(front="formerly: [/archive, /tags/t, /search, /index]\n"),
        [
            line
            for name in ("archive", "tags/t", "search", "index")
            for line in front(5, f"formerly: {name!r} is the address of {name!r}")
        ],
    ),
    "tags": (
        post(front=f"tags: ['../../escaped', '{SCRIPT}', '..', {'x' * 300}]\n"),
        [
            *front(5, "tags: holds a word of more than 200 bytes"),
            *front(5, "tags: '../../escaped' is not in taxonomy.yml"),
            *front(5, f"tags: {SCRIPT!r} is not in taxonomy.yml"),
        ],
    ),
    "series": (
        post(front="series: ../../out\npart: 1\n").replace("category: a", "category: ../../out"),
        [
            *front(3, "category: '../../out' is not in taxonomy.yml"),
            *front(5, "series: '../../out' is not in taxonomy.yml"),
        ],
    ),
    "series-near": (
        post(front="series: ../../../../far\npart: 1\n"),
        front(5, "series: '../../../../far' is not in taxonomy.yml"),
    ),
    "series-listed": (post(front="series: ../../listed\npart: 1\n"), []),
    "series-folder": (
        post(front="series: a/b\npart: 1\n").replace("category: a", "category: a/b"),
        [
            *front(3, "category: 'a/b' is not in taxonomy.yml"),
            *front(5, "series: 'a/b' is not in taxonomy.yml"),
        ],
    ),
    "series-long": (
        post(front=f"series: {'𠮷' * 80}\npart: 1\n").replace(
            "category: a", f"category: {'𠮷' * 80}"
        ),
        [
            *front(3, "category: holds a word of more than 200 bytes"),
            *front(5, "series: holds a word of more than 200 bytes"),
        ],
    ),
    # ---- TeX
    "tex-files": (
        post(
            "$$\n\\immediate\\write18{id}\n$$\n\n$$\nx\n$$ (a}\\input{x)\n",
            inline=r"$\input{/etc/passwd}$ $\openin5=/etc/passwd \read5 to\x$",
        ),
        [
            *formulas([9, 12], r"\input is not for formulas", r"\openin is not for formulas"),
            *formulas([15], r"\immediate is not for formulas"),
            *formulas([19], r"its label 'a}\\input{x' holds what TeX would act upon"),
        ],
    ),
    "tex-names": (
        post(
            inline=r"$\csname input\endcsname x$ $\begin{input}x\end{input}$ $^^5cinput x$ "
            r"$\catcode`\|=0 |input x$ $\newcommand{\x}[1]{\begin{#1}}\x{input}$ "
            r"$\href{javascript:alert(1)}{x}$ $\url{%}\input{x}$ $\verb\a\\input{x}$"
        ),
        formulas(
            [9, 12],
            r"\csname is not for formulas",
            "there is no environment 'input' in formulas",
            "^^ is not for formulas",
            r"\catcode is not for formulas",
            r"\begin wants the name of an environment",
            r"an address in a formula is one of http: or https:, without \, % and ^",
            r"\input is not for formulas",
            r"\verb is not for formulas",
        ),
    ),
    "tex-macros": (
        post(front="macros: {a: '\\input{/etc/passwd}', b: ['#1\\csname', 1]}\n"),
        front(5, r"macros: macro 'a': \input is not for formulas"),
    ),
    "tex-macro-names": (
        post(front="macros: {'a}\\input{/etc/passwd': x}\n"),
        front(5, r"macros: macro 'a}\\input{/etc/passwd': the name must consist of the letters"),
    ),
    "tex-macro-markup": (
        post(front=f"macros: {{'{SCRIPT}': x}}\n"),
        front(5, f"macros: macro {SCRIPT!r}: the name must consist of the letters"),
    ),
    "tex-macro-taken": (
        post(front="macros: {par: x}\n"),  # of what stands around formulas, too
        front(5, r"macros: macro 'par': \par is not for formulas"),
    ),
    "short": (
        post(
            "$$\nq\n$$ (short-q)\n",
            front=r"short: {zh: '\input{/etc/passwd} $\def\x{\x}\x$', en: '^^5cinput $\x$ %'}"
            "\n",
        ),
        [],
    ),
    "short-named": (post("{eq}`short-q`"), []),
    "tex-circle": (
        post(front="macros: {textbf: x, sphinxhref: ['#1\\b', 1], b: '\\sphinxhref'}\n"),
        front(5, "macros: macro 'sphinxhref' stands in what it is to be replaced by"),
    ),
    "tex-bomb": (
        post(front=f"macros: {{{DOUBLING}, e: x}}\n", inline=r"$\a$ $\def\x{\x\x}\x$ $x\x y$"),
        formulas([10, 13], *["its macros expand without end, or to more than can be set"] * 3),
    ),
    "tex-long": (
        post(f"$$\n{('a + ' * 200 + chr(10)) * 40}\n$$\n"),
        formulas([15], "it has 32,039 characters, more than 20,000"),
    ),
    # ---- bytes
    "control-front": (
        post(front="short: {zh: a\0b, en: a}\n"),
        ["5: the control character U+0000 is shown as U+FFFD: take it out [bitext.unreadable]"],
    ),
    "control": (
        post(inline="a\0b\x1b\x08c"),
        ["9: the control character U+0000, and 5 more like it, is shown as U+FFFD: take it out"],
    ),
    "not-utf8": (
        post().encode() + b"\n\xff\xfe\n",
        unread(17, "it is not UTF-8 (byte 0xff): save it as UTF-8"),
    ),
    "utf16": (
        post().encode("utf-16"),
        unread(1, "it is not UTF-8 (byte 0xff): save it as UTF-8"),
    ),
    "long-line": (
        post(inline="啊" * 3_500_000),
        unread(9, "the line is longer than 50,000 characters"),
    ),
    "large": (post("word\n" * 300_000), unread(1, "it has 1,500,120 bytes, more than 1,000,000")),
    "bom": (b"\xef\xbb\xbf" + post(inline="$x$").encode(), []),
    "crlf": (post("$$\na\n$$ (crlf)\n\n{eq}`crlf`\n").replace("\n", "\r\n").encode(), []),
    "brackets": (
        post("[" * 20_000 + "\n\n" + "> " * 5_000 + "x\n\n" + "*a_" * 5_000),
        [
            "17: the text cannot be read from here, and is shown as it is written: "
            "lists or quotations nested too deeply [bitext.broken]"
        ],
    ),
}


@contextmanager
def bounded(seconds: int, more: int) -> Iterator[None]:
    """Break off what takes more of the processor's time, or so many more bytes than are used."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    alarm = signal.signal(signal.SIGPROF, stop)
    resource.setrlimit(resource.RLIMIT_AS, (used + more, before[1]))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, alarm)
        resource.setrlimit(resource.RLIMIT_AS, before)


def write(source: Path) -> None:
    """The hostile site's sources."""
    (source / "posts" / ".git").mkdir(parents=True)
    (source / "posts" / ".git" / "config").write_text(SECRET)
    (source / "posts" / "link.png").symlink_to("/etc/passwd")
    (source / "posts" / "linked.md").symlink_to("/etc/passwd")
    for name in ("latexmkrc", "a}b.png"):
        (source / "posts" / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    for name in ("a.html", "b.js", "c.XML", "d.svgz", "e.csv", "f.py", "g.zip"):
        (source / "posts" / name).write_text(SCRIPT)
    for name, (drawing, _) in DRAWINGS.items():
        (source / "posts" / name).write_text(drawing)
    (source / "posts" / "other.svg").write_text(svg(""))
    (source / "posts" / "other.en.svg").write_text(svg("", 'onload="alert(1)"'))
    for name, (text, _) in POSTS.items():
        (source / "posts" / f"{name}.md").write_bytes(
            text.encode() if isinstance(text, str) else text
        )
    (source / "posts" / "odd%{name}.md").write_text(post())
    write_lists(source)
    (source / "conf.py").write_text("")
    names = "\n".join(f"posts/{name}" for name in POSTS)
    cited = fenced("bibliography", ":filter: docname in docnames")
    (source / "index.md").write_text(
        f"# T\n\n{{cite:t}}`k` {' '.join(f'{{cite:t}}`{key}`' for key in KEYS)} "
        f"{{gloss}}`谱范数`\n\n{fenced('toctree', names)}{cited}"
    )


def write_lists(source: Path) -> None:
    """Its taxonomy, glossary and bibliography."""
    lists = {"taxonomy.yml": TAXONOMY, "glossary.yml": GLOSSARY, "refs.bib": BIBLIOGRAPHY}
    for name, text in lists.items():
        (source / name).write_text(text)


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the site, and nothing else."""
    top = tmp_path_factory.mktemp("hostile")
    write(top / "site")
    return top


@pytest.fixture(scope="module")
def sources(top: Path) -> dict[str, int]:
    """What is there before the first build."""
    return tree(top)


@pytest.fixture(scope="module")
def build_in(top: Path) -> Build:
    return builder_in(top)


def tree(top: Path) -> dict[str, int]:
    """All files and folders below `top`, but what a build may write, and when each was changed."""
    own = [top / "site" / "_build" / name for name in ("html", "latex", "doctrees", "cache")]
    return {
        str(path.relative_to(top)): path.lstat().st_mtime_ns
        for path in top.rglob("*")
        if path.is_symlink() or path.is_file() or not any(path.iterdir())
        if not any(path.is_relative_to(each) for each in own)
    }


@pytest.fixture(scope="module")
def html(build_in: Build, sources: dict[str, int]) -> Site:
    with bounded(90, 1 << 30):
        return build_in({}, **SETTINGS)


@pytest.mark.parametrize("name", POSTS)
def test_what_is_refused_is_said_with_file_and_line(html: Site, name: str) -> None:
    start = f"posts/{name}.md:"
    said = sorted(line.removeprefix(start) for line in html.warnings if line.startswith(start))
    wanted = sorted(POSTS[name][1])
    assert len(said) == len(wanted), said
    for line, beginning in zip(said, wanted, strict=True):
        assert line.startswith(beginning)


def test_files_that_are_no_posts_are_left_out(html: Site) -> None:
    for name, why in (
        ("linked", "it is a link to a file outside of the source folder"),
        ("odd%{name}", "its name holds more than letters, digits, spaces and ._+-"),
    ):
        assert (
            f"posts/{name}.md:1: {why}; the page is left out [bitext.unreadable]" in html.warnings
        )
        assert not (html.app.outdir / "posts" / f"{name}.html").exists()


def test_no_page_runs_anything(html: Site) -> None:
    pages = sorted(html.app.outdir.rglob("*.html"))
    assert len(pages) > len(POSTS)
    for path in pages:
        page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
        name = path.relative_to(html.app.outdir)
        for tag in page.find_all(True):
            assert not [key for key in tag.attrs if key.startswith("on")], name
            for key in ("href", "src", "action", "formaction", "data", "xlink:href"):
                scheme = urlsplit(str(tag.get(key, "")).strip()).scheme
                assert scheme in {"", "http", "https", "mailto"}, (name, tag)
            if tag.name == "script" and tag.get("type") != "application/ld+json":
                assert tag.get("src") or "searchbox" in str(tag), (name, tag)  # the theme's own
        assert page.select("iframe, object, embed, img[src=x]") == [], name
        refresh = page.select_one("meta[http-equiv=refresh]")
        assert refresh is None or "url=posts/" in str(refresh["content"]), name


def test_nothing_of_the_machine_is_in_the_output(html: Site) -> None:
    for path in html.app.outdir.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path
            assert "passwd" not in path.name
    written = Path(html.app.srcdir).parent.rglob("*escaped*")
    assert [*written] == [html.app.outdir / "tags" / "escaped.html"]  # of the tag ../../escaped


def test_nothing_is_written_outside_of_the_output(
    html: Site, top: Path, sources: dict[str, int]
) -> None:
    assert tree(top) == sources
    names = {path.name for path in (html.app.outdir / "feeds").rglob("*")}
    keys = ("a-b", "far", "listed", "out", "s")
    assert names == {f"{f'{key}.' if key else ''}{c}.xml" for key in ("", *keys) for c in CODES}


def test_no_file_that_runs_is_published(html: Site) -> None:
    folders = [html.app.outdir / name for name in ("_images", "_downloads")]
    found = {path.name for folder in folders for path in folder.rglob("*.*")}
    assert found == {"good.svg", "e.csv", "f.py", "g.zip"}


def test_a_drawing_is_looked_at_again_when_it_changes(build: Build, tmp_path: Path) -> None:
    settings = {"bitext_guard": True}
    good, bad = svg(""), svg("<script/>")
    said = ["index.md:3: 'a.svg' holds <script> (its line 2) [bitext.unsafe]"]
    page = "# T\n\n![x](a.svg)\n"
    assert build({"index.md": page, "a.svg": good}, **settings).warnings == []
    for text, warnings in ((bad, said), (good, [])):
        site = build({"a.svg": text}, **settings)
        assert site.warnings == warnings
        assert bool(site.body().select("img")) != bool(warnings)


def test_markup_is_read_as_text(html: Site) -> None:
    assert SCRIPT in html.body("posts/raw-html").text
    assert SCRIPT in html.body("posts/values").text
    assert SCRIPT in html.body("works").text
    assert SCRIPT in html.body("glossary").text
    assert "{{ 7*7 }}" in html.body("archive").text
    assert "49" not in html.body("archive").text
    assert r"$\input{/etc/passwd}" not in html.read("posts/tex-files.html")
    assert r"\input{/etc/passwd}" in html.body("posts/tex-files").text
    assert "subclasses() }}" in html.body("posts/parser").text


def test_feeds_hold_markup_as_text(html: Site) -> None:
    for path in (html.app.outdir / "feeds").rglob("*.xml"):
        for entry in BeautifulSoup(path.read_text("utf-8"), "xml").select("entry"):
            content = BeautifulSoup(entry.select_one("content, summary").text, "html5lib")
            assert content.select("script, [onclick], [onerror], [href^=javascript]") == []


def test_line_ends_and_marks_of_bytes_mean_nothing(html: Site) -> None:
    assert html.body("posts/crlf").select_one("#equation-crlf") is not None
    assert html.body("posts/bom").select_one(".post-head time") is not None


def test_line_ends_and_marks_of_bytes_mean_nothing_in_lists(build: Build, tmp_path: Path) -> None:
    lists = {
        "taxonomy.yml": "categories:\n  a: {zh: 甲, en: Alpha}\n",
        "glossary.yml": "terms:\n- zh: 谱范数\n  en: spectral norm\n",
        "refs.bib": "@misc{k,\n  author = {Ace},\n  title = {One\n  title},\n  year = 2020\n}\n",
    }
    (tmp_path / "site").mkdir()
    for name, text in lists.items():
        marked = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
        (tmp_path / "site" / name).write_bytes(marked)
    index = f"# T\n\n{fenced('toctree', 'posts/a')}{fenced('bibliography')}"
    text = post("{cite:t}`k` {gloss}`谱范数`")
    site = build({"index.md": index, "posts/a.md": text}, **SETTINGS)
    assert site.warnings == []
    assert "Alpha" in site.body("archive").text
    assert site.body("posts/a").select_one("a.gloss") is not None
    assert "One title" in site.body("works").text


def test_what_reaches_tex_is_text(build_in: Build, html: Site) -> None:
    with bounded(90, 1 << 30):
        book = build_in({}, builder="latex", **SETTINGS)
    source = book.read("book.tex")
    body = source[source.index(r"\begin{document}") :]
    for word in ("input", "openin", "write18", "catcode", "csname", "read5", "verb", "special{"):
        found = [line for line in body.splitlines() if f"\\{word}" in line]
        # What is Sphinx's own and ours: shorthands off, the PDF's keywords.
        own = (r"  \ifnum\catcode", r"\AtEndDocument{\special{pdf:docinfo")
        assert [line for line in found if not line.startswith(own)] == [], word
    assert r"\begin{input}" not in body
    assert "^^5c" not in body
    assert r"\def\x" not in body
    assert r"\textbackslash{}input\{/etc/passwd\}" in body
    assert SECRET not in body
    assert not list(book.app.outdir.glob("*passwd*"))


LONG = f"# {'x' * 10_000_000}"
BROKEN: list[tuple[str, str | bytes, str]] = [
    ("taxonomy.yml", BOMB, "bitext_taxonomy, taxonomy.yml:2: an alias (*name) is not allowed"),
    ("taxonomy.yml", "tags: !!python/name:os.system", "bitext_taxonomy, taxonomy.yml:1: a tag ("),
    ("taxonomy.yml", "\n" + "[" * 5000, "bitext_taxonomy, taxonomy.yml:2: it nests more than 20"),
    ("taxonomy.yml", b"tags:\n  \xff: {}", "bitext_taxonomy, taxonomy.yml:2: it is not UTF-8"),
    (
        "taxonomy.yml",
        "tags: [" + "x, " * 9_000 + "]",
        "bitext_taxonomy, taxonomy.yml:1: tags wants",
    ),
    ("taxonomy.yml", "x", "bitext_taxonomy, taxonomy.yml:1: the file wants 'name: value' pairs"),
    ("taxonomy.yml", "tags:\ntagz:\n", "bitext_taxonomy, taxonomy.yml:2: the file has an unknown"),
    (
        "taxonomy.yml",
        "series:\n  a: {name: {zh: a, en: b}}\n  b:\n    name: {zh: a}\n  c: {}\n",
        "bitext_taxonomy, taxonomy.yml:3: series.b.name wants a text for each of zh, en",
    ),
    (
        "taxonomy.yml",
        f"tags:\n  {'x' * 99}: {{zh: a, en: b}}\n  {'啊' * 80}: {{zh: a, en: b}}\n",
        "bitext_taxonomy, taxonomy.yml:3: tags holds a word of more than 200 bytes",
    ),
    (
        "taxonomy.yml",
        "series:\n  '..': {name: {zh: a, en: b}, announced: {1: {zh: a, en: b}}}\n",
        "bitext_taxonomy, taxonomy.yml:2: series holds '..', which is no word",
    ),
    (
        "taxonomy.yml",
        "tags:\n  a\0: {zh: a, en: b}",
        "bitext_taxonomy, taxonomy.yml:2: U+0000 is no",
    ),
    (
        "taxonomy.yml",
        "#\n" + LONG,
        "bitext_taxonomy, taxonomy.yml:2: the line is longer",
    ),
    (
        "glossary.yml",
        "#\n" + LONG,
        "bitext_glossary, glossary.yml:2: the line is longer",
    ),
    ("glossary.yml", "#\n" * 600_000, "bitext_glossary, glossary.yml:1: it has 1,200,000 bytes"),
    (
        "glossary.yml",
        b"terms:\n- {zh: \xff}",
        "bitext_glossary, glossary.yml:2: it is not UTF",
    ),
    ("glossary.yml", "", "bitext_glossary, glossary.yml:1: a glossary is a mapping with a list"),
    ("glossary.yml", "terms: 3", "bitext_glossary, glossary.yml:1: a glossary is a mapping with a"),
    (
        "glossary.yml",
        "terms:\n- {zh: a, en: b}\n- zh: c\n  en: d\n  fr: e\n- {zh: f}\n",
        "bitext_glossary, glossary.yml:3: term c: `fr` is none of zh, en",
    ),
    (
        "glossary.yml",
        "terms:\n- {zh: 甲, en: a}\n- {zh: 乙, en: b}\n- {zh: 甲, en: c}\n- {zh: 丙, en: b}\n",
        "bitext_glossary, glossary.yml:4: “甲” belongs to two terms, 甲 and 甲",
    ),
    ("glossary.yml", BOMB, "bitext_glossary, glossary.yml:2: an alias (*name) is not allowed"),
    ("glossary.yml", "terms:\n- {zh: a\0, en: b}", "bitext_glossary, glossary.yml:2: U+0000 is no"),
    (
        "glossary.yml",
        r"terms: [{zh: '$\input{/etc/passwd}$', en: b}]",
        r"bitext_glossary, glossary.yml:1: '$\\input{/etc/passwd}$': \input is not for formulas",
    ),
    (
        "glossary.yml",
        "terms:\n- {zh: a, en: b}\n- {zh: '$\\def\\x{\\x}\\x$ 范数', en: x-norm}\n",
        r"bitext_glossary, glossary.yml:3: '$\\def\\x{\\x}\\x$ 范数': a term defines no macros",
    ),
    (
        "glossary.yml",  # for another term, that is to say
        "terms:\n- {zh: a, en: '$\\global\\def\\x{\\x}$ norm'}\n- {zh: b, en: $\\x$}\n",
        r"bitext_glossary, glossary.yml:2: '$\\global\\def\\x{\\x}$ norm': a term defines",
    ),
    (
        "glossary.yml",
        "terms:\n- {zh: a, en: '$\\def\\x#1.{\\x}\\x$'}\n",
        r"bitext_glossary, glossary.yml:2: '$\\def\\x#1.{\\x}\\x$': its macros expand without end",
    ),
    ("refs.bib", b"@misc{a,\n title={\xff}}", "refs.bib:2: it is not UTF-8 (byte 0xff)"),
    ("refs.bib", "@misc{a,\n title={a\0}}", "refs.bib:2: U+0000 is no character of a text"),
    ("refs.bib", "@misc{a,\n title={a", "refs.bib:2: it is no BibTeX (syntax error"),
    (
        "refs.bib",
        f"@misc{{a,\n title={{{'{' * 3000}{'}' * 3000}}}}}",
        "refs.bib:2: it is no BibTeX",
    ),
    ("refs.bib", f"\n@misc{{a, title={{{'x' * 60_000}}}}}", "refs.bib:2: the line is longer than"),
    (
        "refs.bib",
        '@string{a = "xxxxxxxxxx"}\n@string{b = a # "#"\n # a}\n',
        "refs.bib:2: a @string that is put together (#) is not allowed",
    ),
    (
        "refs.bib",
        "\n@misc{a,\n url={ JavaScript:alert(1)}}",
        "refs.bib:2: a, url: 'JavaScript:alert(1)' is no address of http: or https:",
    ),
    ("refs.bib", f"@misc{{a, title={{{'x {} ' * 4000}}}}}", "refs.bib:1: a, title: it is longer"),
]


@pytest.mark.parametrize(
    ("name", "text", "message"), BROKEN, ids=[message[:50] for _, _, message in BROKEN]
)
def test_a_file_that_no_site_can_be_built_of_is_a_clear_error(
    build: Build, tmp_path: Path, name: str, text: str | bytes, message: str
) -> None:
    (tmp_path / "site").mkdir()
    write_lists(tmp_path / "site")
    (tmp_path / "site" / name).write_bytes(text.encode() if isinstance(text, str) else text)
    with bounded(20, 1 << 29), pytest.raises(ConfigError) as raised:
        build({"index.md": "# T\n", "posts/a.md": post()}, **SETTINGS)
    assert str(raised.value).startswith(message)
    assert len(str(raised.value)) < 500


def test_a_term_s_macros_come_to_an_end(build: Build, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    write_lists(tmp_path / "site")
    terms = "terms:\n- {zh: a, en: b}\n- {zh: c, en: '$\\x$'}\n"
    (tmp_path / "site" / "glossary.yml").write_text(terms)
    with pytest.raises(ConfigError, match=r"^bitext_glossary, glossary.yml:3: .* without end"):
        build({"index.md": "# T\n"}, **SETTINGS, bitext_macros={"x": r"\x\x"})


WORD = st.text("abc", min_size=1)


@given(st.dictionaries(WORD, st.lists(st.booleans()) | st.dictionaries(WORD, st.booleans())))
def test_the_first_entry_that_is_wrong_is_found(data: dict[str, Any]) -> None:
    def entries(of: dict[str, Any]) -> list[tuple[tuple[str, object], bool]]:
        pairs = (
            (key, inner, fine)
            for key, value in of.items()
            for inner, fine in (value.items() if isinstance(value, dict) else enumerate(value))
        )
        return [((key, inner), fine) for key, inner, fine in pairs]

    def parse(part: dict[str, Any]) -> None:
        wrong = [keys for keys, fine in entries(part) if not fine]
        if wrong:
            raise ValueError(str(wrong[-1]))

    wrong = [keys for keys, fine in entries(data) if not fine]
    assume(wrong)
    keys, message = first_fault(data, parse)
    assert (keys, message) == (wrong[0], str(wrong[0]))
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)
    line = text.splitlines()[line_of(text, *keys) - 1]
    assert "false" in line
