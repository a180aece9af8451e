"""Sources that mean harm: the page holds text, the author is told where, and nothing else happens.

One site is built, once a format, with a post for each kind of attack. What no site can be built
of (a glossary, a taxonomy, a bibliography that is none) is a clear error.
"""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from tests.conftest import Build, Site, builder_in

SECRET = "root:x:0"
SCRIPT = "<script>alert(1)</script>"
UP = "../" * 20
BROKEN = "posts/broken.md"
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
ATTACKS = (SCRIPT, "<img src=x onerror=alert(1)>", "{{ 7*7 }}", r"\input{/etc/passwd}", "'\"&<")
TAXONOMY = f"""
categories: {{a: {{zh: '{SCRIPT}', en: '<b onclick=x>'}}}}
tags: {{t: {{zh: '"><img src=x onerror=y>', en: '{{{{ 7*7 }}}}'}}}}
series: {{s: {{name: {{zh: '{SCRIPT}', en: '{SCRIPT}'}}, summary: {{zh: '{SCRIPT}', en: '&lt;'}}}}}}
publications: {{example.org: {{zh: '{SCRIPT}', en: '{SCRIPT}'}}}}
authors: {{'{SCRIPT}': {{zh: '{SCRIPT}', en: '{SCRIPT}'}}}}
"""
GLOSSARY = rf"""
- zh: ['{SCRIPT}', 谱范数]
  en: ['\input{{/etc/passwd}} <img src=x onerror=y>', spectral norm]
"""
BIBLIOGRAPHY = rf"""@misc{{k,
  author = {{{SCRIPT} and \input{{/etc/passwd}}}},
  title = {{<img src=x onerror=y> \href{{javascript:alert(1)}}{{x}} $\input{{/etc/passwd}}$}},
  year = {{2020}}, doi = {{"onclick=x <script>}}, eprint = {{javascript:x}},
  note = {{\immediate\write18{{id}} {SCRIPT}}},
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


def everywhere(*lines: str) -> list[str]:
    """What is said of a formula in both panels."""
    return [f"{place}: {line}" for place in (9, 12) for line in lines]


def formula(line: int | None, why: str) -> list[str]:
    said = f"this formula cannot be set: {why}; it stands in the page as its source [bitext.math]"
    return everywhere(said) if line is None else [f"{line}: {said}"]


def refused(line: int, why: str) -> str:
    return f"{line}: front matter {why}; none is used [bitext.front_matter]"


YAML = "cannot be read as YAML"
BOMB = "a: &a [x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DOUBLING = ", ".join(f"{a}: '{rf'\{b}' * 12}'" for a, b in zip("abcd", "bcde", strict=True))

POSTS: dict[str, tuple[str | bytes, list[str]]] = {
    # name: what the post holds, and the warnings of it, without "posts/name.md:"
    # ---- markup
    "raw-html": (
        post(f"{SCRIPT}\n\n<!-- a comment -->\n\n<div onclick='x'>\n\nA <img src=x onerror=y>"),
        [
            f"15: raw html stands in the page as text: {SCRIPT!r} [bitext.unsafe]",
            "19: raw html stands in the page as text: \"<div onclick='x'>\" [bitext.unsafe]",
            "21: raw html stands in the page as text: '<img src=x onerror=y>' [bitext.unsafe]",
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
        [],
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
        ["15: a link to 'javascript://%0aalert(1)' leads nowhere [bitext.unsafe]"],
    ),
    "title": (post(title=f"`{SCRIPT}` {{{{ 7*7 }}}} \\<b\\> &lt;i&gt;"), []),
    "columns": (
        post(fenced("tabularcolumns", r"").replace("} \n", "} |l|\\input{/etc/passwd}|\n")),
        [],
    ),
    # ---- files
    "includes": (
        post(
            fenced(f"include {UP}etc/passwd")
            + fenced(f"literalinclude {UP}etc/passwd")
            + fenced("csv-table", ":file: /etc/passwd")
        ),
        [],
    ),
    "figures": (
        post(
            f"![a]({UP}etc/passwd)\n\n![b]({UP}etc/a.png)\n\n![c](https://a.example/a.png)\n\n"
            "![d](//a.example/a.png)\n\n![e](data:image/png;base64,xx)\n\n![f](link.png)\n\n"
            "![g](latexmkrc)\n\n![h](a}b.png)\n\n"
            f"[i]({UP}etc/passwd) {{download}}`j <{UP}etc/passwd>` {{download}}`k <.git/config>`"
        ),
        [],
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
        [],
    ),
    "bomb": (post(front=BOMB), [refused(6, f"{YAML} (an alias (*name) is not allowed: write it out)")]),
    "object": (post(front="tags: !!python/object/apply:os.system [id]\n"), []),
    "deep": (post(front=f"tags: {'[' * 9000}{']' * 9000}\n"), []),
    "deep-text": (post(front=f"tags: '{'[' * 9000}'\n"), []),
    "number": (post(front=f"series: s\npart: {'1' * 9000}\n"), []),
    "keys": (post(front="short: {2026-01-01: a, ? [b] : c}\n"), []),
    "escapes": (post(front='short: {zh: "a\\0", en: "\\ud800"}\n'), []),
    "parser": (
        post(
            front="myst: {enable_extensions: [substitution]}\n",
            inline="{{ ''.__class__.__mro__[1].__subclasses__() }}",
        ),
        [],
    ),
    "unclosed": (
        "---\nmyst: {enable_extensions: [substitution]}\n# T {{ [].__class__ }}\n",
        [],
    ),
    "formerly": (
        post(front=f"formerly: [{UP}escaped, /../../b, 'a\\b', ok-old, {'x' * 300}, ..]\n"),
        [],
    ),
    "taken": (post(front="formerly: [/archive, /tags/t, /search, /index, /_static/site]\n"), []),
    "tags": (post(front=f"tags: ['../../escaped', '{SCRIPT}', '..', {'x' * 300}]\n"), []),
    # ---- TeX
    "tex-files": (
        post(
            "$$\n\\immediate\\write18{id}\n$$\n\n$$\nx\n$$ (a}\\input{x)\n",
            inline=r"$\input{/etc/passwd}$ $\openin5=/etc/passwd \read5 to\x$",
        ),
        [],
    ),
    "tex-names": (
        post(
            inline=r"$\csname input\endcsname x$ $\begin{input}x\end{input}$ $^^5cinput x$ "
            r"$\catcode`\|=0 |input x$ $\newcommand{\x}[1]{\begin{#1}}\x{input}$ "
            r"$\href{javascript:alert(1)}{x}$ $\url{%}\input{x}$ $\verb\a\\input{x}$"
        ),
        [],
    ),
    "tex-macros": (post(front="macros: {a: '\\input{/etc/passwd}', b: ['#1\\csname', 1]}\n"), []),
    "tex-bomb": (
        post(front=f"macros: {{{DOUBLING}, e: x}}\n", inline=r"$\a$ $\def\x{\x\x}\x$ $x\x y$"),
        [],
    ),
    "tex-long": (post(f"$$\n{'a + %' * 0}{('a + ' * 200 + chr(10)) * 40}\n$$\n"), []),
    # ---- bytes
    "control": (post(inline="a\0b\x1b\x08c"), []),
    "not-utf8": (post().encode() + b"\n\xff\xfe\n", []),
    "utf16": (post().encode("utf-16"), []),
    "long-line": (post(inline="啊" * 5_000_000), []),
    "large": (post("word\n" * 300_000), []),
    "bom": (b"\xef\xbb\xbf" + post(inline="$x$").encode(), []),
    "crlf": (post("$$\na\n$$ (crlf)\n\n{eq}`crlf`\n").replace("\n", "\r\n").encode(), []),
    "brackets": (post("[" * 20_000 + "\n\n" + "> " * 5_000 + "x\n\n" + "*a_" * 5_000), []),
}


@contextmanager
def bounded(seconds: int, more: int) -> Iterator[None]:
    """Break off what takes longer, or so many more bytes than there are."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"took more than {seconds} s")

    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    alarm = signal.signal(signal.SIGALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (used + more, before[1]))
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, alarm)
        resource.setrlimit(resource.RLIMIT_AS, before)


def write(source: Path) -> None:
    """The hostile site's sources."""
    (source / "posts" / ".git").mkdir(parents=True)
    (source / "posts" / ".git" / "config").write_text(SECRET)
    (source / "posts" / "link.png").symlink_to("/etc/passwd")
    (source / "posts" / "linked.md").symlink_to("/etc/passwd")
    for name in ("latexmkrc", "a}b.png"):
        (source / "posts" / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    for name, (text, _) in POSTS.items():
        (source / "posts" / f"{name}.md").write_bytes(text.encode() if isinstance(text, str) else text)
    (source / "posts" / "odd%{name}.md").write_text(post())
    names = "\n".join(f"posts/{name}" for name in POSTS)
    cited = fenced("bibliography", ":filter: docname in docnames")
    (source / "index.md").write_text(
        f"# T\n\n{{cite:t}}`k` {{gloss}}`谱范数`\n\n{fenced('toctree', names)}{cited}"
    )


@pytest.fixture(scope="module")
def build_in(tmp_path_factory: pytest.TempPathFactory) -> Build:
    top = tmp_path_factory.mktemp("hostile")
    write(top / "site")
    return builder_in(top)


@pytest.fixture(scope="module")
def html(build_in: Build) -> Site:
    with bounded(120, 1 << 30):
        return build_in({}, **SETTINGS)
