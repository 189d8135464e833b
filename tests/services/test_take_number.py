"""Numbers: gap-free per series, from the ledger and what was appended since."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from billcli.domain.entry import Entry, Note, Posting
from billcli.domain.money import Money
from billcli.services.take_number import Numbers

if TYPE_CHECKING:
    from shop import Shop


DAY = dt.date(2026, 1, 31)


def _invoice(number: str) -> Entry:
    owed = Posting("Assets:Receivable:Acme", Money.of("1.00", "EUR"))
    sold = Posting("Income:Services", Money.of("-1.00", "EUR"))
    meta = {"invoice": number}
    return Entry(DAY, "Acme", number, ("invoice",), (number,), (owed, sold), meta)


def test_an_empty_ledger_starts_each_series_at_one(shop: Shop) -> None:
    numbers = Numbers(shop.workspace())
    kinds = ("invoice", "credit-note", "payment", "application", "refund")
    assert [numbers.next(kind, DAY) for kind in kinds] == [
        "INV-2026-0001", "CN-2026-0001", "PMT-2026-0001", "APP-2026-0001", "REF-2026-0001",
    ]  # fmt: skip


def test_a_number_is_handed_out_once(shop: Shop) -> None:
    numbers = Numbers(shop.workspace())
    assert [numbers.next("invoice", DAY) for _ in range(3)] == [
        "INV-2026-0001", "INV-2026-0002", "INV-2026-0003",
    ]  # fmt: skip


def test_a_series_counts_each_year_by_itself(shop: Shop) -> None:
    shop.sold("1", "2")
    numbers = Numbers(shop.workspace())
    assert numbers.next("invoice", dt.date(2027, 1, 1)) == "INV-2027-0001"
    assert numbers.next("invoice", DAY) == "INV-2026-0003"


def test_what_others_appended_since_counts_as_used(shop: Shop) -> None:
    tail = (_invoice("INV-2026-0001"), Note(DAY, "Assets:Receivable:Acme", "called"))
    assert Numbers(shop.workspace(), tail).next("invoice", DAY) == "INV-2026-0002"


def test_a_series_may_start_where_another_program_ended(shop: Shop) -> None:
    shop.setting("\n[series.invoice]\npattern = 'R-{n}'\nnext = 118\n")
    numbers = Numbers(shop.workspace())
    assert [numbers.next("invoice", DAY) for _ in range(2)] == ["R-118", "R-119"]


def test_what_was_taken_over_does_not_end_the_rule_of_the_floor(shop: Shop) -> None:
    shop.setting("[series.invoice]\nnext = 118\n")
    line = '--opening --date 2025-11-30 --line "9 Old"'
    shop.done(f"invoice create Acme --number INV-2025-0300 {line}")
    assert Numbers(shop.workspace()).next("invoice", DAY) == "INV-2026-0118"
