"""Run the benchmark of the parity check: ``python -m bench.parity --help``."""

from __future__ import annotations

import argparse
import difflib
import json
import os
import platform
import re
import runpy
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from bitext import __version__
from bitext.parity import Severity

from .corpus import TOP, Pair, corpus
from .measure import (
    DEFECTS,
    Mutant,
    Score,
    alarms,
    codes_of,
    findings,
    score,
    speed,
    spread,
)
from .rewrites import REWRITES

if TYPE_CHECKING:
    from collections.abc import Sequence


RESULTS: Final = TOP / "bench" / "results" / "parity.json"
OVERALL: Final = 0.99
"""The part of all mutants that must be caught."""
PAIRS_A_SECOND: Final = 1000
"""The speed to reach; told, not tested, since machines differ."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; give the exit status."""
    options = _options(arguments)
    pairs = corpus()
    if options.time:
        print(json.dumps(speed(pairs)))
        return 0
    defects = DEFECTS
    if options.classes:
        defects = tuple(runpy.run_path(options.classes)["DEFECTS"])
    if options.show:
        defects = tuple(d for d in defects if re.fullmatch(options.show, d.name))
    clean = {(pair.zh, pair.en): findings(pair) for pair in pairs}
    found = spread(pairs, defects, options.mutants, options.seed)
    scores = [score(defect, found[defect.name], clean) for defect in defects]
    if options.show:
        _print_missed(scores)
        return 0
    blamed = [alarm for pair in pairs for alarm in alarms(pair)]
    rewrites = spread(pairs, REWRITES, options.rewrites, options.seed)
    wrong = {
        name: [
            alarm
            for one in made
            for alarm in alarms(one.pair, clean[one.clean.zh, one.clean.en], name)
        ]
        for name, made in rewrites.items()
    }
    times = _times(options.repeat)
    _print_scores(scores)
    _print_rewrites(rewrites, wrong)
    for alarm in [*blamed, *(alarm for some in wrong.values() for alarm in some)]:
        where = f"{alarm.origin} ({alarm.rewrite})" if alarm.rewrite else alarm.origin
        print(f"false alarm at {where}: {alarm.finding.code.label}: {alarm.finding.message}")
    hints = sum(f.severity < Severity.WARNING for some in clean.values() for f in some)
    report = _report(options, pairs, scores, rewrites, wrong, len(blamed), hints, times)
    failed = _print_verdict(report, scores)
    if not options.classes:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return int(failed)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.parity", description=__doc__)
    parser.add_argument("--mutants", type=int, default=10_000, help="how many, of all classes")
    parser.add_argument("--rewrites", type=int, default=1_000, help="how many, of all classes")
    parser.add_argument("--seed", default="bitext", help="any text")
    parser.add_argument("--repeat", type=int, default=5, help="how often to measure the speed")
    parser.add_argument("--show", metavar="REGEX", help="show what is missed of these classes")
    parser.add_argument("--classes", metavar="FILE", help="take the DEFECTS of this file instead")
    parser.add_argument("--time", action="store_true", help="print the speed, cold and warm")
    return parser.parse_args(arguments)


def _times(repeat: int) -> list[tuple[float, float]]:
    """Pairs a second, cold and warm, each time in a process of its own."""
    command = [sys.executable, "-m", "bench.parity", "--time"]
    return [
        tuple(json.loads(subprocess.run(command, cwd=TOP, check=True, stdout=-1).stdout))
        for _ in range(repeat)
    ]


# ---- what is printed


def _print_scores(scores: Sequence[Score]) -> None:
    print(f"{'class':28} {'n':>5} {'caught':>6} {'rate':>7} {'named':>7}  must  counts as named")
    for result in scores:
        flag = "100 %" if result.defect.must else "hint" if result.defect.hint else ""
        ok = not result.defect.must or result.caught == result.n
        named = result.named / result.n if result.n else 1.0
        print(
            f"{result.defect.name:28} {result.n:5} {result.caught:6} {result.rate:7.1%} "
            f"{named:7.1%}  {flag:5} {codes_of(result.defect)}{'' if ok else '   <<< missed'}"
        )


def _print_rewrites(rewrites: dict[str, list[Mutant]], wrong: dict[str, list[Any]]) -> None:
    print(f"\n{'rewrite':28} {'n':>5} {'alarms':>6}")
    for name, made in rewrites.items():
        print(f"{name:28} {len(made):5} {len(wrong[name]):6}")
    print()


def _print_missed(scores: Sequence[Score]) -> None:
    for result in scores:
        print(f"== {result.defect.name}: {result.caught} of {result.n}: {result.defect.doc}")
        for mutant in result.missed:
            print(f"-- {mutant.clean.origin}")
            for language in ("zh", "en"):
                print(_difference(mutant.clean.side(language), mutant.pair.side(language)), end="")


def _difference(before: str, after: str, around: int = 30) -> str:
    """The places that differ, in brackets: before, then after."""
    if before == after:
        return ""
    lines = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            left, right = before[max(0, a - around) : a], before[b : b + around]
            lines.append(f"   {left}[{before[a:b]}|{after[c:d]}]{right}".replace("\n", "⏎") + "\n")
    return "".join(lines)


def _print_verdict(report: dict[str, Any], scores: Sequence[Score]) -> bool:
    """Print the totals; say whether the benchmark has failed."""
    total = report["mutants"]
    short = [s.defect.name for s in scores if s.defect.must and s.caught < s.n]
    empty = [s.defect.name for s in scores if not s.n]
    false = report["clean"]["alarms"] + report["rewrites"]["alarms"]
    print(
        f"{total['n']} mutants of {len(scores)} classes: {total['caught']} caught, "
        f"{total['rate']:.2%}; at least {OVERALL:.0%} wanted"
    )
    print(f"must be caught completely, and are not: {', '.join(short) or 'none'}")
    print(
        f"{report['rewrites']['n']} rewrites of {len(report['rewrites']['classes'])} classes and "
        f"{report['clean']['pairs']} clean pairs: {false} false alarms "
        f"({report['clean']['hints']} hints on clean pairs)"
    )
    cold, warm = report["timing"]["cold"], report["timing"]["warm"]
    size = "{han} Han characters, {words} English words, {formulas} formulas"
    print(f"{cold:.0f} pairs a second of CPU time cold, {warm:.0f} warm; {PAIRS_A_SECOND} wanted")
    print(f"an average pair has {size.format(**report['clean'])}")
    if empty:
        print(f"classes without a mutant: {', '.join(empty)}")
    return bool(short or empty or false or total["rate"] < OVERALL)


# ---- what is written


def _report(
    options: argparse.Namespace,
    pairs: Sequence[Pair],
    scores: Sequence[Score],
    rewrites: dict[str, list[Mutant]],
    wrong: dict[str, list[Any]],
    blamed: int,
    hints: int,
    times: Sequence[tuple[float, float]],
) -> dict[str, Any]:
    """All of it, as plain data; only ``timing`` differs between two runs."""
    n, caught = sum(s.n for s in scores), sum(s.caught for s in scores)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return {
        **({"date": datetime.fromtimestamp(int(epoch), UTC).isoformat()} if epoch else {}),
        "seed": options.seed,
        "versions": {"bitext": __version__, "python": platform.python_version()},
        "clean": {"pairs": len(pairs), "alarms": blamed, "hints": hints, **_average(pairs)},
        "mutants": {
            "n": n,
            "caught": caught,
            "rate": round(caught / n, 5) if n else 1.0,
            "classes": {s.defect.name: _entry(s) for s in scores},
        },
        "rewrites": {
            "n": sum(map(len, rewrites.values())),
            "alarms": sum(map(len, wrong.values())),
            "classes": {
                name: {"n": len(made), "alarms": len(wrong[name])}
                for name, made in rewrites.items()
            },
        },
        "timing": {
            "unit": "pairs a second of CPU time, one core, median",
            "machine": _machine(),
            "cold": round(median(cold for cold, _ in times)) if times else 0,
            "warm": round(median(warm for _, warm in times)) if times else 0,
            "runs": [[round(cold), round(warm)] for cold, warm in times],
        },
    }


def _entry(result: Score) -> dict[str, Any]:
    return {
        "n": result.n,
        "caught": result.caught,
        "named": result.named,
        "must": result.defect.must,
        "hint": result.defect.hint,
    }


def _average(pairs: Sequence[Pair]) -> dict[str, float]:
    """How large an average pair is."""
    size: Counter[str] = Counter()
    for pair in pairs:
        size["han"] += len(re.findall(r"[\u4e00-\u9fff]", pair.zh))
        size["words"] += len(re.findall(r"[A-Za-z]+", re.sub(r"\$[^$]*\$", "", pair.en)))
        size["formulas"] += len(re.findall(r"\$[^$]+\$", pair.en))
    return {name: round(count / len(pairs), 1) for name, count in size.items()}


def _machine() -> str:
    cpu = ""
    if Path("/proc/cpuinfo").exists():
        found = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text("utf-8"))
        cpu = f", {found[1]}" if found else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{cpu}"


if __name__ == "__main__":
    sys.exit(main())
