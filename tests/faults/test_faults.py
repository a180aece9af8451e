"""A few of what `make faults` does: after each harm the next build is a clean one."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator

import pytest

from .__main__ import Trials
from .site import Site


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trials]:
    trials = Trials(tmp_path_factory.mktemp("faults"), seed=5)
    yield trials
    trials.site.clear()  # whoever empties the folder may not write into all of it


def test_after_three_kills_a_build_is_a_clean_one(
    trials: Trials, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trials.kills(3)
    assert "3 of 3 kills hit a running build." in capsys.readouterr().out


# By turns a page is added (0) and removed (1), which is a reason of its own to begin anew.
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("disk full", 1),
        ("two at once", 0),
        ("no cache", 1),
        ("clock ahead", 0),
        ("cache read-only", 1),
        ("caches corrupted", 0),
        ("environment corrupted", 1),
        ("doctrees corrupted", 2),
        ("images corrupted", 1),
        ("environment corrupted", 0),
        ("images corrupted", 0),
    ],
)
def test_after_a_harm_too(trials: Trials, name: str, number: int) -> None:
    assert trials.harm(name, number)


def test_a_page_that_is_not_as_a_clean_build_s_is_noticed(trials: Trials) -> None:
    def harm(site: Site, _: random.Random) -> None:
        site.write(1 - site.edition)

    assert not trials.one("other pages", 0, harm)


def test_a_kill_that_comes_too_late_is_not_counted(
    trials: Trials, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended() -> subprocess.Popen[str]:
        process = subprocess.Popen(["true"], start_new_session=True, text=True)
        process.wait()
        return process

    monkeypatch.setattr(trials.site, "start", lambda *_, **__: ended())
    monkeypatch.setattr(trials, "seconds", 0.0)
    assert not trials.kills(1)
    assert "0 of 1 kills hit a running build." in capsys.readouterr().out
