"""The archive's filters, the random post and the redirects, in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.conftest import TOP, Site

HAN = "[\u3400-\u9fff]"


def shown(page: Page) -> list[str]:
    """The posts that are to be seen, by slug."""
    links = page.locator(".archive .entry:visible .entry-title")
    hrefs = links.evaluate_all("links => links.map(link => link.href)")
    return [urlsplit(href).path.rpartition("/")[2].removesuffix(".html") for href in hrefs]


def chip(page: Page, facet: str, key: str) -> Any:
    return page.locator(f'.chip[data-facet="{facet}"][data-key="{key}"]')


def chosen(page: Page) -> set[str]:
    return set(page.locator(".chip[aria-current]").evaluate_all("a => a.map(a => a.dataset.key)"))


def query(page: Page) -> dict[str, list[str]]:
    return {
        key: found for key, found in parse_qs(urlsplit(page.url).query).items() if key != "lang"
    }


def test_a_click_filters_and_the_address_says_it(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/archive.html?lang=en")
    page = tab.page
    everything = shown(page)
    assert len(everything) == len(list((TOP / "posts").glob("*.md")))
    assert page.locator(".unfilter").is_hidden()

    chip(page, "tag", "muon").click()
    assert set(shown(page)) == {"muon-guide", "beyond-mup-2"}
    assert query(page) == {"tag": ["muon"]}
    assert page.locator(".found").inner_text() == "2 posts"
    assert chip(page, "tag", "mup").locator(".number").inner_text() == "1"

    chip(page, "tag", "mup").click()  # of tags, all that are chosen
    assert shown(page) == ["beyond-mup-2"]
    assert sorted(query(page)["tag"]) == ["muon", "mup"]
    assert page.locator(".found").inner_text() == "1 post"

    chip(page, "category", "mathematics").click()
    assert shown(page) == []
    assert page.locator(".found").inner_text() == "No post is filed under all of these."
    assert page.locator("section.year:visible").count() == 0
    chip(page, "category", "training-theory").click()  # in the place of the other one
    assert shown(page) == ["beyond-mup-2"]
    assert chosen(page) == {"muon", "mup", "training-theory"}

    page.go_back()
    page.go_back()
    assert shown(page) == ["beyond-mup-2"]
    assert chosen(page) == {"muon", "mup"}
    page.reload()
    assert shown(page) == ["beyond-mup-2"]
    chip(page, "tag", "mup").click()  # once more: not this one
    assert set(shown(page)) == {"muon-guide", "beyond-mup-2"}
    page.locator(".unfilter").click()
    assert shown(page) == everything
    assert query(page) == {}
    assert tab.errors == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("series=beyond-mup", {"beyond-mup-1", "beyond-mup-2", "beyond-mup-3"}),
        ("source=zhuanlan.zhihu.com", {"mhc-identity"}),
        ("series=beyond-mup&tag=embedding&year=2026", {"beyond-mup-3"}),
    ],
)
def test_an_address_is_a_filter(
    address: str, open_tab: Any, asked: str, expected: set[str]
) -> None:
    # What the archive does not have is as if it were not asked for.
    page = open_tab(f"{address}/archive.html?{asked}&tag=none&colour=red").page
    assert set(shown(page)) == expected


def test_it_speaks_the_language_that_is_chosen(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/archive.html?lang=zh&tag=muon").page
    assert page.locator(".found").inner_text() == "2 篇"
    page.locator('.mode-switch input[value="en"]').check(force=True)
    assert page.locator(".found").inner_text() == "2 posts"
    assert set(shown(page)) == {"muon-guide", "beyond-mup-2"}
    assert query(page) == {"tag": ["muon"]}
    # what is around the titles and the quoted sources has no word of the other language
    for value, stray in (("en", HAN), ("zh", "[a-z]{3,} [a-z]{2,}")):
        page.locator(f'.mode-switch input[value="{value}"]').check(force=True)
        for name in ("archive", "topics", "sources", "series/beyond-mup", "categories/mathematics"):
            page.goto(f"{address}/{name}.html?lang={value}")
            text = page.locator("article").evaluate(
                """(article, stray) => {
                  article.querySelectorAll(".quoted, .summary, .licence, .entry-title, .dot, "
                    + ".more a[href*=__], h2").forEach(each => each.remove());
                  const found = article.innerText.match(new RegExp(stray, "g"));
                  return found && found.join(" ");
                }""",
                stray,
            )
            assert text is None, (name, value)


def test_a_random_post_is_one_of_those_that_are_left(address: str, open_tab: Any) -> None:
    page = open_tab("about:blank").page
    # The dice: the first post, and the last one.
    page.add_init_script("Math.random = () => (window.name === 'last' ? 0.999 : 0)")
    for name, slug in (("first", "beyond-mup-3"), ("last", "beyond-mup-1")):
        page.goto(f"{address}/archive.html?lang=both&series=beyond-mup")
        page.evaluate("name => { window.name = name; }", name)
        page.locator(".archive .random").click()
        page.wait_for_url(f"**/posts/{slug}.html?lang=both")
    page.goto(f"{address}/index.html?lang=en")
    page.locator(".sidebar-tree a", has_text="Random post").click()
    page.wait_for_url("**/posts/*lang=en")
    page.go_back()  # not to the archive, which would send the reader off again
    assert "/index.html" in page.url


def test_without_scripts_all_posts_show_and_the_filters_are_links(
    address: str, open_tab: Any
) -> None:
    page = open_tab(f"{address}/archive.html?tag=muon", java_script_enabled=False).page
    assert len(shown(page)) == len(list((TOP / "posts").glob("*.md")))
    chip(page, "tag", "muon").click()
    page.wait_for_url("**/tags/muon.html")
    assert page.locator(".entry").count() == 2


def test_from_the_disk_it_filters_too(site: Path, open_tab: Any) -> None:
    page = open_tab(f"{site.as_uri()}/archive.html?lang=en").page
    chip(page, "category", "mathematics").click()
    assert set(shown(page)) == {"maximum-of-normals", "spectral-norm-estimate"}


def test_of_many_posts_the_filter_finds_those_that_are_not_on_the_page(
    many: Site, open_tab: Any
) -> None:
    archive = (Path(many.app.outdir) / "archive.html").as_uri()
    tab = open_tab(f"{archive}?lang=en")
    page = tab.page
    assert len(shown(page)) == 50
    assert not any("archive-entries" in url for url in tab.requests)

    chip(page, "series", "s0").click()
    page.wait_for_function("document.querySelector('.unfilter:not([hidden])')")
    assert sorted(shown(page)) == ["p000", "p009"]
    assert query(page) == {"series": ["s0"]}
    assert page.locator(".found").inner_text() == "2 posts"
    assert page.locator(".earlier").is_hidden()
    links = page.locator(".entry:visible .entry-title").evaluate_all(
        "all => all.map(a => a.search)"
    )
    assert links == ["?lang=en", "?lang=en"]  # as reading.js writes all links
    page.locator(".unfilter").click()
    assert len(shown(page)) == 50
    assert page.locator(".earlier").is_visible()
    assert page.locator(".found").inner_text() == "130 posts"

    # A name that the page does not show, in the address: it is there then.
    page.goto(f"{archive}?lang=en&tag=tag44")
    page.wait_for_function("document.querySelector('.chip[aria-current]')")
    assert shown(page) == ["p000"]
    assert chosen(page) == {"tag44"}
    assert chip(page, "tag", "tag44").is_visible()
    page.add_init_script("Math.random = () => 0.999")
    page.goto(f"{archive}?lang=en&tag=tag44&random")
    page.wait_for_url("**/posts/p000.html?lang=en")
    assert tab.errors == []


def test_where_the_other_posts_cannot_be_had_a_filter_is_a_link(
    many: Site, open_tab: Any, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(many.app.outdir, copy)
    (copy / "_static" / "archive-entries.js").unlink()
    page = open_tab(f"{(copy / 'archive.html').as_uri()}?lang=en").page
    chip(page, "series", "s0").click()
    page.wait_for_url("**/series/s0.html*")


def test_a_redirect_keeps_the_place(tmp_path: Path, open_tab: Any) -> None:
    """The page's own refresh (tests/test_listings.py) would lose it."""
    shutil.copy(TOP / "_static" / "moved.js", tmp_path)
    (tmp_path / "old.html").write_text(
        '<a class="moved" href="new.html?lang=zh">x</a><script defer src="moved.js"></script>'
    )
    (tmp_path / "new.html").write_text("<p id=place>x")
    page = open_tab(f"{(tmp_path / 'old.html').as_uri()}#place").page
    page.wait_for_url("**/new.html?lang=zh#place")
