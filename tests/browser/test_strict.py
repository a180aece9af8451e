"""Under the policy that CONTRIBUTING.md asks hosts to send: every page, and all that readers do.

The server sends the header itself. What a page asks of other hosts, what the policy refuses, what
scripts complain of and what stays in the browser is counted while everything is used.
"""

from __future__ import annotations

import re
import runpy
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect
from pygments.styles import get_style_by_name
from pygments.token import Token

from tests.browser.conftest import lay_out
from tests.conftest import TOP

# Beside the posts, of which each kind of page has one here.
PAGES = (
    "index.html",
    "about.html",
    "posts/beyond-mup-1.html",
    "archive.html",
    "tags/linear-attention.html",
    "categories/training-theory.html",
    "series/beyond-mup.html",
    "sources.html",
    "topics.html",
    "glossary.html",
    "bibliography.html",
    "parity.html",
    "search.html",
    "404.html",
)
STORED = {"bitext-mode", "bitext-searches", "theme"}
WATCH = """
  window.refused = [];
  document.addEventListener("securitypolicyviolation", event => {
    window.refused.push(event.violatedDirective + " " + event.blockedURI + " " + event.sample);
  });
"""


def policy() -> str:
    """The header as the documentation has it, for hosts that take a file ``_headers``."""
    text = (TOP / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(r"^  Content-Security-Policy: (.+)$", text, re.MULTILINE)
    return found


class _Strict(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", policy())
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        pass


@pytest.fixture(scope="module")
def strict(site: Path) -> Iterator[str]:
    """``http://127.0.0.1:port`` of the built site, each answer with the policy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Strict, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Reader:
    """A fresh reader: what went wrong, what was asked of whom."""

    def __init__(self, chromium: Browser) -> None:
        self.context = chromium.new_context(
            viewport={"width": 1280, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
        )
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on(
            "console",
            lambda entry: (
                self.said.append(entry.text) if entry.type in {"error", "warning"} else None
            ),
        )

    def complaints(self) -> list[str]:
        return [*self.said, *self.page.evaluate("window.refused")]

    def stored(self) -> dict[str, Any]:
        return self.page.evaluate(
            """async () => ({
                local: Object.keys(localStorage).sort(),
                session: Object.keys(sessionStorage),
                cookies: document.cookie,
                databases: (await indexedDB.databases()).length,
                caches: (await caches.keys()).length,
                workers: (await navigator.serviceWorker.getRegistrations()).length,
            })"""
        )


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


def test_no_page_holds_what_the_policy_refuses(site: Path) -> None:
    kinds = set()
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html5lib")
        name = path.relative_to(site).as_posix()
        kinds.add(name)
        assert page.select("style") == [], name
        for script in page.select("script:not([src])"):
            assert script["type"] == "application/ld+json", name
        for tag in page.find_all(True):
            assert not [key for key in tag.attrs if key.startswith("on")], name
            assert not tag.has_attr("style") or tag.find_parent(class_="katex"), (name, tag)
    assert kinds >= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_each_kind_of_page_works_under_it(strict: str, reader: Reader, name: str) -> None:
    page = reader.page
    for mode in ("zh", "en", "both"):
        page.goto(f"{strict}/{name}?lang={mode}")
        lay_out(page)
    page.click('.mode-switch label:has(input[value="en"])')
    expect(page.locator("html")).to_have_attribute("data-lang", "en")
    page.locator(".theme-toggle:visible").first.click()
    page.keyboard.press("/")
    box = page.locator("input[type=search]:focus, .bitext-search-box input:focus")
    expect(box).to_have_count(1)
    page.keyboard.type("norm")
    page.locator(".bitext-search-item").first.wait_for()
    page.keyboard.press("Escape")
    assert reader.complaints() == []
    assert reader.hosts == {urlsplit(strict).netloc}


def test_all_that_a_post_can_do_works_under_it(strict: str, reader: Reader) -> None:
    page = reader.page
    page.goto(f"{strict}/posts/beyond-mup-1.html?lang=zh")
    lay_out(page)
    page.locator(".peek:visible").first.click()  # the facing paragraph
    page.locator('article a.reference[href*="#equation-"]:visible').first.hover()
    page.locator("aside:visible .math, aside:visible .katex").first.wait_for()  # a preview
    page.mouse.move(0, 0)
    for button in (".copybtn", ".ending button", ".copy-tex"):
        found = page.locator(button)
        if found.count():
            found.first.scroll_into_view_if_needed()
            found.first.click(force=True)
    page.keyboard.press("m")
    page.keyboard.press("?")
    expect(page.locator("dialog.key-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".theme-toggle:visible").first.click()
    assert reader.complaints() == []
    page.goto(f"{strict}/search.html?lang=en&q=spectral%20norm")
    page.locator(".bitext-search-item a").first.click()
    page.locator("mark.bitext-mark").first.wait_for()
    assert reader.complaints() == []
    assert reader.hosts == {urlsplit(strict).netloc}
    stored = reader.stored()
    assert set(stored.pop("local")) == STORED
    assert not any(stored.values()), stored
    assert reader.context.cookies() == []


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


MARKUP = '"><img src=x onerror=window.pwned=1><script>window.pwned=1</script>'
ADDRESSES = (
    "?lang={}",
    "?lang=en&highlight={}",
    "?tag={}&category={}&series={}",
    "?q={}",
    "?lang=__proto__&q=constructor",
    "#{}",
    "#%zz",
    "#%E4%B8",
    "?lang=%ff%fe&highlight=%zz#%00",
    "?highlight=(((%5B%5B*",
)


@pytest.mark.parametrize(
    "name",
    ["index.html", "posts/beyond-mup-1.html", "archive.html", "glossary.html", "search.html"],
)
def test_an_address_is_never_taken_for_markup(strict: str, reader: Reader, name: str) -> None:
    page = reader.page
    for address in ADDRESSES:
        page.goto("about:blank")
        page.goto(f"{strict}/{name}{address.replace('{}', quote(MARKUP))}")
        page.wait_for_timeout(150)
        assert page.evaluate("window.pwned") is None, address
        assert page.locator("img[src=x]").count() == 0, address
        mode = page.locator("html").get_attribute("data-lang")
        assert mode in {"zh", "en", "both"}
    assert reader.complaints() == []


KEPT = ("null", "{}", "[1, {}, null]", "x", "[[[[", MARKUP, f'["{"y" * 100_000}"]', "__proto__")


def test_what_is_stored_is_never_taken_for_markup(strict: str, reader: Reader) -> None:
    page = reader.page
    for value in (*KEPT, '["<img src=x onerror=window.pwned=1>"]'):
        page.goto(f"{strict}/posts/beyond-mup-1.html")
        page.evaluate(
            """value => {
              for (const key of ["bitext-mode", "bitext-searches", "theme",
                                 "sphinx-design-tab-id-lang"]) localStorage.setItem(key, value);
            }""",
            value,
        )
        page.goto(f"{strict}/posts/beyond-mup-1.html")
        assert page.locator("html").get_attribute("data-lang") in {"zh", "en", "both"}
        assert page.locator("body").get_attribute("data-theme") == "auto"
        page.keyboard.press("/")
        page.locator(".bitext-search-box input").wait_for()
        page.wait_for_timeout(100)
        assert page.evaluate("window.pwned") is None, value
        assert page.locator("img[src=x]").count() == 0, value
        assert reader.complaints() == [], value
