"""The front matter of a post: read from Sphinx's metadata, checked, typed.

MyST hands nested values on as JSON text; here they become :mod:`bitext.model` data.
What cannot be understood is a warning at the post's head, and is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .diagnostics import Subtype, warn
from .model import Bilingual, Source
from .tex import Macro, parse_macros

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class FrontMatter:
    """The front matter of `docname`.

    Warnings are given where a value is asked for, so ask for each once a build.
    """

    def __init__(self, env: BuildEnvironment, docname: str) -> None:
        self._docname = docname
        self._data: Mapping[str, Any] = env.metadata.get(docname, {})

    def source(self) -> Source | None:
        """``source:``, the post that this one expounds; None where there is none."""
        found = self._mapping("source")
        if not found:
            return None
        unknown = sorted(found.keys() - set(Source._fields))
        missing = [name for name in ("title", "author", "url", "date") if not found.get(name)]
        if unknown or missing:
            parts = [f"lacks {', '.join(missing)}"] if missing else []
            parts += [f"has unknown {', '.join(unknown)}"] if unknown else []
            self._warn(f"source: {' and '.join(parts)}; it takes {', '.join(Source._fields)}")
        if missing:
            return None
        return Source(**{name: str(found[name]) for name in Source._fields if name in found})

    def macros(self) -> Mapping[str, Macro]:
        """``macros:``, TeX macros of this post alone, by name."""
        try:
            return parse_macros(self._mapping("macros"))
        except ValueError as error:
            self._warn(f"macros: {error}")
            return {}

    def bilingual(self, key: str, codes: tuple[str, ...]) -> Bilingual:
        """A value of the form ``{zh: ..., en: ...}``; empty where there is none."""
        found = self._mapping(key)
        if found and set(found) != set(codes):
            self._warn(f"{key}: wants exactly the keys {', '.join(codes)}")
            return {}
        return {code: str(text) for code, text in found.items()}

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self._data.get(key)
        try:
            parsed = json.loads(value) if isinstance(value, str) else value
        except json.JSONDecodeError:
            parsed = value
        if parsed is None:  # a key without a value is "null" to MyST
            return {}
        if isinstance(parsed, Mapping):
            return parsed
        self._warn(f"{key}: wants 'name: value' pairs, not {value!r}")
        return {}

    def _warn(self, message: str) -> None:
        warn(Subtype.FRONT_MATTER, f"front matter, {message}", (self._docname, 1))
