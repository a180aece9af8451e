"""Under the policy that CONTRIBUTING.md asks hosts to send: every page, and all that readers do.

This very site, whose pages test_untrusted.py has beside all other kinds of page that there are.
"""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect
from pygments.styles import get_style_by_name
from pygments.token import Token

from tests.browser.conftest import lay_out
from tests.browser.strictly import STORED, Reader, foreign_in, policy, served, use
from tests.browser.untrusted import KINDS
from tests.conftest import TOP

# Beside the posts, all of which are opened, one page of each kind.
PAGES = (
    "index.html",
    "about.html",
    "archive.html",
    "tags/linear-attention.html",
    "categories/training-theory.html",
    "series/beyond-mup.html",
    "sources.html",
    "topics.html",
    "glossary.html",
    "bibliography.html",
    "bibliography/s.html",
    "parity.html",
    "search.html",
    "404.html",
)
POST = "posts/beyond-mup-1.html"


@pytest.fixture(scope="module")
def strict(site: Path) -> Iterator[str]:
    """The built site, each answer with the policy."""
    with served(site) as address:
        yield address


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Reader]:
    found = Reader(chromium)
    yield found
    found.context.close()


def test_the_policy_lets_no_script_stand_in_a_page() -> None:
    rules = dict(rule.split(" ", 1) for rule in policy().split("; "))
    assert rules["default-src"] == "'self'"
    assert "script-src" not in rules
    assert "style-src" not in rules
    assert rules["style-src-attr"] == "'unsafe-inline'"
    assert [name for name, rule in rules.items() if "unsafe" in rule] == ["style-src-attr"]
    assert not re.search(r"https?:|\*", policy())


def test_no_page_holds_what_the_policy_refuses(site: Path, strict: str, reader: Reader) -> None:
    assert foreign_in(reader, strict, site) == {}
    for path in site.rglob("*.html"):
        name = path.relative_to(site).with_suffix("").as_posix()
        (kind, *_) = [kind for kind in KINDS if re.fullmatch(kind, name)] or [name]
        assert any(re.fullmatch(f"{kind}.html", opened) for opened in (*PAGES, POST)), name


@pytest.mark.parametrize("name", [*PAGES, POST])
def test_each_kind_of_page_works_under_it(strict: str, reader: Reader, name: str) -> None:
    for mode in ("zh", "en", "both"):
        reader.page.goto(f"{strict}/{name}?lang={mode}")
        lay_out(reader.page)
    use(reader.page, "norm")
    reader.is_left_alone(strict)


def test_every_post_is_shown_whole_under_it(site: Path, strict: str, reader: Reader) -> None:
    posts = sorted((site / "posts").glob("*.html"))
    assert len(posts) == len([*(TOP / "posts").glob("*.md")])
    for path in posts:
        reader.page.goto(f"{strict}/posts/{path.name}?lang=both")
        lay_out(reader.page)
        assert reader.said == [], path.name
    reader.is_left_alone(strict)


def test_all_that_a_post_can_do_works_under_it(strict: str, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{strict}/{POST}?lang=zh")
    lay_out(page)
    page.locator(".peek:visible").first.click()  # the facing paragraph
    page.locator('article a.reference[href*="#equation-"]:visible').first.hover()
    page.locator("aside:visible .math, aside:visible .katex").first.wait_for()  # a preview
    page.mouse.move(0, 0)
    for button in (".copybtn", ".ending button[data-copy]", ".copy-tex"):
        found = page.locator(button).locator("visible=true").first
        found.scroll_into_view_if_needed()
        found.click(force=True)  # some are seen only beside the mouse
        assert page.evaluate("navigator.clipboard.readText()").strip(), button
        page.evaluate("navigator.clipboard.writeText('')")
    page.keyboard.press("m")
    page.keyboard.press("?")
    expect(page.locator("dialog.key-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".theme-toggle:visible").first.click()
    page.goto(f"{strict}/search.html?lang=en&q=spectral%20norm")
    page.locator(".bitext-search-item a").first.click()
    page.locator("mark.bitext-mark").first.wait_for()
    reader.is_left_alone(strict)
    assert set(reader.stored()["local"]) == STORED


def test_the_about_page_says_what_is_stored(site: Path) -> None:
    page = BeautifulSoup((site / "about.html").read_text("utf-8"), "html5lib")
    for code in ("zh", "en"):
        panels = page.select(f"#about-privacy .bitext-panel.{code}")
        named = {item.text for panel in panels for item in panel.select("li code")}
        assert named == STORED
    home = BeautifulSoup((site / "index.html").read_text("utf-8"), "html5lib")
    assert home.select('footer a[href="about.html"]') != []


def test_code_has_the_colours_of_its_style(site: Path) -> None:
    """article.css says what Furo would write into each page."""
    conf = runpy.run_path(str(TOP / "conf.py"))
    css = (site / "_static" / "site.css").read_text("utf-8")
    for setting in ("pygments_style", "pygments_dark_style"):
        style = get_style_by_name(conf[setting])
        assert f"--color-code-background: {style.background_color};" in css
        assert f"--color-code-foreground: #{style.style_for_token(Token.Text)['color']};" in css
