"""What a check can find, how grave it is, and how it is said: plain data."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import NamedTuple


class Severity(IntEnum):
    """How grave a finding is; more is graver."""

    HINT = 1
    """Worth a look; never fails a check by itself."""
    WARNING = 2
    """Most likely wrong."""
    ERROR = 3
    """A formula, number or reference differs, or will not be set: wrong in one language."""


class Code(Enum):
    """The stable names of findings: what an allowance names, and a report lists.

    The value is the name and the severity that it has unless a check says otherwise.
    """

    def __init__(self, label: str, severity: Severity) -> None:
        self.label = label
        self.severity = severity

    FORMULA_BROKEN = ("formula-broken", Severity.ERROR)
    """A formula of one side has no equal on the other."""
    FORMULA_RESPELLED = ("formula-respelled", Severity.HINT)
    r"""The two sides write one formula in two ways (``\\le`` and ``\\leq``)."""

    TEX_FULL_WIDTH = ("tex-full-width", Severity.ERROR)
    """Full-width punctuation or a full-width letter in a formula."""
    TEX_HAN = ("tex-han", Severity.ERROR)
    r"""Han characters in a formula, outside ``\\text{}``."""
    TEX_BACKSLASH = ("tex-backslash", Severity.ERROR)
    r"""A doubled, lost or lonely backslash: ``\\\\top``, ``eta``, ``\\ frac``."""
    TEX_COMMAND = ("tex-command", Severity.ERROR)
    """A command that TeX does not know; the nearest known one is named."""
    TEX_UNBALANCED = ("tex-unbalanced", Severity.ERROR)
    r"""A brace, ``\\left``, or environment without its partner."""
    TEX_SCRIPT = ("tex-script", Severity.ERROR)
    """A sub- or superscript that TeX refuses (two of a kind) or reads otherwise (``_t-1``)."""
    TEX_DOLLAR = ("tex-dollar", Severity.ERROR)
    """A lost dollar sign: TeX in the prose, or prose in a formula."""
    TEX_BLANK_LINE = ("tex-blank-line", Severity.ERROR)
    """An empty line in a displayed formula ends it."""
    TEX_MARKDOWN = ("tex-markdown", Severity.ERROR)
    r"""Markdown's own marks in a formula (``\\_``, ``\\*``, ``|`` escaped), or eaten by it."""
    TEX_ENTITY = ("tex-entity", Severity.ERROR)
    """An HTML entity or tag in a formula."""
    TEX_INVISIBLE = ("tex-invisible", Severity.ERROR)
    """A zero-width, private or look-alike character."""

    CITATION = ("citation", Severity.ERROR)
    """A work is cited on one side only, or more often there."""
    REFERENCE = ("reference", Severity.ERROR)
    """An equation, section, figure or post is referred to on one side only."""
    LINK = ("link", Severity.ERROR)
    """A link's or image's address differs."""
    FOOTNOTE = ("footnote", Severity.ERROR)
    """A footnote's mark differs."""
    CODE_SPAN = ("code-span", Severity.WARNING)
    """Inline code differs."""
    NUMBER = ("number", Severity.ERROR)
    """A number, percentage, range or date has another value on the other side."""
    UNIT = ("unit", Severity.WARNING)
    """A number has another unit on the other side."""
    ORDER = ("order", Severity.WARNING)
    """Citations, references or links of the two sides come in crossing order."""
    NEGATION = ("negation", Severity.HINT)
    """One side negates, the other does not seem to."""
    COMPARISON = ("comparison", Severity.HINT)
    """One side says more, the other less, or nothing."""
    QUESTION = ("question", Severity.HINT)
    """A paragraph asks on one side only."""

    BLOCKS = ("blocks", Severity.ERROR)
    """The sides have other paragraphs, lists or blocks."""
    ITEMS = ("items", Severity.ERROR)
    """Lists or tables of the two sides have different lengths."""
    EMPHASIS = ("emphasis", Severity.HINT)
    """Another number of emphasised or bold runs."""
    EMPTY = ("empty", Severity.ERROR)
    """A side holds nothing."""
    UNTRANSLATED = ("untranslated", Severity.ERROR)
    """A side, or a part of it, is written in the other language, or in a third one."""
    RATIO = ("ratio", Severity.WARNING)
    """A paragraph is much longer or shorter than its partner lets expect, or breaks off."""
    REPEATED = ("repeated", Severity.WARNING)
    """A paragraph, sentence or phrase stands twice on one side, and once on the other."""

    NAME = ("name", Severity.WARNING)
    """A name in Latin letters stands in the Chinese, and nowhere in the English."""
    REMARK = ("remark", Severity.WARNING)
    """Words of a translator's or a program's own: “Here is the translation”."""

    TERM = ("term", Severity.WARNING)
    """A term of the glossary stands on one side only."""
    TERM_UNKNOWN = ("term-unknown", Severity.HINT)
    """Two words that recur together, and are not in the glossary."""

    EMPHASIS_FAILS = ("emphasis-fails", Severity.ERROR)
    """``*`` or ``_`` that Markdown does not take for emphasis, beside punctuation mostly."""
    SPACE = ("space", Severity.WARNING)
    """A space missing or too many between Han and Latin, digits, formulas, roles."""
    HALF_WIDTH = ("half-width", Severity.WARNING)
    """Half-width punctuation in Chinese."""
    FULL_WIDTH = ("full-width", Severity.WARNING)
    """Full-width punctuation or Han in English."""
    QUOTES = ("quotes", Severity.WARNING)
    """Straight quotes, or quotes without a partner."""
    DOTS = ("dots", Severity.WARNING)
    """An ellipsis or dash that is not ``……``, ``——`` in Chinese or ``…``, ``—`` in English."""
    INVISIBLE = ("invisible", Severity.WARNING)
    """A zero-width or replacement character in the prose, or one that was read wrongly."""

    STALE = ("stale", Severity.WARNING)
    """One side has changed since both were last accepted."""
    ALLOWANCE = ("allowance", Severity.ERROR)
    """An allowance matches nothing, names no known code, or gives no reason."""


class Finding(NamedTuple):
    """One thing that a check found."""

    code: Code
    message: str
    """One sentence: what differs, and what to do where it is not plain."""
    zh: int | None = None
    """The line on the Chinese side, counted as :func:`bitext.parity.compare` was told."""
    en: int | None = None
    """The line on the English side."""
    zh_tokens: tuple[str, ...] = ()
    """What is at fault there, as it is written."""
    en_tokens: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return self.code.severity
