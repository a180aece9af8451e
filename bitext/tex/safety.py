r"""What a formula must not do: read or write files, build commands out of letters, be a program.

KaTeX can do nothing of the kind.  TeX can, and `xelatex` is given every formula; how it is run
(``tools/xelatex.sh``: no shell, no files outside of its folder, so much time) is the second wall,
and this the first, whose messages name the post and the line.

>>> danger(r'x + \input{/etc/passwd}')
Danger(words='\\input is not for formulas', position=4)
>>> danger(r'\begin{aligned} a &= b \end{aligned}') is None
True
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .tokens import TOKEN

LONGEST: Final = 20_000
"""Characters of a formula; kexue.fm's longest has 2,500."""

_REFUSED: Final = frozenset(
    rf"\{name}"
    for names in (
        # files, and what runs or loads something
        "input include includeonly includegraphics InputIfFileExists IfFileExists endinput import",
        "subimport subfile includepdf verbatiminput VerbatimInput lstinputlisting openin openout",
        "closein closeout read readline write immediate newread newwrite special pdfximage",
        "XeTeXpicfile XeTeXpdffile filedump filesize filemoddate mdfivesum directlua luaexec",
        "ShellEscape usepackage RequirePackage documentclass LoadClass bibliography graphicspath",
        "addbibresource tableofcontents listoffigures listoftables printindex message errmessage",
        "typein typeout show showthe showtokens shipout dump bye stop",
        # names and characters that are not what they look like
        "csname endcsname UseName ExpandArgs catcode lccode uccode sfcode mathcode delcode verb",
        "mathchardef chardef scantokens detokenize string meaning lowercase uppercase",
        "MakeLowercase MakeUppercase makeatletter makeatother ExplSyntaxOn jobname",
        # programs
        "let futurelet edef gdef xdef expandafter noexpand unexpanded expanded aftergroup",
        "afterassignment everymath everydisplay everypar everyhbox everyvbox everycr everyeof",
        "everyjob output loop repeat newif newcount newdimen newskip newtoks newbox",
        "newenvironment renewenvironment NewDocumentCommand RenewDocumentCommand",
        "ProvideDocumentCommand DeclareDocumentCommand NewDocumentEnvironment",
        "DeclareRobustCommand advance multiply divide count dimen skip toks the number",
        "romannumeral AtBeginDocument AtEndDocument protected outer else or fi unless par",
    )
    for name in names.split()
)
"""Commands that no formula needs; and ``\\if..`` of any name but ``\\iff``, the arrow."""

_ENVIRONMENTS: Final = frozenset(
    name
    for names in (
        "equation align aligned alignat alignedat flalign gather gathered split multline",
        "multlined eqnarray subequations math displaymath array darray matrix pmatrix bmatrix",
        "Bmatrix vmatrix Vmatrix smallmatrix subarray cases dcases rcases drcases CD tabular",
    )
    for name in names.split()
)
"""``\\begin{name}`` runs the command ``\\name``: any other name could be ``input``."""

_WORD: Final = re.compile(r"\\[A-Za-z]+")
_SUSPECT: Final = re.compile(r"\\(?:begin|end|if|href|url)|\^\^|%")
r"""What has to be looked at: also in ``\\if``, a row's end and a word."""

# LaTeX reads an address verbatim, where a backslash or % does not mean what it does elsewhere.
_ADDRESS: Final = re.compile(r"\\(?:href|url)(?![A-Za-z])\s*(?:\{([^{}\\%^]*)\})?")
_SCHEME: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


class Danger(NamedTuple):
    """What is not allowed, and where it begins in the source, from 0."""

    words: str
    position: int


def danger(source: str) -> Danger | None:
    r"""Find the first thing in a formula, or in a macro's body, that formulas must not do.

    It is enough to ask this of a source as the author wrote it, before macros are expanded:
    no allowed command makes one of these out of parts.
    """
    if len(source) > LONGEST:
        return Danger(f"it has {len(source):,} characters, more than {LONGEST:,}", LONGEST)
    if not _SUSPECT.search(source) and _REFUSED.isdisjoint(_WORD.findall(source)):
        return None  # as nearly every formula: the rest takes ten times as long
    before = ""
    # In comments as well: what is one here need not be one to TeX.
    for found in TOKEN.finditer(source.replace("%", " ")):
        text, kind = found.group(), found.lastgroup
        if kind in ("BEGIN", "END"):
            name = text[text.index("{") + 1 : -1].removesuffix("*")
            if name not in _ENVIRONMENTS:
                return Danger(f"there is no environment {name!r} in formulas", found.start())
        elif kind == "WORD":
            if text in (r"\begin", r"\end"):
                return Danger(rf"{text} wants the name of an environment", found.start())
            if text in _REFUSED or (text.startswith(r"\if") and text != r"\iff"):
                return Danger(rf"{text} is not for formulas", found.start())
        elif text == "^" and before == "^":  # TeX's way to write \ as ^^5c
            return Danger("^^ is not for formulas", found.start() - 1)
        before = text
    for link in _ADDRESS.finditer(source):
        scheme = _SCHEME.match(link[1] or "")
        if link[1] is None or (scheme and scheme[1].lower() not in ("http", "https")):
            return Danger(
                "an address in a formula is one of http: or https:, without \\, % and ^",
                link.start(),
            )
    return None
