"""What stands around the posts in the book: parts, glossary, list of works, index."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sphinx.errors import ExtensionError

from bitext.book.matter import _groups, _occurrences, _pattern, _sort_key
from bitext.config import KNOWN
from tests.conftest import TOP, Build, Site

BOOK: dict[str, Any] = {
    "builder": "latex",
    "latex_documents": [("index", "book.tex", "T", "A", "manual", True)],
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_glossary": "glossary.yml",
}
TAXONOMY = """
categories: {c: {zh: 类, en: Kind}}
tags: {t: {zh: 签, en: Tag}}
series:
  second: {name: {zh: 乙系列, en: Series B}, summary: {zh: 乙的内容, en: What B is}}
  first: {name: {zh: 甲系列, en: Series A}}
"""
GLOSSARY = """
terms:
  - {zh: 注意力, en: attention, en_variants: [attention mechanism]}
  - {zh: 线性注意力, en: linear attention}
  - {zh: 秩, en: rank}
  - {zh: 值域, en: range}
  - {zh: Muon, en: Muon}
  - {zh: $F$ 范数, en: $F$ norm}
"""


def post(name: str, date: str, body: str = "", series: str = "") -> dict[str, str]:
    key, _, part = series.partition(" ")
    filed = f"series: {key}\npart: {part}\n" if series else ""
    head = (
        f"date: {date}\ncategory: c\ntags: [t]\n{filed}short: {{zh: 短{name}, en: S{name}}}\n"
        f"summary: {{zh: 关于{name}, en: On {name}}}\n"
    )
    title = f"# [篇{name}]{{.zh}} [Post {name}]{{.en}}"
    return {f"posts/{name}.md": f"---\n{head}---\n{title}\n\n{body}"}


def book(build: Build, *posts: dict[str, str], **settings: Any) -> Site:
    files = {key: text for each in posts for key, text in each.items()}
    names = "\n".join(name.removesuffix(".md") for name in files)
    index = f"# T\n\n```{{toctree}}\nabout\n{names}\n```\n"
    extra = {
        "taxonomy.yml": TAXONOMY,
        "glossary.yml": GLOSSARY,
        "about.md": "# About\n\nAn aside\n",
    }
    site = build({"index.md": index, **files, **extra}, **{**BOOK, **settings})
    assert site.warnings == []
    return site


POSTS = (
    post("d", "2025-02-02"),
    post("a", "2025-01-01", series="first 2"),
    post("c", "2025-01-01"),
    post("b", "2025-03-03", series="first 1"),
    post("e", "2025-01-01", series="second 1"),
)


def test_parts_by_series_then_single_posts_by_date(build: Build) -> None:
    source = book(build, *POSTS).read("book.tex")
    titles = re.findall(r"\\(part|chapter)\{(?:\\bitextphrase\{zh\}\{(\w+)\}|(\w+))", source)
    assert [(kind, zh or other) for kind, zh, other in titles] == [
        ("chapter", "About"),
        ("part", "乙系列"),
        ("chapter", "篇e"),
        ("part", "甲系列"),
        ("chapter", "篇b"),
        ("chapter", "篇a"),
        ("part", "单篇文章"),
        ("chapter", "篇c"),
        ("chapter", "篇d"),
    ]
    both = r"\bitextphrase{zh}{乙系列}\bitextsep{}\bitextphrase{en}{Series B}"
    assert rf"\part{{{both}}}" in source
    assert re.search(r"bitextleft\}\{zh\}\s+\\sphinxAtStartPar\s+乙的内容", source)
    assert r"\bitextshort{\bitextphrase{zh}{短e}\bitextsep{}\bitextphrase{en}{Se}}" in source


def test_single_posts_alone_make_no_part(build: Build) -> None:
    source = book(build, POSTS[0], POSTS[2]).read("book.tex")
    assert r"\part{" not in source
    assert source.index("篇c") < source.index("篇d")


def test_a_site_without_posts_keeps_its_order(build: Build) -> None:
    files = {"index.md": "# T\n\n```{toctree}\nb\na\n```\n", "a.md": "# A\n", "b.md": "# B\n"}
    settings = {key: value for key, value in BOOK.items() if not key.startswith("bitext_")}
    source = build(files, **settings).read("book.tex")
    assert re.findall(r"\\chapter\{(\w)\}", source) == ["B", "A"]
    assert r"\bitextappendix" not in source


def test_an_edition_has_parts_in_its_language(build: Build) -> None:
    source = book(build, *POSTS, bitext_edition="en").read("book-en.tex")
    body = source.partition(r"\begin{document}")[2].partition(r"\bitextappendix")[0]
    assert r"\part{\bitextphrase{en}{Series B}}" in body
    assert "What B is" in body
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"^%%.*", "", body, flags=re.MULTILINE))


PAIR = ":::{{zh}}\n{zh}\n:::\n:::{{en}}\n{en}\n:::\n\n"


def test_the_first_place_of_a_term_in_each_section_is_marked(build: Build) -> None:
    body = PAIR.format(
        zh="设线性注意力与注意力，再说注意力；`秩` 与 $秩$ 不算，Muon 算",
        en="Linear attention, attention mechanisms, attention; `rank`, ranked and Muon",
    )
    body += "## 秩\n\n" + PAIR.format(zh="注意力的秩", en="Ranks of attention")
    source = book(build, post("x", "2025-01-01", body)).read("book.tex")
    chapter = source.partition("\\chapter{")[2].partition(r"\bitextappendix")[0]
    marks = re.findall(r"\\bitextindex\{(\w+)\}([\w -]{1,9})", chapter)
    assert marks == [
        ("zh1", "线性注意力与"),
        ("zh0", "注意力"),
        ("zh4", "Muon 算"),
        ("en1", "Linear at"),
        ("en0", "attention"),
        ("en4", "Muon"),
        ("zh0", "注意力的"),
        ("zh2", "秩"),
        ("en2", "Ranks of "),
        ("en0", "attention"),
    ]
    # Between Han characters the mark brings the glue that it takes away.
    assert r"设\bitextglue\bitextindex{zh1}线性" in chapter
    assert r"，\bitextindex{zh4}Muon" in chapter


def test_the_index_has_each_language_in_its_own_order(build: Build) -> None:
    body = PAIR.format(zh="注意力、值域、秩、Muon、线性注意力", en="attention range rank Muon")
    source = book(build, post("x", "2025-01-01", body)).read("book.tex")
    index = source.partition(r"\bitextindexchapter")[2]
    lists = re.findall(
        r"\\begin\{bitextindexlist\}\{(\w+)\}\{\w+\}(.*?)\\end\{bitextindexlist\}", index, re.DOTALL
    )
    shown = {
        code: re.findall(r"\\bitextindex(?:letter|entry)\{([^}]*)\}", text) for code, text in lists
    }
    assert shown == {
        "zh": ["M", "Muon", "X", "线性注意力", "Z", "值域", "秩", "注意力"],
        "en": ["A", "attention", "M", "Muon", "R", "range", "rank"],
    }


def test_the_glossary_is_an_appendix_in_the_order_of_the_edition(build: Build) -> None:
    for edition, first, last in (
        ("both", r"{zh}{$F$ 范数}{en}{$F$ norm}", r"{zh}{注意力}{en}{attention}"),
        ("en", r"{en}{attention}{zh}{注意力}", r"{en}{range}{zh}{值域}"),
    ):
        name = "book-en.tex" if edition == "en" else "book.tex"
        site = book(build, POSTS[0], bitext_edition=edition, folder=edition)
        glossary = site.read(name).partition(r"\begin{bitextglossary}")[2]
        terms = re.findall(r"\\bitextterm(.*)", glossary)
        assert first in terms
        assert terms.index(first) < terms.index(last)
        assert len(terms) == 6


def test_a_work_names_the_chapters_that_cite_it(build: Build) -> None:
    cited = "{cite:t}`K`\n\n```{bibliography}\n:filter: docname in docnames\n```\n"
    site = build(
        {
            **post("a", "2025-02-02", cited),
            **post("b", "2025-01-01"),
            **post("c", "2025-01-02", cited),
            "index.md": "# T\n\n```{toctree}\nposts/a\nposts/b\nposts/c\n```\n",
            "refs.bib": "@misc{K, title={On K}, author={Kay, A.}, year={2020}}\n",
            "taxonomy.yml": TAXONOMY,
            "glossary.yml": GLOSSARY,
        },
        extensions=["myst_parser", "sphinxcontrib.bibtex", "bitext", "bitext.bibliography"],
        bibtex_bibfiles=["refs.bib"],
        bibtex_default_style="bitext",
        # Each post has its own list of works.
        suppress_warnings=["bibtex.duplicate_citation", "bibtex.duplicate_label"],  # as in conf.py
        **BOOK,
    )
    source = site.read("book.tex")
    (where,) = re.findall(r"\\bitextcitedin\{(.*)\}", source)
    assert where == r"\bitextchapter{posts/c::doc}{2}, \bitextchapter{posts/a::doc}{3}"
    assert source.index("On K") < source.index(r"\bitextcitedin")
    # Glossary, works, index: in this order.
    places = [source.index(name) for name in (r"\bitextappendix", "On K", r"\bitextindexchapter")]
    assert places == sorted(places)


# Units


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "spectral-norms of Spectral\nnorm", ["spectral norm", "spectral norm"]),
        ("en", "spectral normalisation, prenorm", []),
        ("zh", "Softmax 注意力、Softmax注意力", ["Softmax注意力", "Softmax注意力"]),
        ("zh", "RMSNorm 与 RMS", ["RMS"]),
    ],
)
def test_forms_are_found_whole(code: str, text: str, expected: list[str]) -> None:
    forms = ("spectral norm",) if code == "en" else ("Softmax注意力", "RMS")
    terms = [{code: (form,)} for form in forms]
    found = [forms[n] for _, n in _occurrences(text, *_pattern(KNOWN[code], terms))]
    assert found == expected


@example(["a-力", "a力a"])
@given(st.lists(st.text("abz注意力秩 -", min_size=1, max_size=6).filter(str.strip), max_size=8))
def test_every_form_finds_itself(forms: list[str]) -> None:
    unique = {re.sub(r"[\s-]+", "", form): form.strip(" -") for form in forms}
    known = [form for key, form in unique.items() if key]
    for code in ("zh", "en"):
        pattern = _pattern(KNOWN[code], [{code: (form,)} for form in known])
        for number, form in enumerate(known):
            assert (0, number) in list(_occurrences(form, *pattern))[:1]


def test_groups_are_in_order_and_lose_nothing() -> None:
    names = ["注意力", "Muon", "mHC", "秩", "谱范数", "2-gram", "$F$ 范数", "值"]
    groups = list(_groups(names))
    assert [letter for letter, _ in groups] == ["F", "M", "P", "Z", r"\#"]
    assert sorted(name for _, group in groups for name in group) == sorted(names)
    assert dict(groups)["Z"] == ["值", "秩", "注意力"]  # zhi2 before zhi4
    assert _sort_key("秩") == ("zhi4",)


def test_a_book_with_a_glossary_says_what_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    with pytest.raises(ExtensionError, match=r"bitext\[book\]"):
        _sort_key("秩")


def test_pages_are_made_without_what_sorts_the_book() -> None:
    code = "import bitext.book, sys; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=TOP).returncode == 0
