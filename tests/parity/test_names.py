"""Names in Latin letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from bitext.parity.names import check
from tests.parity.sides import POSTS, both, garbage, pairs, texts


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("用 Muon 训练。", "Train with Muon."),
        ("在 Transformer 里", "in Transformers"),
        ("加 RMS Norm", "with RMSNorm"),
        ("作 SVD", "a singular value decomposition"),
        ("Layer Normalization", "layer normalisation"),
        ("短卷积 Short Conv", "a short convolution"),
        ("选项 `tidy`，即 tidy", "the option `tidy`"),
        ("长 5 km，快 3 Hz", "5 kilometres long, 3 hertz fast"),
        ("这里没有名字。", "No name here, but Frobenius and Adam."),
    ],
)
def test_the_same(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "message"),
    [
        ("用 Muon。", "With Adam.", "The Chinese side says Muon, and the English nothing like it."),
        ("用 SVD。", "By an SDV.", "The Chinese side says SVD, and the English nothing like it."),
        (
            "Muon 与 Mun。",
            "Muon and Muon.",
            "The Chinese side says Mun, and the English nothing like it.",
        ),
        (
            "Transformer 好。",
            "A Transfomer, no Transformer.",
            "The Chinese side says Transformer where the English says Transfomer.",
        ),
    ],
)
def test_another(zh: str, en: str, message: str) -> None:
    found = list(check(*both(zh, en)))
    assert [(one.code.label, one.message) for one in found] == [("name", message)]


def test_the_line_is_that_of_the_name() -> None:
    (found,) = check(*both("甲\n乙 Muon 丙", "a\nb"))
    assert (found.zh, found.en, found.zh_tokens) == (2, 1, ("Muon",))


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    assert [found for zh, en in pairs(post) for found in check(zh, en)] == []


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(*both(text, text + " a")))
