"""KaTeX inside Python: what it gives for each construct, and what it survives."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from bitext.maths.katex import Katex, TexError, without_drawings
from bitext.tex import Macro, display_for_katex, parse_display, parse_macros

DIST = Path(__file__).resolve().parent.parent.parent / "node_modules" / "katex" / "dist"


@pytest.fixture(scope="module")
def katex() -> Katex:
    return Katex(DIST)


class Formula:
    """What KaTeX made of a source."""

    def __init__(self, html: str) -> None:
        page = BeautifulSoup(html, "html5lib")
        self.visible = self._one(page, ".katex-html")
        self.math = self._one(page, ".katex-mathml math")
        annotation = self._one(page, "annotation").extract()
        self.source = annotation.text
        self.text = self.visible.text.replace("\u200b", "")

    @staticmethod
    def _one(page: BeautifulSoup, selector: str) -> Tag:
        found = page.select_one(selector)
        assert found is not None, selector
        return found


def formula(katex: Katex, source: str, *, display: bool = True, **macros: object) -> Formula:
    """Set a display as the site does: apart, together without its numbers, through KaTeX."""
    typed = source
    if display:
        parsed = parse_display(source)
        typed = display_for_katex(parsed, [None] * len(parsed.rows))
    table = parse_macros(macros)
    return Formula(katex.render(typed, display=display, macros=table, shown=source))


# ---------------------------------------------------------------------------- constructs


@pytest.mark.parametrize(
    "source",
    [
        r"\begin{equation}x=y\label{a}\end{equation}",
        r"\begin{align}x&=y\label{a}\\z&=1\notag\\w&=2\tag{7}\nonumber\end{align}",
        r"\begin{gather}x=y\tag*{7}\\z\end{gather}",
        r"\begin{eqnarray}x&=&y\end{eqnarray}",
        r"\begin{multline}x\\y\end{multline}",
        r"\begin{flalign}x&=y\end{flalign}",
        r"\begin{alignat}{2}x&=y&z&=w\end{alignat}",
    ],
)
def test_a_display_has_no_number_of_its_own(katex: Katex, source: str) -> None:
    found = formula(katex, source)
    assert not found.visible.select(".katex-tag, .eqn-num")
    assert "7" not in found.text
    assert found.source == source


@pytest.mark.parametrize("name", ["align", "gather"])
def test_several_tags_stand_at_the_right(katex: Katex, name: str) -> None:
    parsed = parse_display(rf"\begin{{{name}}}a=b\\c=d\\e\end{{{name}}}")
    typed = display_for_katex(parsed, ["1", None, "x"])
    found = Formula(katex.render(typed, display=True, macros={}))
    (tags,) = found.visible.select(".katex-tag")
    assert tags.text.replace("\u200b", "") == "(1)(x)"


def test_bare_rows(katex: Katex) -> None:
    rows = formula(katex, r"a = b \\ c = d \\").math.select("mtr")
    assert [row.text for row in rows] == ["a=b", "c=d"]
    (cells,) = (row.select("mtd") for row in formula(katex, "a &= b").math.select("mtr"))
    assert [cell.text for cell in cells if cell.text] == ["a", "=b"]


def test_definitions_in_the_formula(katex: Katex) -> None:
    source = r"\newcommand{\n}[2][p]{|#1,#2|}\DeclareMathOperator*{\m}{max}\m_x \n{a}\n[q]{b}"
    found = formula(katex, source)
    assert found.math.select_one("munder") is not None
    assert "|p,a|" in found.text.replace("∣", "|")
    assert "|q,b|" in found.text.replace("∣", "|")
    assert found.source == source


def test_macros(katex: Katex) -> None:
    table = {
        "v": r"\boldsymbol{#1}",
        "two": ["#2", 2],
        "op": r"\mathop{\mathbb E}",
        "o": ["#1", 1, "d"],
    }
    table["v"] = [table["v"], 1]
    found = formula(katex, r"\v{W}\two{a}{b}\o\o[e]", **table)
    assert found.visible.select_one(".boldsymbol") is not None
    assert found.math.text == "Wbde"
    assert formula(katex, r"\op_x", **table).math.select_one("munder") is not None
    assert formula(katex, r"\op_x", display=False, **table).math.select_one("munder") is None


def test_colours(katex: Katex) -> None:
    found = formula(katex, r"\color{red}{x} y \color{blue} z w")
    coloured = {
        tag.text: str(tag["style"]).rpartition("color:")[2]
        for tag in found.visible.select("[style*='color:']")
    }
    assert coloured == {"x": "red;", "z": "blue;", "w": "blue;"}


def test_boxes(katex: Katex) -> None:
    found = formula(katex, r"\bbox[yellow, 5px]{\sum_x} \bbox[border: 1px solid red]{y}")
    (filled,) = found.visible.select("[style*='background-color:yellow']")
    assert found.visible.select("[style*='border-color:red']") or found.visible.select(
        "[style*='border'][style*='red']"
    )
    assert filled is not None
    assert found.visible.select_one(".op-limits") is not None  # displayed style within
    assert formula(katex, r"\bbox[border:1px solid]{y}").visible.select_one(".fbox") is not None
    assert formula(katex, r"\bbox[5px]{y}").text == "y"


@pytest.mark.parametrize(
    ("source", "below"),
    [
        (r"\mathop{\text{argmin}}_x", True),
        (r"\mathop{\text{argmin}}\limits_x", True),
        (r"\operatorname*{argmin}_x", True),
        (r"\operatorname{argmin}\limits_x", True),
        (r"\operatorname{argmin}_x", False),
        (r"\frac{\mathop{A}_x}{2}", False),
        (r"\frac{\displaystyle\mathop{A}_x}{2}", True),
    ],
)
def test_limits_in_a_display(katex: Katex, source: str, below: bool) -> None:
    found = formula(katex, source)
    assert (found.visible.select_one(".op-limits") is not None) is below
    assert (found.math.select_one("munder") is not None) is below


def test_limits_inline(katex: Katex) -> None:
    side = formula(katex, r"\mathop{\text{argmin}}_x", display=False)
    assert side.visible.select_one(".op-limits") is None
    below = formula(katex, r"\mathop{\text{argmin}}\limits_x", display=False)
    assert below.visible.select_one(".op-limits") is not None


@pytest.mark.parametrize(
    "source",
    [
        r"\boldsymbol{\mathcal{R}}",
        r"\boldsymbol{\mathcal R}",
        r"\bm{\mathcal R}",
        r"\boldsymbol\mathcal{R}",
        r"\pmb{\mathcal R}",
        r"\boldsymbol{{\cal R}}",
        r"\boldsymbol{\mathcal R_x}",
    ],
)
def test_bold_script(katex: Katex, source: str) -> None:
    found = formula(katex, source)
    (bold,) = found.visible.select(".bitext-bold .mathcal")
    assert bold.text == "R"
    assert found.math.select_one("mi[mathvariant=script]") is not None
    assert found.source == source


def test_script_that_is_not_bold(katex: Katex) -> None:
    assert not formula(katex, r"\mathcal R\boldsymbol{W}").visible.select(".bitext-bold")


@pytest.mark.parametrize("source", [r"\boldsymbol{W}", r"\bm\theta", r"\pmb{x}", r"\boldsymbol{0}"])
def test_bold(katex: Katex, source: str) -> None:
    found = formula(katex, source)
    assert found.visible.select_one(".boldsymbol, .mathbf") is not None
    variants = {str(tag["mathvariant"]) for tag in found.math.select("[mathvariant]")}
    assert variants <= {"bold", "bold-italic"}
    assert variants


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"\mbox{if } x", "if x"),
        (r"\require{cancel}\cancel{x}", "x"),
        (r"\left/ x \right.", "/x"),
        (r"\Vert x \|", "∥x∥"),
        (r"a\hfill b\hskip 1em c", "abc"),
        (r"\style{color:red}{x}\class{a}{y}\cssId{b}{z}", "xyz"),
        (r"\unicode{x263A}\unicode{9786}", "☺☺"),
        (r"\text{中文，$x$}，y", "中文，x，y"),
        (r"\pmatrix{a\cr b}", "(ab)"),
        (r"x = \begin{align}a\end{align}", "x=a"),
        (r"\text{a \$ {b}} % \nosuch", "a $ b"),
        (r"\verb|x_1|", "x_1"),
        ("😀 x", "😀x"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(katex: Katex, source: str, text: str) -> None:
    for display in (True, False):
        found = formula(katex, source, display=display)
        assert found.text.replace("\xa0", " ").replace("\u2062", "") == text
        assert found.source == source
        assert "cc0000" not in str(found.visible)


def test_substack_and_rlap(katex: Katex) -> None:
    assert len(formula(katex, r"\sum_{\substack{a\\b}}").math.select("munder mtr")) == 2
    found = formula(katex, r"\rlap{\alpha} b")
    assert found.text == "αb"
    assert found.visible.select_one(".rlap") is not None


def test_the_annotation_is_escaped(katex: Katex) -> None:
    source = r"a < b & c > \text{</annotation><script>}".replace("& ", "")
    html = katex.render(source, display=False, macros={})
    assert "<script" not in html
    assert Formula(html).source == source


def test_a_link_within_the_page(katex: Katex) -> None:
    html = katex.render(r"\href{#equation-a}{(3)} \href{../b.html#x}{c}", display=True, macros={})
    links = BeautifulSoup(html, "html5lib").select(".katex-html a")
    assert [link["href"] for link in links] == ["#equation-a", "../b.html#x"]


# ---------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("source", "message", "position"),
    [
        (r"a + \nosuch", r"Undefined control sequence: \nosuch", 4),
        (r"\mbox{x} \nosuch", r"Undefined control sequence: \nosuch", 9),
        (r"\require{x}\color{red}{y} \nosuch", r"Undefined control sequence: \nosuch", 26),
        (r"\newcommand{\a}{1} \nosuch", r"Undefined control sequence: \nosuch", 19),
        (r"😀 \nosuch", r"Undefined control sequence: \nosuch", 2),
        (r"a &= b \nosuch", r"Undefined control sequence: \nosuch", 7),
        (r"\label{x} b \nosuch", r"Undefined control sequence: \nosuch", 12),
        (r"x + \bad", r"Undefined control sequence: \nosuch", 4),
        (r"x + \deep", r"Undefined control sequence: \nosuch", 4),
        (r"\frac{a}{b", "Unexpected end of input in a macro argument, expected '}'", 10),
        (r"x^2^3", "Double superscript", 3),
        (r"\left( x", r"Expected '\right', got 'EOF'", 8),
        (r"y \includegraphics{a.png}", r"\includegraphics isn't allowed", 2),
        (r"\url{https://a.b}", r"\url isn't allowed", 0),
        (r"\href{https://a.b}{x}", r"\href isn't allowed", 0),
        (r"\href{//a.b}{x}", r"\href isn't allowed", 0),
        (r"\href{/\a.b}{x}", r"\href isn't allowed", 0),
        (r"\href{javascript:alert(1)}{x}", r"\href isn't allowed", 0),
        (r"\htmlClass{other}{x}", r"\htmlClass isn't allowed", 0),
        (r"\htmlId{a}{x}", r"\htmlId isn't allowed", 0),
        (r"\htmlStyle{color:red}{x}", r"\htmlStyle isn't allowed", 0),
        (r"\htmlData{a=b}{x}", r"\htmlData isn't allowed", 0),
        ("a\0b", "U+0000 is no character of a formula", 1),
        ("ab\ud800", "U+D800 is no character of a formula", 2),
    ],
)
def test_an_error_and_its_place(katex: Katex, source: str, message: str, position: int) -> None:
    macros = {"bad": r"{\nosuch}", "deep": r"\bad"}
    with pytest.raises(TexError) as caught:
        formula(katex, source, **macros)
    assert (caught.value.message, caught.value.position) == (message, position)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{" * 10_000, "nested too deeply"),
        ("{" * 10_000 + "}" * 10_000, "nested too deeply"),
        (r"\frac{" * 5_000, "Unexpected end of input"),
        (r"\sqrt{" * 5_000 + "}" * 5_000, "nested too deeply"),
        (r"\left(" * 5_000, "nested too deeply"),
        (r"\begin{array}{c}" * 5_000, "nested too deeply"),
        (r"x_{" * 5_000, "nested too deeply|Expected"),
        (r"\def\a{\a\a}\a", "Too many expansions"),
        (r"\newcommand{\a}{b\a}\a", "Too many expansions"),
        (r"\newcommand{\a}[1]{\a{#1#1}}\a{x}", "Too many expansions|nested too deeply"),
    ],
)
def test_survives(katex: Katex, source: str, words: str) -> None:
    for run in (katex.render, _in_a_thread(katex)):
        with pytest.raises(TexError, match=words):
            run(source, display=True, macros={})
        assert Formula(run("x", display=True, macros={})).text == "x"


def _in_a_thread(katex: Katex):
    def run(source: str, **how: object) -> str:
        results: list[str | Exception] = []

        def work() -> None:
            try:
                results.append(katex.render(source, **how))
            except TexError as error:
                results.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if isinstance(results[0], Exception):
            raise results[0]
        return results[0]

    return run


def test_a_long_formula(katex: Katex) -> None:
    source = r"\alpha " * 7_000  # 49 KB
    assert len(formula(katex, source, display=False).text) == 7_000


def test_too_slow_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bitext.maths.katex._SECONDS", 0.1)
    katex = Katex(DIST)
    with pytest.raises(TexError, match="seconds"):
        katex.render("x+" * 20_000, display=False, macros={})
    assert Formula(katex.render("x", display=False, macros={})).text == "x"


def test_too_large_a_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bitext.maths.katex._MEMORY", 8 << 20)
    katex = Katex(DIST)
    with pytest.raises(TexError, match="memory"):
        katex.render("x+" * 20_000, display=False, macros={})
    assert Formula(katex.render("x", display=False, macros={})).text == "x"


def test_nothing_leaks_into_the_next_formula(katex: Katex) -> None:
    table = {"n": Macro("n", "1")}
    katex.render(r"\gdef\leak{1}\leak \global\def\n{2}", display=False, macros=table)
    assert Formula(katex.render(r"\n", display=False, macros=table)).text == "1"
    for name in (r"\leak", r"\n"):
        with pytest.raises(TexError, match="Undefined"):
            katex.render(name, display=False, macros={})


def test_macros_leave_no_trace(katex: Katex) -> None:
    with_macro = katex.render(r"\n", display=True, macros={"n": Macro("n", "x", 0)}, shown="x")
    assert with_macro == katex.render("x", display=True, macros={})


def test_one_formula_gives_the_same_html_each_time(katex: Katex) -> None:
    source = r"\sqrt{\boldsymbol{\mathcal R}}"
    first = katex.render(source, display=True, macros={})
    assert first == Katex(DIST).render(source, display=True, macros={})


def test_after_a_fork(katex: Katex) -> None:
    expected = katex.render(r"\frac12", display=True, macros={})
    reader, writer = os.pipe()
    child = os.fork()
    if not child:  # what fails here would otherwise run pytest's end twice
        try:
            os.write(writer, katex.render(r"\frac12", display=True, macros={}).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        assert stream.read().decode() == expected
    assert os.waitpid(child, 0)[1] == 0
    assert katex.render(r"\frac12", display=True, macros={}) == expected


# ---------------------------------------------------------------------------- KaTeX itself


def test_version(katex: Katex) -> None:
    assert katex.version.split(".")[0].isdigit()


def test_where_there_is_no_katex(tmp_path: Path) -> None:
    absent = Katex(tmp_path / "dist")  # nothing is read yet
    for ask in (lambda: absent.version, lambda: absent.render("x", display=False, macros={})):
        with pytest.raises(FileNotFoundError, match=r"npm install katex.*bitext_katex"):
            ask()


# ---------------------------------------------------------------------------- valid markup

CHILDREN = {
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
    "mfrac": 2,
}


@pytest.mark.parametrize(
    "source",
    [
        r"\sigma_{\min}",
        r"\sigma_{\min}^2 + \max_i x_i",
        r"a \stackrel{?}{=} b",
        r"a \overset{!}{\le} b \mathrel{\underset{x}{\sim}} c",
        r"\operatorname*{arg\,max}_x f \sum_{\log}",
        r"\vdots \dot{x}\tilde{\boldsymbol W}",
    ],
)
def test_the_markup_is_as_html_and_mathml_want_it(katex: Katex, source: str) -> None:
    html = katex.render(source, display=False, macros={})
    assert "height:-" not in html
    page = BeautifulSoup(html, "html5lib")
    for element in page.select("math *"):
        children = [child for child in element.children if isinstance(child, Tag)]
        assert len(children) == CHILDREN.get(element.name, len(children)), element
        if element.name in ("mo", "mi", "mn"):
            assert children == []
    assert page.select_one("annotation").text == source


@pytest.mark.parametrize(
    "tex",
    ["x", r"\sqrt{\frac{a}{b}}", r"\text{a < b </span>}", r"\begin{pmatrix} a & b \end{pmatrix}"],
)
def test_a_page_without_drawings_has_all_its_text_and_mathml(katex: Katex, tex: str) -> None:
    formula = katex.render(tex, display=False, macros={})
    page = f"<p>1 <span class='a'>2 {formula} 3</span> {formula}4</p><p>5</p>"
    whole, bare = BeautifulSoup(page, "html5lib"), BeautifulSoup(without_drawings(page), "html5lib")
    assert len(bare.select("math")) == 2
    assert not bare.select(".katex-html, .mord")
    for drawing in whole.select(".katex-html"):
        drawing.decompose()
    assert bare == whole
