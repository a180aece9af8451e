"""References speak the language that they stand in.

In a Chinese panel ``{ref}``, ``{doc}`` and ``{numref}`` give a Chinese title or 图 1, in
an English one an English title or Figure 1; outside of panels, both. An equation
reference that leaves its post says whose the equation is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

from .catalogue import Catalogue, catalogue_of
from .config import languages_of
from .diagnostics import Subtype, warn
from .model import Bilingual
from .nodes import every, language_of, new_phrase

if TYPE_CHECKING:
    from sphinx.domains.math import MathDomain
    from sphinx.domains.std import StandardDomain


class References(SphinxPostTransform):
    """Give every reference to a title, a caption or an equation its words."""

    # Before Sphinx takes equation references away for LaTeX (5), and before MyST (9)
    # and Sphinx (10) resolve the rest with plain text, in which no language is left.
    default_priority = 4

    def run(self, **kwargs: object) -> None:
        self.languages = {language.code: language for language in languages_of(self.config)}
        for xref in every(self.document, pending_xref):
            domain, kind = xref.get("refdomain", ""), xref["reftype"]
            if domain == "math" and kind in {"eq", "numref"}:
                self._equation(xref)
            elif kind == "numref":
                if not self.config.numfig:  # else they are Sphinx's numbers, and its words
                    self._caption(xref)
            elif not xref.get("refexplicit") and (kind in {"ref", "doc", "myst"}):
                self._title(xref)

    def _equation(self, xref: pending_xref) -> None:
        """(3) becomes (3) of *Title* where the equation is another document's."""
        math = cast("MathDomain", self.env.get_domain("math"))
        docname, _ = math.equations.get(xref["reftarget"], (None, 0))
        post = catalogue_of(self.env).posts.get(docname or "")
        if post is None or docname == self._document_of(xref):
            return
        index = xref.parent.index(xref) + 1
        xref.parent[index:index] = self._in_language_of(
            xref,
            {
                code: [
                    nodes.Text(language.words["elsewhere-before"]),
                    nodes.title_reference("", post.short.get(code, "")),
                    nodes.Text(language.words["elsewhere-after"]),
                ]
                for code, language in self.languages.items()
            },
        )

    def _caption(self, xref: pending_xref) -> None:
        """``{numref}``: 图 1, Figure 1; explicit text may hold ``{number}``."""
        docname, anchor = self._target(xref)
        post = catalogue_of(self.env).posts.get(docname)
        caption = post.captions.get(anchor) if post else None
        if caption is None:
            if docname:
                warn(
                    Subtype.REFERENCE,
                    f"{xref['reftarget']!r} has no caption, and so no number: give it one, "
                    "or refer to it with {ref} and a text",
                    xref,
                )
                xref.replace_self(xref.children)
            return
        pattern = xref.astext() if xref.get("refexplicit") else None
        self._link(
            xref,
            docname,
            anchor,
            {
                code: (pattern or language.words[caption.kind]).replace(
                    "{number}", str(caption.number)
                )
                for code, language in self.languages.items()
            },
        )

    def _title(self, xref: pending_xref) -> None:
        docname, anchor = self._target(xref)
        catalogue = catalogue_of(self.env)
        title = catalogue.title_at(docname, anchor)
        if title and len(set(title.values())) > 1:
            self._link(xref, docname, anchor, title)
        elif self.config.numfig:
            return
        elif docname in catalogue.posts and anchor in catalogue.posts[docname].captions:
            self._caption(xref)
        # What is the same in both languages is left to Sphinx and to MyST.

    def _target(self, xref: pending_xref) -> tuple[str, str]:
        """The document and anchor that `xref` names; empty where there is none."""
        here, target = self._document_of(xref), xref["reftarget"]
        if xref["reftype"] == "doc":
            return docname_join(here, target), ""
        if xref.get("refdomain") == "doc":  # MyST's [](other.md#anchor)
            labels = cast("StandardDomain", self.env.get_domain("std")).anonlabels
            anchor = xref.get("reftargetid") or ""
            return target, labels.get(anchor, ("", anchor))[1]
        labels = cast("StandardDomain", self.env.get_domain("std")).anonlabels
        return labels.get(target, ("", ""))

    def _document_of(self, xref: pending_xref) -> str:
        return str(xref.get("refdoc", self.env.docname))

    def _link(self, xref: pending_xref, docname: str, anchor: str, text: Bilingual) -> None:
        """Hand `xref` over to the catalogue, with its words; Sphinx resolves it from there."""
        inner = nodes.inline("", "", classes=["std", "std-ref"])
        inner += self._in_language_of(xref, {c: [nodes.Text(t)] for c, t in text.items()})
        link = pending_xref(
            "",
            inner,
            refdomain=Catalogue.name,
            reftype="anchor",
            reftarget=f"{docname}#{anchor}",
            refdoc=self._document_of(xref),
            refwarn=True,
        )
        link.source, link.line = xref.source, xref.line
        xref.replace_self(link)

    def _in_language_of(
        self, place: nodes.Node, text: Mapping[str, list[nodes.Node]]
    ) -> list[nodes.Node]:
        """The text for `place`: its language's, or, outside of any, both as phrases."""
        code = language_of(place)
        if code is not None:
            return text[code]
        both: list[nodes.Node] = []
        for each, language in self.languages.items():
            both += [new_phrase(language, *text[each]), nodes.Text(" ")]
        return both[:-1]
