"""The window stays where the reader went, while the rest of the page is laid out."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.test_peek import OPENINGS, other

WAITING = "section > section .bitext-pair:not(.laid-out), .ending:not(.laid-out)"
# Timers wait until `release()`: the page is laid out little by little when the test says so.
HELD = """() => {
  let held = [];
  window.setTimeout = callback => held.push(callback);
  window.release = () => { const due = held; held = []; due.forEach(callback => callback()); };
}"""
# One result when nothing has moved for ten frames.
SETTLED = """() => new Promise(done => {
  let last = NaN, still = 0;
  (function look() {
    const text = document.elementFromPoint(innerWidth / 2, innerHeight / 3);
    const place = text.getBoundingClientRect().top + document.documentElement.scrollHeight;
    still = place === last ? still + 1 : 0;
    last = place;
    if (still < 10) requestAnimationFrame(look);
    else done();
  })();
})"""
HIT = """([code, n]) => {
  const found = document.querySelectorAll(
    `.bitext-pair:not(.credit) > .bitext-panel.${code} > *`)[n].getBoundingClientRect();
  return {top: found.top, bottom: found.bottom, height: innerHeight, scrolled: scrollY};
}"""


def fresh(open_tab: Any, url: str) -> Any:
    """A page that nobody has touched yet, and whose timers are held."""
    page = open_tab("about:blank").page
    page.add_init_script(f"({HELD})()")
    page.goto(url)
    return page


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("code", ["zh", "en"])
def test_who_searches_ends_at_the_hit(address: str, open_tab: Any, code: str, shown: bool) -> None:
    # A link to a text makes Chromium search the page as Ctrl+F does, `beforematch` included.
    url = f"{address}/posts/why-short-conv.html?lang={code}"
    language = code if shown else other(code)
    page = fresh(open_tab, url)
    clauses = page.evaluate(OPENINGS, language)
    n, text = next((n, t) for n, t in reversed([*enumerate(clauses)]) if len(t) > 7)
    page.goto("about:blank")
    page.goto(f"{url}#:~:text={quote(text)}")
    page.wait_for_function("scrollY > 0")
    page.evaluate(SETTLED)
    box = page.evaluate(HIT, [language, n])
    assert box["scrolled"] > 5000
    assert 0 <= box["top"] < box["bottom"] <= box["height"]
    # Nothing is left that could move it: the browser went where the words are for good.
    assert page.locator(WAITING).count() == 0


@pytest.mark.parametrize("keys", ["Control+f", "Meta+g", "F3", "End"])
def test_who_goes_far_finds_all_laid_out(address: str, open_tab: Any, keys: str) -> None:
    page = fresh(open_tab, f"{address}/posts/why-short-conv.html?lang=en")
    assert page.locator(WAITING).count() > 10
    page.keyboard.press("f")
    assert page.locator(WAITING).count() > 10
    page.keyboard.press(keys)
    assert page.locator(WAITING).count() == 0


def test_what_the_browser_has_found_is_where_it_will_be(address: str, open_tab: Any) -> None:
    page = fresh(open_tab, f"{address}/posts/why-short-conv.html?lang=en")
    found = page.locator(".bitext-pair:not(.credit) > .zh > *").last
    assert found.get_attribute("hidden") == "until-found"
    place, waiting = found.evaluate(
        """(found, waiting) => {
          // As Chromium does before it scrolls there.
          found.dispatchEvent(new Event("beforematch", {bubbles: true}));
          return [found.getBoundingClientRect().top, document.querySelectorAll(waiting).length];
        }""",
        WAITING,
    )
    assert waiting == 0
    assert place == found.evaluate("e => e.getBoundingClientRect().top") > 5000


@pytest.mark.parametrize(("mode", "part"), [("zh", 0.9), ("en", 0.6), ("both", 0.3)])
def test_who_jumps_stays_there(address: str, open_tab: Any, mode: str, part: float) -> None:
    # As by the scroll bar: no key, no link, and the pieces above are not laid out yet.
    page = fresh(open_tab, f"{address}/posts/beyond-mup-1.html?lang={mode}")
    page.evaluate("part => scrollTo(0, document.documentElement.scrollHeight * part)", part)
    page.wait_for_function("scrollY > 0")
    page.evaluate(SETTLED)
    assert page.locator(WAITING).count() > 10
    place, again = page.evaluate(
        f"""async () => {{
          const text = [...document.querySelectorAll("article :is(p, .math-body)")].find(each =>
            each.checkVisibility({{contentVisibilityAuto: true}})
            && each.getBoundingClientRect().top > 100);
          const place = text.getBoundingClientRect().top;
          while (document.querySelector("{WAITING}")) {{
            release();
            await new Promise(requestAnimationFrame);
          }}
          await ({SETTLED})();
          return [place, text.getBoundingClientRect().top];
        }}"""
    )
    assert 100 < place < 900
    assert abs(again - place) < 2


def test_what_grows_above_the_window_moves_nothing(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/why-short-conv.html?lang=en").page
    page.evaluate("scrollTo(0, 3000)")
    page.evaluate(SETTLED)
    page.evaluate("document.querySelector('h1').style.paddingBlockEnd = '300px'")
    page.evaluate(SETTLED)
    assert page.evaluate("scrollY") == 3300
