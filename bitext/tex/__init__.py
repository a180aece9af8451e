r"""TeX formulas as text: a tokenizer, and rewrites for KaTeX and for XeLaTeX.

An author writes one formula, in the dialect that MathJax reads.  Two programs set it: KaTeX (HTML)
and XeLaTeX with amsmath and unicode-math (PDF).  Each lacks, or sets wrongly, some constructs; what
stands here puts those into words that it knows.  Everything is pure, takes time linear in the
source, and never raises on a formula, however broken: a command that isn't known passes unchanged,
for KaTeX to report.

Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``tokens`` what stands where in a formula
1    ``safety`` what a formula must not do
2    ``macros`` the author's commands; ``displays`` rows and numbers; ``mathjax``
3    a module a program: ``katex``, ``latex``; ``growth`` whether macros come to an end
===  ====================================================================================

>>> for_latex(r'\color{skyblue}{x}', display=False)
'\\textcolor[HTML]{87CEEB}{x}'
>>> parse_display(r'\begin{align} a &= b \label{one} \\ c &= d \notag \end{align}').rows[0]
Row(body='a &= b', label='one', tag=None, numbered=True, starred=False, gap='')
"""

from .displays import Display, Row, as_formula, eqrefs, parse_display, replace_eqrefs
from .growth import runaway
from .katex import BOLD_CLASS, define_for_katex, display_for_katex, rewrite_for_katex
from .latex import define_for_latex, display_for_latex, for_latex
from .macros import Macro, lift_definitions, parse_macros, take_definitions, used_macros
from .safety import Danger, danger
from .tokens import is_balanced

__all__ = [
    "BOLD_CLASS",
    "Danger",
    "Display",
    "Macro",
    "Row",
    "as_formula",
    "danger",
    "define_for_katex",
    "define_for_latex",
    "display_for_katex",
    "display_for_latex",
    "eqrefs",
    "for_latex",
    "is_balanced",
    "lift_definitions",
    "parse_display",
    "parse_macros",
    "replace_eqrefs",
    "rewrite_for_katex",
    "runaway",
    "take_definitions",
    "used_macros",
]
