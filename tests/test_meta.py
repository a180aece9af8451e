"""What a page says of itself: to search engines, to those who share it, to a phone's screen."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from tests.conftest import TOP, Build, Site

BASE = "https://notes.example/latest"
HEAD = (TOP / "_templates" / "head.html").read_text("utf-8")
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_sitemap": True,
    "author": "The Authors",
    "bitext_licence": {"name": "Free", "url": "https://licence.example/"},
    "templates_path": ["_templates"],
}
SITE = {
    "taxonomy.yml": """
categories: {maths: {zh: 数学, en: Mathematics}}
tags: {same: {zh: Muon, en: Muon}, two: {zh: 二, en: Two}}
series: {saga: {name: {zh: 长篇, en: Saga}}}
""",
    "_templates/head.html": HEAD,  # this site's own
    "_templates/layout.html": '{% extends "!layout.html" %}{% block extrahead %}'
    '{% include "head.html" %}{% endblock %}',
    "index.md": "---\nsummary: {zh: 总, en: All}\n---\n# [首页]{.zh} [Home]{.en}\n\n"
    "```{toctree}\n:glob:\nposts/*\n```\n",
    "posts/one.md": """---
date: 2026-01-02
updated: 2026-01-05
category: maths
tags: [same, two]
series: saga
part: 1
summary: {zh: 概要 </script>, en: Summary </script>}
source: {title: 原文, author: 某, url: 'https://a.example/1', date: 2025-01-01}
---
# [文]{.zh} [Post]{.en}

![](dot.svg)
""",
    "posts/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}


def properties(site: Site, page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in site.page(page).select("meta[property]"):
        found.setdefault(tag["property"], []).append(tag["content"])
    return found


def linked_data(site: Site, page: str) -> Any:
    found = site.page(page).select('script[type="application/ld+json"]')
    return json.loads(found[0].string) if found else None


def alternates(page: BeautifulSoup) -> dict[str, str]:
    links = page.select('link[rel="alternate"][hreflang]:not([type])')
    return {link["hreflang"]: link["href"] for link in links}


def test_each_language_has_an_address(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    assert site.warnings == []
    assert alternates(site.page("posts/one")) == {
        "zh-Hans": f"{BASE}/posts/one.html?lang=zh",
        "en": f"{BASE}/posts/one.html?lang=en",
        "x-default": f"{BASE}/posts/one.html",
    }
    assert site.page("posts/one").select_one('link[rel="canonical"]')["href"] == (
        f"{BASE}/posts/one.html"
    )
    assert alternates(site.page("search")) == {}  # nobody is led to it


def test_without_the_site_s_address_no_address_is_made_up(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    page = site.page("posts/one")
    assert alternates(page) == {}
    assert not {"og:url", "og:image"} & properties(site, "posts/one").keys()
    for node in linked_data(site, "posts/one")["@graph"]:
        assert not {"url", "@id", "image", "workTranslation"} & node.keys()
    assert not (Path(site.app.outdir) / "sitemap.xml").exists()
    assert site.read("robots.txt") == "User-agent: *\nAllow: /\n"


def test_who_shares_a_post_shows_it_in_both_languages(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    assert properties(site, "posts/one") == {
        "og:type": ["article"],
        "og:title": ["文 · Post"],
        "og:description": ["概要 </script> Summary </script>"],
        "og:url": [f"{BASE}/posts/one.html"],
        "og:image": [f"{BASE}/_static/icon-512.png"],
        "og:site_name": ["首页 · Home"],
        "og:locale": ["zh_CN"],
        "og:locale:alternate": ["en_US"],
        "article:published_time": ["2026-01-02"],
        "article:modified_time": ["2026-01-05"],
        "article:section": ["数学 · Mathematics"],
        "article:tag": ["Muon", "二 · Two"],
    }
    assert properties(site, "index")["og:type"] == ["website"]
    assert properties(site, "search")["og:title"] == ["搜索 · Search"]


def test_schema_org_knows_a_post_in_each_language(build: Build) -> None:
    data = linked_data(build(SITE, html_baseurl=BASE, **SETTINGS), "posts/one")
    assert data["@context"] == "https://schema.org"
    zh, en = data["@graph"]
    assert en == {
        "@type": "BlogPosting",
        "@id": f"{BASE}/posts/one.html?lang=en",
        "url": f"{BASE}/posts/one.html?lang=en",
        "workTranslation": [{"@id": zh["@id"]}],
        "inLanguage": "en",
        "license": "https://licence.example/",
        "headline": "Post",
        "description": "Summary </script>",
        "datePublished": "2026-01-02",
        "dateModified": "2026-01-05",
        "author": {"@type": "Organization", "name": "The Authors"},
        "image": f"{BASE}/_images/dot.svg",
        "articleSection": "Mathematics",
        "keywords": ["Muon", "Two"],
        "isPartOf": {"@type": "CreativeWorkSeries", "name": "Saga"},
        "position": 1,
        "isBasedOn": {
            "@type": "Article",
            "headline": "原文",
            "url": "https://a.example/1",
            "datePublished": "2025-01-01",
            "author": {"@type": "Person", "name": "某"},
        },
    }
    assert (zh["headline"], zh["inLanguage"], zh["keywords"]) == ("文", "zh-Hans", ["Muon", "二"])
    assert zh["workTranslation"] == [{"@id": en["@id"]}]


def test_the_home_page_is_a_blog_and_a_page_of_the_machine_is_nothing(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    found = [
        (n["@type"], n["name"], n["description"]) for n in linked_data(site, "index")["@graph"]
    ]
    assert found == [("Blog", "首页", "总"), ("Blog", "Home", "All")]
    assert linked_data(site, "search") is None


def test_the_site_map_lists_the_pages_that_readers_want(build: Build) -> None:
    settings = {**SETTINGS, "bitext_parity_page": "state", "html_baseurl": f"{BASE}/"}
    site = build(SITE, **settings)
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    root = ElementTree.fromstring(site.read("sitemap.xml"))
    found = {
        url.findtext("s:loc", None, names): (
            url.findtext("s:lastmod", None, names),
            {link.get("hreflang"): link.get("href") for link in url.findall("x:link", names)},
        )
        for url in root.findall("s:url", names)
    }
    days = {name.removeprefix(f"{BASE}/"): day for name, (day, _) in found.items()}
    assert {"index.html", "archive.html", "state.html"} <= days.keys()
    assert {name: day for name, day in days.items() if day} == {"posts/one.html": "2026-01-05"}
    assert not {"search.html", "404.html", "genindex.html"} & days.keys()
    for name in days:
        assert (Path(site.app.outdir) / name).is_file()
    assert found[f"{BASE}/posts/one.html"][1] == alternates(site.page("posts/one"))
    assert site.read("robots.txt").endswith(f"\nSitemap: {BASE}/sitemap.xml\n")
    assert "sitemap" not in site.read("index.html")
    # A page that is gone is not listed any longer.
    (Path(site.app.srcdir) / "posts" / "one.md").unlink()
    assert "one.html" not in build({}, **{**settings, "bitext_parity_page": ""}).read("sitemap.xml")


def test_an_address_that_was_given_up_is_not_advertised(build: Build) -> None:
    text = SITE["posts/one.md"].replace("---\ndate", "---\nformerly: [uno]\ndate")
    site = build({**SITE, "posts/one.md": text}, html_baseurl=BASE, **SETTINGS)
    assert alternates(site.page("posts/uno")) == {}
    assert "uno" not in site.read("sitemap.xml")


def test_addresses_are_those_of_the_builder(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, builder="dirhtml", **SETTINGS)
    page = BeautifulSoup(site.read("posts/one/index.html"), "html5lib")
    assert alternates(page)["zh-Hans"] == f"{BASE}/posts/one/?lang=zh"
    assert f"<loc>{BASE}/</loc>" in site.read("sitemap.xml")


@pytest.mark.parametrize(
    ("file", "old", "new", "feeds"),
    [
        ("index.md", "Home", "House", ""),
        ("index.md", "Home", "House", "feeds"),
        ("taxonomy.yml", "Two", "Second", ""),
        ("taxonomy.yml", "Saga", "Tale", "feeds"),
    ],
)
def test_a_name_that_changes_changes_on_every_page_that_shows_it(
    build: Build, tmp_path: Path, file: str, old: str, new: str, feeds: str
) -> None:
    settings = {**SETTINGS, "bitext_feeds": feeds, "bitext_navigation": ["archive"]}
    front = "---\ndate: 2026-01-01\ncategory: maths\nsummary: {zh: a, en: b}\n---\n"
    more = {"posts/two.md": f"{front}# T\n"}
    build({**SITE, **more}, **settings)
    again = build({file: SITE[file].replace(old, new)}, **settings)
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    clean = build({}, folder="clean", **settings)
    out, other = Path(again.app.outdir), Path(clean.app.outdir)
    pages = [path.relative_to(other) for path in other.rglob("*.html")]
    assert len(pages) > 8
    assert [
        str(page) for page in pages if (out / page).read_bytes() != (other / page).read_bytes()
    ] == []


def test_a_site_s_own_robots_txt_stays(build: Build) -> None:
    site = build(
        {**SITE, "extra/robots.txt": "mine\n"},
        html_extra_path=["extra/robots.txt"],
        **SETTINGS,
    )
    assert site.read("robots.txt") == "mine\n"


def test_lists_are_asked_for(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **{**SETTINGS, "bitext_sitemap": False})
    assert not (Path(site.app.outdir) / "sitemap.xml").exists()
    assert not (Path(site.app.outdir) / "robots.txt").exists()


def test_the_date_of_a_change_is_no_earlier_than_the_post(build: Build) -> None:
    text = SITE["posts/one.md"].replace("2026-01-05", "2026-01-01")
    site = build({**SITE, "posts/one.md": text}, **SETTINGS)
    assert site.warnings == [
        "posts/one.md:3: front matter, updated: is before the date [bitext.front_matter]"
    ]


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_the_manifest_s_icons_are_there_in_the_sizes_that_it_says() -> None:
    folder = TOP / "_static"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (folder / manifest["start_url"]).resolve() == TOP / "index.html"
    sizes = set()
    for icon in manifest["icons"]:
        path = folder / icon["src"]
        assert path.is_file()
        if icon["type"] == "image/png":
            assert png_size(path) == tuple(map(int, icon["sizes"].split("x")))
            sizes.add(icon["sizes"])
    assert sizes == {"192x192", "512x512"}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}


def test_the_icons_are_what_their_script_draws(tmp_path: Path) -> None:
    from tools import draw_icons

    assert draw_icons.vector() == (TOP / "_static" / "favicon.svg").read_bytes()
    for size in (192, 512):
        draw_icons.raster(size, tmp_path / "icon.png")
        assert png_size(tmp_path / "icon.png") == (size, size)
    ElementTree.fromstring(draw_icons.vector())


@pytest.mark.site
def test_this_site_s_pages_describe_themselves(site: Path) -> None:
    for path in [site / "index.html", *sorted((site / "posts").glob("*.html"))[:3]]:
        page = BeautifulSoup(path.read_text("utf-8").partition("</head>")[0], "html5lib")
        assert page.select_one('link[rel="manifest"]')["href"].endswith("_static/manifest.json")
        assert page.select_one('link[rel~="icon"][href$=".svg"]') is not None
        for link in page.select('link[rel~="icon"], link[rel="manifest"], link[rel^="apple"]'):
            target = link["href"].partition("?")[0]
            assert (path.parent / target).resolve().is_file(), target
        data = json.loads(page.select_one('script[type="application/ld+json"]').string)
        assert {node["inLanguage"] for node in data["@graph"]} == {"zh-Hans", "en"}
        assert page.select_one('meta[property="og:title"]')["content"]
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text("utf-8").partition("</head>")[0], "html5lib")
        assert page.title["data-zh"], path
        assert page.title["data-en"], path
    assert (site / "robots.txt").is_file()
