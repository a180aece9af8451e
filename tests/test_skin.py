"""The site's own skin: which scripts a page loads."""

from __future__ import annotations

from bs4 import BeautifulSoup

from tests.conftest import TOP, Build

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
        extensions=["myst_parser", "sphinx_copybutton", "bitext"],
        html_theme="furo",
        templates_path=[str(TOP / "_templates"), str(TOP / "_static")],
        html_static_path=[str(TOP / "_static")],
        exclude_patterns=["css/*.css", "js/*.js"],
        html_css_files=["site.css"],
        html_js_files=["site.js"],
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
