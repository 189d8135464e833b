"""Ledger text as facts and books, so that a test reads like the ledger it is about."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.ledger.load import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from billcli.domain.entry import Facts


END = dt.date(2999, 12, 31)


@pytest.fixture(scope="session")
def facts_of() -> Callable[[str], Facts]:
    def read(text: str) -> Facts:
        facts, problems = read_text(dedent(text))
        assert problems == ()
        return facts

    return read


@pytest.fixture(scope="session")
def books_of(facts_of: Callable[[str], Facts]) -> Callable[..., Books]:
    """Return the books of a ledger's text, by default with everything in it."""

    def read(text: str, as_of: dt.date = END, roots: Sequence[str] = ()) -> Books:
        facts = facts_of(text)
        return Books.of(facts, find_roots(facts, roots), as_of)

    return read


@pytest.fixture(scope="session")
def mixed() -> ModuleType:
    """Return ``mixed_books.py``: random books in several conventions, and the truth about them."""
    name = "mixed_books"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
