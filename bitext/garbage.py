"""When Python looks for garbage: after some documents, not after every 700 new objects.

A document's tree is some ten thousand objects that point at each other, all of them wanted until
all are garbage, and what Sphinx knows of a thousand documents is a million that last to the end.
Python's collector follows their references again and again: a fifth of a build's time, half of one
that has nothing to do, and as long again when the process ends. Here it leaves alone what the last
build found out; it looks after every fifth document that is read, and whenever another process has
sent what it knows. The processes that write (:mod:`bitext.builders`) end before theirs matters.
"""

from __future__ import annotations

import gc
import os

DOCUMENTS = 5
"""So many trees of garbage are kept at most, some megabytes each."""


class Garbage:
    """The collector's work in one run of Sphinx."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._read = 0
        """Documents, and environments of other processes."""
        self._paused = False

    def start(self, *_: object) -> None:
        """``config-inited``, last: the environment is loaded next.

        What lasted to the end of a run lasts to the end of its process, which then ends without
        a look at it; unless there is another run in it, as there is in tests.
        """
        gc.unfreeze()
        self.pause()

    def pause(self, *_: object) -> None:
        """``env-before-read-docs``: documents are read next."""
        if gc.isenabled():
            self._paused = True
            gc.disable()

    def resume(self, *_: object) -> None:
        """``builder-inited``, ``env-updated``: what there is now lasts."""
        if self._paused:
            self._paused = False
            if self._read:
                gc.collect()
            gc.freeze()
            gc.enable()

    def begin(self, *_: object) -> None:
        """``source-read``: a process begins with what its parent knows, and is to leave it alone.

        Who looks at what processes share copies it.
        """
        if self._paused and self._process != os.getpid():
            self._process = os.getpid()
            gc.freeze()

    def collect(self, *_: object) -> None:
        """``doctree-read``"""
        self._read += 1
        if self._paused and self._read % DOCUMENTS == 0:
            gc.collect()

    def merge(self, *_: object) -> None:
        """``env-merge-info``: each process sends an environment of all documents; one goes now."""
        self._read += 1
        if self._paused:
            gc.collect()

    def end(self, *_: object) -> None:
        """``build-finished``: where it did not come to ``env-updated``."""
        if self._paused:
            self._paused = False
            gc.enable()
