"""Holds what ``make sbom`` has written against the locks:  python -m tools.sbom FOLDER

Each locked package stands in its file, by name, version and package URL, and none besides. npm
puts the hour, a number drawn by lot and its folder's name into the file: they are taken out, so
that one lock gives one file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.licences import locked

TOP = Path(__file__).resolve().parent.parent

Purls = set[tuple[str, str, str]]
"""Name, version and package URL of each package."""


def locked_by_pip(text: str) -> Purls:
    """What a hashed requirement file names."""
    return {(name, version, f"pkg:pypi/{name.lower()}@{version}") for name, version in locked(text)}


def locked_by_npm(text: str) -> Purls:
    """What a ``package-lock.json`` names, but for the project itself."""
    found = set()
    for path, entry in json.loads(text)["packages"].items():
        if path:
            name, version = path.rpartition("node_modules/")[2], entry["version"]
            found.add((name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}"))
    return found


def listed(bill: dict[str, Any]) -> Purls:
    """What a CycloneDX file names."""
    found = set()
    for each in bill["components"]:
        name = "/".join(filter(None, (each.get("group"), each["name"])))
        found.add((name, each.get("version", ""), each.get("purl", "")))
    return found


def wrong(wanted: Purls, bill: dict[str, Any]) -> Iterator[str]:
    """In what a CycloneDX file differs from its lock, a line a package."""
    for name, version, purl in sorted(wanted - listed(bill)):
        yield f"{name} {version} is locked, and not listed as {purl}"
    for name, version, purl in sorted(listed(bill) - wanted):
        yield f"{name} {version} is listed as {purl}, and not locked"


def settled(bill: dict[str, Any]) -> dict[str, Any]:
    """The same without what differs from one run to the next."""
    about = dict(bill["metadata"])
    about.pop("timestamp", None)
    about["component"] = dict(about["component"])
    about["component"]["name"] = about["component"]["bom-ref"].rpartition("@")[0]
    return {key: bill[key] for key in bill if key != "serialNumber"} | {"metadata": about}


def main(folder: Path) -> int:
    """Say what is wrong with the files in `folder`; 1 if anything is."""
    python = json.loads((folder / "python.cdx.json").read_text("utf-8"))
    npm = settled(json.loads((folder / "npm.cdx.json").read_text("utf-8")))
    text = json.dumps(npm, ensure_ascii=False, indent=2)
    (folder / "npm.cdx.json").write_text(f"{text}\n", "utf-8")
    found = [
        *wrong(locked_by_pip((TOP / "requirements.txt").read_text("utf-8")), python),
        *wrong(locked_by_npm((TOP / "package-lock.json").read_text("utf-8")), npm),
    ]
    for line in found:
        print(line, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
