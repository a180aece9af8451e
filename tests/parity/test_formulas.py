r"""One formula in two spellings, or two formulas: tables by hand, and rewrites by rule."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bitext.parity.finding import Code
from bitext.parity.formulas import Relation, check, classify
from bitext.parity.text import Kind, Shape, Side, read
from tests.conftest import TOP

# What translators and authors do without changing anything.
RESPELLED = [
    # dots
    (r"x_1,x_2,\cdots,x_n", r"x_1, x_2, \ldots, x_n"),
    (r"x_1+\dots+x_n", r"x_1+\cdots+x_n"),
    (r"1,2,...,n", r"1,2,\dots,n"),
    (r"a_1\cdot\cdot\cdot a_n", r"a_1\cdots a_n"),
    (r"1,2,…,n", r"1,2,\ldots,n"),
    (r"x_1\dotsm x_n", r"x_1\cdots x_n"),
    (r"x_1,x_2,\cdots\cdots", r"x_1,x_2,\cdots"),
    (r"1,2,……", r"1,2,\dots"),
    (r"1,2,......", r"1,2,\dots"),
    # bars and norms
    (r"\|x\|", r"\Vert x\Vert"),
    (r"\|x\|_2", r"\lVert x\rVert_2"),
    (r"||x||", r"\|x\|"),
    (r"\left\|\boldsymbol x\right\|", r"\Vert\boldsymbol{x}\Vert"),
    (r"KL(p\|q)", r"KL(p\Vert q)"),
    (r"KL(p\|q)", r"KL(p\parallel q)"),
    (r"KL(p||q)", r"KL\left(p\,\middle\|\,q\right)"),
    (r"p(y|x)", r"p(y\mid x)"),
    (r"p(y|x)", r"p(y\,\vert\, x)"),
    (r"|x|", r"\lvert x\rvert"),
    (r"\left.\frac{df}{dx}\right|_{x=0}", r"\frac{df}{dx}\Big|_{x=0}"),
    (r"|x||y|", r"|x|\,|y|"),
    # relations, arrows, logic
    (r"a\le b", r"a\leq b"),
    (r"a\ge b", r"a\geqslant b"),
    (r"a\ne b", r"a\neq b"),
    (r"a\not=b", r"a\neq b"),
    (r"x\not\in A", r"x\notin A"),
    (r"a<b", r"a\lt b"),
    (r"n\to\infty", r"n\rightarrow\infty"),
    (r"n\to\infty", r"n\longrightarrow\infty"),
    (r"x\leftarrow y", r"x\gets y"),
    (r"A\Rightarrow B", r"A\implies B"),
    (r"A\Leftrightarrow B", r"A\iff B"),
    (r"A\Longleftrightarrow B", r"A\quad\Leftrightarrow\quad B"),
    (r"A\land B", r"A\wedge B"),
    (r"\lnot A", r"\neg A"),
    (r"x\mapsto f(x)", r"x\longmapsto f(x)"),
    (r"A\setminus B", r"A\backslash B"),
    (r"\emptyset", r"\varnothing"),
    (r"a*b", r"a\ast b"),
    (r"a:=b", r"a\coloneqq b"),
    (r"f:X\to Y", r"f\colon X\to Y"),
    (r"a\triangleq b", r"a\stackrel{\triangle}{=}b"),
    (r"a\stackrel{!}{=}b", r"a\overset{!}{=}b"),
    (r"a\xrightarrow{n}b", r"a\overset{n}{\to}b"),
    (r"a\leqslant b\geqslant c", r"a\le b\ge c"),
    # braces
    (r"x^{2}", "x^2"),
    (r"x_{i}", "x_i"),
    (r"{x}_i", "x_i"),
    (r"\frac{1}{2}", r"\frac12"),
    (r"\sqrt{x}", r"\sqrt x"),
    (r"\boldsymbol{x}", r"\boldsymbol x"),
    (r"{\boldsymbol{x}}_{t}", r"\boldsymbol x_t"),
    (r"\mathbb{E}", r"\mathbb E"),
    (r"\hat{x}", r"\hat x"),
    (r"10^{-3}", r"{10}^{-3}"),
    (r"\mathcal{L}(\theta)", r"\mathcal L(\theta)"),
    (r"\left\{x\right\}", r"\lbrace x\rbrace"),
    (r"x_{\theta}^{}", r"x_\theta"),
    # order and form of scripts
    (r"x_i^2", r"x^2_i"),
    (r"\sum_{i=1}^n", r"\sum^{n}_{i=1}"),
    (r"x'", r"x^{\prime}"),
    (r"x''", r"x^{\prime\prime}"),
    (r"f'^2", r"f^{\prime2}"),
    (r"\theta^*", r"\theta^{\ast}"),
    (r"\theta^*", r"\theta^\star"),
    (r"W^T", r"W^{\top}"),
    (r"W^{\mathrm{T}}", r"W^\top"),
    (r"W^{\mathsf T}", r"W^\top"),
    (r"W^{-T}", r"W^{-\top}"),
    (r"\boldsymbol{A}^{\text{T}}", r"\boldsymbol{A}^\top"),
    (r"90^\circ", r"90^{\circ}"),
    (r"90^\circ", r"90\degree"),
    (r"\int_0^1f(x)dx", r"\int_{0}^{1} f(x)\,\mathrm{d}x"),
    (r"\int_0^1f(x)dx", r"\int^1_0 f(x)\,\text{d}x"),
    (r"\iint f", r"\int\!\!\int f"),
    # spaces
    (r"a\,b", "ab"),
    (r"a\quad b", r"a\ \ b"),
    (r"f(x)\,dx", "f(x)dx"),
    (r"a~b", "a b"),
    (r"\!\!x", "x"),
    (r"x\hspace{1em}y", r"x\,y"),
    (r"x\mspace{3mu}y", r"xy"),
    (r"x\kern-3pt y", r"xy"),
    (r"10{,}000", r"10,000"),
    (r"10000", r"10,000"),
    (r"x=1,\quad y=2", r"x=1,y=2"),
    (r"x=1,\quad y=2", r"x=1,\;\;y=2"),
    (r"x=1\qquad y=2", r"x=1,\quad y=2"),
    (r"x=1,~~y=2", r"x=1,\ y=2"),
    # sizes, limits, styles
    (r"\left(x\right)", "(x)"),
    (r"\big(x\big)", "(x)"),
    (r"\Bigl[\frac12\Bigr]", r"\left[\frac12\right]"),
    (r"\sum\limits_{i}", r"\sum_i"),
    (r"\mathop{\max}\limits_x", r"\max_x"),
    (r"\displaystyle\sum_i", r"\sum_i"),
    (r"\dfrac{a}{b+c}", r"\frac{a}{b+c}"),
    (r"\tfrac12", r"\frac{1}{2}"),
    (r"\cfrac{1}{1+x}", r"\frac{1}{1+x}"),
    (r"{a\over b+c}", r"\frac{a}{b+c}"),
    (r"1/2", r"\frac12"),
    (r"{n\choose k}", r"\binom{n}{k}"),
    (r"\left<x,y\right>", r"\langle x,y\rangle"),
    (r"\widehat{x}", r"\hat{x}"),
    (r"\overline{x}", r"\bar{x}"),
    (r"\widetilde{W}", r"\tilde{W}"),
    (r"\boxed{x=1}", "x=1"),
    (r"\bbox[5px]{x=1}", "x=1"),
    (r"\color{red}{x}+y", "x+y"),
    (r"\textcolor{red}{x}+y", r"\color{red}{x}+y"),
    (r"{\color{red}x}+y", r"x+y"),
    (r"\phantom{x}+y", r"+y"),
    (r"\underset{x}{\min}f", r"\min_x f"),
    (r"\smash{x}", "x"),
    # fonts
    (r"\mathbf{x}", r"\boldsymbol{x}"),
    (r"\bm{x}", r"\boldsymbol{x}"),
    (r"{\bf x}", r"\mathbf{x}"),
    (r"\pmb{x}", r"\boldsymbol x"),
    (r"\boldsymbol{Wx}", r"\boldsymbol{W}\boldsymbol{x}"),
    (r"\boldsymbol{x+y}", r"\boldsymbol{x}+\boldsymbol{y}"),
    (r"\boldsymbol{x_i}", r"\boldsymbol{x}_i"),
    (r"\boldsymbol{W_Q}", r"\boldsymbol{W}_{\boldsymbol{Q}}"),
    (r"\hat{\boldsymbol{x}}", r"\boldsymbol{\hat{x}}"),
    (r"\Bbb R", r"\mathbb{R}"),
    (r"x\in\R^n", r"x\in\mathbb{R}^n"),
    (r"\E[x]", r"\mathbb{E}[x]"),
    (r"{\cal L}", r"\mathcal{L}"),
    (r"\mathbbm{1}", r"\mathbb{1}"),
    (r"\boldsymbol{\mathcal{X}}", r"\mathcal{\boldsymbol{X}}"),
    # names
    (r"\operatorname{tr}(A)", r"\mathrm{tr}(A)"),
    (r"\mathsf{softmax}(x)", r"\mathrm{softmax}(x)"),
    (r"\mathsf{q}_i", r"{\sf q}_i"),
    (r"\text{tr}(A)", r"\operatorname{tr}(A)"),
    (r"\tr(A)", r"\operatorname{tr}(A)"),
    (r"\mathop{\text{softmax}}(x)", r"\operatorname{softmax}(x)"),
    (r"\text{softmax}(x)", r"softmax(x)"),
    (r"softmax(x)", r"\mathrm{softmax}(x)"),
    (r"\text{argmin}_x", r"\arg\min_x"),
    (r"\mathop{\text{argmax}}_{\theta}", r"\operatorname*{argmax}_\theta"),
    (r"\mathop{\text{argmax}}\limits_{\theta}", r"\underset{\theta}{\arg\max}"),
    (r"\mathop{\mathrm{arg\,min}}_{x}", r"\mathop{\arg\min}\limits_x"),
    (r"\text{log}\,x", r"\log x"),
    (r"\mathrm{exp}(x)", r"\exp(x)"),
    (r"d_{\text{model}}", r"d_{model}"),
    (r"\Vert x\Vert_{RMS}", r"\Vert x\Vert_{\text{RMS}}"),
    (r"\text{sign}(x)", r"\operatorname{sign}(x)"),
    (r"e^{i\theta}", r"\mathrm{e}^{\mathrm{i}\theta}"),
    (r"a\bmod n", r"a\;\text{mod}\;n"),
    (r"a\equiv b\pmod n", r"a\equiv b\ (\text{mod}\ n)"),
    (r"\newcommand{\msign}{\mathop{\text{msign}}}\msign(M)", r"\text{msign}(M)"),
    (r"\newcommand{\bx}{\boldsymbol{x}}\bx+1", r"\boldsymbol{x}+1"),
    (r"\DeclareMathOperator{\Tr}{Tr}\Tr A", r"\text{Tr} A"),
    (r"\rm{d}x", r"\mathrm{d}x"),
    (r"\text{KL}(p\|q)", r"\mathcal{}KL(p\Vert q)"),
    (r"\mathrm{top-}k", r"\mathrm{top-}k\,"),
    (r"\text{top-}k", r"\text{top-}{k}"),
    # words
    (r"x,\quad\text{若 }x>0", r"x,\quad\text{if }x>0"),
    (r"x, & \text{如果}x>0", r"x, & \text{if }x > 0"),
    (r"\text{其他}", r"\text{otherwise}"),
    (r"\text{otherwise}", r"\text{else}"),
    (r"\text{s.t.}\quad x>0", r"\text{subject to}\quad x>0"),
    (r"\text{s.t.}\, x>0", r"\,s.t.\, x>0"),
    (r"f(x)\text{，其中 }x>0", r"f(x),\text{ where }x>0"),
    (r"f(x)\text{，}x>0", r"f(x),\, x>0"),
    (r"\underbrace{x+y}_{\text{梯度}}", r"\underbrace{x+y}_{\text{gradient}}"),
    (r"\underbrace{x}_{\text{第1项}}+y", r"\underbrace{x}_{\text{term 1}}+y"),
    (r"\underbrace{x}_{\text{第一项}}+y", r"\underbrace{x}_{\text{term 1}}+y"),
    (r"\overbrace{x}^{\text{常数}}", r"\overbrace{x}^{\text{constant}}"),
    (r"\text{第}k\text{步}", r"\text{step }k"),
    (r"\text{第}k\text{个}", r"k\text{-th}"),
    (r"x_{\text{总}}", r"x_{\text{total}}"),
    (r"x_{总}", r"x_{\text{total}}"),
    (r"x_{总}", r"x_{total}"),
    (r"L_{\text{最大}}", r"L_{\max}"),
    (r"\text{参数量}=d^2", r"\text{number of parameters}=d^2"),
    (
        r"\text{准确率}=\frac{\text{正确数}}{\text{总数}}",
        r"\text{Accuracy}=\frac{\text{correct}}{\text{total}}",
    ),
    (r"x=1\text{ 且 }y=2", r"x=1\text{ and }y=2"),
    (r"x=1\quad\text{或}\quad y=2", r"x=1\;\text{or}\;y=2"),
    (r"\text{训练loss}", r"\text{training loss}"),
    (r"\mbox{若}x", r"\text{if }x"),
    (r"\text{const}", r"\text{constant}"),
    (r"\text{常数}+x", r"\text{const.}+x"),
    (r"\textbf{平均}=x", r"\textbf{mean}=x"),
    (r"\text{其中：}x", r"\text{where: }x"),
    (r"\text{50\%的}x", r"\text{50\% of }x"),
    (
        r"\begin{cases}1,&x>0\\0,&\text{其他}\end{cases}",
        r"\begin{cases}1,&\text{if }x>0\\0,&\text{otherwise}\end{cases}",
    ),
    (r"\textbf{x}", r"\mathbf{x}"),
    (r"x\sim\mathcal{N}(0,1)\text{（高斯）}", r"x\sim\mathcal{N}(0,1)\text{ (Gaussian)}"),
    # ends
    (r"x=1.", r"x=1"),
    (r"x=1,", r"x=1"),
    (r"x=1。", r"x=1."),
    (r"x=1\,.", r"x=1"),
    (r"x=1\quad", r"x=1"),
    (r"x=1;", r"x=1,"),
    # labels and tags
    (r"x=1\label{eq:a}", r"x=1"),
    (r"x=1\tag{1}", r"x=1"),
    (r"x=1\tag{1}", r"x=1\tag*{(1)}"),
    (r"x=1\label{eq:a}\tag{3}", r"x=1\tag{3}"),
    (r"x=1\nonumber", r"x=1"),
    # environments and alignment
    (r"\begin{equation}x=1\end{equation}", "x=1"),
    (r"\begin{equation}x=1\label{eq:x}\end{equation}", r"\begin{aligned}x=1\end{aligned}"),
    (r"\begin{equation*}x=1\end{equation*}", r"x=1\tag{2}"),
    (r"\begin{align}a&=b\\&=c\end{align}", r"\begin{aligned}a&=b\\&=c\end{aligned}"),
    (r"\begin{align}a&=b\\&=c\end{align}", r"\begin{aligned}a=&\,b\\=&\,c\end{aligned}"),
    (r"\begin{split}a&=b\\&=c\end{split}", r"a=b=c"),
    (r"\begin{aligned}a&=b+c\\&\quad+d\end{aligned}", r"a=b+c+d"),
    (r"\begin{aligned}a=&\,b\\=&\,c\\\end{aligned}", r"\begin{aligned}a&=b\\&=c\end{aligned}"),
    (r"\begin{gather}a=1\\b=2\end{gather}", r"\begin{aligned}&a=1\\&b=2\end{aligned}"),
    (r"\begin{gathered}a=1\\b=2\end{gathered}", r"a=1,\quad b=2"),
    (r"\begin{aligned}a&=1,\\b&=2.\end{aligned}", r"\begin{aligned}a&=1\\b&=2\end{aligned}"),
    (r"\begin{array}{c}a=1\\b=2\end{array}", r"\begin{gathered}a=1\\b=2\end{gathered}"),
    (r"\left\{\begin{matrix}a\\b\end{matrix}\right.", r"\begin{cases}a\\b\end{cases}"),
    (r"\begin{eqnarray}a&=&b\end{eqnarray}", r"a=b"),
    (r"\begin{alignat}{2}a&=b\end{alignat}", r"a=b"),
    (r"\begin{aligned}a&=b\\[5pt]&=c\end{aligned}", r"\begin{aligned}a&=b\\&=c\end{aligned}"),
    (r"\left\{\begin{aligned}x&=1\\y&=2\end{aligned}\right.", r"\begin{cases}x=1\\y=2\end{cases}"),
    (
        r"\left\{\begin{array}{ll}x,&x>0\\0,&x\le0\end{array}\right.",
        r"\begin{cases}x,&x>0\\0,&x\leq0\end{cases}",
    ),
    (
        r"\begin{cases}x,&\text{若 }x>0\\0,&\text{其他}\end{cases}",
        r"\begin{cases}x,&\text{if }x>0\\0,&\text{otherwise}\end{cases}",
    ),
    (r"\begin{cases}x,&x>0\\0,&x\le0\end{cases}", r"\begin{cases}x&x>0\\0&x\le0\end{cases}"),
    (
        r"\begin{cases}x,\quad x>0\\0,\quad x\le0\end{cases}",
        r"\begin{cases}x,&x>0\\0,&x\le0\end{cases}",
    ),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\left(\begin{matrix}a&b\\c&d\end{matrix}\right)"),
    (r"\begin{bmatrix}a&b\\c&d\end{bmatrix}", r"\left[\begin{array}{cc}a&b\\c&d\end{array}\right]"),
    (r"\begin{pmatrix}a&b\\c&d\\\end{pmatrix}", r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}"),
    (r"\begin{vmatrix}a&b\\c&d\end{vmatrix}", r"\left|\begin{matrix}a&b\\c&d\end{matrix}\right|"),
    (r"\begin{smallmatrix}a\\c\end{smallmatrix}", r"\begin{matrix}a\\c\end{matrix}"),
    (r"\sum_{\substack{i<j\\j<n}}x", r"\sum_{i<j,j<n}x"),
    (r"\begin{dcases}x\\y\end{dcases}", r"\begin{cases}x\\y\end{cases}"),
    (r"$$x\leq1$$", r"x\le 1"),
    (r"\[x\leq1\]", r"x\le 1"),
    # characters
    (r"a×b", r"a\times b"),
    (r"\alpha≤1", r"α\le 1"),
    (r"a−b", r"a-b"),
    (r"f（x，y）", r"f(x,y)"),
    (r"x = 1 % so", r"x=1\,"),
    (r"\hbar", r"\hslash"),
    (r"a\cdotp b", r"a\cdot b"),
    # whole ones
    (
        r"\begin{equation}\boldsymbol{x}_t = \sqrt{\bar{\alpha}_t}\boldsymbol{x}_0 + "
        r"\sqrt{1 - \bar{\alpha}_t}\boldsymbol{\varepsilon},\quad\boldsymbol{\varepsilon}\sim"
        r"\mathcal{N}(\boldsymbol{0},\boldsymbol{I})\label{eq:xt}\end{equation}",
        r"\mathbf{x}_t=\sqrt{\overline{\alpha}_t}\,\mathbf{x}_0+\sqrt{1-\overline{\alpha}_t}\,"
        r"\boldsymbol{\varepsilon},\;\boldsymbol{\varepsilon}\sim\mathcal{N}(\mathbf{0},\mathbf{I})"
        r"\tag{1}",
    ),
    (
        r"\begin{aligned}\mathcal{L}=&\,\mathbb{E}_{x\sim p(x)}\left[\log p(x)\right]\\"
        r"=&\,\int p(x)\log p(x)dx\end{aligned}",
        r"\begin{split}\mathcal L&=\mathbb E_{x\sim p(x)}\big[\log p(x)\big]\\"
        r"&=\int p(x)\log p(x)\,dx\end{split}",
    ),
    (
        r"\mathop{\text{argmin}}_{\boldsymbol{\theta}}\mathbb{E}_{(\boldsymbol{x},y)\sim"
        r"\mathcal{D}}\left[-\log p_{\boldsymbol{\theta}}(y|\boldsymbol{x})\right]",
        r"\arg\min_{\boldsymbol\theta}\,\mathbb{E}_{(\boldsymbol x,y)\sim\mathcal D}"
        r"[-\log p_{\boldsymbol\theta}(y\mid\boldsymbol x)]",
    ),
    (
        r"\text{Attention}(\boldsymbol{Q},\boldsymbol{K},\boldsymbol{V})=softmax\left("
        r"\frac{\boldsymbol{Q}\boldsymbol{K}^{\top}}{\sqrt{d_k}}\right)\boldsymbol{V}",
        r"\operatorname{Attention}(\mathbf{Q},\mathbf{K},\mathbf{V})=\operatorname{softmax}\!\left("
        r"\frac{\mathbf{Q}\mathbf{K}^T}{\sqrt{d_k}}\right)\mathbf{V}",
    ),
    (
        r"\max_W -\text{tr}(G^{\top}W)\quad\text{s.t.}\quad \Vert W\Vert\leq\eta",
        r"\max_W-\operatorname{tr}(G^\top W),\quad\text{s.t.}\;\|W\|\le\eta",
    ),
]

# What loses or changes something.
BROKEN = [
    # Markdown, HTML, JSON
    (r"p(y|x)", r"p(y\|x)"),
    (r"p(y\|x)", r"p(y|x)"),
    (r"\left|x\right|", r"\left\|x\right\|"),
    (r"\{x|x>0\}", r"\{x\|x>0\}"),
    (r"KL(p\|q)", r"KL(p|q)"),
    (r"x_1", r"x\_1"),
    (r"x^*", r"x^\*"),
    (r"a*b", r"a\*b"),
    (r"[a]", r"\[a\]"),
    (r"\begin{aligned}a\end{aligned}", r"<begin{aligned}a\end{aligned}"),
    (r"\begin{aligned}a\end{aligned}", r"\begin{aligned}a<end{aligned}"),
    (r"a<b", r"a&lt;b"),
    (r"a>b", r"a&gt;b"),
    (r"\begin{aligned}a&=b\end{aligned}", r"\begin{aligned}a&amp;=b\end{aligned}"),
    (r"a\\b", r"a<br>b"),
    (r"x_{i}y_{j}", r"x{i}y{j}"),
    (r"a_i*b_i", r"a_ib_i"),
    (r"W^\top", r"W^\\top"),
    (r"\alpha", r"\\alpha"),
    (r"\boldsymbol{x}", r"\\boldsymbol{x}"),
    (r"\{x\}", r"\\{x\\}"),
    (r"x\,y", r"x\\,y"),
    (r"\begin{aligned}a&=\frac12\end{aligned}", r"\begin{aligned}a&=\\frac12\end{aligned}"),
    (r"\begin{aligned}a&=b\\&=c\end{aligned}", "\\begin{aligned}a&=b\\\n&=c\\end{aligned}"),
    (r"\begin{aligned}a&=b\\&=c\end{aligned}", r"\begin{aligned}a&=b&=c\end{aligned}"),
    (r"\begin{gathered}a=1\\b=2\end{gathered}", r"\begin{gathered}a=1 b=2\end{gathered}"),
    (r"\begin{cases}x\\y\end{cases}", r"\begin{cases}x y\end{cases}"),
    # lost backslashes
    (r"\eta", "eta"),
    (r"\eta", "n"),
    (r"\frac{a}{b}", "frac{a}{b}"),
    (r"\alpha_1", "alpha_1"),
    (r"\mathbf{x}", "mathbf{x}"),
    (r"\log x", "log x"),
    (r"\max_x f", "max_x f"),
    (r"\top", r"\ top"),
    (r"\boldsymbol{x}", r"\ boldsymbol{x}"),
    (r"\beta", "\beta"),
    (r"\theta", "\theta"),
    (r"\nabla f", "\nabla f"),
    (r"\left(x\right)", r"left(x right)"),
    (r"\quad x", r"quad x"),
    (r"\text{if }x", r"text{if }x"),
    (r"\msign(M)", r"msign(M)"),
    (r"a\cdot b", r"acdot b"),
    (r"\{a\}", "{a}"),
    (r"\alpha x", r"\alphax"),
    (r"\theta", r"\thet"),
    (r"\boldsymbol{x}", r"\粗体{x}"),
    # symbols
    ("s^2", "r^2"),
    ("x", "y"),
    ("x", "X"),
    (r"\alpha", r"\beta"),
    (r"\epsilon", r"\varepsilon"),
    (r"\phi", r"\varphi"),
    (r"\sigma", r"\Sigma"),
    (r"\theta", r"\Theta"),
    (r"\mu", "u"),
    (r"\nu", "v"),
    (r"\omega", "w"),
    (r"\rho", "p"),
    (r"\ell", "l"),
    (r"W_Q", "W_K"),
    (r"\boldsymbol{x}", "x"),
    (r"\boldsymbol{\theta}", r"\theta"),
    (r"\mathcal{L}", "L"),
    (r"\mathbb{R}", "R"),
    (r"\mathcal{L}", r"\mathbb{L}"),
    (r"\boldsymbol{1}", "1"),
    (r"\mathbb{1}", r"\boldsymbol{1}"),
    (r"\boldsymbol{Wx}", r"\boldsymbol{W}x"),
    (r"x_{\boldsymbol{\theta}}", r"x_{\theta}"),
    # relations and operators
    (r"a\le b", "a<b"),
    (r"a\le b", r"a\ge b"),
    (r"a<b", "a>b"),
    (r"a\neq b", "a=b"),
    (r"a=b", r"a\approx b"),
    (r"a\approx b", r"a\sim b"),
    (r"a=b", r"a\triangleq b"),
    (r"a\in B", r"a\notin B"),
    (r"A\subset B", r"A\subseteq B"),
    (r"A\cup B", r"A\cap B"),
    (r"a\cdot b", r"a\times b"),
    (r"a\otimes b", r"a\odot b"),
    (r"a\oplus b", r"a\otimes b"),
    (r"a+b", "a-b"),
    (r"-a", "a"),
    (r"a\pm b", r"a+b"),
    (r"a\pm b", r"a\mp b"),
    (r"A\Rightarrow B", r"A\Leftrightarrow B"),
    (r"A\Rightarrow B", r"A\Leftarrow B"),
    (r"a\to b", r"a\mapsto b"),
    (r"a\propto b", r"a=b"),
    (r"\sum_i x_i", r"\prod_i x_i"),
    (r"\max_x f", r"\min_x f"),
    (r"\sup_x f", r"\max_x f"),
    (r"\log x", r"\ln x"),
    (r"\sin x", r"\cos x"),
    (r"\nabla f", r"\partial f"),
    (r"\forall x", r"\exists x"),
    (r"a\gg b", r"a\ll b"),
    (r"a\ll b", "a<b"),
    (r"x/y", "y/x"),
    (r"\cdots", r"\vdots"),
    # scripts
    ("x_{t-1}", "x_t-1"),
    ("x^{n+1}", "x^n+1"),
    ("10^{23}", "10^23"),
    ("x_{ij}", "x_ij"),
    ("x_{ij}", "x_{ji}"),
    ("x_{i,j}", "x_{ij}"),
    ("x_i", "x^i"),
    ("x_i^j", "x_j^i"),
    ("x_{t-1}", "x_{t+1}"),
    ("x_t", "x_{t-1}"),
    ("x_i", "x"),
    ("x_{i_j}", "x_{ij}"),
    ("x_{i_j}", "x_i{}_j"),
    ("x^2", "x"),
    ("x^2", "x2"),
    ("x^2", "x^3"),
    ("x'", "x"),
    ("x''", "x'"),
    (r"W^\top", "W"),
    (r"W^\top W", r"WW^\top"),
    (r"A^{-1}", "A"),
    (r"A^{-\top}", r"A^{-1}"),
    (r"A^{-1}", r"A^{1}"),
    (r"\theta^*", r"\theta"),
    (r"x^{(t)}", "x^{t}"),
    (r"x^{(t)}", "x_{(t)}"),
    (r"\sum_{i=1}^n", r"\sum_{i=0}^n"),
    (r"\sum_{i=1}^n", r"\sum_{i=1}^{n-1}"),
    (r"\sum_{i=1}^n", r"\sum_{i=1}"),
    (r"\int_0^1", r"\int_1^0"),
    (r"\mathbb{E}_{x\sim p}", r"\mathbb{E}_{x\sim q}"),
    ("e^{-x}", "e^-x"),
    ("e^{x^2}", "e^{x}^2"),
    ("x^{a^b}", "x^a^b"),
    ("x^{yz}", "x^yz"),
    (r"x_{\text{in}}", r"x_\text in"),
    (r"\log_{10}x", r"\log_10x"),
    # accents
    (r"\hat{x}", "x"),
    (r"\hat{x}", r"\tilde{x}"),
    (r"\bar{x}", r"\hat{x}"),
    (r"\bar{x}_t", r"\bar{x_t}"),
    (r"\hat{xy}", r"\hat xy"),
    (r"\dot{x}", r"\ddot{x}"),
    (r"\sqrt{x+y}", r"\sqrt{x}+y"),
    (r"\sqrt{xy}", r"\sqrt xy"),
    (r"\sqrt[3]{x}", r"\sqrt{x}"),
    (r"\underbrace{x}_{y}", "x_y"),
    (r"\underbrace{x+y}_{\text{梯度}}", r"\underbrace{x+y}"),
    # braces, brackets and partners
    (r"\frac{a}{b}", r"\frac{a}{b"),
    (r"\frac{a}{b}", r"\frac{a}b}"),
    (r"\frac{a+b}{c}", r"\frac{a}{b+c}"),
    (r"\frac{a+b}{c}", r"\frac a+bc"),
    (r"\frac{a}{b}", r"\frac{b}{a}"),
    (r"\frac{1}{d_k}", r"\frac{1}{d}"),
    (r"(a+b)c", "a+bc"),
    (r"(a+b)c", "(a+b c"),
    (r"f(g(x))", "f(g(x)"),
    (r"[a,b)", "[a,b]"),
    (r"(a,b)", "[a,b]"),
    (r"\{a\}", "(a)"),
    (r"\left(a\right)", r"\left(a)"),
    (r"\left\{a\right.", r"\left\{a"),
    (r"\left(a\right)", r"(a\right)"),
    (r"|x|", "x"),
    (r"|x|", "|x"),
    (r"\Vert x\Vert", "|x|"),
    (r"\Vert x\Vert_2", r"\Vert x\Vert_1"),
    (r"\Vert x\Vert^2", r"\Vert x\Vert"),
    (r"\lfloor x\rfloor", r"\lceil x\rceil"),
    (r"\langle x,y\rangle", "(x,y)"),
    (r"\begin{aligned}a\end{aligned}", r"\begin{aligned}a"),
    (r"\begin{aligned}a\end{aligned}", r"a\end{aligned}"),
    (r"\begin{aligned}a\end{aligned}", r"\begin{aligned}a\end{align}"),
    (r"\text{softmax}(x)", r"\text softmax(x)"),
    (r"\mathrm{softmax}(x)", r"\mathrm softmax(x)"),
    (r"\boldsymbol{xy}", r"\boldsymbol xy"),
    (r"\mathsf q_i", r"\mathrm q_i"),
    (r"\mathsf q_i", "q_i"),
    (r"\mathsf q_i", r"\mathtt q_i"),
    (r"\operatorname{tr}A", r"\operatorname trA"),
    (r"\text{若 }x>0", r"\text{if }x>0}"),
    # numbers
    ("0.1", "0.01"),
    ("1000", "100"),
    ("10^{-3}", "10^{3}"),
    ("10^{-3}", "10^{-4}"),
    (r"\frac12", r"\frac13"),
    ("d=768", "d=786"),
    ("12", "21"),
    ("2x", "x"),
    (r"50\%", "50"),
    ("1.5", "15"),
    ("(1,2)", "(12)"),
    ("(1,100)", "(1100)"),
    ("1e-5", "1e-6"),
    (r"x=1\tag{1}", r"x=1\tag{2}"),
    (r"x=1\eqref{eq:a}", r"x=1\eqref{eq:b}"),
    # terms, factors, rows
    ("a+b+c", "a+b"),
    ("abc", "ac"),
    ("a+b", "a+b+c"),
    (r"x_1,x_2,\cdots,x_n", r"x_1,\cdots,x_n"),
    (r"x_1,x_2,\cdots,x_n", r"x_1,x_2,\cdots x_m"),
    ("a=b=c", "a=c"),
    ("(x-y)", "(y-x)"),
    ("f(x,y)", "f(y,x)"),
    ("f(x;y)", "f(x,y)"),
    ("f(x|y)", "f(y|x)"),
    ("p(x,y)", "p(x|y)"),
    ("AB", "BA"),
    ("n!", "n"),
    (r"\lim_{n\to\infty}", r"\lim_{n\to0}"),
    (r"\frac{\partial f}{\partial x}", r"\frac{\partial f}{\partial y}"),
    (r"\begin{aligned}a&=b\\&=c\\&=d\end{aligned}", r"\begin{aligned}a&=b\\&=d\end{aligned}"),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\begin{pmatrix}a&b&c&d\end{pmatrix}"),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\begin{pmatrix}ab\\cd\end{pmatrix}"),
    (r"\begin{pmatrix}a&b\\c&d\end{pmatrix}", r"\begin{pmatrix}a&c\\b&d\end{pmatrix}"),
    (r"\begin{pmatrix}a\\b\end{pmatrix}", r"\begin{bmatrix}a\\b\end{bmatrix}"),
    (r"\begin{cases}x,&x>0\\0,&x\le0\end{cases}", r"\begin{cases}x,&x>0\\0,&x<0\end{cases}"),
    (r"\begin{cases}x,&x>0\\0,&x\le0\end{cases}", r"\begin{cases}x,&x>0\end{cases}"),
    # words
    (r"\text{softmax}(x)", r"\text{sigmoid}(x)"),
    (r"x_{\text{in}}", r"x_{\text{out}}"),
    (r"x_{\max}", r"x_{\min}"),
    (r"\text{KL}(p\|q)", r"\text{JS}(p\|q)"),
    (r"d_{\text{in}}", "d"),
    (r"x_{\text{总}}", "x"),
    (r"\text{若 }x>0", r"\text{if }x<0"),
    (r"\text{if }x>0", r"{if }x>0"),
    (r"\hat{\boldsymbol{x}}", r"\hat\boldsymbol{x}"),
    (r"\begin{aligned}a\\b\end{aligned}", r"\begin{aligned}a\\\\b\end{aligned}"),
    (r"\text{若 }x>0,\text{ReLU}", r"\text{if }x>0,\text{GELU}"),
    (r"\text{第1项}+x", r"\text{term 2}+x"),
    (r"\underbrace{x}_{\text{甲}}+y", r"\underbrace{x+y}_{\text{A}}"),
    # characters
    ("f(x,y)", "f(x，y)"),
    ("f(x)", "f（x）"),
    ("x=1", "x＝1"),
    ("xy", "x\u200by"),
    ("x", "х"),
    ("a", "а"),
    # silent corrections
    (r"\frac{1}{2}x^2", r"\frac{1}{2}x"),
    (r"\sqrt{d}", r"\sqrt{d_k}"),
    ("p(x)=q(x", "p(x)=q(x)"),
    (r"x_t-1", r"x_{t-1}"),
    (r"\mathcal{N}(0,\sigma)", r"\mathcal{N}(0,\sigma^2)"),
    (r"\boldsymbol{Q}\boldsymbol{K}", r"\boldsymbol{Q}\boldsymbol{K}^\top"),
]  # fmt: skip


def test_the_tables_are_large() -> None:
    assert len(RESPELLED) > 150
    assert len(BROKEN) > 200


@pytest.mark.parametrize(("first", "second"), RESPELLED)
def test_one_formula_spelt_in_two_ways(first: str, second: str) -> None:
    assert classify(first, second) is Relation.RESPELLED


WIDE = re.compile("[^\x00-\x7f]")


@pytest.mark.parametrize(("first", "second"), BROKEN)
def test_two_formulas(first: str, second: str) -> None:
    assert classify(first, second) is Relation.BROKEN


@pytest.mark.parametrize(("first", "second"), RESPELLED + BROKEN)
def test_which_one_is_the_first_matters_for_foreign_characters_only(
    first: str, second: str
) -> None:
    if not WIDE.search(first + second):
        assert classify(first, second) is classify(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [("x+y", "x + y"), ("x", "x"), ("", " "), (r"\alpha x", "\\alpha\n x"), ("a%b\nc", "a c")],
)
def test_blanks_are_nothing(first: str, second: str) -> None:
    assert classify(first, second) is Relation.EQUAL


@pytest.mark.parametrize(
    ("chinese", "english"),
    [("f（x）", "f(x)"), ("x，y", "x,y"), ("x\u200b", "x"), ("ｘ＝1", "x=1")],
)
def test_what_a_translation_cleans_up_is_no_loss(chinese: str, english: str) -> None:
    assert classify(chinese, english) is Relation.RESPELLED
    assert classify(english, chinese) is Relation.BROKEN


# ---- by rule, on the formulas of the project's own posts

POSTS = sorted((TOP / "posts").glob("*.md"))


def formulas_of(path: Path) -> set[str]:
    side = Side("zh", tuple(read(path.read_text("utf-8"))))
    shown = {block.text.strip() for block in side.blocks if block.shape is Shape.DISPLAY}
    return shown | {token.value for token in side.tokens(Kind.FORMULA)}


OWN = sorted(set().union(*map(formulas_of, POSTS)))
TOKEN = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
SINGLE = re.compile(r"([_^])([A-Za-z0-9])(?![0-9])")
LAYOUT = re.compile(r"\\[,;:! >\\]|\\q?quad|\\(?:big|Big|bigg|Bigg)[lr]?|[&.,\s~]")


def joined(tokens: list[str]) -> str:
    text = ""
    for token in tokens:
        apart = re.search(r"\\[A-Za-z]+\Z", text) and token[:1].isalpha()
        text += " " * bool(apart) + token
    return text


def swapped(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda tex: re.sub(pattern, replacement, tex)


def unstopped(tex: str) -> str:
    return re.sub(r"(?<!\\)[.,;]\s*\Z", "", tex)


HARMLESS: dict[str, Callable[[str], str]] = {
    "spaces": lambda tex: joined([t + " " for t in TOKEN.findall(tex)]),
    "thin spaces": lambda tex: re.sub(r"([=(])", r"\\,\1\\;", tex),
    "braces": lambda tex: SINGLE.sub(r"\1{\2}", tex),
    "no braces": lambda tex: re.sub(r"([_^])\{([A-Za-z0-9])\}", r"\1\2", tex),
    "bars": lambda tex: tex.replace(r"\Vert", r"\|"),
    "left bars": swapped(r"\\Vert(?![A-Za-z])", r"\\lVert "),
    "mid": swapped(r"(?<!\\)\|", r"\\mid "),
    "le": swapped(r"\\le(?![A-Za-z])", r"\\leq "),
    "ge": swapped(r"\\ge(?![A-Za-z])", r"\\geq "),
    "to": swapped(r"\\to(?![A-Za-z])", r"\\rightarrow "),
    "ne": swapped(r"\\neq?(?![A-Za-z])", r"\\not="),
    "dots": swapped(r"\\[cl]?dots(?![A-Za-z])", r"\\ldots "),
    "sizes": swapped(r"\\(?:[bB]igg?[lr]?|left|right)(?![A-Za-z.])", ""),
    "bold": swapped(r"\\boldsymbol(?![A-Za-z])", r"\\mathbf "),
    "bm": swapped(r"\\boldsymbol\s*(\\[A-Za-z]+|[A-Za-z0-9])", r"{\\bm{\1}}"),
    "names": swapped(r"\\operatorname\{", r"\\mathrm{"),
    "text": swapped(r"\\(?:operatorname|mathrm)\{([A-Za-z]+)\}", r"\\text{\1}"),
    "mathop": swapped(r"\\operatorname(\{\w+\})", r"\\mathop{\\text\1}"),
    "fractions": swapped(r"\\[dt]?frac", r"\\dfrac"),
    "transposes": swapped(r"\^\\top", "^{T}"),
    "primes": swapped(r"(?<=[a-z])'(?!['^])", r"^{\\prime}"),
    "stars": swapped(r"\^\*", r"^{\\ast}"),
    "limits": swapped(r"\\sum(?![A-Za-z])", r"\\sum\\limits "),
    "hats": swapped(r"\\hat(?![A-Za-z])", r"\\widehat "),
    "expectation": swapped(r"\\E(?![A-Za-z])", r"\\mathbb{E}"),
    "reals": swapped(r"\\R(?![A-Za-z])", r"\\mathbb R"),
    "environment": lambda tex: tex.replace("{aligned}", "{split}"),
    "equation": lambda tex: rf"\begin{{equation}}{tex}\label{{eq:x}}\end{{equation}}",
    "tag": lambda tex: tex + r"\tag{3}",
    "stop": lambda tex: unstopped(tex) + ".",
    "no stop": unstopped,
    "colour": lambda tex: rf"{{\color{{red}}{tex}}}",
    "dollars": lambda tex: f"$${tex}$$",
    "marks": lambda tex: tex if "matrix" in tex else tex.replace("&", ""),
    "gaps": lambda tex: re.sub(r"\\\\(?!\[)", r"\\\\[3pt]", tex),
    "style": lambda tex: rf"\displaystyle {tex}",
}


@pytest.mark.parametrize("rewrite", HARMLESS)
def test_a_harmless_rewrite_breaks_nothing(rewrite: str) -> None:
    broken = [
        (tex, HARMLESS[rewrite](tex))
        for tex in OWN
        if classify(tex, HARMLESS[rewrite](tex)) is Relation.BROKEN
    ]
    assert broken == []


def each(pattern: str, replacement: str) -> Callable[[str], list[str]]:
    """Mutants of a formula: one for each place where the pattern matches a token."""

    def mutants(tex: str) -> list[str]:
        tokens = TOKEN.findall(tex)
        return [
            joined([*tokens[:i], re.sub(pattern, replacement, token), *tokens[i + 1 :]])
            for i, token in enumerate(tokens)
            if re.fullmatch(pattern, token)
        ]

    return mutants


def dropped(tex: str) -> list[str]:
    """Each token that isn't layout, left out; a name's font command only changes its font."""
    tokens = TOKEN.findall(tex)
    kept = re.compile(r"\\(?:mathrm|operatorname|text)")
    return [
        joined([*tokens[:i], *tokens[i + 1 :]])
        for i, token in enumerate(tokens)
        if not LAYOUT.fullmatch(token) and not kept.fullmatch(token)
    ]


def doubled(tex: str) -> list[str]:
    return [
        tex[: m.start()] + "\\" + tex[m.start() :] for m in re.finditer(r"\\[A-Za-z]+|\\[{}|]", tex)
    ]


def unbraced(tex: str) -> list[str]:
    """Scripts of several tokens, without their braces."""
    return [
        f"{tex[: m.start()]}{m[1]}{m[2]}{tex[m.end() :]}"
        for m in re.finditer(r"([_^])\{([^{}\\]{2,})\}", tex)
    ]


HARMFUL: dict[str, Callable[[str], list[str]]] = {
    "a token dropped": dropped,
    "a backslash doubled": doubled,
    "a backslash lost": each(r"\\([A-Za-z]+|[{}|])", r"\1"),
    "a blank after a backslash": each(r"\\([A-Za-z]+)", r"\\ \1"),
    "braces lost": unbraced,
    "a bar escaped": each(r"\|", r"\\|"),
    "a norm's bar for a bar": each(r"\\Vert", r"|"),
    "a script escaped": each(r"([_^*])", r"\\\1"),
    "scripts swapped": lambda tex: each("_", "^")(tex) + each(r"\^", "_")(tex),
    "an entity": lambda tex: each("<", "&lt;")(tex) + each(">", "&gt;")(tex),
    "an entity for a mark": each("&", "&amp;"),
    "full-width commas": each(",", "，"),
    "full-width brackets": each(r"\(", "（"),
    "a digit": lambda tex: each("1", "2")(tex) + each("[2-9]", "1")(tex) + each("0", "8")(tex),
    "a letter": lambda tex: each("[a-y]", "z")(tex) + each("[A-Y]", "Z")(tex),
    "signs": lambda tex: each(r"\+", "-")(tex) + each("-", "+")(tex),
    "relations": lambda tex: each(r"\\le", "<")(tex) + each("=", r"\\approx ")(tex),
    "max and min": each(r"\\max", r"\\min"),
    "a prime dropped": each("'", ""),
    "a transpose dropped": lambda tex: [tex.replace(r"^\top", "", 1)] * (r"^\top" in tex),
    "a zero-width space": each("=", "=\u200b"),
    "a Cyrillic letter": lambda tex: each("a", "а")(tex) + each("x", "х")(tex),
    "an environment's end": each(r"\\end\{.*", ""),
}


@pytest.mark.parametrize("mutation", HARMFUL)
def test_a_harmful_mutation_is_seen(mutation: str) -> None:
    mutants = [(tex, mutant) for tex in OWN for mutant in HARMFUL[mutation](tex)]
    assert [pair for pair in mutants if classify(*pair) is not Relation.BROKEN] == []
    assert mutants


# ---- the check


def sides(chinese: str, english: str) -> tuple[Side, Side]:
    return Side("zh", tuple(read(chinese, 10))), Side("en", tuple(read(english, 20)))


@pytest.mark.parametrize(
    ("chinese", "english", "codes"),
    [
        ("令 $x$ 与 $y$。", "Let $y$ and $x$.", []),
        ("令 $a\\le b$。", "Let $a\\leq b$.", [Code.FORMULA_RESPELLED]),
        ("令 $a\\le b$。", "Let $a=b$.", [Code.FORMULA_BROKEN]),
        ("令 $x$ 与 $y$。", "Let $x$.", [Code.FORMULA_BROKEN]),
        ("令 $x$。", "Let $x$ and $x$.", [Code.FORMULA_BROKEN]),
        ("令 $x$。", "Let x.", [Code.FORMULA_BROKEN]),
        ("令 $x$。", "Let {math}`x`.", []),
        ("令\n\n$$\nx=1\n$$\n", "Let\n\n$$\nx=1\n$$\n", []),
        ("令\n\n$$\nx=1\n$$\n", "Let\n\n$$\nx=2\n$$\n", [Code.FORMULA_BROKEN]),
        ("令 $x = 1$。", "Let $x=1$.", []),
        ("$a_1$、$b_2$", "$b_3$, $a_1$", [Code.FORMULA_BROKEN]),
        ("没有", "nothing", []),
        ("", "", []),
    ],
)
def test_the_sides_of_a_pair(chinese: str, english: str, codes: list[Code]) -> None:
    assert [finding.code for finding in check(*sides(chinese, english))] == codes


@pytest.mark.parametrize(
    ("chinese", "english", "codes"),
    [
        (r"$\def\bx{\boldsymbol x}\bx$", r"$\boldsymbol x$", []),
        (r"$\def\bx{\boldsymbol x}\bx$，$\bx+1$", r"$\bx$, $\def\bx{\boldsymbol x}\bx+1$", []),
        (r"$\bx$，$\newcommand{\bx}{\boldsymbol x}$", r"$\bx$", []),
        (r"$\bx$", r"$\providecommand\bx{\boldsymbol x}\bx$", []),
        (r"$\def\n#1{\Vert#1\Vert}$ 与 $\n x_2=\n{y}$", r"$\Vert x\Vert_2=\Vert y\Vert$", []),
        (r"$\newcommand\p[2][a]{p_{#1}(#2)}\p{x}+\p[b]y$", r"$p_a(x)+p_b(y)$", []),
        (r"$\def\a{\b}\def\b{c}\a$", "$c$", []),
        (r"$\def\a{x}$", "no formula", []),
        (r"$\def\a{x}\a$", r"$\def\a{y}\a$", [Code.FORMULA_BROKEN]),
        (r"$\def\a{x}$，$\a$", r"$\def\a{y}$, $\a$", [Code.FORMULA_BROKEN]),
        (r"$\def\a{x}\a+1$", r"$\a-1$", [Code.FORMULA_BROKEN]),
        (r"$\def\a{\a\a}\a$", "$x$", [Code.FORMULA_BROKEN, Code.FORMULA_BROKEN]),
        (r"$f(x;y)\text{ 若 }x>0$", r"$f(x,y)\text{ if }x>0$", [Code.FORMULA_BROKEN]),
    ],
)
def test_macros_that_the_text_defines(chinese: str, english: str, codes: list[Code]) -> None:
    assert [finding.code for finding in check(*sides(chinese, english))] == codes


def test_macros_without_end_take_no_time() -> None:
    start = time.process_time()
    chinese = [r"$\def\a{\a\a\a\a}$", rf"$\def\c#1{{{'#1' * 3000}}}$", r"$\a\c{\a x}$" * 5000]
    list(check(*sides("".join(chinese), "$x$")))
    assert time.process_time() - start < 4


def test_a_finding_says_where_and_what() -> None:
    (finding,) = check(*sides("一\n\n$x_{t-1}$ 与 $y$", "One\n\n$y$ and\n$x_t-1$"))
    assert (finding.zh, finding.en) == (12, 23)
    assert (finding.zh_tokens, finding.en_tokens) == (("x_{t-1}",), ("x_t-1",))
    assert finding.message == (
        "$x_{t-1}$ in Chinese has no equal in English; the nearest is $x_t-1$: `-1}` against `}-1`."
    )


def test_the_nearest_ones_are_matched() -> None:
    findings = list(check(*sides(r"$a_1+b_1+c$ $\alpha=\beta+1$", r"$\alpha=\beta+2$ $a_1+b_1-c$")))
    assert [(f.zh_tokens, f.en_tokens) for f in findings] == [
        (("a_1+b_1+c",), ("a_1+b_1-c",)),
        ((r"\alpha=\beta+1",), (r"\alpha=\beta+2",)),
    ]


def test_what_stands_more_often_on_one_side_is_alone() -> None:
    (finding,) = check(*sides("$x$ $y$ $x$", "$x$ $y$"))
    assert finding.message == "$x$ stands 2× on this side, but 1× in English."


@pytest.mark.parametrize("path", POSTS, ids=lambda path: path.stem)
def test_our_own_posts_have_no_finding(path: Path) -> None:
    text = path.read_text("utf-8")
    pairs = re.findall(r":::\{zh\}\n(.*?)\n:::\n:::\{en\}\n(.*?)\n:::\n", text, re.DOTALL)
    assert pairs
    assert [f for chinese, english in pairs for f in check(*sides(chinese, english))] == []


# ---- whatever comes

SNIPPETS = r"""
    \ { } $ ^ _ & % ~ ' | [ ] ( ) . , # * - = a B 1 若 ， \\ \{ \| \, \quad
    \left \right \begin{aligned} \end{aligned} \begin{cases} \end{cases} \text{ \frac
    \sqrt \hat \boldsymbol \mathrm \operatorname \tag{ \label{ \color \over \choose
    \newcommand \def \x \kern \limits \underset \xrightarrow \substack \bbox \rm \cdot
    \begin{array} \begin{pmatrix} \pmod \eqref s.t. ... \mathbb \R \top
"""
PIECES = SNIPPETS.split()
GARBAGE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=40)


@given(GARBAGE, GARBAGE)
@settings(max_examples=300)
def test_it_never_raises(first: str, second: str) -> None:
    assert classify(first, first) is Relation.EQUAL
    assert isinstance(classify(first, second), Relation)
    assert list(check(*sides(f"${first}$ {second}", f"{first} ${second}$"))) is not None


@given(
    st.lists(st.sampled_from(OWN), max_size=8).flatmap(
        lambda formulas: st.tuples(st.just(formulas), st.permutations(formulas))
    )
)
@settings(max_examples=50)
def test_order_is_nothing(orders: tuple[list[str], list[str]]) -> None:
    chinese, english = ("\n\n".join(f"$$\n{tex}\n$$" for tex in order) for order in orders)
    assert list(check(*sides(chinese, english))) == []


@pytest.mark.parametrize(
    "piece", [*PIECES, "{a", "x^{", r"\sqrt[", r"\text{$", r"\hat", "a, ", r"\\a", "若"]
)
def test_it_takes_linear_time(piece: str) -> None:
    long = (piece * 100_000)[:100_000]
    start = time.process_time()
    classify(long, long + "x")
    assert time.process_time() - start < 4


def test_many_formulas_take_no_longer() -> None:
    chinese = " ".join(f"$x_{{{n}}}+1$" for n in range(6000))
    english = " ".join(f"$y_{{{n}}}+1$" for n in range(6000))
    start = time.process_time()
    assert len(list(check(*sides(chinese, english)))) == 12000
    assert time.process_time() - start < 8
