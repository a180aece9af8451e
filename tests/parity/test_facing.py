"""What stands face to face: paragraphs and sentences."""

from __future__ import annotations

import doctest
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given

from bitext.parity import facing as facing_module
from bitext.parity import numbers, numerals, polarity, references, structure, terms, typography
from bitext.parity.facing import beads, excerpt, facing
from tests.parity.sides import POSTS, both, garbage, pairs, side, texts


def test_paragraphs_face_each_other_if_there_are_as_many() -> None:
    assert [here.single for here in facing(*both("一。\n\n二。", "One.\n\nTwo."))] == [True, True]
    (whole,) = facing(*both("一。\n\n二。", "One."))
    assert (len(whole.zh), len(whole.en)) == (2, 1)


def test_sentences_are_aligned_by_what_they_share() -> None:
    zh = "设 $x$ 是 Muon 的一步。它有三个分量；其中 $y$ 最大。最后看 $z$。"
    en = "Let $x$ be a step of Muon, which has three components; $y$ is the largest. Now for $z$."
    left, right = both(zh, en)
    assert [
        (excerpt(bead.zh), excerpt(bead.en)) for bead in beads(left.blocks[0], right.blocks[0])
    ] == [
        ("设 □ 是 Muon 的一步。它有三个分量；", "Let □ be a step of Muon, which has thre…"),
        ("其中 □ 最大。", "□ is the largest."),
        ("最后看 □。", "Now for □."),
    ]


@pytest.mark.parametrize("post", POSTS, ids=lambda path: path.stem)
def test_no_sentence_of_our_posts_is_without_partner(post: Path) -> None:
    for zh, en in pairs(post):
        for here in facing(zh, en):
            assert here.single
            for bead in beads(here.zh[0], here.en[0]):
                # A fragment, as the checks take it, may stand in another sentence there.
                assert bead.zh.strip() or len(bead.en.split()) < 6
                assert bead.en.strip() or len(bead.zh.strip()) < 8


@given(texts(), texts())
def test_nothing_is_left_out(zh: str, en: str) -> None:
    for here in facing(*both(zh, en)):
        if here.single:
            aligned = beads(here.zh[0], here.en[0])
            assert "".join(bead.zh for bead in aligned).strip() == here.zh[0].prose.strip()
            assert "".join(bead.en for bead in aligned).strip() == here.en[0].prose.strip()


def test_long_texts_take_no_long_time() -> None:
    for text in garbage():
        for here in facing(side("zh", text), side("en", text)):
            if here.single:
                beads(here.zh[0], here.en[0])


@pytest.mark.parametrize(
    "module",
    [facing_module, numbers, numerals, polarity, references, structure, terms, typography],
    ids=lambda module: module.__name__,
)
def test_the_examples_in_the_docstrings(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
