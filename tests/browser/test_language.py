"""The language: found before anything is painted, kept, carried, and switched in place."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import POSTS

HAN = re.compile(r"[\u3400-\u9fff]")
CONTENTS = {"zh": "对照札记", "en": "Parallel Notes"}
# What is read aloud, or shown on hover, around the text and on it.
SAID = """() => [...document.querySelectorAll("[title], [aria-label], [placeholder], img[alt]")]
  .filter(e => e.checkVisibility({contentVisibilityAuto: true}) && !e.closest(".mode-switch"))
  .flatMap(e => ["title", "aria-label", "placeholder", "alt"].map(n => e.getAttribute(n)))
  .filter(Boolean)"""


def mode(page: Any) -> str:
    found = page.locator("html").get_attribute("data-lang")
    assert page.locator(".mode-switch input:checked").get_attribute("value") == found
    assert f"lang={found}" in page.url
    return str(found)


def choose(page: Any, value: str) -> None:
    page.locator(f'.mode-switch input[value="{value}"]').evaluate("radio => radio.click()")


@pytest.mark.parametrize(
    ("locale", "found"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr", "en")]
)
def test_a_first_visit_follows_the_browser(
    address: str, open_tab: Any, locale: str, found: str
) -> None:
    page = open_tab(f"{address}/index.html", locale=locale).page
    assert mode(page) == found
    assert page.title() == CONTENTS[found]
    assert page.locator("html").get_attribute("lang") == {"zh": "zh-Hans", "en": "en"}[found]
    assert page.locator("h1").inner_text().rstrip("¶").strip() == CONTENTS[found]


def test_the_choice_is_kept_and_the_address_wins(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/index.html", locale="zh-CN").page
    choose(page, "en")
    page.goto(f"{address}/index.html")
    assert mode(page) == "en"
    page.goto(f"{address}/index.html?lang=both")
    assert mode(page) == "both"
    assert page.title() == "对照札记 · Parallel Notes"
    page.goto(f"{address}/index.html?lang=zh")
    assert mode(page) == "zh"
    page.goto(f"{address}/index.html?lang=tlh")  # no mode of ours: the last choice
    assert mode(page) == "en"


def test_without_storage_the_address_carries_it(address: str, open_tab: Any) -> None:
    tab = open_tab("about:blank", locale="zh-CN")
    page = tab.page
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, {get() { throw new DOMException("off"); }});"""
    )
    page.goto(f"{address}/index.html")
    assert mode(page) == "zh"
    choose(page, "en")
    assert mode(page) == "en"
    page.locator("article li a").first.click()
    page.wait_for_url("**/posts/*")
    assert mode(page) == "en"


@pytest.mark.parametrize("name", ["index", f"posts/{POSTS[1]}", "404", "search", "archive"])
def test_every_link_within_the_site_carries_the_mode(
    address: str, open_tab: Any, name: str
) -> None:
    page = open_tab(f"{address}/{name}.html?lang=zh").page
    for value in ("zh", "both"):
        if value != "zh":
            choose(page, value)
        links = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.href)")
        # Feeds and PDFs have a language of their own.
        ours = [a for a in links if a.startswith(address) and not a.endswith((".xml", ".pdf"))]
        assert len(ours) > 2
        assert [link for link in ours if f"lang={value}" not in link] == []
        assert [link for link in links if link not in ours and "lang=" in link] == []


def test_an_anchor_of_this_page_does_not_load_it_again(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/posts/{POSTS[1]}.html?lang=en")
    page = tab.page
    page.evaluate("window.same = true")
    loads = len([url for url in tab.requests if ".html" in url])
    link = page.locator('.bitext-panel.en a[href^="#equation-"]').first
    target = link.get_attribute("href") or ""
    link.click()
    page.wait_for_url(f"**{target}")
    choose(page, "zh")
    assert page.url.endswith(f"?lang=zh{target}")
    page.locator('.toc-tree a[href^="#"]').last.evaluate("link => link.click()")
    assert page.evaluate("window.same")
    assert len([url for url in tab.requests if ".html" in url]) == loads
    page.go_back()
    page.go_back()  # to before the first click, when the page was in English
    page.wait_for_function("!location.hash")
    assert mode(page) == "zh"


def test_back_and_forward(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/index.html", locale="zh-CN").page
    choose(page, "en")
    page.locator("article li a").first.click()
    page.wait_for_url("**/posts/*")
    assert mode(page) == "en"
    choose(page, "both")
    for move, file, value in (("back", "index", "en"), ("forward", "posts/", "both")):
        getattr(page, f"go_{move}")(wait_until="load")
        assert file in page.url
        assert mode(page) == value
        if value == "en":
            assert page.title() == CONTENTS["en"]


FLASH = """() => {
  window.flashes = new Set();
  window.looks = 0;
  const look = () => {
    if (!document.querySelector(".page")) return;
    if (!window.bitext && document.querySelector(".bitext-panel")) looks += 1;
    const other = document.documentElement.dataset.lang === "zh" ? "en" : "zh";
    if (!["zh", "en"].includes(document.documentElement.dataset.lang)) flashes.add("no mode");
    for (const e of document.querySelectorAll(
        `.bitext-panel.${other} > *, span.${other}[lang], .sd-tab-label`)) {
      if (e.closest("noscript, .mode-switch label:not(:last-child)")) continue;
      if (e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true})
          && e.getBoundingClientRect().height > 0) flashes.add(e.outerHTML.slice(0, 80));
    }
  };
  const frame = () => { look(); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { shift += e.value; }))
    .observe({type: "layout-shift", buffered: true});
}"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("value", ["zh", "en"])
def test_nothing_flashes_and_nothing_moves(
    address: str, open_tab: Any, record_property: Any, value: str, width: int
) -> None:
    page = open_tab("about:blank", viewport={"width": width, "height": 800}).page
    page.add_init_script(f"({FLASH})()")

    # Our deferred scripts come late: meanwhile the page is painted without them.
    def late(route: Any) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/_static/site.js*", late)
    page.goto(f"{address}/posts/{POSTS[1]}.html?lang={value}")
    page.wait_for_timeout(500)
    assert page.evaluate("looks") > 0  # frames in which the text stood without our scripts
    assert page.evaluate("[...flashes]") == []
    shift = page.evaluate("shift")
    record_property("layout-shift", shift)
    print(f"layout shift, {value}, {width} px: {shift:.4f}")
    assert shift < 0.02


# Goes to each place and switches twice. What faces each other has one name; what is told is
# where the block at the top of the window (below the header) was, and where its like is then.
PLACES = """async places => {
  const blocks = [];
  document.querySelectorAll("article .bitext-pair").forEach((pair, n) => {
    for (const code of ["zh", "en"])
      [...pair.querySelector(`:scope > .bitext-panel.${code}`).children].forEach((block, row) =>
        blocks.push({block, code, name: `pair ${n} row ${row}`}));
  });
  document.querySelectorAll("article section > *").forEach((block, n) => {
    if (!block.matches("section, .bitext-pair")) blocks.push({block, code: "", name: `block ${n}`});
  });
  const seen = () => blocks.map(b => ({...b, box: b.block.getBoundingClientRect()}))
    .filter(b => b.box.height > 0);
  const told = [];
  const frames = async n => {
    for (; n > 0; n -= 1) await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  };
  for (const [fraction, ...modes] of places) {
    scrollTo(0, fraction * (document.documentElement.scrollHeight - innerHeight));
    await frames(3); // what was far from the window is laid out as it comes near
    for (const mode of modes) {
      const was = seen().filter(b => b.box.bottom > 72)
        .reduce((a, b) => b.box.top < a.box.top ? b : a);
      document.querySelector(`.mode-switch input[value=${mode}]`).click();
      await frames(4);
      const same = seen().filter(b => b.name === was.name);
      const now = same.find(b => b.block === was.block) ?? same[0];
      told.push([`${was.name} ${was.code}, to ${mode}`, was.box.top, now?.box.top,
        now?.box.bottom, scrollY]);
    }
  }
  return told;
}"""


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize("post", POSTS)
def test_the_place_is_kept_wherever_one_reads(
    address: str, open_tab: Any, post: str, width: int
) -> None:
    chance = random.Random(f"{post} {width}")
    page = open_tab(
        f"{address}/posts/{post}.html?lang=zh", viewport={"width": width, "height": 800}
    ).page
    orders = [("both", "zh"), ("en", "zh"), ("en", "both"), ("zh", "en"), ("both", "en")]
    told = page.evaluate(PLACES, [[chance.random(), *order] for order in orders])
    assert len(told) == 10

    def kept(top: float, then: float, bottom: float, scrolled: float) -> bool:
        # A shorter paragraph whose head was far above would be gone: its end is shown. And
        # no page begins above its beginning.
        return abs(then - top) <= 1 or (then > top and 72 < bottom < 120) or scrolled == 0

    assert [each for each in told if not kept(*each[1:])] == []
    assert sum(abs(then - top) <= 1 for _, top, then, *_ in told) >= 5


@pytest.mark.parametrize("value", ["zh", "en"])
def test_the_chrome_of_every_page_is_in_the_language(
    address: str, open_tab: Any, value: str
) -> None:
    page = open_tab("about:blank").page
    titles = {
        "index.html?": CONTENTS[value],
        f"posts/{POSTS[1]}.html?": {"zh": "线性注意力", "en": "Linear Attention"}[value],
        "404.html?": {"zh": "找不到页面", "en": "Page not found"}[value],
        "archive.html?": {"zh": "归档", "en": "Archive"}[value],
        "series/beyond-mup.html?": {"zh": "MuP 之上", "en": "Beyond MuP"}[value],
        "search.html?q=norm&": {"zh": "搜索", "en": "Search"}[value],
    }
    for name, title in titles.items():
        page.goto(f"{address}/{name}lang={value}")
        page.wait_for_timeout(100)
        for text in (page.title(), *page.evaluate(SAID)):
            stray = HAN.search(text) if value == "en" else not HAN.search(text)
            assert not stray, (name, text)
        assert title in page.title()
        for part in (".sidebar-drawer", ".toc-drawer", ".ending nav"):
            text = " ".join(page.locator(part).all_inner_texts())
            assert value == "zh" or HAN.search(text) is None
            assert value == "en" or re.search(r"[a-z]{3} [a-z]{2}", text) is None, text


def test_the_search_page_speaks_the_language(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/search.html?q=norm&lang=zh")
    page, said = tab.page, tab.page.locator(".bitext-search-status")
    said.filter(has_text="找到").wait_for()
    found = page.locator(".bitext-search-item").count()
    assert found >= 2
    choose(page, "en")
    said.filter(has_text="found").wait_for()
    assert page.locator(".bitext-search-item").count() == found
    assert "q=norm" in page.url
    page.locator(".bitext-search-item a").first.click()
    page.wait_for_url("**/posts/*")
    assert mode(page) == "en"
    assert tab.errors == []


def test_a_search_keeps_the_mode(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/index.html?lang=both", locale="zh-CN").page
    page.locator(".sidebar-search").fill("norm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html*")
    assert mode(page) == "both"


def test_a_missing_page_is_told_in_the_language(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/404.html?lang=zh").page
    assert page.locator("h1").inner_text().strip() == "找不到页面"
    assert page.title() == "找不到页面"
    choose(page, "en")
    assert page.locator("h1").inner_text().strip() == "Page not found"
    assert page.title() == "Page not found"
    page.locator("article a").click()
    page.wait_for_url("**/index.html?lang=en")


def test_from_the_disk_links_carry_it_too(site: Path, open_tab: Any) -> None:
    page = open_tab(f"{site.as_uri()}/index.html?lang=both").page
    page.locator("article li a").first.click()
    page.wait_for_url("**/posts/*lang=both")
    assert mode(page) == "both"
