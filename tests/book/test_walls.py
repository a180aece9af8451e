r"""XeLaTeX itself, on what a stranger has written: a book, or an error that names the post's line.

First behind both walls, as this site builds; then behind the second alone (``tools/xelatex.sh``),
with the raw TeX that ``bitext_guard`` keeps out.  In both nothing outside of the book's folder is
read or written, and no program runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from runpy import run_path
from typing import Any

import pikepdf
import pytest

from tests.conftest import ROOTS, TOP, Build, Site

pytestmark = pytest.mark.skipif(
    shutil.which("latexmk") is None or shutil.which("xelatex") is None,
    reason="no XeLaTeX here: install the packages of apt.txt (make test does)",
)

SECRET = "what nobody is to read"
SITE = run_path(str(TOP / "conf.py"))
SETTINGS: dict[str, Any] = {
    "builder": "latex",
    "extensions": ["myst_parser", "sphinxcontrib.bibtex", "bitext", "bitext.bibliography"],
    "bibtex_bibfiles": ["refs.bib"],
    "bibtex_default_style": "bitext",
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_glossary": "glossary.yml",
    "latex_engine": "xelatex",
    "latex_additional_files": [str(TOP / name) for name in SITE["latex_additional_files"]],
    "latex_elements": SITE["latex_elements"],
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
    "latex_use_xindy": False,
}
# What TeX could be asked to do, each leaving a trace: {top} is the folder above all.
ATTACKS = (
    r"\input{{{top}/secret}}",
    r"\input{{/etc/passwd}}",
    r"\immediate\write18{{touch {top}/ran}}",
    r"\openin5={top}/secret.tex \read5 to\x \x",
    r"\immediate\openout6={top}/written \immediate\write6{{x}}",
    r"\special{{pdf:fstream @x ({top}/secret.tex)}}",
)
POST = r"""---
date: 2026-01-02
category: a
tags: [t]
summary: {{zh: '{attack}', en: '{attack}'}}
source: {{title: '{attack}', author: '{attack}', url: 'https://example.org/', date: 2025-01-01}}
---
# [题 `{attack}`]{{.zh}} [{attack} `{attack}`]{{.en}}

:::{{zh}}
中文 {attack} `{attack}` {{cite:t}}`k` {{gloss}}`谱范数`[^n]
:::
:::{{en}}
English {attack} `{attack}` {{cite:t}}`k` {{gloss}}`spectral norm`[^n]
:::

[^n]: {attack}

## {attack}

:::{{figure}} dot.pdf
:alt: '{attack}'

{attack} `{attack}`
:::

```
{attack}
```

| `{attack}` |
| --- |
| {attack} |

```{{raw}} latex
{attack}
```

A formula $\input{{/etc/passwd}}$.
"""


def files(attack: str, top: Path) -> dict[str, str]:
    """A site of one post that holds an attack wherever there is text, and lists that do."""
    words = attack.format(top=top)
    return {
        "index.md": "# Book\n\n```{toctree}\nposts/p\n```\n\n```{bibliography}\n```\n",
        "posts/p.md": POST.format(attack=words),
        "taxonomy.yml": f"categories: {{a: {{zh: '{words}', en: '{words}'}}}}\n"
        f"tags: {{t: {{zh: '{words}', en: '{words}'}}}}\n",
        "glossary.yml": "terms:\n- {zh: 谱范数, en: spectral norm}\n"
        f"- {{zh: '{words}', en: b}}\n",
        "refs.bib": f"@misc{{k, author={{A {words}}}, title={{{words}}}, year={{2020}},\n"
        f" note={{{words}}}}}\n",
    }


def made(build: Build, attack: str, top: Path, **settings: Any) -> Site:
    (top / "secret.tex").write_text(SECRET, "utf-8")
    (top / "site/posts").mkdir(parents=True)
    shutil.copy(ROOTS / "test-paper/dot.pdf", top / "site/posts")
    return build(files(attack, top), **SETTINGS, **settings)


# Of a machine whose TeX is restricted by its own settings, no test could tell whether ours are.
LOOSE = {"shell_escape": "t", "openin_any": "a", "openout_any": "a"}


def set_by_tex(folder: Path, name: str = "book.tex") -> tuple[int, str]:
    """As `make latexpdf` sets it: the exit status, and what is said of errors.

    By a TeX that may do anything, but for the wall.
    """
    command = ["sh", str(TOP / "tools/xelatex.sh"), str(folder), name]
    done = subprocess.run(command, env={**os.environ, **LOOSE}, check=False)
    log = folder / Path(name).with_suffix(".log")
    command = [sys.executable, "-m", "bitext.book.texlog", str(log)]
    said = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    return done.returncode, said.stderr


def harm(top: Path) -> list[str]:
    """What should not be there: traces of what ran and was written, the secret in what was made."""
    found = [
        path.name for path in top.iterdir() if path.name not in {"secret.tex", "secret.pdf", "site"}
    ]
    out = next((path.parent for path in (top / "site").rglob("book.tex")), top)
    for path in out.rglob("*"):
        if path.is_file() and SECRET.encode() in path.read_bytes():
            found.append(path.name)
    pdf = out / "book.pdf"
    if pdf.exists():
        with pikepdf.open(pdf) as book:
            streams = (each for each in book.objects if isinstance(each, pikepdf.Stream))
            found += ["a stream" for each in streams if SECRET.encode() in each.read_bytes()]
        found += ["a page"] * (SECRET in " ".join(words_of(pdf).split()))
    return found


def words_of(pdf: Path) -> str:
    command = ["pdftotext", "-enc", "UTF-8", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_behind_both_walls_the_book_holds_text(build: Build, tmp_path: Path) -> None:
    site = made(build, " ".join(ATTACKS), tmp_path, bitext_guard=True)
    assert site.warnings == [
        'posts/p.md:35: "raw" directive disabled. [docutils]',
        r"posts/p.md:39: this formula cannot be set: \input is not for formulas; "
        "it stands in the page as its source [bitext.math]",
    ]
    out = Path(site.app.outdir)
    assert set_by_tex(out) == (0, "")
    assert harm(tmp_path) == []
    shown = words_of(out / "book.pdf")
    assert r"\write18{touch" in re.sub(r"\s+", "", shown)
    assert "root:x:0" not in shown


# What a page could ask of xdvipdfmx, which knows no limits.
SPECIALS = (
    r"\special{{pdf:fstream @x ({top}/secret.tex)}}",
    r"\special{{ pdf: fstream @x (../secret.tex)}}",
    r"\special{{psfile=`touch${{IFS}}ran`}}",
    r"\special{{dvipdfmx:config D `touch {top}/ran`}}",
    r'\XeTeXpdffile "{top}/secret.pdf"',
    rf"\special{{{{pdf:fstream @{'x' * 300} ({{top}}/secret.tex)}}}}",
)
STOPPED = "posts/p.md:7: "
ASKED = "A page asks for a file"


@pytest.mark.parametrize(
    ("attack", "said"),
    [
        (ATTACKS[0], STOPPED),
        (ATTACKS[1], STOPPED),
        (ATTACKS[2], ""),  # TeX writes it into its log, and does nothing else
        (ATTACKS[3], STOPPED),
        (ATTACKS[4], STOPPED),
        *((special, ASKED) for special in SPECIALS),
        (r'\input{{"|touch {top}/ran"}}', STOPPED),
    ],
)
def test_behind_the_second_alone_nothing_is_read_written_or_run(
    tmp_path: Path, attack: str, said: str
) -> None:
    out = folder_of(attack, tmp_path)
    status, error = set_by_tex(out)
    assert harm(tmp_path) == []
    if said == ASKED:
        assert (status, error) == (12, "")
        assert ASKED in (out / "latexmk.out").read_text("utf-8", "replace")
    else:
        assert (bool(status), error[: len(said)]) == (bool(said), said)


def folder_of(attack: str, top: Path) -> Path:
    """The folder of a document of one line, and what it is not to read beside it."""
    (top / "secret.tex").write_text(SECRET, "utf-8")
    with pikepdf.new() as secret:
        page = secret.add_blank_page()
        page.Contents = pikepdf.Stream(secret, f"% {SECRET}".encode())
        secret.save(top / "secret.pdf")
    out = top / "site"
    out.mkdir()
    words = attack.format(top=top)
    text = f"\\documentclass{{article}}\n\\begin{{document}}x\n%% posts/p.md:7\n{words}\n"
    (out / "book.tex").write_text(f"{text}\\end{{document}}\n", "utf-8")
    return out


# What is done where nothing holds TeX: were it not seen here, the tests above would say nothing.
@pytest.mark.parametrize(
    ("attack", "seen"),
    [
        (ATTACKS[0], "a page"),
        (ATTACKS[2], "ran"),
        (ATTACKS[3], "a page"),
        (ATTACKS[4], "written.tex"),
        (SPECIALS[0] + r"\special{{pdf:put @catalog <</X @x>>}}", "a stream"),
        (r'\input{{"|touch {top}/ran"}}', "ran"),
    ],
)
def test_without_the_wall_the_harm_is_done_and_seen(tmp_path: Path, attack: str, seen: str) -> None:
    out = folder_of(attack, tmp_path)
    command = ["latexmk", "-norc", "-xelatex", "-f", "-interaction=nonstopmode", "book.tex"]
    environment = {**os.environ, **LOOSE}
    subprocess.run(command, cwd=out, env=environment, check=False, capture_output=True)
    assert seen in harm(tmp_path)


def test_tex_s_own_limits_do_not_hold_xdvipdfmx(tmp_path: Path) -> None:
    """Should it keep to the folder one day, it needs no wall."""
    out = folder_of(SPECIALS[0] + r"\special{{pdf:put @catalog <</X @x>>}}", tmp_path)
    command = ["latexmk", "-norc", "-xelatex", "-interaction=nonstopmode", "book.tex"]
    environment = {**os.environ, "openin_any": "p", "openout_any": "p"}
    subprocess.run(command, cwd=out, env=environment, check=True, capture_output=True)
    assert "a stream" in harm(tmp_path)


def test_each_program_has_an_hour(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    stub = tmp_path / "bin" / "latexmk"
    stub.write_text("#!/bin/sh\nulimit -t\n")
    stub.chmod(0o755)
    command = ["sh", str(TOP / "tools/xelatex.sh"), str(tmp_path), "book.tex"]
    path = f"{stub.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(command, env={**os.environ, "PATH": path}, check=True)
    assert (tmp_path / "latexmk.out").read_text() == "3600\n"
