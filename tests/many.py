"""A site of more posts than a page of a list holds, each of them tiny."""

from __future__ import annotations

from typing import Any

from tests.conftest import SKIN

YEARS, TAGS, SERIES, HOSTS = 3, 45, 9, 12


def many_posts(count: int) -> dict[str, str]:
    """The sources of `count` posts: the first one is referred to by many of the others."""
    files = {
        "index.md": "# [首页]{.zh} [Home]{.en}\n\n```{posts} latest\n```\n\n"
        "```{posts} series\n```\n\n"
        "```{posts} focus\n```\n\n```{toctree}\n:hidden:\n:glob:\nposts/*\n```\n",
        "glossary.yml": "terms:\n  - {zh: 谱范数, en: spectral norm}\n",
        "taxonomy.yml": "categories:\n  theory: {zh: 理论, en: Theory}\ntags:\n"
        + "".join(f"  tag{at}: {{zh: 标签{at}, en: Tag {at}}}\n" for at in range(TAGS))
        + "series:\n"
        + "".join(
            f"  s{at}: {{name: {{zh: 系列{at}, en: Series {at}}}}}\n" for at in range(SERIES)
        ),
    }
    for number in range(count):
        day = f"{2024 + number % YEARS}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        # The last tag has one post only: it is not among those that the archive shows.
        tag = TAGS - 1 if number == 0 else 1 + number % (TAGS - 2)
        front = [f"date: {day}", "category: theory", f"tags: [tag{tag}, tag0]"]
        if number < 2 * SERIES:
            front += [f"series: s{number % SERIES}", f"part: {number // SERIES + 1}"]
        if number % 2:
            host = f"https://h{number % HOSTS}.example/{number}"
            front += [f"source: {{title: 题, author: 某, url: '{host}', date: 2020-01-01}}"]
        refers = "见 {doc}`p000`。" if number else ""
        text = "\n".join(front)
        files[f"posts/p{number:03}.md"] = (
            f"---\n{text}\nsummary: {{zh: 概要 {number}, en: Summary {number}}}\n---\n"
            f"# [第 {number} 篇]{{.zh}} [Post {number}]{{.en}}\n\n"
            f":::{{zh}}\n谱范数。{refers}\n:::\n:::{{en}}\nThe spectral norm. {refers}\n:::\n"
        )
    return files


SETTINGS: dict[str, Any] = {
    "bitext_posts": ["posts/*"],
    "bitext_taxonomy": "taxonomy.yml",
    "bitext_glossary": "glossary.yml",
    "bitext_glossary_page": "glossary",
    "bitext_parity_page": "parity",
    "bitext_navigation": ["archive", "topics", "sources", "glossary"],
    **SKIN,
    "html_copy_source": False,
    "html_use_index": False,
}
