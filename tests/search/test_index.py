"""Joining documents into an index: only what changed, with the bytes of a clean build."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitext.search.entries import CHUNK, PLACES, Entry, digest_in, dump, entry_of, load
from bitext.search.files import digest
from bitext.search.groups import SIZE, Document, Filed
from bitext.search.index import MOST, Source, write_index
from bitext.search.postings import block
from bitext.search.records import Record, Section, Unit
from tests.conftest import Build
from tests.search import decode

UNITS = 40
"""Of each document here: a word that all of them say is in more than `MOST`."""

Site = Mapping[str, int]
"""A document's name, and a number that says what it says."""


def entry(name: str, seed: int) -> Entry:
    chance = random.Random(f"{name} {seed}")
    blocks = {
        "everywhere": block([(unit, chance.randrange(32)) for unit in range(UNITS)]),
        f"in {name}": block([(0, 31)]),
        f"{chance.randrange(30)}th": block([(chance.randrange(UNITS), 5)]),
        "spectral": block([(3, 9)]),
        "norm": block([(3, 9), (7, 2)]),
        "spectral norm": block([(3, 9)]),
    }
    words = ["everywhere", "spectral", "norm", f"word{'abcdefghij'[seed % 10]}"]
    chunks = [json.dumps([[["", name]], [[0, f"{name} says {seed}"]]])]
    return Entry(blocks, sorted(words), "谱范", UNITS, chunks * (1 + seed % 3))


class Bench:
    """An index, and what was read to make it."""

    def __init__(self, top: Path) -> None:
        self.out, self.keep, self.here = top / "out", top / "keep", "../out"
        self.read: list[str] = []
        self.texts: list[str] = []

    def build(self, site: Site, **other: object) -> list[list[int]]:
        self.read.clear()
        self.texts.clear()

        def document(name: str, seed: int) -> Document:
            made = entry(name, seed)

            def read() -> Entry:
                self.read.append(name)
                return made

            filed = Filed(f"{name}.html", [f"题{name}", name], names=["tagged"], date=name)

            def texts() -> Sequence[str]:
                self.texts.append(name)
                return made.chunks

            return Document(filed, digest(repr(made)), read, texts)

        source = Source(
            documents=[document(name, seed) for name, seed in sorted(site.items())],
            forms=[("谱范数", "spectral norm"), ("未提", "unsaid")],
            stem=lambda word: word,
            folding={},
            names={"series": {}, "tags": {}},
            labels={"say": other},
        )
        return write_index(source, self.out, self.keep, self.here, ("search.js",))

    def files(self) -> dict[str, bytes]:
        found = [path for path in self.out.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.out)): path.read_bytes() for path in found}

    def times(self) -> dict[str, int]:
        found = [path for path in self.out.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.out)): path.stat().st_mtime_ns for path in found}

    def said(self, name: str) -> list[object]:
        text = (self.out / f"{name}.js").read_text("utf-8")
        start, end = "bitextSearch.put(", ");\n"
        found = json.loads(f"[{text.removeprefix(start).removesuffix(end)}]")
        assert found[0] == name
        return list(found[1:])


SITE = {f"post-{number:03}": 0 for number in range(2 * SIZE + 3)}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


CHANGES = st.lists(
    st.tuples(st.sampled_from([*SITE, "post-000a", "post-1", "zebra"]), st.integers(-1, 4)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=12)
@given(changes=st.lists(CHANGES, min_size=1, max_size=3))
def test_after_any_edits_the_bytes_are_a_clean_build_s(
    changes: list[list[tuple[str, int]]],
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        old, new = Bench(Path(one)), Bench(Path(other))
        site = dict(SITE)
        old.build(site)
        for some in changes:
            for name, seed in some:
                if seed < 0:
                    site.pop(name, None)
                else:
                    site[name] = seed
            most = old.build(site)
        assert new.build(site) == most
        assert old.files() == new.files()


def test_without_a_change_nothing_is_read_or_written(bench: Bench) -> None:
    most = bench.build(SITE)
    assert bench.read == bench.texts == list(SITE)
    times = bench.times()
    assert bench.build(SITE) == most
    assert bench.read == bench.texts == []
    assert bench.times() == times


def test_of_an_edit_its_group_is_joined_and_what_it_says_is_written(bench: Bench) -> None:
    bench.build(SITE)
    times = bench.times()
    bench.build({**SITE, "post-040": 1})
    assert bench.read == [f"post-{number:03}" for number in range(SIZE, 2 * SIZE)]
    assert bench.texts == ["post-040"]
    changed = {name for name, time in bench.times().items() if times.get(name) != time}
    texts = {name for name in changed if name.startswith("t/")}
    assert texts == {"t/40-0.js", "t/40-1.js"}
    assert "meta.js" in changed  # readers' browsers ask anew
    assert not {"glossary.js", "fold.js", "facets.js"} & changed


def test_a_new_last_post_leaves_the_others_alone(bench: Bench) -> None:
    bench.build(SITE)
    times = bench.times()
    bench.build({**SITE, "post-999": 0})
    assert bench.read == ["post-064", "post-065", "post-066", "post-999"]
    assert bench.texts == ["post-999"]
    changed = {name for name, time in bench.times().items() if times.get(name) != time}
    assert {name for name in changed if name.startswith("t/")} == {f"t/{len(SITE)}-0.js"}


def test_what_is_lost_or_meddled_with_comes_back(bench: Bench) -> None:
    bench.build(SITE)
    whole = bench.files()
    (bench.out / "t" / "3-0.js").unlink()
    (bench.out / "glossary.js").write_text("", "utf-8")
    (bench.out / "s" / "stranger.js").write_text("", "utf-8")
    (bench.out / "search.js").write_text("not the index's", "utf-8")
    bench.build(SITE)
    assert bench.files() == {**whole, "search.js": b"not the index's"}


def test_words_of_the_page_may_change_alone(bench: Bench) -> None:
    bench.build(SITE, word="one")
    bench.build(SITE, word="two")
    assert bench.said("meta")[0]["say"] == {"word": "two"}


def test_another_folder_s_files_are_not_taken_for_these(bench: Bench, tmp_path: Path) -> None:
    bench.build(SITE)
    whole = bench.files()
    bench.out, bench.here = tmp_path / "another", "../another"
    shutil.copytree(tmp_path / "out", bench.out)
    path = bench.out / "t" / "3-0.js"
    path.write_text(path.read_text("utf-8").replace("says 0", "says 9"), "utf-8")
    bench.build(SITE)
    assert bench.files() == whole


def test_a_build_that_was_stopped_is_made_up_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.build(SITE)
    whole = bench.files()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("bitext.search.index.Kept.write", stop)
        with pytest.raises(KeyboardInterrupt):
            bench.build({**SITE, "post-003": 3})  # as long as what it takes the place of
    assert bench.files() != whole
    bench.build(SITE)
    assert bench.files() == whole


def test_a_common_term_is_cut_to_its_strongest_units(bench: Bench) -> None:
    bench.build(SITE)
    meta = bench.said("meta")[0]
    assert isinstance(meta, dict)
    assert [each for each in meta["common"] if each] == ["everywhere"]
    (path,) = (bench.out / "c").iterdir()
    (lists,) = bench.said(f"c/{path.stem}")
    assert isinstance(lists, dict)
    total, listed = lists["everywhere"]
    assert total == len(SITE) * UNITS
    kept = list(decode(listed, meta["width"]))
    assert len(kept) == MOST
    impacts = sorted(
        (impact for name in SITE for _, _, impact in decode(
            f"#{entry(name, 0).blocks['everywhere']}", 1
        )),
        reverse=True,
    )  # fmt: skip
    assert sorted((impact for *_, impact in kept), reverse=True) == impacts[:MOST]


def test_a_glossary_entry_lists_units_and_posts(bench: Bench) -> None:
    most = bench.build(SITE)
    assert most == [list(range(len(SITE))), []]


@pytest.mark.parametrize("size", [1, 300, CHUNK // 4, CHUNK * 2])
def test_texts_are_cut_by_size_and_numbered_by_file(size: int) -> None:
    units = [
        Unit(number // 5, {"zh": "范" * (size // 3), "en": str(number)}) for number in range(60)
    ]
    sections = [Section(f"s{number}", {"zh": "节", "en": "Part"}) for number in range(12)]
    record = Record({"zh": "题", "en": "Title"}, sections, units)

    class Language:
        def __init__(self, code: str) -> None:
            self.code = code

    made = entry_of(record, (Language("zh"), Language("en")), str, {})
    chunks = [json.loads(chunk) for chunk in made.chunks]
    assert [row[1][1] for chunk in chunks for row in chunk[1]] == [str(n) for n in range(60)]
    for chunk, following in zip(chunks, [*chunks[1:], None], strict=True):
        said = sum(len("".join(row[1]).encode()) for row in chunk[1])
        assert len(chunk[1]) == 1 or (said <= CHUNK and len(chunk[1]) <= PLACES)
        if following:
            more = said + len("".join(following[1][0][1]).encode())
            opens = following[1][0][3:] == [1]
            assert more > CHUNK or len(chunk[1]) == PLACES or (opens and said > CHUNK // 2)
    # A unit's number leads to its text.
    for word, written in made.blocks.items():
        if word.isdigit() and int(word) < 60:
            ((_, number, _),) = decode(f"#{written}", 1)
            assert chunks[number // PLACES][1][number % PLACES][1][1] == word


def test_an_entry_is_kept_as_lines(tmp_path: Path) -> None:
    made = entry("post", 1)._replace(chunks=['[[],"one\u2028two\x85"]', "[]"])
    text = dump(made, "maker")
    assert load(text) == made
    first = text.split("\n", 1)[0]
    assert digest_in(first, "maker") == digest(text.split("\n", 1)[1].removesuffix("\n"))
    assert digest_in(first, "another") is None
    assert digest_in("0 maker x", "maker") is None


def test_a_build_without_a_change_leaves_the_index_alone(build: Build) -> None:
    pages = {"index.md": "# Title\n\nText.\n", "other.md": "---\norphan: true\n---\n# Other\n"}
    folder = Path(build(pages).app.outdir) / "_static" / "search"
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.js")}
    build(pages)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.js")} == times
