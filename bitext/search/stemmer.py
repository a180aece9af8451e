"""Stems of words, by the very script that readers' browsers run.

Sphinx brings Snowball's English stemmer in JavaScript and one in Python, which differ on a few
words. Only the former is used here, inside QuickJS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import quickjs
from sphinx.search import IndexBuilder

from .terms import spell

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


def script(env: BuildEnvironment) -> str:
    """The stemmer as a script; it defines ``window.Stemmer``."""
    return IndexBuilder(env, "en", {}, "").get_js_stemmer_code() + "\n"


class Stemmer:
    """``stemmer(word)``; each word is worked out once."""

    def __init__(self, source: str) -> None:
        """Run `source`, see :func:`script`."""
        context = quickjs.Context()
        context.eval("var window = globalThis;")
        context.eval(source)
        self._stem = context.eval("(s => word => s.stemWord(word))(new window.Stemmer())")
        self._known: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The stem of a word in lower case, in whichever spelling."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = str(self._stem(spell(word)))
        return found
