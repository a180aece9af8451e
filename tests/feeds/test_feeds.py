"""The feeds, as a feed reader reads them."""

from __future__ import annotations

import re
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import lxml.etree
import lxml.html
import pytest
import yaml
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from bitext.feeds import atom as feeds
from tests.conftest import TOP, Build, Site

BASE = "https://notes.example/latest"
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_feeds": "feeds",
    "bitext_taxonomy": "taxonomy.yml",
    "author": "The Authors",
    "copyright": "2026, the authors",
    "project": "Notes",
    "templates_path": ["_templates"],
    "bitext_licence": {"name": "Free", "url": "https://licence.example/"},
}
TAXONOMY = {
    "categories": {"maths": {"zh": "数学", "en": "Mathematics"}},
    "tags": {"a-tag": {"zh": "标签", "en": "A tag"}},
    "series": {
        "saga": {
            "name": {"zh": "长篇", "en": "Saga"},
            "summary": {"zh": "一个接一个。", "en": "One by one."},
        }
    },
}


def post(name: str, date: str, more: str = "", body: str = "") -> str:
    return f"""---
date: {date}
category: maths
tags: [a-tag]
summary: {{zh: 概要{name}, en: Summary {name}}}
{more}---
({name})=
# [文{name}]{{.zh}} [Post {name}]{{.en}}

:::{{zh}}
甲{name}，$\\boldsymbol W_{{t-1}}$。
:::
:::{{en}}
Text {name}, $\\boldsymbol W_{{t-1}}$.
:::

{body}
"""


SITE = {
    "taxonomy.yml": yaml.safe_dump(TAXONOMY, allow_unicode=True),
    # as this site's own: what names the feeds on each page
    "_templates/layout.html": """{% extends "!layout.html" %}{% block extrahead %}
{% for feed in bitext_feeds %}<link rel="alternate" type="application/atom+xml"
 title="{{ feed.title|e }}" href="{{ pathto(feed.path, 1) }}">{% endfor %}
{% endblock %}""",
    "index.md": "---\nsummary: {zh: 总, en: All}\n---\n# [首页]{.zh} [Home]{.en}\n\n"
    "```{toctree}\n:glob:\nposts/*\n```\n",
    "posts/one.md": post("one", "2026-01-02", "series: saga\npart: 1\nupdated: 2026-03-01\n"),
    "posts/two.md": post(
        "two",
        "2026-02-02",
        "series: saga\npart: 2\n",
        "$$\nx < 1\n$$ (two-x)\n\n:::{figure} dot.svg\n[图]{.zh} [A figure]{.en}\n:::\n\n"
        "{ref}`one`, {eq}`two-x`, <https://elsewhere.example/x.html>, note[^a]\n\n[^a]: a note\n",
    ),
    "posts/three.md": post("three", "2026-02-03"),
    "posts/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}


def parsed(site: Site, name: str) -> Any:
    return feedparser.parse(site.app.outdir / "feeds" / name)


def files(site: Site) -> dict[str, bytes]:
    folder = Path(site.app.outdir) / "feeds"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def times(site: Site) -> dict[str, int]:
    folder = Path(site.app.outdir) / "feeds"
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def edit(build: Build, name: str, old: str, new: str, **settings: Any) -> Site:
    text = SITE[name]
    assert text.count(old) >= 1
    return build({name: text.replace(old, new)}, **{**SETTINGS, **settings})


def assert_atom(text: bytes) -> None:
    """What RFC 4287 asks of a feed, as far as ours could break it."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = lxml.etree.fromstring(text)
    assert feed.tag == f"{atom}feed"
    identifiers = [node.text for node in feed.iter(f"{atom}id")]
    assert len(identifiers) == len(set(identifiers))
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in identifiers)
    for part in (feed, *feed.iter(f"{atom}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{atom}{name}")) == 1, name
        for name in ("updated", "published"):
            for day in part.findall(f"{atom}{name}"):
                assert datetime.fromisoformat(day.text).tzinfo is not None
        pages = [
            (link.get("type"), link.get("hreflang"))
            for link in part.findall(f"{atom}link")
            if link.get("rel", "alternate") == "alternate"
        ]
        assert len(pages) == 1
        assert len(part.findall(f"{atom}summary")) <= 1
        for category in part.findall(f"{atom}category"):
            assert category.get("term")
    assert feed.findtext(f"{atom}author/{atom}name")
    assert [link.get("rel") for link in feed.findall(f"{atom}link")].count("self") == 1
    assert {node.get("type") for node in feed.iter(f"{atom}content")} <= {"html"}


def test_a_reader_gets_the_posts_in_the_feed_s_language(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    assert site.warnings == []
    zh, en = parsed(site, "zh.xml"), parsed(site, "en.xml")
    assert not zh.bozo
    assert not en.bozo
    assert (zh.feed.title, zh.feed.subtitle, zh.feed.language) == ("首页", "总", "zh-Hans")
    assert (en.feed.title, en.feed.subtitle, en.feed.language) == ("Home", "All", "en")
    assert [entry.title for entry in zh.entries] == ["文three", "文two", "文one"]
    assert [entry.summary for entry in en.entries] == [
        "Summary three",
        "Summary two",
        "Summary one",
    ]
    entry = en.entries[2]
    assert entry.link == f"{BASE}/posts/one.html?lang=en"
    assert [(tag.term, tag.label) for tag in entry.tags] == [
        ("maths", "Mathematics"),
        ("a-tag", "A tag"),
    ]
    assert (entry.published, entry.updated) == (
        "2026-01-02T00:00:00+00:00",
        "2026-03-01T00:00:00+00:00",
    )
    assert en.feed.updated == entry.updated  # the latest change of all
    assert (en.feed.author, en.feed.rights) == ("The Authors", "© 2026, the authors · Free")
    text = entry.content[0].value
    assert "Text one, <b><i>W</i></b><sub><i>t</i>−1</sub>." in text
    assert "甲" not in text
    assert "Mathematics" not in text  # what stands around a text on its page
    assert "甲one" in zh.entries[2].content[0].value


def test_a_category_keeps_its_name_where_a_tag_has_the_same_key(build: Build) -> None:
    taxonomy = {**TAXONOMY, "tags": {"maths": {"zh": "算", "en": "Sums"}}}
    tagged = {"posts/one.md": SITE["posts/one.md"].replace("[a-tag]", "[maths]")}
    # The one that has no name: its key is.
    tagged["posts/two.md"] = SITE["posts/two.md"].replace("maths", "bare")
    text = yaml.safe_dump(taxonomy, allow_unicode=True)
    site = build({**SITE, **tagged, "taxonomy.yml": text}, **SETTINGS)
    labels = {e.title: [tag.label for tag in e.tags] for e in parsed(site, "en.xml").entries}
    assert labels["Post one"] == ["Mathematics", "Sums"]
    assert labels["Post two"] == ["bare", "a-tag"]
    taxonomy["tags"]["maths"]["en"] = "Arithmetic"
    build({"taxonomy.yml": yaml.safe_dump(taxonomy, allow_unicode=True)}, **SETTINGS)
    assert 'label="Arithmetic"' in files(site)["en.xml"].decode()


def test_no_other_word_takes_a_series_file(build: Build) -> None:
    other = SITE["posts/three.md"].replace("summary", "series: '!saga'\npart: 1\nsummary")
    site = build({**SITE, "posts/three.md": other}, html_baseurl=BASE, **SETTINGS)
    assert sorted(files(site)) == ["en.xml", "saga.en.xml", "saga.zh.xml", "zh.xml"]
    assert [e.title for e in parsed(site, "saga.en.xml").entries] == ["Post two", "Post one"]


def test_every_feed_is_a_valid_one(build: Build) -> None:
    for base in ("", BASE):
        found = files(build(SITE, html_baseurl=base, **SETTINGS))
        assert sorted(found) == ["en.xml", "saga.en.xml", "saga.zh.xml", "zh.xml"]
        for text in found.values():
            assert_atom(text)


def test_a_series_has_feeds_of_its_own(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    saga = parsed(site, "saga.zh.xml")
    assert (saga.feed.title, saga.feed.subtitle) == ("首页 · 长篇", "一个接一个。")
    assert saga.feed.link == f"{BASE}/series/saga.html?lang=zh"
    assert (Path(site.app.outdir) / "series" / "saga.html").is_file()
    assert [entry.title for entry in saga.entries] == ["文two", "文one"]
    # A post is the same one in each feed of its language, and another one in the other.
    ids = {name: {e.title: e.id for e in parsed(site, name).entries} for name in files(site)}
    assert ids["saga.zh.xml"].items() <= ids["zh.xml"].items()
    assert set(ids["zh.xml"].values()).isdisjoint(ids["en.xml"].values())


def test_what_a_post_refers_to_is_found_from_anywhere(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    (two,) = [e for e in parsed(site, "en.xml").entries if e.title == "Post two"]
    text = BeautifulSoup(two.content[0].value, "html5lib")
    assert [image["src"] for image in text.select("img")] == [f"{BASE}/_images/dot.svg"]
    links = [link["href"] for link in text.select("a")]
    assert f"{BASE}/posts/one.html?lang=en#one" in links
    assert f"{BASE}/posts/two.html?lang=en#equation-two-x" in links
    assert "https://elsewhere.example/x.html" in links
    assert [link for link in links if not link.startswith("https://")] == []
    assert text.select_one("figcaption").text.strip() == "Figure 1 A figure"
    assert "<i>x</i> &lt; 1\u2003(1)" in two.content[0].value
    assert text.select("[class], [style], [id], math, script, input") == []


def test_feedparser_s_sanitiser_takes_nothing_away(build: Build) -> None:
    site = build(SITE, html_baseurl=BASE, **SETTINGS)
    path = site.app.outdir / "feeds" / "zh.xml"
    shown = feedparser.parse(path).entries
    raw = feedparser.parse(path, sanitize_html=False, resolve_relative_uris=False).entries
    for one, other in zip(shown, raw, strict=True):
        before, after = (
            BeautifulSoup(each.content[0].value, "html5lib").body for each in (other, one)
        )
        assert [node.name for node in after.find_all()] == [node.name for node in before.find_all()]
        assert after.text == before.text


def test_without_an_address_links_lead_from_the_feed_to_the_page(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    (two,) = [e for e in parsed(site, "zh.xml").entries if e.title == "文two"]
    text = BeautifulSoup(two.content[0].value, "html5lib")
    addresses = [two.link, text.select_one("img")["src"], *(a["href"] for a in text.select("a"))]
    own = [each for each in addresses if not each.startswith("https:")]
    assert len(own) >= 4
    for address in own:
        path = Path(site.app.outdir) / "feeds" / re.sub(r"[?#].*", "", address)
        assert path.resolve().is_file(), address


def test_nothing_hangs_upon_the_place_or_the_day(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = parsed(build(SITE, html_baseurl=BASE, folder="here", **SETTINGS), "zh.xml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    there = parsed(
        build(SITE, html_baseurl="https://x.example/", folder="there", **SETTINGS), "zh.xml"
    )
    assert [(e.id, e.updated) for e in here.entries] == [(e.id, e.updated) for e in there.entries]
    assert (here.feed.id, here.feed.updated) == (there.feed.id, there.feed.updated)
    assert here.entries[0].link != there.entries[0].link


def test_a_renamed_post_is_the_same_entry(build: Build) -> None:
    before = parsed(build(SITE, **SETTINGS), "zh.xml").entries
    renamed = {name: text for name, text in SITE.items() if name != "posts/one.md"}
    renamed["posts/uno.md"] = SITE["posts/one.md"].replace(
        "---\ndate", "---\nformerly: [one]\ndate"
    )
    site = build(renamed, folder="renamed", **SETTINGS)
    after = parsed(site, "zh.xml").entries
    assert {entry.id for entry in before} == {entry.id for entry in after}
    assert [entry.link for entry in after][-1] == "../posts/uno.html?lang=zh"


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_two_processes_write_the_same_feeds(build: Build, builder: str) -> None:
    more = {f"posts/more{n}.md": post(f"more{n}", "2025-01-01") for n in range(4)}
    every = {**SETTINGS, "builder": builder}
    one = build({**SITE, **more}, folder="serial", **every)
    two = build({**SITE, **more}, folder="parallel", parallel=2, **every)
    assert one.warnings == two.warnings == []
    assert len(feedparser.parse(files(one)["zh.xml"]).entries) == 7
    assert files(one) == files(two)


EDITS = {
    "a text of a series": ("posts/one.md", "Text one", "Other one", {"saga.en.xml", "en.xml"}),
    "a text of none": ("posts/three.md", "甲three", "乙three", {"zh.xml"}),
    "a summary": ("posts/three.md", "Summary three", "Sum", {"en.xml"}),
    "a title": (
        "posts/one.md",
        "[文one]",
        "[新]",
        {"zh.xml", "saga.zh.xml"},  # in posts/two.md too, which refers to it
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_the_feeds_that_show_it_and_no_other(
    build: Build, tmp_path: Path, name: str
) -> None:
    file, old, new, shown = EDITS[name]
    before = times(build(SITE, **SETTINGS))
    again = edit(build, file, old, new)
    after = times(again)
    assert {feed for feed in after if after[feed] != before.get(feed)} == shown
    shutil.copytree(tmp_path / "site", tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    assert files(again) == files(build({}, folder="clean", **SETTINGS))


def test_a_feed_is_made_when_what_is_in_it_changes_and_not_else(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    whole = feeds._atom

    def noted(app: Any, feed: feeds.Feed, *more: Any) -> bytes:
        made.append(feed.name)
        return whole(app, feed, *more)

    monkeypatch.setattr(feeds, "_atom", noted)

    def now(**settings: Any) -> list[str]:
        made.clear()
        build({}, **{**SETTINGS, **settings})
        return sorted(made)

    everything = ["en.xml", "saga.en.xml", "saga.zh.xml", "zh.xml"]
    site = build(SITE, **SETTINGS)
    assert sorted(made) == everything
    before = files(site)
    assert now() == []
    folder = Path(site.app.outdir) / "feeds"
    (folder / "zh.xml").unlink()
    (folder / "saga.en.xml").write_bytes(b"?" * (folder / "saga.en.xml").stat().st_size)
    assert now() == ["saga.en.xml", "zh.xml"]
    assert files(site) == before
    # Each feed says whose it is, and each address where the site is.
    assert now(author="Others") == everything
    assert now(author="Others", html_baseurl=BASE) == everything
    assert now(author="Others", html_baseurl=BASE) == []


def test_a_series_that_is_gone_takes_its_feeds_with_it(build: Build) -> None:
    build(SITE, **SETTINGS)
    for name in ("posts/one.md", "posts/two.md"):
        site = build({name: re.sub(r"series: .*\npart: .*\n", "", SITE[name])}, **SETTINGS)
    assert sorted(files(site)) == ["en.xml", "zh.xml"]


def test_a_long_list_ends_and_what_comes_back_is_fresh(build: Build) -> None:
    """A post that falls out of the feeds, is edited, and comes into one again."""
    numbers = [*range(1, 5), *range(6, feeds.ENTRIES + 2)]
    posts = {
        f"posts/p{n:02}.md": post(f"p{n:02}", f"2025-01-{n:02}", f"series: saga\npart: {n}\n")
        for n in numbers
    }
    newest = post("new", "2026-01-01", "series: saga\npart: 5\n")
    plain = {name: SITE[name] for name in ("index.md", "taxonomy.yml")}
    site = build({**plain, **posts}, **SETTINGS)
    assert len(parsed(site, "saga.zh.xml").entries) == len(numbers) == feeds.ENTRIES
    site = build({"posts/new.md": newest}, **SETTINGS)
    for name in ("zh.xml", "saga.zh.xml"):
        titles = [entry.title for entry in parsed(site, name).entries]
        assert (titles[0], titles[-1], len(titles)) == ("文new", "文p02", feeds.ENTRIES)
    build({"posts/p01.md": posts["posts/p01.md"].replace("甲p01", "乙p01")}, **SETTINGS)
    # Nothing that the first part's own page shows changes by this.
    site = build({"posts/new.md": newest.replace("series: saga\npart: 5\n", "")}, **SETTINGS)
    last = parsed(site, "saga.zh.xml").entries[-1]
    assert last.title == "文p01"
    assert "乙p01" in last.content[0].value


def test_a_lost_cache_costs_nothing_but_time(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    before = files(site)
    shutil.rmtree(Path(site.app.doctreedir) / "bitext-feeds")
    assert files(build({}, **SETTINGS)) == before


def test_a_site_without_posts_has_empty_feeds(build: Build) -> None:
    site = build({name: SITE[name] for name in ("index.md", "taxonomy.yml")}, **SETTINGS)
    for text in files(site).values():
        assert_atom(text)


def test_a_page_names_the_site_s_feeds_and_those_of_its_series(build: Build) -> None:
    site = build(SITE, **SETTINGS)
    for page, names in {
        "index": ["zh.xml", "en.xml"],
        "search": ["zh.xml", "en.xml"],
        "series/saga": ["zh.xml", "saga.zh.xml", "en.xml", "saga.en.xml"],
        "posts/one": ["zh.xml", "saga.zh.xml", "en.xml", "saga.en.xml"],
    }.items():
        links = site.page(page).select('link[type="application/atom+xml"]')
        up = "../" * page.count("/")
        assert [link["href"] for link in links] == [f"{up}feeds/{name}" for name in names], page
        titles = [link["title"] for link in links]
        assert len(set(titles)) == len(titles)


def test_feeds_are_asked_for(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    site = build(SITE, **{**SETTINGS, "bitext_feeds": ""})
    assert not (Path(site.app.outdir) / "feeds").exists()
    assert list(Path(site.app.outdir).rglob("*.xml")) == []
    monkeypatch.setitem(sys.modules, "feedgen.feed", None)
    with pytest.raises(ExtensionError, match=r"bitext\[feeds\]"):
        build(SITE, folder="other", **SETTINGS)


@pytest.mark.site
def test_this_site_s_feeds(site: Path) -> None:
    series = yaml.safe_load((TOP / "taxonomy.yml").read_text("utf-8"))
    names = {path.name for path in (site / "feeds").iterdir()}
    assert names >= {"zh.xml", "en.xml"}
    assert names <= {
        f"{key}{code}.xml"
        for key in ("", *(f"{k}." for k in series["series"]))
        for code in ("zh", "en")
    }
    for name in names:
        assert_atom((site / "feeds" / name).read_bytes())
    for code in ("zh", "en"):
        entries = feedparser.parse(site / "feeds" / f"{code}.xml").entries
        assert len(entries) >= 12
        for entry in entries:
            page = lxml.html.fragment_fromstring(entry.content[0].value, create_parent=True)
            text = page.text_content()
            assert len(text) > 2000
            # Nearly all formulas are text; what is not, is TeX.
            assert len(page.findall(".//sub")) > 20
            assert page.xpath("//math | //span | //*[@class]") == []
            han = sum("\u4e00" <= char <= "\u9fff" for char in text) / len(text)
            assert han > 0.2 if code == "zh" else han < 0.05, (entry.title, han)
    for path in site.rglob("*.html"):
        shown = lxml.html.parse(path).xpath("//footer//span/a[@type='application/atom+xml']")
        assert [(a.getparent().get("class"), a.get("href").split("/")[-1]) for a in shown] == [
            ("zh", "zh.xml"),
            ("en", "en.xml"),
        ]
        head = lxml.html.parse(path).find("head")
        links = head.xpath("link[@type='application/atom+xml']/@href")
        found = {(path.parent / link).resolve() for link in links}
        assert found >= {(site / "feeds" / f"{code}.xml").resolve() for code in ("zh", "en")}, path
