"""A reference to a post, as programs read it."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pybtex.database import parse_string

from bitext.citing import Reference, key_of

POST = Reference(
    key="muon-guide",
    title="Muon & Friends: 100% {fast}",
    author="苏剑林",
    date="2025-06-20",
    site="Scientific Spaces",
    url="https://kexue.fm/archives/1_1?x=%7E",
    lang="zh-Hans",
)


def test_bibtex_is_an_entry_with_a_title_that_keeps_its_capitals() -> None:
    assert (
        POST.bibtex()
        == r"""@misc{muon-guide,
  title = {{Muon \& Friends: 100\% \textbraceleft{}fast\textbraceright{}}},
  author = {{苏剑林}},
  year = {2025},
  month = jun,
  howpublished = {Scientific Spaces},
  url = {https://kexue.fm/archives/1_1?x=%7E},
  langid = {chinese},
}"""
    )


def test_csl_has_the_names_of_its_schema() -> None:
    assert POST.csl() == [
        {
            "id": "muon-guide",
            "type": "post-weblog",
            "title": "Muon & Friends: 100% {fast}",
            "author": [{"literal": "苏剑林"}],
            "container-title": "Scientific Spaces",
            "issued": {"date-parts": [[2025, 6, 20]]},
            "URL": "https://kexue.fm/archives/1_1?x=%7E",
            "language": "zh-Hans",
        }
    ]


def test_what_is_not_known_is_left_out() -> None:
    bare = Reference("x", "T", "", "", "", "", "en")
    assert bare.bibtex() == "@misc{x,\n  title = {{T}},\n}"
    assert bare.csl() == [{"id": "x", "type": "post-weblog", "title": "T", "language": "en"}]


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=30)


@given(TEXT, TEXT, TEXT, st.dates().map(str))
@example("{", "}", "\\", "0001-01-01")
@example("a } , b = {", '"', "%", "2026-11-22")
def test_any_text_makes_one_entry(title: str, author: str, site: str, date: str) -> None:
    text = Reference("k", title, author, date, site, f"https://x.org/{title}", "en").bibtex()
    (entry,) = parse_string(text, "bibtex").entries.values()
    known = {"title", "year", "month", "howpublished", "url", "langid"}
    assert set(entry.fields) <= known
    assert entry.fields["year"] == date[:4]
    assert len(entry.persons.get("author", ())) == bool(author.strip())
    assert not re.search(r"(?<!\\)[#$%&_]", entry.fields.get("title", ""))


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://kexue.fm/archives/11033", "kexue.fm-11033"),
        ("https://kexue.fm/archives/11033/", "kexue.fm-11033"),
        ("https://zhuanlan.zhihu.com/p/1938", "zhuanlan.zhihu.com-1938"),
        ("https://www.x.org/a/b c.html?d=e", "x.org-b-c"),
        ("https://例子.org/文", "org"),
        ("文", "source"),
    ],
)
def test_a_key_is_of_the_address(address: str, key: str) -> None:
    assert key_of(address) == key


@given(st.text(max_size=40))
def test_any_address_makes_a_key(address: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", key_of(f"https://{address}"))
