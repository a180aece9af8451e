"""The catalogue as readers meet it: listings, series, heads of posts, navigation, redirects."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from bitext.parity import accept, format_lock, pairs
from tests.conftest import Build, Site, builder_in

TAXONOMY = """
categories:
  theory: {zh: 理论, en: Theory}
  practice: {zh: 实践, en: Practice & craft}
tags:
  muon: {zh: Muon, en: Muon}
  norm: {zh: 范数, en: Norms}
  rare: {zh: 少见, en: Rare}
series:
  path:
    name: {zh: 之路, en: The Path}
    summary: {zh: 一路走来。, en: All along.}
    announced: {4: {zh: 未来, en: To Come}}
    needs: {3: [1, 2]}
publications:
  kexue.fm: {zh: 科学空间, en: Scientific Spaces}
authors:
  苏剑林: {zh: 苏剑林, en: Jianlin Su}
"""
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_navigation": ["archive", "topics", "about"],
    "bitext_recent": 2,
}
INDEX = """# [首页]{.zh} [Home]{.en}

```{posts} latest
:count: 2
```

```{posts} series
```

```{toctree}
:glob:
posts/*
```
"""


def post(number: int, front: str, body: str = "") -> str:
    """A post, its number in its title, summary and text; `front` adds to its front matter."""
    return f"""---
summary: {{zh: 概要 {number}, en: Summary {number}}}
short: {{zh: 短 {number}, en: Short {number}}}
{front.strip()}
---
# [第 {number} 篇 <题]{{.zh}} [Post {number} & more]{{.en}}

:::{{zh}}
正文 {number}。{body}
:::
:::{{en}}
Text {number}. {body}
:::
"""


def source(date: str, licence: str = "") -> str:
    return f"""source:
  title: 原题 {date}
  author: 苏剑林
  url: https://kexue.fm/archives/{date}
  date: {date}
  {f"licence: {licence}" if licence else ""}
"""


SITE = {
    "index.md": INDEX,
    "about.md": "---\norphan: true\n---\n# [关于]{.zh} [About]{.en}\n",
    "taxonomy.yml": TAXONOMY,
    "posts/one.md": post(
        1,
        "date: 2025-03-01\ncategory: theory\ntags: [norm, muon]\nseries: path\npart: 1\n"
        + source("2021-05-05", "署名"),
    ),
    "posts/two.md": post(
        2,
        "date: 2025-03-01\ncategory: theory\ntags: [norm]\nseries: path\npart: 2\n"
        + source("2021-07-07", "署名"),
        "{doc}`one`",
    ),
    "posts/three.md": post(
        3, "date: 2026-01-02\ncategory: practice\ntags: [muon]\nseries: path\npart: 3"
    ),
    "posts/four.md": post(4, "date: 2026-02-03\ncategory: theory\ntags: [rare]"),
    "posts/five.md": post(
        5,
        """date: 2026-02-04
category: practice
source: {title: 别处, author: 某人, url: https://www.zhihu.com/p/1, date: 2025-01-01}
""",
    ),
}
NEWEST = ["five", "four", "three", "two", "one"]


def names(links: list[Tag]) -> list[str]:
    """The posts that links lead to, without folder and suffix."""
    return [str(link["href"]).rpartition("/")[2].removesuffix(".html") for link in links]


def titles_in(page: BeautifulSoup, selector: str = ".entry-title") -> list[str]:
    return names(page.select(selector))


def built(build: Build, files: dict[str, str] = SITE, **settings: Any) -> Site:
    site = build(files, **{**SETTINGS, **settings})
    assert site.warnings == []
    return site


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as it is, built once; not to be changed."""
    return built(builder_in(tmp_path_factory.mktemp("shown")))


# ---- what readers see


def test_the_archive_has_every_post_newest_first_by_year(shown: Site) -> None:
    body = shown.body("archive")
    assert titles_in(body) == NEWEST
    years = {year.h2.text: titles_in(year) for year in body.select("section.year") if year.h2}
    assert years == {"2026": ["five", "four", "three"], "2025": ["two", "one"]}
    first = body.select_one(".entry")
    assert first is not None
    assert first.time is not None
    assert first.time["datetime"] == "2026-02-04"
    assert [span.text for span in first.select(".entry-title span")] == [
        "第 5 篇 <题",
        "Post 5 & more",
    ]


def test_the_archive_s_links_to_what_posts_are_filed_under_count_them(shown: Site) -> None:
    body = shown.body("archive")
    chips = {
        (str(chip["data-facet"]), str(chip["data-key"])): (chip["href"], chip.select("span")[-1])
        for chip in body.select(".facets .chip")
    }
    assert {key: (href, number.text) for key, (href, number) in chips.items()} == {
        ("category", "theory"): ("categories/theory.html", "3"),
        ("category", "practice"): ("categories/practice.html", "2"),
        ("tag", "muon"): ("tags/muon.html", "2"),
        ("tag", "norm"): ("tags/norm.html", "2"),
        ("tag", "rare"): ("tags/rare.html", "1"),
        ("series", "path"): ("series/path.html", "3"),
        ("source", "kexue.fm"): ("sources.html#kexue.fm", "2"),
        ("source", "zhihu.com"): ("sources.html#zhihu.com", "1"),
        ("year", "2026"): ("#year-2026", "3"),
        ("year", "2025"): ("#year-2025", "2"),
    }


def test_a_tag_and_a_category_have_their_posts_with_summaries(shown: Site) -> None:
    for name, heading, posts in (
        ("tags/norm", ["范数", "Norms"], ["two", "one"]),
        ("categories/practice", ["实践", "Practice & craft"], ["five", "three"]),
    ):
        body = shown.body(name)
        assert [span.text for span in body.select("h1 span")] == heading
        assert titles_in(body) == posts
        assert len(body.select(".summary span.zh")) == len(posts)
    assert shown.body("tags/norm").select(".summary .en")[0].text == "Summary 2"
    # the same in both languages: said once
    assert [child.text for child in shown.body("tags/muon").select("h1")] == ["Muon"]
    assert shown.body("tags/muon").select("h1 span") == []


def test_a_series_shows_its_parts_what_they_build_upon_and_what_is_to_come(shown: Site) -> None:
    body = shown.body("series/path")
    parts = body.select("ol.parts > li")
    assert [part["value"] for part in parts] == ["1", "2", "3", "4"]
    assert ["announced" in part["class"] for part in parts] == [False, False, False, True]
    assert names([link for part in parts for link in part.select("a.entry-title")]) == [
        "one",
        "two",
        "three",
    ]
    needs = [[link["href"] for link in part.select(".needs a")] for part in parts]
    # in each language, which have commas of their own
    assert needs == [[], ["#part-1"] * 2, ["#part-1", "#part-2"] * 2, ["#part-3"] * 2]
    assert [span.text for span in parts[2].select(".needs > span")] == [
        "承接第 1 篇、第 2 篇",
        "Builds on Part 1, Part 2",
    ]
    assert "To Come" in parts[3].text
    assert "announced, not yet written" in parts[3].text
    assert [part.select_one(".summary .zh") is not None for part in parts] == [True] * 3 + [False]
    progress = body.select_one(".progress .en")
    assert progress is not None
    assert progress.text == "3 parts"


def test_a_part_begins_with_its_place_and_its_neighbours(shown: Site) -> None:
    for name, place, links in (
        ("one", "Part 1 of 4", ["two"]),
        ("two", "Part 2 of 4", ["one", "three"]),
        ("three", "Part 3 of 4", ["two"]),  # the fourth is announced
    ):
        box = shown.body(f"posts/{name}").select_one(".series-box")
        assert box is not None
        assert [span.text for span in box.select(".place .en")] == [place]
        assert names(box.select("li a")) == links
    announced = shown.body("posts/three").select_one(".series-box .coming")
    assert announced is not None
    assert shown.body("posts/four").select(".series-box") == []


def test_a_post_begins_with_what_it_is_filed_under(shown: Site) -> None:
    section = shown.body("posts/one").section
    assert section is not None
    below = section.find_all(recursive=False)[1]
    assert below["class"] == ["post-head"]
    assert below.time is not None
    assert below.time.text == "2025-03-01"
    assert [link["href"] for link in below.select(".filings a")] == [
        "../categories/theory.html",
        "../tags/norm.html",
        "../tags/muon.html",
    ]
    assert [span.text for span in below.select(".minutes span")] == ["约 1 分钟", "1 min"]


def test_sources_are_grouped_by_publication_and_author_with_their_licence(shown: Site) -> None:
    groups = shown.body("sources").select("section.source")
    found = {
        str(group["id"]): (
            [span.text for span in group.select("h2 span")],
            titles_in(group),
            [time.text for time in group.select("time")],
            [link["href"] for link in group.select(".original a")],
        )
        for group in groups
    }
    assert found == {
        "kexue.fm-苏剑林": (
            ["科学空间", "Scientific Spaces", "苏剑林", "Jianlin Su"],
            ["two", "one"],
            ["2021-07-07", "2021-05-05"],
            ["https://kexue.fm/archives/2021-07-07", "https://kexue.fm/archives/2021-05-05"],
        ),
        "zhihu.com-某人": (["某人"], ["five"], ["2025-01-01"], ["https://www.zhihu.com/p/1"]),
        "own": (["本站原创", "Our own"], ["four", "three"], ["2026-02-03", "2026-01-02"], []),
    }
    licences = [[span.text for span in group.select(".licence .zh")] for group in groups]
    assert licences == [["原文的许可声明：署名"], ["原文没有声明许可。"], []]


def test_the_topic_log_has_a_dot_for_each_post_and_tag(shown: Site) -> None:
    tables = shown.body("topics").select("table")
    by_date, by_source = (
        {
            row.th.text: [names(cell.select("a")) for cell in row.select("td")]
            for row in table.select("tbody tr")
            if row.th
        }
        for table in tables
    )
    columns = [[head.text for head in table.select("thead th")[1:]] for table in tables]
    assert columns == [["2025-03", "2026-01", "2026-02"], ["2021-05", "2021-07"]]
    assert by_date == {
        "少见Rare": [[], [], ["four"]],
        "Muon": [["one"], ["three"], []],
        "范数Norms": [["two", "one"], [], []],
    }
    assert by_source == {"范数Norms": [["one"], ["two"]], "Muon": [["one"], []]}


def test_the_home_page_has_the_latest_posts_and_the_series(shown: Site) -> None:
    body = shown.body()
    assert titles_in(body, ".cards:not(.series-cards) .entry-title") == ["five", "four"]
    assert titles_in(body, ".series-cards .entry-title") == ["path"]
    dots = body.select(".series-cards .dots span")
    assert [dot["class"] for dot in dots] == [["written"]] * 3 + [["announced"]]
    assert [link["href"] for link in body.select(".more a")] == [
        "archive.html",
        "archive.html?random",
    ]


def test_the_focus_counts_the_tags_of_the_last_posts(build: Build) -> None:
    index = INDEX.replace("{posts} latest\n:count: 2", "{posts} focus")
    chips = built(build, {**SITE, "index.md": index}).body().select(".tags .chip")
    found = [(chip["href"], chip.select(".number")[0].text) for chip in chips]
    assert found == [
        ("tags/muon.html", "2"),
        ("tags/norm.html", "2"),
        ("tags/rare.html", "1"),
    ]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_every_link_leads_somewhere(build: Build, builder: str) -> None:
    site = built(build, builder=builder, html_theme="furo")
    out = Path(site.app.outdir)
    looked_at = 0
    for path in out.rglob("*.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
        here = str(path.relative_to(out))
        for link in page.select("article a[href], .sidebar-tree a[href]"):
            url = urlsplit(str(link["href"]))
            if url.scheme:
                continue
            target = normpath(join(dirname(here), unquote(url.path))) if url.path else here
            file = out / target / "index.html" if (out / target).is_dir() else out / target
            assert file.is_file(), (here, link["href"])
            if url.fragment:
                there = BeautifulSoup(file.read_text("utf-8"), "html5lib")
                assert there.find(id=unquote(url.fragment)), (here, link["href"])
            looked_at += 1
    assert looked_at > 200


def test_a_site_without_posts_has_no_listings(build: Build) -> None:
    site = build({"index.md": INDEX.partition("```{toctree}")[0]})
    assert site.warnings == []
    pages = {path.name for path in Path(site.app.outdir).rglob("*.html")}
    assert pages == {"index.html", "search.html", "genindex.html"}


def test_a_document_takes_the_place_of_a_listing(build: Build) -> None:
    own = "---\norphan: true\n---\n# My own archive\n"
    body = built(build, {**SITE, "archive.md": own}).body("archive")
    assert body.select("h1")[0].text.startswith("My own archive")
    assert body.select(".entry") == []


def test_a_site_without_a_taxonomy_shows_the_keys(build: Build) -> None:
    site = built(build, bitext_taxonomy=None)
    assert site.body("tags/norm").h1 is not None
    assert [heading.text for heading in site.body("tags/norm").select("h1")] == ["norm"]
    assert [part["value"] for part in site.body("series/path").select("li.part")] == list("123")


def test_two_other_languages_have_the_same_pages(build: Build) -> None:
    files = {
        name: text.replace("zh:", "ja:").replace("{zh}", "{ja}").replace("{.zh}", "{.ja}")
        for name, text in SITE.items()
    }
    japanese = {"code": "ja", "tag": "ja", "name": "日本語", "words": {"archive": "記事一覧"}}
    site = built(build, files, bitext_languages=[japanese, "en"])
    heading = site.body("archive").h1
    assert heading is not None
    assert [(s["lang"], s.text) for s in heading.select("span")] == [
        ("ja", "記事一覧"),
        ("en", "Archive"),
    ]


def test_a_site_s_own_template_comes_first(build: Build) -> None:
    mine = {"mine/bitext/filed.html": "<h1>mine: {{ name(title) }} &amp; {{ '<' }}</h1>"}
    site = built(build, {**SITE, **mine}, templates_path=["mine"])
    assert site.body("tags/norm").h1 is not None
    assert "mine: " in site.read("tags/norm.html")
    assert "&amp; &lt;</h1>" in site.read("tags/norm.html")
    assert titles_in(site.body("archive")) == NEWEST


def test_a_text_has_titles_where_a_page_has_cards(build: Build) -> None:
    index = INDEX.replace("```{toctree}\n", "```{toctree}\n:hidden:\n")
    text = built(build, {**SITE, "index.md": index}, builder="text").read("index.txt")
    shown = [line for line in text.splitlines() if line.startswith("* ")]
    assert shown == [f"* 第 {n} 篇 <题 Post {n} & more" for n in (5, 4, 1, 2, 3)]


def test_what_the_directive_does_not_know_is_an_error(build: Build) -> None:
    site = build({"index.md": "# T\n\n```{posts} lates\n```\n"})
    assert site.warnings[0].startswith("index.md:3:")
    assert '"lates" unknown; choose from "latest", "series", or "focus"' in site.warnings[0]
    assert len(site.warnings) == 1


# ---- the navigation


def test_the_navigation_is_short_and_the_same_on_every_page(build: Build) -> None:
    site = built(build, html_theme="furo")
    links = {}
    for name in ("index", "about", "posts/one", "tags/norm", "series/path"):
        tree = site.page(name).select_one(".sidebar-tree")
        assert tree is not None
        links[name] = names(tree.select("a"))
        assert len(tree.select("p.caption")) == 2
    expected = ["archive", "topics", "about", "archive?random", "path", "five", "four"]
    expected[3] = "archive.html?random"
    assert links.pop("about") == [*expected[:2], "#", *expected[3:]]
    assert links.pop("series/path") == [*expected[:4], "#", *expected[5:]]
    assert all(found == expected for found in links.values()), links


def test_a_page_s_size_does_not_grow_with_the_posts(build: Build) -> None:
    def size(count: int) -> int:
        more = {
            f"posts/more{number:03}.md": post(number, "date: 2020-01-01\ncategory: theory")
            for number in range(count)
        }
        site = built(build, {**SITE, **more}, folder=f"with{count}", html_theme="furo")
        # links to its neighbours in the toctree are as long as their titles
        return len(site.page("posts/one").select("a, link"))

    assert size(30) == size(3)


def test_without_the_setting_a_theme_keeps_its_own_navigation(build: Build) -> None:
    tree = built(build, html_theme="furo", bitext_navigation=None).page().select(".sidebar-tree a")
    assert sorted(names(tree)) == sorted(NEWEST)


# ---- what is written again

# What Sphinx itself writes at every build.
ALWAYS = {"search.html", "genindex.html"}


def times(out: Path) -> dict[str, int]:
    return {str(path.relative_to(out)): path.stat().st_mtime_ns for path in out.rglob("*.html")}


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert text.count(old) == 1
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


ONE = {"posts/one", "tags/norm", "tags/muon", "categories/theory", "series/path"}
FIVE = {"posts/five", "categories/practice"}
# what begins with a link to it, the second part, and its neighbours in the toctree
BESIDE_ONE = {"posts/two", "posts/four", "posts/three"}
# Sphinx itself writes the page whose toctree names a document that was read again.
TOC = {"index"}
EDITS: dict[str, tuple[Callable[[Path], None], set[str]]] = {
    "nothing": (lambda folder: None, set()),
    "its body": (edit("posts/one.md", "Text 1.", "Another text."), {*TOC, "posts/one"}),
    "its summary": (edit("posts/one.md", "Summary 1", "Other"), {*TOC, *ONE, "sources"}),
    "its title": (
        edit("posts/one.md", "Post 1", "Number 1"),
        {*TOC, *ONE, *BESIDE_ONE, "sources", "archive", "topics"},
    ),
    "its short title": (
        edit("posts/one.md", "Short 1", "Brief 1"),
        {*TOC, "posts/one", "posts/two"},  # a reference to one of its equations would show it
    ),
    "the name of a tag": (
        edit("taxonomy.yml", "en: Rare", "en: Seldom"),
        {"posts/four", "tags/rare", "categories/theory", "archive", "topics", "index"},
    ),
    "its tags": (
        edit("posts/one.md", "tags: [norm, muon]", "tags: [norm, rare]"),
        # with the post to which it is related now, and the one to which it was
        {*TOC, *ONE, "tags/rare", "archive", "topics", "posts/four", "posts/three"},
    ),
    "its source": (
        edit("posts/one.md", "title: 原题 2021-05-05", "title: 改题"),
        {*TOC, "posts/one", "sources"},
    ),
    "the summary of one on the home page": (
        edit("posts/five.md", "Summary 5", "Other"),
        {*FIVE, "sources", "index"},
    ),
    "a part announced": (
        edit("taxonomy.yml", "To Come}", "To Come}, 5: {zh: 又, en: More}"),
        {"posts/one", "posts/two", "posts/three", "series/path", "index"},
    ),
    "the title of one in the navigation": (
        edit("posts/five.md", "Short 5", "Brief 5"),
        {
            *("index", "about", "archive", "topics", "sources"),
            *(f"posts/{name}" for name in NEWEST),
            *("tags/norm", "tags/muon", "tags/rare", "series/path"),
            *("categories/theory", "categories/practice"),
        },
    ),
}


def test_a_change_writes_what_shows_it_and_nothing_else(build: Build, tmp_path: Path) -> None:
    out = Path(built(build).app.outdir)
    for name, (change, expected) in EDITS.items():
        before = times(out)
        change(tmp_path / "site")
        built(build, {})
        after = times(out)
        written = {page for page in after if after[page] != before.get(page)} - ALWAYS
        assert written == {f"{page}.html" for page in expected}, name
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    clean = Path(built(build, {}, folder="clean").app.outdir)
    assert times(clean).keys() == times(out).keys()
    for page in times(out):
        assert (out / page).read_bytes() == (clean / page).read_bytes(), page


def test_a_tag_that_nothing_has_any_more_has_no_page(build: Build, tmp_path: Path) -> None:
    out = Path(built(build).app.outdir)
    edit("posts/four.md", "tags: [rare]", "tags: [norm]")(tmp_path / "site")
    built(build, {})
    assert not (out / "tags" / "rare.html").exists()
    assert titles_in(BeautifulSoup((out / "tags/norm.html").read_text("utf-8"), "html5lib")) == [
        "four",
        "two",
        "one",
    ]


def test_two_processes_make_the_same_pages_as_one(build: Build) -> None:
    more = {
        f"posts/more{n}.md": post(n, f"date: 2024-01-0{n}\ncategory: theory") for n in range(1, 8)
    }
    files = {**SITE, **more}
    one = Path(built(build, files, folder="serial").app.outdir)
    two = Path(built(build, files, folder="parallel", parallel=2).app.outdir)
    assert times(one).keys() == times(two).keys()
    for page in times(one):
        assert (one / page).read_bytes() == (two / page).read_bytes(), page


# ---- redirects

PAIRS = [f"{'a' * 12} {'b' * 12} - -", f"{'c' * 12} {'d' * 12} - -"]
LOCK = "# comment\n" + "".join(
    f"{post} {PAIRS[number]}\n"
    for post, number in (("posts/old", 0), ("posts/one", 0), ("posts/old", 1), ("other/page", 0))
)


def test_a_former_address_leads_to_the_post(build: Build) -> None:
    moved = SITE["posts/one.md"].replace("part: 1", "part: 1\nformerly: [old, /first/one]")
    files = {**SITE, "posts/one.md": moved, "parity.lock": LOCK}
    site = built(build, files, html_theme="furo", html_baseurl="https://example.org/notes")
    for name, target in (("posts/old", "one.html"), ("first/one", "../posts/one.html")):
        page = site.page(name)
        refresh = page.select_one("head meta[http-equiv=refresh]")
        assert refresh is not None
        assert refresh["content"] == f"0; url={target}"
        link = page.select_one("article a.moved")
        assert link is not None
        assert link["href"] == target
        canonical = page.select("head link[rel=canonical]")
        assert [each["href"] for each in canonical] == ["https://example.org/notes/posts/one.html"]


def test_an_address_given_up_without_a_word_is_a_warning(build: Build, tmp_path: Path) -> None:
    site = build({**SITE, "parity.lock": LOCK}, **SETTINGS)
    message = (
        "parity.lock:2: the post 'posts/old' is gone, and so is its address: say 'formerly: [old]' "
        "in the front matter of the post that has taken its place{}, or take its lines out of "
        "parity.lock [bitext.moved]"
    )
    assert site.warnings == [message.format("")]
    (tmp_path / "site/posts/four.md").rename(tmp_path / "site/posts/olde.md")
    assert build({}, **SETTINGS).warnings == [message.format(", perhaps 'posts/olde'")]
    # by its text, where the parity check reads it
    text = (tmp_path / "site/posts/one.md").read_text("utf-8")
    accepted = format_lock({"posts/old": accept(pairs(text))})
    site = build({"parity.lock": accepted}, **SETTINGS, bitext_parity_page="parity")
    assert site.warnings == [message.format(", perhaps 'posts/one'")]


@pytest.mark.parametrize(
    ("files", "warning"),
    [
        ({"one": "[two]"}, "posts/one.md:9: front matter, formerly: 'posts/two' is the address of"),
        (
            {"one": "[old]", "two": "[old]"},
            "posts/two.md:9: front matter, formerly: 'posts/old' is the address of 'posts/one'",
        ),
        ({"one": "old"}, "posts/one.md:9: front matter, formerly: wants a list of words, as in"),
    ],
)
def test_an_address_is_of_one_page_only(build: Build, files: dict[str, str], warning: str) -> None:
    moved = {
        f"posts/{name}.md": SITE[f"posts/{name}.md"].replace(
            "source:", f"formerly: {former}\nsource:"
        )
        for name, former in files.items()
    }
    site = build({**SITE, **moved}, **SETTINGS)
    assert len(site.warnings) == 1
    assert site.warnings[0].startswith(warning)
    assert site.warnings[0].endswith(" [bitext.front_matter]")
