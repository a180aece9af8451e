"""Draw tools/page.png, the picture in README.md: a post, side by side, in Chromium.

Usage, after ``make html`` and ``make test``: ``.venv/bin/python tools/picture_page.py``
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "_build" / "html" / "posts" / "why-short-conv.html"


def main() -> None:
    """Write the picture at 1280 x 800 CSS pixels."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(f"{PAGE.as_uri()}?lang=both#equation-shortconv-ttt")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=TOP / "tools" / "page.png")
        browser.close()


if __name__ == "__main__":
    main()
