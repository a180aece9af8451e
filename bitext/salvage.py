"""What cannot be read is said, and shown as it is written: a build loses no text.

MyST and docutils leave out the text of what they do not understand: an unknown role or
directive, one that lacks an argument, a table's row with a cell too many. A directive of
somebody else's may even break on what it is given, and the build with it. Here the source's own
words take that place.
"""

from __future__ import annotations

import re
import traceback
from typing import TYPE_CHECKING, Final, NamedTuple

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from . import places
from .diagnostics import Subtype, warn
from .nodes import every

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docutils.nodes import document
    from markdown_it.token import Token
    from sphinx.application import Sphinx
    from sphinx.config import Config

logger = logging.getLogger(__name__)

_SOURCE: Final = "bitext-source"  # in env.temp_data, which lasts for the reading of a document
_FENCE: Final = re.compile(r"(?P<before>[\s>*+.)\d-]*?)(?P<fence>:{3,}|`{3,}|~{3,})(?P<rest>.*)")
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_UNKNOWN_ROLE: Final = re.compile(r'Unknown interpreted text role "([^"]*)"')
_LEFT_OUT: Final = re.compile(
    r"(?:Directive |Unknown directive type: ?)['\"](?P<name>[^'\"]*)['\"]"
    r"|'(?P<without>[^']*)': (?:Has content, but none permitted|Invalid options format)"
)
_DEEP: Final = re.compile(r"(?m)^(?:[ \t]{18}|(?:[ \t]*(?:>|[-+*](?=\s)|\d{1,9}[.)](?=\s))){9})")


class Parser(MystParser):
    """MyST's parser; a document on which anything breaks is shown as its source, and said."""

    def parse(self, inputstring: str, document: document) -> None:
        env = document.settings.env
        env.temp_data[_SOURCE] = inputstring
        if (deep := _too_deep(inputstring)) is not None:
            self._show(inputstring, document, deep, "lists or quotations nested too deeply")
            return
        try:
            with places.reading(env.docname, document):
                super().parse(inputstring, document)
        except SphinxError:
            raise  # of the settings, and with words of its own
        except Exception as error:  # whatever a role or a directive may raise
            self._note()
            why = " ".join(str(error).split()) or type(error).__name__
            self._show(inputstring, document, document.current_line or 1, why)

    def _note(self) -> None:
        """Keep where it broke for whoever builds with ``-vv``: it may be a fault of the code."""
        # As text: a traceback's own objects do not go from one process to another.
        logger.debug("%s", traceback.format_exc())

    def _show(self, text: str, document: document, line: int, why: str) -> None:
        """Begin again: front matter and title, and below them the source."""
        env, transformer = document.settings.env, document.transformer
        message = f"the text cannot be read from here, and is shown as it is written: {why}"
        warn(Subtype.BROKEN, message, (env.docname, line))
        for domain in env.domains.sorted():
            domain.clear_doc(env.docname)
        front = _FRONT_MATTER.match(text)
        head = front[0] if front else ""
        body = text[len(head) :]
        title = re.search(r"(?m)^# .*$", body)
        if title:
            head += title[0]
        for known in (head, ""):
            document.__init__(document.settings, document.reporter, source=document["source"])  # type: ignore[misc]  # empties it in place
            document.transformer = transformer
            try:
                super().parse(known, document)
                break
            except Exception:  # it is the head that breaks: without it, then
                self._note()
        holder = document.children[-1] if document.children else document
        place = holder if isinstance(holder, nodes.section) else document
        place.append(_as_written(body))


class KeepText(SphinxTransform):
    """A message's place is taken by the text that it speaks of.

    ::

        <system_message> Unknown directive ...      <literal_block> the directive's text
        <system_message> Unknown role ...           <literal> the role's text
    """

    # After the pairs are found (210), which messages do not part; before quotation marks become
    # curly (750), in the messages too; Sphinx takes these out at last (999).
    default_priority = 740

    def apply(self, **kwargs: object) -> None:
        source = str(self.env.temp_data.get(_SOURCE, ""))
        if not source:
            return
        lines = source.splitlines()
        used: set[tuple[int, int]] = set()
        path = str(self.env.doc2path(self.env.docname))
        for message in every(self.document, nodes.system_message):
            kept: list[nodes.Node] = every(message, nodes.literal_block)
            for block in every(message, nodes.literal_block):
                block["language"] = "none"
            if not kept and message.get("source") == path:
                kept = list(self._found(message, lines, used))
            if kept and message.parent is not None:
                message.parent.replace(message, kept)
        for table in every(self.document, nodes.table):
            self._extra_cells(table, lines)
        for division in every(self.document, nodes.container):
            number = division.line or 0
            # sphinx-design makes divisions too, from directives that are known.
            own = division.get("is_div") and "design_component" not in division
            if own and 0 < number <= len(lines):
                self._opening(division, lines[number - 1])

    def _found(
        self, message: nodes.system_message, lines: Sequence[str], used: set[tuple[int, int]]
    ) -> Iterator[nodes.Node]:
        """What the message leaves out, from the source."""
        said = " ".join(child.astext() for child in message.children)
        line = max(message.get("line") or 1, 1)
        if role := _UNKNOWN_ROLE.search(said):
            pattern = re.compile(rf"\{{{re.escape(role[1])}\}}(`+)(.+?)\1")
            for number, text in enumerate(lines[line - 1 :], line):
                for found in pattern.finditer(text):
                    if (number, found.start()) not in used:
                        used.add((number, found.start()))
                        yield nodes.literal(found[2], found[2])
                        return
        elif directive := _LEFT_OUT.match(said):
            name = directive["name"] or directive["without"]
            for number in range(min(line, len(lines)), 0, -1):
                # In the very line it is this one, however the message may have spelt it.
                if block := _fenced(lines, number, "" if number == line else name):
                    if (number, 0) not in used:
                        used.add((number, 0))
                        yield _as_written(block)
                    return

    def _opening(self, division: nodes.container, line: str) -> None:
        """What stands behind the colons of ``:::{zh}text``, which opens no panel."""
        opened = _FENCE.fullmatch(line)
        text = opened["rest"].strip() if opened else ""
        if re.fullmatch(r"[^\s{}]*", text):
            return  # a class, as it may be
        warn(
            Subtype.BROKEN,
            f"{_short(text)} behind the colons names no directive: "
            "text begins on a line of its own",
            division,
        )
        division["classes"] = []
        division.insert(0, nodes.paragraph("", "", nodes.literal(text, text)))

    def _extra_cells(self, table: nodes.table, lines: Sequence[str]) -> None:
        """Say which rows have more cells than their table's head, and show these rows."""
        group = table.next_node(nodes.tgroup)
        if group is None or not table.line or table.source != str(self.document["source"]):
            return
        rows = lines[table.line - 1 :]
        if len(rows) < 2 or not re.fullmatch(r"[\s>|:-]+", rows[1]) or "-" not in rows[1]:
            return  # no table of pipes
        columns, extra = int(group["cols"]), []
        for number, row in enumerate(rows, table.line):
            if "|" not in row:
                break
            if len(_cells(row)) > columns:
                extra.append(row)
                warn(
                    Subtype.TABLE,
                    f"a row with more cells than its table's head, which has {columns}: "
                    r"write \| for a bar that parts no cells",
                    (self.env.docname, number),
                )
        if extra and table.parent is not None:
            table.parent.insert(table.parent.index(table) + 1, _as_written("\n".join(extra)))


class PlainTitles(SphinxTransform):
    """A heading offers no file: Sphinx's contents break on it.

    ::

        <title> <download_reference> x      <title> x
    """

    # Before Sphinx makes its tables of contents (880).
    default_priority = 740

    def apply(self, **kwargs: object) -> None:
        for title in every(self.document, nodes.title):
            for file in every(title, addnodes.download_reference):
                message = "a heading cannot offer a file: write {download} in the text below it"
                warn(Subtype.BROKEN, message, title)
                file.replace_self(file.children)


def add_parser(app: Sphinx, config: Config) -> None:
    """``config-inited``: put the parser in the place of MyST's, where the site uses that."""
    if "myst_parser" in app.extensions:
        app.add_source_parser(Parser, override=True)


class _Frame(NamedTuple):
    text: str
    first: int  # the line of the source before the text


def _too_deep(text: str) -> int | None:
    """The first line that lies deeper than markdown-it reads; None for none.

    It leaves out such lines without a word, and all that follows them.
    """
    if not _DEEP.search(text):
        return None
    markdown = MarkdownIt("commonmark")
    limit = markdown.options["maxNesting"]
    frames = [_Frame(text, 0)]
    while frames:
        frame = frames.pop()
        tokens: list[Token] = markdown.parse(frame.text)
        for token in tokens:
            line = frame.first + (token.map[0] if token.map else 0)
            if token.level >= limit - 1 and token.type in {"blockquote_open", "list_item_open"}:
                return line + 1
            if token.type == "fence" and token.info.startswith("{"):
                frames.append(_Frame(token.content, line + 1))
    return None


def _fenced(lines: Sequence[str], number: int, name: str) -> str:
    """The text of the directive `name` that is opened at line `number`; empty for none.

    No name stands for any.
    """
    opened = _FENCE.fullmatch(lines[number - 1])
    begin = f"{{{name}}}" if name else "{"
    if opened is None or not opened["rest"].strip().startswith(begin):
        return ""
    fence, text = opened["fence"], [opened["rest"].strip().partition("}")[2].strip()]
    for line in lines[number:]:
        closing = line.strip().lstrip("> ")
        # Four spaces further in it is text.
        inside = len(line) - len(line.lstrip(" ")) > len(opened["before"]) + 3
        if len(closing) >= len(fence) and not closing.strip(fence[0]) and not inside:
            break
        text.append(line)
    return "\n".join(text).strip("\n")


def _cells(row: str) -> list[str]:
    """The cells of a table's row."""
    cells = escapedSplit(row.strip().lstrip("> "))
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:37]}...")


def _as_written(text: str) -> nodes.literal_block:
    return nodes.literal_block(text, text, language="none")
