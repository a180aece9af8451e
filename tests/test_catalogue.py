"""What documents know of each other: after any edit, an incremental build is a clean one."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bitext.catalogue import Catalogue, catalogue_of
from bitext.model import Caption, Post
from tests.conftest import Build

# What Sphinx makes anew from whatever it read last, in another order: the search index.
# (search.html and genindex.html are its shells, and are compared.)
LEFT_OUT = {"searchindex.js"}

SITE = {
    "index.md": "# [首页]{.zh} [Home]{.en}\n\n```{toctree}\n:glob:\nposts/*\n```\n",
    "posts/one.md": """(one)=
# [第一篇]{.zh} [The First]{.en}

$$
a
$$ (one-a)

$$
b
$$ (one-b)

{eq}`one-b`
""",
    "posts/two.md": """(two)=
# [第二篇]{.zh} [The Second]{.en}

$$
c
$$ (two-c)

{eq}`one-b`, {ref}`one`, {doc}`one`, {numref}`three-figure`
""",
    "posts/three.md": """# [第三篇]{.zh} [The Third]{.en}

$$
x \\overset{\\eqref{one-b}}{=} y
$$

:::{figure} dot.svg
:name: three-figure

[图]{.zh} [A figure]{.en}
:::

[](one.md)
""",
    # refers to the first one from within a formula, and in no other way
    "posts/formula.md": "# [式]{.zh} [Formula]{.en}\n\n$y \\overset{\\eqref{one-b}}{=} z$\n",
    "posts/apart.md": "# [无关]{.zh} [Unrelated]{.en}\n\nText.\n",
    "posts/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
}
# What these change stands on every page: in the sidebar, in the links to the neighbours.
TITLES = {"a title changed", "a page added", "a page removed"}
UNCHANGED = "posts/apart.html"


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(source: Path) -> None:
        text = (source / name).read_text("utf-8")
        assert text.count(old) == 1
        (source / name).write_text(text.replace(old, new), "utf-8")

    return change


def equation_moved(source: Path) -> None:
    moved = "\n$$\nb\n$$ (one-b)\n"
    edit("posts/one.md", moved, "")(source)
    edit("posts/two.md", "\n{eq}", f"{moved}\n{{eq}}")(source)


def equation_moved_up(source: Path) -> None:
    """From a document that is read later; Sphinx's own warning is in the way of `$$ (x)`."""
    edit("posts/two.md", "$$\nc\n$$ (two-c)", "")(source)
    edit("posts/one.md", "\n{eq}", "\n\\begin{equation}c\\label{two-c}\\end{equation}\n\n{eq}")(
        source
    )


def page_added(source: Path) -> None:
    (source / "posts/added.md").write_text("# [新]{.zh} [New]{.en}\n\n{eq}`one-b`\n", "utf-8")


def page_removed(source: Path) -> None:
    (source / "posts/two.md").unlink()


EDITS: dict[str, Callable[[Path], None]] = {
    "an equation inserted": edit(
        "posts/one.md", "\n$$\nb", "\n\\begin{equation}n\\label{one-n}\\end{equation}\n\n$$\nb"
    ),
    "an equation tagged": edit("posts/one.md", "\nb\n", "\nb \\tag{B}\n"),
    "a title changed": edit("posts/one.md", "The First", "The Former"),
    "a short title given": edit(
        "posts/one.md", "(one)=", "---\nshort: {zh: 一, en: I}\n---\n(one)="
    ),
    "a figure inserted": edit(
        "posts/three.md",
        ":::{figure} dot.svg\n:name",
        ":::{figure} dot.svg\nA\n:::\n\n:::{figure} dot.svg\n:name",
    ),
    "an equation moved down": equation_moved,
    "an equation moved up": equation_moved_up,
    "a page added": page_added,
    "a page removed": page_removed,
}


def pages(out: Path) -> dict[str, bytes]:
    names = [*out.rglob("*.html"), *out.rglob("*.js"), *out.rglob("*.css")]
    found = {str(path.relative_to(out)): path.read_bytes() for path in names}
    return {name: text for name, text in found.items() if name not in LEFT_OUT}


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_an_incremental_build_is_a_clean_one(
    build: Build, tmp_path: Path, name: str
) -> None:
    first = build(SITE)
    assert first.warnings == []
    source, out = tmp_path / "site", Path(first.app.outdir)
    before = (out / UNCHANGED).stat().st_mtime_ns, pages(out)
    EDITS[name](source)
    again = build({})
    shutil.copytree(source, tmp_path / "clean", ignore=shutil.ignore_patterns("_build"))
    fresh = build({}, folder="clean")
    assert again.warnings == fresh.warnings == []
    incremental, clean = pages(out), pages(Path(fresh.app.outdir))
    if name == "a page removed":  # Sphinx leaves the files of pages that are gone
        del incremental["posts/two.html"]
    assert incremental.keys() == clean.keys()
    assert [page for page in clean if incremental[page] != clean[page]] == []
    assert incremental != before[1], "the edit is to be seen"
    if name not in TITLES:
        assert (out / UNCHANGED).stat().st_mtime_ns == before[0]


def test_another_builder_in_between_takes_nothing_away(build: Build, tmp_path: Path) -> None:
    """`make latexpdf` after an edit reads it; `make html` has its pages to write all the same."""
    build(SITE)
    edit("posts/one.md", "$$\na\n$$ (one-a)\n", "")(tmp_path / "site")
    build({}, builder="text")
    page = build({}).body("posts/two")
    assert "(1)（第一篇）" in page.text


def test_what_another_builder_has_read_is_written_too(build: Build, tmp_path: Path) -> None:
    """A figure, a macro: the page's own source, which Sphinx goes by, is as it was."""
    figure, macro = "posts/dot.svg", {"bitext_macros": {"own": "w"}}
    files = {**SITE, "posts/formula.md": SITE["posts/formula.md"] + "\n$\\own$\n"}
    first = build(files, bitext_macros={"own": "v"})
    out = Path(first.app.outdir)
    (tmp_path / "site" / figure).write_text(SITE[figure].replace("10", "20"), "utf-8")
    build({}, builder="text", **macro)
    again = build({}, **macro)
    assert again.warnings == []
    assert "20" in (out / "_images" / "dot.svg").read_text("utf-8")
    assert pages(out) == pages(
        Path(build({**files, figure: SITE[figure]}, folder="clean", **macro).app.outdir)
    )
    before = pages(out), (out / UNCHANGED).stat().st_mtime_ns
    build({}, builder="text", **macro)
    build({}, **macro)
    assert (pages(out), (out / UNCHANGED).stat().st_mtime_ns) == before


def test_a_label_claimed_twice_is_its_owner_s_again_when_the_other_gives_it_up(
    build: Build,
) -> None:
    claim = "\n\\begin{equation}z\\label{one-b}\\end{equation}\n"
    site = build({**SITE, "posts/two.md": SITE["posts/two.md"] + claim})
    assert [warning.rpartition("[")[2] for warning in site.warnings] == ["bitext.label]"]
    site = build({"posts/two.md": SITE["posts/two.md"]})
    assert site.warnings == []
    clean = build(SITE, folder="clean")
    assert pages(Path(site.app.outdir)) == pages(Path(clean.app.outdir))


def test_it_holds_titles_sections_and_captions_by_language(build: Build) -> None:
    site = build("two-posts")
    posts = catalogue_of(site.app.env).posts
    assert set(posts) == {"index", "one", "two"}
    first = {"zh": "第一篇文章", "en": "The First Post"}
    section = {"zh": "一节", "en": "A section"}
    assert posts["one"] == Post(
        title=first,
        short={"zh": "其一", "en": "One"},
        summary={},
        sections={
            "one": first,
            "the-first-post": first,
            "one-section": section,
            "a-section": section,
        },
        captions={},
    )
    assert posts["two"].short == posts["two"].title == {"zh": "第二篇文章", "en": "The Second Post"}
    assert posts["two"].captions == {"two-figure": Caption("figure", 1)}


def test_it_forgets_a_document_that_is_gone(build: Build, tmp_path: Path) -> None:
    build(SITE)
    page_removed(tmp_path / "site")
    data = catalogue_of(build({}).app.env).data
    for name in ("posts", "macros", "labels", "targets", "shown"):
        assert "posts/two" not in data[name]
    assert "posts/one" in data["posts"]


def test_a_merge_takes_the_named_documents_only(build: Build) -> None:
    catalogue: Catalogue = catalogue_of(build({"index.md": "# T\n"}).app.env)
    mine = dict(catalogue.posts)
    new, old = (Post({"zh": t, "en": t}, {"zh": t, "en": t}, {}, {}, {}) for t in ("new", "old"))
    other = {
        **copy.deepcopy(Catalogue.initial_data),
        "posts": {"read": new, "index": old},
        "labels": {"read": {"x": ("1", 1)}, "index": {"y": ("1", 1)}},
    }
    catalogue.merge_domaindata({"read"}, other)
    assert catalogue.posts == {**mine, "read": new}
    assert catalogue.labels["read"] == {"x": ("1", 1)}
    assert "y" not in catalogue.labels.get("index", {})
