"""KaTeX's fonts, cut down: what the formulas show is in them, and little else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from bitext.maths import fonts
from tests.conftest import TOP, Build, Site

DIST = TOP / "node_modules" / "katex" / "dist"
MAIN = "KaTeX_Main-Regular.woff2"


def characters_in(path: Path) -> set[str]:
    with TTFont(path) as font:
        return {chr(code) for code in font.getBestCmap() or ()}


def drawn(text: str) -> set[fonts.Glyph]:
    return {fonts.Glyph("Main", False, False, character) for character in text}


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


def test_a_character_is_in_the_faces_that_show_it_only(build: Build) -> None:
    source = "$x \\mathbf{y} \\boldsymbol{z} \\mathbb{R} \\mathcal{L} \\Big( w \\Big) \\sum$"
    site = build({"index.md": f"# T\n\n{source} $\\boldsymbol{{\\mathcal Q}} \\mathrm{{d}}$\n"})
    folder = site.app.outdir / "_static" / "katex" / "fonts"
    where = {
        character: {path.stem[6:] for path in folder.iterdir() if character in characters_in(path)}
        for character in "xyzRLwQd∑"
    }
    sizes = {"Size1-Regular", "Size2-Regular"}  # the others have none
    assert where == {
        "x": {"Math-Italic"},
        "y": {"Main-Bold"},
        "z": {"Math-BoldItalic"},
        "R": {"AMS-Regular"},
        "L": {"Caligraphic-Regular"},
        "w": {"Math-Italic"},
        "Q": {"Caligraphic-Bold"},
        "d": {"Main-Regular"},
        "∑": sizes,
    }
    assert "(" in characters_in(folder / "KaTeX_Size2-Regular.woff2")


def test_the_classes_are_those_of_katex_s_style_sheet() -> None:
    css = (DIST / "katex.min.css").read_text("utf-8")
    found: dict[str, tuple[str | None, bool | None, bool | None]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        rules = dict(rule.split(":", 1) for rule in body.split(";") if ":" in rule)
        family = re.fullmatch(r'"?KaTeX_(\w+)"?', rules.get("font-family", ""))
        bold = {"700": True, "400": False}.get(rules.get("font-weight", ""))
        italic = {"italic": True, "normal": False}.get(rules.get("font-style", ""))
        if selectors.startswith("@") or (family, bold, italic) == (None, None, None):
            continue
        for selector in selectors.split(","):
            assert selector.startswith(".katex .")
            names = selector.removeprefix(".katex .").split(".")
            if family and family[1].startswith("Size"):
                assert names[0] in fonts.STYLES
                continue
            (name,) = names
            old = found.get(name, (None, None, None))
            new = (family[1] if family else None, bold, italic)
            found[name] = tuple(b if b is not None else a for a, b in zip(old, new, strict=True))
    ours = {"delimsizing", "op-symbol", "bitext-bold"}
    assert found == {name: style for name, style in fonts.STYLES.items() if name not in ours}


def test_the_same_characters_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fonts.write_assets(DIST, tmp_path / name, drawn("xyz"))
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(files) > 15
    for path in files:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_what_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    fonts.write_assets(DIST, tmp_path, drawn("xyz"))
    (tmp_path / "fonts" / MAIN).unlink()
    fonts.write_assets(DIST, tmp_path, drawn("xyz"))
    assert not (tmp_path / "fonts" / MAIN).exists()
    fonts.write_assets(DIST, tmp_path, drawn("xyzw"))
    assert (tmp_path / "fonts" / MAIN).exists()


def test_they_are_a_good_deal_smaller(tmp_path: Path) -> None:
    fonts.write_assets(DIST, tmp_path, drawn("xyz+="))
    whole = sum(path.stat().st_size for path in (DIST / "fonts").glob("*.woff2"))
    cut = sum(path.stat().st_size for path in (tmp_path / "fonts").glob("*.woff2"))
    assert cut < whole / 4


def test_without_font_tools_they_are_copied_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "subset", None)
    fonts.write_assets(DIST, tmp_path, drawn("x"))
    assert (tmp_path / "fonts" / MAIN).read_bytes() == (DIST / "fonts" / MAIN).read_bytes()


@given(
    st.sets(
        st.builds(
            fonts.Glyph,
            st.sampled_from(["Main", "Size", "AMS"]),
            *[st.booleans()] * 2,
            st.characters(),
        )
    )
)
def test_glyphs_are_kept_by_face(drawn: set[fonts.Glyph]) -> None:
    faces = fonts.packed(drawn)
    assert set(fonts.unpacked(faces)) == drawn
    assert len(faces) == len({glyph[:3] for glyph in drawn})
