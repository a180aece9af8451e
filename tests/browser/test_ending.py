"""Below a post, in a browser: copying citations, both languages apart, comments on demand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import POSTS
from tests.conftest import SKIN, builder_in

HAN = re.compile("[\u4e00-\u9fff]")
POST = f"posts/{POSTS[0]}.html"


def open_post(address: str, open_tab: Any, lang: str = "en", **options: Any) -> Page:
    return open_tab(f"{address}/{POST}?lang={lang}", **options).page


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def copy(page: Page, what: str, lang: str, number: int = 0) -> str:
    """Press the button of the post's citation (0) or its source's (1)."""
    button = page.locator(f'.cite > .{lang} button[data-copy="{what}"]').nth(number)
    button.click()
    page.wait_for_function(
        "button => button.textContent.startsWith('✓')", arg=button.element_handle()
    )
    return clipboard(page)


ALLOWED = {"permissions": ["clipboard-read", "clipboard-write"]}


def test_a_press_copies_the_line_and_the_data(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab, **ALLOWED)
    line = copy(page, "line", "en")
    assert line.startswith("the bitext contributors, ‘Beyond MuP: 1.")
    assert line == page.locator(".cite > .en .cite-line").first.inner_text().strip()
    assert copy(page, "bibtex", "en", 1).startswith("@misc{kexue.fm-11340,\n")
    assert json.loads(copy(page, "csl", "en", 1))[0]["author"] == [{"literal": "Jianlin Su"}]


def test_a_button_says_that_it_has_copied_and_then_its_words_again(
    address: str, open_tab: Any
) -> None:
    page = open_post(address, open_tab, "zh", **ALLOWED)
    button = page.locator('.cite > .zh button[data-copy="line"]').first
    assert button.inner_text() == "复制引文"
    button.click()
    assert button.inner_text() == "✓ 已复制"
    button.click()
    page.wait_for_function("b => b.textContent.includes('Copy')", arg=button.element_handle())
    assert button.inner_text() == "复制引文"


def test_where_nothing_can_be_copied_the_text_is_selected(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.locator('.cite > .en button[data-copy="bibtex"]').first.click()
    page.wait_for_function("getSelection().toString().startsWith('@misc{beyond-mup-1')")
    assert page.locator(".cite > .en .bibtex").first.is_visible()


def test_each_language_has_its_citation(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab, "both")
    for lang, seen in {"zh": {"zh"}, "en": {"en"}, "both": {"zh", "en"}}.items():
        page.locator(f'.mode-switch input[value="{lang}"]').check(force=True)
        for code in ("zh", "en"):
            shown = page.locator(f".cite > .{code}").first.is_visible()
            assert shown == (code in seen), (lang, code)


def test_side_by_side_they_stand_side_by_side(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab, "both", viewport={"width": 1440, "height": 900})
    zh, en = (page.locator(f".cite > .{code}").first.bounding_box() for code in ("zh", "en"))
    assert zh is not None
    assert en is not None
    assert zh["y"] == en["y"]
    assert zh["x"] + zh["width"] < en["x"]


def test_english_has_no_chinese_but_names_of_sources(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab)
    # ... and, where PDFs have been made, the names of their languages.
    names = ".ending :is(cite, q, a[href$='.pdf'])"
    page.evaluate("names => document.querySelectorAll(names).forEach(e => e.remove())", names)
    assert HAN.search(page.locator(".ending").inner_text()) is None


def test_without_scripts_the_data_can_be_opened(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab, java_script_enabled=False)
    assert page.locator(".ending button >> visible=true").count() == 0
    page.locator(".cite summary").first.click()
    assert page.locator(".cite .bibtex").first.is_visible()
    assert page.locator(".cite-line >> visible=true").count() == 4


def test_related_posts_and_neighbours_keep_the_language(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab)
    page.locator(".neighbours a").first.click()
    page.wait_for_url(lambda url: POST not in url and "lang=en" in url)
    first = page.url
    page.locator(".ending a.lines").first.click()
    page.wait_for_url(lambda url: url != first and "lang=en" in url)


def test_a_list_leads_to_the_page_of_all_works_and_back(address: str, open_tab: Any) -> None:
    page = open_post(address, open_tab)
    way = page.locator("a.cited").first
    text = str(way.evaluate("a => a.parentElement.textContent"))
    way.click()
    page.wait_for_url(re.compile("bibliography"))
    target = page.locator(".works .citation:target")
    assert target.inner_text()[:20] == text[:20]
    target.locator(".cited-in a", has_text="Beyond MuP: 1.").click()
    page.wait_for_url(re.compile(POSTS[0]))


@pytest.fixture(scope="module")
def discussed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one post, with comments."""
    settings: dict[str, Any] = {
        **SKIN,
        "bitext_posts": ["post"],
        "bitext_licence": {"name": "L", "url": "https://x.org"},
        "bitext_giscus": dict.fromkeys(("repo", "repo_id", "category", "category_id"), "v"),
    }
    head = "---\ndate: 2026-01-01\ncategory: c\nsummary: {zh: 甲, en: A}\norphan: true\n---\n"
    files = {"index.md": "# [站]{.zh} [S]{.en}\n", "post.md": f"{head}# [文]{{.zh}} [P]{{.en}}\n"}
    site = builder_in(tmp_path_factory.mktemp("discussed"))(files, **settings)
    assert site.warnings == []
    return Path(site.app.outdir)


def test_comments_are_loaded_when_asked_for_and_not_before(discussed: Path, chromium: Any) -> None:
    context = chromium.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.route(lambda url: url.startswith("https:"), lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{(discussed / 'post.html').as_uri()}?lang=zh")
    page.wait_for_timeout(300)
    assert {url[:5] for url in asked} == {"file:"}
    with page.expect_request("https://giscus.app/client.js"):
        page.get_by_role("button", name="载入评论").click()
    script = page.locator('.comments script[src*="giscus"]')
    script.wait_for(state="attached")
    data = script.evaluate("script => ({...script.dataset})")
    assert [url for url in asked if url[:5] != "file:"] == ["https://giscus.app/client.js"]
    assert {name: data[name] for name in ("repo", "categoryId", "term", "mapping", "lang")} == {
        "repo": "v",
        "categoryId": "v",
        "term": "post",
        "mapping": "specific",
        "lang": "zh-CN",
    }
    assert page.locator(".comments button").count() == 0
    context.close()
