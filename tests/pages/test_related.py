"""Which posts are akin, and why: of shared works and tags, the rarer the more."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bitext.model import Kin
from bitext.pages.related import Feature, kin

LETTERS = "abcdefgh"
FEATURES = st.lists(
    st.tuples(st.sampled_from(["work", "tag"]), st.sampled_from(LETTERS)), max_size=6
)
POSTS = st.dictionaries(st.text("pqrst", min_size=1, max_size=2), FEATURES, max_size=8)


def works(*keys: str) -> list[Feature]:
    return [("work", key) for key in keys]


def names(found: list[Kin]) -> list[str]:
    return [each.docname for each in found]


def test_the_reason_is_what_both_have_the_rarest_first() -> None:
    posts = {
        "one": [*works("rare", "common"), ("tag", "t")],
        "two": [*works("common", "rare", "own"), ("tag", "t")],
        "three": [*works("common"), ("tag", "u")],
    }
    assert kin(posts)["one"] == [
        Kin("two", ("rare", "common"), ("t",)),
        Kin("three", ("common",), ()),
    ]


def test_what_is_rare_counts_for_more() -> None:
    posts = {
        "here": works("rare", "common"),
        "by-common": works("common"),
        "by-rare": works("rare"),
        **{f"other{i}": works("common") for i in range(5)},
    }
    assert names(kin(posts)["here"])[0] == "by-rare"


def test_who_cites_everything_is_not_akin_to_all() -> None:
    posts = {
        "here": works("a", "b"),
        "survey": works("a", "b", *(f"x{i}" for i in range(50))),
        "sibling": works("a", "b", "c"),
    }
    assert names(kin(posts)["here"]) == ["sibling", "survey"]


def test_equally_near_ones_keep_their_order() -> None:
    posts = {name: works("a") for name in ("z", "here", "m", "b")}
    assert names(kin(posts)["here"]) == ["z", "m", "b"]


def test_nothing_in_common_is_no_kinship() -> None:
    assert kin({"one": works("a"), "two": works("b"), "three": []}) == {
        "one": [],
        "two": [],
        "three": [],
    }


def test_what_a_crowd_shares_costs_no_more_than_a_crowd() -> None:
    posts = {f"p{i:03}": works("everywhere", f"own{i // 2}") for i in range(200)}
    found = kin(posts)
    assert max(map(len, found.values())) <= 65
    assert found["p198"][0] == Kin("p199", ("own99",), ())


@given(POSTS)
def test_kinship_is_mutual_and_says_what_is_shared(posts: dict[str, list[Feature]]) -> None:
    found = kin(posts)
    assert found.keys() == posts.keys()
    for docname, others in found.items():
        assert docname not in names(others)
        assert len(set(names(others))) == len(others)
        for other in others:
            shared = set(posts[docname]) & set(posts[other.docname])
            assert (
                {("work", key) for key in other.works} | {("tag", tag) for tag in other.tags}
                == shared
                != set()
            )
            (back,) = (each for each in found[other.docname] if each.docname == docname)
            assert (back.works, back.tags) == (other.works, other.tags)


@given(POSTS, st.randoms(use_true_random=False))
def test_the_order_of_what_a_post_has_does_not_matter(
    posts: dict[str, list[Feature]], chance: Random
) -> None:
    shuffled = {name: chance.sample(own, len(own)) for name, own in posts.items()}
    assert kin(shuffled) == kin(posts)
