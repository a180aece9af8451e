"""What the HTML of a formula depends on."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from ..tex import used_macros
from .katex import RENDERING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..tex import Macro


def key_of(version: str, display: bool, macros: Mapping[str, Macro], source: str) -> str:
    """Name what the HTML depends on: KaTeX's version, how it is asked, and the formula.

    Of ``macros`` only those count that the source uses.
    """
    used = [
        (macro.name, macro.body, macro.arity, macro.default)
        for macro in used_macros(source, macros).values()
    ]
    # As json.dumps would write the list; it takes four times as long, for each formula.
    how = (
        *(str(RENDERING), json.dumps(version), "true" if display else "false"),
        *(json.dumps(used) if used else "[]", json.dumps(source)),
    )
    parts = f"[{', '.join(how)}]"
    return hashlib.sha256(parts.encode("ascii")).hexdigest()
