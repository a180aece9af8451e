"""Panels and pairs: what an author writes, what a reader sees, what is said of mistakes."""

from __future__ import annotations

import pytest

from tests.conftest import Build

PAIR = """
:::{zh}
中文段落。
:::
:::{en}
An English paragraph.
:::
"""

LONG_FORM = """
::::{tab-set}
:sync-group: lang

:::{tab-item} 中文
:sync: zh

中文段落。
:::
:::{tab-item} English
:sync: en

An English paragraph.
:::
::::
"""


def test_a_pair_is_a_tab_set_that_sphinx_design_synchronises(build: Build) -> None:
    site = build({"index.md": f"# T\n{PAIR}"})
    assert site.warnings == []
    (tabs,) = site.body().select(".sd-tab-set")
    labels = tabs.select(":scope > label")
    assert [(label.text.strip(), label["lang"], label["data-sync-id"]) for label in labels] == [
        ("中文", "zh-Hans", "zh"),
        ("English", "en", "en"),
    ]
    assert {label["data-sync-group"] for label in labels} == {"lang"}
    panels = tabs.select(":scope > .sd-tab-content")
    assert [(panel.text.strip(), panel["lang"]) for panel in panels] == [
        ("中文段落。", "zh-Hans"),
        ("An English paragraph.", "en"),
    ]


def test_the_long_form_gives_the_same_page(build: Build) -> None:
    short = build({"index.md": f"# T\n{PAIR}"}, folder="short")
    long = build({"index.md": f"# T\n{LONG_FORM}"}, folder="long")
    assert long.warnings == short.warnings == []
    assert str(long.body()) == str(short.body())


def test_other_tab_sets_are_left_alone(build: Build) -> None:
    source = LONG_FORM.replace(":sync-group: lang", ":sync-group: shell")
    (tabs,) = build({"index.md": f"# T\n{source}"}).body().select(".sd-tab-set")
    assert "bitext-pair" not in tabs["class"]


@pytest.mark.parametrize(
    ("source", "warnings"),
    [
        (
            ":::{zh}\n甲\n:::\n\nText.\n",
            [
                "index.md:3: a {zh} panel without its {en} panel: write the {en} panel "
                "directly after it [bitext.unpaired]"
            ],
        ),
        (
            ":::{en}\nText.\n:::\n",
            [
                "index.md:3: a {en} panel without its {zh} panel: write the {zh} panel "
                "directly after it [bitext.unpaired]"
            ],
        ),
        (
            ":::{zh}\n甲\n:::\n:::{zh}\n乙\n:::\n:::{en}\nText.\n:::\n",
            [
                "index.md:3: a {zh} panel is followed by another {zh} panel: join them, or "
                "write the {en} panel between them [bitext.doubled]"
            ],
        ),
        (
            ":::{en}\nText.\n:::\n:::{zh}\n甲\n:::\n",
            [
                "index.md:3: the {en} panel stands before its {zh} panel: swap them "
                "[bitext.misordered]"
            ],
        ),
        (
            ":::{zh}\n:::\n:::{en}\nText.\n:::\n",
            ["index.md:3: an empty {zh} panel: write its text, or remove it [bitext.empty]"],
        ),
        (
            ":::{zh}\n甲\n\n## 节\n:::\n:::{en}\nText.\n:::\n",
            [
                "index.md:6: a heading in a {zh} panel is in no contents and has no address: "
                "end the pair before it and write [..]{.zh} [..]{.en} in the heading "
                "[bitext.heading]"
            ],
        ),
        (
            ":::{zh} 甲\n:class: x\n\n乙\n:::\n:::{en}\nText.\n:::\n",
            [
                "index.md:3: a {zh} panel takes no argument and no option: take out '甲', "
                ":class: [bitext.option]"
            ],
        ),
        (
            f":::{{zh}}\n:align: 甲{'，一' * 30}。\n乙\n:::\n:::{{en}}\nText.\n:::\n",
            [
                "index.md:3: a {zh} panel takes no argument and no option: take out :align: "
                "[bitext.option]"
            ],
        ),
    ],
    ids=["zh alone", "en alone", "doubled", "misordered", "empty", "heading", "option", "sentence"],
)
def test_a_mistake_is_said_and_loses_nothing(
    build: Build, source: str, warnings: list[str]
) -> None:
    site = build({"index.md": f"# T\n\n{source}"})
    assert site.warnings == warnings
    text = site.body().text
    for word in ("甲", "乙", "节", "Text."):
        assert (word in text) == (word in source)


def test_a_misordered_pair_is_shown_in_order(build: Build) -> None:
    site = build({"index.md": "# T\n\n:::{en}\nText.\n:::\n:::{zh}\n甲\n:::\n"})
    (tabs,) = site.body().select(".sd-tab-set")
    assert [p["lang"] for p in tabs.select(".sd-tab-content")] == ["zh-Hans", "en"]


def test_a_comment_or_a_target_may_stand_between_the_panels(build: Build) -> None:
    source = ":::{zh}\n甲\n:::\n% a note\n\n(here)=\n:::{en}\nText.\n:::\n\n{ref}`x <here>`\n"
    site = build({"index.md": f"# T\n\n{source}"})
    assert site.warnings == []
    assert len(site.body().select(".bitext-pair")) == 1
    assert site.body().select_one("a.reference")["href"] == "#here"
    assert site.body().select_one("#here") is not None


def test_a_line_break_between_han_characters_is_no_space(build: Build) -> None:
    source = ":::{zh}\n中文\n段落，\n有 Latin\n词。\n:::\n:::{en}\nTwo\nlines.\n:::\n"
    zh, en = build({"index.md": f"# T\n\n{source}"}).body().select(".bitext-panel p")
    assert zh.text == "中文段落，有 Latin\n词。"
    assert en.text == "Two\nlines."


@pytest.mark.parametrize("builder", ["text", "man", "epub", "singlehtml", "xml", "gettext"])
def test_other_builders_print_both_languages_in_order(build: Build, builder: str) -> None:
    settings = {"man_pages": [("index", "t", "t", "a", 1)]} if builder == "man" else {}
    site = build({"index.md": f"# [题]{{.zh}} [Title]{{.en}}\n{PAIR}"}, builder=builder, **settings)
    assert [w for w in site.warnings if "conf value" not in w] == []
    if builder in {"text", "man", "singlehtml"}:
        name = {"text": "index.txt", "man": "t.1", "singlehtml": "index.html"}[builder]
        text = site.read(name)
        assert text.index("中文段落。") < text.index("An English paragraph.")
