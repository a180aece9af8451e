"""Formulas in pages: set by KaTeX at build time, from a cache the second time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sphinx.errors import ExtensionError

from tests.conftest import TOP, Build

DIST = TOP / "node_modules" / "katex" / "dist"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A copy of KaTeX, to be broken."""
    package = tmp_path / "katex"
    shutil.copytree(DIST, package / "dist", ignore=shutil.ignore_patterns("*.ttf", "contrib"))
    shutil.copy(DIST.parent / "package.json", package)
    return package / "dist"


def test_a_formula_holds_mathml_and_the_author_s_own_source(build: Build) -> None:
    source = r"\color{red}{x} \lt \mathop{\mathbb E}_y & \text{甲 \& 乙}".replace(" &", "", 1)
    files = {"index.md": f"# T\n\n${source}$\n\n$$\na &= \\bm{{b}} \\\\\nc &= d\n$$ (x)\n"}
    site = build(files)
    assert site.warnings == []
    inline, display = site.body().select("annotation")
    assert inline["encoding"] == display["encoding"] == "application/x-tex"
    assert inline.text == source
    assert display.text == "a &= \\bm{b} \\\\\nc &= d"
    for formula in site.body().select(".math"):
        assert formula.select_one("math") is not None
        visible = formula.select_one(".katex-html")
        assert visible is not None
        assert visible["aria-hidden"] == "true"


def test_the_source_of_a_formula_that_refers_is_the_author_s_too(build: Build) -> None:
    source = "# T\n\n$$\na\n$$ (x)\n\n$y \\overset{\\eqref{x}}{=} z$\n"
    annotations = build({"index.md": source}).body().select("annotation")
    assert annotations[-1].text == r"y \overset{\eqref{x}}{=} z"


@pytest.mark.parametrize(
    ("formula", "warning"),
    [
        (
            r"$1 + \nothing$",
            r"index.md:3: KaTeX cannot set this formula at column 5: "
            r"Undefined control sequence: \nothing",
        ),
        (
            "$$\na \\\\\nb + \\nothing\n$$",
            r"index.md:3: KaTeX cannot set this formula at line 2, column 5: "
            r"Undefined control sequence: \nothing",
        ),
        (
            "\\begin{align}\na &= b \\label{x} \\\\\nc &= \\frac{1\n\\end{align}",
            None,
        ),
        (
            r"$甲^$",
            "index.md:3: KaTeX cannot set this formula at column 2: Expected group after '^'",
        ),
    ],
)
def test_a_refused_formula_is_said_once_and_stands_as_text(
    build: Build, formula: str, warning: str | None
) -> None:
    site = build({"index.md": f"# T\n\n{formula}\n"})
    (said,) = site.warnings
    if warning is not None:
        assert said == f"{warning}; it stands in the page as its source [bitext.math]"
    assert said.startswith("index.md:3: KaTeX cannot set this formula")
    (code,) = site.body().select(".math code.math-source")
    assert code.text.strip() == formula.strip("$").strip()
    page = site.read("index.html")
    assert "katex-error" not in page
    assert "#cc0000" not in page


def test_a_formula_has_the_classes_of_its_own(build: Build) -> None:
    role = "```{eval-rst}\n.. role:: loud(math)\n   :class: loud\n```\n"
    site = build({"index.md": f"# T\n\n{role}\n$x$ {{loud}}`y` $z$\n"})
    usual = ["math", "notranslate", "nohighlight"]
    found = [formula["class"] for formula in site.body().select("span.math")]
    assert found == [usual, ["loud", *usual], usual]


def test_a_refused_formula_in_a_panel_is_found_by_its_paragraph(build: Build) -> None:
    source = ":::{zh}\n甲\n:::\n:::{en}\nOne.\n\nTwo $\\nothing$.\n:::\n"
    site = build({"index.md": f"# T\n\n{source}"})
    (warning,) = site.warnings
    assert warning.startswith("index.md:9: KaTeX cannot set this formula at column 1:")


def test_a_refused_formula_is_said_in_each_build_of_its_page(build: Build) -> None:
    first = build({"index.md": "# T\n\n$\\nothing$\n"})
    again = build({"index.md": "# T\n\n$\\nothing$ x\n"})
    assert len(first.warnings) == 1
    assert again.warnings == first.warnings


def test_the_style_sheet_and_woff2_fonts_come_with_the_site(build: Build) -> None:
    site = build({"index.md": "# T\n\n$x$\n"})
    folder = Path(site.app.outdir) / "_static" / "katex"
    fonts = {path.name for path in (folder / "fonts").iterdir()}
    assert fonts == {path.name for path in (DIST / "fonts").glob("*.woff2")}
    assert len(fonts) >= 20
    css = (folder / "katex.css").read_text("utf-8")
    for font in fonts:
        assert f"url(fonts/{font})" in css
    assert ".woff)" not in css
    assert ".ttf)" not in css
    (link,) = site.page().select('link[href*="katex"]')
    assert str(link["href"]).partition("?")[0] == "_static/katex/katex.css"
    assert site.page().select("script[src*=katex]") == []


def test_a_second_build_takes_formulas_from_the_cache(
    build: Build, dist: Path, tmp_path: Path
) -> None:
    settings: dict[str, Any] = {"bitext_katex": str(dist), "bitext_cache": "cache"}
    files = {"index.md": "# T\n\n$x$\n\n$$\na &= b \\\\ c\n$$ (y)\n\n$z\\text{\\eqref{y}}$\n"}
    first = build(files, **settings)
    version = json.loads((dist.parent / "package.json").read_text("utf-8"))["version"]
    assert (tmp_path / "site" / "cache" / f"katex-{version}.sqlite").stat().st_size > 0
    (dist / "katex.min.js").write_text("throw new Error('called')", "utf-8")
    again = build({}, freshenv=True, **settings)
    assert first.warnings == again.warnings == []
    assert again.read("index.html") == first.read("index.html")
    more = build({"more.md": "---\norphan: true\n---\n# M\n\n$new$\n"}, **settings)
    assert len(more.warnings) == 1  # so KaTeX was indeed out of order


def test_without_a_cache_formulas_are_set_all_the_same(build: Build, tmp_path: Path) -> None:
    with_cache = build({"index.md": "# T\n\n$x$\n"}, bitext_cache="cache")
    without = build({"index.md": "# T\n\n$x$\n"}, bitext_cache=None, folder="without")
    assert without.warnings == []
    assert without.read("index.html") == with_cache.read("index.html")
    assert (tmp_path / "site" / "cache").exists()
    assert list((tmp_path / "without").rglob("*.sqlite*")) == []


def test_a_missing_katex_is_one_clear_error(build: Build) -> None:
    with pytest.raises(ExtensionError) as caught:
        build({"index.md": "# T\n"}, bitext_katex="nowhere/dist")
    message = str(caught.value)
    assert "nowhere/package.json" in message
    assert "npm install katex" in message
    assert "bitext_katex" in message


def test_only_the_html_renderer_asks_for_katex(build: Build) -> None:
    for builder, renderer in (("text", "katex"), ("html", "mathjax")):
        site = build(
            {"index.md": "# T\n\n$x$\n"},
            builder=builder,
            bitext_katex="nowhere/dist",
            html_math_renderer=renderer,
            folder=builder,
        )
        assert site.warnings == []
        assert not (Path(site.app.outdir) / "_static" / "katex").exists()


MATHJAX = r"""# T

$$
a
$$ (one)

\begin{align}
b &= c \label{two} \\
d &= e \notag \\
f &= g \label{three}
\end{align}

\begin{align} h &= i \\ j &= k \end{align}

\begin{equation} l \tag{A}\label{four} \end{equation}

{eq}`one` {eq}`two` {eq}`three` {eq}`four` $m \text{\eqref{two}}$
"""


def test_mathjax_shows_the_same_numbers_in_plain_amsmath(build: Build) -> None:
    site = build({"index.md": MATHJAX}, html_math_renderer="mathjax")
    assert site.warnings == []
    body = site.body()
    references = [a.text for a in body.select("p a.reference")]
    assert references == ["(1)", "(2)", "(3)", "(A)"]
    for link in body.select(".headerlink"):
        link.decompose()
    displays = [" ".join(block.text.split()) for block in body.select("div.math")]
    assert displays == [
        r"(1)\[a\]",
        r"\begin{align*}b &= c\tag{2}\\d &= e\\f &= g\tag{3}\end{align*}",
        r"\[\begin{split}\begin{aligned}h &= i\\j &= k\end{aligned}\end{split}\]",
        r"(A)\[l\]",
    ]
    assert body.select("p span.math")[0].text == r"\(m \text{\href{#equation-two}{\text{(2)}}}\)"


def test_an_e_book_gets_mathml_and_its_numbers_and_nothing_of_katex(build: Build) -> None:
    site = build(
        {"index.md": MATHJAX}, builder="epub", epub_copyright="c", version="1", epub_show_urls="no"
    )
    assert site.warnings == []
    page = site.read("index.xhtml")
    assert page.count("<math ") == 5
    assert "katex" not in page
    assert [text.partition("<")[0] for text in page.split('class="eqno">')[1:]] == [
        "(1)",
        "(2) (3)",
        "(A)",
    ]
    assert not (Path(site.app.outdir) / "_static" / "katex").exists()
