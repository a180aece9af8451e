"""One PDF a post, cut out of a finished book.

    python -m bitext.book.split FOLDER ... --out FOLDER

Each FOLDER is a LaTeX builder's, in which TeX has set the book; its ``bitext.json``
(:mod:`bitext.downloads`) says which posts the book holds. The folder `out` gets the book
itself, ``posts/<name>.pdf`` for each post, with ``-zh`` and the like behind the name in an
edition of one language, and ``manifest.json``, which says what is there.

A post keeps its outline, its page numbers and its links; a link that leaves it leads to the
site. No post is set twice: a page of it is that page of the book.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, OutlineItem, Page, Pdf, String

from ..downloads import MANIFEST, RECIPE

_CHAPTER = re.compile(r"(?:part|chapter\*?|appendix)\.")


class SplitError(Exception):
    """The book and what is said of it don't belong together; the message says how."""


@dataclass(frozen=True, slots=True)
class _Book:
    pdf: Pdf
    pages: Mapping[tuple[int, int], int]
    """Page numbers from 0, by object."""
    places: Mapping[str, tuple[int, list[Any]]]
    """Page and view of each named destination."""
    labels: Mapping[str, str]
    """The first label of each destination, as Sphinx writes it: ``posts/x:anchor``."""
    starts: Sequence[int]
    """The pages on which a part or a chapter begins, and the end."""


def labels_of(aux: str) -> Iterator[tuple[str, str]]:
    r"""Label and destination of each ``\newlabel`` of an ``.aux`` file with hyperref.

    >>> list(labels_of(r"\newlabel{a:b}{{1}{2}{A \bitextphrase {en}{x}}{section.1}{}}"))
    [('a:b', 'section.1')]
    """
    for line in aux.splitlines():
        if line.startswith(r"\newlabel{"):
            label, values = _groups(line.removeprefix(r"\newlabel"))[:2]
            fields = _groups(values)
            if len(fields) >= 4 and fields[3]:
                yield label, fields[3]


def _groups(text: str) -> list[str]:
    """What stands in the outer braces."""
    found, depth, start = [], 0, 0
    for index, character in enumerate(text):
        if character == "{":
            depth += 1
            if depth == 1:
                start = index + 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                found.append(text[start:index])
    return found


def address(destination: str, label: str | None) -> str:
    """Where on the site, from its root, is what the book has at `destination`?

    >>> address("equation.0.3", "equation:posts/a:forward")
    'posts/a.html#equation-forward'
    >>> address("chapter.2", "posts/b::doc"), address("cite.posts/b:id3", None)
    ('posts/b.html', 'posts/b.html#id3')
    """
    if destination.startswith("cite."):
        label = destination.removeprefix("cite.")
    if label is None:
        return "index.html"
    prefix = "equation-" if label.startswith("equation:") else ""
    docname, _, anchor = label.removeprefix("equation:").partition(":")
    anchor = anchor.lstrip(":")
    # A reader of the HTML finds an equation under an id, which docutils makes of the label.
    anchor = prefix + (_as_id(anchor) if prefix else anchor)
    return f"{docname}.html" + ("" if anchor in {"", "doc"} else f"#{anchor}")


def _as_id(label: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")


def split(folder: Path, out: Path) -> dict[str, Any]:
    """Cut the book in `folder` into the folder `out`; return what the manifest says of it.

    Raises:
        SplitError: the folder holds no recipe, no book, or another book.

    """
    try:
        recipe = json.loads((folder / RECIPE).read_text("utf-8"))
        stem = recipe["book"]
        aux = (folder / f"{stem}.aux").read_text("utf-8")
        pdf = pikepdf.open(folder / f"{stem}.pdf")
    except FileNotFoundError as error:
        raise SplitError(f"{error.filename} is missing: build the book first") from error
    with pdf:
        book = _read(pdf, aux)
        destinations = dict(labels_of(aux))
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{stem}.pdf").write_bytes((folder / f"{stem}.pdf").read_bytes())
        written = {"": f"{stem}.pdf"}
        for docname, post in recipe["posts"].items():
            name = f"{docname}{recipe['suffix']}.pdf"
            try:
                start = book.places[destinations[f"{docname}::doc"]][0]
            except KeyError:
                raise SplitError(
                    f"{stem}.pdf has no chapter {docname}: build the book again"
                ) from None
            end = next(page for page in book.starts if page > start)
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _cut(book, start, end, post, recipe, name).save(path, deterministic_id=True)
            written[docname] = name
    digests = {docname: post["digest"] for docname, post in recipe["posts"].items()}
    return {
        docname: {
            "file": name,
            "edition": recipe["edition"],
            "digest": digests.get(docname, recipe["digest"]),
        }
        for docname, name in written.items()
    }


def _read(pdf: Pdf, aux: str) -> _Book:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    places = {}
    for name, value in NameTree(pdf.Root.Names.Dests).items():
        place = value if isinstance(value, Array) else value.D
        places[str(name)] = (pages[place[0].objgen], list(place)[1:])
    labels: dict[str, str] = {}
    for label, destination in labels_of(aux):
        labels.setdefault(destination, label)
    starts = {page for name, (page, _) in places.items() if _CHAPTER.match(name)}
    return _Book(pdf, pages, places, labels, [*sorted(starts), len(pdf.pages)])


def _cut(
    book: _Book,
    start: int,
    end: int,
    post: Mapping[str, Any],
    recipe: Mapping[str, Any],
    name: str,
) -> Pdf:
    cut = Pdf.new()
    for page in book.pdf.pages[start:end]:
        cut.pages.append(page)
    # Where the site's address is not known, the file lies in its folder `pdf`.
    site = recipe["site"] or "../" * (1 + name.count("/"))
    for page in cut.pages:
        for link in _links(page):
            target = _target(link)
            for key in ("/Dest", "/A"):
                if key in link:
                    del link[key]
            here = book.places.get(target)
            if here and start <= here[0] < end:
                link["/Dest"] = Array([cut.pages[here[0] - start].obj, *here[1]])
            else:
                uri = site + address(target, book.labels.get(target))
                link["/A"] = Dictionary(S=Name.URI, URI=String(uri))
    _outline(book, cut, start, end)
    # The numbers that are printed on the pages.
    first = _page_number(book.pdf, start)
    cut.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=first)]))
    cut.Root.Lang = String(recipe["lang"])
    cut.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    cut.docinfo["/Title"] = String(post["title"])
    cut.docinfo["/Author"] = String(recipe["author"])
    cut.docinfo["/Keywords"] = String(post["keywords"])
    cut.docinfo["/Subject"] = String(post["summary"])
    for key in ("/Creator", "/Producer", "/CreationDate"):
        if key in book.pdf.docinfo:
            cut.docinfo[key] = String(str(book.pdf.docinfo[key]))
    return cut


def _links(page: Page) -> Iterator[Dictionary]:
    """The links to places of the book."""
    for annotation in page.obj.get("/Annots", []):
        if not isinstance(annotation, Dictionary) or annotation.get("/Subtype") != "/Link":
            continue
        if _target(annotation):
            yield annotation


def _target(link: Dictionary) -> str:
    if "/Dest" in link:
        return str(link["/Dest"])
    action = link.get("/A")
    return str(action["/D"]) if action is not None and action.get("/S") == "/GoTo" else ""


def _outline(book: _Book, cut: Pdf, start: int, end: int) -> None:
    """The entries that lead into these pages; a chapter becomes the root."""

    def copied(items: Sequence[OutlineItem]) -> Iterator[OutlineItem]:
        for item in items:
            page, view = book.places.get(_destination(item), (-1, []))
            inner = list(copied(item.children))
            if start <= page < end:
                own = OutlineItem(item.title)
                own.destination = Array([cut.pages[page - start].obj, *view])
                own.children.extend(inner)
                yield own
            else:
                yield from inner

    with book.pdf.open_outline() as outline, cut.open_outline() as ours:
        ours.root.extend(copied(outline.root))


def _destination(item: OutlineItem) -> str:
    if item.destination is not None:
        return str(item.destination)
    return str(item.action["/D"]) if item.action is not None and "/D" in item.action else ""


def _page_number(pdf: Pdf, page: int) -> int:
    """The Arabic number that the book prints on its `page`, counted from 0."""
    numbers = list(pdf.Root.PageLabels.Nums) if "/PageLabels" in pdf.Root else []
    first, start = 0, 1
    for begin, style in zip(numbers[::2], numbers[1::2], strict=True):
        if int(begin) <= page:
            first, start = int(begin), int(style.get("/St", 1))
    return page - first + start


def main(arguments: Sequence[str] | None = None) -> int:
    """Cut every book that is named; give the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bitext.book.split", description=_ABOUT)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    manifest: dict[str, list[dict[str, str]]] = {}
    try:
        for folder in options.folders:
            for docname, entry in split(folder, options.out).items():
                manifest.setdefault(docname, []).append(entry)
    except SplitError as error:
        print(error, file=sys.stderr)
        return 1
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True)
    (options.out / MANIFEST).write_text(text + "\n", "utf-8")
    return 0


_ABOUT = (__doc__ or "").partition("\n")[0]

if __name__ == "__main__":
    sys.exit(main())
