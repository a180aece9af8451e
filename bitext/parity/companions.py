r"""Words that keep a reference company in both languages, to tell which one stands where.

A small dictionary of what mathematical prose says around a reference: what is done with it
("insert", 代入), what it is about ("limit", 极限), and how it is joined to the sentence ("into",
代入式). None of these is asked for; they only say which of two references goes with which.

>>> sorted(companions("由此求极限", "zh")), sorted(companions("in the limit", "en"))
(['limit'], ['limit'])
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# Each line: a name, the Chinese words, the English stems.
_TABLE: Final = """
not     不|未|没|无          not|no|never|cannot|nor|neither|without|nothing
hold    成立                 holds?|hold\\ true|valid
fail    失效                 fail\\w*
exact   精确|准确|严格       exact\\w*|strict\\w*|precise\\w*
approx  近似|大致|约为       approx\\w*|roughly|about
limit   极限                 limit\\w*
define  定义                 defin\\w*
prove   证明|证得            prov\\w+|proof\\w*
insert  代入                 insert\\w*|substitut\\w*|plug\\w*|put\\w*
compare 对照|比较|相比       compar\\w*|against|contrast\\w*
table   表                   tables?
figure  图                   figures?|plots?
left    左                   left\\w*
right   右                   right\\w*
first   第一|首先|起初       first\\w*
second  第二|其次            second\\w*
last    最后|末              last\\w*|final\\w*
max     最大                 largest|maxim\\w*|greatest
min     最小|极小            smallest|minim\\w*|least
upper   上界|上限            upper|above
lower   下界|下限            lower|below
mean    期望|平均|均值       means?|average\\w*|expect\\w*
mode    众数                 modes?
var     方差|标准差          varianc\\w*|deviation\\w*
moment  矩(?!阵)             moments?
four    四                   fourth|four
three   三                   third|three
random  随机|概率            random\\w*|probab\\w*
gauss   高斯|正态            gauss\\w*|normals?
sing    奇异值               singular
eigen   特征值               eigen\\w*
matrix  矩阵                 matri\\w+
vector  向量                 vectors?
grad    梯度                 gradient\\w*
update  更新                 updat\\w*
init    初始                 initial\\w*
momen   动量                 momentum
norm    范数                 norms?
normal  归一化               normali\\w*
step    步                   steps?
train   训练                 train\\w*
rate    学习率               rates?
layer   层                   layers?
network 网络                 networks?
head    头                   heads?
embed   嵌入                 embed\\w*
attend  注意力               attention
parallel 并行                parallel\\w*
fuse    融合                 fus\\w+|merg\\w*
build   构造|构建|造         construct\\w*|build\\w*
design  设计                 design\\w*
derive  推出|导出|推导       deriv\\w*
use     所用|使用|利用|采用  us(?:e|es|ed|ing)
report  报告                 report\\w*
view    观点|看法            view\\w*
show    说明|表明|可见       show\\w*|impl(?:y|ies)
point   指出                 point\\w*
propose 提出                 propos\\w*
choose  选择|选取            choi\\w+|choos\\w*|chose\\w*
method  方法                 methods?
compute 计算                 comput\\w*
numeric 数值                 numeric\\w*
infinite 无穷|无限           infinit\\w*|unbounded
zero    为零                 vanish\\w*|zero
const   常数                 constants?
bound   有界                 bounded
sum     和式|求和|之和       sums?
product 乘积|之积            products?
series  级数                 series
converge 收敛                converg\\w*
diverge 发散                 diverg\\w*
optimise 优化                optimi\\w*
experiment 实验              experiment\\w*
review  综述                 review\\w*|survey\\w*
book    书|教材              books?|textbook\\w*
code    代码                 codes?
budget  预算                 budget\\w*
diag    对角                 diagonal\\w*
ball    球                   balls?|spher\\w*
linear  线性                 linear\\w*
rank    秩                   ranks?
sign    符号                 signs?
white   白的|白噪声          white
general 一般|推广            general\\w*
degree  退回|退化            falls?\\ back|degenerat\\w*|reduc\\w*
before  之前                 before|previous\\w*
after   之后                 after\\w*
post    文章|博文            posts?|articles?|blog\\w*
orthog  正交                 orthogon\\w*
unit    单位                 units?
smooth  平滑|光滑            smooth\\w*
"""
_LINES: Final = tuple(
    re.split(r" {2,}| (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff)]) ", line.strip(), maxsplit=2)
    for line in _TABLE.strip().split("\n")
)
_WORDS: Final[Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    "zh": tuple((name, re.compile(zh)) for name, zh, _ in _LINES),
    "en": tuple(
        (name, re.compile(rf"\b(?:{en.strip()})\b", re.IGNORECASE)) for name, _, en in _LINES
    ),
}


@lru_cache(maxsize=1 << 8)
def companions(text: str, language: str) -> frozenset[str]:
    """The names of the notions that a piece of prose says."""
    return frozenset(name for name, words in _WORDS[language] if words.search(text))


# How a reference is joined to its sentence: what stands right before it.
_JOINTS: Final = {
    "zh": (
        ("take", re.compile("[把将][^，。；]{0,8}$")),
        ("into", re.compile("代入[^，。；]{0,4}$")),
        ("by", re.compile("[由据从用][^，。；]{0,6}$")),
        ("to", re.compile("(?:退回|化为|变成|回到|推出|导出|给出|得到)[^，。；]{0,6}$")),
        ("as", re.compile("(?:定义|见)[^，。；]{0,4}$")),
        ("than", re.compile("比[^，。；]{0,4}$")),
    ),
    "en": (
        ("take", re.compile(r"\b(?:insert\w*|put\w*|substitut\w*|plug\w*) (?:[\w ]{0,24} of )?$")),
        ("into", re.compile(r"\binto (?:[a-z]+ )?$")),
        ("by", re.compile(r"\b(?:by|from|using|with|on|under|through) (?:[a-z]+ )?$", re.I)),
        ("to", re.compile(r"\b(?:to|yields?|gives?|yielding|giving) (?:[a-z]+ )?$")),
        ("as", re.compile(r"\b(?:see|defined (?:in|by)|definition (?:in|of)) (?:[a-z]+ )?$")),
        ("than", re.compile(r"\bthan (?:[a-z]+ )?$")),
    ),
}  # fmt: skip


def joint(before: str, language: str) -> str:
    """How a reference is joined to what stands before it; empty if that says nothing.

    >>> joint("把 x 代入式 ", "zh"), joint("insert x into ", "en")
    ('into', 'into')
    """
    found = [
        (match.start(), name)
        for name, pattern in _JOINTS[language]
        if (match := pattern.search(before))
    ]
    return max(found)[1] if found else ""
