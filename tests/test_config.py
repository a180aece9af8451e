"""The settings: what is wrong with one is said at once; another pair of languages works."""

from __future__ import annotations

from typing import Any

import pytest
from sphinx.errors import ConfigError

from tests.conftest import Build

JAPANESE = {"code": "ja", "tag": "ja", "name": "日本語", "words": {"figure": "図 {number}"}}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("bitext_languages", 3, "wants a value of type list or tuple, not 3"),
        ("bitext_languages", None, "wants a value of type list or tuple, not None"),
        ("bitext_languages", ["zh"], "wants two different languages"),
        ("bitext_languages", ["zh", "zh"], "wants two different languages"),
        ("bitext_languages", ["zh", "en", JAPANESE], "wants two different languages"),
        ("bitext_languages", ["zh", "fr"], "'fr' is not known by its code alone (zh, en are)"),
        ("bitext_languages", ["zh", 3], "an entry is a known code, or a dictionary"),
        ("bitext_languages", ["zh", {"code": "fr"}], "an entry is a known code, or a dictionary"),
        ("bitext_languages", ["zh", {**JAPANESE, "colour": 1}], "an entry is a known code"),
        ("bitext_languages", ["zh", {**JAPANESE, "code": "J A"}], "'code' (lower-case ASCII)"),
        ("bitext_languages", ["zh", {**JAPANESE, "words": ["a"]}], "perhaps 'words'"),
        ("bitext_macros", None, "wants a value of type dict, not None"),
        ("bitext_macros", [], "wants a value of type dict, not []"),
        ("bitext_macros", {"R2": "x"}, "macro 'R2': the name must consist of the letters"),
        ("bitext_macros", {"R": 3}, "macro 'R': write the body, [body, number of arguments]"),
        ("bitext_macros", {"R": "{"}, "macro 'R': the braces of '{' are not balanced"),
        ("bitext_katex", None, "wants a value of type str, not None"),
        ("bitext_katex", 3, "wants a value of type str, not 3"),
        ("bitext_cache", 3, "wants a value of type None or str, not 3"),
        ("bitext_cache", ["a"], "wants a value of type None or str, not ['a']"),
    ],
)
def test_a_bad_value_is_an_error_that_names_setting_and_file(
    build: Build, name: str, value: Any, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        build({"index.md": "# T\n"}, **{name: value})
    assert str(caught.value).startswith(f"{name} in conf.py")
    assert message in str(caught.value)


def test_macros_of_the_site_hold_in_html_and_in_the_book(build: Build) -> None:
    files = {"index.md": "# T\n\n$\\norm{\\R}$\n"}
    macros = {"R": r"\mathbb{R}", "norm": [r"\Vert #1\Vert", 1]}
    site = build(files, bitext_macros=macros)
    assert site.warnings == []
    (formula,) = site.body().select("math")
    assert formula.text.startswith("∥R∥")
    documents = [("index", "book.tex", "T", "A", "manual", False)]
    source = build(files, builder="latex", latex_documents=documents, bitext_macros=macros).read(
        "book.tex"
    )
    preamble = source[: source.index(r"\begin{document}")]
    assert r"\renewcommand{\R}{\mathbb{R}}" in preamble
    assert r"\renewcommand{\norm}[1]{\Vert #1\Vert}" in preamble


def test_a_changed_macro_reaches_an_untouched_page(build: Build) -> None:
    files = {"index.md": "# T\n\n$\\R$\n"}
    (before,) = build(files, bitext_macros={"R": "A"}).body().select("math mi")
    (after,) = build({}, bitext_macros={"R": "B"}).body().select("math mi")
    assert (before.text, after.text) == ("A", "B")


PAIR = """
:::{ja}
日本
語。
:::
:::{en}
An English
line.
:::
"""


def test_another_pair_of_languages_has_its_own_directives_and_marks(build: Build) -> None:
    site = build(
        {
            "index.md": "# [題]{.ja} [Title]{.en}\n" + PAIR + "\n:::{figure} dot.svg\n図。\n:::\n",
            "dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
        },
        bitext_languages=[JAPANESE, "en"],
    )
    assert site.warnings == []
    body = site.body()
    labels = body.select(".sd-tab-label")
    assert [(label.text.strip(), label["lang"], label["data-sync-id"]) for label in labels] == [
        ("日本語", "ja", "ja"),
        ("English", "en", "en"),
    ]
    assert [(p["lang"], p.text.strip()) for p in body.select(".bitext-panel")] == [
        ("ja", "日本語。"),  # a line break is no space in Japanese either
        ("en", "An English\nline."),
    ]
    assert [span["lang"] for span in body.select("h1 span[lang]")] == ["ja", "en"]
    assert [number.text for number in body.select(".caption-number")] == ["図 1", "Figure 1"]


def test_the_languages_stand_in_the_order_of_the_setting(build: Build) -> None:
    source = ":::{en}\nText.\n:::\n:::{zh}\n甲\n:::\n"
    site = build({"index.md": f"# T\n\n{source}"}, bitext_languages=["en", "zh"])
    assert site.warnings == []
    panels = site.body().select(".bitext-panel")
    assert [panel["lang"] for panel in panels] == ["en", "zh-Hans"]


def test_a_language_that_is_not_set_is_no_directive(build: Build) -> None:
    site = build({"index.md": "# T\n\n:::{zh}\n甲\n:::\n"}, bitext_languages=[JAPANESE, "en"])
    assert site.warnings == ["index.md:3: Unknown directive type: 'zh' [myst.directive_unknown]"]


def test_other_languages_ask_for_their_own_partner(build: Build) -> None:
    site = build({"index.md": "# T\n\n:::{ja}\n日\n:::\n"}, bitext_languages=[JAPANESE, "en"])
    assert site.warnings == [
        "index.md:3: a {ja} panel without its {en} panel: write the {en} panel directly "
        "after it [bitext.unpaired]"
    ]
