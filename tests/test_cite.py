"""``make cite``: one well-formed entry more, in its place; everything else is left alone.

``answers/`` holds what the services have answered, and ``answers/by-hand/`` what no recording
shows; its README says when, and where it was recorded.
"""

from __future__ import annotations

import json
import subprocess
import sys
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
AUTHORS = (
    "Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob and Jones, Llion and "
    "Gomez, Aidan N. and Kaiser, Lukasz and Polosukhin, Illia"
)
ENTRY = f"""@misc{{Vaswani2017,
  title = {{Attention Is All You Need}},
  author = {{{AUTHORS}}},
  year = {{2017}},
  eprint = {{1706.03762}},
  archivePrefix = {{arXiv}},
  primaryClass = {{cs.CL}},
  url = {{https://arxiv.org/abs/1706.03762}},
}}
"""
ATTENTION = "arxiv-1706.03762.xml"
ARTICLE = "doi-10.4067-s0718-48082015000300006.json"

# What is asked for, what is answered, and the entry that is made of it.
RECORDED: list[tuple[list[str], list[str], str]] = [
    (["--arxiv", "1706.03762v7"], [ATTENTION], ENTRY),
    (
        ["--arxiv", "1601.00001"],
        ["arxiv-1601.00001.xml"],
        r"""@misc{Kilgour2015,
  title = {Inelastic effects in molecular transport junctions: The probe technique at high bias},
  author = {Kilgour, Michael and Segal, Dvira},
  year = {2015},
  eprint = {1601.00001},
  archivePrefix = {arXiv},
  primaryClass = {cond-mat.mes-hall},
  doi = {10.1063/1.4944470},
  url = {https://arxiv.org/abs/1601.00001},
  note = {J. Chem. Phys. 144, 124107 (2016)},
}
""",
    ),
    (
        ["--doi", "10.4067/S0718-48082015000300006"],
        [ARTICLE],
        r"""@article{Juillerat2015,
  title = {Procesamiento sem{\'a}ntico de palabras epist{\'e}micas y metaf{\'\i}sicas en ni{\~n}os y adolescentes con Trastorno de Espectro Autista ({TEA}) y con Desarrollo T{\'\i}pico ({DT})},
  author = {Juillerat, Karen L and Cornejo, Felipe A and Castillo, Ram{\'o}n D and Chaigneau, Sergio E},
  year = {2015},
  journal = {Terapia psicol{\'o}gica},
  volume = {33},
  number = {3},
  pages = {221--238},
  doi = {10.4067/S0718-48082015000300006},
  url = {https://doi.org/10.4067/S0718-48082015000300006},
}
""",  # noqa: E501  # a field is a line
    ),
    (
        ["--doi", "10.1086/366680"],
        ["doi-10.1086-366680.json"],
        r"""@article{Combellack1982,
  title = {The Best of the Achaens: Concepts of the Hero in Archaic Greek Poetry. Gregory Nagy},
  author = {Combellack, Frederick M.},
  year = {1982},
  journal = {Classical Philology},
  volume = {77},
  number = {1},
  pages = {65--70},
  doi = {10.1086/366680},
  url = {https://doi.org/10.1086/366680},
}
""",
    ),
    (
        ["--doi", "10.1007/978-3-319-10590-1_53"],
        [
            "doi-10.1007-978-3-319-10590-1_53.json",
            "unixref-10.1007-978-3-319-10590-1_53.xml",
        ],
        r"""@inproceedings{Zeiler2014,
  title = {Visualizing and Understanding Convolutional Networks},
  author = {Zeiler, Matthew D. and Fergus, Rob},
  year = {2014},
  booktitle = {Computer Vision -- ECCV 2014: 13th European Conference, Zurich, Switzerland, September 6-12, 2014, Proceedings, Part I},
  series = {Lecture Notes in Computer Science},
  volume = {8689},
  pages = {818--833},
  publisher = {Springer International Publishing},
  doi = {10.1007/978-3-319-10590-1_53},
  url = {https://doi.org/10.1007/978-3-319-10590-1_53},
}
""",  # noqa: E501  # a field is a line
    ),
    (
        ["--doi", "10.1515/9783110272017"],
        ["doi-10.1515-9783110272017.json"],
        r"""@book{Montanari2012,
  title = {Homeric Contexts: Neoanalysis and the Interpretation of Oral Poetry},
  editor = {Montanari, Franco and Rengakos, Antonios and Tsagalis, Christos C.},
  year = {2012},
  publisher = {DE GRUYTER},
  doi = {10.1515/9783110272017},
  url = {https://doi.org/10.1515/9783110272017},
}
""",
    ),
    (
        ["--doi", "10.5281/zenodo.3233986", "--key", "TuringWay2019"],
        ["doi-10.5281-zenodo.3233986.json"],
        r"""@misc{TuringWay2019,
  title = {The Turing Way: A Handbook for Reproducible Data Science},
  author = {Community, The Turing Way and Arnold, Becky and Bowler, Louise and Gibson, Sarah and Herterich, Patricia and Higman, Rosie and Krystalli, Anna and Morley, Alexander and O'Reilly, Martin and Whitaker, Kirstie},
  year = {2019},
  publisher = {Zenodo},
  doi = {10.5281/zenodo.3233986},
  url = {https://doi.org/10.5281/zenodo.3233986},
}
""",  # noqa: E501  # a field is a line
    ),
]


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(SMALL, "utf-8")
    return path


def answer(name: str) -> cite.Fetch:
    """A service that answers with a file, whatever it is asked."""
    return lambda address, media_type: (ANSWERS / name).read_bytes()


def answers(names: list[str]) -> cite.Fetch:
    """A service that answers with a file for each media type, and knows no other."""
    kinds = {"arxiv": "application/atom+xml", "doi": cite.CSL, "unixref": cite.UNIXREF}
    known = {kinds[name.partition("-")[0]]: name for name in names}

    def fetch(address: str, media_type: str) -> bytes:
        if media_type not in known:
            raise cite.RefusedError(f"{media_type} is unknown.")
        return (ANSWERS / known[media_type]).read_bytes()

    return fetch


def run(bib: Path, fetch: cite.Fetch, *arguments: str) -> int:
    return cite.main([*arguments, "--bib", str(bib)], fetch)


@pytest.mark.parametrize(("asked", "names", "entry"), RECORDED, ids=[r[1][0] for r in RECORDED])
def test_what_the_services_have_answered_makes_an_entry(
    bib: Path, asked: list[str], names: list[str], entry: str
) -> None:
    assert run(bib, answers(names), *asked) == 0
    text = bib.read_text("utf-8")
    assert entry in text
    before = parse_string(SMALL, "bibtex").entries
    after = parse_file(str(bib), "bibtex").entries
    assert len(after) == len(before) + 1
    assert all(after[key] == before[key] for key in before)


def test_without_the_title_of_the_book_its_series_stands_there(bib: Path) -> None:
    doi = "10.1007/978-3-319-10590-1_53"
    assert run(bib, answers(["doi-10.1007-978-3-319-10590-1_53.json"]), "--doi", doi) == 0
    (added,) = (
        e
        for e in parse_file(str(bib), "bibtex").entries.values()
        if "doi" in e.fields and e.fields["doi"] == doi
    )
    assert added.type == "incollection"
    assert added.fields["booktitle"] == "Lecture Notes in Computer Science"
    assert "series" not in added.fields


@pytest.mark.parametrize(
    "number",
    [
        "1706.03762",
        "1706.03762v3",
        "arXiv:1706.03762",
        "https://arxiv.org/abs/1706.03762v1",
        "https://arxiv.org/pdf/1706.03762v1.pdf",
    ],
)
def test_a_preprint_goes_where_its_key_belongs(bib: Path, number: str) -> None:
    asked = []

    def fetch(address: str, media_type: str) -> bytes:
        asked.append(address)
        return answer(ATTENTION)(address, media_type)

    assert run(bib, fetch, "--arxiv", number) == 0
    assert asked == ["https://export.arxiv.org/api/query?id_list=1706.03762"]
    before, after = SMALL.split("% about Zorn")
    assert bib.read_text("utf-8") == f"{before}{ENTRY}\n% about Zorn{after}"


def test_a_doi_is_asked_for_at_its_registry(bib: Path) -> None:
    asked = []

    def fetch(address: str, media_type: str) -> bytes:
        asked.append((address, media_type))
        return answer(ARTICLE)(address, media_type)

    doi = "https://doi.org/10.4067/s0718-48082015000300006"
    assert run(bib, fetch, "--doi", doi) == 0
    assert asked == [(doi, "application/vnd.citationstyles.csl+json")]


def test_what_goes_last_goes_to_the_end(bib: Path) -> None:
    assert run(bib, answer(ATTENTION), "--arxiv", "1706.03762", "--key", "zz") == 0
    assert bib.read_text("utf-8") == SMALL + "\n" + ENTRY.replace("Vaswani2017", "zz")


def test_accents_are_written_by_the_command_alone() -> None:
    """As `make cite` runs it: what else this test has loaded must not matter."""
    code = "from tools.cite import tex; print(tex('é'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True)
    assert done.stdout == "{\\'e}\n", done.stderr


def test_a_key_that_is_taken_gets_a_word_of_the_title(bib: Path) -> None:
    bib.write_text(SMALL + "\n@misc{Vaswani2017tp, title={T}, year={2017}}\n", "utf-8")
    assert run(bib, answer(ATTENTION), "--arxiv", "1706.03762") == 0
    assert "@misc{Vaswani2017attention,\n" in bib.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "name", "message"),
    [
        (["--arxiv", "2001.00001"], "", "The work is there already, as Abel2020."),
        (["--doi", "10.1000/zorn"], "", "The work is there already, as Zorn1999."),
        (["--doi", "10.48550/arXiv.2001.00001"], "", "The work is there already, as Abel2020."),
        (["--arxiv", "24.1"], "", "'24.1' is no number of arXiv; it looks like 2406.06484."),
        (["--doi", "doi"], "", "'doi' is no DOI; it looks like 10.1214/aop/1176989118."),
        (["--arxiv", "2406.99999"], "by-hand/arxiv-none.xml", "arXiv has no paper 2406.99999."),
        (["--arxiv", "1706.03762"], "by-hand/arxiv-error.xml", "arXiv has no paper 1706.03762."),
        (
            ["--arxiv", "1706.03762"],
            ARTICLE,
            "arXiv’s answer cannot be read (not well-formed (invalid token): line 1, column 0).",
        ),
        (
            ["--doi", "10.1000/x"],
            "by-hand/arxiv-none.xml",
            "The answer on 10.1000/x cannot be read (Expecting value: line 1 column 1 (char 0)).",
        ),
        (
            ["--arxiv", "1706.03762", "--key", "abel2020"],
            ATTENTION,
            "There is a work abel2020 already; choose another KEY=.",
        ),
        (
            ["--arxiv", "1706.03762", "--key", "a b"],
            ATTENTION,
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
    text = (ANSWERS / ATTENTION).read_text("utf-8")
    published = text.replace("</entry>", "<arxiv:doi>10.1000/zorn</arxiv:doi></entry>")
    assert run(bib, lambda *_: published.encode(), "--arxiv", "1706.03762") == 1
    assert "as Zorn1999" in capsys.readouterr().err


def test_a_bibliography_that_is_broken_is_said(bib: Path, capsys: Any) -> None:
    bib.write_text("@misc{a, title = {", "utf-8")
    assert run(bib, answer(ATTENTION), "--arxiv", "1706.03762") == 1
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
    assert cite.main(["--arxiv", "1706.03762", "--bib", str(bib)]) == 1
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
        ("edited-book", "book", "howpublished"),
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


@pytest.mark.parametrize(
    ("title", "subtitle", "written"),
    [
        ("FUSION", ["An online method"], "{FUSION}: An online method"),
        ("Why?", ["An answer"], "Why? An answer"),
        ("Roots: Of Maths", ["of maths"], "Roots: Of Maths"),
        ("Plain", [], "Plain"),
    ],
)
def test_a_subtitle_is_part_of_the_title(title: str, subtitle: list[str], written: str) -> None:
    assert doi_entry(title=title, subtitle=subtitle)["title"] == written


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
