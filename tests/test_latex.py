"""The book's source: facing cells, phrases, targets, formulas, each post's own macros."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOP, Build

BOOK: dict[str, Any] = {
    "builder": "latex",
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
}


def text_of(build: Build, source: str) -> str:
    """The text proper of a book of one document, of which nothing is to be said."""
    site = build({"index.md": f"# T\n\n{source}"}, **BOOK)
    assert site.warnings == []
    return site.read("book.tex").partition(r"\label{\detokenize{index::doc}}")[2]


def rows_of(source: str) -> list[list[tuple[str, str, str]]]:
    """Each ``bitextcolumns``: its cells' sides, languages and words."""
    return [
        [
            (side, language, " ".join(re.sub(r"\\sphinxAtStartPar|%|\n", " ", words).split()))
            for side, language, words in re.findall(
                r"\\begin\{bitext(left|right)\}\{(\w+)\}(.*?)\\end\{bitext\1\}", body, re.DOTALL
            )
        ]
        for body in re.findall(
            r"\\begin\{bitextcolumns\}\{text\}(.*?)\\end\{bitextcolumns\}", source, re.DOTALL
        )
    ]


def test_paragraph_faces_paragraph(build: Build) -> None:
    source = ":::{zh}\n一\n\n二\n:::\n:::{en}\nOne\n\nTwo\n:::\n"
    assert rows_of(text_of(build, source)) == [
        [
            ("left", "zh", "一"),
            ("right", "en", "One"),
            ("left", "zh", "二"),
            ("right", "en", "Two"),
        ]
    ]


def test_sides_that_are_not_built_alike_make_one_row(build: Build) -> None:
    source = ":::{zh}\n一\n\n二\n:::\n:::{en}\nOne and two\n:::\n"
    assert rows_of(text_of(build, source)) == [
        [("left", "zh", "一 二"), ("right", "en", "One and two")]
    ]


def test_lists_of_either_kind_face_each_other(build: Build) -> None:
    source = ":::{zh}\n- 项\n\n末\n:::\n:::{en}\n1. item\n\nEnd\n:::\n"
    ((first, second, third, fourth),) = rows_of(text_of(build, source))
    assert (third, fourth) == (("left", "zh", "末"), ("right", "en", "End"))
    assert "itemize" in first[2]
    assert "enumerate" in second[2]


def test_columns_do_not_nest(build: Build) -> None:
    source = "::::{zh}\n甲\n\n:::{zh}\n内\n:::\n:::{en}\nIn\n:::\n::::\n::::{en}\nA\n::::\n"
    site = build({"index.md": f"# T\n\n{source}"}, **BOOK)
    assert [warning.rpartition(" ")[2] for warning in site.warnings] == ["[bitext.nested]"] * 2
    text = site.read("book.tex")
    assert text.count(r"\begin{bitextcolumns}") == 1
    assert [text.count(f"\n{word}\n") for word in ("甲", "内", "In", "A")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "around",
    [
        "::::{note}\n%s::::\n",
        "::::{topic} Title\n%s::::\n",
        "::::{figure} dot.png\nCaption\n\n%s::::\n",
        "::::{list-table}\n* - %s::::\n",
    ],
    ids=["admonition", "topic", "figure", "table"],
)
def test_in_a_box_the_panels_follow_each_other(build: Build, around: str) -> None:
    pair = ":::{zh}\n甲\n:::\n:::{en}\nA\n:::\n"
    if "list-table" in around:
        pair = pair.replace("\n", "\n    ").rstrip(" ")
    source = f"# T\n\n{around % pair}"
    site = build({"index.md": source, "dot.png": ""}, **BOOK)
    assert site.warnings == []
    text = site.read("book.tex")
    assert r"\begin{bitextcolumns}" not in text  # LaTeX: "Not in outer par mode"
    panels = re.findall(r"\\begin\{bitextpanel\}\{(\w+)\}\s+\\sphinxAtStartPar\s+(\w+)", text)
    assert panels == [("zh", "甲"), ("en", "A")]


def test_targets_in_and_on_pairs_are_kept(build: Build) -> None:
    source = "(on)=\n:::{zh}\n一\n\n(in)=\n二\n:::\n:::{en}\nOne\n\nTwo\n:::\n"
    source += "\n{ref}`a <on>` {ref}`b <in>`\n"
    text = text_of(build, source)
    for name in ("on", "in"):
        assert text.count(rf"\label{{\detokenize{{index:{name}}}}}") == 1
        assert text.count(rf"\hyperref[\detokenize{{index:{name}}}]") == 1
    assert text.index("index:on}") < text.index(r"\begin{bitextcolumns}")


def test_a_footnote_of_both_sides_has_one_text(build: Build) -> None:
    source = ":::{zh}\n一[^n]\n:::\n:::{en}\nOne[^n]\n:::\n\n[^n]: [注]{.zh} [Note]{.en}\n"
    text = text_of(build, source)
    assert text.count(r"\begin{footnote}[1]") == 1
    assert text.count(r"\sphinxfootnotemark[1]") == 1
    assert text.count(r"\bitextphrase{zh}{注}\bitextsep{}\bitextphrase{en}{Note}") == 1


def test_a_panel_alone_crosses_the_page_in_its_language(build: Build) -> None:
    site = build({"index.md": "# T\n\n:::{zh}\n单\n:::\n"}, **BOOK)
    assert len(site.warnings) == 1
    text = site.read("book.tex")
    assert re.search(r"\\begin\{bitextpanel\}\{zh\}[^单]*单\s*\\end\{bitextpanel\}", text)


def test_only_what_stands_between_two_phrases_is_a_separator(build: Build) -> None:
    text = text_of(build, "[甲]{.zh} [A]{.en}\n\n*b* [丙]{.zh} *d*\n")
    assert r"\bitextphrase{zh}{甲}\bitextsep{}\bitextphrase{en}{A}" in text
    assert r"\sphinxstyleemphasis{b} \bitextphrase{zh}{丙} \sphinxstyleemphasis{d}" in text


def test_titles_hold_both_phrases(build: Build) -> None:
    site = build("two-posts", **BOOK)
    assert site.warnings == []
    source = site.read("book.tex")
    for command, zh, en in [
        ("chapter", "第一篇文章", "The First Post"),
        ("section", "一节", "A section"),
    ]:
        title = rf"\bitextphrase{{zh}}{{{zh}}}\bitextsep{{}}\bitextphrase{{en}}{{{en}}}"
        assert rf"\{command}{{{title}}}" in source


def test_a_bilingual_title_of_the_whole_is_no_mistake(build: Build) -> None:
    settings = {"latex_documents": [("index", "book.tex", "", "A", "manual", False)]}
    site = build({"index.md": "# [题]{.zh} [Title]{.en}\n"}, **{**BOOK, **settings})
    assert site.warnings == []
    assert r"\title{题 / Title}" in site.read("book.tex")


def test_references_have_the_cell_s_language(build: Build) -> None:
    source = build("two-posts", **BOOK).read("book.tex")
    ((left, right), _) = rows_of(source)
    assert "一节" in left[2]
    assert "A section" not in left[2]
    assert r"（\sphinxtitleref{第二篇文章}）" in left[2]
    assert "A section" in right[2]
    assert r"of \sphinxtitleref{The Second Post}" in right[2]
    for _, _, words in (left, right):
        assert r"\eqref{equation:two:two-second}" in words


def test_every_reference_has_its_label(build: Build) -> None:
    source = build("two-posts", **BOOK).read("book.tex")
    labels = set(re.findall(r"\\label\{(?:\\detokenize\{)?([^{}]+)\}", source))
    wanted = set(re.findall(r"\\eqref\{([^{}]+)\}|\\hyperref\[\\detokenize\{([^{}]+)\}", source))
    assert {a or b for a, b in wanted} <= labels
    assert "equation:two:two-second" in labels


def test_a_post_s_macros_end_with_its_chapter(build: Build) -> None:
    files = {
        "index.md": "# T\n\n```{toctree}\na\nb\n```\n",
        "a.md": "---\nmacros: {own: ['A#1', 1]}\n---\n# A\n\n"
        "$\\newcommand{\\two}{2}\\own{\\two}$\n",
        "b.md": "---\nmacros: {own: B}\n---\n# B\n\n$\\own$\n",
    }
    site = build(files, **BOOK)
    assert site.warnings == []
    source = site.read("book.tex")
    groups = re.findall(r"\\begingroup\n(.*?)\\endgroup\n", source, re.DOTALL)
    assert len(groups) == 2
    first, second = groups
    assert r"\renewcommand{\own}[1]{A#1}" in first
    assert r"\renewcommand{\two}{2}" in first
    assert first.index(r"\chapter{A}") > first.index(r"\renewcommand")
    assert r"\(\own{\two}\)" in first
    assert r"\renewcommand{\own}{B}" in second
    assert r"\chapter{B}" in second


def test_formulas_are_what_xelatex_with_unicode_math_knows(build: Build) -> None:
    text = text_of(build, "$\\boldsymbol{W}$ and\n\n$$\n\\boldsymbol{W} \\\\\n\n= 1\n$$\n")
    assert r"\(\symbf{W}\)" in text
    (display,) = re.findall(r"\\begin\{equation\*\}(.*?)\\end\{equation\*\}", text, re.DOTALL)
    assert r"\symbf{W}" in display
    assert "\n\n" not in display  # an empty line would end the formula


def test_the_style_comes_with_the_book_and_defines_what_is_written(build: Build) -> None:
    site = build("two-posts", **BOOK)
    style = (Path(site.app.outdir) / "bitext.sty").read_text("utf-8")
    assert style == (TOP / "bitext" / "assets" / "bitext.sty").read_text("utf-8")
    source = site.read("book.tex")
    assert r"\usepackage{bitext}" in source
    for kind in ("columns", "left", "right", "panel"):
        assert rf"\newenvironment{{bitext{kind}}}[1]" in style
    for command, arguments in (("phrase", "[2]"), ("sep", "")):
        assert rf"\DeclareRobustCommand\bitext{command}{arguments}" in style
    written = set(re.findall(r"\\(bitext\w+)|\\begin\{(bitext\w+)\}", source))
    known = {f"bitext{n}" for n in ("columns", "left", "right", "panel", "phrase", "sep")}
    assert {a or b for a, b in written} <= known


def test_the_style_is_in_the_book_once(build: Build) -> None:
    build("two-posts", **BOOK)
    site = build("two-posts", **BOOK)
    added = [name for name in site.app.config.latex_additional_files if "bitext.sty" in name]
    assert len(added) == 1
