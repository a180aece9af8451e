"""What befalls a build, and what an earlier one left."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from .site import NO_MORE_THAN_OTHERS, Site


def killed(site: Site, rng: random.Random, seconds: float) -> bool:
    """A build is killed, with all its processes, somewhen in its first `seconds`.

    False where it was quicker, and came to its end.
    """
    process = site.start()
    time.sleep(rng.uniform(0, seconds))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def starved(site: Site, rng: random.Random) -> None:
    """The disk is full: no file can grow beyond some blocks of 512 bytes."""
    status, said = site.build(before=f"ulimit -f {rng.choice([1, 8, 40])}")
    assert status != 0, said


def at_once(site: Site, rng: random.Random) -> None:
    """Two builds into one folder; either may fail."""
    met, seconds = False, 4.0
    while not met:
        seconds /= 2
        first = site.start()
        time.sleep(rng.uniform(0, seconds))
        met = first.poll() is None
        second = site.start()
        for process in (first, second):
            process.communicate()


def files_of_the_future(site: Site, rng: random.Random) -> None:
    """What was built has times that are years ahead."""
    late = time.time() + 10**8
    for path in (site.folder / "_build").rglob("*"):
        if path.is_file():
            os.utime(path, (late, late))


def wrong_clock(ahead: int) -> Callable[[Site, random.Random], None]:
    """A build of other pages, while the clock is so many seconds ahead, which is then put right.

    Sphinx takes pages that change from then on for older than what it read.
    """

    def harm(site: Site, rng: random.Random) -> None:
        wanted = site.edition
        site.write(1 - wanted)
        folder = str(Path(__file__).parent / "wrong_clock")
        status, said = site.build(PYTHONPATH=folder, FAULTS_CLOCK=str(ahead))
        assert status == 0, said
        site.write(wanted)

    return harm


def other_epoch(site: Site, rng: random.Random) -> None:
    """A build that was told another day."""
    site.build(SOURCE_DATE_EPOCH=str(rng.randrange(10**9)))


def no_cache(site: Site, rng: random.Random) -> None:
    """The cache's folder can be neither read nor written, by whoever builds."""
    cache = site.folder / "_build/cache"
    if cache.is_dir():
        cache.rename(cache.with_name("cache-before"))
        cache.write_text("no folder")


def read_only_cache(site: Site, rng: random.Random) -> None:
    """The cache is there, and may only be read."""
    cache = site.folder / "_build/cache"
    for path in (*cache.iterdir(), cache):
        path.chmod(0o555 if path.is_dir() else 0o444)
        may_write = [*NO_MORE_THAN_OTHERS, "test", "-w", str(path)]
        assert subprocess.run(may_write, check=False).returncode == 1, path


def files(site: Site, pattern: str) -> Iterator[Path]:
    """Files of earlier builds."""
    yield from (path for path in sorted((site.folder / "_build").glob(pattern)) if path.is_file())


def corrupted(pattern: str) -> Callable[[Site, random.Random], None]:
    """Bytes of a file are others, or its end is missing, or all of it; as chance has it."""

    def harm(site: Site, rng: random.Random) -> None:
        found = list(files(site, pattern))
        assert found, pattern
        for path in found if rng.random() < 0.5 else [rng.choice(found)]:
            times = path.stat()
            data = bytearray(path.read_bytes())
            match rng.randrange(4):
                case 0:
                    for _ in range(1 + len(data) // 100):
                        if data:
                            data[rng.randrange(len(data))] = rng.randrange(256)
                case 1:
                    del data[rng.randrange(len(data) + 1) :]
                case 2:
                    data.clear()
                case _:
                    data[:] = pickle.dumps({"another": "program's"})
            path.write_bytes(data)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    return harm


def doctrees_corrupted(site: Site, rng: random.Random) -> None:
    """What was read of pages is damaged, and all pages are to be written, of which few changed."""
    corrupted("doctrees/**/*.doctree")(site, rng)
    shutil.rmtree(site.folder / "_build/html")


HARMS: dict[str, Callable[[Site, random.Random], None]] = {
    "disk full": starved,
    "two at once": at_once,
    "clock ahead": wrong_clock(10**8),
    "clock behind": wrong_clock(-(10**8)),
    "files of the future": files_of_the_future,
    "another SOURCE_DATE_EPOCH": other_epoch,
    "no cache": no_cache,
    "cache read-only": read_only_cache,
    "caches corrupted": corrupted("cache/*"),
    "environment corrupted": corrupted("doctrees/environment.pickle"),
    "doctrees corrupted": doctrees_corrupted,
    "texts of feeds corrupted": corrupted("doctrees/bitext-feeds/**/*"),
    "anything corrupted": corrupted("doctrees/**/*"),
    "pages corrupted": corrupted("html/**/*.html"),
    "images corrupted": corrupted("html/_images/*"),
    "pages of this site alone corrupted": corrupted("html/tags/*"),
}
