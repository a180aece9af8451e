"""Pages that no document stands behind: written when they change, gone when nothing is theirs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from bitext.pages.generated import MEMORY
from tests.conftest import Build, Site

# Its pages are what `pages` in conf.py says; `asked` shows what was yielded.
CONF = """
from bitext.pages.generated import changed_pages

pages = {pages!r}

def collect(app):
    yield from changed_pages(app, "test", [(n, dict(c), "page.html") for n, c in pages.items()])

def setup(app):
    app.connect("html-collect-pages", collect)
"""
PAGES: dict[str, dict[str, Any]] = {
    "one": {"title": "One", "body": "<p>1</p>"},
    "far/two": {"title": "Two", "body": "<p>2</p>"},
}


@pytest.fixture
def written(build: Build, tmp_path: Path) -> Any:
    """Build with these pages; which of them were written, and the site."""

    def run(pages: dict[str, dict[str, Any]], **settings: Any) -> tuple[set[str], Site]:
        out = tmp_path / "site" / "_build" / "html"
        before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
        files = {"conf.py": CONF.format(pages=pages), "index.md": "# T\n"}
        site = build(files, **settings)
        assert site.warnings == []
        assert Path(site.app.outdir) == out
        after = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
        names = {str(p.relative_to(out)) for p in after if before.get(p) != after[p]}
        return names & {"one.html", "far/two.html"}, site

    return run


def test_each_is_written_once_and_then_only_when_it_changes(written: Any) -> None:
    assert written(PAGES)[0] == {"one.html", "far/two.html"}
    assert written(PAGES)[0] == set()
    other = {**PAGES, "one": {"title": "One", "body": "<p>other</p>"}}
    names, site = written(other)
    assert names == {"one.html"}
    assert "other" in site.read("one.html")
    assert written(other)[0] == set()


def test_what_was_deleted_or_is_older_than_a_template_is_written(
    written: Any, tmp_path: Path
) -> None:
    _, site = written(PAGES)
    (Path(site.app.outdir) / "one.html").unlink()
    assert written(PAGES)[0] == {"one.html"}
    template = tmp_path / "site" / "templates" / "page.html"
    template.parent.mkdir()
    template.write_text('{% extends "!page.html" %}')
    os.utime(template, (10**9 * 4, 10**9 * 4))
    assert written(PAGES, templates_path=["templates"])[0] == {"one.html", "far/two.html"}


def test_a_setting_of_the_site_is_on_every_page(written: Any) -> None:
    written(PAGES)
    names, site = written(PAGES, html_title="Another")
    assert names == {"one.html", "far/two.html"}
    assert "Another" in site.read("one.html")


def test_the_site_s_style_sheets_and_templates_are_on_every_page(
    written: Any, tmp_path: Path
) -> None:
    settings = {"html_static_path": ["static"], "templates_path": ["templates"]}
    settings["html_css_files"] = ["own.css"]
    own = tmp_path / "site" / "static" / "own.css"
    part = tmp_path / "site" / "templates" / "relations.html"
    for path, text in ((own, "a {}"), (part, "one")):
        path.parent.mkdir(parents=True)
        path.write_text(text)

    _, site = written(PAGES, **settings)
    assert site.page("one").select("link[href*='own.css?v=']")
    home = Path(site.app.outdir) / "index.html"
    before = home.stat().st_mtime_ns
    own.write_text("b {}")
    assert written(PAGES, **settings)[0] == {"one.html", "far/two.html"}
    assert home.stat().st_mtime_ns != before
    os.utime(own, (10**9, 10**9))  # the same text
    assert written(PAGES, **settings)[0] == set()
    part.write_text("two")
    os.utime(part, (10**9, 10**9))  # it came with its old time
    assert written(PAGES, **settings)[0] == {"one.html", "far/two.html"}
    part.unlink()
    assert written(PAGES, **settings)[0] == {"one.html", "far/two.html"}


def test_a_page_that_is_no_longer_made_is_no_longer_there(written: Any) -> None:
    written(PAGES)
    names, site = written({"one": PAGES["one"]})
    assert names == set()
    assert not (Path(site.app.outdir) / "far/two.html").exists()
    assert (Path(site.app.outdir) / "one.html").exists()


def test_a_broken_memory_costs_one_writing(written: Any) -> None:
    _, site = written(PAGES)
    (memory,) = Path(site.app.doctreedir, MEMORY).iterdir()
    memory.write_text("{")
    assert written(PAGES)[0] == {"one.html", "far/two.html"}
    assert written(PAGES)[0] == set()


def test_what_is_remembered_is_of_one_folder_and_not_published(written: Any, build: Build) -> None:
    _, site = written(PAGES)
    other = {**PAGES, "one": {"title": "One", "body": "<p>other</p>"}}
    build({"conf.py": CONF.format(pages=other)}, builder="dirhtml")  # of the same doctrees
    assert written(other)[0] == {"one.html"}
    assert [path for path in Path(site.app.outdir).rglob("*") if "bitext-pages" in path.name] == []


# What is asked for says so in a file beside the output.
ASKED = """
from pathlib import Path
from bitext.pages.generated import changed_files, changed_pages

def collect(app):
    def pages():
        note("pages")
        Path(app.outdir, "besides.js").write_text("1")
        yield "one", {{"title": "One", "body": {body!r}}}, "page.html"

    def note(what):
        with Path(app.confdir, "asked").open("a") as file:
            file.write(what + "\\n")

    yield from changed_pages(app, "test", pages(), made_of={body!r}, files=["besides.js"])
    for name in changed_files(app, "test", {{"one.txt": {body!r}, "two.txt": 2}}):
        note(name)
        Path(app.outdir, name).write_text({body!r} if name == "one.txt" else "2")

def setup(app):
    app.connect("html-collect-pages", collect)
"""


@pytest.fixture
def asked(build: Build, tmp_path: Path) -> Any:
    """Build; what was asked for, and the folder of the output."""

    def run(body: str, **settings: Any) -> tuple[list[str], Path]:
        note = tmp_path / "site" / "asked"
        note.unlink(missing_ok=True)
        files = {"conf.py": ASKED.format(body=body), "index.md": "# T\n"}
        site = build(files, **settings)
        assert site.warnings == []
        made = note.read_text().split() if note.exists() else []
        assert body in site.read("one.html")
        assert site.read("one.txt") == body
        assert site.read("two.txt") == "2"
        assert site.read("besides.js") == "1"
        return made, Path(site.app.outdir)

    return run


def test_what_is_made_of_the_same_is_not_made_again(asked: Any) -> None:
    assert asked("a")[0] == ["pages", "one.txt", "two.txt"]
    assert asked("a")[0] == []
    assert asked("b")[0] == ["pages", "one.txt"]
    assert asked("b")[0] == []
    # A setting of ours may go into anything.
    assert asked("b", bitext_recent=3)[0] == ["pages", "one.txt", "two.txt"]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("one.html", ["pages"]),
        ("besides.js", ["pages"]),
        ("one.txt", ["one.txt"]),
    ],
)
def test_what_was_deleted_or_damaged_is_made_again(asked: Any, name: str, made: list[str]) -> None:
    path = asked("a")[1] / name
    path.unlink()
    assert asked("a")[0] == made
    path.write_bytes(b"?" * path.stat().st_size)  # of the same size
    assert asked("a")[0] == made
    assert asked("a")[0] == []


def test_a_template_makes_pages_be_made_again(asked: Any, tmp_path: Path) -> None:
    template = tmp_path / "site" / "templates" / "bitext" / "head.html"
    template.parent.mkdir(parents=True)
    template.write_text("{{ title }}")
    assert asked("a", templates_path=["templates"])[0] == ["pages", "one.txt", "two.txt"]
    template.write_text("<b>{{ title }}</b>")
    os.utime(template, (10**9, 10**9))  # one that came with its old time
    assert asked("a", templates_path=["templates"])[0] == ["pages", "one.txt", "two.txt"]
    template.unlink()
    assert "pages" in asked("a", templates_path=["templates"])[0]


@pytest.mark.parametrize("harm", [b"", b"{}", b"{", b'\xff{"pages": 1}', None])
def test_a_memory_that_is_not_ours_is_none(asked: Any, harm: bytes | None) -> None:
    _, out = asked("a")
    (memory,) = (out.parent / "doctrees" / MEMORY).iterdir()
    data = memory.read_bytes()
    memory.write_bytes(data.replace(b"made_of", b"made_if") if harm is None else harm)
    assert asked("a")[0] == ["pages", "one.txt", "two.txt"]
