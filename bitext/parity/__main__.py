"""``python -m bitext.parity``: check posts without Sphinx, and accept pairs.

::

    python -m bitext.parity check posts/one.md posts/two.md --glossary glossary.yml
    python -m bitext.parity accept posts/one.md            # all its pairs
    python -m bitext.parity accept posts/one.md:120        # the pair on that line
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..yamltext import load
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
    from collections.abc import Sequence

    from .freshness import Accepted, Lock
    from .source import Pair


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status is 1 if anything was found that is no mere hint."""
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
    try:
        lock = parse_lock(options.lock.read_text("utf-8")) if options.lock.exists() else {}
        if options.command == "accept":
            for post in options.posts:
                print(_accept(lock, post))
            options.lock.write_text(format_lock(lock), "utf-8")
            return 0
        macros = frozenset(filter(None, options.macros.split(",")))
        return _check(lock, options.posts, options.glossary, macros)
    except (OSError, ValueError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")


def _check(lock: Lock, posts: Sequence[str], glossary: Path | None, macros: frozenset[str]) -> int:
    terms = parse_glossary(load(glossary.read_text("utf-8"))) if glossary else None
    worst = Severity.HINT
    for post in posts:
        text = Path(post).read_text("utf-8")
        findings = [
            *check_post(text, glossary=terms, macros=macros).findings,
            *check_freshness(pairs(text), lock.get(_name(post), ())).findings,
        ]
        for line in as_text({post: findings}):
            print(line)
        worst = max([worst, *(finding.severity for finding in findings)])
    return int(worst > Severity.HINT)


def _accept(lock: Lock, post: str) -> str:
    """Accept a post, or one of its pairs; gives what to tell."""
    path, _, line = post.partition(":")
    name = _name(path)
    found = pairs(Path(path).read_text("utf-8"))
    if not line:
        lock[name] = accept(found)
        return f"{path}: {len(found)} pairs accepted"
    at = int(line)
    chosen = [number for number, pair in enumerate(found) if _holds(pair, at)]
    if not chosen:
        raise ValueError(f"{post}: there is no pair on this line")
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


def _name(path: str) -> str:
    """The name of a post: its path without what comes behind the dot, as in Sphinx."""
    return Path(path).with_suffix("").as_posix()


if __name__ == "__main__":
    sys.exit(main())
