"""When Python looks for garbage: after some documents, not after every 700 new objects.

A document's tree is some ten thousand objects that point at each other, all of them wanted until
all are garbage, and what Sphinx knows of a thousand documents is a million that last to the end.
Python's collector follows their references again and again: a fifth of a build's time, half of one
that has nothing to do. Here it leaves alone what the last build found out; it looks after every
tenth document that is read, and whenever another process has sent what it knows. The processes
that write (:mod:`bitext.builders`) end before theirs matters.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

DOCUMENTS = 10
"""So many trees of garbage are kept at most, some megabytes each."""


class Garbage:
    """The collector's work in one run of Sphinx."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._read = 0
        """Documents, and environments of other processes."""
        self._paused = False

    def pause(self, *_: object) -> None:
        """``config-inited``, last: the environment is loaded next.

        ``env-before-read-docs``: documents are read next.
        """
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

    def begin(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """``source-read``: a process begins with what its parent knows, and is to leave it alone.

        Who looks at what processes share copies it.
        """
        if self._paused and self._process != os.getpid():
            self._process = os.getpid()
            gc.freeze()

    def collect(self, app: Sphinx, doctree: nodes.document) -> None:
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
        """``build-finished``, last: nothing lasts longer, and a process may build again."""
        gc.unfreeze()
        if self._paused:  # it did not come to ``env-updated``
            self._paused = False
            gc.enable()
