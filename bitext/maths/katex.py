r"""KaTeX inside Python: QuickJS runs ``katex.min.js``; no Node process, no JavaScript in the page.

>>> katex = Katex(Path("node_modules/katex/dist"))
>>> katex.render(r"\boldsymbol{W}", display=False, macros={})
'<span class="katex"><span class="katex-mathml">...'
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from difflib import SequenceMatcher
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Final

from ..tex import BOLD_CLASS, define_for_katex, lift_definitions, rewrite_for_katex, used_macros

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..tex import Macro

RENDERING: Final = 3
"""Goes up whenever the options below or the rewrites in `tex` give other HTML: caches ask it."""

_SECONDS: Final = 20.0  # of the processor's time; a usual formula takes 2 ms
_MEMORY: Final = 512 << 20
# KaTeX takes 40 KB of the C stack for each \frac within a \frac. Only the main thread's stack is
# known to be large: 8 MB on Unix, 2 MB on Windows, but 128 KB in a thread under musl.
_MAIN_STACK: Final = 1 << 20 if sys.platform == "win32" else 4 << 20
_THREAD_STACK: Final = 96 << 10
_LONGEST_DIFF: Final = 4000

_SCRIPT: Final = """
function bitextRender(request) {
  const {source, display, bold} = JSON.parse(request);
  let refused = null;
  const trust = (context) => {
    const known = context.command === "\\\\htmlClass" ? context.class === bold
      : context.command === "\\\\href" && context.protocol === "_relative"
        && !/^[\\s\\\\/]*[\\\\/][\\s]*[\\\\/]/.test(context.url);
    if (!known) refused = refused || context.command;
    return known;
  };
  try {
    const html = katex.renderToString(source, {
      displayMode: display, output: "htmlAndMathml", throwOnError: true, strict: "ignore",
      colorIsTextColor: false, macros: {}, maxExpand: 1000, maxSize: 100, trust: trust,
    });
    return JSON.stringify({html: html, refused: refused});
  } catch (error) {
    if (error === null) return JSON.stringify({name: "memory"});
    const at = error.position;
    return JSON.stringify({
      name: String(error.name), message: String(error.rawMessage || error.message),
      position: at === undefined ? null : Array.from(source.slice(0, at)).length,
    });
  }
}
"""
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEGATIVE_HEIGHT: Final = re.compile(r"(?<=[\";])height:-[\d.]+em;")
_APPLICATION: Final = "<mo>\u2061</mo>"
_SCRIPTS: Final = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_TAG: Final = re.compile(r"<(?P<closes>/?)(?P<name>[A-Za-z]+)[^>]*>")
_DRAWING: Final = '<span class="katex-html" aria-hidden="true">'
_ANNOTATION: Final = '<annotation encoding="application/x-tex">'


class TexError(Exception):
    """A formula that KaTeX can't set.

    ``message`` is KaTeX's, without prefix and position; ``position`` is the offset, from 0, in the
    source as the author wrote it, or None where there is none.
    """

    def __init__(self, message: str, position: int | None = None) -> None:
        """Say what is wrong, and where."""
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        """Give the message alone."""
        return self.message


class Katex:
    """KaTeX as ``npm install katex`` leaves it: ``dist`` is the folder with katex.min.js.

    Nothing is read before it is needed. Each thread of each process has an engine of its own:
    QuickJS can't be shared by threads, and a fork starts afresh.
    """

    def __init__(self, dist: Path) -> None:
        """Note where KaTeX is."""
        self._dist = dist
        self._engines = threading.local()

    @cached_property
    def version(self) -> str:
        """KaTeX's version, from package.json beside ``dist``; FileNotFoundError without one."""
        package = json.loads(self._read(self._dist.parent / "package.json"))
        return str(package["version"])

    def render(
        self,
        source: str,
        *,
        display: bool,
        macros: Mapping[str, Macro],
        shown: str | None = None,
    ) -> str:
        r"""Set a formula; the HTML holds MathML for screen readers and, in it, the TeX source.

        ``source`` is what to set: an inline formula as written, or what `display_for_katex` makes
        of a display. ``shown`` is what the author wrote, where that differs: it is the source that
        the HTML holds, and errors point into it. Definitions in the source (``\newcommand``) hold
        for this formula. Raises TexError; FileNotFoundError if KaTeX isn't there.
        """
        written = source if shown is None else shown
        for text in (written, source):
            odd = _NO_TEXT.search(text)
            if odd is not None:
                raise TexError(
                    f"U+{ord(odd[0]):04X} is no character of a formula",
                    odd.start() if text is written else None,
                )
        own, rest = lift_definitions(source)
        known = {**macros, **{macro.name: macro for macro in own}}
        used = used_macros(rest.text, known)
        prelude = {
            name: define_for_katex(macro, used, display=display) for name, macro in used.items()
        }
        formula = rewrite_for_katex(rest.text, display=display, macros=used)

        answer = self._ask("".join(prelude.values()) + formula.text, display)
        if "html" in answer and answer["refused"] is None:
            return _valid(_annotated(answer["html"], written))

        position: int | None
        if "html" in answer:
            message, position = f"{answer['refused']} isn't allowed", None
            found = formula.text.find(answer["refused"])
            position = found if found >= 0 else None
        else:
            message = _explained(answer)
            position = _in_formula(answer.get("position"), prelude, formula.text, used)
        if position is not None:
            position = _elsewhere(rest.origin(formula.origin(position)), source, written)
        raise TexError(message, position)

    def _ask(self, source: str, display: bool) -> dict[str, Any]:
        """Let KaTeX set the source: ``html`` and ``refused``, or an error's name and place."""
        import quickjs  # it starts a thread; late, so that not every process has one to fork

        request = json.dumps({"source": source, "display": display, "bold": BOLD_CLASS})
        try:
            answer: dict[str, Any] = json.loads(self._engine()(request))
        except (quickjs.JSException, UnicodeError) as error:
            self._engines.function = None  # it may have stopped anywhere
            answer = {"name": "stopped", "message": str(error).partition("\n")[0]}
        return answer

    def _engine(self) -> Any:
        """Give the JavaScript function, of this thread in this process."""
        if getattr(self._engines, "process", None) != os.getpid():
            self._engines.function = None
        if self._engines.function is None:
            import quickjs

            context = quickjs.Context()
            main = threading.current_thread() is threading.main_thread()
            context.set_max_stack_size(_MAIN_STACK if main else _THREAD_STACK)
            context.set_memory_limit(_MEMORY)
            context.eval(self._read(self._dist / "katex.min.js"))
            context.eval(_SCRIPT)
            context.set_time_limit(_SECONDS)
            self._engines.function = context.get("bitextRender")
            self._engines.process = os.getpid()
        return self._engines.function

    @staticmethod
    def _read(path: Path) -> str:
        """Read a file of KaTeX's; the error says how to get it."""
        try:
            return path.read_text("utf-8")
        except OSError as error:
            raise FileNotFoundError(
                f"KaTeX isn't there: {path} can't be read. Get it with `npm install katex`, or "
                "name the folder that holds katex.min.js in the setting bitext_katex"
            ) from error


def _annotated(html: str, source: str) -> str:
    """KaTeX's HTML with the author's own source in the place of the rewritten one."""
    before, mark, rest = html.partition(_ANNOTATION)
    _, end, after = rest.partition("</annotation>")
    return before + mark + escape(source, quote=False) + end + after if end else html


def _valid(html: str) -> str:
    r"""KaTeX's HTML without what HTML and MathML have no place for.

    A negative height, which browsers pass over; the invisible "function application" behind
    an operator that is a script by itself (``\sigma_{\min}``), which makes three children
    where ``<msub>`` takes two; and ``<mo>`` around other elements (``\stackrel``), where it
    is a row.
    """
    html = _NEGATIVE_HEIGHT.sub("", html)
    end = html.find("</math>")
    pieces: list[str] = []
    around: list[str] = []
    last = 0
    for tag in _TAG.finditer(html, 0, end):
        name = tag["name"]
        if tag["closes"]:
            name = around.pop() if around else name
            if name == "row of mo":
                pieces += [html[last : tag.start()], "</mrow>"]
                last = tag.end()
        elif html.startswith(_APPLICATION, tag.start()) and around and around[-1] in _SCRIPTS:
            pieces.append(html[last : tag.start()])
            last = tag.start() + len(_APPLICATION)
            around.append(name)
        elif name == "mo" and html[tag.end()] == "<" and html[tag.end() + 1] != "/":
            pieces += [html[last : tag.start()], "<mrow>"]
            last = tag.end()
            around.append("row of mo")
        elif not tag[0].endswith("/>"):
            around.append(name)
    return "".join([*pieces, html[last:]])


def without_drawings(page: str) -> str:
    """A page with formulas as KaTeX writes them, each as its MathML alone.

    The drawings are two thirds of a page: who reads no more than its text, reads it in half the
    time without them.

    >>> drawing = '<span class="katex-html" aria-hidden="true"><span class="mord">x</span></span>'
    >>> without_drawings(f"<p>a <math>x</math>{drawing}, b</p>")
    '<p>a <math>x</math>, b</p>'
    """
    kept: list[str] = []
    at = 0
    while (begin := page.find(_DRAWING, at)) >= 0:
        kept.append(page[at:begin])
        at = _end_of_span(page, begin)
    return "".join([*kept, page[at:]])


def _end_of_span(page: str, at: int) -> int:
    """Where the ``<span>`` ends that begins there."""
    depth = 0
    while (closing := page.find("</span>", at)) >= 0:
        depth += page.count("<span", at, closing) - 1
        at = closing + len("</span>")
        if not depth:
            return at
    return len(page)


def _explained(answer: Mapping[str, Any]) -> str:
    """Say what went wrong, for all that isn't KaTeX's own judgement too."""
    message = str(answer.get("message", ""))
    if answer["name"] == "ParseError":
        return message.removeprefix("KaTeX parse error: ")
    if answer["name"] == "RangeError" or "stack" in message:
        return "the formula is nested too deeply"
    if "interrupted" in message:
        return f"the formula takes more than {_SECONDS:.0f} seconds to set"
    if answer["name"] == "memory" or "memory" in message:
        return "the formula takes too much memory to set"
    return message


def _in_formula(
    position: int | None, prelude: Mapping[str, str], formula: str, macros: Mapping[str, Macro]
) -> int | None:
    """Find where KaTeX's position is in the formula; for one in a macro, where that is used."""
    if position is None:
        return None
    for name, definition in prelude.items():
        if position < len(definition):
            for use in re.finditer(r"\\(?:([A-Za-z]+)|.)", formula, re.DOTALL):
                if name in used_macros(use[0], macros):
                    return use.start()
            return None
        position -= len(definition)
    return position


def _elsewhere(position: int, source: str, written: str) -> int | None:
    """Give the offset in ``written`` of what is at ``position`` in ``source``, made from it."""
    if source == written:
        return min(position, len(written))
    if max(len(source), len(written)) > _LONGEST_DIFF:
        return None  # comparing takes time that goes with the square
    for block in SequenceMatcher(None, source, written, autojunk=False).get_matching_blocks():
        if position < block.a + block.size or not block.size:
            return min(block.b + max(position - block.a, 0), len(written))
    return None
