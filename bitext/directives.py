"""``{zh}`` and ``{en}``: source to nodes.

The directives are named after ``bitext_languages``, so they are registered when the
configuration is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .config import languages_of
from .diagnostics import Subtype, warn
from .nodes import new_panel

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config


_WORDS = 40
"""Options of other directives are words, and shorter than this."""


class _AnyOption(dict[str, Any]):
    """Takes every option, so that the panel can name the ones it was given."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:
        return str

    def __bool__(self) -> bool:
        return True


class Panel(SphinxDirective):
    """Prose in the language that names the directive.

    ::

        :::{zh}                 <panel lang="zh">
        中文段落。                   <paragraph>
        :::

    A panel directly followed by the other language's becomes a pair with it
    (:class:`bitext.transforms.PairPanels`).
    """

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = _AnyOption()

    def run(self) -> list[nodes.Node]:
        languages = {language.code: language for language in languages_of(self.config)}
        node = new_panel(languages[self.name])
        self.set_source_info(node)
        if self.arguments or self.options:
            given = [repr(argument) for argument in self.arguments]
            given += [f":{name}:" for name in self.options]
            warn(
                Subtype.OPTION,
                f"a {{{self.name}}} panel takes no argument and no option: "
                f"take out {', '.join(given)}",
                node,
            )
        # What stands behind the directive's name is text of its author: keep it. So is an option
        # as long as a sentence: a line that begins as one does.
        values = [value for value in self.options.values() if len(value or "") > _WORDS]
        for argument in [*self.arguments, *values]:
            children, messages = self.parse_inline(argument)
            node += nodes.paragraph(argument, "", *children)
            node += messages
        node += self.parse_content_to_nodes(allow_section_headings=False)
        return [node]


def add_directives(app: Sphinx, config: Config) -> None:
    """``config-inited``: one directive a language."""
    for language in languages_of(config):
        app.add_directive(language.code, Panel)
