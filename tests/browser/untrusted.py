"""A site of this one's settings and looks, of which every word means harm.

It has all kinds of page that there are, those of long lists among them, and what this site has not
got: redirects, comments, tabs of sphinx-design's own, an address (``html_baseurl``).
"""

from __future__ import annotations

import json
import runpy
from itertools import cycle, islice
from typing import Any

import yaml

from tests.conftest import TOP
from tests.test_hostile import SCRIPT

MARKUP = '"><img src=x onerror=window.pwned=1><script>window.pwned=1</script>'
HARMS = (
    MARKUP,
    SCRIPT,
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }}",
    r"\input{/etc/passwd}",
    "'\"&<",
    "</script><script>window.pwned=1</script>",
    "</title></template></textarea><svg onload=window.pwned=1>",
    "' autofocus onfocus=window.pwned=1 x='",
    "&lt;img src=x onerror=window.pwned=1&gt;",
    "javascript:window.pwned=1//",
)
POSTS, LATE = 62, 8
"""As many posts, and as many of them in another year than the others, which fill two pages."""
TAGS, SERIES, WORKS = 44, 9, 108

TERM = f"{HARMS[2]}词"
"""A term of the glossary that has a preview."""

KINDS = {
    "index": "index",
    "about": "about",
    r"posts/[^/]+": "posts/p0",
    "archive": "archive",
    r"archive/\d{4}": "archive/2025",
    r".+/page-\d+": "archive/2025/page-2",
    "tags": "tags",
    r"tags/[^/]+": "tags/t0",
    r"categories/[^/]+": "categories/c",
    "series": "series",
    r"series/[^/]+": "series/s0",
    "sources": "sources",
    r"sources/[^/]+": "sources/own",
    "topics": "topics",
    "glossary": "glossary",
    "bibliography": "bibliography",
    r"bibliography/[^/]+": "bibliography/a",
    "parity": "parity",
    "search": "search",
    "404": "404",
}
"""The kinds of page that there are, as the names of such pages, and one of each of this site."""
MOVED = {"posts/old0": "posts/p0", "posts/old1": "posts/p1"}
"""Redirects, and where they lead to."""

_FIGURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<rect width="9" height="9"/></svg>'
)


def words(at: int, letter: str = "a") -> dict[str, str]:
    """Words in both languages, of which each means some harm, and which are no others' words."""
    return {
        "zh": f"{HARMS[at % len(HARMS)]} 甲{at}",
        "en": f"{HARMS[(at + 1) % len(HARMS)]} {letter}{at}",
    }


def _post(at: int) -> str:
    """The post ``posts/p<at>``. The first is whole: it has all that a post may have."""
    title = words(at, "post")
    year = 2026 if at < LATE else 2025
    front: dict[str, Any] = {
        "date": f"{year}-{at % 12 + 1:02}-{at % 28 + 1:02}",
        "category": "c",
        "tags": [f"t{at % TAGS}", "t0"] if at % TAGS else ["t0"],
        "summary": words(at + 2),
        "short": words(at + 3),
    }
    if at < 2 * SERIES:
        front |= {"series": f"s{at % SERIES}", "part": at // SERIES + 1}
    if at % 3:
        front["source"] = {
            "title": HARMS[at % len(HARMS)],
            "author": HARMS[at % 2],
            # The first host has more than a list of sources shows; the others, one each.
            "url": f'https://h{at if at % 2 else 0}.example/?"><img src=x onerror=window.pwned=1>',
            "date": "2020-01-01",
            "licence": HARMS[(at + 1) % len(HARMS)],
        }
    if at < 2:
        front["formerly"] = [f"old{at}"]
    head = "\n".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()
    )
    # As text, which the guard makes of it, and as code.
    title = {code: text if at % 2 else f"`{text}`" for code, text in title.items()}
    cites = "".join(f" {{cite:t}}`k{key}`" for key in range(at, WORKS, POSTS))
    text = f"---\n{head}\n---\n(post-{at})=\n# [{title['zh']}]{{.zh}} [{title['en']}]{{.en}}\n\n"
    for code, says in (("zh", "谱范数"), ("en", "spectral norm")):
        text += f":::{{{code}}}\n{says} {MARKUP} `{MARKUP}`{cites} {{doc}}`p0` {{eq}}`e0`.\n:::\n"
    works = "\n```{bibliography}\n:filter: docname in docnames\n```\n"
    return text + (_WHOLE if at == 0 else "") + works


_WHOLE = f"""
## [`{MARKUP}` 节]{{.zh}} [`{MARKUP}` section]{{.en}}

:::{{zh}}
{{gloss}}`{TERM}`，{{ref}}`post-1`，脚注[^one]。
:::
:::{{en}}
The {{gloss}}`{TERM}`, {{ref}}`post-1`, a note[^one].
:::

[^one]: [`{MARKUP}`]{{.zh}} [`{MARKUP}`]{{.en}}

$$
x \\text{{{"<img src=x onerror=window.pwned=1>"}}}
$$ (e0)

```python
print({MARKUP!r})
```

```{{figure}} harm.svg
:alt: '{MARKUP}'

[`{MARKUP}`]{{.zh}} [`{MARKUP}`]{{.en}}
```

::::{{tab-set}}
:sync-group: harm

:::{{tab-item}} One
:sync: one

`{MARKUP}`
:::
:::{{tab-item}} Two
:sync: two

Two.
:::
::::
"""


def _work(at: int) -> str:
    """Works of so many first letters that no page holds them all."""
    name = f"{chr(65 + at % 26)}{chr(97 + at % 25)}"
    harm = "<img src=x onerror=window.pwned=1> <script>window.pwned=1</script>"
    return (
        f"@misc{{k{at}, author = {{{name}{harm}, A.}}, title = {{T{at} {harm} \"'&}}, "
        f"year = {{2020}}, note = {{{harm}}}, eprint = {{javascript:x}}}}\n"
    )


def sources() -> dict[str, str]:
    """The site's files, by path."""
    terms = [
        {
            "zh": "谱范数",
            "en": "spectral norm",
            "zh_variants": [MARKUP],
            "en_variants": [SCRIPT],
        },
        *({"zh": f"{harm}词", "en": f"{harm} word"} for harm in HARMS if "input" not in harm),
    ]
    taxonomy = {
        "categories": {"c": words(0)},
        "tags": {f"t{at}": words(at, "tag") for at in range(TAGS)},
        "series": {
            f"s{at}": {
                "name": words(at, "series"),
                "summary": words(at + 1),
                "announced": {3: words(at + 2, "part")},
                "needs": {3: [1]},
            }
            for at in range(SERIES)
        },
        "publications": {"h0.example": words(3)},
        "authors": {HARMS[0]: words(4)},
    }
    lists = ("latest", "series", "focus")
    home = "".join(f"```{{posts}} {kind}\n```\n\n" for kind in lists)
    return {
        "index.md": f"---\nsummary: {json.dumps(words(0))}\n---\n"
        f"# [`{MARKUP}` 站]{{.zh}} [`{MARKUP}` site]{{.en}}\n\n{home}"
        "```{toctree}\n:hidden:\n:glob:\nposts/*\n```\n",
        "about.md": f"---\norphan: true\n---\n# [`{MARKUP}` 关]{{.zh}} [`{MARKUP}` about]{{.en}}\n",
        "glossary.yml": json.dumps({"terms": terms}, ensure_ascii=False),
        "taxonomy.yml": yaml.safe_dump(taxonomy, allow_unicode=True),
        "refs.bib": "".join(_work(at) for at in range(WORKS)),
        "posts/harm.svg": _FIGURE,
        **{f"posts/p{at}.md": _post(at) for at in range(POSTS)},
    }


def settings(address: str) -> dict[str, Any]:
    """This site's own, as ``conf.py`` has them, for a site at `address`."""
    conf = runpy.run_path(str(TOP / "conf.py"))
    own = {
        name: value
        for name, value in conf.items()
        if name.split("_")[0] in {"bibtex", "bitext", "copybutton", "html", "myst", "sd"}
        or name in {"author", "copyright", "exclude_patterns", "extensions", "include_patterns"}
    }
    return own | {
        "templates_path": [str(TOP / path) for path in conf["templates_path"]],
        "html_static_path": [str(TOP / path) for path in conf["html_static_path"]],
        "html_favicon": str(TOP / conf["html_favicon"]),
        "html_baseurl": f"{address}/",
        "bitext_giscus": dict(
            zip(
                ("repo", "repo_id", "category", "category_id"), islice(cycle(HARMS), 4), strict=True
            )
        ),
    }
