"""The three searches, asked in Chromium: ours, Sphinx's own, Pagefind."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

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


@dataclass
class Answers:
    """What one engine said."""

    found: list[list[str]]
    """For each query, pages, best first."""
    warm: float
    """Milliseconds, the median of second askings."""
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
        """Go where one searches."""
        page.goto(f"{self.address}/{self.page}")
        page.wait_for_function(self.ready)
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
        return Answers(found, statistics.median(times) if times else float("nan"), threw)

    def first_query(self, browser: Browser, query: str, page_of_site: str) -> float:
        """KB that come over the wire for a first search, headers included.

        The HTML of a search page is not counted.
        """
        context = browser.new_context()
        page = _new_page(context)
        page.goto(f"{self.address}/{page_of_site}", wait_until="load")
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


def _new_page(context: BrowserContext) -> Page:
    """A page with patience: a large index is compressed when it is first asked for."""
    page = context.new_page()
    page.set_default_timeout(600_000)
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


def index_with_pagefind(html: Path) -> float | None:
    """Index the pages in `html`; gives the seconds it took, or None where it is not installed."""
    binary = MODULES / ".bin" / "pagefind"
    if not binary.exists():
        return None
    shutil.rmtree(html / "pagefind", ignore_errors=True)
    started = time.perf_counter()
    # A page holds both languages: of the two it can be told, Chinese also cuts English words.
    done = subprocess.run(
        [binary, "--site", html, "--force-language", "zh", "--glob", "posts/*.html"],
        capture_output=True,
        text=True,
    )
    took = time.perf_counter() - started
    if done.returncode:
        return None
    (html / "pagefind" / "search.html").write_text(
        "<!DOCTYPE html><html lang='zh'><meta charset='utf-8'><script type='module'>"
        "window.pagefind = await import('./pagefind.js'); await pagefind.init();</script>",
        "utf-8",
    )
    return took


def score(found: Sequence[Sequence[str]], answers: Sequence[frozenset[str]], within: int) -> float:
    """The share of queries with a right answer among the first `within`, in percent."""
    hits = sum(
        any(page in right for page in pages[:within])
        for pages, right in zip(found, answers, strict=True)
    )
    return 100 * hits / len(answers)


def median(values: Sequence[float]) -> Any:
    """Of nothing, nothing."""
    return statistics.median(values) if values else float("nan")
