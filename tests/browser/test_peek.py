"""Peek: the other language's version of just one paragraph, in its place."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

# Blocks of the language that is not the page's, that a reader sees.
GUESTS = """code => [...document.querySelectorAll(
    `.bitext-pair:not(.credit) > .bitext-panel.${code} > *`)]
  .map((block, index) => [index, block])
  .filter(([_, block]) => block.checkVisibility({contentVisibilityAuto: true})
    && !block.matches("[hidden]") && block.getBoundingClientRect().height > 0)
  .map(([index]) => index)"""
BOXES = """([own, other, n]) => [own, other].map(code => {
  const blocks = document.querySelectorAll(`.bitext-pair:not(.credit) > .bitext-panel.${code} > *`);
  const box = blocks[n].getBoundingClientRect();
  return [box.left, box.top, box.right, box.bottom];
})"""
# The first clause of each block: whole words, no formula, and in no other block.
OPENINGS = """code => {
  const plain = text => text.toLowerCase().replace(/\\s+/g, " ");
  const blocks = [...document.querySelectorAll(
    `.bitext-pair:not(.credit) > .bitext-panel.${code} > *`)];
  const clauses = blocks.map(b => b.firstChild.nodeType === Node.TEXT_NODE
    ? b.firstChild.textContent.split(/[，。：；,.:;]/)[0].trim() : "");
  return clauses.map((clause, n) => blocks.every((b, other) =>
    other === n || !plain(b.textContent).includes(plain(clause))) ? clause : "");
}"""
NAMES = {"zh": ("英语", "看这一段的", "收起这一段的"), "en": ("Chinese", "Show this", "Hide this")}


def other(code: str) -> str:
    return "en" if code == "zh" else "zh"


def peeks(page: Any, code: str) -> Any:
    return page.locator(f".bitext-pair:not(.credit) > .bitext-panel.{code} .peek")


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_click_opens_and_closes_just_the_facing_paragraph(
    address: str, open_tab: Any, code: str
) -> None:
    page = open_tab(f"{address}/posts/why-short-conv.html?lang={code}").page
    name, show, hide = NAMES[code]
    assert page.evaluate(GUESTS, other(code)) == []
    for n in (0, 1, 7, 17):
        button = peeks(page, code).nth(n)
        assert button.get_attribute("aria-expanded") == "false"
        label = button.get_attribute("aria-label") or ""
        assert label.startswith(show)
        assert name in label
        button.scroll_into_view_if_needed()
        place = button.bounding_box()
        button.click()
        assert page.evaluate(GUESTS, other(code)) == [n]
        own, guest = page.evaluate(BOXES, [code, other(code), n])
        assert 0 <= guest[1] - own[3] < 24  # right below
        assert own[0] <= guest[0] < guest[2] <= own[2] + 1
        assert button.bounding_box() == place  # so a second click undoes the first
        assert button.get_attribute("aria-expanded") == "true"
        assert (button.get_attribute("aria-label") or "").startswith(hide)
        button.click()
        assert page.evaluate(GUESTS, other(code)) == []
        assert button.get_attribute("aria-expanded") == "false"


def test_the_keyboard_opens_and_closes_it(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/why-short-conv.html?lang=en").page
    peeks(page, "en").nth(2).focus()
    page.keyboard.press("Enter")
    assert page.evaluate(GUESTS, "zh") == [2]
    page.keyboard.press("Space")
    assert page.evaluate(GUESTS, "zh") == []
    # What is hidden is not on the way of Tab, and what is open has no peek of its own.
    page.keyboard.press("Enter")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => document.activeElement.checkVisibility({contentVisibilityAuto: true})
            && !document.activeElement.closest("[hidden], .bitext-panel.zh .peek")"""
        )


def test_a_tap_opens_and_closes_it(address: str, open_tab: Any) -> None:
    page = open_tab(
        f"{address}/posts/why-short-conv.html?lang=zh",
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
    ).page
    button = peeks(page, "zh").nth(1)
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24  # WCAG 2.2, 2.5.8
    button.tap()
    assert page.evaluate(GUESTS, "en") == [1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    button.tap()
    assert page.evaluate(GUESTS, "en") == []


def test_a_switch_closes_all_peeks(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/index.html?lang=zh").page
    peeks(page, "zh").first.click()
    assert page.evaluate(GUESTS, "en") == [0]
    switch = page.locator(".mode-switch input")
    switch.nth(1).check(force=True)
    assert page.evaluate(GUESTS, "zh") == []
    switch.nth(2).check(force=True)
    assert page.locator(".peek:visible").count() == 0
    assert page.evaluate(GUESTS, "zh") == page.evaluate(GUESTS, "en") == [0, 1]
    switch.nth(0).check(force=True)
    assert page.evaluate(GUESTS, "en") == []
    assert peeks(page, "zh").first.get_attribute("aria-expanded") == "false"


def test_what_is_hidden_takes_no_space_and_can_be_found(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/why-short-conv.html?lang=en").page
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".bitext-pair:not(.credit) > .zh > *")].map(b => {
          const style = getComputedStyle(b);
          return [b.getAttribute("hidden"), style.display, style.contentVisibility,
            b.getBoundingClientRect().height + parseFloat(style.marginTop)
            + parseFloat(style.marginBottom)]; })"""
    )
    assert len(hidden) > 30
    assert {tuple(each) for each in hidden} == {("until-found", "block", "hidden", 0)}


@pytest.mark.parametrize("code", ["zh", "en"])
def test_find_in_page_opens_the_peek(address: str, open_tab: Any, code: str) -> None:
    # A link to a text makes Chromium search the page as Ctrl+F does, `beforematch` included.
    url = f"{address}/posts/why-short-conv.html?lang={code}"
    page = open_tab(url).page
    clauses = page.evaluate(OPENINGS, other(code))
    n, text = next((n, text) for n, text in enumerate(clauses) if n > 8 and len(text) > 7)
    page.goto("about:blank")
    page.goto(f"{url}#:~:text={quote(text)}")
    page.wait_for_function("document.querySelector('.peeked')")
    assert page.evaluate(GUESTS, other(code)) == [n]
    assert page.locator("html").get_attribute("data-lang") == code
    assert peeks(page, code).nth(n).get_attribute("aria-expanded") == "true"
    page.wait_for_function(
        """() => { const box = document.querySelector(".peeked").getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight; }"""
    )


def test_copied_text_has_neither_buttons_nor_the_hidden_language(
    address: str, open_tab: Any
) -> None:
    page = open_tab(f"{address}/posts/why-short-conv.html?lang=zh").page
    copied = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.querySelector("article"));
          let text = null;
          const event = new Event("copy", {cancelable: true});
          const data = {setData: (_, value) => { text = value; }};
          Object.defineProperty(event, "clipboardData", {value: data});
          document.dispatchEvent(event);
          return [getSelection().toString(), text];
        }"""
    )
    english = " ".join(page.locator(".bitext-panel.en > *").nth(5).text_content().split()[:4])
    chinese = page.locator(".bitext-panel.zh > p").nth(1).inner_text()[:12]
    assert len(english) > 12
    for text in copied:
        assert chinese in text
        assert english not in " ".join(text.split())
        for extra in ("⇄", "TeX\n", "¶", "看这一段"):
            assert extra not in text
    assert "$$" in copied[1]
