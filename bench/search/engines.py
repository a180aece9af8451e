"""The three searches, asked in Chromium: ours, Sphinx's own, Pagefind."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import TimeoutError as TooLate

MODULES = Path(__file__).parent.parent / "node_modules"

# Each script defines ask(query): a promise of the addresses found, best first.
OURS = """
window.ask = query => bitextSearch.search(query, {language: "both", limit: 10})
  .then(found => found.results.map(each => each.url));
"""
# What its own page does with a query, but for drawing the list.
SPHINX = """
window.ask = async query => {
  const parts = Search._parseQuery(query);
  return Search._performSearch(...parts).map(each => each[0] + ".html");
};
"""
PAGEFIND = """
window.ask = async query => {
  const found = await pagefind.search(query);
  const some = await Promise.all(found.results.slice(0, 10).map(each => each.data()));
  return some.map(each => new URL(each.url, location.origin).pathname.slice(1));
};
"""


PATIENCE = 120_000
"""Milliseconds until a page that does not get ready is taken to be broken: a large index is
compressed when it is first asked for."""


@dataclass
class Answers:
    """What one engine said."""

    found: list[list[str]]
    """For each query, pages, best first."""
    warm: float | None
    """Milliseconds, the median of second askings; None if no query was answered."""
    threw: int
    """Queries that gave an error in place of an answer."""


class Engine:
    """One search on one site."""

    name = "bitext"
    page = "search.html?lang=both"
    script = OURS
    ready = "window.bitextSearch && bitextSearch.file('facets')"

    def __init__(self, address: str, sent: dict[str, int]) -> None:
        self.address = address
        self.sent = sent

    def open(self, page: Page) -> None:
        """Go where one searches; raises what the page throws, if it never gets ready."""
        thrown: list[str] = []
        page.on("pageerror", lambda error: thrown.append(str(error).partition("\n")[0]))
        page.goto(f"{self.address}/{self.page}")
        try:
            page.wait_for_function(self.ready)
        except TooLate as error:
            raise BrokenError("; ".join(dict.fromkeys(thrown)) or "is never ready") from error
        page.evaluate(self.script + "null;")  # a function would be called

    def ask(self, browser: Browser, queries: Sequence[str]) -> Answers:
        """Ask each query twice, in one page that stays open."""
        context = browser.new_context()
        page = _new_page(context)
        self.open(page)
        found, times, threw = [], [], 0
        for query in queries:
            answer = page.evaluate(
                """async query => {
                  try {
                    const found = await ask(query), start = performance.now();
                    await ask(query);
                    return [found, performance.now() - start];
                  } catch (error) { return [[], null]; }
                }""",
                query,
            )
            threw += answer[1] is None
            found.append(answer[0])
            if answer[1] is not None:
                times.append(answer[1])
        context.close()
        return Answers(found, statistics.median(times) if times else None, threw)

    def first_query(self, browser: Browser, query: str, page_of_site: str) -> float:
        """KB that come over the wire for a first search, headers included.

        The HTML of a search page is not counted.
        """
        context = browser.new_context()
        page = _new_page(context)
        page.goto(f"{self.address}/{page_of_site}", wait_until="networkidle")
        page.wait_for_timeout(300)
        self.sent.clear()
        self.search_first(page, query)
        page.wait_for_timeout(300)
        context.close()
        return sum(size for name, size in self.sent.items() if name != "search.html") / 1000

    def search_first(self, page: Page, query: str) -> None:
        """Do what a reader does: open the box, type, look."""
        page.keyboard.press("Control+k")
        page.locator(".bitext-search-box input").wait_for()
        page.locator(".bitext-search-box input").fill(query)
        page.locator(".bitext-search-item, .bitext-search-status:not(:empty)").first.wait_for()


class BrokenError(Exception):
    """An engine's page does not get as far as a query."""


def _new_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


class SphinxOwn(Engine):
    """Sphinx's index and scripts, in one language."""

    ready = "typeof Search !== 'undefined' && Search.hasIndex()"
    script = SPHINX

    def __init__(self, address: str, sent: dict[str, int], language: str) -> None:
        super().__init__(address, sent)
        self.name = f"Sphinx {language}"
        self.page = f"sphinx-{language}/search.html"

    def search_first(self, page: Page, query: str) -> None:
        self.open(page)
        page.evaluate("query => ask(query).catch(() => [])", query)


class Pagefind(Engine):
    """Pagefind, on the same pages."""

    name = "Pagefind"
    page = "pagefind/search.html"
    ready = "window.pagefind"
    script = PAGEFIND

    def search_first(self, page: Page, query: str) -> None:
        self.open(page)
        page.evaluate("query => ask(query)", query)


def index_with_pagefind(html: Path, limit: float) -> str:
    """Index the pages in `html`; gives what went wrong, if anything did.

    `limit`: seconds that it may take.
    """
    binary = MODULES / ".bin" / "pagefind"
    if not binary.exists():
        return "not installed: npm could not bring it"
    shutil.rmtree(html / "pagefind", ignore_errors=True)
    # A page holds both languages: of the two it can be told, Chinese also cuts English words.
    command = [binary, "--site", html, "--force-language", "zh", "--glob", "posts/*.html"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return f"its index: stopped after {limit / 60:.0f} minutes"
    if done.returncode:
        return f"its index: {done.stderr.strip().splitlines()[-1]}"
    (html / "pagefind" / "search.html").write_text(
        "<!DOCTYPE html><html lang='zh'><meta charset='utf-8'><script type='module'>"
        "window.pagefind = await import('./pagefind.js'); await pagefind.init();</script>",
        "utf-8",
    )
    return ""


def score(found: Sequence[Sequence[str]], answers: Sequence[frozenset[str]], within: int) -> float:
    """The share of queries with a right answer among the first `within`, in percent."""
    hits = sum(
        any(page in right for page in pages[:within])
        for pages, right in zip(found, answers, strict=True)
    )
    return 100 * hits / len(answers)
