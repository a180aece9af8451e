"""Which documents are read again: those that are not what was read, whatever the time of day."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Build

FILES = {
    "index.md": "# A\n\n```{toctree}\nb\nc\n```\n",
    "b.md": "# B\n\n```{literalinclude} part.txt\n```\n",
    "c.md": "# C\n\nSome words.\n",
    "part.txt": "one",
}
# What is read is noted by the site itself.
READ = """
def setup(app):
    app.connect("source-read", lambda app, docname, _: print(docname, file=open(LOG, "a")))
"""
DAY = 24 * 3600 * 10**9
"""Nanoseconds."""


@pytest.fixture
def read(build: Build, tmp_path: Path) -> Callable[[], list[str]]:
    """Builds the site, which was built before, again: the documents that are read."""
    log = tmp_path / "log"

    def again(files: dict[str, str] | None = None) -> list[str]:
        log.write_text("", "utf-8")
        assert build(files or {}).warnings == []
        return sorted(log.read_text("utf-8").split())

    conf = f"LOG = {str(log)!r}\n{READ}"
    assert again({**FILES, "conf.py": conf}) == ["b", "c", "index"]
    assert again() == []
    return again


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "site"


def put(path: Path, text: str, nanoseconds: int) -> None:
    """Write a file that was last changed at this time, or says so."""
    path.write_text(text, "utf-8")
    os.utime(path, ns=(nanoseconds, nanoseconds))


@pytest.mark.parametrize(("name", "document"), [("c.md", "c"), ("part.txt", "b")])
def test_a_file_that_came_with_another_time_or_size_is_read(
    read: Callable[[], list[str]], source: Path, name: str, document: str
) -> None:
    path = source / name
    for longer, older in (("", DAY), ("more", 0), ("more", DAY), ("", 1), ("", -1)):
        put(path, path.read_text("utf-8").swapcase() + longer, path.stat().st_mtime_ns - older)
        assert read() == [document], (longer, older)
    assert read() == []


def test_a_file_that_has_gone_and_one_that_comes_back_is_seen(
    read: Callable[[], list[str]], source: Path
) -> None:
    part = source / "part.txt"
    before = part.stat().st_mtime_ns
    part.rename(source / "away.txt")
    put(source / "b.md", "# B\n\nNo part.\n", before)
    assert read() == ["b"]
    (source / "away.txt").rename(part)
    assert read() == []  # of no document now


def test_the_same_size_and_time_is_the_same(read: Callable[[], list[str]], source: Path) -> None:
    path = source / "c.md"
    put(path, path.read_text("utf-8").swapcase(), path.stat().st_mtime_ns)
    assert read() == []


def test_a_document_that_is_new_or_has_gone_is_read_once_or_never(
    read: Callable[[], list[str]], source: Path
) -> None:
    (source / "c.md").unlink()
    put(source / "index.md", "# A\n\n```{toctree}\nb\nd\n```\n", 0)
    put(source / "d.md", "# D\n", 0)
    assert read() == ["d", "index"]
    assert read() == []


def test_what_another_builder_has_read_is_written_by_this_one_too(
    build: Build, read: Callable[[], list[str]], source: Path
) -> None:
    put(source / "part.txt", "two", (source / "part.txt").stat().st_mtime_ns - DAY)
    build({}, builder="text")
    assert read() == []
    assert "two" in (source / "_build/html/b.html").read_text("utf-8")
