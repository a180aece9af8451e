"""A site as its host is asked to serve it, and a reader who notes whatever goes wrong.

The policy is the one that CONTRIBUTING.md has. What a page asks of other hosts, what the policy
refuses, what scripts complain of, and what stays in the browser is counted.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.conftest import TOP

STORED = {"bitext-mode", "bitext-searches", "theme"}
"""All that may stay in a browser: how one reads (the first and the last), what one has sought."""

# The console outlives the page, and so is read for all pages that were open.
WATCH = """
  document.addEventListener("securitypolicyviolation", event => console.error(
    "refused: " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""

FOREIGN = """(page, sent) => [...page.querySelectorAll("*")].filter(tag =>
  [...tag.attributes].some(each => each.name.startsWith("on")
    || ["href", "src", "action", "formaction", "xlink:href"].includes(each.name)
       && /^[\\s\\0-\\x1f]*(javascript|vbscript|data):/i.test(each.value))
  || tag.matches("script:not([src], [type='application/ld+json']), style, iframe, object, embed")
  || tag.matches("img[src=x]")
  || sent && tag.hasAttribute("style") && !tag.closest(".katex")
).map(tag => tag.outerHTML.slice(0, 200))"""
"""Of a page, parsed: the elements that only foreign markup could have made; and, of one as it is
sent, those that the policy would refuse. (Scripts may style what is open.)"""


def policy() -> str:
    """The header as the documentation has it, for hosts that take a file ``_headers``."""
    text = (TOP / "CONTRIBUTING.md").read_text("utf-8")
    (found,) = re.findall(r"^  Content-Security-Policy: (.+)$", text, re.MULTILINE)
    return found


def policy_of_comments() -> str:
    """The same with what the documentation adds for comments."""
    text = (TOP / "CONTRIBUTING.md").read_text("utf-8")
    (said,) = re.findall(r"^- Comments by giscus .+?(?=^- |\n\n)", text, re.MULTILINE | re.DOTALL)
    more = [" ".join(rule.split()) for rule in re.findall(r"`(\w+-src\s[^`]+)`", said)]
    return "; ".join([policy(), *more])


class _Strict(SimpleHTTPRequestHandler):
    """Sends the policy with each answer, and the site's own page for what is missing."""

    def __init__(self, *args: Any, rules: str, **options: Any) -> None:
        self._rules = rules
        super().__init__(*args, **options)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self._rules)
        super().end_headers()

    def send_error(self, code: int, *args: Any, **options: Any) -> None:
        missing = Path(self.directory) / "404.html"
        if code != 404 or not missing.exists():
            super().send_error(code, *args, **options)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(missing.read_bytes())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
        pass


@contextmanager
def served(folder: Path, rules: str = "") -> Iterator[str]:
    """``http://127.0.0.1:port`` of what is in `folder`, or will be.

    Args:
        folder: the site's.
        rules: the policy; the documentation's own where it is empty.

    """
    handler = partial(_Strict, directory=str(folder), rules=rules or policy())
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Reader:
    """A fresh reader: what went wrong, what was asked of whom."""

    def __init__(self, chromium: Browser, **options: Any) -> None:
        self.context = chromium.new_context(
            viewport={"width": 1280, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
            **options,
        )
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.hosts: set[str] = set()
        self.context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", self._dismiss)
        self.page.on(
            "console",
            lambda entry: (
                self.said.append(entry.text) if entry.type in {"error", "warning"} else None
            ),
        )

    def _dismiss(self, dialog: Any) -> None:
        self.said.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def foreign(self) -> list[str]:
        """What runs, or could, in the open page, and is not the site's own."""
        ran = ["window.pwned"] if self.page.evaluate("'pwned' in window") else []
        return [*ran, *self.page.evaluate(f"() => ({FOREIGN})(document, false)")]

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

    def is_left_alone(self, address: str) -> None:
        """Assert that nothing went wrong, nobody else was asked, and no more stays than may."""
        assert self.said == [], self.said
        assert self.hosts == {urlsplit(address).netloc}, self.hosts
        stored = self.stored()
        assert set(stored["local"]) <= STORED, stored
        assert not any(kept for place, kept in stored.items() if place != "local"), stored
        assert self.context.cookies() == []


def use(page: Page, query: str) -> None:
    """What every page offers: the switch, the colours, and the search, which finds `query`."""
    page.click('.mode-switch label:has(input[value="en"])')
    expect(page.locator("html")).to_have_attribute("data-lang", "en")
    page.locator(".theme-toggle:visible").first.click()
    page.keyboard.press("/")
    box = page.locator("input[type=search]:focus, .bitext-search-box input:focus")
    expect(box).to_have_count(1)
    box.fill(query)
    page.locator(".bitext-search-item").first.wait_for()
    page.keyboard.press("Escape")


FETCHED = f"""async addresses => {{
  const found = {{}};
  for (const address of addresses) {{
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const foreign = ({FOREIGN})(page, true);
    if (foreign.length) found[address] = foreign;
  }}
  return found;
}}"""


def foreign_in(reader: Reader, address: str, folder: Path) -> dict[str, list[str]]:
    """:data:`FOREIGN` in each page of the site in `folder`, served at `address`, as it is sent."""
    reader.page.goto(f"{address}/404.html")
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert pages
    return reader.page.evaluate(FETCHED, [f"/{name}" for name in pages])
