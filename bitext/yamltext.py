"""YAML that strangers may have written: plain data no larger than its text, or an error and a line.

PyYAML's safe loader makes no objects of Python's, but it follows aliases (ten lines make
thousands of millions of entries, once they are printed), nests as deeply as it is told to, and
makes text of characters that no page and no feed may hold. None of that is of use here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DEEPEST: Final = 20
"""How deep lists and mappings may stand in each other; ours need five."""

LONGEST_NUMBER: Final = 40
"""In characters; a day with its time has 32."""

_STR: Final = "tag:yaml.org,2002:str"

NO_TEXT: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
"""Characters that neither XML nor a page may hold: control characters and halves of others."""


class YamlError(ValueError):
    """What cannot be read, and on which ``line`` of the text, from 1."""

    def __init__(self, message: str, line: int) -> None:
        """Say what is wrong, and where."""
        super().__init__(f"line {line}: {message}")
        self.message = message
        self.line = line


def load(text: str) -> Any:
    """What `text`, one YAML document, holds: mappings, lists, text, numbers, days, None.

    Raises:
        YamlError: it is no YAML; holds an alias, a tag, more than `DEEPEST` levels, a
            number that is none, or a character of `NO_TEXT`.

    """
    odd = NO_TEXT.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        raise YamlError(f"U+{ord(odd[0]):04X} is no character of a text", line)
    loader = _Loader(text)
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        # What was opened and never closed is seen at the end of all only.
        opened = re.search("flow|quoted", error.context or "")
        mark = error.context_mark if opened else error.problem_mark
        raise YamlError(error.problem or "it is broken", mark.line + 1 if mark else 1) from error
    finally:
        loader.dispose()


def line_of(text: str, *keys: object) -> int:
    """The line, from 1, on which a key stands: ``line_of(text, "series", "mup")``, that of ``mup``.

    A number counts the entries of a list, from 0. Where a key is missing, that of the last one
    that is there; of two that are alike, the second, which is the one that counts.
    """
    node, line = yaml.compose(text, Loader=yaml.SafeLoader), 1
    for wanted in keys:
        found = None
        if isinstance(node, yaml.MappingNode):
            pairs = [pair for pair in node.value if pair[0].value == str(wanted)]
            found = pairs[-1] if pairs else None
        elif isinstance(node, yaml.SequenceNode) and isinstance(wanted, int):
            found = (node.value[wanted], node.value[wanted])
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def first_fault(data: object, parse: Callable[[Any], object]) -> tuple[tuple[object, ...], str]:
    """Which entry of `data` is wrong, if `parse` raises ValueError of it, and what that says.

    Returns:
        the keys of the first entry, at most two levels down, up to which `parse` refuses it;
        and what it says of it up to there, which tells of this entry, or of it and one before.

    """
    entries: list[tuple[Any, ...]] = []
    for key, value in data.items() if isinstance(data, dict) else ():
        inner = range(len(value)) if isinstance(value, list) else value
        nested = isinstance(value, dict | list) and value
        entries += [(key, each) for each in inner] if nested else [(key,)]

    def said(part: object) -> str:
        try:
            parse(part)
        except ValueError as error:
            return str(error)
        return ""

    if not entries:
        return (), said(data)
    # What is wrong stays so, whatever comes behind it.
    counts = range(1, len(entries))
    count = 1 + bisect_left(counts, True, key=lambda n: said(_part(data, entries[:n])) != "")
    return entries[count - 1], said(_part(data, entries[:count]))


def _part(data: Any, entries: Iterable[tuple[Any, ...]]) -> dict[Any, Any]:
    """Of `data`, a mapping, these entries: values, or what is in values, of lists, of mappings."""
    found: dict[Any, Any] = {}
    for key, *inner in entries:
        if not inner:
            found[key] = data[key]
        elif isinstance(data[key], dict):
            found.setdefault(key, {})[inner[0]] = data[key][inner[0]]
        else:
            found.setdefault(key, []).append(data[key][inner[0]])
    return found


class _Loader(yaml.SafeLoader):
    """PyYAML's own, which refuses what could do harm at the place where it stands."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs know no types here
        if isinstance(event, yaml.AliasEvent):
            raise _error("an alias (*name) is not allowed: write it out", event)
        if getattr(event, "tag", None) is not None:
            raise _error(f"a tag ({event.tag}) is not allowed: plain values are enough", event)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _error(f"it nests more than {DEEPEST} levels deep", event)
        node = super().compose_node(parent, index)
        self.depth -= 1
        if isinstance(node, yaml.ScalarNode):
            odd = NO_TEXT.search(node.value)
            if odd is not None:
                raise _error(f"U+{ord(odd[0]):04X} is no character of a text", event)
            if node.tag != _STR and len(node.value) > LONGEST_NUMBER:
                raise _error(f"{node.value[:20]!r}... is too long for a number", event)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError as error:  # a day that does not exist
            raise _error(f"{node.value!r} is no value: {error}", node) from error


def _error(message: str, place: yaml.Event | yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, place.start_mark)  # type: ignore[arg-type]  # libyaml's marks are no others
