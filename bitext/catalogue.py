"""The catalogue: a Sphinx domain that knows each post's titles, captions and macros.

It is the extension's only memory between documents: plain data, cleared and merged by
document name, so that parallel and incremental builds see what a clean one sees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import docname_join
from sphinx.util.matching import Matcher
from sphinx.util.nodes import make_refnode

from .captions import captions
from .config import languages_of, taxonomy_of
from .diagnostics import Subtype, warn
from .domains import Record
from .frontmatter import FrontMatter
from .model import Bilingual, Leads, Post, Stamp, Tally, Work
from .nodes import every, phrases_of
from .pace import minutes
from .taxonomy import nearest
from .tex import eqrefs
from .yamltext import line_of

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.domains.math import MathDomain
    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment

    from .tex import Macro

_BY_DOCUMENT = (
    *("posts", "macros", "labels", "glyphs", "targets", "tallies", "minutes", "listings"),
    *("stamps", "terms"),
)


class Catalogue(Record):
    """Posts by document name, and what they say of each other."""

    name = "bitext"
    label = "Bilingual posts"
    initial_data: ClassVar[dict[str, Any]] = {
        "posts": {},  # docname -> Post
        "macros": {},  # docname -> {name: Macro}
        "labels": {},  # docname -> {equation label: (number, line)}
        "glyphs": {},  # docname -> {face: characters} that its formulas show
        "targets": {},  # docname -> {(domain, type, target)} it refers to
        "tallies": {},  # docname -> Tally of the parity check
        "minutes": {},  # docname -> {language code: minutes to read it}
        "listings": {},  # docname -> [(kind, count)] of its lists of posts
        "stamps": {},  # docname -> {path: Stamp, or None} of what it was made of
        "terms": {},  # docname -> {(zh, en): anchor} of the glossary's terms that it names
        # builder -> docname -> digest of what its last build showed of it; builders share
        # what Sphinx has read, but each has written its own pages
        "shown": {},
        "frame": {},  # builder -> what its last build showed around every page
        "works": {},  # key -> Work: what this build's posts cite
        "leads": {},  # docname -> Leads: where one may go from its end, at this build
        "others": {},  # builder -> topic -> docname -> digest, see `differing`
    }
    data_version = 19

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
    def stamps(self) -> dict[str, dict[str, Stamp | None]]:
        """What a document was made of: the size and time of each file, by its path."""
        return cast("dict[str, dict[str, Stamp | None]]", self.data["stamps"])

    @property
    def glyphs(self) -> dict[str, dict[str, str]]:
        """The characters that a document's formulas show, by face (:mod:`bitext.maths.fonts`)."""
        return cast("dict[str, dict[str, str]]", self.data["glyphs"])

    @property
    def minutes(self) -> dict[str, dict[str, int]]:
        """How long it takes to read a document, by language code (:mod:`bitext.pace`)."""
        return cast("dict[str, dict[str, int]]", self.data["minutes"])

    @property
    def listings(self) -> dict[str, list[tuple[str, int]]]:
        """The lists of posts in a document, as ``(kind, count)`` (:mod:`bitext.pages.listings`)."""
        return cast("dict[str, list[tuple[str, int]]]", self.data["listings"])

    @property
    def tallies(self) -> dict[str, Tally]:
        """What the parity check counted in a document."""
        return cast("dict[str, Tally]", self.data["tallies"])

    @property
    def works(self) -> dict[str, Work]:
        """What documents cite, by key; from ``env-updated`` on (:mod:`bitext.bibliography`)."""
        return cast("dict[str, Work]", self.data["works"])

    @property
    def leads(self) -> dict[str, Leads]:
        """The ways on from a post, by name; from ``env-updated`` on (:mod:`bitext.pages`)."""
        return cast("dict[str, Leads]", self.data["leads"])

    def referrers(self) -> dict[str, set[str]]:
        """For each document the others that refer into it. Cost: all references."""
        found: dict[str, set[str]] = {}
        for docname, targets in self._targets.items():
            for target in targets:
                owner = self._owner(*target)
                if owner in self.posts and owner != docname:
                    found.setdefault(owner, set()).add(docname)
        return found

    def newest_first(self) -> list[str]:
        """The posts, by name: by date, then by their source's date, then by name, all falling.

        A post without a date (a warning) comes last. It sorts all posts: to be called once a
        build, not for each page.
        """
        is_post = Matcher(self.env.config.bitext_posts)

        def key(docname: str) -> tuple[str, str, str]:
            post = self.posts[docname]
            return post.date, post.source.date if post.source else "", docname

        return sorted((name for name in self.posts if is_post(name)), key=key, reverse=True)

    def differing(self, builder: str, topic: str, shown: Mapping[str, object]) -> set[str]:
        """The documents of which `shown` is not what the last build by `builder` noted.

        For ``env-updated`` handlers that return the pages to write again: what a page shows of
        other documents (its neighbours, a listing) goes into `shown`, by document name, under a
        `topic` of the handler's own. `shown` holds plain data whose ``repr`` tells all of it,
        in an order that does not hang upon the order of reading. What stands under the empty
        name is shown by pages without a document (:meth:`around`). A clean build returns every
        document, which it writes anyway.
        """
        after = {docname: _digest(data) for docname, data in shown.items()}
        topics = self.data["others"].setdefault(builder, {})
        before = topics.get(topic, {})
        topics[topic] = after
        return {
            docname
            for docname in after.keys() | before.keys()
            if before.get(docname) != after.get(docname) and docname in self.env.all_docs
        }

    def same(self, topic: str, data: object) -> bool:
        """Whether `data` is what any builder's last build noted under this `topic`.

        For what is kept here, and costs much to find: `data` is what it is found from, plain, in
        an order that does not hang upon the order of reading.
        """
        topics = self.data["others"].setdefault("", {})
        before, topics[topic] = topics.get(topic), {"": _digest(data)}
        return bool(before == topics[topic])

    @property
    def terms(self) -> dict[str, dict[tuple[str, str], str]]:
        """The terms that a document names, and the section in which each stands first."""
        return cast("dict[str, dict[tuple[str, str], str]]", self.data["terms"])

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
        for section in every(document, nodes.section):
            heading = phrases_of(cast("nodes.title", section[0]), languages)
            title = title or heading
            sections |= dict.fromkeys(section["ids"], heading)
        codes = tuple(language.code for language in languages)
        # Without a heading it is called by its name: feeds and listings name every post.
        title = {code: title.get(code) or docname for code in codes}
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
            formerly=front.formerly() if front.is_post else (),
            updated=front.updated() if front.is_post else "",
        )
        if front.is_post:
            self.minutes[docname] = minutes(document, languages)
        self._targets[docname] = {
            _target(xref, docname) for xref in every(document, pending_xref)
        } | {
            ("math", "eq", label)
            for formula in every(document, nodes.math, nodes.math_block)
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
                repr(
                    (
                        *(post.title, post.short, post.sections, post.captions),
                        sorted(numbers.get(docname, ())),
                    )
                ).encode()
            ).hexdigest()
            for docname, post in self.posts.items()
        }
        before = self.data["shown"].get(builder, {})
        self.data["shown"][builder] = shown
        changed = {docname for docname in shown if before.get(docname) != shown[docname]}
        changed |= before.keys() - shown.keys()
        if self.env.config.bitext_navigation is None:
            around = self.frame_changed(builder, self._theme_s_frame())
        else:  # of the others, a theme shows those that the toctree puts next to it
            around = False
            yield from self.differing(builder, "neighbours", self._neighbours())
        if not before:
            return
        if around:
            yield from self.posts
            return
        for docname, targets in self._targets.items():
            if any(self._owner(*target) in changed - {docname} for target in targets):
                yield docname

    def around(self, builder: str) -> list[tuple[str, str]]:
        """What pages without a document show of others: see `differing`, of the empty name."""
        topics: dict[str, dict[str, str]] = self.data["others"].get(builder, {})
        return [(topic, shown[""]) for topic, shown in sorted(topics.items()) if "" in shown]

    def frame(self, builder: str) -> str:
        """What this build by `builder` shows around every page, from ``env-updated`` on."""
        return cast(str, self.data["frame"].get(builder, ""))

    def frame_changed(self, builder: str, frame: str) -> bool:
        """Note what `builder` shows around every page; whether its last build showed another."""
        before: str | None = self.data["frame"].get(builder)
        self.data["frame"][builder] = frame
        return before != frame

    def _theme_s_frame(self) -> str:
        """The titles and their order, which most themes show on every page."""
        titles = {docname: post.title for docname, post in self.posts.items()}
        return repr((sorted(titles.items()), sorted(self.env.toctree_includes.items())))

    def _neighbours(self) -> dict[str, list[Bilingual | None]]:
        """The titles of the documents above, before and after each, in the toctree."""
        return {
            docname: [self.posts[name].title if name in self.posts else None for name in around]
            for docname, around in self.env.collect_relations().items()
        }

    def _owner(self, domain: str, kind: str, target: str) -> str | None:
        """The document that a reference points into."""
        if domain == "math":
            math = cast("MathDomain", self.env.get_domain("math"))
            return math.equations.get(target, (None, 0))[0]
        if kind == "doc" or domain == "doc":
            return target
        standard = cast("StandardDomain", self.env.get_domain("std"))
        return standard.anonlabels.get(target, (None, ""))[0]


def _digest(data: object) -> str:
    return hashlib.sha256(repr(data).encode()).hexdigest()


def _target(xref: pending_xref, docname: str) -> tuple[str, str, str]:
    """What `xref` in `docname` refers to, whatever folder `docname` is in."""
    domain, kind, target = xref.get("refdomain", ""), xref["reftype"], xref["reftarget"]
    return domain, kind, docname_join(docname, target) if kind == "doc" else target


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
    for name, series in taxonomy.series.items():
        known = series.announced.keys() | {part for key, part in claimed if key == name}
        for part, needed in series.needs.items():
            for missing in sorted({part, *needed} - known):
                _warn_of_part(app, name, part, missing)


def _warn_of_part(app: Sphinx, series: str, part: int, missing: int) -> None:
    path = Path(app.confdir) / app.config.bitext_taxonomy
    line = line_of(path.read_text("utf-8"), "series", series, "needs", part)
    message = f"series.{series}.needs: part {missing} is neither written nor announced"
    warn(Subtype.TAXONOMY, message, f"{path}:{line}")


def catalogue_of(env: BuildEnvironment) -> Catalogue:
    """The catalogue in `env`."""
    return cast(Catalogue, env.get_domain(Catalogue.name))


def refresh(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """``env-updated``: the pages to write again, for their references' sake."""
    catalogue = catalogue_of(env)
    catalogue.settle_labels()
    return sorted(catalogue.outdated_references(app.builder.name))
