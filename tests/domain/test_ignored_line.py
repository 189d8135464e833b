"""Lines that are set aside, and those that are new again."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.entry import Record
from billcli.domain.ignored_line import ignored_lines, is_removal, removal_of

DAY = dt.date(2026, 1, 31)
BANK = "Assets:Bank"


def aside(key: str = "K1", account: str = BANK, name: str = "bank-key") -> Record:
    meta = {name: key, "bank-text": "rent", "reason": "private"}
    return Record(DAY, "bank-line", (account, "ignored"), meta, (0,))


ONE, TWO = aside(), aside("K2")


def test_a_removal_names_the_line_and_nothing_else() -> None:
    found = removal_of(ONE)
    assert (found.date, found.values, found.accounts) == (DAY, (BANK, "ignored"), (0,))
    assert found.meta == {"bank-key": "K1", "status": "removed"}
    assert removal_of(aside("R", name="bank-ref")).meta == {"bank-ref": "R", "status": "removed"}
    assert (is_removal(ONE), is_removal(found)) == (False, True)


@pytest.mark.parametrize(
    ("records", "held"),
    [
        ([ONE, TWO], [ONE, TWO]),
        ([ONE, TWO, removal_of(ONE)], [TWO]),
        ([removal_of(ONE), ONE], []),
        ([ONE, removal_of(ONE), ONE], [ONE]),
        ([ONE, ONE, removal_of(ONE)], [ONE]),
        ([ONE, removal_of(aside(account="Assets:Other"))], [ONE]),
        ([ONE, removal_of(aside(name="bank-ref"))], [ONE]),
        ([removal_of(ONE)], []),
        ([Record(DAY, "bank-line", (BANK, "seen")), Record(DAY, "bank-line", (BANK,))], []),
        ([Record(DAY, "customer", (BANK, "ignored"))], []),
    ],
)
def test_a_removal_takes_back_one_of_the_same_line_wherever_it_stands(
    records: list[Record], held: list[Record]
) -> None:
    assert list(ignored_lines(records)) == held
