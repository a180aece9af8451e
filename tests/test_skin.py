"""The site's own skin: which scripts a page loads."""

from __future__ import annotations

import gzip
import json
import re

from bs4 import BeautifulSoup

from bitext.words import ENGLISH, SCRIPTS
from tests.conftest import SKIN, TOP, Build

COPYING = ["myst_parser", "sphinx_copybutton", "bitext"]
TABS = "::::{tab-set}\n:::{tab-item} X\na\n:::\n:::{tab-item} Y\nb\n:::\n::::\n"


def test_a_page_loads_the_scripts_that_have_something_to_do(build: Build) -> None:
    title, pair = "# [站]{.zh} [S]{.en}\n\n", ":::{zh}\n甲\n:::\n:::{en}\nA\n:::\n"
    pages = {
        "index": pair,
        "code": f"{pair}\n```python\na = 1\n```\n",
        "tabs": f"{pair}\n{TABS}",
    }
    site = build(
        {f"{name}.md": f"---\norphan: true\n---\n{title}{body}" for name, body in pages.items()},
        extensions=COPYING,
        **SKIN,
    )
    assert site.warnings == []
    loaded = {
        name: {
            script["src"].partition("?")[0].rpartition("/")[2]
            for script in BeautifulSoup(site.read(f"{name}.html"), "lxml").select("script[src]")
        }
        for name in pages
    }
    always = {"mode.js", "furo.js", "search.js", "site.js"}
    assert loaded["index"] == always
    copying = {"documentation_options.js", "clipboard.min.js", "copybutton.js"}
    assert loaded["code"] == always | copying
    assert loaded["tabs"] == {*always, "design-tabs.js"}


def test_a_page_has_in_it_what_its_scripts_say(build: Build) -> None:
    scripts = [path.read_text("utf-8") for path in (TOP / "_static").rglob("*.js")]
    templates = [path.read_text("utf-8") for path in (TOP / "_templates").rglob("*.html")]
    asked = re.findall(r"bitext\.say\((.*?)\)", " ".join(scripts))
    words = {word for each in asked for word in re.findall('"([^"]+)"', each)} - {"languages"}
    for given in re.findall(r"""data-say="([^"{]+)"|named\("([^"]+)"\)""", " ".join(templates)):
        words |= {*filter(None, given)}
    words |= {word for word in ENGLISH if word.startswith("Link to this ")}  # Sphinx's titles
    assert words == set(SCRIPTS)
    site = build({"index.md": "# [站]{.zh} [S]{.en}\n"}, extensions=COPYING, **SKIN)
    switch = BeautifulSoup(site.read("index.html"), "lxml").select_one(".mode-switch")
    assert switch is not None
    held = json.loads(str(switch["data-words"]))
    assert {code: set(words) - {"languages"} for code, words in held.items()} == {
        "zh": set(SCRIPTS),
        "en": set(SCRIPTS),
    }
    assert held["zh"]["peek"] == "看这一段的{language}"
    assert held["zh"]["languages"] == {"zh": "中文", "en": "英语"}
    assert held["en"]["languages"] == {"zh": "Chinese", "en": "English"}


def test_a_page_waits_for_few_sheets(build: Build) -> None:
    site = build({"index.md": "# [站]{.zh} [S]{.en}\n"}, extensions=COPYING, **SKIN)
    page = BeautifulSoup(site.read("index.html"), "lxml")
    noscript = {id(link) for each in page.select("noscript") for link in each.select("link")}
    names = [
        str(link["href"]).partition("?")[0].removeprefix("_static/")
        for link in page.select("link[rel=stylesheet]:not([data-late])")
        if id(link) not in noscript
    ]
    assert names == ["sphinx-design.min.css", "katex/katex.css", "site.css"]
    # The theme's is the first part of ours.
    theme = site.read("_static/styles/furo.css").partition("/*# source")[0].strip()
    assert site.read("_static/site.css").startswith(theme)
    assert not page.select("link[rel=preload]")  # fonts would be in the text's way


def test_scripts_are_sent_without_what_only_their_authors_read(build: Build) -> None:
    site = build({"index.md": "# [站]{.zh} [S]{.en}\n"}, **SKIN)
    page = BeautifulSoup(site.read("index.html"), "lxml")
    sent = {
        path: site.read(path)
        for path in (str(script["src"]).partition("?")[0] for script in page.select("script[src]"))
        if not path.endswith("furo.js")
    }
    assert len(sent) == 3
    for path, text in sent.items():
        assert not re.search(r"^\s*(?://|/\*|\*)", text, re.MULTILINE), path
        assert text.startswith("(function(){"), path
    size = sum(len(gzip.compress(text.encode())) for text in sent.values())
    assert size <= 12_000  # as much as readers were promised
