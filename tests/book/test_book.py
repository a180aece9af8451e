"""The book: what TeX complained of, what is on its pages, what a reader can copy."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
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
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "parallel-notes.pdf", "-"]
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


def test_code_is_not_split(text: str) -> None:
    """None of the posts has code that is longer than a page."""
    assert "continuedfromthepreviouspage" not in text
    assert "continuesonthenextpage" not in text


def test_every_font_is_embedded_and_can_be_copied_from(book: Path) -> None:
    done = subprocess.run(
        ["pdffonts", "parallel-notes.pdf"], cwd=book, capture_output=True, text=True, check=True
    )
    rows = done.stdout.splitlines()[2:]
    assert len(rows) >= 5
    for row in rows:
        embedded, _subset, unicode = row.split()[-5:-2]
        assert (embedded, unicode) == ("yes", "yes"), row


def front(post: str) -> dict[str, Any]:
    text = (TOP / "posts" / f"{post}.md").read_text("utf-8")
    (title,) = re.findall(r"^# \[(.*)\]\{\.zh\} \[(.*)\]\{\.en\}$", text, re.MULTILINE)
    return {**yaml.safe_load(text.split("---\n")[1]), "title": " / ".join(title)}


def test_parts_by_series_then_single_posts_in_a_bilingual_outline(pdf: PdfReader) -> None:
    taxonomy = yaml.safe_load((TOP / "taxonomy.yml").read_text("utf-8"))
    fronts = [front(post) for post in POSTS]
    parts = [
        (
            " / ".join(series["name"].values()),
            sorted((f for f in fronts if f.get("series") == key), key=lambda f: f["part"]),
        )
        for key, series in taxonomy["series"].items()
    ]
    single = [f for f in fronts if "series" not in f]
    single.sort(key=lambda f: (str(f["date"]), str(f["source"]["date"])))
    expected: list[Any] = []
    number = 0
    for roman, (name, posts) in zip(
        ("I", "II", "III", "IV", "V", "VI"),
        [*parts, ("单篇文章 / Single posts", single)],
        strict=False,
    ):
        expected.append(f"{roman} {name}")
        chapters = []
        for each in posts:
            number += 1
            chapters.append(f"{number} {each['title']}")
        expected.append(chapters)
    expected += ["A 术语表 / Glossary", "参考文献 / References", "索引 / Index"]
    found = [
        item["/Title"]
        if isinstance(item, dict)
        else [i["/Title"] for i in item if isinstance(i, dict)]
        for item in pdf.outline
    ]
    assert found == expected


def test_the_book_says_what_it_is(pdf: PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.title == "对照札记 / Parallel Notes"
    assert pdf.metadata.author == "the bitext contributors"
    keywords = str(pdf.metadata["/Keywords"])
    assert "注意力 / Attention" in keywords
    assert "Muon" in keywords
    root = cast("dict[str, Any]", pdf.trailer["/Root"])
    assert root["/Lang"] == "zh-Hans"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_page_labels_are_the_numbers_that_are_printed(pdf: PdfReader) -> None:
    labels = pdf.page_labels
    assert labels[:2] == ["i", "ii"]
    first = labels.index("1")
    for number in (first + 1, first + 20, len(labels) - 2):
        lines = pdf.pages[number].extract_text().splitlines()
        # In the head, outside; at the foot of a page on which a chapter begins.
        outside = (lines[0].split()[0], lines[0].split()[-1], lines[-1].split()[-1])
        assert labels[number] in outside, number


def test_figures_are_vectors(book: Path) -> None:
    """Heat maps of matrices are pictures within them, of as many dots as entries."""
    source = (book / "parallel-notes.tex").read_text("utf-8")
    figures = re.findall(r"\\sphinxincludegraphics(?:\[[^]]*\])?\{\{[^}]*\}\.(\w+)\}", source)
    assert len(figures) >= 12
    assert set(figures) == {"pdf"}


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
def test_figures_have_the_numbers_of_the_html(text: str, site: Path, post: str) -> None:
    page = BeautifulSoup((site / "posts" / f"{post}.html").read_text("utf-8"), "html5lib")
    captions = page.select("figcaption, table > caption, .code-block-caption")
    for caption in captions:
        for language in ("zh", "en"):
            (phrase,) = caption.select(f".{language}")
            for formula in phrase.select(".math, .katex"):
                formula.replace_with("\0")
            words = re.sub(r"[\s-]", "", phrase.text).partition("\0")[0]
            assert re.match(r"(图|表|代码|Figure|Table|Listing)\d", words), words
            assert words[:24] in text.replace("-", ""), (post, words)


@pytest.mark.parametrize("post", POSTS)
def test_the_words_of_both_languages_are_in_it(text: str, post: str) -> None:
    source = (TOP / "posts" / f"{post}.md").read_text("utf-8").split("\n---\n", 1)[1]
    source = re.sub(r"^:alt:.*$", "", source, flags=re.MULTILINE)
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


def test_what_is_copied_is_what_was_written(book: Path) -> None:
    """Whole paragraphs without markup, of each language: in one piece, word for word."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "parallel-notes.pdf", "-"]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=True)
    copied = re.sub(r"\s+", " ", re.sub(r"-\n(?=[a-z])", "", done.stdout))
    joined = re.sub(r"\s", "", copied)
    sources = [(TOP / "posts" / f"{post}.md").read_text("utf-8") for post in POSTS]
    plain = re.compile(r"^(?![ :#|>%(-])[^\n`$*{}\[\]\\=_]{60,}$", re.MULTILINE)
    paragraphs = [p for source in sources for p in plain.findall(source.split("\n---\n", 1)[1])]
    chinese = [re.sub(r"\s", "", p) for p in paragraphs if re.search("[\u4e00-\u9fff]", p)]
    # Whether a hyphen at a line's end is the word's own cannot be seen.
    english = [p.replace("-", "") for p in paragraphs if not re.search("[\u4e00-\u9fff]", p)]
    found = [p for p in chinese if p in joined]
    assert len(found) >= max(4, 0.7 * len(chinese))  # pages break in the middle of the others
    found = [p for p in english if p in copied.replace("-", "")]
    assert len(found) >= max(8, 0.7 * len(english))


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
