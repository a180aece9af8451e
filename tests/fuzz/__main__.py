"""``python -m tests.fuzz``: build broken posts, count what comes of them, keep what harms.

Mutant N of a seed is the same each time: ``--start N --count 1`` builds it alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from itertools import count, islice
from pathlib import Path

from tests.conftest import TOP

from .draw import numbered
from .trial import KINDS, Trial


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
    drawn = islice(numbered(posts, given.seed, given.start), given.count)
    for batch in count():
        mutants = {number: one.data(number) for number, one in islice(drawn, given.batch)}
        if not mutants:
            break
        others = batch % given.others == 0
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
        print(f"{max(mutants) + 1}: {said}; {seconds:.0f} s", flush=True)
    bad = sum(counts[kind] for kind in KINDS)
    good = "Each was built, or said where it is wrong."
    print(f"What was found is in {given.out}." if bad else good)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
