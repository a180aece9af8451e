"""What MathJax reads and neither KaTeX nor LaTeX does, or not so: colours, boxes, plain TeX."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .tokens import (
    Kind,
    Mode,
    argument_after,
    blank_out,
    group_after,
    inner_text,
    option_after,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .tokens import Token

PLAIN: Final = MappingProxyType(
    {
        r"\cases": "cases",
        r"\matrix": "matrix",
        r"\pmatrix": "pmatrix",
        r"\eqalign": "aligned",
        r"\displaylines": "gathered",
    }
)
"""Plain TeX's commands for what now are environments."""
_COLOURED: Final = MappingProxyType(  # commands, and how many colours each takes
    {r"\color": 1, r"\textcolor": 1, r"\colorbox": 1, r"\fcolorbox": 2}
)
_CSS: Final = """
aliceblue F0F8FF antiquewhite FAEBD7 aqua 00FFFF aquamarine 7FFFD4 azure F0FFFF beige F5F5DC
bisque FFE4C4 black 000000 blanchedalmond FFEBCD blue 0000FF blueviolet 8A2BE2 brown A52A2A
burlywood DEB887 cadetblue 5F9EA0 chartreuse 7FFF00 chocolate D2691E coral FF7F50 cornflowerblue
6495ED cornsilk FFF8DC crimson DC143C cyan 00FFFF darkblue 00008B darkcyan 008B8B darkgoldenrod
B8860B darkgray A9A9A9 darkgreen 006400 darkgrey A9A9A9 darkkhaki BDB76B darkmagenta 8B008B
darkolivegreen 556B2F darkorange FF8C00 darkorchid 9932CC darkred 8B0000 darksalmon E9967A
darkseagreen 8FBC8F darkslateblue 483D8B darkslategray 2F4F4F darkslategrey 2F4F4F darkturquoise
00CED1 darkviolet 9400D3 deeppink FF1493 deepskyblue 00BFFF dimgray 696969 dimgrey 696969
dodgerblue 1E90FF firebrick B22222 floralwhite FFFAF0 forestgreen 228B22 fuchsia FF00FF
gainsboro DCDCDC ghostwhite F8F8FF gold FFD700 goldenrod DAA520 gray 808080 green 008000
greenyellow ADFF2F grey 808080 honeydew F0FFF0 hotpink FF69B4 indianred CD5C5C indigo 4B0082
ivory FFFFF0 khaki F0E68C lavender E6E6FA lavenderblush FFF0F5 lawngreen 7CFC00 lemonchiffon
FFFACD lightblue ADD8E6 lightcoral F08080 lightcyan E0FFFF lightgoldenrodyellow FAFAD2 lightgray
D3D3D3 lightgreen 90EE90 lightgrey D3D3D3 lightpink FFB6C1 lightsalmon FFA07A lightseagreen
20B2AA lightskyblue 87CEFA lightslategray 778899 lightslategrey 778899 lightsteelblue B0C4DE
lightyellow FFFFE0 lime 00FF00 limegreen 32CD32 linen FAF0E6 magenta FF00FF maroon 800000
mediumaquamarine 66CDAA mediumblue 0000CD mediumorchid BA55D3 mediumpurple 9370DB mediumseagreen
3CB371 mediumslateblue 7B68EE mediumspringgreen 00FA9A mediumturquoise 48D1CC mediumvioletred
C71585 midnightblue 191970 mintcream F5FFFA mistyrose FFE4E1 moccasin FFE4B5 navajowhite FFDEAD
navy 000080 oldlace FDF5E6 olive 808000 olivedrab 6B8E23 orange FFA500 orangered FF4500 orchid
DA70D6 palegoldenrod EEE8AA palegreen 98FB98 paleturquoise AFEEEE palevioletred DB7093
papayawhip FFEFD5 peachpuff FFDAB9 peru CD853F pink FFC0CB plum DDA0DD powderblue B0E0E6 purple
800080 rebeccapurple 663399 red FF0000 rosybrown BC8F8F royalblue 4169E1 saddlebrown 8B4513
salmon FA8072 sandybrown F4A460 seagreen 2E8B57 seashell FFF5EE sienna A0522D silver C0C0C0
skyblue 87CEEB slateblue 6A5ACD slategray 708090 slategrey 708090 snow FFFAFA springgreen 00FF7F
steelblue 4682B4 tan D2B48C teal 008080 thistle D8BFD8 tomato FF6347 turquoise 40E0D0 violet
EE82EE wheat F5DEB3 white FFFFFF whitesmoke F5F5F5 yellow FFFF00 yellowgreen 9ACD32
"""
_CSS_COLOURS: Final = MappingProxyType(dict(re.findall(r"(\w+)\s+(\w+)", _CSS)))
# Names that mean the same colour in CSS and in xcolor.
_SAME_COLOURS: Final = frozenset(
    {"black", "blue", "cyan", "magenta", "olive", "red", "teal", "white", "yellow"}
)


def translate(tokens: Sequence[Token], out: list[str], *, katex: bool) -> None:
    """Put into ``out`` the rewrites that both programs need; ``katex`` says for which."""
    for index, token in enumerate(tokens):
        if token.kind is not Kind.WORD or token.mode is Mode.RAW:
            continue
        if token.text in (r"\require", r"\class", r"\style", r"\cssId"):
            argument = group_after(tokens, index)
            if argument is not None:
                blank_out(out, index, argument[1])
        elif token.text == r"\unicode":
            _put_character(tokens, out, index, katex=katex)
        elif token.text in _COLOURED:
            _colour(tokens, out, index, katex=katex)
        elif token.text == r"\bbox" and token.mode is Mode.MATH:
            _box(tokens, out, index, katex=katex)
        elif token.text in PLAIN and token.mode is Mode.MATH:
            cells = group_after(tokens, index)
            if cells is not None:
                out[index] = rf"\begin{{{PLAIN[token.text]}}}"
                out[cells[0]], out[cells[1]] = "", rf"\end{{{PLAIN[token.text]}}}"


def _put_character(tokens: Sequence[Token], out: list[str], index: int, *, katex: bool) -> None:
    r"""``\unicode{x263a}``: the character itself."""
    option = option_after(tokens, index)
    code = group_after(tokens, option[1] if option else index)
    if code is None:
        return
    found = re.fullmatch(r"\s*(?:[xX]([0-9A-Fa-f]{1,6})|([0-9]{1,7}))\s*", inner_text(tokens, code))
    if found is None:
        return
    number = int(found[1], 16) if found[1] else int(found[2])
    character = chr(number) if number <= 0x10FFFF else ""
    if not character.isprintable() or (character.isascii() and not character.isalnum()):
        return
    blank_out(out, index, code[1])
    in_formula = tokens[index].mode is Mode.MATH and not character.isascii()
    out[index] = rf"{{\text{{{character}}}}}" if in_formula and not katex else character


def _colour(tokens: Sequence[Token], out: list[str], index: int, *, katex: bool) -> None:
    r"""Respell colours; ``\color{red}{x}``, which colours its argument, becomes ``\textcolor``."""
    last, model = index, ""
    for _ in range(_COLOURED[tokens[index].text]):
        option = option_after(tokens, last)
        value = group_after(tokens, option[1] if option else last)
        if value is None:
            return
        model = inner_text(tokens, option) if option else model
        written = f"[{model}]" * bool(option) + "{" + inner_text(tokens, value) + "}"
        spelled = _spelled(inner_text(tokens, value).strip(), model.strip(), katex=katex)
        if spelled is not None and spelled != written:
            first = option[0] if option else value[0]
            blank_out(out, first, value[1])
            out[first] = spelled
        last = value[1]
    if tokens[index].text == r"\color" and group_after(tokens, last):
        out[index] = r"\textcolor"


def _box(tokens: Sequence[Token], out: list[str], index: int, *, katex: bool) -> None:
    r"""MathJax's ``\bbox[yellow, 5px, border: 1px solid red]{..}``, without the padding."""
    option = option_after(tokens, index)
    content = argument_after(tokens, option[1] if option else index)
    if content is None or (option is None and tokens[content[0]].text == "["):
        return
    # A box around one unbraced character is not worth its rules: the character stays.
    style = inner_text(tokens, option) if option and content[0] != content[1] else ""
    fill = frame = None
    for item in re.findall(r"(?:[^,;(]|\([^)]*\))+", style[:200]):
        name, _, value = item.strip().rpartition(":")
        words = value.split(maxsplit=2)
        if name == "border":
            frame = _spelled(words[2], "", katex=katex) if len(words) > 2 else ""
            frame = frame or ""
        elif name in ("", "background", "background-color") and not value[:1].isdigit():
            fill = _spelled(value.strip(), "", katex=katex) or fill
    for position in range(index, (option[1] if option else index) + 1):
        out[position] = ""
    if frame == "" and fill is None:
        out[index] = r"\boxed"
    elif frame is not None or fill is not None:
        if frame is None:
            out[index] = rf"\colorbox{fill}"
        else:
            # Neither has a box with a frame alone; paper is white, a page may be dark.
            empty = "{transparent}" if katex else "{white}"
            out[index] = rf"\fcolorbox{frame or '{black}'}{fill or empty}"
        out[content[0]] = "{$" + r"\displaystyle " * tokens[index].display
        out[content[1]] = "$}"


def _spelled(value: str, model: str, *, katex: bool) -> str | None:
    """Spell a colour as the argument that KaTeX or xcolor takes; None for one that isn't known."""
    if katex and not model and re.fullmatch(r"#?[0-9A-Za-z]+", value):
        return f"{{{value}}}"
    if not katex and (model or value in _SAME_COLOURS):
        return f"[{model}]{{{value}}}" if model else f"{{{value}}}"
    digits = _hexadecimal(value, model)
    if digits is None:
        return None
    return f"{{#{digits.lower()}}}" if katex else f"[HTML]{{{digits}}}"


def _hexadecimal(value: str, model: str) -> str | None:
    """Give a colour's six digits, from CSS (no model) or one of xcolor's models."""
    numbers = [float(number) for number in re.findall(r"[0-9]*\.?[0-9]+", value[:60])]
    if model == "HTML" or value.startswith("#"):
        digits = value.removeprefix("#").upper()
        if re.fullmatch(r"[0-9A-F]{3}", digits):
            digits = "".join(2 * digit for digit in digits)
        return digits if re.fullmatch(r"[0-9A-F]{6}", digits) else None
    if model == "RGB" or (not model and value.startswith("rgb(")):
        scale = 1.0
    elif model in ("rgb", "gray"):
        numbers, scale = numbers * (3 if model == "gray" else 1), 255.0
    else:
        return _CSS_COLOURS.get(value.lower()) if model in ("", "named") else None
    levels = [min(255, round(scale * number)) for number in numbers]
    return "".join(f"{level:02X}" for level in levels) if len(levels) == 3 else None
