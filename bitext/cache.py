"""A cache of what takes long to make, in one SQLite file: formulas set, posts checked.

It may only save time: whatever is wrong with the file, a look-up finds nothing and what is wanted
is made again. Nothing here raises.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_FORMAT: Final = 0x62697402  # "bit", 2: SQLite's user_version tells our files from others
_PATIENCE: Final = 10.0  # seconds to wait while another build writes
_FAILURES: Final = (sqlite3.Error, sqlite3.Warning, OSError, zlib.error, ValueError, TypeError)


class Cache:
    """Texts by key, in the file at ``path``; None for no cache.

    Safe under ``fork`` and with several builds at once: a connection is used only by the process
    and thread that opened it. A file that SQLite can't read, or that is another program's, is
    replaced.

    >>> cache = Cache(Path("_build/katex.sqlite"))
    >>> cache.put("x", "<span>x</span>")
    >>> cache.get("x")
    '<span>x</span>'
    """

    def __init__(self, path: Path | None) -> None:
        """Note where the file is, or is to be."""
        self._path = path
        self._own = threading.local()
        self._inherited: list[sqlite3.Connection | None] = []

    def get(self, key: str) -> str | None:
        """Give the text put under this key, or None."""
        try:
            connection = self._open()
            if connection is None:
                return None
            row = connection.execute("SELECT text FROM kept WHERE key = ?", (key,)).fetchone()
            return None if row is None else zlib.decompress(row[0]).decode("utf-8")
        except _FAILURES as error:
            self._recover(error)
            return None

    def put(self, key: str, text: str) -> None:
        """Keep the text under this key, if that can be done."""
        try:
            connection = self._open()
            if connection is not None:
                packed = zlib.compress(text.encode("utf-8"))
                connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, packed))
        except _FAILURES as error:
            self._recover(error)

    def close(self) -> None:
        """Let the file go; a later call opens it again."""
        if getattr(self._own, "process", None) == os.getpid():
            _close(self._own.connection)
            self._own.process = None

    def _open(self) -> sqlite3.Connection | None:
        """Give the connection of this thread in this process; None if there is no cache."""
        if self._path is None:
            return None
        own = self._own
        if getattr(own, "process", None) != os.getpid():
            # SQLite forbids to use, or even to close, a connection that came through a fork.
            self._inherited.append(getattr(own, "connection", None))
            own.process, own.connection = os.getpid(), None
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                own.connection = _connect(self._path)
            except sqlite3.DatabaseError as error:
                self._recover(error)
        connection: sqlite3.Connection | None = own.connection
        return connection

    def _recover(self, error: Exception) -> None:
        """Replace a file that is no cache. Other errors pass: the disk is full, or may not be read.

        A damaged entry too: it counts as missing, and is put anew.
        """
        own, path = self._own, self._path
        if path is None or not _is_damage(error):
            return
        _close(own.connection)
        own.connection = None
        try:
            try:
                own.connection = _connect(path)  # another build may have replaced it by now
                (state,) = own.connection.execute("PRAGMA quick_check(1)").fetchone()
                if state != "ok":
                    raise sqlite3.DatabaseError(state)
            except sqlite3.DatabaseError as again:
                _close(own.connection)
                own.connection = None
                if _is_damage(again):
                    for suffix in ("", "-wal", "-shm", "-journal"):
                        path.with_name(path.name + suffix).unlink(missing_ok=True)
                    own.connection = _connect(path)
        except _FAILURES:
            own.connection = None


def _is_damage(error: Exception) -> bool:
    """Whether the file is at fault, and not the disk, a lock or a permission."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError | sqlite3.InterfaceError
    )


def _connect(path: Path) -> sqlite3.Connection:
    """Open the file, and make the table in an empty one; sqlite3.DatabaseError if it isn't ours."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        with contextlib.suppress(sqlite3.OperationalError):  # some file systems can't
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("BEGIN IMMEDIATE")
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if found != _FORMAT and (found or tables):
            raise sqlite3.DatabaseError("another program's file")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, text BLOB) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        _close(connection)
        raise
    return connection


def _close(connection: sqlite3.Connection | None) -> None:
    """Close a connection, whatever state it is in."""
    if connection is not None:
        with contextlib.suppress(*_FAILURES):
            connection.close()
