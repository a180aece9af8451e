"""Random queries that nobody types: none may throw, none may become markup (``make fuzz-search``).

All are asked of the engine on the built site, in Chromium, and some are typed into its page.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.serve import served

TOP = Path(__file__).resolve().parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
LONG = 10_000
"""Characters of a long query."""
BATCH = 200
"""Queries that are handed to the browser at once."""

KNOWN = (
    *("谱范数", "矩阵", "线性注意力", "为什么要加短卷积", "学习率", "的", "了", "秩", "式(3)"),
    *("Muon", "RMSNorm", "spectral norm", "matrices", "steepest descent", "the", "of", "eq.2"),
    *("attention", "msign", "shortconv-update", "triangel", "normalisation"),
)
STRANGE = (
    *("🙂", "👩‍👩‍👧‍👦", "🇨🇳", "👍🏽", "\ufe0f", "\u200d", "𝔘𝔫𝔦", "𠮷野家", "ﷺ", "Z̸͎̈́a̴l̷g̶o̸", "ⅷ①½"),
    *("שלום עולם", "\u202etxet desrever\u202c", "مرحبا بالعالم", "\u200f", "\u2066x\u2069"),
    *("(((", ")", "[a-", "[^]]", "a{2,", "*", "+?", "\\", "\\1", "$&$1$`", "^.*$", "(?<n>", "|"),
    *("\ud800", "\udc00", "\ud83d", "\udfff\ud800", "x\udc00y"),
    *("<img src=x onerror=window.pwned=1>", '"><script>window.pwned=1</script>', "&lt;b&gt;&#39;"),
    *("</p></li><iframe src=javascript:window.pwned=1>", "javascript:window.pwned=1//"),
    *("'-alert`1`-'", "<svg/onload=window.pwned=1>", "{{7*7}}", "${window.pwned=1}", "%3Cb%3E"),
    *("__proto__", "constructor", "toString", "hasOwnProperty", "null", "undefined", "NaN", "=1"),
    *("#0", "1范", "1the", "\0", "\x1b[31m", "\u2063", "\u2063x\u2063", "\ufeff", "\t", "\n", "  "),
    *("\u2028", "\u2029", "\u3000", "ＦＵＬＬ", "，。、；：？！", "“”‘’", "……", "——", "矩陣", "ß"),
    *("İ", "ǆ", "ﬁ", "0", "-1", "1e309", "9" * 20, "(1)(2)(3)", "式（", "eq", "a-b-c_d:e", "--"),
    *("a" * 60, "%", "%zz", "&q=1#x"),
)


def troubles(count: int, seed: int) -> Iterator[str]:
    """`count` queries; the same for the same `seed`."""
    chance = random.Random(seed)
    for _ in range(count):
        pieces = [_piece(chance) for _ in range(chance.randint(1, 6))]
        query = chance.choice(("", "", " ")).join(pieces)
        if chance.random() < 0.02:
            query = (query * LONG)[:LONG]
        yield query


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(STRANGE)
    if kind < 0.7:
        return chance.choice(KNOWN)
    # Any characters: of one byte, of the first plane (half of pairs too), of all.
    most = chance.choice((0x7F, 0xFFFF, 0x10FFFF))
    return "".join(chr(chance.randint(0, most)) for _ in range(chance.randint(1, 12)))


# Asks the engine; gives what it throws.
ASK = """async queries => {
  const wrong = [];
  for (const [query, language] of JSON.parse(queries)) {
    try {
      const found = await bitextSearch.search(query, {language});
      if (!Array.isArray(found.results)) wrong.push([query, "no results"]);
    } catch (error) { wrong.push([query, String(error)]); }
  }
  return JSON.stringify(wrong);
}"""


def thrown(page: Page, queries: Sequence[str], seed: int) -> list[str]:
    """What the engine of a search page throws at `queries`, asked in languages by turns."""
    chance = random.Random(seed)
    asked = [(query, chance.choice(("zh", "en", "both", "xx"))) for query in queries]
    found: list[str] = []
    for start in range(0, len(asked), BATCH):
        # As JSON: it may hold what is no text, as half a pair is.
        wrong = json.loads(page.evaluate(ASK, json.dumps(asked[start : start + BATCH])))
        found += [f"{query!r}: {said}" for query, said in wrong]
    return found


# What the page may be made of, and what a query must not have done.
LOOK = """async query => {
  const field = document.querySelector("article .bitext-search-form input");
  field.value = JSON.parse(query);
  field.form.requestSubmit();
  const status = document.querySelector(".bitext-search-status");
  status.textContent = "";
  for (let i = 0; i < 400 && (!status.textContent || status.textContent.includes("…")); i++) {
    await new Promise(done => setTimeout(done, 5));
  }
  const known = "FORM INPUT DIV P OL UL LI A SPAN MARK BUTTON H2 LABEL SELECT OPTION".split(" ");
  const names = [...document.querySelectorAll(".bitext-search-panel *")].map(each => each.tagName);
  const strange = names.filter(name => !known.includes(name));
  const links = [...document.querySelectorAll(".bitext-search-panel a")]
    .filter(link => new URL(link.href).origin !== location.origin).map(link => link.href);
  return [...strange, ...links, ...(window.pwned ? ["a script ran"] : [])];
}"""


def injected(page: Page, queries: Sequence[str]) -> list[str]:
    """What `queries`, typed into a search page, do to it that they should not."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    for query in queries:
        found += [f"{query!r}: {each}" for each in page.evaluate(LOOK, json.dumps(query))]
    return found


def main() -> None:
    """Read the arguments, ask, and say what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--page", type=int, default=300, help="of them, asked in Chromium")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--html", type=Path, default=TOP / "_build" / "html")
    options = parser.parse_args()
    queries = list(troubles(options.count, options.seed))
    some = random.Random(options.seed).sample(queries, min(options.page, len(queries)))
    with served(options.html, ahead=False) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        page.goto(f"{address}/search.html?lang=both")
        page.locator("article .bitext-search-form input").wait_for()
        started = time.perf_counter()
        wrong = thrown(page, queries, options.seed)
        took = time.perf_counter() - started
        markup = injected(page, some)
        browser.close()
    print(f"{len(queries)} queries, seed {options.seed}, {took:.0f} s: {len(wrong)} thrown")
    print(f"{len(some)} of them typed: {len(markup)} thrown or taken for markup")
    for each in wrong + markup:
        print(f"  {each[:300]!a}")
    sys.exit(bool(wrong or markup))


if __name__ == "__main__":
    main()
