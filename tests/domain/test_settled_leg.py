"""What settles an open item names it, and the instalment it stands for, in every kind of entry."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.payout_entry import payout_entry
from billcli.domain.refund_entry import refund_entry
from billcli.domain.return_entry import return_entry
from billcli.domain.settled_leg import settled_legs
from tests.domain.item_part import DAY, OWED, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from billcli.domain.entry import Entry


def test_each_part_moves_its_item_by_what_it_settles() -> None:
    parts = [whole("INV-1", "200"), whole("INV-2", "40.5", instalment=2), whole("CN-1", "-0.125")]
    assert [(p.account, str(p.amount), dict(p.meta)) for p in settled_legs(parts)] == [
        (OWED, "-200.00 EUR", {"invoice": "INV-1"}),
        (OWED, "-40.50 EUR", {"invoice": "INV-2", "instalment": Decimal(2)}),
        (OWED, "0.125 EUR", {"invoice": "CN-1"}),
    ]


@pytest.mark.parametrize(
    ("make", "amount"),
    [(payout_entry, "40.00"), (refund_entry, "-40.00"), (return_entry, "-40.00")],
)
def test_every_entry_names_the_instalment(make: Callable[..., Entry], amount: str) -> None:
    parts = [whole("INV-1", amount, instalment=2)]
    entry = make("X-1", "Acme Inc.", DAY, parts, bank="Assets:Bank", meta={})
    cash, leg = entry.postings
    assert (str(cash.amount), cash.meta) == (f"{amount} EUR", {})
    assert leg.meta == {"invoice": "INV-1", "instalment": Decimal(2)}
