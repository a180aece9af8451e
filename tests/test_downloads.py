"""PDFs that pages offer: those that are there, and of the same text."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.conftest import Build, Site

POST = (
    "---\ndate: 2025-01-01\ncategory: c\ntags: [t]\nsummary: {zh: 甲, en: A}\n---\n"
    "# [甲]{.zh} [A]{.en}\n"
)
FILES = {
    "index.md": "# T\n\n```{toctree}\nposts/a\nposts/b\n```\n",
    "posts/a.md": POST,
    "posts/b.md": POST.replace("甲", "乙"),
    "taxonomy.yml": "categories: {c: {zh: 类, en: Kind}}\ntags: {t: {zh: 签, en: Tag}}\n",
    # What a theme would show of it.
    "_templates/layout.html": (
        "{%- for edition, address in bitext_pdf.items() %}"
        '<a class="pdf" href="{{ address }}">{{ edition }}</a>{% endfor %}'
        "{{ body }}"
    ),
}
SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_pdf": "made",
    "templates_path": ["_templates"],
}


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def make(folder: Path, **files: str) -> None:
    """A folder as bitext.book.split leaves it; `files`: name of the post to its text."""
    manifest: dict[str, list[dict[str, str]]] = {}
    for name, text in files.items():
        path = folder / f"made/posts/{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF " + name.encode())
        entry = {"file": f"posts/{name}.pdf", "edition": "both", "digest": digest(text)}
        manifest[f"posts/{name}"] = [entry]
    whole = {"file": "book.pdf", "edition": "en", "digest": digest(*files.values())}
    (folder / "made/book.pdf").write_bytes(b"%PDF")
    manifest[""] = [whole]
    (folder / "made/manifest.json").write_text(json.dumps(manifest), "utf-8")


def offered(site: Site, page: str) -> list[tuple[str, str]]:
    return [(str(a["href"]), a.text) for a in site.page(page).select("a.pdf")]


def test_a_site_without_pdfs_offers_none(build: Build) -> None:
    site = build(FILES, **SETTINGS)
    assert offered(site, "posts/a") == offered(site, "index") == []
    assert not (site.app.outdir / "pdf").exists()


def test_a_page_offers_its_pdf_and_the_site_holds_it(build: Build, tmp_path: Path) -> None:
    make(tmp_path / "site", a=FILES["posts/a.md"], b=FILES["posts/b.md"])
    site = build(FILES, **SETTINGS)
    assert site.warnings == []
    assert offered(site, "posts/a") == [("../pdf/posts/a.pdf", "both")]
    assert offered(site, "index") == [("pdf/book.pdf", "en")]
    assert (site.app.outdir / "pdf/posts/a.pdf").read_bytes() == b"%PDF a"


def test_a_pdf_of_another_text_is_not_offered(build: Build, tmp_path: Path) -> None:
    make(tmp_path / "site", a="another text", b=FILES["posts/b.md"])
    site = build(FILES, **SETTINGS)
    assert offered(site, "posts/a") == offered(site, "index") == []
    assert offered(site, "posts/b") != []
    found = sorted(path.name for path in (site.app.outdir / "pdf").rglob("*.pdf"))
    assert found == ["b.pdf"]


def test_a_pdf_that_is_gone_is_not_offered(build: Build, tmp_path: Path) -> None:
    make(tmp_path / "site", a=FILES["posts/a.md"])
    (tmp_path / "site/made/posts/a.pdf").unlink()
    assert offered(build(FILES, **SETTINGS), "posts/a") == []


def test_pages_follow_what_is_there(build: Build, tmp_path: Path) -> None:
    """An incremental build writes the pages again whose offer has changed."""
    build(FILES, **SETTINGS)
    make(tmp_path / "site", a=FILES["posts/a.md"])
    site = build({}, **SETTINGS)
    assert offered(site, "posts/a") == [("../pdf/posts/a.pdf", "both")]
    assert offered(site, "posts/b") == []
    (tmp_path / "site/made/manifest.json").unlink()
    site = build({}, **SETTINGS)
    assert offered(site, "posts/a") == []
    assert list((site.app.outdir / "pdf").rglob("*.pdf")) == []


def test_a_book_says_what_it_holds(build: Build) -> None:
    site = build(
        FILES,
        builder="latex",
        latex_documents=[("index", "book.tex", "书 / Book", "A", "manual", True)],
        bitext_edition="en",
        html_baseurl="https://example.org/notes",
        author="Ann",
        **SETTINGS,
    )
    recipe = json.loads(site.read("bitext.json"))
    texts = FILES["posts/a.md"], FILES["posts/b.md"]
    assert recipe == {
        "author": "Ann",
        "book": "book-en",
        "digest": digest(*texts),
        "edition": "en",
        "lang": "en",
        "posts": {
            f"posts/{name}": {
                "digest": digest(text),
                "keywords": "Tag",
                "summary": "A",
                "title": "A",
            }
            for name, text in zip("ab", texts, strict=True)
        },
        "site": "https://example.org/notes/",
        "suffix": "-en",
    }
