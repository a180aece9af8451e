"""Every engine on one site, each in a process of its own, which can be stopped."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench.search.engines import (
    BrokenError,
    Engine,
    Pagefind,
    SphinxOwn,
    index_with_pagefind,
    score,
)
from bench.search.fragments import Query
from bench.serve import served

CHROMIUM = "/usr/bin/chromium"
ENGINES = ("bitext", "Sphinx", "Pagefind")
SAMPLE = 12
"""Queries whose bytes are counted; each needs a browser without a cache."""


def ask_one(
    connection: Connection, kind: str, language: str, html: Path, queries: dict[str, list[Query]]
) -> None:
    """One engine on the site in `html`, in a process of its own; sends its row of the table."""
    start = f"posts/{min(path.name for path in (html / 'posts').glob('*.html'))}"
    row: dict[str, Any] = {}
    sent: dict[str, int] = {}
    with served(html, ahead=False, sent=sent) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        engine = {
            "bitext": lambda: Engine(address, sent),
            "Sphinx": lambda: SphinxOwn(address, sent, language),
            "Pagefind": lambda: Pagefind(address, sent),
        }[kind]()
        try:
            for name, some in queries.items():
                said = engine.ask(browser, [query.text for query in some])
                right = [query.answers for query in some]
                row[f"{name}, first, %"] = score(said.found, right, 1)
                row[f"{name}, first three, %"] = score(said.found, right, 3)
                row[f"{name}, empty"] = sum(not each for each in said.found)
                row[f"{name}, threw"] = said.threw
                row[f"{name}, warm ms"] = said.warm
                connection.send(row)  # as far as it is, if it has to be stopped
                for query, found in zip(some, said.found, strict=True):
                    if kind == "bitext" and not query.answers & set(found[:3]):
                        print(f"  missed: {query.text!r}, found {found[:3]}")
            every = [query.text for some in queries.values() for query in some]
            sizes = [
                engine.first_query(browser, query, start)
                for query in random.Random(1).sample(every, SAMPLE)
            ]
            row["first query, KB, median"] = statistics.median(sizes)
            row["first query, KB, most"] = max(sizes)
        except BrokenError as error:
            row["throws"] = str(error)
        browser.close()
    row["done"] = True
    connection.send(row)


def measure(
    html: Path, queries: dict[str, list[Query]], limit: float, only: Sequence[str], done: Path
) -> dict[str, Any]:
    """The engines `only` on the site in `html`; each may take `limit` seconds.

    Their rows are kept in the file `done`: who has answered is not asked again.
    """
    table: dict[str, Any] = json.loads(done.read_text("utf-8")) if done.exists() else {}
    found = sorted(path.name.removeprefix("sphinx-") for path in html.glob("sphinx-*"))
    fresh = get_context("spawn")
    for kind, language in (("bitext", ""), *(("Sphinx", each) for each in found), ("Pagefind", "")):
        name = f"{kind} {language}".strip()
        if kind not in only or "stopped" not in table.get(name, {"stopped": ""}):
            continue
        wrong = index_with_pagefind(html, limit) if kind == "Pagefind" else ""
        row: dict[str, Any] = {"stopped": wrong} if wrong else {}
        if not wrong:
            ours, theirs = fresh.Pipe()
            process = fresh.Process(target=ask_one, args=(theirs, kind, language, html, queries))
            process.start()
            theirs.close()
            until = time.monotonic() + limit
            while not row.get("done"):
                try:
                    if not ours.poll(max(0, until - time.monotonic())):
                        row["stopped"] = f"stopped after {limit / 60:.0f} minutes"
                        process.kill()
                        break
                    row = ours.recv()
                except EOFError:
                    row["stopped"] = "its process ended"
                    break
            process.join()
            row.pop("done", None)
        table[name] = row
        done.write_text(json.dumps(table), "utf-8")
        print(f"  {name}: {row}", flush=True)
    return table
