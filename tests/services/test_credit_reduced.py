"""What a credit note must not give back again."""

from __future__ import annotations

from decimal import Decimal
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


@pytest.mark.parametrize("line", ["invoice void {}", "credit create {} --amount 200"])
def test_the_hint_works_as_typed(shop: Shop, line: str) -> None:
    shop.done(SALE, PAID)
    answer = shop(f"{line.format('INV-2026-0001')} --reason No", yes=True)
    assert answer.status == 2
    create, why = answer.hinted
    shop.done(create, why)
    assert {row[0]: row[9] for row in shop("report open").rows[1:]} == {"CN-2026-0001": "-116.62"}
    answer = shop("credit create INV-2026-0001 --amount 1 --reason No", yes=True)
    assert answer.codes == ["CREDIT-REDUCED"]
    assert answer.hinted == ["why INV-2026-0001"]
    shop.done(*answer.hinted)


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


OLDER = """
2026-01-31 * "Acme Inc." "Payment" #payment ^INV-2026-0001 ^INV-2026-0002 ^PMT-9
  id: "PMT-9"
  Assets:Bank:Checking     {paid} EUR
  Income:Discounts           2.00 EUR
    adjustment: "discount"
  Liabilities:Tax            0.38 EUR
    adjustment: "discount"
    tax: "VAT"
    base: -2.00 EUR
  Income:Discounts           {net} EUR
    adjustment: "discount"
  Liabilities:Tax            {tax} EUR
    adjustment: "discount"
    tax: "VAT"
    base: -{net} EUR
  Assets:Receivable:Acme  -119.00 EUR
    invoice: "INV-2026-0001"
  Assets:Receivable:Acme  -{second} EUR
    invoice: "INV-2026-0002"
"""
CREDIT = "credit create INV-2026-000{} --amount {} --reason Back"


def older(shop: Shop, second: int, terms: str = "2/10 net 30") -> None:
    """Bill two invoices, and pay both as entries did that named no item of a discount."""
    shop.done(f'invoice create Acme --line "100 One" --terms "{terms}"')
    shop.done(f'invoice create Acme --line "{second} Two" --terms "{terms}"')
    net, gross = Decimal(second) * 2 / 100, Decimal(second) * 119 / 100
    tax = net * 19 / 100
    paid = 119 + gross - Decimal("2.38") - net - tax
    shop.append(OLDER.format(paid=f"{paid:.2f}", net=f"{net:.2f}", tax=f"{tax:.2f}",
                             second=f"{gross:.2f}"))  # fmt: skip


def test_of_several_discounts_the_one_of_the_terms_counts(shop: Shop) -> None:
    older(shop, 300)
    assert shop(CREDIT.format(1, "116.63"), yes=True).codes == ["CREDIT-REDUCED"]
    shop.done(CREDIT.format(1, "116.62"))
    assert shop(CREDIT.format(2, "349.87"), yes=True).codes == ["CREDIT-REDUCED"]
    shop.done(CREDIT.format(2, "349.86"))
    assert shop("check --strict").codes == []


@pytest.mark.parametrize(("second", "terms"), [(100, "2/10 net 30"), (300, "net 30")])
def test_all_count_where_terms_do_not_tell(shop: Shop, second: int, terms: str) -> None:
    """Two of one amount, or none that the terms grant: rather too little is given back."""
    older(shop, second, terms)
    both = Decimal(119) - Decimal("2.38") - Decimal(second) * Decimal("0.0238")
    assert shop(CREDIT.format(1, both + Decimal("0.01")), yes=True).codes == ["CREDIT-REDUCED"]
    shop.done(CREDIT.format(1, both))


def test_all_count_where_the_payment_was_corrected(shop: Shop) -> None:
    older(shop, 300)
    shop.done("payment unapply PMT-9")
    shop.done(CREDIT.format(1, "119.00"), CREDIT.format(2, "349.86"))
    assert shop("check --strict").codes == []
