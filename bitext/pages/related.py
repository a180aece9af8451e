"""What leads on from the end of a post: its kin, its neighbours, who refers to it.

Two posts are akin by what they share: works that both cite, tags that both bear. A thing that
few share tells more than one that many do, so each counts by ``log((N + 1) / n)``, for the n of
N posts that have it; and a post that cites a hundred works is not akin to all. So kinship is
the cosine of the angle between the two posts, as vectors of these numbers (tf-idf).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..catalogue import Catalogue, catalogue_of
from ..model import CITED_OFTEN, Kin, Leads

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..taxonomy import Taxonomy

Feature = tuple[str, str]
"""``("work", key)`` or ``("tag", key)``."""

MOST = 5
"""As many related posts are shown."""
_REFERRERS = 20
"""As many posts that refer to a post are named: the newest."""
_CROWD = 64
"""As many posts are looked at for one feature: those that come first. So the cost grows with
the posts and not with their square, and what nearly all posts have relates none of them."""


def kin(features: Mapping[str, Sequence[Feature]], most: int | None = None) -> dict[str, list[Kin]]:
    """For each post its nearest ones, the nearest first.

    Args:
        features: what each post has; the posts in the order that settles equal nearness.
        most: as many are wanted of each; None for all.

    """
    own = {docname: frozenset(found) for docname, found in features.items()}
    bearers: dict[Feature, list[str]] = {}
    for docname, found in own.items():
        for feature in found:
            bearers.setdefault(feature, []).append(docname)
    weight = {
        feature: math.log((len(features) + 1) / len(posts)) for feature, posts in bearers.items()
    }
    space = _Space(
        own=own,
        crowds={feature: posts[:_CROWD] for feature, posts in bearers.items()},
        weight=weight,
        length={
            docname: math.sqrt(math.fsum(weight[feature] ** 2 for feature in found))
            for docname, found in own.items()
        },
        order={docname: number for number, docname in enumerate(features)},
    )
    return {docname: space.nearest(docname, most) for docname in features}


class _Space(NamedTuple):
    """Posts as vectors."""

    own: Mapping[str, frozenset[Feature]]
    crowds: Mapping[Feature, Sequence[str]]
    """For each feature the posts that have it; the first ones only, where they are many."""
    weight: Mapping[Feature, float]
    length: Mapping[str, float]
    order: Mapping[str, int]

    def nearest(self, docname: str, most: int | None) -> list[Kin]:
        """The posts that share something with `docname`, the nearest first."""
        own = sorted(self.own[docname], key=lambda feature: (-self.weight[feature], feature))
        # A sum in one order, which every machine rounds alike. This is the innermost loop: all
        # pairs of posts that have something in common come through here.
        products: dict[str, float] = {}
        for feature in own:
            square = self.weight[feature] ** 2
            for other in self.crowds[feature]:
                products[other] = products.get(other, 0.0) + square
        products.pop(docname, None)
        length = self.length
        nearness = {other: product / length[other] for other, product in products.items()}
        others: Iterable[str] = nearness
        if most is not None and len(nearness) > most:
            # With those that are as near once rounded.
            least = sorted(nearness.values())[-most] - 1e-8 * length[docname]
            others = [other for other, near in nearness.items() if near >= least]

        def rank(other: str) -> tuple[float, int]:
            # Rounded: equal ones are to be equal whatever they are summed of.
            return -round(nearness[other] / length[docname], 9), self.order[other]

        return [self._kin(own, other) for other in sorted(others, key=rank)[:most]]

    def _kin(self, own: Sequence[Feature], other: str) -> Kin:
        # Of a crowd, as many as were looked at.
        shared = [
            feature
            for feature in own
            if feature in self.own[other] and other in self.crowds[feature]
        ]
        return Kin(
            other,
            tuple(name for kind, name in shared if kind == "work"),
            tuple(name for kind, name in shared if kind == "tag"),
        )


def find_leads(app: Sphinx, env: BuildEnvironment, taxonomy: Taxonomy) -> list[str]:
    """Find where one may go from each post, and enter it into the catalogue.

    Returns:
        the documents that show something else of others than at the last build.

    """
    catalogue = catalogue_of(env)
    posts = catalogue.newest_first()
    cited: dict[str, list[str]] = {}
    for key, work in catalogue.works.items():
        for docname in work.cited_by:
            cited.setdefault(docname, []).append(key)
    features = {
        docname: [
            *(("work", key) for key in cited.get(docname, ())),
            *(("tag", tag) for tag in catalogue.posts[docname].tags),
        ]
        for docname in posts
    }
    parts = _parts(catalogue, posts)
    order = {docname: place for place, docname in enumerate(posts)}
    leads, referrers = catalogue.leads, catalogue.referrers()
    if catalogue.same("kin", [list(features.items()), sorted(parts.items())]):
        related = {docname: each.kin for docname, each in leads.items()}
    else:
        # The parts before and after stand there anyway.
        related = {
            docname: tuple(each for each in found if each.docname not in parts.get(docname, ()))[
                :MOST
            ]
            for docname, found in kin(features, MOST + 2).items()
        }
    leads.clear()
    for place, docname in enumerate(posts):
        around = parts.get(docname, (None, None))
        referring = sorted(referrers.get(docname, set()) & order.keys(), key=order.__getitem__)
        leads[docname] = Leads(
            newer=posts[place - 1] if place else None,
            older=posts[place + 1] if place + 1 < len(posts) else None,
            previous=around[0],
            next=around[1],
            kin=related[docname],
            cited_by=tuple(referring[:_REFERRERS]),
            more=max(len(referring) - _REFERRERS, 0),
        )
    shown = {
        docname: (
            _shown(catalogue, taxonomy, leads[docname]) if docname in leads else None,
            # As its list shows them: see bitext.bibliography.
            [
                (
                    key,
                    catalogue.works[key].page,
                    min(len(catalogue.works[key].cited_by), CITED_OFTEN + 1),
                )
                for key in sorted(cited.get(docname, ()))
            ],
        )
        for docname in catalogue.posts
    }
    return sorted(catalogue.differing(app.builder.name, "end", shown))


def _parts(catalogue: Catalogue, posts: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """For each part of a series those before and after it, of those that are written."""
    found: dict[str, dict[int, str]] = {}
    for docname in sorted(posts):
        post = catalogue.posts[docname]
        if post.series and post.part:
            # Of two that claim one part (a warning), the first has it.
            found.setdefault(post.series, {}).setdefault(post.part, docname)
    around = {}
    for parts in found.values():
        names = [parts[number] for number in sorted(parts)]
        for before, here, after in zip([None, *names], names, [*names[1:], None], strict=False):
            around[here] = before, after
    return around


def _shown(catalogue: Catalogue, taxonomy: Taxonomy, leads: Leads) -> object:
    """What the end of a post shows of others."""
    others = [*leads[:4], *(each.docname for each in leads.kin), *leads.cited_by]
    return (
        leads,
        [sorted(catalogue.posts[other].title.items()) for other in others if other],
        [sorted(catalogue.works[key].name.items()) for each in leads.kin for key in each.works],
        [sorted(taxonomy.tags.get(tag, {}).items()) for each in leads.kin for tag in each.tags],
    )
