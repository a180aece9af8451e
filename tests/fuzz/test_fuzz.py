"""A few of what `make fuzz` builds by the thousand; and that it sees what it looks for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import TOP

from .mutate import MARK, excerpt, expected, mutant, planted
from .trial import Finding, Trial

POSTS = [path.read_text("utf-8") for path in sorted((TOP / "posts").glob("*.md"))]
A_DAY = 24  # mutants in the suite


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path, TOP / "_build/cache", ["tests.breaking"])


def test_each_is_built_or_says_where_it_is_wrong(trial: Trial) -> None:
    mutants = {number: mutant(POSTS, 2, number) for number in range(A_DAY)}
    warned, found = trial.check(mutants, ("html", "latex", "parity"))
    assert found == []
    assert warned <= mutants.keys()
    assert len(warned) > A_DAY / 2


def test_the_one_that_does_harm_is_found(trial: Trial) -> None:
    harmless = "# T\n\nWords kept1q.\n"
    words = {1: "break here", 2: "warn nowhere", 3: "forget this, kept2q"}
    mutants = {n: f"{harmless}\n{words.get(n, '')}\n".encode() for n in range(4)}
    warned, found = trial.check(mutants)
    assert [(finding.kind, finding.numbers) for finding in sorted(found, key=str)] == [
        ("crash", (1,)),
        ("lost", (3,)),
        ("nowhere", (2,)),
    ]
    assert {finding.kind: finding.detail for finding in found}["lost"] == "kept1q kept2q"
    assert warned == {0, 2, 3}  # front matter is missing


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_a_mutant_is_always_the_same(seed: int, number: int) -> None:
    assert mutant(POSTS, seed, number) == mutant(POSTS, seed, number)


def test_mutants_differ() -> None:
    assert len({mutant(POSTS, 1, number) for number in range(200)}) == 200


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.sampled_from(POSTS))
def test_an_unbroken_excerpt_is_text_of_the_post(rng: object, post: str) -> None:
    lines = excerpt(rng, post)
    assert set(lines) <= {*post.splitlines(), ""}
    assert [MARK.sub("", line).replace("  |", " |").rstrip() for line in planted(lines)] == [
        line.rstrip() for line in lines
    ]


def test_words_are_planted_into_what_is_read() -> None:
    text = (
        "---\nkey: value\n---\n# T\n\n:::{zh}\n甲\n:::\n\n$$\nx\n$$\n\n| a |\n| - |\n| 1 |\n% no\n"
    )
    marked = planted(text.splitlines())
    assert [line for line in marked if MARK.search(line)] == [
        "# T kept3q",
        "甲 kept6q",
        "| a kept13q |",
        "| 1 kept15q |",
    ]
    assert expected("\n".join([*marked, "% kept99q", "> % kept98q"]).encode()) == {
        "kept3q",
        "kept6q",
        "kept13q",
        "kept15q",
    }


def test_findings_of_one_cause_have_one_key() -> None:
    one, other = (Finding("nowhere", (n,), f"WARNING: no {n!r} in '/x/{n}'") for n in (1, 2))
    assert one.key == other.key
    assert one.key != Finding("nowhere", (1,), "WARNING: another").key
