"""What can be wrong with a source, and how it is said.

Every message of this extension is a Sphinx warning of ``type="bitext"`` with one of
the subtypes below, so that ``suppress_warnings = ["bitext.panel"]`` works and
``--fail-on-warning`` fails the build. Each has a place and says what to do.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils.nodes import Node

logger = logging.getLogger(__name__)


class Subtype(Enum):
    """The subtypes of ``bitext`` warnings."""

    UNPAIRED = "unpaired"
    """A panel stands without its other language."""
    DOUBLED = "doubled"
    """Two panels of one language follow each other."""
    MISORDERED = "misordered"
    """A pair's panels stand in the wrong order."""
    NESTED = "nested"
    """A panel stands inside a panel; its text is in one language already."""
    EMPTY = "empty"
    """A panel holds nothing."""
    HEADING = "heading"
    """A heading stands inside a panel, where no contents and no URL can reach it."""
    OPTION = "option"
    """A panel was given an option or an argument; it takes none."""
    FRONT_MATTER = "front_matter"
    """A key of the front matter holds what it cannot hold."""
    TAXONOMY = "taxonomy"
    """A post is filed under what ``taxonomy.yml`` does not name, or two under one part."""
    MOVED = "moved"
    """A post is gone, and nothing leads from its address to another."""
    GLOSSARY = "glossary"
    """``{gloss}`` marks what is no term of the glossary."""
    REFERENCE = "reference"
    """A reference's target exists, but has nothing to show."""
    LABEL = "label"
    """Two equations claim one label."""
    BROKEN = "broken"
    """What a post holds breaks what reads it; the page shows its source."""
    TABLE = "table"
    """A row of a table has more cells than its head, and Markdown drops them."""
    PARITY = "parity"
    """The two sides of a pair differ; the message begins with the finding's code."""
    MATH = "math"
    """KaTeX cannot set a formula, or it would do more than be set."""
    UNREADABLE = "unreadable"
    """A document is no text in the site's encoding, or not of a size that a text has."""
    UNSAFE = "unsafe"
    """A document holds what is no text, see :mod:`bitext.guard`."""


def warn(subtype: Subtype, message: str, location: Node | tuple[str, int | None] | str) -> None:
    """Log `message` as the warning ``bitext.<subtype>`` at `location`.

    Args:
        subtype: the kind, one of :class:`Subtype`.
        message: one sentence: what is wrong, and what to do.
        location: a node, or ``(docname, line)``, or ``"path:line"``.

    """
    logger.warning(message, location=location, type="bitext", subtype=subtype.value)
