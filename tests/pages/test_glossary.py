"""The glossary's page, and terms in a text."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ExtensionError

from bitext.catalogue import catalogue_of
from bitext.parity import compare, find_term, forms_shown, named_terms, parse_glossary
from tests.conftest import TOP, Build, Site

TERMS = {
    "terms": [
        {"zh": "谱范数", "en": "spectral norm", "en_variants": ["spectral norms"]},
        {"zh": "范数", "en": "norm"},
        {"zh": "注意力", "en": "attention", "zh_variants": ["Attention"], "en_loose": ["focus"]},
        {"zh": "Birkhoff多面体", "en": "Birkhoff polytope", "zh_variants": ["Birkhoff"]},
        {"zh": "编码", "en": "encoding"},
        {"zh": "F范数", "en": "Frobenius norm", "zh_variants": ["$F$范数"]},
    ]
}
GLOSSARY = parse_glossary(TERMS)
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_glossary": "glossary.yml",
    "bitext_glossary_page": "terms",
    "templates_path": ["_templates"],
}


def post(name: str, zh: str, en: str, more: str = "") -> str:
    return f"""---
date: 2026-01-0{len(name)}
category: c
summary: {{zh: z, en: e}}
short: {{zh: 短{name}, en: Short {name}}}
---
# [题]{{.zh}} [Title {name}]{{.en}}

:::{{zh}}
{zh}
:::
:::{{en}}
{en}
:::

{more}
"""


SITE = {
    "glossary.yml": yaml.safe_dump(TERMS, allow_unicode=True),
    "_templates/page.html": '{% extends "!page.html" %}',
    "index.md": "# [首页]{.zh} [Home]{.en}\n\n注意力 attention\n\n"
    "```{toctree}\n:glob:\nposts/*\n```\n",
    "posts/a.md": post(
        "a",
        "矩阵的谱范数。",
        "Of a matrix.",
        "(deep)=\n## [节]{.zh} [Section]{.en}\n\n:::{zh}\n注意力与谱范数，`编码`。\n:::\n"
        ":::{en}\nFocus.\n:::\n",
    ),
    "posts/bb.md": post("bb", "无。", "Several spectral norms, the $F$ of $norm$, Birkhoff."),
}


def rows(site: Site, page: str = "terms") -> dict[str, Tag]:
    return {row["id"]: row for row in site.page(page).select("table.glossary tbody tr")}


def uses(row: Tag) -> list[tuple[str, str]]:
    return [(link["href"], link.select_one(".en").text) for link in row.select("details a")]


def order(site: Site, name: str) -> list[str]:
    found = rows(site).values()
    return [
        row.select_one(".term").text.strip()
        for row in sorted(found, key=lambda row: int(row[f"data-{name}"]))
    ]


def test_each_term_leads_to_the_posts_that_use_it(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    assert site.warnings == []
    found = {name: uses(row) for name, row in rows(site).items()}
    assert found == {
        # named by one side is enough, inflected too; the newest post comes first
        "term-spectral-norm": [("posts/bb.html", "Short bb"), ("posts/a.html", "Short a")],
        "term-norm": [],  # part of another term
        "term-attention": [("posts/a.html#deep", "Short a")],  # no post is the index
        "term-birkhoff-polytope": [],  # what it is called in Chinese only
        "term-encoding": [],  # code is no word
        "term-frobenius-norm": [],
    }
    for row in rows(site).values():
        for link in row.select("a"):
            page, _, anchor = link["href"].partition("#")
            target = BeautifulSoup(site.read(page), "html5lib")
            assert not anchor or target.find(id=anchor) is not None


def test_a_row_has_both_languages_in_every_mode(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    row = rows(site)["term-attention"]
    assert [
        (cell["lang"], cell.select_one(".term").text)
        for cell in row.select("[lang][scope], td[lang]")
    ] == [
        ("zh-Hans", "注意力"),
        ("en", "attention"),
    ]
    assert row.select_one("th .others").text == "Attention"
    assert row.select_one("td .others") is None  # loose forms are none of its own
    # No class hides a column in the other language's mode.
    assert row.select("th.zh, th.en, td.zh, td.en, .term.zh, .term.en") == []
    # The glossary need not have the spaces that a text has.
    assert rows(site)["term-birkhoff-polytope"].select_one(".term").text == "Birkhoff 多面体"


def test_it_can_be_sorted_by_either_language_and_by_use(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    # biān mǎ, Birkhoff, F fàn, fàn, pǔ, zhù: by sound, Latin letters among it
    assert order(site, "zh") == ["编码", "Birkhoff 多面体", "F 范数", "范数", "谱范数", "注意力"]
    assert order(site, "en") == ["注意力", "Birkhoff 多面体", "编码", "F 范数", "范数", "谱范数"]
    assert order(site, "uses")[:2] == ["谱范数", "注意力"]
    # Without a script they stand in the first language's order.
    assert [row["data-zh"] for row in rows(site).values()] == [str(n) for n in range(6)]
    turned = build(SITE, folder="turned", **SETTINGS, bitext_languages=["en", "zh"])
    assert [row["data-en"] for row in rows(turned).values()] == [str(n) for n in range(6)]


def test_two_processes_find_the_same_uses(build: Build) -> None:
    more = {f"posts/{'x' * n}.md": post("x" * n, "编码。", "Encoding.") for n in range(3, 8)}
    one = build({**SITE, **more}, folder="serial", **SETTINGS)
    two = build({**SITE, **more}, folder="parallel", parallel=2, **SETTINGS)
    assert len(uses(rows(two)["term-encoding"])) == 5
    assert one.read("terms.html") == two.read("terms.html")


EDITS = {
    "a text without other terms": ("posts/bb.md", "无。", "没有。", False),
    "a term in a text": ("posts/bb.md", "无。", "注意力。", True),
    "a short title": ("posts/a.md", "Short a", "Shorter", True),
    "a term that a post uses": ("glossary.yml", "编码", "矩阵", True),
    "the glossary": ("glossary.yml", "Birkhoff polytope", "the polytope", True),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_writes_the_page_if_it_shows_it(build: Build, tmp_path: Path, name: str) -> None:
    file, old, new, shown = EDITS[name]
    page = Path(build(SITE, **SETTINGS).app.outdir) / "terms.html"
    before = page.stat().st_mtime_ns
    again = build({file: SITE[file].replace(old, new)}, **SETTINGS)
    assert (page.stat().st_mtime_ns != before) == shown
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    assert again.read("terms.html") == build({}, folder="clean", **SETTINGS).read("terms.html")


def test_the_page_is_asked_for(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build(SITE, **{**SETTINGS, "bitext_glossary_page": ""})
    assert not (Path(site.app.outdir) / "terms.html").exists()
    assert catalogue_of(site.app.env).terms == {}
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    with pytest.raises(ExtensionError, match=r"bitext\[glossary\]"):
        build(SITE, folder="other", **SETTINGS)


def test_a_document_that_is_gone_uses_nothing(build: Build, tmp_path: Path) -> None:
    build(SITE, **SETTINGS)
    (tmp_path / "site" / "posts" / "bb.md").unlink()
    site = build({}, **SETTINGS)
    assert uses(rows(site)["term-spectral-norm"]) == [("posts/a.html", "Short a")]


# Terms in a text.

MARKED = post(
    "m",
    "的{gloss}`谱范数`与{gloss}`其范数 <范数>`。",
    "The {gloss}`spectral norms` of {gloss}`Norm`.",
)


def test_a_marked_term_leads_to_its_row_and_says_both(build: Build) -> None:
    site = build({**SITE, "posts/m.md": MARKED}, **SETTINGS)
    assert site.warnings == []
    found = [
        (link.text, link["href"], link["title"]) for link in site.body("posts/m").select("a.gloss")
    ]
    assert found == [
        ("谱范数", "../terms.html#term-spectral-norm", "谱范数 · spectral norm"),
        ("其范数", "../terms.html#term-norm", "范数 · norm"),
        ("spectral norms", "../terms.html#term-spectral-norm", "谱范数 · spectral norm"),
        ("Norm", "../terms.html#term-norm", "范数 · norm"),
    ]
    assert "的谱范数与其范数。" in site.body("posts/m").text
    assert {"term-spectral-norm", "term-norm"} <= rows(site).keys()
    assert uses(rows(site)["term-norm"]) == [("posts/m.html", "Short m")]


def test_without_the_page_a_marked_term_says_its_partner(build: Build) -> None:
    site = build({**SITE, "posts/m.md": MARKED}, **{**SETTINGS, "bitext_glossary_page": ""})
    first = site.body("posts/m").select_one("abbr")
    assert (first.text, first["title"]) == ("谱范数", "谱范数 · spectral norm")
    assert site.body("posts/m").select("a.gloss") == []


@pytest.mark.parametrize("builder", ["text", "latex", "epub", "singlehtml"])
def test_other_formats_have_the_term_s_text(build: Build, builder: str) -> None:
    site = build(
        {**SITE, "posts/m.md": MARKED},
        builder=builder,
        latex_documents=[("index", "book.tex", "T", "A", "manual")],
        epub_copyright="c",
        version="1",
        **SETTINGS,
    )
    assert site.warnings == []
    text = "".join(
        path.read_text("utf-8")
        for path in sorted(Path(site.app.outdir).rglob("*"))
        if path.suffix in {".txt", ".tex", ".xhtml", ".html"}
    )
    # The book's index marks the place of a term by a macro.
    text = re.sub(r"(?:\\bitextglue)?\\bitextindex\{\w+\}", "", text)
    assert "其范数" in BeautifulSoup(text, "html5lib").text
    assert "terms.html" not in text


def test_what_is_no_term_is_a_warning_and_stays(build: Build) -> None:
    text = post("m", "{gloss}`谱范`。", "{gloss}`focus`.")
    site = build({**SITE, "posts/m.md": text}, **SETTINGS)
    assert site.warnings == [
        "posts/m.md:10: {gloss}: '谱范' is no term of glossary.yml; did you mean '谱范数'? "
        "[bitext.glossary]",
        "posts/m.md:13: {gloss}: 'focus' is no term of glossary.yml [bitext.glossary]",
    ]
    assert "谱范。" in site.body("posts/m").text


def test_the_parity_check_reads_a_marked_term_as_its_text() -> None:
    for zh, en in (
        ("的{gloss}`谱范数`是", "the {gloss}`spectral norm` is"),
        ("的{gloss}`谱范数`是", "the spectral norm is"),
        ("{gloss}`谱范数 $x$ <谱范数>` 是 $x$", "the spectral norm $x$ is $x$"),
    ):
        assert compare(zh, en, glossary=GLOSSARY) == []
    (finding,) = compare("的{gloss}`谱范数`是", "it is", glossary=GLOSSARY)
    assert finding.code.label == "term"
    (finding,) = compare("的 {gloss}`谱范数` 是", "the spectral norm is", glossary=GLOSSARY)
    assert finding.code.label == "space"


# The terms that a text names.


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("算子的谱范数与范数", "zh", {0, 1}),
        ("谱范数", "zh", {0}),
        ("spectral norms", "en", {0}),
        ("Norms, spectrally", "en", {1}),
        ("focus", "en", set()),
        ("$F$范数", "zh", {5}),
        ("", "zh", set()),
    ],
)
def test_what_a_text_names(text: str, language: str, expected: set[int]) -> None:
    assert named_terms(text, language, GLOSSARY) == expected


SITE_GLOSSARY = parse_glossary(yaml.safe_load((TOP / "glossary.yml").read_text("utf-8")))


def test_every_form_of_this_site_s_glossary_is_found_and_names_its_term() -> None:
    for index, term in enumerate(SITE_GLOSSARY.terms):
        for form in (*term.zh, *term.en):
            assert find_term(form, SITE_GLOSSARY) == index, form
        for language in ("zh", "en"):
            shown = forms_shown(term, language)
            assert getattr(term, language)[0] not in shown
            assert set(shown) <= set(getattr(term, language))


@given(st.text(), st.sampled_from(["zh", "en"]))
def test_any_text_whatever_names_something_or_nothing(text: str, language: str) -> None:
    assert named_terms(text, language, GLOSSARY) <= set(range(len(GLOSSARY.terms)))
    found = find_term(text, GLOSSARY)
    assert found is None or found in range(len(GLOSSARY.terms))
