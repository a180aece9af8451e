"""Begin a post: ``python tools/new_post.py my-slug``, or ``make new SLUG=my-slug``.

Writes posts/my-slug.md, a post in small that builds without a warning and passes the parity
check, and its line in index.md. Says what is wrong and writes nothing where the slug cannot
stand in an address or is taken.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

TOP = Path(__file__).resolve().parent.parent

POST = """\
---
date: {date}
category: {category}  # one of: {categories}
tags: []  # of taxonomy.yml: {tags}
# series: {series}
# part: 1
short: {{zh: 短题, en: Short title}}
summary:
  zh: 用一两句话说明这篇文章讲什么，得出什么。
  en: What this post is about and what it arrives at, in a sentence or two.
# source:  # the post that this one expounds; none for one of our own
#   title: 原题
#   author: 作者
#   url: https://example.org/
#   date: {date}
#   licence: 署名-非商业用途-保持一致
---
({slug})=
# [中文标题]{{.zh}} [English title]{{.en}}

:::{{zh}}
第一段说明要回答什么问题。公式 $x$ 写在行内，编号的公式用 {{eq}}`{slug}-first` 引用。
:::
:::{{en}}
The first paragraph says which question is answered. A formula $x$ stands in the line, and a
numbered one is referred to by {{eq}}`{slug}-first`.
:::

$$
y = f(x)
$$ ({slug}-first)

## [小节标题]{{.zh}} [A section title]{{.en}}

:::{{zh}}
两边的段落数相同，说的是同样的内容。
:::
:::{{en}}
Both sides have as many paragraphs, and they say the same.
:::
"""


class RefusedError(Exception):
    """The post is not begun; the message says why."""


def begin(slug: str, top: Path, today: datetime.date) -> Path:
    """Write the skeleton of the post `slug` in the checkout `top`; gives its path.

    Raises:
        RefusedError: nothing was written.

    """
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise RefusedError(
            f"{slug!r} cannot stand in an address: take lower-case letters a-z, digits and single "
            "hyphens between them, as in make new SLUG=spectral-norm-estimate"
        )
    path = top / "posts" / f"{slug}.md"
    if path.exists():
        raise RefusedError(f"posts/{slug}.md exists")
    for other in sorted(path.parent.glob("*.md")):
        if slug in (_front_matter(other).get("formerly") or ()):
            raise RefusedError(f"posts/{slug} is the former address of posts/{other.name}")
    taxonomy = yaml.safe_load((top / "taxonomy.yml").read_text("utf-8")) or {}
    names = {part: list(taxonomy.get(part) or ()) for part in ("categories", "tags", "series")}
    if not names["categories"]:
        raise RefusedError("taxonomy.yml names no category, and every post has one")
    index = top / "index.md"
    contents = _with_line(index.read_text("utf-8"), f"posts/{slug}")
    text = POST.format(
        slug=slug,
        date=today.isoformat(),
        category=names["categories"][0],
        categories=", ".join(names["categories"]),
        tags=", ".join(names["tags"]),
        series=" | ".join(names["series"]),
    )
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    index.write_text(contents, "utf-8")
    return path


def _front_matter(path: Path) -> Mapping[str, Any]:
    """A post's front matter; empty where it cannot be read, which the build says."""
    parts = path.read_text("utf-8").split("---\n", 2)
    try:
        found = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


def _with_line(index: str, line: str) -> str:
    """`index.md` with `line` at the end of its table of contents."""
    lines = index.split("\n")
    inside, last = False, None
    for number, each in enumerate(lines):
        if each.startswith("```{toctree}"):
            inside = True
        elif inside and each.startswith("```"):
            last = number
            break
    if last is None:
        raise RefusedError("index.md has no ```{toctree} to name the post in")
    return "\n".join([*lines[:last], line, *lines[last:]])


def main() -> int:
    """Run it; the exit status is 1 after a refusal."""
    parser = argparse.ArgumentParser(description="Begin a post.")
    parser.add_argument("slug", help="its name in addresses, as in spectral-norm-estimate")
    parser.add_argument("--top", type=Path, default=TOP, help="the checkout")
    options = parser.parse_args()
    try:
        path = begin(options.slug, options.top, datetime.date.today())
    except RefusedError as refusal:
        print(f"make new: {refusal}", file=sys.stderr)
        return 1
    print(f"{path.relative_to(options.top)} is begun, and named in index.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
