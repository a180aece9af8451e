"""KaTeX's fonts, cut down: what the formulas show is in them, and little else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bitext import fonts
from tests.conftest import TOP, Build, Site

DIST = TOP / "node_modules" / "katex" / "dist"
MAIN = "KaTeX_Main-Regular.woff2"


def characters_in(path: Path) -> set[str]:
    with TTFont(path) as font:
        return {chr(code) for code in font.getBestCmap()}


def main_font(site: Site) -> set[str]:
    return characters_in(site.app.outdir / "_static" / "katex" / "fonts" / MAIN)


def test_the_fonts_hold_what_the_formulas_show(build: Build) -> None:
    site = build({"index.md": "# T\n\n$x \\le 7 \\Rightarrow \\mathrm{abc}$\n"})
    kept = main_font(site)
    assert set("≤⇒abc7") <= kept
    assert kept.isdisjoint("defg∞∑")


def test_all_documents_count_whichever_was_read_last(build: Build, tmp_path: Path) -> None:
    build({"index.md": "# T\n\n$\\le$\n", "other.md": "---\norphan: true\n---\n# O\n\n$\\infty$\n"})
    site = build({"other.md": "---\norphan: true\n---\n# O\n\n$\\ne$ and $\\Rightarrow$\n"})
    assert set("≤⇒") <= main_font(site)
    assert "∞" not in main_font(site)


def test_the_number_in_the_place_of_a_reference_can_be_printed(build: Build) -> None:
    source = "$$\na\n$$ (x)\n\n$b \\overset{\\eqref{x}}{=} c$\n"
    assert set("0123456789()=") <= main_font(build({"index.md": f"# T\n\n{source}"}))


def test_the_same_characters_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fonts.write_assets(DIST, tmp_path / name, set("xyz"))
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 15
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    fonts.write_assets(DIST, tmp_path, set("xyz"))
    (tmp_path / "fonts" / MAIN).unlink()
    fonts.write_assets(DIST, tmp_path, set("xyz"))
    assert not (tmp_path / "fonts" / MAIN).exists()
    fonts.write_assets(DIST, tmp_path, set("xyzw"))
    assert (tmp_path / "fonts" / MAIN).exists()


def test_they_are_a_good_deal_smaller(tmp_path: Path) -> None:
    fonts.write_assets(DIST, tmp_path, set("xyz+="))
    whole = sum(path.stat().st_size for path in (DIST / "fonts").glob("*.woff2"))
    cut = sum(path.stat().st_size for path in (tmp_path / "fonts").glob("*.woff2"))
    assert cut < whole / 4


def test_without_font_tools_they_are_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "subset", None)
    fonts.write_assets(DIST, tmp_path, set("x"))
    assert (tmp_path / "fonts" / MAIN).read_bytes() == (DIST / "fonts" / MAIN).read_bytes()


def test_the_preloaded_fonts_are_there(tmp_path: Path) -> None:
    fonts.write_assets(DIST, tmp_path / "_static" / "katex", set("x"))
    assert [name for name in fonts.PRELOADED if not (tmp_path / name).exists()] == []


def test_every_character_of_this_site_s_formulas_is_in_a_font(site: Path) -> None:

    shown: set[str] = set()
    for page in (site / "posts").glob("*.html"):
        for drawn in re.findall(
            r'class="katex-html" aria-hidden="true">(.*?)</span></span></span>',
            page.read_text("utf-8"),
        ):
            shown |= set(unescape(re.sub("<[^>]*>", "", drawn)))
    found = set().union(*map(characters_in, (site / "_static" / "katex" / "fonts").iterdir()))
    # Zero-width characters are drawn by no font.
    assert {c for c in shown - found if c not in " \u200b\u00a0\u2009\ue020\u202f"} == set()
    assert len(shown) > 80
