"""Add a work to refs.bib: ``make cite ARXIV=2406.06484``, ``make cite DOI=10.1214/aop/1176989118``.

Asks the public interface of arXiv, or that of doi.org, which Crossref, DataCite and the others
answer. The entry goes where its key belongs in the order of the file; every other byte stays. A
work that is there already, by its key, its arXiv number or its DOI, is not added again.
"""

from __future__ import annotations

import argparse
import codecs
import json
import re
import sys
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import latexcodec  # noqa: F401  # names the encoding of `_letter`; pybtex needs it as well
from pybtex.database import BibliographyData, Person, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

TOP = Path(__file__).resolve().parent.parent
ARXIV = "https://export.arxiv.org/api/query?id_list={}"
DOI = "https://doi.org/{}"
CSL = "application/vnd.citationstyles.csl+json"
UNIXREF = "application/vnd.crossref.unixref+xml"
TIMEOUT = 30  # seconds

_NUMBER = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ATOM = {"a": "http://www.w3.org/2005/Atom", "arxiv": "http://arxiv.org/schemas/atom"}
_TYPES = {  # CSL's, and what Crossref calls them by itself
    "article-journal": "article",
    "journal-article": "article",
    "paper-conference": "inproceedings",
    "proceedings-article": "inproceedings",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "chapter": "incollection",
    "book-chapter": "incollection",
    "thesis": "phdthesis",
    "dissertation": "phdthesis",
    "report": "techreport",
}
_WHERE = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_SMALL = frozenset(
    {"a", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "in"}
    | {"is", "it", "of", "on", "or", "the", "to", "towards", "via", "what", "when", "why", "with"}
)
_ORDER = (
    *("title", "author", "editor", "year", "eprint", "archivePrefix", "primaryClass"),
    *("journal", "booktitle", "series", "howpublished", "school", "institution", "volume"),
    *("number", "pages", "publisher", "doi", "url", "note", "langid"),
)

Fetch = Callable[[str, str], bytes]
"""What is at an address, as the media type; raises `RefusedError`."""


class RefusedError(Exception):
    """Nothing is added; the message is a sentence that says why."""


def main(arguments: list[str] | None = None, fetch: Fetch | None = None) -> int:
    """Run the command; 0 if the work is added, 1 if not."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--arxiv", help="a number, as in 2406.06484, or the address of the paper")
    what.add_argument("--doi", help="as in 10.1214/aop/1176989118, or its address")
    parser.add_argument("--key", help="the entry's key, in place of author, year and word")
    parser.add_argument("--bib", type=Path, default=TOP / "refs.bib", help="the file")
    given = parser.parse_args(arguments)
    try:
        added, entry = cite(given.bib.read_text("utf-8"), given, fetch or ask)
    except RefusedError as refused:
        print(f"{refused} {given.bib.name} is unchanged.", file=sys.stderr)
        return 1
    given.bib.write_text(added, "utf-8", newline="\n")
    print(f"{entry}\nAdded to {given.bib.name}. Read it: names, capitals and where it appeared.")
    return 0


def cite(bib: str, given: argparse.Namespace, fetch: Fetch) -> tuple[str, str]:
    """The text of `bib` with the work in it, and the entry.

    Raises:
        RefusedError: the work is there, or cannot be had.

    """
    try:
        known = parse_string(bib, "bibtex")
    except PybtexError as error:
        raise RefusedError(f"{given.bib.name} cannot be read ({error}).") from error
    # arXiv's own DOIs say less than arXiv.
    registered = re.fullmatch(r"(?i).*10\.48550/arxiv\.(\S+)", given.doi or "")
    if given.arxiv or registered:
        number = arxiv_number(given.arxiv or (registered[1] if registered else ""))
        refuse_known(known, {"eprint": number})
        kind, fields = from_arxiv(fetch(ARXIV.format(number), "application/atom+xml"), number)
    else:
        doi = doi_of(given.doi)
        refuse_known(known, {"doi": doi})
        address = DOI.format(quote(doi, safe="/"))
        kind, fields = from_doi(fetch(address, CSL), doi)
        if "series" in fields:
            try:
                kind, fields = in_series(fetch(address, UNIXREF), kind, fields)
            except RefusedError:  # the series stands for the book
                del fields["series"]
    refuse_known(known, fields)
    try:
        key = given.key or key_for(fields, {name.lower() for name in known.entries})
    except PybtexError as error:
        raise RefusedError(f"The answer makes no entry ({error}); write it by hand.") from error
    if not re.fullmatch(r"[A-Za-z0-9:_./-]+", key):
        raise RefusedError(f"A key consists of letters, digits and :_./-; {key!r} does not.")
    if key.lower() in {name.lower() for name in known.entries}:
        raise RefusedError(f"There is a work {key} already; choose another KEY=.")
    entry = written(kind, key, fields)
    return inserted(bib, key, entry), entry


# ---- what is asked for


def arxiv_number(text: str) -> str:
    """``2406.06484`` of ``arXiv:2406.06484v3`` or of the paper's address."""
    found = re.fullmatch(
        rf"(?:arxiv:|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/)?{_NUMBER.pattern}(?:\.pdf)?",
        text.strip(),
        re.IGNORECASE,
    )
    if found is None:
        raise RefusedError(f"{text!r} is no number of arXiv; it looks like 2406.06484.")
    return found[1]


def doi_of(text: str) -> str:
    """``10.1214/aop/1176989118`` of ``doi:10.1214/...`` or of its address."""
    found = re.fullmatch(
        rf"(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?({_DOI.pattern})",
        text.strip(),
        re.IGNORECASE,
    )
    if found is None:
        raise RefusedError(f"{text!r} is no DOI; it looks like 10.1214/aop/1176989118.")
    return found[1]


def ask(address: str, media_type: str) -> bytes:
    """What is at `address`.

    Raises:
        RefusedError: it is not there, or there is no network.

    """
    request = urllib.request.Request(
        address, headers={"Accept": media_type, "User-Agent": "bitext-cite/1"}
    )
    host = request.host
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        if error.code in {404, 406, 410}:
            raise RefusedError(f"{host} knows nothing of {address}.") from error
        raise RefusedError(
            f"{host} answers {error.code} {error.reason}; try again later."
        ) from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        raise RefusedError(f"No answer from {host} ({reason}): is there a network?") from error


# ---- what is answered


def from_arxiv(answer: bytes, number: str) -> tuple[str, dict[str, str]]:
    """The entry's type and fields, from the Atom feed of arXiv's interface."""
    try:
        found = ElementTree.fromstring(answer).find("a:entry", _ATOM)
    except ElementTree.ParseError as error:
        raise RefusedError(f"arXiv’s answer cannot be read ({error}).") from error

    def text(path: str) -> str:
        return " ".join((found.findtext(path, "", _ATOM) if found is not None else "").split())

    if found is None or f"/abs/{number}" not in text("a:id"):
        raise RefusedError(f"arXiv has no paper {number}.")
    primary = found.find("arxiv:primary_category", _ATOM)
    names = [
        " ".join((name.text or "").split()) for name in found.findall("a:author/a:name", _ATOM)
    ]
    fields = {
        **title_fields(text("a:title")),
        "author": " and ".join(map(person, names)),
        "year": text("a:published")[:4],
        "eprint": number,
        "archivePrefix": "arXiv",
        "primaryClass": primary.get("term", "") if primary is not None else "",
        "doi": text("arxiv:doi"),
        "url": f"https://arxiv.org/abs/{number}",
        "note": tex(text("arxiv:journal_ref")),
    }
    return "misc", complete(fields)


def from_doi(answer: bytes, doi: str) -> tuple[str, dict[str, str]]:
    """The entry's type and fields, from CSL-JSON."""
    try:
        data = json.loads(answer)
        if not isinstance(data, dict):
            raise ValueError("it is no object")
    except ValueError as error:
        raise RefusedError(f"The answer on {doi} cannot be read ({error}).") from error
    kind = _TYPES.get(str(data.get("type")), "misc")
    container, publisher = (
        tex(first(data.get("container-title"))),
        tex(first(data.get("publisher"))),
    )
    volume, number = (tex(str(data.get(name) or "")) for name in ("volume", "issue"))
    fields = {
        **title_fields(titled(first(data.get("title")), first(data.get("subtitle")))),
        "author": csl_people(data.get("author")),
        "editor": csl_people(data.get("editor")),
        "year": year(data),
        _WHERE.get(kind, "howpublished"): container,
        "volume": volume,
        "number": number,
        "pages": re.sub(r"\s*[-–—]+\s*", "--", str(data.get("page") or "")),
        {"phdthesis": "school", "techreport": "institution"}.get(kind, "publisher"): publisher
        if kind not in {"article", "inproceedings"}
        else "",
        "doi": doi,
        "url": f"https://doi.org/{doi}",
    }
    if fields["author"]:
        del fields["editor"]
    # What has an ISSN is no book, but the series that the book is one of.
    if "booktitle" in fields and data.get("ISSN") and data.get("ISBN"):
        fields["series"] = container
    return kind, complete(fields)


def in_series(answer: bytes, kind: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The same, with the title of the book, for which CSL-JSON has its series'; from UNIXREF.

    Raises:
        RefusedError: it cannot be read, or is of no book in a series.

    """
    try:
        book = ElementTree.fromstring(answer).find(".//book/book_series_metadata")
    except ElementTree.ParseError as error:
        raise RefusedError(f"Crossref’s answer cannot be read ({error}).") from error
    title, subtitle = (
        plain(book.findtext(f"titles/{name}", "") if book is not None else "")
        for name in ("title", "subtitle")
    )
    if book is None or not title:
        raise RefusedError("Crossref knows no book.")
    title = titled(title, subtitle)
    volume = tex(plain(book.findtext("volume", "")))
    if re.search(r"\b(proceedings|conference|workshop|symposium)\b", title, re.IGNORECASE):
        kind = "inproceedings"
    return kind, complete({**fields, "booktitle": tex(title), "volume": volume})


def titled(title: str, subtitle: str) -> str:
    """``Title: subtitle``; some publishers write the subtitle into the title as well."""
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title}{' ' if title.endswith((':', '?', '!')) else ': '}{subtitle}"


def first(value: object) -> str:
    """Crossref's own JSON has lists where CSL-JSON has texts."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(str(value or ""))


def year(data: Mapping[str, Any]) -> str:
    """The year of publication: in print, where that is said."""
    for name in ("published-print", "issued", "published-online", "published"):
        parts = (data.get(name) or {}).get("date-parts") or [[None]]
        if parts[0] and parts[0][0]:
            return str(parts[0][0])
    return ""


def complete(fields: Mapping[str, str]) -> dict[str, str]:
    """`fields` without the empty ones.

    Raises:
        RefusedError: there is not what every list of works shows.

    """
    missing = [name for name in ("title", "year") if not fields[name]]
    if missing:
        raise RefusedError(
            f"The answer lacks its {' and '.join(missing)}; write the entry by hand."
        )
    return {name: text for name, text in fields.items() if text}


# ---- as BibTeX


class _Text(HTMLParser):
    """Collects the text of markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def plain(text: str) -> str:
    """`text` without tags and character references, which publishers write into titles."""
    reader = _Text()
    reader.feed(text)
    reader.close()
    return " ".join("".join(reader.pieces).split())


def tex(text: str) -> str:
    r"""`text` as TeX: accents as in ``R{\'e}``, and nothing that TeX would take for its own.

    Formulas between dollars and commands stay; Han characters, too.
    """
    text = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable() or c == "\n")
    if not balanced(text):
        text = text.replace("{", "").replace("}", "")
    if text.count("$") % 2:
        return _prose(text).replace("$", r"\$")
    pieces = re.split(r"(\$[^$]*\$)", text)
    pieces[::2] = map(_prose, pieces[::2])
    return "".join(pieces)


def _prose(text: str) -> str:
    text = re.sub(r"\\(?![A-Za-z{}'\"`^~=.%&#_])", r"\\textbackslash{}", text)
    return "".join(map(_letter, re.sub(r"(?<!\\)[&%#_]", r"\\\g<0>", text)))


def _letter(character: str) -> str:
    if character.isascii():
        return character
    try:
        found = str(codecs.encode(character, "ulatex"))
    except (UnicodeError, ValueError):
        return character
    return f"{{{found}}}" if character.isalpha() else found


def balanced(text: str) -> bool:
    """Whether the braces of `text` are."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


def title_fields(title: str) -> dict[str, str]:
    """The title, its names and acronyms braced against styles that change capitals."""
    if re.search("[\u4e00-\u9fff]", title):
        return {"title": f"{{{tex(title)}}}", "langid": "chinese"}
    words = [_kept(word) if "$" not in title else word for word in tex(title).split()]
    return {"title": " ".join(words)}


def _kept(word: str) -> str:
    core = word.strip("()[],.:;?!'\"`")
    capital = any(letter.isupper() for letter in core[1:]) and "{" not in core and "\\" not in core
    return word.replace(core, f"{{{core}}}") if capital else word


def person(name: str) -> str:
    """``Yang, Songlin`` of ``Songlin Yang``; a body is one name, in braces."""
    if re.search(r"\b(team|collaboration|group|consortium|labs?)\b", name, re.IGNORECASE):
        return f"{{{tex(name)}}}"
    return tex(str(Person(name)))


def csl_people(people: Iterable[Mapping[str, str]] | None) -> str:
    """All names, as BibTeX joins them."""
    return " and ".join(filter(None, map(csl_person, people or ())))


def csl_person(data: Mapping[str, str]) -> str:
    """A name of CSL-JSON, or of Crossref's; empty where there is none."""
    if not data.get("family"):
        name = tex(data.get("literal") or data.get("name") or data.get("given") or "")
        return f"{{{name}}}" if name.strip() else ""
    particle = data.get("non-dropping-particle") or data.get("dropping-particle")
    family = " ".join(filter(None, [particle, data["family"]]))
    return ", ".join(
        _part(part) for part in (family, data.get("suffix"), data.get("given")) if part
    )


def _part(name: str) -> str:
    """A part of a name; in braces, if BibTeX would see more than one in it."""
    found = tex(name).strip()
    whole = found and not re.search(r",|(?i:\band\b)|~", found)
    return found if whole else f"{{{found}}}"


def key_for(fields: Mapping[str, str], known: set[str]) -> str:
    """Family name and year, and a word of the title where another key begins like that."""
    entry = parse_string(written("misc", "x", fields), "bibtex").entries["x"]
    people = entry.persons.get("author") or entry.persons.get("editor") or [Person()]
    family = ascii_of(" ".join(map(str, people[0].rich_prelast_names + people[0].rich_last_names)))
    words = [ascii_of(word).lower() for word in str(Text.from_latex(fields["title"])).split()]
    word = next((word for word in words if word and word not in _SMALL), "")
    start = f"{family or word.capitalize() or 'Anonymous'}{fields['year']}"
    if not any(key.startswith(start.lower()) for key in known):
        return start
    keys = (f"{start}{word}{end}" for end in ("", *"bcdefghijklmnopqrstuvwxyz"))
    return next((key for key in keys if key.lower() not in known), start)


def ascii_of(text: object) -> str:
    """The ASCII letters and digits of `text`, accents taken away."""
    return re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", str(text)))


def written(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """The entry, a field a line, in the order in which refs.bib has them."""
    order = {name: number for number, name in enumerate(_ORDER)}
    names = sorted(fields, key=lambda name: order[name])
    return "\n".join([f"@{kind}{{{key},", *(f"  {n} = {{{fields[n]}}}," for n in names), "}"])


def inserted(bib: str, key: str, entry: str) -> str:
    """`bib` with `entry` before the first one whose key is greater, and its comment."""
    for found in re.finditer(r"^@\w+\{\s*([^,\s]+)\s*,", bib, re.MULTILINE):
        if found[1] > key:
            blank = bib.rfind("\n\n", 0, found.start())
            place = blank + 2 if blank >= 0 else found.start()
            return f"{bib[:place]}{entry}\n\n{bib[place:]}"
    return f"{bib.rstrip()}\n\n{entry}\n".lstrip()


def refuse_known(known: BibliographyData, fields: Mapping[str, str]) -> None:
    """Say so if a work with this arXiv number or this DOI is there already.

    Raises:
        RefusedError: it is.

    """
    for name in ("eprint", "doi"):
        wanted = fields.get(name, "").lower()
        for key, entry in known.entries.items():
            had = re.sub(r"v\d+$", "", entry.fields.get(name, "").lower())
            if wanted and had == wanted:
                raise RefusedError(f"The work is there already, as {key}.")


if __name__ == "__main__":
    sys.exit(main())
