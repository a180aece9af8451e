r"""What a source may hold, whoever wrote it.

Always, as nothing good can come of it: a document that is no text in the site's encoding is left
out; control characters are replaced; front matter is plain data (:mod:`bitext.yamltext`); a formula
runs no program, reads no file and ends (:mod:`bitext.tex.safety`).

With ``bitext_guard = True`` a document is text and nothing else:

===============================  =========================================================
raw HTML and LaTeX               stand in the page as their source; a comment is dropped
``{include}`` and the like       are disabled: a document is one file
a figure, a file to be had       lies in the source folder, under a plain name
a file to be had                 is data, code that browsers show as text, a document or an archive
                                 (`_DOWNLOADS`): no page, no script
an SVG                           is a drawing: no scripts, no entities (:mod:`bitext.svg`)
an image of another host         is refused
a link                           leads to ``http:``, ``https:``, ``mailto:`` or within the site
``myst:`` in the front matter    is refused: it turns parts of the parser on, one of which
                                 runs Python
a file                           has lines of at most 50,000 characters, and at most 1 MB
===============================  =========================================================

Each is a warning with file and line; what is refused stands there as plain text where it can.
"""

from __future__ import annotations

import re
from glob import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from .catalogue import catalogue_of
from .config import macros_of
from .diagnostics import Subtype, warn
from .frontmatter import split
from .nodes import every, located
from .svg import danger_of
from .tex import danger, runaway
from .texts import LONGEST_LINE, UnreadableError, check_size, decode
from .yamltext import NO_TEXT, YamlError, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LONGEST_NAME: Final = 200
"""Bytes of a file's name; systems take 255, with all that is added to it."""

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_SCHEME: Final = re.compile(r"[\s\x00-\x1f]*([A-Za-z][A-Za-z0-9+.-]*)\s*:")
_PLAIN_NAME: Final = re.compile(r"\w[\w .+-]*")
_IMAGES: Final = frozenset(
    {".*", ".avif", ".gif", ".jpeg", ".jpg", ".pdf", ".png", ".svg", ".webp"}
)
_DOWNLOADS: Final = frozenset(
    f".{suffix}"
    for suffixes in (
        "avif gif jpeg jpg png svg webp",
        "bib csv ipynb json jsonl npy npz parquet safetensors toml tsv txt yaml yml",
        "c cc cpp cu go h hpp ipynb jl m md py r rs sh sty tex",
        "7z bz2 gz pdf tar tgz xz zip zst",
    )
    for suffix in suffixes.split()
)
"""What may be had: browsers save it, or show it as text, a picture or a PDF. What they would run or
show as a page of the site (.html, .xml, .js, .css, .wasm) may not."""
_PARSER_S_KEYS: Final = ("myst", "mystnb", "substitutions", "html_meta")
_COMMENT: Final = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)
_WATCHED: Final = (
    *(nodes.raw, nodes.reference, nodes.image, nodes.meta),
    *(addnodes.download_reference, addnodes.toctree, addnodes.tabular_col_spec),
)
_BREAKS: Final = re.compile("[\x85\u2028\u2029]")


def open_settings(app: Sphinx) -> None:
    """``builder-inited``: tell docutils' own directives."""
    if app.config.bitext_guard:
        app.env.settings |= {"raw_enabled": False, "file_insertion_enabled": False}


def check_files(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """``env-before-read-docs``: leave out what cannot be read, or is no text."""
    for docname in list(docnames):
        path = Path(env.doc2path(docname))
        fault = _fault_of_file(path, app.config.source_encoding)
        if fault is None and app.config.bitext_guard:
            fault = _fault_of_name(path, docname, Path(app.srcdir)) or _fault_of_size(path)
        if fault is not None:
            line, why = fault
            warn(Subtype.UNREADABLE, f"{why}; the page is left out", f"{path}:{line}")
            docnames.remove(docname)
            app.emit("env-purge-doc", env, docname)
            env.clear_doc(docname)
            env.found_docs.discard(docname)


def check_text(app: Sphinx, docname: str, source: list[str]) -> None:
    """``source-read``: take out what no page may hold; front matter that is no plain data."""
    text = source[0]
    odd = NO_TEXT.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        count = len(NO_TEXT.findall(text))
        more = f", and {count - 1} more like it," if count > 1 else ""
        message = f"the control character U+{ord(odd[0]):04X}{more} is shown as U+FFFD: take it out"
        warn(Subtype.UNREADABLE, message, (docname, line))
        text = NO_TEXT.sub("\ufffd", text)
    if text.startswith("---") and Path(app.env.doc2path(docname)).suffix != ".rst":
        text = _with_plain_front_matter(app, docname, text)
    source[0] = text


class PlainText(SphinxTransform):
    """With ``bitext_guard``: what is no text becomes text.

    ::

        <raw format="html"> <b onclick=...>       <literal> <b onclick=...>
        <reference refuri="javascript:..."> x     x
        <image uri="../../secret">                <literal> ../../secret
    """

    # After docutils has put addresses into references (660), before the document is entered
    # in Sphinx's and our own lists (880).
    default_priority = 845

    def apply(self, **kwargs: object) -> None:
        if not self.config.bitext_guard:
            return
        for node in every(self.document, *_WATCHED):
            match node:
                case nodes.raw():
                    self._raw(node)
                case addnodes.download_reference():  # a reference, too
                    self._file(node, node["reftarget"], _DOWNLOADS)
                case nodes.reference():
                    self._link(node)
                case nodes.image():
                    self._file(node, node["uri"], _IMAGES)
                case addnodes.toctree():
                    self._toctree(node)
                case nodes.meta() if "http-equiv" in node:
                    _refuse(node, "a page says nothing in its server's name (http-equiv)")
                    node.parent.remove(node)
                case addnodes.tabular_col_spec() if re.search(r"\\|\^\^", node["spec"]):
                    _refuse(node, "the columns of a table are given without commands of TeX")
                    node.parent.remove(node)

    def _link(self, link: nodes.reference) -> None:
        if "refuri" in link and not is_harmless(link["refuri"]):
            _refuse(link, f"a link to {_short(link['refuri'])} leads nowhere")
            link.replace_self(link.children)

    def _raw(self, raw: nodes.raw) -> None:
        text = raw.astext()
        if _COMMENT.fullmatch(text):
            raw.parent.remove(raw)
            return
        _refuse(raw, f"raw {raw.get('format', 'text')} stands in the page as text: {_short(text)}")
        inline = isinstance(raw.parent, nodes.TextElement)
        raw.replace_self(
            nodes.literal("", text) if inline else nodes.literal_block("", text, language="text")
        )

    def _file(self, node: nodes.Element, address: str, suffixes: frozenset[str]) -> None:
        why = _fault_of_address(address, suffixes)
        if not why:
            path = Path(self.env.relfn2path(address)[1])
            if not _lies_in(path, Path(self.env.srcdir)):
                why = "is not in the source folder"
            else:
                why = self._fault_of_drawing(path)
        if why:
            _refuse(node, f"{_short(address)} {why}")
            inline = isinstance(node.parent, nodes.TextElement)
            shown = nodes.literal("", address)
            node.replace_self(shown if inline else nodes.paragraph("", "", shown))

    def _fault_of_drawing(self, path: Path) -> str:
        """What is wrong with the SVG at `path`, or one that Sphinx could take in its place."""
        if path.suffix.lower() not in {".svg", ".*"}:
            return ""
        # A figure.svg may be a figure.en.svg, and figure.* is what there is.
        for file in sorted(path.parent.glob(f"{escape(path.stem)}.*")):
            if file.suffix.lower() == ".svg" and file.is_file():
                why = danger_of(file.read_bytes())
                if why:
                    self.env.note_dependency(str(file))  # mended, it is looked at again
                    return why
        return ""

    def _toctree(self, tree: addnodes.toctree) -> None:
        for entry in list(tree["entries"]):
            if not is_harmless(entry[1]):
                _refuse(tree, f"a link to {_short(entry[1])} leads nowhere")
                tree["entries"].remove(entry)


class SafeFormulas(SphinxTransform):
    """A formula that would do more than be set stands in the page as its source."""

    # Before Equations (206) takes the formulas apart.
    default_priority = 205

    def apply(self, **kwargs: object) -> None:
        for formula in every(self.document, nodes.math, nodes.math_block):
            found = danger(formula.astext())
            label = formula.get("label") if isinstance(formula, nodes.math_block) else ""
            if found is not None:
                _set_aside(formula, found.words)
            elif label and re.search(r"[\\{}%#$^&~]", label):
                _set_aside(formula, f"its label {_short(label)} holds what TeX would act upon")


class FiniteFormulas(SphinxTransform):
    """So does one whose macros, wherever they are defined, make more of it than can be set."""

    # After Equations (206) has gathered the document's macros.
    default_priority = 207

    def apply(self, **kwargs: object) -> None:
        own = catalogue_of(self.env).macros.get(self.env.docname, {})
        macros = {**macros_of(self.config), **own}
        for formula in every(self.document, nodes.math, nodes.math_block):
            if runaway(formula.astext(), macros):
                _set_aside(formula, "its macros expand without end, or to more than can be set")


def _with_plain_front_matter(app: Sphinx, docname: str, text: str) -> str:
    """`text`, whose front matter is what all readers agree upon, or is gone; lines stay."""
    found = split(text)
    if found is None:  # a rule; MyST would yet read its settings from below it
        return f" {text}"
    head, rest = found
    head = [_BREAKS.sub(" ", line) for line in head]
    fault = _fault_of_front_matter("\n".join(head), app.config.bitext_guard)
    if fault is None:
        return "\n".join(["---", *head, "---", *rest])
    line, why = fault
    warn(Subtype.FRONT_MATTER, f"front matter {why}; none is used", (docname, line + 1))
    return "\n".join(["", *("" for _ in head), "", *rest])


def _fault_of_front_matter(head: str, guarded: bool) -> tuple[int, str] | None:
    """The line in it, from 1, and what is wrong there."""
    try:
        data = load(head)
    except YamlError as error:
        day = re.search(r"'(\d{4}-\d\d-\d\d)' is no value", error.message)
        why = f"there is no {day[1]}" if day else error.message
        return error.line, f"cannot be read as YAML ({why})"
    if data is None:
        return None
    if not isinstance(data, dict):
        return 1, "is no list of keys"
    for key in _keys(data):
        if not isinstance(key, str):
            return 1, f"has the key {key!r}, which must be a text: put it in quotes"
    for key in _PARSER_S_KEYS:
        if guarded and key in data:
            lines = enumerate(head.split("\n"), 1)
            line = next((number for number, each in lines if key in each), 1)
            return line, f"has the key {key!r}, which sets the parser: that is conf.py's"
    return None


def _keys(data: object) -> Iterator[Any]:
    if isinstance(data, dict):
        yield from data
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _keys(value)


def _fault_of_file(path: Path, encoding: str) -> tuple[int, str] | None:
    try:
        decode(path.read_bytes(), encoding)
    except OSError as error:
        return 1, f"it cannot be read ({error.strerror})"
    except UnreadableError as error:
        return error.line, error.message
    return None


def _fault_of_name(path: Path, docname: str, folder: Path) -> tuple[int, str] | None:
    if not all(_PLAIN_NAME.fullmatch(part) for part in docname.split("/")):
        return 1, "its name holds more than letters, digits, spaces and ._+-"
    if max(len(part.encode()) for part in docname.split("/")) > LONGEST_NAME:
        return 1, f"its name is longer than {LONGEST_NAME} bytes"
    if not _lies_in(path, folder):
        return 1, "it is a link to a file outside of the source folder"
    return None


def _fault_of_size(path: Path) -> tuple[int, str] | None:
    try:
        check_size(path.read_bytes())
    except UnreadableError as error:
        return error.line, error.message
    return None


def _fault_of_address(address: str, suffixes: frozenset[str]) -> str:
    """What is wrong with the address of a file, as it is written; empty for nothing."""
    if _SCHEME.match(address) or address.startswith("//"):
        return "is not in the source folder"
    path = PurePosixPath(address)
    if not _PLAIN_NAME.fullmatch(path.name.removesuffix(".*")):
        return "has a name that holds more than letters, digits, spaces and ._+-"
    if any(part.startswith(".") and part not in {".", ".."} for part in path.parts):
        return "is hidden"
    if path.suffix.lower() in suffixes:
        return ""
    if suffixes is _IMAGES:
        return f"is no image ({', '.join(sorted(suffixes - {'.*'}))})"
    return (
        "is no file to be had from here: data, text, a PDF or an archive is, and no page or script"
    )


def _lies_in(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # too long a name; links in a circle
        return False


def is_harmless(address: str) -> bool:
    """Whether a link to `address` leads to a page or a mailbox, and runs nothing."""
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in _SCHEMES


def _set_aside(formula: nodes.Node, why: str) -> None:
    """Warn, and put the source in the formula's place."""
    message = f"this formula cannot be set: {why}; it stands in the page as its source"
    warn(Subtype.MATH, message, located(formula))
    source = formula.astext()[:LONGEST_LINE]
    shown = nodes.literal("", source, classes=["math-source"])
    if isinstance(formula, nodes.math_block):
        formula.parent.replace(formula, nodes.paragraph("", "", shown))
    elif formula.parent is not None:
        formula.parent.replace(formula, shown)


def _refuse(node: nodes.Node, message: str) -> None:
    warn(Subtype.UNSAFE, message, located(node))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
