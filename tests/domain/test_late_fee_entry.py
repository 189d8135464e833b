from __future__ import annotations

import datetime as dt
from decimal import Decimal

from billcli.domain.dunning.history import Claim
from billcli.domain.dunning.notice import Charge
from billcli.domain.late_fee_entry import late_fee_entry
from billcli.domain.money import Money
from billcli.domain.seal import verify

DAY, FIRST = dt.date(2026, 3, 25), dt.date(2026, 2, 26)
ACCOUNTS = ("Assets:Receivable:Globex", "Income:LateFees")
FEE = Money.of("5.00", "EUR")


def test_a_fee_names_its_level_and_interest_its_days() -> None:
    fee = late_fee_entry("LF-1", "Globex", DAY, Charge(Claim("INV-4"), 2, FEE), ACCOUNTS)
    assert (fee.narration, fee.tags, fee.links) == (
        "Late fee on INV-4", ("late-fee",), ("LF-1", "INV-4"),
    )  # fmt: skip
    assert {key: fee.meta[key] for key in ("invoice", "on", "due", "level")} == {
        "invoice": "LF-1", "on": "INV-4", "due": DAY, "level": Decimal(2),
    }  # fmt: skip
    assert "period-end" not in fee.meta
    assert [(leg.account, leg.amount.number) for leg in fee.postings] == [
        (ACCOUNTS[0], Decimal("5.00")),
        (ACCOUNTS[1], Decimal("-5.00")),
    ]
    assert verify(fee)
    part = Charge(Claim("INV-4", 2), 3, FEE, (FIRST, DAY))
    interest = late_fee_entry("LF-2", "Globex", DAY, part, ACCOUNTS)
    assert interest.narration == "Interest on INV-4"
    assert (interest.meta["period-start"], interest.meta["period-end"]) == (FIRST, DAY)
    assert interest.meta["instalment"] == 2
