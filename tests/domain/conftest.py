"""Ledger text as facts and books, so that a test reads like the ledger it is about."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.ledger.load import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
