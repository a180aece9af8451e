"""Citations that speak the language of their panel, and one look for all lists of works.

On top of sphinxcontrib-bibtex: its domain, a style for its lists, and the book's single list.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from docutils import nodes
from pybtex.plugin import PluginNotFound, find_plugin
from pybtex.richtext import Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle, toplevel
from pybtex.style.template import (
    FieldIsMissing,
    field,
    first_of,
    href,
    join,
    names,
    optional,
    optional_field,
    sentence,
    tag,
)
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinxcontrib.bibtex.citation_target import parse_citation_targets
from sphinxcontrib.bibtex.directives import BibliographyKey, BibliographyValue
from sphinxcontrib.bibtex.domain import BibtexDomain, Citation, get_docnames
from sphinxcontrib.bibtex.nodes import bibliography
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from sphinxcontrib.bibtex.transforms import node_text_transform

from ..catalogue import catalogue_of
from ..config import edition_of, languages_of
from ..diagnostics import Subtype, warn
from ..nodes import every, language_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pybtex.database import Entry
    from pybtex.richtext import BaseText
    from pybtex.style.template import Node
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from ..config import Language


logger = logging.getLogger(__name__)

_OWN_WORKS = ast.dump(ast.parse("docname in docnames"))
"""The filter of a list of what its document cites."""
_LARGEST = 200
"""Nodes of a filter's syntax; that of a list of what its document cites has six."""


class BilingualCitations(BibtexDomain):
    """sphinxcontrib-bibtex's domain, with a reference style a language.

    Where that looks through all citations of the site for each list and for each reference,
    this one looks into indices, made once a build; and where that sets the text of a work anew
    for each list, this one sets it once. The cost grows with the posts, not with their square.
    """

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        # Of this build only, from env_updated on:
        self.references_in: dict[str, dict[str, list[str]]] = {}
        """For each document the works that it cites, with the anchors of its references."""
        self.listed: dict[BibliographyKey, list[Citation]] = {}
        """For each list what stands in it."""
        self._own: dict[str, list[Citation]] = {}  # for each document, where references lead
        self._anywhere: dict[str, Citation] = {}  # and for each work
        self._styles: dict[str, AuthorYearReferenceStyle] = {}  # by language code
        self._formats: dict[str, BaseStyle] = {}  # by name
        self._texts: dict[tuple[str, str], BaseText] = {}  # by style and key of a work
        # References to a document's own list: but for the anchors, the same in each document.
        self._said: dict[tuple[str, ...], tuple[nodes.Element, list[str]]] = {}
        self._faulty = False  # whether a work lacks something, or a filter fails

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Keep the entries that a list can show: its directive makes one for each work there is.

        Kept for each document, they would grow with the square of the posts.
        """
        cited = {
            target.key
            for reference in self.citation_refs
            if reference.docname == docname
            for target in reference.targets
        }
        for place, value in list(self.bibliographies.items()):
            if place.docname == docname and sum(1 for _ in ast.walk(value.filter_)) > _LARGEST:
                # Deep enough, it could not even be kept.
                message = "the :filter: of this list is too long: it holds what its document cites"
                warn(Subtype.UNREADABLE, message, (docname, value.line))
                value = value._replace(filter_=ast.parse("docname in docnames"))
                self.bibliographies[place] = value
            if place.docname == docname and _shows_own_works(value):
                for key in value.citation_nodes.keys() - cited:
                    for anchor in value.citation_nodes.pop(key)["ids"]:
                        document.ids.pop(anchor, None)

    def env_updated(self) -> Iterable[str]:
        """Tell apart the works of one author and year: 2025a, 2025b, alike on every page."""
        self._texts, self._said = {}, {}
        self.references_in = {}
        for reference in self.citation_refs:
            cited = self.references_in.setdefault(reference.docname, {})
            for target in reference.targets:
                cited.setdefault(target.key, []).append(reference.citation_ref_id)
        # One that was read again would stand last; of two that have a work, the last is found.
        lists = sorted(self.bibliographies.items(), key=lambda item: item[0].docname)
        self.bibliographies.clear()
        self.bibliographies.update(lists)
        self._check_styles()
        made_of = self._made_of()
        if self.data.get("made_of") != made_of:
            self._faulty = False
            self._make()
            # Such a fault is said at each build.
            self.data["made_of"] = "" if self._faulty else made_of
        self.listed, self._own, self._anywhere = {}, {}, {}
        for citation in self.citations:
            place = citation.bibliography_key
            self.listed.setdefault(place, []).append(citation)
            if self.bibliographies[place].list_ == "citation":
                self._own.setdefault(place.docname, []).append(citation)
                self._anywhere[citation.key] = citation
        return ()

    def clear_doc(self, docname: str) -> None:
        """Forget `docname`; what its lists said stays until all is read, and may be right still."""
        citations = self.data["citations"]
        super().clear_doc(docname)
        self.data["citations"] = citations

    def _made_of(self) -> str:
        """A mark of all that `_make` goes by."""
        config = self.env.config
        lists = [
            (
                *(place, value.bibfiles, value.style, value.list_, value.enumtype, value.start),
                *(value.labelprefix, value.keyprefix, value.keys, ast.dump(value.filter_)),
                [(key, node["ids"]) for key, node in value.citation_nodes.items()],
            )
            for place, value in self.bibliographies.items()
        ]
        cited = sorted((docname, list(keys)) for docname, keys in self.references_in.items())
        own = all(map(_shows_own_works, self.bibliographies.values()))
        data = repr(
            (
                *(lists, cited, list(self.bibdata.data.entries.items())),
                None if own else list(get_docnames(self.env)),  # type: ignore[no-untyped-call]  # it ships none
                *(config.bibtex_tooltips, config.bibtex_tooltips_style),
            )
        )
        return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()

    def _make(self) -> None:
        """Find what stands in each list, and the letters of years."""
        super().env_updated()
        letters = _letters({cited.entry.key: cited.entry for cited in self.citations})
        lettered: dict[tuple[str, str], tuple[Entry, BaseText]] = {}
        for number, citation in enumerate(self.citations):
            if letter := letters.get(citation.entry.key):
                style = self.bibliographies[citation.bibliography_key].style
                work = (style, citation.entry.key)
                if work not in lettered:
                    lettered[work] = _lettered(citation, letter, self._format(style))
                entry, text = lettered[work]
                formatted = citation.formatted_entry
                self.citations[number] = citation._replace(
                    entry=entry,
                    formatted_entry=FormattedEntry(formatted.key, text, formatted.label),
                )

    def _check_styles(self) -> None:
        """A list in a style that there is not gets the site's, and a warning.

        sphinxcontrib-bibtex would end the build.
        """
        default = self.env.config.bibtex_default_style
        for key, place in list(self.bibliographies.items()):
            try:
                self._format(place.style)
            except PluginNotFound:
                message = (
                    f"there is no style {place.style!r} for a list of works: {default!r} is used"
                )
                warn(Subtype.UNREADABLE, message, (key.docname, place.line))
                self.bibliographies[key] = place._replace(style=default)

    def _format(self, name: str) -> BaseStyle:
        """The style of this `name`: pybtex looks for one, and its parts, among all packages."""
        if name not in self._formats:
            self._formats[name] = find_plugin("pybtex.style.formatting", name)()
        return self._formats[name]

    def get_filtered_entries(
        self, bibliography_key: BibliographyKey
    ) -> Iterable[tuple[str, Entry]]:
        """What the filter of a list lets through; if it cannot be asked, what is cited.

        sphinxcontrib-bibtex sees to bad syntax so; ``docnames & "x"`` would end the build.
        """
        try:
            return list(super().get_filtered_entries(bibliography_key))
        except Exception as error:  # whatever its operators and regular expressions may raise
            place = self.bibliographies[bibliography_key]
            message = (
                f"the :filter: of this list fails ({error}): it holds all works that are cited"
            )
            warn(Subtype.UNREADABLE, message, (bibliography_key.docname, place.line))
            self._faulty = True
            cited = {key for keys in self.references_in.values() for key in keys}
            return [
                (place.keyprefix + entry.key, entry)
                for entry in self.get_entries(place.bibfiles)
                if place.keyprefix + entry.key in cited or entry.key in place.keys
            ]

    def get_sorted_entries(
        self, bibliography_key: BibliographyKey, docnames: list[str]
    ) -> Iterable[tuple[str, Entry]]:
        """What stands in a list; of a document's own works, by the index."""
        place = self.bibliographies[bibliography_key]
        if not _shows_own_works(place):
            yield from super().get_sorted_entries(bibliography_key, docnames)
            return
        prefix, entries = place.keyprefix, self.bibdata.data.entries
        for key in self.references_in.get(bibliography_key.docname, ()):
            name = key.removeprefix(prefix)
            if key.startswith(prefix) and any(
                name in self.bibdata.bibfiles[path].keys for path in place.bibfiles
            ):
                yield key, entries[name]

    def get_formatted_entries(
        self,
        bibliography_key: BibliographyKey,
        docnames: list[str],
        tooltips: bool,
        tooltips_style: str,
    ) -> Iterable[tuple[Entry, FormattedEntry, FormattedEntry | None]]:
        """What stands in a list, with its labels; the text of each work is set once a build."""
        place = self.bibliographies[bibliography_key]
        style = self._format(place.style)
        entries = dict(self.get_sorted_entries(bibliography_key, docnames))
        ordered = style.sort(entries.values())
        for label, entry in zip(style.format_labels(ordered), ordered, strict=True):
            label = place.labelprefix + label
            try:
                text = self._text(place.style, entry)
                tip = None
                if tooltips:
                    name = tooltips_style or place.style
                    tip = FormattedEntry(entry.key, self._text(name, entry), label)
            except FieldIsMissing as error:
                logger.warning(
                    str(error),
                    location=(bibliography_key.docname, place.line),
                    type="bibtex",
                    subtype="missing_field",
                )
                text, tip = Tag("b", str(error)), None
                self._faulty = True
            yield entry, FormattedEntry(entry.key, text, label), tip

    def _text(self, name: str, entry: Entry) -> BaseText:
        """The text of a work in the style of this `name`."""
        work = (name, entry.key)
        if work not in self._texts:
            self._texts[work] = self._format(name).format_entry("", entry).text
        return self._texts[work]

    def _meant(self, target: str, docname: str) -> list[Citation]:
        """What a reference in `docname` can mean: an entry of its own lists, or else any."""
        keys = {each.key for each in parse_citation_targets(target)}
        here = [each for each in self._own.get(docname, ()) if each.key in keys]
        missing = keys - {each.key for each in here}
        if missing:
            here += [each for key, each in self._anywhere.items() if key in missing]
        return here

    def years(self) -> dict[str, list[tuple[str, str]]]:
        """For each document the works that it lists or cites, with the years that it prints."""
        found: dict[str, set[tuple[str, str]]] = {}
        for cited in self.citations:
            year = cited.entry.fields.get("year", "")
            found.setdefault(cited.bibliography_key.docname, set()).add((cited.key, year))
        for docname, keys in self.references_in.items():
            for key in keys & self._anywhere.keys():
                year = self._anywhere[key].entry.fields.get("year", "")
                found.setdefault(docname, set()).add((key, year))
        return {docname: sorted(works) for docname, works in found.items()}

    def resolve_xref(  # type: ignore[override]  # as there: an inline node is returned
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.Element:
        first, second = languages_of(env.config)
        code = language_of(node)
        if code is None and builder.format == "latex":
            code = edition_of(env.config)
        # Outside of any panel the second language's form stands for both.
        language = first if code == first.code else second
        if language.code not in self._styles:  # pybtex looks for its parts among all packages
            self._styles[language.code] = reference_style(language)
        self.reference_style = self._styles[language.code]
        meant = self._meant(target, fromdocname)
        here = [each for each in meant if each.bibliography_key.docname == fromdocname]
        styles = (self.bibliographies[each.bibliography_key].style for each in here)
        said = (builder.name, language.code, typ, target, *styles)
        if said in self._said and len(here) == len(meant):
            return _leading(*self._said[said], {each.key: each.citation_id for each in here})
        everything = self.data["citations"]
        self.data["citations"] = meant
        try:
            found = super().resolve_xref(env, fromdocname, builder, typ, target, node, contnode)
        finally:
            self.data["citations"] = everything
        keys = {each.citation_id: each.key for each in here}
        links = [link.get("refid") for link in every(found, nodes.reference)]
        asked = {each.key for each in parse_citation_targets(target)}
        if len(here) == len(meant) == len(asked) and keys.keys() >= {*links}:
            self._said[said] = found.deepcopy(), [keys[anchor] for anchor in links]
        unknown = asked - {each.key for each in meant}
        if unknown:  # and said; the reader sees at least the keys
            keys_alone = [nodes.literal("", key) for key in sorted(unknown)]
            found = nodes.inline("", "", found, *keys_alone)
        return found


def other_years(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``, when the letters of years stand: documents that print other years now."""
    domain = cast("BilingualCitations", env.get_domain("cite"))
    return sorted(catalogue_of(env).differing(app.builder.name, "years", domain.years()))


class ListsOfWorks(SphinxPostTransform):
    """The lists, as sphinxcontrib-bibtex makes them, from the domain's indices.

    ::

        <bibliography>      <container>
                                <citation> <label> <paragraph>
    """

    # Before sphinxcontrib-bibtex's own (5), which sees to lists with numbers or bullets.
    default_priority = 4

    def run(self, **kwargs: object) -> None:
        domain = cast("BilingualCitations", self.env.get_domain("cite"))
        for node in every(self.document, bibliography):
            place = BibliographyKey(docname=node["docname"], id_=node["ids"][0])
            if domain.bibliographies[place].list_ != "citation" or place not in domain.listed:
                continue
            references = domain.references_in.get(place.docname, {})
            citations = nodes.container()
            for cited in domain.listed[place]:
                # A copy: the environment holds the node itself, which would hold its document.
                citation = domain.bibliographies[place].citation_nodes[cited.key].deepcopy()
                if cited.key in references:
                    citation["backrefs"] = references[cited.key]
                label = cited.formatted_entry.label
                citation += nodes.label("", label, support_smartquotes=False)
                citation += domain.backend.paragraph(cited.formatted_entry)
                citation["docname"] = place.docname
                node_text_transform(citation)
                citations += citation
            node.replace_self(citations)


def _leading(
    reference: nodes.Element, keys: Iterable[str], anchors: Mapping[str, str]
) -> nodes.Element:
    """A copy of `reference`, whose links are to works of these `keys`, with other anchors."""
    found = reference.deepcopy()
    for link, key in zip(found.findall(nodes.reference), keys, strict=True):
        link["refid"] = anchors[key]
    return found


def _shows_own_works(place: BibliographyValue) -> bool:
    return not place.keys and ast.dump(place.filter_) == _OWN_WORKS


def reference_style(language: Language) -> AuthorYearReferenceStyle:
    """Author-year references with the words and brackets of `language`."""
    words = language.words

    def brackets() -> BracketStyle:
        return BracketStyle(
            words["year-open"].strip(), words["year-close"], words["cite-separator"]
        )

    return AuthorYearReferenceStyle(
        bracket_textual=brackets(),
        bracket_parenthetical=brackets(),
        bracket_author=brackets(),
        bracket_label=brackets(),
        bracket_year=brackets(),
        person=PersonStyle(sep2=words["and"], last_sep=words["and"], other=Text(words["others"])),
        author_year_sep=words["comma"],
        text_reference_sep=" " if words["year-open"].startswith(" ") else "",
    )


def _lettered(cited: Citation, letter: str, style: BaseStyle) -> tuple[Entry, BaseText]:
    """The work with a letter behind its year, for references to it; its text in a list."""
    entry = copy.deepcopy(cited.entry)
    entry.fields["year"] += letter
    return entry, style.format_entry("", entry).text


def _letters(entries: Mapping[str, Entry]) -> dict[str, str]:
    """A letter for each work that shares its authors, as cited, and its year with another."""

    def titled(key: str) -> tuple[str, str]:
        return entries[key].fields.get("title", ""), key  # the order of the list

    groups: dict[tuple[str, ...], list[str]] = {}
    for key, entry in entries.items():
        authors = [str(Text(*person.last_names)) for person in entry.persons.get("author", ())]
        cited = authors if len(authors) < 3 else [authors[0], "others"]
        groups.setdefault((*cited, entry.fields.get("year", "")), []).append(key)
    return {
        key: letter
        for keys in groups.values()
        if len(keys) > 1
        for key, letter in zip(sorted(keys, key=titled), "abcdefghijklmnopqrstuvwxyz", strict=False)
    }


class ListStyle(BaseStyle):  # type: ignore[misc]  # pybtex ships no types
    """Entries as *Authors (year). Title. Where. Note. Links.*, whatever their type."""

    default_sorting_style = "author_year_title"
    default_label_style = "alpha"
    default_name_style = "lastfirst"

    def get_misc_template(self, entry: Entry) -> Node:
        """One template for every entry type: what a field is for is known by its name."""
        where = first_of[
            optional[tag("em")[field("journal")]],
            optional[tag("em")[field("booktitle")]],
            optional[field("publisher")],
            optional[field("school")],
            optional[field("institution")],
            optional_field("howpublished"),
        ]
        return toplevel[
            sentence[
                join[
                    first_of[
                        optional[names("author", sep="; ")],
                        optional[names("editor", sep="; ")],
                        optional_field("organization"),
                    ],
                    optional[" (", field("year"), ")"],
                ]
            ],
            sentence(capfirst=False)[field("title")],
            sentence(sep=", ")[
                where,
                optional[join[field("volume"), optional["(", field("number"), ")"]]],
                optional[field("pages")],
            ],
            sentence(capfirst=False)[optional_field("note")],
            self._links(entry),
        ]

    get_article_template = get_misc_template
    get_inproceedings_template = get_misc_template
    get_book_template = get_misc_template
    get_incollection_template = get_misc_template
    get_techreport_template = get_misc_template
    get_phdthesis_template = get_misc_template
    get_online_template = get_misc_template

    def _links(self, entry: Entry) -> Node:
        """ArXiv and DOI; any other address only where there is neither."""
        links = [
            optional[
                href(join["https://arxiv.org/abs/", field("eprint", raw=True)])[
                    join["arXiv:", field("eprint", raw=True)]
                ]
            ],
            optional[
                href(join["https://doi.org/", field("doi", raw=True)])[
                    join["doi:", field("doi", raw=True)]
                ]
            ],
        ]
        if not {"eprint", "doi"} & set(entry.fields):
            links = [optional[href(field("url", raw=True))[field("url", raw=True)]]]
        return sentence(capfirst=False, sep=", ")[links]


class OneListInTheBook(SphinxPostTransform):
    """LaTeX gathers all lists at the book's end: each work stands there once.

    The posts' own headings over their lists are taken away with the lists.
    """

    # Before Sphinx gathers the citations (750).
    default_priority = 740
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        first: dict[str, nodes.citation] = {}
        for citation in every(self.document, nodes.citation):
            section = _section_of_list(citation)
            # By its text: its label depends on what else is in the post's own list.
            kept = first.setdefault(citation.children[-1].astext(), citation)
            kept["cited_in"] = [*kept.get("cited_in", ()), citation["docname"]]
            if kept is not citation:
                # Links of this post lead to the one that is kept.
                anchor = f"cite.{citation['docname']}:{citation['ids'][0]}"
                target = nodes.raw("", rf"\hypertarget{{{anchor}}}{{}}", format="latex")
                cast("nodes.paragraph", kept.children[-1]).insert(0, target)
                citation.parent.remove(citation)
            if section is not None and section.parent is not None:
                self._unwrap(section)
        for _, citation in sorted(first.items()):
            citation.parent.remove(citation)
            self.document += citation

    def _unwrap(self, section: nodes.section) -> None:
        section.replace_self([child for child in section if not isinstance(child, nodes.title)])


def _section_of_list(citation: nodes.citation) -> nodes.section | None:
    """The section that holds a list of works and nothing else; None if there is more."""
    holder = citation.parent
    section = holder.parent if holder is not None else None
    if not isinstance(section, nodes.section):
        return None
    others = [c for c in section.children if c is not holder and not isinstance(c, nodes.title)]
    return None if any(c.astext().strip() for c in others) else section
