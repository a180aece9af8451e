"""The glossary in a browser: sorting its page, and terms in a text that show their partner."""

from __future__ import annotations

from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import _Quiet
from tests.conftest import SKIN, Build


def terms(page: Page, language: int) -> list[str]:
    return page.locator(
        f"table.glossary tbody tr > :nth-child({language + 1}) .term"
    ).all_inner_texts()


def test_it_is_sorted_by_the_reader_s_language_until_told_otherwise(
    address: str, open_tab: Any
) -> None:
    page = open_tab(f"{address}/glossary.html?lang=en").page
    english = terms(page, 1)
    assert english == sorted(english, key=lambda term: term.casefold().replace("-", " "))
    assert page.locator('[aria-sort="ascending"]').inner_text().startswith("English")
    page.locator('.mode-switch input[value="zh"]').check(force=True)
    chinese = terms(page, 0)
    assert terms(page, 1) != english
    assert page.locator('[aria-sort="ascending"]').inner_text().startswith("中文")
    # As it came, without the script.
    plain = open_tab(f"{address}/glossary.html?lang=zh", java_script_enabled=False).page
    assert terms(plain, 0) == chinese
    assert plain.locator("table.glossary thead button").count() == 0

    page.get_by_role("button", name="文章").click()
    used = [
        int(text)
        for text in page.locator(
            "table.glossary tbody td:last-child :is(summary, .none)"
        ).all_inner_texts()
    ]
    assert used == sorted(used, reverse=True)
    assert used[0] > used[-1]
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    page.locator('.mode-switch input[value="en"]').check(force=True)
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"


@pytest.mark.parametrize("mode", ["zh", "en", "both"])
def test_both_columns_are_there_in_every_mode(address: str, open_tab: Any, mode: str) -> None:
    page = open_tab(
        f"{address}/glossary.html?lang={mode}", viewport={"width": 390, "height": 800}
    ).page
    row = page.locator("#term-spectral-norm")
    assert [cell.is_visible() for cell in row.locator(".term").all()] == [True, True]
    row.locator("summary").click()
    link = row.locator("details a").first
    for code in ("zh", "en"):
        assert link.locator(f".{code}").is_visible() == (mode in {code, "both"})
    link.click()
    page.wait_for_url("**/posts/*")
    assert f"lang={mode}" in page.url


def test_a_row_that_the_address_names_is_in_the_window(address: str, open_tab: Any) -> None:
    for mode in ("zh", "en"):
        page = open_tab(f"{address}/glossary.html?lang={mode}#term-weight-decay").page
        page.wait_for_timeout(300)
        box = page.locator("#term-weight-decay").bounding_box()
        assert box is not None
        assert 0 < box["y"] < 850, mode


@pytest.fixture
def marked(build: Build) -> Path:
    """A site of this skin, with terms that are marked."""
    site = build(
        {
            "glossary.yml": "terms: [{zh: 谱范数, en: spectral norm}]",
            "index.md": "# [首页]{.zh} [Home]{.en}\n\n:::{zh}\n矩阵的{gloss}`谱范数`。\n:::\n"
            ":::{en}\nThe {gloss}`spectral norm`.\n:::\n",
        },
        extensions=["myst_parser", "bitext"],
        **SKIN,
        bitext_glossary="glossary.yml",
        bitext_glossary_page="glossary",
    )
    assert site.warnings == []
    return Path(site.app.outdir)


def test_a_marked_term_shows_its_partner(marked: Path, open_tab: Any) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(marked)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        places = [
            f"http://127.0.0.1:{server.server_port}/index.html",
            (marked / "index.html").as_uri(),
        ]
        for place in places:
            tab = open_tab(f"{place}?lang=zh")
            page = tab.page
            term = page.locator("a.gloss >> visible=true")
            assert term.inner_text() == "谱范数"
            term.hover()
            card = page.locator(".preview")
            card.wait_for(state="visible")
            assert card.inner_text() == "谱范数 · spectral norm"
            assert card.locator("[lang]").evaluate_all("all => all.map(e => e.lang)") == [
                "zh-Hans",
                "en",
            ]
            page.keyboard.press("Escape")
            term.focus()
            term.click()
            page.wait_for_url("**/glossary.html?lang=zh#term-spectral-norm")
            assert tab.errors == []
            # Without scripts the browser shows both itself.
            plain = open_tab(f"{place}?lang=zh", java_script_enabled=False).page
            assert plain.locator("a.gloss").first.get_attribute("title") == "谱范数 · spectral norm"
    finally:
        server.shutdown()
        server.server_close()


def test_the_head_of_a_page_is_in_nobody_s_way(address: str, open_tab: Any, site: Path) -> None:
    """Data, icons and the manifest break no policy, over HTTP or from the disk."""
    for place in (address, site.as_uri()):
        tab = open_tab(f"{place}/posts/muon-guide.html?lang=en")
        tab.page.wait_for_timeout(300)
        assert tab.errors == []
        graph = tab.page.evaluate(
            """JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent)
            ["@graph"].map(node => node.headline)"""
        )
        assert len(graph) == 2
    page = open_tab(f"{address}/index.html").page
    session = page.context.new_cdp_session(page)
    assert session.send("Page.getAppManifest")["errors"] == []
