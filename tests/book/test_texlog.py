"""TeX's log in the lines that matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from bitext.book.texlog import errors, main, warnings

TEX = r"""\begin{document}
%% posts/a.md:4
One \fine{} word
%% posts/a.md:9
\begin{equation}x\end{equation}
"""


def test_an_error_is_three_lines() -> None:
    log = (
        "(./book.tex\nLaTeX Font Info: x\n"
        "./book.tex:3: Undefined control sequence.\nl.3 One \\fine\n             {} word\n"
        "The control sequence at the end of the top line\nof your error message ...\n"
    )
    assert list(errors(log, TEX, "book.tex")) == [
        "posts/a.md:4: Undefined control sequence.",
        r"  One \fine",
        "           {} word",
    ]


def test_a_line_is_that_of_the_block_above() -> None:
    log = "./book.tex:5: Missing $ inserted.\nl.5 \\begin{equation}x\\end{equation}\n\n"
    assert next(errors(log, TEX, "book.tex")).startswith("posts/a.md:9: Missing $")


def test_an_error_in_another_file_is_said_to_be_there() -> None:
    log = "./book.sty:12: Undefined control sequence.\nl.12 \\no\n\n"
    assert next(errors(log, TEX, "book.tex")) == "book.sty:12: Undefined control sequence."


def test_an_error_without_a_line() -> None:
    assert list(errors("! Emergency stop.\n", TEX, "book.tex")) == ["book.tex: Emergency stop."]


def test_what_is_too_wide_is_one_line() -> None:
    log = "Package bitext Warning: A formula is too wide, and set at 4 pt on input line 5.\n"
    assert list(warnings(log, TEX)) == ["posts/a.md:9: A formula is too wide, and set at 4 pt"]


def test_characters_that_no_font_has_are_said_with_their_places() -> None:
    log = "Missing character: There is no 🚀 (U+1F680) in font DejaVu!\n" * 2
    tex = "%% posts/a.md:4\nA\n%% posts/b.md:7\nsome 🚀 here\n"
    assert list(warnings(log, tex)) == ["posts/b.md:7: no font has 🚀 (U+1F680)"]


def test_the_status_says_whether_there_are_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "book.tex").write_text(TEX, "utf-8")
    log = tmp_path / "book.log"
    assert main([str(log)]) == 0  # TeX was not reached: others have said why
    log.write_text("This is XeTeX\nOutput written on book.pdf\n", "utf-8")
    assert main([str(log)]) == 0
    log.write_text("./book.tex:5: Oh.\nl.5 \\x\n\n", "utf-8")
    assert main([str(log)]) == 1
    assert capsys.readouterr().err.startswith("posts/a.md:9: Oh.\n")
