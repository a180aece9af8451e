"""Numbers and units of the two sides."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitext.parity.numbers import check
from bitext.parity.text import Side
from tests.parity.sides import POSTS, both, garbage, labels, pairs, side, texts

SAME = [
    ("共 4000 个。", "There are 4000."),
    ("共 4,000 个。", "There are 4000."),
    ("分三步。", "In three steps."),
    ("分 3 步。", "In three steps."),
    ("分三步。", "In 3 steps."),
    ("3.2 万个", "32,000 of them"),
    ("百分之二十", "20%"),
    ("其中 $20\\%$", "of which 20%"),
    ("共三条", "$3$ of them"),
    ("三分之一", "a third"),
    ("2025 年 10 月 5 日", "5 October 2025"),
    ("2025 年 10 月 5 日", "2025-10-05"),
    ("20 世纪 90 年代", "the 1990s"),
    ("3 到 5 个", "from 3 to 5"),
    ("Kimi K2 与 K2 的后继", "Kimi K2 and its successor"),
    ("三角不等式", "the triangle inequality"),
    ("两者", "both"),
    ("三条要求", "the requirements"),
    ("二次函数在四周", "a quadratic, all around"),
    ("四五倍", "four to five times"),
    ("二等座", "a second class seat"),
    ("过程的两半", "the two halves of the process"),
    ("第三种里小三分之一", "in the third case too small by a third"),
    ("由式 (3) 得", "by (3)"),
    ("百分之一", "one in a hundred"),
    ("80 亿参数", "8B parameters"),
    ("3 天", "3 days"),
    ("迭代 5 次", "5 steps"),
    ("放大 2 倍", "twice as large"),
    ("第三，$x$", "Thirdly, $x$"),
    ("", ""),
]


@pytest.mark.parametrize(("zh", "en"), SAME)
def test_the_same(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


OTHER = [
    ("共 4000 个。", "There are 400.", "The Chinese side says 4000 where the English says 400."),
    ("共 40 个。", "Many.", "The Chinese side says 40, and the English has no such number."),
    ("共。", "There are 7.", "The English side says 7, and the Chinese has no such number."),
    ("分四步。", "In three steps.", "The Chinese side says 四 where the English says three."),
    ("分两步。", "In three steps.", "The Chinese side says 两 where the English says three."),
    ("共 3 个", "-3 of them", "The Chinese side says 3 where the English says -3."),
    ("共 20%", "20 of them", "The Chinese side says 20% where the English says 20."),
    ("百分之三十", "20%", "The Chinese side says 百分之三十 where the English says 20%."),
    ("2025 年 10 月 5 日", "6 October 2025", "The Chinese side says 5 where the English says 6."),
    ("3 到 6 个", "3–5 of them", "The Chinese side says 6 where the English says 5."),
    ("用 Kimi K2。", "With Kimi K3.", "The Chinese side says 2 where the English says 3."),
    ("第四步", "the third step", "The Chinese side says 四 where the English says third."),
    ("2 个 2", "2 and 3", "The Chinese side says 2 where the English says 3."),
    (
        "七个界都能取到。",
        "Both bounds are attained.",
        "The Chinese side says 七 where the English says Both.",
    ),
    ("再用五次。", "Now apply it twice.", "The Chinese side says 五 where the English says twice."),
    ("六阶矩", "the second moment", "The Chinese side says 六 where the English says second."),
    (
        "大四五倍。",
        "It is nine to five times too large.",
        "The Chinese side says 四 where the English says nine.",
    ),
    (
        "与 $\\sqrt6$ 有关的两个因子。",
        "The six factors of $\\sqrt6$.",
        "The Chinese side says 两 where the English says six.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("zh", "en", "message"), OTHER)
def test_another(zh: str, en: str, message: str) -> None:
    found = list(check(*both(zh, en)))
    assert [(one.code.label, one.message) for one in found] == [("number", message)]


@pytest.mark.parametrize(
    ("zh", "en"),
    [("3 小时", "3 days"), ("共 $12$ 层", "$12$ heads of 12 rows"), ("用 80 GB", "80 MB of it")],
)
def test_another_unit(zh: str, en: str) -> None:
    if "heads" in en:  # no unit that we know, and a number that stands twice
        assert labels(check(*both(zh, en))) == ["number"]
    else:
        assert labels(check(*both(zh, en))) == ["unit"]


def test_the_line_is_that_of_the_number() -> None:
    (found,) = check(*both("甲\n乙 3 丙", "a\nb\nc 4"))
    assert (found.zh, found.en) == (2, 3)
    assert (found.zh_tokens, found.en_tokens) == (("3",), ("4",))


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    assert [found for zh, en in pairs(post) for found in check(zh, en)] == []


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
    st.data(),
)
def test_a_changed_digit_is_always_found(
    numbers: list[int], random: Random, data: st.DataObject
) -> None:
    shuffled = list(numbers)
    random.shuffle(shuffled)
    zh = "，".join(f"有 {number} 个" for number in numbers)
    assert list(check(*both(zh, ", ".join(map(str, shuffled))))) == []
    index = data.draw(st.integers(0, len(numbers) - 1))
    shuffled[index] += data.draw(st.integers(1, 9))
    found = list(check(*both(zh, ", ".join(map(str, shuffled)))))
    assert labels(found) == ["number"]


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_a_changed_numeral_of_our_posts_is_found(post: Path) -> None:
    """三 to 七, where the English counts, too."""
    tried = caught = 0
    for zh, en in pairs(post):
        for number, block in enumerate(zh.blocks):
            changed = re.sub("(?<![第分张])三(?=[条个种步行类])", "七", block.text, count=1)
            if changed == block.text or not re.search(r"\bthree\b", en.blocks[number].text):
                continue
            other = side("zh", "\n\n".join([*(one.text for one in zh.blocks[:number]), changed]))
            blocks = (*zh.blocks[:number], *other.blocks[-1:], *zh.blocks[number + 1 :])
            tried += 1
            caught += "number" in labels(check(Side("zh", blocks), en))
    assert caught >= 0.6 * tried


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(side("zh", text), side("en", text + " 3")))
