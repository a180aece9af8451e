"""axe-core finds nothing, in any mode, in either colour scheme, on a phone and on a desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import POSTS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
MODES = ("zh", "en", "both")
PAGES = (
    *("index", f"posts/{POSTS[1]}", "search", "404", "bibliography", "glossary"),
    *("archive", "topics", "sources", "series/beyond-mup", "tags/mup"),
)
SIZES = ({"width": 1440, "height": 900}, {"width": 320, "height": 640})

# Nine tenths of a post's elements are formulas: what draws them is hidden from readers'
# tools, and axe reads no MathML. Boxes of the same size stand in for them.
STAND_IN = """() => {
  const formulas = [...document.querySelectorAll(".katex")];
  const sizes = formulas.map(e => {
    const drawn = e.querySelector(".katex-html"), box = drawn.getBoundingClientRect();
    return [Math.max(box.width, drawn.scrollWidth), box.height];
  });
  formulas.forEach((e, i) => {
    e.textContent = "x";
    e.style.cssText =
      `display: inline-block; width: ${sizes[i][0]}px; height: ${sizes[i][1]}px`;
  });
}"""
VIOLATIONS = """async colours => {
  const options = {resultTypes: ["violations"], preload: false};
  if (colours) options.runOnly = ["color-contrast", "link-in-text-block"];
  else {
    options.runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    options.rules = {
      // It reads no MathML: a header cell that holds but a formula is empty to it.
      "empty-table-header": {enabled: false},
    };
  }
  const {violations} = await axe.run(document, options);
  return violations.flatMap(v => v.nodes.map(
    n => `${v.id}: ${n.html.slice(0, 150)} ${n.failureSummary}`));
}"""
# Nothing but what scrolls by itself reaches beyond the window.
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter(e =>
  e.checkVisibility({visibilityProperty: true, opacityProperty: true})
  && !e.parentElement.closest(".math-body, .table-wrapper, pre, .katex-mathml, legend, svg")
  && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
).map(e => e.outerHTML.slice(0, 120))"""


def load(page: Page) -> None:
    page.evaluate(STAND_IN)
    page.evaluate(AXE)


def choose(page: Page, mode: str) -> None:
    page.locator(f'.mode-switch input[value="{mode}"]').check(force=True)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(address: str, open_tab: Any, name: str) -> None:
    page = open_tab(f"{address}/{name}.html?lang=zh", reduced_motion="reduce").page
    load(page)
    found = {}
    for size in SIZES:
        page.set_viewport_size(size)
        for mode in MODES:
            choose(page, mode)
            for scheme in ("light", "dark"):  # they differ in nothing but colours
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                found[size["width"], mode, scheme] = page.evaluate(VIOLATIONS, scheme == "dark")
    assert {state: nodes for state, nodes in found.items() if nodes} == {}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_phone(address: str, open_tab: Any, name: str) -> None:
    page = open_tab(f"{address}/{name}.html", viewport=SIZES[1]).page
    for mode in MODES:
        choose(page, mode)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, mode
        assert page.evaluate(TOO_WIDE) == [], mode


def test_what_opens_is_accessible_too(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/{PAGES[1]}.html?lang=en", reduced_motion="reduce").page
    load(page)

    page.locator(".peek >> visible=true").first.click()
    assert page.locator(".peeked").count() == 1
    reference = page.locator("article a.reference.internal >> visible=true").first
    reference.hover()
    page.locator(".preview").wait_for(state="visible")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(VIOLATIONS, scheme == "dark") == [], scheme

    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator(".key-help").wait_for(state="visible")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(VIOLATIONS, scheme == "dark") == [], scheme


def test_the_drawers_open_by_the_keyboard(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/{POSTS[0]}.html?lang=en", viewport=SIZES[1]).page
    load(page)
    for toggle, drawer in (("#__navigation", ".sidebar-drawer"), ("#__toc", ".toc-drawer")):
        assert page.locator(drawer).is_hidden()
        page.locator(toggle).focus()
        page.keyboard.press("Space")
        page.locator(drawer).wait_for(state="visible")
        page.wait_for_function(
            """drawer => { const box = document.querySelector(drawer).getBoundingClientRect();
            return box.left >= 0 && box.right <= innerWidth; }""",
            arg=drawer,
        )
        assert page.evaluate(VIOLATIONS, False) == [], drawer
        page.keyboard.press("Space")
        page.locator(drawer).wait_for(state="hidden")


def test_lines_are_neither_long_nor_short(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/{POSTS[0]}.html", viewport=SIZES[0]).page
    for mode in MODES:
        choose(page, mode)
        ems = page.evaluate(
            """() => [...document.querySelectorAll("article .bitext-panel > p")]
            .filter(p => p.checkVisibility() && !p.closest(".credit"))
            .map(p => p.getBoundingClientRect().width / parseFloat(getComputedStyle(p).fontSize))"""
        )
        assert len(ems) > 20
        assert {em for em in ems if not 28 <= em <= 38} == set(), mode


def test_paper_shows_the_text_alone(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/index.html", color_scheme="dark").page
    for mode in MODES:
        choose(page, mode)
        page.emulate_media(media="print")
        for chrome in (".mobile-header", ".sidebar-drawer", ".toc-drawer"):
            assert page.locator(chrome).is_hidden(), chrome
        assert page.locator(".peek >> visible=true").count() == 0
        assert page.locator("h1 span.zh").is_visible() == (mode != "en")
        assert page.locator("h1 span.en").is_visible() == (mode != "zh")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        page.emulate_media(media="screen")
