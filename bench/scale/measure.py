"""One build: how long it takes, what it costs, how much memory its processes hold."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent.parent
_GUARD = TOP / "tools" / "guard.sh"
_EVERY = 0.5
"""Seconds between two looks at the memory."""


def build(
    source: Path,
    out: Path,
    *,
    builder: str = "html",
    settings: Mapping[str, str] = {},
    phases: bool = False,
    limit: float = 0.0,
    guarded: bool = False,
) -> dict[str, Any]:
    """Build `source` into ``out/<builder>`` with two processes.

    Args:
        source: the folder with conf.py.
        out: holds the output, the doctrees, and what the build says (``log``).
        builder: Sphinx's.
        settings: for ``-D``.
        phases: whether to ask :mod:`bench.scale.phases`.
        limit: seconds, after which the build is stopped; 0 for none.
        guarded: whether what ``make html`` does before and after is part of it: the checksums of
            all that is there (``tools/guard.sh``).

    Returns:
        ``wall`` and ``processor`` seconds, ``memory`` (MB, at its highest, of all processes,
        what they share counted once); ``phases``; ``checksums``, of the wall seconds those of
        the guard; or ``stopped``, the seconds.

    """
    report = out / "phases.json"
    out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, "-j", "2"]
    command += ["-d", str(out / "doctrees")]
    for name, value in settings.items():
        command += ["-D", f"{name}={value}"]
    command += [str(source), str(out / builder)]
    env = {**os.environ, "PYTHONPATH": str(TOP), "BENCH_PHASES": str(report) if phases else ""}
    report.unlink(missing_ok=True)

    checksums = 0.0

    def guard(step: str) -> None:
        nonlocal checksums
        if guarded:
            began = time.perf_counter()
            folders = [str(out / builder), str(out / "doctrees")]
            subprocess.run(["sh", _GUARD, step, *folders, "sealed"], cwd=source, check=True)
            checksums += time.perf_counter() - began

    with (out / "log").open("w", encoding="utf-8") as log:
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        guard("begin")
        process = subprocess.Popen(
            command, env=env, stdout=log, stderr=subprocess.STDOUT, process_group=0
        )
        memory, stopped = 0.0, False
        while process.poll() is None:
            memory = max(memory, _memory(process.pid))
            try:
                process.wait(_EVERY)
            except subprocess.TimeoutExpired:
                if limit and time.perf_counter() - began > limit:
                    stopped = True
                    # A group of its own: this build and its workers.
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        if not process.returncode:
            guard("end")
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if stopped:
        return {"stopped": limit, "memory": round(memory)}
    said = (out / "log").read_text("utf-8")
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}\n{said[-4000:]}")
    found: dict[str, Any] = {
        "wall": round(wall, 2),
        "processor": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "memory": round(memory),
        "warnings": len(re.findall("WARNING", said)),
        "load": round(os.getloadavg()[0], 1),
    }
    if guarded:
        found["checksums"] = round(checksums, 2)
    if phases:
        found["phases"] = json.loads(report.read_text("utf-8"))
    return found


def _memory(root: int) -> float:
    """MB that the process `root` and all below it hold."""
    return sum(map(_share, _family(root)))


def _share(process: int) -> float:
    """MB of `process`; of what it shares with others its part (Linux: PSS)."""
    try:
        with Path(f"/proc/{process}/smaps_rollup").open(encoding="ascii") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) / 1000
    except OSError:  # it has just ended
        pass
    return 0.0


def _family(root: int) -> Sequence[int]:
    found = [root]
    for process in found:
        try:
            for task in Path(f"/proc/{process}/task").iterdir():
                found += map(int, (task / "children").read_text("ascii").split())
        except OSError:
            continue
    return found


def sizes(folder: Path) -> dict[str, Any]:
    """What a site weighs: in all, by page of a post, and each page that is none."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    posts = [path for path in files if path.parent == folder / "posts" and path.suffix == ".html"]
    others = {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in files
        if path.suffix == ".html" and path not in posts
    }
    weights = [path.stat().st_size for path in posts]
    return {
        "files": len(files),
        "site": sum(path.stat().st_size for path in files),
        "post": round(sum(weights) / len(weights)),
        "largest post": max(weights),
        "others": others,
    }
