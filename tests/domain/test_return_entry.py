"""A payment that came back, as an entry that sums to zero."""

from __future__ import annotations

import pytest

from billcli.domain.money import Money, total
from billcli.domain.return_entry import return_entry
from tests.domain.item_part import DAY, OWED, whole

BANK = "Assets:Bank"


def test_items_open_again_and_the_fee_is_the_issuers() -> None:
    parts = [whole("INV-1", "-50.00"), whole("INV-2", "-7.00")]
    entry = return_entry(
        "RET-1", "Acme Inc.", DAY, parts, bank=BANK, meta={"payer": "x"},
        fee=Money.of("3.50", "EUR"), fees="Expenses:Fees", reverses="PMT-9",
    )  # fmt: skip
    assert [(p.account, str(p.amount), dict(p.meta)) for p in entry.postings] == [
        (BANK, "-60.50 EUR", {"payer": "x"}),
        ("Expenses:Fees", "3.50 EUR", {"adjustment": "return_fee"}),
        (OWED, "50.00 EUR", {"invoice": "INV-1"}),
        (OWED, "7.00 EUR", {"invoice": "INV-2"}),
    ]
    assert not total([p.amount for p in entry.postings], "EUR")
    assert entry.links == ("RET-1", "PMT-9", "INV-1", "INV-2")
    assert (entry.tags, entry.narration) == (("reversal",), "Payment returned")
    assert entry.meta == {"id": "RET-1", "reverses": "PMT-9"}


def test_without_fee_or_known_payment_neither_is_named() -> None:
    entry = return_entry("RET-1", "Acme", DAY, [whole("No 7", "-5.00")], bank=BANK, meta={})
    assert [str(p.amount) for p in entry.postings] == ["-5.00 EUR", "5.00 EUR"]
    assert (entry.links, entry.meta) == (("RET-1",), {"id": "RET-1"})


@pytest.mark.parametrize("amounts", [[], ["5.00"], ["-5.00", "0.00"], ["-5.00", "1.00"]])
def test_only_money_that_went_back_opens_items(amounts: list[str]) -> None:
    parts = [whole(f"X-{n}", amount) for n, amount in enumerate(amounts)]
    with pytest.raises(ValueError, match="RET-1: a returned payment opens items again"):
        return_entry("RET-1", "Acme", DAY, parts, bank=BANK, meta={})
