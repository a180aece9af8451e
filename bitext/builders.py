"""HTML builders whose processes resolve what they write.

Sphinx resolves all documents in its main process and hands the trees to the writers: with two
processes one resolves and one writes, each waits for the other, and trees that wait to be written
stay in memory, at a thousand posts gigabytes of them. Here a writer is given names: it loads a
document's tree, resolves it, writes the page and forgets it.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_SHARE = 10
"""Documents that a process is given at most; it is a new one then, which costs some 20 ms."""
_AT_ONCE = 100
"""Processes that are made ready at most: a pipe for each is open until it ends, and a system may
allow some hundred open files."""
_TURNS = 4
"""How often at least each process is given some, so that all end at about the same time."""


class BilingualHTMLBuilder(StandaloneHTMLBuilder):
    """``html``, in as many processes as ``-j`` says.

    What a post-transform or a handler of ``doctree-resolved`` notes in the builder or in the
    environment stays in the process of its document; only the images to be copied come back. An
    extension that gathers there wants ``bitext_resolve_apart = False``; Sphinx's own search index
    is made of what comes by in the main process, so that a site with it is written as by Sphinx.
    """

    def __init__(self, app: Sphinx, env: BuildEnvironment) -> None:
        super().__init__(app, env)
        self._processes = app.parallel

    def write_documents(self, docnames: Set[str]) -> None:
        if not self.parallel_ok or self.search or not self.config.bitext_resolve_apart:
            super().write_documents(docnames)
            return
        first, *others = sorted(docnames)
        self._write(first)  # templates are compiled and files are loaded once, for all
        size = max(1, min(_SHARE, len(others) // (self._processes * _TURNS)))
        shares = [others[at : at + size] for at in range(0, len(others), size)]
        progress = status_iterator(
            shares, "writing output... ", "darkgreen", len(shares), self.config.verbosity
        )

        def written(share: Sequence[str], images: dict[str, str]) -> None:
            self.images.update(images)
            next(progress)

        for at in range(0, len(shares), _AT_ONCE):
            tasks = ParallelTasks(self._processes)
            for share in shares[at : at + _AT_ONCE]:
                tasks.add_task(self._write_share, share, written)
            tasks.join()

    def _write_share(self, docnames: Sequence[str]) -> dict[str, str]:
        gc.disable()  # this process ends before its garbage matters
        for docname in docnames:
            self._write(docname)
        return self.images

    def _write(self, docname: str) -> None:
        self.phase = BuildPhase.RESOLVING
        doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
        self.phase = BuildPhase.WRITING
        self.write_doc_serialized(docname, doctree)
        self.write_doc(docname, doctree)


class BilingualDirectoryHTMLBuilder(DirectoryHTMLBuilder, BilingualHTMLBuilder):
    """``dirhtml``, alike."""


BUILDERS = (BilingualHTMLBuilder, BilingualDirectoryHTMLBuilder)
