"""What several processes need and one of them makes."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], None]


def made_once(top: Path, name: str, make: Make) -> Path:
    """The folder ``name`` in ``top``, which ``make`` fills for all who ask: the first one makes it,
    and those who ask meanwhile wait. One that dies or fails at it leaves it to the next."""
    folder, made = top / name, top / f"{name}.made"
    with (top / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system gives it up, however the process ends
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            made.touch()
    return folder
