from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.advance import Advance, Drawn, Paid, advance_of, found_advance, still_due
from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import replace
from billcli.domain.instalment import Instalment
from billcli.domain.money import Money

DAY, ACCOUNT = dt.date(2026, 1, 31), "Assets:Receivable:Acme"


def eur(number: str) -> Money:
    return Money.of(number, "EUR")


LEGS = (
    Posting(ACCOUNT, eur("30.00"), {"invoice": "PMT-1"}),
    Posting(ACCOUNT, eur("5.00"), {"invoice": "CN-1"}),
    Posting(ACCOUNT, eur("-20.00"), {"invoice": "INV-1", "instalment": Decimal(1)}),
    Posting(ACCOUNT, eur("-15.00"), {"invoice": "INV-1", "instalment": Decimal(2)}),
    Posting("Income:FX", eur("0.00")),
)
APPLIED = Entry(
    DAY, "Acme", "Apply", ("application",), ("APP-1",), LEGS, {"id": "APP-1", "on": "INV-1"}
)
READ = Advance(
    "APP-1",
    (Drawn("PMT-1", eur("30.00")), Drawn("CN-1", eur("5.00"))),
    (Paid(1, eur("20.00")), Paid(2, eur("15.00"))),
)
PLAN = tuple(Instalment(n, dt.date(2026, n + 1, 1), eur("20.00")) for n in (1, 2, 3))


def test_an_application_that_names_the_invoice_is_read() -> None:
    assert advance_of(APPLIED, "INV-1") == READ
    assert READ.amount == eur("35.00")
    assert found_advance([replace(APPLIED, meta={"id": "APP-0"}), APPLIED], "INV-1") == READ


def test_other_entries_say_nothing_of_it() -> None:
    assert advance_of(APPLIED, "INV-2") is None
    assert advance_of(replace(APPLIED, meta={"id": "APP-1"}), "INV-1") is None
    assert advance_of(replace(APPLIED, tags=("reversal",)), "INV-1") is None
    assert advance_of(replace(APPLIED, postings=LEGS[2:]), "INV-1") is None
    assert found_advance([], "INV-1") is None


def test_instalments_are_asked_for_less_what_was_paid() -> None:
    assert [(part.number, part.amount) for part in still_due(PLAN, READ)] == [
        (2, eur("5.00")),
        (3, eur("20.00")),
    ]
    assert still_due(PLAN, None) == PLAN
