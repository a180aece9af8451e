r"""The glossary's terms: what stands on one side stands on the other, in one of its forms.

>>> glossary = parse_glossary({"terms": [
...     {"zh": "谱范数", "en": "spectral norm"}, {"zh": "核范数", "en": "nuclear norm"}]})
>>> from bitext.parity.text import read
>>> zh = Side("zh", tuple(read("取核范数。")))
>>> en = Side("en", tuple(read("Take spectral norms.")))
>>> for finding in check(zh, en, glossary):
...     print(finding.message)
The Chinese side says 核范数, and the English does not say “nuclear norm”.
The English side says “spectral norms”, and the Chinese does not say 谱范数.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from .facing import visible
from .finding import Code, Finding
from .inflection import singular, stem
from .sentences import HAN
from .text import MARKS, Kind, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .text import Block


class Term(NamedTuple):
    """One notion in both languages, each with its preferred form first."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    zh_loose: tuple[str, ...] = ()
    """Words that may stand for it, and for other things as well: good as partners only."""
    en_loose: tuple[str, ...] = ()


class _Form(NamedTuple):
    """A form of a term, as the texts are read."""

    key: tuple[str, ...]
    """Its characters in Chinese, one string; in English its words' stems."""
    exact: tuple[str, ...]
    """The same, but in English with nothing off the words but their plural."""
    term: int
    loose: bool


@dataclass(frozen=True, slots=True, eq=False)
class Glossary:
    """Terms, and an index of their forms; made by `parse_glossary`."""

    terms: tuple[Term, ...]
    zh_index: Mapping[str, tuple[_Form, ...]]
    """By the first two characters, or the one that there is, the longest first."""
    en_index: Mapping[str, tuple[_Form, ...]]
    """By first stem, the longest first."""
    kinds: Mapping[int, frozenset[int]]
    """The terms one of whose forms holds a form of this one, as 谱范数 holds 范数."""
    formulas: frozenset[str]
    """The formulas that stand in Chinese forms, as in ``$F$范数``."""


def parse_glossary(data: object) -> Glossary:
    """Read what glossary.yml holds: ``terms``, a list of mappings.

    ``zh`` and ``en`` are the preferred forms, ``zh_variants`` and ``en_variants`` others that are
    as good, ``zh_loose`` and ``en_loose`` words that may stand for the term, and for other things.
    Raises ValueError, naming the entry, where one is malformed or a form belongs to two terms.
    """
    if not isinstance(data, dict) or not isinstance(entries := data.get("terms"), list):
        raise ValueError("a glossary is a mapping with a list `terms`")
    terms = tuple(_term(number, entry) for number, entry in enumerate(entries, start=1))
    zh_forms, en_forms = [], []
    for index, term in enumerate(terms):
        for loose, zh, en in ((False, term.zh, term.en), (True, term.zh_loose, term.en_loose)):
            zh_forms += [_Form((_zh_form(form),), (), index, loose) for form in zh]
            en_forms += [_Form(stems(form), singulars(form), index, loose) for form in en]
    for forms in (zh_forms, en_forms):
        _refuse_shared(terms, forms)
    return Glossary(
        terms,
        _indexed(zh_forms, lambda form: form.key[0][:2]),
        _indexed(en_forms, lambda form: form.key[0]),
        _kinds(zh_forms, en_forms),
        frozenset(tex for term in terms for form in term.zh for tex in _TEX.findall(form)),
    )


_TEX: Final = re.compile(r"\$([^$]+)\$")


def _indexed(forms: Iterable[_Form], head: Callable[[_Form], str]) -> dict[str, tuple[_Form, ...]]:
    found: dict[str, set[_Form]] = defaultdict(set)
    for form in forms:
        found[head(form)].add(form)
    return {
        key: tuple(sorted(here, key=lambda form: (-len("".join(form.key)), form)))
        for key, here in found.items()
    }


def _kinds(zh_forms: Iterable[_Form], en_forms: Iterable[_Form]) -> dict[int, frozenset[int]]:
    """Which terms' forms hold which others; spaces keep English words whole."""
    found: dict[int, set[int]] = defaultdict(set)
    for forms in (zh_forms, en_forms):
        written = [(f" {' '.join(form.key)} ", form) for form in forms if not form.loose]
        for text, form in written:
            inner = text if forms is en_forms else text.strip()
            for longer, other in written:
                if form.term != other.term and inner in longer:
                    found[form.term].add(other.term)
    return {term: frozenset(kinds) for term, kinds in found.items()}


_KEYS: Final = ("zh", "en", "zh_variants", "en_variants", "zh_loose", "en_loose")


def _term(number: int, entry: object) -> Term:
    if not isinstance(entry, dict):
        raise ValueError(f"term {number} is no mapping with `zh` and `en`")
    name = entry.get("zh") or entry.get("en") or number
    for key in entry:
        if key not in _KEYS:
            raise ValueError(f"term {name}: `{key}` is none of {', '.join(_KEYS)}")
    for language in ("zh", "en"):
        if not isinstance(entry.get(language), str):
            raise ValueError(f"term {name}: `{language}` must be a word")
    return Term(
        (entry["zh"], *_words(name, entry, "zh_variants")),
        (entry["en"], *_words(name, entry, "en_variants")),
        _words(name, entry, "zh_loose"),
        _words(name, entry, "en_loose"),
    )


def _words(name: object, entry: Mapping[str, object], key: str) -> tuple[str, ...]:
    words = entry.get(key)
    if words is None:
        return ()
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"term {name}: `{key}` must be a list of words")
    return tuple(words)


def _refuse_shared(terms: Sequence[Term], forms: Iterable[_Form]) -> None:
    owner: dict[tuple[str, ...], int] = {}
    for form in forms:
        if not "".join(form.key):
            raise ValueError(f"term {terms[form.term].zh[0]}: a form holds no word")
        if form.loose:
            continue
        other = owner.setdefault(form.exact or form.key, form.term)
        if other != form.term:
            raise ValueError(
                f"“{' '.join(form.key)}” belongs to two terms, {terms[other].zh[0]} and"
                f" {terms[form.term].zh[0]}"
            )


# Words and characters as they are compared.


def _plain(text: str) -> str:
    """The text with hyphens for dashes and straight apostrophes, as forms are kept."""
    return text.replace("–", "-").replace("‑", "-").replace("’", "'")


_EN_WORD: Final = re.compile(rf"[^\W_]+(?:[.'][^\W_]+)*|[{MARKS}]")


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words; hyphens part words, and a token is one of its own."""
    return tuple(map(stem, _EN_WORD.findall(_plain(text))))


def singulars(text: str) -> tuple[str, ...]:
    """The words of a text as `singular` gives them."""
    return tuple(map(singular, _EN_WORD.findall(_plain(text))))


_BESIDE_HAN: Final = re.compile(rf"[ \n](?:(?<=[{HAN}$][ \n])[ \n]*|[ \n]*(?=[{HAN}$]))")


def _zh_form(text: str) -> str:
    return _BESIDE_HAN.sub("", _plain(text).lower().replace("\n", " ")).strip()


# The check.


class _Said(NamedTuple):
    """Which terms a side names."""

    named: dict[int, str]
    """By a form that is part of no longer one and means nothing else, as it is written."""
    present: set[int]
    """By any form, be it loose, inflected or part of a longer one."""


def check(zh: Side, en: Side, glossary: Glossary) -> Iterator[Finding]:
    """Say which terms one side names, and the other side not, anywhere in the pair."""
    left = _zh_said(_PARTING.join(_spelled(block, glossary) for block in zh.blocks), glossary)
    right = _en_said(_PARTING.join(visible(block.prose) for block in en.blocks), glossary)
    for index, form in _missing(left, right, glossary):
        yield Finding(
            Code.TERM,
            f"The Chinese side says {form}, and the English does not say"
            f" “{glossary.terms[index].en[0]}”.",
            _line(zh, form, _zh_form),
            en.line,
            (form,),
        )
    for index, form in _missing(right, left, glossary):
        yield Finding(
            Code.TERM,
            f"The English side says “{form}”, and the Chinese does not say"
            f" {glossary.terms[index].zh[0]}.",
            zh.line,
            _line(en, form, str),
            (),
            (form,),
        )


def _spelled(block: Block, glossary: Glossary) -> str:
    """A block's prose, with the formulas that are part of terms written out."""
    prose = block.prose
    for token in reversed(block.tokens):
        if token.kind is Kind.FORMULA and token.value in glossary.formulas:
            prose = f"{prose[: token.at]}${token.value}${prose[token.at + 1 :]}"
    return visible(prose)


_PARTING: Final = Kind.STRAY.value
"""Between two blocks; nothing reads across it."""


def _missing(one: _Said, other: _Said, glossary: Glossary) -> Iterator[tuple[int, str]]:
    """What one side names and the other does not say, nor any special kind of it."""
    for index, form in one.named.items():
        if index not in other.present and other.present.isdisjoint(glossary.kinds.get(index, ())):
            yield index, form


def _line(side: Side, form: str, read: Callable[[str], str]) -> int | None:
    """Where a form stands first."""
    for block in side.blocks:
        if form in read(visible(block.prose)):
            return block.line
    return side.line


@lru_cache(maxsize=8)
def _heads(glossary: Glossary) -> re.Pattern[str]:
    """Where Chinese forms may begin: their first character, with their second one behind it."""
    seconds: dict[str, set[str]] = defaultdict(set)
    for head in glossary.zh_index:
        seconds[head[0]].add(head[1:])
    parts = (
        re.escape(first)
        + ("" if "" in behind else f"(?=[{''.join(map(re.escape, sorted(behind)))}])")
        for first, behind in seconds.items()
    )
    return re.compile("|".join(parts) or "(?!)")


def _zh_said(prose: str, glossary: Glossary) -> _Said:
    text, index = _zh_form(prose), glossary.zh_index
    said = _Said({}, set())
    end = 0
    for head in _heads(glossary).finditer(text):
        at = head.start()
        for form in (*index.get(text[at : at + 2], ()), *index.get(text[at], ())):
            (key,) = form.key
            if text.startswith(key, at) and _whole(text, at, at + len(key)):
                said.present.add(form.term)
                if at >= end:
                    end = at + len(key)
                    if not form.loose:
                        said.named.setdefault(form.term, key)
    return said


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word is cut at either end."""
    return not _joined(text[max(0, start - 1) : start], text[start]) and not _joined(
        text[end - 1], text[end : end + 1]
    )


def _joined(one: str, other: str) -> bool:
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()


def _en_said(prose: str, glossary: Glossary) -> _Said:
    text = _plain(prose)
    words = _EN_WORD.findall(text)
    keys, index = list(map(stem, words)), glossary.en_index
    said = _Said({}, set())
    end = 0
    for at in [at for at, key in enumerate(keys) if key in index]:
        for form in index[keys[at]]:
            size = len(form.key)
            if size > 1 and tuple(keys[at : at + size]) != form.key:
                continue
            said.present.add(form.term)
            if at >= end:
                end = at + size
                if not form.loose and tuple(map(singular, words[at:end])) == form.exact:
                    said.named.setdefault(form.term, " ".join(words[at:end]))
    return said


# Terms for readers.


def named_terms(text: str, language: str, glossary: Glossary) -> frozenset[int]:
    """Which terms a text names: their places among the glossary's terms.

    A form that is part of a longer one, or that may mean another thing, names nothing.

    >>> glossary = parse_glossary({"terms": [{"zh": "谱范数", "en": "spectral norm"},
    ...     {"zh": "范数", "en": "norm"}]})
    >>> sorted(named_terms("The spectral norms of $W$", "en", glossary))
    [0]
    """
    said = _zh_said(text, glossary) if language == "zh" else _en_said(text, glossary)
    return frozenset(said.named)


def find_term(form: str, glossary: Glossary) -> int | None:
    """The term of which `form` is a form, in either language; None where there is none.

    Inflected ones are known (``spectral norms``), loose ones are not.
    """
    chinese, english = _zh_form(form), stems(form)
    for key, here in (
        ((chinese,), glossary.zh_index.get(chinese[:2], ())),
        (english, glossary.en_index.get(english[0], ()) if english else ()),
    ):
        for known in here:
            if known.key == key and not known.loose:
                return known.term
    return None


def forms_shown(term: Term, language: str) -> tuple[str, ...]:
    """The forms of a term beside the preferred one; not those that differ in inflection only."""
    forms = term.zh if language == "zh" else term.en
    shown: dict[object, str] = {}
    for form in forms:
        key: object = (_zh_form(form) if _HAN_RUN.search(form) else stems(form)) or form
        if "$" not in form:
            shown.setdefault(key, form)
    return tuple(form for form in shown.values() if form != forms[0])


# Terms that the glossary lacks.

_OFTEN: Final = 3
"""In so many pairs at least must two words stand together."""
_ALIKE: Final = 0.8
"""Dice's coefficient of the pairs that hold the one and those that hold the other, at least."""
_HAN_RUN: Final = re.compile(f"[{HAN}]+")
_LATIN_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[- ][A-Z][A-Za-z0-9]*)*")
_ZH_EDGES: Final = frozenset(
    "的了是在和与把被就也都而之其这那不一个为有等对中上下以于从到由使令则若当可能会要时里得着过又再还只"
    "所种两三每各它他我们此即并且或及却才因但如何么没后前间内外各取出来去用说给让同样做看成"
)
_EN_EDGE_LIST: Final = """
the a an of to in on at by for from with as and or but not no is are was were be been
being it its this that these those which who what how when where why if then than so
such one two three first second all any each every both some more most less least only
also just very other another same own may can will would should must do does did has
have had we our us they their them he his she her you your i there here into out up down
over under between about through while whose after before because since until again
further once too even still yet give given take taken make made let say says said see
get become becomes hold show case way thing give gives takes equal write come put call
called large small
"""
_EN_EDGES: Final = frozenset(_EN_EDGE_LIST.split())


def suggest(
    pairs: Iterable[tuple[Side, Side]], glossary: Glossary
) -> Iterator[tuple[str, str, int]]:
    """Words of the two sides that recur together and stand in no term: (zh, en, in how many pairs).

    The most frequent first. A Chinese word is two to five characters or a Latin name; an English
    one is up to three words. Each is given once, with its best partner.
    """
    zh_found: dict[str, set[int]] = defaultdict(set)
    en_found: dict[str, set[int]] = defaultdict(set)
    for number, (zh, en) in enumerate(pairs):
        for block in zh.blocks:
            for word in _zh_candidates(visible(block.prose)):
                zh_found[word].add(number)
        for block in en.blocks:
            for word in _en_candidates(visible(block.prose)):
                en_found[word].add(number)
    zh_words = _recurring(zh_found, [form for term in glossary.terms for form in _forms(term.zh)])
    en_words = _recurring(en_found, [form for term in glossary.terms for form in _forms(term.en)])
    yield from _partners(zh_words, en_words)


def _forms(forms: Iterable[str]) -> Iterator[str]:
    for form in forms:
        yield _zh_form(form) if _HAN_RUN.search(form) else " ".join(singulars(form))


def _zh_candidates(prose: str) -> set[str]:
    found = {match[0].lower() for match in _LATIN_NAME.finditer(prose)}
    for match in _HAN_RUN.finditer(_zh_form(prose)):
        run = match[0]
        for start, char in enumerate(run):
            if char not in _ZH_EDGES:
                for end in range(start + 2, min(start + 5, len(run)) + 1):
                    if run[end - 1] not in _ZH_EDGES:
                        found.add(run[start:end])
    return found


def _en_candidates(prose: str) -> set[str]:
    found = set()
    words = singulars(prose)
    for start, word in enumerate(words):
        if word in _EN_EDGES or len(word) < 2:
            continue
        for end in range(start + 1, min(start + 3, len(words)) + 1):
            if words[end - 1] not in _EN_EDGES and len(words[end - 1]) > 1:
                found.add(" ".join(words[start:end]))
    return found


def _recurring(found: Mapping[str, set[int]], known: Sequence[str]) -> dict[str, set[int]]:
    """What stands in enough pairs, is part of no longer such word, and of no known term."""
    often = {word: places for word, places in found.items() if len(places) >= _OFTEN}
    terms = set(known)
    whole: dict[str, set[int]] = {}
    for word in sorted(often, key=len, reverse=True):
        if any(term in word or word in term for term in terms):
            continue
        if not any(word in longer and often[word] == whole[longer] for longer in whole):
            whole[word] = often[word]
    return whole


def _partners(
    zh_words: Mapping[str, set[int]], en_words: Mapping[str, set[int]]
) -> Iterator[tuple[str, str, int]]:
    alike = []
    for zh, here in zh_words.items():
        for en, there in en_words.items():
            dice = 2 * len(here & there) / (len(here) + len(there))
            if dice >= _ALIKE and zh != en:
                alike.append((dice, len(here & there), zh, en))
    alike.sort(key=lambda found: (-found[0], -found[1], -len(found[2]), found[2], found[3]))
    used: set[str] = set()
    best = []
    for _, count, zh, en in alike:
        if zh not in used and en not in used:
            used |= {zh, en}
            best.append((zh, en, count))
    yield from sorted(best, key=lambda found: (-found[2], found[0]))
