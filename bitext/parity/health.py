r"""Whether TeX will set the formulas of one side, and whether they are formulas at all.

What translators, Markdown and keyboards do to a formula leaves traces that need no other side
to compare with: ``\\top``, ``frac{a}{b}``, a full-width comma, a brace without its partner, prose
between dollars.

>>> for finding in check_formula(r"\aplha + \\top", 7, "en", display=False):
...     print(finding.message)
`\aplha` is no command that TeX knows: write `\alpha`? (`\aplha + \\top`)
A backslash is doubled in `\\top`: write `\top`. (`\aplha + \\top`)
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from .finding import Code, Finding
from .text import INVISIBLE_MARKS, MARKS, Kind, Shape
from .vocabulary import (
    COMMANDS,
    ENVIRONMENTS,
    FULL_WIDTH,
    GREEK,
    RAW,
    TEXT,
    UNICODE,
    WORDS,
    names,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .text import Block, Side


def check(side: Side, known: frozenset[str] = frozenset()) -> Iterator[Finding]:
    r"""Look at all formulas of a side and at the prose around them; total.

    ``known`` are the author's own commands, without their backslash.
    """
    for block in side.blocks:
        if block.shape is Shape.DISPLAY:
            yield from check_formula(block.text, block.line, side.language, known)
        elif block.shape is not Shape.CODE:
            for token in block.tokens:
                if token.kind is not Kind.FORMULA or _PLAIN.fullmatch(token.value):
                    continue
                display = token.name == "$$"
                if _faults(token.value, display, known):
                    yield from check_formula(
                        token.value, token.line, side.language, known, display=display
                    )
            if _SUSPICIOUS.search(block.prose):
                for code, message, at, shown in _lost_in_prose(block, known):
                    line = block.line_of(at)
                    yield _finding(code, message, line, side.language, shown)


def defined(text: str) -> frozenset[str]:
    r"""Give the names of all commands that a text defines, wherever; without backslashes.

    >>> sorted(defined(r"$\def\bx{x}$ and $\newcommand{\by}[1]{y_{#1}}$"))
    ['bx', 'by']
    """
    return frozenset(_DEFINED.findall(text))


def check_formula(
    tex: str,
    line: int,
    language: str,
    known: frozenset[str] = frozenset(),
    *,
    display: bool = True,
) -> Iterator[Finding]:
    """Look at one formula, given without its dollars; total.

    ``line`` is that of its first character, ``language`` its side's: ``zh``, ``en``, or empty for
    one that both share.
    """
    for fault in _faults(tex, display, known):
        if fault.in_words and language != "en":
            continue
        yield _finding(
            fault.code,
            f"{fault.message} (`{_short(tex)}`)",
            line + tex.count("\n", 0, fault.at),
            language,
            fault.shown,
        )


def _finding(code: Code, message: str, line: int, language: str, shown: tuple[str, ...]) -> Finding:
    zh, en = language != "en", language != "zh"
    return Finding(
        code,
        message,
        line if zh else None,
        line if en else None,
        shown if zh else (),
        shown if en else (),
    )


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= _LONGEST else f"{bare[: _LONGEST - 1]}…"


_LONGEST: Final = 80

# ---- formulas


class _Mode(Enum):
    """What a token is read as."""

    MATHS = 1
    NAME = 2  # an argument of \mathrm and the like: letters are a name
    WORDS = 3  # of \text
    RAW = 4


class _Fault(NamedTuple):
    code: Code
    message: str
    at: int
    shown: tuple[str, ...]
    in_words: bool = False
    """It stands in ``\\text{}``, where it is a fault in English only."""


class _Group(NamedTuple):
    r"""What was opened: a brace, an environment, or ``\left``."""

    kind: str  # "{", "env", "left"
    name: str
    at: int
    mode: _Mode
    scripts: frozenset[str]  # that the atom before it has, once it is closed
    rows: bool
    script: bool


_TOKEN: Final = re.compile(
    r"""
    (?P<environment>\\(?:begin|end)\ *\{[^{}\n]*\})
    | (?P<command>\\[A-Za-z]+)
    | (?P<foreign>\\[^\x00-\x7f]+)
    | (?P<symbol>\\.)
    | (?P<lonely>\\)
    | (?P<comment>%[^\n]*)
    | (?P<letters>[A-Za-z]+)
    | (?P<wide>[^\x00-\x7f]+)
    | (?P<char>[^ \t\r\n\f\v])
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN: Final = re.compile(r"-?(?:[A-Za-z]|[0-9]+(?:\.[0-9]+)?)(?:[_^][A-Za-z0-9](?![0-9]))?")

# What most formulas are made of; in it nothing can be at fault but a command's name. Each part
# takes what it can and gives nothing back, so the time is linear.
_RUN: Final = r"(?:[A-Za-z]{1,2}|[A-Z]{3,4})(?![A-Za-z]|(?<=[A-Za-z]{2})\s)"
_NAMED: Final = r"\\[A-Za-z]++"
_BARE: Final = rf"(?:[A-Za-z](?![A-Za-z]{{2}})|[0-9](?![0-9])|{_NAMED}(?!\s*\{{))"
_INNER: Final = rf"(?:{_RUN}|[0-9]++|{_NAMED}|\\,|[-+*/=,.:;()\[\]|! ])"
_LOW: Final = rf"(?:{_BARE}|\{{{_INNER}++\}})"
_SCRIPTS: Final = "(?:'{{1,3}}(?:_{0})?+|_{0}(?:\\^{0})?+|\\^{0}(?:_{0})?+)?+"
_GROUP: Final = rf"\{{(?:{_INNER}{_SCRIPTS.format(_LOW)})++\}}"
_SOUND: Final = re.compile(
    rf"""(?:
    (?:{_RUN}|[0-9]++(?:\.[0-9]++)?+|\\(?:operatorname|mathrm)\{{[A-Za-z]++\}}|{_NAMED}|{_GROUP}
      |[()\[\]|]|\\[,;!|{{}}]){_SCRIPTS.format(f"(?:{_BARE}|{_GROUP})")}
    |[-+*/=,.:;!> ]|<(?!\s*(?:[A-Za-z]{{2}}|/)))*+""",
    re.VERBOSE,
)
_NAME: Final = re.compile(r"\\([A-Za-z]+)")
_SAFE: Final = (
    COMMANDS
    - TEXT
    - RAW
    - names(
        """
        left right begin end limits nolimits displaylimits def gdef edef xdef let newcommand
        renewcommand providecommand DeclareMathOperator substack matrix pmatrix cases eqalign
        shortstack displaylines
        """
    )
)
"""Commands that say nothing about what may follow them."""
_MOST: Final = 20  # faults of one formula; more say nothing new
_DEFINED: Final = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|[gex]?def|let|DeclareMathOperator)\*?\s*\{?\s*"
    r"\\([A-Za-z]+)"
)
_HAN: Final = "㐀-鿿豈-﫿\u3040-\u30ff\uac00-\ud7af\U00020000-\U0003ffff"
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_HAN_RUN: Final = re.compile(f"[{_HAN}]+")
_SENTENCE: Final = re.compile("[，。；：？！、]")
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\uffff\ue000-\uf8ff]"
)
_ODD_SPACE: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_ENTITY: Final = re.compile(r"&(?:lt|gt|amp|quot|nbsp|apos|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_TAG: Final = re.compile(
    r"<\s*br\s*/?>|</?(?:em|strong|sub|sup|span|div|code)\b[^<>]{0,200}>|</[A-Za-z]{1,10}>"
    r"|<([A-Za-z]{3,})\s*\{"
)
_BLANK: Final = re.compile(r"\n[ \t\r]*\n")
_TAKING: Final = names(
    """
    frac dfrac tfrac cfrac binom sqrt text textbf textit mathbf mathrm mathcal mathbb mathfrak
    mathscr mathsf boldsymbol operatorname hat bar vec tilde dot ddot widehat widetilde overline
    underline overbrace underbrace overset underset stackrel begin end label tag color textcolor
    mathop substack phantom hspace
    """
)
# Runs of letters that are a command without its backslash, wherever they stand ...
_LOST: Final = frozenset(name for name in GREEK if len(name) > 2) - names(
    "Eta Rho Tau Chi"
) | names(
    """
    cdot cdots ldots vdots ddots times infty partial nabla leq geq neq approx equiv simeq quad
    qquad forall exists odot otimes oplus rightarrow leftarrow Rightarrow Leftrightarrow mapsto
    propto boldsymbol mathbf mathrm mathcal mathbb operatorname frac dfrac sqrt Vert lVert rVert
    langle rangle lfloor rfloor lceil rceil subseteq setminus mathop underbrace overbrace
    triangleq notin displaystyle
    """
)
# ... unless in an index, where they may be a name.
_LOST_ABOVE: Final = names(
    "log exp sin cos tan tanh max min lim sup inf det arg argmax argmin sum prod"
)
_ROWED: Final = names("substack matrix pmatrix cases eqalign shortstack displaylines")
_ALLOWED: Final = frozenset(" \n\t,;:!>{}|&%#$/\\\r")
_ACCENTS: Final = frozenset("'\"`^~=.-()@_")  # of letters, in words
_SHORT_NAMES: Final = names("le ge ne to in pi mu nu xi")
_STOPS: Final = names(
    "the and of with for then that where are is by we be let if from when which has have not this"
    " as an so but or can it its on at"
)
_SURE: Final = names("the and with for then that where when which from are is of if by we")
_TRANSLATED: Final = MappingProxyType(
    {
        "粗体": "boldsymbol",
        "加粗": "boldsymbol",
        "文本": "text",
        "分数": "frac",
        "分式": "frac",
        "求和": "sum",
        "积分": "int",
        "根号": "sqrt",
        "左": "left",
        "右": "right",
        "开始": "begin",
        "结束": "end",
        "帽": "hat",
        "阿尔法": "alpha",
        "贝塔": "beta",
        "西塔": "theta",
        "小于等于": "le",
        "大于等于": "ge",
        "不等于": "ne",
        "约等于": "approx",
        "属于": "in",
        "乘": "times",
        "点": "cdot",
        "无穷": "infty",
    }
)


@lru_cache(maxsize=1 << 13)
def _faults(tex: str, display: bool, known: frozenset[str]) -> tuple[_Fault, ...]:
    """All faults of a formula, in order; those of `_MOST` first ones."""
    if _SOUND.fullmatch(tex) and known.issuperset(set(_NAME.findall(tex)) - _SAFE):
        return ()
    scanner = _Scanner(tex, display, known)
    scanner.scan()
    return tuple(sorted(scanner.faults, key=lambda fault: fault.at)[:_MOST])


class _Scanner:
    """Reads one formula, token by token."""

    def __init__(self, tex: str, display: bool, known: frozenset[str]) -> None:
        self.tex = tex
        self.display = display
        self.known = known
        self.faults: list[_Fault] = []
        self.groups: list[_Group] = []
        self.braces = 0  # open ones
        self.mode = _Mode.MATHS
        self.pending: list[_Mode] = []  # of the arguments that the last command takes
        self.scripts: frozenset[str] = frozenset()  # that the last atom has
        self.expects = ""  # the `_` or `^` whose argument comes next
        self.before = ""  # the last token that is no blank
        self.scripted = False  # and whether it is the argument of a script
        self.balanced = True  # as far as was said
        self.rows = display
        self.in_script = False
        self.said: set[str] = set()
        self.explained = -1  # where a command's name begins of which something was said
        self.wide: list[tuple[int, str, _Mode]] = []
        self.words: list[tuple[int, str]] = []  # letters with nothing but blanks between them

    def scan(self) -> None:
        tex = self.tex
        if "\\" in tex and (own := defined(tex)):
            self.known |= own
        for match in _TOKEN.finditer(tex):
            group, text, at = match.lastgroup, match[0], match.start()
            if group == "comment" or (self.mode is _Mode.RAW and text not in "{}"):
                continue
            if group != "letters" and self.words:
                self._close_words()
            if self.expects and self._refuses(group, text, match.end()):
                self._script_alone(at)
            self._token(group or "", text, at)
            self.before = text
            if len(self.faults) > 2 * _MOST:
                break
        else:
            if self.expects:
                self._script_alone(len(tex) - 1)
            self._close_words()
            if self.groups and self.balanced:
                opened = self.groups[-1]
                self._unbalanced(opened.at, f"`{_opening(opened)}` is never closed")
        self._whole()

    def _say(self, code: Code, at: int, message: str, *shown: str, in_words: bool = False) -> None:
        if message not in self.said:
            self.said.add(message)
            self.faults.append(_Fault(code, message, at, shown, in_words))

    # -- tokens

    def _token(self, group: str, text: str, at: int) -> None:
        atom = True  # what scripts can be put to
        argument = bool(self.expects)
        if text not in ("{", "*", "["):
            self.pending = []
        belongs = text == "{" and self.before.startswith("\\") and self.scripted
        if group == "char":
            atom = self._char(text, at, keeps=argument or belongs)
        elif group == "letters":
            self._letters(text, at)
        elif group == "command":
            atom = self._command(text, at)
        elif group == "environment":
            self._environment(text, at)
        elif group == "symbol":
            self._symbol(text, at)
        elif group == "wide":
            self.wide += [(at + i, char, self.mode) for i, char in enumerate(text)]
        elif group == "foreign":
            self._foreign(text, at)
        else:
            self._say(Code.TEX_BACKSLASH, at, "A backslash stands alone at the end.", "\\")
        if atom:
            # Of letters in a run only the first one is in the script.
            self.scripted = (argument or belongs) and not (group == "letters" and len(text) > 1)
            if not self.scripted:
                self.scripts = frozenset()
            self.expects = ""

    def _char(self, char: str, at: int, *, keeps: bool) -> bool:
        """Read a character; say whether it may have scripts of its own."""
        if char == "{":
            self._open("{", "", at, keeps=keeps)
            self.scripts, self.expects = frozenset(), ""
            self.scripted = False
            return False
        if char == "}":
            self._close_brace(at)
            return False
        if self.mode in (_Mode.WORDS, _Mode.RAW):
            return True
        if char in "_^":
            if char in self.scripts:
                kind = "sub" if char == "_" else "super"
                self._say(
                    Code.TEX_SCRIPT,
                    at,
                    f"Two {kind}scripts of one symbol: put the first with its symbol into braces.",
                    char,
                )
            self.scripts |= {char}
            self.expects = char
            return False
        if char == "'":
            if "^" in self.scripts and self.before != "'":
                message = "A prime behind a superscript: write it before, or into its braces."
                self._say(Code.TEX_SCRIPT, at, message, "'")
            return False
        if char == "&":
            self._cell(at, "&")
        elif char == "$":
            self._say(Code.TEX_DOLLAR, at, "A `$` within a formula: is one missing?", "$")
        elif self.expects and (char.isdigit() or char in "+-"):
            self._bare_script(char, at)
        return True

    def _bare_script(self, char: str, at: int) -> None:
        after = self.tex[at + 1 : at + 2]
        if after.isascii() and after.isdigit():
            run = re.match(r"[-+]?\d+", self.tex[at:])
            script = run[0] if run else char
            self._say(
                Code.TEX_SCRIPT,
                at,
                f"Only the first character of `{script}` is in the script: write "
                f"`{self.expects}{{{script}}}`.",
                self.expects + script,
            )

    def _letters(self, run: str, at: int) -> None:
        if self.mode is not _Mode.MATHS:
            return
        end = at + len(run)
        if at == self.explained:
            return
        if len(run) > 1 or self.words:
            # Words stand apart from one another, and from what is around them.
            apart = at == 0 or self.tex[at - 1].isspace()
            if not apart:
                self._close_words()
            self.words.append((at, run))
        after = self.tex[end : end + 1]
        lost = (
            (after == "{" and run in _TAKING)
            or run in _LOST
            or (run in _LOST_ABOVE and not self.in_script and not self.expects)
            or (run == "top" and self.expects == "^")
            or (run in ("left", "right") and after and after in "([|\\")
            or (run == "int" and after == "_")
        )
        if lost and self.before != "<":
            message = f"`{run}` has lost its backslash: write `\\{run}`."
            self._say(Code.TEX_BACKSLASH, at, message, run)

    def _command(self, text: str, at: int) -> bool:
        name = text[1:]
        if name == "left":
            self._delimiter(at, text)
            self._open("left", "", at, keeps=False)
        elif name == "right":
            self._close("left", "", at, text)
            self._delimiter(at, text)
        elif name in ("begin", "end"):
            self._unbalanced(at, f"`{text}` without the name of an environment")
        elif name not in COMMANDS and name not in self.known:
            self._unknown(text, at)
        elif name in TEXT:
            self.pending = [_Mode.WORDS]
        elif name in WORDS:
            self.pending = [_Mode.NAME]
        elif name in RAW:
            self.pending = [_Mode.RAW]
        elif name in ("limits", "nolimits", "displaylimits"):
            return False
        return True

    def _delimiter(self, at: int, text: str) -> None:
        rest = self.tex[at + len(text) : at + len(text) + 40].lstrip()
        if not rest or rest[0].isalnum() or rest[0] in "{}&^_$,;" or rest.startswith("\\\\"):
            self._unbalanced(at, f"`{text}` without a delimiter behind it")

    def _unknown(self, text: str, at: int) -> None:
        nearest = _nearest(text[1:], self.known)
        hint = f": write `{nearest}`?" if nearest else ": is a definition missing?"
        self._say(Code.TEX_COMMAND, at, f"`{text}` is no command that TeX knows{hint}", text)

    def _foreign(self, text: str, at: int) -> None:
        name = text[1:]
        meant = next((name[:n] for n in range(len(name), 0, -1) if name[:n] in _TRANSLATED), "")
        hint = f": write `\\{_TRANSLATED[meant]}`?" if meant else "."
        self._say(Code.TEX_COMMAND, at, f"`{text}` is no command: was it translated{hint}", text)

    def _symbol(self, text: str, at: int) -> None:
        char = text[1]
        if char == "\\":
            self._row(at)
        elif char in " \n":
            self._blank(char, at)
        elif char.isdigit():
            message = f"A backslash before `{char}` means nothing: take it away."
            self._say(Code.TEX_BACKSLASH, at, message, text)
        elif char in _ALLOWED or (self.mode is not _Mode.MATHS and char in _ACCENTS):
            pass
        else:
            message = f"`{text}` is Markdown's escape, not TeX: write `{char}`."
            self._say(Code.TEX_MARKDOWN, at, message, text)

    def _blank(self, char: str, at: int) -> None:
        if self.mode is not _Mode.MATHS:
            return
        if char == "\n":
            if any(group.kind == "env" for group in self.groups):
                message = "A single backslash ends a line: write `\\\\` to end the row."
                self._say(Code.TEX_BACKSLASH, at, message, "\\")
            return
        found = _NAME_BEHIND.match(self.tex, at + 2)
        if found and (len(found[0]) > 2 or found[0] in _SHORT_NAMES) and self._knows(found[0]):
            self.explained = at + 2
            message = f"A blank after a backslash in `\\ {found[0]}`: write `\\{found[0]}`."
            self._say(Code.TEX_BACKSLASH, at, message, f"\\ {found[0]}")

    def _knows(self, name: str) -> bool:
        return name in COMMANDS or name in self.known

    def _row(self, at: int) -> None:
        if self.mode is not _Mode.MATHS and self.mode is not _Mode.NAME:
            return
        found = _NAME_BEHIND.match(self.tex, at + 2)
        after = self.tex[at + 2 : at + 3]
        if found and len(found[0]) > 1 and self._knows(found[0]):
            self.explained = at + 2
            message = f"A backslash is doubled in `\\\\{found[0]}`: write `\\{found[0]}`."
            self._say(Code.TEX_BACKSLASH, at, message, f"\\\\{found[0]}")
        elif not self.rows:
            what = f"\\\\{after}" if after in tuple(",;:!|{}_%#&") else "\\\\"
            message = f"`{what}` ends a row outside of any environment: is a backslash doubled?"
            self._say(Code.TEX_BACKSLASH, at, message, what)
        else:
            self._cell(at, "\\\\")

    def _cell(self, at: int, text: str) -> None:
        r"""What parts cells must not stand between ``\left`` and ``\right``."""
        if self.groups and self.groups[-1].kind == "left":
            opened = self.groups[-1]
            self._unbalanced(opened.at, f"`\\left` has no `\\right` before the next `{text}`")
            self._leave()

    def _environment(self, text: str, at: int) -> None:
        name = text[text.index("{") + 1 : -1].strip()
        if name not in ENVIRONMENTS and name not in self.known:
            nearest = _nearest_of(name, ENVIRONMENTS)
            hint = f": write `{nearest}`?" if nearest else "."
            self._say(Code.TEX_COMMAND, at, f"TeX knows no environment `{name}`{hint}", name)
        if text.startswith(r"\begin"):
            self._open("env", name, at, keeps=False)
            if name in ("array", "darray", "subarray", "alignat", "alignat*", "alignedat"):
                self.pending = [_Mode.RAW]
        else:
            self._close("env", name, at, text)

    # -- groups

    def _open(self, kind: str, name: str, at: int, *, keeps: bool) -> None:
        rowed = kind == "{" and self.before[1:] in _ROWED and self.before[:1] == "\\"
        self.groups.append(
            _Group(
                kind,
                name,
                at,
                self.mode,
                self.scripts if keeps else frozenset(),
                self.rows,
                self.in_script,
            )
        )
        self.rows = self.rows or rowed or kind == "env"
        if kind == "{":
            self.braces += 1
            self.in_script = self.in_script or keeps
            if self.mode is not _Mode.RAW:
                self.mode = self.pending.pop() if self.pending else self.mode
            self.pending = []
        elif kind == "env":
            self.mode, self.in_script = _Mode.MATHS, False

    def _leave(self) -> _Group:
        group = self.groups.pop()
        self.braces -= group.kind == "{"
        self.mode, self.rows, self.in_script = group.mode, group.rows, group.script
        self.scripts = group.scripts
        return group

    def _close_brace(self, at: int) -> None:
        if not self.braces:
            self._unbalanced(at, "`}` closes nothing")
            return
        while True:
            group = self._leave()
            if group.kind == "{":
                return
            self._unbalanced(group.at, f"`{_opening(group)}` is not closed before the next `}}`")

    def _close(self, kind: str, name: str, at: int, text: str) -> None:
        if not self.groups or (self.groups[-1].kind, self.groups[-1].name) != (kind, name):
            opened = f"`{_opening(self.groups[-1])}`" if self.groups else "nothing"
            self._unbalanced(at, f"`{text}` meets {opened} instead of what it closes")
            if not self.groups or self.groups[-1].kind != kind:
                return
        self._leave()
        self.scripts = frozenset()

    def _unbalanced(self, at: int, what: str) -> None:
        """Say the first such fault: the others follow from it."""
        if self.balanced:
            self._say(Code.TEX_UNBALANCED, at, f"{what}.", self.tex[at : at + 12])
        self.balanced = False

    # -- scripts and words

    def _refuses(self, group: str | None, text: str, end: int) -> bool:
        """Whether this can't be the argument of the script before it."""
        if text == "\\\\":  # of a doubled backslash something else is said
            return not _NAME_BEHIND.match(self.tex, end)
        return text in ("}", "&", r"\right", "_", "^") or (
            group == "environment" and text.startswith(r"\end")
        )

    def _script_alone(self, at: int) -> None:
        message = f"Nothing follows `{self.expects}`: what is its script?"
        self._say(Code.TEX_SCRIPT, at, message, self.expects)
        self.expects = ""

    def _close_words(self) -> None:
        """Judge the letters that stood in a row, with blanks between them."""
        words, self.words = self.words, []
        if not words:
            return
        long = [word.lower() for _, word in words if len(word) > 1]
        last = words[-1][0] + len(words[-1][1])
        prose = (len(long) > 1 and not _STOPS.isdisjoint(long)) or any(
            word.lower() in _SURE and self._is_framed(at, at + len(word)) for at, word in words
        )
        if prose or len(long) > 3:
            shown = self.tex[words[0][0] : last]
            message = f"Words in a formula, `{_short(shown)}`: is a `$` missing, or `\\text{{}}`?"
            self._say(Code.TEX_DOLLAR, words[0][0], message, shown)

    def _is_framed(self, start: int, end: int) -> bool:
        """Whether there is a blank on either side."""
        framed = start > 0 and end < len(self.tex)
        return framed and self.tex[start - 1].isspace() and self.tex[end].isspace()

    # -- the whole

    def _whole(self) -> None:
        tex = self.tex
        if "&" in tex:
            for match in _ENTITY.finditer(tex):
                message = f"`{match[0]}` is HTML: write the character itself."
                self._say(Code.TEX_ENTITY, match.start(), message, match[0])
        if "<" in tex:
            for match in _TAG.finditer(tex):
                self._tag(match)
        if "\n" in tex and (blank := _BLANK.search(tex.strip())):
            at = blank.start() + len(tex) - len(tex.lstrip())
            message = "An empty line ends a displayed formula: take it away."
            self._say(Code.TEX_BLANK_LINE, at + 1, message)
        if self.wide:
            self._foreigners()

    def _tag(self, match: re.Match[str]) -> None:
        if match[1]:
            if not self._knows(match[1]):
                return
            hint = f"write `\\{match[1]}`."
        else:
            hint = "take it away."
        self._say(
            Code.TEX_ENTITY, match.start(), f"`{match[0]}` is no TeX, but HTML: {hint}", match[0]
        )

    def _foreigners(self) -> None:
        """Judge all characters that are not ASCII."""
        han: dict[bool, list[int]] = {}
        full: dict[bool, list[int]] = {}
        odd: list[int] = []
        for at, char, mode in self.wide:
            words = mode is _Mode.WORDS
            if _IS_HAN.match(char):
                han.setdefault(words, []).append(at)
            elif char in FULL_WIDTH:
                if not (words and char in "“”"):
                    full.setdefault(words, []).append(at)
            elif _INVISIBLE.match(char) or not words:
                odd.append(at)
        prose = False
        for words, places in han.items():
            prose = self._han(places, words=words) or prose
        for words, places in full.items():
            if words or not prose:
                self._full_width(places, words=words)
        if odd:
            self._look_alikes(odd)

    def _han(self, places: list[int], *, words: bool) -> bool:
        """Say that there are Chinese words; and whether it is a sentence that has got in."""
        shown = _HAN_RUN.findall(self.tex[places[0] : places[-1] + 1])[:5]
        listed = "、".join(_short(run) for run in shown)
        prose = not words and (
            len(places) > 5
            or bool(_SENTENCE.search(self.tex[max(places[0] - 1, 0) : places[-1] + 2]))
        )
        if words:
            message = f"Chinese words in `\\text{{}}` on the English side: {listed}."
            self._say(Code.TEX_HAN, places[0], message, *shown, in_words=True)
        elif prose:
            message = f"Prose in a formula, “{listed}”: is a `$` missing?"
            self._say(Code.TEX_DOLLAR, places[0], message, *shown)
        else:
            message = f"Chinese characters in a formula, “{listed}”: put them into `\\text{{}}`."
            self._say(Code.TEX_HAN, places[0], message, *shown)
        return prose

    def _full_width(self, places: list[int], *, words: bool) -> None:
        found = dict.fromkeys(self.tex[at] for at in places)
        pairs = ", ".join(f"`{FULL_WIDTH[char]}` for `{char}`" for char in list(found)[:5])
        what = "in `\\text{}` on the English side" if words else "in a formula"
        message = f"Full-width characters {what}: write {pairs}."
        self._say(Code.TEX_FULL_WIDTH, places[0], message, *found, in_words=words)

    def _look_alikes(self, places: list[int]) -> None:
        found = dict.fromkeys(self.tex[at] for at in places)
        parts = ", ".join(_said_of(char) for char in list(found)[:5])
        self._say(
            Code.TEX_INVISIBLE,
            places[0],
            f"Characters that are no TeX: {parts}.",
            *found,
        )


_NAME_BEHIND: Final = re.compile(r"[A-Za-z]+")


def _opening(group: _Group) -> str:
    return {"{": "{", "left": r"\left"}.get(group.kind, f"\\begin{{{group.name}}}")


def _said_of(char: str) -> str:
    """What a character is, and what to write for it."""
    code = f"U+{ord(char):04X}"
    if _INVISIBLE.match(char):
        return f"{code}, which nobody sees (take it away)"
    if _ODD_SPACE.match(char):
        return f"{code}, an odd blank (write a plain one, or `~`)"
    if char in UNICODE:
        return f"`{char}`, {code} (write `{UNICODE[char]}`)"
    if char in _CYRILLIC:
        return f"`{char}`, {code}, a Cyrillic letter (write `{_CYRILLIC[char]}`)"
    return f"`{char}`, {code} (write a command, or put it into `\\text{{}}`)"


_CYRILLIC: Final = MappingProxyType(
    dict(zip("асеорхуіјѕАВЕКМНОРСТХ", "aceopxyijsABEKMHOPCTX", strict=True))
)


# ---- the nearest known name


def _nearest(name: str, known: frozenset[str]) -> str:
    r"""The known command most like this one, with its backslash; empty if none is."""
    folded = _FOLDED.get(name.lower())
    if folded:
        return f"\\{folded}"
    found = _nearest_of(name, COMMANDS) or _nearest_of(name, known)
    if found:
        return f"\\{found}"
    for end in range(min(len(name) - 1, 20), 2, -1):
        if name[:end] in COMMANDS:
            return f"\\{name[:end]} {name[end:]}" if len(name) < 40 else f"\\{name[:end]}"
    return ""


_FOLDED: Final = MappingProxyType({name.lower(): name for name in sorted(COMMANDS, reverse=True)})


def _nearest_of(name: str, pool: frozenset[str]) -> str:
    """The name in the pool that differs by a slip: a letter more, less, other, or two swapped."""
    if not 2 < len(name) < 30:
        return ""
    table = _slips(pool)
    found = {other for slip in _shortened(name) for other in table.get(slip, ())}
    if not found:
        return ""
    return max(
        found, key=lambda other: (SequenceMatcher(None, name, other).ratio(), len(other), other)
    )


@lru_cache(maxsize=64)
def _slips(pool: frozenset[str]) -> dict[str, list[str]]:
    """The names of a pool, by what is left of them without one letter."""
    table: dict[str, list[str]] = {}
    for name in sorted(pool):
        if len(name) > 2:
            for slip in _shortened(name):
                table.setdefault(slip, []).append(name)
    return table


def _shortened(name: str) -> set[str]:
    return {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}


# ---- prose

_EATEN: Final = Kind.EMPHASIS.value + Kind.STRONG.value + Kind.STRAY.value
_SUSPICIOUS: Final = re.compile(rf"[\\$^<_{_EATEN}](?:(?<!_)|(?=\{{))")
_LEFTOVER: Final = re.compile(
    rf"""
    (?P<escape>(?<![\\/:\w])\\(?:n(?![a-z])|[tr](?![A-Za-z])|u[0-9A-Fa-f]{{4}}|x[0-9A-Fa-f]{{2}}))
    | (?P<command>(?<!\\)\\+(?P<name>[A-Za-z]+)(?:\{{[^{{}}\n]*\}})?)
    | (?P<script>[A-Za-z0-9)\]}}]?\^(?:\{{[^{{}}\n]*\}}|[A-Za-z0-9(*\\]))
    | (?P<index>[A-Za-z0-9)\]}}]?_\{{[^{{}}\n]*\}})
    | (?P<eaten>[A-Za-z0-9)\]}}][{_EATEN}]\{{[^{{}}\n]*\}}?)
    | (?P<single>(?<![A-Za-z0-9.])[A-Za-z]{Kind.STRAY.value}[A-Za-z0-9](?![A-Za-z0-9]))
    | (?P<tag><(?:begin|end)\s*\{{)
    | (?P<dollar>\$)
    """,
    re.VERBOSE,
)
_ESCAPED_DOLLAR: Final = re.compile(r"\\\$")
_MONEY: Final = re.compile(r"\$\d[\d,.]*(?:k|[KMB]|bn?|m)?(?![\w\\^_{=+*/-])")
_UNMARKED: Final = {ord(mark): None for mark in INVISIBLE_MARKS}
_MARKED: Final = {ord(mark): "…" for mark in MARKS} | _UNMARKED | {ord(Kind.STRAY.value): "_"}

_Lost = tuple[Code, str, int, tuple[str, ...]]


def _lost_in_prose(block: Block, known: frozenset[str]) -> Iterator[_Lost]:
    """What is left of a formula that has lost its dollars."""
    found: dict[Code, list[tuple[int, str]]] = {}
    dollars: list[int] = []
    for match in _LEFTOVER.finditer(block.prose):
        code = _code_of(match, known)
        if match["dollar"]:
            dollars.append(match.start())
        elif code:
            found.setdefault(code, []).append((match.start(), match[0].translate(_MARKED)))
    if dollars and (single := _single_dollar(block, dollars)) is not None:
        yield (
            Code.TEX_DOLLAR,
            "A `$` without its partner: is one missing? (For the sign itself, write `\\$`.)",
            single,
            ("$",),
        )
    for code, places in found.items():
        listed = ", ".join(f"`{_short(text)}`" for _, text in places[:5])
        yield code, _SAID[code].format(listed), places[0][0], tuple(text for _, text in places[:5])


_SAID: Final = MappingProxyType(
    {
        Code.TEX_BACKSLASH: "An escape of a program’s has got into the prose: {}.",
        Code.TEX_DOLLAR: "TeX in the prose, {}: put dollars around the formula.",
        Code.TEX_MARKDOWN: "Markdown has read a formula in the prose, {}: put dollars around it.",
        Code.TEX_ENTITY: "{} in the prose is neither TeX nor HTML: is it `\\begin`?",
    }
)


def _code_of(match: re.Match[str], known: frozenset[str]) -> Code | None:
    """What this piece of prose is a sign of; None if of nothing."""
    if match["escape"]:
        return Code.TEX_BACKSLASH
    if match["command"]:
        name = match["name"]
        sure = len(name) > 1 and (name in COMMANDS or name in known)
        return Code.TEX_DOLLAR if sure or match["command"].endswith("}") else None
    if match["eaten"]:
        return Code.TEX_MARKDOWN
    if match["tag"]:
        return Code.TEX_ENTITY
    return None if match["dollar"] else Code.TEX_DOLLAR


def _single_dollar(block: Block, places: list[int]) -> int | None:
    """Where a dollar stands that is neither escaped nor a price; None if none does."""
    escaped = len(_ESCAPED_DOLLAR.findall(block.text))
    if len(places) <= escaped:
        return None
    odd = [at for at in places if not _MONEY.match(block.prose, at)]
    if not odd and len(places) - escaped > 0:
        return None
    return odd[0] if len(odd) > escaped else None
