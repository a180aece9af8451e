"""One page, beside the same page as plain Sphinx makes it (``make bench-page``).

The longest post is built twice from the same words: by this project, and by Sphinx with Furo,
sphinx-design's tabs and MathJax 4, which is served from the site itself. Lighthouse measures
both in turn (mobile, simulated throttling), over loopback and with brotli; the median of the
runs counts. Load on the machine shows in the times: let it be quiet.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.serve import compressed, served

TOP = Path(__file__).parent.parent
MODULES = Path(__file__).parent / "node_modules"
RESULTS = Path(__file__).parent / "results" / "page.json"
CHROMIUM = "/usr/bin/chromium"
FIGURES = {
    "first-contentful-paint": ("first paint, s", 1000),
    "largest-contentful-paint": ("largest paint, s", 1000),
    "total-blocking-time": ("blocking time, s", 1000),
    "speed-index": ("speed index, s", 1000),
    "cumulative-layout-shift": ("layout shift", 1),
    "total-byte-weight": ("over the wire, KB", 1000),
    "dom-size": ("elements", 1),
}
# As it comes, but for what the source needs.
PLAIN = """
project = "Plain"
extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton", "sphinxcontrib.bibtex"]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "deflist", "dollarmath"]
html_theme = "furo"
bibtex_bibfiles = ["refs.bib"]
html_static_path = ["_static"]
mathjax_path = "mathjax/tex-chtml.js"
mathjax4_config = {{
    "tex": {{"macros": {macros}}},
    "output": {{"fontPath": "../_static/%%FONT%%-font"}},
}}
mathjax3_config = mathjax4_config
suppress_warnings = ["ref", "myst", "bibtex", "toc", "app"]
"""


def longest_post() -> str:
    """The name of the post with the longest source."""
    return max((TOP / "posts").glob("*.md"), key=lambda path: path.stat().st_size).stem


def plain_site(post: str, folder: Path) -> Path:
    """Build `post` with Sphinx as it comes, in `folder`; gives the folder of its pages."""
    source, out = folder / "source", folder / "html"
    shutil.copytree(TOP / "posts" / post, source / "posts" / post)
    shutil.copy(TOP / "refs.bib", source)
    shutil.copytree(MODULES / "mathjax", source / "_static" / "mathjax")
    font = "mathjax-newcm-font"
    shutil.copytree(MODULES / "@mathjax" / font / "chtml", source / "_static" / font / "chtml")
    shutil.copy(MODULES / "@mathjax" / font / "chtml.js", source / "_static" / font)
    sys.path.insert(0, str(TOP))
    from conf import bitext_macros

    macros = json.dumps(bitext_macros)
    (source / "conf.py").write_text(PLAIN.format(macros=macros), "utf-8")
    (source / "index.md").write_text(f"# Plain\n\n```{{toctree}}\nposts/{post}\n```\n", "utf-8")
    text = (TOP / "posts" / f"{post}.md").read_text("utf-8")
    (source / "posts" / f"{post}.md").write_text(as_tabs(text), "utf-8")
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", source, out], check=True)
    return out


def as_tabs(text: str) -> str:
    """Pairs in sphinx-design's own words; references to other posts as words."""
    for code, name in (("zh", "中文"), ("en", "English")):
        opening = "::::{tab-set}\n:sync-group: lang\n\n" if code == "zh" else ""
        closing = "\n::::" if code == "en" else ""
        text = re.sub(
            rf"^:::\{{{code}\}}\n(.*?)\n:::$",
            lambda match, o=opening, n=name, s=code, c=closing: (
                f"{o}:::{{tab-item}} {n}\n:sync: {s}\n\n{match[1]}\n:::{c}"
            ),
            text,
            flags=re.MULTILINE | re.DOTALL,
        )
    return text


def lighthouse(url: str) -> dict[str, Any]:
    """One report."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                "node",
                MODULES / "lighthouse" / "cli" / "index.js",
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                "--throttling-method=simulate",
                "--chrome-flags=--headless=new --no-sandbox",
                "--no-enable-error-reporting",
            ],
            env={**os.environ, "CHROME_PATH": CHROMIUM},
            check=True,
        )
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found


def measured(reports: list[dict[str, Any]]) -> dict[str, float]:
    """The median of each figure: scores (0 to 100), times, bytes."""
    figures: dict[str, float] = {}
    for name in reports[0]["categories"]:
        figures[name] = statistics.median(
            round(100 * (report["categories"][name]["score"] or 0)) for report in reports
        )
    for name, (label, unit) in FIGURES.items():
        values = [report["audits"][name].get("numericValue", 0) / unit for report in reports]
        figures[label] = round(statistics.median(values), 3)
    return figures


def scripts(page: Path) -> dict[str, float]:
    """How much of the page's weight is scripts; how many of them stand in it."""
    text = page.read_text("utf-8")
    names = re.findall(r'<script[^>]*\bsrc="([^"?#:]*)', text)
    files = [(page.parent / name).resolve() for name in names]
    ours = {path.name.removesuffix(".jinja") for path in (TOP / "_static").iterdir()}
    ours |= {path.name for path in (TOP / "bitext" / "assets").iterdir()}
    own = [file for file in files if file.name in ours]
    inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", text)
    return {
        "page, brotli KB": round(len(compressed(page)) / 1000, 1),
        "own scripts, gzip KB": round(
            sum(len(gzip.compress(f.read_bytes())) for f in own) / 1000, 1
        ),
        "inline scripts": len(inline),
    }


def main() -> None:
    """Build, measure, print, and write ``results/page.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--html", type=Path, default=TOP / "_build" / "html")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--post", default=longest_post(), help="its slug; the longest by default")
    options = parser.parse_args()
    post = options.post
    with tempfile.TemporaryDirectory() as folder:
        sites = {"bitext": options.html, "plain Sphinx": plain_site(post, Path(folder))}
        reports: dict[str, list[dict[str, Any]]] = {name: [] for name in sites}
        for _ in range(options.runs):
            for name, root in sites.items():  # in turn: what disturbs, disturbs both
                with served(root) as address:
                    reports[name].append(lighthouse(f"{address}/posts/{post}.html"))
        table = {
            name: {**measured(reports[name]), **scripts(root / "posts" / f"{post}.html")}
            for name, root in sites.items()
        }
    print(f"\nposts/{post}.html, median of {options.runs}")
    print(f"{'':24}" + "".join(f"{name:>16}" for name in table))
    for label in table["bitext"]:
        print(f"{label:24}" + "".join(f"{figures[label]:>16g}" for figures in table.values()))
    index = statistics.median(
        each["environment"]["benchmarkIndex"] for found in reports.values() for each in found
    )
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "sphinx": version("sphinx"),
        "furo": version("furo"),
        "lighthouse": reports["bitext"][0]["lighthouseVersion"],
        "lighthouse's index of the machine": index,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(
        json.dumps({"post": post, "machine": machine, "figures": table}, indent=1) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
