"""A parallel build, each of whose processes resolves the documents that it writes."""

from __future__ import annotations

import json
import resource
import shutil
from pathlib import Path

import pytest

from tests.conftest import TOP, Build

PAIR = ":::{zh}\n甲见[](b.md)。\n:::\n:::{en}\nA, see [](b.md).\n:::\n"
NAMES = [*"abcdefghijklm", "index"]


def pages(text: str = PAIR) -> dict[str, str]:
    return {f"{name}.md": f"---\norphan: true\n---\n# {name}\n\n{text}" for name in NAMES}


def gathered(build: Build, **settings: object) -> list[str]:
    site = build(
        pages(), parallel=2, extensions=["myst_parser", "bitext", "tests.gathering"], **settings
    )
    return site.read("gathered.txt").split()


def test_the_main_process_resolves_one_document(build: Build) -> None:
    assert gathered(build) == ["a"]


def test_it_resolves_all_for_an_extension_that_gathers(build: Build) -> None:
    assert gathered(build, bitext_resolve_apart=False) == sorted(NAMES)


def test_it_resolves_all_for_the_search_index_of_sphinx(build: Build) -> None:
    site = build(pages(), parallel=2, bitext_search=False, html_search_language="en")
    index = site.read("searchindex.js").removeprefix("Search.setIndex(").removesuffix(")")
    assert sorted(json.loads(index)["docnames"]) == sorted(NAMES)


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_images_of_all_documents_are_copied(build: Build, tmp_path: Path, builder: str) -> None:
    (tmp_path / "site").mkdir()
    for name in NAMES:
        shutil.copy(TOP / "_static" / "icon-192.png", tmp_path / "site" / f"{name}.png")
    files = {name: f"{text}\n![it]({name[0]}.png)\n" for name, text in pages().items()}
    site = build(files, builder=builder, parallel=2)
    assert site.warnings == []
    copied = {path.name for path in (site.app.outdir / "_images").iterdir()}
    assert copied == {f"{name[0]}.png" for name in NAMES}


def test_what_is_wrong_is_said_with_its_place_and_once(build: Build) -> None:
    files = pages()
    files["k.md"] += "\n[](nowhere.md)\n"
    first, second = (build(files, parallel=jobs, folder=str(jobs)).warnings for jobs in (0, 2))
    assert first == second
    assert [line.partition(": ")[0] for line in second] == ["k.md:13"]


def test_many_pages_do_not_take_many_open_files(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bitext.builders._SHARE", 1)
    monkeypatch.setattr("bitext.builders._AT_ONCE", 8)
    files = {f"{number}.md": f"---\norphan: true\n---\n# {number}\n" for number in range(60)}
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 40, before[1]))
    try:
        site = build({**files, "index.md": "# T\n"}, parallel=2)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert site.warnings == []
    assert {f"{name.removesuffix('.md')}.html" for name in files} <= {
        path.name for path in site.app.outdir.iterdir()
    }


def test_no_page_is_forgotten_whatever_their_number(build: Build) -> None:
    for number in (1, 2, 9, 14):
        files = dict(list(reversed(pages().items()))[:number])
        site = build({**files, "b.md": pages()["b.md"]}, parallel=3, folder=str(number))
        assert site.warnings == []
        for name in files:
            assert site.page(name.removesuffix(".md")).select(".sd-tab-set, .bitext-pair")
