r"""Formulas in the little HTML that feed readers keep: ``<i>``, ``<b>``, ``<sub>``, ``<sup>``.

Feed readers keep neither style sheets nor, mostly, MathML, whose bare text is no formula
(``e kt`` for :math:`e^{kt}`). So a formula that is a row of letters, signs and scripts is
written as such, with a fraction as ``(a/b)`` and a root as ``√(x)``; any other one (matrices,
braces, fractions of fractions ...) is left to the caller, who has its TeX source::

    <msub><mi mathvariant="bold-italic">W</mi><mi>t</mi></msub>
    <b><i>W</i></b><sub><i>t</i></sub>
"""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lxml.etree import _Element

# As TeX spaces them; what is in neither stands close.
_RELATIONS: Final = frozenset("=≠≡≈≃≅∼≜≐:<>≤≥≪≫⩽⩾≲≳∈∉∋⊂⊃⊆⊇→←↔⇒⇐⇔⟶⟵⟹⟸⟺↦⟼↑↓∝⊥≺≻⪯⪰∀∃")
_OPERATIONS: Final = frozenset("+-−±∓×⋅·∘∗⊙⊗⊕∪∩∖∧∨/")
_CLOSE: Final = frozenset("/∘⊙")  # of these, not spaced
_OPENING: Final = frozenset("([{⟨⌊⌈")
_INVISIBLE: Final = "\u2061\u2062\u2063\u2064"
_ACCENTS: Final = {
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "ˉ": "\u0304",
    "¯": "\u0304",
    "‾": "\u0304",
    "˙": "\u0307",
    "¨": "\u0308",
    "⃗": "\u20d7",
    "→": "\u20d7",
    "ˇ": "\u030c",
    "˘": "\u0306",
}
_LETTERS: Final = {
    "double-struck": ("DOUBLE-STRUCK", "MATHEMATICAL DOUBLE-STRUCK"),
    "script": ("SCRIPT", "MATHEMATICAL SCRIPT"),
    "fraktur": ("BLACK-LETTER", "MATHEMATICAL FRAKTUR"),
}


class _NotPlainError(Exception):
    """The formula has a part for which HTML has no form."""


def plain_math(formula: _Element) -> str | None:
    """HTML for a ``<math>`` element as KaTeX writes it; None where it would not be the formula."""
    flat = _flat([formula])
    lines = list(flat[0].iter("mtr")) if [part.tag for part in flat] == ["mtable"] else [formula]
    try:
        return "<br>".join(
            " ".join(_line(line).split()).replace("</i><i>", "").replace("</b><b>", "")
            for line in lines
        )
    except _NotPlainError:
        return None


def _line(line: _Element) -> str:
    """A formula, or a row of an aligned display, whose cells stand in pairs (``a &= b``)."""
    if line.tag != "mtr":
        return _row([line])
    cells = [_row([cell]) for cell in line]
    pairs = ("".join(cells[at : at + 2]) for at in range(0, len(cells), 2))
    return " ".join(pairs)


def _row(parts: Sequence[_Element], *, script: bool = False) -> str:
    """A row of parts, with the spaces that TeX would set; none in scripts."""
    written = ""
    infix = False  # whether an operand stands to the left
    flat = list(_flat(parts))
    for index, part in enumerate(flat):
        sign = _sign(part)
        if sign is None:
            html = _part(part)
            written += " " if infix and _is_name(part) else ""
            written += html
            infix = infix or bool(html)
            continue
        last = index == len(flat) - 1
        if not sign:  # an operator's name, as log, ends here
            bare = not last and _sign(flat[index + 1]) is None
            written += " " if infix and bare else ""
        elif script or (sign in _RELATIONS and len(flat) == 1):
            written += _escaped(sign)
        elif sign in _RELATIONS:
            written += f" {_escaped(sign)} "
            infix = False
            continue
        elif sign in _OPERATIONS:
            spaced = infix and not last and sign not in _CLOSE
            written += f" {sign} " if spaced else sign
            infix = False
            continue
        elif sign in ",;":
            written += sign if last else f"{sign} "
            infix = False
            continue
        else:
            written += _escaped(sign)
        infix = sign not in _OPENING
    return written


def _flat(parts: Sequence[_Element]) -> list[_Element]:
    """The parts, with those of plain rows in the rows' place."""
    found: list[_Element] = []
    for part in parts:
        if part.tag in {"math", "mrow", "mstyle", "mpadded", "mtd"}:
            found += _flat(list(part))
        elif part.tag == "semantics":
            found += _flat(list(part)[:1])
        else:
            found.append(part)
    return found


def _is_name(part: _Element) -> bool:
    """Whether it is an operator's name, as log, or has one at its head."""
    head = _flat([part])[:1]
    while head and len(head[0]):
        head = _flat(list(head[0])[:1])
    return bool(head) and head[0].tag == "mi" and len(head[0].text or "") > 1


def _sign(part: _Element) -> str | None:
    """An operator's sign; None for what is none."""
    if part.tag == "mo":
        return (part.text or "").strip(_INVISIBLE)
    return None


def _part(part: _Element) -> str:
    """Anything but an operator."""
    write = _PARTS.get(str(part.tag))
    if write is None:
        raise _NotPlainError
    return write(part)


def _letter(part: _Element) -> str:
    text = part.text or ""
    variant = part.get("mathvariant") or ("italic" if len(text) == 1 else "normal")
    bold = variant.startswith("bold")
    family = variant.removeprefix("bold").strip("-") or "normal"
    if family in _LETTERS:
        text, family = "".join(_styled(char, family) for char in text), "normal"
    elif family not in {"normal", "italic"}:  # sans-serif, monospace: the letter is enough
        family = "normal"
    # Signs, digits and Han characters are upright, whatever KaTeX calls them.
    slanted = family == "italic" and text.isalpha() and text < "\u2e80"
    html = f"<i>{_escaped(text)}</i>" if slanted else _escaped(text)
    return f"<b>{html}</b>" if bold else html


def _styled(char: str, family: str) -> str:
    """ℝ for R; a character that has no such form as it is."""
    kind = "CAPITAL" if char.isupper() else "SMALL"
    for prefix in _LETTERS[family]:
        try:
            return unicodedata.lookup(f"{prefix} {kind} {char.upper()}")
        except KeyError:
            continue
    return char


def _text(part: _Element) -> str:
    return _escaped((part.text or "").replace("\xa0", " "))


def _space(part: _Element) -> str:
    width = part.get("width") or "0em"
    try:
        return " " if float(width.removesuffix("em")) > 0.1 else ""
    except ValueError:
        return " "


def _scripts(*tags: str) -> Callable[[_Element], str]:
    """A base with what stands below and above it."""

    def write(part: _Element) -> str:
        base, *scripts = list(part)
        if part.get("accent") == "true":
            return _accented(base, scripts[0])
        written = _base(base)
        for tag, script in zip(tags, scripts, strict=True):
            inner = _row([script], script=True)
            if inner in {"′", "′′", "′′′"}:
                written += inner  # a prime is raised as it is
            elif inner:
                written += f"<{tag}>{inner}</{tag}>"
        return written

    return write


def _fraction(part: _Element) -> str:
    if part.get("linethickness") == "0px":
        raise _NotPlainError
    return "({}/{})".format(*map(_whole, part))


def _root(part: _Element) -> str:
    return f"√({_row(list(part))})"


def _whole(part: _Element) -> str:
    """A numerator, in brackets where it is more than one sign."""
    if any(True for _ in part.iter("mfrac")):
        raise _NotPlainError
    flat = [each for each in _flat([part]) if each.tag != "mspace"]
    row = _row(flat)
    return row if len(flat) == 1 else f"({row})"


def _base(base: _Element) -> str:
    """What scripts stand at: one sign, or a name; of more, they would stand at the last."""
    flat = [part for part in _flat([base]) if _sign(part) != ""]
    if len(flat) > 1:
        raise _NotPlainError
    return _row(flat, script=True)


def _accented(base: _Element, accent: _Element) -> str:
    mark = _ACCENTS.get((_sign(accent) or "").strip())
    flat = _flat([base])
    if mark is None or len(flat) != 1 or len(flat[0].text or "") != 1:
        raise _NotPlainError
    inner = _part(flat[0])
    letter = flat[0].text or ""
    return inner.replace(letter, letter + mark, 1)


_PARTS: Final[dict[str, Callable[[_Element], str]]] = {
    "mi": _letter,
    "mn": _letter,
    "mtext": _text,
    "mspace": _space,
    "mfrac": _fraction,
    "msqrt": _root,
    "msub": _scripts("sub"),
    "msup": _scripts("sup"),
    "msubsup": _scripts("sub", "sup"),
    "munder": _scripts("sub"),
    "mover": _scripts("sup"),
    "munderover": _scripts("sub", "sup"),
}


def _escaped(text: str) -> str:
    return escape(text, quote=False)
