"""Files on disk: those that a build keeps for the next one, and those that it gives out."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def digest(*texts: str) -> str:
    """A mark of `texts`: others have another.

    >>> digest("a", "bc") == digest("ab", "c")
    False
    """
    whole = hashlib.sha256()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        whole.update(b"%d " % len(data))
        whole.update(data)
    return whole.hexdigest()[:16]


def store(path: Path, text: str) -> None:
    """Write `text` so that `path` is whole, whenever the build is stopped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)


class Output:
    """A folder of scripts, of which those that have changed are written, and others go.

    What was written is known by its digest, from build to build: nothing has to be read.
    """

    def __init__(self, folder: Path, known: dict[str, tuple[str, int]]) -> None:
        """`known`: of an earlier build, each script's digest and bytes, by name without ``.js``."""
        self._folder = folder
        self._there = dict(_sizes(folder))
        # Who changed or took away a file does not harm the next build.
        self._known = {
            name: (mark, size)
            for name, (mark, size) in known.items()
            if self._there.get(f"{name}.js") == size
        }
        self.written: dict[str, tuple[str, int]] = {}
        """Of this build: digest and bytes, by name."""

    def has(self, name: str) -> bool:
        """Whether an earlier build's `name` is still there."""
        return name in self._known

    def keep(self, name: str) -> None:
        """Leave `name`, which is there, as it is."""
        self.written[name] = self._known[name]

    def put(self, name: str, text: str) -> None:
        """Write `name`, unless it is there."""
        data = text.encode("utf-8", "surrogatepass")
        now = self.written[name] = (digest(text), len(data))
        if self._known.get(name) != now:
            path = self._folder / f"{name}.js"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def finish(self, *others: str) -> None:
        """Take away what this build has neither written nor kept, nor is named in `others`."""
        wanted = {*others, *(f"{name}.js" for name in self.written)}
        for name in self._there.keys() - wanted:
            (self._folder / name).unlink()


def _sizes(folder: Path, inside: str = "") -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    if folder.is_dir():
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    found += _sizes(Path(entry.path), f"{inside}{entry.name}/")
                else:
                    found.append((f"{inside}{entry.name}", entry.stat().st_size))
    return found
