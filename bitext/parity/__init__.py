r"""Whether the two languages of a text say the same, as far as a machine can tell.

>>> [finding.code.label for finding in compare("令 $a \\le b$。", "Let $a = b$.")]
['formula-broken']

Pure: text in, findings out; nothing of Sphinx. It takes any text whatever and never raises.
Its modules stand in layers, and import only from lower ones; others import this package only:

===  ====================================================================================
0    ``finding`` what can be said; ``text`` what stands where in MyST prose; ``vocabulary`` TeX's
     commands; ``inflection`` English words without theirs; ``sentences`` and what they are
     made of
1    ``source`` which parts of a post face each other; ``facing`` which paragraphs and sentences
     do; ``numerals`` numbers as values; ``companions`` words that tell references apart
2    a module a kind of check: ``formulas`` ``health`` ``references`` ``numbers`` ``names``
     ``polarity`` ``structure`` ``strangers`` ``terms`` ``typography``
3    ``checks`` all of them, over a pair or a post; ``freshness`` what changed since a review
4    ``report`` findings as text, JSON and SARIF
===  ====================================================================================
"""

from __future__ import annotations

from .checks import Checked, check_post, compare, unknown_terms
from .finding import Code, Finding, Severity
from .formulas import Relation, classify
from .freshness import (
    Accepted,
    Freshness,
    Lock,
    accept,
    check_freshness,
    fingerprints,
    format_lock,
    line_in_lock,
    parse_lock,
)
from .report import as_json, as_sarif, as_text
from .source import Pair, Part, pairs
from .terms import Glossary, Term, find_term, forms_shown, named_terms, parse_glossary

__all__ = [
    "Accepted",
    "Checked",
    "Code",
    "Finding",
    "Freshness",
    "Glossary",
    "Lock",
    "Pair",
    "Part",
    "Relation",
    "Severity",
    "Term",
    "accept",
    "as_json",
    "as_sarif",
    "as_text",
    "check_freshness",
    "check_post",
    "classify",
    "compare",
    "find_term",
    "fingerprints",
    "format_lock",
    "forms_shown",
    "line_in_lock",
    "named_terms",
    "pairs",
    "parse_glossary",
    "parse_lock",
    "unknown_terms",
]
