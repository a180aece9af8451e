"""What posts are filed under: the file, and what is said of a post that is not in it."""

from __future__ import annotations

import contextlib
import runpy
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from sphinx.errors import ConfigError

from bitext.taxonomy import Series, Taxonomy, nearest, parse_taxonomy
from tests.conftest import TOP, Build

FILE = """
categories: {theory: {zh: 理论, en: Theory}}
tags: {muon: {zh: Muon, en: Muon}, mup: {zh: MuP, en: MuP}}
series:
  beyond:
    name: {zh: 之上, en: Beyond}
    announced: {3: {zh: 三, en: Three}}
    needs: {3: [1]}
publications: {kexue.fm: {zh: 科学空间, en: Scientific Spaces}}
"""
POST = """---
date: 2026-01-02
category: theory
tags: [muon]
series: beyond
part: 1
summary: {zh: 述, en: Said}
---
# T
"""
SETTINGS = {"bitext_posts": ["posts/*"], "bitext_taxonomy": "taxonomy.yml"}


def site(**changed: str) -> dict[str, str]:
    toctree = "# T\n\n```{toctree}\n:glob:\nposts/*\n```\n"
    posts = {f"posts/{name}.md": text for name, text in changed.items()}
    return {"index.md": toctree, "taxonomy.yml": FILE, **posts}


def test_the_file_becomes_names_by_key() -> None:
    assert parse_taxonomy(yaml.safe_load(FILE), ("zh", "en")) == Taxonomy(
        categories={"theory": {"zh": "理论", "en": "Theory"}},
        tags={"muon": {"zh": "Muon", "en": "Muon"}, "mup": {"zh": "MuP", "en": "MuP"}},
        series={
            "beyond": Series(
                name={"zh": "之上", "en": "Beyond"},
                summary={},
                announced={3: {"zh": "三", "en": "Three"}},
                needs={3: (1,)},
            )
        },
        publications={"kexue.fm": {"zh": "科学空间", "en": "Scientific Spaces"}},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("3", "the file wants 'name: value' pairs, not 3"),
        (
            "tag: {}",
            "the file has an unknown 'tag'; it takes categories, tags, series, publications, "
            "authors; did you mean 'tags'?",
        ),
        ("tags: [a]", "tags wants 'name: value' pairs, not ['a']"),
        ("tags: {1: {zh: 一, en: One}}", "tags: the key 1 must be a text; put it in quotes"),
        ("tags: {a: A}", "tags.a wants 'name: value' pairs, not 'A'"),
        ("tags: {a: {zh: 甲}}", "tags.a wants a text for each of zh, en, not {'zh': '甲'}"),
        ("series: {a: {}}", "series.a lacks a name"),
        (
            "series: {a: {name: {zh: 甲, en: A}, announced: {x: {zh: 乙, en: B}}}}",
            "series.a: a part is a whole number from 1 on, not 'x'",
        ),
        (
            "series: {a: {name: {zh: 甲, en: A}, needs: {2: 1}}}",
            "series.a wants a list, not 1",
        ),
    ],
)
def test_what_cannot_be_understood_is_named(text: str, message: str, build: Build) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        parse_taxonomy(yaml.safe_load(text), ("zh", "en"))
    assert str(error.value) == message
    with pytest.raises(ConfigError) as raised:
        build({"index.md": "# T\n", "taxonomy.yml": text}, **SETTINGS)
    assert str(raised.value) == f"bitext_taxonomy, taxonomy.yml:1: {message}"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner),
    )
)
def test_any_data_is_understood_or_refused(data: object) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_taxonomy(data, ("zh", "en")), Taxonomy)


def test_a_word_nearby_is_suggested() -> None:
    assert nearest("muno", ["muon", "mup"]) == "; did you mean 'muon'?"
    assert nearest("xyz", ["muon"]) == ""


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("theory", "teory", 3, "category: 'teory' is not in taxonomy.yml; did you mean 'theory'?"),
        ("[muon]", "[muno, mup]", 4, "tags: 'muno' is not in taxonomy.yml; did you mean 'muon'?"),
        ("series: beyond", "series: b", 5, "series: 'b' is not in taxonomy.yml"),
    ],
)
def test_a_post_is_filed_under_what_is_named(
    build: Build, old: str, new: str, line: int, message: str
) -> None:
    built = build(site(one=POST.replace(old, new)), **SETTINGS)
    needed = "taxonomy.yml:8: series.beyond.needs: part 1 is neither written nor announced"
    assert built.warnings == [
        f"posts/one.md:{line}: front matter, {message} [bitext.taxonomy]",
        *([f"{needed} [bitext.taxonomy]"] if old.startswith("series") else []),
    ]
    again = build({}, **SETTINGS)  # said at each build, not only when the post was read
    assert again.warnings == built.warnings


def test_two_posts_cannot_be_one_part(build: Build) -> None:
    built = build(site(one=POST, two=POST), **SETTINGS)
    assert built.warnings == [
        "posts/two.md:6: front matter, part: 1 of 'beyond' is 'posts/one' [bitext.taxonomy]"
    ]


def test_a_part_needs_parts_that_are_written_or_announced(build: Build) -> None:
    files = site(one=POST)
    files["taxonomy.yml"] = FILE.replace("needs: {3: [1]}", "needs:\n      3: [1, 9]")
    built = build(files, **SETTINGS)
    assert built.warnings == [
        "taxonomy.yml:9: series.beyond.needs: part 9 is neither written nor announced"
        " [bitext.taxonomy]"
    ]


def test_this_site_s_file_names_what_its_posts_use_and_nothing_else() -> None:
    taxonomy = parse_taxonomy(
        yaml.safe_load((TOP / "taxonomy.yml").read_text("utf-8")), ("zh", "en")
    )
    heads = [
        next(yaml.safe_load_all(path.read_text("utf-8")))
        for path in sorted(Path(TOP / "posts").glob("*.md"))
    ]
    assert {head["category"] for head in heads} == set(taxonomy.categories)
    assert {tag for head in heads for tag in head["tags"]} == set(taxonomy.tags)
    assert {head["series"] for head in heads if "series" in head} == set(taxonomy.series)
    authors = {head["source"]["author"] for head in heads if "source" in head}
    # A post's citation names the site's own author.
    assert authors | {runpy.run_path(str(TOP / "conf.py"))["author"]} == set(taxonomy.authors)
