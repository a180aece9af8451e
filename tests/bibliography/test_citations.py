"""Citations in the language of their panel; one list a post, one in the book."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import pytest
from sphinxcontrib.bibtex.domain import BibtexDomain, get_docnames

from bitext.bibliography.citations import ListStyle
from tests.conftest import ROOTS, Build, Site

if TYPE_CHECKING:
    from bitext.bibliography import BilingualCitations

SETTINGS: dict[str, Any] = {
    "extensions": ["myst_parser", "sphinxcontrib.bibtex", "bitext", "bitext.bibliography"],
    "bibtex_bibfiles": ["refs.bib"],
    "bibtex_default_style": "bitext",
    "bibtex_tooltips": False,
    # Each post has its own list of works; sphinxcontrib-bibtex looks there first.
    "suppress_warnings": ["bibtex.duplicate_citation"],
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
}


def cited(build: Build, role: str) -> tuple[str, str]:
    """What a reader of each language sees of `role`, written between two words."""
    text = {"zh": f"见 {role}，又 {role} 与", "en": f"See {role}, and {role} too"}
    panels = "".join(f":::{{{code}}}\n{line}\n:::\n" for code, line in text.items())
    bibliography = (ROOTS / "test-cited" / "refs.bib").read_text("utf-8")
    site = build({"refs.bib": bibliography, "index.md": f"# T\n\n{panels}\n{LIST}"}, **SETTINGS)
    assert site.warnings == []
    zh, en = (" ".join(p.text.split()) for p in site.body().select(".bitext-panel p"))
    return zh, en


LIST = "```{bibliography}\n:filter: docname in docnames\n```\n"


@pytest.mark.parametrize(
    ("role", "zh", "en"),
    [
        (
            "{cite:t}`One2020`",
            "见 Alpha（2020），又 Alpha（2020）与",
            "See Alpha (2020), and Alpha (2020) too",
        ),
        (
            "{cite:t}`Two2021`",
            "见 Beta 与 Gamma（2021），又 Beta 与 Gamma（2021）与",
            "See Beta and Gamma (2021), and Beta and Gamma (2021) too",
        ),
        (
            "{cite:t}`Three2022`",
            "见 Delta 等（2022），又 Delta 等（2022）与",
            "See Delta et al. (2022), and Delta et al. (2022) too",
        ),
        (
            "{cite:p}`Three2022`",
            "见（Delta 等，2022），又（Delta 等，2022）与",
            "See (Delta et al., 2022), and (Delta et al., 2022) too",
        ),
        (
            "{cite:p}`One2020,Two2021`",
            "见（Alpha，2020；Beta 与 Gamma，2021），又（Alpha，2020；Beta 与 Gamma，2021）与",
            "See (Alpha, 2020; Beta and Gamma, 2021), and (Alpha, 2020; Beta and Gamma, 2021) too",
        ),
        (
            "{cite:t}`One2020,Two2021`",
            "见 Alpha（2020）；Beta 与 Gamma（2021），又 Alpha（2020）；Beta 与 Gamma（2021）与",
            "See Alpha (2020); Beta and Gamma (2021), and Alpha (2020); Beta and Gamma (2021) too",
        ),
    ],
)
def test_a_citation_speaks_the_panel_s_language(build: Build, role: str, zh: str, en: str) -> None:
    assert cited(build, role) == (zh, en)


def test_outside_of_panels_a_citation_is_in_the_second_language(build: Build) -> None:
    site = build("cited", **SETTINGS)
    assert site.warnings == []
    (paragraph,) = site.body("two").select("h1 + p")
    assert paragraph.text == "Beta and Gamma (2021)"


def test_a_list_holds_what_its_post_cites_and_leads_back(build: Build) -> None:
    site = build("cited", **SETTINGS)
    entries = [p.text for p in site.body("one").select(".citation p")]
    assert [re.sub(r"\s+", " ", entry) for entry in entries] == [
        "Alpha, Ann (2020). On One. J. One. doi:10.1000/one.",
        "Delta, Dan; Epsilon, Eve; Phi, Fay (2022). On Three. https://example.org/three.",
    ]
    assert len(site.body("two").select(".citation")) == 2
    body = site.body("one")
    for link in body.select(".bibtex-citation a"):
        target = body.find(id=str(link["href"]).removeprefix("#"))
        assert target is not None
        assert "citation" in target["class"]


def test_an_entry_links_to_arxiv_or_doi_and_elsewhere_only_without_them(build: Build) -> None:
    site = build("cited", **SETTINGS)
    links = {
        str(a["href"])
        for name in ("one", "two")
        for a in site.body(name).select(".citation a.external")
    }
    assert links == {
        "https://doi.org/10.1000/one",  # and not its url
        "https://arxiv.org/abs/2101.00001",
        "https://example.org/three",
    }


def test_an_unknown_key_is_said(build: Build) -> None:
    build("cited", **SETTINGS)
    site = build({"two.md": "# Two\n\n{cite:t}`Nope`\n"}, **SETTINGS)
    assert site.warnings == ['two.md:3: could not find bibtex key "Nope" [bibtex.key_not_found]']
    assert "Nope" in site.body("two").get_text()


def test_an_unknown_style_of_a_list_is_said_and_the_site_s_is_used(build: Build) -> None:
    build("cited", **SETTINGS)
    text = "# Two\n\n:::{bibliography}\n:style: apa\n:all:\n:::\n"
    site = build({"two.md": text}, **SETTINGS)
    assert site.warnings[0].startswith("two.md:3: there is no style 'apa' for a list of works: ")
    assert site.body("two").select("div.citation")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ('docname in docnames & "x"', 3),
        ('title % "["', 3),
        ("year < docnames", 3),
        (f"{'not ' * 900}key", 1),
    ],
)
def test_a_filter_that_fails_is_said_and_what_is_cited_is_listed(
    build: Build, asked: str, count: int
) -> None:
    build("cited", **SETTINGS)
    text = f"# Two\n\n{{cite:t}}`Two2021`\n\n:::{{bibliography}}\n:filter: {asked}\n:::\n"
    for _ in range(2):  # at each build
        site = build({"two.md": text}, **SETTINGS)
        (said,) = site.warnings
        assert said.startswith("two.md:5: ")
        assert ":filter:" in said
        text += "\n"
    assert len(site.body("two").select("div.citation")) == count


def book(build: Build) -> Site:
    site = build("cited", builder="latex", **SETTINGS)
    assert site.warnings == []
    return site


def test_the_book_has_one_list_with_each_work_once(build: Build) -> None:
    source = book(build).read("book.tex")
    assert source.count(r"\begin{sphinxthebibliography}") == 1
    assert len(re.findall(r"\\bibitem", source)) == 3
    for title in ("On One", "On GPU Two", "On Three"):
        assert source.count(title) == 1
    # The posts' headings over their lists are gone with the lists.
    assert "References" not in source.partition(r"\begin{document}")[2]


def test_a_work_of_several_posts_stands_once_whatever_its_label(build: Build) -> None:
    """In one post's list it is Su25a, in the other's Su25."""
    entry = "@misc{%s, title={%s}, author={Su, A.}, year={2025}}\n"
    listed = "\n```{bibliography}\n:filter: docname in docnames\n```\n"
    files = {
        "refs.bib": entry % ("A", "Alpha") + entry % ("B", "Beta"),
        "index.md": "# T\n\n```{toctree}\none\ntwo\n```\n",
        "one.md": "# One\n\n{cite:t}`A` {cite:t}`B`\n" + listed,
        "two.md": "# Two\n\n{cite:t}`A`\n" + listed,
    }
    documents = [("index", "book.tex", "T", "A", "manual", True)]
    settings = {**SETTINGS, "latex_documents": documents, "bibtex_bibfiles": ["refs.bib"]}
    source = build(files, builder="latex", **settings).read("book.tex")
    listed = source.partition(r"\begin{sphinxthebibliography}")[2]
    assert [listed.count(title) for title in ("Alpha", "Beta")] == [1, 1]
    assert listed.index("Alpha") < listed.index("Beta")


def test_the_book_s_citations_of_every_post_lead_to_the_list(build: Build) -> None:
    source = book(build).read("book.tex")
    links = set(re.findall(r"\\hyperlink\{(cite\.[^}]*)\}", source))
    targets = {f"cite.{name}" for name in re.findall(r"\\bibitem\[[^]]*\]\{([^}]*)\}", source)}
    targets |= set(re.findall(r"\\hypertarget\{(cite\.[^}]*)\}", source))
    assert {link.partition(":")[0] for link in links} == {"cite.one", "cite.two"}
    assert links <= targets


def test_the_book_s_citations_speak_the_cell_s_language(build: Build) -> None:
    source = book(build).read("book.tex")
    plain = re.sub(r"\\hyperlink\{[^}]*\}\{([^}]*)\}", r"\1", source)
    left, right = plain.split(r"\begin{bitextright}{en}")[:2]
    assert r"\DUrole{bibtex-citation}{Delta 等（2022）}" in left
    assert r"\DUrole{bibtex-citation}{Delta et al. (2022)}" in right


def test_parallel_reading_gives_the_same_citations(build: Build) -> None:
    serial = build("cited", folder="serial", **SETTINGS)
    more = {f"more{i}.md": "---\norphan: true\n---\n# M\n" for i in range(6)}
    build("cited", folder="parallel", **SETTINGS)
    parallel = build(more, folder="parallel", parallel=2, freshenv=True, **SETTINGS)
    assert parallel.warnings == []
    for name in ("one", "two"):
        assert str(parallel.body(name)) == str(serial.body(name))


def test_the_index_holds_what_the_long_way_finds(build: Build) -> None:
    site = build("cited", **SETTINGS)
    domain = cast("BilingualCitations", site.app.env.get_domain("cite"))
    docnames = list(get_docnames(site.app.env))
    assert {place.docname for place in domain.bibliographies} == {"one", "two"}
    for place in domain.bibliographies:
        found = dict(domain.get_sorted_entries(place, docnames))
        assert found
        assert found == dict(BibtexDomain.get_sorted_entries(domain, place, docnames))


def test_a_list_of_a_document_s_works_does_not_look_at_the_whole_site(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(*args: object) -> None:
        raise AssertionError("this costs the square of the posts")

    monkeypatch.setattr(BibtexDomain, "get_filtered_entries", look)
    assert len(build("cited", **SETTINGS).body("one").select(".citation")) == 2


@pytest.mark.parametrize(
    ("option", "count"), [(":cited:", 3), (":all:", 4), (':filter: key == "one2020"', 1)]
)
def test_other_lists_hold_what_they_ask_for(build: Build, option: str, count: int) -> None:
    build("cited", **SETTINGS)
    more = f"---\norphan: true\n---\n# All\n\n```{{bibliography}}\n{option}\n:keyprefix: x-\n```\n"
    cites = "{cite:t}`x-One2020,x-Two2021,x-Three2022`\n"
    site = build({"more.md": f"{more}\n{cites}"}, **SETTINGS)
    assert len(site.body("more").select(".citation")) == count


def test_a_reference_to_another_page_s_list_leads_there(build: Build) -> None:
    more = "---\norphan: true\n---\n# No list\n\n{cite:t}`Three2022,Two2021`\n"
    build("cited", **SETTINGS)
    site = build({"more.md": more}, **SETTINGS)
    assert site.warnings == []
    links = [
        str(a["href"]).partition("#")[0] for a in site.body("more").select(".bibtex-citation a")
    ]
    assert sorted(links) == ["one.html", "two.html"]


def test_the_environment_keeps_what_is_cited_and_no_document(build: Build) -> None:
    """Upstream, each document has a node for each work, and these hold all trees in memory."""
    site = build("cited", **SETTINGS)
    domain = cast("BilingualCitations", site.app.env.get_domain("cite"))
    kept = {place.docname: value.citation_nodes for place, value in domain.bibliographies.items()}
    assert {name: set(found) for name, found in kept.items()} == {
        "one": {"One2020", "Three2022"},
        "two": {"One2020", "Two2021"},
    }
    assert all(node.parent is None for found in kept.values() for node in found.values())


def test_a_reference_said_before_leads_to_its_own_document_s_list(build: Build) -> None:
    refs = "".join(
        f"@misc{{{key}, author={{{key.title()}, X.}}, title={{T}}, year=2000}}\n"
        for key in ("alpha", "beta")
    )
    files = {
        "refs.bib": refs,
        "index.md": "# T\n\n```{toctree}\none\ntwo\n```\n",
        "one.md": f"# One\n\n{{cite:t}}`beta` {{cite:t}}`alpha,beta`\n\n{LIST}",
        "two.md": f"(id1)=\n# Two\n\n{{cite:t}}`beta`, {{cite:t}}`alpha,beta`\n\n{LIST}",
    }
    site = build(files, **SETTINGS)
    assert site.warnings == []
    for name in ("one", "two"):
        body = site.body(name)
        links = body.select("p .bibtex-citation a[href]") or body.select("p a[href^='#']")
        found = {(a.text.partition(",")[0], str(a["href"])) for a in links}
        for text, href in found:
            entry = body.find(id=href.removeprefix("#"))
            assert entry is not None, (name, href)
            if "Alpha" in text:
                assert "Alpha" in entry.text
            elif "Beta" in text:
                assert "Beta" in entry.text
        assert len(links) == 3


def test_each_work_s_text_is_set_once(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    set_: list[str] = []
    formatted = ListStyle.format_entry

    def noted(self: ListStyle, label: str, entry: Any, *more: Any) -> Any:
        set_.append(entry.key)
        return formatted(self, label, entry, *more)

    monkeypatch.setattr(ListStyle, "format_entry", noted)
    build("cited", **SETTINGS)
    assert sorted(set_) == ["One2020", "Three2022", "Two2021"]


def test_citations_are_found_again_only_when_what_they_are_found_from_changes(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []
    whole = BibtexDomain.env_updated

    def noted(self: BibtexDomain) -> Any:
        found.append(1)
        return whole(self)

    monkeypatch.setattr(BibtexDomain, "env_updated", noted)

    def changed(name: str, old: str, new: str) -> tuple[int, Site]:
        found.clear()
        path = ROOTS / "test-cited" / name
        site = build({name: path.read_text("utf-8").replace(old, new)}, **SETTINGS)
        assert site.warnings == []
        return len(found), site

    def listed(site: Site) -> list[str]:
        return [each.text for each in site.body("one").select(".citation")]

    first = build("cited", **SETTINGS)
    assert len(found) == 1
    text = listed(first)
    # Other words, and lines more than before: the list of this page is written from what is kept.
    count, site = changed("one.md", "See ", "Look,\nand look again, and see ")
    assert count == 0
    assert "look again" in site.body("one").text
    assert listed(site) == text
    # A citation less, and back.
    file = (ROOTS / "test-cited" / "one.md").read_text("utf-8")
    site = build({"one.md": re.sub(r"\S+ {cite:t}`Three2022`", "", file)}, **SETTINGS)
    assert len(listed(site)) == len(text) - 1
    count, site = changed("one.md", "", "")
    assert (count, listed(site)) == (1, text)
    # Another name of a work.
    title = re.search(r"title *= *{+([^{}]*)", (ROOTS / "test-cited/refs.bib").read_text("utf-8"))
    assert title is not None
    count, _ = changed("refs.bib", title[1], "Quite Another")
    assert count == 1
    assert changed("refs.bib", title[1], "Quite Another")[0] == 0


def test_years_that_another_builder_has_told_apart_are_on_all_pages(build: Build) -> None:
    entry = "@misc{{{0}, author={{Su, J.}}, title={{{0}}}, year={{2024}}}}\n"
    text = "# T\n\n{{cite:t}}`{}`\n\n" + LIST.replace("{", "{{").replace("}", "}}")
    files = {
        "refs.bib": entry.format("a") + entry.format("b"),
        "index.md": "# T\n\n```{toctree}\none\ntwo\n```\n",
        "one.md": text.format("a"),
        "two.md": "# T\n",
    }
    assert "Su (2024)" in build(files, **SETTINGS).body("one").text
    build({"two.md": text.format("b")}, builder="text", **SETTINGS)
    assert "Su (2024a)" in build({}, **SETTINGS).body("one").text


def test_a_list_that_was_read_again_stands_where_it_stood(build: Build) -> None:
    """Of two lists that have a work, a page without one leads to the last one's."""
    more = "---\norphan: true\n---\n# No list\n\n{cite:t}`One2020`\n"
    build("cited", **SETTINGS)
    clean = str(build({"more.md": more}, **SETTINGS).body("more"))
    one = (ROOTS / "test-cited" / "one.md").read_text("utf-8")
    again = build({"one.md": one + "\nMore.\n", "more.md": more + "\n"}, **SETTINGS)
    assert str(again.body("more")) == clean
