"""Build, ask, print, and write ``results/search.json``; see the package's docstring."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import yaml

from bench.search.asking import ENGINES, measure
from bench.search.build import Timed, build
from bench.search.fragments import Query, fragments

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP))
RESULTS = TOP / "bench" / "results" / "search.json"
LIGHT = {"html_theme": "basic", "html_math_renderer": "mathjax"}
NOTE = (
    "12 posts: the real site. 1,000: generated, formulas left as TeX and no citations, the same "
    "pages for all engines. KB: brotli, with headers. Sphinx: its own index and scripts, as they "
    "come."
)


def judged() -> list[Query]:
    """The queries of ``queries.yml``."""
    data = yaml.safe_load((Path(__file__).parent / "queries.yml").read_text("utf-8"))
    return [
        Query(text, frozenset(f"posts/{post}.html" for post in posts), kind)
        for kind, queries in data.items()
        for text, posts in queries
    ]


def generated(count: int, folder: Path) -> Path:
    """The sources of `count` generated posts."""
    from tools.generate_posts import write_site

    source = folder / f"source-{count}"
    if not source.exists():
        write_site(count, source, seed=1, citations=0)
    return source


def mark_of(source: Path, settings: dict[str, Any]) -> str:
    """A mark of all that the site in `source` is built from: another, if that is another."""
    parts = [TOP / "bitext", source / "posts"]
    files = [path for part in parts for path in part.rglob("*") if path.is_file()]
    files += [path for path in source.iterdir() if path.suffix in {".py", ".md", ".yml", ".bib"}]
    whole = hashlib.sha256(repr(settings).encode())
    for path in sorted(files):
        if "__pycache__" not in path.parts:
            whole.update(f"{path} {path.stat().st_size}\n".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()


def shares(timed: Timed) -> dict[str, float]:
    """What the index takes of a build."""
    return {
        "build, processor s": timed.total,
        "index, processor s": timed.ours,
        "index, % of the build": 100 * timed.ours / timed.total,
        **{f"Sphinx {name}, % of it": 100 * s / timed.total for name, s in timed.theirs.items()},
    }


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--counts", type=int, nargs="*", default=[12, 1000], help="12: the real site"
    )
    parser.add_argument("--full", type=int, default=100, help="posts of the full build; 0 for none")
    parser.add_argument("--fragments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=15, help="that an engine may take")
    parser.add_argument("--engines", nargs="*", default=ENGINES, choices=ENGINES)
    parser.add_argument("--folder", type=Path, default=TOP / "_build" / "bench-search")
    parser.add_argument("--keep", action="store_true", help="use any site that is built, even so")
    parser.add_argument("--again", action="store_true", help="build and ask anew in any case")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}

    def site(count: int, **settings: Any) -> tuple[Path, dict[str, float]]:
        out = options.folder / f"built-{count}{'' if settings or count == 12 else '-full'}"
        source = TOP if count == 12 else generated(count, options.folder)
        kept = out / "shares.json"
        made = mark_of(source, settings)
        known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        if options.again or not (known.get("of") == made or (options.keep and known)):
            timed = build(source, out, jobs=2, sphinx_languages=("en", "zh"), **settings)
            known = {"of": made, "shares": shares(timed)}
            kept.write_text(json.dumps(known), "utf-8")
        return out / "html", known["shares"]

    for count in options.counts:
        html, share = site(count, **({} if count == 12 else LIGHT))
        source = TOP if count == 12 else generated(count, options.folder)
        posts = {f"posts/{path.stem}.html": path for path in (source / "posts").glob("*.md")}
        queries = {"fragments": fragments(posts, options.fragments, options.seed)}
        if count == 12:
            queries["judged"] = judged()
        said = [[query.text for query in some] for some in queries.values()]
        built = (html.parent / "shares.json").read_text("utf-8")
        asked = hashlib.sha256(json.dumps([said, built]).encode()).hexdigest()
        done = html.parent / f"asked-{asked}.json"
        if options.again:
            done.unlink(missing_ok=True)
        engines = measure(html, queries, 60 * options.minutes, options.engines, done)
        results[str(count)] = {**share, "index": size_of(html), "engines": engines}
        show(count, results[str(count)])
        write(results)
    if options.full:
        results[f"{options.full}, full build"] = site(options.full)[1]
        show(options.full, results[f"{options.full}, full build"])
        write(results)


def size_of(html: Path) -> dict[str, float]:
    """What our index takes on a disk of 4 KB blocks."""
    sizes = [
        path.stat().st_size for path in (html / "_static" / "search").rglob("*") if path.is_file()
    ]
    return {
        "files": len(sizes),
        "MB": sum(sizes) / 1e6,
        "MB on disk": sum(-(-size // 4096) * 4096 for size in sizes) / 1e6,
    }


def write(results: dict[str, Any]) -> None:
    """Write what is known so far; what an earlier run has measured of others stays."""
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    known = json.loads(RESULTS.read_text("utf-8"))["results"] if RESULTS.exists() else {}
    for name, result in results.items():
        engines = known.get(name, {}).get("engines", {}) | result.get("engines", {})
        known[name] = {**result, **({"engines": engines} if engines else {})}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps(
            {"machine": machine, "note": NOTE, "results": known},
            indent=1,
            ensure_ascii=False,
        )
        + "\n",
        "utf-8",
    )


def show(count: int, result: dict[str, Any]) -> None:
    """Print what was found for one site."""
    print(f"\n{count} posts")
    plain = {**result, **{f"index, {name}": each for name, each in result.get("index", {}).items()}}
    for name, value in plain.items():
        if isinstance(value, int | float):
            print(f"  {name:32}{value:>10.1f}")
    engines = result.get("engines", {})
    names = {name: None for row in engines.values() for name in row}
    print(f"  {'':32}" + "".join(f"{engine:>12}" for engine in engines))
    for name in names:
        if name not in ("throws", "stopped"):
            cells = (row.get(name) for row in engines.values())
            print(f"  {name:32}" + "".join(map(_cell, cells)))
    for engine, row in engines.items():
        for name in ("throws", "stopped"):
            if name in row:
                print(f"  {engine}: {name}: {row[name]}")
    print(f"  {NOTE}\n", flush=True)


def _cell(value: float | None) -> str:
    return f"{'':>12}" if value is None else f"{value:>12.1f}"


if __name__ == "__main__":
    main()
