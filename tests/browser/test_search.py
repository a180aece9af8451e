"""Searching as a reader does it: the box, the page, the place where a result leads."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from bench.search.fuzz import injected, troubles
from tests.browser.test_accessibility import VIOLATIONS, load

POST = "posts/why-short-conv"


@pytest.fixture
def post(address: str, open_tab: Any) -> Any:
    """A post that is being read in Chinese."""
    return open_tab(f"{address}/{POST}.html?lang=zh")


def open_box(page: Page, key: str = "Control+k") -> None:
    page.keyboard.press(key)
    page.locator(".bitext-search-box input").wait_for()


@pytest.mark.parametrize("key", ["Control+k", "/"])
def test_a_key_opens_the_box_and_results_come_as_one_types(post: Any, key: str) -> None:
    page = post.page
    assert not [url for url in post.requests if "search-engine" in url]  # nothing ahead of time
    open_box(page, key)
    page.keyboard.type("谱范数", delay=20)
    first = page.locator(".bitext-search-item").first
    expect(first).to_contain_text("随机矩阵谱范数的快速估计")
    expect(first.locator("mark").first).to_have_text("谱范数")
    expect(page.locator(".bitext-search-status")).to_contain_text("找到")
    page.keyboard.press("Escape")
    assert page.locator(".bitext-search-box").is_hidden()
    assert post.errors == []


def test_the_keyboard_goes_through_the_results(post: Any) -> None:
    page = post.page
    open_box(page)
    page.keyboard.type("msign")
    page.locator(".bitext-search-item").first.wait_for()
    page.keyboard.press("ArrowDown")
    links = page.locator(".bitext-search-box a.bitext-search-link")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".bitext-search-box input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("x")  # one types on
    expect(page.locator(".bitext-search-box input")).to_have_value("msignx")


def test_a_result_opens_in_its_language_with_the_hit_marked(post: Any) -> None:
    page = post.page
    open_box(page)
    page.keyboard.type("asks every token to predict itself")
    page.locator(".bitext-search-item").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**highlight=*")
    query = parse_qs(urlsplit(page.url).query)
    assert query["lang"] == ["en"]  # though Chinese was being read
    mark = page.locator("mark.bitext-mark").first
    expect(mark).to_have_text("asks every token to predict itself")
    expect(mark).to_be_in_viewport()
    assert page.evaluate("document.documentElement.dataset.lang") == "en"


@pytest.mark.parametrize(
    ("reader", "query", "facing"),
    [
        ("en", "让每个 Token 预测自己", "predict itself"),
        ("zh", "asks every token to predict itself", "预测它自己"),
    ],
)
def test_what_the_other_language_has_is_shown_in_the_reader_s(
    address: str, open_tab: Any, reader: str, query: str, facing: str
) -> None:
    tab = open_tab(f"{address}/search.html?lang={reader}&q={query}")
    page = tab.page
    first = page.locator(".bitext-search-item").first
    own = first.locator(".bitext-search-excerpt:not(.bitext-search-quoted)")
    expect(own).to_contain_text(facing)
    assert own.get_attribute("lang").startswith(reader)
    quoted = first.locator(".bitext-search-quoted")
    assert not quoted.get_attribute("lang").startswith(reader)
    expect(quoted.locator("mark").first).to_be_visible()
    own_title, other_title = (
        first.locator(f".bitext-search-title .{code}")
        for code in (reader, "zh" if reader == "en" else "en")
    )
    expect(own_title).to_be_visible()
    expect(other_title).to_be_hidden()
    first.locator("a").first.click()  # and it opens where the hit is
    page.wait_for_url("**highlight=*")
    expect(page.locator("mark.bitext-mark").first).to_be_in_viewport()
    assert tab.errors == []


def test_side_by_side_both_languages_face_each_other(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/search.html?lang=both&q=核范数").page
    first = page.locator(".bitext-search-item").first
    zh, en = (first.locator(f".bitext-search-excerpt[lang|={code}]") for code in ("zh", "en"))
    expect(zh.locator("mark")).to_have_text(["核范数"])
    expect(en.locator("mark")).to_have_text(["nuclear norm"])
    left, right = zh.bounding_box(), en.bounding_box()
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] < right["x"]
    page.set_viewport_size({"width": 390, "height": 800})
    left, right = zh.bounding_box(), en.bounding_box()
    assert left["x"] == right["x"]
    assert left["y"] + left["height"] <= right["y"]


def test_an_equation_is_reached_by_its_number(post: Any) -> None:
    page = post.page
    open_box(page)
    page.keyboard.type("Short Conv 式 (13)")
    page.locator(".bitext-search-item").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**#equation-shortconv-bigram")
    expect(page.locator("#equation-shortconv-bigram")).to_have_class(
        "math notranslate nohighlight bitext-target"
    )


def test_nothing_is_searched_in_the_midst_of_a_composition(post: Any) -> None:
    page = post.page
    open_box(page)
    page.evaluate(
        """() => {
          const field = document.querySelector(".bitext-search-box input");
          field.dispatchEvent(new CompositionEvent("compositionstart"));
          field.value = "pu fan";
          field.dispatchEvent(new InputEvent("input", {isComposing: true}));
        }"""
    )
    page.wait_for_timeout(300)
    assert page.locator(".bitext-search-item").count() == 0
    page.evaluate(
        """() => {
          const field = document.querySelector(".bitext-search-box input");
          field.value = "谱范";
          field.dispatchEvent(new CompositionEvent("compositionend"));
        }"""
    )
    page.locator(".bitext-search-item").first.wait_for()


def test_the_address_of_the_page_says_what_is_asked(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/search.html?lang=en")
    page = tab.page
    field = page.locator("article .bitext-search-form input")
    field.fill("stable rank")
    page.locator(".bitext-search-item").first.wait_for()
    assert "q=stable+rank" in page.url
    found = page.locator(".bitext-search-item").count()
    page.get_by_label("Series").select_option("beyond-mup")
    page.wait_for_function(
        "n => document.querySelectorAll('.bitext-search-item').length < n", arg=found
    )
    assert "series=beyond-mup" in page.url
    for title in page.locator(".bitext-search-title").all_inner_texts():
        assert title.startswith("Beyond MuP")
    again = open_tab(page.url).page
    again.locator(".bitext-search-item").first.wait_for()
    assert again.get_by_label("Series").input_value() == "beyond-mup"
    field.fill("")
    page.get_by_label("Series").select_option("")
    expect(page.locator(".bitext-search-lists")).to_be_visible()
    assert tab.errors == []


def test_recent_queries_stay_on_this_machine(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/search.html?lang=en&q=delta%20rule")
    page = tab.page
    page.locator(".bitext-search-item a").first.click()
    page.wait_for_url("**highlight=*")
    page.goto(f"{address}/search.html?lang=en")
    page.get_by_role("button", name="delta rule").click()
    page.locator(".bitext-search-item").first.wait_for()
    page.locator("article .bitext-search-form input").fill("")
    page.get_by_role("button", name="Forget these").click()
    assert page.get_by_role("button", name="delta rule").count() == 0
    assert page.evaluate("localStorage.getItem('bitext-searches')") is None
    assert {urlsplit(url).netloc for url in tab.requests} == {urlsplit(address).netloc}


def test_it_works_from_the_disk_and_from_any_folder(site: Path, open_tab: Any) -> None:
    tab = open_tab(f"{(site / 'search.html').as_uri()}?lang=zh&q=双随机矩阵")
    tab.page.locator(".bitext-search-item a").first.click()
    tab.page.wait_for_url("**/posts/mhc-identity.html?*")
    expect(tab.page.locator("mark.bitext-mark").first).to_have_text("双随机矩阵")
    assert tab.errors == []


TROUBLE = [
    "<img src=x onerror=window.pwned=1>", "\"><script>window.pwned=1</script>", "\ud83d",
    "‮שלום עולם", "(((", "\\", "$&$1", "%", "__proto__", "🙂" * 3000, "a" * 10_000, "矩阵" * 4000,
]  # fmt: skip


def test_no_query_is_taken_for_markup(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/search.html?lang=en")
    page = tab.page
    field = page.locator("article .bitext-search-form input")
    field.wait_for()
    queries = [*TROUBLE, *(f"norm {query} 矩阵" for query in TROUBLE), *troubles(60, seed=3)]
    assert injected(page, queries) == []
    assert tab.errors == []


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, {"width": 390, "height": 800}])
def test_the_box_is_accessible(post: Any, size: dict[str, int]) -> None:
    page = post.page
    page.set_viewport_size(size)
    load(page)
    open_box(page)
    page.keyboard.type("norm")
    page.locator(".bitext-search-item").first.wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(VIOLATIONS, scheme == "dark") == [], scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_results_are_accessible(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/search.html?lang=both&q=spectral", reduced_motion="reduce").page
    page.locator(".bitext-search-item").first.wait_for()
    load(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert page.evaluate(VIOLATIONS, scheme == "dark") == [], scheme


def test_without_scripts_there_are_lists(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/search.html", java_script_enabled=False).page
    assert page.locator(".bitext-search-lists li a").count() == 12
    assert page.locator(".bitext-search-lists dt").count() > 50
    assert page.locator("article input").count() == 0
