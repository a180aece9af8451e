"""HTML in both languages, for pages that no document stands behind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from .config import Language
from .model import Bilingual, Source

Languages = tuple[Language, Language]

_HAN = re.compile("[\u3400-\u9fff]")


def spans(languages: Languages, texts: Bilingual, between: str = "") -> Markup:
    """``<span class="zh" lang="zh-Hans">...</span>``, and so on; what is missing is left out."""
    return Markup(between).join(
        Markup('<span class="{}" lang="{}">{}</span>').format(
            language.code, language.tag, texts[language.code]
        )
        for language in languages
        if language.code in texts
    )


def name(languages: Languages, texts: Bilingual) -> Markup:
    """`texts` in both languages, or once where it is the same in both (Muon)."""
    if len({*texts.values()}) != 1:
        return spans(languages, texts)
    text = next(iter(texts.values()))
    han = next((language.tag for language in languages if language.joins_lines), "")
    if han and _HAN.search(text):
        return Markup('<span lang="{}">{}</span>').format(han, text)
    return escape(text)


def quoted(languages: Languages, source: Source) -> Markup:
    """The title of `source`, in its own language; no mode hides it."""
    tag = next((each.tag for each in languages if each.code == source.lang), languages[0].tag)
    return Markup('<span class="quoted" lang="{}">{}</span>').format(tag, source.title)


def say(languages: Languages, word: str, fields: Mapping[str, object] | None = None) -> Markup:
    """`word`, a key of :mod:`bitext.words`, in both languages, its `fields` filled in.

    A field is a value for both languages, or a mapping from codes.
    """
    return spans(
        languages,
        {
            language.code: language.words.get(word, word).format(
                **{
                    key: value[language.code] if isinstance(value, Mapping) else value
                    for key, value in (fields or {}).items()
                }
            )
            for language in languages
        },
    )


def count(languages: Languages, word: str, number: int) -> Markup:
    """`number` things; `word` has a form for one of them, ``word-one``."""
    return say(languages, f"{word}-one" if number == 1 else word, {"number": number})
