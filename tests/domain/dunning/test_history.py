from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.dunning.history import Charged, Claim, Reminded, charged, reminded
from billcli.domain.entry import Entry, Note, Posting
from tests.domain.dunning.invented import eur

ACME, GLOBEX = "Assets:Receivable:Acme", "Assets:Receivable:Globex"
MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)


def test_the_highest_level_of_an_item_counts() -> None:
    notes = [
        Note(MARCH, ACME, "Second", ("reminder",), ("INV-1",), {"level": Decimal(2)}),
        Note(APRIL, ACME, "by hand", ("reminder",), ("INV-1", "INV-2"), {}),
        Note(APRIL, ACME, "Notice", ("reminder",), ("INV-3",), {"level": "0"}),
        Note(APRIL, GLOBEX, "called", ("call",), ("INV-4",), {"level": Decimal(1)}),
    ]
    found = reminded(notes)
    assert found.levels == {Claim("INV-1"): 2, Claim("INV-2"): 1, Claim("INV-3"): 0}
    assert found.items == {"INV-1": APRIL, "INV-2": APRIL, "INV-3": APRIL}
    assert found.accounts == {ACME: APRIL}
    assert found.last == APRIL


def test_an_instalment_is_reminded_of_by_itself() -> None:
    meta = {"level": Decimal(1), "instalment": Decimal(2), "message-id": "<1@b.example>"}
    found = reminded([Note(MARCH, ACME, "", ("reminder",), ("INV-1",), meta)])
    assert found.levels == {Claim("INV-1", 2): 1}
    assert found.messages == {"INV-1": "<1@b.example>"}


def test_nobody_was_reminded() -> None:
    assert reminded([]) == Reminded()
    assert Reminded().last is None


def late_fee(meta: dict[str, str | Decimal | dt.date], *tags: str) -> Entry:
    legs = (Posting(ACME, eur("5.00")), Posting("Income:LateFees", eur("-5.00")))
    return Entry(MARCH, "Acme", "Late fee", tags or ("late-fee",), (), legs, meta)


def test_fees_name_their_level_and_interest_its_last_day() -> None:
    fee: dict[str, str | Decimal | dt.date] = {"invoice": "LF-1", "on": "INV-1"}
    found = charged(
        [
            late_fee({**fee, "level": Decimal(2)}),
            late_fee({**fee, "invoice": "LF-2", "period-end": APRIL, "instalment": Decimal(1)}),
            late_fee({"invoice": "LF-3"}),
            late_fee({"on": "INV-1"}),
            late_fee({**fee, "invoice": "LF-4"}, "invoice"),
            Entry(MARCH, "Acme", "", ("late-fee",), (), (), dict(fee)),
        ]
    )
    assert found == (
        Charged("LF-1", Claim("INV-1"), eur("5.00"), 2, None),
        Charged("LF-2", Claim("INV-1", 1), eur("5.00"), None, APRIL),
    )
