"""The order of application: the project's, a customer's, and what the payer or a person says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.test_unapply_payment import left

if TYPE_CHECKING:
    from shop import Shop

CHARGES = """
2025-01-01 open Income:LateFees
2026-01-25 * "Acme Inc." "Late fee on INV-2026-0001" #late-fee ^LF-2026-0001 ^INV-2026-0001
  invoice: "LF-2026-0001"
  on: "INV-2026-0001"
  due: 2026-01-25
  Assets:Receivable:Acme   40.00 EUR
  Income:LateFees         -40.00 EUR
2026-01-26 * "Acme Inc." "Interest on INV-2026-0001" #late-fee ^LF-2026-0002 ^INV-2026-0001
  invoice: "LF-2026-0002"
  on: "INV-2026-0001"
  due: 2026-01-26
  period-start: 2026-01-11
  period-end: 2026-01-25
  Assets:Receivable:Acme    2.50 EUR
  Income:LateFees          -2.50 EUR
"""
FEES_FIRST = '\n[application]\norder = "fees first"\n'


@pytest.fixture
def late(shop: Shop) -> Shop:
    """Return books in which Acme owes 100 and 60, a late fee of 40 and interest of 2.50."""
    shop.sold("100", date="2026-01-10")
    shop.sold("60", date="2026-01-20")
    shop.append(CHARGES)
    return shop


def paid(shop: Shop, words: str) -> tuple[str, list[tuple[str, str]], str]:
    answer = shop(f"payment add Acme {words} --format json", yes=True)
    assert answer.status == 0, answer.err
    parts = [(one["item"][-6:], one["amount"]["number"]) for one in answer.data["allocations"]]
    return answer.data["order"], parts, answer.data["residual"]["number"]


def test_without_an_agreement_an_amount_needs_an_explanation(late: Shop) -> None:
    assert late("payment add Acme 90 EUR", yes=True).codes == ["PAYMENT-AMBIGUOUS"]
    late.setting('\n[application]\norder = "oldest"\n')
    assert late("payment add Acme 90 EUR", yes=True).codes == ["PAYMENT-AMBIGUOUS"]
    order, parts, _ = paid(late, "90 EUR --oldest-first")
    assert (order, parts) == (
        "oldest",
        [("6-0001", "40.00"), ("6-0002", "2.50"), ("6-0001", "47.50")],
    )


def test_fees_then_interest_then_principal(late: Shop) -> None:
    late.setting(FEES_FIRST)
    answer = late("payment add Acme 90 EUR", yes=True)
    assert answer.err.splitlines()[0].startswith(
        "Recorded PMT-2026-0001 of 90.00 EUR from Acme Inc.: applied fees first: late fee"
        " LF-2026-0001 40.00 EUR, then interest LF-2026-0002 2.50 EUR, then INV-2026-0001 47.50 EUR"
    )
    assert left(late) == {"INV-2026-0001": "52.50", "INV-2026-0002": "60.00"}
    assert late("check --strict").status == 0


def test_the_amount_of_an_invoice_does_not_pass_over_its_fees(late: Shop) -> None:
    late.setting(FEES_FIRST)
    order, parts, rest = paid(late, "100 EUR")
    assert order == "fees first"
    assert [amount for _, amount in parts] == ["40.00", "2.50", "57.50"]
    assert rest == "0.00"
    assert paid(late, "60 EUR")[:2] == ("", [("6-0002", "60.00")])


def test_principal_first_leaves_the_fees(late: Shop) -> None:
    late.setting('\n[application]\norder = "principal-first"\n')
    order, parts, rest = paid(late, "170 EUR")
    assert order == "principal first"
    assert [amount for _, amount in parts] == ["100.00", "60.00", "2.50", "7.50"]
    assert left(late) == {"LF-2026-0001": "32.50"}
    assert paid(late, "50 EUR")[2] == "17.50"
    assert rest == "0.00"


def test_the_debtors_choice_wins(late: Shop) -> None:
    late.setting(FEES_FIRST)
    assert paid(late, "60 EUR --allocate INV-2026-0002")[:2] == ("", [("6-0002", "60.00")])
    assert paid(late, "30 EUR --on-account")[:2] == ("", [])
    assert paid(late, "30 EUR --allocate INV-2026-0001=20")[1:] == ([("6-0001", "20.00")], "10.00")


def test_a_customer_has_an_order_of_its_own_from_a_day_on(late: Shop) -> None:
    late.setting(FEES_FIRST)
    late.done('customer edit Acme --application-order "principal first" --since 2026-01-30')
    early = late("payment add Acme 90 EUR --date 2026-01-29 --dry-run --format json")
    assert early.data["order"] == "fees first"
    assert paid(late, "90 EUR")[:2] == ("principal first", [("6-0001", "90.00")])
    late.done("customer edit Acme --application-order oldest --since 2026-01-31")
    assert late("payment add Acme 7 EUR", yes=True).codes == ["PAYMENT-AMBIGUOUS"]


@pytest.mark.parametrize(
    ("setting", "code"), [("newest", "CONFIG-INVALID"), ("", "CONFIG-INVALID")]
)
def test_an_order_that_is_none_is_an_error_of_the_settings(
    late: Shop, setting: str, code: str
) -> None:
    late.setting(f'\n[application]\norder = "{setting}"\n')
    answer = late("payment add Acme 90 EUR", yes=True)
    assert (answer.status, answer.codes) == (3, [code])
    assert '"oldest" or "fees first" or "principal first"' in answer.err


def test_a_record_may_hold_no_other_word(late: Shop) -> None:
    assert late("customer edit Acme --application-order newest", yes=True).codes == [
        "POLICY-INVALID"
    ]
    late.append('2026-01-02 custom "customer" "Acme" Assets:Receivable:Acme\n'
                '  application-order: "newest"\n', "customers.beancount")  # fmt: skip
    answer = late("payment add Acme 90 EUR", yes=True)
    assert (answer.status, answer.codes) == (3, ["POLICY-INVALID"])
    assert paid(late, "60 EUR --allocate INV-2026-0002")[1] == [("6-0002", "60.00")]


def test_credit_follows_the_order_where_it_is_meant_for_nothing(late: Shop) -> None:
    late.done("payment add Acme 45 EUR --on-account")
    assert late("credit apply PMT-2026-0001", yes=True).codes == ["CREDIT-UNCLEAR"]
    late.setting(FEES_FIRST)
    answer = late("credit apply PMT-2026-0001 --format json", yes=True)
    assert answer.data["order"] == "fees first"
    assert [one["item"] for one in answer.data["allocations"]] == [
        "LF-2026-0001", "LF-2026-0002", "INV-2026-0001",
    ]  # fmt: skip
    assert late("check --strict").status == 0


def test_a_credit_note_is_meant_for_its_invoice_whatever_is_agreed(late: Shop) -> None:
    late.setting(FEES_FIRST)
    late.done('credit create INV-2026-0002 --amount 20 --reason "Goodwill" --no-apply')
    answer = late("credit apply CN-2026-0001", yes=True)
    assert "of CN-2026-0001 as APP-2026-0001: INV-2026-0002 20.00 EUR" in answer.err


def test_a_discount_is_not_taken_while_a_fee_comes_before(late: Shop) -> None:
    late.done('customer edit Acme --terms "3/10 net 30" --since 2026-01-01')
    late.sold("200")
    answer = late("payment add Acme 194 EUR --dry-run --format json", yes=True)
    assert answer.data["discounts"] != []
    late.setting(FEES_FIRST)
    order, parts, _ = paid(late, "194 EUR")
    assert (order, parts[0][1]) == ("fees first", "40.00")


def test_a_discount_that_ran_out_is_asked_about_under_any_order(shop: Shop) -> None:
    shop.done('customer edit Acme --terms "3/10 net 30" --since 2026-01-01')
    shop.sold("200", date="2026-01-10")
    shop.setting(FEES_FIRST)
    answer = shop("payment add Acme 194 EUR", yes=True)
    assert answer.codes == ["PAYMENT-AMBIGUOUS"]
    assert "--discount 6.00 grants it all the same" in answer.err


def _reconciled(shop: Shop, text: str, amount: str) -> dict[str, object]:
    shop.write("bank.csv", f"Date;Payee;Text;Amount\n2026-01-31;ACME INC;{text};{amount}\n")
    answer = shop("reconcile bank.csv --dry-run --format json")
    assert answer.status in (0, 5), answer.err
    line = answer.data["lines"][0]
    return {"fate": line["fate"], "text": answer.out}


def test_a_bank_line_that_names_nothing_is_asked_about(late: Shop) -> None:
    assert _reconciled(late, "thanks", "60.00")["fate"] == "booked"
    late.setting(FEES_FIRST)
    asked = _reconciled(late, "thanks", "60.00")
    assert asked["fate"] == "waiting"
    assert "LF-2026-0001 comes before it: fees first is agreed" in str(asked["text"])
    assert _reconciled(late, "INV-2026-0002", "60.00")["fate"] == "booked"
    assert _reconciled(late, "thanks", "40.00")["fate"] == "booked"
