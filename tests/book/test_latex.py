"""The book's source: facing cells, phrases, targets, formulas, each post's own macros."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOP, Build, Site

BOOK: dict[str, Any] = {
    "builder": "latex",
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
}


def source_of(site: Site) -> str:
    """The book's source, without the comments on where it comes from."""
    return re.sub(r"^%% .*\n", "", site.read("book.tex"), flags=re.MULTILINE)


def text_of(build: Build, source: str) -> str:
    """The text proper of a book of one document, of which nothing is to be said."""
    site = build({"index.md": f"# T\n\n{source}"}, **BOOK)
    assert site.warnings == []
    return source_of(site).partition(r"\label{\detokenize{index::doc}}")[2]


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
    text = source_of(site)
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
    text = source_of(site)
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
    text = source_of(site)
    assert re.search(r"\\begin\{bitextpanel\}\{zh\}[^单]*单\s*\\end\{bitextpanel\}", text)


def test_only_what_stands_between_two_phrases_is_a_separator(build: Build) -> None:
    text = text_of(build, "[甲]{.zh} [A]{.en}\n\n*b* [丙]{.zh} *d*\n")
    assert r"\bitextphrase{zh}{甲}\bitextsep{}\bitextphrase{en}{A}" in text
    assert r"\sphinxstyleemphasis{b} \bitextphrase{zh}{丙} \sphinxstyleemphasis{d}" in text


def test_titles_hold_both_phrases(build: Build) -> None:
    site = build("two-posts", **BOOK)
    assert site.warnings == []
    source = source_of(site)
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
    assert r"\title{题 / Title}" in source_of(site)


def test_references_have_the_cell_s_language(build: Build) -> None:
    source = source_of(build("two-posts", **BOOK))
    ((left, right), _) = rows_of(source)
    assert "一节" in left[2]
    assert "A section" not in left[2]
    assert r"（\sphinxtitleref{第二篇文章}）" in left[2]
    assert "A section" in right[2]
    assert r"of \sphinxtitleref{The Second Post}" in right[2]
    for _, _, words in (left, right):
        assert r"\bitexteqref{equation:two:two-second}{2}" in words


def test_every_reference_has_its_label(build: Build) -> None:
    source = source_of(build("two-posts", **BOOK))
    labels = set(re.findall(r"\\label\{(?:\\detokenize\{)?([^{}]+)\}", source))
    wanted = set(
        re.findall(r"\\bitexteqref\{([^{}]+)\}|\\hyperref\[\\detokenize\{([^{}]+)\}", source)
    )
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
    source = source_of(site)
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
    source = source_of(site)
    assert r"\usepackage{bitext}" in source
    written = set(re.findall(r"\\(bitext\w+)|\\begin\{(bitext\w+)\}", source))
    known = set(re.findall(r"\\new(?:command|environment)\{?\\?(bitext\w+)", style))
    known |= set(re.findall(r"\\DeclareRobustCommand\\(bitext\w+)", style))
    assert {"bitextcolumns", "bitextphrase", "bitexteqref"} <= {a or b for a, b in written}
    assert {a or b for a, b in written} <= known


def test_the_style_is_in_the_book_once(build: Build) -> None:
    build("two-posts", **BOOK)
    site = build("two-posts", **BOOK)
    added = [name for name in site.app.config.latex_additional_files if "bitext.sty" in name]
    assert len(added) == 1


# Displays


def test_a_row_waits_for_the_display_that_it_leads_to(build: Build) -> None:
    pair = ":::{zh}\n一\n\n二\n:::\n:::{en}\nOne\n\nTwo\n:::\n\n"
    text = text_of(build, f"{pair}$$\na\n$$\n\n$$\nb\n$$\n\n{pair}")
    assert text.count(r"\bitexthold") == 1
    held = text.partition(r"\bitexthold")[2]
    assert re.match(r"\s*\\begin\{bitextright\}\{en\}[^\\]*\\sphinxAtStartPar\s+Two", held)
    (display,) = re.findall(r"\\begin\{bitextdisplay\}(.*?)\\end\{bitextdisplay\}", text, re.DOTALL)
    assert display.strip() == r"\begin{equation*}a\end{equation*}"


def test_long_formulas_are_measured_by_tex(build: Build) -> None:
    long = "+".join(f"x_{{{n}}}" for n in range(20))
    text = text_of(build, f"$a$ and ${long}$\n\n$$\n{long}\n$$ (own)\n\n$$\nb\n$$\n")
    assert rf"\(a\) and \bitextlong{{{long}}}" in text
    assert rf"\bitextfit{{{long}}}" in text
    assert rf"\tag{{1}}\label{{equation:index:own}}\bitextbody{{{long}}}\end{{equation}}" in text
    assert r"\begin{equation*}b\end{equation*}" in text


def test_rows_cannot_be_broken_and_leave_room_for_their_numbers(build: Build) -> None:
    rows = "f(x, y, z) &= a + b + c \\label{f} \\\\ g(x, y, z) &= d + e + f \\label{g}"
    text = text_of(build, f"\\begin{{align}}\n{rows}\n\\end{{align}}\n")
    assert r"\bitextfit[4em]{\begin{aligned}" in text
    assert r"\bitextbody" not in text


def test_a_formula_in_a_cell_of_a_table_is_measured_sooner(build: Build) -> None:
    text = text_of(build, "| $a_0b_0c_0d_0e_0$ |\n|---|\n| $a_0$ |\n\n$a_0b_0c_0d_0e_0$\n")
    assert text.count(r"\bitextlong{a_0b_0c_0d_0e_0}") == 1
    assert r"\(a_0b_0c_0d_0e_0\)" in text


# Places


def test_each_block_says_where_it_comes_from(build: Build) -> None:
    source = ":::{zh}\n一\n:::\n:::{en}\nOne\n:::\n\n$$\nx\n$$\n\nText\n"
    site = build(
        {"posts/a.md": f"# A\n\n{source}", "index.md": "# T\n\n```{toctree}\nposts/a\n```\n"},
        **BOOK,
    )
    text = site.read("book.tex")
    places = re.findall(r"^%% (\S+)$", text, re.MULTILINE)
    assert places == [f"posts/a.md:{line}" for line in (4, 7, 10, 14)]
    for place, words in zip(places, ("一", "One", "{equation*}x", "Text"), strict=True):
        after = text.partition(f"%% {place}\n")[2]
        assert words in after.partition("%% ")[0]


# Editions


@pytest.mark.parametrize(
    ("edition", "kept", "gone"),
    [("zh", "一注题图", "One Note Title Plot"), ("en", "One Note Title Plot", "一注题图")],
)
def test_an_edition_has_one_language(build: Build, edition: str, kept: str, gone: str) -> None:
    source = (
        "(at)=\n:::{zh}\n一[^n]\n:::\n:::{en}\nOne[^n]\n:::\n\n[^n]: [注]{.zh} [Note]{.en}\n\n"
        "## [题]{.zh} [Title]{.en}\n\n```{figure} dot.png\n:name: f\n[图]{.zh} [Plot]{.en}\n```\n\n"
        "{ref}`x <at>` {numref}`f`\n"
    )
    site = build({"index.md": f"# T\n\n{source}", "dot.png": ""}, bitext_edition=edition, **BOOK)
    assert site.warnings == []
    text = site.read(f"book-{edition}.tex").partition(r"\begin{document}")[2]
    for word in kept.split() if edition == "en" else kept:
        assert word in text
    for word in gone.split() if edition == "zh" else gone:
        assert word not in text
    assert r"\bitextsep" not in text
    assert r"\begin{bitextcolumns}" not in text
    assert ("Figure 1" in text, "图 1" in text) == (edition == "en", edition == "zh")
    assert r"\label{\detokenize{index:at}}" in text


def test_what_is_quoted_stays_in_every_edition(build: Build) -> None:
    head = "---\nsource: {title: 原题, author: A, url: 'https://a.b', date: '2025-01-02'}\n---\n"
    site = build({"index.md": f"{head}# T\n\ntext\n"}, bitext_edition="en", **BOOK)
    text = site.read("book-en.tex")
    assert r"\bitextphrase{zh}{原题}" in text
    assert "An independent exposition" in text
    assert "独立阐述" not in text


def test_an_edition_has_its_own_title_and_words(build: Build) -> None:
    documents = [("index", "book.tex", "书 / Book", "A", "manual", False)]
    for edition, name, title, word in (
        (
            "both",
            "book",
            "书 / Book",
            r"\bitextphrase{zh}{索引}\bitextsep \bitextphrase{en}{Index}",
        ),
        ("zh", "book-zh", "书", r"\bitextphrase{zh}{索引}"),
        ("en", "book-en", "Book", r"\bitextphrase{en}{Index}"),
    ):
        settings = {**BOOK, "latex_documents": documents, "bitext_edition": edition}
        site = build({"index.md": "# T\n\nx\n"}, folder=edition, **settings)
        source = site.read(f"{name}.tex")
        assert rf"\title{{{title}}}" in source
        assert rf"\bitextdefineword{{Index}}{{{word}}}" in source
        assert rf"\PassOptionsToPackage{{{edition},tag=" in source


def test_editions_share_what_sphinx_has_read(build: Build) -> None:
    files = {"index.md": "# T\n\n:::{zh}\n一\n:::\n:::{en}\nOne\n:::\n"}
    build(files, **BOOK)
    again = build({}, bitext_edition="zh", **BOOK)
    assert "0 added, 0 changed" in again.app.status.getvalue()


CODE = "```python\n{}\n```"


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (CODE.format("a\nb\nc"), 6),
        (CODE.format("x" * 91), 5),
        ("```{code-block} python\n:caption: C\n\na\n```", 4),
        (CODE.format("\n".join("a" * 45)), 48),
    ],
    ids=["lines", "a long line", "with a caption", "a page"],
)
def test_code_that_fits_a_page_is_not_broken(build: Build, source: str, lines: int) -> None:
    before, _, after = text_of(build, f"Text.\n\n{source}\n").partition(
        rf"\needspace{{{lines}\baselineskip}}"
    )
    assert "sphinxVerbatim" not in before
    assert r"\begin{sphinxVerbatim}" in after


def test_code_of_over_a_page_is_broken(build: Build) -> None:
    assert r"\needspace" not in text_of(build, CODE.format("\n".join("a" * 46)))


def test_a_table_of_nothing_but_a_head_is_set(build: Build) -> None:
    source = text_of(build, "| first | second |\n| --- | --- |\n")
    head, _, body = source.partition("first")[2].partition(r"\\")
    assert "second" in head
    assert "&" in body.partition(r"\end{tabulary}")[0]


def test_footnotes_that_lead_to_each_other_come_to_an_end(build: Build) -> None:
    notes = "[^a]: First[^b]\n[^b]: Second[^a]\n[^c]: Third[^c]\n"
    source = text_of(build, f"Words[^a] and more[^c] and[^b].\n\n{notes}")
    for words in ("First", "Second", "Third"):
        assert source.count(words) == 1
    assert source.count(r"\sphinxAtStartFootnote") == 3


def test_footnotes_in_circles_of_one_document_among_many(build: Build) -> None:
    # Their anchors are alike in all documents.
    files = {
        "index.md": "# T\n\n```{toctree}\na\nb\n```\n",
        "a.md": "# A\n\nOne.[^2]\n\n[^2]: Around[^2]\n",
        "b.md": "# B\n\nTwo.[^1]\n\n[^1]: Plain\n",
    }
    site = build(files, builder="latex")
    assert site.warnings == []
    text = next(iter(site.app.outdir.glob("*.tex"))).read_text("utf-8")
    assert text.count("Around") == text.count("Plain") == 1
