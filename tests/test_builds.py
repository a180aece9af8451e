"""However a site is built, in one process or in two, today or tomorrow, it is the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOP, Build, Site, build_this_site

POSTS = 6

SETTINGS: dict[str, Any] = {
    "latex_documents": [("index", "book.tex", "T", "A", "manual", False)],
    "latex_engine": "xelatex",
}


def generated() -> dict[str, str]:
    """Posts that refer to each other, each with a macro, equations and figures of its own."""
    numbers = range(POSTS)
    files = {
        f"p{n}.md": f"""---
short: {{zh: 短{n}, en: Short {n}}}
macros: {{own: 'M_{{{n}}}'}}
---
(p{n})=
# [第 {n} 篇]{{.zh}} [Post {n}]{{.en}}

:::{{zh}}
公式 $\\own + x_{n}$，见 {{eq}}`p{(n + 1) % POSTS}-b`，{{ref}}`p{(n + 2) % POSTS}`。
:::
:::{{en}}
A formula $\\own + x_{n}$, see {{eq}}`p{(n + 1) % POSTS}-b`, {{numref}}`f{(n + 3) % POSTS}`.
:::

\\begin{{align}}
a &= {n} \\label{{p{n}-a}} \\\\
b &\\overset{{\\eqref{{p{(n + 4) % POSTS}-a}}}}{{=}} \\own \\label{{p{n}-b}}
\\end{{align}}

$\\newcommand{{\\late}}{{L_{n}}}\\late$

:::{{figure}} dot.svg
:name: f{n}

[图]{{.zh}} [A figure]{{.en}}
:::
"""
        for n in numbers
    }
    toctree = "\n".join(f"p{n}" for n in numbers)
    files["index.md"] = f"# [首页]{{.zh}} [Home]{{.en}}\n\n```{{toctree}}\n{toctree}\n```\n"
    files["dot.svg"] = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
    return files


def output(site: Site) -> dict[str, bytes]:
    """Every file of the output; .buildinfo and objects.inv too."""
    out = Path(site.app.outdir)
    return {
        str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def different(one: Site, other: Site) -> list[str]:
    first, second = output(one), output(other)
    assert len(first) > 5
    return sorted(
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    )


@pytest.mark.parametrize("builder", ["html", "dirhtml", "latex"])
def test_two_processes_build_the_same_as_one(build: Build, builder: str) -> None:
    files = generated()
    serial = build(files, builder=builder, folder="serial", **SETTINGS)
    parallel = build(files, builder=builder, folder="parallel", parallel=2, **SETTINGS)
    assert serial.warnings == parallel.warnings == []
    assert different(serial, parallel) == []


def test_two_posts_in_parallel_are_the_same_too(build: Build) -> None:
    # Sphinx reads in parallel from six documents up.
    more = {f"more{n}.md": "---\norphan: true\n---\n# M\n" for n in range(4)}
    sites = []
    for folder, parallel in (("serial", 0), ("parallel", 2)):
        build("two-posts", folder=folder)
        sites.append(build(more, folder=folder, parallel=parallel, freshenv=True))
    assert [site.warnings for site in sites] == [[], []]
    assert different(*sites) == []


@pytest.mark.parametrize("builder", ["html", "latex", "epub"])
def test_two_builds_of_one_source_are_the_same_bytes(
    build: Build, builder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    settings = {**SETTINGS, "epub_copyright": "c", "version": "1", "epub_uid": "u"}
    first = build("two-posts", builder=builder, folder="first", **settings)
    second = build("two-posts", builder=builder, folder="second", **settings)
    assert first.warnings == second.warnings == []
    # The zip archive of an e-book holds the times of its files; the files are compared.
    assert [name for name in different(first, second) if not name.endswith(".epub")] == []


@pytest.mark.parametrize("builder", ["text", "man", "epub", "singlehtml", "xml", "pseudoxml"])
def test_other_formats_hold_all_the_text(build: Build, builder: str) -> None:
    site = build(
        "two-posts",
        builder=builder,
        man_pages=[("index", "t", "t", "a", 1)],
        epub_copyright="c",
        version="1",
    )
    assert site.warnings == []
    suffixes = {".txt", ".1", ".xhtml", ".html", ".xml", ".pseudoxml"}
    text = "".join(
        path.read_text("utf-8")
        for path in sorted(Path(site.app.outdir).rglob("*"))
        if path.suffix in suffixes
    )
    for words in ("第一篇文章", "The First Post", "一节", "A section", "见式", "See"):
        assert words in text


def test_one_page_of_all_documents_has_each_post_s_numbers_and_macros(build: Build) -> None:
    site = build(generated(), builder="singlehtml")
    assert site.warnings == []
    body = site.body()
    tags = [tag.text for tag in body.select(".katex-tag .mord.text")]
    assert tags == ["(1)", "(2)"] * POSTS
    for n in range(POSTS):
        block = body.find(id=f"equation-p{n}-a")
        assert block is not None
        (link,) = block.select(".katex-html a")
        assert link["href"] == f"#equation-p{(n + 4) % POSTS}-a"
    formulas = [f.text for f in body.select(".bitext-panel:first-of-type math mrow")]
    assert [n for n in range(POSTS) if any(f.startswith(f"M{n}") for f in formulas)] == list(
        range(POSTS)
    )


def test_this_very_site_is_the_same_bytes_in_parallel_and_one_by_one(
    site: Path, tmp_path: Path
) -> None:
    build_this_site("html", tmp_path / "html", jobs="1")
    names = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    again = tmp_path / "html"
    assert names == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert len(names) > 50
    assert [str(n) for n in names if (site / n).read_bytes() != (again / n).read_bytes()] == []


def test_no_two_figures_have_one_name() -> None:
    """Sphinx would number them in the order of reading, which is another one after an edit."""
    names = [path.name for path in (TOP / "posts").glob("*/*.*")]
    assert len(names) > 20
    assert sorted({name for name in names if names.count(name) > 1}) == []
