"""`make rehearse-machines`: sets the site up and builds it as on other machines.

    python tools/rehearse_machines.py [PYTHON...]

For each Python (by default those of versions 3.11 to 3.14 that are found): a clean copy of the last
commit, in a folder with a space and Chinese in its name, without a home, in the C locale, with a
PATH of ordinary tools only: no npm, no TeX, no browser. `make html` sets it up and builds; then
once more, with no network: that installs nothing and changes nothing.

Where this is root, it is nobody who builds, with a copy of a Python that lies in root's home; and
root builds as well with the first Python, to the same bytes. The pages of all Pythons are
compared. Whatever differs is said, and the exit status is 1.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
ORDINARY = (
    *("awk", "basename", "cat", "cksum", "cmp", "comm", "cp", "dirname", "env", "find", "grep"),
    *("head", "id", "ls", "make", "mkdir", "mv", "rm", "sed", "sh", "sort", "tail", "touch", "tr"),
    *("true", "uname"),
)
NOBODY = 65534
"""The user and the group of that name, on Debian and most others."""
DEAD_END = "http://127.0.0.1:9"
"""Nothing listens there: with it for a proxy there is no network."""
FEWEST_PAGES = 30


def main(pythons: list[str]) -> int:
    """Rehearse each; 1 if one fails or differs."""
    found = pythons or list(installed())
    with tempfile.TemporaryDirectory(prefix="machines-") as folder:
        os.chmod(folder, 0o755)
        jobs = [usable(python, Path(folder, f"python-{n}")) for n, python in enumerate(found)]
        if jobs and jobs[0].user is not None:
            jobs.append(Job(found[0], found[0], None))
        elif os.geteuid() != 0:
            print("This is not root, who alone may build as somebody else: that is left out.")
        source = Path(folder, "source")  # of one commit, whatever is committed meanwhile
        subprocess.run(["git", "clone", "--quiet", str(TOP), str(source)], check=True)
        results = {job: rehearse(job, source, Path(folder, str(n))) for n, job in enumerate(jobs)}
    bad = [job for job, pages in results.items() if len(pages) < FEWEST_PAGES]
    first = next(iter(results.values()), {})
    for job, pages in results.items():
        differing = sorted(n for n in {*first, *pages} if first.get(n) != pages.get(n))
        kinds = sorted({name.rpartition(".")[2] for name in differing})
        said = f"{len(differing)} files differ from those of {jobs[0]} ({', '.join(kinds)})"
        print(f"{job}: {len(pages)} files{f'; {said}' if differing else ''}")
        if differing and job.name == jobs[0].name:
            bad.append(job)
    for job in bad:
        print(f"{job}: no site was built, or another one")
    return 1 if bad or not results else 0


class Job(NamedTuple):
    """Who builds with what."""

    name: str
    """The Python that is meant."""
    python: str
    """That one, or a copy of it."""
    user: int | None
    """None for whoever this is."""
    environment: tuple[tuple[str, str], ...] = ()
    """What the Python wants to run."""

    def __str__(self) -> str:
        """As it is said."""
        who = "as nobody" if self.user is not None else f"as user {os.geteuid()}"
        return f"{self.name}, {who}"


def installed() -> list[str]:
    """A Python of each version that works here, on PATH or of pyenv."""
    found = {}
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    for minor in range(11, 15):
        name = f"python3.{minor}"
        for path in (shutil.which(name), *sorted(versions.glob(f"3.{minor}.*/bin/{name}"))):
            if path and subprocess.run([path, "-c", ""], capture_output=True).returncode == 0:
                real = subprocess.check_output([path, "-c", "import sys; print(sys.executable)"])
                found[name] = real.decode().strip()
    return list(found.values())


def rehearse(job: Job, source: Path, folder: Path) -> dict[str, str]:
    """Build, twice; the digest of each file, none if a build failed."""
    folder.mkdir()
    tree, tools = folder / "空 格 here", folder / "bin"
    subprocess.run(["git", "clone", "--quiet", str(source), str(tree)], check=True)
    tools.mkdir()
    for name in ORDINARY:
        path = shutil.which(name)
        if path is None:
            raise SystemExit(f"{name} is missing here")
        (tools / name).symlink_to(path)
    # Its own folder, and no link to it: a Python that was copied finds its library from there.
    searched = f"{tools}:{Path(job.python).parent}" if job.environment else str(tools)
    if not job.environment:
        (tools / Path(job.python).name).symlink_to(job.python)
    user = job.user
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, user, follow_symlinks=False)
    print(f"{job}: setting up and building in {tree}", flush=True)
    wanted = dict(job.environment)
    if not make_html(tree, searched, user, wanted):
        return {}
    once = digests(tree / "_build/html")
    offline = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), DEAD_END)
    if not make_html(tree, searched, user, wanted | offline | {"PIP_NO_INDEX": "1"}):
        return {}
    again = digests(tree / "_build/html")
    changed = sorted(name for name in {*once, *again} if once.get(name) != again.get(name))
    if changed:
        print(f"{job}: the second build, without a network, differs: {changed[:5]}")
        return {}
    return again


def usable(python: str, folder: Path) -> Job:
    """Who builds with this Python: nobody if this is root, with a copy where that is needed."""
    if os.geteuid() != 0:
        return Job(python, python, None)
    if runs_for_nobody(python, {}):
        return Job(python, python, NOBODY)
    copy, libraries = copied(python, folder), {"LD_LIBRARY_PATH": str(folder / "lib")}
    if runs_for_nobody(copy, libraries):
        return Job(python, copy, NOBODY, tuple(libraries.items()))
    print(f"{python} is root's alone, even as a copy, and so is this rehearsal of it")
    return Job(python, python, None)


def runs_for_nobody(python: str, environment: dict[str, str]) -> bool:
    """Whether that user may run this Python, and it finds its library."""
    try:
        done = subprocess.run(
            [python, "-c", "import ensurepip, ssl, venv"],
            env={**os.environ, **environment},
            capture_output=True,
            user=NOBODY,
            group=NOBODY,
            extra_groups=[],
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def copied(python: str, folder: Path) -> str:
    """A copy of this Python and its library, where everybody may read it."""
    code = "import sys; print(sys.base_prefix, 'python%d.%d' % sys.version_info[:2], sep='\\n')"
    prefix, name = subprocess.check_output([python, "-c", code], text=True).splitlines()
    kept = shutil.ignore_patterns("site-packages", "test", "__pycache__", "config-*")
    shutil.copytree(Path(prefix, "lib", name), folder / "lib" / name, symlinks=True, ignore=kept)
    for library in Path(prefix, "lib").glob("libpython*.so*"):  # where there is one
        shutil.copy(library, folder / "lib")
    (folder / "bin").mkdir()
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return str(shutil.copy(Path(python).resolve(), folder / "bin" / name))


def make_html(tree: Path, path: str, user: int | None, environment: dict[str, str]) -> bool:
    """`make html` with nothing around it but `path`; what it says if it fails."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "npm_config_", "SSL_CERT_")) or name.endswith("CA_CERTS")
    }
    done = subprocess.run(
        ["make", "html"],
        cwd=tree,
        env={"PATH": path, "LC_ALL": "C", "HOME": "", **kept, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )
    if done.returncode:
        print(done.stdout[-3000:])
    return done.returncode == 0


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file, by its name from `folder`."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
