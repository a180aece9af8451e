"""`make new SLUG=...`: a post that builds and agrees with itself, or a refusal."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bitext.catalogue import catalogue_of
from tests.conftest import TOP, Build

TOOL = TOP / "tools" / "new_post.py"
INDEX = "# T\n\n```{toctree}\n:hidden:\n\nposts/old\n```\n\nText.\n"
OLD = """---
date: 2026-01-02
category: mathematics
formerly: [older]
summary: {zh: 述, en: Said}
---
# T
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A site with one post, and this site's taxonomy and glossary."""
    folder = tmp_path / "site"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "old.md").write_text(OLD, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    shutil.copy(TOP / "glossary.yml", folder)
    taxonomy = yaml.safe_load((TOP / "taxonomy.yml").read_text("utf-8"))
    for series in taxonomy["series"].values():
        series.pop("needs", None)  # parts that this site has not
    (folder / "taxonomy.yml").write_text(yaml.safe_dump(taxonomy, allow_unicode=True), "utf-8")
    return folder


def new(slug: str, checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TOOL), "--top", str(checkout), "--", slug]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


def test_the_skeleton_builds_and_is_in_the_catalogue(build: Build, checkout: Path) -> None:
    done = new("my-post-2", checkout)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "posts/my-post-2.md is begun, and named in index.md.\n"
    assert (checkout / "index.md").read_text("utf-8") == INDEX.replace(
        "posts/old\n", "posts/old\nposts/my-post-2\n"
    )
    site = build({}, bitext_posts=["posts/*"], bitext_taxonomy="taxonomy.yml")
    assert site.warnings == []
    post = catalogue_of(site.app.env).posts["posts/my-post-2"]
    assert post.date == datetime.date.today().isoformat()
    assert post.summary.keys() == {"zh", "en"}
    body = site.body("posts/my-post-2")
    assert [link.text for link in body.select(".bitext-pair a.reference")] == ["(1)", "(1)"]
    assert len(body.select(".bitext-pair")) == 2
    assert body.find(id="equation-my-post-2-first") is not None


def test_its_two_sides_say_the_same(checkout: Path) -> None:
    assert new("mine", checkout).returncode == 0
    command = [sys.executable, "-m", "bitext.parity", "check", "posts/mine.md"]
    command += ["--glossary", "glossary.yml", "--lock", "none"]
    done = subprocess.run(
        command, cwd=checkout, capture_output=True, text=True, env={"PYTHONPATH": str(TOP)}
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_what_stands_in_it_as_a_comment_is_right_once_it_is_none(
    build: Build, checkout: Path
) -> None:
    assert new("mine", checkout).returncode == 0
    path = checkout / "posts" / "mine.md"
    text = path.read_text("utf-8")
    series = next(iter(yaml.safe_load((TOP / "taxonomy.yml").read_text("utf-8"))["series"]))
    head, _, body = text.removeprefix("---\n").partition("---\n")
    lines = [
        f"series: {series}" if line.startswith("# series") else line.removeprefix("# ")
        for line in head.split("\n")
    ]
    lines = [line.replace("#   ", "  ") for line in lines]
    path.write_text("---\n" + "\n".join(lines) + "---\n" + body, "utf-8")
    site = build({}, bitext_posts=["posts/*"], bitext_taxonomy="taxonomy.yml")
    assert site.warnings == []
    post = catalogue_of(site.app.env).posts["posts/mine"]
    assert (post.series, post.part) == (series, 1)
    assert post.source is not None
    assert post.source.url == "https://example.org/"


@pytest.mark.parametrize("slug", ["", "My-post", "a b", "../x", "a--b", "-a", "a-", "中文", "a.md"])
def test_a_slug_that_cannot_stand_in_an_address_is_refused(slug: str, checkout: Path) -> None:
    done = new(slug, checkout)
    assert done.returncode == 1
    assert done.stderr.startswith(f"make new: {slug!r} cannot stand in an address: take lower-case")
    assert (checkout / "index.md").read_text("utf-8") == INDEX
    assert [path.name for path in (checkout / "posts").iterdir()] == ["old.md"]


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("old", "posts/old.md exists"),
        ("older", "posts/older is the former address of posts/old.md"),
    ],
)
def test_an_address_that_is_taken_is_refused(slug: str, reason: str, checkout: Path) -> None:
    done = new(slug, checkout)
    assert (done.returncode, done.stderr) == (1, f"make new: {reason}\n")
    assert (checkout / "posts" / "old.md").read_text("utf-8") == OLD
    assert (checkout / "index.md").read_text("utf-8") == INDEX


def test_without_a_table_of_contents_nothing_is_written(checkout: Path) -> None:
    (checkout / "index.md").write_text("# T\n", "utf-8")
    done = new("mine", checkout)
    assert done.stderr == "make new: index.md has no ```{toctree} to name the post in\n"
    assert not (checkout / "posts" / "mine.md").exists()
