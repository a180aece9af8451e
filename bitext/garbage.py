"""When Python looks for garbage: after some documents, not after every 700 new objects.

A document's tree is some ten thousand objects that point at each other, all of them wanted until
all are garbage. Python's collector looks at them again and again while they are made, a fifth of a
build's time. Here it looks after every tenth document that is read; the processes that write
(:mod:`bitext.builders`) end before theirs matters.
"""

from __future__ import annotations

import gc
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
        self._read = 0
        self._paused = False

    def pause(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """``env-before-read-docs``: the processes that read begin as this one is."""
        if gc.isenabled():
            self._paused = True
            gc.disable()
            gc.freeze()  # what they share; whoever looks at it copies it

    def collect(self, app: Sphinx, doctree: nodes.document) -> None:
        """``doctree-read``"""
        self._read += 1
        if self._paused and self._read % DOCUMENTS == 0:
            gc.collect()

    def resume(self, *_: object) -> None:
        """``env-updated``, and ``build-finished`` if it does not come to that."""
        if self._paused:
            self._paused = False
            gc.unfreeze()
            gc.enable()
