"""Which documents have changed, by more than the time of day; and which a builder has yet to write.

Sphinx reads a document again that is younger than the last reading. A clock that was put back, or
a file that came back from elsewhere with its old time, would go unnoticed. So the size and time of
each document, and of what it depends on, are noted, and any difference counts.

Builders share what is read. What one has read anew, the next one finds unchanged, and of its own
pages Sphinx compares the times with the source's alone: not with a figure's, a bibliography's, a
setting's. So it is noted for each builder when what it last wrote had been read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .catalogue import catalogue_of

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .model import Stamp


def note(app: Sphinx, docname: str, source: list[str]) -> None:
    """``source-read``: of the document as it is read."""
    path = app.env.doc2path(docname)
    catalogue_of(app.env).stamps[docname] = {str(path): _stamp(Path(path))}


def note_dependencies(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``: of what the documents that were read turned out to depend on.

    Returns:
        the documents that were read since this builder's last build, by whichever.

    """
    stamps = catalogue_of(env).stamps
    for docname, known in stamps.items():
        for path in _dependencies(app, env, docname):
            known.setdefault(path, _stamp(Path(path)))
    return sorted(catalogue_of(env).differing(app.builder.name, "read", env.all_docs))


def changed(
    app: Sphinx,
    env: BuildEnvironment,
    added: Set[str],
    outdated: Set[str],
    removed: Set[str],
) -> list[str]:
    """``env-get-outdated``: the documents that are not what was read."""
    return [
        docname
        for docname, known in catalogue_of(env).stamps.items()
        if docname not in added | outdated | removed
        and any(_stamp(Path(path)) != stamp for path, stamp in known.items())
    ]


def _dependencies(app: Sphinx, env: BuildEnvironment, docname: str) -> list[str]:
    return [str(Path(app.srcdir, path)) for path in env.dependencies.get(docname, ())]


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
