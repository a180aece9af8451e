"""A small site with all that this one has, built by tools/sphinx.sh, as `make html` does."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import TOP

POSTS = 3
NO_MORE_THAN_OTHERS = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
)
"""Before a command: no mode of a file keeps root from anything, unless this is taken from it.

Another user would do as well, but for a Python that lies in root's home.
"""

_TAXONOMY = """\
categories:
  mathematics: {zh: 数学, en: Mathematics}
tags:
  muon: {zh: Muon, en: Muon}
"""
_POST = """\
---
date: 2026-11-0{n}
category: mathematics
tags: [muon]
summary:
  zh: 第 {n} 篇。
  en: Post {n}.
---
(p{n})=
# [第 {n} 篇]{{.zh}} [Post {n}]{{.en}}

:::{{zh}}
{zh}公式 $x_{n} + {m}$，见式 {{eq}}`p{other}-eq`，{{ref}}`p{other}`，引用 {{cite:t}}`Su11340`。
:::
:::{{en}}
{en}A formula $x_{n} + {m}$, see {{eq}}`p{other}-eq`, {{ref}}`p{other}`, and {{cite:t}}`Su11340`.
:::

$$
\\boldsymbol y_{n} = \\frac{{{m}}}{{{n}}}
$$ (p{n}-eq)

:::{{figure}} dot-{n}.svg
:alt: "[点]{{.zh}} [A dot]{{.en}}"

[点。]{{.zh}} [A dot.]{{.en}}
:::

## [文献]{{.zh}} [Works]{{.en}}

:::{{bibliography}}
:filter: docname in docnames
:::
"""
_ABOUT = """\
---
orphan: true
---
# [关于]{.zh} [About]{.en}

:::{zh}
在两个版本里都一样：$z^2$，见 {ref}`p1`。
:::
:::{en}
The same in both editions: $z^2$, see {ref}`p1`.
:::
"""


class Site:
    """A site in `folder`, which is made; `edition` 0 or 1 of its sources."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.edition = 0
        (folder / "posts").mkdir(parents=True)
        for name in ("_static", "_templates", "bitext", "node_modules", "tools"):
            (folder / name).symlink_to(TOP / name)
        for name in ("conf.py", "refs.bib", "glossary.yml"):
            shutil.copy(TOP / name, folder)
        (folder / "taxonomy.yml").write_text(_TAXONOMY, "utf-8")
        for name in ("requirements.txt", "package-lock.json"):
            shutil.copy(TOP / name, folder)
        for n in range(1, POSTS + 1):
            picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
            (folder / f"posts/dot-{n}.svg").write_text(picture, "utf-8")
        self.write(0)

    def write(self, edition: int) -> None:
        """Write those sources that differ from what is there."""
        self.edition = edition
        entries = [f"posts/p{n}" for n in range(1, POSTS + 1 - edition)]
        toctree = "\n".join(["```{toctree}", ":hidden:", "", *entries, "```"])
        self._put(
            "index.md", f"# [首页]{{.zh}} [Home]{{.en}}\n\n```{{posts}} latest\n```\n\n{toctree}\n"
        )
        self._put("about.md", _ABOUT)
        for n in range(1, POSTS + 1):
            words = {"zh": "改过。", "en": "Changed. "} if edition else {"zh": "", "en": ""}
            other = n % (POSTS - edition) + 1
            text = _POST.format(n=n, other=other, m=7 + edition * (n == 2), **words)
            if n == POSTS and edition:
                (self.folder / f"posts/p{n}.md").unlink(missing_ok=True)
            else:
                self._put(f"posts/p{n}.md", text)

    def _put(self, name: str, text: str) -> None:
        path = self.folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")

    def write_again(self) -> None:
        """Write the edition that is there, so that a build has something to do."""
        self.write(1 - self.edition)
        self.write(1 - self.edition)

    def clear(self) -> None:
        """Take away all that was built, whatever may be done with it."""
        for path in (self.folder / "_build").rglob("*"):
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(self.folder / "_build", ignore_errors=True)

    def start(self, before: str = "", **environment: str) -> subprocess.Popen[str]:
        """Begin to build, in a process group of its own; `before` is done first, by the shell."""
        script = f'{before}\nexec sh tools/sphinx.sh "$0" html _build/html'
        return subprocess.Popen(
            [*NO_MORE_THAN_OTHERS, "sh", "-c", script, sys.prefix],
            cwd=self.folder,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def build(self, before: str = "", **environment: str) -> tuple[int, str]:
        """Build; the exit status, and what was said."""
        process = self.start(before, **environment)
        said, _ = process.communicate()
        return process.returncode, said

    def pages(self) -> dict[str, str]:
        """What was built: the digest of each file."""
        html = self.folder / "_build/html"
        return {
            str(path.relative_to(html)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in html.rglob("*")
            if path.is_file()
        }
