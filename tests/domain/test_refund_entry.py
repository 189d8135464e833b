"""Money paid back, as an entry that sums to zero."""

from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.allocation_part import Part
from billcli.domain.entry import Source
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy, OpenItem
from billcli.domain.refund_entry import refund_entry

DAY = dt.date(2026, 1, 31)
OWED = "Assets:Receivable:Acme"


def _part(item: str, amount: str) -> Part:
    money = Money.of(amount, "EUR")
    row = OpenItem(
        item=item, kind=Kind.PAYMENT, customer="Acme", customer_name="Acme Inc.", account=OWED,
        date_issued=DAY, date_due=None, instalment=None, amount=money, balance_open=money,
        known_by=KnownBy.EXPLICIT, source=Source("m", 1),
    )  # fmt: skip
    return Part(row, money)


def test_credits_are_used_up_and_the_bank_pays() -> None:
    parts = [_part("PMT-1", "-50.00"), _part("CN-1", "-7.00"), _part("PMT-1", "-3.00")]
    entry = refund_entry("REF-1", "Acme Inc.", DAY, parts, bank="Assets:Bank", meta={"payer": "x"})
    assert [(p.account, str(p.amount), dict(p.meta)) for p in entry.postings] == [
        ("Assets:Bank", "-60.00 EUR", {"payer": "x"}),
        (OWED, "50.00 EUR", {"invoice": "PMT-1"}),
        (OWED, "7.00 EUR", {"invoice": "CN-1"}),
        (OWED, "3.00 EUR", {"invoice": "PMT-1"}),
    ]
    assert not total([p.amount for p in entry.postings], "EUR")
    assert entry.links == ("REF-1", "PMT-1", "CN-1")
    assert (entry.tags, entry.meta, entry.narration) == (("refund",), {"id": "REF-1"}, "Refund")


@pytest.mark.parametrize("amounts", [[], ["5.00"], ["-5.00", "0.00"], ["-5.00", "1.00"]])
def test_only_credits_are_refunded(amounts: list[str]) -> None:
    parts = [_part(f"X-{n}", amount) for n, amount in enumerate(amounts)]
    with pytest.raises(ValueError, match="REF-1: a refund uses up credits"):
        refund_entry("REF-1", "Acme", DAY, parts, bank="Assets:Bank", meta={})
