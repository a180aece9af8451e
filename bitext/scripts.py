"""Scripts as they are sent to readers: without comments and indentation, a third of their bytes.

Names stay as they are, so that what a browser says of an error can be found in the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rjsmin import jsmin
from sphinx.jinja2glue import BuiltinTemplateLoader

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def brief(script: str) -> str:
    """`script` (JavaScript) without what only its authors read."""
    return cast("str", jsmin(script)) + "\n"


def offer(app: Sphinx) -> None:
    """``builder-inited``: the filter ``jsmin`` for a site's own ``*.js.jinja`` in its static files.

    ::

        {% filter jsmin %}{% include "js/reading.js" %}{% endfilter %}
    """
    templates = getattr(app.builder, "templates", None)
    if isinstance(templates, BuiltinTemplateLoader):
        templates.environment.filters["jsmin"] = brief
