"""The search engine on a built index, outside of any browser: QuickJS runs the same script."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import quickjs

_LOADER = """
var window = globalThis;
function open(read) {
  bitextSearch.start(name => { (0, eval)(read(name)); return Promise.resolve(); });
}
var answer;
function ask(query, options) {
  answer = undefined;
  bitextSearch.search(query, JSON.parse(options)).then(
    found => { answer = JSON.stringify(found); },
    error => { answer = JSON.stringify({error: String(error) + "\\n" + (error && error.stack)}); });
}
"""


class SearchError(Exception):
    """The engine threw something."""


class Finder:
    """``finder("谱范数", language="zh")`` gives what ``bitextSearch.search`` resolves to."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`, which holds ``meta.js``."""
        self.folder = folder
        self.loaded: list[str] = []
        """The files that were asked for, in order."""
        self._js = quickjs.Context()
        self._js.eval(_LOADER)
        for name in ("stemmer.js", "search-engine.js"):
            self._js.eval((folder / name).read_text("utf-8"))
        self._js.add_callable("readFile", self._read)
        self._js.eval("open(readFile)")
        self._ask = self._js.get("ask")

    def _read(self, name: str) -> str:
        self.loaded.append(name)
        return (self.folder / f"{name}.js").read_text("utf-8")

    def __call__(self, query: str, **options: Any) -> dict[str, Any]:
        """Search; raises SearchError if the engine does."""
        self._js.set("query", json.dumps(query))
        # As JSON: it may hold what is no text, as half a surrogate pair is.
        self._js.eval(f"ask(JSON.parse(query), {json.dumps(json.dumps(options))})")
        while self._js.execute_pending_job():
            pass
        answer = self._js.get("answer")
        if answer is None:
            raise SearchError(f"no answer to {query!r}")
        found: dict[str, Any] = json.loads(answer)
        if "error" in found:
            raise SearchError(f"{query!r}: {found['error']}")
        return found

    def terms(self, text: str) -> list[str]:
        """The terms that the engine makes of `text`."""
        self._js.set("query", json.dumps(text))
        self._js.eval("bitextSearch.need(['meta'])")
        while self._js.execute_pending_job():
            pass
        found: list[str] = json.loads(
            self._js.eval("JSON.stringify(bitextSearch.terms(JSON.parse(query)))")
        )
        return found
