"""What enters the key of a formula that is kept."""

from __future__ import annotations

import pytest

from bitext.maths import katex, key_of
from bitext.tex import Macro


def test_key(monkeypatch: pytest.MonkeyPatch) -> None:
    macros = {"a": Macro("a", r"\b"), "b": Macro("b", "1"), "c": Macro("c", "2")}
    key = key_of("0.19.1", True, macros, r"\a")
    same = [
        key_of("0.19.1", True, dict(reversed(macros.items())), r"\a"),
        key_of("0.19.1", True, macros | {"d": Macro("d", "3")}, r"\a"),
        key_of("0.19.1", True, macros | {"c": Macro("c", "4")}, r"\a"),
    ]
    assert set(same) == {key}
    others = [
        key_of("0.19.2", True, macros, r"\a"),
        key_of("0.19.1", False, macros, r"\a"),
        key_of("0.19.1", True, macros, r"\a "),
        key_of("0.19.1", True, macros | {"b": Macro("b", "2")}, r"\a"),
        key_of("0.19.1", True, macros | {"b": Macro("b", "1", 1)}, r"\a"),
        key_of("0.19.1", True, macros | {"b": Macro("b", "1", 1, "")}, r"\a"),
        key_of("0.19.1", True, {}, "\ud800\0"),
    ]
    monkeypatch.setattr("bitext.maths.keys.RENDERING", katex.RENDERING + 1)
    others.append(key_of("0.19.1", True, macros, r"\a"))
    assert len({key, *others}) == 9
