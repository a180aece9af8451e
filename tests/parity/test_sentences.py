"""The sentences of a paragraph, and what they are made of."""

from __future__ import annotations

import doctest
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bitext.parity import sentences as module
from bitext.parity.sentences import HAN, sentences
from bitext.parity.text import read
from tests.parity.sides import texts


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("一。二；三？四！", "zh", 4),
        ("他说“好。”于是走了。", "zh", 2),
        ("没有句号", "zh", 1),
        ("One. Two; three? Four!", "en", 4),
        ("See e.g. this, i.e. $x$, cf. that.", "en", 1),
        ("The entries are i.i.d. with mean 3.5.", "en", 1),
        ("By Yang et al. (2023) it holds.", "en", 1),
        ("They are i.i.d. Let $x$ be one.", "en", 2),
        ("", "en", 0),
    ],
)
def test_sentences(text: str, language: str, count: int) -> None:
    prose = "".join(block.prose for block in read(text))
    assert len(sentences(prose, language)) == count


def test_a_sentence_knows_its_words_its_numbers_and_its_length() -> None:
    zh, en = "对 Newton–Schulz 迭代，取 3.5 与 1,000。", "Su’s low-rank step İs 2 of K2."
    (one,) = sentences(zh, "zh")
    assert (one.words, one.numbers) == (("newton", "schulz"), ("3.5", "1,000"))
    assert (one.han, one.latin, one.length(2.0)) == (5, 1, 3.5)
    (other,) = sentences(en, "en")
    assert other.words == ("su", "s", "low", "rank", "step", "is", "of", "k")
    assert (other.numbers, other.latin, other.han) == (("2", "2"), 6, 0)


@given(texts() | st.text("aB 字。.;—-’İ1,\n", max_size=60), st.sampled_from(["zh", "en"]))
@example("İstanbul. İ", "en")
def test_sentences_leave_out_nothing_but_blanks_and_count_all(text: str, language: str) -> None:
    found = sentences(text, language)
    starts = [one.start for one in found]
    assert starts == [0, *(one.end for one in found)][: len(found)]
    assert not text[found[-1].end if found else 0 :].strip()
    assert sum(one.han for one in found) == len(re.findall(f"[{HAN}]", text))
    letters = re.findall("[a-z]+", text.replace("İ", "i").lower())
    assert [word for one in found for word in one.words] == letters


def test_the_examples_of_the_documentation() -> None:
    tried = doctest.testmod(module)
    assert tried.attempted > 0
    assert tried.failed == 0
