"""What is collected by direct debit on a day, and what is left out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from billcli.domain.direct_debit import Debit, LeftOut, choose
from billcli.domain.party import Party
from tests.domain.item_part import whole

if TYPE_CHECKING:
    from billcli.domain.entry import MetaValue
    from billcli.domain.open_item import OpenItem

DAY = dt.date(2026, 3, 2)
LAST = dt.date(2026, 1, 20)
GIVEN: dict[str, MetaValue] = {
    "name": "Acme Inc.", "mandate": "M-1 2026-01-02", "iban": "DE02 1203 0000 0000 2020 51",
}  # fmt: skip


def item(number: str, amount: str = "100", due: str = "2026-03-01", **more: object) -> OpenItem:
    row = whole(number, amount, str(more.pop("currency", "EUR"))).open_item
    due_day = dt.date.fromisoformat(due) if due else None
    return row._replace(date_due=due_day, **more)  # type: ignore[arg-type]


def chosen(*rows: OpenItem, **values: MetaValue) -> tuple[tuple[Debit, ...], tuple[LeftOut, ...]]:
    party = Party("Acme", "Assets:Receivable:Acme", {**GIVEN, **values})
    return choose(rows, DAY, lambda _name: party, {"Assets:Receivable:Acme": LAST})


def test_what_is_due_is_collected_at_once_oldest_first() -> None:
    rows = (item("INV-3"), item("INV-1", "20.5", "2026-02-01"), item("INV-2", due="2026-03-02"))
    (debit,), left = chosen(*rows, item("INV-9", due="2026-03-03"))
    assert not left
    assert debit.items == ("INV-1", "INV-3", "INV-2")
    assert str(debit.amount) == "220.50 EUR"
    assert debit.iban == "DE02120300000000202051"
    assert debit.mandate.reference == "M-1"


def test_without_a_due_date_the_day_of_issue_counts() -> None:
    (debit,), _ = chosen(item("INV-1", due=""))
    assert debit.items == ("INV-1",)


def test_each_instalment_is_collected_when_it_is_due() -> None:
    rows = [item("INV-1", "50", due, instalment=n)
            for n, due in ((1, "2026-02-01"), (2, "2026-03-01"), (3, "2026-04-01"))]  # fmt: skip
    (debit,), _ = chosen(*rows)
    assert [part.open_item.instalment for part in debit.parts] == [1, 2]
    assert debit.items == ("INV-1",)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"hold": True}, "the customer is on hold"),
        ({"iban": ""}, "it has no IBAN"),
        ({"iban": "DE03120300000000202051"}, "its IBAN 'DE03120300000000202051' is none"),
        (
            {"mandate": "M-1 2026-01-02 once"},
            "its mandate M-1 was for one collection, that of 2026-01-20",
        ),
        ({"mandate": "M-1"}, "mandate 'M-1' is no reference with the day it was signed"),
    ],
)
def test_nothing_is_collected_from_some(values: dict[str, MetaValue], reason: str) -> None:
    debits, (left,) = chosen(item("INV-1"), **values)
    assert not debits
    assert (left.customer, left.item) == ("Acme", "")
    assert left.reason.startswith(reason)


def test_who_is_owed_something_is_left_out() -> None:
    debits, (left,) = chosen(item("INV-1"), item("PMT-1", "-10"), item("CN-1", "-5"))
    assert not debits
    assert left.reason == "15.00 EUR are owed to it (PMT-1): apply or refund that first"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"currency": "USD"}, "it is open in USD, direct debits are in EUR"),
        ({"disputed": True}, "it is disputed"),
    ],
)
def test_some_items_are_left_out(more: dict[str, object], reason: str) -> None:
    (debit,), left = chosen(item("INV-1"), item("INV-2", **more))
    assert debit.items == ("INV-1",)
    assert left == (LeftOut("Acme", "INV-2", reason),)


def test_a_new_mandate_for_one_collection_may_be_used() -> None:
    (debit,), left = chosen(item("INV-1"), mandate="M-2 2026-02-01 once")
    assert (debit.mandate.sequence, left) == ("OOFF", ())


def test_an_item_without_a_number_is_left_out() -> None:
    debits, (left,) = chosen(item("Acme/2026-02-01/1"))
    assert not debits
    assert left.reason == "it has no number"


def test_who_gave_no_mandate_or_owes_nothing_yet_is_no_subject_of_it() -> None:
    assert chosen(item("INV-1"), mandate="") == ((), ())
    assert chosen(item("INV-1", due="2026-03-03"), hold=True) == ((), ())
    assert chosen(item("INV-1", "0")) == ((), ())
