"""Addresses that were given up: ``formerly: [old-slug]`` in the post that has taken its place.

A page stays at the old address and leads to the new one. That an address was given up without
a word is seen from ``parity.lock``, which remembers every post that was ever accepted.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sphinx.util.matching import Matcher

from ..addresses import addresses_of
from ..catalogue import catalogue_of
from ..config import Settings
from ..diagnostics import Subtype, warn
from ..frontmatter import FrontMatter
from ..parity import line_in_lock, parse_lock
from ..texts import UnreadableError, read
from .generated import BUILDERS, changed_pages, context_of
from .rendering import Renderer

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..parity import Lock
    from .generated import Page


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """``env-updated``: say which addresses are lost, and which are claimed twice."""
    taken: dict[str, str] = {}
    for docname, post in sorted(catalogue_of(env).posts.items()):
        for old in post.formerly:
            made = old in env.found_docs or _is_made(app, old)
            owner = old if made else taken.get(old)
            if owner:
                line = FrontMatter(env, docname).line("formerly")
                message = f"front matter, formerly: {old!r} is the address of {owner!r}"
                warn(Subtype.FRONT_MATTER, message, (docname, line))
            taken.setdefault(old, docname)
    settings = Settings.of(app)
    if not settings.posts or not settings.parity_lock.exists():
        return
    try:
        text = read(settings.parity_lock)
        lock = parse_lock(text)
    except (OSError, UnreadableError):  # the parity check says so
        return
    is_post = Matcher(settings.posts)
    for old in sorted(lock.keys() - env.found_docs - taken.keys()):
        if is_post(old):
            new = _successor(env, lock, old)
            message = (
                f"the post {old!r} is gone, and so is its address: say 'formerly: "
                f"[{old.rpartition('/')[2]}]' in the front matter of the post that has taken its "
                f"place{f', perhaps {new!r}' if new else ''}, or take its lines out of "
                f"{app.config.bitext_parity_lock}"
            )
            place = f"{settings.parity_lock}:{line_in_lock(text, old)}"
            warn(Subtype.MOVED, message, place)


def pages(app: Sphinx) -> Iterator[Page]:
    """``html-collect-pages``: a page at each old address."""
    if app.builder.name in BUILDERS:
        found = [
            page
            for page in _pages(app)
            if page[0] not in app.env.found_docs and not _is_made(app, page[0])
        ]
        yield from changed_pages(app, "redirects", found)


def _pages(app: Sphinx) -> Iterator[Page]:
    renderer = Renderer(app)
    moved: Mapping[str, str] = {
        old: docname
        for docname, post in sorted(catalogue_of(app.env).posts.items(), reverse=True)
        for old in post.formerly
    }
    for old, new in sorted(moved.items()):
        title = dict(catalogue_of(app.env).posts[new].title)
        context: dict[str, Any] = context_of(
            title, str(renderer.render("moved", old, page=new, title=title))
        )
        context["metatags"] = str(renderer.render("moved-head", old, page=new))
        context["bitext_moved"] = True
        addresses = addresses_of(app)
        if addresses.base:  # what the theme makes the canonical link of
            context["pageurl"] = addresses.of(app.builder.get_target_uri(new))
        yield old, context, "page.html"


def _is_made(app: Sphinx, name: str) -> bool:
    """Whether a page, or a folder of files, that no document stands behind has this name."""
    settings = Settings.of(app)
    top, _, rest = name.partition("/")
    folders = {"categories", "tags", "series", settings.feeds.partition("/")[0]}
    pages = {
        *("archive", "sources", "topics", "search", "genindex", "robots", "sitemap"),
        *(settings.glossary_page, settings.bibliography_page, settings.parity_page),
        *app.config.html_additional_pages,
    }
    return name in pages or top.startswith("_") or (bool(rest) and top in folders)


def _successor(env: BuildEnvironment, lock: Lock, old: str) -> str:
    """The post that `old` has most likely become: of the same text, or of a name like it."""
    sides = {side for each in lock[old] for side in (each.zh, each.en) if side}
    fresh = [name for name in catalogue_of(env).newest_first() if name not in lock]
    tallies = catalogue_of(env).tallies

    def shared(name: str) -> int:
        tally = tallies.get(name)
        return len(sides & {side for pair in tally.fingerprints for side in pair}) if tally else 0

    best = max(fresh, key=shared, default="")
    if best and shared(best):
        return best
    slugs = {name.rpartition("/")[2]: name for name in fresh}
    alike = difflib.get_close_matches(old.rpartition("/")[2], slugs, n=1)
    return slugs[alike[0]] if alike else ""
