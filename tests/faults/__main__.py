"""``python -m tests.faults``: harm a build, build again, compare with a clean build."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .harm import HARMS, killed
from .site import Site


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="how many builds are killed")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other moments")
    parser.add_argument("--only", default="", help="harms whose name holds this word")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return trials(Path(folder).resolve(), given.kills, given.seed, given.only)


def trials(folder: Path, kills: int, seed: int, only: str) -> int:
    """How many harms show in the next build."""
    began = time.monotonic()
    clean = [clean_pages(folder / f"clean-{edition}", edition) for edition in (0, 1)]
    seconds = (time.monotonic() - began) / 2
    print(f"A clean build takes {seconds:.1f} s.", flush=True)
    site, bad = Site(folder / "site"), 0

    def one(name: str, number: int, harm: Callable[[Site, random.Random], None]) -> None:
        nonlocal bad
        rng = random.Random(f"{seed}/{name}/{number}")
        began, edition = time.monotonic(), number % 2
        if rng.random() < 0.3 or (site.folder / "_build/cache").is_file():  # there was no cache
            shutil.rmtree(site.folder / "_build", ignore_errors=True)
        if not (site.folder / "_build/html").exists() and harm is not HARMS["disk full"]:
            site.build()
        site.write(edition)
        harm(site, rng)
        status, said = site.build()
        wanted, now = clean[edition], site.pages()
        wrong = sorted(page for page in {*wanted, *now} if wanted.get(page) != now.get(page))
        bad += bool(status or wrong)
        result = f"{wrong[:4]} {said[-400:] if status else ''}" if status or wrong else "the same"
        print(f"{name} {number}: {result}; {time.monotonic() - began:.0f} s", flush=True)

    for number in range(kills if only in "killed" else 0):
        one("killed", number, lambda site, rng: killed(site, rng, 1.1 * seconds))
    for name, harm in HARMS.items():
        for number in range(2 if only in name else 0):
            one(name, number, harm)
    print(f"{bad} harms show." if bad else "After each harm the next build was a clean one.")
    return 1 if bad else 0


def clean_pages(folder: Path, edition: int) -> dict[str, str]:
    """What a clean build gives."""
    site = Site(folder)
    site.write(edition)
    status, said = site.build()
    assert status == 0, said
    return site.pages()


if __name__ == "__main__":
    sys.exit(main())
