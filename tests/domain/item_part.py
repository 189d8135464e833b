"""Parts of invented open items of Acme."""

from __future__ import annotations

import datetime as dt

from billcli.domain.allocation_part import Part
from billcli.domain.entry import Source
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem

DAY = dt.date(2026, 1, 31)
OWED = "Assets:Receivable:Acme"


def whole(
    item: str,
    amount: str,
    currency: str = "EUR",
    account: str = OWED,
    instalment: int | None = None,
) -> Part:
    """Return a part that is all of its item."""
    money = Money.of(amount, currency)
    row = OpenItem(
        item=item, kind=Kind.INVOICE, customer="Acme", customer_name="Acme Inc.", account=account,
        date_issued=DAY, date_due=None, instalment=instalment, amount=money, balance_open=money,
        known_by=KnownBy.EXPLICIT, source=Source("m", 1),
    )  # fmt: skip
    return Part(row, money)
