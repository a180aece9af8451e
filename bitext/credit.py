"""The credit at a post's top, made from ``source:`` in its front matter.

::

    <section>
        <title>
        <pair classes="credit">     本文独立阐述……   |   An independent exposition of ...
"""

from __future__ import annotations

from docutils import nodes
from sphinx.transforms import SphinxTransform

from .config import Language, languages_of
from .frontmatter import FrontMatter
from .model import Source
from .nodes import new_pair, new_panel, new_phrase


class Credit(SphinxTransform):
    """Say what a post expounds, whose it is, and that the exposition is independent."""

    # After PairPanels (210), which would warn of nothing here, but need not look.
    default_priority = 220

    def apply(self, **kwargs: object) -> None:
        source = FrontMatter(self.env, self.env.docname).source()
        if source is None:
            return
        section = next(self.document.findall(nodes.section), None)
        pair = new_pair(
            *(
                new_panel(language, self._paragraph(source, language))
                for language in languages_of(self.config)
            )
        )
        pair["classes"].append("credit")
        if section is None:  # a document without a title
            self.document.insert(0, pair)
        else:
            pair.source, pair.line = section.source, section.line
            section.insert(1, pair)

    def _quoted(self, source: Source) -> nodes.inline:
        """The source's title: in its own language, and shown in every mode."""
        title = new_phrase(self._language_of(source), nodes.Text(source.title))
        title["classes"] = ["quoted"]
        return title

    def _language_of(self, source: Source) -> Language:
        languages = languages_of(self.config)
        return next((lang for lang in languages if lang.code == source.lang), languages[0])

    def _paragraph(self, source: Source, language: Language) -> nodes.paragraph:
        words = language.words
        text = nodes.paragraph()
        text += nodes.Text(words["credit"])
        text += nodes.Text(words["credit-open"])
        text += nodes.reference(
            "",
            "",
            self._quoted(source),
            refuri=source.url,
            internal=False,
        )
        text += nodes.Text(words["credit-details"].format(author=source.author, date=source.date))
        if source.licence:
            text += nodes.Text(words["credit-licence"].format(licence=source.licence))
        text += nodes.Text(words["credit-after"])
        return text
