"""What TeX will not set, or what is no formula: tables by hand, and sound formulas beside them."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitext.parity import check_post, compare, vocabulary
from bitext.parity.finding import Code
from bitext.parity.health import check, check_formula
from bitext.parity.text import Side, read
from tests.conftest import TOP

MACROS = frozenset(["msign", "tr", "diag", "RMSNorm", "E", "R", "srank", "mat"])

# A formula of one line, and what is wrong with it.
FAULTY = [
    # full-width
    ("f(x，y)", [Code.TEX_FULL_WIDTH]),
    ("f（x）", [Code.TEX_FULL_WIDTH]),
    ("x＝１", [Code.TEX_FULL_WIDTH]),
    ("x=1。", [Code.TEX_FULL_WIDTH]),
    ("ｘ", [Code.TEX_FULL_WIDTH]),
    (r"\mathrm{f，g}", [Code.TEX_FULL_WIDTH]),
    # Han
    ("x_{总}", [Code.TEX_HAN]),
    ("若x", [Code.TEX_HAN]),
    (r"\mathrm{损失}", [Code.TEX_HAN]),
    (r"\text{若}x且y", [Code.TEX_HAN]),
    # backslashes
    (r"\\top", [Code.TEX_BACKSLASH]),
    (r"W^\\top", [Code.TEX_BACKSLASH]),
    (r"\\boldsymbol{x}", [Code.TEX_BACKSLASH]),
    (r"\\msign(x)", [Code.TEX_BACKSLASH]),
    (r"x\\,y", [Code.TEX_BACKSLASH]),
    (r"x\\", [Code.TEX_BACKSLASH]),
    (r"\\{x\\}", [Code.TEX_BACKSLASH, Code.TEX_BACKSLASH]),
    (r"\begin{aligned}a&=\\frac12\\&=c\end{aligned}", [Code.TEX_BACKSLASH]),
    (r"\begin{array}{c}a\\hline b\end{array}", [Code.TEX_BACKSLASH]),
    ("\\begin{aligned}a&=b\\\n&=c\\end{aligned}", [Code.TEX_BACKSLASH]),
    ("eta", [Code.TEX_BACKSLASH]),
    ("2eta+1", [Code.TEX_BACKSLASH]),
    ("frac{a}{b}", [Code.TEX_BACKSLASH]),
    ("alpha_1", [Code.TEX_BACKSLASH]),
    ("x_{alpha}", [Code.TEX_BACKSLASH]),
    ("mathbf{x}", [Code.TEX_BACKSLASH]),
    ("hat{x}", [Code.TEX_BACKSLASH]),
    ("log p(x)", [Code.TEX_BACKSLASH]),
    ("max_x f", [Code.TEX_BACKSLASH]),
    ("sum_{i=1}^n", [Code.TEX_BACKSLASH]),
    ("a cdot b", [Code.TEX_BACKSLASH]),
    ("x^top", [Code.TEX_BACKSLASH]),
    ("text{if }x", [Code.TEX_BACKSLASH]),
    (r"\ top", [Code.TEX_BACKSLASH]),
    (r"\ boldsymbol{x}", [Code.TEX_BACKSLASH]),
    (r"a\ le b", [Code.TEX_BACKSLASH]),
    (r"x\1", [Code.TEX_BACKSLASH]),
    ("x\\", [Code.TEX_BACKSLASH]),
    # commands
    (r"\aplha", [Code.TEX_COMMAND]),
    (r"\Frac{a}{b}", [Code.TEX_COMMAND]),
    (r"\boldsmybol{x}", [Code.TEX_COMMAND]),
    (r"\alphax", [Code.TEX_COMMAND]),
    (r"\粗体{x}", [Code.TEX_COMMAND]),
    (r"\unknownmacro", [Code.TEX_COMMAND]),
    (r"\begin{algined}a\end{algined}", [Code.TEX_COMMAND]),
    (r"\mathbff{x}", [Code.TEX_COMMAND]),
    # partners
    (r"\frac{a}{b", [Code.TEX_UNBALANCED]),
    ("x}", [Code.TEX_UNBALANCED]),
    (r"\left(x", [Code.TEX_UNBALANCED]),
    (r"x\right)", [Code.TEX_UNBALANCED]),
    (r"\left\{x", [Code.TEX_UNBALANCED]),
    (r"{\left(x}\right)", [Code.TEX_UNBALANCED]),
    (r"\left x\right)", [Code.TEX_UNBALANCED]),
    (r"\begin{aligned}x", [Code.TEX_UNBALANCED]),
    (r"x\end{aligned}", [Code.TEX_UNBALANCED]),
    (r"\begin{aligned}x\end{align}", [Code.TEX_UNBALANCED]),
    (r"\begin{cases}{x\end{cases}}", [Code.TEX_UNBALANCED]),
    (r"\begin{aligned}\left(a&b\right)\end{aligned}", [Code.TEX_UNBALANCED]),
    # scripts
    ("x^a^b", [Code.TEX_SCRIPT]),
    ("x_a_b", [Code.TEX_SCRIPT]),
    ("x_{a}_{b}", [Code.TEX_SCRIPT]),
    ("x_a^b_c", [Code.TEX_SCRIPT]),
    ("x^2'", [Code.TEX_SCRIPT]),
    ("x^", [Code.TEX_SCRIPT]),
    (r"\frac{x_}{y}", [Code.TEX_SCRIPT]),
    ("x^_2", [Code.TEX_SCRIPT]),
    ("10^23", [Code.TEX_SCRIPT]),
    ("x_12", [Code.TEX_SCRIPT]),
    ("x^-1", [Code.TEX_SCRIPT]),
    # prose in it
    ("x 的平均值，因此 y", [Code.TEX_DOLLAR]),
    ("x是一个很大的数", [Code.TEX_DOLLAR]),
    ("x is the mean of y", [Code.TEX_DOLLAR]),
    ("x and y", [Code.TEX_DOLLAR]),
    (r"\alpha where \beta", [Code.TEX_DOLLAR]),
    # Markdown, HTML
    (r"x\_1", [Code.TEX_MARKDOWN]),
    (r"x^\*", [Code.TEX_MARKDOWN]),
    (r"\[a\]", [Code.TEX_MARKDOWN, Code.TEX_MARKDOWN]),
    ("a&lt;b", [Code.TEX_ENTITY]),
    ("a&#60;b", [Code.TEX_ENTITY]),
    (r"\begin{aligned}a&amp;=b\end{aligned}", [Code.TEX_ENTITY]),
    ("a<br>b", [Code.TEX_ENTITY]),
    ("x<sub>1</sub>", [Code.TEX_ENTITY, Code.TEX_ENTITY]),
    (r"<begin{aligned}a\end{aligned}", [Code.TEX_ENTITY, Code.TEX_UNBALANCED]),
    # characters
    ("x\u200b", [Code.TEX_INVISIBLE]),
    ("\ufeffx", [Code.TEX_INVISIBLE]),
    ("x\u00ady", [Code.TEX_INVISIBLE]),
    ("x\u00a0y", [Code.TEX_INVISIBLE]),
    ("х+1", [Code.TEX_INVISIBLE]),
    ("α+1", [Code.TEX_INVISIBLE]),
    ("a−b", [Code.TEX_INVISIBLE]),
    ("a×b", [Code.TEX_INVISIBLE]),
    ("a≤b", [Code.TEX_INVISIBLE]),
    ("x’", [Code.TEX_INVISIBLE]),
    ("\\text{a\u200bb}", [Code.TEX_INVISIBLE]),
]  # fmt: skip

# Sound ones that look like a fault.
SOUND = [
    "x", "x_1", "x^2", "-1", "3.14", "x_i^2", "x'", "x''", "x'^2", "x_i'", "{}_a x", "x_{ij}",
    r"\sum_ix_i", "x_ix_j", "x_{i_j}^{k^l}", "{x^a}^b", "x^{a}{}^{b}", r"\sum\limits_i^n x_i",
    r"\begin{aligned}a&=b\\&=c\end{aligned}", r"\begin{aligned}a&=b\\\hat x&=c\end{aligned}",
    r"\begin{aligned}a&=b\\[5pt]&=c\end{aligned}", r"\begin{array}{c|c}a\\ \hline b\end{array}",
    r"\begin{aligned}a\\x&=b\end{aligned}", r"\sum_{\substack{i\\j}}x",
    r"\begin{cases}a\\b\end{cases}", r"\left(\begin{matrix}a&b\\c&d\end{matrix}\right)",
    r"\left\{\begin{aligned}a\\b\end{aligned}\right.", r"\left.\frac{df}{dx}\right|_{x=0}",
    r"\left[0,1\right)", "[0,1)", r"\left<x\right>", "d_{in}", "d_{model}", "x_{max}", "RMS(x)",
    "softmax(x)", "x_{in}^{out}", r"\mathrm{beta}", r"\text{log loss}", r"\operatorname{alpha}",
    r"\operatorname*{argmin}_x", r"\mathrm d x\frac{a}{b}", r"\text{若}x>0", r"\text{，其中 }x",
    r"\mbox{若 $x$}", r"\text{d\_model}", r"\text{caf\'e}", r"\mathrm{d\_k}", r"50\%", r"\#A",
    r"\{x\}", r"\|x\|", "p(y|x)", r"KL(p\|q)", r"a\,b\;c\:d\!e\>f", r"a\ b", "a~b", r"\msign(x)",
    r"\E[x]\in\R", r"\newcommand{\foo}{x}\foo", r"\def\bar{x}\bar",
    r"\DeclareMathOperator{\Foo}{Foo}\Foo x", r"x=1\label{eq:alpha}", r"x=1\tag{第一}",
    r"\color{red}{x}", r"\textcolor{skyblue}{x}", r"\bbox[border: 1px solid red]{x}",
    r"\begin{array}{cc}a&b\end{array}", r"\begin{equation*}x\end{equation*}", "x<y>z", "a<b",
    "x % 若", r"\xrightarrow[n]{x}", r"\href{https://x.y/a_b}{x}", r"\unicode{x222F}",
    r"\mathop{\text{argmin}}_x", r"\Bigl(\frac12\Bigr)", r"{a\over b}", r"\hat{x}^2_t",
    r"\boldsymbol{x}_t^{\top}", r"\mathbf x_1^T", r"\overset{!}{=}", r"x^\mathrm{T}_i",
    r"x^\circ", "f^{(n)}(x)", r"\frac12", r"\sqrt2", r"\int_0^1", r"\left\|x\right\|_2",
    r"\left\lfloor x\right\rfloor", r"\big|x\big|", r"a\equiv b\pmod n", r"\text{“x”}",
    r"x\quad\text{and}\quad y", r"\eta\sim p(\eta)", "A B C", "a b c d",
    r"\begin{CD}A @>>> B\end{CD}", "1e-5", "x^{-1}", "10^{23}", r"\max\{a,b\}", r"\$5", "x:=1",
    "a_{1,2}",
]  # fmt: skip


@pytest.mark.parametrize(("tex", "codes"), FAULTY)
def test_a_fault_is_seen(tex: str, codes: list[Code]) -> None:
    found = check_formula(tex, 1, "zh", MACROS, display=False)
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize("tex", SOUND)
@pytest.mark.parametrize("display", [False, True])
def test_a_sound_formula_has_none(tex: str, display: bool) -> None:
    assert list(check_formula(tex, 1, "zh", MACROS, display=display)) == []


@pytest.mark.parametrize(
    ("tex", "code"),
    [
        (r"\text{若}x", Code.TEX_HAN),
        (r"x\text{，其中}", Code.TEX_HAN),
        (r"x\text{， }y", Code.TEX_FULL_WIDTH),
    ],
)
def test_chinese_words_are_a_fault_in_english_only(tex: str, code: Code) -> None:
    assert list(check_formula(tex, 1, "zh")) == []
    assert list(check_formula(tex, 1, "")) == []
    assert code in [finding.code for finding in check_formula(tex, 1, "en")]


@pytest.mark.parametrize(
    ("tex", "message"),
    [
        (r"\\top", r"A backslash is doubled in `\\top`: write `\top`. (`\\top`)"),
        (r"\aplha", r"`\aplha` is no command that TeX knows: write `\alpha`? (`\aplha`)"),
        (r"\LEQ", r"`\LEQ` is no command that TeX knows: write `\leq`? (`\LEQ`)"),
        (r"\msgin", r"`\msgin` is no command that TeX knows: write `\msign`? (`\msgin`)"),
        (r"\boldsymbolWQ", r"`\boldsymbolWQ` is no command that TeX knows: write "
                           r"`\boldsymbol WQ`? (`\boldsymbolWQ`)"),
        (r"\粗体", r"`\粗体` is no command: was it translated: write `\boldsymbol`? (`\粗体`)"),
        ("x^-1", "Only the first character of `-1` is in the script: write `^{-1}`. (`x^-1`)"),
        ("x，y", "Full-width characters in a formula: write `,` for `，`. (`x，y`)"),
        ("a≤b", r"Characters that are no TeX: `≤`, U+2264 (write `\le`). (`a≤b`)"),
        (r"\begin{algined}\end{algined}", "TeX knows no environment `algined`: write `aligned`? "
                                          r"(`\begin{algined}\end{algined}`)"),
    ],
)  # fmt: skip
def test_it_says_what_to_do(tex: str, message: str) -> None:
    assert [f.message for f in check_formula(tex, 1, "zh", MACROS, display=False)] == [message]


def test_a_display_may_have_rows_and_no_empty_line() -> None:
    assert list(check_formula("a \\\\ b", 1, "zh")) == []
    (finding,) = check_formula("a\n\nb", 7, "")
    assert (finding.code, finding.zh, finding.en) == (Code.TEX_BLANK_LINE, 8, 8)
    assert list(check_formula("\na\n\n", 1, "zh")) == []


def test_a_finding_stands_on_its_language_s_side() -> None:
    (finding,) = check_formula("x\n+eta", 4, "en")
    assert (finding.zh, finding.en) == (None, 5)
    assert (finding.zh_tokens, finding.en_tokens) == ((), ("eta",))


# ---- around the formulas

PROSE = [
    (r"令 \alpha 为学习率。", [Code.TEX_DOLLAR]),
    (r"令 \boldsymbol{x}_t 为", [Code.TEX_DOLLAR]),
    (r"令 \msign(M) 为", [Code.TEX_DOLLAR]),
    (r"令 \unknown{x} 为", [Code.TEX_DOLLAR]),
    ("令 x_{t-1} 为", [Code.TEX_MARKDOWN]),
    ("复杂度是 n^2 的", [Code.TEX_DOLLAR]),
    ("复杂度是 O(n)^{2} 的", [Code.TEX_DOLLAR]),
    ("令 x_i 为", [Code.TEX_DOLLAR]),
    ("令 $x 为学习率。", [Code.TEX_DOLLAR]),
    ("令 x$ 与 $y$ 为", [Code.TEX_HAN, Code.TEX_DOLLAR]),
    ("令 $x 与 y$ 为", [Code.TEX_HAN]),
    ("The values $x and y$ are", [Code.TEX_DOLLAR]),
    ("The value $x is large and $y$ is", [Code.TEX_DOLLAR, Code.TEX_DOLLAR]),
    (r"<begin{aligned} a", [Code.TEX_ENTITY]),
    # sound
    ("只有字，“引号”与 `code_x \\alpha $`。", []),
    ("价格是 $5，另外还有。", []),
    ("It costs $5 or so.", []),
    (r"It costs \$5 and \$x.", []),
    ("*强调* 与 **加粗** 与 _em_。", []),
    ("snake_case_name 与 __init__", []),
    ("{eq}`a-b` {cite:t}`X` [链接](https://x.y/a_b^c)", []),
    ("脚注[^1]与 C:\\dir。", []),
    ("A^ and ^_^", []),
    ("```\n$x \\alpha\n```", []),
]


@pytest.mark.parametrize(("text", "codes"), PROSE)
def test_what_has_lost_its_dollars(text: str, codes: list[Code]) -> None:
    side = Side("zh", tuple(read(text)))
    assert [finding.code for finding in check(side, MACROS)] == codes


@pytest.mark.parametrize("tex", ["９", "1９", "x_１", "9９.5"])
def test_a_full_width_digit_is_no_digit(tex: str) -> None:
    assert [f.code for f in check(Side("zh", tuple(read(f"设 ${tex}$"))))] == [Code.TEX_FULL_WIDTH]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (r"One.\n", [Code.TEX_BACKSLASH]),
        (r"一句。\n$x$ 是", [Code.TEX_BACKSLASH]),
        (r"so-called \u201cedge\u201d", [Code.TEX_BACKSLASH]),
        (r"the folder C:\new and D:\x", []),
    ],
)
def test_an_escape_that_has_leaked(text: str, codes: list[Code]) -> None:
    assert [finding.code for finding in check(Side("en", tuple(read(text))))] == codes


def test_what_a_text_defines_is_known_on_both_sides_and_on_the_page() -> None:
    assert compare(r"设 $\def\bx{x}$ 与 $\bx$。", r"Let $\bx$.") == []
    source = ":::{zh}\n设 $\\bx$。\n:::\n:::{en}\nLet $\\bx$.\n:::\n"
    assert check_post(source).findings
    assert not check_post("$$\n\\newcommand{\\bx}{x}\n$$\n\n" + source).findings


def test_a_display_that_is_never_closed() -> None:
    side = Side("zh", tuple(read("因此\n\n$$\nx=1\n\n这里是一段很长的说明文字。\n\n还有一段。")))
    codes = {finding.code for finding in check(side)}
    assert codes == {Code.TEX_DOLLAR, Code.TEX_BLANK_LINE}


def test_lines_in_a_side() -> None:
    side = Side("en", tuple(read("One\ntwo $eta$\n\n$$\nx\n+aplha{\n$$\n\n\\beta", 10)))
    assert [(f.code, f.en) for f in check(side)] == [
        (Code.TEX_BACKSLASH, 11),
        (Code.TEX_UNBALANCED, 15),
        (Code.TEX_DOLLAR, 18),
    ]


@pytest.mark.parametrize("path", sorted((TOP / "posts").glob("*.md")), ids=lambda p: p.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_own_posts_are_sound(path: Path, language: str) -> None:
    text = path.read_text("utf-8")
    sides = re.findall(rf":::\{{{language}\}}\n(.*?)\n:::\n", text, re.DOTALL)
    assert sides
    found = [f for side in sides for f in check(Side(language, tuple(read(side))), MACROS)]
    shared = re.sub(r":::\{(?:zh|en)\}\n.*?\n:::\n", "", text, flags=re.DOTALL)
    shown = [block for block in read(shared) if block.shape.value == "displayed formula"]
    found += [f for block in shown for f in check_formula(block.text, block.line, "", MACROS)]
    assert found == []


def test_the_vocabulary_knows_its_own_words() -> None:
    parts = (vocabulary.TEXT, vocabulary.WORDS, vocabulary.RAW, vocabulary.GREEK)
    assert frozenset().union(*parts, vocabulary.OPERATORS) <= vocabulary.COMMANDS
    assert len(vocabulary.COMMANDS) > 900
    assert all(len(char) == 1 for char in (*vocabulary.UNICODE, *vocabulary.FULL_WIDTH))


# ---- whatever comes

SNIPPETS = r"""
    \ { } $ $$ ^ _ & % ~ ' | [ ] ( ) . , # * - = a B 1 若 ， “ х α \\ \{ \| \, \quad < > ; `
    \left \right \begin{aligned} \end{aligned} \begin{cases} \end{cases} \text{ \frac alpha
    \sqrt \hat \boldsymbol \mathrm \operatorname \tag{ \label{ \color \aplha eta log &lt; <br>
    \newcommand \def \x \kern \limits \substack{ \begin{array} \begin{x} \粗体 the and is
"""
PIECES = [*SNIPPETS.split(), " ", "\n", "\n\n", "\u200b", "\ue000", "\ue00b"]
GARBAGE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40)


@given(GARBAGE, st.sampled_from(["zh", "en"]))
@settings(max_examples=400)
def test_it_never_raises(text: str, language: str) -> None:
    for around in (text, f"${text}$", f"$$\n{text}\n$$"):
        for finding in check(Side(language, tuple(read(around, 3)))):
            line = finding.zh if language == "zh" else finding.en
            assert line is not None
            assert 3 <= line <= 3 + around.count("\n")
            assert finding.message
    for display in (False, True):
        list(check_formula(text, 1, language, display=display))


@pytest.mark.parametrize("piece", [*PIECES, "{a", "x^{", r"\left(", r"\aplha x", "若，", "a b "])
@pytest.mark.parametrize("frame", ["{}", "${}$", "$$\n{}\n$$"])
def test_it_takes_linear_time(piece: str, frame: str) -> None:
    side = Side("zh", tuple(read(frame.replace("{}", (piece * 100_000)[:100_000]))))
    start = time.process_time()
    list(check(side))
    assert time.process_time() - start < 4
