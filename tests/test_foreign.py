"""In another project: another theme, MathJax, no bibliography, no posts, plain installation."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.conftest import CONF, TOP, Build

FOREIGN: dict[str, Any] = {
    "extensions": ["bitext"],
    "html_math_renderer": "mathjax",
    "html_theme": "alabaster",
    "bitext_katex": "node_modules/katex/dist",
}
SOURCE = """
Title
=====

.. zh::

   中文，公式 :math:`x`，见 :eq:`e` 与 :doc:`sub/page`。

.. en::

   English, a formula :math:`x`, see :eq:`e` and :doc:`sub/page`.

.. math::
   :label: e

   a = b

.. toctree::

   sub/page
"""
FILES = {"index.rst": SOURCE, "sub/page.rst": "Page\n====\n\n.. math:: c\n   :label: f\n"}


@pytest.fixture(autouse=True)
def _no_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that knows nothing of MyST does not set it up."""
    monkeypatch.delitem(CONF, "myst_enable_extensions")


@pytest.mark.parametrize("theme", ["alabaster", "furo", "bizstyle"])
def test_a_foreign_site_builds_with_pairs_as_tabs(build: Build, theme: str) -> None:
    site = build(FILES, **{**FOREIGN, "html_theme": theme})
    assert site.warnings == []
    page = site.page()
    (tabs,) = page.select(".sd-tab-set")
    labels = tabs.find_all("label", recursive=False)
    assert [label.text.strip() for label in labels] == ["中文", "English"]
    assert len(tabs.find_all("input", type="radio", recursive=False)) == 2
    assert [" ".join(p.text.split()) for p in tabs.select("p")] == [
        r"中文，公式 \(x\)，见 (1) 与 Page。",
        r"English, a formula \(x\), see (1) and Page.",
    ]
    assert page.select('link[href*="sphinx-design"]') != []
    assert page.select('[href*="katex"], [src*="katex"]') == []


def test_a_foreign_site_builds_as_a_book(build: Build) -> None:
    documents = [("index", "book.tex", "T", "A", "manual", False)]
    site = build(FILES, builder="latex", latex_documents=documents, **FOREIGN)
    assert site.warnings == []
    assert r"\begin{bitextcolumns}{text}" in site.read("book.tex")


def test_the_package_data_is_complete() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    package = TOP / "bitext"
    setuptools = project["tool"]["setuptools"]
    packages = {path.parent.relative_to(TOP) for path in package.rglob("__init__.py")}
    assert set(setuptools["packages"]) == {".".join(path.parts) for path in packages}
    shipped = {
        path for pattern in setuptools["package-data"]["bitext"] for path in package.glob(pattern)
    }
    present = {
        path for path in package.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert package / "assets" / "bitext.sty" in shipped
    assert package / "py.typed" in shipped
    assert shipped >= present


def test_the_version_is_one() -> None:
    import bitext

    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == bitext.__version__
