"""Build everything, print the tables, write ``results/scale.json`` and ``results/scale.png``.

    python -m bench.scale [--counts 12 100 1000] [--again] [--without latex plain]

What was measured is written after each build, and a later run takes it from there: a run that was
broken off goes on, and ``--counts 1000`` adds a thousand posts to what there is. ``--again``
measures anew. The exit status is 1 where a target is missed; one whose builds were not measured is
named. This site's times hold what `make html` does besides, the checksums of ``tools/guard.sh``:
of its seconds, the table says how many are theirs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.scale.measure import build, sizes
from bench.scale.plot import plot
from bench.scale.sites import change_a_post, settings_of, write_ours, write_plain

TOP = Path(__file__).resolve().parent.parent.parent
RESULTS = TOP / "bench" / "results"
SIDEBAR_LIMIT = 8 * 60
"""Seconds, after which the plain site with all posts in its sidebar is stopped."""
PHASES = ("start", "read", "maths", "resolve", "write", "listings", "search", "finish")
CHAIN = ("first", "full", "full, cold maths", "no change", "one post")
"""The builds of this project's site, each of which finds what the one before has left."""
GROWTH = 1.25
"""A page may be so many times as large at the most posts as at the second most."""
_SLACK = 4096
"""... or so many bytes larger: titles and numbers have lengths of their own."""

Result = dict[str, Any]


def ours(folder: Path, done: Result, save: Callable[[], None], *, latex: bool) -> None:
    """Every measurement of this project's site in `folder`; what is `done` is left as it is."""
    source, out = folder / "ours", folder / "out"
    settings = settings_of(source, phases=True)

    def step(name: str, prepare: Callable[[], None], **options: Any) -> None:
        if name in done:
            return
        prepare()
        done[name] = build(source, options.pop("out", out), settings=settings, **options)
        print(f"  ours, {name}: {_short(done[name])}", flush=True)
        save()

    def forget(*names: str | Path) -> Callable[[], None]:
        return lambda: [
            shutil.rmtree(path, ignore_errors=True) for path in map(out.joinpath, names)
        ]

    cache = source / "_build" / "cache"

    def forget_formulas() -> None:
        forget("html", "doctrees")()
        for path in cache.glob("katex-*"):
            path.unlink()

    if not set(CHAIN) <= done.keys():
        for name in (*CHAIN, "sizes"):
            done.pop(name, None)  # each goes on from the one before
    html = {"phases": True, "guarded": True}
    step("first", forget("html", "doctrees", cache), **html)
    step("full", forget("html", "doctrees"), **html)
    step("full, cold maths", forget_formulas, **html)
    if "sizes" not in done:
        done["sizes"] = sizes(out / "html")
        save()
    step("no change", lambda: None, **html)
    step("one post", lambda: change_a_post(source, "Indeed,"), **html)
    if latex:
        step("PDF source", lambda: None, out=folder / "latex", builder="latex")


def plain(folder: Path, done: Result, save: Callable[[], None], *, sidebar: bool) -> None:
    """The same for plain Sphinx."""
    name = "sidebar" if sidebar else "plain"
    source, out = folder / name, folder / f"{name}-out"
    if not {"full", *([] if sidebar else ["no change", "one post"])} <= done.keys():
        done.clear()
        shutil.rmtree(out, ignore_errors=True)
    for step in ("full", "no change", "one post"):
        if step in done:
            if "stopped" in done[step]:
                return
            continue
        if step == "one post":
            change_a_post(source, "Indeed,")
        done[step] = build(
            source,
            out,
            settings=settings_of(source, phases=True),  # the same always, or all is read again
            phases=step == "full",
            limit=SIDEBAR_LIMIT if sidebar else 0,
        )
        print(f"  {name}, {step}: {_short(done[step])}", flush=True)
        if "stopped" in done[step]:
            save()
            return
        if step == "full":
            done["sizes"] = sizes(out / "html")
        save()


def _short(found: Mapping[str, Any]) -> str:
    if "stopped" in found:
        return f"stopped after {found['stopped']:.0f} s"
    return (
        f"{found['wall']:.1f} s ({found['processor']:.1f} s of processor time), "
        f"{found['memory']} MB, load {found['load']}"
    )


def measure(options: argparse.Namespace, results: Result, save: Callable[[], None]) -> None:
    """All that is asked for and not measured yet."""
    for count in options.counts:
        print(f"{count} posts", flush=True)
        found = results.setdefault(str(count), {})
        folder = options.folder / str(count)
        if options.again:
            found.clear()
        if not (folder / "written").exists():
            shutil.rmtree(folder, ignore_errors=True)
            write_ours(count, folder / "ours")
            write_plain(folder / "ours", folder / "plain", sidebar=False)
            write_plain(folder / "ours", folder / "sidebar", sidebar=True)
            (folder / "written").touch()
        ours(folder, found.setdefault("ours", {}), save, latex="latex" not in options.without)
        if "plain" not in options.without:
            plain(folder, found.setdefault("plain", {}), save, sidebar=False)
            plain(folder, found.setdefault("sidebar", {}), save, sidebar=True)


SITES = {
    "ours": "this site",
    "plain": "plain, no posts in the sidebar",
    "sidebar": "plain, all posts in the sidebar",
}


def show(results: Result) -> None:
    """The tables."""
    for count in _counts(results):
        found = results[str(count)]
        print(
            f"\n{f'{count} posts':38}{'wall s':>9}{'checksums':>11}{'CPU s':>9}{'MB':>8}{'load':>7}"
        )
        for site, name in SITES.items():
            for step, took in found.get(site, {}).items():
                if "stopped" in took:
                    print(f"  {name}, {step}: stopped after {took['stopped']:.0f} s")
                elif "wall" in took:
                    print(
                        f"  {name[:16]:18}{step:18}{took['wall']:>9.1f}"
                        f"{took.get('checksums', '-'):>11}{took['processor']:>9.1f}"
                        f"{took['memory']:>8}{took['load']:>7}"
                    )
        for site, name in SITES.items():
            if weighed := found.get(site, {}).get("sizes"):
                print(
                    f"  {name}: {weighed['site'] / 1e6:.1f} MB in {weighed['files']} files; "
                    f"a post {weighed['post'] / 1e3:.0f} KB"
                )
        columns = [
            (label, found[site][step]["phases"]["processor"])
            for label, site, step in (
                ("first", "ours", "first"),
                ("cold", "ours", "full, cold maths"),
                ("full", "ours", "full"),
                ("none", "ours", "no change"),
                ("one", "ours", "one post"),
                ("plain", "plain", "full"),
            )
            if "phases" in found.get(site, {}).get(step, {})
        ]
        print(f"  {'CPU s by phase':18}" + "".join(f"{label:>9}" for label, _ in columns))
        for phase in PHASES:
            cells = (f"{spent.get(phase, 0):>9.1f}" for _, spent in columns)
            print(f"  {phase:18}" + "".join(cells))


def grown(smaller: Mapping[str, int], larger: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """The pages, other than posts, that are larger on the site with more posts.

    A page that only the larger site has is compared with the largest of its folder. A list that
    has few posts on the smaller site fills its page on the larger one, and begins another: a page
    is no larger than it may be while it is no larger than a full one of its kind, which is one
    that another page of the same list follows.
    """
    full: dict[str, int] = {}
    for page, size in larger.items():
        of, number = _list_of(page)
        if f"{of}/page-{number + 1}.html" in larger:
            full[_kind(of)] = max(size, full.get(_kind(of), 0))
    found = []
    for page, size in larger.items():
        folder = page.rpartition("/")[0]
        kin = [other for name, other in smaller.items() if name.rpartition("/")[0] == folder]
        before = smaller.get(page) or max(kin, default=max(smaller.values()))
        room = max(
            before, max(kin, default=0) if folder else 0, full.get(_kind(_list_of(page)[0]), 0)
        )
        if size > GROWTH * room + _SLACK:
            found.append((page, before, size))
    return sorted(found, key=lambda each: each[1] - each[2])


def _list_of(page: str) -> tuple[str, int]:
    """``tags/muon/page-2.html`` is the second page of ``tags/muon``."""
    stem = page.removesuffix(".html")
    of, _, number = stem.rpartition("/page-")
    return (of, int(number)) if of and number.isdigit() else (stem, 1)


def _kind(of: str) -> str:
    """Lists of a folder are of a kind, those at the top each of its own."""
    return of.rpartition("/")[0] or of


def targets(results: Result) -> list[tuple[str, float, float | None]]:
    """What was wanted at the most posts: what, the limit, the figure; None where it is missing.

    A run may have been broken off anywhere, at the most posts and at those before.
    """
    counts = _counts(results)
    if not counts:
        return []
    most = results[str(counts[-1])]
    mine, theirs = most.get("ours", {}), most.get("plain", {})
    full = mine.get("full", {})
    found = [
        ("full build, s", 300, full.get("wall")),
        (
            "full build, times plain without a sidebar",
            1.25,
            _by(full.get("wall"), theirs.get("full", {}).get("wall")),
        ),
        ("memory, MB", 1000, full.get("memory")),
        (
            "cold maths, s more",
            60,
            _more(mine.get("full, cold maths", {}).get("wall"), full.get("wall")),
        ),
        *(
            (f"{step}, s", limit, mine.get(step, {}).get("wall"))
            for step, limit in (("no change", 5), ("one post", 10))
        ),
    ]
    if len(counts) > 1:
        before = results[str(counts[-2])].get("ours", {})
        found.append(
            (
                f"full build, times that of {counts[-2]} posts",
                1.2 * counts[-1] / counts[-2],
                _by(full.get("wall"), before.get("full", {}).get("wall")),
            )
        )
        pages = None
        if "sizes" in before and "sizes" in mine:
            pages = grown(before["sizes"]["others"], mine["sizes"]["others"])
            for page, small, large in pages[:10]:
                print(f"  grows: {page}, from {small} to {large} bytes")
        found.append(("pages that grow", 0, None if pages is None else len(pages)))
    return found


def _by(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one / other


def _more(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _counts(results: Result) -> Sequence[int]:
    return sorted(map(int, results))


def asked(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What is to be measured, and where."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=_ABOUT)
    parser.add_argument("--counts", type=int, nargs="*", default=[12, 100, 1000])
    parser.add_argument("--folder", type=Path, default=TOP / "_build" / "bench-scale")
    parser.add_argument("--results", type=Path, default=RESULTS / "scale.json")
    parser.add_argument("--again", action="store_true", help="measure anew what is measured")
    parser.add_argument("--without", nargs="*", default=[], choices=["latex", "plain"])
    options = parser.parse_args(arguments)
    options.folder = options.folder.resolve()  # builds run in folders of their own
    return options


def main() -> int:
    """Measure, and say what is missed."""
    options = asked()
    report: Result = {"machine": {}, "results": {}}
    if options.results.exists():
        report = json.loads(options.results.read_text("utf-8"))

    def save() -> None:
        report["machine"] = {
            "cores": os.cpu_count(),
            "memory, MB": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6,
            "system": platform.platform(terse=True),
            "python": platform.python_version(),
            **{name: version(name) for name in ("sphinx", "docutils", "myst-parser", "furo")},
            **{name: version(name) for name in ("sphinx-design", "sphinxcontrib-bibtex")},
        }
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(report, indent=1) + "\n", "utf-8")

    measure(options, report["results"], save)
    show(report["results"])
    plot(report["results"], options.results.with_suffix(".png"))
    print()
    missed = 0
    for name, limit, figure in targets(report["results"]):
        if figure is None:
            print(f"  not measured: {name} (at most {limit:g})")
            continue
        missed += figure > limit
        said = "missed" if figure > limit else "reached"
        print(f"  {said}: {name}: {figure:.2f} (at most {limit:g})")
    return 1 if missed else 0


_ABOUT = (__doc__ or "").partition("\n")[0]

if __name__ == "__main__":
    sys.exit(main())
