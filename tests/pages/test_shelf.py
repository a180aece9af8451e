"""The shelf of posts: nothing is lost, nothing stands twice, whatever the posts are."""

from __future__ import annotations

import re
from datetime import date

import pytest
from docutils import nodes
from docutils.utils import new_document
from hypothesis import given
from hypothesis import strategies as st

from bitext.config import KNOWN
from bitext.markup import count, name, say, spans
from bitext.model import Post, Source
from bitext.nodes import new_panel, new_phrase
from bitext.pace import DISPLAY_SECONDS, minutes, seconds
from bitext.pages.shelf import FACETS, Entry, Shelf, anchor, host_of
from bitext.taxonomy import Series, Taxonomy

LANGUAGES = (KNOWN["zh"], KNOWN["en"])
CODES = ("zh", "en")
TAXONOMY = Taxonomy(
    categories={"a": {"zh": "甲", "en": "A"}},
    tags={"muon": {"zh": "Muon", "en": "Muon"}, "norm": {"zh": "范数", "en": "Norm"}},
    series={
        "s": Series({"zh": "列", "en": "S"}, {}, {4: {"zh": "四", "en": "4"}}, {3: (1, 9), 4: (2,)})
    },
)

days = st.dates(date(2019, 1, 1), date(2026, 12, 31)).map(date.isoformat)
sources = st.builds(
    Source,
    title=st.just("T"),
    author=st.sampled_from(["甲", "乙"]),
    url=st.sampled_from(["https://kexue.fm/1", "https://www.kexue.fm/2", "http://x.org"]),
    date=days,
    licence=st.sampled_from(["", "CC", "MIT"]),
)
posts = st.builds(
    lambda title, **rest: Post({"zh": title, "en": title}, {}, {}, {}, {}, **rest),
    title=st.text(min_size=1, max_size=3),
    date=st.one_of(st.just(""), days),
    category=st.sampled_from(["", "a", "unknown"]),
    tags=st.lists(st.sampled_from(["muon", "norm", "unknown"]), unique=True).map(tuple),
    series=st.sampled_from(["", "s", "unknown"]),
    part=st.one_of(st.none(), st.integers(1, 6)),
    source=st.one_of(st.none(), sources),
)


def shelf(found: list[Post]) -> Shelf:
    entries = [Entry(f"posts/p{number}", post, {}) for number, post in enumerate(found)]
    newest = sorted(entries, key=lambda entry: (entry.post.date, entry.docname), reverse=True)
    return Shelf(tuple(newest), TAXONOMY, CODES)


@given(st.lists(posts, max_size=12))
def test_each_post_stands_under_all_its_keys_in_order(found: list[Post]) -> None:
    whole = shelf(found)
    for facet in FACETS:
        groups = whole.by(facet)
        for key, entries in groups.items():
            assert entries == tuple(e for e in whole.entries if key in e.filed(facet))
            assert entries
            assert set(whole.name(facet, key)) == set(CODES)
        assert sum(map(len, groups.values())) == sum(len(e.filed(facet)) for e in whole.entries)
    assert list(whole.by("year")) == sorted(whole.by("year"), reverse=True)
    assert [entry for _, year in whole.years() for entry in year] == list(whole.entries)


@given(st.lists(posts, max_size=12))
def test_each_post_has_one_source_or_is_our_own(found: list[Post]) -> None:
    whole = shelf(found)
    groups = whole.sources()
    grouped = [entry.docname for group in groups for entry in group.entries]
    assert sorted([*grouped, *(e.docname for e in whole.own())]) == sorted(
        entry.docname for entry in whole.entries
    )
    for group in groups:
        dates = [entry.post.source.date for entry in group.entries if entry.post.source]
        assert dates == sorted(dates, reverse=True)
        assert {host_of(e.post.source.url) for e in group.entries if e.post.source} == {group.host}
        assert "" not in group.licences
    sizes = [len(group.entries) for group in groups]
    assert sizes == sorted(sizes, reverse=True)


@given(st.lists(posts, max_size=12))
def test_the_parts_of_a_series_are_in_order_and_need_what_there_is(found: list[Post]) -> None:
    whole = shelf(found)
    assert [view.key for view in whole.series()][:1] == ["s"]  # it has an announced part
    for view in whole.series():
        numbers = [part.number for part in view.parts]
        assert numbers == sorted(set(numbers))
        assert view.total == numbers[-1]
        written = {e.post.part for e in whole.by("series").get(view.key, ()) if e.post.part}
        assert {part.number for part in view.written} == written
        for before, part in zip([None, *view.parts], view.parts, strict=False):
            assert set(part.needs) <= set(numbers)
            assert view.around(part.number)[0] == before
            if before:
                assert view.around(before.number)[1] == part
            if view.key == "s" and part.number == 3:
                assert part.needs == ((1,) if 1 in numbers else ())
        assert view.around(view.total)[1] is None


def test_of_two_that_claim_one_part_the_first_by_name_has_it() -> None:
    def post(day: str) -> Post:
        return Post({}, {}, {}, {}, {}, date=day, series="s", part=1)

    for days_of_two in (("2026-01-01", "2026-02-01"), ("2026-02-01", "2026-01-01")):
        (view,) = shelf([post(day) for day in days_of_two]).series()
        assert [part.entry.docname for part in view.parts if part.entry] == ["posts/p0"]


@given(st.lists(posts, max_size=40), st.booleans())
def test_the_topic_log_holds_each_dated_post_under_each_tag_once(
    found: list[Post], of_sources: bool
) -> None:
    whole = shelf(found)
    log = whole.log(of_sources=of_sources)
    assert list(log.columns) == sorted(set(log.columns))
    assert len({len(column) for column in log.columns}) <= 1
    assert len(log.columns) <= 12
    dots = [(row.key, e.docname) for row in log.rows for cell in row.cells for e in cell]
    expected = [
        (tag, entry.docname)
        for entry in whole.entries
        for tag in entry.post.tags
        if (entry.post.source and entry.post.source.date if of_sources else entry.post.date)
    ]
    assert sorted(dots) == sorted(expected)
    for row in log.rows:
        for column, cell in zip(log.columns, row.cells, strict=True):
            for e in cell:
                day = (e.post.source.date if e.post.source else "") if of_sources else e.post.date
                assert day.startswith(column)


def test_the_focus_is_on_the_last_posts() -> None:
    def post(day: str, *tags: str) -> Post:
        return Post({}, {}, {}, {}, {}, date=day, tags=tags)

    whole = shelf([post("2026-03-01", "b"), post("2026-02-01", "a", "b"), post("2020-01-01", "a")])
    assert whole.focus(2, 9) == [("b", 2), ("a", 1)]
    assert whole.focus(3, 9) == [("b", 2), ("a", 2)]  # of two, the later one first
    assert whole.focus(3, 1) == [("b", 2)]


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=2))
def test_an_anchor_can_stand_in_an_address_and_in_an_id(keys: list[str]) -> None:
    assert re.fullmatch(r"[\w.-]*", anchor(*keys))
    assert not anchor(*keys).startswith(".")


# ---- reading times


def test_a_minute_is_so_many_words_or_characters() -> None:
    assert seconds("word " * 228) == pytest.approx(60)
    assert seconds("字" * 255) == pytest.approx(60)
    assert seconds("It’s state-of-the-art, 3 times") == pytest.approx(4 * 60 / 228)


def test_each_language_is_read_with_what_both_share() -> None:
    document = new_document("")
    zh, en = LANGUAGES
    document += new_panel(zh, nodes.paragraph("", "字" * 255 * 3))
    document += new_panel(en, nodes.paragraph("", "word " * 228))
    document += nodes.literal_block("", "code " * 10000)
    assert minutes(document, LANGUAGES) == {"zh": 3, "en": 1}
    for _ in range(60 // DISPLAY_SECONDS):
        document += nodes.math_block("", "x" * 1000)
    assert minutes(document, LANGUAGES) == {"zh": 4, "en": 2}
    formulas = [nodes.math("", "a b c d e f")] * 228
    document += new_panel(en, nodes.paragraph("", "", *(each.deepcopy() for each in formulas)))
    assert minutes(document, LANGUAGES) == {"zh": 4, "en": 3}
    phrase = new_phrase(zh, nodes.Text("字" * 255))
    document += nodes.paragraph("", "", phrase, nodes.Text("字" * 255))
    assert minutes(document, LANGUAGES) == {"zh": 6, "en": 4}


def test_nothing_is_read_in_no_time() -> None:
    assert minutes(new_document(""), LANGUAGES) == {"zh": 1, "en": 1}


# ---- markup


def test_a_name_that_is_the_same_in_both_languages_is_said_once() -> None:
    assert name(LANGUAGES, {"zh": "Muon", "en": "Muon"}) == "Muon"
    assert name(LANGUAGES, {"zh": "某人", "en": "某人"}) == '<span lang="zh-Hans">某人</span>'
    assert name(LANGUAGES, {"zh": "甲", "en": "<A>"}) == (
        '<span class="zh" lang="zh-Hans">甲</span><span class="en" lang="en">&lt;A&gt;</span>'
    )


def test_a_word_is_said_in_both_with_each_one_s_fields() -> None:
    said = say(LANGUAGES, "minutes", {"number": {"zh": 3, "en": 4}})
    assert said == spans(LANGUAGES, {"zh": "约 3 分钟", "en": "4 min"})
    assert count(LANGUAGES, "posts", 1) == spans(LANGUAGES, {"zh": "1 篇", "en": "1 post"})
    assert count(LANGUAGES, "posts", 0) == spans(LANGUAGES, {"zh": "0 篇", "en": "0 posts"})
