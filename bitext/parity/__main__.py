"""``python -m bitext.parity``: check posts without Sphinx, and accept pairs.

::

    python -m bitext.parity check posts/one.md posts/two.md --glossary glossary.yml
    python -m bitext.parity accept posts/one.md            # all its pairs
    python -m bitext.parity accept posts/one.md:120        # the pair on that line

What cannot be read is said with file and line, and a lock that is damaged is never written.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..texts import UnreadableError, read, read_document
from ..yamltext import YamlError, load
from . import (
    Severity,
    accept,
    as_text,
    check_freshness,
    check_post,
    format_lock,
    pairs,
    parse_glossary,
    parse_lock,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from . import Glossary
    from .freshness import Accepted, Lock
    from .source import Pair


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    The exit status is 1 if anything was found that is no mere hint, and 2 if a file cannot be
    read; then nothing is accepted.
    """
    parser = argparse.ArgumentParser(
        prog="python -m bitext.parity", description="Do both languages say the same?"
    )
    parser.add_argument("command", choices=["check", "accept"])
    parser.add_argument("posts", nargs="+", metavar="POST.md[:LINE]")
    parser.add_argument("--lock", type=Path, default=Path("parity.lock"))
    parser.add_argument("--glossary", type=Path)
    parser.add_argument(
        "--macros", default="", help="names of the author's TeX commands, with commas between"
    )
    options = parser.parse_args(arguments)
    macros = frozenset(filter(None, options.macros.split(",")))
    try:
        lock = _lock(options.lock)
        if options.command == "accept":
            return _accept_all(lock, options.posts, options.lock)
        names = {post: _name(post, options.lock) for post in options.posts}
        return _check(lock, names, _glossary(options.glossary), macros)
    except _RefusedError as refused:
        parser.exit(2, f"{refused}\n")


class _RefusedError(Exception):
    """A file that nothing can be made of; the message names it, and the line."""


def _text(path: Path, reader: Callable[[Path], str]) -> str:
    """What `reader` makes of a file.

    Raises:
        _RefusedError: it makes nothing of it.

    """
    try:
        return reader(path)
    except UnreadableError as error:
        raise _RefusedError(f"{path}:{error.line}: {error.message}") from error
    except OSError as error:
        raise _RefusedError(f"{path}: {error.strerror}") from error


def _lock(path: Path) -> Lock:
    if not path.exists():
        return {}
    try:
        return parse_lock(_text(path, read))
    except UnreadableError as error:
        raise _RefusedError(f"{path}:{error.line}: {error.message}") from error


def _glossary(path: Path | None) -> Glossary | None:
    if path is None:
        return None
    try:
        return parse_glossary(load(_text(path, read_document)))
    except YamlError as error:
        raise _RefusedError(f"{path}:{error.line}: {error.message}") from error
    except ValueError as error:
        raise _RefusedError(f"{path}: {error}") from error


def _check(
    lock: Lock, posts: Mapping[str, str], glossary: Glossary | None, macros: frozenset[str]
) -> int:
    """Check all that can be read, each under its name; 2 if something cannot."""
    status = 0
    for post, name in posts.items():
        try:
            text = _text(Path(post), read_document)
        except _RefusedError as refused:
            print(refused, file=sys.stderr)
            status = 2
            continue
        findings = [
            *check_post(text, glossary=glossary, macros=macros).findings,
            *check_freshness(pairs(text), lock.get(name, ())).findings,
        ]
        for line in as_text({post: findings}):
            print(line)
        if any(finding.severity > Severity.HINT for finding in findings):
            status = max(status, 1)
    return status


def _accept_all(lock: Lock, posts: Sequence[str], path: Path) -> int:
    """Accept all or none: a lock is written whole, and only when nothing was refused."""
    said = [_accept(lock, post, path) for post in posts]
    try:
        new = path.with_name(f"{path.name}.new")
        new.write_text(format_lock(lock), "utf-8", newline="\n")
        os.replace(new, path)
    except OSError as error:
        raise _RefusedError(f"{path}: {error.strerror}") from error
    print(*said, sep="\n")
    return 0


def _accept(lock: Lock, post: str, lock_path: Path) -> str:
    """Accept a post, or one of its pairs; gives what to tell.

    Raises:
        _RefusedError: there is nothing to accept.

    """
    path, line = post, ""
    if not Path(post).exists() and re.search(r":\d+$", post):
        path, _, line = post.rpartition(":")
    found = pairs(_text(Path(path), read_document))
    if not found:
        raise _RefusedError(f"{path}: there is no pair in it; nothing is accepted")
    name = _name(path, lock_path)
    if not line:
        lock[name] = accept(found)
        return f"{path}: {len(found)} pairs accepted"
    chosen = [number for number, pair in enumerate(found) if _holds(pair, int(line))]
    if not chosen:
        raise _RefusedError(f"{post}: there is no pair on this line; nothing is accepted")
    before = lock.get(name, [])
    lock[name] = []
    for number, each in enumerate(accept(found)):
        old = each if number in chosen else _known(each, before)
        if old:
            lock[name].append(old)
    return f"{post}: accepted"


def _holds(pair: Pair, line: int) -> bool:
    """Whether a line is in a pair, fences included."""
    end = pair.en.line + pair.en.text.count("\n") + 1
    return pair.zh.line - 1 <= line <= end


def _known(pair: Accepted, before: Sequence[Accepted]) -> Accepted | None:
    """What was accepted of a pair, if one of its sides is still as it was."""
    return next((old for old in before if old.zh == pair.zh or old.en == pair.en), None)


def _name(path: str, lock: Path) -> str:
    """The name of a post: its path from the lock on, without what comes behind the dot."""
    whole = Path(os.path.abspath(path)).with_suffix("")
    try:
        return whole.relative_to(os.path.abspath(lock.parent)).as_posix()
    except ValueError:  # it lies elsewhere
        return Path(path).with_suffix("").as_posix()


if __name__ == "__main__":
    sys.exit(main())
