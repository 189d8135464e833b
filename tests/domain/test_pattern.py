"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from billcli.domain.pattern import pattern

if TYPE_CHECKING:
    import pytest


def test_a_pattern_is_made_when_it_is_asked_and_then_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[object, ...]] = []
    make = re.compile
    monkeypatch.setattr(re, "compile", lambda *given: (made.append(given), make(*given))[1])
    word = pattern(r"\w+", re.ASCII)
    assert made == []
    assert [text for text in ("ab", "\xe4", "a b") if word.fullmatch(text)] == ["ab"]
    assert made == [(r"\w+", re.ASCII)]
    assert word.sub("-", "ab cd") == "- -"
    assert (word.pattern, word.flags) == (r"\w+", re.ASCII)
