"""All checks together: on a pair, with allowances, and on a whole post."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitext.parity import Code, Severity, check_post, compare
from bitext.parity.__main__ import main
from tests.conftest import TOP

ALLOW = "% parity: allow {} because of a test\n"


def codes(zh: str, en: str) -> list[Code]:
    return [finding.code for finding in compare(zh, en)]


def test_graver_findings_come_first() -> None:
    found = compare("取 $a \\le b$ 与 $c$。", "Take $a \\leq b$ and $d$.")
    assert [each.code for each in found] == [Code.FORMULA_BROKEN, Code.FORMULA_RESPELLED]


def test_lines_are_counted_from_the_given_ones() -> None:
    (found,) = compare("甲。\n\n取 $c$。", "A.\n\nTake $d$.", zh_line=10, en_line=20)
    assert (found.zh, found.en) == (12, 22)
    assert (found.zh_tokens, found.en_tokens) == (("c",), ("d",))


@pytest.mark.parametrize("side", ["zh", "en"])
def test_an_allowance_on_either_side(side: str) -> None:
    zh, en = "取 $c$。", "Take $d$."
    allowance = ALLOW.format("formula-broken")
    assert (
        codes(allowance + zh if side == "zh" else zh, allowance + en if side == "en" else en) == []
    )


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (ALLOW.format("formula-broken"), "nothing here is found as formula-broken"),
        (ALLOW.format("formula-brocken"), "is no allowance"),
        ("% parity: allow formula-broken\n", "is no allowance"),
        ("% parity: ignore\n", "is no allowance"),
    ],
)
def test_an_allowance_that_allows_nothing_is_a_finding(comment: str, message: str) -> None:
    (found,) = compare("取 $c$。", f"{comment}Take $c$.", en_line=7)
    assert (found.code, found.severity, found.en) == (Code.ALLOWANCE, Severity.ERROR, 7)
    assert message in found.message


def test_an_allowance_takes_away_its_own_code_only() -> None:
    zh, en = "取 $c$，见 {eq}`x`。", "Take $d$, see {eq}`y`."
    assert codes(ALLOW.format("reference") + zh, en) == [Code.FORMULA_BROKEN]


def test_spans_and_shared_formulas_of_a_post_are_checked_too() -> None:
    post = "# [甲 $a$]{.zh} [A $b$]{.en}\n\n$$\n\\frac{a\n$$\n"
    found = check_post(post).findings
    assert [(each.code, each.zh) for each in found] == [
        (Code.FORMULA_BROKEN, 1),
        (Code.TEX_UNBALANCED, 4),
    ]


@settings(max_examples=150)
@given(st.text(), st.text())
def test_no_text_raises(zh: str, en: str) -> None:
    compare(zh, en)
    check_post(f":::{{zh}}\n{zh}\n:::\n:::{{en}}\n{en}\n:::\n")


MARKS = r"$ \ { } * _ ` [ ] ( ) | 三 三十 3 % ， . not 不 {eq}`x` $$ \begin{a} \end{a} &"
PIECES = [*MARKS.split(), "\n", " ", "\n- ", "\n> ", "\n1. "]


@settings(max_examples=250)
@given(*[st.lists(st.sampled_from(PIECES)).map("".join)] * 2)
def test_no_markup_raises(zh: str, en: str) -> None:
    compare(zh, en)


def test_what_the_fuzzer_found() -> None:
    """A sentence longer than all that faces it divided by nothing."""
    zh = "下表是这一切的小结，以形状开头的三行是 $s$ 的值。"
    en = (
        "The table sums all this up; the three rows that begin wit走多远与别 a shape 它把整个矩阵的"
        "奇异方向放在一起处理。除去因子 $-\\rho\\sqrt{m_i}$，每一块的更新就the values of ```$s$."
    )
    assert compare(zh, en)
    compare("取三分之8一三分之一。", "Take a third.")  # 8一三 is no number
    compare("取三分之555三分之一。", "Take a third.")


def test_a_side_compared_with_itself_is_untranslated_at_least() -> None:
    assert Code.UNTRANSLATED in codes(
        "这是一段足够长的中文文字。" * 3, "这是一段足够长的中文文字。" * 3
    )


# The command line


def test_the_command_checks_and_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    post, lock = tmp_path / "post.md", tmp_path / "lock"
    text = (
        ":::{zh}\n取 $c$。\n:::\n:::{en}\nTake $c$.\n:::\n\n:::{zh}\n甲。\n:::\n:::{en}\nA.\n:::\n"
    )
    post.write_text(text, "utf-8")
    run = ["--lock", str(lock)]
    assert main(["check", str(post), *run]) == 0
    assert main(["accept", str(post), *run]) == 0
    assert "2 pairs accepted" in capsys.readouterr().out
    post.write_text(text.replace("Take", "Choose").replace("A.", "An A."), "utf-8")
    assert main(["check", str(post), *run]) == 1
    assert capsys.readouterr().out.count("[stale]") == 2
    assert main(["accept", f"{post}:5", *run]) == 0
    assert main(["check", str(post), *run]) == 1
    assert capsys.readouterr().out.count("[stale]") == 1


@pytest.mark.parametrize("argument", ["missing.md", "{post}:99", "{post}:x"])
def test_what_the_command_cannot_do_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argument: str
) -> None:
    post = tmp_path / "post.md"
    post.write_text(":::{zh}\n甲。\n:::\n:::{en}\nA.\n:::\n", "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["accept", argument.format(post=post), "--lock", str(tmp_path / "lock")])
    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_this_site_s_posts_are_clean() -> None:
    import yaml

    from bitext.parity import parse_glossary

    glossary = parse_glossary(yaml.safe_load((TOP / "glossary.yml").read_text("utf-8")))
    macros = frozenset({"msign", "tr", "diag", "RMSNorm", "E", "R"})
    for path in (TOP / "posts").glob("*.md"):
        text = path.read_text("utf-8")
        found = check_post(text, glossary=glossary, macros=macros).findings
        assert [each for each in found if each.severity > Severity.HINT] == [], path.name
        assert "parity: allow" not in text


def test_the_core_is_had_without_sphinx() -> None:
    script = "import sys, bitext.parity; print({'sphinx', 'docutils'} & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=TOP, check=True, stdout=subprocess.PIPE
    )
    assert run.stdout == b"set()\n"
