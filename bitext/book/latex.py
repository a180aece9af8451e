"""LaTeX: pairs in parallel columns, displays across both, one numbering.

With ``bitext_edition`` a book in one language alone: what is in the other one is left out,
and there are no columns.

The macros that this module writes are defined in ``assets/bitext.sty``, which goes into
each LaTeX build.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..catalogue import catalogue_of
from ..config import edition_of, languages_of, macros_of
from ..nodes import every, language_of, pair, panel, phrase
from ..tex import (
    as_formula,
    define_for_latex,
    display_for_latex,
    for_latex,
    parse_display,
    replace_eqrefs,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.domains.math import MathDomain
    from sphinx.writers.latex import LaTeXTranslator

    from ..tex import Macro

BOOK_WORDS = ("Contents", "References", "Glossary", "Index", "continued", "continues")
"""The words of :mod:`bitext.words` that a style may use: ``\\bitextword{Contents}``."""
LISTING_WIDTH = 90
"""About how many characters of code stand in a line."""
LISTING_LINES = 45
"""About how many lines of code stand on a page, with room for a heading."""
LONG = 50
"""TeX measures whether a formula fits on a line if its source has more characters."""
STYLE = Path(__file__).parent.parent / "assets" / "bitext.sty"


class columns(nodes.General, nodes.Element):
    """A pair on paper: cells, left and right in turn."""


class led(nodes.General, nodes.Element):
    """A display and the lines above it, which lead to it: no page ends between them."""


class cell(nodes.General, nodes.Element):
    """One side of a row; ``lang``, and ``side`` (``left`` or ``right``)."""


_NO_BLOCKS = (
    nodes.title | nodes.Invisible | nodes.target | nodes.section | nodes.compound | columns | led
)


class SourceLines(SphinxPostTransform):
    """Say in a comment where each block comes from: :mod:`bitext.book.texlog` reads it there."""

    # After the columns are made, which count blocks (190).
    default_priority = 195
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        above = nodes.section | panel | cell | led
        for node in every(self.document, nodes.Element):
            known = node.line is not None and node.source is not None
            if known and isinstance(node.parent, above) and not isinstance(node, _NO_BLOCKS):
                path = Path(str(node.source).partition(":<")[0])
                if path.is_relative_to(self.env.srcdir):
                    name = path.relative_to(self.env.srcdir).as_posix()
                    mark = nodes.raw("", f"%% {name}:{node.line}", format="latex")
                    node.parent.insert(node.parent.index(node), mark)


class OneLanguage(SphinxPostTransform):
    """In an edition in one language, leave out what is in the other.

    ::

        <pair>                              <panel lang="en">
            <panel lang="zh">
            <panel lang="en">
        <title>                             <title>
            <phrase classes="zh"> " "
            <phrase classes="en">               <phrase classes="en">

    What stands in the other language in every mode, such as the title of a source, stays.
    """

    # Before the references (4): what is left out asks for nothing.
    default_priority = 3
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        edition = edition_of(self.config)
        if edition is None:
            return
        for node in reversed(every(self.document, pair)):
            panels = [part for part in node.children if isinstance(part, panel)]
            kept = next(part for part in panels if part["lang"] == edition)
            kept["ids"] = [anchor for part in (node, *panels) for anchor in part["ids"]]
            kept["classes"] += node["classes"]
            node.replace_self(kept)
        others = {language.code for language in languages_of(self.config)} - {edition}
        for each in every(self.document, phrase):
            if others & set(each["classes"]):
                _take_out(each)


class OneLanguageOfReferences(OneLanguage):
    """References outside of panels have got their words in both languages by now."""

    # After the references are resolved (10), before the separators (190).
    default_priority = 180


class PairsToColumns(SphinxPostTransform):
    """A pair becomes rows of facing cells; each row starts on one line.

    ::

        <pair>                          <columns>
            <panel lang="zh">               <cell side="left" lang="zh">   1st paragraph
                <paragraph> 1st             <cell side="right" lang="en">  1st paragraph
                <paragraph> 2nd             <cell side="left" lang="zh">   2nd paragraph
            <panel lang="en"> ...           ...

    Where the two sides are not built alike, they start together and run freely.
    """

    # After the references are resolved (10), which ask in which panel they stand.
    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        # Columns have no anchors; those that a target in the text stands for are there.
        standing = {target.get("refid") for target in every(self.document, nodes.target)}
        # Inner ones first, as long as they can see that they are.
        for node in reversed(every(self.document, pair)):
            if language_of(node) or _is_boxed(node):
                continue  # columns stand in no column and no box: the panels follow each other
            left, right = (child for child in node.children if isinstance(child, panel))
            facing = columns(classes=node["classes"])
            facing.source, facing.line = node.source, node.line
            for blocks in _rows(left, right):
                for side, child, content in zip(
                    ("left", "right"), (left, right), blocks, strict=True
                ):
                    facing += cell("", *content, side=side, lang=child["lang"])
            anchors = [anchor for part in (node, left, right) for anchor in part["ids"]]
            targets = [nodes.target("", "", ids=[a]) for a in anchors if a not in standing]
            display = _display_after(node)
            if display is not None:
                facing["leads"] = True
                display.replace_self(led("", display.deepcopy()))
            node.replace_self([*targets, facing])


class EquationReferences(SphinxPostTransform):
    """A reference to an equation has its number here, and need not wait for TeX's second run."""

    # After References (4, registered before) has said whose the equation is; before Sphinx
    # hands the rest to amsmath (5).
    default_priority = 4
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        equations = cast("MathDomain", self.env.get_domain("math")).equations
        for xref in every(self.document, addnodes.pending_xref):
            if xref.get("refdomain") == "math" and xref["reftarget"] in equations:
                docname, number = equations[xref["reftarget"]]
                label = f"equation:{docname}:{xref['reftarget']}"
                source = rf"\bitexteqref{{{label}}}{{{number}}}"
                xref.replace_self(nodes.raw("", source, format="latex"))


class BookTitle(SphinxPostTransform):
    """Sphinx takes the first title for the book's, and wants it in one piece."""

    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        section = next((c for c in self.document.children if isinstance(c, nodes.section)), None)
        title = section[0] if section else None
        if isinstance(title, nodes.title) and title.next_node(phrase):
            title[:] = [nodes.Text(" / ".join(p.astext() for p in every(title, phrase)))]


class PhraseSeparators(SphinxPostTransform):
    """The space between two phrases is a macro: a title breaks there, a caption too."""

    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        for text in every(self.document, nodes.Text):
            siblings = text.parent.children if text.parent is not None else []
            if text.strip() or len(siblings) < 3:
                continue
            index = text.parent.index(text)
            around = siblings[max(index - 1, 0) : index + 2 : 2]
            if len(around) == 2 and all(isinstance(node, phrase) for node in around):
                text.parent.replace(text, nodes.raw("", r"\bitextsep{}", format="latex"))


class WholeListings(SphinxPostTransform):
    r"""Code that fits a page is not broken: ``\needspace`` before it, which Sphinx always loads.

    A figure that waits for the next page would otherwise come to stand between its halves.
    """

    # As PhraseSeparators: the tree is the printed one by then.
    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        for block in every(self.document, nodes.literal_block):
            captioned = isinstance(block.parent, nodes.container)
            place: nodes.Element = block.parent if captioned else block
            text = block.astext().rstrip("\n")
            lines = sum(-(-len(line) // LISTING_WIDTH) or 1 for line in text.split("\n"))
            if isinstance(place.parent, nodes.section) and lines <= LISTING_LINES:
                space = nodes.raw("", rf"\needspace{{{lines + 3}\baselineskip}}", format="latex")
                place.parent.insert(place.parent.index(place), space)


class BodiesOfTables(SphinxPostTransform):
    """A table of nothing but a head has a body with an empty row: Sphinx breaks on one without."""

    # Before Sphinx puts the footnotes of tables into their bodies (600).
    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        for group in every(self.document, nodes.tgroup):
            if group.next_node(nodes.tbody) is None:
                cells = [nodes.entry("", nodes.paragraph()) for _ in range(int(group["cols"]))]
                group += nodes.tbody("", nodes.row("", *cells))


_Place: TypeAlias = tuple[str | None, str | None]
"""A document's name, and an anchor in it."""


class FootnotesInCircles(SphinxPostTransform):
    """A footnote that leads back to itself does so by its number alone.

    Sphinx puts the text of a footnote where it is first referred to, and would not come to an
    end: it breaks. ::

        <footnote ids="a"> ... <footnote_reference refid="a"> 1      <superscript> 1
    """

    # As BodiesOfTables.
    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        # An anchor is one of its document, and a book is made of many.
        self._inner = {
            (footnote.get("docname"), anchor): every(footnote, nodes.footnote_reference)
            for footnote in every(self.document, nodes.footnote)
            for anchor in footnote["ids"]
        }
        for place, references in self._inner.items():
            for reference in list(references):
                if self._leads_to(_goal(reference), place):
                    number = reference.astext()
                    reference.replace_self(nodes.superscript(number, number))
                    references.remove(reference)

    def _leads_to(self, start: _Place, end: _Place) -> bool:
        """Whether one gets from the footnote `start` to the footnote `end`."""
        seen: set[_Place] = set()
        waiting = [start]
        while waiting:
            place = waiting.pop()
            if place == end:
                return True
            if place not in seen:
                seen.add(place)
                waiting += map(_goal, self._inner.get(place, ()))
        return False


def _goal(reference: nodes.footnote_reference) -> _Place:
    """The footnote that `reference` is to."""
    return reference.get("docname"), reference.get("refid")


class Formulas(SphinxPostTransform):
    """Formulas as amsmath wants them; a post's own macros stay in its own chapter."""

    # After the references inside of formulas are known (4, 5).
    default_priority = 190
    formats = ("latex",)

    def run(self, **kwargs: object) -> None:
        for formula in every(self.document, nodes.math):
            source = for_latex(self._referring(formula), display=False)
            if len(source) > _most(formula):
                formula.replace_self(nodes.raw("", rf"\bitextlong{{{source}}}", format="latex"))
            else:
                formula[:] = [nodes.Text(source)]
        for block in every(self.document, nodes.math_block):
            self._display(block)
        self._scope(self.document, self.env.docname)
        for chapter in every(self.document, addnodes.start_of_file):
            self._scope(chapter, chapter["docname"])

    def _display(self, block: nodes.math_block) -> None:
        display = parse_display(self._referring(block))
        rows = block.get("rows") or [([], None)] * len(display.rows)
        source = display_for_latex(
            display,
            [number for _, number in rows],
            [f"equation:{block.get('docname')}:{names[0]}" if names else None for names, _ in rows],
        )
        # An equation may have more labels than one; each is a place of its own.
        aliases = "".join(
            rf"\phantomsection\label{{equation:{block['docname']}:{name}}}"
            for names, _ in rows
            for name in names[1:]
        )
        if len(source) > LONG:
            alone = for_latex(as_formula(display), display=True)
            if len(display.rows) == 1 and not re.search(r"&|\\\\", alone):
                source = source.replace(alone, rf"\bitextbody{{{alone}}}", 1)
            room = "[4em]" if sum(number is not None for _, number in rows) > 1 else ""
            source = f"\\begingroup\\bitextfit{room}{{{alone}}}%\n{source}\\endgroup"
        block[:] = [nodes.Text(aliases + source)]
        block["nowrap"] = block["no-wrap"] = True
        block["label"] = None
        block["ids"] = []

    def _referring(self, formula: nodes.Element) -> str:
        r"""The source, with each ``\eqref`` pointing to the name that Sphinx gives its label."""
        equations = cast("MathDomain", self.env.get_domain("math")).equations

        def named(label: str) -> str:
            docname, _ = equations.get(label, ("", 0))
            return rf"\eqref{{equation:{docname}:{label}}}"

        return replace_eqrefs(formula.astext(), named)

    def _scope(self, chapter: nodes.Element, docname: str) -> None:
        macros = catalogue_of(self.env).macros.get(docname)
        if macros:
            opening = "\\begingroup\n" + _define(macros)
            chapter.insert(0, nodes.raw("", opening, format="latex"))
            chapter.append(nodes.raw("", "\\endgroup\n", format="latex"))


def _most(formula: nodes.math) -> float:
    """How many characters of source surely fit on the line that `formula` stands in."""
    node: nodes.Element | None = formula.parent
    while node is not None:
        if isinstance(node, nodes.title | nodes.caption):
            return math.inf  # what moves to other places is left as it is
        if isinstance(node, nodes.entry):
            return LONG // 4
        node = node.parent
    return LONG


def _take_out(node: phrase) -> None:
    """Remove `node`, and the space between it and its neighbour."""
    parent, index = node.parent, node.parent.index(node)
    for place in (index - 1, index + 1):
        beside = parent[place] if 0 <= place < len(parent) else None
        if isinstance(beside, nodes.Text) and not beside.strip():
            parent.remove(beside)
            break
    parent.remove(node)


def _define(macros: Mapping[str, Macro]) -> str:
    return "".join(f"{define_for_latex(macro)}%\n" for macro in macros.values())


def _display_after(node: pair) -> nodes.math_block | None:
    """The display that `node` leads to; None where something else follows."""
    siblings = node.parent.children
    following = (
        sibling
        for sibling in siblings[siblings.index(node) + 1 :]
        if not isinstance(sibling, nodes.Invisible | nodes.target)
    )
    after = next(following, None)
    return after if isinstance(after, nodes.math_block) else None


def _rows(left: panel, right: panel) -> list[tuple[list[nodes.Node], list[nodes.Node]]]:
    """The blocks of both sides, row by row; one row if they are not built alike."""
    sides = _blocks(left), _blocks(right)
    kinds = [[_kind(block[-1]) for block in side] for side in sides]
    if kinds[0] == kinds[1]:
        return list(zip(*sides, strict=True))
    return [(list(left.children), list(right.children))]


def _blocks(side: panel) -> list[list[nodes.Node]]:
    """The visible blocks, each behind the invisible nodes that precede it."""
    blocks: list[list[nodes.Node]] = []
    waiting: list[nodes.Node] = []
    for child in side.children:
        waiting.append(child)
        if not isinstance(child, nodes.Invisible | nodes.target | nodes.footnote):
            blocks.append(waiting)
            waiting = []
    if waiting and blocks:
        # Footnotes at the end belong to what is above; the block stays last in its list.
        blocks[-1][:0] = waiting
    return blocks


def _kind(node: nodes.Node) -> str:
    lists = nodes.bullet_list | nodes.enumerated_list
    return "list" if isinstance(node, lists) else type(node).__name__


def _is_boxed(node: nodes.Node) -> bool:
    """Whether TeX sets what is around `node` in a box, which columns cannot be part of."""
    boxes = nodes.Admonition | nodes.entry | nodes.figure | nodes.footnote | nodes.topic
    parent: nodes.Element | None = node.parent
    while parent is not None and not isinstance(parent, boxes):
        parent = parent.parent
    return parent is not None


def visit_columns(self: LaTeXTranslator, node: columns) -> None:
    """Rows of cells, see ``bitext.sty``."""
    kind = "credit" if "credit" in node["classes"] else "text"
    self.body.append(f"\n\n\\begin{{bitextcolumns}}{{{kind}}}\n")


def depart_columns(self: LaTeXTranslator, node: columns) -> None:
    """Close it."""
    self.body.append("\n\\end{bitextcolumns}\n\n")


def visit_led(self: LaTeXTranslator, node: led) -> None:
    """The row above waits for this."""
    self.body.append("\n\\begin{bitextdisplay}\n")


def depart_led(self: LaTeXTranslator, node: led) -> None:
    """Close it."""
    self.body.append("\n\\end{bitextdisplay}\n")


def visit_cell(self: LaTeXTranslator, node: cell) -> None:
    """One environment, so one TeX group, a cell; the left one starts a row."""
    if node.parent.get("leads") and node is node.parent[-1]:
        self.body.append("\n\\bitexthold")
    self.body.append(f"\n\\begin{{bitext{node['side']}}}{{{node['lang']}}}\n")


def depart_cell(self: LaTeXTranslator, node: cell) -> None:
    """Close it."""
    self.body.append(f"\n\\end{{bitext{node['side']}}}\n")


def visit_panel(self: LaTeXTranslator, node: panel) -> None:
    """A panel that found no partner: across the page, in its own language."""
    self.body.append(f"\n\\begin{{bitextpanel}}{{{node['lang']}}}\n")


def depart_panel(self: LaTeXTranslator, node: panel) -> None:
    """Close it."""
    self.body.append("\n\\end{bitextpanel}\n")


def visit_phrase(self: LaTeXTranslator, node: phrase) -> None:
    r"""``\bitextphrase{zh}{...}``; robust, so that titles and captions may hold it."""
    self.body.append(f"\\bitextphrase{{{node['lang']}}}{{")


def depart_phrase(self: LaTeXTranslator, node: phrase) -> None:
    """Close it."""
    self.body.append("}")


def add_style(app: Sphinx, config: Config) -> None:
    """``config-inited``: ship ``bitext.sty``, the site's macros and words with the book."""
    config.latex_additional_files.append(str(STYLE))
    edition, languages = edition_of(config), languages_of(config)
    shown = [language for language in languages if edition in {None, language.code}]
    definitions = "".join(
        rf"\bitextdefineword{{{key}}}{{"
        + r"\bitextsep ".join(
            rf"\bitextphrase{{{language.code}}}{{{language.words[key]}}}" for language in shown
        )
        + "}\n"
        for key in BOOK_WORDS
    )
    elements = config.latex_elements
    macros = macros_of(config)
    if macros:
        # unicode-math makes its own commands at \begin{document}: ours come after.
        definitions += "\\AtBeginDocument{%\n" + _define(macros) + "}\n"
    elements["preamble"] = definitions + elements.get("preamble", "")
    options = ",".join([edition or "both", f"tag={shown[0].tag}"])
    elements["passoptionstopackages"] = (
        elements.get("passoptionstopackages", "")
        + f"\\PassOptionsToPackage{{{options}}}{{bitext}}\n"
    )
    if edition:
        place = [language.code for language in languages].index(edition)
        config.latex_documents = [
            _in_edition(entry, edition, place) for entry in config.latex_documents
        ]


def _in_edition(entry: Sequence[Any], edition: str, place: int) -> tuple[Any, ...]:
    """An entry of ``latex_documents`` as ``name-zh.tex``; of 中文 / English, one title."""
    start, name, title, *rest = entry
    titles = str(title).split(" / ")
    title = titles[place] if len(titles) == 2 else title
    return (start, f"{str(name).removesuffix('.tex')}-{edition}.tex", title, *rest)
