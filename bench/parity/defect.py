"""What a class of defects is, and how one is written down.

Most defects replace a part of a text by another. Such a class only lists the places where it
could strike (a *strike*: a generator of edits); one of them is then chosen at random. So each
class is pure, and the same seed gives the same mutants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .corpus import Pair
from .markup import Edit, spans
from .tex import normal, splice

if TYPE_CHECKING:
    from random import Random

    from bitext.parity import Code

Make = Callable[["Random", Pair], Pair | None]
"""Gives the pair with a defect; None if it offers no place for it."""
Strike = Callable[["Random", str], Iterable[Edit]]
"""Gives all places of a text, or of a formula, where a defect may strike."""


@dataclass(frozen=True)
class Defect:
    """A class of defects."""

    name: str
    make: Make
    codes: frozenset[Code]
    """What a finding of it should be called; any other warning or error counts as well."""
    must: bool
    """Whether each single one has to be caught: a multiset, or a plain rule, can see it."""
    hint: bool
    """Whether no more than a hint, with one of `codes`, can be expected."""
    doc: str


class Registry(list[Defect]):
    """The classes of a module, in the order in which they are written."""

    def add(self, *codes: Code, must: bool = True, hint: bool = False) -> Callable[[Make], Make]:
        """A class that makes the whole pair itself."""

        def register(make: Make) -> Make:
            name = make.__name__.strip("_").replace("_", "-")
            doc = (make.__doc__ or "").strip().split("\n")[0]
            self.append(Defect(name, make, frozenset(codes), must, hint, doc))
            return make

        return register

    def text(
        self,
        *codes: Code,
        languages: tuple[str, ...] = ("zh", "en"),
        must: bool = True,
        hint: bool = False,
    ) -> Callable[[Strike], Strike]:
        """A class of edits of one side's text."""

        def register(strike: Strike) -> Strike:
            def make(rng: Random, pair: Pair) -> Pair | None:
                for language in rng.sample(languages, len(languages)):
                    text = pair.side(language)
                    edits = [edit for edit in strike(rng, text) if edit.apply(text) != text]
                    if edits:
                        return pair.with_side(language, rng.choice(edits).apply(text))
                return None

            self._named(strike, make, codes, must, hint)
            return strike

        return register

    def formula(
        self, *codes: Code, displays: bool = True, must: bool = True
    ) -> Callable[[Strike], Strike]:
        """A class of edits of one formula's TeX; what leaves its meaning alone is passed over."""

        def register(strike: Strike) -> Strike:
            def make(rng: Random, pair: Pair) -> Pair | None:
                for language in rng.sample(("zh", "en"), 2):
                    text = pair.side(language)
                    groups = ("inline", "display") if displays else ("inline",)
                    found = spans(text, *groups)
                    for match in rng.sample(found, len(found)):
                        group = "inline" if match["inline"] is not None else "display"
                        changed = _changed(rng, strike, match[group])
                        if changed is not None:
                            edit = Edit(*match.span(group), changed)
                            return pair.with_side(language, edit.apply(text))
                return None

            self._named(strike, make, codes, must, False)
            return strike

        return register

    def _named(
        self, strike: Strike, make: Make, codes: tuple[Code, ...], must: bool, hint: bool
    ) -> None:
        make.__name__, make.__doc__ = strike.__name__, strike.__doc__
        self.add(*codes, must=must, hint=hint)(make)


def _changed(rng: Random, strike: Strike, tex: str) -> str | None:
    """The formula after one of the edits that change its meaning."""
    edits = list(strike(rng, tex))
    rng.shuffle(edits)
    for edit in edits:
        changed = splice(tex, *edit)
        if changed.strip() and "$" not in changed and normal(changed) != normal(tex):
            return changed
    return None
