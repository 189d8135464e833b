"""Credit notes for a part of an invoice: never more than it billed, never more than is open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.shop import Shop

if TYPE_CHECKING:
    from pathlib import Path

GOODWILL = '--reason "Goodwill"'
PLAN = """
2026-01-31 * "Acme Inc." "Invoice INV-9" #invoice ^INV-9
  invoice: "INV-9"
  Assets:Receivable:Acme  60.00 EUR
    due: 2026-03-01
    instalment: 1
  Assets:Receivable:Acme  40.00 EUR
    due: 2026-04-01
    instalment: 2
  Income:Services  -100.00 EUR
"""


def _open(shop: Shop, as_of: str = "") -> dict[str, str]:
    rows = shop(f"report open {as_of}").rows[1:]
    return {f"{row[0]}{'/' * bool(row[6])}{row[6]}": row[9] for row in rows}


def _sound(shop: Shop) -> None:
    answer = shop("check --strict")
    assert (answer.status, answer.codes) == (0, []), answer.err


def test_credit_of_ten_leaves_forty_of_fifty_open(shop: Shop) -> None:
    """A peer's credit of 10 marked an invoice of 50 paid."""
    shop.sold("50")
    shop.done(f"credit create INV-2026-0001 --amount 10 {GOODWILL}")
    assert _open(shop) == {"INV-2026-0001": "40.00"}
    assert shop("invoice list --status paid --format ids").out == "CN-2026-0001\n"
    _sound(shop)


def test_the_same_credit_cannot_be_used_on_all_invoices(shop: Shop) -> None:
    shop.sold("50", "50", "50")
    shop.done(f"credit create INV-2026-0001 --amount 50 {GOODWILL} --no-apply")
    shop.done("credit apply CN-2026-0001 INV-2026-0002")
    before = shop.tree()
    for item in ("INV-2026-0003", "INV-2026-0001"):
        answer = shop(f"credit apply CN-2026-0001 {item}", yes=True)
        assert (answer.status, answer.codes) == (2, ["CREDIT-NONE"])
    assert shop.tree() == before
    assert _open(shop) == {"INV-2026-0001": "50.00", "INV-2026-0003": "50.00"}


def test_credit_that_is_consumed_changes_the_invoice(shop: Shop) -> None:
    """A peer's credit was consumed while the invoice stayed as it was."""
    shop.sold("80")
    shop.done("payment add Acme 30 EUR --on-account", "credit apply PMT-2026-0001 INV-2026-0001=20")
    assert _open(shop) == {"INV-2026-0001": "60.00", "PMT-2026-0001": "-10.00"}
    moved = [row[2:4] for row in shop("why INV-2026-0001").rows]
    assert any("Apply PMT-2026-0001" in cell for row in moved for cell in row) or moved
    _sound(shop)


def test_credit_clears_the_overdue_state(shop: Shop) -> None:
    """A peer's invoice stayed overdue after a credit had settled it."""
    shop.sold("50", date="2025-11-01")
    assert shop("invoice list --status overdue --format ids").out == "INV-2025-0001\n"
    shop.done(f"credit create INV-2025-0001 --full {GOODWILL}")
    assert shop("invoice list --status overdue --format ids").out == ""
    assert shop("report aging").rows[1:] == []


def test_before_its_date_a_credit_changes_nothing(shop: Shop) -> None:
    shop.sold("50", date="2026-01-10")
    shop.done(f"credit create INV-2026-0001 --amount 10 {GOODWILL} --date 2026-01-20")
    assert _open(shop, "--as-of 2026-01-19") == {"INV-2026-0001": "50.00"}
    assert _open(shop, "--as-of 2026-01-20") == {"INV-2026-0001": "40.00"}


def test_instalments_are_settled_oldest_first_and_named(shop: Shop) -> None:
    shop.append(PLAN)
    shop.done(f"credit create INV-9 --amount 75 {GOODWILL}")
    assert _open(shop) == {"INV-9/2": "25.00"}
    text = shop.text()
    assert text.count("instalment: 1") == text.count("instalment: 2") == 1
    _sound(shop)


def test_without_application_all_of_it_stays_as_credit(shop: Shop) -> None:
    shop.sold("50")
    answer = shop(
        f"credit create INV-2026-0001 --lines 1 {GOODWILL} --no-apply --format json", yes=True
    )
    assert (answer.data["applied"]["number"], answer.data["left"]["number"]) == ("0.00", "50.00")
    assert _open(shop) == {"INV-2026-0001": "50.00", "CN-2026-0001": "-50.00"}
    assert shop.done("credit apply CN-2026-0001").err.startswith("Applied 50.00 EUR")
    assert _open(shop) == {}


def test_void_credits_what_earlier_credit_notes_left(shop: Shop) -> None:
    shop.done('invoice create Acme --line "2 x 33.33 Book" --line "10 Map; tax=LOW"')
    shop.done("credit create INV-2026-0001 --lines 1=1 --reason Lost", "invoice void INV-2026-0001")
    assert _open(shop) == {}
    first, second = shop("invoice show CN-2026-0001 CN-2026-0002 --format json").data["invoices"]
    whole = shop("invoice show INV-2026-0001 --format json").data["invoices"][0]
    assert float(first["total"]["number"]) + float(second["total"]["number"]) == float(
        whole["total"]["number"]
    )
    assert shop("invoice void INV-2026-0001", yes=True).codes == ["VOID-TWICE"]
    _sound(shop)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("--amount 50.01", "CREDIT-EXCEEDS"),
        ("--amount -1", "CREDIT-NOTHING"),
        ("--amount 5.001", "AMOUNT-DIGITS"),
        ("--amount 5 --full", "CREDIT-CHOICE"),
        ("--lines 1,1", "CREDIT-LINE"),
        ("--lines x", "CREDIT-LINE"),
        ("--lines 1=-1", "CREDIT-LINE"),
        ("--lines 1=two", "AMOUNT-UNREADABLE"),
        ("--lines 2", "CREDIT-LINE"),
        ("--lines 1=3", "CREDIT-EXCEEDS"),
        ("--full --date 2026-01-30", "CREDIT-BEFORE"),
    ],
)
def test_what_is_refused_writes_nothing(shop: Shop, words: str, code: str) -> None:
    shop.sold("50")
    before = shop.tree()
    assert shop(f"credit create INV-2026-0001 {words} {GOODWILL}", yes=True).codes == [code]
    assert shop.tree() == before


@pytest.mark.parametrize("words", ["--amount 40.01", "--amount 50.01"])
def test_the_hint_credits_what_is_left(shop: Shop, words: str) -> None:
    shop.sold("50")
    shop.done(f"credit create INV-2026-0001 --amount 10 {GOODWILL}")
    (whole,) = shop(f"credit create INV-2026-0001 {words} {GOODWILL}", yes=True).hinted
    shop.done(whole)
    assert _open(shop) == {}


def test_a_credit_note_and_its_application_are_undone_together(shop: Shop) -> None:
    shop.sold("50")
    before = shop.tree()
    shop.done(f"credit create INV-2026-0001 --amount 10 {GOODWILL}", "undo")
    assert shop.tree() == before


def test_a_document_of_another_tool_is_credited_too(shop: Shop) -> None:
    shop.append(
        '2026-01-20 * "Acme Inc." "Old" ^2026/0042\n  invoice: "2026/0042"\n'
        "  Assets:Receivable:Acme  119.00 EUR\n  Income:Services  -100.00 EUR\n"
        "  Liabilities:Tax  -19.00 EUR\n"
    )
    shop.done(f"credit create 2026/0042 --amount 11.90 {GOODWILL}")
    assert _open(shop) == {"2026/0042": "107.10"}
    assert "^CN-2026-0001 ^2026/0042" in shop.text()
    assert shop("check").status == 0


GERMAN = """option "name_assets" "Aktiva"
option "name_liabilities" "Passiva"
option "name_income" "Ertrag"
option "operating_currency" "EUR"
2025-01-01 open Aktiva:Forderungen:Weber
2025-01-01 open Ertrag:Arbeit
2025-01-01 open Passiva:Umsatzsteuer
2026-01-10 * "Weber" "Rechnung" ^R-1
  Aktiva:Forderungen:Weber  1190.00 EUR
  Ertrag:Arbeit            -1000.00 EUR
  Passiva:Umsatzsteuer      -190.00 EUR
"""


@pytest.mark.parametrize(
    ("much", "net", "tax"),
    [
        ("--full", "1000.00", "190.00"),
        ("--lines 1=0.5", "500.00", "95.00"),
        ("--amount 119", "100.00", "19.00"),
        ("--amount 100", "84.03", "15.97"),
    ],
)
def test_accounts_in_another_language_give_their_tax_back(
    tmp_path: Path, much: str, net: str, tax: str
) -> None:
    shop = Shop.open(tmp_path / "books", 'ledger = "main.beancount"\n', GERMAN)
    shop.done(f"credit create R-1 {much} {GOODWILL} --date 2026-01-20")
    note = shop.text("main.beancount").split("#credit-note")[1].split("#application")[0]
    assert f"Ertrag:Arbeit {net} EUR" in " ".join(note.split())
    assert f"Passiva:Umsatzsteuer {tax} EUR" in " ".join(note.split())
    if much != "--full":
        shop.done(f"credit create R-1 --full {GOODWILL} --date 2026-01-21")
    sums = [row[5:7] for row in shop("report tax").rows[1:]]
    assert [sum(map(Decimal, column)) for column in zip(*sums, strict=True)] == [0, 0]
    _sound(shop)


TWO_RATES = """option "operating_currency" "EUR"
2025-01-01 open Assets:AR:Weber
2025-01-01 open Assets:Bank
2025-01-01 open Income:Work
2025-01-01 open Income:Discounts
2025-01-01 open Expenses:BadDebt
2025-01-01 open Liabilities:VAT:Full
2025-01-01 open Liabilities:VAT:Reduced
2026-01-10 * "Weber" "Invoice" ^R-1
  Assets:AR:Weber          1297.00 EUR
  Income:Work             -1000.00 EUR
  Liabilities:VAT:Full     -190.00 EUR
  Income:Work              -100.00 EUR
  Liabilities:VAT:Reduced    -7.00 EUR
"""
# 129.70 is a tenth of it: 110.00 net, 19.00 and 0.70 tax.
TENTH = ["110.00 EUR", "19.00 EUR", "0.70 EUR"]


@pytest.mark.parametrize(
    ("command", "account"),
    [
        (f"credit create R-1 --amount 129.70 {GOODWILL}", "Income:Work"),
        (f"writeoff create R-1=129.70 {GOODWILL} --tax-relief", "Expenses:BadDebt"),
        (
            "payment add Weber 100 EUR --allocate R-1 --discount 129.70 --account Assets:Bank",
            "Income:Discounts",
        ),
    ],
)
def test_taxes_of_which_nobody_said_the_base_share_it(
    tmp_path: Path, command: str, account: str
) -> None:
    """Each was taken to be on the whole, by which too little of the tax was given back."""
    shop = Shop.open(tmp_path / "books", 'ledger = "main.beancount"\n', TWO_RATES)
    shop.done(command)
    written = shop.text("main.beancount")[len(TWO_RATES) :]
    legs = [line.split() for line in written.splitlines()]
    places = [account, "Liabilities:VAT:Full", "Liabilities:VAT:Reduced"]
    assert [" ".join(leg[1:]) for leg in legs if leg and leg[0] in places] == TENTH
    if account != "Income:Discounts":
        shop.done(f"credit create R-1 --amount 1167.30 {GOODWILL}")
        sums = [Decimal(row[6]) for row in shop("report tax").rows[1:]]
        assert sum(sums) == 0
    _sound(shop)
