"""Findings as text for people, as JSON for programs, as SARIF for code review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .finding import Code, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .finding import Finding

    Findings = Mapping[str, Sequence[Finding]]
    """By the file's path."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def as_text(findings: Findings, least: Severity = Severity.HINT) -> Iterator[str]:
    """A line a finding, ``path:line: error [code] message``; no less grave ones than `least`."""
    for path, found in findings.items():
        for each in found:
            if each.severity < least:
                continue
            line = each.zh or each.en or 1
            other = f" (English: line {each.en})" if each.zh and each.en not in (None, line) else ""
            severity = each.severity.name.lower()
            yield f"{path}:{line}: {severity} [{each.code.label}] {each.message}{other}"


def as_json(findings: Findings) -> str:
    """An object for each finding; lines are null where a side has no part in it."""
    rows = [
        {
            "path": path,
            "code": each.code.label,
            "severity": each.severity.name.lower(),
            "message": each.message,
            "zh": {"line": each.zh, "tokens": list(each.zh_tokens)},
            "en": {"line": each.en, "tokens": list(each.en_tokens)},
        }
        for path, found in findings.items()
        for each in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def as_sarif(findings: Findings) -> str:
    """The log of one run, SARIF 2.1.0 (OASIS): what code hosts show beside a change."""
    rules = [
        {
            "id": code.label,
            "shortDescription": {"text": code.label.replace("-", " ")},
            "defaultConfiguration": {"level": _LEVELS[code.severity]},
        }
        for code in Code
    ]
    results = [
        {
            "ruleId": each.code.label,
            "level": _LEVELS[each.severity],
            "message": {"text": each.message},
            "locations": list(_locations(path, (each.zh, each.en))),
        }
        for path, found in findings.items()
        for each in found
    ]
    driver = {"name": "bitext-parity", "rules": rules}
    log = {
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [
            {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _locations(path: str, lines: Iterable[int | None]) -> Iterator[dict[str, Any]]:
    for line in sorted({line for line in lines if line}) or [1]:
        yield {
            "physicalLocation": {
                "artifactLocation": {"uri": path},
                "region": {"startLine": line},
            }
        }
