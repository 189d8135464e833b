"""Fixtures for tests that follow a ledger's facts through its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="session")
def parts(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - modules that stand beside
    """Return ``tests/random_books.py``, ``ledger_follower.py`` and ``memory_standing.py``."""
    beside: Any = request.getfixturevalue("beside")
    return beside("random_books"), beside("ledger_follower"), beside("memory_standing")


@pytest.fixture(scope="session")
def standing(parts: tuple[ModuleType, ...]) -> ModuleType:
    """Return ``tests/memory_standing.py``."""
    return parts[2]
