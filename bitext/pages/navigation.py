"""The site's navigation: its pages, its series, the latest posts. The same on every page.

A theme makes its navigation of ``toctree()``, which names every post: on every page, and at a
cost that grows with the square of the posts. With ``bitext_navigation`` it gets this short
tree in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalogue import catalogue_of
from ..config import languages_of
from .generated import BUILDERS
from .rendering import Renderer
from .shelf import shelf_of

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .shelf import Shelf

_SERIES = 6
"""As many series are named: those with the latest posts. As in the home's list, so that there
is a page of all whenever one is left out."""


class Navigation:
    """The navigation of one build."""

    def __init__(self) -> None:
        self._renderer: Renderer | None = None
        self._data: dict[str, Any] = {}

    def gather(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """``env-updated``: collect it; every document, if it differs from the last build's."""
        self._renderer = None
        if app.config.bitext_navigation is None or app.builder.name not in BUILDERS:
            return []
        self._renderer = Renderer(app)
        self._data = _collect(app, shelf_of(app))
        frame = self._renderer.render("navigation", "", **self._data)
        changed = catalogue_of(env).frame_changed(app.builder.name, frame)
        return sorted(env.found_docs) if changed else []

    def replace(
        self,
        app: Sphinx,
        pagename: str,
        templatename: str,
        context: dict[str, Any],
        doctree: nodes.document | None,
    ) -> None:
        """``html-page-context``: give the theme this tree for its own."""
        if self._renderer is None:
            return

        def toctree(**kwargs: object) -> str:
            return tree

        tree = str(self._renderer.render("navigation", pagename, **self._data))
        context["toctree"] = toctree


def _collect(app: Sphinx, shelf: Shelf) -> dict[str, Any]:
    posts = catalogue_of(app.env).posts
    languages = languages_of(app.config)
    pages = []
    for name in app.config.bitext_navigation:
        words = {each.code: each.words.get(name, name) for each in languages}
        pages.append((name, posts[name].short if name in posts else words))
    return {
        "pages": pages,
        "series": [(view.key, view.name) for view in shelf.lately(_SERIES)],
        "all_series": len(shelf.series()) if len(shelf.series()) > _SERIES else 0,
        "recent": [
            (entry.docname, entry.post.short) for entry in shelf.entries[: app.config.bitext_recent]
        ],
    }
