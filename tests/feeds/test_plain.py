"""A page as a feed reader shows it: one language, no skin, formulas as text."""

from __future__ import annotations

import lxml.html
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from bitext.feeds.formulas import plain_math
from bitext.feeds.plain import PlainPages
from bitext.maths import Katex
from bitext.tex import Macro
from tests.conftest import CONF, TOP

KATEX = Katex(TOP / CONF["bitext_katex"])

FORMULAS = {
    "x": "<i>x</i>",
    r"\boldsymbol{W}_{t-1}": "<b><i>W</i></b><sub><i>t</i>−1</sub>",
    r"e^{-kt}": "<i>e</i><sup>−<i>kt</i></sup>",
    r"a+b=-c": "<i>a</i> + <i>b</i> = −<i>c</i>",
    r"x_i^2\ge0": "<i>x</i><sub><i>i</i></sub><sup>2</sup> ≥ 0",
    r"\R^{n\times m}".replace("R", "mathbb{R}"): "ℝ<sup><i>n</i>×<i>m</i></sup>",
    r"\mathcal L(\theta)": "ℒ(<i>θ</i>)",
    r"\frac12 x": "(1/2)<i>x</i>",
    r"\frac{a+b}{c}": "((<i>a</i> + <i>b</i>)/<i>c</i>)",
    r"1/\sqrt{d}": "1/√(<i>d</i>)",
    r"\log n + 2\log b": "log <i>n</i> + 2 log <i>b</i>",
    r"\operatorname{msign}(M)": "msign(<i>M</i>)",
    r"\sum_{i=1}^n i": "∑<sub><i>i</i>=1</sub><sup><i>n</i></sup><i>i</i>",
    r"f'(x)": "<i>f</i>′(<i>x</i>)",
    r"\tilde{k}_j": "<i>k̃</i><sub><i>j</i></sub>",
    r"a < b": "<i>a</i> &lt; <i>b</i>",
    r"(a, b)": "(<i>a</i>, <i>b</i>)",
    r"50\%": "50%",
    r"\text{若 } x": "若 <i>x</i>",
    r"\begin{aligned} a &= b \\ &= c \end{aligned}": "<i>a</i> = <i>b</i><br>= <i>c</i>",
    # and what would be another formula, written so
    r"\begin{pmatrix} a & b \end{pmatrix}": None,
    r"\frac{1}{\frac{2}{3}}": None,
    r"\binom{n}{k}": None,
    r"\underbrace{a+b}_{c}": None,
    r"\overline{a+b}": None,
    r"(a+b)^{\binom{n}{k}}": None,
    r"{(a+b)}^2": None,
}


def math_of(tex: str) -> lxml.html.HtmlElement:
    page = lxml.html.fragment_fromstring(KATEX.render(tex, display=True, macros={}))
    found = page.find(".//math")
    assert found is not None
    return found


@pytest.mark.parametrize("tex", FORMULAS)
def test_a_formula_becomes_text_or_is_left_alone(tex: str) -> None:
    written = plain_math(math_of(tex))
    assert written == FORMULAS[tex], written


LETTERS = st.sampled_from(["x", "W", "α", "Σ", "log", "7", "0.5"])
SIGNS = st.sampled_from(list("+−=<,(∈⊤"))
TREES = st.recursive(
    LETTERS.map(lambda text: f"<mi>{text}</mi>")
    | SIGNS.map(lambda sign: f"<mo>{sign.replace('<', '&lt;')}</mo>"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"<mrow>{''.join(parts)}</mrow>"),
        st.tuples(LETTERS, inner).map(lambda p: f"<msub><mi>{p[0]}</mi>{p[1]}</msub>"),
        st.tuples(LETTERS, inner, inner).map(
            lambda p: f"<msubsup><mi>{p[0]}</mi>{p[1]}{p[2]}</msubsup>"
        ),
        st.tuples(inner, inner).map(lambda p: f"<mfrac>{p[0]}{p[1]}</mfrac>"),
        inner.map(lambda part: f"<msqrt>{part}</msqrt>"),
    ),
    max_leaves=12,
)


@settings(deadline=None)  # the machine may be busy
@given(TREES)
def test_no_sign_is_lost_and_none_moves(tree: str) -> None:
    formula = lxml.html.fragment_fromstring(f"<math><semantics>{tree}</semantics></math>")
    written = plain_math(formula)
    if written is None:
        assert tree.count("<mfrac>") > 1
        return
    signs = str.maketrans("", "", " ()/√")
    assert Markup(written).striptags().translate(signs) == formula.text_content().translate(signs)
    # It is a piece of HTML: nothing in it is left open.
    again = BeautifulSoup(written, "html5lib").body
    assert again is not None
    assert again.decode_contents(formatter="minimal") == written


PAGE = """
<section id="t"><h1>Title<a class="headerlink" href="#t">¶</a></h1>
<div class="bitext-pair sd-tab-set"><input type="radio"><label class="sd-tab-label">中文</label>
<div class="bitext-panel zh" lang="zh-Hans"><p>甲 <a href="two.html#x">乙</a></p></div>
<div class="bitext-panel en" lang="en"><p>A <em class="k" style="color:red">B</em></p></div></div>
<h2><span class="zh" lang="zh-Hans">节</span> <span class="en" lang="en">Section</span></h2>
<p>of <span class="quoted" lang="zh-Hans">题</span></p>
<div class="highlight"><pre><span></span><span class="k">def</span> f():
    pass
</pre></div>
<figure><img src="../_images/a.svg" alt="both" data-alt-zh="图" data-alt-en="figure" loading="lazy"
width="10"><figcaption><p>c</p></figcaption></figure>
<div class="note">loose</div>
<p hidden>secret</p><script>alert(1)</script><!-- no --></section>
"""


def test_it_keeps_one_language_and_none_of_the_skin() -> None:
    found = PlainPages(["zh", "en"])(PAGE, lambda address, code: f"{code}:{address}")
    assert found["zh"] == (
        '<p>甲 <a href="zh:two.html#x">乙</a></p>\n<h2>节 </h2>\n<p>of 题</p>\n'
        "<pre>def f():\n    pass\n</pre>\n"
        '<figure><img src="zh:../_images/a.svg" alt="图" width="10">'
        "<figcaption><p>c</p></figcaption></figure>\n<div>loose</div>"
    )
    assert "<p>A <em>B</em></p>\n<h2>Section</h2>" in found["en"]
    assert 'alt="figure"' in found["en"]
    assert "甲" not in found["en"]


def test_formulas_that_are_no_text_stand_as_their_source_with_their_number() -> None:
    def display(tex: str) -> str:
        html = KATEX.render(tex, display=True, macros={})
        return (
            f'<div class="math"><div class="math-body">{html}</div>'
            '<span class="eqno">(3)<a class="headerlink" href="#x">¶</a></span></div>'
        )

    page = display(r"\binom{n}{k} < 1") + display("x=1")
    inline = KATEX.render(r"\binom nk", display=False, macros={})
    page += f'<p>a <span class="math">{inline}</span>, b</p>'
    found = PlainPages(["en"])(page, lambda address, code: address)["en"]
    assert found == (
        "<blockquote><pre><code>\\binom{n}{k} &lt; 1</code>\u2003(3)</pre></blockquote>\n"
        "<blockquote><p><i>x</i> = 1\u2003(3)</p></blockquote>\n"
        "<p>a <code>\\binom nk</code>, b</p>"
    )


def test_a_formula_that_katex_refused_keeps_its_source() -> None:
    page = '<p><span class="math"><code class="math-source">\\frac{a</code></span></p>'
    assert PlainPages(["en"])(page, lambda a, c: a)["en"] == "<p><code>\\frac{a</code></p>"


def test_what_a_post_says_in_text_and_addresses_stays_itself() -> None:
    page = (
        '<p>\n  a &lt; b &amp;&amp; \u201cc\u201d "d" \xa0e<br>f</p>'
        '<p><a href="x y.html?a=1&amp;b=%22#\u5f0f">g</a>'
        '<img src="a.svg" alt="&lt;&quot;&amp;&gt;"></p>'
    )
    assert PlainPages(["en"])(page, lambda a, c: a)["en"] == (
        '<p>a &lt; b &amp;&amp; \u201cc\u201d "d" \xa0e<br>f</p>\n'
        '<p><a href="x%20y.html?a=1&amp;b=%22#%E5%BC%8F">g</a>'
        '<img src="a.svg" alt=\'&lt;"&amp;&gt;\'></p>'
    )


def test_a_page_without_anything_is_empty() -> None:
    assert PlainPages(["en", "zh"])(" \n ", lambda a, c: a) == {"en": "", "zh": ""}


def test_a_formula_is_remembered_for_what_it_is_and_not_by_its_source() -> None:
    """Two posts may each have a macro of one name."""
    pages = PlainPages(["en"])
    for letter in "xyx":
        macros = {"z": Macro("z", letter)}
        formula = KATEX.render(r"\z", display=False, macros=macros)
        page = f'<p><span class="math">{formula}</span></p>'
        assert pages(page, lambda a, c: a)["en"] == f"<p><i>{letter}</i></p>"
