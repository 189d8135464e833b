"""One receipt for items of several customers, as an entry that sums to zero."""

from __future__ import annotations

from billcli.domain.money import Money, total
from billcli.domain.payout_entry import payout_entry
from tests.domain.item_part import DAY, OWED, whole

GLOBEX = "Assets:Receivable:Globex"


def test_the_bank_gets_what_the_processor_leaves() -> None:
    parts = [
        whole("INV-1", "200.00"),
        whole("2026/7", "300.00", account=GLOBEX),
        whole("CN-1", "-30.00"),
    ]
    entry = payout_entry(
        "PMT-1", "STRIPE", DAY, parts, bank="Assets:Bank", meta={"payer": "STRIPE"},
        fee=Money.of("7.80", "EUR"), fees="Expenses:Fees:Card",
    )  # fmt: skip
    assert [(p.account, str(p.amount), dict(p.meta)) for p in entry.postings] == [
        ("Assets:Bank", "462.20 EUR", {"payer": "STRIPE"}),
        ("Expenses:Fees:Card", "7.80 EUR", {"adjustment": "psp_fee"}),
        (OWED, "-200.00 EUR", {"invoice": "INV-1"}),
        (GLOBEX, "-300.00 EUR", {"invoice": "2026/7"}),
        (OWED, "30.00 EUR", {"invoice": "CN-1"}),
    ]
    assert not total([p.amount for p in entry.postings], "EUR")
    assert entry.links == ("PMT-1", "INV-1", "2026/7", "CN-1")
    assert (entry.narration, entry.tags) == ("Payout", ("payment", "payout"))


def test_what_somebody_pays_for_several_is_no_payout() -> None:
    parts = [whole("INV-1", "200.00"), whole("INV-2", "300.00", account=GLOBEX)]
    entry = payout_entry("PMT-1", "Group", DAY, parts, bank="Assets:Bank", meta={}, payout=False)
    assert [str(p.amount) for p in entry.postings] == ["500.00 EUR", "-200.00 EUR", "-300.00 EUR"]
    assert (entry.narration, entry.tags, entry.meta) == ("Payment", ("payment",), {"id": "PMT-1"})
