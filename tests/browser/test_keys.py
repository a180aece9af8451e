"""Keys: few, and none while one types."""

from __future__ import annotations

from typing import Any

import pytest


def mode(page: Any) -> str:
    return str(page.locator("html").get_attribute("data-lang"))


@pytest.fixture
def page(address: str, open_tab: Any) -> Any:
    return open_tab(f"{address}/index.html?lang=zh").page


def test_m_goes_through_the_modes(page: Any) -> None:
    seen = []
    for _ in range(4):
        page.keyboard.press("m")
        seen.append(mode(page))
        assert page.locator(".mode-switch input:checked").get_attribute("value") == seen[-1]
    assert seen == ["en", "both", "zh", "en"]
    assert "lang=en" in page.url
    page.keyboard.down("m")
    page.keyboard.down("m")  # held
    assert mode(page) == "both"


def test_question_mark_opens_and_closes_the_list(page: Any) -> None:
    listed = page.locator(".key-help")
    for close in ("?", "Escape", "Enter"):  # Enter: on the button, which has the focus
        page.keyboard.press("?")
        assert listed.is_visible()
        assert "换下一种读法" in listed.inner_text()
        assert "reading mode" not in listed.inner_text()
        assert listed.evaluate("list => list.contains(document.activeElement)")
        assert page.evaluate("!document.elementFromPoint(640, 450).closest('article')")
        page.keyboard.press(close)
        assert not listed.is_visible()
    page.keyboard.press("m")
    page.keyboard.press("?")
    assert "the next reading mode" in listed.inner_text()
    assert page.get_by_role("dialog", name="Keys").is_visible()


def test_nothing_is_taken_while_one_types(page: Any) -> None:
    box = page.locator(".sidebar-search")
    box.click()
    page.keyboard.type("mm??")
    assert (box.input_value(), mode(page)) == ("mm??", "zh")
    assert not page.locator(".key-help").is_visible()
    page.evaluate(
        """() => { const text = document.createElement("div"); text.contentEditable = "true";
        text.innerHTML = "<b>x</b>"; document.querySelector("article").prepend(text);
        text.focus(); }"""
    )
    page.keyboard.type("m?")
    assert mode(page) == "zh"
    assert not page.locator(".key-help").is_visible()


def test_nothing_is_taken_with_modifiers_or_in_composition(page: Any) -> None:
    for modifier in ("Control", "Alt", "Meta"):
        for key in ("m", "?"):
            page.keyboard.press(f"{modifier}+{key}")
    page.keyboard.press("Shift+M")
    page.evaluate(
        """() => { for (const key of ["m", "?"]) document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key, bubbles: true, isComposing: true})); }"""
    )
    assert mode(page) == "zh"
    assert not page.locator(".key-help").is_visible()


def test_other_keys_are_the_browser_s(page: Any) -> None:
    page.evaluate(
        """() => { window.taken = [];
        addEventListener("keydown", e => { if (e.defaultPrevented) taken.push(e.key); }); }"""
    )
    keys = ("j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End", "Space")
    url = page.url
    for key in keys:
        page.keyboard.press(key)
    assert page.evaluate("taken") == []
    assert (page.url, mode(page)) == (url, "zh")
