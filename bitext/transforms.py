"""Source tree to bilingual tree, in the read phase: panels pair up, spans get a language.

What is stored is small (pair, panel, phrase); each format makes of it what it needs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component

from .config import languages_of
from .diagnostics import Subtype, warn
from .nodes import every, language_of, new_pair, new_panel, new_phrase, pair, panel, phrase

if TYPE_CHECKING:
    from docutils.nodes import Node

# Han, kana, and the full-width forms and punctuation that go with them.
_WIDE = (
    r"[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
    r"\U00020000-\U0003ffff“”‘’…—]"
)
_PUNCTUATION = frozenset("，。；：？！、（）《》〈〉「」『』【】〔〕“”‘’…—")
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})\n(?={_WIDE})")


class TabSets(SphinxTransform):
    """The long form is the same pair.

    A sphinx-design ``tab-set`` of two items that are synchronised by our two codes in
    the group ``lang`` becomes what the short form gives::

        <container tab-set>                        <pair>
            <container tab-item>                       <panel lang="zh">
                <rubric sync_group="lang" sync_id="zh">    ...
                <container tab-content> ...            <panel lang="en">
            <container tab-item> ...                       ...
    """

    # Before PairPanels, whose checks are for both forms.
    default_priority = 208

    def apply(self, **kwargs: object) -> None:
        languages = {language.code: language for language in languages_of(self.config)}
        for tab_set in every(self.document, nodes.container):
            if not is_component(tab_set, "tab-set"):
                continue
            items = [item for item in tab_set.children if is_component(item, "tab-item")]
            labels = [cast("nodes.rubric", item.children[0]) for item in items]
            codes = [label.get("sync_id") for label in labels if label.get("sync_group") == "lang"]
            if len(items) != len(tab_set.children) or set(codes) != set(languages):
                continue
            panels: list[nodes.Node] = []
            for item, label, code in zip(items, labels, codes, strict=True):
                node = new_panel(languages[code], *item.children[1].children)
                node["ids"] = label["ids"]
                node["names"] = label["names"]
                node.source, node.line = label.source, label.line
                panels.append(node)
            # Not replace_self(), which would hand the tab-set's classes on.
            index = tab_set.parent.index(tab_set)
            tab_set.parent[index : index + 1] = panels


class Phrases(SphinxTransform):
    """``[中文]{.zh}`` is a phrase, and knows its language."""

    # Before Sphinx's transforms that copy titles and captions (from 210 up).
    default_priority = 207

    def apply(self, **kwargs: object) -> None:
        for language in languages_of(self.config):
            for span in every(self.document, nodes.inline):
                if language.code in span["classes"] and not isinstance(span, phrase):
                    node = new_phrase(language, *span.children)
                    node["classes"] += [c for c in span["classes"] if c != language.code]
                    node["ids"], node["names"] = span["ids"], span["names"]
                    node.source, node.line = span.source, span.line
                    span.replace_self(node)
        for image in every(self.document, nodes.image):
            alternatives = self._alternatives(image.get("alt", ""))
            if alternatives:
                image["bitext_alt"] = alternatives
                image["alt"] = " / ".join(alternatives.values())

    def _alternatives(self, alt: str) -> dict[str, str]:
        """``[甲]{.zh} [A]{.en}`` as ``{"zh": "甲", "en": "A"}``; else nothing."""
        found = {}
        for language in languages_of(self.config):
            match = re.search(rf"\[([^\[\]]*)\]\{{\.{re.escape(language.code)}\}}", alt)
            if match:
                found[language.code] = match[1].strip()
        return found


class PairPanels(SphinxTransform):
    """Neighbouring panels become pairs; every other panel is said, and kept.

    ::

        <panel lang="zh">           <pair>
        <panel lang="en">               <panel lang="zh">
                                        <panel lang="en">
    """

    # After Phrases and TabSets; before Sphinx reorders targets (260).
    default_priority = 210

    def apply(self, **kwargs: object) -> None:
        first, second = languages_of(self.config)
        for node in every(self.document, panel):
            self._check(node)
            if isinstance(node.parent, pair):
                continue
            neighbour = _next_sibling(node)
            here = f"{{{node['lang']}}}"
            other = second if node["lang"] == first.code else first
            if not isinstance(neighbour, panel):
                warn(
                    Subtype.UNPAIRED,
                    f"a {here} panel without its {{{other.code}}} panel: write the "
                    f"{{{other.code}}} panel directly after it",
                    node,
                )
            elif neighbour["lang"] == node["lang"]:
                warn(
                    Subtype.DOUBLED,
                    f"a {here} panel is followed by another {here} panel: join them, "
                    f"or write the {{{other.code}}} panel between them",
                    node,
                )
            elif node["lang"] == second.code:
                warn(
                    Subtype.MISORDERED,
                    f"the {here} panel stands before its {{{other.code}}} panel: swap them",
                    node,
                )
                self._join(node, neighbour, neighbour, node)
            else:
                self._join(node, neighbour, node, neighbour)

    def _join(self, start: panel, stop: panel, *ordered: panel) -> None:
        parent = start.parent
        begin, end = parent.index(start), parent.index(stop)
        # Comments and targets between the two go before the pair.
        between = parent.children[begin + 1 : end]
        joined = new_pair(*ordered)
        parent[begin : end + 1] = [*between, joined]

    def _check(self, node: panel) -> None:
        here = f"{{{node['lang']}}}"
        outer = language_of(node)
        if outer:
            warn(
                Subtype.NESTED,
                f"a {here} panel in a {{{outer}}} panel: end the outer pair before it",
                node,
            )
        if not any(not isinstance(child, nodes.comment) for child in node.children):
            warn(Subtype.EMPTY, f"an empty {here} panel: write its text, or remove it", node)
        for rubric in every(node, nodes.rubric):
            if "level" in rubric:  # MyST's mark of a heading that is no section
                warn(
                    Subtype.HEADING,
                    f"a heading in a {here} panel is in no contents and has no address: "
                    "end the pair before it and write [..]{.zh} [..]{.en} in the heading",
                    rubric,
                )


class JoinLines(SphinxTransform):
    """In Chinese a line break in the source is no space."""

    # After PairPanels and Phrases, which say where Chinese is.
    default_priority = 215

    def apply(self, **kwargs: object) -> None:
        joining = {language.code for language in languages_of(self.config) if language.joins_lines}
        for text in every(self.document, nodes.Text):
            if "\n" not in text or language_of(text) not in joining or _is_verbatim(text):
                continue
            # MyST makes a text node of its own of a line break: look at the neighbours.
            before, after = _edges(text)
            joined = _WIDE_BREAK.sub("", before + text.astext() + after)
            text.parent.replace(text, nodes.Text(joined.removeprefix(before).removesuffix(after)))


class TrimSpaces(SphinxPostTransform):
    """In Chinese no space stands next to full-width punctuation.

    A role has a space around it in the source; what it becomes may begin or end with a
    full-width bracket: ``Yang 等（2024）``.
    """

    # After the references have got their texts (10), before the formats build on them.
    default_priority = 150

    def run(self, **kwargs: object) -> None:
        joining = {language.code for language in languages_of(self.config) if language.joins_lines}
        for text in every(self.document, nodes.Text):
            if text.strip(" ") == text or language_of(text) not in joining or _is_verbatim(text):
                continue
            before, after = _edges(text)
            trimmed = text.astext()
            if before in _PUNCTUATION:
                trimmed = trimmed.lstrip(" ")
            if after in _PUNCTUATION:
                trimmed = trimmed.rstrip(" ")
            if trimmed != text.astext():
                text.parent.replace(text, nodes.Text(trimmed))


def _edges(text: nodes.Text) -> tuple[str, str]:
    """The character before and the one after `text` in its parent; empty at an end."""
    index = text.parent.index(text)
    before = text.parent[index - 1].astext()[-1:] if index else ""
    after = text.parent[index + 1].astext()[:1] if index + 1 < len(text.parent) else ""
    return before, after


def _next_sibling(node: panel) -> Node | None:
    """The next sibling that a reader would see."""
    siblings = node.parent.children
    for sibling in siblings[siblings.index(node) + 1 :]:
        if not isinstance(sibling, nodes.comment | nodes.target | nodes.system_message):
            return sibling
    return None


def _is_verbatim(text: nodes.Text) -> bool:
    verbatim = nodes.literal | nodes.literal_block | nodes.math | nodes.math_block | nodes.raw
    return isinstance(text.parent, verbatim)
