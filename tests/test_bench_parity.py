"""The benchmark of the parity check: its mutants are defects, and its rewrites are harmless."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from random import Random

import pytest

from bench.parity.corpus import Pair, corpus
from bench.parity.defect import Defect
from bench.parity.markup import mask, paragraphs, sentences, spans
from bench.parity.measure import DEFECTS, Mutant, new_findings, spread
from bench.parity.rewrites import REWRITES, Rewrite
from bench.parity.tex import normal, tokens
from bitext.parity import Code, Finding

SEED = "tests"
# What macros and lines do to a text is seen in other ways.
MOVED = {"macro-named", "macro-moved", "sentences-reordered", "carriage-returns"}


@cache
def mutants() -> dict[str, list[Mutant]]:
    return spread(corpus(), DEFECTS, 1200, SEED)


@cache
def rewrites() -> dict[str, list[Mutant]]:
    return spread(corpus(), REWRITES, 400, SEED)


def formulas(text: str) -> Counter[str]:
    """The formulas of a text, in their trivial normal form, however they are marked."""
    read = re.sub(r"^%.*$", "", text, flags=re.MULTILINE)
    fenced = re.sub(r"```\{math\}\n(.*?)\n```", r"$$\1$$", read, flags=re.DOTALL)
    dollars = re.sub(r"\{math\}`([^`]+)`", r"$\1$", fenced)
    return Counter(
        normal(match["inline"] or match["display"]) for match in spans(dollars, "inline", "display")
    )


def bare(text: str) -> str:
    """A text without what a rewrite of its lines may change."""
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    return re.sub(r"\s+", "", "\n".join(lines))


# ---- classes


def test_the_names_of_classes_differ() -> None:
    for classes in (DEFECTS, REWRITES):
        assert len({one.name for one in classes}) == len(classes)


def test_there_are_as_many_classes_as_the_issue_asks_for() -> None:
    assert len(DEFECTS) >= 50
    assert len(REWRITES) >= 15


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_class_of_defects_strikes_somewhere(defect: Defect) -> None:
    found = mutants()[defect.name]
    assert found
    assert defect.doc
    assert defect.codes
    for clean, pair in found:
        assert (clean.zh, clean.en) != (pair.zh, pair.en)
        assert pair.origin == clean.origin


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_the_same_seed_gives_the_same_mutant(defect: Defect) -> None:
    clean = mutants()[defect.name][0].clean
    assert defect.make(Random(SEED), clean) == defect.make(Random(SEED), clean)


def test_a_hint_is_enough_only_where_the_issue_says_so() -> None:
    hints = {code for defect in DEFECTS if defect.hint for code in defect.codes}
    assert hints <= {Code.NEGATION, Code.COMPARISON, Code.EMPHASIS, Code.UNIT, Code.NUMBER}
    assert not [defect.name for defect in DEFECTS if defect.hint and defect.must]


@pytest.mark.parametrize(
    "name",
    [defect.name for defect in DEFECTS if defect.codes == {Code.FORMULA_BROKEN}],
)
def test_a_broken_formula_is_no_other_spelling(name: str) -> None:
    for clean, pair in mutants()[name]:
        assert (formulas(clean.zh), formulas(clean.en)) != (formulas(pair.zh), formulas(pair.en))


# ---- rewrites


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.name)
def test_a_rewrite_keeps_the_formulas(rewrite: Rewrite) -> None:
    found = rewrites()[rewrite.name]
    assert found
    for clean, pair in found:
        assert (clean.zh, clean.en) != (pair.zh, pair.en)
        if rewrite.name not in MOVED:
            assert formulas(pair.zh) == formulas(clean.zh)
            assert formulas(pair.en) == formulas(clean.en)


@pytest.mark.parametrize(
    "name",
    [
        "chinese-wrapped", "lines-wrapped-at-spaces", "indented", "spaces-trailing",
        "blank-lines-added", "comment-added", "carriage-returns",
    ],
)  # fmt: skip
def test_a_rewrite_of_lines_changes_nothing_else(name: str) -> None:
    for clean, pair in rewrites()[name]:
        assert bare(pair.zh) == bare(clean.zh)
        assert bare(pair.en) == bare(clean.en)


def test_a_moved_macro_is_defined_once_a_side_before_its_use() -> None:
    for _, pair in rewrites()["macro-moved"]:
        for text in (pair.zh, pair.en):
            first = text.index(r"\bx")
            assert re.search(r"\\(?:newcommand\{?|def)$", text[:first])
            assert len(re.findall(r"\\(?:newcommand|def)", text)) == 1


# ---- the corpus


def test_the_fixtures_agree_by_a_naive_count() -> None:
    for pair in corpus():
        assert formulas(pair.zh) == formulas(pair.en), pair.origin
        both = [
            Counter(m[0] for m in spans(text, "role", "code", "note"))
            for text in (pair.zh, pair.en)
        ]
        assert both[0] == both[1], pair.origin
        assert len(paragraphs(pair.zh)) == len(paragraphs(pair.en)), pair.origin


def test_there_are_enough_fixtures() -> None:
    assert sum("fixtures" in pair.origin for pair in corpus()) >= 40


# ---- what they are made with


def test_mutants_are_spread_evenly() -> None:
    defects = [d for d in DEFECTS if d.name in ("letter-replaced", "sign-flipped", "prime-dropped")]
    found = spread(corpus(), defects, 60, SEED)
    assert sum(map(len, found.values())) == 60
    assert max(map(len, found.values())) - min(map(len, found.values())) <= 15
    origins = Counter(mutant.clean.origin for mutant in found["letter-replaced"])
    assert max(origins.values()) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"x_i^2", r"x^{2}_{i}"),
        (r"\frac12\left(a\right)", r"\dfrac{1}{2}(a)"),
        (r"\Vert x\Vert\le1,\dots", r"\| x \|\leq 1,\, \ldots"),
        (r"f'(x)", r"f^{\prime}(x)"),
        (r"\operatorname{Var}", r"\text{Var}"),
        (r"a\text{ if }b", r"a\text{ 若 }b"),
    ],
)
def test_two_spellings_have_one_normal_form(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(r"x_i^2", r"x_2^i"), (r"x_{t-1}", r"x_t-1"), (r"\eta", "eta"), ("(0,1]", "(0,1)")],
)
def test_two_formulas_have_two_normal_forms(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_words_in_a_formula_are_no_maths() -> None:
    free = [token.text for token in tokens(r"a\text{if }b") if token.free]
    assert free == ["a", r"\text", "b"]


def test_what_is_no_prose_is_masked() -> None:
    text = "见 $x$、{eq}`a` 与[页](u)。"
    assert len(mask(text)) == len(text)
    assert re.sub("\ue000+", "*", mask(text)) == "见 *、* 与*页*。"


def test_sentences_end_where_they_do() -> None:
    zh, en = "甲。乙 $a.$ 丙！", "One i.e. this. Two $a. B$ more."
    assert [zh[a:b] for a, b in sentences(zh, "zh")] == ["甲。", "乙 $a.$ 丙！"]
    assert [en[a:b] for a, b in sentences(en, "en")] == ["One i.e. this. ", "Two $a. B$ more."]


def test_a_finding_counts_when_it_is_new_wherever_it_stands() -> None:
    old = Finding(Code.NUMBER, "one", zh=3)
    moved, fresh = old._replace(zh=4), old._replace(message="two")
    assert new_findings([old], [moved, fresh]) == [fresh]
    assert new_findings([old], [old, moved]) == [moved]


def test_a_pair_changes_one_side() -> None:
    pair = Pair("甲", "a")
    assert pair.with_side("zh", "乙") == Pair("乙", "a")
    assert pair.with_side("en", "b") == Pair("甲", "b")
