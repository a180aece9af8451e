"""``python -m tests.fuzz``: build broken posts, count what comes of them, keep what harms."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from tests.conftest import TOP

from .mutate import mutant
from .trial import Trial


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="how many mutants")
    parser.add_argument("--start", type=int, default=0, help="the first one: to go on with")
    parser.add_argument("--seed", type=int, default=1, help="another one gives others")
    parser.add_argument("--batch", type=int, default=40, help="how many are built at once")
    parser.add_argument(
        "--others", type=int, default=4, help="every n-th build is one for LaTeX and parity too"
    )
    parser.add_argument("--out", type=Path, default=TOP / "_build/fuzz", help="for what is found")
    given = parser.parse_args(arguments)

    posts = [path.read_text("utf-8") for path in sorted((TOP / "posts").glob("*.md"))]
    given.out.mkdir(parents=True, exist_ok=True)
    trial = Trial(given.out, given.out / "cache")
    counts: Counter[str] = Counter()
    began = time.monotonic()
    stop = given.start + given.count
    for first in range(given.start, stop, given.batch):
        numbers = range(first, min(first + given.batch, stop))
        mutants = {number: mutant(posts, given.seed, number) for number in numbers}
        others = (first // given.batch) % given.others == 0
        builders = ("html", "latex", "parity") if others else ("html",)
        warned, found = trial.check(mutants, builders)
        counts["mutants"] += len(mutants)
        counts["warned"] += len(warned)
        for finding in found:
            counts[finding.kind] += 1
            name = "-".join(map(str, (given.seed, *finding.numbers[:3])))
            for number in finding.numbers[:3]:
                (given.out / f"{given.seed}-{number}.md").write_bytes(mutants[number])
            with (given.out / f"{finding.kind}-{name}.txt").open("a", encoding="utf-8") as file:
                file.write(f"{finding.detail}\n")
            last = finding.detail.strip().splitlines()[-1][:160]
            print(f"{finding.kind} {name} [{finding.key[:80]}] {last}", flush=True)
        seconds = time.monotonic() - began
        said = ", ".join(f"{number} {kind}" for kind, number in counts.items())
        print(f"{numbers[-1] + 1}: {said}; {seconds:.0f} s", flush=True)
    bad = sum(counts[kind] for kind in ("crash", "nowhere", "lost", "slow"))
    good = "Each was built, or said where it is wrong."
    print(f"What was found is in {given.out}." if bad else good)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
