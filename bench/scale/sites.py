"""The sources that are built: generated posts in this site's clothes, and the same words plain."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

from bench.page import as_tabs
from tools.generate_posts import CITATIONS, write_site

TOP = Path(__file__).resolve().parent.parent.parent

# As it comes, but for what the sources need; the browser loads MathJax, the build does not.
PLAIN = """
project = "Plain"
extensions = ["myst_parser", "sphinx_design"]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
include_patterns = ["index.md", "posts/*.md"]
html_theme = "furo"
suppress_warnings = ["myst"]  # keys of our front matter are none of its
"""


def write_ours(count: int, folder: Path) -> None:
    """`count` posts with all the settings, style sheets, scripts and templates of this site."""
    write_site(count, folder, seed=1, citations=CITATIONS)
    for name in ("_static", "_templates"):
        shutil.copytree(TOP / name, folder / name)
    settings = (TOP / "conf.py").read_text("utf-8")
    katex = TOP / "node_modules" / "katex" / "dist"
    # A site on the web: with sitemap, canonical addresses and a link to each source.
    settings += f'\nbitext_katex = {str(katex)!r}\nhtml_baseurl = "https://example.org/"\n'
    (folder / "conf.py").write_text(settings, "utf-8")
    posts = sorted(path.stem for path in (folder / "posts").glob("*.md"))
    for name in posts:  # they stand in the home page's toctree, as ours do: no orphans
        path = folder / "posts" / f"{name}.md"
        path.write_text(path.read_text("utf-8").replace("orphan: true\n", "", 1), "utf-8")
    home = (TOP / "index.md").read_text("utf-8")
    before, fence, _ = home.rpartition("```{toctree}\n:hidden:\n\n")
    names = "".join(f"posts/{name}\n" for name in posts)
    (folder / "index.md").write_text(f"{before}{fence}{names}```\n", "utf-8")


def write_plain(ours: Path, folder: Path, *, sidebar: bool) -> None:
    """The posts of `ours` with sphinx-design's tabs, citations as words.

    Args:
        ours: the folder that `write_ours` has filled.
        folder: where to.
        sidebar: whether the posts stand in the home page's toctree, as in a site as it comes;
            if not, they are orphans, and the sidebar is empty.

    """
    (folder / "posts").mkdir(parents=True)
    for path in sorted((ours / "posts").glob("*.md")):
        text = as_tabs(path.read_text("utf-8"))
        text = re.sub(r"\{cite:\w+\}`(\w+)`", r"[\1]", text)
        text = re.sub(r"```\{bibliography\}.*?\n```\n", "", text, flags=re.DOTALL)
        if not sidebar:
            text = text.replace("---\n", "---\norphan: true\n", 1)
        (folder / "posts" / path.name).write_text(text, "utf-8")
    (folder / "conf.py").write_text(PLAIN, "utf-8")
    toctree = "\n```{toctree}\n:glob:\n\nposts/*\n```\n" if sidebar else ""
    (folder / "index.md").write_text(f"# Home\n{toctree}", "utf-8")


def change_a_post(folder: Path, word: str) -> None:
    """Put `word` into the first paragraph of the post in the middle."""
    posts = sorted((folder / "posts").glob("*.md"))
    path = posts[len(posts) // 2]
    text = path.read_text("utf-8")
    # After the first English panel opens, or the first English tab's option.
    opening = re.search(r"^(:::\{en\}|:sync: en\n)\n", text, re.MULTILINE)
    if opening is None:
        raise ValueError(f"no English text in {path.name}")
    path.write_text(f"{text[: opening.end()]}{word} {text[opening.end() :]}", "utf-8")


def settings_of(source: Path, *, phases: bool) -> dict[str, str]:
    """What a build of `source` is told besides its conf.py: to measure its phases, or nothing."""
    if not phases:
        return {}
    settings: dict[str, Any] = runpy.run_path(str(source / "conf.py"))
    return {"extensions": ",".join([*settings["extensions"], "bench.scale.phases"])}
