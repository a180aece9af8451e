"""The front matter of a post: what is wrong with it is said at its head, and left out."""

from __future__ import annotations

import pytest

from tests.conftest import Build

HERE = "index.md:2: front matter,"


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("source: 原题", "source: wants 'name: value' pairs, not '原题'"),
        ("source: [a, b]", """source: wants 'name: value' pairs, not '["a", "b"]'"""),
        ("macros: 3", "macros: wants 'name: value' pairs, not '3'"),
        ("macros: {R2: x}", "macros: macro 'R2': the name must consist of the letters A-Z and a-z"),
        ("macros: {R: '{'}", "macros: macro 'R': the braces of '{' are not balanced"),
        (
            "macros: {R: ['#2', 1]}",
            "macros: macro 'R': the body uses #2, but the number of arguments is 1",
        ),
        ("short: {zh: 甲}", "short: wants exactly the keys zh, en"),
        ("short: {zh: 甲, en: A, fr: A}", "short: wants exactly the keys zh, en"),
        ("short: A", "short: wants 'name: value' pairs, not 'A'"),
        ("short: {zh: 甲, en: ' '}", "short: wants a text for en"),
        ("short: {zh: [甲], en:}", "short: wants a text for zh, en"),
        (
            "source: {title: 题, author: 人, url: 'http://[a', date: 2025-01-01}",
            "source: wants a url as in https://example.org/post, not 'http://[a'",
        ),
        (
            "source: {title: 题, author: 人, url: kexue.fm/a, date: 2025-01-01}",
            "source: wants a url as in https://example.org/post, not 'kexue.fm/a'",
        ),
    ],
)
def test_what_cannot_be_understood_is_said_once(build: Build, line: str, warning: str) -> None:
    site = build({"index.md": f"---\n{line}\n---\n# T\n\nText.\n"})
    assert site.warnings == [f"{HERE} {warning} [bitext.front_matter]"]
    assert "Text." in site.body().text


POST = """---
date: 2026-01-02
category: theory
tags: [muon]
series: beyond
part: 2
summary: {zh: 述, en: Said}
---
# T
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "warning"),
    [
        ("date: 2026-01-02", "date: yesterday", 2, "date: wants a day as in 2026-11-22, not"),
        ("date: 2026-01-02\n", "", 1, "date: missing; every post has it"),
        ("category: theory", "category: [a]", 3, "category: wants a word, not ['a']"),
        ("tags: [muon]", "tags: muon", 4, "tags: wants a list of words, as in [muon, mup], not"),
        ("tags: [muon]", "tags: [a, b, a]", 4, "tags: holds one word twice"),
        ("part: 2", "part: two", 6, "part: wants a whole number from 1 on, not 'two'"),
        ("part: 2\n", "", 5, "series: series and part come together"),
        ("series: beyond\n", "", 5, "part: series and part come together"),
        ("summary: {zh: 述, en: Said}\n", "", 1, "summary: missing; every post has it"),
        ("part: 2", "part: 2\nserie: x", 7, "serie: unknown key; did you mean 'series'?"),
        ("part: 2", "part: 2\ndate: 2026-01-03", 7, "date: stands there twice, and the last"),
    ],
)
def test_a_post_is_held_to_the_schema(
    build: Build, old: str, new: str, line: int, warning: str
) -> None:
    site = build({"index.md": POST.replace(old, new)}, bitext_posts=["index"])
    (said,) = site.warnings
    assert said.startswith(f"index.md:{line}: front matter, {warning}")
    assert said.endswith("[bitext.front_matter]")


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("date: 2026-01-02", "date: 2026-13-02", 2, "there is no 2026-13-02"),
        ("part: 2", "source: {date: 2025-02-29}", 6, "there is no 2025-02-29"),
        ("[muon]", "[muon", 4, "expected ',' or ']', but got ':'"),
        ("category: theory", "category: 'theory", 3, "found unexpected end of stream"),
        ("part: 2", "part: @2", 6, "found character '@' that cannot start any token"),
    ],
)
def test_what_is_no_yaml_is_said_where_it_ceases_to_be(
    build: Build, old: str, new: str, line: int, why: str
) -> None:
    site = build({"index.md": POST.replace(old, new)}, bitext_posts=["index"])
    assert site.warnings == [
        f"index.md:{line}: front matter cannot be read as YAML ({why}); none is used "
        "[bitext.front_matter]",
    ]


def test_a_good_post_and_a_page_that_is_none_say_nothing(build: Build) -> None:
    assert build({"index.md": POST}, bitext_posts=["index"]).warnings == []
    assert build({"index.md": "# T\n"}, bitext_posts=["posts/*"], folder="b").warnings == []


def test_empty_keys_and_keys_of_others_are_no_mistake(build: Build) -> None:
    source = "---\nsource:\nmacros: {}\nshort:\ndate: 2025-01-01\ntags: [a, b]\n---\n# T\n"
    assert build({"index.md": source}).warnings == []


def test_a_short_title_is_used_where_an_equation_names_its_post(build: Build) -> None:
    files = {
        "index.md": "# T\n\n{eq}`far`\n\n```{toctree}\na\n```\n",
        "a.md": "---\nshort: {zh: 短, en: Short}\n---\n"
        "# [很长的题目]{.zh} [A long title]{.en}\n\n$$\na\n$$ (far)\n",
    }
    site = build(files)
    assert site.warnings == []
    paragraph = site.body().select_one("p")
    assert paragraph is not None
    assert paragraph.text == "(1)（短）  of Short"
