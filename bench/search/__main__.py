"""Build, ask, print, and write ``results/search.json``; see the package's docstring."""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Browser, sync_playwright

from bench.search.build import Timed, build
from bench.search.engines import (
    Engine,
    Pagefind,
    SphinxOwn,
    index_with_pagefind,
    median,
    score,
)
from bench.search.fragments import Query, fragments
from bench.serve import served

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP))
RESULTS = TOP / "bench" / "results" / "search.json"
CHROMIUM = "/usr/bin/chromium"
LIGHT = {"html_theme": "basic", "html_math_renderer": "mathjax"}
SAMPLE = 12
"""Queries whose bytes are counted; each needs a browser without a cache."""


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


def measure(browser: Browser, html: Path, queries: dict[str, list[Query]]) -> dict[str, Any]:
    """Every engine on the site in `html`."""
    indexed = index_with_pagefind(html)
    posts = sorted((html / "posts").glob("*.html"))
    start = f"posts/{posts[0].name}"
    table: dict[str, Any] = {}
    sent: dict[str, int] = {}
    with served(html, ahead=False, sent=sent) as address:
        engines: list[Engine] = [Engine(address, sent)]
        engines += [
            SphinxOwn(address, sent, path.name.removeprefix("sphinx-"))
            for path in sorted(html.glob("sphinx-*"))
        ]
        if indexed is not None:
            engines.append(Pagefind(address, sent))
        for engine in engines:
            row: dict[str, Any] = {}
            for name, some in queries.items():
                said = engine.ask(browser, [query.text for query in some])
                right = [query.answers for query in some]
                row[f"{name}, first, %"] = score(said.found, right, 1)
                row[f"{name}, first three, %"] = score(said.found, right, 3)
                row[f"{name}, empty"] = sum(not each for each in said.found)
                row[f"{name}, threw"] = said.threw
                row[f"{name}, warm ms"] = said.warm
                for query, found in zip(some, said.found, strict=True):
                    if engine.name == "bitext" and not query.answers & set(found[:3]):
                        print(f"  missed: {query.text!r}, found {found[:3]}")
            every = [query.text for some in queries.values() for query in some]
            some = random.Random(1).sample(every, SAMPLE)
            sizes = [engine.first_query(browser, query, start) for query in some]
            row["first query, KB, median"] = median(sizes)
            row["first query, KB, most"] = max(sizes)
            table[engine.name] = row
            print(f"  {engine.name}: {row}", flush=True)
    if indexed is None:
        table["Pagefind"] = {"not installed": "npm could not bring it"}
    return table


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
    parser.add_argument("--folder", type=Path, default=TOP / "_build" / "bench-search")
    parser.add_argument("--keep", action="store_true", help="use what an earlier run has built")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}

    def site(count: int, **settings: Any) -> tuple[Path, dict[str, float]]:
        out = options.folder / f"built-{count}{'' if settings or count == 12 else '-full'}"
        source = TOP if count == 12 else generated(count, options.folder)
        kept = out / "shares.json"
        if not (options.keep and kept.exists()):
            timed = build(source, out, jobs=2, sphinx_languages=("en", "zh"), **settings)
            kept.write_text(json.dumps(shares(timed)), "utf-8")
        found: dict[str, float] = json.loads(kept.read_text("utf-8"))
        return out / "html", found

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for count in options.counts:
            html, share = site(count, **({} if count == 12 else LIGHT))
            source = TOP if count == 12 else generated(count, options.folder)
            posts = {f"posts/{path.stem}.html": path for path in (source / "posts").glob("*.md")}
            queries = {"fragments": fragments(posts, options.fragments, options.seed)}
            if count == 12:
                queries["judged"] = judged()
            results[str(count)] = {**share, "engines": measure(browser, html, queries)}
            show(count, results[str(count)])
        browser.close()
    if options.full:
        results[f"{options.full}, full build"] = site(options.full)[1]
        show(options.full, results[f"{options.full}, full build"])
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"machine": machine, "results": results}, indent=1, ensure_ascii=False) + "\n",
        "utf-8",
    )


def show(count: int, result: dict[str, Any]) -> None:
    """Print what was found for one site."""
    print(f"\n{count} posts")
    for name, value in result.items():
        if name != "engines":
            print(f"  {name:32}{value:>10.1f}")
    engines = result.get("engines", {})
    names = {name: None for row in engines.values() for name in row}
    print(f"  {'':32}" + "".join(f"{engine:>12}" for engine in engines))
    for name in names:
        cells = (row.get(name, "") for row in engines.values())
        print(
            f"  {name:32}"
            + "".join(
                f"{cell:>12.1f}" if isinstance(cell, float) else f"{cell!s:>12}" for cell in cells
            )
        )


if __name__ == "__main__":
    main()
