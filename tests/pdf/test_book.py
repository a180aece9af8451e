"""The book: what TeX complained of, what is on its pages, what a reader can copy."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tests.conftest import TOP

POSTS = sorted(path.stem for path in (TOP / "posts").glob("*.md"))


@pytest.fixture(scope="module")
def log(book: Path) -> str:
    return (book / "parallel-notes.log").read_text("utf-8", errors="replace")


@pytest.fixture(scope="module")
def pdf(book: Path) -> PdfReader:
    return PdfReader(book / "parallel-notes.pdf")


@pytest.fixture(scope="module")
def text(book: Path) -> str:
    """What a reader copies, all white space taken out."""
    command = ["pdftotext", "-enc", "UTF-8", "parallel-notes.pdf", "-"]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=True)
    return re.sub(r"\s|-\n", "", done.stdout)


def test_tex_has_nothing_to_complain_of(log: str) -> None:
    complaints = [
        line
        for line in log.splitlines()
        if re.search(r"undefined|Missing character|multiply defined|^!", line)
        and "Warning: Font shape" not in line
    ]
    assert complaints == []
    too_wide = re.findall(r"Overfull \\[hv]box \((\d+\.\d+)pt too (?:wide|high)\)", log)
    assert [size for size in too_wide if float(size) > 5] == []


def test_every_font_is_embedded_and_can_be_copied_from(book: Path) -> None:
    done = subprocess.run(
        ["pdffonts", "parallel-notes.pdf"], cwd=book, capture_output=True, text=True, check=True
    )
    rows = done.stdout.splitlines()[2:]
    assert len(rows) >= 5
    for row in rows:
        embedded, _subset, unicode = row.split()[-5:-2]
        assert (embedded, unicode) == ("yes", "yes"), row


def test_one_chapter_a_post_in_a_bilingual_outline(pdf: PdfReader) -> None:
    order = re.findall(r"^posts/([\w-]+)$", (TOP / "index.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(order) == POSTS
    expected = []
    for number, post in enumerate(order, 1):
        text = (TOP / "posts" / f"{post}.md").read_text("utf-8")
        (title,) = re.findall(r"^# \[(.*)\]\{\.zh\} \[(.*)\]\{\.en\}$", text, re.MULTILINE)
        expected.append(f"{number} {title[0]} / {title[1]}")
    titles = [item["/Title"] for item in pdf.outline if isinstance(item, dict)]
    assert titles == [*expected, "参考文献 / References"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "对照札记 / Parallel Notes"


@pytest.mark.parametrize("post", POSTS)
def test_equations_have_the_numbers_of_the_html(book: Path, site: Path, post: str) -> None:
    page = BeautifulSoup((site / "posts" / f"{post}.html").read_text("utf-8"), "html5lib")
    html = {
        str(number.parent["id"]): str(number.contents[0]).strip("()")
        for number in page.select("div.math[id] > .eqno")
        if number.parent
    }
    labels = re.findall(
        rf"\\newlabel\{{equation:posts/{post}:([^}}]+)\}}\{{\{{\{{(\d+)\}}\}}",
        (book / "parallel-notes.aux").read_text("utf-8"),
    )
    assert {f"equation-{label}": number for label, number in labels} == html
    assert len(html) >= 10


@pytest.mark.parametrize("post", POSTS)
def test_the_words_of_both_languages_are_in_it(text: str, post: str) -> None:
    source = (TOP / "posts" / f"{post}.md").read_text("utf-8").split("\n---\n", 1)[1]
    # Plain sentences, free of markup: as they were written they must be found.
    plain = re.compile(r"(?:^|(?<=。))[^\n`$*{}\[\]:。]{20,}。", re.MULTILINE)
    chinese = [re.sub(r"\s", "", sentence) for sentence in plain.findall(source)]
    found = [sentence for sentence in chinese if sentence in text]
    assert len(chinese) >= 5
    assert len(found) >= 0.8 * len(chinese)  # a page may break in the middle of the others
    plain = re.compile(r"(?:^|(?<=\. ))[A-Z][a-z][^\n`$*{}\[\]:.]{30,160}\.(?= )", re.MULTILINE)
    english = [re.sub(r"\s|-", "", sentence) for sentence in plain.findall(source)]
    found = [sentence for sentence in english if sentence in text.replace("-", "")]
    assert len(english) >= 5
    assert len(found) >= 0.8 * len(english)


def test_links_lead_somewhere(pdf: PdfReader) -> None:
    names = set(pdf.named_destinations)
    targets = set()
    for page in pdf.pages:
        for annotation in page.get("/Annots") or []:
            action = annotation.get_object().get("/A", {})
            if action.get("/S") == "/GoTo":
                targets.add(str(action["/D"]))
    assert len(targets) > 20
    assert {target for target in targets if target not in names} == set()
