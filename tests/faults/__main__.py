"""``python -m tests.faults``: harm a build, build again, compare with a clean build."""

from __future__ import annotations

import argparse
import random
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .harm import HARMS, killed
from .site import Site

DRAWS = 10
"""So often another moment is drawn where a build had ended before it was to be killed."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=20, help="how many builds are killed")
    parser.add_argument("--seed", type=int, default=1, help="another one gives other moments")
    parser.add_argument("--only", default="", help="harms whose name holds this word")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        trials = Trials(Path(folder).resolve(), given.seed)
        good = trials.kills(given.kills) if given.only in "killed" else True
        for name in HARMS:
            for number in range(2 if given.only in name else 0):
                good &= trials.harm(name, number)
        trials.site.clear()
    print("After each harm the next build was a clean one." if good else "Some harms show.")
    return 0 if good else 1


class Trials:
    """One site in `folder`, harmed again and again; what clean builds of its two editions give."""

    def __init__(self, folder: Path, seed: int) -> None:
        began = time.monotonic()
        self.clean = [clean_pages(folder / f"clean-{edition}", edition) for edition in (0, 1)]
        self.seconds = (time.monotonic() - began) / 2
        print(f"A clean build takes {self.seconds:.1f} s.", flush=True)
        self.site = Site(folder / "site")
        self.seed = seed

    def kills(self, count: int) -> bool:
        """Kill so many builds; whether each kill hit a running one and none shows."""
        hits, shown = 0, 0

        def kill(site: Site, rng: random.Random) -> None:
            nonlocal hits
            seconds = 1.1 * self.seconds
            for _ in range(DRAWS):
                if killed(site, rng, seconds):
                    hits += 1
                    return
                seconds /= 2
                site.write_again()

        for number in range(count):
            shown += not self.one("killed", number, kill)
        print(f"{hits} of {count} kills hit a running build.", flush=True)
        return hits == count and not shown

    def harm(self, name: str, number: int) -> bool:
        """Do the harm of this name; whether none shows."""
        return self.one(name, number, HARMS[name], built=name != "disk full")

    def one(
        self,
        name: str,
        number: int,
        harm: Callable[[Site, random.Random], None],
        *,
        built: bool = True,
    ) -> bool:
        """Harm a site, of which the other edition was `built`; say what shows in the next build."""
        site, rng = self.site, random.Random(f"{self.seed}/{name}/{number}")
        began, edition = time.monotonic(), number % 2
        if rng.random() < 0.3 or _has_no_cache(site):
            site.clear()
        if built and (site.edition == edition or not (site.folder / "_build/html").exists()):
            site.write(1 - edition)  # so that there is always something to do
            site.build()
        site.write(edition)
        harm(site, rng)
        status, said = site.build()
        wanted, now = self.clean[edition], site.pages()
        wrong = sorted(page for page in {*wanted, *now} if wanted.get(page) != now.get(page))
        good = not status and not wrong
        result = "the same" if good else f"{wrong[:4]} {said[-400:] if status else ''}"
        print(f"{name} {number}: {result}; {time.monotonic() - began:.0f} s", flush=True)
        return good


def _has_no_cache(site: Site) -> bool:
    """Whether an earlier harm has left none that could be used."""
    cache = site.folder / "_build/cache"
    return cache.exists() and not (cache.is_dir() and cache.stat().st_mode & stat.S_IWUSR)


def clean_pages(folder: Path, edition: int) -> dict[str, str]:
    """What a clean build gives."""
    site = Site(folder)
    site.write(edition)
    status, said = site.build()
    assert status == 0, said
    return site.pages()


if __name__ == "__main__":
    sys.exit(main())
