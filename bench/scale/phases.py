"""A Sphinx extension that says what a build's processor time went into.

``extensions = [..., "bench.scale.phases"]`` with ``BENCH_PHASES`` naming a file. In it stand, at
the end, seconds by phase:

============  ==============================================================================
``start``     imports, settings, the environment of the last build
``read``      sources to trees, without what follows
``maths``     setting formulas, and taking them from the cache, in reading and in writing
``listings``  handlers that show posts of each other: catalogue, archive, navigation, feeds ...
``search``    handlers of the search
``resolve``   post-transforms and references, of the pages
``write``     trees to HTML, templates, files
``finish``    pages without a document, static files, the rest
============  ==============================================================================

Wall seconds stand there by stage: reading, joining (``env-updated``, the environment is saved),
writing, finishing. Every handler of an event is put into a stopwatch by the public ``disconnect``
and ``connect``; what a handler takes counts for its module's phase, not for the stage around it.
"""

from __future__ import annotations

import functools
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LISTINGS = (
    *("bitext.catalogue", "bitext.pages", "bitext.feeds", "bitext.meta", "bitext.downloads"),
    *("bitext.checker", "bitext.bibliography.works"),
)
"""Modules, and packages, that show posts of each other."""


class Stopwatch:
    """The times of one build, in all its processes."""

    def __init__(self, report: Path) -> None:
        self.report = report
        self.notes = report.with_suffix(".notes")
        self.notes.unlink(missing_ok=True)
        self.main = os.getpid()
        self.spent: Counter[str] = Counter()
        """Seconds by phase and handler, in this process, not noted yet."""
        self.running = 0
        self.marks: list[tuple[str, float, float, float]] = [("start", time.time(), 0.0, 0.0)]
        # What the parent has not noted yet, it will note itself.
        os.register_at_fork(after_in_child=self.spent.clear)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Count what is done within for ``phase handler``; of nested ones the outer counts."""
        self.running += 1
        began = time.process_time()
        try:
            yield
        finally:
            self.running -= 1
            if not self.running:
                self.spent[name] += time.process_time() - began

    def apart(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, counted for `name` without what counts for others meanwhile."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            others = sum(self.spent.values())
            began = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                others = sum(self.spent.values()) - others
                self.spent[name] += time.process_time() - began - others

        return timed

    def note(self, *_: object) -> None:
        """Write down what this process has spent: a worker may end any time."""
        if self.spent:
            line = json.dumps([os.getpid() == self.main, self.marks[-1][0], self.spent])
            with self.notes.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
            self.spent.clear()

    def mark(self, stage: str) -> None:
        """A stage begins, in the main process."""
        self.note()
        times = os.times()
        self.marks.append(
            (
                stage,
                time.time(),
                times.user + times.system,
                times.children_user + times.children_system,
            )
        )

    def write(self) -> None:
        """Add everything up."""
        self.mark("end")
        spent: dict[tuple[bool, str], Counter[str]] = {}
        if self.notes.exists():
            for line in self.notes.read_text("utf-8").splitlines():
                main, stage, phases = json.loads(line)
                spent.setdefault((main, stage), Counter()).update(phases)
            self.notes.unlink()
        phases: Counter[str] = Counter()
        handlers: Counter[str] = Counter()
        wall: Counter[str] = Counter()
        whole = {"start": "start", "reading": "read", "writing": "write"}
        for (stage, began, own, workers), (_, ended, own_after, workers_after) in zip(
            self.marks, self.marks[1:], strict=False
        ):
            wall[stage] += ended - began
            in_main, in_workers = (spent.pop((main, stage), Counter()) for main in (True, False))
            for found in (in_main, in_workers):
                handlers.update(found)
                for name, seconds in found.items():
                    phases[name.partition(" ")[0]] += seconds
            own = own_after - own - sum(in_main.values())
            workers = workers_after - workers - sum(in_workers.values())
            phases[whole.get(stage, "finish")] += own + workers
        found = {
            name: {key: round(seconds, 3) for key, seconds in table.items()}
            for name, table in (("processor", phases), ("stages", wall), ("handlers", handlers))
        }
        self.report.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def watch(app: Sphinx) -> None:
    """``builder-inited``: put all handlers, and the formulas' visitors, into the stopwatch."""
    report = os.environ.get("BENCH_PHASES")
    if not report:
        return
    stopwatch = Stopwatch(Path(report))
    for event, listeners in list(app.events.listeners.items()):
        if event in ("config-inited", "builder-inited"):
            continue
        for listener in list(listeners):
            phase = _phase(listener.handler)
            if phase:
                app.disconnect(listener.id)
                timed = _timed(stopwatch, phase, listener.handler)
                app.connect(event, timed, priority=listener.priority)
    registry = app.registry
    for visitors in (registry.html_inline_math_renderers, registry.html_block_math_renderers):
        for name, (visit, depart) in list(visitors.items()):
            visitors[name] = (_timed(stopwatch, "maths", visit), depart)

    def stage(name: str) -> Callable[..., None]:
        return lambda *_: stopwatch.mark(name)

    app.connect("env-before-read-docs", stage("reading"), priority=0)
    app.connect("env-updated", lambda *_: stopwatch.mark("joining") or (), priority=0)
    # In a worker, this is the last thing that is heard of a document.
    app.connect("doctree-read", stopwatch.note, priority=10_000)
    app.connect("html-page-context", stopwatch.note, priority=10_000)
    app.connect("write-started", stage("writing"))
    app.connect("write-started", lambda *_: resolve_apart(app, stopwatch))
    app.connect("html-collect-pages", lambda *_: stopwatch.mark("finishing") or (), priority=0)
    app.connect("build-finished", lambda *_: stopwatch.write(), priority=10_000)


def resolve_apart(app: Sphinx, stopwatch: Stopwatch) -> None:
    """``write-started``: no event says that a document begins to be resolved."""
    resolve = app.env.get_and_resolve_doctree
    # Of this environment alone, which has been saved by now.
    vars(app.env)["get_and_resolve_doctree"] = stopwatch.apart("resolve documents", resolve)


def _phase(handler: Callable[..., Any]) -> str:
    """The phase that `handler` counts for by its module; empty: the stage's own."""
    module = str(getattr(handler, "__module__", ""))
    if module.startswith("bitext.search"):
        return "search"
    if module == "bitext.mathrender":
        return "maths"
    of_listings = any(f"{module}.".startswith(f"{name}.") for name in LISTINGS)
    return "listings" if of_listings else ""


def _timed(stopwatch: Stopwatch, phase: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    name = f"{phase} {handler.__module__}.{handler.__qualname__}"

    @functools.wraps(handler)
    def timed(*args: Any, **kwargs: Any) -> Any:
        with stopwatch.timing(name):
            found = handler(*args, **kwargs)
        # Sphinx takes pages from a generator later on, and writes each before it asks for the next.
        return _timed_pages(stopwatch, name, found) if isinstance(found, Iterator) else found

    return timed


def _timed_pages(stopwatch: Stopwatch, name: str, pages: Iterator[Any]) -> Iterator[Any]:
    """`pages`, of which making counts, and writing does not."""
    while True:
        with stopwatch.timing(name):
            page = next(pages, None)
        if page is None:
            return
        yield page


def setup(app: Sphinx) -> dict[str, Any]:
    """Last of all handlers, so that it sees them all."""
    app.connect("builder-inited", watch, priority=10_000)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
