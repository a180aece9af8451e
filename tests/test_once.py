"""What one process makes for all."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from tests.once import made_once


def ask(top: str) -> str:
    """What a process finds that needs it."""

    def make(folder: Path) -> None:
        with (folder / "makers").open("a") as makers:
            makers.write(f"{os.getpid()}\n")
        time.sleep(0.3)  # so that the others ask meanwhile
        (folder / "last").touch()

    folder = made_once(Path(top), "thing", make)
    assert (folder / "last").exists()
    return (folder / "makers").read_text()


def test_one_makes_it_and_the_others_wait(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.map(ask, [str(tmp_path)] * 3, chunksize=1)
    assert len(set(found)) == 1
    assert len(found[0].splitlines()) == 1


def test_what_failed_is_made_again_from_the_start(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no disk")

    with pytest.raises(ValueError, match="no disk"):
        made_once(tmp_path, "thing", fail)
    folder = made_once(tmp_path, "thing", lambda folder: (folder / "whole").touch())
    assert [path.name for path in folder.iterdir()] == ["whole"]
    assert made_once(tmp_path, "thing", fail) == folder
