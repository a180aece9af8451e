"""The Nu HTML checker, of the W3C, finds no error in any page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import TOP

CHECKER = TOP / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.site
@pytest.mark.skipif(not shutil.which("java"), reason="there is no Java to run the Nu checker with")
def test_every_page_is_valid_html(site: Path) -> None:
    pages = sorted(map(str, site.rglob("*.html")))
    assert len(pages) >= 5
    found = subprocess.run(
        ["java", "-jar", CHECKER, "--format", "json", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    messages = json.loads(found.stderr)["messages"]
    assert messages  # at least its remarks on void elements: it did look
    assert [
        f"{Path(each['url']).name}:{each['lastLine']}: {each['message']} {each['extract'][:200]}"
        for each in messages
        if each["type"] != "info"
    ] == []
