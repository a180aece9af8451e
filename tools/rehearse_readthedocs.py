"""Rehearse on this machine what Read the Docs does with .readthedocs.yaml.

    python tools/rehearse_readthedocs.py [--fast] [--tree FOLDER]

The steps are run in Read the Docs' order, in a copy of what git would check out, with its
environment variables and an empty home; in the end there must be a html/index.html and
exactly one file of every other format. A setting or step that isn't understood here is an
error, as is leaving a step to Read the Docs' own default: neither would be rehearsed.

With --fast nothing is installed: the environment that runs this script and the tree's
node_modules stand for what the `install` step would give.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

DOWNLOADS = ("htmlzip", "pdf", "epub")
ORDER = (
    "post_checkout",
    "pre_system_dependencies",
    "apt_packages",
    "post_system_dependencies",
    "pre_create_environment",
    "create_environment",
    "post_create_environment",
    "pre_install",
    "install",
    "post_install",
    "pre_build",
    "build.html",
    *(f"build.{name}" for name in DOWNLOADS),
    "post_build",
)
# What this script understands; a name that is no mapping here may hold anything.
JOBS = dict.fromkeys(step for step in ORDER if "." not in step and step != "apt_packages")
UNDERSTOOD: dict[str, Any] = {
    "version": None,
    "formats": None,
    "sphinx": {"configuration": None},
    "build": {
        "os": None,
        "tools": {"python": None, "nodejs": None},
        "apt_packages": None,
        "jobs": JOBS | {"build": dict.fromkeys(("html", *DOWNLOADS))},
    },
}


class RehearsalError(Exception):
    """The rehearsal can't go on; the message says why in a line."""


def unknown(settings: object, understood: Mapping[str, Any], name: str = "") -> Iterator[str]:
    """Give the dotted names in `settings` that `understood` doesn't have."""
    if not isinstance(settings, Mapping):
        yield f"{name.rstrip('.')} (should be a mapping)"
        return
    for key, value in settings.items():
        if key not in understood:
            yield f"{name}{key}"
        elif understood[key] is not None:
            yield from unknown(value, understood[key], f"{name}{key}.")


def read_steps(settings: dict[str, Any]) -> dict[str, list[str]]:
    """Give each step's commands; refuse what can't be rehearsed."""
    if names := list(unknown(settings, UNDERSTOOD)):
        raise RehearsalError(f"not understood, and so not rehearsed: {', '.join(names)}")
    build = settings.get("build", {})
    jobs = dict(build.get("jobs", {}))
    steps = jobs | {f"build.{name}": commands for name, commands in jobs.pop("build", {}).items()}
    steps.pop("build", None)
    for step, commands in steps.items():
        if not isinstance(commands, list) or not all(isinstance(item, str) for item in commands):
            raise RehearsalError(f"build.jobs.{step} should be a list of commands")

    formats = set(settings.get("formats", ()))
    for step in ("install", "build.html", *(f"build.{name}" for name in formats)):
        if step not in steps:
            raise RehearsalError(f"build.jobs.{step} is missing, and the default isn't rehearsed")
    for name in DOWNLOADS:
        if f"build.{name}" in steps and name not in formats:
            raise RehearsalError(f"build.jobs.build.{name} isn't run unless formats has {name}")
    if not settings.get("sphinx", {}).get("configuration"):
        raise RehearsalError("sphinx.configuration is missing")
    return steps


def check_packages(packages: list[str]) -> None:
    """See that the packages are installed; there, root installs them."""
    if not shutil.which("dpkg-query"):
        print("  no dpkg here: apt_packages aren't looked at")
        return
    shown = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *packages],
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    present = {line.removesuffix(" installed") for line in shown.splitlines()}
    if missing := [package for package in packages if package not in present]:
        raise RehearsalError(f"apt_packages that aren't installed here: {' '.join(missing)}")


def copy_checkout(tree: Path, checkout: Path) -> None:
    """Copy what git tracks or would track: neither ignored files nor built ones."""
    listed = subprocess.run(
        ["git", "-C", tree, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        raise RehearsalError(f"git can't list {tree}: {os.fsdecode(listed.stderr).strip()}")
    for name in map(os.fsdecode, listed.stdout.split(b"\0")):
        source = tree / name
        if name and source.is_file():  # one deleted but not yet committed is still listed
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, checkout / name, follow_symlinks=False)


def variables(checkout: Path, venv: Path, home: Path) -> dict[str, str]:
    """Give Read the Docs' environment; of ours, only what our own tools can't have set."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PYTHON", "VIRTUAL_ENV", "READTHEDOCS", "XDG_"))
    }
    return ours | {
        "HOME": str(home),
        "NO_COLOR": "1",
        "READTHEDOCS": "True",
        "READTHEDOCS_PROJECT": "rehearsal",
        "READTHEDOCS_LANGUAGE": "en",
        "READTHEDOCS_VERSION": "latest",
        "READTHEDOCS_VERSION_NAME": "latest",
        "READTHEDOCS_VERSION_TYPE": "branch",
        "READTHEDOCS_CANONICAL_URL": "https://localhost/en/latest/",
        "READTHEDOCS_REPOSITORY_PATH": str(checkout),
        "READTHEDOCS_OUTPUT": f"{checkout}/_readthedocs/",
        "READTHEDOCS_VIRTUALENV_PATH": str(venv),
    }


def run(command: str, checkout: Path, environment: Mapping[str, str]) -> None:
    """Run one command as Read the Docs wraps it: a new /bin/sh, single quotes around it."""
    print(f"  $ {command}", flush=True)
    started = time.monotonic()
    wrapped = f"/bin/sh -c 'PATH=$READTHEDOCS_VIRTUALENV_PATH/bin:$PATH; {command}'"
    try:
        arguments = shlex.split(wrapped)
    except ValueError as error:
        raise RehearsalError(f"{error}: {command}") from None
    done = subprocess.run(
        arguments,
        cwd=checkout,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        words = done.stdout.decode(errors="replace").splitlines()[-30:]
        raise RehearsalError("\n".join([f"exit status {done.returncode}: {command}", *words]))
    print(f"    {time.monotonic() - started:.0f} s")


def create_environment(version: str, venv: Path) -> None:
    """Use the Python that is asked for, or else the one that runs this."""
    for python in (f"python{version}", sys.executable):
        try:
            subprocess.run([python, "-m", "venv", venv], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):  # missing, or a shim for nothing
            print(f"  no {python} here")
        else:
            print(f"  {python} -m venv")
            return
    raise RehearsalError("no Python here can make an environment")


def check_outputs(checkout: Path, formats: list[str]) -> None:
    """Look at what Read the Docs looks at before it publishes."""
    output = checkout / "_readthedocs"
    if (checkout / "_build/html").exists():
        raise RehearsalError("there is a _build/html, which Read the Docs takes for a mistake")
    if not (output / "html/index.html").is_file():
        raise RehearsalError("there is no html/index.html")
    for name in formats:
        files = sorted((output / name).glob("*"))
        if len(files) != 1:
            found = ", ".join(file.name for file in files) or "none"
            raise RehearsalError(f"there should be one file in {name}/, found: {found}")
        if name == "pdf" and not files[0].read_bytes().startswith(b"%PDF"):
            raise RehearsalError(f"pdf/{files[0].name} isn't a PDF")
        print(f"  {name}/{files[0].name}: {files[0].stat().st_size / 1e6:.1f} MB")


def rehearse(tree: Path, scratch: Path, fast: bool) -> None:
    """Run every step of the tree's .readthedocs.yaml in the folder `scratch`."""
    # The same places to each other as there: the output lies inside the checkout.
    checkout, venv, home = scratch / "checkouts/latest", scratch / "envs/latest", scratch / "home"
    checkout.mkdir(parents=True)
    home.mkdir()
    copy_checkout(tree, checkout)
    settings = yaml.safe_load((checkout / ".readthedocs.yaml").read_text(encoding="utf-8"))
    steps = read_steps(settings)
    build = settings["build"]
    if fast:
        venv = Path(sys.prefix)
        if (tree / "node_modules").is_dir():  # copied: through a link, npm would empty the tree's
            shutil.copytree(tree / "node_modules", checkout / "node_modules", symlinks=True)

    environment = variables(checkout, venv, home)
    for step in ORDER:
        if step == "apt_packages" and step in build:
            print(step)
            check_packages(build[step])
        elif fast and step in ("create_environment", "install"):
            print(f"{step}: left out (--fast)")
        elif step in steps:
            print(step)
            for command in steps[step]:
                run(command, checkout, environment)
        elif step == "create_environment":
            print(step)
            create_environment(build["tools"]["python"], venv)
    print("outputs")
    check_outputs(checkout, settings.get("formats", []))


def main() -> int:
    """Run the rehearsal in a folder that is thrown away; give the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fast", action="store_true", help="install nothing")
    parser.add_argument("--tree", type=Path, default=Path(__file__).resolve().parent.parent)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="readthedocs-") as scratch:
        try:
            rehearse(options.tree.resolve(), Path(scratch).resolve(), options.fast)
        except RehearsalError as why:
            print(f"The rehearsal failed: {why}", file=sys.stderr)
            return 1
    print("The rehearsal succeeded.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
