"""``sphinx-build -b parity``: what it says, where, what it writes, and with which exit status."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sphinx.errors import ConfigError, ExtensionError

from tests.conftest import Build, Site

GOOD = r"""# T

:::{zh}
取 $a \le b$，见 {eq}`x`。
:::
:::{en}
Take $a \le b$, see {eq}`x`.
:::

$$
c
$$ (x)
"""
BAD = GOOD.replace("Take $a \\le b$", "Take $a < b$")
GLOSSARY = "terms:\n  - {zh: 谱范数, en: spectral norm, zh_variants: [], en_variants: []}\n"


def check(build: Build, source: str, **settings: Any) -> Site:
    return build({"index.md": source}, builder="parity", **settings)


def test_a_clean_site_gives_no_warning(build: Build) -> None:
    site = check(build, GOOD)
    assert site.warnings == []
    assert site.app.statuscode == 0
    assert json.loads(site.read("findings.json")) == []


def test_a_broken_formula_is_a_warning_at_its_line(build: Build) -> None:
    site = check(build, BAD)
    (warning,) = site.warnings
    assert warning.startswith("index.md:4: [formula-broken] ")
    assert warning.endswith(" [bitext.parity]")
    assert site.app.statuscode == 1


def test_the_reports_say_the_same(build: Build) -> None:
    site = check(build, BAD)
    (row,) = json.loads(site.read("findings.json"))
    assert (row["path"], row["code"], row["severity"]) == ("index.md", "formula-broken", "error")
    assert (row["zh"]["line"], row["en"]["line"]) == (4, 7)
    assert site.read("findings.txt").startswith("index.md:4: error [formula-broken] ")
    run = json.loads(site.read("findings.sarif"))["runs"][0]
    (result,) = run["results"]
    assert result["ruleId"] in {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    places = [place["physicalLocation"] for place in result["locations"]]
    assert [place["region"]["startLine"] for place in places] == [4, 7]
    assert {place["artifactLocation"]["uri"] for place in places} == {"index.md"}


@pytest.mark.parametrize(("least", "status"), [("hint", 1), ("warning", 0), ("error", 0)])
def test_the_exit_status_goes_by_severity(build: Build, least: str, status: int) -> None:
    respelled = GOOD.replace("Take $a \\le b$", "Take $a \\leq b$")
    site = check(build, respelled, bitext_parity_fail=least)
    assert [row["severity"] for row in json.loads(site.read("findings.json"))] == ["hint"]
    assert site.app.statuscode == status
    assert site.warnings == []


def test_a_wrong_severity_is_named(build: Build) -> None:
    with pytest.raises(ConfigError, match=r"bitext_parity_fail in conf\.py is one of hint"):
        check(build, GOOD, bitext_parity_fail="fatal")


def test_an_allowance_silences_its_pair(build: Build) -> None:
    allowed = BAD.replace(":::{en}\n", ":::{en}\n% parity: allow formula-broken because a test\n")
    assert check(build, allowed).warnings == []


def test_the_glossary_is_held(build: Build, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "glossary.yml").write_text(GLOSSARY, "utf-8")
    source = "# T\n\n:::{zh}\n取谱范数。\n:::\n:::{en}\nTake the nuclear norm.\n:::\n"
    site = check(build, source, bitext_glossary="glossary.yml")
    assert [w.partition(" [term] ")[0] for w in site.warnings] == ["index.md:4:"]


@pytest.mark.parametrize("text", ["terms: 3\n", "terms: [\n", "terms:\n  - {zh: 甲}\n"])
def test_a_bad_glossary_is_named(build: Build, tmp_path: Path, text: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "glossary.yml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"bitext_glossary, glossary\.yml[:\d]*: "):
        check(build, GOOD, bitext_glossary="glossary.yml")


def test_a_bad_lock_is_named(build: Build, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "parity.lock").write_text("x\n", "utf-8")
    with pytest.raises(ConfigError, match=r"bitext_parity_lock, parity\.lock:1: this is no entry"):
        check(build, GOOD)


def test_other_languages_are_not_compared(build: Build) -> None:
    japanese = {"code": "ja", "tag": "ja", "name": "日本語"}
    with pytest.raises(ExtensionError, match="Chinese and English"):
        build({"index.md": "# T\n"}, builder="parity", bitext_languages=[japanese, "en"])


def test_macros_of_the_site_and_of_the_post_are_known(build: Build) -> None:
    text = "\n:::{zh}\n取 $\\mine x + \\ours$。\n:::\n:::{en}\nTake $\\mine x + \\ours$.\n:::\n"
    front = "---\nmacros: {mine: '\\mathbf{m}'}\n---\n# T\n"
    assert check(build, front + text, bitext_macros={"ours": "o"}).warnings == []
    assert [w.partition("]")[0] for w in check(build, f"# T\n{text}").warnings] == [
        "index.md:4: [tex-command",
        "index.md:4: [tex-command",
        "index.md:7: [tex-command",
        "index.md:7: [tex-command",
    ]


# The page


def figures(site: Site) -> list[list[str]]:
    rows = site.page("parity").select("tbody tr")
    return [[cell.text for cell in row.select("td")] for row in rows]


def test_the_page_shows_how_each_post_stands(build: Build, tmp_path: Path) -> None:
    site = build({"index.md": BAD}, bitext_parity_page="parity")
    assert figures(site) == [["T T", "1", "1", "0", "0", "0", "0"]]
    link = site.page("parity").select_one("td a")
    assert link is not None
    assert link["href"] == "index.html"
    assert len(site.page("parity").select("h1 span[lang]")) == 2


def test_the_page_knows_a_post_s_own_macros(build: Build) -> None:
    text = "\n:::{zh}\n取 $\\mine x$。\n:::\n:::{en}\nTake $\\mine x$.\n:::\n"
    front = "---\nmacros: {mine: '\\mathbf{m}'}\n---\n"
    errors = [
        int(figures(build({"index.md": f"{head}# T\n{text}"}, bitext_parity_page="parity"))[0][2])
        for head in ("", front)
    ]
    assert errors == [2, 0]


def test_the_page_follows_the_lock_without_reading_anew(build: Build, tmp_path: Path) -> None:
    from bitext.parity import accept, format_lock, pairs

    build({"index.md": GOOD}, bitext_parity_page="parity")
    lock = {"index": accept(pairs(GOOD))}
    (tmp_path / "site" / "parity.lock").write_text(format_lock(lock), "utf-8")
    site = build({}, bitext_parity_page="parity")
    assert figures(site)[0][5:] == ["1", "0"]
    site = build({"index.md": GOOD.replace("Take", "Do take")}, bitext_parity_page="parity")
    assert figures(site)[0][5:] == ["0", "1"]
    site = build({}, builder="parity")
    assert [w.partition(" The")[0] for w in site.warnings] == ["index.md:4: [stale]"]


def test_a_changed_glossary_counts_anew(build: Build, tmp_path: Path) -> None:
    source = "# T\n\n:::{zh}\n取谱范数。\n:::\n:::{en}\nTake the nuclear norm.\n:::\n"
    settings = {"bitext_parity_page": "parity", "bitext_glossary": "glossary.yml"}
    glossary = tmp_path / "site" / "glossary.yml"
    glossary.parent.mkdir()
    glossary.write_text("terms: []\n", "utf-8")
    assert figures(build({"index.md": source}, **settings))[0][3] == "0"
    glossary.write_text(GLOSSARY, "utf-8")
    assert figures(build({}, **settings))[0][3] == "1"


def test_what_was_counted_of_a_text_is_kept(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(**more: object) -> list[list[str]]:
        return figures(build({}, freshenv=True, bitext_parity_page="parity", **more))

    said = [["T T", "1", "1", "0", "0", "0", "0"]]
    assert figures(build({"index.md": BAD}, bitext_parity_page="parity")) == said
    [kept] = (tmp_path / "site" / "_build" / "cache").glob("parity.sqlite")
    assert counted() == said
    with closing(sqlite3.connect(kept)) as file, file:
        told = zlib.compress(b'[1, 5, 6, 7, [["a", "b"]]]')
        file.execute("UPDATE kept SET text = ?", (told,))
    assert counted() == [["T T", "1", "5", "6", "7", "0", "0"]]
    # Other macros, other rules, another text, no cache: counted anew.
    assert counted(bitext_macros={"a": "b"}) == said
    assert counted(bitext_cache=None) == said
    monkeypatch.setattr("bitext.checker._RULES", ())
    assert counted() == said
    monkeypatch.undo()
    assert counted()[0][2] == "5"
    assert figures(build({"index.md": GOOD}, bitext_parity_page="parity"))[0][2] == "0"
    kept.write_bytes(b"no database")
    assert figures(build({"index.md": BAD}, bitext_parity_page="parity")) == said


def test_without_the_setting_there_is_no_page(build: Build) -> None:
    site = build({"index.md": GOOD})
    assert not (site.app.outdir / "parity.html").exists()
