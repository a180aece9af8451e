"""Long lists: what is on which page, that all is reached, and that no page grows."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from bench.scale.__main__ import grown
from bitext.pages.paging import MOST, leaves
from tests.conftest import Build, Site
from tests.many import HOSTS, SERIES, SETTINGS, TAGS, many_posts

COUNT = 130


# ---- what readers see


def posts_on(page: BeautifulSoup) -> list[str]:
    return [str(a["href"]).rpartition("/")[2][:4] for a in page.select("article .entry-title")]


def reached(site: Site, start: str) -> dict[str, BeautifulSoup]:
    """The page `start`, and those below its name that links on them lead to."""
    found: dict[str, BeautifulSoup] = {}
    todo = [start]
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found[name] = site.page(name)
        for link in found[name].select("article a[href]:not(.external)"):
            to = str(link["href"]).partition("#")[0].partition("?")[0].removesuffix(".html")
            to = unquote(to)
            to = normpath(join(dirname(name), to))
            if to.startswith(f"{start}/"):
                todo.append(to)
    return found


ALL = [f"p{number:03}" for number in range(COUNT)]


def test_the_archive_shows_the_latest_posts_and_leads_to_all(many: Site) -> None:
    archive = many.page("archive")
    assert len(posts_on(archive)) == MOST
    pages = reached(many, "archive")
    assert sorted(pages) == ["archive", "archive/2024", "archive/2025", "archive/2026"]
    by_year = [name for page, text in pages.items() if page != "archive" for name in posts_on(text)]
    assert sorted(by_year) == ALL
    assert posts_on(archive)[:3] == posts_on(pages["archive/2026"])[:3]
    years = [chip["href"] for chip in archive.select('.chip[data-facet="year"]')]
    assert years == ["archive/2026.html", "archive/2025.html", "archive/2024.html"]
    assert [each.text for each in archive.select(".found > span")] == ["130 篇", "130 posts"]


@pytest.mark.parametrize("name", ["categories/theory", "tags/tag0", "sources/own"])
def test_a_list_goes_on_on_other_pages(many: Site, name: str) -> None:
    pages = reached(many, name)
    sizes = [len(posts_on(page)) for _, page in sorted(pages.items())]
    everything = [post for _, page in sorted(pages.items()) for post in posts_on(page)]
    assert sizes[:-1] == [MOST] * (len(sizes) - 1)
    assert 0 < sizes[-1] <= MOST
    assert len(set(everything)) == len(everything) == (65 if name == "sources/own" else COUNT)
    last = many.page(f"{name}/page-{len(pages)}")
    here = last.select_one(".pager [aria-current]")
    assert here is not None
    assert here.text == str(len(pages))
    assert last.select_one('.pager a[rel="prev"]') is not None
    assert last.select_one('.pager a[rel="next"]') is None


def test_the_archive_s_script_has_the_other_posts_and_names(many: Site) -> None:
    """What the browser makes of it: tests/browser/test_listings.py."""
    archive = many.page("archive")
    section = archive.select_one("section.archive")
    assert section is not None
    address, _, checksum = str(section["data-rest"]).partition("?v=")
    assert checksum
    text = many.read(address)
    data = json.loads(text.removeprefix("window.bitextArchive = ").removesuffix(";\n"))
    others = [BeautifulSoup(html, "html5lib") for _, html in data["entries"]]
    names = [str(a["href"])[6:10] for each in others for a in each.select(".entry-title")]
    assert sorted(names + posts_on(archive)) == ALL
    chips = archive.select('.chip[data-facet="tag"]')
    assert len(chips) == 40
    assert len(data["chips"]["tag"]) == TAGS - 40
    assert "tag44" in "".join(data["chips"]["tag"])  # the one with the fewest posts


def test_all_names_are_on_a_page_where_a_list_of_them_is_cut(many: Site) -> None:
    all_tags = many.page("archive").select_one(".facet .all")
    assert all_tags is not None
    assert all_tags["href"] == "tags.html"
    assert len(many.page("tags").select("article .chip")) == TAGS
    assert len(many.page("series").select("article .card")) == SERIES
    for page, selector in (("index", ".series-cards .card"), ("index", ".sidebar-tree a")):
        found = [link for link in many.page(page).select(selector) if "Series " in link.text]
        assert len(found) == 6, selector
    links = [a["href"] for a in many.page("index").select("article .more a, .sidebar-tree a")]
    assert links.count("series.html") == 2


def test_sources_show_some_posts_of_each_and_lead_to_the_others(many: Site) -> None:
    first = many.page("sources")
    assert len(first.select(".source")) == HOSTS // 2 + 1  # and our own
    assert all(len(group.select(".entry")) == 5 for group in first.select(".source"))
    assert {str(a["href"]) for a in first.select(".source .more a")} >= {"sources/own.html"}
    everything = Counter(
        post
        for name, page in reached(many, "sources").items()
        if name != "sources"
        for post in posts_on(page)
    )
    assert sorted(everything) == ALL


def test_a_crowded_topic_log_has_numbers_for_dots(many: Site) -> None:
    log = many.page("topics").select_one("table.topic-log")
    assert log is not None
    assert log.select(".dot") == []
    rows = {row.th.a["href"]: row for row in log.select("tbody tr") if row.th and row.th.a}
    numbers = {
        tag: sum(int(cell.text) for cell in row.select("td") if cell.text)
        for tag, row in rows.items()
    }
    assert numbers["tags/tag0.html"] == COUNT
    assert sum(numbers.values()) == 2 * COUNT
    assert "and in how many posts" in many.page("topics").select("article p.lines")[0].text


def test_what_many_use_names_the_newest_of_them(many: Site) -> None:
    row = many.page("glossary").select_one("#term-spectral-norm")
    assert row is not None
    links = [str(a["href"]) for a in row.select("li a")]
    assert len(links) == 9
    assert links[-1].startswith("search.html?q=%E8%B0%B1%E8%8C%83%E6%95%B0")
    assert [each.text for each in row.select("li")[-1].select("span")] == [
        "另有 122 篇",
        "and 122 more posts",
    ]
    assert row.summary is not None
    assert row.summary.text == str(COUNT)
    referring = many.page("posts/p000").select_one("section[aria-labelledby=ending-referring]")
    assert referring is not None
    assert len(referring.select("li")) == 20
    assert "and 109 more posts" in referring.text
    assert len(many.page("search").select("section > ul > li a")) == MOST
    assert len(many.page("parity").select("tbody tr")) == 100
    assert len(many.page("parity/page-2").select("tbody tr")) == 30


def test_no_page_grows_with_the_posts(build: Build, many: Site) -> None:
    def pages(site: Site) -> dict[str, int]:
        out = Path(site.app.outdir)
        return {
            str(path.relative_to(out)): path.stat().st_size
            for path in out.rglob("*.html")
            if path.parent.name != "posts"
        }

    fewer = build(many_posts(105), parallel=2, folder="fewer", **SETTINGS)
    assert grown(pages(fewer), pages(many)) == []


def test_a_list_that_is_short_again_has_no_other_pages(build: Build) -> None:
    files = {name: text for name, text in many_posts(52).items() if name != "posts/p000.md"}
    files = {name: text.replace("{doc}`p000`", "") for name, text in files.items()}
    site = build(files, **{**SETTINGS, "html_theme": "basic", "templates_path": []})
    out = Path(site.app.outdir)
    assert (out / "archive" / "2024.html").exists()
    assert (out / "_static" / "archive-entries.js").exists()
    (Path(site.app.srcdir) / "posts" / "p001.md").unlink()
    site = build({}, **{**SETTINGS, "html_theme": "basic", "templates_path": []})
    assert not (out / "archive" / "2024.html").exists()
    assert not (out / "categories" / "theory" / "page-2.html").exists()
    assert not (out / "_static" / "archive-entries.js").exists()
    assert len(posts_on(site.page("archive"))) in (0, 50)


# ---- the parts


@given(st.lists(st.integers()), st.integers(1, 9))
def test_every_item_stands_on_one_page_in_order(items: list[int], most: int) -> None:
    pages = leaves("list", items, most)
    assert [item for leaf in pages for item in leaf.items] == items
    assert all(len(leaf.items) == most for leaf in pages[:-1])
    assert len(pages[-1].items) <= most
    assert [leaf.name for leaf in pages] == list(pages[0].names)
    assert pages[0].name == "list"
    assert len(set(pages[0].names)) == len(pages)


@given(st.integers(1, 300), st.data())
def test_each_page_has_links_to_the_first_the_last_and_its_neighbours(
    count: int, data: st.DataObject
) -> None:
    pages = leaves("list", range(count), 1)
    leaf = data.draw(st.sampled_from(pages))
    numbers = [number for number, _ in leaf.around]
    assert numbers == sorted(set(numbers))
    assert {1, count, leaf.number} <= set(numbers)
    assert {n for n in (leaf.number - 1, leaf.number + 1) if 1 <= n <= count} <= set(numbers)
    assert len(numbers) <= 7
    assert all(leaf.names[number - 1] == name for number, name in leaf.around)
