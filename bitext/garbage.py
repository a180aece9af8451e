"""When Python looks for garbage: after some documents, not after every 700 new objects.

A document's tree is some ten thousand objects that point at each other, all of them wanted until
all are garbage. Python's collector looks at them again and again while they are made, a fifth of a
build's time. Here it looks after every tenth document that is read, and whenever another process
has sent what it knows; the processes that write (:mod:`bitext.builders`) end before theirs matters.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

DOCUMENTS = 10
"""So many trees of garbage are kept at most, some megabytes each."""


class Garbage:
    """The collector's pauses in one run of Sphinx."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self._read = 0
        self._paused = False

    def pause(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """``env-before-read-docs``: not before, as what comes next may be left undone."""
        if gc.isenabled():
            self._paused = True
            gc.disable()

    def begin(self, app: Sphinx, docname: str, content: list[str]) -> None:
        """``source-read``: a process begins with what its parent knows, and is to leave it alone.

        Who looks at what processes share copies it.
        """
        if self._paused and self._process != os.getpid():
            self._process = os.getpid()
            gc.freeze()

    def merge(
        self, app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment
    ) -> None:
        """``env-merge-info``: each process sends an environment of all documents; one goes now."""
        if self._paused:
            gc.collect()

    def collect(self, app: Sphinx, doctree: nodes.document) -> None:
        """``doctree-read``"""
        self._read += 1
        if self._paused and self._read % DOCUMENTS == 0:
            gc.collect()

    def resume(self, *_: object) -> None:
        """``env-updated``, and ``build-finished`` if it does not come to that."""
        if self._paused:
            self._paused = False
            gc.enable()
