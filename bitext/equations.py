r"""Equations, in the read phase: every display gets its labels, numbers and anchors here.

An equation is numbered if it is labelled, from (1) in each document, whichever way it
is written::

    $$ a = b $$ (label)
    \begin{equation} a = b \label{label} \end{equation}
    \begin{align} a &= b \label{one} \\ c &= d \label{two} \end{align}

The result is a ``math_block`` whose ``rows`` say, row by row, what is printed beside::

    <math_block ids="equation-label" rows=[(["label"], "1")]>
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform

from .catalogue import catalogue_of
from .diagnostics import Subtype, warn
from .frontmatter import FrontMatter
from .nodes import every
from .tex import Macro, parse_display, take_definitions

if TYPE_CHECKING:
    from sphinx.domains.math import MathDomain

_EQREF = re.compile(r"\\eqref\s*\{([^{}]+)\}")


class Equations(SphinxTransform):
    r"""Label, number and anchor every display; take ``\newcommand`` and ``\eqref`` in."""

    # Before docutils moves targets onto the nodes they stand before (260).
    default_priority = 206

    def apply(self, **kwargs: object) -> None:
        self.macros: dict[str, Macro] = dict(FrontMatter(self.env, self.env.docname).macros())
        for formula in every(self.document, nodes.math):
            self._inline(formula)
        self._refer_in_text()
        self._number = 0
        self._own_labels: set[str] = set()
        for block in every(self.document, nodes.math_block):
            self._display(block)
        if self.macros:
            catalogue_of(self.env).macros[self.env.docname] = self.macros

    def _inline(self, node: nodes.math) -> None:
        reference = _EQREF.fullmatch(node.astext().strip())
        if reference:
            node.replace_self(self._reference(reference[1], node))
        else:
            self._define(node)

    def _define(self, node: nodes.math | nodes.math_block) -> bool:
        """Take the definitions out of a formula; return whether anything is left of it."""
        definitions, rest = take_definitions(node.astext())
        if definitions:
            self.macros |= {macro.name: macro for macro in definitions}
            if not rest:
                node.parent.remove(node)
                return False
            node[:] = [nodes.Text(rest)]
        return True

    def _refer_in_text(self) -> None:
        r"""``\eqref{label}`` in running text, as MathJax readers write it."""
        for text in every(self.document, nodes.Text):
            verbatim = nodes.literal | nodes.literal_block | nodes.math | nodes.math_block
            if r"\eqref" not in text or isinstance(text.parent, verbatim | nodes.raw):
                continue
            # The odd pieces are the labels.
            pieces = _EQREF.split(text.astext())
            text.parent.replace(
                text,
                [
                    self._reference(piece, text.parent) if i % 2 else nodes.Text(piece)
                    for i, piece in enumerate(pieces)
                    if piece
                ],
            )

    def _reference(self, label: str, near: nodes.Element) -> pending_xref:
        node = pending_xref(
            "",
            nodes.literal("", label),
            refdomain="math",
            reftype="eq",
            reftarget=label.strip(),
            refexplicit=False,
            refwarn=True,
            refdoc=self.env.docname,
        )
        node.source, node.line = near.source, near.line
        return node

    def _display(self, block: nodes.math_block) -> None:
        own = self._own_label(block)
        if not self._define(block):
            return
        display = parse_display(block.astext())
        rows: list[tuple[list[str], str | None]] = []
        for row in display.rows:
            labels = [row.label] if row.label else []
            if own and row is display.rows[-1 if len(display.rows) > 1 else 0]:
                labels = [own, *(label for label in labels if label != own)]
            if row.tag is None and labels:
                self._number += 1
            rows.append((labels, row.tag or (str(self._number) if labels else None)))
        block["rows"] = rows
        block["nowrap"] = False
        block["classes"] = [name for name in block["classes"] if name != "amsmath"]
        self._enter(block, own, rows)

    def _own_label(self, block: nodes.math_block) -> str | None:
        """The label that stands outside of the formula, its target node taken away.

        For a raw amsmath block MyST makes up a random one, which is forgotten: it would
        make each build different.
        """
        label: str | None = block.get("label")
        if label is None:
            return None
        anchor = nodes.make_id(f"equation-{label}")
        target = self.document.ids.pop(anchor, None)
        if isinstance(target, nodes.target) and target.parent is not None:
            target.parent.remove(target)
        math = cast("MathDomain", self.env.get_domain("math"))
        math.equations.pop(label, None)
        del block["label"]
        block["number"] = None
        return None if "amsmath" in block["classes"] else label

    def _enter(
        self,
        block: nodes.math_block,
        own: str | None,
        rows: list[tuple[list[str], str | None]],
    ) -> None:
        """Make the labels known to Sphinx's math domain and to the catalogue."""
        math = cast("MathDomain", self.env.get_domain("math"))
        known = catalogue_of(self.env).labels.setdefault(self.env.docname, {})
        for labels, number in rows:
            for label in labels:
                if label in known and not (label == own and label in self._own_labels):
                    # Sphinx itself says so of two labels outside of formulas.
                    warn(
                        Subtype.LABEL,
                        f"the equation label {label!r} is given twice: choose another",
                        block,
                    )
                # A tag may be any text; Sphinx only ever formats the number.
                math.equations[label] = (self.env.docname, cast(int, number))
                known[label] = (number, block.line)
                anchor = nodes.make_id(f"equation-{label}")
                block["ids"].append(anchor)
                self.document.ids[anchor] = block
        if own:
            self._own_labels.add(own)
        block["docname"] = self.env.docname
