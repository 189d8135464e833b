"""Whatever comes first, a discount, a loss or a credit note: no tax is given back twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_credit_figures import balances

if TYPE_CHECKING:
    from shop import Shop

SALE = 'invoice create Acme --line "100 Work" --line "100 Book; tax=LOW"'
LINE = "credit create INV-2026-0001 --lines 1 --reason Returned"
AMOUNT = "credit create INV-2026-0001 --amount {} --reason Goodwill"
DISCOUNT = "payment add Acme {} EUR --discount {} --allocate INV-2026-0001"
LOSS = "writeoff create INV-2026-0001={} --reason Poor --tax-relief"


def _taxes(shop: Shop) -> dict[str, list[str]]:
    """Return what stands on the tax account, by code, in the order of the ledger."""
    found: dict[str, list[str]] = {}
    rows = shop.text().splitlines()
    for at, row in enumerate(rows):
        if row.startswith("  Liabilities:Tax"):
            named = (one for one in rows[at + 1 :] if one.startswith("    tax:"))
            found.setdefault(next(named).split('"')[1], []).append(row.split()[1])
    return found


@pytest.mark.parametrize(
    ("acts", "taxes"),
    [
        ([LINE, DISCOUNT.format("100", "7")], {"VAT": ["-19.00", "19.00"],
                                               "LOW": ["-7.00", "0.46"]}),
        ([DISCOUNT.format("119", "107"), AMOUNT.format("119")],
         {"VAT": ["-19.00", "9.00", "10.00"], "LOW": ["-7.00", "3.31", "3.69"]}),
        ([LINE, DISCOUNT.format("50", "7"), LOSS.format("50"), AMOUNT.format("50")],
         {"VAT": ["-19.00", "19.00"], "LOW": ["-7.00", "0.46", "3.27", "3.27"]}),
        ([LOSS.format("113"), LOSS.format("57"), AMOUNT.format("56")],
         {"VAT": ["-19.00", "9.50", "4.79", "4.71"], "LOW": ["-7.00", "3.50", "1.77", "1.73"]}),
    ],
)  # fmt: skip
def test_the_last_gives_back_what_is_left(
    shop: Shop, acts: list[str], taxes: dict[str, list[str]]
) -> None:
    shop.done(SALE, *acts)
    assert _taxes(shop) == taxes
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_the_loss_of_all_after_a_discount_and_a_line_leaves_no_tax(shop: Shop) -> None:
    shop.done(SALE, LINE, DISCOUNT.format("0.01", "6.99"), LOSS.format("100"))
    assert "Liabilities:Tax" not in balances(shop)


def test_a_line_is_not_credited_beyond_what_a_discount_left_of_its_tax(shop: Shop) -> None:
    shop.done(SALE, DISCOUNT.format("100", "26"))
    before = shop.tree()
    answer = shop(LINE, yes=True)
    assert (answer.status, answer.codes) == (2, ["CREDIT-REDUCED"])
    assert "100.00 EUR at VAT is more than the 88.50 EUR that discounts and losses" in answer.err
    assert "--amount 200.00 " in answer.err
    assert shop.tree() == before


def test_a_loss_without_relief_keeps_its_tax(shop: Shop) -> None:
    shop.done(SALE, LOSS.format("113").replace("--tax-relief", ""), AMOUNT.format("113"))
    assert _taxes(shop) == {"VAT": ["-19.00", "9.50"], "LOW": ["-7.00", "3.50"]}


def test_the_discounts_of_one_payment_are_told_apart(shop: Shop) -> None:
    """What a discount took off one invoice is still there of the other."""
    terms = '--terms "2/10 net 30"'
    shop.done(
        f'invoice create Acme --line "100 Work" {terms}',
        f'invoice create Acme --line "100 Book; tax=LOW" {terms}',
        "payment add Acme 221.48 EUR --allocate INV-2026-0001 --allocate INV-2026-0002",
    )
    assert shop.text().count('    invoice: "INV-2026-0001"') == 3
    answer = shop("credit create INV-2026-0001 --amount 116.63 --reason No", yes=True)
    assert answer.codes == ["CREDIT-REDUCED"]
    shop.done("credit create INV-2026-0001 --amount 116.62 --reason No")
    shop.done("credit create INV-2026-0002 --amount 104.86 --reason No")
    assert _taxes(shop) == {"VAT": ["-19.00", "0.38", "18.62"], "LOW": ["-7.00", "0.14", "6.86"]}
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_a_discount_of_no_tax_that_is_taken_back_counts_no_more(shop: Shop) -> None:
    shop.done(
        'invoice create Acme --line "100 Work" --line "100 Fee; tax=ZERO"',
        DISCOUNT.format("200", "19"),
        "payment unapply PMT-2026-0001",
        "credit create INV-2026-0001 --amount 219 --reason No",
    )
    assert _taxes(shop) == {
        "VAT": ["-19.00", "1.65", "-1.65", "19.00"],
        "ZERO": ["0.00", "0.00", "0.00", "0.00"],
    }
