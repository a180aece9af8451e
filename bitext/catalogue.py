"""The catalogue: a Sphinx domain that knows each post's titles, captions and macros.

It is the extension's only memory between documents: plain data, cleared and merged by
document name, so that parallel and incremental builds see what a clean one sees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.domains import Domain
from sphinx.util import docname_join
from sphinx.util.nodes import make_refnode

from .captions import captions
from .config import languages_of, taxonomy_of
from .diagnostics import Subtype, warn
from .frontmatter import FrontMatter
from .model import Bilingual, Post, Tally
from .nodes import phrases_of
from .taxonomy import nearest
from .tex import eqrefs

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.domains.math import MathDomain
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

    from .tex import Macro

_BY_DOCUMENT = ("posts", "macros", "labels", "glyphs", "targets", "tallies")


class Catalogue(Domain):
    """Posts by document name, and what they say of each other."""

    name = "bitext"
    label = "Bilingual posts"
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},  # docname -> Post
        "macros": {},  # docname -> {name: Macro}
        "labels": {},  # docname -> {equation label: (number, line)}
        "glyphs": {},  # docname -> characters that its formulas show
        "targets": {},  # docname -> {(domain, type, target)} it refers to
        "tallies": {},  # docname -> Tally of the parity check
        # builder -> docname -> digest of what its last build showed of it; builders share
        # what Sphinx has read, but each has written its own pages
        "shown": {},
        "frame": {},  # builder -> what its last build showed around every page
    }
    data_version = 7

    @property
    def posts(self) -> dict[str, Post]:
        """Every document, by name."""
        return cast("dict[str, Post]", self.data["posts"])

    @property
    def macros(self) -> dict[str, Mapping[str, Macro]]:
        r"""A document's own TeX macros: its front matter's and its ``\newcommand``'s."""
        return cast("dict[str, Mapping[str, Macro]]", self.data["macros"])

    @property
    def labels(self) -> dict[str, dict[str, tuple[str | None, int | None]]]:
        """A document's equation labels, with the number and the line of each."""
        return cast("dict[str, dict[str, tuple[str | None, int | None]]]", self.data["labels"])

    @property
    def glyphs(self) -> dict[str, set[str]]:
        """The characters that a document's formulas show, for :mod:`bitext.fonts`."""
        return cast("dict[str, set[str]]", self.data["glyphs"])

    @property
    def tallies(self) -> dict[str, Tally]:
        """What the parity check counted in a document."""
        return cast("dict[str, Tally]", self.data["tallies"])

    @property
    def _targets(self) -> dict[str, set[tuple[str, str, str]]]:
        return cast("dict[str, set[tuple[str, str, str]]]", self.data["targets"])

    def title_at(self, docname: str, anchor: str) -> Bilingual | None:
        """The text that a reference to `anchor` of `docname` shows; None if unknown.

        An empty anchor stands for the document.
        """
        post = self.posts.get(docname)
        if post is None:
            return None
        return post.sections.get(anchor) if anchor else post.title

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Enter `document`; Sphinx calls this at the end of its read phase."""
        languages = languages_of(env.config)
        sections: dict[str, Bilingual] = {}
        title: Bilingual = {}
        for section in document.findall(nodes.section):
            heading = phrases_of(cast("nodes.title", section[0]), languages)
            title = title or heading
            sections |= dict.fromkeys(section["ids"], heading)
        codes = tuple(language.code for language in languages)
        front = FrontMatter(env, docname)
        short, summary = front.bilingual("short", codes), front.bilingual("summary", codes)
        numbered = {
            anchor: caption for node, caption in captions(document) for anchor in node["ids"]
        }
        front.report(codes)
        self.posts[docname] = Post(
            title=title,
            short=short or title,
            summary=summary,
            sections=sections,
            captions=numbered,
            date=front.date() if front.is_post else "",
            category=front.word("category") if front.is_post else "",
            tags=front.tags() if front.is_post else (),
            series=front.word("series") if front.is_post else "",
            part=front.part() if front.is_post else None,
            source=front.source() if front.is_post else None,
        )
        self._targets[docname] = {
            _target(xref, docname) for xref in document.findall(pending_xref)
        } | {
            ("math", "eq", label)
            for formula in document.findall(_is_formula)
            for label in eqrefs(formula.astext())
        }

    def clear_doc(self, docname: str) -> None:
        """Forget `docname`; what the last build showed of it stays, to be compared."""
        for name in _BY_DOCUMENT:
            self.data[name].pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what a parallel reader found in `docnames`."""
        for name in _BY_DOCUMENT:
            for docname in docnames & otherdata[name].keys():
                self.data[name][docname] = otherdata[name][docname]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference:
        """Link to ``docname#anchor``, as :class:`bitext.references.References` asks."""
        docname, _, anchor = target.partition("#")
        return make_refnode(builder, fromdocname, docname, anchor, contnode)

    def check_consistency(self) -> None:
        """Say which equation labels two documents claim."""
        owner: dict[str, str] = {}
        for docname in sorted(self.labels):
            for label, (_, line) in self.labels[docname].items():
                if label in owner:
                    warn(
                        Subtype.LABEL,
                        f"the equation label {label!r} is taken by {owner[label]!r}: choose "
                        "another, with this post's own prefix",
                        (docname, line),
                    )
                owner.setdefault(label, docname)

    def settle_labels(self) -> None:
        """Give each label to the first document that claims it.

        Sphinx's math domain knows the last one only, whichever that is, and forgets the
        label with it.
        """
        math = cast("MathDomain", self.env.get_domain("math"))
        for docname in sorted(self.labels, reverse=True):
            for label, (number, _) in self.labels[docname].items():
                # A tag may be any text; Sphinx only ever formats the number.
                math.equations[label] = (docname, cast(int, number))

    def outdated_references(self, builder: str) -> Iterable[str]:
        """Documents that show titles or numbers which have changed since `builder` ran.

        A reference's text is made when its page is written, so a page is to be written
        again when what it refers to has changed. Cost: one pass over all references.
        """
        math = cast("MathDomain", self.env.get_domain("math"))
        numbers: dict[str, list[tuple[str, int]]] = {}
        for label, (docname, number) in math.equations.items():
            numbers.setdefault(docname, []).append((label, number))
        shown = {
            docname: hashlib.sha256(
                repr((post, sorted(numbers.get(docname, ())))).encode()
            ).hexdigest()
            for docname, post in self.posts.items()
        }
        before = self.data["shown"].get(builder, {})
        self.data["shown"][builder] = shown
        changed = {docname for docname in shown if before.get(docname) != shown[docname]}
        changed |= before.keys() - shown.keys()
        around = self._frame_changed(builder)
        if not before:
            return
        if around:
            yield from self.posts
            return
        for docname, targets in self._targets.items():
            if any(self._owner(*target) in changed - {docname} for target in targets):
                yield docname

    def _frame_changed(self, builder: str) -> bool:
        """Whether the titles or their order changed, which most themes show on every page."""
        titles = {docname: post.title for docname, post in self.posts.items()}
        frame = repr((sorted(titles.items()), sorted(self.env.toctree_includes.items())))
        before = self.data["frame"].get(builder)
        self.data["frame"][builder] = frame
        return bool(before != frame)

    def _owner(self, domain: str, kind: str, target: str) -> str | None:
        """The document that a reference points into."""
        if domain == "math":
            math = cast("MathDomain", self.env.get_domain("math"))
            return math.equations.get(target, (None, 0))[0]
        if kind == "doc" or domain == "doc":
            return target
        standard = cast("StandardDomain", self.env.get_domain("std"))
        return standard.anonlabels.get(target, (None, ""))[0]


def _target(xref: pending_xref, docname: str) -> tuple[str, str, str]:
    """What `xref` in `docname` refers to, whatever folder `docname` is in."""
    domain, kind, target = xref.get("refdomain", ""), xref["reftype"], xref["reftarget"]
    return domain, kind, docname_join(docname, target) if kind == "doc" else target


def _is_formula(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def check_taxonomy(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``: say which posts are filed under what nobody has named.

    At each build, not when a post is read: the taxonomy may change alone.
    """
    taxonomy = taxonomy_of(app)
    if taxonomy is None:
        return
    claimed: dict[tuple[str, int], str] = {}
    for docname, post in sorted(catalogue_of(env).posts.items()):
        wrong = [
            (key, f"{name!r} is not in {app.config.bitext_taxonomy}{nearest(name, known)}")
            for key, names, known in (
                ("category", (post.category,), taxonomy.categories),
                ("tags", post.tags, taxonomy.tags),
                ("series", (post.series,), taxonomy.series),
            )
            for name in names
            if name and name not in known
        ]
        if post.series and post.part:
            place = (post.series, post.part)
            if place in claimed:
                wrong.append(("part", f"{post.part} of {post.series!r} is {claimed[place]!r}"))
            claimed.setdefault(place, docname)
        for key, message in wrong:
            line = FrontMatter(env, docname).line(key)
            warn(Subtype.TAXONOMY, f"front matter, {key}: {message}", (docname, line))


def catalogue_of(env: BuildEnvironment) -> Catalogue:
    """The catalogue in `env`."""
    return cast(Catalogue, env.get_domain(Catalogue.name))


def refresh(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``: the pages to write again, for their references' sake."""
    catalogue = catalogue_of(env)
    catalogue.settle_labels()
    return sorted(catalogue.outdated_references(app.builder.name))
