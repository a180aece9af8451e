"""The layers that the docstring of each package promises: imports go down only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TOP

PACKAGES = {
    ".".join(path.relative_to(TOP).parent.parts): path.parent
    for path in sorted((TOP / "bitext").rglob("__init__.py"))
}
MODULES = sorted(PACKAGES["bitext"].rglob("*.py"))
OTHERS = [
    TOP / "conf.py",
    *(
        path
        for folder in ("bench", "tests", "tools")
        for path in sorted((TOP / folder).rglob("*.py"))
        if "node_modules" not in path.parts
    ),
]
TABLE = re.compile(r"^(\d) {4}(.*(?:\n {5}.*)*)$", re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(TOP))


def members(package: str) -> set[str]:
    """The modules and subpackages of a package."""
    folder = PACKAGES[package]
    modules = {path.stem for path in folder.glob("*.py")}
    return modules | {path.parent.name for path in folder.glob("*/__init__.py")}


def layers(package: str) -> dict[str, int]:
    """The table in the package's docstring, read."""
    doc = ast.get_docstring(ast.parse((PACKAGES[package] / "__init__.py").read_text("utf-8")))
    assert doc is not None
    found = {
        name: int(number)
        for number, line in TABLE.findall(doc)
        for name in re.findall(r"``(\w+)``", line)
    }
    top = max(found.values())
    return {**found, "__init__": top + 1, "__main__": top + 2}


def imports(path: Path) -> Iterator[str]:
    """All that a module imports, by its full name: ``bitext.tex.Macro``."""
    package = path.relative_to(TOP).parent.parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            for alias in node.names:
                yield ".".join([*base, *filter(None, [node.module]), alias.name])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_from_lower_layers_only(path: Path) -> None:
    for package, folder in PACKAGES.items():
        if not path.is_relative_to(folder):
            continue
        own = path.relative_to(folder).with_suffix("").parts[0]
        known = layers(package)
        assert own in known, f"{path.name} is in no layer of {package}"
        used = {
            name.removeprefix(f"{package}.").partition(".")[0]
            for name in imports(path)
            if name.startswith(f"{package}.")
        }
        if path.parent != folder:
            used.discard(own)  # what a subpackage imports of itself is for its own table
        # What is in no layer is the package's own, of its __init__.
        top = known["__init__"]
        assert {name for name in used if known.get(name, top) >= known[own]} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_the_table_names_all_modules_and_none_that_is_gone(package: str) -> None:
    assert set(layers(package)) == members(package) | {"__main__"}


@pytest.mark.parametrize("path", [*MODULES, *OTHERS], ids=name_of)
def test_what_a_subpackage_consists_of_is_its_own_affair(path: Path) -> None:
    for package, folder in PACKAGES.items():
        # Tests of a package look inside: tests/pages/test_shelf.py, tests/test_bench_parity.py.
        own = {*path.relative_to(TOP).parts[:-1], path.stem.removeprefix("test_").split("_")[0]}
        tests = path.is_relative_to(TOP / "tests") and folder.name in own
        if package != "bitext" and not path.is_relative_to(folder) and not tests:
            names = [
                name.removeprefix(f"{package}.").partition(".")[0]
                for name in imports(path)
                if name.startswith(f"{package}.")
            ]
            assert members(package).isdisjoint(names)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_leading_underscore_means_this_module_only(path: Path) -> None:
    private = {name for name in imports(path) if re.match(r"bitext\..*\b_(?!_)", name)}
    assert private == set()
