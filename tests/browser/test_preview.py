"""Previews: what a reference points to, in a card, without leaving the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

HAN = re.compile(r"[\u3400-\u9fff]")
POST = "posts/why-short-conv.html"
KINDS = {"equation": "#equation-", "figure": "#shortconv-fig-", "citation": "#id"}
INSIDE = """card => { const b = card.getBoundingClientRect();
  return b.left >= 0 && b.top >= 0 && b.right <= document.documentElement.clientWidth
    && b.bottom <= innerHeight && b.width > 60 && b.height > 20; }"""
APART = """([card, link]) => { const c = card.getBoundingClientRect();
  return [...link.getClientRects()].slice(0, 1).every(b =>
    c.top >= b.bottom || c.bottom <= b.top); }"""


def reference(page: Any, start: str, code: str = "zh") -> Any:
    return page.locator(f'.bitext-panel.{code} a.reference.internal[href^="{start}"]').first


def add_link(page: Any, href: str) -> Any:
    """A reference that no post has yet, in a paragraph that is shown."""
    page.evaluate(
        """href => [...document.querySelectorAll(".bitext-pair:not(.credit) > .bitext-panel > p")]
        .find(p => p.checkVisibility({contentVisibilityAuto: true}) && !p.hidden)
        .insertAdjacentHTML("afterbegin",
          `<a id="added" class="reference internal" href="${href}">there</a> `)""",
        href,
    )
    return page.locator("#added")


def rest(page: Any) -> None:
    """Long enough for whatever was going to open or close."""
    page.wait_for_timeout(450)


def check(page: Any, link: Any) -> str:
    """What the card says, after a look at where it is."""
    card = page.locator(".preview")
    card.wait_for(state="visible", timeout=5000)
    assert card.evaluate(INSIDE)
    assert page.evaluate(APART, [card.element_handle(), link.element_handle()])
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return str(card.inner_text())


@pytest.mark.parametrize("width", [320, 1280])
def test_every_kind_is_shown_on_hover(address: str, open_tab: Any, width: int) -> None:
    page = open_tab(f"{address}/{POST}?lang=zh", viewport={"width": width, "height": 700}).page
    card = page.locator(".preview")
    for start in KINDS.values():
        link = reference(page, start)
        for block in ("start", "end") if start == KINDS["figure"] else ("center",):
            link.evaluate("(link, block) => link.scrollIntoView({block})", block)
            link.hover()
            text = check(page, link)
            page.mouse.move(1, 1)
            card.wait_for(state="hidden")
        target = page.locator(link.get_attribute("href") or "")
        if start == KINDS["equation"]:
            assert target.locator(".eqno").inner_text().rstrip("¶").strip() in text
            assert card.locator(".katex").count() == 1
            assert card.locator("button, .headerlink").count() == 0
        elif start == KINDS["figure"]:
            assert text.startswith("图 1")
            assert "Figure" not in text
            assert HAN.search(card.locator("img").get_attribute("alt") or "")
            assert card.locator("img").evaluate("image => image.naturalWidth") > 100
        else:
            assert text == target.inner_text()


def test_the_mouse_can_go_into_the_card(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/{POST}?lang=en").page
    link, card = reference(page, "#id", "en"), page.locator(".preview")
    link.hover()
    check(page, link)
    card.hover()
    rest(page)
    assert card.is_visible()
    page.mouse.move(1, 1)
    card.wait_for(state="hidden")
    link.hover()  # passing over a link on the way elsewhere shows nothing
    page.mouse.move(1, 1)
    rest(page)
    assert not card.is_visible()


def test_the_keyboard_reaches_the_card_and_comes_back(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/{POST}?lang=en").page
    card = page.locator(".preview")
    link = reference(page, "#id", "en")
    page.keyboard.press("Tab")  # the reader is at the keyboard
    link.focus()
    check(page, link)
    assert link.get_attribute("aria-details") == card.get_attribute("id")
    assert page.get_by_role("complementary", name="Preview of the reference").is_visible()
    page.keyboard.press("ArrowDown")
    assert card.evaluate("card => card === document.activeElement")
    rest(page)
    assert card.is_visible()
    page.keyboard.press("Tab")  # a work's address, within the card
    assert card.evaluate("card => card.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert link.evaluate("link => link === document.activeElement")
    rest(page)
    assert not card.is_visible()
    assert link.get_attribute("aria-details") is None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    check(page, link)
    page.keyboard.press("Tab")
    rest(page)
    assert link.get_attribute("aria-details") is None  # closed, or the next reference's


def test_a_first_tap_shows_a_second_follows(address: str, open_tab: Any) -> None:
    page = open_tab(
        f"{address}/{POST}?lang=zh",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    ).page
    link, card = reference(page, KINDS["equation"]), page.locator(".preview")
    link.scroll_into_view_if_needed()
    link.tap()
    check(page, link)
    rest(page)
    assert card.is_visible()  # it stays
    assert "#" not in page.url
    page.touchscreen.tap(5, 400)
    assert not card.is_visible()
    link.tap()
    check(page, link)
    link.tap()
    page.wait_for_url("**#equation-*")


ACROSS = {
    "post": ("beyond-mup-1.html", "MuP 之上", "Beyond MuP"),
    "section": ("beyond-mup-1.html#%s", "", ""),
    "equation": ("beyond-mup-1.html#equation-mup1-forward", "", ""),
    "figure": ("beyond-mup-1.html#mup1-fig-max-mean", "图 1", "Figure 1"),
}


@pytest.mark.parametrize("code", ["zh", "en"])
def test_across_pages_in_the_reader_s_language(address: str, open_tab: Any, code: str) -> None:
    there = open_tab(f"{address}/posts/beyond-mup-1.html?lang={code}").page
    section = there.locator("article section section").nth(1)
    anchor, heading = (
        section.get_attribute("id"),
        section.locator("h2").inner_text().rstrip("¶").strip(),
    )
    tab = open_tab(f"{address}/{POST}?lang={code}")
    page, card = tab.page, tab.page.locator(".preview")
    link = add_link(page, "beyond-mup-1.html")
    for kind, (href, *starts) in ACROSS.items():
        link.evaluate("(a, href) => { a.setAttribute('href', href); }", href.replace("%s", anchor))
        link.hover()
        text = check(page, link)
        page.mouse.move(1, 1)
        card.wait_for(state="hidden")
        if kind == "equation":
            assert text.rstrip().endswith("(3)")
            assert card.locator(".katex").count() == 1
        assert text.startswith(heading if kind == "section" else starts[code == "en"])
        if code == "en":
            assert HAN.search(text) is None
            alts = card.locator("img").evaluate_all("images => images.map(image => image.alt)")
            assert HAN.search("".join(alts)) is None
        elif kind in ("post", "section"):
            assert "…" in text or len(HAN.findall(text)) > 30
            assert re.search(r"(\b[a-z]+ ){4}", text) is None
    assert tab.requests.count(f"{address}/posts/beyond-mup-1.html") == 1
    assert tab.errors == []


@pytest.mark.parametrize("code", ["zh", "en"])
def test_references_between_our_posts_are_shown(address: str, open_tab: Any, code: str) -> None:
    page = open_tab(f"{address}/posts/beyond-mup-2.html?lang={code}").page
    card = page.locator(".preview")
    links = page.locator(f'.bitext-panel.{code} a.reference.internal[href*="/posts/"]')
    addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    whole = [href for href in addresses if "#equation" not in href]
    equations = [href for href in addresses if "#equation" in href]
    assert len(equations) > 5
    for href in (equations[0], equations[-1], whole[0]):
        link = page.locator(f'.bitext-panel.{code} a.reference.internal[href="{href}"]').first
        link.evaluate("link => link.scrollIntoView({block: 'center'})")
        link.hover()
        text = check(page, link)
        if href in equations:
            number = re.search(r"\(\d+\)", link.inner_text())
            assert number is not None
            assert text.rstrip().endswith(number[0])
        assert code == "zh" or HAN.search(text) is None
        page.mouse.move(1, 1)
        card.wait_for(state="hidden")


def test_a_footnote_is_shown(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/{POST}?lang=en").page
    page.evaluate(
        """() => document.querySelector("article section").insertAdjacentHTML("beforeend",
        '<aside class="footnote" id="note"><p>By the way.</p></aside>')"""
    )
    link = add_link(page, "#note")
    link.evaluate("link => link.className = 'footnote-reference brackets'")
    link.hover()
    assert "By the way." in check(page, link)


def test_a_change_of_language_closes_the_card(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/{POST}?lang=zh").page
    link = reference(page, "#id")
    link.hover()
    check(page, link)
    page.keyboard.press("m")
    assert not page.locator(".preview").is_visible()


def test_from_the_disk(site: Path, open_tab: Any) -> None:
    tab = open_tab(f"{site.as_uri()}/{POST}?lang=zh")
    page, card = tab.page, tab.page.locator(".preview")
    link = reference(page, KINDS["equation"])
    link.hover()
    check(page, link)
    page.mouse.move(1, 1)
    card.wait_for(state="hidden")
    link = add_link(page, "beyond-mup-1.html#equation-mup1-forward")
    link.hover()
    rest(page)
    assert not card.is_visible()
    assert tab.errors == []
    link.click()
    page.wait_for_url("**/beyond-mup-1.html#equation-mup1-forward", wait_until="commit")
