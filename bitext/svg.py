r"""What a drawing must not hold: one that is opened by itself is a page of the site's own.

>>> danger_of(b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')
''
>>> danger_of(b'<svg xmlns="http://www.w3.org/2000/svg">\n<g onclick="x"/></svg>')
'holds onclick= (its line 2)'
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_SVG: Final = "http://www.w3.org/2000/svg"
_ACTIVE: Final = frozenset(
    {"script", "handler", "listener", "iframe", "frame", "object", "embed", "applet"}
    | {"form", "base", "meta", "link"}
)
"""Elements that run something or fetch it, in whichever namespace."""
_LINKS: Final = frozenset({"href", "src", "action", "formaction", "data", "poster", "srcdoc"})
_PROGRAM: Final = re.compile("(?:java|vb|live)script:", re.IGNORECASE)
_DATA: Final = re.compile(r"data:(?!image/(?:avif|gif|jpeg|jpg|png|webp)[;,])", re.IGNORECASE)
_BLANK: Final = re.compile("[\x00-\x20]+")


class _ActiveError(Exception):
    """The message says what was found."""


def danger_of(data: bytes) -> str:
    """What makes an SVG file more than a drawing, in words that follow its name; empty for nothing.

    A script, an attribute that holds one (``onclick``), an address that runs one; what brings
    another page in; what XML itself offers, entities and style sheets that are programs. A file
    that is no SVG is none that a browser would show, or would show as something else.

    Time and memory are linear in the file: entities are refused where they are declared.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def refuse(what: str) -> None:
        raise _ActiveError(f"{what} (its line {parser.CurrentLineNumber})")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        namespace, _, tag = name.rpartition(" ")
        if not depth and (namespace, tag) != (_SVG, "svg"):
            refuse("is no SVG")
        depth += 1
        if tag.lower() in _ACTIVE:
            refuse(f"holds <{tag.lower()}>")
        for key, value in attributes.items():
            attribute = key.rpartition(" ")[2].lower()
            if attribute.startswith("on"):
                refuse(f"holds {attribute}=")
            # Browsers read addresses without the white space in them; an animation has several.
            bare = _BLANK.sub("", value)
            if _PROGRAM.search(bare) or (attribute in _LINKS and _DATA.match(bare)):
                refuse(f"holds an address that runs something ({attribute}=)")

    def entity(*_: object) -> None:
        refuse("declares an entity")

    def instruction(*_: object) -> None:
        refuse("holds an instruction (<?...?>)")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.Parse(data, True)
    except _ActiveError as found:
        return str(found)
    except expat.ExpatError as error:
        return (
            f"is no SVG that can be read (its line {error.lineno}: {expat.ErrorString(error.code)})"
        )
    except (LookupError, ValueError):  # an encoding that Python does not know, or expat
        return "is no SVG that can be read: save it as UTF-8"
    return ""
