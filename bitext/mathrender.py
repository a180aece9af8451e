"""Sphinx's side of the maths: ``html_math_renderer = "katex"`` sets formulas at build time.

Every formula is set once in the read phase, where ``-j`` helps, into a cache on disk;
the write phase takes it from there. A formula that KaTeX refuses is a warning, and
stands in the page as its TeX source.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from docutils import nodes
from markupsafe import escape
from sphinx.errors import ExtensionError

from .cache import Cache
from .catalogue import catalogue_of
from .config import Settings
from .diagnostics import Subtype, warn
from .maths import Glyph, Katex, TexError, glyphs, key_of, packed, unpacked, write_assets
from .nodes import every, located
from .tex import display_for_katex, parse_display, replace_eqrefs, used_macros

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.domains.math import MathDomain
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .tex import Macro

NAME = "katex"
ASSETS = "_static/katex"


class MathRenderer:
    """KaTeX, its cache and the site's macros, for one run of Sphinx."""

    def open(self, app: Sphinx) -> None:
        """``builder-inited``: find KaTeX, and name its style sheet to the pages."""
        self._active = (
            app.builder.format == "html" and app.builder.math_renderer_name == NAME  # type: ignore[attr-defined]  # HTML builders have it
        )
        if not self._active:
            return
        settings = Settings.of(app)
        self._macros = settings.macros
        try:
            self._katex = Katex(settings.katex)
            version = self._katex.version
        except (OSError, ValueError) as error:
            raise ExtensionError(str(error)) from error
        cache = settings.cache
        self._cache = Cache(cache / f"katex-{version}.sqlite" if cache else None)
        # An e-book's reader sets MathML itself, and knows nothing of KaTeX's fonts.
        self._mathml_only = app.builder.embedded  # type: ignore[attr-defined]  # see above
        self._dist = settings.katex
        self._openings: dict[tuple[str, ...], str] = {}
        """The opening tag of an inline formula, by its classes."""
        self._begin("", {})
        if not self._mathml_only:
            app.add_css_file("katex/katex.css")

    def close(self, app: Sphinx, exception: Exception | None) -> None:
        """``build-finished``: close the cache."""
        if self._active:
            self._cache.close()

    def warm(self, app: Sphinx, doctree: nodes.document) -> None:
        """``doctree-read``: set the document's formulas into the cache."""
        if not self._active:
            return
        self._begin(app.env.docname, self._macros_of(app.env, app.env.docname))
        drawn: set[Glyph] = set()
        for node in every(doctree, nodes.math, nodes.math_block):
            display = isinstance(node, nodes.math_block)
            drawn |= glyphs(self._set(node.astext(), display, node.get("rows")))
        catalogue_of(app.env).glyphs[app.env.docname] = packed(drawn)

    def write_fonts(self, app: Sphinx, env: BuildEnvironment) -> None:
        """``env-updated``: all is read, so all glyphs are known."""
        if self._active and not self._mathml_only:
            used = {
                glyph for faces in catalogue_of(env).glyphs.values() for glyph in unpacked(faces)
            }
            write_assets(self._dist, app.outdir / ASSETS, used)

    def visit_math(self, translator: HTML5Translator, node: nodes.math) -> None:
        """``<span class="math"><span class="katex">...``"""
        body = translator.body
        # docutils takes as long for this tag as the cache for what stands in it.
        classes = tuple(node["classes"])
        opening = None if node["ids"] else self._openings.get(classes)
        if opening is None:
            opening = translator.starttag(node, "span", "", CLASS="math notranslate nohighlight")
            if not node["ids"]:
                self._openings[classes] = opening
        body.append(opening)
        html = self._html(translator, node, display=False)
        glued = isinstance(node.parent, nodes.inline) and "glued" in node.parent["classes"]
        body.append(_breakable(html) if glued else html)
        body.append("</span>")
        raise nodes.SkipNode

    def visit_math_block(self, translator: HTML5Translator, node: nodes.math_block) -> None:
        """The display, and beside it its number with a permanent link.

        ::

            <div class="math" id="equation-label">
                <div class="math-body"><span class="katex-display">...</span></div>
                <span class="eqno">(1)<a class="headerlink" href="#equation-label">...</a></span>
            </div>
        """
        body = translator.body
        body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
        body.append('<div class="math-body">')
        body.append(self._html(translator, node, display=True))
        body.append("</div>\n")
        numbers = _printed(node)
        # More than one stand in the formula, each in its row; but not in MathML.
        if len(numbers) == 1 or (numbers and self._mathml_only):
            body.append(f'<span class="eqno">{escape(" ".join(numbers))}')
            if node["ids"]:
                translator.add_permalink_ref(node, "Link to this equation")
            body.append("</span>")
        body.append("</div>\n")
        raise nodes.SkipNode

    def plain(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        r"""``doctree-resolved``: for MathJax and the like, all in plain amsmath.

        Sphinx prints a display's one number beside it; more stand in the formula, as ``\tag``.
        """
        if self._active or app.builder.format != "html":
            return
        builder = cast("StandaloneHTMLBuilder", app.builder)
        for formula in every(doctree, nodes.math):
            here = _document_of(formula) or docname
            formula[:] = [nodes.Text(_referring(builder, formula, formula.astext(), here))]
        for block in every(doctree, nodes.math_block):
            here = _document_of(block) or docname
            display = parse_display(_referring(builder, block, block.astext(), here))
            found: Rows = block.get("rows")
            tags = [number for _, number in found or ()]
            if len(tags) != len(display.rows):
                continue  # made by another extension, after ours
            numbers = [tag for tag in tags if tag]
            block[:] = [nodes.Text(display_for_katex(display, tags))]
            block["number"] = numbers[0] if len(numbers) == 1 else None
            block["nowrap"] = block["no-wrap"] = len(numbers) > 1

    def _html(
        self, translator: HTML5Translator, node: nodes.math | nodes.math_block, *, display: bool
    ) -> str:
        docname = _document_of(node) or translator.builder.current_docname
        source = node.astext()
        if docname != self._document:
            self._begin(docname, self._macros_of(translator.builder.env, docname))
        try:
            html = self._render(
                source,
                display,
                node.get("rows"),
                _referring(translator.builder, node, source, docname),
            )
            return _mathml(html) if self._mathml_only else html
        except TexError as error:
            place = _place(source, error.position)
            warn(
                Subtype.MATH,
                f"KaTeX cannot set this formula{place}: {error.message}; it stands in the "
                "page as its source",
                located(node),
            )
            return f'<code class="math-source">{escape(source)}</code>'

    def _set(self, source: str, display: bool, rows: Rows = None) -> str:
        """The HTML of `source`, or nothing: an error is said when the page is written."""
        # The numbers of other documents' equations are not known yet.
        referring = replace_eqrefs(source, lambda label: r"\text{(0)}")
        with suppress(TexError):
            return self._render(source, display, rows, referring)
        return ""

    def _render(
        self,
        source: str,
        display: bool,
        rows: Rows,
        referring: str | None = None,
    ) -> str:
        """The HTML of `source`; `referring` is what to set, where that differs."""
        referring = source if referring is None else referring
        tags = [number for _, number in rows or ()]
        # Both languages say the same formulas, and each says most of them again.
        said = (referring, source, display, tuple(tags))
        if said in self._said:
            return self._said[said]
        used = used_macros(referring, self._macros_here)
        parts = [source, repr(tags), "" if referring == source else referring]
        key = key_of(self._katex.version, display, used, "\n".join(parts))
        html = self._cache.get(key)
        if html is None:
            if display:
                parsed = parse_display(referring)
                typed = display_for_katex(parsed, tags or [None] * len(parsed.rows))
            else:
                typed = referring
            html = self._katex.render(typed, display=display, macros=used, shown=source)
            self._cache.put(key, html)
        self._said[said] = html
        return html

    def _begin(self, docname: str, macros: Mapping[str, Macro]) -> None:
        """The next formulas are of another document, or of this one as it is now."""
        self._document = docname
        self._macros_here = macros
        self._said: dict[tuple[str, str, bool, tuple[str | None, ...]], str] = {}

    def _macros_of(self, env: BuildEnvironment, docname: str) -> Mapping[str, Macro]:
        return {**self._macros, **catalogue_of(env).macros.get(docname, {})}


def _referring(
    builder: StandaloneHTMLBuilder, formula: nodes.Element, source: str, docname: str
) -> str:
    r"""The formula's source, with each ``\eqref`` as a link to the equation's number."""

    def link(label: str) -> str:
        equations = cast("MathDomain", builder.env.get_domain("math")).equations
        if label not in equations:
            warn(Subtype.REFERENCE, f"equation not found: {label}", located(formula))
            return r"\text{(?)}"
        target, number = equations[label]
        address = f"#{nodes.make_id(f'equation-{label}')}"
        if target != docname:
            page = builder.get_relative_uri(docname, target)
            # In a page of all documents, an equation's anchor is enough.
            address = address if page.startswith("#") else page + address
        return rf"\href{{{address}}}{{\text{{({number})}}}}"

    return replace_eqrefs(source, link)


Rows = list[tuple[list[str], str | None]] | None
"""What :class:`bitext.equations.Equations` found of a display's rows."""


def _printed(block: nodes.math_block) -> list[str]:
    r"""The numbers of a display as they are printed: (1), or a ``\tag*`` as it is."""
    found: Rows = block.get("rows")
    if not any(number for _, number in found or ()):
        return []
    rows = zip(found or (), parse_display(block.astext()).rows, strict=False)
    return [
        number if row.starred and row.tag == number else f"({number})"
        for (_, number), row in rows
        if number
    ]


def _breakable(html: str) -> str:
    """Let a line break between the parts of a formula that stands where none may break.

    See :class:`bitext.html.GlueFormulas`; KaTeX itself leaves a break between two parts to
    what is around them.
    """
    first, *rest = html.split('<span class="katex-base">')
    part = '<span class="katex-base">'
    return part.join([first, f'<span class="katex-break">\u200b</span>{part}'.join(rest)])


def _mathml(html: str) -> str:
    """The MathML in what KaTeX gives, without the spans that draw the formula."""
    return html[html.index("<math") : html.index("</math>") + len("</math>")]


def _place(source: str, position: int | None) -> str:
    """`` at line 2, column 7`` of the formula, counted from 1."""
    if position is None:
        return ""
    before = source[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    return f" at column {column}" if "\n" not in source else f" at line {line}, column {column}"


def _document_of(node: nodes.Element) -> str | None:
    """The document of a node in a page of all documents (singlehtml), else None.

    Sphinx names it on the sections there.
    """
    parent: nodes.Element | None = node
    while parent is not None:
        if isinstance(parent, nodes.section | nodes.math_block) and "docname" in parent:
            return cast("str", parent["docname"])
        parent = parent.parent
    return None
