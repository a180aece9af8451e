"""HTML of templates, to be put into a page of any theme.

The templates are ``bitext/templates/``; a site's own come first, where its ``templates_path``
has them in a folder ``bitext``. Unlike in Sphinx's templates, every value is escaped.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from .. import markup
from ..config import languages_of
from .shelf import FACETS, address, anchor

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class Renderer:
    """Renders the templates of the site of `app`, an application with an HTML builder.

    In templates stand, besides what is given to :meth:`render`:

    ``name(texts)``, ``say(word, fields)``, ``count(word, number)``
        markup in both languages, see :mod:`bitext.markup`.
    ``quoted(source)``
        the title of a post's source, in its own language, to be shown in every mode.
    ``link(page, anchor="")``
        the relative address of a page, be it a document or not.
    ``address(facet, key)``, ``anchor(key)``
        the name of a listing's page, see :mod:`bitext.pages.shelf`.
    """

    def __init__(self, app: Sphinx) -> None:
        languages = languages_of(app.config)
        self._builder = app.builder
        paths = [str(app.confdir / path) for path in app.config.templates_path]
        loaders = [FileSystemLoader(paths), PrefixLoader({"bitext": PackageLoader("bitext")})]
        self._environment = Environment(
            loader=ChoiceLoader(loaders), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals.update(
            languages=languages,
            name=partial(markup.name, languages),
            say=partial(markup.say, languages),
            quoted=partial(markup.quoted, languages),
            count=partial(markup.count, languages),
            address=address,
            anchor=anchor,
            facets=FACETS,
        )

    def render(self, template: str, pagename: str, **context: Any) -> Markup:
        """The template ``bitext/<template>.html``, as part of the page `pagename`."""
        found = self._environment.get_template(f"bitext/{template}.html")
        link = partial(self._link, pagename)
        return Markup(found.render(link=link, pagename=pagename, **context).strip())

    def _link(self, pagename: str, page: str, place: str = "") -> str:
        # A page's address as its own is empty, which browsers take for the page.
        uri = self._builder.get_relative_uri(pagename, page)
        return f"{uri}#{place}" if place else uri
