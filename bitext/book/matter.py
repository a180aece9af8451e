r"""The book around the posts: its parts, glossary and index, and where a work is cited.

Only the LaTeX builder makes one, of a document that holds posts (``bitext_posts``) with a
date. The macros that this module writes are defined in ``assets/bitext.sty``::

    what is no post, in the order of the toctree
    \part{a series}         its summary; its posts by their part numbers; a part a series,
    ...                     in the order of taxonomy.yml
    \part{single posts}     by date
    \appendix               the glossary, if bitext_glossary names one
    references              each with the chapters that cite it
    index                   one a language: the glossary's terms, by the pages where they stand
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.latex.nodes import thebibliography
from sphinx.errors import ExtensionError
from sphinx.util.texescape import escape

from ..catalogue import catalogue_of
from ..config import Settings, edition_of, glossary_of, languages_of, taxonomy_of
from ..nodes import every, new_phrase, panel, phrase
from .latex import cell, columns

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from ..config import Language
    from ..model import Bilingual, Post
    from ..taxonomy import Series


def assemble(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """``doctree-resolved``: make a book of the posts that the builder has put together."""
    if app.builder.format != "latex":
        return
    chapters = _chapters(doctree, catalogue_of(app.env).posts)
    if not chapters:
        return
    languages = languages_of(app.config)
    edition = edition_of(app.config)
    shown = [language for language in languages if edition in {None, language.code}]
    taxonomy = taxonomy_of(app)
    glossary = glossary_of(Settings.of(app))
    terms = [
        {language.code: tuple(getattr(term, language.code)) for language in languages}
        for term in (glossary.terms if glossary else ())
    ]
    keywords = _keywords(chapters, taxonomy.tags if taxonomy else {}, shown)
    doctree.insert(0, nodes.raw("", keywords, format="latex"))
    found = _mark(chapters, shown, terms)
    for chapter in chapters:
        _shorten(chapter, shown)
    _order(chapters, taxonomy.series if taxonomy else {}, shown)
    _say_where_cited(doctree, [chapter.docname for chapter in chapters])
    if terms:
        references = next(doctree.findall(thebibliography), None)
        place = doctree if references is None else references.parent
        index = len(doctree.children) if references is None else place.index(references)
        place.insert(index, nodes.raw("", _glossary(terms, languages, edition), format="latex"))
        doctree += nodes.raw("", _index(terms, found, shown), format="latex")


def _keywords(
    chapters: Iterable[_Chapter], tags: Mapping[str, Bilingual], shown: Sequence[Language]
) -> str:
    """The names of all tags, as keywords of the PDF."""
    used = {tag for chapter in chapters for tag in chapter.post.tags}
    names = [
        " / ".join(dict.fromkeys(name[language.code] for language in shown))
        for tag, name in tags.items()
        if tag in used
    ]
    text = ("\ufeff" + ", ".join(names)).encode("utf-16-be").hex()
    return rf"\AtEndDocument{{\special{{pdf:docinfo <</Keywords <{text}>>>}}}}"


class _Chapter(NamedTuple):
    docname: str
    post: Post
    node: addnodes.start_of_file


def _chapters(doctree: nodes.document, posts: Mapping[str, Post]) -> list[_Chapter]:
    """The posts, in the order in which the toctree has them."""
    return [
        _Chapter(node["docname"], posts[node["docname"]], node)
        for node in every(doctree, addnodes.start_of_file)
        if node["docname"] in posts and posts[node["docname"]].date
    ]


# ---- parts


def _order(
    chapters: list[_Chapter], series: Mapping[str, Series], shown: Sequence[Language]
) -> None:
    """Put `chapters`, and their nodes, in the order of the book; parts get their titles.

    A book of single posts has no parts.
    """
    parent, place = chapters[0].node.parent, chapters[0].node.parent.index(chapters[0].node)
    for chapter in chapters:
        chapter.node.parent.remove(chapter.node)
    rank = {key: number for number, key in enumerate(series)}
    chapters.sort(
        key=lambda each: (
            rank.get(each.post.series, len(rank)),
            each.post.part or 0,
            each.post.date,
            each.post.source.date if each.post.source else "",
            each.docname,
        )
    )
    ordered: list[nodes.Node] = []
    before: str | None = None
    for chapter in chapters:
        key = chapter.post.series if chapter.post.series in series else ""
        if key != before and (key or before):
            single = {language.code: language.words["singles"] for language in shown}
            ordered += _part(
                series[key].name if key else single, series[key].summary if key else {}, shown
            )
        before = key
        ordered.append(chapter.node)
    parent.children[place:place] = ordered
    for node in ordered:
        node.parent = parent


def _part(name: Bilingual, summary: Bilingual, shown: Sequence[Language]) -> list[nodes.Node]:
    r"""``\part{...}`` and what it is about."""
    title = nodes.inline("", "", nodes.raw("", "\n\\part{", format="latex"))
    title += _titled(name, shown)
    title += nodes.raw("", "}\n", format="latex")
    if not summary:
        return [title]
    about: nodes.Element
    texts = [(lang.code, nodes.paragraph("", summary[lang.code])) for lang in shown]
    if len(texts) == 2:
        about = columns(classes=[])
        for side, (code, text) in zip(("left", "right"), texts, strict=True):
            about += cell("", text, side=side, lang=code)
    else:
        about = panel("", texts[0][1], lang=texts[0][0])
    return [title, about]


def _shorten(chapter: _Chapter, shown: Sequence[Language]) -> None:
    """Where room is short, in the running head, a post has its short title."""
    section = next(chapter.node.findall(nodes.section), None)
    if section is None or not chapter.post.short:
        return
    mark = nodes.inline("", "", nodes.raw("", r"\bitextshort{", format="latex"))
    mark += _titled(chapter.post.short, shown)
    mark += nodes.raw("", "}\n", format="latex")
    section.insert(1, mark)


def _titled(title: Bilingual, shown: Sequence[Language]) -> Iterator[nodes.Node]:
    """A title in the languages of the edition."""
    for number, language in enumerate(shown):
        if number:
            yield nodes.raw("", r"\bitextsep{}", format="latex")
        yield new_phrase(language, nodes.Text(title[language.code]))


# ---- the list of works


def _say_where_cited(doctree: nodes.document, order: Sequence[str]) -> None:
    """Behind each work of the list, the chapters that cite it."""
    for citation in every(doctree, nodes.citation):
        chapters = sorted(set(citation.get("cited_in", ())) & set(order), key=order.index)
        if chapters:
            links = ", ".join(
                rf"\bitextchapter{{{docname}::doc}}{{{order.index(docname) + 1}}}"
                for docname in chapters
            )
            where = nodes.raw("", rf"\bitextcitedin{{{links}}}", format="latex")
            last = citation.children[-1]
            if isinstance(last, nodes.Element):
                last += where


# ---- terms


_Term = Mapping[str, tuple[str, ...]]
"""The forms of a term by language, the preferred one first."""


def _mark(
    chapters: Iterable[_Chapter], shown: Sequence[Language], terms: Sequence[_Term]
) -> dict[str, set[int]]:
    """Mark the first place of each term in each section; return which terms were found."""
    found: dict[str, set[int]] = {language.code: set() for language in shown}
    patterns = {language.code: _pattern(language, terms) for language in shown}
    for chapter in chapters:
        seen: dict[nodes.Node | None, set[tuple[str, int]]] = {}
        for text in every(chapter.node, nodes.Text):
            code, section = _place(text)
            if code not in patterns:
                continue
            marks = []
            for match, number in _occurrences(text.astext(), *patterns[code]):
                if (code, number) not in seen.setdefault(section, set()):
                    seen[section].add((code, number))
                    found[code].add(number)
                    marks.append((match, number))
            if marks:
                text.parent.replace(text, list(_marked(text, code, marks)))
    return found


def _place(text: nodes.Text) -> tuple[str, nodes.Node | None]:
    """The language and the section of a text; no language where no mark may stand."""
    refused = (
        nodes.title | nodes.caption | nodes.literal | nodes.literal_block | nodes.math
        | nodes.math_block | nodes.raw | nodes.footnote | nodes.citation | nodes.reference
    )  # fmt: skip
    code = ""
    node: nodes.Element | None = text.parent
    while node is not None and not isinstance(node, nodes.section):
        if isinstance(node, refused):
            return "", None
        if not code and isinstance(node, cell | panel | phrase):
            code = str(node["lang"])
        node = node.parent
    return code, node


def _pattern(
    language: Language, terms: Sequence[_Term]
) -> tuple[re.Pattern[str], Mapping[str, int]]:
    """What finds any form of any term, the longest first; and the term of each form."""
    forms = {
        form: number
        for number, term in enumerate(terms)
        for form in term[language.code]
        if "$" not in form
    }
    # By what they match: a hyphen may be none.
    longest_first = sorted(forms, key=lambda form: (-len(_folded(form)), form))
    alternatives = "|".join(_form_pattern(form, language) for form in longest_first)
    return (
        re.compile(alternatives or "(?!)", re.IGNORECASE),
        {_folded(form): number for form, number in forms.items()},
    )


_LATIN = "[A-Za-z0-9]"
_SEAM = re.compile(rf"(?<={_LATIN})(?=[^\x00-\x7f])|(?<=[^\x00-\x7f])(?={_LATIN})")


def _form_pattern(form: str, language: Language) -> str:
    """One form: spaces may be hyphens, or stand between Han and Latin; no word is cut."""
    words = [re.escape(word) for word in re.split(r"[\s-]+", form)]
    if language.joins_lines:
        pattern = "[ -]*".join(_SEAM.sub(" ?", word) for word in words)
        plural = ""
    else:
        pattern = r"[\s-]+".join(words)
        plural = "(?:e?s)?"
    before = rf"(?<!{_LATIN})" if re.match(_LATIN, form) else ""
    after = rf"{plural}(?!{_LATIN})" if re.match(_LATIN, form[-1]) else ""
    return f"{before}{pattern}{after}"


def _folded(form: str) -> str:
    return re.sub(r"[\s-]+", "", form).lower()


def _occurrences(
    text: str, pattern: re.Pattern[str], forms: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """Where in `text` which term stands."""
    for match in pattern.finditer(text):
        form = _folded(match[0])
        for ending in ("", "s", "es"):
            if form.endswith(ending) and form.removesuffix(ending) in forms:
                yield match.start(), forms[form.removesuffix(ending)]
                break


def _marked(text: nodes.Text, code: str, marks: Iterable[tuple[int, int]]) -> Iterator[nodes.Node]:
    words, start = text.astext(), 0
    for place, number in marks:
        if place > start:
            yield nodes.Text(words[start:place])
        # Between two Han characters a mark takes the place of the glue that TeX puts there.
        glue = r"\bitextglue" if place and _is_han(words[place - 1]) else ""
        yield nodes.raw("", rf"{glue}\bitextindex{{{code}{number}}}", format="latex")
        start = place
    yield nodes.Text(words[start:])


def _is_han(character: str) -> bool:
    return character >= "\u2e80" and character.isalnum()


def _glossary(terms: Iterable[_Term], languages: Sequence[Language], edition: str | None) -> str:
    """The appendix: each term in both languages, by the order of the edition's."""
    first, second = languages
    if edition == second.code:
        first, second = second, first
    entries = {term[first.code][0]: term[second.code][0] for term in terms}
    lines = ["", r"\bitextappendix", r"\begin{bitextglossary}"]
    for letter, names in _groups(entries):
        lines.append(rf"\bitextindexletter{{{letter}}}")
        lines += [
            rf"\bitextterm{{{first.code}}}{{{_tex(name)}}}{{{second.code}}}{{{_tex(entries[name])}}}"
            for name in names
        ]
    return "\n".join([*lines, r"\end{bitextglossary}", ""])


def _index(terms: Sequence[_Term], found: Mapping[str, set[int]], shown: Sequence[Language]) -> str:
    lines = ["", r"\bitextindexchapter"]
    for language in shown:
        lines.append(rf"\begin{{bitextindexlist}}{{{language.code}}}{{{language.name}}}")
        named = {terms[number][language.code][0]: number for number in found[language.code]}
        for letter, group in _groups(named):
            lines.append(rf"\bitextindexletter{{{letter}}}")
            lines += [
                rf"\bitextindexentry{{{_tex(name)}}}{{{language.code}{named[name]}}}"
                for name in group
            ]
        lines.append(r"\end{bitextindexlist}")
    return "\n".join([*lines, ""])


def _groups(names: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """`names` in order, by their first letters."""
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=_sort_key):
        letter = _sort_key(name)[0][:1].upper()
        groups.setdefault(letter if letter.isalpha() and letter.isascii() else r"\#", []).append(
            name
        )
    yield from sorted(groups.items())


def _sort_key(name: str) -> tuple[str, ...]:
    """Chinese by the sound of each character in turn, its tone last; the rest by its letters.

    >>> sorted(["注意力", "Muon", "秩", "谱范数", "值域"], key=_sort_key)
    ['Muon', '谱范数', '值域', '秩', '注意力']
    """
    try:
        from pypinyin import Style, lazy_pinyin  # an extra of this package's, and slow to load
    except ImportError as error:
        message = "a book with a glossary wants pypinyin: pip install 'bitext[book]'"
        raise ExtensionError(message) from error
    plain = re.sub(r"[$\\{}^_]", "", name)
    return tuple(part.casefold() for part in lazy_pinyin(plain, style=Style.TONE3))


def _tex(name: str) -> str:
    """`name` for LaTeX; formulas in it are kept."""
    pieces = re.split(r"(\$[^$]*\$)", name)
    return "".join(
        piece if number % 2 else escape(piece, "xelatex") for number, piece in enumerate(pieces)
    )
