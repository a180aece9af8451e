"""A third language, lost characters, a translator's own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from bitext.parity.strangers import check
from tests.parity.sides import POSTS, both, garbage, labels, pairs, texts

ZH = "范数是有界的，这个结论对所有层都成立，没有例外。"
EN = "The norm is bounded; this holds for all layers, without exception."


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        (ZH, EN),
        ("本文的翻译得到了作者许可。", "This translation has the author’s permission."),
        ("这裡的證明與數學無關，這個結論對於所有層都成立。", EN),  # an author of his own habits
        ("译者注：原文有误。", "Translator’s note: the original is wrong."),
        ("苏东坡的《水調歌頭》与范数。", "Su Dongpo’s poem, and the norm."),
        (
            "他说 привет。",
            "He said ‘déjà vu’, and de la Vallée Poussin agreed in the café’s garden.",
        ),
        ("求 a?b。", "Is it? Yes."),
        ("", ""),
    ],
)
def test_what_may_stand(zh: str, en: str) -> None:
    assert list(check(*both(zh, en))) == []


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("以下是翻译：" + ZH, EN, ["remark"]),
        (ZH + "（注：公式保持不变。）", EN, ["remark"]),
        (ZH, "Here is the translation: " + EN, ["remark"]),
        (ZH, "Translation:\n\n" + EN, ["remark"]),
        (ZH, EN + " (Translator’s note: unclear.)", ["remark"]),
        (ZH + "これは前の結果から得られる。", EN, ["untranslated"]),
        (ZH, EN + " 이것은 앞의 결과에서 바로 나온다.", ["untranslated"]),
        (ZH, EN + " Это следует из результата.", ["untranslated"]),
        (ZH, EN + " Das ist nicht der Fall, wie wir sehen.", ["untranslated"]),
        (ZH, EN + " Cela est dans le texte pour nous.", ["untranslated"]),
        (ZH + "這個學習過程沒有問題。", EN, ["untranslated"]),
        (ZH, "The layerâ€™s norm.", ["invisible"]),
        (ZH, "Su?s norm.", ["invisible"]),
        (ZH + "ä¸\xad", EN, ["invisible"]),
    ],
)
def test_what_must_not(zh: str, en: str, found: list[str]) -> None:
    assert labels(check(*both(zh, en))) == found


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_our_posts(post: Path) -> None:
    assert [found for zh, en in pairs(post) for found in check(zh, en)] == []


@given(texts(), texts())
def test_it_never_raises(zh: str, en: str) -> None:
    list(check(*both(zh, en)))


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        list(check(*both(text, text + " a")))
