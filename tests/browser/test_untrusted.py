"""What anybody may write, be it a source, an address or what a browser has kept, is text.

All kinds of page of a site of which every word means harm (:mod:`.untrusted`), under the policy
that CONTRIBUTING.md asks hosts to send, and used. The guard is tested in tests/test_hostile.py;
here it is our templates and scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from tests.browser.conftest import lay_out
from tests.browser.strictly import STORED, Reader, foreign_in, policy_of_comments, served, use
from tests.browser.untrusted import HARMS, KINDS, MARKUP, MOVED, TERM, settings, sources, words
from tests.conftest import builder_in

WHOLE = "posts/p0.html"
# What test_strict.py finds none of: this site is too small.
RARE = ("archive/2025", "archive/2025/page-2", "tags", "series", "sources/own")


class Harm(NamedTuple):
    """The hostile site: where it is built, and served."""

    folder: Path
    address: str


@pytest.fixture(scope="module")
def harm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harm]:
    top = tmp_path_factory.mktemp("harm")
    out = top / "site" / "_build" / "html"
    with served(out) as address:  # which the site is to know
        site = builder_in(top)(sources(), parallel=2, **settings(address))
        assert Path(site.app.outdir) == out
        assert [line for line in site.warnings if "[bitext.unsafe]" not in line] == []
        yield Harm(out, address)


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Reader]:
    found = Reader(chromium)
    yield found
    found.context.close()


# ---- the pages


def test_no_page_holds_what_its_sources_mean(harm: Harm, reader: Reader) -> None:
    assert foreign_in(reader, harm.address, harm.folder) == {}
    names = {
        path.relative_to(harm.folder).with_suffix("").as_posix()
        for path in harm.folder.rglob("*.html")
    }
    assert {*KINDS.values(), *MOVED} <= names
    for name in names:
        assert any(re.fullmatch(kind, name) for kind in KINDS), f"{name}: of which kind is it?"


def test_every_kind_of_page_works_with_it(harm: Harm, reader: Reader) -> None:
    page = reader.page
    for name in KINDS.values():
        page.goto(f"{harm.address}/{name}.html?lang=both")
        lay_out(page)
        page.keyboard.press("m")
        expect(page.locator("html")).to_have_attribute("data-lang", "zh")
        assert reader.foreign() == [], name
        assert reader.said == [], name
    reader.is_left_alone(harm.address)


@pytest.mark.parametrize("name", RARE)
def test_what_this_site_has_no_page_of_can_be_used(harm: Harm, reader: Reader, name: str) -> None:
    reader.page.goto(f"{harm.address}/{name}.html?lang=zh")
    use(reader.page, words(4)["zh"])
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


def test_a_missing_page_is_whole_at_any_depth(harm: Harm, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{harm.address}/no/such/page.html?lang=en&x={quote(MARKUP)}#{quote(MARKUP)}")
    assert "404" in reader.said.pop()  # as the browser says of any missing page
    assert reader.said == []
    use(page, words(4)["zh"])
    assert reader.foreign() == []
    page.locator(".skip-to-content").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/no/such/page\.html\?.*#furo-main-content$"))
    page.locator("article").get_by_role("link", name="Home").click()
    page.wait_for_url(re.compile(r"/index\.html"))
    reader.is_left_alone(harm.address)


@pytest.mark.parametrize("runs", [True, False])
def test_a_redirect_leads_on(harm: Harm, chromium: Browser, runs: bool) -> None:
    reader = Reader(chromium, java_script_enabled=runs)
    for old, new in MOVED.items():
        place = f"#{quote(MARKUP)}" if runs else ""  # which only the script takes along
        reader.page.goto(f"{harm.address}/{old}.html?x={quote(MARKUP)}{place}")
        reader.page.wait_for_url(re.compile(re.escape(f"/{new}.html")))
        assert reader.page.url.endswith(place)
    assert reader.said == []
    if runs:
        assert reader.foreign() == []
        reader.is_left_alone(harm.address)
    reader.context.close()


def test_what_pages_say_to_machines_is_the_very_text(harm: Harm, reader: Reader) -> None:
    for at in (0, 1):
        page = BeautifulSoup((harm.folder / f"posts/p{at}.html").read_text("utf-8"), "html5lib")
        title, summary = words(at, "post"), words(at + 2)
        (script,) = page.select("head script[type='application/ld+json']")
        for node in json.loads(str(script.string))["@graph"]:
            code = node["inLanguage"][:2]
            assert node["headline"] == title[code]
            assert node["description"] == summary[code]
            assert node["isPartOf"]["name"] == words(at, "series")[code]
        (shared,) = page.select("meta[property='og:title']")
        assert shared["content"] == " · ".join(title.values())
        (described,) = page.select("meta[name=description]")
        assert described["content"] == " ".join(summary.values())
        name = page.title
        assert name is not None
        assert [name["data-zh"], name["data-en"]] == [*title.values()]
        reader.page.goto(f"{harm.address}/posts/p{at}.html?lang=zh")
        expect(reader.page).to_have_title(title["zh"])


def test_a_drawing_runs_nothing_where_it_is_opened_alone(harm: Harm, reader: Reader) -> None:
    """The guard lets none with a script in; were there one, the policy would keep it from that."""
    runs = '<svg xmlns="http://www.w3.org/2000/svg"><script>window.pwned=1</script></svg>'
    (harm.folder / "drawing.svg").write_text(runs, "utf-8")
    reader.page.goto(f"{harm.address}/drawing.svg")
    assert reader.page.evaluate("'pwned' in window") is False
    assert any("inline" in each for each in reader.said)


# ---- what is done on them


def test_the_archive_filters_and_opens_any_post(harm: Harm, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{harm.address}/archive.html?lang=en")
    shown = page.locator(".archive .entry:visible")
    assert shown.count() == 50
    for facet in ("series", "source", "year"):
        chip = page.locator(f'[data-facet="{facet}"]').last  # of the earliest posts
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")
        assert shown.count() == int(chip.locator(".number").inner_text()) > 0
        assert reader.foreign() == []
        page.locator(".unfilter").click()
        expect(shown).to_have_count(50)
    assert page.locator(".archive .entry").count() > 50  # now that the script has them all
    page.locator(".archive .random").click()
    page.wait_for_url(re.compile(r"/posts/p\d+\.html"))
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


def test_the_search_page_finds_filters_and_remembers(harm: Harm, reader: Reader) -> None:
    page = reader.page
    query = words(5, "post")["en"]
    page.goto(f"{harm.address}/search.html?{urlencode({'lang': 'en', 'q': query})}")
    items = page.locator("article .bitext-search-item")
    items.first.wait_for()
    expect(page.locator("article .bitext-search-title").first).to_contain_text(query)
    for name in ("series", "tag", "year"):
        select = page.locator(f"article select[name={name}]")
        assert select.locator("option").count() > 2
        select.select_option(index=1)
        expect(page).to_have_url(re.compile(f"[?&]{name}="))
        expect(page.locator("article .bitext-search-status")).not_to_be_empty()
        assert reader.foreign() == []
        select.select_option(index=0)
    items.first.wait_for()
    items.first.locator("a").first.click()
    page.locator("mark.bitext-mark").first.wait_for()
    assert reader.foreign() == []
    page.goto(f"{harm.address}/search.html?lang=en")
    expect(page.get_by_role("button", name=query)).to_be_visible()
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


def test_the_glossary_is_sorted_by_each_heading(harm: Harm, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{harm.address}/glossary.html?lang=both#{quote(MARKUP)}")
    for order in ("zh", "en", "uses"):
        head = page.locator(f"table.glossary th[data-order={order}]")
        head.locator("button").click()
        expect(head).to_have_attribute("aria-sort", re.compile("scending"))
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


def test_all_that_a_post_can_do_with_it(harm: Harm, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{harm.address}/{WHOLE}?lang=en&one=x&harm={quote(MARKUP)}")
    lay_out(page)
    card = page.locator("aside.preview")
    body = page.locator("article .bitext-panel.en")
    for link, text in (
        (body.locator("a.gloss"), TERM),  # of the glossary
        (body.locator("a.footnote-reference"), MARKUP),  # of this page
        (body.locator('a[href*="p1.html"]'), words(1, "post")["en"]),  # of another one
    ):
        link.first.scroll_into_view_if_needed()
        link.first.hover()
        expect(card).to_contain_text(text)
        assert reader.foreign() == [], text
        page.mouse.move(0, 0)
        expect(card).to_be_hidden()
    tab = page.locator("label.sd-tab-label", has_text="Two")
    tab.click()
    expect(page.get_by_text("Two.", exact=True)).to_be_visible()
    for button in (".copybtn", ".ending button[data-copy]", ".copy-tex"):
        found = page.locator(button).locator("visible=true").first
        found.scroll_into_view_if_needed()
        found.click(force=True)  # some are seen only beside the mouse
        page.wait_for_function(
            "async () => (await navigator.clipboard.readText()).includes('pwned')"
        )
        page.evaluate("navigator.clipboard.writeText('')")
    page.locator(".peek:visible").first.click()
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


def test_comments_need_no_more_than_the_documentation_says(harm: Harm, reader: Reader) -> None:
    """With a stand-in for their host: a script that brings a style sheet and a frame of it."""
    page = reader.page
    answers = {
        "/client.js": (
            "text/javascript",
            "const section = document.currentScript.parentElement;"
            "const style = document.createElement('link');"
            "const frame = document.createElement('iframe');"
            "style.rel = 'stylesheet'; style.href = 'https://giscus.app/default.css';"
            "frame.src = 'https://giscus.app/widget'; frame.className = 'giscus-frame';"
            "document.head.append(style); section.append(frame);",
        ),
        "/default.css": ("text/css", ".giscus-frame { inline-size: 321px; }"),
        "/widget": ("text/html", "<!doctype html><p>Comments"),
    }

    def answer(route: Any) -> None:
        kind, text = answers[urlsplit(route.request.url).path]
        route.fulfill(content_type=kind, body=text, headers={"access-control-allow-origin": "*"})

    reader.context.route("https://giscus.app/**", answer)
    with served(harm.folder, policy_of_comments()) as address:
        page.goto(f"{address}/{WHOLE}?lang=en")
        lay_out(page)
        reader.is_left_alone(address)
        section = page.locator("section.comments")
        assert section.get_attribute("data-repo") == HARMS[0]
        section.get_by_role("button").click()
        expect(page.frame_locator(".giscus-frame").get_by_text("Comments")).to_be_visible()
        expect(page.locator(".giscus-frame")).to_have_css("inline-size", "321px")
        assert reader.said == []
        assert reader.hosts == {urlsplit(address).netloc, "giscus.app"}
    page.goto(f"{harm.address}/{WHOLE}?lang=en")  # the ordinary policy lets nobody in
    page.locator("section.comments button").click()


# ---- addresses

SENT = quote(MARKUP)
ADDRESSES = (
    f"?lang={SENT}&highlight={SENT}&q={SENT}&series={SENT}&tag={SENT}&year={SENT}&category={SENT}"
    f"&source={SENT}&harm={SENT}#{SENT}",
    "?lang=__proto__&highlight=(((%5B%5B*&q=%E4%B8&tag=__proto__&series=toString&year=%ff%fe#%zz",
    "?lang=en&highlight=script&q=constructor&random&tag=t0#__proto__",
)


def test_an_address_is_never_taken_for_markup(harm: Harm, reader: Reader) -> None:
    page = reader.page
    for name in [*KINDS.values(), *MOVED]:
        for address in ADDRESSES:
            page.goto(f"{harm.address}/{name}.html{address}")
            if name in MOVED or (name == "archive" and "random" in address):
                page.wait_for_url(re.compile(r"/posts/p\d+\.html"))
            page.wait_for_function("window.bitext")
            assert page.locator("html").get_attribute("data-lang") in {"zh", "en", "both"}
            assert reader.foreign() == [], (name, address)
            assert reader.said == [], (name, address)
    reader.is_left_alone(harm.address)


LONG = quote("<img src=x onerror=window.pwned=1>" * 2000)  # 104,000 characters


@pytest.mark.parametrize("name", ["posts/p0", "archive", "search"])
def test_a_query_may_be_long(harm: Harm, reader: Reader, name: str) -> None:
    """Hosts refuse one of this size; of a page that is kept on a disk it can be asked."""
    page = reader.page

    def without(route: Any) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.partition("?")[0]))

    reader.context.route(lambda url: len(url) > 65_000, without)
    page.goto(f"{harm.address}/{name}.html?lang=en&highlight={LONG}&q={LONG}&tag={LONG}")
    if name == "search":
        expect(page.locator("article .bitext-search-status")).not_to_be_empty()
    page.keyboard.press("m")
    expect(page.locator("html")).to_have_attribute("data-lang", "both")
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


@pytest.mark.parametrize("name", ["posts/old0", "glossary"])
def test_a_fragment_may_be_long(harm: Harm, reader: Reader, name: str) -> None:
    page = reader.page
    page.goto(f"{harm.address}/{name}.html?lang=en#{SENT * (1_000_000 // len(SENT))}")
    page.wait_for_function("!location.pathname.includes('old') && window.bitext")
    assert page.evaluate("location.hash.length") > 900_000
    page.evaluate("bitext.choose('both')")
    assert reader.foreign() == []
    reader.is_left_alone(harm.address)


# ---- what a browser has kept

LARGE = "y" * 2_000_000  # of the 5 MB that browsers keep for a site
KEPT = (
    *(dict.fromkeys(STORED, value) for value in ("null", "{}", "[[[[", "__proto__", MARKUP)),
    dict.fromkeys(STORED, json.dumps([1, {}, None, MARKUP])),
    {"bitext-mode": LARGE, "theme": LARGE},
    {"bitext-searches": LARGE},
    {"bitext-searches": json.dumps([LARGE, MARKUP])},
    {"bitext-searches": json.dumps([MARKUP] * 25_000)},
)


def test_what_is_kept_is_never_taken_for_markup(harm: Harm, reader: Reader) -> None:
    page = reader.page
    for kept in KEPT:
        page.goto(f"{harm.address}/404.html")
        page.evaluate(
            """kept => {
              localStorage.clear();
              for (const name of Object.keys(kept)) localStorage.setItem(name, kept[name]);
            }""",
            kept,
        )
        page.goto(f"{harm.address}/{WHOLE}")
        mode = page.locator("html").get_attribute("data-lang")
        assert mode == "en"  # of a browser that speaks it, as one who has chosen nothing
        assert page.locator("body").get_attribute("data-theme") == "auto"
        page.keyboard.press("Control+k")
        page.locator(".bitext-search-box input").wait_for()
        recent = page.locator(".bitext-search-recent button.bitext-search-link")
        assert {*recent.all_inner_texts()} <= {MARKUP}
        assert recent.count() <= 8
        page.keyboard.press("Escape")
        for _ in range(2):  # one leads out of what it does not know
            page.locator(".theme-toggle:visible").first.click()
        expect(page.locator("body")).to_have_attribute("data-theme", re.compile("light|dark"))
        assert reader.foreign() == []
    reader.is_left_alone(harm.address)
