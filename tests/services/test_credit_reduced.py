"""What a credit note must not give back again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

SALE = 'invoice create Acme --line "100 Work"'
PAID = "payment add Acme 116.62 EUR --discount 2.38 --allocate INV-2026-0001"


@pytest.mark.parametrize(
    "line", ["invoice void INV-2026-0001", "credit create INV-2026-0001 --full",
             "credit create INV-2026-0001 --amount 116.63"],
)  # fmt: skip
def test_a_granted_discount_is_not_credited_again(shop: Shop, line: str) -> None:
    shop.done(SALE, PAID)
    before = shop.tree()
    answer = shop(f"{line} --reason No", yes=True)
    assert (answer.status, answer.codes) == (2, ["CREDIT-REDUCED"])
    assert "--amount 116.62" in answer.err
    assert shop.tree() == before


def test_what_is_left_is_credited(shop: Shop) -> None:
    shop.done(SALE, PAID, "credit create INV-2026-0001 --amount 116.62 --reason No")
    assert shop("refund create CN-2026-0001", yes=True).status == 0
    assert shop("report open").rows[1:] == []
    assert shop("check").status == 0


def test_a_discount_taken_back_counts_no_more(shop: Shop) -> None:
    shop.done(SALE, PAID, "payment unapply PMT-2026-0001")
    shop.done("invoice void INV-2026-0001 --reason No")
    assert shop("check").status == 0


def test_a_loss_is_not_credited_again(shop: Shop) -> None:
    shop.done(SALE, "writeoff create INV-2026-0001=50 --reason Poor")
    answer = shop("invoice void INV-2026-0001 --reason No", yes=True)
    assert (answer.status, answer.codes) == (2, ["CREDIT-REDUCED"])
    assert "--amount 69.00" in answer.err
    shop.done("credit create INV-2026-0001 --amount 69 --reason No")
    answer = shop("credit create INV-2026-0001 --amount 1 --reason No", yes=True)
    assert answer.codes == ["CREDIT-REDUCED"]
    assert "take it back first" in answer.err
