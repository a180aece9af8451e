"""A few of what `make fuzz` builds by the thousand; and that it sees what it looks for."""

from __future__ import annotations

import sysconfig
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from tests.conftest import TOP

from .draw import draw, mutants, numbered
from .mutate import MARK, Mutant, excerpt, expected, planted
from .trial import Finding, Trial, is_ours

POSTS = [path.read_text("utf-8") for path in sorted((TOP / "posts").glob("*.md"))]
A_DAY = 24  # mutants in the suite


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    return Trial(tmp_path, TOP / "_build/cache", ["tests.breaking"])


def test_each_is_built_or_says_where_it_is_wrong(trial: Trial) -> None:
    mutants = {number: one.data(number) for number, one in islice(numbered(POSTS, 2), A_DAY)}
    warned, found = trial.check(mutants, ("html", "latex", "parity"))
    assert found == []
    assert warned <= mutants.keys()
    assert len(warned) > A_DAY / 2


# The same each time: it is for `make fuzz` to find what is new.
@settings(max_examples=4, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mutants(POSTS))
def test_one_alone_does_no_harm(one: Mutant) -> None:
    with TemporaryDirectory() as folder:
        trial = Trial(Path(folder), TOP / "_build/cache")
        assert trial.check({0: one.data(0)})[1] == []


def post(number: int, words: str) -> bytes:
    return f"# T\n\nWords kept{number}q.\n\n{words}\n".encode()


def test_the_one_that_does_harm_is_found(trial: Trial) -> None:
    words = ["", "break here", "warn nowhere", "forget this, kept9q", "write elsewhere"]
    warned, found = trial.check({n: post(n, harm) for n, harm in enumerate(words)})
    assert [(finding.kind, finding.numbers) for finding in sorted(found, key=str)] == [
        ("crash", (1,)),
        ("lost", (3,)),
        ("nowhere", (2,)),
        ("outside", (4,)),
    ]
    assert {finding.kind: finding.detail for finding in found}["lost"] == "kept3q kept9q"
    assert warned == {0, 2, 3}  # front matter is missing


def test_what_is_said_beside_a_place_is_heard(trial: Trial) -> None:
    """In a warning that has its place, at the terminal, to whoever looks for faults of ours."""
    words = ["warn at length", "speak aside", "{misuses}`x`", "{breaks}`x`"]
    report = trial.build({n: post(n, harm) for n, harm in enumerate(words)}, ("html",))
    noticed = dict(report.noticed)
    assert sorted(kind for kind, _ in report.noticed) == ["aside", "ours", "traceback"]
    assert noticed["aside"] == "something is wrong"
    assert "in every\n" in noticed["ours"]
    assert "ZeroDivisionError" in noticed["traceback"]
    assert {f"posts/m{n}" for n in range(4)} <= report.warned.keys()


@pytest.mark.parametrize(
    ("files", "ours"),
    [
        (["{purelib}/docutils/x.py", "{bitext}/nodes.py"], True),
        (["{bitext}/nodes.py", "{purelib}/docutils/x.py"], False),
        (["{bitext}/search/x.py", "{stdlib}/re/__init__.py", "<string>"], True),
        (["{bitext}/nodes.py", "/elsewhere/x.py"], False),
        ([], False),
    ],
)
def test_a_fault_is_ours_if_our_code_met_it(files: list[str], ours: bool) -> None:
    paths = {**sysconfig.get_paths(), "bitext": str(TOP / "bitext")}
    frames = [f'  File "{name.format_map(paths)}", line 1, in x\n' for name in files]
    assert is_ours(f"Traceback (most recent call last):\n{''.join(frames)}Error") is ours


def test_mutants_of_a_seed_are_always_the_same() -> None:
    every = dict(islice(numbered(POSTS, 1), 200))
    assert dict(islice(numbered(POSTS, 1, 90), 80)).items() <= every.items()
    assert len(set(every.values())) == 200
    assert set(draw(POSTS, 2, 0)).isdisjoint(every.values())
    assert draw(POSTS, 1, 3) == draw(POSTS, 1, 3)


def test_what_was_drawn_before_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.draw.draw", lambda posts, of, batch: [Mutant(f"{batch // 2}")])
    assert [one.text for _, one in islice(numbered(POSTS, 1), 3)] == ["0", "1", "2"]


def test_a_mutant_that_fails_is_shrunk() -> None:
    """To one fault, in an excerpt of few lines."""
    options = settings(database=None, derandomize=True, max_examples=3000)
    one = find(mutants(POSTS), lambda one: "\x00" in one.text, settings=options)
    lines = one.text.splitlines()
    assert one.text.count("\x00") == 1
    assert len(lines) < 40
    assert {MARK.sub("", line).replace("\x00", "").rstrip() for line in lines} <= {
        line.rstrip() for line in POSTS[0].splitlines()
    }


def test_what_is_no_text_stands_in_it_where_it_was_drawn() -> None:
    assert Mutant("甲\n乙", "\r\n", b"\xff", 500).data(0) == b"\xe7\x94\xb2\r\xff\n\xe4\xb9\x99"


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
