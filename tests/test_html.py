"""Pages: what templates are given, alternatives, spaces and line breaks, where pairs may stand."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from tests.conftest import Build, Site

PAIR = ":::{zh}\n甲\n:::\n:::{en}\nA\n:::\n"


def pairs(body: BeautifulSoup) -> list[list[tuple[str, str]]]:
    """Each pair's panels, as language and text."""
    return [
        [
            (str(panel["lang"]), panel.text.strip())
            for panel in pair.find_all(class_="bitext-panel", recursive=False)
        ]
        for pair in body.select(".bitext-pair")
    ]


PAIRED = [("zh-Hans", "甲"), ("en", "A")]


def templated(build: Build, template: str, pages: dict[str, str]) -> Site:
    return build(
        {**pages, "_templates/layout.html": template},
        templates_path=["_templates"],
        html_theme="basic",
    )


def test_a_template_can_say_a_word_in_both_languages(build: Build) -> None:
    site = templated(
        build, "<p>{{ bitext_say('Search') }}{{ bitext_say('<b>') }}</p>", {"index.md": "# T\n"}
    )
    spans = site.page().select("p span")
    assert [(span["class"], span["lang"], span.text) for span in spans] == [
        (["zh"], "zh-Hans", "搜索"),
        (["en"], "en", "Search"),
        (["zh"], "zh-Hans", "<b>"),  # no word of ours: as it is, and escaped
        (["en"], "en", "<b>"),
    ]


def test_a_template_knows_the_languages_and_the_titles(build: Build) -> None:
    template = (
        "<p>{{ bitext_titles|tojson }}</p><ul>"
        "{% for l in bitext_languages %}<li>{{ l.code }} {{ l.tag }} {{ l.name }}</li>{% endfor %}"
        "</ul>"
    )
    site = templated(build, template, {"index.md": "# [甲 & 乙]{.zh} [A & B]{.en}\n"})
    titles = site.page().select_one("p")
    assert titles is not None
    assert json.loads(titles.text) == {"zh": "甲 & 乙", "en": "A & B"}
    assert [li.text for li in site.page().select("li")] == ["zh zh-Hans 中文", "en en English"]
    assert "<p>{}</p>" in site.read("genindex.html")  # which is no document


def test_the_window_s_title_holds_both_titles(build: Build) -> None:
    site = build({"index.md": "# [甲 < 乙]{.zh} [A < B]{.en}\n"}, html_title="Site")
    title = site.page().title
    assert title is not None
    assert title.text.startswith("甲 < 乙 · A < B")


def test_a_title_in_one_language_is_said_once(build: Build) -> None:
    title = build({"index.md": "# Same\n"}, html_title="Site").page().title
    assert title is not None
    assert title.text.count("Same") == 1


DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'


@pytest.mark.parametrize(
    ("alt", "zh", "en", "both"),
    [
        ("[甲]{.zh} [A]{.en}", "甲", "A", "甲 / A"),
        ("[甲 “乙”]{.zh} [A “B” & <c>]{.en}", "甲 “乙”", "A “B” & <c>", "甲 “乙” / A “B” & <c>"),
        ("plain", None, None, "plain"),
        ("[A]{.en}", None, "A", "A"),
    ],
)
def test_an_image_has_the_alternatives_that_it_is_given(
    build: Build, alt: str, zh: str | None, en: str | None, both: str
) -> None:
    source = f"# T\n\n```{{image}} dot.svg\n:alt: '{alt}'\n```\n"
    site = build({"index.md": source, "dot.svg": DOT})
    assert site.warnings == []
    (image,) = site.body().select("img")
    assert (image.get("data-alt-zh"), image.get("data-alt-en"), image["alt"]) == (zh, en, both)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("状态 $x$，即（$y$）。", "状态 x，即（y）。"),
        ("状态 $x$ 有", "状态 x 有"),
        ("（见 {doc}`index`）", "（见 T）"),
        ("见 {doc}`《题》 <index>` 与", "见《题》与"),
        ("见 {doc}`题》 <index>` 与", "见 题》与"),
        ("Latin, $x$, 文", "Latin, x, 文"),
    ],
)
def test_in_chinese_no_space_stands_next_to_punctuation(
    build: Build, source: str, text: str
) -> None:
    site = build({"index.md": f"# T\n\n:::{{zh}}\n{source}\n:::\n:::{{en}}\nA\n:::\n"})
    assert site.warnings == []
    panel = site.body().select_one(".bitext-panel")
    assert panel is not None
    for formula in panel.select(".math"):
        formula.replace_with(formula.select_one("mi").text)
    assert panel.text.strip() == text


def test_english_keeps_its_spaces(build: Build) -> None:
    source = ":::{zh}\n甲\n:::\n:::{en}\n“ {doc}`index` ” ($x$), $y$ and `a b`\n:::\n"
    site = build({"index.md": f"# T\n\n{source}"})
    panel = site.body().select(".bitext-panel")[1]
    for formula in panel.select(".math"):
        formula.replace_with(formula.select_one("mi").text)
    assert panel.text.strip() == "“ T ” (x), y and a b"


@pytest.mark.parametrize(
    ("source", "glued"),
    [
        ("状态 $x$，即（$y$）。又（见 $z$）", ["x，", "（y）。", "z）"]),
        ("状态 $x$ 有 $y$", []),
        ("($x$), $y$; “$z$”", ["(x),", "y;", "“z”"]),
        ("**（**$x$**）**", []),
    ],
)
def test_a_formula_and_its_punctuation_are_one_thing(
    build: Build, source: str, glued: list[str]
) -> None:
    site = build({"index.md": f"# T\n\n:::{{zh}}\n{source}\n:::\n:::{{en}}\nA\n:::\n"})
    assert site.warnings == []
    panel = site.body().select_one(".bitext-panel")
    assert panel is not None
    formulas = len(panel.select(".math"))
    for formula in panel.select(".math"):
        formula.replace_with(formula.select_one("mi").text)
    assert [span.text for span in panel.select(".glued")] == glued
    assert formulas == source.count("$") // 2
    assert panel.text.strip() == source.replace("$", "").replace("*", "").replace(" ，", "，")


def test_verbatim_text_keeps_its_line_breaks(build: Build) -> None:
    source = ":::{zh}\n```\n甲\n乙 ，\n```\n:::\n:::{en}\nA\n:::\n"
    (block,) = build({"index.md": f"# T\n\n{source}"}).body().select("pre")
    assert block.text == "甲\n乙 ，\n"


def indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}" for line in text.splitlines(True))


LONG = (
    (
        ":::::{{tab-set}}\n:sync-group: lang\n\n::::{{tab-item}} 中文\n:sync: zh\n\n甲\n::::\n"
        "::::{{tab-item}} English\n:sync: en\n\nA\n::::\n:::::\n"
    )
    .replace("{{", "{")
    .replace("}}", "}")
)


@pytest.mark.parametrize("pair", [PAIR, LONG], ids=["short form", "long form"])
@pytest.mark.parametrize(
    "around",
    [
        "::::::{note}\n%s::::::\n",
        "- item\n\n%s",
        "> %s",
        "::::::::{grid} 2\n:::::::{grid-item}\n%s:::::::\n::::::::\n",
        "::::::::{tab-set}\n:::::::{tab-item} Linux\n%s:::::::\n::::::::\n",
        "::::::{dropdown} More\n%s::::::\n",
    ],
    ids=["admonition", "list item", "quotation", "grid", "other tabs", "dropdown"],
)
def test_a_pair_may_stand_in_other_things(build: Build, around: str, pair: str) -> None:
    by = {"- ": "  ", "> ": "> "}.get(around[:2], "")
    inner = indented(pair, by).removeprefix(by if by == "> " else "")
    site = build({"index.md": f"# T\n\n{around % inner}"})
    assert site.warnings == []
    assert pairs(site.body()) == [PAIRED]


def test_panels_in_panels_are_said_and_stand_once(build: Build) -> None:
    source = "::::{zh}\n甲\n\n:::{zh}\n内\n:::\n:::{en}\nIn\n:::\n::::\n::::{en}\nA\n::::\n"
    site = build({"index.md": f"# T\n\n{source}"})
    assert site.warnings == [
        "index.md:6: a {zh} panel in a {zh} panel: end the outer pair before it [bitext.nested]",
        "index.md:9: a {en} panel in a {zh} panel: end the outer pair before it [bitext.nested]",
    ]
    text = site.body().text
    assert [text.count(word) for word in ("甲", "内", "In")] == [1, 1, 1]


def test_a_pair_may_be_included(build: Build) -> None:
    site = build({"index.md": "# T\n\n```{include} part.txt\n```\n", "part.txt": PAIR})
    assert site.warnings == []
    assert pairs(site.body()) == [PAIRED]


def test_a_mistake_in_an_included_file_is_found_there(build: Build) -> None:
    part = "A line.\n\n:::{zh}\n甲\n:::\n"
    site = build({"index.md": "# T\n\n```{include} part.txt\n```\n", "part.txt": part})
    (warning,) = site.warnings
    assert warning.startswith("part.txt:3: a {zh} panel without its {en} panel")


def test_one_file_may_hold_one_panel_of_a_pair_each(build: Build) -> None:
    files = {"zh.txt": ":::{zh}\n甲\n:::\n", "en.txt": ":::{en}\nA\n:::\n"}
    source = "".join(f"```{{include}} {name}\n```\n" for name in files)
    site = build({"index.md": f"# T\n\n{source}", **files})
    assert site.warnings == []
    assert pairs(site.body()) == [PAIRED]


def test_restructuredtext_is_understood(build: Build) -> None:
    source = (
        "T\n=\n\n.. zh::\n\n   甲\n   乙 :eq:`x`，\n\n.. en::\n\n   A :eq:`x`\n\n"
        ".. math::\n   :label: x\n\n   a = b\n\n.. math::\n\n   c &= d \\\\\n   e &= f\n"
    )
    site = build({"index.rst": source})
    assert site.warnings == []
    assert pairs(site.body()) == [[("zh-Hans", "甲乙 (1)，"), ("en", "A (1)")]]
    first, second = site.body().select("div.math")
    assert first["id"] == "equation-x"
    assert len(second.select("mtr")) == 2
