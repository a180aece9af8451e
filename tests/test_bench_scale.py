"""The bench at scale: what it counts, and that its targets and growing pages are seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.scale import __main__ as bench
from bench.scale.__main__ import CHAIN, asked, grown, ours, plain, show, targets
from bench.scale.measure import build, sizes
from bench.scale.sites import change_a_post, settings_of, write_ours, write_plain


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scale")
    write_ours(1, folder / "ours")
    for name in ("plain", "sidebar"):
        write_plain(folder / "ours", folder / name, sidebar=name == "sidebar")
    return folder


def test_a_build_is_told_apart_by_phases(folder: Path) -> None:
    source, out = folder / "ours", folder / "out"
    settings = settings_of(source, phases=True)
    full = build(source, out, settings=settings, phases=True, guarded=True)
    assert full["warnings"] == 0
    assert 0 < full["checksums"] < full["wall"]
    spent = full["phases"]["processor"]
    assert {"start", "read", "maths", "write", "listings", "search", "finish"} <= spent.keys()
    assert all(seconds >= 0 for seconds in spent.values())
    # What the interpreter takes to end is in no phase.
    assert 0.6 * full["processor"] < sum(spent.values()) <= 1.02 * full["processor"]
    assert any("MathRenderer" in name for name in full["phases"]["handlers"])
    assert 20 < full["memory"] < 2000
    weighed = sizes(out / "html")
    assert weighed["post"] == (out / "html" / "posts" / "post-0000.html").stat().st_size
    assert {"index.html", "archive.html", "bibliography.html", "glossary.html"} <= set(
        weighed["others"]
    )
    before = (out / "html" / "posts" / "post-0000.html").read_text("utf-8")
    home = out / "doctrees" / "index.doctree"
    read = home.stat().st_mtime_ns
    change_a_post(source, "Indeed,")
    again = build(source, out, settings=settings, phases=True, guarded=True)
    assert home.stat().st_mtime_ns == read  # the guard has found all whole
    assert again["phases"]["processor"]["maths"] < spent["maths"]
    after = (out / "html" / "posts" / "post-0000.html").read_text("utf-8")
    assert "Indeed, " in after
    assert "Indeed, " not in before


def test_the_plain_site_has_the_same_words_and_the_time_may_end(folder: Path) -> None:
    full = build(folder / "plain", folder / "plain-out")
    assert full["warnings"] == 0
    page = (folder / "plain-out" / "html" / "posts" / "post-0000.html").read_text("utf-8")
    assert page.count("sd-tab-set") >= 25
    assert "{cite" not in page
    assert "posts/*" in (folder / "sidebar" / "index.md").read_text("utf-8")
    stopped = build(folder / "sidebar", folder / "sidebar-out", limit=0.1)
    assert stopped["stopped"] == 0.1


def test_pages_that_grow_are_seen() -> None:
    small = {"archive.html": 50_000, "tags/a.html": 40_000, "tags/b.html": 60_000}
    assert grown(small, {"archive.html": 55_000, "tags/a.html": 70_000}) == []
    larger = {"archive.html": 70_000, "tags/c.html": 90_000, "years/2020.html": 60_000}
    assert [name for name, *_ in grown(small, larger)] == ["tags/c.html", "archive.html"]


def test_a_list_may_fill_its_page() -> None:
    small = {"tags/a.html": 20_000, "series.html": 20_000, "topics.html": 20_000}
    # One of fifty posts, another follows; one that is not full yet; one that has no end.
    larger = {"tags/a.html": 90_000, "tags/a/page-2.html": 30_000, "tags/b.html": 80_000}
    assert grown(small, larger) == []
    assert [name for name, *_ in grown(small, {**larger, "tags/c.html": 200_000})] == [
        "tags/c.html"
    ]
    assert [name for name, *_ in grown(small, {"tags/a.html": 90_000})] == ["tags/a.html"]
    # At the top each is of its own kind.
    larger = {"series.html": 50_000, "series/page-2.html": 30_000, "topics.html": 50_000}
    assert [name for name, *_ in grown(small, larger)] == ["topics.html"]


def test_targets_are_reached_or_missed() -> None:
    def result(wall: float, archive: int) -> dict[str, Any]:
        took = {"wall": wall, "processor": wall, "memory": 700}
        return {
            "ours": {
                "full": took,
                "full, cold maths": {**took, "wall": wall + 59},
                "no change": {**took, "wall": 4.0},
                "one post": {**took, "wall": 11.0},
                "sizes": {"others": {"archive.html": archive}},
            },
            "plain": {"full": {**took, "wall": 250.0}},
        }

    said = {
        name: (limit, figure)
        for name, limit, figure in targets({"100": result(20, 50_000), "1000": result(290, 90_000)})
    }
    missed = {name for name, (limit, figure) in said.items() if figure and figure > limit}
    assert missed == {"one post, s", "full build, times that of 100 posts", "pages that grow"}
    assert said["full build, times plain without a sidebar"] == (1.25, 1.16)
    assert said["full build, times that of 100 posts"] == (12, 14.5)


def test_what_was_stopped_is_not_gone_on_with(tmp_path: Path) -> None:
    done: dict[str, Any] = {"full": {"stopped": 480.0}}
    plain(tmp_path, done, lambda: None, sidebar=True)
    assert done == {"full": {"stopped": 480.0}}


def test_a_count_that_was_broken_off_is_said_so_far(tmp_path: Path) -> None:
    took = {"wall": 20.0, "processor": 20.0, "memory": 700}
    whole: dict[str, Any] = {
        "ours": {**dict.fromkeys(CHAIN, took), "sizes": {"others": {"archive.html": 5}}},
        "plain": {"full": took},
    }
    wanted = [name for name, *_ in targets({"100": whole, "1000": whole})]
    assert len(wanted) == 8
    for have in range(len(CHAIN) + 1):
        # Of each the builds come in turn; what a site weighs is known after the third.
        mine = dict.fromkeys(CHAIN[:have], took)
        found = targets({"100": {"ours": mine}, "1000": {"ours": mine}})
        assert [name for name, *_ in found] == wanted
        figures = {name: figure for name, _, figure in found}
        assert figures["pages that grow"] is None
        assert figures["full build, times plain without a sidebar"] is None
        assert (figures["full build, s"] is None) == (have < 2)
        assert (figures["cold maths, s more"] is None) == (have < 3)
        assert (figures["one post, s"] is None) == (have < 5)
    assert targets({}) == []
    assert targets({"1000": {}})[0] == ("full build, s", 300, None)


def test_what_a_site_weighs_is_of_its_last_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ours/posts").mkdir(parents=True)
    (tmp_path / "ours/conf.py").write_text("extensions = []\n", "utf-8")
    (tmp_path / "ours/posts/a.md").write_text(":::{en}\nWords.\n:::\n", "utf-8")
    took = {"wall": 1.0, "processor": 1.0, "memory": 1, "load": 0.1}
    monkeypatch.setattr(bench, "build", lambda *_, **__: took)
    monkeypatch.setattr(bench, "sizes", lambda _: {"post": 2})
    done: dict[str, Any] = {"first": took, "sizes": {"post": 1}}  # and the rest is not there
    ours(tmp_path, done, lambda: None, latex=False)
    assert done == {**dict.fromkeys(CHAIN, took), "sizes": {"post": 2}}


def test_a_relative_folder_is_meant_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert asked(["--folder", "here"]).folder == tmp_path / "here"


def test_the_table_says_which_seconds_are_of_checksums(capsys: pytest.CaptureFixture[str]) -> None:
    took = {"wall": 4.0, "processor": 3.0, "memory": 1, "load": 0.1}
    show({"12": {"ours": {"full": {**took, "checksums": 0.25}}, "plain": {"full": took}}})
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["12", "posts", "wall", "s", "checksums", "CPU", "s", "MB", "load"] in rows
    assert ["this", "site", "full", "4.0", "0.25", "3.0", "1", "0.1"] in rows
    assert ["plain,", "no", "posts", "full", "4.0", "-", "3.0", "1", "0.1"] in rows
