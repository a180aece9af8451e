"""References speak the language that they stand in (roots/test-two-posts)."""

from __future__ import annotations

import shutil
from pathlib import Path

from bs4 import Tag

from tests.conftest import Build


def text(node: Tag | None) -> str:
    assert node is not None
    return " ".join(node.text.split())


def test_in_a_panel_a_reference_has_the_panel_s_language(build: Build) -> None:
    site = build("two-posts")
    assert site.warnings == []
    zh, en = site.body("one").select(".bitext-panel")
    assert text(zh) == "见式 (1)，一节，第二篇文章，图 1，式 (2)（第二篇文章）。"
    assert text(en) == "See (1), A section, The Second Post, Figure 1, (2) of The Second Post."


def test_markdown_links_too(build: Build) -> None:
    zh, en = build("two-posts").body("two").select(".bitext-panel")
    assert text(zh).startswith("见 一节 与 (2)")
    assert text(en).startswith("See A section and (2)")


def test_outside_of_panels_a_reference_shows_both_languages(build: Build) -> None:
    section = build("two-posts").body("one").select_one("#one-section")
    assert section is not None
    paragraph = section.select_one("p")
    assert text(paragraph) == (
        "Outside: 第二篇文章 The Second Post, (2)（第二篇文章） of The Second Post, "
        "第二篇文章 The Second Post, our words."
    )
    assert paragraph is not None
    spoken = [(span["lang"], span.text) for span in paragraph.select("a span[lang]")]
    assert spoken[:2] == [("zh-Hans", "第二篇文章"), ("en", "The Second Post")]


def test_a_reference_in_a_caption_names_the_short_title(build: Build) -> None:
    caption = build("two-posts").body("two").select_one("figcaption")
    assert text(caption).startswith("图 1 点，见式 (1)（其一） Figure 1 A dot, see (1) of One")


def test_links_lead_to_the_equation(build: Build) -> None:
    site = build("two-posts")
    links = site.body("one").select(".bitext-panel a.reference")
    assert [link["href"] for link in links[:5]] == [
        "#equation-one-first",
        "#one-section",
        "two.html#two",
        "two.html#two-figure",
        "two.html#equation-two-second",
    ]
    for anchor in ("equation-two-second", "two-figure", "two"):
        assert site.body("two").find(id=anchor) is not None


def test_an_image_has_an_alternative_in_each_language(build: Build) -> None:
    image = build("two-posts").body("two").select_one("img")
    assert image is not None
    assert (image["alt"], image["data-alt-zh"], image["data-alt-en"]) == (
        "一点 / A dot",
        "一点",
        "A dot",
    )


def test_titles_are_marked_wherever_they_appear(build: Build) -> None:
    site = build("two-posts", html_theme="furo")
    for selector in ("h1", ".sidebar-tree a", ".toc-tree a"):
        spans = site.page("one").select(f"{selector} span[lang]")
        assert {span["lang"] for span in spans} == {"zh-Hans", "en"}, selector


def test_a_missing_caption_is_said(build: Build) -> None:
    site = build({"index.md": "(here)=\n# T\n\nSee {numref}`here`.\n"})
    assert site.warnings == [
        "index.md:4: 'here' has no caption, and so no number: give it one, or refer to it "
        "with {ref} and a text [bitext.reference]"
    ]


def test_what_a_touched_post_says_of_itself_is_carried_to_the_others(
    build: Build, tmp_path: Path
) -> None:
    build("two-posts")
    source = tmp_path / "site" / "two.md"
    changed = source.read_text("utf-8").replace("The Second Post", "The Third Post")
    changed = changed.replace("$$\n\n$$\ne = f\n$$ (two-first)", "$$")
    source.write_text(changed, "utf-8")
    again = build("two-posts")
    clean = tmp_path / "clean"
    shutil.copytree(tmp_path / "site", clean, ignore=shutil.ignore_patterns("_build"))
    fresh = build("two-posts", folder="clean")
    assert "(1) of The Third Post" in text(again.body("one"))
    for name in ("index", "one", "two"):
        assert str(again.body(name)) == str(fresh.body(name))


def test_an_untouched_site_is_not_written_again(build: Build, tmp_path: Path) -> None:
    build("two-posts")
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "site/_build/html").glob("*.html")}
    build("two-posts")
    after = {p: p.stat().st_mtime_ns for p in before}
    changed = {p.name for p in before if before[p] != after[p]}
    assert changed <= {"genindex.html", "search.html"}  # Sphinx always writes these


def test_nobody_complains_of_a_reference_that_could_be_anything(build: Build) -> None:
    """MyST asks every domain what it can mean, and warns of one that does not say."""
    site = build(
        {
            "index.md": "# T\n\n[x](#there)\n\n```{toctree}\nb\n```\n",
            "b.md": "(there)=\n# B\n",
        }
    )
    assert site.warnings == []
    assert [link["href"] for link in site.body().select("p > a")] == ["b.html#there"]
