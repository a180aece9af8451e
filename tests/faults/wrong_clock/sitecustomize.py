"""Python's clock is wrong by ``FAULTS_CLOCK`` seconds, wherever this folder is on PYTHONPATH.

What Sphinx notes of its own work, such as when it read a page, is wrong then. The times of files
are the system's, and right.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable


def _wrong(clock: Callable[[], float], ahead: int) -> Callable[[], float]:
    return lambda: clock() + ahead


_SECONDS = int(os.environ["FAULTS_CLOCK"])
time.time = _wrong(time.time, _SECONDS)
time.time_ns = _wrong(time.time_ns, _SECONDS * 10**9)
