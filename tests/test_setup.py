"""What a person sees of the set-up: the Makefile and tools/*.sh, run as they are.

They run in a copy, in a folder with a space and Chinese in its name, without a home, in the C
locale, and with a PATH that holds the ordinary tools and what a test puts there: Pythons, npm
and apt-get are stand-ins that write down what they are asked for. Nothing is installed.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDINARY = [
    "awk",
    "basename",
    "bash",
    "cat",
    "cksum",
    "cmp",
    "comm",
    "cp",
    "dirname",
    "env",
    "find",
    "grep",
    "head",
    "ls",
    "make",
    "mkdir",
    "mv",
    "rm",
    "sed",
    "sh",
    "sort",
    "tail",
    "touch",
    "tr",
    "true",
]

# A Python of any version: it runs the real probe of tools/find-python.sh with a version put
# under it, makes environments whose python is another stand-in, and notes all else in the log.
PYTHON = """\
import collections, os, pathlib, shlex, shutil, subprocess, sys
version, me, *arguments = sys.argv[1:]
log = open(os.environ["LOG"], "a")
match arguments:
    case ["-c", code]:
        major, minor, *level = version.split(".")
        if level == ["without-venv"]:
            sys.modules["ensurepip"] = None
        fields = collections.namedtuple("version_info", "major minor releaselevel")
        sys.version_info = fields(int(major), int(minor), "alpha" if level == ["a1"] else "final")
        sys.modules.setdefault("pip", sys)
        exec(code)
    case ["-m", "venv", "--clear", folder]:
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder + "/bin")
        shutil.copy(me, folder + "/bin/python")
        pathlib.Path(folder, "pyvenv.cfg").touch()
    case ["-m", "pip", *_, "--require-hashes", "-r", requirements]:
        print("pip", requirements, file=log)
        if os.path.exists("no-network"):
            sys.exit("ERROR: no network")
        if "nodejs" in requirements:
            shutil.copy("npm-of-the-wheel", ".venv/bin/npm")
    case ["-m", "sphinx", "-b", builder, *options, ".", folder]:
        pickle = pathlib.Path(options[options.index("-d") + 1], "environment.pickle")
        print("sphinx", builder, "again" if pickle.exists() else "afresh", file=log)
        for built in (pickle, pathlib.Path(folder, "index.html")):
            built.parent.mkdir(parents=True, exist_ok=True)
            built.touch()
        if builder == "latex":
            shutil.copytree("book", folder, dirs_exist_ok=True)
        if os.path.exists("a-warning") and "--fail-on-warning" in options:
            sys.exit(1)
        if os.path.exists("a-kill"):
            os.unlink("a-kill")
            os.kill(os.getppid(), 9)
        if os.path.exists("another-build"):
            os.unlink("another-build")
            os.system("make html")
    case ["-m", "sphinx_autobuild", *options]:
        before, after = (options[options.index(f"--{step}-build") + 1] for step in ("pre", "post"))
        log.close()
        subprocess.run(shlex.split(before), check=True)
        command = [me, "-m", "sphinx", "-b", "html", *options[options.index("-d"):]]
        subprocess.run(command, check=True)
        subprocess.run(shlex.split(after), check=True)
    case ["-m", module, *_]:
        print(module, file=log)
"""


class Machine:
    """A copy of the tree, and a PATH with nothing on it but what is wanted."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "空 格"
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.path = [self.bin, folder / "ordinary"]
        for made in (self.tree, *self.path):
            made.mkdir()
        for name in ORDINARY:
            found = shutil.which(name)
            assert found, name
            (folder / "ordinary" / name).symlink_to(found)
        self.stand_in = folder / "python.py"
        self.stand_in.write_text(PYTHON)
        for name in ("Makefile", "apt.txt", "conf.py", "requirements.txt", "package-lock.json"):
            shutil.copy(ROOT / name, self.tree)
        for name in ("tools", ".ci"):
            shutil.copytree(ROOT / name, self.tree / name)
        (self.tree / "tests").mkdir()
        for name in ("requirements.txt", "package-lock.json"):
            shutil.copy(ROOT / "tests" / name, self.tree / "tests")
        (self.tree / "bitext").mkdir()
        (self.tree / "bitext/__init__.py").touch()
        self.command("npm-of-the-wheel", NPM.replace("npm $1", "npm $1 of the wheel"), self.tree)

    def command(self, name: str, script: str, folder: Path | None = None) -> None:
        path = (folder or self.bin) / name
        path.write_text(f"#!/bin/sh\n{script}")
        path.chmod(0o755)

    def python(self, name: str, version: str, folder: Path | None = None) -> None:
        command = f'exec "{sys.executable}" -I -S "{self.stand_in}" {version} "$0" "$@"\n'
        self.command(name, command, folder)

    def packages(self, *missing: str) -> None:
        """A dpkg that has all of apt.txt but these, which were removed and left their settings."""
        names = " ".join(missing)
        self.command(
            "dpkg-query",
            "shift 3\nfor package; do\n"
            f'case " {names} " in *" $package "*) state=config-files;; *) state=installed;; esac\n'
            'echo "$package $state"\ndone\n',
        )

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.tree,
            env={
                "PATH": ":".join(map(str, self.path)),
                "LOG": str(self.log),
                "TREE": str(self.tree),
                "HOME": "",
                "LC_ALL": "C",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def make(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("make", *arguments)

    def noted(self) -> list[str]:
        """What the stand-ins were asked for since the last time."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return lines


NPM = """\
[ "$1" = --version ] && exit
echo "npm $1${PWD#"$TREE"}" >>"$LOG"
mkdir -p node_modules
"""
APT_GET = 'echo "apt-get $*" >>"$LOG"\n'
INSTALLED = ["pip requirements.txt", "npm ci"]
FOR_TESTS = ["pip tests/requirements.txt", "npm ci/tests"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """One with Python 3.12, npm and every system package; nobody's root, and no sudo."""
    machine = Machine(tmp_path)
    machine.python("python3", "3.12")
    machine.command("npm", NPM)
    machine.command("apt-get", APT_GET)
    machine.command("id", "echo 1000\n")
    machine.packages()
    return machine


def sentence(result: subprocess.CompletedProcess[str]) -> str:
    """The one line that a failed make says, make's own apart."""
    assert result.returncode != 0
    lines = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, result.stderr
    return lines[0]


# Python


def test_html_sets_up_and_builds(machine: Machine) -> None:
    result = machine.make("html")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "Open _build/html/index.html"
    assert machine.noted() == [*INSTALLED, "sphinx html afresh"]


def test_newest_working_python_is_taken(machine: Machine, tmp_path: Path) -> None:
    later = tmp_path / "later"
    later.mkdir()
    machine.path.append(later)
    machine.command("python3.13", "echo pyenv: not chosen >&2; exit 127\n")
    machine.python("python3.12", "3.12")
    machine.python("python3.12", "3.12", later)
    machine.python("python3.11", "3.11")
    machine.python("python3", "3.15.a1")
    machine.python("python", "3.14.without-venv")
    assert f"Making .venv with {machine.bin}/python3.12\n" in machine.make("setup").stdout

    # The name says nothing: here it is the plain python3, behind a shim that fails.
    machine.python("python3", "3.13", later)
    shutil.rmtree(machine.tree / ".venv")
    assert f"Making .venv with {later}/python3\n" in machine.make("setup").stdout


def test_no_python_is_one_sentence(machine: Machine) -> None:
    machine.command("python3.13", "echo pyenv: not chosen >&2; exit 127\n")
    machine.python("python3.12", "3.12.without-venv")
    machine.python("python3", "3.10")
    machine.python("python", "2.7")
    said = sentence(machine.make("html"))
    assert said.startswith("No Python 3.11 or newer")
    assert machine.noted() == []


def test_second_run_installs_nothing(machine: Machine) -> None:
    machine.make("html")
    machine.make("test")
    assert machine.noted()[-3:] == [*FOR_TESTS, "pytest"]
    machine.make("html")
    machine.make("test")
    assert machine.noted() == ["sphinx html again", "pytest"]


@pytest.mark.parametrize(
    ("changed", "asked"),
    [
        ("requirements.txt", "pip requirements.txt"),
        ("tests/requirements.txt", "pip tests/requirements.txt"),
        ("package-lock.json", "npm ci"),
        ("tests/package-lock.json", "npm ci/tests"),
    ],
)
def test_changed_lock_is_installed(machine: Machine, changed: str, asked: str) -> None:
    machine.make("test")
    machine.noted()
    with (machine.tree / changed).open("a") as file:
        file.write("\n")
    machine.make("test")
    assert machine.noted() == [asked, "pytest"]


def test_failed_install_is_tried_again(machine: Machine) -> None:
    (machine.tree / "no-network").touch()
    result = machine.make("html")
    assert result.returncode != 0
    assert "requirements.txt could not be installed: pip says why above." in result.stderr
    (machine.tree / "no-network").unlink()
    machine.noted()
    assert machine.make("html").returncode == 0
    assert machine.noted() == [*INSTALLED, "sphinx html afresh"]


def test_environment_whose_python_went_is_made_again(machine: Machine) -> None:
    machine.make("setup")
    (machine.tree / ".venv/bin/python").unlink()
    (machine.tree / ".venv/bin/python").symlink_to("/nowhere/python3")
    machine.noted()
    assert machine.make("setup").returncode == 0
    assert machine.noted() == ["pip requirements.txt"]


def test_environment_of_others_is_kept(machine: Machine) -> None:
    machine.run(f"{machine.bin}/python3", "-m", "venv", "--clear", "theirs")
    result = machine.make("setup", "VENV=theirs")
    assert result.returncode == 0, result.stderr
    assert "Making" not in result.stdout
    assert not (machine.tree / ".venv").exists()


def test_folder_that_is_no_environment_is_left_alone(machine: Machine) -> None:
    (machine.tree / "theirs").mkdir()
    (machine.tree / "theirs/work").touch()
    assert "theirs is no Python environment" in sentence(machine.make("setup", "VENV=theirs"))
    assert (machine.tree / "theirs/work").exists()


# npm


def without_npm(machine: Machine) -> None:
    (machine.bin / "npm").unlink()


def with_npm_whose_node_has_gone(machine: Machine) -> None:
    machine.command("npm", "echo node: not found >&2; exit 127\n")


@pytest.mark.parametrize("break_npm", [without_npm, with_npm_whose_node_has_gone])
def test_npm_comes_from_a_wheel(machine: Machine, break_npm: Callable[[Machine], None]) -> None:
    break_npm(machine)
    result = machine.make("setup")
    assert result.returncode == 0, result.stderr
    assert machine.noted() == [
        "pip requirements.txt",
        "pip tools/nodejs-requirements.txt",
        "npm ci of the wheel",
    ]


def test_no_npm_at_all_is_one_sentence(machine: Machine) -> None:
    machine.make("setup")
    shutil.rmtree(machine.tree / "node_modules")
    without_npm(machine)
    (machine.tree / "no-network").touch()
    assert sentence(machine.make("html")).startswith("KaTeX needs npm")


# System packages


def test_packages_that_are_there_are_not_touched(machine: Machine) -> None:
    machine.command("id", "echo 0\n")
    assert machine.make("test").returncode == 0
    assert not [line for line in machine.noted() if line.startswith("apt-get")]


def test_root_installs_what_is_missing(machine: Machine) -> None:
    machine.command("id", "echo 0\n")
    machine.packages("chromium", "latexmk")
    result = machine.make("test")
    assert result.returncode == 0, result.stderr
    assert machine.noted()[:2] == [
        "apt-get -qq update",
        "apt-get -qq install --no-install-recommends latexmk chromium",
    ]


def test_sudo_installs_what_is_missing(machine: Machine) -> None:
    machine.command("sudo", '[ "$1" = -n ] && shift && echo sudo >>"$LOG" && exec "$@"\n')
    machine.packages("chromium")
    machine.make("test")
    noted = machine.noted()
    assert noted[noted.index("apt-get -qq update") - 1] == "sudo"
    assert noted[noted.index("apt-get -qq install --no-install-recommends chromium") - 1] == "sudo"
    assert noted[-1] == "pytest"


def test_failed_apt_get_ends_the_run(machine: Machine) -> None:
    machine.command("id", "echo 0\n")
    machine.command("apt-get", 'echo "E: no such package" >&2; exit 100\n')
    machine.packages("chromium")
    assert machine.make("test").returncode != 0
    assert "pytest" not in machine.noted()


def test_others_are_told_what_is_missing(machine: Machine) -> None:
    machine.command("sudo", "echo a password is required >&2; exit 1\n")
    machine.packages("chromium", "latexmk")
    said = sentence(machine.make("test"))
    assert said.endswith("sudo apt-get install --no-install-recommends latexmk chromium")
    assert machine.noted() == []


def test_book_names_its_packages_and_installs_none(machine: Machine) -> None:
    machine.command("id", "echo 0\n")
    machine.packages("chromium", "latexmk", "fonts-noto-cjk")
    said = sentence(machine.make("latexpdf"))
    assert said.endswith("sudo apt-get install --no-install-recommends latexmk fonts-noto-cjk")
    assert machine.noted() == []
    machine.packages("chromium")
    assert "chromium" not in machine.make("latexpdf").stderr


# Building


def book(machine: Machine, latexmk: str) -> None:
    """What Sphinx would write: a book, beside a figure's PDF; and what sets it."""
    folder = machine.tree / "book"
    folder.mkdir()
    (folder / "book.tex").touch()
    (folder / "figure.pdf").touch()
    machine.command("latexmk", latexmk)


def test_book_is_built_and_copied(machine: Machine) -> None:
    book(machine, 'case "$*" in *-xelatex*book.tex) touch book.pdf ;; esac\n')
    result = machine.make("latexpdf", "PDF=out/pdf")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "Open _build/latex/book.pdf"
    assert [path.name for path in (machine.tree / "out/pdf").iterdir()] == ["book.pdf"]
    assert machine.noted()[-2:] == ["sphinx latex afresh", "bitext.book.texlog"]


def test_editions_are_built_and_cut(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    result = machine.make("pdf-editions")
    assert result.returncode == 0, result.stderr
    for folder in ("latex", "latex-zh", "latex-en"):
        assert (machine.tree / "_build" / folder / "book.pdf").exists()
    noted = machine.noted()
    assert [line for line in noted if line.startswith("sphinx")] == [
        "sphinx latex afresh",
        "sphinx latex again",
        "sphinx latex again",
    ]
    assert noted[-1] == "bitext.book.split"


def test_failure_without_a_tex_error_shows_the_last_words(machine: Machine) -> None:
    book(machine, "echo xdvipdfmx: out of space; exit 12\n")
    result = machine.make("latexpdf")
    assert result.returncode != 0
    assert result.stderr.splitlines()[:2] == [
        "xdvipdfmx: out of space",
        "The book could not be set; all that TeX said is in _build/latex/latexmk.out",
    ]


def test_failed_build_forgets_what_it_read(machine: Machine) -> None:
    machine.make("html")
    (machine.tree / "a-warning").touch()
    assert machine.make("html").returncode != 0
    assert machine.make("html").returncode != 0
    builds = [line for line in machine.noted() if line.startswith("sphinx")]
    assert builds == ["sphinx html afresh", "sphinx html again", "sphinx html afresh"]


def builds(machine: Machine) -> list[str]:
    return [line for line in machine.noted() if line.startswith("sphinx")]


def test_killed_build_is_forgotten_with_all_that_it_wrote(machine: Machine) -> None:
    machine.make("html")
    (machine.tree / "a-kill").touch()
    assert machine.make("html").returncode != 0
    (machine.tree / "_build/html/page-of-a-post-that-is-gone.html").touch()
    machine.make("html")
    machine.make("html")
    assert builds(machine) == [
        "sphinx html afresh",
        "sphinx html again",
        "sphinx html afresh",
        "sphinx html again",
    ]
    assert [path.name for path in (machine.tree / "_build/html").iterdir()] == ["index.html"]


def test_killed_build_of_the_site_is_no_reason_to_throw_the_book_away(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    machine.make("latexpdf")
    (machine.tree / "a-kill").touch()
    machine.make("html")
    (machine.tree / "_build/latex/book.aux").touch()
    machine.noted()
    machine.make("latexpdf")
    assert builds(machine) == ["sphinx latex afresh"]
    assert (machine.tree / "_build/latex/book.aux").exists()
    # The pages of the killed build are still to be made anew.
    (machine.tree / "_build/html/half-a-page.html").touch()
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh"]
    assert not (machine.tree / "_build/html/half-a-page.html").exists()


def test_two_builds_at_once_are_not_trusted(machine: Machine) -> None:
    machine.make("html")
    (machine.tree / "another-build").touch()
    assert machine.make("html").returncode == 0
    machine.make("html")
    machine.make("html")
    assert builds(machine) == [
        "sphinx html afresh",
        "sphinx html afresh",  # the other one takes the first for broken off
        "sphinx html again",  # the first, whose line is written at its end
        "sphinx html afresh",
        "sphinx html again",
    ]


def test_killed_book_is_paid_for_once(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    machine.make("html")
    (machine.tree / "a-kill").touch()
    assert machine.make("latexpdf").returncode != 0
    (machine.tree / "_build/latex/half-a-chapter.tex").touch()
    machine.noted()
    machine.make("html")
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh", "sphinx html again"]
    # The book's own turn comes; and it, too, is as good as any from then on.
    machine.make("latexpdf")
    assert not (machine.tree / "_build/latex/half-a-chapter.tex").exists()
    (machine.tree / "_build/latex/book.aux").touch()
    machine.make("latexpdf")
    assert builds(machine) == ["sphinx latex afresh", "sphinx latex again"]
    assert (machine.tree / "_build/latex/book.aux").exists()


def test_failed_site_is_paid_for_once(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    (machine.tree / "a-warning").touch()
    assert machine.make("html").returncode != 0
    (machine.tree / "a-warning").unlink()
    machine.make("latexpdf")
    machine.make("latexpdf")
    machine.make("html")
    machine.make("html")
    assert builds(machine) == [
        "sphinx html afresh",
        "sphinx latex afresh",
        "sphinx latex again",
        "sphinx html afresh",
        "sphinx html again",
    ]


def test_what_is_owed_is_not_forgotten_by_a_second_kill(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    for target in ("latexpdf", "html"):
        (machine.tree / "a-kill").touch()
        assert machine.make(target).returncode != 0
    (machine.tree / "_build/latex/half-a-chapter.tex").touch()
    machine.make("html")
    machine.make("html")
    machine.make("latexpdf")
    assert builds(machine)[2:] == [
        "sphinx html afresh",
        "sphinx html again",
        "sphinx latex afresh",
    ]
    assert not (machine.tree / "_build/latex/half-a-chapter.tex").exists()


def test_build_of_another_user_is_still_running(machine: Machine) -> None:
    """Who may not be told a process from none is not told that it has gone."""
    marks = machine.tree / "_build/doctrees.unfinished"
    others = ["setpriv", "--bounding-set=-kill"] if os.geteuid() == 0 else []
    user = 65534 if os.geteuid() == 0 else None
    # To whom but root the first process of all belongs, and a sleeper of nobody's.
    sleeper = subprocess.Popen(["sleep", "60"], user=user) if user else None
    try:
        theirs = marks / f"latex-{sleeper.pid if sleeper else 1}"
        theirs.mkdir(parents=True)
        for name in others[:1]:
            (machine.path[1] / name).symlink_to(str(shutil.which(name)))
        machine.run(*others, "make", "html")
        machine.run(*others, "make", "html")
        assert builds(machine) == ["sphinx html afresh", "sphinx html afresh"]
        assert theirs.exists()
    finally:
        if sleeper:
            sleeper.kill()
            sleeper.wait()
    if sleeper:
        machine.make("html")
        machine.make("html")
        assert builds(machine) == ["sphinx html afresh", "sphinx html again"]
        assert not theirs.exists()


def test_build_whose_doctrees_another_threw_away_is_not_trusted(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    (machine.tree / "another-build").touch()  # of the site, while the book's runs
    assert machine.make("latexpdf").returncode == 0
    machine.make("html")
    machine.make("html")
    assert builds(machine) == [
        "sphinx html afresh",
        "sphinx latex afresh",  # whose line is written at its end
        "sphinx html afresh",
        "sphinx html again",
    ]


def test_two_sums_that_could_not_be_made_do_not_agree(machine: Machine) -> None:
    machine.make("html")
    machine.noted()
    (machine.tree / "_build/doctrees.state").write_text("")
    (machine.path[1] / "cksum").unlink()
    machine.command("cksum", "exit 0\n")
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh"]


def test_sum_that_could_not_be_written_is_no_good_end(machine: Machine) -> None:
    machine.make("html")
    machine.noted()
    (machine.path[1] / "cksum").unlink()
    machine.command("cksum", "exit 1\n")
    assert machine.make("html").returncode != 0


def test_page_of_a_post_that_is_gone_goes_too(machine: Machine) -> None:
    (machine.tree / "posts").mkdir()
    for name in ("one.md", "two.md"):
        (machine.tree / "posts" / name).touch()
    machine.make("html")
    (machine.tree / "posts/three.md").touch()
    machine.make("html")
    (machine.tree / "_build/html/two.html").touch()
    (machine.tree / "posts/two.md").unlink()
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh", "sphinx html again", "sphinx html afresh"]
    assert not (machine.tree / "_build/html/two.html").exists()


def test_whatever_conf_py_names_is_missed(machine: Machine) -> None:
    settings = runpy.run_path(str(ROOT / "conf.py"))
    folders = {*settings["html_static_path"], *settings["templates_path"], "posts/one-post"}
    names = [*settings["include_patterns"], *(f"{folder}/*.x" for folder in folders)]
    paths = [machine.tree / name.replace("*", "it") for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    machine.make("html")
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh", "sphinx html again"]
    for path in paths:
        path.unlink()
        machine.make("html")
        assert builds(machine) == ["sphinx html afresh"], path


def test_page_that_conf_py_names_no_more_goes_too(machine: Machine) -> None:
    conf = machine.tree / "conf.py"
    conf.write_text('include_patterns = [\n    "index.md",\n    "notes/*.md",\n]\n')
    (machine.tree / "notes").mkdir()
    (machine.tree / "notes/it.md").touch()
    machine.make("html")
    machine.make("html")
    conf.write_text('include_patterns = ["index.md"]\n')
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh", "sphinx html again", "sphinx html afresh"]


@pytest.mark.parametrize("harmed", ["environment.pickle", "some.doctree"])
def test_damaged_files_are_made_anew(machine: Machine, harmed: str) -> None:
    doctrees = machine.tree / "_build/doctrees"
    doctrees.mkdir(parents=True)
    machine.make("html")
    machine.noted()
    (doctrees / harmed).write_bytes(b"?")
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh"]


@pytest.mark.parametrize(
    ("target", "doctrees"),
    [
        ("html", "_build/doctrees"),
        ("live", "_build/live/doctrees"),
        ("check", "_build/doctrees-parity"),
    ],
)
def test_nothing_is_made_of_what_is_damaged(machine: Machine, target: str, doctrees: str) -> None:
    def how() -> str:
        machine.make(target)
        (line,) = builds(machine)
        return line.rpartition(" ")[2]

    assert [how(), how()] == ["afresh", "again"]
    (machine.tree / doctrees / "environment.pickle").write_bytes(b"?")
    assert [how(), how()] == ["afresh", "again"]
    (machine.tree / "a-kill").touch()
    assert [how(), how(), how()] == ["again", "afresh", "again"]
    (machine.tree / "bitext").mkdir(exist_ok=True)
    (machine.tree / "bitext/new.py").touch()
    assert [how(), how()] == ["afresh", "again"]


@pytest.mark.parametrize(
    ("target", "folder"), [("html", "_build/html"), ("live", "_build/live/html")]
)
def test_damaged_pages_are_made_anew(machine: Machine, target: str, folder: str) -> None:
    machine.make(target)
    page = machine.tree / folder / "index.html"
    (page.parent / "left.html").touch()
    machine.make(target)
    assert sorted(path.name for path in page.parent.iterdir()) == ["index.html"]
    page.write_text("?")
    machine.make(target)
    assert page.read_text() == ""
    assert [line.rpartition(" ")[2] for line in builds(machine)] == ["afresh", "again", "again"]


def test_the_book_s_folder_is_tex_s_as_well(machine: Machine) -> None:
    book(machine, "touch book.pdf\n")
    machine.make("latexpdf")
    (machine.tree / "_build/latex/book.aux").write_text("for the next run")
    machine.make("latexpdf")
    assert (machine.tree / "_build/latex/book.aux").exists()


def test_clock_that_was_put_back_is_seen(machine: Machine) -> None:
    machine.make("html")
    machine.noted()
    late = time.time() + 10**8
    os.utime(machine.tree / "_build/doctrees/environment.pickle", (late, late))
    machine.make("html")
    machine.make("html")
    assert builds(machine) == ["sphinx html afresh", "sphinx html again"]


def test_changed_extension_reads_everything_again(machine: Machine) -> None:
    machine.make("html")
    machine.noted()
    (machine.tree / "bitext/__init__.py").write_text("changed")
    machine.make("html")
    machine.make("html")
    assert machine.noted() == ["sphinx html afresh", "sphinx html again"]


# The rest


def test_help_lists_the_targets_and_is_the_default(machine: Machine) -> None:
    shown = machine.make()
    assert shown.stdout == machine.make("help").stdout
    listed = {line.split()[1] for line in shown.stdout.splitlines()}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    inner = {"setup-dev", "setup-system", "setup-book"}
    assert listed == set(phony.split()[1:]) - inner


def test_clean_removes_only_what_was_built(machine: Machine) -> None:
    machine.make("html")
    before = {path.name for path in machine.tree.iterdir()}
    assert machine.make("clean").returncode == 0
    assert before - {path.name for path in machine.tree.iterdir()} == {"_build"}


def test_ci_runs_the_tests(machine: Machine) -> None:
    assert machine.run(".ci/run").returncode == 0
    assert machine.noted()[-1] == "pytest"


def test_ci_without_make_is_one_sentence(machine: Machine) -> None:
    (machine.path[1] / "make").unlink()
    assert sentence(machine.run(".ci/run")).startswith("GNU make is missing")


def test_ci_as_root_installs_make(machine: Machine) -> None:
    make = machine.path[1] / "make"
    make.rename(machine.tree / "make-of-apt")
    machine.command("id", "echo 0\n")
    machine.command("apt-get", f'{APT_GET}[ "$2" = update ] || cp -P make-of-apt "{make}"\n')
    result = machine.run(".ci/run")
    assert result.returncode == 0, result.stderr
    assert machine.noted()[-1] == "pytest"
