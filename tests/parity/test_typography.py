"""Spaces, punctuation, quotes and emphasis of one side."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from bitext.parity.typography import check
from tests.parity.sides import POSTS, garbage, labels, pairs, side, texts


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "状态 $S_t$ 有 3 个分量（见式 {eq}`x`），记作 `conf`。"),
        ("zh", "用 Muon{cite:p}`A` 训练"),
        ("zh", "脚注[^1]在此，共 20% 的人"),
        ("zh", "这是**要点**，见 [Muon](https://a.org/x.y) 的说明"),
        ("zh", "这是 **要点** 的说明"),
        ("zh", "中文\n换行，$x$，$y$"),
        ("zh", "他说“好”……然后——走了"),
        ("zh", "Yang et al. 的说法，i.i.d. 的变量"),
        ("zh", "(a) 行、(d)、(e) 两行"),
        ("zh", "Sudakov–Fernique 不等式"),
        ("zh", "见 https://a.org/b 的说明"),
        ("zh", "- 首先\n- 其次"),
        ("en", "Su’s ‘stable first’ and “this”; it is $x$, no more (see {eq}`x`)."),
        ("en", "The word “中文，英文” and Jianlin Su (苏剑林)."),
        ("en", "a) first, b) second; on [0, 1) it holds"),
        ("en", "snake_case and 2 * 3 and 2*3"),
        ("en", "An en dash – and an em dash — and… an ellipsis"),
        ("en", "about 5' long, a 3.5 and e.g., this"),
    ],
)
def test_nothing_wrong(language: str, text: str) -> None:
    assert list(check(side(language, text))) == []


@pytest.mark.parametrize(
    ("language", "text", "label", "tokens"),
    [
        ("zh", "有3个", "space", ("有3个",)),
        ("zh", "用Muon训练", "space", ("用Mu", "on训")),
        ("zh", "设$x$为", "space", ("设□为",)),
        ("zh", "式{eq}`x`", "space", ("式□",)),
        ("zh", "用**Muon**训练", "space", ("用Mu", "on训")),
        ("zh", "中 文", "space", ("中 文",)),
        ("zh", "$x$ ，则", "space", ("□ ，",)),
        ("zh", "好， $x$", "space", ("， □",)),
        ("zh", "有  $x$", "space", ("有  ",)),
        ("zh", "好\u3000的", "space", ("好\u3000的",)),
        ("zh", "好,那么", "half-width", ("好,那",)),
        ("zh", "设 $x$, 则", "half-width", ("□, ",)),
        ("zh", "好的.", "half-width", ("的.",)),
        ("zh", "令 $x$.", "half-width", ("□.",)),
        ("zh", "这是 Muon.", "half-width", ("n.",)),
        ("zh", "对吗?", "half-width", ("吗?",)),
        ("zh", "好(坏)", "half-width", ("好(坏", "坏)")),
        ("zh", "他说\"好\"", "quotes", ("说\"好", "好\"")),
        ("zh", "他说“好", "quotes", ("“”",)),
        ("zh", "见（上", "quotes", ("（）",)),
        ("zh", "等等...", "dots", ("...",)),
        ("zh", "等等。。。", "dots", ("。。。",)),
        ("zh", "等等…", "dots", ("…",)),
        ("zh", "也就是—这样", "dots", ("—",)),
        ("zh", "也就是--这样", "dots", ("是--",)),
        ("zh", "好，，这样", "dots", ("，，",)),
        ("zh", "**注意：**这里", "emphasis-fails", ("**", "**")),
        ("zh", "零\u200b宽", "invisible", ("U+200B",)),
        ("zh", "这里\ufffd呢", "invisible", ("U+FFFD",)),
        ("en", "See，this", "full-width", ("，",)),
        ("en", "the norm 范数 of it", "full-width", ("范数",)),
        ("en", "Su's norm", "quotes", ("u's",)),
        ("en", 'the "norm"', "quotes", ('"n', 'm"')),
        ("en", "the “norm", "quotes", ("“”",)),
        ("en", "the ‘norm", "quotes", ("‘’",)),
        ("en", "see (this", "quotes", ("()",)),
        ("en", "and so on...", "dots", ("...",)),
        ("en", "this -- or that", "dots", ("--",)),
        ("en", "this——or", "dots", ("——",)),
        ("en", "so it ends..", "dots", ("..",)),
        ("en", "let $x$ , then", "space", ("□ ,",)),
        ("en", "no\u00a0break", "invisible", ("U+00A0",)),
        ("en", "*this is", "emphasis-fails", ("*",)),
        ("en", "a private \ue000 mark", "invisible", ("a character of the private use area",)),
    ],
)  # fmt: skip
def test_one_thing_wrong(language: str, text: str, label: str, tokens: tuple[str, ...]) -> None:
    (found,) = check(side(language, text))
    assert found.code.label == label
    shown = found.zh_tokens if language == "zh" else found.en_tokens
    assert [one.strip() for one in shown] == [one.strip() for one in tokens]
    assert (found.zh if language == "zh" else found.en) == 1


def test_why_emphasis_fails() -> None:
    (found,) = check(side("zh", "好\n**注意：**这里"))
    assert found.message == (
        "Markdown sees no emphasis here beside ：; move the punctuation outside: “**”, “**”."
    )
    assert found.zh == 2


def test_many_places_are_one_finding() -> None:
    (found,) = check(side("zh", "有1个，有2个，\n有3个，有4个，有5个，有6个"))
    assert found.message.endswith("“有1个”, “有2个”, “有3个”, “有4个” and 2 more.")


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    assert [found for pair in pairs(post) for one in pair for found in check(one)] == []


@given(texts())
def test_it_never_raises(text: str) -> None:
    for language in ("zh", "en"):
        for found in check(side(language, text)):
            assert found.message


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        labels([*check(side("zh", text)), *check(side("en", text))])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The gain $g$is large.", "space"),
        ("one thing,another thing", "space"),
        ("one thing ,another thing", "space"),
        ("It is {eq}`a`that counts.", "space"),
        ("He calls it ‘fast, and stops.", "quotes"),
        ("He calls it fast’, and stops.", "quotes"),
        ("He calls it «fast».", "quotes"),
        ("It is (else the 矩阵 is) so.", "full-width"),
        ("in the the limit", "repeated"),
        ("which is is so", "repeated"),
        ("so&nbsp;small", "invisible"),
    ],
)
def test_english_traps(text: str, label: str) -> None:
    assert label in {one.code.label for one in check(side("en", text))}


@pytest.mark.parametrize(
    "text",
    [
        "the $n$th of all $k$s, CO$_2$ and top-$k$",
        "the layers’ norms, Su’s ‘the layers’ norms’ and the ’90s",
        "his “谱范数” (Chinese: 谱范数), and (苏剑林)",
        "e.g., 1,000 and (re)use; see [this](https://a.org/x,y)",
    ],
)
def test_english_that_is_right(text: str) -> None:
    assert list(check(side("en", text))) == []


def test_cells_may_be_padded() -> None:
    assert list(check(side("zh", "|  甲   | 乙    |\n|---|---|\n|丙|丁|"))) == []


def test_a_possessive_at_the_end() -> None:
    assert list(check(side("en", "entries’"))) == []
