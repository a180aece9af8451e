"""The credit at a post's top: whose results it expounds."""

from __future__ import annotations

from tests.conftest import Build

SOURCE = "title: 原题, author: 作者, url: 'https://example.org/a?b=1&c=2', date: 2025-01-01"


def post(source: str) -> dict[str, str]:
    return {"index.md": f"---\nsource: {{{source}}}\n---\n(here)=\n# T\n\nText.\n"}


def credit_texts(build: Build, source: str) -> list[str]:
    site = build(post(source))
    assert site.warnings == []
    return [panel.text.strip() for panel in site.body().select(".credit .bitext-panel")]


def test_the_credit_names_the_source_in_both_languages(build: Build) -> None:
    zh, en = credit_texts(build, SOURCE)
    assert zh.startswith("本文独立阐述以下文章的结果：《原题》（作者，2025-01-01）。文字")
    assert en.startswith(
        "An independent exposition of results from ‘原题’ by 作者 (2025-01-01). Text,"
    )


def test_a_licence_is_quoted_where_it_is_given(build: Build) -> None:
    zh, en = credit_texts(build, f"{SOURCE}, licence: 转载请注明出处")
    assert "原文的许可声明：转载请注明出处。" in zh
    assert "The source’s own licence line: 转载请注明出处." in en
    assert "许可" not in credit_texts(build, SOURCE)[0]


def test_it_stands_first_under_the_title_and_links_to_the_source(build: Build) -> None:
    body = build(post(SOURCE)).body()
    heading = body.select_one("h1")
    assert heading is not None
    following = heading.find_next_sibling()
    assert following is not None
    assert {"bitext-pair", "credit"} <= set(following["class"])
    links = following.select("a.external")
    assert [link["href"] for link in links] == ["https://example.org/a?b=1&c=2"] * 2


def test_the_source_s_title_is_marked_with_its_own_language(build: Build) -> None:
    titles = build(post(SOURCE)).body().select(".credit a span")
    assert {title["lang"] for title in titles} == {"zh-Hans"}
    english = SOURCE.replace("原题", "Original") + ", lang: en"
    titles = build(post(english)).body().select(".credit a span")
    assert [(title["lang"], title.text) for title in titles] == [("en", "Original")] * 2


def test_without_a_source_there_is_no_credit(build: Build) -> None:
    site = build({"index.md": "# T\n\nText.\n"})
    assert site.body().select(".credit") == []
    assert "独立" not in site.body().text


def test_a_document_without_a_title_has_its_credit_at_its_top(build: Build) -> None:
    site = build({"index.md": f"---\nsource: {{{SOURCE}}}\n---\nText.\n"})
    assert site.warnings == []
    text = site.body().text
    assert 0 <= text.index("《原题》") < text.index("Text.")


def test_a_source_without_what_it_needs_gives_a_warning_and_no_credit(build: Build) -> None:
    site = build(post("title: 原题, author: '', colour: red"))
    assert site.warnings == [
        "index.md:2: front matter, source: lacks author, url, date and has unknown colour; "
        "it takes title, author, url, date, licence, lang [bitext.front_matter]"
    ]
    assert site.body().select(".credit") == []


def test_an_unknown_key_is_said_and_the_credit_stays(build: Build) -> None:
    site = build(post(f"{SOURCE}, license: MIT"))
    assert site.warnings == [
        "index.md:2: front matter, source: has unknown license; "
        "it takes title, author, url, date, licence, lang [bitext.front_matter]"
    ]
    assert len(site.body().select(".credit")) == 1


def test_the_book_has_the_credit_in_columns(build: Build) -> None:
    documents = [("index", "book.tex", "T", "A", "manual", False)]
    site = build(post(SOURCE), builder="latex", latex_documents=documents)
    assert site.warnings == []
    _, _, after = site.read("book.tex").partition(r"\begin{bitextcolumns}{credit}")
    credit, _, _ = after.partition(r"\end{bitextcolumns}")
    left, right = credit.split(r"\begin{bitextright}{en}")
    assert r"\begin{bitextleft}{zh}" in left
    for side in (left, right):
        assert r"\sphinxhref{https://example.org/a?b=1\&c=2}{\bitextphrase{zh}{原题}}" in side
