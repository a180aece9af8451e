r"""Whether the two sides of a pair have the same formulas.

Each formula is brought into one spelling: a flat list of what a reader sees and of the groups it
stands in, without what only moves it about.  Two formulas are *respelled* if these lists agree, or
differ by no more than what a translation may do (words in ``\text{}``, ``\quad`` for a comma).
Everything else is *broken*, for a formula is either the same or it is not.

>>> classify(r"\|x\|^{2} \leq 1", r"\Vert x\Vert^2\le 1").name
'RESPELLED'
>>> classify(r"p(y|x)", r"p(y\|x)").name
'BROKEN'
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from bitext.tex import Macro, take_definitions

from .finding import Code, Finding
from .text import Kind, Shape
from .vocabulary import (
    COMMANDS,
    FULL_WIDTH,
    GREEK,
    MATRICES,
    OPERATORS,
    TEXT,
    UNICODE,
    names,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .text import Side


class Relation(Enum):
    """What two formulas are to each other."""

    EQUAL = "equal"
    """The same but for blanks that TeX does not see."""
    RESPELLED = "respelled"
    """The same, spelt in two ways."""
    BROKEN = "broken"
    """Not the same."""


# ---- tokens of the canonical spelling
#
# A token is a character, a command, or one of these marks followed by one.  Letters that stand
# upright, as a name does, agree with the same letters in a command (`\log`) and with bare ones;
# those two don't agree with each other, for a bare `log` has lost its backslash.
_FIRST: Final = "\x01"  # an upright letter
_NEXT: Final = "\x02"  # an upright letter that continues a name
_OPERATOR: Final = "\x03"  # a letter of a command's name
_OPERATED: Final = "\x04"  # one that continues it
_BOLD: Final = "\x05"
_DIM: Final = "\x06"  # bold by what is around it, in an index: may as well be not bold
_CALLIGRAPHIC: Final = "\x0e"
_SCRIPT: Final = "\x0f"
_FRAKTUR: Final = "\x10"
_DOUBLE: Final = "\x11"
_HAN: Final = "\x12"  # Chinese words, and the digits among them
_WIDE: Final = "\x13"  # a wide space, or a mark of alignment that is like one
_ROW: Final = "\x14"  # the end of a row that says what a comma says
_LINE: Final = "\x15"  # the end of a matrix's row
_HYPHEN: Final = "\x16"  # of a text
_END: Final = "\x17"  # of the list
_WORD: Final = "\x18"  # a letter of a word that is no name, such as `if`: never bare
_WORDED: Final = "\x19"  # one that continues it
_SANS: Final = "\x1a"  # a symbol of its own; several letters are a name, in whatever font
_TYPEWRITER: Final = "\x1b"

_UPRIGHT: Final = frozenset({_FIRST, _NEXT})
_TEXTUAL: Final = frozenset({_FIRST, _NEXT, _WORD, _WORDED})
_NAMED: Final = frozenset({*_TEXTUAL, _OPERATOR, _OPERATED})
_STARTS: Final = frozenset({_FIRST, _WORD, _OPERATOR})
_SOFT: Final = frozenset({_WIDE, _HYPHEN})
_COMMAS: Final = frozenset({",", ";", "."})
_CLOSING: Final = _COMMAS | {":"}
_PARTING: Final = _COMMAS | {_WIDE, _ROW}
_SHOWN: Final = MappingProxyType(
    {
        _BOLD: r"\boldsymbol ",
        _DIM: r"\boldsymbol ",
        _CALLIGRAPHIC: r"\mathcal ",
        _SCRIPT: r"\mathscr ",
        _FRAKTUR: r"\mathfrak ",
        _DOUBLE: r"\mathbb ",
        _SANS: r"\mathsf ",
        _TYPEWRITER: r"\mathtt ",
        _HAN: r"\text{…}",
        _WIDE: r"\quad",
        _ROW: r"\\",
        _LINE: r"\\",
        _HYPHEN: "-",
    }
)

_MARKS: Final = _NAMED | frozenset(_SHOWN)
_ENDS_IN_NAME: Final = re.compile(r"\\[A-Za-z]+\Z")

_TOKEN: Final = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|%[^\n]*|[^\s\\%]|\\", re.DOTALL
)


def _table(*rows: str) -> Mapping[str, tuple[str, ...]]:
    r"""``\gets = \leftarrow`` and the like; several left-hand sides, blank between tokens."""
    table: dict[str, tuple[str, ...]] = {}
    for row in rows:
        spellings, _, meaning = row.partition(" = ")
        table.update(dict.fromkeys(spellings.split(), tuple(meaning.split())))
    return MappingProxyType(table)


# Commands that say the same, by the tokens that stand for them.
_ALIASES: Final = _table(
    r"\leq \leqslant \leqq = \le",
    r"\geq \geqslant \geqq = \ge",
    r"\ne \neq = \not =",
    r"\notin = \not \in",
    r"\lt = <",
    r"\gt = >",
    r"\rightarrow \longrightarrow \rarr = \to",
    r"\leftarrow \longleftarrow \larr = \gets",
    r"\longleftrightarrow = \leftrightarrow",
    r"\longmapsto = \mapsto",
    r"\implies \Longrightarrow \rArr = \Rightarrow",
    r"\impliedby \Longleftarrow \lArr = \Leftarrow",
    r"\iff \Longleftrightarrow \hArr = \Leftrightarrow",
    r"\wedge = \land",
    r"\vee = \lor",
    r"\lnot = \neg",
    r"\owns = \ni",
    r"\ast * = *",
    r"\vert \lvert \rvert \mid = |",
    r"\| \Vert \lVert \rVert \parallel = | |",
    r"\lbrace = \{",
    r"\rbrace = \}",
    r"\lbrack = [",
    r"\rbrack = ]",
    r"\lparen = (",
    r"\rparen = )",
    r"\lang = \langle",
    r"\rang = \rangle",
    r"\cdots \ldots \dots \dotsc \dotsb \dotsm \dotsi \dotso \hdots \mathellipsis = \dots",
    r"\colon \vcentcolon \ratio = :",
    r"\coloneqq \colonequals = : =",
    r"\eqqcolon \equalscolon = = :",
    r"\prime = '",
    r"\backslash \smallsetminus = \setminus",
    r"\varnothing \empty \emptyset = \emptyset",
    r"\infin = \infty",
    r"\intercal = \top",
    r"\bot = \perp",
    r"\dag = \dagger",
    r"\hslash = \hbar",
    r"\thicksim = \sim",
    r"\thickapprox = \approx",
    r"\varpropto = \propto",
    r"\cdotp \centerdot \sdot = \cdot",
    r"\ldotp = .",
    r"\iint = \int \int",
    r"\iiint = \int \int \int",
    r"\plusmn = \pm",
    r"\R \reals \Reals = " + _DOUBLE + "R",
    r"\E = " + _DOUBLE + "E",
    r"\N \natnums = " + _DOUBLE + "N",
    r"\Z = " + _DOUBLE + "Z",
    r"\C \Complex = " + _DOUBLE + "C",
    r"\Q = " + _DOUBLE + "Q",
    r"\varGamma = \Gamma",
    r"\varDelta = \Delta",
    r"\varTheta = \Theta",
    r"\varLambda = \Lambda",
    r"\varXi = \Xi",
    r"\varPi = \Pi",
    r"\varSigma = \Sigma",
    r"\varUpsilon = \Upsilon",
    r"\varPhi = \Phi",
    r"\varPsi = \Psi",
    r"\varOmega = \Omega",
    r"\quad \qquad \enspace \hfill \hfil = " + _WIDE,
)


def _commands(text: str) -> frozenset[str]:
    return frozenset(f"\\{name}" for name in text.split())


_IGNORED: Final = _commands(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits nonumber "
    "notag allowbreak nobreak relax strut mathstrut mathop mathrel mathbin mathord mathopen "
    "mathclose mathpunct mathinner tiny scriptsize footnotesize small normalsize large Large "
    "LARGE huge Huge sixptsize rlap llap mathrlap mathllap mathclap clap smash vcenter boxed "
    "thinspace medspace thickspace negthinspace negmedspace negthickspace space nobreakspace "
    "hline hdashline centering par noindent null allowdisplaybreaks displaybreak break "
    "nolinebreak linebreak ensuremath begingroup endgroup middle boldmath mathalpha mathnormal "
    "hskip mskip kern mkern"
) | {"\\,", "\\;", "\\:", "\\!", "\\>", "\\ ", "\\\n", "\\\t", "\\/", "~"}
_LENGTHS: Final = _commands("hskip mskip kern mkern")
_SIZES: Final = _commands(
    "big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm"
)
_UNSEEN: Final = _commands(  # with their one argument
    "label hspace mspace vspace phantom hphantom vphantom require color cline definecolor raisetag"
)
_WRAPPED: Final = _commands(  # their first argument is not seen, the second one is
    "textcolor colorbox class style cssId href htmlId htmlStyle htmlData htmlClass raisebox"
)
_FRACTIONS: Final = _commands("frac dfrac tfrac cfrac")
_BINOMIALS: Final = _commands("binom dbinom tbinom")
_INFIX: Final = MappingProxyType({r"\over": r"\frac{", r"\choose": r"\binom{", r"\atop": r"\atop{"})
_ABOVE: Final = _commands("overset stackrel")
_ARROWS: Final = MappingProxyType(
    {
        r"\xrightarrow": r"\to",
        r"\xleftarrow": r"\gets",
        r"\xlongequal": "=",
        r"\xmapsto": r"\mapsto",
        r"\xRightarrow": r"\Rightarrow",
        r"\xLeftarrow": r"\Leftarrow",
        r"\xleftrightarrow": r"\leftrightarrow",
    }
)
_ACCENTS: Final = MappingProxyType(
    {
        **{
            name: f"{name}{{"
            for name in _commands(
                "hat tilde bar vec dot ddot dddot ddddot acute grave breve check mathring "
                "underline overbrace underbrace overleftarrow overleftrightarrow underleftarrow "
                "underrightarrow cancel bcancel xcancel sout overbracket underbracket"
            )
        },
        r"\widehat": r"\hat{",
        r"\widetilde": r"\tilde{",
        r"\overline": r"\bar{",
        r"\overrightarrow": r"\vec{",
        r"\widecheck": r"\check{",
        r"\underbar": r"\underline{",
    }
)
_BOLDS: Final = _commands("boldsymbol bm mathbf pmb symbf mathbold bold textbf bf")
_FAMILIES: Final = MappingProxyType(
    {
        **dict.fromkeys(
            _commands(
                "mathrm operatorname operatornamewithlimits mathsf mathtt mathit rm sf tt it mathup"
            ),
            _FIRST,
        ),
        **dict.fromkeys(_commands("mathcal cal symcal"), _CALLIGRAPHIC),
        **dict.fromkeys(_commands("mathscr scr"), _SCRIPT),
        **dict.fromkeys(_commands("mathfrak frak"), _FRAKTUR),
        **dict.fromkeys(_commands("mathbb Bbb mathbbm mathds symbb"), _DOUBLE),
    }
)
_SYMBOLS: Final = MappingProxyType(  # fonts that make another symbol of a single letter
    {
        **dict.fromkeys(_commands("mathsf sf"), _SANS),
        **dict.fromkeys(_commands("mathtt tt"), _TYPEWRITER),
    }
)
_SWITCHES: Final = _commands("rm bf sf tt it cal")  # they hold up to the group's end
_TEXTS: Final = frozenset(f"\\{name}" for name in TEXT) - {r"\textbf"}
_TAKING: Final = frozenset(
    {*_FRACTIONS, *_BINOMIALS, *_ABOVE, *_ACCENTS, *_TEXTS, *_BOLDS, *_FAMILIES, r"\sqrt"}
) - (_SWITCHES | {r"\operatorname"})
_LETTERS: Final = frozenset(  # commands that are bold within \boldsymbol
    f"\\{name}" for name in (*GREEK, "nabla", "ell", "partial", "hbar", "imath", "jmath", "infty")
)
_KNOWN: Final = frozenset(f"\\{name}" for name in COMMANDS)
_PRINTED: Final = frozenset(f"\\{name}" for name in (*OPERATORS, "Re", "Im"))
# A row that opens with one of these goes on with the one before it, which ends in one otherwise.
_CONTINUING: Final = names(
    r"= + - < > / \le \ge \approx \times \cdot \to \Rightarrow \Leftrightarrow \in \sim \equiv"
    r" \propto \otimes \oplus \odot \pm \mp \ll \gg \simeq \cong \not \triangleq : \land \lor"
    r" \subset \subseteq \setminus \cup \cap * \leftrightarrow \Leftarrow"
)
_OPENING: Final = frozenset({"(", "[", r"\{"})
# What translations put for one another in \text{}; punctuation and blanks are left out.
_SYNONYMS: Final = MappingProxyType(
    {
        word: group.split()[0]
        for group in (
            "if when for where with provided ifand",
            "otherwise else others othercases inothercases elsewhere other",
            "st subjectto suchthat sothat",
            "and aswellas",
            "or",
            "iid independentandidenticallydistributed",
            "def define defined bydefinition definition",
            "const constant",
            "avg average mean",
        )
        for word in group.split()
    }
)
_CONNECTIVES: Final = names(
    "if when for where with provided otherwise subjectto suchthat sothat and or"
)
_HAN_RUN: Final = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_ODD: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd\x00-\x08]")
_DOUBLED: Final = re.compile(r"\\\\(?:([A-Za-z]{2,})|([,;:!|{}_%#&])|(\\\\))|\\.", re.DOTALL)
_DEFINES: Final = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator)(?![A-Za-z])"
)
_NAME: Final = re.compile(r"\\[A-Za-z]+")
_LATIN: Final = re.compile(r"[a-z]+")
_DEEPEST: Final = 60


@dataclass(frozen=True, slots=True)
class _Form:
    """A formula in its canonical spelling, and what that leaves out but a comparison needs."""

    lexed: tuple[str, ...]
    tokens: tuple[str, ...]
    words: frozenset[str]
    """Latin words that stand upright, in lower case."""
    han: bool
    tags: tuple[str, ...]
    faulty: bool
    """Whether a brace, ``\\left``, environment or argument lacks its partner."""
    loose: int
    """How many text commands have a bare letter for an argument."""
    doubled: int
    """How many backslashes seem to be doubled."""
    rows: int
    cells: int
    blanks: int
    r"""How many ``\ `` there are."""
    odd: frozenset[str]
    """Full-width and invisible characters in the maths."""


class _Style(NamedTuple):
    family: str
    bold: str


_PLAIN: Final = _Style("", "")
_TOP: Final = "aligned"


class _Reader:
    """Reads one formula; what it can't make sense of stays as it is."""

    def __init__(self, lexed: Sequence[str]) -> None:
        self.lexed = lexed
        self.at = 0
        self.depth = 0
        self.environments: list[tuple[str, str, int]] = []  # name, what its rows are, depth
        self.lefts = 0
        self.words: set[str] = set()
        self.tags: list[str] = []
        self.odd: set[str] = set()
        self.han = self.faulty = False
        self.loose = self.rows = self.cells = self.blanks = 0

    def read(self) -> list[str]:
        out: list[str] = []
        while self.at < len(self.lexed):  # a stray closing brace doesn't end it
            out += self._sequence("", _PLAIN)
        if self.environments or self.lefts:
            self.faulty = True
        self._trim(out, comma=False)
        return _tidy(out)

    def _trim(self, out: list[str], *, comma: bool) -> None:
        """Take off what only closes the last row, a comma too; a row that is empty is none."""
        while out and (out[-1] in (_ROW, _LINE, _WIDE) or (comma and out[-1] in _COMMAS)):
            last = out.pop()
            self.rows -= last in (_ROW, _LINE)
            comma = comma and last not in _COMMAS

    # -- structure

    def _peek(self) -> str:
        return self._beyond(0)

    def _beyond(self, count: int) -> str:
        """The token that follows after so many others; empty at the end."""
        at = self.at + count
        return self.lexed[at] if at < len(self.lexed) else ""

    def _sequence(self, stop: str, style: _Style) -> list[str]:
        """Read up to `stop`, which is read too; up to the end if it is empty."""
        out: list[str] = []
        before: tuple[str, list[str]] | None = None
        lexed = self.lexed
        self.depth += 1
        while True:
            if self.at >= len(lexed):
                self.faulty = self.faulty or bool(stop)
                break
            token = lexed[self.at]
            if token == stop:
                self.at += 1
                break
            if token == "}":
                self.at += 1
                self.faulty = True
                if stop:  # of an option: leave it to the group around
                    self.at -= 1
                    break
            elif token in _SWITCHES and lexed[self.at + 1 : self.at + 2] != ["{"]:
                self.at += 1
                letter, end = (*lexed[self.at : self.at + 2], "", "")[:2]
                if token in _SYMBOLS and letter.isalpha() and end == "}":
                    out.append(_SYMBOLS[token] + letter)
                    self.at += 1
                elif token == r"\bf":
                    style = style._replace(bold=_BOLD)
                else:
                    style = style._replace(family=_FAMILIES[token])
            elif token in _INFIX:
                self.at += 1
                self.faulty = self.faulty or before is not None
                before = (_INFIX[token], out)
                out = []
            else:
                self._scripted(out, style)
        self.depth -= 1
        if before is not None:
            return _divided(before[0], before[1], out)
        return out

    def _scripted(self, out: list[str], style: _Style) -> None:
        """Read what has scripts, and then those: the lower one first, as `out` has them."""
        base, lower, upper = self._atom(out, style)
        out += base
        primes: list[str] = []
        seen: set[str] = set()
        inner = _Style(style.family, _DIM) if style.bold else style
        while True:
            token = self._peek()
            if token in ("_", "^"):
                self.at += 1
                self.faulty = self.faulty or token in seen
                seen.add(token)
                found = self._argument(inner, script=True)
                if token == "_":
                    lower = lower + found
                else:
                    upper = upper + found
            elif token in ("'", "′", "’") and (base or out):
                self.at += 1
                primes.append("'")
            elif token in (r"\limits", r"\nolimits", r"\displaylimits"):
                self.at += 1
            else:
                break
        if lower:
            out += ("_{", *lower, "}")
        upper = primes + upper
        if upper:
            out += ("^{", *_superscript(upper), "}")

    def _argument(self, style: _Style, *, script: bool = False) -> list[str]:
        """What the next group or atom says, in this style.

        A command that takes an argument itself can't be one without braces, but for a script.
        """
        while self._peek().startswith("%"):
            self.at += 1
        token = self._peek()
        if not token or token in ("}", "&", "^", "_", "\\\\") or token.startswith("\\end"):
            self.faulty = True
            return []
        if self.depth > _DEEPEST:
            self.at += 1
            return [token]
        if not script and token in _TAKING:
            self.loose += 1
        self.depth += 1
        out: list[str] = []
        base, lower, upper = self._atom(out, style)
        self.depth -= 1
        out += base
        if lower:
            out += ("_{", *lower, "}")
        if upper:
            out += ("^{", *upper, "}")
        return _tidy(out) if _ROW in out or _WIDE in out else out

    def _option(self, style: _Style) -> list[str] | None:
        if self._peek() != "[" or self.depth > _DEEPEST:
            return None
        self.at += 1
        return self._sequence("]", style)

    def _raw(self) -> str:
        """The source of the next argument, without its braces and blanks."""
        if self._peek() != "{":
            token = self._peek()
            self.at += 1
            return token
        self.at += 1
        start, depth = self.at, 1
        while self.at < len(self.lexed):
            token = self.lexed[self.at]
            depth += (token == "{") - (token == "}")
            self.at += 1
            if not depth:
                return "".join(self.lexed[start : self.at - 1])
        self.faulty = True
        return "".join(self.lexed[start:])

    def _skip_option(self) -> None:
        if self._peek() == "[":
            while self.at < len(self.lexed) and self.lexed[self.at] != "]":
                self.at += 1
            self.at += 1

    # -- atoms

    def _atom(self, out: list[str], style: _Style) -> tuple[list[str], list[str], list[str]]:
        """Read one: its tokens, and its scripts if they come with it."""
        token = self.lexed[self.at]
        if token in ("_", "^"):
            return [], [], []
        self.at += 1
        if len(token) == 1 or token[0] != "\\":
            return self._character(token, out, style), [], []
        if token in _FRACTIONS:
            if token == r"\cfrac":
                self._skip_option()
            top = self._argument(style)
            return _divided(r"\frac{", top, self._argument(style)), [], []
        if token == r"\textbf" and self._peek() == "{" and self._beyond(2) != "}":
            return self._text(), [], []  # words; a single letter is a vector
        if token in _BOLDS:
            return self._argument(style._replace(bold=_BOLD)), [], []
        if token in _FAMILIES:
            if self._peek() == "*":
                self.at += 1
            if token.startswith(r"\operatorname") and self._peek() != "{":
                self.loose += 1
            first = style._replace(family=_FAMILIES[token])
            found = self._argument(first)
            if token in _SYMBOLS and len(found) == 1 and found[0][0] in _UPRIGHT:
                return [_SYMBOLS[token] + found[0][1:]], [], []
            self._note(found)
            return found, [], []
        if token in _ACCENTS:
            return [_ACCENTS[token], *self._argument(style), "}"], [], []
        if token in _TEXTS:
            return self._text(), [], []
        if token in _ABOVE:
            above = self._argument(style)
            base = self._argument(style)
            if base == ["="] and above in ([r"\triangle"], [r"\Delta"]):
                return [r"\triangleq"], [], []
            return base, [], above
        if token == r"\underset":
            below = self._argument(style)
            return self._argument(style), below, []
        if token in _ARROWS:
            below = self._option(style) or []
            return [_ARROWS[token]], below, self._argument(style)
        return self._command(token, out, style), [], []

    def _command(self, token: str, out: list[str], style: _Style) -> list[str]:
        if token in _ALIASES:
            return [style.bold + part if part[0] == _DOUBLE else part for part in _ALIASES[token]]
        if token in _IGNORED:
            return self._ignored(token)
        if token in _SIZES:
            return []
        if token in (r"\left", r"\right"):
            return self._delimiter(token)
        if token in ("\\\\", r"\cr", r"\newline"):
            return self._row()
        if token.startswith((r"\begin", r"\end")) and token[-1] == "}":
            return self._environment(token, out)
        if token in _UNSEEN:
            self._skip_star()
            self._raw()
            return []
        if token in _WRAPPED:
            self._raw()
            return self._argument(style)
        if token == r"\bbox":
            self._skip_option()
            return []
        if token == r"\tag":
            self._skip_star()
            self.tags.append(self._raw().strip("()$"))
            return []
        if token in (r"\eqref", r"\ref"):
            name = self._raw() or "?"
            return ["(", name, ")"] if token == r"\eqref" else [name]
        if token in _BINOMIALS:
            top = self._argument(style)
            return [r"\binom{", *top, "}{", *self._argument(style), "}"]
        if token == r"\sqrt":
            root = self._option(style)
            inside = self._argument(style)
            return [r"\sqrt[", *root, "]{", *inside, "}"] if root else [r"\sqrt{", *inside, "}"]
        if token == r"\substack":
            return self._argument(style)
        if token in (r"\pmod", r"\bmod", r"\mod", r"\pod"):
            word = [] if token == r"\pod" else _name("mod", _FIRST, _NEXT)
            if token in (r"\bmod", r"\mod"):
                return word
            return ["(", *word, *self._argument(style), ")"]
        if token == r"\degree":
            return ["^{", r"\circ", "}"]
        if token == r"\cdot" and self.lexed[self.at : self.at + 2] == [r"\cdot", r"\cdot"]:
            self.at += 2
            return [r"\dots"]
        if token in _LETTERS:
            return [style.bold + token]
        if token in _PRINTED or (token not in _KNOWN and _NAME.fullmatch(token)):
            return _name(token[1:], _OPERATOR, _OPERATED)
        return [token]

    def _ignored(self, token: str) -> list[str]:
        if token == "\\ " or token == "\\\n":
            self.blanks += 1
        if token == r"\smash":
            self._skip_option()
        if token in _LENGTHS:
            while self._peek() and self._peek() in "+-.0123456789":
                self.at += 1
            if "".join(self.lexed[self.at : self.at + 2]) in ("pt", "em", "ex", "mu", "cm", "mm"):
                self.at += 2
        return []

    def _skip_star(self) -> None:
        if self._peek() == "*":
            self.at += 1

    def _delimiter(self, token: str) -> list[str]:
        self.lefts += 1 if token == r"\left" else -1
        if self.lefts < 0:
            self.faulty, self.lefts = True, 0
        follows = self._peek()
        if follows in (".", "<", ">"):
            self.at += 1
            return {".": [], "<": [r"\langle"], ">": [r"\rangle"]}[follows]
        if not follows or follows in ("{", "}", "&", "^", "_", "\\\\") or follows.isalnum():
            self.faulty = True
        return []

    def _row(self) -> list[str]:
        self.rows += 1
        self._skip_star()
        if self._peek() == "[":
            try:
                end = self.lexed.index("]", self.at, self.at + 10)
            except ValueError:
                end = -1
            if end > 0 and re.fullmatch(
                r"-?[\d.]+[a-z]{2}", "".join(self.lexed[self.at + 1 : end])
            ):
                self.at = end + 1
        return [_LINE if self._rows() == "matrix" else _ROW]

    def _rows(self) -> str:
        """What the rows of the environment around mean."""
        return self.environments[-1][1] if self.environments else _TOP

    def _environment(self, token: str, out: list[str]) -> list[str]:
        name = token[token.index("{") + 1 : -1].strip().rstrip("*")
        if token.startswith(r"\end"):
            self._trim(out, comma=True)
            if not self.environments:
                self.faulty = True
                return []
            opened, _, depth = self.environments.pop()
            if opened != name or depth != self.depth:
                self.faulty = True
            closing = MATRICES.get(opened, ("", ""))[1]
            if opened in ("rcases", "drcases"):
                closing = r"\}"
            return ["|", "|"] if closing == r"\|" else [closing] if closing else []
        if self._peek() == "[" and self._beyond(1) in ("t", "b", "c") and self._beyond(2) == "]":
            self.at += 3  # where it stands on its line
        rows, opening = _TOP, ""
        if name in ("cases", "dcases"):
            rows, opening = "cases", r"\{"
        elif name in ("rcases", "drcases") or (name == "matrix" and out and out[-1] == r"\{"):
            rows = "cases"
        elif name in MATRICES:
            rows, opening = "matrix", MATRICES[name][0]
        elif name in ("array", "darray", "subarray", "tabular"):
            columns = self._raw()
            last = out[-1] if out else ""
            if last == r"\{":
                rows = "cases"
            elif last in ("(", "[", "|") or ("c" in columns and len(columns.strip("|:@")) > 1):
                rows = "matrix"
        elif name in ("alignat", "alignedat") and self._peek() == "{":
            self._raw()
        self.environments.append((name, rows, self.depth))
        return ["|", "|"] if opening == r"\|" else [opening] if opening else []

    def _character(self, token: str, out: list[str], style: _Style) -> list[str]:
        if token == "{":
            if self.depth > _DEEPEST:
                return [token]
            return self._sequence("}", style)
        if token[0] == "%" or token in ("~", "$"):
            return []
        if token.isascii():
            if token.isalpha():
                return [self._letter(token, out, style)]
            if token.isdigit():
                if style.bold == _BOLD:
                    return [_BOLD + token]
                return [style.family + token] if style.family == _DOUBLE else [token]
            if token == "&":
                self.cells += 1
                return {"matrix": ["&"], "cases": [_WIDE]}.get(self._rows(), [])
            if token == "." and self.lexed[self.at : self.at + 2] == [".", "."]:
                self.at += 2
                return [r"\dots"]
            return [token]
        if _HAN_RUN.match(token):
            self.han = True
            return [] if out and out[-1][0] == _HAN else [_HAN]
        if token in FULL_WIDTH:
            self.odd.add(token)
            token = FULL_WIDTH[token]
            return [self._letter(token, out, style)] if token.isalpha() else [token][: token != " "]
        if token in UNICODE:
            meaning = UNICODE[token]
            if meaning.startswith(r"\mathbb"):
                return [_DOUBLE + meaning[-2]]
            if meaning[0] == "\\" and meaning not in _ACCENTS:
                return self._command(meaning, out, style)
            return list(_ALIASES.get(meaning, (meaning,)))
        if _ODD.match(token):
            self.odd.add(token)
            return []
        return [token]

    def _letter(self, token: str, out: list[str], style: _Style) -> str:
        if style.family != _FIRST:
            return style.bold + style.family + token
        if style.bold:
            return style.bold + token
        goes_on = bool(out) and out[-1][0] in _UPRIGHT
        return (_NEXT if goes_on else _FIRST) + token

    # -- words

    def _text(self) -> list[str]:
        r"""What ``\text`` holds: words, and formulas between dollars."""
        if self._peek() != "{":
            self.loose += 1
            token = self._peek()
            self.at += 1
            return self._words([token]) if token else []
        self.at += 1
        out: list[str] = []
        run: list[str] = []
        depth = 1
        while self.at < len(self.lexed):
            token = self.lexed[self.at]
            self.at += 1
            if token == "{":
                depth += 1
            elif token == "}":
                depth -= 1
                if not depth:
                    break
            elif token == "$" and self.depth <= _DEEPEST:
                out += self._words(run)
                run = []
                out += self._sequence("$", _PLAIN)
            elif token in _IGNORED or token in _TEXTS or token[0] == "%":
                continue
            elif token in (r"\quad", r"\qquad"):
                run.append(",")
            else:
                run.append(token)
        else:
            self.faulty = True
        return out + self._words(run)

    def _words(self, run: list[str]) -> list[str]:
        """Give the tokens of words that stand together."""
        text = "".join(FULL_WIDTH.get(token, token) for token in run)
        if _HAN_RUN.search(text):
            self.han = True
            self.words.update(_LATIN.findall(text.lower()))
            return [_HAN + "".join(char for char in text if char.isdigit())]
        bare = "".join(char for char in text if char.isalnum()).lower()
        if bare in _SYNONYMS and bare.isalpha():
            self.words.add(_SYNONYMS[bare])
            prose = bare in _CONNECTIVES
            return _name(_SYNONYMS[bare], *((_WORD, _WORDED) if prose else (_FIRST, _NEXT)))
        out: list[str] = []
        for token in run:
            char = FULL_WIDTH.get(token, token)
            if char.isalnum() and char.isascii():
                goes_on = bool(out) and out[-1][0] in _UPRIGHT
                out.append((_NEXT if goes_on else _FIRST) + char)
            elif char in ("-", "–"):
                out.append(_HYPHEN)
            elif char in (",", ";"):
                out.append(char)
            elif char not in (".", " ", '"'):
                out.append(_NEXT + char)
        self._note(out)
        return out

    def _note(self, tokens: Sequence[str]) -> None:
        """Remember the upright words among them."""
        letters = "".join(t[1:] if t[0] in _UPRIGHT else " " for t in tokens)
        self.words.update(_LATIN.findall(letters.lower()))


def _name(letters: str, first: str, following: str) -> list[str]:
    return [first + letters[0], *(following + letter for letter in letters[1:])]


def _divided(opening: str, top: list[str], bottom: list[str]) -> list[str]:
    """A fraction; one of two single tokens is what a stroke between them is."""
    words = any(part[0] == _HAN for part in (*top, *bottom))
    if opening == r"\frac{" and len(top) == 1 and len(bottom) == 1 and not words:
        return [*top, "/", *bottom]
    return [opening, *top, "}{", *bottom, "}"]


def _superscript(tokens: list[str]) -> list[str]:
    r"""A transpose is ``\top`` however it is written, and a star a star."""
    last = tokens[-1]
    before = [token for token in tokens[:-1] if token != "'"]
    if (last == "T" or last in (_FIRST + "T", _OPERATOR + "T", _SANS + "T")) and before in (
        [],
        ["-"],
    ):
        return [*tokens[:-1], r"\top"]
    return ["*"] if tokens == [r"\star"] else tokens


def _tidy(tokens: list[str]) -> list[str]:
    """Let wide spaces, ends of rows and the commas beside them be one token, or none."""
    out: list[str] = []
    at, count = 0, len(tokens)
    while at < count:
        if tokens[at] not in _PARTING:
            if tokens[at] != r"\dots" or out[-1:] != [r"\dots"]:  # `……` is one
                out.append(tokens[at])
            at += 1
            continue
        end = at
        while end < count and tokens[end] in _PARTING:
            end += 1
        run = tokens[at:end]
        before = out[-1] if out else _END
        after = tokens[end] if end < count else _END
        if _ROW in run:
            words = before[0] == _HAN or before[0] in _TEXTUAL
            words = words or after[0] in (_HAN, _FIRST, _WORD)
            goes_on = before in _CONTINUING or after in _CONTINUING or before in _OPENING
            if words:
                out.append(_WIDE)
            elif not goes_on:
                out.append(_ROW)
        elif _WIDE in run:
            out.append(_WIDE)
        commas = [mark for mark in run if mark not in (_WIDE, _ROW)]
        out += commas if len(commas) == len(run) else commas[1:]
        at = end
    comma = True  # may still be taken off
    while out and (out[-1] in (_WIDE, _ROW, _LINE) or (comma and out[-1] in _CLOSING)):
        comma = comma and out[-1] not in _CLOSING
        out.pop()
    while out and out[0] in (_WIDE, _ROW):
        del out[0]
    return out


@lru_cache(maxsize=1 << 12)
def _form(tex: str) -> _Form:
    """Read a formula; total."""
    if _DEFINES.search(tex):
        macros, rest = _taken(tex)
        tex = _put_in(rest, {macro.name: macro for macro in macros})
    tex = _stripped(tex)
    lexed = [token for token in _TOKEN.findall(tex) if token[0] != "%"]
    reader = _Reader(lexed)
    tokens = reader.read()
    doubled = 0
    if "\\\\" in tex:
        rowless = not reader.cells and "\\begin" not in tex
        doubled = sum(
            name in COMMANDS or bool(mark and rowless) or bool(row)
            for name, mark, row in _DOUBLED.findall(tex)
        )
    return _Form(
        tuple(lexed),
        tuple(tokens),
        frozenset(reader.words),
        reader.han,
        tuple(reader.tags),
        reader.faulty,
        reader.loose,
        doubled,
        reader.rows,
        reader.cells,
        reader.blanks,
        frozenset(reader.odd),
    )


_BRACKETS: Final = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))


def _stripped(tex: str) -> str:
    """Without the dollars around it."""
    tex = tex.strip()
    for opening, closing in _BRACKETS:
        long = len(tex) >= len(opening) + len(closing)
        if long and tex.startswith(opening) and tex.endswith(closing):
            tex = tex[len(opening) : -len(closing)].strip()
            break
    if "s.t" in tex:
        tex = re.sub(r"(?<![A-Za-z\\{.])s\.\s?t\.", r"\\text{st}", tex)
    return tex


@lru_cache(maxsize=1 << 8)
def _taken(tex: str) -> tuple[tuple[Macro, ...], str]:
    """What a formula defines, and the formula without the definitions."""
    macros, rest = take_definitions(tex)
    return tuple(macros), rest


_USE: Final = re.compile(r"\\(?:(?P<name>[A-Za-z]+)|.)", re.DOTALL)
_PIECE: Final = re.compile(r"\s*(?:(?P<brace>\{)|(?P<token>\\[A-Za-z]+|\\.|[^\s\\{}]))", re.DOTALL)
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_PARAMETER: Final = re.compile("#([1-9])")
_ROUNDS: Final = 8  # of macros in the bodies of others
_GROWN: Final = 20_000  # characters, by which macros may make the formulas of a side grow


def _put_in(tex: str, macros: Mapping[str, Macro], room: int = _GROWN) -> str:
    """Put in what the macros stand for; one that has no end, a few times."""
    for _ in range(_ROUNDS):
        parts: list[str] = []
        last = 0
        for use in _USE.finditer(tex):
            macro = macros.get(use["name"] or "")
            if macro is None or use.start() < last:
                continue
            values, end = _arguments(tex, use.end(), macro)
            body = macro.body
            room -= len(body) + body.count("#") * sum(map(len, values))
            if len(values) < macro.arity or room < 0:
                continue
            if values:
                pieces = _PARAMETER.split(body)  # the odd ones are numbers
                pieces[1::2] = [" ".join(["", *values[int(n) - 1 :][:1]]) for n in pieces[1::2]]
                body = "".join(pieces)
            parts += (tex[last : use.start()], "{", body, "}")
            last = end
        if not parts:
            break
        tex = "".join([*parts, tex[last:]])
    return tex


def _arguments(tex: str, at: int, macro: Macro) -> tuple[list[str], int]:
    """A macro's arguments, as many as there are, and where they end."""
    values: list[str] = []
    if macro.default is not None:
        end = tex.find("]", at) if tex[at : at + 1] == "[" else -1
        values.append(macro.default if end < 0 else tex[at + 1 : end])
        at = max(at, end + 1)
    while len(values) < macro.arity and (piece := _PIECE.match(tex, at)):
        at = piece.end() if piece["token"] else _closing(tex, piece.end())
        values.append(piece["token"] or tex[piece.end() : at - 1])
    return values, at


def _closing(tex: str, at: int) -> int:
    """The place behind the brace that closes the group whose text begins there."""
    depth = 1
    for brace in _BRACE.finditer(tex, at):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return brace.end()
    return len(tex) + 1


# ---- comparison


@lru_cache(maxsize=1 << 12)
def classify(first: str, second: str) -> Relation:
    r"""Say what two formulas, without the dollars around them, are to each other.

    The order matters in one respect only: full-width and invisible characters that the second
    one lacks are no loss, those that it brings in are.  Total; takes linear time.

    >>> classify(r"x_{t-1}", "x_t-1"), classify("x^{2}_1", "x_1^2"), classify("x + y", "x+y")
    (<Relation.BROKEN: 'broken'>, <Relation.RESPELLED: 'respelled'>, <Relation.EQUAL: 'equal'>)
    """
    if first == second:
        return Relation.EQUAL
    one, two = _form(first), _form(second)
    if one.lexed == two.lexed:
        return Relation.EQUAL
    if (
        one.faulty != two.faulty
        or one.loose != two.loose
        or one.doubled != two.doubled
        or not two.odd <= one.odd
        or (one.tags and two.tags and one.tags != two.tags)
        or _row_lost(one, two)
        or _row_lost(two, one)
    ):
        return Relation.BROKEN
    agree = (
        one.tokens == two.tokens
        or _agree(one.tokens, two.tokens)
        or ((one.han or two.han) and _words_moved(one, two))
    )
    return Relation.RESPELLED if agree else Relation.BROKEN


def _row_lost(one: _Form, two: _Form) -> bool:
    r"""Whether a ``\\`` has lost a backslash: its row is gone, but not what came with it."""
    lost = one.rows - two.rows
    return lost > 0 and (one.cells == two.cells > 0 or two.blanks - one.blanks == lost)


def _agree(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two lists say the same, word for word; words may be translated."""
    one, two = (*one, _END), (*two, _END)
    i = j = 0
    tight: bool | None = None  # whether the last two letters were upright on both sides
    while True:
        x, y = one[i], two[j]
        if x == y:
            if x == _END:
                return True
            if x[0] in _UPRIGHT:
                if tight is False and x[0] == _NEXT:
                    return False
                tight = True
            else:
                tight = None
            i, j = i + 1, j + 1
        elif x[0] == _HAN or y[0] == _HAN:
            if x[0] == _HAN:
                i, j = i + 1, _translated(x, one, i, two, j)
            else:
                i, j = _translated(y, two, j, one, i), j + 1
            tight = None
        elif (step := _soft(x, y)) is not None:
            i, j = i + step[0], j + step[1]
            tight = None
        elif x == "," and _thousands(one, i):
            i += 1
        elif y == "," and _thousands(two, j):
            j += 1
        else:
            same, tight = _letters(x, y, tight)
            if not same:
                return False
            i, j = i + 1, j + 1


def _soft(x: str, y: str) -> tuple[int, int] | None:
    """How far to go on either side where one has a separator; None if neither has."""
    for a, b, swapped in ((x, y, False), (y, x, True)):
        step = None
        if a == _WIDE:
            step = (1, int(b in _COMMAS or b == _ROW))
        elif a == _ROW and b in _COMMAS:
            step = (1, 1)
        elif a == _HYPHEN:
            step = (1, int(b == "-"))
        if step:
            return step[::-1] if swapped else step
    return None


def _letters(x: str, y: str, tight: bool | None) -> tuple[bool, bool | None]:
    r"""Whether two tokens are one letter, and then whether both are upright.

    A name's letters must be alike in this: ``\mathrm{tr}`` is ``tr``, and not ``\mathrm tr``.
    """
    a, b = x[0], y[0]
    if _DIM in (a, b):
        return x.lstrip(_DIM + _BOLD) == y.lstrip(_DIM + _BOLD), None
    if a in _NAMED and b in _NAMED:
        return x[1:] == y[1:] and tight is not False, True
    if not (a in _UPRIGHT or b in _UPRIGHT):
        return False, None
    name, bare = (x, y) if a in _UPRIGHT else (y, x)
    if not name[1:].isalpha():
        return name[1:] == bare, None
    return name[1:] == bare and not (name[0] == _NEXT and tight is True), False


def _thousands(tokens: Sequence[str], at: int) -> bool:
    """Whether the comma parts the digits of one number: ``10,000``."""
    start = at
    while start and at - start < 4 and tokens[start - 1].isdigit():
        start -= 1
    if not 0 < at - start < 4 or (start and tokens[start - 1] in (",", "(", "[", r"\{", "_{")):
        return False
    after = tokens[at + 1 : at + 5]
    return len(after) > 3 and all(t.isdigit() for t in after[:3]) and not after[3].isdigit()


def _translated(han: str, own: Sequence[str], at: int, others: Sequence[str], other: int) -> int:
    """The place behind the words among `others` that translate the Chinese ones at `at`."""
    digits = ""
    follows = own[at + 1]
    whole = follows == "}" and own[at - 1] in ("_{", "^{")
    start = other
    while True:
        token = others[other]
        kind = token[0]
        if token == follows and other > start and (kind in _STARTS or token in _COMMAS):
            break
        if kind in _NAMED:
            digits += token[1:] if token[1:].isdigit() else ""
        elif not (
            kind == _HAN
            or token in _SOFT
            or token in _COMMAS
            or token == _ROW
            or (whole and token.isalnum() and token.isascii())
        ):
            break
        other += 1
    wanted = han[1:]
    return other if not (wanted and digits) or sorted(wanted) == sorted(digits) else start


def _words_moved(one: _Form, two: _Form) -> bool:
    """Whether the formulas agree but for words, which stand elsewhere in the other language."""
    if one.han and not two.han and not one.words <= two.words:
        return False
    if two.han and not one.han and not two.words <= one.words:
        return False
    numbers = [_numbers(form.tokens) for form in (one, two)]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    return _agree(_wordless(one.tokens), _wordless(two.tokens))


def _numbers(tokens: Sequence[str]) -> list[str]:
    """The digits among the words, sorted."""
    words = _TEXTUAL | {_HAN}
    return sorted(
        char for token in tokens if token[0] in words for char in token[1:] if char.isdigit()
    )


def _wordless(tokens: Sequence[str]) -> list[str]:
    """Without words, and without commas but for those between the arguments of a function."""
    skipped = _TEXTUAL | _SOFT | {_HAN, _ROW}
    rest: list[str] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth = max(depth + (token == "(") - (token == ")"), 0)
        if token in _COMMAS:
            beside = (*tokens[max(at - 1, 0) : at], *tokens[at + 1 : at + 2])
            if depth and not any(other[0] in skipped for other in beside):
                rest.append(token)
        elif token[0] not in skipped:
            rest.append(token)
    return rest


# ---- the check


class _Formula(NamedTuple):
    tex: str
    """With what macros stand for, where the text itself defines some."""
    line: int
    written: str

    @property
    def expanded(self) -> bool:
        """Whether it has macros, or defines them."""
        return self.tex != self.written

    @property
    def shown(self) -> str:
        """As it is written, on one line."""
        bare = " ".join(self.written.split())
        return f"${bare if len(bare) <= _LONGEST else bare[: _LONGEST - 1] + '…'}$"


_Pair = tuple[_Formula, _Formula]
_Rest = tuple[list[_Pair], list[_Formula], list[_Formula]]
_LONGEST: Final = 100
_FAR: Final = 0.7  # the share of tokens in which a formula and its nearest may differ
_SMALL: Final = 3  # tokens up to which a formula may be another one altogether
_MOST: Final = 1600  # comparisons, beyond which nothing is matched any more
_LONG: Final = 400  # tokens, beyond which a difference is not worked out in detail


def _texts(side: Side) -> list[str]:
    """All formulas of a side, in no certain order."""
    return [
        *[block.text for block in side.blocks if block.shape is Shape.DISPLAY],
        *[t.value for block in side.blocks for t in block.tokens if t.kind is Kind.FORMULA],
    ]


def _formulas(side: Side) -> list[_Formula]:
    found: list[_Formula] = []
    for block in side.blocks:
        if block.shape is Shape.DISPLAY:
            found.append(_Formula(block.text, block.line, block.text))
        for token in block.tokens:
            if token.kind is Kind.FORMULA:
                found.append(_Formula(token.value, token.line, token.value))
    return found


def _defined(formulas: list[_Formula]) -> dict[str, Macro]:
    """What the formulas define; of two definitions of one name the first one."""
    return {
        macro.name: macro
        for formula in reversed(formulas)
        if _DEFINES.search(formula.tex)
        for macro in reversed(_taken(formula.tex)[0])
    }


def _without_macros(formulas: list[_Formula], macros: dict[str, Macro]) -> list[_Formula]:
    """The formulas with what their macros stand for; without those that only define some.

    A definition holds up to the next one of its name, wherever it stands, as it does on a page.
    """
    macros = dict(macros)
    rest: list[_Formula] = []
    room = _GROWN
    for formula in formulas:
        bare = formula.tex
        if _DEFINES.search(bare):
            own, bare = _taken(bare)
            macros |= {macro.name: macro for macro in own}
        tex = _put_in(bare, macros, room)
        room -= len(tex) - len(bare)
        if tex.strip():
            rest.append(formula._replace(tex=tex))
    return rest


def check(zh: Side, en: Side) -> Iterator[Finding]:
    """Compare the formulas of two sides, in whatever order they stand; total."""
    if Counter(_texts(zh)) == Counter(_texts(en)):
        return
    first, second = _formulas(zh), _formulas(en)
    ones, others = _defined(first), _defined(second)
    if ones or others:
        first, second = (
            _without_macros(first, others | ones),
            _without_macros(second, ones | others),
        )
    ours, theirs = Counter(one.tex for one in first), Counter(two.tex for two in second)
    same, rest_zh, rest_en = _paired(_left(first, theirs), _left(second, ours), _plain)
    alike, rest_zh, rest_en = _paired(rest_zh, rest_en, _spelling)
    agreeing, rest_zh, rest_en = _agreeing(rest_zh, rest_en)
    for one, two in (*same, *alike, *agreeing):
        relation = classify(one.tex, two.tex)
        if relation is Relation.RESPELLED and not (one.expanded or two.expanded):
            yield _respelled(one, two)
        elif relation is Relation.BROKEN:
            yield _broken(one, two)
    near, rest_zh, rest_en = _nearest(rest_zh, rest_en)
    for one, two in near:
        yield _broken(one, two)
    for formula in rest_zh:
        there = theirs[formula.tex]
        message = f"{formula.shown} stands {_times(ours[formula.tex], there)} in English."
        yield Finding(Code.FORMULA_BROKEN, message, zh=formula.line, zh_tokens=(formula.written,))
    for formula in rest_en:
        here = ours[formula.tex]
        message = f"{formula.shown} stands {_times(theirs[formula.tex], here)} in Chinese."
        yield Finding(Code.FORMULA_BROKEN, message, en=formula.line, en_tokens=(formula.written,))


def _times(own: int, other: int) -> str:
    return f"{own}× on this side, but {other}×" if other else "on this side, but not"


def _left(formulas: list[_Formula], others: Counter[str]) -> list[_Formula]:
    """Those that the other side does not have, or not as often."""
    left = others.copy()
    rest: list[_Formula] = []
    for formula in formulas:
        left[formula.tex] -= 1
        if left[formula.tex] < 0:
            rest.append(formula)
    return rest


def _plain(tex: str) -> tuple[str, ...]:
    return _form(tex).lexed


def _spelling(tex: str) -> tuple[str, ...]:
    return _form(tex).tokens


def _paired(
    first: list[_Formula], second: list[_Formula], key: Callable[[str], tuple[str, ...]]
) -> _Rest:
    """Pair formulas that have the same key; and give what is left of either side."""
    waiting: dict[tuple[str, ...], list[_Formula]] = {}
    for formula in reversed(second):
        waiting.setdefault(key(formula.tex), []).append(formula)
    pairs: list[_Pair] = []
    rest: list[_Formula] = []
    for formula in first:
        partners = waiting.get(key(formula.tex))
        if partners:
            pairs.append((formula, partners.pop()))
        else:
            rest.append(formula)
    taken = {id(pair[1]) for pair in pairs}
    return pairs, rest, [formula for formula in second if id(formula) not in taken]


def _agreeing(first: list[_Formula], second: list[_Formula]) -> _Rest:
    """Pair formulas that are respelled in a way that no key shows."""
    if len(first) * len(second) > _MOST:
        return [], first, second
    pairs: list[_Pair] = []
    rest: list[_Formula] = []
    second = list(second)
    for one in first:
        found = next((i for i, two in enumerate(second) if _are_one(one, two)), None)
        if found is None:
            rest.append(one)
        else:
            pairs.append((one, second.pop(found)))
    return pairs, rest, second


def _are_one(one: _Formula, two: _Formula) -> bool:
    return classify(one.tex, two.tex) is not Relation.BROKEN


def _nearest(first: list[_Formula], second: list[_Formula]) -> _Rest:
    """Pair formulas that share the most tokens, the nearest ones first."""
    if len(first) * len(second) > _MOST:
        return [], first, second
    bags = [[Counter(_form(f.tex).tokens) for f in side] for side in (first, second)]
    sizes = [[bag.total() for bag in side] for side in bags]
    ranked: list[tuple[float, int, int, int]] = []
    for i, one in enumerate(bags[0]):
        for j, two in enumerate(bags[1]):
            size = max(sizes[0][i], sizes[1][j], 1)
            far = 1 - (one & two).total() / size
            if far <= _FAR or size <= _SMALL:
                ranked.append((far, abs(i - j), i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(ranked):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return (
        [(first[i], second[j]) for i, j in sorted(pairs.items())],
        [formula for i, formula in enumerate(first) if i not in pairs],
        [formula for j, formula in enumerate(second) if j not in taken],
    )


def _respelled(one: _Formula, two: _Formula) -> Finding:
    message = f"One formula is spelt in two ways: {one.shown} in Chinese, {two.shown} in English."
    shown = (one.written,), (two.written,)
    return Finding(Code.FORMULA_RESPELLED, message, one.line, two.line, *shown)


def _broken(one: _Formula, two: _Formula) -> Finding:
    message = (
        f"{one.shown} in Chinese has no equal in English; the nearest is {two.shown}: "
        f"{_difference(_form(one.tex), _form(two.tex))}."
    )
    shown = (one.written,), (two.written,)
    return Finding(Code.FORMULA_BROKEN, message, one.line, two.line, *shown)


def _difference(one: _Form, two: _Form) -> str:
    """What differs, in words."""
    parts = [f"`{a}` against `{b}`" for a, b in _changes(one.tokens, two.tokens)]
    for form, where in ((one, "in Chinese"), (two, "in English")):
        other = two if form is one else one
        if form.faulty and not other.faulty:
            parts.append(f"a brace, \\left, environment or argument lacks its partner {where}")
        if form.doubled > other.doubled or form.rows < other.rows:
            wrong = "doubled" if form.doubled > other.doubled else "lost"
            parts.append(f"a backslash is {wrong} {where}")
        if form.odd - other.odd:
            odd = " ".join(f"U+{ord(char):04X}" for char in sorted(form.odd - other.odd))
            parts.append(f"{odd} {where}")
        if form.loose > other.loose:
            parts.append(f"the braces of a text are lost {where}")
    if one.tags and two.tags and one.tags != two.tags:
        parts.append(f"tag `{' '.join(one.tags)}` against `{' '.join(two.tags)}`")
    return "; ".join(parts[:4]) or "words in \\text differ"


def _changes(one: Sequence[str], two: Sequence[str]) -> list[tuple[str, str]]:
    """The runs of tokens that differ, as they may be written."""
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    end = 0
    while end < min(len(one), len(two)) - start and one[-1 - end] == two[-1 - end]:
        end += 1
    first, second = one[start : len(one) - end], two[start : len(two) - end]
    if min(len(first), len(second)) <= _SMALL or len(first) + len(second) > _LONG:
        return [(_written(first), _written(second))] if first or second else []
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return [
        (_written(first[a:b]), _written(second[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _written(tokens: Sequence[str]) -> str:
    r"""Tokens as TeX, or as near to it as a list of them comes; ``(nothing)`` for none."""
    text = ""
    for token in tokens[: _SMALL * 4]:
        shown = _SHOWN.get(token[0], "") + token[1:] if token[0] in _MARKS else token
        if text[-1:].isalpha() and shown[:1].isalpha() and _ENDS_IN_NAME.search(text):
            text += " "
        text += shown
    return text + "…" * (len(tokens) > _SMALL * 4) or "(nothing)"
