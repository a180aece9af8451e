"""The page of all works: what it lists, who cites each, and the way there from a post's list."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from bitext.bibliography.works import name_of, spread
from bitext.catalogue import catalogue_of
from bitext.words import CHINESE, ENGLISH
from tests.bibliography.test_citations import LIST, cited
from tests.bibliography.test_citations import SETTINGS as CITED
from tests.conftest import Build, Site

SETTINGS: dict[str, Any] = {**CITED, "bitext_bibliography_page": "works/all"}


def listed(site: Site) -> dict[str, tuple[str, list[str]]]:
    """Each work's text, and the addresses of the pages that cite it, by its anchor."""
    return {
        str(work["id"]): (
            work.select("p")[0].text.strip(),
            [str(a["href"]) for a in work.select(".cited-in a")],
        )
        for work in site.page("works/all").select(".works .citation")
    }


def test_every_cited_work_is_there_once_with_the_pages_that_cite_it(build: Build) -> None:
    site = build("cited", **SETTINGS)
    assert site.warnings == []
    assert listed(site) == {
        "work-one2020": (
            "Alpha, Ann (2020). On One. J. One. doi:10.1000/one.",
            ["../one.html", "../two.html"],
        ),
        "work-two2021": (
            "Beta, Bob; Gamma, Cat (2021). On GPU Two. arXiv:2101.00001.",
            ["../two.html"],
        ),
        "work-three2022": (
            "Delta, Dan; Epsilon, Eve; Phi, Fay (2022). On Three. https://example.org/three.",
            ["../one.html"],
        ),
    }


def test_they_stand_by_their_initials(build: Build) -> None:
    page = build("cited", **SETTINGS).page("works/all")
    assert [heading.text for heading in page.select("h2")] == ["A", "B", "D"]
    for link in page.select(".initials a"):
        assert page.find(id=str(link["href"]).removeprefix("#")) is not None


def test_an_accent_makes_no_initial(build: Build) -> None:
    refs = "@misc{e, author={{\\'E}t{\\'e}, X.}, title={T}, year={2020}}"
    files = {"refs.bib": refs, "index.md": f"# T\n\n{{cite:t}}`e`\n\n{LIST}"}
    page = build(files, **SETTINGS).page("works/all")
    assert [heading.text for heading in page.select("h2")] == ["E"]
    assert page.select_one("#work-e p").text.startswith("Été, X. (2020)")


def test_each_entry_of_a_list_leads_there(build: Build) -> None:
    site = build("cited", **SETTINGS)
    for name in ("one", "two"):
        for entry in site.body(name).select(".citation"):
            (way,) = entry.select("a.cited")
            page, _, anchor = str(way["href"]).partition("#")
            assert page == "works/all.html"
            assert anchor in listed(site)
    first = site.body("one").select_one(".citation a.cited")
    assert [(span["lang"], span.text) for span in first.select("span[lang]")] == [
        ("zh-Hans", "有 2 篇文章引用"),
        ("en", "cited in 2 posts"),
    ]
    assert "cited in 1 post" in site.body("two").select(".citation")[1].text


def test_without_the_page_nothing_leads_to_it(build: Build) -> None:
    site = build("cited", **CITED)
    assert site.body("one").select("a.cited") == []
    assert not (Path(site.app.outdir) / "works").exists()


@pytest.mark.parametrize("builder", ["latex", "text", "epub"])
def test_formats_without_the_page_have_no_way_there(build: Build, builder: str) -> None:
    more = {"latex_documents": [("index", "book.tex", "T", "A", "manual", False)], "version": "1"}
    site = build("cited", builder=builder, **{**SETTINGS, **more})
    name = {"latex": "book.tex", "text": "one.txt", "epub": "one.xhtml"}[builder]
    assert "On Three" in site.read(name)
    assert "cited in" not in site.read(name)


def test_a_work_that_is_no_longer_cited_is_no_longer_there(build: Build, tmp_path: Path) -> None:
    build("cited", **SETTINGS)
    path = tmp_path / "site" / "one.md"
    path.write_text(path.read_text("utf-8").replace("{cite:t}`Three2022`", ""), "utf-8")
    site = build({}, **SETTINGS)
    assert set(listed(site)) == {"work-one2020", "work-two2021"}
    assert set(catalogue_of(site.app.env).works) == {"One2020", "Two2021"}


def test_an_entry_that_is_edited_changes_on_the_page(build: Build, tmp_path: Path) -> None:
    build("cited", **SETTINGS)
    path = tmp_path / "site" / "refs.bib"
    path.write_text(path.read_text("utf-8").replace("{On Three}", "{About Three}"), "utf-8")
    site = build({}, **SETTINGS)
    assert "About Three" in listed(site)["work-three2022"][0]


def test_works_of_one_year_have_the_letters_that_they_have_in_posts(build: Build) -> None:
    refs = "".join(
        f"@misc{{{key}, author={{Su, J.}}, title={{{key}}}, year={{2025}}}}\n" for key in "ab"
    )
    files = {
        "refs.bib": refs,
        "index.md": f"# T\n\n{{cite:t}}`a`\n\n{LIST}",
        "two.md": f"---\norphan: true\n---\n# U\n\n{{cite:t}}`b`\n\n{LIST}",
    }
    site = build(files, **SETTINGS)
    assert [text for text, _ in listed(site).values()] == [
        "Su, J. (2025a). a.",
        "Su, J. (2025b). b.",
    ]
    assert "Su (2025b)" in site.body("two").text
    assert catalogue_of(site.app.env).works["b"].name["en"] == "Su (2025b)"


@pytest.mark.parametrize("key", ["One2020", "Two2021", "Three2022"])
def test_a_work_is_named_as_a_text_names_it(build: Build, key: str) -> None:
    zh, en = cited(build, f"{{cite:t}}`{key}`")
    name = catalogue_of(build({}, **CITED).app.env).works[key].name
    assert name["zh"] in zh
    assert name["en"] in en


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        (
            "author={van der Berg, A. and {The Team}}, year={2020}",
            "van der Berg 与 The Team（2020）",
            None,
        ),
        ("editor={Ed, A.}, year={2020}", "Ed（2020）", "Ed (2020)"),
        ("title={{\\'E}t{\\'e}}", "Été", "Été"),
        ("year={2020}", "k（2020）", "k (2020)"),
    ],
)
def test_a_work_without_this_or_that_has_a_name(fields: str, zh: str, en: str | None) -> None:
    entry = parse_string(f"@misc{{k, {fields}}}", "bibtex").entries["k"]
    assert name_of(entry, CHINESE) == zh
    assert name_of(entry, ENGLISH) == (en or "van der Berg and The Team (2020)")


# ---- many works

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def many_works(count: int, more: str = "") -> dict[str, str]:
    """Two documents that cite `count` works, and `more` of them."""
    keys = [f"w{at}" for at in range(count)] + more.split()
    refs = "".join(
        f"@misc{{{key}, author={{{LETTERS[at % 4]}{LETTERS[at % 7].lower()}x{at}, X.}}, "
        f"title={{Title {at}}}, year=2000}}\n"
        for at, key in enumerate(keys)
    )
    cited = " ".join(f"{{cite:t}}`{key}`" for key in keys)
    return {
        "refs.bib": refs,
        "index.md": f"# T\n\n{cited}\n\n{LIST}\n\n```{{toctree}}\none\n```\n",
        "one.md": f"# One\n\n{{cite:t}}`w0` {{cite:t}}`w1`\n\n{LIST}",
    }


def test_many_works_stand_by_their_letters_and_lists_lead_there(build: Build) -> None:
    site = build(many_works(130), **SETTINGS)
    assert site.warnings == []
    first = site.page("works/all")
    assert first.select(".citation") == []
    shelves = {link.text: str(link["href"]) for link in first.select(".shelves a")}
    assert shelves == {letter: f"all/{letter.lower()}.html" for letter in "ABCD"}
    for letter in "abcd":
        page = site.page(f"works/all/{letter}")
        assert {work.p.text[0] for work in page.select(".citation") if work.p} == {letter.upper()}
        assert page.select_one(".shelves [aria-current]").text == letter.upper()
    ways = site.body("index").select(".citation a.cited")
    assert len(ways) == 130
    for way in ways:
        name, _, anchor = str(way["href"]).partition("#")
        assert site.page(name.removesuffix(".html")).find(id=anchor) is not None


def test_a_new_work_moves_no_other(build: Build) -> None:
    site = build(many_works(130), **SETTINGS)
    before = {key: work.page for key, work in catalogue_of(site.app.env).works.items()}
    site = build(many_works(130, "new"), **SETTINGS)
    after = {key: work.page for key, work in catalogue_of(site.app.env).works.items()}
    assert after.pop("new")
    assert after == before


@given(
    st.dictionaries(st.text("abc", min_size=1), st.text("aAbÉé .，苏", max_size=9), max_size=60),
    st.integers(1, 9),
)
def test_no_page_has_too_many_works_that_could_be_told_apart(
    texts: dict[str, str], most: int
) -> None:
    pages = spread(texts, most)
    assert pages.keys() == texts.keys()
    shelves: dict[str, list[str]] = {}
    for key, letters in pages.items():
        shelves.setdefault(letters, []).append(key)
    if len(texts) <= most:
        assert set(shelves) <= {""}
    for letters, keys in shelves.items():
        alike = {fold(texts[key])[:6] for key in keys}
        assert len(keys) <= most or len(alike) == 1
        assert all(fold(texts[key]).startswith(letters) for key in keys)


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum()) or "-"


def test_what_many_cite_is_said_to_be_cited_by_many(build: Build) -> None:
    """A post that is new changes few others, then."""
    files = {
        "refs.bib": "@misc{w, author={A, X.}, title={The {Title}}, year=2000}",
        "index.md": "# T",
    }
    for number in range(11):
        files[f"p{number:02}.md"] = (
            f"---\norphan: true\ndate: 2026-01-{number + 1:02}\n---\n"
            f"# P{number}\n\n{{cite:t}}`w`\n\n{LIST}"
        )
    site = build(files, **SETTINGS, bitext_posts=["p*"])
    way = site.body("p00").select_one(".citation a.cited")
    assert [span.text for span in way.select("span[lang]")] == [
        "有 8 篇以上的文章引用",
        "cited in more than 8 posts",
    ]
    links = [str(a["href"]) for a in site.page("works/all").select(".cited-in a")]
    assert links[:8] == [f"../p{number:02}.html" for number in range(10, 2, -1)]
    assert links[8:] == ["../search.html?q=The+Title"]
