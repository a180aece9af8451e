"""Tiny sites: build a folder, or a few texts, and look at what comes out."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import settings
from sphinx.testing.util import SphinxTestApp

from tests.once import Make, made_once

# How long an example takes says more of the machine than of what is tested.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

TOP = Path(__file__).resolve().parent.parent
ROOTS = Path(__file__).parent / "roots"

CONF: dict[str, Any] = {
    "extensions": ["myst_parser", "bitext"],
    "myst_enable_extensions": ["amsmath", "attrs_inline", "colon_fence", "dollarmath"],
    "bitext_katex": str(TOP / "node_modules" / "katex" / "dist"),
    "html_math_renderer": "katex",
    "html_theme": "basic",
}
"""The settings of a tiny site; a test adds its own."""

SKIN: dict[str, Any] = {
    "html_theme": "furo",
    "templates_path": [str(TOP / "_templates"), str(TOP / "_static")],
    "html_static_path": [str(TOP / "_static")],
    "exclude_patterns": ["css/*.css", "js/*.js"],
    "html_css_files": ["site.css"],
    "html_js_files": ["site.js"],
}
"""This very site's templates, style sheets and scripts, for a tiny one."""


@dataclass
class Site:
    """A built site."""

    app: SphinxTestApp
    log: StringIO

    @property
    def warnings(self) -> list[str]:
        """Each warning as ``file:line: text [type.subtype]``, without the folder."""
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.log.getvalue())
        lines = [line for line in text.splitlines() if line.strip()]
        return [line.replace(f"{self.app.srcdir}/", "").replace("WARNING: ", "") for line in lines]

    def read(self, name: str) -> str:
        """A file of the output."""
        return (self.app.outdir / name).read_text("utf-8")

    def page(self, name: str = "index") -> BeautifulSoup:
        """A page of the output, parsed as a browser does."""
        return BeautifulSoup(self.read(f"{name}.html"), "html5lib")

    def body(self, name: str = "index") -> BeautifulSoup:
        """The text proper of a page of the ``basic`` theme."""
        found = self.page(name).select_one(".body")
        assert found is not None
        return found


Build = Callable[..., Site]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """``build({"index.md": "..."})`` or ``build("root")`` builds a tiny site.

    ``builder``, ``parallel`` and ``again`` (keep what is there) are for the build; what
    else is named is a setting.
    """
    return builder_in(tmp_path)


def builder_in(tmp_path: Path) -> Build:
    """What :func:`build` is, in a folder that may be shared by several tests."""

    def run(
        files: str | Mapping[str, str],
        *,
        builder: str = "html",
        parallel: int = 0,
        folder: str = "site",
        freshenv: bool = False,
        **settings: Any,
    ) -> Site:
        source = tmp_path / folder
        if isinstance(files, str):
            if not source.exists():
                shutil.copytree(ROOTS / f"test-{files}", source)
        else:
            for name, text in files.items():
                path = source / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
        if not (source / "conf.py").exists():
            (source / "conf.py").write_text("", "utf-8")
        log = StringIO()
        app = SphinxTestApp(
            builder,
            srcdir=source,
            warning=log,
            parallel=parallel,
            freshenv=freshenv,
            confoverrides={**CONF, **settings},
        )
        try:
            app.build()
        finally:
            app.cleanup()  # docutils' registries are the process's
        return Site(app, log)

    return run


def build_this_site(builder: str, out: Path, jobs: str = "auto") -> None:
    """Build this very site as `make` does: any warning is an error."""
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-j", jobs]
    command += ["--fail-on-warning", "--keep-going", "-q", "-d", str(out.parent / "doctrees")]
    done = subprocess.run([*command, str(TOP), str(out)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


Once = Callable[[str, Make], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """``once("site", make)``: the folder of this name, which ``make`` fills once a test run,
    whichever of pytest-xdist's processes comes first."""
    top = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        top = top.parent  # the run's; a worker's own lies in it
    return partial(made_once, top)


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The HTML of this very site, built once."""
    return once("site", lambda top: build_this_site("html", top / "html")) / "html"


def set_book(folder: Path, name: str) -> None:
    """Set what the LaTeX builder has left in ``folder``."""
    command = ["sh", str(TOP / "tools/xelatex.sh"), str(folder), name]
    done = subprocess.run(command, check=False)
    said = (folder / "latexmk.out").read_text("utf-8", "replace")
    assert done.returncode == 0, said[-3000:]


@pytest.fixture(scope="session")
def book(once: Once) -> Path:
    """The folder of this very site's book, set once by XeLaTeX."""

    def make(top: Path) -> None:
        build_this_site("latex", top / "latex")
        set_book(top / "latex", "parallel-notes.tex")

    return once("book", make) / "latex"


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site of more posts than a page of a list holds; not to be changed."""
    from tests.many import SETTINGS, many_posts

    site = builder_in(tmp_path_factory.mktemp("many"))(many_posts(130), parallel=2, **SETTINGS)
    assert site.warnings == []
    return site
