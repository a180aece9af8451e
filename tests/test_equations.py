r"""Equations: labels, numbers, anchors, ``\eqref`` and ``\newcommand``."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Build

DISPLAYS = r"""
$$
a
$$ (one)

$$
unlabelled
$$

\begin{equation} b \label{two} \end{equation}

\begin{align}
c &= d \label{three} \\
e &= f \notag \\
g &= h \label{four}
\end{align}

\begin{gather} i \tag{A}\label{five} \\ j \tag*{B}\label{six} \end{gather}

\begin{align} k &= l \\ m &= n \end{align}

$$
o
$$ (seven)
"""
LABELS = ["one", "two", "three", "four", "five", "six", "seven"]
NUMBERS = ["(1)", "(2)", "(3)", "(4)", "(A)", "(B)", "(5)"]
REFERENCES = "\n\n" + " ".join(f"{{eq}}`{label}`" for label in LABELS) + "\n"


def printed(body: BeautifulSoup) -> list[list[str]]:
    """What stands beside each display: in the margin, or in KaTeX's column of tags."""
    found = []
    for block in body.select("div.math"):
        for link in block.select(".headerlink"):
            link.decompose()
        rows = block.select(".katex-tag .mord.text")
        found.append([row.text for row in rows] + [n.text for n in block.select(".eqno")])
    return found


def links(body: BeautifulSoup) -> list[tuple[str, str]]:
    return [(str(a["href"]), a.text) for a in body.select("p a.reference")]


def macro_site(source: str) -> dict[str, str]:
    toctree = "# T\n\n```{toctree}\na\nb\n```\n"
    return {"index.md": toctree, "a.md": source, "b.md": "# B\n\n$\\own{x}$\n"}


def test_labelled_rows_are_numbered_and_others_are_not(build: Build) -> None:
    site = build({"index.md": f"# T\n{DISPLAYS}"})
    assert site.warnings == []
    assert printed(site.body()) == [
        ["(1)"],
        [],
        ["(2)"],
        ["(3)", "(4)"],
        ["(A)", "B"],  # \tag* is printed without brackets
        [],
        ["(5)"],
    ]


def test_every_label_is_an_anchor_and_a_reference(build: Build) -> None:
    site = build({"index.md": f"# T\n{DISPLAYS}{REFERENCES}"})
    assert site.warnings == []
    assert links(site.body()) == [
        (f"#equation-{label}", number) for label, number in zip(LABELS, NUMBERS, strict=True)
    ]
    for label in LABELS:
        (anchor,) = site.page().find_all(id=f"equation-{label}")
        assert anchor.find_parent("div", class_="math") or "math" in anchor["class"]


def test_the_permanent_link_leads_to_the_equation(build: Build) -> None:
    found = build({"index.md": f"# T\n{DISPLAYS}"}).body().select(".eqno .headerlink")
    assert [link["href"] for link in found] == [
        "#equation-one",
        "#equation-two",
        "#equation-seven",
    ]


def test_numbers_start_at_one_in_each_document(build: Build) -> None:
    site = build("two-posts")
    assert printed(site.body("one")) == [["(1)"]]
    assert printed(site.body("two")) == [[], ["(1)"], ["(2)"]]


def test_the_book_has_the_same_numbers(build: Build) -> None:
    site = build({"index.md": f"# T\n{DISPLAYS}{REFERENCES}"}, builder="latex", **BOOK)
    assert site.warnings == []
    source = site.read("book.tex")
    for label, number in zip(LABELS, NUMBERS, strict=True):
        tag = r"\tag*{B}" if number == "(B)" else rf"\tag{{{number[1:-1]}}}"
        assert source.count(rf"{tag}\label{{equation:index:{label}}}") == 1
        assert source.count(rf"\bitexteqref{{equation:index:{label}}}{{{number[1:-1]}}}") == 1
    assert r"\begin{align*}k &= l\\m &= n\end{align*}" in source
    assert "amsmath-" not in source


BOOK = {"latex_documents": [("index", "book.tex", "T", "A", "manual", False)]}


def test_an_equation_may_have_two_labels(build: Build) -> None:
    files = {"index.md": "# T\n\n$$ a \\label{inner} $$ (outer)\n\n{eq}`inner` {eq}`outer`\n"}
    site = build(files)
    assert site.warnings == []
    assert links(site.body()) == [("#equation-inner", "(1)"), ("#equation-outer", "(1)")]
    source = build(files, builder="latex", **BOOK).read("book.tex")
    for label in ("inner", "outer"):
        assert source.count(rf"\label{{equation:index:{label}}}") == 1


def test_raw_environments_bring_no_random_anchor(build: Build) -> None:
    first = build({"index.md": f"# T\n{DISPLAYS}"}, folder="first")
    second = build({"index.md": f"# T\n{DISPLAYS}"}, folder="second")
    assert first.read("index.html") == second.read("index.html")
    ids = {str(tag["id"]) for tag in first.body().select("[id]")}
    assert ids == {"t", *(f"equation-{label}" for label in LABELS)}


def test_eqref_works_in_text_alone_and_in_a_formula(build: Build) -> None:
    text = r"By \eqref{one}, $\eqref{one}$, $x \overset{\eqref{one}}{=} y$ and `\eqref{one}`."
    site = build({"index.md": f"# T\n\n$$\na\n$$ (one)\n\n{text}\n"})
    assert site.warnings == []
    assert links(site.body()) == [("#equation-one", "(1)")] * 2
    (link,) = site.body().select(".katex-html a")
    assert (link["href"], link.text) == ("#equation-one", "(1)")
    assert site.body().select("p code")[0].text == r"\eqref{one}"


def test_eqref_in_a_formula_leads_into_another_post(build: Build) -> None:
    files = {
        "index.md": "# T\n\n```{toctree}\nsub/a\nb\n```\n",
        "sub/a.md": "# A\n\n$x \\overset{\\eqref{far}}{=} y$\n",
        "b.md": "# B\n\n$$\na\n$$\n\n$$\nb\n$$ (far)\n",
    }
    site = build(files)
    assert site.warnings == []
    (link,) = site.body("sub/a").select(".katex-html a")
    assert (link["href"], link.text) == ("../b.html#equation-far", "(1)")
    (link,) = build(files, builder="singlehtml").body().select(".katex-html a")
    assert link["href"] == "#equation-far"


def test_a_reference_to_no_equation_is_said_however_it_is_written(build: Build) -> None:
    text = r"\eqref{none} and $\eqref{nope}$, {eq}`nil`, $x\text{\eqref{nada}}$"
    assert build({"index.md": f"# T\n\n{text}\n"}).warnings == [
        "index.md:3: equation not found: none [ref.eq]",
        "index.md:3: equation not found: nope [ref.eq]",
        "index.md:3: equation not found: nil [ref.eq]",
        "index.md:3: equation not found: nada [bitext.reference]",
    ]


@pytest.mark.parametrize(
    "definition",
    [
        r"$\newcommand{\own}[1]{O_{#1}}$",
        r"$\newcommand{\own}[1]{O_{#1}} \own{z}$",
        "$$\n\\newcommand{\\own}[1]{O_{#1}}\na\n$$",
        r"$\DeclareMathOperator{\own}{own}$",
    ],
)
def test_a_definition_holds_in_its_own_document_only(build: Build, definition: str) -> None:
    site = build(macro_site(f"# A\n\n{definition}\n\n$\\own{{x}}$\n"))
    assert site.warnings == [
        "b.md:3: KaTeX cannot set this formula at column 1: Undefined control sequence: "
        "\\own; it stands in the page as its source [bitext.math]"
    ]
    assert [n.text for n in site.body("a").select("annotation")][-1] == r"\own{x}"
    assert "newcommand" not in site.body("a").text


def test_a_formula_that_only_defines_leaves_nothing(build: Build) -> None:
    site = build({"index.md": "# T\n\n$$\n\\newcommand{\\own}{O}\n$$\n\n$\\own$\n"})
    assert site.warnings == []
    assert site.body().select("div.math") == []
    assert len(site.body().select("span.math")) == 1


def test_macros_of_the_front_matter_hold_in_one_post(build: Build) -> None:
    post = "---\nmacros: {own: ['O_{#1}', 1]}\n---\n# A\n\n$\\own{x}$\n"
    site = build(macro_site(post))
    assert [warning.partition(":")[0] for warning in site.warnings] == ["b.md"]
    (formula,) = site.body("a").select("math")
    assert formula.select_one("msub") is not None


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        ("$$\na\n$$ (x)", "\\begin{equation}b\\label{x}\\end{equation}", 7),
        ("\\begin{equation}b\\label{x}\\end{equation}", "$$\na\n$$ (x)", 5),
        ("\\begin{align}b\\label{x}\\end{align}", "\\begin{align}c\\label{x}\\end{align}", 5),
    ],
)
def test_a_label_given_twice_in_a_document_is_said(
    build: Build, first: str, second: str, line: int
) -> None:
    assert build({"index.md": f"# T\n\n{first}\n\n{second}\n"}).warnings == [
        f"index.md:{line}: the equation label 'x' is given twice: choose another [bitext.label]"
    ]


def test_two_rows_of_one_label_are_said(build: Build) -> None:
    source = "# T\n\n\\begin{align}b\\label{x}\\\\c\\label{x}\\end{align}\n"
    assert build({"index.md": source}).warnings == [
        "index.md:3: the equation label 'x' is given twice: choose another [bitext.label]"
    ]


def test_of_two_labels_outside_of_formulas_sphinx_says_it(build: Build) -> None:
    warnings = build({"index.md": "# T\n\n$$\na\n$$ (x)\n\n$$\nb\n$$ (x)\n"}).warnings
    assert warnings[0] == (
        "index.md:7: duplicate label of equation x, other instance in index [ref.equation]"
    )
    assert not any("bitext.label" in warning for warning in warnings)


@pytest.mark.parametrize("parallel", [0, 2])
def test_a_label_that_two_documents_claim_is_said_and_is_the_first_one_s(
    build: Build, parallel: int
) -> None:
    claim = "\n\n$$\nq\n$$ (own-{0})\n\n\\begin{{equation}}a\\label{{x}}\\end{{equation}}\n"
    names = ["a", *"cdefgh", "z"]
    files = {f"{name}.md": f"# {name}\n" for name in names}
    files["a.md"] += "\n\\begin{equation}a\\label{x}\\end{equation}\n"
    files["z.md"] += claim.format("z")
    files["index.md"] = "# T\n\n{eq}`x`\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    site = build(files, parallel=parallel)
    assert site.warnings == [
        "z.md:8: the equation label 'x' is taken by 'a': choose another, with this post's "
        "own prefix [bitext.label]"
    ]
    assert links(site.body())[0] == ("a.html#equation-x", "(1)")
