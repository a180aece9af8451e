"""A few of what `make faults` does: after each harm the next build is a clean one."""

from __future__ import annotations

from pathlib import Path

import pytest

from .__main__ import clean_pages, trials
from .site import Site


def test_after_three_kills_a_build_is_a_clean_one(tmp_path: Path) -> None:
    assert trials(tmp_path, kills=3, seed=5, only="killed") == 0


def test_after_damage_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert trials(tmp_path, kills=0, seed=5, only="environment corrupted") == 0
    assert capsys.readouterr().out.count(": the same;") == 2


def test_after_damage_of_what_was_made_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trials(tmp_path, kills=0, seed=5, only="images corrupted") == 0
    assert capsys.readouterr().out.count(": the same;") == 2


def test_a_page_that_is_not_as_a_clean_build_s_is_noticed(tmp_path: Path) -> None:
    clean = clean_pages(tmp_path / "clean", 0)
    site = Site(tmp_path / "site")
    site.write(1)
    assert site.build()[0] == 0
    assert site.pages() != clean
