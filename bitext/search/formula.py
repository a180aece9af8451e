r"""A formula as a search sees it: the words in it, and a line of plain text for an excerpt.

>>> formulas = Formulas()
>>> formulas(r"\boldsymbol W=\operatorname{msign}(\boldsymbol M_t)+\eta\,\text{RMS Norm}").words
['W', 'msign', 'M', 't', 'eta', 'RMS', 'Norm']
>>> formulas(r"\boldsymbol S_t=\frac{1}{2}\Vert\boldsymbol S\Vert^2\le\eta").plain
'S_t=1/2‖S‖^2≤η'
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[^{}]*\})?|\\(?:label|color|phantom)\s*\{[^{}]*\}"
    r"|\\[A-Za-z]+\*?[ \t]*|\\.|[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|\s+|.",
    re.DOTALL,
)
# \frac{a}{b}, by now \0{a}{b}; what holds braces itself stays apart.
_FRACTION: Final = re.compile(r"\x00\s*\{?([^{}\x00])\}?\s*\{?([^{}\x00])\}?")
_LONG_FRACTION: Final = re.compile(r"\x00\{([^{}\x00]*)\}\{([^{}\x00]*)\}")
_SCRIPT: Final = re.compile(r"(?<=[_^])\{([^{}]{2,})\}")
_BRACES: Final = re.compile(r"[{}\x00]")
# How things look, not what they are.
_LOOKS_WORDS: Final = (
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle "
    "textstyle scriptstyle scriptscriptstyle limits nolimits boldsymbol bm mathbf mathcal mathbb "
    "mathrm mathsf mathit mathfrak mathscr mathtt mathop mathbin mathrel mathord operatorname text "
    "textbf textit textrm textsf texttt mbox hbox rm bf it quad qquad hspace frac dfrac tfrac "
    "cfrac sqrt underbrace overbrace underset overset stackrel substack hline notag nonumber tag "
    "textcolor newline hphantom vphantom smash"
)
_LOOKS: Final = frozenset(_LOOKS_WORDS.split())
_SYMBOLS: Final = MappingProxyType(
    {
        **dict.fromkeys(("cdot", "cdotp"), "·"),
        **dict.fromkeys(("dots", "ldots", "cdots", "vdots", "ddots", "dotsc", "dotsb"), "…"),
        **dict.fromkeys(("Vert", "lVert", "rVert", "|"), "‖"),
        **dict.fromkeys(("vert", "lvert", "rvert", "mid"), "|"),
        **dict.fromkeys(("le", "leq", "leqslant"), "≤"),
        **dict.fromkeys(("ge", "geq", "geqslant"), "≥"),
        **dict.fromkeys(("ne", "neq"), "≠"),
        **dict.fromkeys(("to", "rightarrow", "longrightarrow"), "→"),
        **dict.fromkeys(("Rightarrow", "implies", "Longrightarrow"), "⇒"),
        **dict.fromkeys(("iff", "Leftrightarrow", "Longleftrightarrow"), "⇔"),
        "approx": "≈", "sim": "∼", "equiv": "≡", "propto": "∝", "triangleq": "≜", "ll": "≪",
        "gg": "≫", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "sum": "∑",
        "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "infty": "∞", "top": "⊤",
        "intercal": "⊤", "odot": "⊙", "otimes": "⊗", "oplus": "⊕", "times": "×", "pm": "±",
        "circ": "∘", "star": "⋆", "ast": "∗", "langle": "⟨", "rangle": "⟩", "lfloor": "⌊",
        "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "forall": "∀", "exists": "∃", "ell": "ℓ",
        "leftarrow": "←", "colon": ":", "perp": "⊥", "dagger": "†", "mapsto": "↦", "prime": "′",
        "varepsilon": "ε", "varphi": "φ", "vartheta": "θ", "varrho": "ρ", "backslash": "\\",
        "lbrack": "[", "rbrack": "]", "lbrace": "{", "rbrace": "}",
        "hat": "", "tilde": "", "bar": "", "widehat": "", "widetilde": "", "overline": "",
    }
)  # fmt: skip
_ESCAPED: Final = MappingProxyType({**dict.fromkeys(",;:! ", ""), "\\": "; ", "|": "‖"})


class Formula(NamedTuple):
    """What a formula says."""

    words: list[str]
    """Names of commands and operators, words of text, letters; nothing of how they look."""
    plain: str
    """One line of text, near enough to be known again."""


class Formulas:
    """``formulas(tex)``; each formula, and each of its tokens, is worked out once."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, str]] = {}
        self._known: dict[str, Formula] = {}

    def __call__(self, tex: str) -> Formula:
        """What `tex` says."""
        found = self._known.get(tex)
        if found is None:
            found = self._known[tex] = self._read(tex)
        return found

    def _read(self, tex: str) -> Formula:
        line, words = "", []
        for token in _TOKEN.findall(tex):
            said = self._tokens.get(token)
            if said is None:
                said = self._tokens[token] = _said(token)
            line += said[0]
            if said[1]:
                words.append(said[1])
        if "\0" in line:
            line = _LONG_FRACTION.sub(r"(\1)/(\2)", _FRACTION.sub(r"\1/\2", line))
        if "{" in line:
            line = _SCRIPT.sub(r"(\1)", line)
        return Formula(words, " ".join(_BRACES.sub("", line).split()))


def _said(token: str) -> tuple[str, str]:
    """What a token is in the line, and as a word."""
    if token[0] == "\\" and len(token) > 1:
        if token.endswith("}") and len(token) > 2:
            return "", ""
        command = token[1:].rstrip(" \t*")
        if not (command.isascii() and command.isalpha()):
            return _ESCAPED.get(token[1], token[1]), ""
        if command in ("frac", "dfrac", "tfrac"):
            return "\0", ""
        if command in _LOOKS:
            return "", ""
        sign = _SYMBOLS.get(command) or _greek(command) or _named(command)
        return sign, "" if _is_sign(command) else command
    if token.isspace():
        return " ", ""
    return token.strip("&$~"), token if token.isascii() and token.isalpha() else ""


def _is_sign(command: str) -> bool:
    return command in _SYMBOLS and not command.startswith("var")


def _greek(command: str) -> str:
    case = "CAPITAL" if command[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(
            f"GREEK {case} LETTER {command.replace('lambda', 'lamda').upper()}"
        )
    except KeyError:
        return ""


def _named(command: str) -> str:
    return "" if command in _SYMBOLS else f"{command} " if len(command) > 1 else command
