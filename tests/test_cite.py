"""``make cite``: one well-formed entry more, in its place; everything else is left alone.

``answers/`` holds answers of the services, in their form, without what is not read.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_file, parse_string
from pybtex.richtext import Text

from tests.conftest import TOP
from tools import cite

ANSWERS = Path(__file__).parent / "answers"
SMALL = """% Works, sorted by key.

@misc{Abel2020,
  title = {A},
  year = {2020},
  eprint = {2001.00001v2},
}

% about Zorn
@book{Zorn1999,
  title = {Z},
  year = {1999},
  doi = {10.1000/ZORN},
}
"""
ENTRY = """@misc{Yang2024,
  title = {Parallelizing Linear Transformers with the Delta Rule over Sequence Length},
  author = {Yang, Songlin and Wang, Bailin and Zhang, Yu and Shen, Yikang and Kim, Yoon},
  year = {2024},
  eprint = {2406.06484},
  archivePrefix = {arXiv},
  primaryClass = {cs.LG},
  url = {https://arxiv.org/abs/2406.06484},
}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(SMALL, "utf-8")
    return path


def answer(name: str) -> cite.Fetch:
    """A service that answers with a file, whatever it is asked."""
    return lambda address, media_type: (ANSWERS / name).read_bytes()


def run(bib: Path, fetch: cite.Fetch, *arguments: str) -> int:
    return cite.main([*arguments, "--bib", str(bib)], fetch)


@pytest.mark.parametrize(
    "number",
    [
        "2406.06484",
        "2406.06484v3",
        "arXiv:2406.06484",
        "https://arxiv.org/abs/2406.06484v1",
        "https://arxiv.org/pdf/2406.06484v1.pdf",
    ],
)
def test_a_preprint_goes_where_its_key_belongs(bib: Path, number: str) -> None:
    asked = []

    def fetch(address: str, media_type: str) -> bytes:
        asked.append(address)
        return answer("arxiv-2406.06484.xml")(address, media_type)

    assert run(bib, fetch, "--arxiv", number) == 0
    assert asked == ["https://export.arxiv.org/api/query?id_list=2406.06484"]
    before, after = SMALL.split("% about Zorn")
    assert bib.read_text("utf-8") == f"{before}{ENTRY}\n% about Zorn{after}"


def test_a_doi_gives_journal_volume_and_pages(bib: Path) -> None:
    asked = []

    def fetch(address: str, media_type: str) -> bytes:
        asked.append((address, media_type))
        return answer("doi-10.1214-aop-1176989118.json")(address, media_type)

    doi = "https://doi.org/10.1214/aop/1176989118"
    assert run(bib, fetch, "--doi", doi, "--key", "BaiYin1993") == 0
    assert asked == [(doi, "application/vnd.citationstyles.csl+json")]
    added = parse_file(str(bib), "bibtex").entries["BaiYin1993"]
    # The very entry that stands in refs.bib, written there by hand.
    assert added == parse_file(str(TOP / "refs.bib"), "bibtex").entries["BaiYin1993"]


def test_what_goes_last_goes_to_the_end(bib: Path) -> None:
    assert run(bib, answer("arxiv-2406.06484.xml"), "--arxiv", "2406.06484", "--key", "zz") == 0
    assert bib.read_text("utf-8") == SMALL + "\n" + ENTRY.replace("Yang2024", "zz")


def test_a_key_that_is_taken_gets_a_word_of_the_title(bib: Path) -> None:
    bib.write_text(SMALL + "\n@misc{Yang2024tp, title={T}, year={2024}}\n", "utf-8")
    assert run(bib, answer("arxiv-2406.06484.xml"), "--arxiv", "2406.06484") == 0
    assert "@misc{Yang2024parallelizing,\n" in bib.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "name", "message"),
    [
        (["--arxiv", "2001.00001"], "", "The work is there already, as Abel2020."),
        (["--doi", "10.1000/zorn"], "", "The work is there already, as Zorn1999."),
        (["--doi", "10.48550/arXiv.2001.00001"], "", "The work is there already, as Abel2020."),
        (["--arxiv", "24.1"], "", "'24.1' is no number of arXiv; it looks like 2406.06484."),
        (["--doi", "doi"], "", "'doi' is no DOI; it looks like 10.1214/aop/1176989118."),
        (["--arxiv", "2406.99999"], "arxiv-none.xml", "arXiv has no paper 2406.99999."),
        (["--arxiv", "2406.06484"], "arxiv-error.xml", "arXiv has no paper 2406.06484."),
        (
            ["--arxiv", "2406.06484"],
            "doi-10.1214-aop-1176989118.json",
            "arXiv’s answer cannot be read (not well-formed (invalid token): line 1, column 0).",
        ),
        (
            ["--doi", "10.1000/x"],
            "arxiv-none.xml",
            "The answer on 10.1000/x cannot be read (Expecting value: line 1 column 1 (char 0)).",
        ),
        (
            ["--arxiv", "2406.06484", "--key", "abel2020"],
            "arxiv-2406.06484.xml",
            "There is a work abel2020 already; choose another KEY=.",
        ),
        (
            ["--arxiv", "2406.06484", "--key", "a b"],
            "arxiv-2406.06484.xml",
            "A key consists of letters, digits and :_./-; 'a b' does not.",
        ),
    ],
)
def test_what_cannot_be_added_is_one_sentence(
    bib: Path, capsys: Any, arguments: list[str], name: str, message: str
) -> None:
    def nothing(address: str, media_type: str) -> bytes:
        raise AssertionError("nobody is to be asked")

    assert run(bib, answer(name) if name else nothing, *arguments) == 1
    assert capsys.readouterr().err == f"{message} refs.bib is unchanged.\n"
    assert bib.read_text("utf-8") == SMALL


def test_a_work_under_its_other_number_is_found_in_the_answer(bib: Path, capsys: Any) -> None:
    text = (ANSWERS / "arxiv-2406.06484.xml").read_text("utf-8")
    published = text.replace("</entry>", "<arxiv:doi>10.1000/zorn</arxiv:doi></entry>")
    assert run(bib, lambda *_: published.encode(), "--arxiv", "2406.06484") == 1
    assert "as Zorn1999" in capsys.readouterr().err


def test_a_bibliography_that_is_broken_is_said(bib: Path, capsys: Any) -> None:
    bib.write_text("@misc{a, title = {", "utf-8")
    assert run(bib, answer("arxiv-2406.06484.xml"), "--arxiv", "2406.06484") == 1
    assert "refs.bib cannot be read" in capsys.readouterr().err


# ---- the network


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """A host that answers with the number in the address as its status."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path.strip("/")))
            self.end_headers()
            self.wfile.write(f"{self.headers['Accept']}".encode())

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_asks_for_the_media_type(service: str) -> None:
    assert cite.ask(f"http://{service}/200", "text/x") == b"text/x"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (404, "{host} knows nothing of http://{host}/404."),
        (503, "{host} answers 503 Service Unavailable; try again later."),
    ],
)
def test_a_refusal_is_said(service: str, status: int, message: str) -> None:
    with pytest.raises(cite.RefusedError) as refused:
        cite.ask(f"http://{service}/{status}", "text/x")
    assert str(refused.value) == message.format(host=service)


def test_no_network_is_said(service: str, bib: Path, capsys: Any, monkeypatch: Any) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(cite, "ARXIV", "http://127.0.0.1:1/{}")
    assert cite.main(["--arxiv", "2406.06484", "--bib", str(bib)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("No answer from 127.0.0.1:1 (")
    assert said.endswith("): is there a network? refs.bib is unchanged.\n")
    assert bib.read_text("utf-8") == SMALL


# ---- names and titles


def doi_entry(**data: Any) -> dict[str, str]:
    given = {"type": "book", "title": "T", "issued": {"date-parts": [[2020]]}, **data}
    return cite.from_doi(json.dumps(given).encode(), "10.1000/x")[1]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("DeltaNet: Fast <i>and</i> GPU-friendly &amp; small", None),
        ("A   broken\n title", "A broken title"),
        ("On $\\ell_1$ and GPUs", "On $\\ell_1$ and GPUs"),
        ("Sur la théorie", "Sur la th{\\'e}orie"),
        ("线性注意力 DeltaNet", "{线性注意力 DeltaNet}"),
        ("50% of x_1 # { open", "50\\% of x\\_1 \\# open"),
    ],
)
def test_a_title_is_tex(title: str, written: str | None) -> None:
    wanted = "{DeltaNet}: Fast and {GPU-friendly} \\& small" if written is None else written
    assert doi_entry(title=title)["title"] == wanted


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Songlin Yang", "Yang, Songlin"),
        ("Laurens van der Maaten", "van der Maaten, Laurens"),
        ("Christopher Ré", "R{\\'e}, Christopher"),
        ("苏剑林", "苏剑林"),
        ("DeepSeek-AI", "DeepSeek-AI"),
        ("Kimi Team", "{Kimi Team}"),
    ],
)
def test_a_name_of_arxiv(name: str, written: str) -> None:
    assert cite.person(name) == written


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ({"family": "Bai", "given": "Z. D."}, "Bai, Z. D."),
        (
            {"family": "Beethoven", "given": "L.", "non-dropping-particle": "van"},
            "van Beethoven, L.",
        ),
        ({"family": "King", "given": "M. L.", "suffix": "Jr."}, "King, Jr., M. L."),
        ({"name": "CERN & Friends"}, "{CERN \\& Friends}"),
        ({"literal": "Team"}, "{Team}"),
    ],
)
def test_a_name_of_csl(data: dict[str, str], written: str) -> None:
    assert doi_entry(author=[data])["author"] == written


@pytest.mark.parametrize(
    ("kind", "entry", "field"),
    [
        ("article-journal", "article", "journal"),
        ("paper-conference", "inproceedings", "booktitle"),
        ("chapter", "incollection", "booktitle"),
        ("something new", "misc", "howpublished"),
    ],
)
def test_a_kind_has_its_field(kind: str, entry: str, field: str) -> None:
    given = {
        "type": kind,
        "title": ["T"],
        "container-title": ["C"],
        "issued": {"date-parts": [[1]]},
    }
    found, fields = cite.from_doi(json.dumps(given).encode(), "10.1000/x")
    assert (found, fields[field]) == (entry, "C")


def test_without_a_title_or_a_year_there_is_no_entry() -> None:
    with pytest.raises(cite.RefusedError, match="lacks its title and year"):
        doi_entry(title=None, issued={"date-parts": [[None]]})


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_answered_the_file_can_be_read(title: str, name: str) -> None:
    """One entry more, and the others as they were."""
    try:
        fields = doi_entry(title=title, author=[{"family": name, "given": title}])
    except cite.RefusedError:
        return
    known = parse_string(SMALL, "bibtex")
    key = cite.key_for(fields, {key.lower() for key in known.entries})
    text = cite.inserted(SMALL, key, cite.written("misc", key, fields))
    after = parse_string(text, "bibtex")
    assert sorted(after.entries) == sorted([*known.entries, key])
    assert all(after.entries[old] == known.entries[old] for old in known.entries)
    Text.from_latex(after.entries[key].fields["title"])
    keys = list(after.entries)
    assert keys == sorted(keys)
