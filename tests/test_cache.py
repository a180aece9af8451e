"""The cache: nothing that befalls the file is more than a miss."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bitext.cache import Cache
from tests.faults.site import NO_MORE_THAN_OTHERS

TOP = Path(__file__).resolve().parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "katex.sqlite"


def test_what_is_put_is_found(path: Path) -> None:
    cache = Cache(path)
    assert cache.get("a") is None
    cache.put("a", "<b>中</b>")
    cache.put("a", "<b>中文</b>")
    assert cache.get("a") == "<b>中文</b>"
    cache.close()
    assert cache.get("a") == "<b>中文</b>"
    cache.close()
    cache.close()
    again = Cache(path)
    assert again.get("a") == "<b>中文</b>"
    again.close()
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_no_path_is_no_cache() -> None:
    cache = Cache(None)
    cache.put("a", "b")
    assert cache.get("a") is None
    cache.close()


def works(path: Path) -> bool:
    """Whether a cache at this path keeps what is put, and finds it again."""
    cache = Cache(path)
    found = cache.get("key")
    assert found in (None, "html")
    cache.put("key", "html")
    kept = cache.get("key") == "html"
    cache.close()
    return kept


@pytest.mark.parametrize(
    "content", [b"no database", b"\0" * 5000, b"SQLite format 3\0" + b"x" * 9000]
)
def test_a_file_that_is_no_database_is_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert works(path)
    assert works(path)


def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert works(path)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE theirs (x)", "CREATE TABLE kept (x)", "PRAGMA user_version = 7"]
)
def test_another_program_s_database_is_replaced(path: Path, statement: str) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as theirs:
        theirs.execute(statement)
    theirs.close()
    assert works(path)


@pytest.mark.parametrize("place", [0.3, 0.6, 0.95])
def test_damage_in_the_middle(path: Path, place: float) -> None:
    cache = Cache(path)
    contents = {f"{number:064}": f"<i>{number}</i>" * 50 for number in range(2000)}
    for key, html in contents.items():
        cache.put(key, html)
    cache.close()
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * place))
        file.write(os.urandom(20_000))
    cache = Cache(path)
    for key, html in contents.items():
        assert cache.get(key) in (None, html)
        cache.put(key, html)
    assert cache.get(key) == html
    cache.close()


def test_damage_while_it_is_open(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "b")
    cache.close()
    assert cache.get("a") == "b"
    path.write_bytes(b"x" * 20_000)
    for _ in range(3):
        assert cache.get("a") in (None, "b")
        cache.put("a", "b")
    cache.close()
    assert works(path)


def test_a_damaged_entry_counts_as_missing(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "b")
    cache.close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE kept SET text = x'00'")
    file.close()
    assert cache.get("a") is None
    cache.put("a", "c")
    assert cache.get("a") == "c"
    cache.close()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE kept SET text = NULL")
    file.close()
    assert cache.get("a") is None
    cache.close()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "katex.sqlite", tmp_path / "file" / "a" / "b", tmp_path):
        assert not works(path)
    assert (tmp_path / "file").read_bytes() == b""


READER = """
import sys
from pathlib import Path
from bitext.cache import Cache
cache = Cache(Path(sys.argv[1]))
for _ in range(2):
    assert cache.get("a") is None
    cache.put("c", "d")
    assert cache.get("c") is None
    cache.close()
"""


@pytest.mark.parametrize("folder_too", [False, True])
def test_a_file_that_may_only_be_read(path: Path, folder_too: bool) -> None:
    """It is no cache, as SQLite would write what others are to know; and it stays as it is."""
    cache = Cache(path)
    cache.put("a", "b")
    cache.close()
    before = path.read_bytes()
    path.chmod(0o444)
    path.parent.chmod(0o555 if folder_too else 0o755)
    try:
        with_modes = [*NO_MORE_THAN_OTHERS, sys.executable]
        writing = [*with_modes, "-c", "open(__import__('sys').argv[1], 'ab')", str(path)]
        assert b"PermissionError" in subprocess.run(writing, capture_output=True).stderr
        subprocess.run([*with_modes, "-c", READER, str(path)], cwd=TOP, check=True)
    finally:
        path.parent.chmod(0o755)
    assert path.read_bytes() == before
    path.chmod(0o644)
    assert Cache(path).get("a") == "b"


def test_a_cache_that_keeps_nothing_more(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "b")
    cache.close()
    with sqlite3.connect(path) as file:
        file.execute("CREATE TRIGGER no BEFORE INSERT ON kept BEGIN SELECT RAISE(FAIL, 'no'); END")
    file.close()
    assert cache.get("a") == "b"
    cache.put("c", "d")
    assert cache.get("c") is None
    assert cache.get("a") == "b"
    cache.close()


def test_a_full_disk(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "b")
    connection = cache._open()
    assert connection is not None
    connection.execute("PRAGMA max_page_count = 4")  # SQLite then says SQLITE_FULL
    for number in range(50):
        cache.put(str(number), os.urandom(3000).hex())
    assert cache.get("49") is None
    assert cache.get("a") == "b"
    cache.close()


def test_html_that_is_no_text(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "\ud800")
    assert cache.get("a") is None
    cache.close()


WRITER = """
import sys
from pathlib import Path
from bitext.cache import Cache
cache = Cache(Path(sys.argv[1]))
for number in range(400):
    cache.put(f"{sys.argv[2]}-{number}", "x" * number)
    cache.put("both", "same")
    assert cache.get("both") == "same"
missing = [n for n in range(400) if cache.get(f"{sys.argv[2]}-{n}") != "x" * n]
cache.close()
assert not missing, missing
"""


def test_builds_at_once(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], cwd=TOP)
        for name in ("one", "two", "three")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    cache = Cache(path)
    for name in ("one", "two", "three"):
        assert all(cache.get(f"{name}-{number}") == "x" * number for number in range(400))
    cache.close()


def test_threads(path: Path) -> None:
    cache = Cache(path)
    cache.put("a", "b")
    found: list[str | None] = []

    def work() -> None:
        found.append(cache.get("a"))
        cache.put("c", "d")
        cache.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["b"]
    assert cache.get("c") == "d"
    cache.close()


def test_forks(path: Path) -> None:
    cache = Cache(path)
    cache.put("parent", "1")
    children = []
    for name in ("one", "two", "three"):
        child = os.fork()
        if not child:
            status = 1
            try:
                seen = cache.get("parent") == "1"
                for number in range(100):
                    cache.put(f"{name}-{number}", name)
                cache.close()
                status = 0 if seen else 2
            finally:
                os._exit(status)
        children.append(child)
    for number in range(100):
        cache.put(f"parent-{number}", "parent")
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    for name in ("parent", "one", "two", "three"):
        assert all(cache.get(f"{name}-{number}") == name for number in range(100))
    cache.close()
