"""Counts: how many mutants are caught, how many clean texts are blamed, how fast it is."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bitext.parity import Code, Finding, Severity, compare

from . import formulas, references, strangers, structure, typography, words
from .corpus import Pair, glossary
from .defect import Defect, Make
from .rewrites import Rewrite

DEFECTS: Final[tuple[Defect, ...]] = (
    *formulas.DEFECTS,
    *references.DEFECTS,
    *words.DEFECTS,
    *structure.DEFECTS,
    *typography.DEFECTS,
    *strangers.DEFECTS,
)
"""All classes of defects."""


class Mutant(NamedTuple):
    """A pair with a defect, and the clean pair that it was."""

    clean: Pair
    pair: Pair


@dataclass
class Score:
    """What became of the mutants of a class."""

    defect: Defect
    n: int = 0
    caught: int = 0
    named: int = 0
    """How often by a code that the class expects."""
    missed: list[Mutant] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The part that was caught."""
        return self.caught / self.n if self.n else 1.0


class Alarm(NamedTuple):
    """A warning or error about a text that is right."""

    origin: str
    rewrite: str
    """The class of the rewrite; empty for a clean pair."""
    finding: Finding
    zh: str
    en: str


def findings(pair: Pair) -> list[Finding]:
    """What the check says of a pair."""
    return compare(pair.zh, pair.en, glossary=glossary(), macros=pair.macros)


def _key(finding: Finding) -> tuple[object, ...]:
    """What is said, wherever it stands."""
    return finding.code, finding.message, finding.zh_tokens, finding.en_tokens


def new_findings(before: Sequence[Finding], after: Sequence[Finding]) -> list[Finding]:
    """What is said after a change, and was not said before it."""
    known = Counter(map(_key, before))
    fresh: list[Finding] = []
    for finding in after:
        key = _key(finding)
        if known[key]:
            known[key] -= 1
        else:
            fresh.append(finding)
    return fresh


def mutants(
    pairs: Sequence[Pair], name: str, make: Make, seed: str, *, attempts: int = 12
) -> Iterator[Mutant]:
    """Ever new mutants of a class, from each pair in turn; as many of a pair as `attempts`."""
    seen = {(pair.zh, pair.en) for pair in pairs}
    order = random.Random(f"{seed} {name}").sample(pairs, len(pairs))
    for attempt in range(attempts):
        for clean in list(order):
            pair = make(random.Random(f"{seed} {name} {clean.origin} {attempt}"), clean)
            if pair is None:
                order.remove(clean)
            elif (pair.zh, pair.en) not in seen:
                seen.add((pair.zh, pair.en))
                yield Mutant(clean, pair)


def spread(
    pairs: Sequence[Pair], classes: Sequence[Defect | Rewrite], total: int, seed: str
) -> dict[str, list[Mutant]]:
    """Mutants as evenly among the classes as they have some to give, and among the pairs."""
    streams = {one.name: mutants(pairs, one.name, one.make, seed) for one in classes}
    found: dict[str, list[Mutant]] = {one.name: [] for one in classes}
    count = 0
    while streams and count < total:
        for name in list(streams):
            if count == total:
                break
            mutant = next(streams[name], None)
            if mutant is None:
                del streams[name]
            else:
                found[name].append(mutant)
                count += 1
    return found


def score(
    defect: Defect, found: Sequence[Mutant], clean: dict[tuple[str, str], list[Finding]]
) -> Score:
    """Check the mutants of a class."""
    result = Score(defect)
    for mutant in found:
        before = clean[mutant.clean.zh, mutant.clean.en]
        fresh = new_findings(before, findings(mutant.pair))
        grave = [f for f in fresh if f.severity >= Severity.WARNING]
        named = [f for f in (fresh if defect.hint else grave) if f.code in defect.codes]
        result.n += 1
        result.named += bool(named)
        if grave or named:
            result.caught += 1
        else:
            result.missed.append(mutant)
    return result


def alarms(pair: Pair, before: Sequence[Finding] = (), rewrite: str = "") -> list[Alarm]:
    """The warnings and errors about a pair that is right."""
    return [
        Alarm(pair.origin, rewrite, finding, pair.zh, pair.en)
        for finding in new_findings(before, findings(pair))
        if finding.severity >= Severity.WARNING
    ]


def speed(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Pairs a second, the first time and the second time in this process.

    By its own CPU time: what else runs on the machine says nothing of the check.
    """
    terms = glossary()

    def once() -> float:
        start = time.process_time()
        for pair in pairs:
            compare(pair.zh, pair.en, glossary=terms, macros=pair.macros)
        return len(pairs) / (time.process_time() - start)

    return once(), once()


def codes_of(defect: Defect) -> str:
    """The codes that a class expects, for the table."""
    return " ".join(sorted(code.label for code in defect.codes if isinstance(code, Code)))
