"""The documentation says what is so: its examples are built, its tables are read."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from bitext import config, diagnostics
from bitext.words import CHINESE, ENGLISH
from tests.conftest import CONF, TOP, Build

README = (TOP / "README.md").read_text("utf-8")
CONTRIBUTING = (TOP / "CONTRIBUTING.md").read_text("utf-8")


def fenced(text: str, language: str) -> list[str]:
    tokens = MarkdownIt().parse(text)
    return [token.content for token in tokens if token.type == "fence" and token.info == language]


def tables(text: str) -> list[list[list[str]]]:
    """Each table's rows, without the head."""
    page = BeautifulSoup(MarkdownIt().enable("table").render(text), "html5lib")
    return [
        [[cell.text for cell in row.select("td")] for row in table.select("tbody tr")]
        for table in page.select("table")
    ]


def test_the_readme_s_example_is_a_page(build: Build) -> None:
    (example,) = fenced(README, "markdown")
    site = build({"index.md": example})
    assert site.warnings == []
    zh, en = site.body().select(".bitext-panel")
    for panel in (zh, en):
        assert panel.select_one("a.reference").text == "(1)"
        assert panel.select_one(".math .katex") is not None
    assert [span["lang"] for span in site.body().select("h1 span[lang]")] == ["zh-Hans", "en"]
    assert [number.text[:3] for number in site.body().select(".eqno")] == ["(1)"]


def test_the_readme_s_settings_for_another_project_work(build: Build) -> None:
    (settings,) = fenced(README, "python")
    (example,) = fenced(README, "markdown")
    own = {"html_theme": "alabaster", "bitext_katex": CONF["bitext_katex"]}
    named: dict[str, object] = {}
    exec(settings, named)
    named.pop("__builtins__")
    assert {"extensions", "myst_enable_extensions"} <= named.keys()
    site = build({"index.md": example}, **{**named, **own})
    assert site.warnings == []
    assert site.page().select(".bitext-pair .katex") != []


def test_the_readme_s_latex_is_accepted(build: Build) -> None:
    (line,) = [line for line in README.splitlines() if "LaTeX as MathJax blogs" in line]
    rest = README[README.index(line) :].partition("\n\n")[0]
    assert r"\color{red}{x}" in rest
    source = r"""# T

\begin{align} a &= \color{red}{x} \label{x} \\ b &= \bbox{y} \tag{A} \\ c &= \mathop{M}\limits_i
\end{align}

$\newcommand{\new}{N}\new$ \eqref{x}
"""
    for name in re.findall(r"\\([a-z]+)", rest):
        assert rf"\{name}" in source + r"\end", name
    assert build({"index.md": source}).warnings == []


def test_the_readme_s_table_has_every_setting_and_its_default() -> None:
    (rows,) = [table for table in tables(README) if table[0][0].startswith("bitext_")]
    said = {name: default for name, default, _ in rows}
    assert said == {
        name: (default if isinstance(default, str) else str(default).replace("'", '"'))
        for name, (default, _, _) in config.DEFAULTS.items()
    }


def test_the_readme_s_values_of_settings_are_accepted(build: Build) -> None:
    (rows,) = [table for table in tables(README) if table[0][0].startswith("bitext_")]
    meaning = {name: text for name, _, text in rows}
    (language,) = re.findall(r"\{.*\}", meaning["bitext_languages"])
    (macros,) = re.findall(r"\{.*\}", meaning["bitext_macros"])
    site = build(
        {"index.md": "# T\n\n:::{ja}\n日本語 $\\norm{\\R}$\n:::\n:::{en}\nA\n:::\n"},
        bitext_languages=[eval(language), "en"],
        bitext_macros=eval(macros),
    )
    assert site.warnings == []


def test_the_docstring_of_the_settings_names_each() -> None:
    assert config.__doc__ is not None
    assert set(re.findall(r"``(bitext_[a-z_]+)``", config.__doc__)) == set(config.DEFAULTS)


def test_contributing_names_every_module_that_an_author_may_change() -> None:
    named = set(re.findall(r"bitext/(\w+\.\w+|assets/\w+\.\w+)", CONTRIBUTING))
    for name in named:
        assert (TOP / "bitext" / name).is_file(), name
    for name in re.findall(r"`((?:tests|tools|posts|figures|_static|_templates)/[\w./]*)`", README):
        assert (TOP / name).exists(), name


@pytest.mark.parametrize("subtype", diagnostics.Subtype, ids=lambda subtype: subtype.value)
def test_each_warning_is_given_somewhere_and_tested(subtype: diagnostics.Subtype) -> None:
    code = "".join(path.read_text("utf-8") for path in (TOP / "bitext").rglob("*.py"))
    assert f"Subtype.{subtype.name}," in code
    tests = "".join(path.read_text("utf-8") for path in (TOP / "tests").rglob("test_*.py"))
    assert f"bitext.{subtype.value}]" in tests


def test_the_words_are_the_same_in_each_language_that_is_known() -> None:
    assert CHINESE.keys() == ENGLISH.keys()
    for word, text in ENGLISH.items():
        fields = set(re.findall(r"\{\w+\}", text))
        assert fields == set(re.findall(r"\{\w+\}", CHINESE[word])), word


@pytest.mark.parametrize("subtype", diagnostics.Subtype)
def test_each_warning_is_explained_to_authors(subtype: diagnostics.Subtype) -> None:
    rows = (TOP / "CONTRIBUTING.md").read_text("utf-8").splitlines()
    assert len([row for row in rows if row.startswith(f"| `bitext.{subtype.value}` |")]) == 1
