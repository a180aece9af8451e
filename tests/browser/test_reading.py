"""What a reader sees: in each mode, without scripts, on a phone, from the disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import POSTS

HAN = re.compile(r"[\u3400-\u9fff]")
PROSE = re.compile(r"(?:\b[A-Za-z]{2,}[ ,;]+){4,}[A-Za-z]{2,}")

# Every text that is shown, but for: works cited and sources (titles and names stay in their
# language), code, formulas, and the names of the languages in the switch.
SHOWN = """() => {
  const skip = ".citation, .credit a, .cite ~ .cite, a[href$='.pdf'], .mode-switch, pre, .katex,"
    + "script, style, noscript";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node; (node = walker.nextNode()); ) {
    const element = node.parentElement;
    if (node.textContent.trim() && !element.closest(skip) && !element.closest("[hidden]")
        && element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
      found.push(node.textContent.trim());
  }
  return found;
}"""


@pytest.mark.parametrize("post", POSTS)
def test_a_chinese_reader_sees_no_english_prose(address: str, open_tab: Any, post: str) -> None:
    page = open_tab(f"{address}/posts/{post}.html?lang=zh").page
    shown = page.evaluate(SHOWN)
    assert [text for text in shown if PROSE.search(text)] == []
    assert sum(len(HAN.findall(text)) for text in shown) > 2500
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


@pytest.mark.parametrize("post", POSTS)
def test_an_english_reader_sees_no_chinese(address: str, open_tab: Any, post: str) -> None:
    page = open_tab(f"{address}/posts/{post}.html?lang=en").page
    shown = page.evaluate(SHOWN)
    # The licence line of the source, in the credit, is quoted as it is.
    assert [t for t in shown if HAN.search(t) and "署名-非商业用途-保持一致" not in t] == []
    assert len(" ".join(shown).split()) > 1500
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("post", POSTS)
def test_both_see_the_same_equations_with_the_same_numbers(
    address: str, open_tab: Any, post: str
) -> None:
    def equations(mode: str) -> list[list[str]]:
        return open_tab(f"{address}/posts/{post}.html?lang={mode}").page.evaluate(
            """() => [...document.querySelectorAll("div.math")].filter(e => e.checkVisibility())
            .map(e => [e.querySelector("annotation").textContent,
                       e.querySelector(".eqno")?.firstChild.textContent ?? ""])"""
        )

    chinese, english, both = equations("zh"), equations("en"), equations("both")
    assert chinese == english == both
    numbers = [number for _, number in chinese if number]
    assert numbers == [f"({n})" for n in range(1, len(numbers) + 1)]
    assert len(numbers) >= 10


@pytest.mark.parametrize("post", POSTS)
def test_side_by_side_the_paragraphs_stand_level(address: str, open_tab: Any, post: str) -> None:
    page = open_tab(f"{address}/posts/{post}.html?lang=both").page
    rows = page.evaluate(
        """() => [...document.querySelectorAll(".bitext-pair")].map(pair =>
        [...pair.querySelectorAll(":scope > .bitext-panel")].map(panel =>
        [...panel.children].map(block => block.getBoundingClientRect()).map(b => [b.x, b.y])))"""
    )
    assert len(rows) > 20
    for left, right in rows:
        assert len(left) == len(right)
        for (x, y), (other_x, other_y) in zip(left, right, strict=True):
            assert abs(y - other_y) < 1
            assert other_x > x + 200


@pytest.mark.parametrize("post", POSTS)
def test_without_scripts_there_are_tabs_and_all_maths(
    address: str, open_tab: Any, post: str
) -> None:
    page = open_tab(f"{address}/posts/{post}.html", java_script_enabled=False).page
    pair = page.locator(".bitext-pair:not(.credit)").first
    chinese, english = pair.locator(".bitext-panel.zh"), pair.locator(".bitext-panel.en")
    assert (chinese.is_visible(), english.is_visible()) == (True, False)
    pair.locator("label", has_text="English").click()
    assert (chinese.is_visible(), english.is_visible()) == (False, True)
    assert not page.locator(".mode-switch").is_visible()
    assert page.locator("div.math .katex-html").first.is_visible()
    assert page.locator("div.math").count() == page.locator("div.math .katex").count()
    assert page.locator(".math-source, .katex-error").count() == 0


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_nothing_is_asked_of_another_host(
    address: str, site: Path, open_tab: Any, scheme: str
) -> None:
    base = address if scheme == "http" else site.as_uri()
    for name in ("index", *(f"posts/{post}" for post in POSTS), "search"):
        tab = open_tab(f"{base}/{name}.html?lang=both")
        tab.page.wait_for_load_state("networkidle")
        assert [url for url in tab.requests if not url.startswith(base)] == []
        assert tab.errors == []
        assert tab.page.locator(".mode-switch input:checked").get_attribute("value") == "both"


def test_the_switch_changes_all_and_is_remembered(address: str, open_tab: Any) -> None:
    tab = open_tab(f"{address}/posts/{POSTS[0]}.html", locale="zh-CN")
    page = tab.page
    assert page.locator("html").get_attribute("data-lang") == "zh"
    page.locator(".mode-switch").get_by_text("English").click()
    assert page.locator("html").get_attribute("data-lang") == "en"
    assert "lang=en" in page.url
    assert HAN.search(page.title()) is None
    assert page.locator("h1 span.zh").is_hidden()
    page.goto(f"{address}/index.html")
    assert page.locator("html").get_attribute("data-lang") == "en"
    page.locator("article .card a.entry-title").first.click()
    page.wait_for_url("**/posts/*")
    assert "lang=en" in page.url


def test_an_equation_s_address_opens_there(address: str, open_tab: Any) -> None:
    url = f"{address}/posts/beyond-mup-1.html?lang=both#equation-mup1-forward"
    page = open_tab(url).page
    box = page.locator("#equation-mup1-forward").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 200


@pytest.mark.parametrize("mode", ["zh", "en", "both"])
@pytest.mark.parametrize("post", POSTS)
def test_a_phone_never_scrolls_sideways(address: str, open_tab: Any, post: str, mode: str) -> None:
    page = open_tab(
        f"{address}/posts/{post}.html?lang={mode}", viewport={"width": 360, "height": 740}
    ).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_copied_text_holds_the_formulas_source(address: str, open_tab: Any) -> None:
    page = open_tab(f"{address}/posts/{POSTS[0]}.html?lang=en").page
    copied = page.evaluate(
        """() => {
          const block = document.querySelector("div.math .katex-display");
          getSelection().selectAllChildren(block);
          let text = "";
          const data = {setData: (_, value) => { text = value; }};
          const event = new Event("copy", {cancelable: true});
          Object.defineProperty(event, "clipboardData", {value: data});
          document.dispatchEvent(event);
          return [text, block.querySelector("annotation").textContent.trim()];
        }"""
    )
    assert copied[0].strip() == f"$${copied[1]}$$"


@pytest.mark.parametrize("mode", ["zh", "en", "both"])
def test_the_credit_names_the_source_in_every_mode(address: str, open_tab: Any, mode: str) -> None:
    for post in POSTS:
        page = open_tab(f"{address}/posts/{post}.html?lang={mode}").page
        shown = [link for link in page.locator(".credit a").all() if link.is_visible()]
        assert len(shown) == (2 if mode == "both" else 1)
        for link in shown:
            assert len(link.inner_text()) > 5
            assert (link.get_attribute("href") or "").startswith("https://kexue.fm/archives/")


def test_figures_are_shown_and_described(address: str, open_tab: Any) -> None:
    for post in POSTS:
        page = open_tab(f"{address}/posts/{post}.html?lang=en").page
        images = page.locator("figure img")
        assert images.count() >= 1
        for image in images.all():
            image.scroll_into_view_if_needed()
            image.evaluate("image => image.decode()")
            assert image.evaluate("image => image.naturalWidth") > 100
            alt = image.get_attribute("alt") or ""
            assert len(alt) > 20
            assert HAN.search(alt) is None
        captions = page.locator("figcaption").all_inner_texts()
        assert [text.strip().startswith("Figure ") for text in captions] == [True] * len(captions)


# Marks one element of each kind: the same text under the same classes.
KINDS = r"""() => {
  const kinds = new Set();
  document.querySelectorAll(".katex-html span").forEach(span => {
    const text = [...span.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
      .map(node => node.data).join("").replace(/[\u200b\s]/g, "");
    let kind = text;
    for (let e = span; !e.matches(".katex-html"); e = e.parentElement) kind += "|" + e.className;
    if (text && !kinds.has(kind)) span.dataset.kind = kinds.add(kind).size;
  });
}"""


@pytest.mark.parametrize("post", POSTS)
def test_every_formula_is_set_in_katex_s_fonts(address: str, open_tab: Any, post: str) -> None:
    """Although these have been cut down (bitext/maths/fonts.py)."""
    page = open_tab(f"{address}/posts/{post}.html?lang=both").page
    page.evaluate(KINDS)
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    marked = {"nodeId": root, "selector": "[data-kind]"}
    found = [
        (font["isCustomFont"], font["familyName"].partition("_")[0], node)
        for node in tools.send("DOM.querySelectorAll", marked)["nodeIds"]
        for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    ]
    assert len(found) > 150
    strange = [node for ours, family, node in found if (ours, family) != (True, "KaTeX")]
    assert [tools.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"] for node in strange] == []


def test_every_anchor_is_one_element_s(address: str, open_tab: Any) -> None:
    for post in POSTS:
        ids = open_tab(f"{address}/posts/{post}.html").page.evaluate(
            "() => [...document.querySelectorAll('[id]')].map(e => e.id)"
        )
        assert len(ids) > 50
        assert sorted({name for name in ids if ids.count(name) > 1}) == []
