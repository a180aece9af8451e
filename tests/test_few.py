"""One changed document of many is read where the others are known; pages are written as before."""

from __future__ import annotations

import os
from pathlib import Path

from tests.conftest import Build

# Notes who reads each document, and how many processes write.
CONF = """
import os
from pathlib import Path

def note(app, docname, source):
    with Path(app.outdir, "readers").open("a") as file:
        file.write(f"{docname} {os.getpid()}\\n")

def started(app, builder):
    Path(app.outdir, "writers").write_text(str(app.parallel))

def setup(app):
    app.connect("source-read", note)
    app.connect("write-started", started)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
"""
COUNT = 24
FILES = {
    "conf.py": CONF,
    "index.md": "# T\n\n```{toctree}\n:glob:\np*\n```\n",
    **{f"p{number:02}.md": f"# Post {number}\n\nText.\n" for number in range(COUNT)},
}


def test_one_of_many_is_read_in_the_process_that_knows_them_all(build: Build) -> None:
    def readers() -> dict[str, int]:
        file = Path(site.app.outdir, "readers")
        found = dict(line.split() for line in file.read_text().splitlines())
        file.unlink()
        return {name: int(process) for name, process in found.items()}

    site = build(FILES, parallel=2)
    whole = readers()
    assert len(whole) == COUNT + 1
    assert os.getpid() not in whole.values()

    site = build({"p03.md": "# Post 3\n\nOther text.\n"}, parallel=2)
    assert readers() == {"p03": os.getpid()}
    assert Path(site.app.outdir, "writers").read_text() == "2"  # as the user said
    assert "Other text." in site.read("p03.html")
    assert site.warnings == []
