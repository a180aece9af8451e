"""The front matter of a post: what is wrong with it is said at its head, and left out."""

from __future__ import annotations

import pytest

from tests.conftest import Build

HERE = "index.md:1: front matter,"


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
    ],
)
def test_what_cannot_be_understood_is_said_once(build: Build, line: str, warning: str) -> None:
    site = build({"index.md": f"---\n{line}\n---\n# T\n\nText.\n"})
    assert site.warnings == [f"{HERE} {warning} [bitext.front_matter]"]
    assert "Text." in site.body().text


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
