"""How a post is cited by other texts: as BibTeX and as CSL-JSON. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = str.maketrans(
    {character: f"\\{character}" for character in "#$%&_"}
    | {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\textbraceleft{}",  # BibTeX counts braces, behind a backslash or not
        "}": r"\textbraceright{}",
    }
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A post as another text cites it. What is not known is empty."""

    key: str
    """Letters, digits, hyphens and full stops."""
    title: str
    author: str
    date: str
    """As in ``2026-11-22``; empty, or a day that exists."""
    site: str
    """What it was published on."""
    url: str
    lang: str
    """BCP 47 tag of the title's language."""

    def bibtex(self) -> str:
        r"""A BibTeX entry that pdfTeX's and XeTeX's styles alike can set.

        The title keeps its capitals, and the author, who may be a body, is one name: both stand
        in a second pair of braces. An address is left as it is, for ``\url``.
        """
        fields = {
            "title": f"{{{self.title.translate(_TEX)}}}",
            "author": f"{{{self.author.translate(_TEX)}}}",
            "year": self.date[:4],
            "howpublished": self.site.translate(_TEX),
            "url": quote(self.url, safe=":/?#[]@!$&'()*+,;=%~"),
            "langid": "chinese" if self.lang.startswith("zh") else "",
        }
        lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text.strip("{}")]
        if self.date:
            after = next(i for i, line in enumerate(lines) if line.startswith("  year"))
            lines.insert(after + 1, f"  month = {_MONTHS[int(self.date[5:7]) - 1]},")
        return "\n".join([f"@misc{{{self.key},", *lines, "}"])

    def csl(self) -> list[dict[str, Any]]:
        """The items of a CSL-JSON file: this one (schema 1.0.2, ``post-weblog``)."""
        item: dict[str, Any] = {
            "id": self.key,
            "type": "post-weblog",
            "title": self.title,
            "author": [{"literal": self.author}] if self.author else [],
            "container-title": self.site,
            "issued": {"date-parts": [[int(part) for part in self.date.split("-")]]}
            if self.date
            else {},
            "URL": self.url,
            "language": self.lang,
        }
        return [{name: value for name, value in item.items() if value}]


def key_of(address: str) -> str:
    """A key for what stands at `address`: its host, and the last part of its path.

    >>> key_of("https://kexue.fm/archives/11033")
    'kexue.fm-11033'
    """
    try:
        parts = urlsplit(address)
        host, path = (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:  # what looks like an IPv6 address, and is none
        host, path = "", address
    last = re.sub(r"\.[a-z]+$", "", path.rstrip("/").rpartition("/")[2])
    return re.sub(r"[^A-Za-z0-9.]+", "-", f"{host}-{last}").strip("-.") or "source"
