"""Python's collector of garbage, while Sphinx reads."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Iterator

import pytest
from sphinx.errors import ExtensionError

from bitext.garbage import DOCUMENTS, Garbage
from tests.conftest import Build


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()
    gc.enable()


def run(waste: Garbage, documents: int) -> int:
    """How often it collects."""
    seen: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            seen.append(phase)

    gc.callbacks.append(note)
    try:
        for _ in range(documents):
            waste.collect()
    finally:
        gc.callbacks.remove(note)
    return len(seen)


def paused() -> Garbage:
    waste = Garbage()
    waste.pause()
    return waste


def begin(waste: Garbage) -> None:
    waste.begin()


def test_it_looks_after_some_documents() -> None:
    waste = paused()
    assert not gc.isenabled()
    assert run(waste, 2 * DOCUMENTS + 1) == 2


def test_it_works_again_afterwards() -> None:
    waste = paused()
    begin(waste)
    assert gc.get_freeze_count() == 0  # the process is the same
    waste.resume()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    waste.end()
    assert gc.isenabled()


def test_what_a_run_has_left_goes_with_the_next() -> None:
    paused().resume()
    known = weakref.ref(Circle())
    gc.freeze()
    gc.collect()
    assert known() is not None
    Garbage().start()
    gc.collect()
    assert known() is None


def test_a_process_leaves_what_its_parent_knows_alone() -> None:
    waste = paused()
    out, into = os.pipe()
    child = os.fork()
    if not child:
        begin(waste)
        os.write(into, str(gc.get_freeze_count()).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(out, 99)) > 10_000
    assert gc.get_freeze_count() == 0
    os.close(out)
    os.close(into)


class Circle:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self


def test_what_another_process_has_sent_does_not_stay() -> None:
    waste = paused()
    known = weakref.ref(Circle())
    assert known() is not None
    waste.merge()
    assert known() is None


def test_who_has_turned_it_off_finds_it_off() -> None:
    gc.disable()
    waste = paused()
    assert run(waste, DOCUMENTS) == 0
    waste.resume()
    assert not gc.isenabled()


CONF = """
import gc

def note(app, *_):
    app.seen = [*getattr(app, "seen", []), (gc.isenabled(), gc.get_freeze_count() > 10_000)]

def setup(app):
    app.connect("env-before-read-docs", note)
    app.connect("source-read", note)
    app.connect("env-updated", note)
"""


@pytest.mark.parametrize("enabled", [True, False])
def test_it_looks_at_what_is_new_only_and_not_while_sphinx_reads(
    build: Build, enabled: bool
) -> None:
    if not enabled:
        gc.disable()
    site = build({"conf.py": CONF, "index.md": "# T\n"})
    assert gc.isenabled() is enabled
    seen = vars(site.app)["seen"]
    assert seen == [(enabled, enabled), (False, enabled), (enabled, enabled)]


def test_it_is_on_after_a_build_that_breaks(build: Build) -> None:
    extensions = ["myst_parser", "bitext", "tests.breaking"]
    with pytest.raises(ExtensionError):
        build({"index.md": "# T\n\nbreak while reading\n"}, extensions=extensions)
    assert gc.isenabled()
