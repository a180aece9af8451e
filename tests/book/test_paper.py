"""Pages that are hard to set: what TeX complained of, and what stands where."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from bitext.book import split
from bitext.book.split import address, labels_of
from tests.conftest import ROOTS

Paper = Callable[[str], Path]
EDITIONS = ("both", "en")


def pdf_of(folder: Path) -> Path:
    (tex,) = folder.glob("*.tex")
    return tex.with_suffix(".pdf")


def words(pdf: Path, page: int | None = None) -> list[tuple[float, float, float, str, int]]:
    """Left edge, top, right edge, word and page of each word, in points."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    done = subprocess.run(
        ["pdftotext", "-bbox", *pages, str(pdf), "-"], capture_output=True, text=True, check=True
    )
    soup = BeautifulSoup(done.stdout, "html5lib")
    return [
        (float(str(w["xmin"])), float(str(w["ymin"])), float(str(w["xmax"])), w.text, number)
        for number, each in enumerate(soup.select("page"), page or 1)
        for w in each.select("word")
    ]


def text_of(pdf: Path, *options: str) -> str:
    command = ["pdftotext", "-enc", "UTF-8", *options, str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("edition", EDITIONS)
def test_tex_has_nothing_to_complain_of(paper: Paper, edition: str) -> None:
    log = pdf_of(paper(edition)).with_suffix(".log").read_text("utf-8", errors="replace")
    complaints = [
        line
        for line in log.splitlines()
        if re.search(r"undefined|Missing character|multiply defined|^!", line)
        and "Font shape" not in line
    ]
    assert complaints == []
    too_wide = re.findall(r"Overfull \\[hv]box \((\d+\.\d+)pt too (?:wide|high)\)", log)
    assert [size for size in too_wide if float(size) > 2] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_nothing_leaves_the_page_s_text(paper: Paper, edition: str) -> None:
    margin = 62 if edition == "both" else 99  # 22 mm, 35 mm
    for left, _, right, word, page in words(pdf_of(paper(edition))):
        assert left >= margin - 2, (word, page)
        assert right <= 595.3 - margin + 2, (word, page)


def test_one_more_run_of_tex_changes_nothing(paper: Paper) -> None:
    """What TeX wrote for its next run says what it had been told: nothing has moved."""
    folder = paper("both")
    before = (folder / "paper.aux").read_bytes(), (folder / "paper.toc").read_bytes()
    command = ["xelatex", "--no-pdf", "-interaction=batchmode", "paper.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    assert before == ((folder / "paper.aux").read_bytes(), (folder / "paper.toc").read_bytes())


def test_both_sides_start_on_one_line_and_go_on_to_one_page(cut: Path) -> None:
    """Each paragraph of the post begins with the same words, left and right."""
    pdf = cut / "posts/second.pdf"
    starts: dict[str, list[tuple[int, float]]] = {"这一段没有别的意思": [], "This": []}
    for left, top, _, word, page in words(pdf):
        if left < 63 and word.startswith("这一段没有别的意思，只占地方：谱范数是最"):
            starts["这一段没有别的意思"].append((page, top))
        if 286 < left < 291 and word == "This":
            starts["This"].append((page, top))
    zh, en = starts.values()
    # Lines within a paragraph may begin with these words too: facing ones must be there.
    assert len(en) >= 24
    unmatched = [at for at in en if not any(abs(at[1] - y) < 4 for p, y in zh if p == at[0])]
    assert unmatched == []


def test_displays_stay_with_their_lines(paper: Paper) -> None:
    """No page of the post begins with a display, and no display with one side's lines only."""
    pdf = pdf_of(paper("both"))
    pages: dict[int, list[tuple[float, float, str]]] = {}
    for left, top, _, word, page in words(pdf):
        if 70 < top < 770:
            pages.setdefault(page, []).append((top, left, word))
    seen = 0
    for page, found in pages.items():
        numbers = sorted(
            top for top, left, word in found if re.fullmatch(r"\(\d+\)", word) and left > 500
        )
        if not numbers:
            continue
        seen += len(numbers)
        above = [(top, left) for top, left, _ in found if numbers[0] - 60 < top < numbers[0] - 12]
        assert any(left < 260 for _, left in above), page
        assert any(left > 280 for _, left in above), page
    assert seen >= 24


def test_a_footnote_stands_on_the_page_of_its_mark(paper: Paper) -> None:
    pdf = pdf_of(paper("both"))
    (page,) = {
        number
        for number in range(1, len(pikepdf.open(pdf).pages) + 1)
        if "another item" in text_of(pdf, "-f", str(number), "-l", str(number))
    }
    assert "The note" in text_of(pdf, "-f", str(page), "-l", str(page))
    assert text_of(pdf).count("The note") == 1


def test_no_row_of_a_long_table_is_lost(paper: Paper) -> None:
    text = text_of(pdf_of(paper("both")))
    assert [n for n in range(1, 41) if f"row {n}" not in text] == []
    assert "接上页 / continued from the previous page" in text
    assert "continued from the previous page" in text_of(pdf_of(paper("en")))
    assert "Table" not in text


def test_the_longer_side_loses_nothing(paper: Paper) -> None:
    text = re.sub(r"\s", "", text_of(pdf_of(paper("both"))))
    source = (ROOTS / "test-paper/posts/uneven.md").read_text("utf-8")
    assert source.count("意思") <= len(re.findall("意思", text))


def test_rare_characters_are_printed_and_copied(paper: Paper) -> None:
    for edition, wanted in (("both", "😀𠮷𰻝㐂璟"), ("en", "😀𠮷𰻝㐂")):
        pdf = pdf_of(paper(edition))
        text = text_of(pdf)
        assert [character for character in wanted if character not in text] == []
        fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True)
        assert "DejaVuSans" in fonts.stdout


def test_chinese_has_its_bold_and_its_emphasis(cut: Path) -> None:
    pdf = cut / "posts/rare.pdf"
    fonts = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    assert re.search(r"NotoSerifCJK\w+-Bold", fonts)
    assert re.search(r"Kai", fonts)
    (page,) = PdfReader(pdf).pages
    shown: dict[str, set[str]] = {}

    def visit(text: str, *state: Any) -> None:
        font = str((state[2] or {}).get("/BaseFont", ""))
        for character in text:
            shown.setdefault(character, set()).add(font)

    page.extract_text(visitor_text=visit)
    assert any("Kai" in font for font in shown["强"])
    assert any("Bold" in font for font in shown["粗"])
    assert any("Bold" in font for font in shown["b"])
    assert not any("Kai" in font or "Bold" in font for font in shown["情"])


def test_dashes_have_their_width_in_each_language(paper: Paper) -> None:
    english = text_of(pdf_of(paper("en")))
    assert "a dash – and dots" in re.sub(r"\s+", " ", english)


def test_an_edition_has_nothing_of_the_other_language(cut: Path) -> None:
    """But for what a text says itself."""
    posts = sorted((cut / "posts").glob("*-en.pdf"))
    text = "".join(text_of(path) for path in posts)
    assert set(re.findall(r"[\u3000-\u9fff\uff00-\uffef\U00020000-\U0003ffff]", text)) == set(
        "𠮷𰻝㐂："
    )
    assert "This paragraph is here" in text


# One PDF a post


def test_each_post_has_its_pdf(cut: Path) -> None:
    posts = sorted(path.stem for path in (ROOTS / "test-paper/posts").glob("*.md"))
    assert sorted(path.stem for path in (cut / "posts").glob("*.pdf")) == sorted(
        name + suffix for name in posts for suffix in ("", "-en")
    )
    manifest = json.loads((cut / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {"", *(f"posts/{name}" for name in posts)}
    assert [entry["edition"] for entry in manifest["posts/late"]] == ["both", "en"]


def annotations(pdf: pikepdf.Pdf) -> list[Any]:
    return [a for page in pdf.pages for a in page.obj.get("/Annots", [])]


def test_a_post_says_what_it_is(cut: Path) -> None:
    with pikepdf.open(cut / "posts/second.pdf") as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        assert info["/Title"] == "系列之二 / The second part"
        assert (info["/Author"], info["/Keywords"]) == ("A. Author", "纸 / Paper")
        assert str(pdf.Root.Lang) == "zh-Hans"
        assert int(pdf.Root.PageLabels.Nums[1].St) == 3  # behind the part's page and post 1
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["2 系列之二 / The second part"]
    with pikepdf.open(cut / "posts/second-en.pdf") as pdf:
        assert str(pdf.docinfo["/Title"]) == "The second part"
        assert str(pdf.Root.Lang) == "en"


def test_a_reference_that_leaves_the_post_leads_to_the_site(cut: Path) -> None:
    with pikepdf.open(cut / "posts/late.pdf") as pdf:
        targets = [str(a.A.URI) for a in annotations(pdf) if "/A" in a]
        assert set(targets) == {"https://example.org/notes/posts/wide.html#equation-wide-sum"}
        assert [a for a in annotations(pdf) if "/Dest" in a] == []
    with pikepdf.open(cut / "posts/figure.pdf") as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        inner = [a for a in annotations(pdf) if "/Dest" in a]
        assert len(inner) == 2
        assert all(a.Dest[0].objgen in pages for a in inner)
        assert [a for a in annotations(pdf) if "/A" in a] == []


def test_the_pages_of_the_posts_are_those_of_the_book(cut: Path, paper: Paper) -> None:
    with pikepdf.open(pdf_of(paper("both"))) as book:
        total = len(book.pages)
    counts = []
    for path in (cut / "posts").glob("*.pdf"):
        if not path.stem.endswith("-en"):
            with pikepdf.open(path) as pdf:
                counts.append(len(pdf.pages))
    # Without title, about, contents, two parts' pages, glossary and index.
    assert sum(counts) == total - 7


def test_two_cuts_are_the_same_bytes(cut: Path, paper: Paper, tmp_path: Path) -> None:
    assert split.main([str(paper("both")), "--out", str(tmp_path)]) == 0
    for name in ("posts/late.pdf", "posts/figure.pdf", "paper.pdf"):
        assert (tmp_path / name).read_bytes() == (cut / name).read_bytes()


def test_a_book_that_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert split.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "bitext.json is missing: build the book first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("destination", "label", "expected"),
    [
        ("equation.0.3", "equation:posts/a:a_B-c", "posts/a.html#equation-a-b-c"),
        ("section.1.2", "posts/a:sec-one", "posts/a.html#sec-one"),
        ("chapter.2", "posts/b::doc", "posts/b.html"),
        ("cite.posts/b:id3", None, "posts/b.html#id3"),
        ("page.4", None, "index.html"),
    ],
)
def test_addresses(destination: str, label: str | None, expected: str) -> None:
    assert address(destination, label) == expected


def test_labels_are_read_whatever_their_titles_hold() -> None:
    aux = (
        "\\relax\n\\newlabel{posts/a::doc}{{6}{56}{\\bitextphrase {zh}{甲}}{chapter.6}{}}\n"
        "\\newlabel{equation:posts/a:x}{{{(1)}}{57}{}{equation.0.1}{}}\n\\bitextpage{zh1}{3}\n"
    )
    assert list(labels_of(aux)) == [
        ("posts/a::doc", "chapter.6"),
        ("equation:posts/a:x", "equation.0.1"),
    ]
