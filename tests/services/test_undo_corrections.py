"""What a correction or a deposit wrote goes with it, accounts that were opened for it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_unapply_payment import left, refused

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme 100 EUR"
FOREIGN = """
2026-01-10 * "Acme Inc." "Invoice" #invoice ^F-1
  invoice: "F-1"
  Assets:Receivable:Acme   1000.00 USD @@ 900.00 EUR
  Income:Services          -900.00 EUR
2026-01-20 * "Acme Inc." "Wire" #payment ^PMT-9 ^F-1
  id: "PMT-9"
  Assets:Bank:Checking      910.00 EUR
  Assets:Receivable:Acme  -1000.00 USD @@ 900.00 EUR
    invoice: "F-1"
  Income:Services           -10.00 EUR
    adjustment: "fx"
"""
ACTS = {
    "unapply": ([PAY], "payment unapply PMT-2026-0001", ""),
    "move": ([PAY], "payment move PMT-2026-0001 --to-customer Globex", ""),
    "reverse": ([PAY], "payment reverse PMT-2026-0001 --kind bounced", ""),
    "discount": (
        ["payment add Acme 97 EUR --discount 3"], "payment unapply PMT-2026-0001", "",
    ),
    "exchange": ([PAY], "payment unapply PMT-9", "Income:FX"),
    "cheque": ([], f"{PAY} --cheque 88", "Assets:UndepositedFunds"),
    "charge": ([], f"{PAY} --charge ch_1", "Assets:Clearing:Cards"),
    "deposit": ([f"{PAY} --cash"], "deposit create --all", ""),
    "payout": ([f"{PAY} --charge ch_1"], "deposit create --charges --fee 2", "Expenses:Fees:Card"),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_undone_at_once_nothing_is_left_of_it(shop: Shop, act: str) -> None:
    before, line, opened = ACTS[act]
    shop.sold("100")
    shop.append(FOREIGN)
    shop.done(*before)
    was = shop.tree()
    shop.done(line)
    assert not opened or f"open {opened}" in shop.text("customers.beancount")
    shop.done("undo")
    assert shop.tree() == was


def test_what_was_built_on_stays(shop: Shop) -> None:
    """A credit that was moved and used since is not taken back under what uses it."""
    shop.sold("100")
    shop.done(PAY, "payment move PMT-2026-0001 --to-customer Globex")
    shop.done("payment move APP-2026-0001 --to-customer Acme --amount 30")
    refused(shop, "undo APP-2026-0001", "UNDO-NOT-LAST")
    shop.done("undo", "undo", "undo")
    assert left(shop) == {"INV-2026-0001": "100.00"}
