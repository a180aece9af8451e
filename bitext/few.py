"""Few documents are read in the process that is there.

Sphinx divides what it reads among processes (``-j auto``), be it one document of a thousand; each
sends back all that it knows of all documents, which takes longer than to read a few
(``docs/upstream/sphinx-parallel-few.md``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_AS_MANY: Final = 20
"""To send what is known of as many documents back and forth takes as long as to read one."""


class FewAtOnce:
    """Keeps the reading of a few documents in one process; pages are written as the user said."""

    def __init__(self) -> None:
        self._given: int | None = None

    def begin(self, app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """``env-before-read-docs``: whether those to be read are few."""
        if len(docnames) * _AS_MANY < len(env.found_docs):
            self._given, app.parallel = app.parallel, 1

    def end(self, app: Sphinx, env: BuildEnvironment) -> None:
        """``env-updated``: all is read."""
        if self._given is not None:
            app.parallel, self._given = self._given, None
