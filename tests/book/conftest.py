"""A small book of what a book may meet (tests/roots/test-paper), set once an edition."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bitext.book import split
from tests.conftest import ROOTS, set_book


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """``paper("both")``: the folder of that edition, as TeX has left it."""
    top = tmp_path_factory.mktemp("paper")

    def made(edition: str) -> Path:
        out = top / edition
        if not out.exists():
            command = [sys.executable, "-m", "sphinx", "-b", "latex", "-q", "--fail-on-warning"]
            command += ["-d", str(top / "doctrees"), "-D", f"bitext_edition={edition}"]
            subprocess.run([*command, str(ROOTS / "test-paper"), str(out)], check=True)
            (source,) = out.glob("*.tex")
            set_book(out, source.name)
        return out

    return made


@pytest.fixture(scope="session")
def cut(paper: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of PDFs that is cut from two editions."""
    out = tmp_path_factory.mktemp("pdf")
    assert split.main([str(paper("both")), str(paper("en")), "--out", str(out)]) == 0
    return out
