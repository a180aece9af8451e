"""How long the book takes: TeX on a clean folder, again, after a word, and the cutting of it.

    python -m bench.book [--edition both]

Sphinx builds the LaTeX first, which is timed apart. Wall time is what one waits, on a machine
that may do other things; processor time is what the work costs. The results go to
``bench/results/book.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
LIMIT = 60
"""Seconds for the bilingual book on two cores, after sphinx-build."""


class Took(NamedTuple):
    """One step."""

    step: str
    wall: float
    """Seconds."""
    cpu: float
    """Seconds of all its processes."""
    runs: int | None = None
    """How often TeX was run."""


def timed(step: str, command: list[str], folder: Path = TOP, **env: str) -> tuple[Took, str]:
    """Run `command`; say what it took, and give what it wrote."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(step, wall, cpu), done.stdout


def tex(step: str, folder: Path, book: str) -> Took:
    """Let TeX do what is to be done, as `make latexpdf` does."""
    command = ["sh", str(TOP / "tools/xelatex.sh"), str(folder), f"{book}.tex"]
    took, _ = timed(step, command)
    output = (folder / "latexmk.out").read_text("utf-8", errors="replace")
    return took._replace(runs=len(re.findall(r"^Run number \d+ of rule 'xelatex'", output, re.M)))


def measure(edition: str, folder: Path) -> list[Took]:
    """Every step, in order."""
    out = folder / "latex"
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", "latex", "-j", "auto"]
    sphinx += ["-d", str(folder / "doctrees"), "-D", f"bitext_edition={edition}"]
    sphinx += [str(TOP), str(out)]
    steps = [timed("sphinx-build", sphinx)[0]]
    (source,) = out.glob("*.tex")
    steps.append(tex("TeX, clean folder", out, source.stem))
    steps.append(tex("TeX, nothing changed", out, source.stem))
    # A word on the last page of the text that moves nothing.
    text = source.read_text("utf-8")
    place = text.rindex("sphinxAtStartPar", 0, text.index(r"\bitextappendix"))
    changed = text[:place] + text[place:].replace("the", "its", 1)
    source.write_text(changed, "utf-8")
    steps.append(tex("TeX, one word changed", out, source.stem))
    cut = [sys.executable, "-m", "bitext.book.split", str(out), "--out", str(folder / "pdf")]
    steps.append(timed("one PDF a post", cut)[0])
    return steps


def main() -> int:
    """Measure and print; the exit status is 1 where the book takes too long."""
    parser = argparse.ArgumentParser(prog="python -m bench.book", description=_ABOUT)
    parser.add_argument("--edition", default="both")
    edition = parser.parse_args().edition
    with tempfile.TemporaryDirectory(prefix="bench-book-") as folder:
        steps = measure(edition, Path(folder))
    load = os.getloadavg()[0]
    print(f"{'':<24}{'wall s':>8}{'CPU s':>8}{'TeX runs':>10}")
    for step in steps:
        runs = "" if step.runs is None else step.runs
        print(f"{step.step:<24}{step.wall:>8.1f}{step.cpu:>8.1f}{runs:>10}")
    print(f"load of the machine: {load:.1f} on {os.cpu_count()} cores; limit: {LIMIT} s")
    results = TOP / "bench" / "results"
    results.mkdir(parents=True, exist_ok=True)
    report = {"edition": edition, "load": load, "steps": [step._asdict() for step in steps]}
    (results / "book.json").write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 1 if steps[1].wall > LIMIT else 0


_ABOUT = (__doc__ or "").partition("\n")[0]

if __name__ == "__main__":
    sys.exit(main())
