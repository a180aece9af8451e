r"""A formula as a search sees it: the words in it, and a line of plain text for an excerpt.

>>> words(r"\boldsymbol W=\operatorname{msign}(\boldsymbol M_t)+\eta\,\text{RMS Norm}")
['W', 'msign', 'M', 't', 'eta', 'RMS', 'Norm']
>>> plain(r"\boldsymbol S_t=\frac{1}{2}\Vert\boldsymbol S\Vert^2\le\eta")
'S_t=1/2‖S‖^2≤η'
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final

_TOKEN: Final = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[^{}]*\})?|\\(?:label|color|phantom)\s*\{[^{}]*\}"
    r"|\\([A-Za-z]+)\*?[ \t]*|\\(.)|([A-Za-z]+)|([0-9]+(?:\.[0-9]+)?)|(\s+)|(.)",
    re.DOTALL,
)
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
_SPACING: Final = frozenset(",;:! ")


def words(tex: str) -> list[str]:
    """Names of commands and operators, words of text, letters; nothing of how they look."""
    found = []
    for token in _TOKEN.finditer(tex):
        command, _, letters, *_ = token.groups()
        if command and command not in _LOOKS and not _is_sign(command):
            found.append(command)
        elif letters:
            found.append(letters)
    return found


def plain(tex: str) -> str:
    """One line of text, near enough to be known again."""
    pieces: list[str] = []
    for token in _TOKEN.finditer(tex):
        command, escaped, letters, number, space, other = token.groups()
        if command:
            if command in ("frac", "dfrac", "tfrac"):
                pieces.append("\0")
            elif command not in _LOOKS:
                pieces.append(_SYMBOLS.get(command) or _greek(command) or _named(command))
        elif escaped:
            pieces.append("" if escaped in _SPACING else "; " if escaped == "\\" else escaped)
            if escaped == "|":
                pieces[-1] = "‖"
        elif space:
            pieces.append(" ")
        else:
            pieces.append(letters or number or (other or "").strip("&$~"))
    line = "".join(pieces)
    # \frac{a}{b}, by now \0{a}{b}; what holds braces itself stays apart.
    line = re.sub(r"\x00\s*\{?([^{}\x00])\}?\s*\{?([^{}\x00])\}?", r"\1/\2", line)
    line = re.sub(r"\x00\{([^{}\x00]*)\}\{([^{}\x00]*)\}", r"(\1)/(\2)", line)
    line = re.sub(r"(?<=[_^])\{([^{}]{2,})\}", r"(\1)", line)
    return " ".join(re.sub(r"[{}\x00]", "", line).split())


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
