r"""Negations, comparisons and questions: hints, for words are no formulas.

A sentence that plainly negates, facing one in which nothing does, has probably lost a word; so
has one that says "at least" facing 至多. Languages negate in many ways (不同 is different, 否则
is otherwise, 无关 is independent), so a sentence counts as silent only if no word of a wide net
stands in it.

>>> from bitext.parity.text import read
>>> zh = Side("zh", tuple(read("它不收敛。误差至多是一。")))
>>> en = Side("en", tuple(read("It converges. The error is at least one.")))
>>> for finding in check(zh, en):
...     print(finding.message)
The Chinese side negates (不), the English seems not to, or less often: “It converges.”
The Chinese side says 至多 where the English says “at least”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from .facing import beads, excerpt, facing, visible
from .finding import Code, Finding
from .text import Side

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .facing import Bead
    from .text import Block


class _Net(NamedTuple):
    """How a language negates."""

    plain: re.Pattern[str]
    """What negates for certain."""
    idle: re.Pattern[str]
    """What only looks like it, and is taken out first."""
    wide: re.Pattern[str]
    """What may stand for a negation of the other language."""

    def said(self, text: str) -> tuple[tuple[str, ...], str]:
        """The plain negations of a sentence, and the rest of it without what looks like them."""
        busy = self.idle.sub(" ", text)
        found = tuple(self.plain.findall(busy))
        return found, self.plain.sub(" ", busy) if found else busy


_ZH_IDLE: Final = (
    r"(?P<again>[有会能是够要该可用对好])[不没](?P=again)",  # 会不会 asks
    "不(?:断|仅|但(?!不)|过|妨|论|管|等|只|限|少|久|禁|得不|起眼|足"
    "|外乎|然|一而足|相干|错|受|加|计|谈|惜|知不觉|难|愧|料|时(?![有是])|止|相上下|定积分|定方程|大(?![于])|如|假)",
    "无(?:穷|限|界|非|论|疑|下界|上界|偏|量纲|中生有|损|监督|向图|序|约束|所谓)",
    "(?<![并绝而])非",
    "未(?:来|知|免|尝|打开|归一化|加|注明|定)",
    "[是能可与]否|否则|否定",
    "不可[或缺]?[少缺]|不分|没有?错",
    "不对称|缺一不可|差不多|分毫不差|无影无踪",
    "莫[若如大]",
    "没(?:收|落|入)",
)
_ZH: Final = _Net(
    plain=re.compile("不|没|未|(?<![毫])无|毫无|并非|绝非|而非|切勿|莫"),
    idle=re.compile("|".join(_ZH_IDLE)),
    wide=re.compile(
        "[不没未无非否莫勿]|免|缺|难|殆尽|耗尽|从.{1,12}变[成为]|只知道|仅|去掉|除去|略去|避|零|其余|整个|罕|很少|很小|甚微|至多|有限|独立|孤立"
    ),
)
_EN: Final = _Net(
    plain=re.compile(
        r"\b(?:(?:neither|not)\b[^.;]{0,80}?\bnor|not|no|never|cannot|nor|neither|none|nothing|nobody"
        r"|nowhere|without"
        r"|(?:do|does|did|is|are|was|were|has|have|had|ca|wo|would|could|should|must|need)n[’']t)\b",
        re.IGNORECASE,
    ),
    idle=re.compile(
        r"\b(?:not (?:only|just|merely|least|to mention|necessarily)\b|no (?:more|less|fewer|later"
        r"|doubt|matter|larger|greater|smaller|other than)\b|nothing (?:but|else|other)\b"
        r"|No\. ?\d|or not\b|(?:do|does|done|go|goes|manage) without\b)",
        re.IGNORECASE,
    ),
    wide=re.compile(
        r"\b(?:hardly|scarcely|barely|rarely|seldom|few|little|merely|constant|less|fail\w*|lack\w*|lose[sn]?|lost|miss\w*|absen\w+|instead"
        r"|rather|unless|otherwise|except\w*|ignor\w+|neglect\w*|aside|drop\w*|free|wrong|false"
        r"|prevent\w*|avoid\w*|exclud\w+|forbid\w*|stop\w*|cease\w*|beyond"
        r"|superfluous|independen\w+|whichever"
        r"|whoever|regardless|out of"
        r"|un(?!der|til|it|if|ion|ique|ivers|roll)\w+"
        r"|in(?:finit|equal|valid|correct|conspic|accura|capab|suffic)\w*"
        r"|im(?:poss|mater|perf|prob)\w*|ir(?:rel|reg)\w*|dis(?:agree|app|cont|card|reg)\w*|non\w*|\w{3,}less"
        r"|too|breaks?|far from|short of|vanish\w*|trivial"
        r"|stand\w* still|sav(?:es?|ed|ing)|spar(?:es?|ed|ing))\b|\bnon-",
        re.IGNORECASE,
    ),
)


# Negations that English mostly says without one. Where it says none of these, they are plain.
_PAIRED: Final = (
    (
        re.compile(
            "不超过|不大于|不高于|不多于|至多|最多|不到(?=[ \\d百千万一二三四五六七八九十\ue000])"
        ),
        re.compile(
            r"\b(?:at most|no more than|not more than|no (?:larger|greater|higher|longer) than"
            r"|within|up to|less than|fewer than|below|under|short of|bounded)\b"
        ),
    ),
    (
        re.compile("不小于|不低于|不少于|至少"),
        re.compile(
            r"\b(?:at least|hardly (?:below|less|lower)"
            r"|no less than|not less than|no (?:fewer|smaller|lower) than|or more"
            r"|at the least|more than)\b"
        ),
    ),
    (
        re.compile("不改?变|不改|不动"),
        re.compile(
            r"\b(?:hardly chang\w+"
            r"|invarian\w+|unchanged|fixed|constant|same|leav\w+|keep\w*|kept|stays?"
            r"|preserv\w+|as \w+ (?:is|are|stands?|was))\b"
        ),
    ),
    (re.compile("(?<=只要)不"), re.compile(r"\bunless\b")),
    (
        re.compile("无关(?!系)"),
        re.compile(
            r"\b(?:independent\w*|indifferent|irrespective|regardless|whatever|ignor\w+|unrelated"
            r"|irrelevant|idle|\w+-?free)\b"
        ),
    ),
    (
        re.compile("不同|不一样"),
        re.compile(
            r"\b(?:differ\w*|others?|another|distinct\w*|various|var(?:y|ies|ying)|unlike|separate"
            r"|multiples?|chang\w+|elsewhere|unequal|distinguish\w*|from \w+ to \w+)\b"
        ),
    ),
)


# Words of the wide nets that are each other's translation, and so stand for no negation.
_EQUAL: Final = tuple(
    (re.compile(zh), re.compile(rf"\b(?:{en})\b", re.IGNORECASE))
    for zh, en in (
        ("不等式", r"inequalit(?:y|ies)"),
        ("独立", r"independen\w+"),
        ("无穷|无限", r"infinit\w*|unlimited"),
        ("无界", "unbounded"),
        ("常数|常量|恒定", "constants?"),
        ("小于|少于|低于|更少|较少", "less|fewer|below"),
        ("仅|只", r"only|merely|just|hardly"),
        ("零", r"zeros?|vanish\w*"),
        ("错", r"wrong\w*"),
        ("有限", "finite|limited"),
        ("超出|超过|之外", "beyond|outside"),
        ("避免?", r"avoid\w*"),
        ("忽略|略去|省略", r"ignor\w+|neglect\w*|drop\w*|omit\w*"),
        ("缺席?|缺少|缺失", r"lack\w*|miss\w*|absen\w+"),
        ("失效|失败", r"fail\w*"),
        ("丢失?|损失", r"lose[sn]?|lost|loss\w*"),
        ("例外", r"except\w*"),
        ("否则", "otherwise|or else"),
        ("除非", "unless"),
        ("停", r"stop\w*|cease\w*"),
        ("平凡", "trivial"),
        ("[太过]", "too"),
        ("破坏|打破", r"breaks?|breaking|broken"),
        ("反而?|而是", "instead|rather"),
        ("(?<!不)难", r"hard|difficult\w*"),
        ("整个|全部|整体", "whole|entire|all"),
        ("未来", "future"),
        ("未知", "unknown"),
        ("非零", "non-?zero"),
        ("非线性", r"non-?linear\w*"),
        ("非负", r"non-?negativ\w*"),
        ("无关", r"independen\w+|irrelevan\w*"),
        ("不论|无论|不管", r"whatever|whichever|whoever|regardless"),
        ("不仅|不只|不但", "not (?:only|just|merely)"),
        ("不断|不停", r"continu\w+|constantly|ever"),
    )
)


def _without_equals(zh: str, en: str) -> tuple[str, str]:
    """Both texts without the words that face their translation, as many on either side."""
    for zh_words, en_words in _EQUAL:
        if zh_words.search(zh):
            count = min(len(zh_words.findall(zh)), len(en_words.findall(en)))
            if count:
                zh, en = zh_words.sub(" ", zh, count), en_words.sub(" ", en, count)
    return zh, en


_ANY_PAIRED: Final = re.compile("不[超大高多到小低少改变动同一]|无关|[至最][多少]|只要不")


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Say where one side negates, or says more, and the other does not or says less."""
    for here in facing(zh, en):
        if here.single:
            left, right = here.zh[0], here.en[0]
            for bead in beads(left, right):
                if bead.zh and bead.en:
                    yield from _sentence(left, right, bead)
            yield from _asked(left, right)


def _asked(left: Block, right: Block) -> Iterator[Finding]:
    """A paragraph that asks on one side only."""
    asks, other = ("？" in block.prose or "?" in block.prose for block in (left, right))
    if asks is not other:
        side, silent = ("Chinese", "English") if asks else ("English", "Chinese")
        message = f"The {side} side asks a question, and the {silent} none."
        yield Finding(Code.QUESTION, message, left.line, right.line)


def _sentence(left: Block, right: Block, bead: Bead) -> Iterator[Finding]:
    zh, en = visible(bead.zh), visible(bead.en)
    low = en.lower()
    words = frozenset(chain.from_iterable([one.words for one in bead.en_sentences]))
    if found := _negated(zh, en, low, words):
        message, zh_words, en_words = found
        yield Finding(Code.NEGATION, message, *_lines(left, right, bead), zh_words, en_words)
    for number, message, zh_word, en_word in _compared(zh, low, words):
        lines = _lines(left, right, bead)
        code = Code.NEGATION if number in _LOST and not found else Code.COMPARISON
        yield Finding(code, message, *lines, (zh_word,) if zh_word else (), (en_word,))


def _lines(left: Block, right: Block, bead: Bead) -> tuple[int, int]:
    return left.line_of(bead.zh_at + _blank(bead.zh)), right.line_of(bead.en_at + _blank(bead.en))


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip())


_Said: TypeAlias = tuple[str, tuple[str, ...], tuple[str, ...]]


_ZH_TRACE: Final = re.compile("[不没未无非莫勿至最](?:(?<![至最])|(?=[多少]))")


def _negated(zh: str, en: str, low: str, words: frozenset[str]) -> _Said | None:
    """Which side has more negations than the other can account for, said and with its words.

    Each side's own words count; a word of the wide net may stand for one of the other side.
    """
    zh_plain: tuple[str, ...] = ()
    en_plain: tuple[str, ...] = ()
    zh_rest = zh_left = zh
    en_rest = en_left = en
    traced, silent = _ZH_TRACE.search(zh), _silent(low, words)
    if traced:
        zh_paired, zh_rest, en_rest = _paired(zh, en)
        zh_plain, zh_left = _ZH.said(zh_rest)
        zh_plain += zh_paired
        en_left = en_rest
    if not silent:
        en_plain, en_left = _EN.said(en_rest)
    surplus = len(zh_plain) - len(en_plain)
    if not surplus and "nor" not in en_plain:
        return None
    zh_left, en_left = _without_equals(zh_left, en_left)
    zh_bare, en_bare = _without_equals(zh, en)
    if surplus > 0 and (
        _others(en_bare, en_left, _EN) < surplus or _in_clauses(zh_rest, en_rest, _ZH, _EN)
    ):
        said, side, other, text = zh_plain, "Chinese", "English", en
    elif surplus < 0 and (
        _others(zh_bare, zh_left, _ZH) < -surplus or _in_clauses(en_rest, zh_rest, _EN, _ZH)
    ):
        said, side, other, text = en_plain, "English", "Chinese", zh
    elif _lone_nor(low):
        message = f"“nor” goes on where nothing before it negates: “{excerpt(en)}”"
        return message, zh_plain, ("nor",)
    else:
        return None
    message = (
        f"The {side} side negates ({', '.join(said)}), the {other} seems not to, or less often:"
        f" “{excerpt(text)}”"
    )
    return message, zh_plain, en_plain


_BEFORE_NOR: Final = re.compile(
    r"\b(?:neither|not?|never|cannot|none|nothing|nobody|without|hardly|few|little|un\w+|nor)\b|n[’']t\b"
)


def _lone_nor(low: str) -> bool:
    """Whether “nor” goes on where nothing before it negates."""
    before, found, _ = low.partition(" nor ")
    return bool(found and before.strip() and not _BEFORE_NOR.search(before))


_CLAUSE: Final = re.compile(r"[，；：。（）]|——|[,;:.?()—]\s|[?？]")


def _in_clauses(one: str, other: str, net: _Net, other_net: _Net) -> bool:
    """Whether a clause negates, and none that may face it on the other side does in any way."""
    ones = [clause for clause in _CLAUSE.split(one) if clause.strip()]
    others = [clause for clause in _CLAUSE.split(other) if clause.strip()]
    if len(ones) != len(others) or len(ones) < 2:
        return False
    for clause, facing_it in zip(ones, others, strict=True):
        said, (answers, left) = net.said(clause)[0], other_net.said(facing_it)
        more = len(said) - len(answers)
        if more > 0 and more > _others(facing_it, left, other_net):
            return True
    return False


_EN_TRACES: Final = frozenset(
    ("not", "no", "never", "cannot", "nor", "neither", "none", "nothing", "nobody", "nowhere")
) | {"without"}


def _silent(low: str, words: frozenset[str]) -> bool:
    """Whether no word negates for certain."""
    return _EN_TRACES.isdisjoint(words) and "n’t" not in low and "n't" not in low


def _paired(zh: str, en: str) -> tuple[tuple[str, ...], str, str]:
    """The negations of `_PAIRED` that English does not say, and both texts without all of them."""
    alone: tuple[str, ...] = ()
    if not _ANY_PAIRED.search(zh):
        return alone, zh, en
    for zh_words, en_words in _PAIRED:
        if found := zh_words.findall(zh):
            zh = zh_words.sub(" ", zh)
            en, answers = en_words.subn(" ", en)
            # 至多 asks for an answer, but negates nothing.
            negating = [word for word in found if word[0] in "不无"]
            alone += tuple(negating[max(0, answers - len(found) + len(negating)) :])
    return alone, zh, en


def _others(text: str, left: str, net: _Net) -> int:
    """How many words may stand for a negation; ``nor`` for a second one."""
    found = len(net.wide.findall(left)) + len(net.idle.findall(text))
    return found + (text.count("nor ") if net is _EN else 0)


class _Scale(NamedTuple):
    """Two ends of a scale, in both languages."""

    zh_up: str
    zh_down: str
    en_up: str
    en_down: str


def _compounds(adjectives: str) -> str:
    """The words in which a Chinese adjective compares."""
    forms = (
        "更{}",
        "越{}",
        "愈{}",
        "较{}",
        "太{}",
        "偏{}",
        "最{}",
        "{}于",
        "{}得多",
        "{}达",
        "{}些",
    )
    return " ".join(form.format(char) for char in adjectives for form in forms)


_EN_UP: Final = (
    "larger|largest|large|greater|greatest|great|more|most|higher|highest|high|longer|longest|long"
    "|bigger|biggest|big|faster|fastest|fast|exceeds?|exceeding|above|over|maxim[a-z]+|up|older"
    "|hotter|warmer|upwards?|increas[a-z]+|grow[a-z]*|stronger|wider|deeper|much|many|too|excess"
    "|over[a-z]+|leading|best"
)
_EN_DOWN: Final = (
    "smaller|smallest|lower|lowest|less|least|fewer|fewest|shorter|shortest|slower|slowest|below"
    "|under|younger|colder|cooler|minim[a-z]+|down|downwards?|decreas[a-z]+|shrink[a-z]*|weaker"
    "|narrower|small|low|short|slow|little|few|tiny|under[a-z]+|worst"
)

_SCALES: Final = (
    _Scale(
        "至多 最多 不超过 不大于 不高于 不多于 不到",
        "至少 最少 不小于 不低于 不少于",
        "at most|no more than|not more than|no larger than|no greater than|not exceed[a-z]*|up to"
        "|within|no(?: [a-z\ue000-]+){0,4} (?:exceeds?|greater|larger|longer|more|higher)"
        "|none (?:greater|larger)|hardly (?:above|more)",
        "at least|no less than|not less than|no fewer than|no smaller than|or more|hardly below"
        "|no(?: [a-z\ue000-]+){0,4} (?:less|smaller|fewer|lower)|none (?:less|smaller)",
    ),
    # What a lost 不 makes of the two above; English says "no entry exceeds", so not the converse.
    _Scale(
        "至多 最多 不超过 不大于 不高于 不多于 不到",
        "超过 大于 高于 多于",
        "at most|no more than|not more than|no larger than|no greater than|not exceed[a-z]*"
        "|never exceeds?|bounded by",
        "(?!)",
    ),
    _Scale(
        "至少 最少 不小于 不低于 不少于",
        "小于 低于 少于",
        "at least|no less than|not less than|no fewer than|no smaller than",
        "(?!)",
    ),
    _Scale(
        "上界 上半 上限 上确界 上端",
        "下界 下半 下限 下确界 下端",
        "upper|bounded above|from above|higher (?:bound|half|end|limit)",
        "lower|bounded below|from below",
    ),
    _Scale(
        "大于 高于 多于 超过 超出 更大 更高",
        "小于 低于 少于 更小 更低 不到 不足",
        "larger|greater|higher|bigger|exceeds?|more than|above",
        "smaller|lower|less than|fewer|below|under|short of",
    ),
    _Scale(
        "增加 增大 上升 递增 变大 增长",
        "减少 减小 下降 递减 变小 降低 缩小",
        "increas[a-z]+|grow[a-z]*|rises?|rising|enlarg[a-z]+",
        "decreas[a-z]+|reduc[a-z]+|shrink[a-z]*|falls?|falling|lower[a-z]*|drop[a-z]*|descent"
        "|decay[a-z]*",
    ),
    _Scale(
        "最大", "最小", "maxim[a-z]+|largest|greatest|highest", "minim[a-z]+|smallest|least|lowest"
    ),
    _Scale(
        "之前 以前",
        "之后 以后",
        "before|until|previous|previously|prior|ahead|earlier",
        "after|afterwards|behind|follow[a-z]*|later|then|once|subsequent|subsequently|next",
    ),
    _Scale(
        "所有 任意 任何 全部 一切 每个 每一 总是",
        "有些 某些 有的 某个 有时",
        "all|any|every|each|everything|entire|whole|arbitrary|arbitrarily|always|whatever",
        "some|certain|partly|partial|partially|sometimes|several|occasionally",
    ),
    _Scale("左", "右", "left|left-hand|leftmost", "right|right-hand|rightmost"),
    _Scale("行", "列", "rows?|row-[a-z]+", "columns?|column-[a-z]+"),
    _Scale("前者", "后者", "former", "latter"),
    _Scale("充分", "必要", "sufficient|sufficiently|suffices?", "necessary|necessarily"),
    _Scale("收敛", "发散", "converg[a-z]+", "diverg[a-z]+"),
    _Scale("正数 为正 正的", "负数 为负 负的", "positive", "negative"),
    _Scale("偶数", "奇数", "even", "odd"),
    _Scale("凸", "凹", "convex", "concave"),
    _Scale(
        "最好 最优 最佳 最快",
        "最坏 最差 最劣",
        "best|optimal|optimum|fastest",
        "worst|least favourable",
    ),
    _Scale(
        "上面 上表 上式 上图 上文 上述 以上 上方",
        "下面 下表 下式 下图 下文 下述 以下 下方",
        "above",
        "below",
    ),
    _Scale("更", "更少", "more|[a-z]+er|rather|even|further|still", "fewer"),
    # Any that goes up against any that goes down.
    _Scale(_compounds("大多长高快"), _compounds("小少短低慢"), _EN_UP, _EN_DOWN),
)
_LOST: Final = (1, 2)
"""The scales on which a lost 不 turns one end into the other."""
# Where a shorter word stands in another one that says something else.
_NOT_IN: Final = (
    *(
        before + word
        for word in ("大于", "高于", "多于", "超过", "小于", "低于", "少于")
        for before in ("不", "没有", "没", "未", "不会")
    ),
    *(f"{char}行" for char in "进执运并举可实平发流另旅一逐"),
    *(f"行{char}" for char in "列为动业"),
    *(f"{char}列" for char in "序数系并排罗级下上"),
    *(f"列{char}" for char in "出表举"),
    "左右",
    "凹凸",
)


def _zh_scales() -> tuple[re.Pattern[str], dict[str, tuple[tuple[int, bool], ...]]]:
    """One expression for all words, and the ends of scales that each names: which, whether up."""
    ends: dict[str, tuple[tuple[int, bool], ...]] = {}
    for number, scale in enumerate(_SCALES):
        for up, words in ((True, scale.zh_up), (False, scale.zh_down)):
            for word in words.split():
                ends[word] = (*ends.get(word, ()), (number, up))
    idle = [word for word in _NOT_IN if word not in ends]
    rests: dict[str, list[str]] = defaultdict(list)
    for word in (*idle, *sorted(ends, key=len, reverse=True)):
        rests[word[0]].append(word[1:])
    by_head = (f"{head}(?:{'|'.join(behind)})" for head, behind in rests.items())
    return re.compile("|".join(by_head)), ends


_ZH_SCALES, _ZH_ENDS = _zh_scales()


def _en_words(words: str) -> re.Pattern[str]:
    """An expression for these words; it looks at a word's first letter first, which is quick."""
    heads = {word[0] for word in words.split("|")}
    ahead = f"(?=[{''.join(sorted(heads))}])" if "".join(heads).isalpha() else ""
    return re.compile(rf"\b{ahead}(?:{words})\b")


_EN_SCALES: Final = tuple((_en_words(scale.en_up), _en_words(scale.en_down)) for scale in _SCALES)


def _compared(zh: str, en: str, words: frozenset[str]) -> Iterator[tuple[int, str, str, str]]:
    """Where the sides name different ends of one scale.

    That is: one end only, and the other one only; or both as often in all, but not each as often.
    `en` is in small letters, and `words` are its words.
    """
    said = [(end, word) for word in _ZH_SCALES.findall(zh) for end in _ZH_ENDS.get(word, ())]
    for number in sorted({number for (number, _), _ in said}):
        ups = [word for end, word in said if end == (number, True)]
        downs = [word for end, word in said if end == (number, False)]
        en_up, en_down = _EN_SCALES[number]
        # Mostly one end is named, and the same one: what is not named is looked for first.
        if not (downs or en_down.search(en)) or not (ups or en_up.search(en)):
            continue
        en_ups, en_downs = en_up.findall(en), en_down.findall(en)
        gap = len(ups) - len(en_ups)
        as_often = gap == len(en_downs) - len(downs)
        if gap > 0 and en_downs and (as_often or not (downs or en_ups)):
            found = ups[-1], en_downs[-1]
        elif gap < 0 and downs and (as_often or not (ups or en_downs)):
            found = downs[-1], en_ups[-1]
        else:
            continue
        message = f"The Chinese side says {found[0]} where the English says “{found[1]}”."
        yield number, message, *found
        return
    least = _AT_LEAST.search(en) if "fewer" in words else None
    if least and not _ZH_AT_LEAST.search(zh):
        message = f"The English side says “{least[0]}”, and the Chinese nothing like it."
        yield len(_SCALES), message, "", least[0]
    elif not words.isdisjoint(_TRACE_ENDS) and (lonely := _without_trace(zh, en)):
        message = f"The Chinese side says {lonely[0]} where the English says “{lonely[1]}”."
        yield len(_SCALES), message, *lonely


_AT_LEAST: Final = re.compile(r"\bno fewer\b")
_ZH_AT_LEAST: Final = re.compile("[至最]少|不[少小低弱亚短逊]|[达足]|之多|以上|同样|一样|也是|都")


# English words that compare, the characters one of which says so in Chinese, and those that say
# the opposite.
_TRACES: Final = tuple(
    (frozenset(words.split()), re.compile(f"[{same}]"), re.compile(f"[{opposite}]"))
    for words, same, opposite in (
        ("fewer less", "少小低短慢弱不没未减降缺欠差仅只无轻窄近", "多大高长快强更超增"),
        ("greater larger largest greatest", "大多高长超倍强深宽", "小少低短"),
        ("smaller smallest", "小少低短细窄", "大多高长超"),
        ("rise rises rising", "升增涨高起上加", "降落减退跌"),
        ("fall falls falling", "降落减退跌低属归变到", "升增涨"),
        ("above", "上超高大多前此", "下低小少后"),
        ("below", "下低小少后足到内", "上超高大多前"),
        ("increases increase grows grow", "增加大长升涨高多", "减降缩小少"),
        ("decreases decrease shrinks shrink", "减降缩小少衰低", "增加大长升涨"),
        ("older", "上老大长旧早", "下小轻新"),
        ("younger", "下小轻新年晚", "上老大旧"),
        ("maximum maxima maximal", "大高峰顶极限", "小低"),
        ("minimum minima minimal", "小低谷底少极", "大高"),
        ("longer", "长久多再", "短"),
        ("shorter", "短少小", "长再"),
        ("higher highest", "高上大多", "低下"),
        ("lower lowest lowers", "低下小少浅减降", "高上"),
    )
)
_TRACE_ENDS: Final = {
    word: number for number, (words, _, _) in enumerate(_TRACES) for word in words
}


_TRACE: Final = re.compile(rf"\b(?=[abdfghilmorsy])(?:{'|'.join(_TRACE_ENDS)})\b")


def _without_trace(zh: str, en: str) -> tuple[str, str] | None:
    """What the Chinese says, and the English word that compares of which it has no trace.

    None unless something in the Chinese says the opposite.
    """
    for word in _TRACE.findall(en):
        _, same, opposite = _TRACES[_TRACE_ENDS[word]]
        if not same.search(zh) and (found := opposite.search(zh)):
            return found[0], word
    return None
