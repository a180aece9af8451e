"""What Read the Docs is told, and the rehearsal of it (tools/rehearse_readthedocs.py)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / ".readthedocs.yaml"

HTML = 'mkdir -p "$READTHEDOCS_OUTPUT/html" && touch "$READTHEDOCS_OUTPUT/html/index.html"'
PDF = 'mkdir -p "$READTHEDOCS_OUTPUT/pdf" && echo %PDF >"$READTHEDOCS_OUTPUT/pdf/book.pdf"'


def rehearse(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "tools/rehearse_readthedocs.py", "--fast", "--tree", tree],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def rehearse_settings(tree: Path, settings: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    (tree / ".readthedocs.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    subprocess.run(["git", "init", "-q", tree], check=True)
    return rehearse(tree)


def small(**jobs: Any) -> dict[str, Any]:
    """The least that can be rehearsed, with some jobs besides or instead."""
    jobs = {"install": ["false"], "build": {"html": [HTML], "pdf": [PDF]}} | jobs
    build = {"os": "ubuntu-24.04", "tools": {"python": "3.13"}, "jobs": jobs}
    return {
        "version": 2,
        "formats": ["pdf"],
        "sphinx": {"configuration": "conf.py"},
        "build": build,
    }


# The file


def test_schema() -> None:
    schema = ("--builtin-schema", "vendor.readthedocs")
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *schema, SETTINGS],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_packages_are_those_of_the_book() -> None:
    settings = yaml.safe_load(SETTINGS.read_text(encoding="utf-8"))
    listed = (ROOT / "apt.txt").read_text(encoding="utf-8").splitlines()
    book = [name for name in listed if re.match(r"texlive|latexmk|fonts", name)]
    assert "texlive-xetex" in book
    assert settings["build"]["apt_packages"] == book


# The rehearsal


def test_steps_run_in_order_where_read_the_docs_runs_them(tmp_path: Path) -> None:
    note = 'echo {} >>"$HOME/../notes"'
    seen = (
        'test "$READTHEDOCS" = True && test -z "$(ls -A "$HOME")" && '
        'test "$READTHEDOCS_OUTPUT" = "$PWD/_readthedocs/" && '
        'test "$(command -v python)" = "$READTHEDOCS_VIRTUALENV_PATH/bin/python" && '
        "test ! -e ignored && test -e kept"
    )
    (tmp_path / ".gitignore").write_text("ignored\n")
    (tmp_path / "ignored").touch()
    (tmp_path / "kept").touch()
    settings = small(
        post_build=[note.format("last"), 'test "$(cat "$HOME/../notes" | xargs)" = "first last"'],
        post_checkout=[note.format("first"), seen],
    )
    rehearsal = rehearse_settings(tmp_path, settings)
    assert rehearsal.returncode == 0, rehearsal.stderr
    assert "install: left out (--fast)" in rehearsal.stdout


def test_failing_step_is_shown(tmp_path: Path) -> None:
    rehearsal = rehearse_settings(tmp_path, small(pre_build=["echo last words; exit 3"]))
    assert rehearsal.returncode == 1
    assert rehearsal.stderr.splitlines() == [
        "The rehearsal failed: exit status 3: echo last words; exit 3",
        "last words",
    ]
    assert "build.html" not in rehearsal.stdout


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (small() | {"serch": {}}, "not understood, and so not rehearsed: serch"),
        (small(pre_biuld=["true"]), "not understood, and so not rehearsed: build.jobs.pre_biuld"),
        (
            small(build={"html": [HTML], "pfd": [PDF]}),
            "not understood, and so not rehearsed: build.jobs.build.pfd",
        ),
        (small(install="make setup"), "build.jobs.install should be a list of commands"),
        (small(build={"pdf": [PDF]}), "build.jobs.build.html is missing"),
        (small(build={"html": [HTML]}), "build.jobs.build.pdf is missing"),
        (small() | {"formats": []}, "build.jobs.build.pdf isn't run unless formats has pdf"),
        (small(post_build=["don't"]), "No closing quotation: don't"),
        (small(build={"html": ["true"], "pdf": [PDF]}), "there is no html/index.html"),
        (small(post_build=["mkdir -p _build/html"]), "there is a _build/html"),
        (
            small(post_build=['touch "$READTHEDOCS_OUTPUT/pdf/figure.pdf"']),
            "there should be one file in pdf/, found: book.pdf, figure.pdf",
        ),
        (
            small(post_build=['rm "$READTHEDOCS_OUTPUT/pdf/book.pdf"']),
            "there should be one file in pdf/, found: none",
        ),
        (
            small(post_build=['echo PS >"$READTHEDOCS_OUTPUT/pdf/book.pdf"']),
            "pdf/book.pdf isn't a PDF",
        ),
    ],
)
def test_what_would_fail_there_fails_here(
    tmp_path: Path, settings: dict[str, Any], why: str
) -> None:
    rehearsal = rehearse_settings(tmp_path, settings)
    assert rehearsal.returncode == 1
    assert why in rehearsal.stderr


def test_missing_apt_package_is_named(tmp_path: Path) -> None:
    settings = small()
    settings["build"]["apt_packages"] = ["no-such-package"]
    rehearsal = rehearse_settings(tmp_path, settings)
    assert rehearsal.stderr == (
        "The rehearsal failed: apt_packages that aren't installed here: no-such-package\n"
    )
