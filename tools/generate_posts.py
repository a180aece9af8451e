"""Write N bilingual posts for measuring at scale, with a site that builds them.

    python tools/generate_posts.py 100 /some/folder --seed 7

A post has 25 pairs, 30 displays, 200 inline formulas a language, 20 citations, tags and, mostly, a
series: about what a real one has. Its sentences are put together from the phrases below, in both
languages at once; they are grammatical and mean nothing. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
import os
import random
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
PAIRS, DISPLAYS, INLINE, CITATIONS, SECTIONS = 25, 30, 200, 20, 7
SERIES_OF = 5
SUBJECTS = 16

Both = tuple[str, str]


def both(lines: str) -> list[Both]:
    """``中文 / English`` a line; no space in front of an English comma."""
    found = [line.split(" /", 1) for line in lines.strip().splitlines()]
    return [(zh.strip(), en.strip()) for zh, en in found]


KINDS = both("""
随机 / random
低秩 / low-rank
稀疏 / sparse
分层 / layered
加权 / weighted
归一化 / normalised
各向同性 / isotropic
周期 / periodic
截断 / truncated
对称 / symmetric
正交 / orthogonal
时变 / time-varying
自适应 / adaptive
隐式 / implicit
显式 / explicit
局部 / local
全局 / global
离散 / discrete
连续 / continuous
可逆 / invertible
带噪 / noisy
压缩 / compressed
因果 / causal
双向 / bidirectional
量化 / quantised
共轭 / conjugate
渐近 / asymptotic
有界 / bounded
平滑 / smoothed
分块 / blockwise
累积 / cumulative
循环 / recurrent
解耦 / decoupled
延迟 / delayed
单调 / monotone
重参数化 / reparametrised
蒸馏 / distilled
采样 / sampled
外推 / extrapolated
稳定 / stable
""")
HEADS = both("""
谱范数 / spectral norm
学习率 / learning rate
梯度矩阵 / gradient matrix
注意力分数 / attention score
位置编码 / position encoding
残差分支 / residual branch
权重衰减 / weight decay
动量 / momentum
奇异值 / singular value
特征向量 / eigenvector
损失曲面 / loss surface
更新方向 / update direction
隐藏状态 / hidden state
卷积核 / convolution kernel
批量大小 / batch size
初始化方差 / initial variance
条件数 / condition number
投影算子 / projection operator
协方差 / covariance
似然函数 / likelihood
测试误差 / test error
词嵌入 / word embedding
门控单元 / gating unit
记忆矩阵 / memory matrix
迭代公式 / iteration
步长 / step size
误差界 / error bound
频率表 / table of frequencies
偏置项 / bias term
激活函数 / activation
缩放因子 / scaling factor
输出分布 / output distribution
目标函数 / objective
约束集合 / constraint set
对偶问题 / dual problem
预条件子 / preconditioner
近似误差 / approximation error
旋转角度 / rotation angle
上下文长度 / context length
模型宽度 / model width
网络深度 / depth of the network
数据分布 / data distribution
样本路径 / sample path
递推关系 / recurrence
收敛速度 / rate of convergence
信息瓶颈 / information bottleneck
置换矩阵 / permutation matrix
量化误差 / quantisation error
泛化间隙 / generalisation gap
参数共享 / parameter sharing
""")
VERBS = both("""
决定了{o}的上界 / determines the upper bound of the {o}
与{o}成反比 / is inversely proportional to the {o}
并不依赖{o}的选取 / does not depend on how the {o} is chosen
可以由{o}直接读出 / can be read off the {o} directly
在期望意义下等于{o} / equals the {o} in expectation
把{o}推向边界 / pushes the {o} towards the boundary
与{o}在同一个数量级 / is of the same order as the {o}
只是{o}的一个特例 / is no more than a special case of the {o}
抵消了{o}带来的偏差 / cancels the bias that comes from the {o}
要求{o}随宽度减小 / requires the {o} to shrink with the width
使{o}保持不变 / leaves the {o} unchanged
放大了{o}中的噪声 / amplifies the noise in the {o}
可以看作{o}的离散化 / may be seen as a discretisation of the {o}
在每一步都重新估计{o} / estimates the {o} anew at every step
给出{o}的闭式解 / gives the {o} in closed form
比{o}更早达到稳态 / settles down earlier than the {o}
掩盖了{o}的真实大小 / hides the true size of the {o}
与{o}的转置相乘 / is multiplied by the transpose of the {o}
迫使{o}逐行归一化 / forces the {o} to be normalised row by row
限制了{o}的秩 / limits the rank of the {o}
沿着{o}的方向衰减 / decays along the direction of the {o}
与{o}共享同一组参数 / shares one set of parameters with the {o}
是{o}的充分条件 / is a sufficient condition for the {o}
破坏了{o}的对称性 / breaks the symmetry of the {o}
在验证集上与{o}无异 / cannot be told from the {o} on held-out data
改变了{o}的符号 / changes the sign of the {o}
""")
CONDITIONS = both("""
当宽度趋于无穷时 / as the width tends to infinity
若各行相互独立 / if the rows are independent
在前一百步之内 / within the first hundred steps
只要学习率足够小 / as long as the learning rate is small enough
对几乎所有的初始点 / for almost every starting point
在均方误差之下 / under the mean squared error
暂且忽略高阶项 / leaving higher orders aside for now
按照通常的约定 / by the usual convention
如果训练数据是白的 / if the training data are white
固定其余参数 / with all other parameters fixed
在长度加倍之后 / once the length has doubled
与直觉相反 / contrary to intuition
先看最简单的情形 / in the simplest case
取遍所有单位向量 / over all unit vectors
换成相对误差 / in terms of the relative error
从信息论的角度看 / from the point of view of information theory
把求和换成积分 / with an integral in place of the sum
只保留对角线 / keeping the diagonal alone
假定噪声有有限的四阶矩 / assuming that the noise has a finite fourth moment
经过一次线性投影 / after one linear projection
""")
TAILS = both("""
，其中 {f} 与深度无关 /, where {f} does not depend on the depth
，由此得到 {f} /, which yields {f}
，误差不超过 {f} /, with an error of at most {f}
，这里用到了 {f} /, for which {f} is used
，只需注意到 {f} /, as one sees from {f}
，而 {f} 在此处取到最大 /, while {f} attains its maximum here
，代价是 {f} 次乘法 /, at the price of {f} multiplications
，除非 {f} 恰好为零 /, unless {f} happens to vanish
，前提是 {f} 有界 /, provided that {f} is bounded
，它的方差记作 {f} /, whose variance is written {f}
，并且 {f} 单调递减 /, and {f} decreases monotonically
，不妨把它写成 {f} /, and may be written as {f}
""")
OPENERS = both("""
换句话说， / In other words,
值得注意的是， / It is worth noting that
不难验证， / It is easy to check that
然而， / However,
因此， / Therefore,
直观地讲， / Intuitively,
更一般地， / More generally,
反过来， / Conversely,
按照同样的思路， / By the same reasoning,
数值实验表明， / Numerical experiments show that
粗略地说， / Roughly speaking,
下面说明， / We now show that
""")
HEADINGS = both("""
问题的提出 / Where the question comes from
记号与假设 / Notation and assumptions
一个简单的例子 / A simple example
{a}的下界 / A lower bound for the {a}
从{a}到{b} / From {a} to {b}
{a}何时失效 / When the {a} fails
数值验证 / A numerical check
与{b}的联系 / How it relates to the {b}
误差从哪里来 / Where the error comes from
推广到{b} / An extension to the {b}
尚未解决的问题 / What remains open
""")
TITLES = both("""
重新理解{a}：从{b}说起 / The {a} revisited, beginning with the {b}
{a}为什么需要{b} / Why the {a} needs a {b}
关于{a}与{b}的几点笔记 / Notes on the {a} and the {b}
{a}的渐近估计 / An asymptotic estimate of the {a}
如何让{a}摆脱{b} / How the {a} can do without the {b}
""")
LETTERS = "ABCDEFGHKLMNPQRSTUVWXYZ"
_GREEK = "alpha beta gamma delta epsilon eta theta kappa lambda mu nu rho sigma tau phi psi omega"
GREEK = _GREEK.split()
_SURNAMES = (
    "Abel Baker Chen Dietrich Evans Fischer Gao Huang Ito Jansen Kim Li Moreau Novak Okafor Park "
    "Qian Rossi Sato Tanaka Ueda Vogel Wang Xu Yamada Zhang Zhou Lindqvist Marino Petrov"
)
SURNAMES = _SURNAMES.split()


class Scribe:
    """Writes; all chance is `chance`."""

    def __init__(self, chance: random.Random, citations: list[str]) -> None:
        self.chance = chance
        self.citations = citations
        self.subjects: list[Both] = []

    def begin(self) -> None:
        """Choose what the next post is about; most of its sentences are."""
        self.subjects = []
        self.subjects = [self.thing() for _ in range(SUBJECTS)]

    def thing(self) -> Both:
        """A noun with its attribute."""
        if self.subjects and self.chance.random() < 0.85:
            return self.chance.choice(self.subjects)
        kind, head = self.chance.choice(KINDS), self.chance.choice(HEADS)
        return kind[0] + head[0], f"{kind[1]} {head[1]}"

    def formula(self) -> str:
        """A short one."""
        c = self.chance
        big, other = c.choice(LETTERS), c.choice(LETTERS)
        small, greek = c.choice("abcdijkmnpqrstuvxyz"), c.choice(GREEK)
        return c.choice(
            (
                rf"\boldsymbol {big}_{{{small}}}",
                rf"\{greek}_{small}",
                rf"\boldsymbol {big}^\top\boldsymbol {other}",
                rf"\Vert\boldsymbol {big}\Vert_{c.choice('2F')}\le\{greek}",
                rf"\mathcal O({small}^{c.randint(2, 4)})",
                rf"\{greek}\in(0,{c.randint(1, 9)})",
                rf"{small}={c.randint(2, 64)}",
                rf"\operatorname{{tr}}(\boldsymbol {big}\boldsymbol {other}^\top)",
                rf"\frac{{1}}{{{small}}}\sum_{{i=1}}^{{{small}}}{small}_i^2",
                rf"\sqrt{{{small}/{c.choice('dDnN')}}}",
            )
        )

    def display(self, label: str) -> str:
        """A display of one or two rows, with a label mostly."""
        c = self.chance
        a, b, d = (rf"\boldsymbol {c.choice(LETTERS)}" for _ in range(3))
        greek, other = rf"\{c.choice(GREEK)}", rf"\{c.choice(GREEK)}"
        body = c.choice(
            (
                rf"{a}_{{t}}={a}_{{t-1}}-{greek}_t\nabla_{{{a}}}\mathcal L({a}_{{t-1}};{b}_t)",
                rf"\begin{{aligned}}{a}&={b}{d}^\top+{greek}\boldsymbol I\\"
                rf"&\le {other}\Vert{b}\Vert_F^2\end{{aligned}}",
                rf"\max_{{\Vert{a}\Vert_2\le {greek}}}\operatorname{{tr}}({a}^\top {b})"
                rf"={greek}\Vert{b}\Vert_*",
                rf"\mathbb E\left[\Vert{a}{b}\Vert^2\right]"
                rf"=\frac{{{greek}^2}}{{{c.randint(2, 9)}}}\sum_{{j\le t}}{other}_j",
                rf"{a}=\operatorname{{RMSNorm}}\left({b}{d}\right)\odot {greek}",
            )
        )
        return f"$$\n{body}\n$$" + (f" ({label})" if label else "")

    def sentence(self, *, formula: bool = True) -> Both:
        """A sentence, with a formula or without."""
        c = self.chance
        subject, thing, verb = self.thing(), self.thing(), c.choice(VERBS)
        tail = ("", "")
        if formula:
            tex, (before, after) = f"${self.formula()}$", c.choice(TAILS)
            tail = before.format(f=tex), after.format(f=tex)
        zh = subject[0] + verb[0].format(o=thing[0]) + tail[0] + "。"
        en = f"the {subject[1]} {verb[1].format(o=thing[1])}{tail[1]}."
        if c.random() < 0.5:
            condition = c.choice(CONDITIONS)
            zh, en = f"{condition[0]}，{zh}", f"{condition[1]}, {en}"
        if c.random() < 0.4:
            opener = c.choice(OPENERS)
            return opener[0] + zh, f"{opener[1]} {en}"
        return zh, en[0].upper() + en[1:]

    def pair(self, sentences: int, cited: str, referred: str) -> str:
        """A pair of one or two facing paragraphs."""
        said = [self.sentence() for _ in range(sentences)]
        zh, en = [each[0] for each in said], [each[1] for each in said]
        if cited:
            at = self.chance.randrange(sentences)
            mark = f" {{cite:p}}`{cited}`"
            zh[at] = f"{zh[at].removesuffix('。')}{mark}。"
            en[at] = f"{en[at].removesuffix('.')}{mark}."
        if referred:
            zh[0] = f"由式 {{eq}}`{referred}`，{zh[0]}"
            en[0] = f"By {{eq}}`{referred}`: {en[0]}"
        half = sentences // 2 if self.chance.random() < 0.6 else sentences
        blocks = [("zh", "", zh), ("en", " ", en)]
        return "\n".join(
            f":::{{{code}}}\n"
            + "\n\n".join(space.join(part) for part in (text[:half], text[half:]) if part)
            + "\n:::"
            for code, space, text in blocks
        )

    def post(self, number: int, names: Names, series: Both | None, part: int) -> str:
        """A whole post."""
        c = self.chance
        self.begin()
        slug = f"post-{number:04}"
        a, b = self.thing(), self.thing()
        title = c.choice(TITLES)
        zh, en = (side.format(a=a[i], b=b[i]) for i, side in enumerate(title))
        summary = [self.sentence(formula=False) for _ in range(2)]
        tags = c.sample(names.tags, 3)
        day = f"{c.randint(2015, 2026)}-{c.randint(1, 12):02}-{c.randint(1, 28):02}"
        head = [
            "---", "orphan: true", f"date: {day}", f"category: {c.choice(names.categories)}",
            f"tags: [{', '.join(tags)}]",
        ]  # fmt: skip
        if series:
            head += [f"series: {series[0]}", f"part: {part}"]
        head += [
            "summary:",
            "  zh: " + "".join(each[0] for each in summary),
            "  en: >-\n    " + " ".join(each[1] for each in summary),
            "---",
        ]
        body = [f"({slug})=", f"# [{zh}]{{.zh}} [{en[0].upper() + en[1:]}]{{.en}}", ""]
        starts = {round(i * PAIRS / SECTIONS) for i in range(1, SECTIONS)}
        sentences = [INLINE // PAIRS] * PAIRS
        cited = c.sample(self.citations, min(CITATIONS, len(self.citations)))
        shown = 0
        for pair in range(PAIRS):
            if pair in starts:
                heading, x, y = c.choice(HEADINGS), self.thing(), self.thing()
                h = [side.format(a=x[i], b=y[i]) for i, side in enumerate(heading)]
                body += [f"## [{h[0]}]{{.zh}} [{h[1][0].upper() + h[1][1:]}]{{.en}}", ""]
            work = cited[pair] if pair < len(cited) else ""
            referred = f"{slug}-{c.randint(1, shown)}" if shown and c.random() < 0.4 else ""
            body += [self.pair(sentences[pair], work, referred), ""]
            for _ in range(
                2 if (pair + 1) * DISPLAYS // PAIRS - pair * DISPLAYS // PAIRS > 1 else 1
            ):
                shown += 1
                body += [self.display(f"{slug}-{shown}"), ""]
        if cited:
            body += [
                "## [参考文献]{.zh} [References]{.en}", "", "```{bibliography}",
                ":filter: docname in docnames", "```",
            ]  # fmt: skip
        return "\n".join([*head, *body, ""])


class Names(NamedTuple):
    """Keys of the taxonomy."""

    tags: list[str]
    categories: list[str]


def write_site(count: int, folder: Path, seed: int, citations: int) -> None:
    """Write the sources of a site of `count` posts into `folder`."""
    chance = random.Random(seed)
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    works = [f"Work{i}" for i in range(max(60, count // 2))] if citations else []
    names = Names([_key(head[1]) for head in HEADS], ["theory", "practice", "notes"])
    series: list[Both] = []
    for number in range(max(1, count // (2 * SERIES_OF))):
        kind, head = chance.choice(KINDS), chance.choice(HEADS)
        series.append((f"series-{number}", f"{kind[0]}{head[0]} / {kind[1]} {head[1]}"))
    scribe = Scribe(chance, works)
    for number in range(count):
        place, part = divmod(number, SERIES_OF)
        filed = series[place] if place < len(series) else None
        text = scribe.post(number, names, filed, part + 1)
        (folder / "posts" / f"post-{number:04}.md").write_text(text, "utf-8")
    _write_files(folder, chance, works, names, series)


def _write_files(
    folder: Path, chance: random.Random, works: list[str], names: Names, series: list[Both]
) -> None:
    entries = []
    for work in works:
        thing, other = Scribe(chance, []).thing(), Scribe(chance, []).thing()
        people = " and ".join(
            f"{name}, {chance.choice('ABCDEGHJKLMS')}." for name in chance.sample(SURNAMES, 3)
        )
        entries.append(
            f"@misc{{{work},\n  author = {{{people}}},\n  title = {{On the {thing[1]} and the "
            f"{other[1]}}},\n  year = {{{chance.randint(1960, 2025)}}}\n}}\n"
        )
    (folder / "refs.bib").write_text("\n".join(entries), "utf-8")
    lines = ["categories:"]
    lines += [f"  {name}: {{zh: {name}, en: {name}}}" for name in names.categories]
    lines += ["tags:"]
    lines += [f"  {_key(en)}: {{zh: {zh}, en: {en}}}" for zh, en in HEADS]
    lines += ["series:"]
    for key, name in series:
        zh, en = name.split(" / ")
        lines += [f"  {key}: {{name: {{zh: {zh}, en: {en}}}}}"]
    (folder / "taxonomy.yml").write_text("\n".join(lines) + "\n", "utf-8")
    terms = [f"  - {{zh: {zh}, en: {en}}}" for zh, en in HEADS]
    (folder / "glossary.yml").write_text("\n".join(["terms:", *terms]) + "\n", "utf-8")
    (folder / "index.md").write_text("# [首页]{.zh} [Home]{.en}\n", "utf-8")
    extensions = [
        "myst_parser",
        "sphinx_design",
        *(["sphinxcontrib.bibtex"] if works else []),
        "bitext",
    ]
    extensions += ["bitext.bibliography"] if works else []
    top = os.path.relpath(TOP, folder)
    settings = f"""import sys
from pathlib import Path

TOP = (Path(__file__).parent / {top!r}).resolve()
sys.path.insert(0, str(TOP))

project = "Generated"
extensions = {extensions!r}
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
# each post has its own list of works
suppress_warnings = ["bibtex.duplicate_citation", "bibtex.duplicate_label"]  # as in our conf.py
bitext_posts = ["posts/*"]
bitext_glossary = "glossary.yml"
bitext_taxonomy = "taxonomy.yml"
bitext_katex = str(TOP / "node_modules" / "katex" / "dist")
html_math_renderer = "katex"
html_theme = "furo"
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
"""
    if works:
        settings += 'bibtex_bibfiles = ["refs.bib"]\nbibtex_default_style = "bitext"\n'
    (folder / "conf.py").write_text(settings, "utf-8")


def _key(name: str) -> str:
    return name.replace(" ", "-")


def main() -> None:
    """Read the arguments, and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int, help="posts to write")
    parser.add_argument("folder", type=Path, help="where the site's sources go")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--no-citations", action="store_true", help="for a site without sphinxcontrib-bibtex"
    )
    options = parser.parse_args()
    write_site(
        options.count, options.folder, options.seed, 0 if options.no_citations else CITATIONS
    )


if __name__ == "__main__":
    main()
