"""What TeX's log says, in the lines that matter, and where in the posts that is.

    python -m bitext.book.texlog FOLDER/book.log

An error is three lines: the place in the source and what is wrong; the line of TeX up to
there; what TeX had still to read. A warning is one: a formula that is too wide, a character
that no font has. The book's ``.tex``
lies beside the log; its comments ``%% posts/x.md:12`` say where each block comes from.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_ERROR = re.compile(r"^(?:\./)?(\S+\.\w+):(\d+): (.*)")
_BANG = re.compile(r"^! (.*)")
_LINE = re.compile(r"^l\.(\d+) ?(.*)")
_WIDE = re.compile(r"^Package bitext Warning: (.*?) on input line (\d+)\.")
_MISSING = re.compile(r"^Missing character: There is no (\S+) \((U\+[0-9A-F]+)\)")
_PLACE = re.compile(r"^%% (\S+:\d+)$")


def errors(log: str, tex: str, name: str = "") -> Iterator[str]:
    r"""The errors of a log, three lines each.

    Args:
        log: what TeX wrote, with lines that are not broken (``max_print_line=1000``).
        tex: the source that it read.
        name: the source's file name; errors of other files are said to be there.

    >>> tex = "%% posts/a.md:7\nA\n\\wrong here\n"
    >>> log = "./b.tex:3: Undefined control sequence.\nl.3 \\wrong\n           here\n"
    >>> print(*errors(log, tex, "b.tex"), sep="\n")
    posts/a.md:7: Undefined control sequence.
      \wrong
             here

    """
    lines = log.splitlines()
    for number, line in enumerate(lines):
        found, bang = _ERROR.match(line), _BANG.match(line)
        if not found and not bang:
            continue
        context = next(
            (n for n in range(number + 1, min(number + 40, len(lines))) if _LINE.match(lines[n])),
            None,
        )
        read = _LINE.match(lines[context]) if context is not None else None
        at = int(found[2]) if found else int(read[1]) if read else 0
        of_book = not found or found[1] == (name or found[1])
        place = _place(tex, at) if of_book and at else f"{found[1]}:{at}" if found else ""
        message = found[3] if found else bang[1] if bang else ""
        yield f"{place or name or 'TeX'}: {message}"
        if read and context is not None:
            yield f"  {read[2][-96:]}"
            rest = lines[context + 1].strip() if context + 1 < len(lines) else ""
            yield f"  {' ' * len(read[2][-96:])}{rest[:96]}"


def warnings(log: str, tex: str) -> Iterator[str]:
    """What is too wide for its line, and characters that no font has: one line each, once."""
    lines = dict.fromkeys(log.splitlines())
    for line in lines:
        found = _WIDE.match(line)
        if found:
            yield f"{_place(tex, int(found[2]))}: {found[1]}"
        missing = _MISSING.match(line)
        if missing:
            # TeX doesn't say where: wherever the text has it.
            at = next((n for n, text in enumerate(tex.splitlines(), 1) if missing[1] in text), 0)
            yield f"{_place(tex, at) or 'TeX'}: no font has {missing[1]} ({missing[2]})"


def _place(tex: str, line: int) -> str:
    """The last comment at or above `line` that says where the text comes from."""
    for text in reversed(tex.splitlines()[:line]):
        found = _PLACE.match(text)
        if found:
            return found[1]
    return ""


def main(arguments: Sequence[str]) -> int:
    """Print what the log says; the exit status is 1 where it holds an error."""
    path = Path(arguments[0])
    # Without a log TeX was not reached; then latexmk, or the shell, has said why.
    log = path.read_text("utf-8", errors="replace") if path.exists() else ""
    source = path.with_suffix(".tex")
    tex = source.read_text("utf-8") if source.exists() else ""
    found = list(errors(log, tex, source.name))
    for line in (*found[:9], *dict.fromkeys(warnings(log, tex))):
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
