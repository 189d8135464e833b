"""Which payment a line of money out sends back: the instalment it paid, and no other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.matching.assign import propose
from billcli.matching.desk import Desk, row_key
from billcli.matching.proposal import Proposal, Verdict
from billcli.matching.sent_back import sent_back
from tests.matching.invented import PAYERS, day, item, line, reading_of

if TYPE_CHECKING:
    from billcli.domain.open_item import OpenItem

ACME = "Acme Trading Inc."
ASK, CERTAIN = Verdict.ASK, Verdict.CERTAIN
FIRST, SECOND = (
    item("P-1", "0.00", instalment=n, amount=amount, due=day(n))
    for n, amount in ((1, "60.00"), (2, "40.00"))
)
OTHER = item("P-2", "0.00", amount="25.00")
GLOBEX = item("P-3", "0.00", "Globex", amount="15.00")
DOLLARS = item("P-4", "0.00", amount="60.00", currency="USD")
ROWS = (FIRST, SECOND, OTHER, GLOBEX, DOLLARS)


def of(*rows: tuple[OpenItem, str]) -> tuple[tuple[tuple[str, str, int | None], Decimal], ...]:
    return tuple((row_key(row), Decimal(number)) for row, number in rows)


PAID = {
    "E-60": [of((FIRST, "60.00"))],
    "E-40": [of((SECOND, "40.00"))],
    "E-85": [of((FIRST, "60.00"), (OTHER, "25.00"))],
    "E-75": [of((FIRST, "60.00"), (GLOBEX, "15.00"))],
    "E-USD": [of((DOLLARS, "60.00"))],
    "E-GONE": [of((FIRST._replace(item="P-9"), "60.00"))],
    "E-MORE": [of((FIRST, "61.00"))],
    "E-EACH": [of((FIRST, "60.00")), of((FIRST, "60.00"))],
    "E-BOTH": [of((SECOND, "40.00")), of((SECOND._replace(instalment=1), "40.00"))],
}


def back(text: str, amount: str, sent: str = "", payee: str = ACME, returned: str = "") -> Proposal:
    told = line(text, amount, payee, end_to_end=sent, returned=returned, on=day(5))
    return propose([told], ROWS, PAYERS, paid=PAID)[0]


def rows_of(proposal: Proposal) -> list[list[tuple[str, int | None]]]:
    return [[(p.item.item, p.item.instalment) for p in s.parts] for s in proposal.suggestions]


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        (("Returned debit P-1", "-40.00", "E-40"), [("P-1", 2)]),
        (("Returned debit P-1", "-60.00", "E-60"), [("P-1", 1)]),
        (("Returned debit", "-43.00", "E-40"), [("P-1", 2)]),
        (("Returned debit", "-85.00", "E-85"), [("P-1", 1), ("P-2", None)]),
        (("Returned debit", "-40.00", "E-40", "Our bank", "AC04"), [("P-1", 2)]),
        (("Returned debit P-1", "-40.00", "E-40", "Our bank"), [("P-1", 2)]),
        (("Returned debit", "-60.00", "E-EACH"), [("P-1", 1)]),
    ],
)
def test_an_end_to_end_id_names_the_payment(
    told: tuple[str, ...], rows: list[tuple[str, int | None]]
) -> None:
    proposal = back(*told)
    assert (proposal.verdict, rows_of(proposal)[0]) == (CERTAIN, rows)


@pytest.mark.parametrize(
    "told",
    [
        ("Returned debit", "-40.00", "E-40", "Our bank"),
        ("Returned debit", "-75.00", "E-75"),
        ("Returned debit", "-60.00", "E-USD"),
        ("Returned debit", "-60.00", "E-GONE"),
        ("Returned debit", "-61.00", "E-MORE"),
        ("Returned debit", "-39.99", "E-40"),
        ("Returned debit", "-70.01", "E-40"),
    ],
)
def test_what_the_id_does_not_fit_is_not_proposed(told: tuple[str, ...]) -> None:
    assert rows_of(back(*told)) == []


def test_an_id_used_twice_is_asked_about() -> None:
    proposal = back("Returned debit", "-40.00", "E-BOTH")
    assert (proposal.verdict, rows_of(proposal)) == (ASK, [[("P-1", 2)], [("P-1", 1)]])


@pytest.mark.parametrize(
    ("amount", "ways"),
    [
        ("-40.00", [[("P-1", 2)]]),
        ("-100.00", [[("P-1", 1), ("P-1", 2)]]),
        ("-60.00", [[("P-1", 1)], [("P-1", 2)]]),
        ("-30.00", []),
    ],
)
def test_without_an_id_the_amount_tells_the_instalments(
    amount: str, ways: list[list[tuple[str, int | None]]]
) -> None:
    told = line("Returned debit P-1", amount, ACME, on=day(5))
    proposal = propose([told], ROWS, PAYERS)[0]
    assert (proposal.verdict, rows_of(proposal)) == (ASK, ways)


def test_of_equal_instalments_the_last_comes_first() -> None:
    rows = [item("P-1", "0.00", instalment=n, amount="50.00", due=day(n)) for n in (1, 2)]
    told = line("Returned debit P-1", "-50.00", ACME, on=day(5))
    assert rows_of(propose([told], rows, PAYERS)[0]) == [[("P-1", 2)], [("P-1", 1)]]


def test_one_of_several_payments_of_a_row_may_come_back() -> None:
    row = item("INV-2026-0001", "0.00", amount="100.00")
    desk = Desk.of([row], paid={"A": [of((row, "70.00"))], "B": [of((row, "30.00"))]})
    reading = reading_of(line("Return INV-2026-0001", "-30.00", ACME), [row])
    (found,) = sent_back(reading, desk)
    assert (str(found.parts[0].amount), found.fee.number, found.proven) == ("-30.00 EUR", 0, False)
