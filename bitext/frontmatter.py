"""The front matter of a post: read from Sphinx's metadata, checked, typed.

MyST hands nested values on as JSON text; here they become :mod:`bitext.model` data.
What cannot be understood is a warning at its line, and is left out.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx.util import docname_join
from sphinx.util.matching import Matcher

from .diagnostics import Subtype, warn
from .model import Bilingual, Source
from .taxonomy import nearest
from .tex import Macro, danger, parse_macros, used_macros
from .texts import fault_of_word

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

KEYS = frozenset(
    {
        "category",
        "date",
        "formerly",
        "macros",
        "part",
        "series",
        "short",
        "source",
        "summary",
        "tags",
        "updated",
    }
)
"""The keys of a post."""
_OTHERS = frozenset({"orphan", "tocdepth", "nocomments", "nosearch", "myst", "wordcount"})
"""Keys that Sphinx and MyST read, or write themselves."""


LONGEST_MESSAGE = 300
_SLUG = re.compile(r"\w[\w .+-]*")


class FrontMatter:
    """The front matter of `docname`.

    A value that cannot be understood is left out quietly, by whoever asks; :meth:`report`
    says once what is wrong.
    """

    def __init__(self, env: BuildEnvironment, docname: str) -> None:
        self._env = env
        self._docname = docname
        self._data: Mapping[str, Any] = env.metadata.get(docname, {})
        self.is_post = Matcher(env.config.bitext_posts)(docname)
        """Whether the catalogue lists the document, and the schema holds."""
        self._problems: dict[str, str] = {}

    def line(self, key: str) -> int:
        """The line of `key` in the source; the first one where it is not there."""
        return dict(_keys(self._env, self._docname)).get(key, 1)

    def report(self, codes: tuple[str, ...]) -> None:
        """Warn of each key that holds what it cannot hold; of a post, by the whole schema."""
        self._problems.clear()
        written = Counter(key for key, _ in _keys(self._env, self._docname))
        known = KEYS & written.keys()
        if self.is_post and known and not known & self._data.keys():
            return  # it was no plain data, and bitext.guard has said so
        self.source()
        self.macros()
        self.formerly()
        self.bilingual("short", codes)
        self.bilingual("summary", codes)
        if self.is_post:
            self.date()
            self.updated()
            self.word("category")
            self.tags()
            self.word("series")
            self.part()
            for key in KEYS & written.keys():
                if written[key] > 1:
                    self._problem(key, "stands there twice, and the last one counts")
            for key in self._data:
                if key not in KEYS | _OTHERS:
                    self._problem(key, f"unknown key{nearest(key, KEYS)}")
            for key in ("date", "category", "summary"):
                if not self._value(key):
                    self._problem(key, "missing; every post has it")
        for key, message in self._problems.items():
            location = (self._docname, self.line(key))
            if len(message) > LONGEST_MESSAGE:
                message = f"{message[:LONGEST_MESSAGE]}..."
            warn(Subtype.FRONT_MATTER, f"front matter, {key}: {message}", location)

    def date(self) -> str:
        """``date:``, as in ``2026-11-22``."""
        return self._day("date", self._value("date"))

    def updated(self) -> str:
        """``updated:``, the day of the last change that readers should know of."""
        day = self._day("updated", self._value("updated"))
        if day and day < self.date():
            self._problem("updated", "is before the date")
        return day

    def word(self, key: str) -> str:
        """The value of `key`, a key of ``taxonomy.yml``."""
        value = self._value(key)
        if value is None:
            return ""
        if isinstance(value, str) and value:
            return value if self._is_word(key, value) else ""
        self._problem(key, f"wants a word, not {value!r}")
        return ""

    def tags(self) -> tuple[str, ...]:
        """``tags:``, a list of keys of ``taxonomy.yml``."""
        return self._words("tags", "[muon, mup]")

    def formerly(self) -> tuple[str, ...]:
        """``formerly:``, the documents whose place it has taken, by name.

        They are written as slugs, in the post's own folder, or as ``/folder/slug``.
        """
        names = {
            word: docname_join(self._docname, word)
            for word in self._words("formerly", "[old-slug]")
        }
        for word, name in names.items():
            parts = [*word.removeprefix("/").split("/"), *name.split("/")]
            if not all(_SLUG.fullmatch(part) for part in parts):
                self._problem("formerly", f"{word!r} is no address of a page within the site")
                return ()
        return tuple(names.values())

    def part(self) -> int | None:
        """``part:``, the post's place in its series, from 1."""
        value = self._value("part")
        if (value is None) != (self._value("series") is None):
            self._problem("part" if value else "series", "series and part come together")
            return None
        if value is None:
            return None
        number = int(value) if re.fullmatch("[1-9][0-9]{0,3}", str(value)) else None
        if number is None:
            self._problem("part", f"wants a whole number from 1 on, not {value!r}")
        return number

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
            message = f"{' and '.join(parts)}; it takes {', '.join(Source._fields)}"
            self._problem("source", message)
        if missing:
            return None
        given = {name: str(found[name]) for name in Source._fields if name in found}
        if not _is_address(given["url"]):
            example = "https://example.org/post"
            self._problem("source", f"wants a url as in {example}, not {given['url']!r}")
            return None
        return Source(**given | {"date": self._day("source", given["date"])})

    def macros(self) -> Mapping[str, Macro]:
        """``macros:``, TeX macros of this post alone, by name."""
        try:
            macros = parse_macros(self._mapping("macros"))
        except ValueError as error:
            self._problem("macros", str(error))
            return {}
        for name, macro in macros.items():
            # In the book it would take the place of TeX's own command, for the whole chapter.
            found = danger(f"\\{name}")
            if found is not None:
                self._problem("macros", f"macro {name!r}: {found.words}")
                return {}
            # Used in a formula or not: a command of the book may bear its name.
            if name in used_macros(macro.body, macros):
                self._problem("macros", f"macro {name!r} stands in what it is to be replaced by")
                return {}
        return macros

    def bilingual(self, key: str, codes: tuple[str, ...]) -> Bilingual:
        """A value of the form ``{zh: ..., en: ...}``; empty where there is none."""
        found = self._mapping(key)
        if found and set(found) != set(codes):
            self._problem(key, f"wants exactly the keys {', '.join(codes)}")
            return {}
        empty = [code for code, text in found.items() if not _is_text(text)]
        if empty:
            self._problem(key, f"wants a text for {', '.join(empty)}")
            return {}
        return {code: str(text) for code, text in found.items()}

    def _day(self, key: str, value: object) -> str:
        try:
            return datetime.date.fromisoformat(str(value)).isoformat() if value else ""
        except ValueError:
            self._problem(key, f"wants a day as in 2026-11-22, not {str(value)!r}")
            return ""

    def _words(self, key: str, example: str) -> tuple[str, ...]:
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, Sequence) or isinstance(value, str):
            self._problem(key, f"wants a list of words, as in {example}, not {value!r}")
            return ()
        words = tuple(dict.fromkeys(str(word) for word in value))
        if len(words) < len(value):
            self._problem(key, "holds one word twice")
        return tuple(word for word in words if self._is_word(key, word))

    def _is_word(self, key: str, word: str) -> bool:
        """Whether `word` can name a page."""
        fault = fault_of_word(word)
        if fault:
            self._problem(key, f"holds {fault}")
        return not fault

    def _mapping(self, key: str) -> Mapping[str, Any]:
        value = self._value(key)
        if value is None:
            return {}
        if isinstance(value, Mapping):
            return value
        self._problem(key, f"wants 'name: value' pairs, not {self._data[key]!r}")
        return {}

    def _value(self, key: str) -> Any:
        """The value, parsed where MyST has made JSON of it; None for a key without one."""
        value = self._data.get(key)
        if not isinstance(value, str) or not value.startswith(("{", "[", "null")):
            return value
        try:
            return json.loads(value)
        except (json.JSONDecodeError, RecursionError):  # the author's own text
            return value

    def _problem(self, key: str, message: str) -> None:
        self._problems[key] = message


def _is_text(value: object) -> bool:
    """Whether something stands there that can be read: a number may, too."""
    return isinstance(value, str | int | float) and bool(str(value).strip())


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # what looks like an IPv6 address, and is none
        return False


def split(text: str) -> tuple[list[str], list[str]] | None:
    """The lines of a document's front matter, without its fences, and those that come after.

    None where it has none: the first line is ``---``, and another one ``---`` or ``...``.
    """
    first, *lines = text.split("\n")
    if first.rstrip(" \t") != "---":
        return None
    ends = (number for number, line in enumerate(lines) if line.rstrip(" \t") in {"---", "..."})
    end = next(ends, None)
    return None if end is None else (lines[:end], lines[end + 1 :])


def _text(env: BuildEnvironment, docname: str) -> Iterator[tuple[int, str]]:
    """The lines of a document's front matter, by their number in the file."""
    text = env.doc2path(docname).read_text("utf-8-sig", errors="replace")
    head, _ = split(text) or ([], [])
    yield from enumerate(head, 2)


def _keys(env: BuildEnvironment, docname: str) -> list[tuple[str, int]]:
    """The keys at the left margin of a document's front matter, and the line of each."""
    return [
        (found[1].strip("'\""), number)
        for number, line in _text(env, docname)
        if (found := re.match(r"([^\s#:][^:]*):(?:\s|$)", line))
    ]
