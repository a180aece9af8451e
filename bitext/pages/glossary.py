"""The glossary, for readers: its page, and terms in the text that show their partner.

The page lists the terms of ``bitext_glossary`` in both languages, each with the posts that use
it. What a post uses is found in its text when it is read: the terms that one of its sides names,
each with the section in which it stands first.

In a text, ``{gloss}`` marks a term, as a rule where it stands first::

    {gloss}`谱范数`     <gloss written="谱范数" term=("谱范数", "spectral norm")> 谱范数
    {gloss}`its norm <spectral norm>`

In HTML it leads to the term's row on the page, and shows both forms; elsewhere it is its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.util.docutils import ReferenceRole

from ..catalogue import catalogue_of
from ..config import Settings, glossary_of, languages_of
from ..diagnostics import Subtype, warn
from ..nodes import every, gloss, spoken
from ..parity import find_term, forms_shown, named_terms
from ..taxonomy import nearest
from .generated import BUILDERS, changed_pages, context_of, titles
from .rendering import Renderer

if TYPE_CHECKING:
    from docutils.nodes import Node, system_message
    from sphinx.application import Sphinx

    from ..model import Bilingual
    from ..parity import Glossary, Term
    from .generated import Page

CODES = ("zh", "en")
"""The languages that a glossary has."""
_USES = 8
"""As many posts that use a term are named: the newest; the search finds the others."""
_MARK = "\ufffc"
"""Stands for what is no word."""


class Use(NamedTuple):
    """A post that uses a term."""

    docname: str
    anchor: str
    """Of the section in which it stands first; empty for what is above all sections."""
    title: Bilingual


class Row(NamedTuple):
    """A term on the page."""

    anchor: str
    forms: Mapping[str, str]
    """The preferred form, by language code."""
    others: Mapping[str, Sequence[str]]
    """The other forms."""
    order: Mapping[str, int]
    """Its place, from 0, in the order of a language; under ``uses``, by the number of posts."""
    uses: Sequence[Use]
    """The newest post first."""


class GlossRole(ReferenceRole):
    """A term of the glossary in any of its forms, or a text and the form: ``text <form>``."""

    def run(self) -> tuple[list[Node], list[system_message]]:
        node = gloss("", self.title, written=self.target)
        self.set_source_info(node)
        return [node], []


class Glossaries:
    """The glossary of one run of Sphinx."""

    def open(self, app: Sphinx) -> None:
        """``builder-inited``: read it."""
        self._settings = Settings.of(app)
        known = {language.code for language in languages_of(app.config)} == set(CODES)
        self._glossary = glossary_of(self._settings) if known else None
        self._page = self._settings.glossary_page if self._glossary else ""

    def note(self, app: Sphinx, doctree: nodes.document) -> None:
        """``doctree-read``: which terms a post names, and where first; what ``{gloss}`` means."""
        glosses = every(doctree, gloss)
        for node in glosses:
            self._understand(node)
        if self._glossary is None or self._settings.glossary is None:
            return
        is_post = bool(catalogue_of(app.env).posts[app.env.docname].date)
        if glosses or (self._page and is_post):
            app.env.note_dependency(self._settings.glossary)
        if self._page and is_post:
            found: dict[tuple[str, str], str] = {}
            for code, anchor, text in _texts(doctree, self._glossary):
                for index in sorted(named_terms(text, code, self._glossary)):
                    found.setdefault(_key(self._glossary.terms[index]), anchor)
            catalogue_of(app.env).terms[app.env.docname] = found

    def link(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """``doctree-resolved``: a term leads to its row; without the page, it says its partner.

        ::

            <gloss term=...> 谱范数    <reference refuri="../glossary.html#term-spectral-norm"
                                           reftitle="谱范数 · spectral norm"> <inline> 谱范数
        """
        if app.builder.format != "html":
            return
        for node in every(doctree, gloss):
            both = " · ".join(map(_spaced, node["term"]))
            made: nodes.Element
            if self._page and app.builder.name in BUILDERS:
                uri = f"{app.builder.get_relative_uri(docname, self._page)}#{_anchor(node['term'])}"
                made = nodes.reference("", "", internal=True, refuri=uri, reftitle=both)
                made["classes"] = ["gloss"]
                made += nodes.inline("", "", *node.children)
            else:
                made = nodes.abbreviation("", "", *node.children, explanation=both)
            node.replace_self(made)

    def pages(self, app: Sphinx) -> Iterator[Page]:
        """``html-collect-pages``: the glossary's page."""
        if app.builder.name not in BUILDERS:
            return
        made_of = None
        if self._glossary and self._page:
            catalogue = catalogue_of(app.env)
            terms = [
                (name, catalogue.posts[name].short, catalogue.terms.get(name, {}))
                for name in catalogue.newest_first()
            ]
            made_of = self._glossary.terms, terms
        yield from changed_pages(app, "glossary", self._pages(app), made_of=made_of)

    def _pages(self, app: Sphinx) -> Iterator[Page]:
        if self._glossary and self._page:
            title = titles(app.config, "glossary")
            first = languages_of(app.config)[0].code
            rows = sorted(_rows(app, self._glossary), key=lambda row: row.order[first])
            body = Renderer(app).render(
                "glossary", self._page, rows=rows, most=_USES, search=app.config.bitext_search
            )
            context = {**context_of(title, str(body)), "bitext_scripts": ["sort.js"]}
            yield self._page, context, "page.html"

    def _understand(self, node: gloss) -> None:
        """Find the term that `node` names; where there is none, its text stays."""
        index = find_term(node["written"], self._glossary) if self._glossary else None
        if self._glossary and index is not None:
            node["term"] = _key(self._glossary.terms[index])
            return
        terms = self._glossary.terms if self._glossary else ()
        known = [form for term in terms for form in (*term.zh, *term.en)]
        where = self._settings.glossary.name if self._settings.glossary else "bitext_glossary"
        written = node["written"]
        message = f"{{gloss}}: {written!r} is no term of {where}{nearest(written, known)}"
        warn(Subtype.GLOSSARY, message, node)
        node.replace_self(node.children)


def _anchor(term: tuple[str, str]) -> str:
    """The anchor of a term's row: ``term-spectral-norm``."""
    return f"term-{re.sub(r'[^a-z0-9]+', '-', term[1].lower()).strip('-')}"


def _key(term: Term) -> tuple[str, str]:
    """A term by its preferred forms, which stay when others come before it."""
    return term.zh[0], term.en[0]


def _rows(app: Sphinx, glossary: Glossary) -> Iterator[Row]:
    """The terms, each with its places."""
    catalogue = catalogue_of(app.env)
    uses: dict[tuple[str, str], list[Use]] = {_key(term): [] for term in glossary.terms}
    for docname in catalogue.newest_first():
        for key, anchor in catalogue.terms.get(docname, {}).items():
            if key in uses:
                uses[key].append(Use(docname, anchor, catalogue.posts[docname].short))
    keys = list(uses)
    orders = {
        "zh": _ranks(keys, _by_sound()),
        "en": _ranks(keys, lambda key: (key[1].casefold().replace("-", " "), key)),
        "uses": _ranks(keys, lambda key: (-len(uses[key]), key[1].casefold())),
    }
    terms = {_key(term): term for term in glossary.terms}
    for key in keys:
        yield Row(
            anchor=_anchor(key),
            forms={code: _spaced(form) for code, form in zip(CODES, key, strict=True)},
            others={code: [*map(_spaced, forms_shown(terms[key], code))] for code in CODES},
            order={name: ranks[key] for name, ranks in orders.items()},
            uses=uses[key],
        )


def _spaced(form: str) -> str:
    """With the spaces that a Chinese text has around Latin letters; glossaries may leave them out.

    >>> _spaced("Birkhoff多面体")
    'Birkhoff 多面体'
    """
    return _BETWEEN.sub(" ", form)


_BETWEEN = re.compile("(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")


def _ranks(
    keys: Iterable[tuple[str, str]], order: Callable[[tuple[str, str]], Any]
) -> dict[tuple[str, str], int]:
    return {key: rank for rank, key in enumerate(sorted(keys, key=order))}


def _by_sound() -> Callable[[tuple[str, str]], Any]:
    """Chinese by its sound, syllable by syllable, tones last; Latin letters among it."""
    try:
        from pypinyin import Style, lazy_pinyin  # an extra of this package's
    except ImportError as error:
        message = "bitext_glossary_page wants pypinyin: pip install 'bitext[glossary]'"
        raise ExtensionError(message) from error

    def order(key: tuple[str, str]) -> tuple[list[str], list[str], str]:
        text = key[0].casefold()
        return lazy_pinyin(text), lazy_pinyin(text, style=Style.TONE3), text

    return order


def _texts(doctree: nodes.document, glossary: Glossary) -> Iterator[tuple[str, str, str]]:
    """Each block's language, section and text; one outside of panels has both languages'.

    A section's address is its anchor; the document's own has none.
    """
    waiting: list[tuple[nodes.Node, str]] = [(doctree, "")]
    while waiting:
        node, anchor = waiting.pop()
        if isinstance(node, nodes.FixedTextElement | nodes.comment):
            continue
        if isinstance(node, nodes.TextElement):
            parts = [(language, _written(text, glossary)) for text, language in spoken(node)]
            for code in CODES:
                said = "".join([part for language, part in parts if language in (code, None)])
                if said:
                    yield code, anchor, said
            continue
        if isinstance(node, nodes.section) and node.parent is not doctree:
            anchor = str(node["ids"][0])
        waiting += [(child, anchor) for child in node.children[::-1]]


def _written(text: nodes.Text, glossary: Glossary) -> str:
    """The text; for a formula or code, what stands for it, that it may part words."""
    if isinstance(text.parent, nodes.math):
        tex = text.astext()
        return f"${tex}$" if tex in glossary.formulas else _MARK
    return _MARK if isinstance(text.parent, nodes.literal) else text.astext()
