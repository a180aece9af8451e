"""The glossary, and whether both sides keep to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given

from bitext.parity.terms import Glossary, check, parse_glossary, singular, stem, suggest
from tests.conftest import TOP
from tests.parity.sides import POSTS, both, garbage, labels, pairs, side, texts


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    """Our own."""
    return parse_glossary(yaml.safe_load((TOP / "glossary.yml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("谱范数", "spectral norms"),
        ("SVD 与奇异值分解", "the singular-value decomposition"),
        ("Newton–Schulz 迭代", "the Newton-Schulz iteration"),
        ("优化器", "the optimizer’s state"),
        ("优化器", "Optimisers differ"),
        ("注意力矩阵", "attention matrices"),
        ("线性注意力", "*Linear* attention"),
        ("截断之后", "once clipped"),
        ("归一化", "a norm"),
        ("归一化", "normalised"),
        ("协方差", "covariances"),
        ("$F$ 范数", "the Frobenius norm"),
        ("四舍五入取整", "a round number"),
        ("用 `rank` 一词", "the code `rank`"),
        ("LM Head 的输出", "what the LM head gives"),
    ],
)  # fmt: skip
def test_the_same(zh: str, en: str, glossary: Glossary) -> None:
    assert list(check(*both(zh, en), glossary)) == []


@pytest.mark.parametrize(
    ("zh", "en", "messages"),
    [
        ("取谱范数。", "Take it.", [
            "The Chinese side says 谱范数, and the English does not say “spectral norm”."]),
        ("取它。", "Take spectral norms.", [
            "The English side says “spectral norms”, and the Chinese does not say 谱范数."]),
        ("取核范数。", "Take the spectral norm.", [
            "The Chinese side says 核范数, and the English does not say “nuclear norm”.",
            "The English side says “spectral norm”, and the Chinese does not say 谱范数."]),
        ("线性 RNN", "a linear layer", [
            "The Chinese side says 线性rnn, and the English does not say “linear RNN”.",
            "The English side says “linear layer”, and the Chinese does not say 线性层."]),
    ],
)  # fmt: skip
def test_another(zh: str, en: str, messages: list[str], glossary: Glossary) -> None:
    assert [found.message for found in check(*both(zh, en), glossary)] == messages


def test_its_line(glossary: Glossary) -> None:
    (found,) = check(*both("甲。\n\n取谱范数。", "A.\n\nB."), glossary)
    assert (found.zh, found.en) == (3, 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "a glossary is a mapping with a list `terms`"),
        ({"terms": {}}, "a glossary is a mapping with a list `terms`"),
        ({"terms": ["秩"]}, "term 1 is no mapping with `zh` and `en`"),
        ({"terms": [{"zh": "秩"}]}, "term 秩: `en` must be a word"),
        ({"terms": [{"en": "rank"}]}, "term rank: `zh` must be a word"),
        ({"terms": [{"zh": "秩", "en": "rank", "de": "Rang"}]}, "term 秩: `de` is none of "),
        ({"terms": [{"zh": "秩", "en": "rank", "en_variants": "ranks"}]},
         "term 秩: `en_variants` must be a list of words"),
        ({"terms": [{"zh": "秩", "en": "rank", "zh_variants": [1]}]},
         "term 秩: `zh_variants` must be a list of words"),
        ({"terms": [{"zh": "秩", "en": "–"}]}, "term 秩: a form holds no word"),
        ({"terms": [{"zh": " ", "en": "rank"}]}, "term  : a form holds no word"),
        ({"terms": [{"zh": "秩", "en": "rank"}, {"zh": "阶", "en": "ranks"}]},
         "“rank” belongs to two terms, 秩 and 阶"),
        ({"terms": [{"zh": "秩", "en": "rank"}, {"zh": "秩", "en": "order"}]},
         "“秩” belongs to two terms, 秩 and 秩"),
    ],
)  # fmt: skip
def test_a_malformed_glossary(data: object, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_glossary(data)
    assert str(caught.value).startswith(message)


def test_a_loose_word_is_no_claim() -> None:
    glossary = parse_glossary(
        {"terms": [{"zh": "增益参数", "en": "gain parameter", "en_loose": ["gain"]}]}
    )
    assert list(check(*both("略去增益参数", "with the gain left out"), glossary)) == []
    assert list(check(*both("好处很小", "the gain is small"), glossary)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("matrices", "matrix"), ("indices", "index"), ("queries", "query"), ("losses", "loss"),
        ("optimizers", "optimiser"), ("Su’s".replace("’", "'"), "Su"), ("biases", "bias"),
        ("initialization", "initialisation"), ("cases", "case"),
    ],
)  # fmt: skip
def test_singular(one: str, other: str) -> None:
    assert singular(one) == singular(other)


def test_stems() -> None:
    assert stem("decaying") == stem("decays") == stem("decay")
    assert stem("clipped") == stem("clip")
    assert singular("LMS") == "lms"
    assert singular("bias") == "bias"


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path, glossary: Glossary) -> None:
    assert [found for zh, en in pairs(post) for found in check(zh, en, glossary)] == []


def test_recurring_words_are_suggested(glossary: Glossary) -> None:
    found = list(suggest((pair for post in POSTS for pair in pairs(post)), glossary))
    assert ("坍缩", "collapse") in [(zh, en) for zh, en, _ in found]
    assert all(count >= 3 for *_, count in found)
    assert not {"梯度", "谱范数"} & {zh for zh, *_ in found}
    counts = [count for *_, count in found]
    assert counts == sorted(counts, reverse=True)


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    glossary = parse_glossary(
        {"terms": [{"zh": "谱范数", "en": "spectral norm"}, {"zh": "Muon", "en": "Muon"}]}
    )
    list(check(*both(zh, en), glossary))
    list(suggest([both(zh, en)] * 4, glossary))


def test_long_texts_take_no_long_time(glossary: Glossary) -> None:
    for text in garbage():
        labels(check(side("zh", text), side("en", text), glossary))
