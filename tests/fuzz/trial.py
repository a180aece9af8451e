"""Builds broken posts by the dozen, and finds the one that did harm.

A build runs in a process of its own, forked off when all is imported, so that nothing a post
does to the process (docutils' registries, memory, an endless loop in C) reaches the next.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import resource
import shutil
import signal
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any, ClassVar

import furo  # noqa: F401  # so that no build need import it again
import sphinx_copybutton  # noqa: F401  # so that no build need import it again
from docutils.utils import Reporter
from sphinx.application import Sphinx
from sphinx.util.console import strip_escape_sequences
from sphinx.util.docutils import docutils_namespace, patch_docutils

import bitext.bibliography  # here, so that each build needn't import it again
from tests.conftest import TOP

from .mutate import MARK, expected

SLOW = 10.0  # seconds of CPU that one step of one post may take
_STUCK = 60.0  # ... before it is broken off
_SILENT = 900.0  # seconds without a word from the build, before it is killed

_INDEX = """\
# [首页]{.zh} [Home]{.en}

```{posts} latest
```

```{toctree}
:glob:

posts/*
```
"""

KINDS = ("crash", "outside", "nowhere", "traceback", "ours", "aside", "lost", "slow")
"""What no post may do, see :class:`Finding`."""

_LEVELS = "|".join(["WARNING", "ERROR", "CRITICAL", *Reporter.levels])
_PLACED = re.compile(rf"^(?P<path>/.*?):(?P<line>\d+): (?:{_LEVELS}):")
_SAID = re.compile(rf"^(?:/.*?: )?(?:{_LEVELS}):")
_TRACEBACK = "Traceback (most recent call last)"
_FRAME = re.compile(r'File "([^"]*)", line (\d+)')
_BITEXT = Path(bitext.__file__).parent
_STANDARD = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
_PACKAGES = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))


@dataclass
class Report:
    """What came of one build."""

    crash: str = ""
    """The traceback, or the signal; empty for none."""
    at: str = ""
    """The document that the build was at when it crashed."""
    warned: dict[str, list[str]] = field(default_factory=dict)
    """The warnings of each document, with its file and a line."""
    noticed: list[tuple[str, str]] = field(default_factory=list)
    """What was said, or done, that should not have been, by its kind; by whom is not known."""
    lost: dict[str, set[str]] = field(default_factory=dict)
    """By document, the planted words that are not on its page."""
    slow: dict[str, float] = field(default_factory=dict)
    """The documents of which one step took more than ``SLOW`` seconds of CPU, and how many."""


@dataclass(frozen=True)
class Finding:
    """What a mutant did that no post may do."""

    kind: str
    """One of ``KINDS``.

    ``crash``: the build ended. ``outside``: and that is since it was about to write elsewhere than
    into its output. ``nowhere``: a warning without a place. ``traceback``: in a warning.
    ``ours``: what could not be read is to blame on :mod:`bitext`. ``aside``: something went to
    the terminal past Sphinx. ``lost``: text that no page shows. ``slow``.
    """
    numbers: tuple[int, ...]
    """The mutant; or several that do it only together."""
    detail: str

    @property
    def key(self) -> str:
        """What findings of one cause have in common, most likely."""
        if places := _FRAME.findall(self.detail):
            return " ".join(f"{Path(name).name}:{line}" for name, line in places[-2:])
        if self.kind in {"nowhere", "aside"}:
            return re.sub(r"\d+|'[^']*'|\"[^\"]*\"|/\S*", "_", self.detail)[:120]
        return ""


class Trial:
    """Builds mutants below `folder`; formulas that were set are kept in `cache`.

    `extensions` are loaded besides those of this site.
    """

    def __init__(self, folder: Path, cache: Path, extensions: Sequence[str] = ()) -> None:
        self._folder, self._cache, self._extensions = folder, cache, extensions
        cache.mkdir(parents=True, exist_ok=True)
        self._known: set[tuple[str, str]] = set()

    def check(
        self, mutants: Mapping[int, bytes], builders: Sequence[str] = ("html",)
    ) -> tuple[set[int], list[Finding]]:
        """The numbers of those that gave a warning, and all that was found."""
        report = self.build(mutants, builders)
        if report.crash:
            return self._crashed(mutants, builders, report)
        found = [
            Finding("slow", (number_of(name),), f"{seconds:.1f} s")
            for name, seconds in report.slow.items()
        ]
        found += [
            Finding("lost", (number_of(name),), " ".join(sorted(words)))
            for name, words in report.lost.items()
        ]
        for kind, said in report.noticed:
            finding = Finding(kind, tuple(mutants), said)
            if (kind, finding.key) not in self._known:
                self._known.add((kind, finding.key))
                found.append(replace(finding, numbers=self._culprit(mutants, builders, finding)))
        return {number_of(name) for name in report.warned if name.startswith("posts/m")}, found

    def build(self, mutants: Mapping[int, bytes], builders: Sequence[str]) -> Report:
        """Build a site of these posts in a process of its own."""
        with tempfile.TemporaryDirectory(dir=self._folder) as made:
            folder = Path(made).resolve()
            source = folder / "source"
            lay_out(source, {f"m{number}": data for number, data in mutants.items()})
            context = multiprocessing.get_context("fork")
            ours, theirs = context.Pipe(duplex=False)
            given = (theirs, source, folder, self._cache, builders, self._extensions)
            process = context.Process(target=_work, args=given)
            process.start()
            theirs.close()
            report, at = None, ""
            try:
                while report is None and ours.poll(_SILENT):
                    message = ours.recv()
                    if isinstance(message, Report):
                        report = message
                    else:
                        at = message
            except EOFError:
                pass
            if report is None:
                process.kill()
            process.join()
            if report is None:
                report = Report(crash=f"the build ended by signal {-(process.exitcode or 0)}")
            report.at = report.at or at
            return report

    def _crashed(
        self, mutants: Mapping[int, bytes], builders: Sequence[str], report: Report
    ) -> tuple[set[int], list[Finding]]:
        """Find who it was; then build the others without."""
        if len(mutants) == 1:
            return set(), [_crash(mutants, report)]
        numbers = list(mutants)
        if report.at.startswith("posts/m"):
            suspect = number_of(report.at)
            alone = self.build({suspect: mutants[suspect]}, builders)
            if alone.crash:
                rest = {n: data for n, data in mutants.items() if n != suspect}
                warned, found = self.check(rest, builders)
                return warned, [_crash([suspect], alone), *found]
        warned, found = set(), []
        for half in (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]):
            some, more = self.check({n: mutants[n] for n in half}, builders)
            warned |= some
            found += more
        if not any(finding.kind in {"crash", "outside"} for finding in found):
            found.append(_crash(numbers, report))
        return warned, found

    def _culprit(
        self, mutants: Mapping[int, bytes], builders: Sequence[str], finding: Finding
    ) -> tuple[int, ...]:
        """The mutant of which alone this comes; all of them if of none."""
        numbers = list(mutants)
        while len(numbers) > 1:
            for half in (numbers[: len(numbers) // 2], numbers[len(numbers) // 2 :]):
                report = self.build({n: mutants[n] for n in half}, builders)
                noticed = (Finding(kind, (), said) for kind, said in report.noticed)
                if any((one.kind, one.key) == (finding.kind, finding.key) for one in noticed):
                    numbers = half
                    break
            else:
                return tuple(numbers)
        return tuple(numbers)


def _crash(numbers: Iterable[int], report: Report) -> Finding:
    kind = "outside" if f"{Outside.__qualname__}: " in report.crash else "crash"
    return Finding(kind, tuple(numbers), report.crash)


def number_of(name: str) -> int:
    """Which mutant ``posts/m17`` is."""
    return int(re.sub(r"\D", "", name))


def lay_out(source: Path, posts: Mapping[str, bytes]) -> None:
    """This very site, with other posts."""
    (source / "posts").mkdir(parents=True)
    for name in ("_static", "_templates", "refs.bib", "glossary.yml", "taxonomy.yml"):
        (source / name).symlink_to(TOP / name)
    for figures in (TOP / "posts").iterdir():
        if figures.is_dir():
            (source / "posts" / figures.name).symlink_to(figures)
    shutil.copy(TOP / "conf.py", source)
    (source / "index.md").write_text(_INDEX, "utf-8")
    for name, data in posts.items():
        (source / f"posts/{name}.md").write_bytes(data)


class _Watch:
    """Notes where a build is, and how long each document takes."""

    def __init__(self, say: Connection) -> None:
        self.slow: dict[str, float] = {}
        self._say, self._since = say, 0.0
        self.restart()

    def follow(self, app: Sphinx) -> None:
        """Hang on to the events between which one document's work lies."""
        app.connect("env-before-read-docs", lambda *_: self.restart(), priority=999)
        app.connect("source-read", lambda app, name, text: self._at(name), priority=1)
        app.connect("doctree-read", lambda app, tree: self._passed(app.env.docname), priority=999)
        app.connect("env-updated", lambda *_: self.restart(), priority=999)
        app.connect("write-started", lambda *_: self.restart())
        app.connect("doctree-resolved", lambda app, tree, name: self._at(name), priority=1)
        app.connect("html-page-context", lambda app, name, *_: self._passed(name), priority=999)
        app.connect("html-collect-pages", lambda *_: self.restart() or ())

    def restart(self) -> None:
        """What was done until now is no document's."""
        self._since = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, _STUCK)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(self._since + 2 * _STUCK), hard))

    def _at(self, name: str) -> None:
        self._say.send(name)
        self._passed(name)

    def _passed(self, name: str) -> None:
        taken = time.process_time() - self._since
        if taken > SLOW:
            self.slow[name] = max(taken, self.slow.get(name, 0.0))
        self.restart()


class Stuck(BaseException):
    """Nothing that is there to catch what posts do wrong may catch it."""


def _stuck(number: int, frame: FrameType | None) -> None:
    raise Stuck(f"one step took {_STUCK:.0f} s of CPU")


class Outside(BaseException):
    """A build is about to write what is not its own; nothing may catch this either."""


class _Fence:
    """Lets nothing be written but below `folders`: an audit hook."""

    _PATHS: ClassVar = {
        # of these events, which of the arguments are paths that are written
        **dict.fromkeys(("os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod"), (0,)),
        **dict.fromkeys(("os.utime", "sqlite3.connect"), (0,)),
        **dict.fromkeys(("os.link", "os.symlink"), (1,)),
        "os.rename": (0, 1),
    }

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = [os.path.realpath(folder) for folder in folders]

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            written = [path] if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else []
        else:
            written = [arguments[at] for at in self._PATHS.get(event, ())]
        for path in written:
            if not isinstance(path, int) and not self._holds(os.fsdecode(path)):
                raise Outside(f"{event} {os.fsdecode(path)}")

    def _holds(self, path: str) -> bool:
        real = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        return real == os.devnull or any(
            real == folder or real.startswith(f"{folder}{os.sep}") for folder in self._folders
        )


class _Swallowed(logging.Handler):
    """Keeps what :mod:`bitext.salvage` says of what it went on after."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if _TRACEBACK in (said := record.getMessage()):
            self.said.append(said)


def is_ours(said: str) -> bool:
    """Whether it is our code that a traceback ends in, but for what Python brings itself."""
    names = [
        name
        for name, _ in _FRAME.findall(said)
        if name.startswith(_PACKAGES) or not name.startswith((*_STANDARD, "<"))
    ]
    return bool(names) and _BITEXT in Path(names[-1]).parents


def _work(
    say: Connection,
    source: Path,
    folder: Path,
    cache: Path,
    builders: Sequence[str],
    extensions: Sequence[str],
) -> None:
    """Build; in a process of its own."""
    os.setsid()
    signal.signal(signal.SIGPROF, _stuck)
    aside = folder / "aside"
    with aside.open("wb") as terminal:
        for number in (1, 2):
            os.dup2(terminal.fileno(), number)
    sys.stdout, sys.stderr = (os.fdopen(n, "w", 1, closefd=False) for n in (1, 2))
    swallowed = _Swallowed()
    logging.getLogger("sphinx.bitext.salvage").addHandler(swallowed)
    watch, log = _Watch(say), StringIO()
    report = Report()
    sys.addaudithook(_Fence([*(folder / name for name in (*builders, "doctrees")), cache]))
    try:
        for builder in builders:
            with patch_docutils(str(source)), docutils_namespace():
                app = _sphinx(source, folder, cache, builder, log)
                for extension in extensions:
                    app.setup_extension(extension)
                watch.follow(app)
                app.build()
    except BaseException:
        report.crash = traceback.format_exc()
    signal.setitimer(signal.ITIMER_PROF, 0)
    _sort(log.getvalue(), source, report)
    report.noticed += [("ours", said) for said in swallowed.said if is_ours(said)]
    if said := aside.read_text("utf-8", "replace").strip():
        report.noticed.append(("aside", said))
    if not report.crash:
        report.slow = watch.slow
        report.lost = dict(_lost(source, folder / "html"))
    say.send(report)


def _sphinx(source: Path, folder: Path, cache: Path, builder: str, log: StringIO) -> Sphinx:
    return Sphinx(
        source,
        source,
        folder / builder,
        folder / "doctrees",
        builder,
        confoverrides={
            "bitext_cache": str(cache),
            "bitext_katex": str(TOP / "node_modules/katex/dist"),
        },
        status=None,
        warning=log,
    )


def _sort(said: str, source: Path, report: Report) -> None:
    """Tell warnings with a place from those without; their further lines are neither."""
    said = strip_escape_sequences(said)
    report.noticed += [("traceback", _TRACEBACK + rest) for rest in said.split(_TRACEBACK)[1:]]
    for line in said.splitlines():
        if found := _PLACED.match(line):
            path = Path(found["path"])
            name = str(path.relative_to(source).with_suffix("")) if source in path.parents else ""
            report.warned.setdefault(name, []).append(line.replace(f"{source}/", ""))
        elif _SAID.match(line):
            report.noticed.append(("nowhere", line.replace(f"{source}/", "")))


def _lost(source: Path, html: Path) -> Iterator[tuple[str, set[str]]]:
    """The planted words that a mutant has and its page has not."""
    for path in sorted((source / "posts").glob("m*.md")):
        page = html / "posts" / f"{path.stem}.html"
        if page.exists():
            text = page.read_text("utf-8")
            shown = set(MARK.findall(text[text.find("<article") : text.rfind("</article>")]))
            if missing := expected(path.read_bytes()) - shown:
                yield f"posts/{path.stem}", missing
        elif _is_text(path.read_bytes()):  # another one is left out, and said
            yield f"posts/{path.stem}", {"the whole page"}


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True
