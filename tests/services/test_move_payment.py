"""Payments that belong elsewhere, and payments that went back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.services.test_unapply_payment import entries, left, refused, sound

if TYPE_CHECKING:
    from shop import Shop

PAY = "payment add Acme"
ONE, TWO, THREE = (f"INV-2026-000{n}" for n in (1, 2, 3))


@pytest.fixture
def sold(shop: Shop) -> Shop:
    """Return a shop with two open invoices of Acme, and one of Globex."""
    shop.sold("100", "200")
    shop.done('invoice create Globex --line "70 Work" --currency EUR')
    return shop


def test_an_overpayment_can_be_moved(sold: Shop) -> None:
    """invoiceninja#9007: an overpayment could not be moved to where it belongs."""
    sold.done(f"{PAY} 150 EUR --allocate {ONE}", f"payment move PMT-2026-0001 --to {TWO}=50")
    assert left(sold) == {TWO: "150.00", THREE: "70.00"}
    sold.done("undo", "payment move PMT-2026-0001 --to-customer Globex --amount 50")
    assert left(sold) == {TWO: "200.00", THREE: "70.00", "APP-2026-0001": "-50.00"}
    rows = [row for row in sold("report open").rows if row[0] == "APP-2026-0001"]
    assert rows[0][1:3] == ["payment", "Globex"]
    sound(sold)


def test_an_overpayment_is_seen_and_used_years_later(sold: Shop) -> None:
    """LedgerSMB#8858, #1290, #2101: overpayments were unusable, and the aging ignored them."""
    sold.done(f"{PAY} 150 EUR --allocate {ONE}")
    aging = sold("report aging --as-of 2029-01-01 --customer Acme --format csv").out.splitlines()[1]
    assert aging == "Acme,Acme Inc.,0.00,0.00,0.00,0.00,200.00,-50.00,150.00,EUR"
    sold.today = dt.date(2029, 1, 1)
    refused(sold, f"payment move PMT-2026-0001 --to {TWO}", "PAYMENT-PLACES")  # nor is more taken
    sold.done(f"payment move PMT-2026-0001 --from PMT-2026-0001 --to {TWO}")
    assert left(sold) == {TWO: "150.00", THREE: "70.00"}
    aging = sold("report aging --as-of 2029-01-01 --customer Acme --format csv").out.splitlines()[1]
    assert aging == "Acme,Acme Inc.,0.00,0.00,0.00,0.00,150.00,0.00,150.00,EUR"
    sound(sold)


def test_a_payment_moves_to_the_item_it_was_meant_for(sold: Shop) -> None:
    sold.done(f"{PAY} 97 EUR --discount 3", f"payment move PMT-2026-0001 --to {TWO}")
    assert left(sold) == {ONE: "100.00", TWO: "103.00", THREE: "70.00"}
    assert entries(sold, "Move")[1:3] == ['  id: "APP-2026-0001"', '  corrects: "PMT-2026-0001"']
    sold.done(f"payment move PMT-2026-0001 --from {TWO} --to {ONE}=40")
    assert left(sold) == {ONE: "60.00", TWO: "143.00", THREE: "70.00"}
    sold.done("payment unapply PMT-2026-0001")
    assert left(sold) == {
        ONE: "100.00", TWO: "200.00", THREE: "70.00", "PMT-2026-0001": "-97.00"
    }  # fmt: skip
    sound(sold)


def test_what_was_moved_to_a_customer_moves_on_and_comes_back(sold: Shop) -> None:
    sold.done(
        f"{PAY} 100 EUR --allocate {ONE}",
        "payment move PMT-2026-0001 --to-customer Globex",
        f"payment move APP-2026-0001 --to {THREE}",
    )
    assert left(sold) == {ONE: "100.00", TWO: "200.00", "APP-2026-0001": "-30.00"}
    sound(sold)
    refused(sold, "payment move APP-2026-0001 --to-customer Globex", "PAYMENT-MODE")
    sold.done("payment unapply APP-2026-0001", "payment unapply PMT-2026-0001")
    assert left(sold) == {
        ONE: "100.00", TWO: "200.00", THREE: "70.00", "PMT-2026-0001": "-100.00"
    }  # fmt: skip
    sound(sold)


def test_nothing_is_guessed_and_never_more_is_moved_than_is_there(sold: Shop) -> None:
    sold.done(f"{PAY} 160 EUR --allocate {ONE} --allocate {TWO}=50")
    move = "payment move PMT-2026-0001"
    said = refused(sold, f"{move} --to-customer Globex", "PAYMENT-PLACES")
    assert f"PMT-2026-0001 10.00 EUR on account; {ONE} 100.00 EUR; {TWO} 50.00 EUR" in said
    assert f"say which: --from PMT-2026-0001 or --from {ONE} or --from {TWO}" in said
    refused(sold, f"{move} --to-customer Globex --amount 20", "PAYMENT-PLACES")
    for amount in ("200", "0", "-1"):
        refused(sold, f"{move} --to-customer Globex --amount={amount}", "ALLOCATION-SUM")
    assert "--to: " in refused(sold, f"{move} --to {TWO}=151", "ALLOCATION-EXCEEDS")
    assert "--to: " in refused(sold, f"{move} --from {ONE} --to {TWO}=120", "ALLOCATION-SUM")
    for text, code in (("=5", "ALLOCATION-UNREADABLE"), (f"{TWO}=1.001", "AMOUNT-DIGITS")):
        assert "--allocate" not in refused(sold, f"{move} --to {text}", code)
    refused(sold, f"{move} --to {ONE}", "UNKNOWN-ITEM")  # it is settled
    refused(sold, f"{move} --to {THREE}", "UNKNOWN-ITEM")  # it is another customer's
    refused(sold, f"{move} --from INV-2026-0009 --to {TWO}", "PAYMENT-UNAPPLIED")
    refused(sold, f"{move} --to-customer Umbra", "UNKNOWN-CUSTOMER")
    for wrong in ("", f"--to {TWO} --to-customer Globex", f"--to {TWO} --amount 5"):
        refused(sold, f"{move} {wrong}", "PAYMENT-MODE")
    sold.done(f"{move} --to {TWO}=110")  # all but what stands there already
    assert left(sold) == {ONE: "100.00", TWO: "40.00", THREE: "70.00"}
    sold.done("payment unapply PMT-2026-0001")
    refused(sold, f"{move} --from {ONE} --to {TWO}", "PAYMENT-UNAPPLIED")
    sound(sold)


def test_money_without_a_value_cannot_settle_what_is_kept_at_one(sold: Shop) -> None:
    sold.append("""
2026-01-10 * "Acme Inc." "Invoice" #invoice ^F-1
  invoice: "F-1"
  Assets:Receivable:Acme   1000.00 USD @@ 900.00 EUR
  Income:Services          -900.00 EUR
""")
    sold.done(f"{PAY} 50 USD --on-account --account Assets:Bank:Dollars")
    refused(sold, "payment move PMT-2026-0001 --to F-1", "VALUE-MISSING")


def test_a_payment_that_bounced_is_mirrored_to_the_letter(sold: Shop) -> None:
    sold.done('invoice create Acme --line "100 Work"')
    sold.done(f"{PAY} 115.43 EUR --discount 3.57 --allocate INV-2026-0004 --date 2026-01-10")
    line = 'payment reverse PMT-2026-0001 --kind bounced --fee 5 --reason "No funds" --format json'
    answer = sold(line, yes=True)
    assert answer.status == 0, answer.err
    assert answer.data["reversal"] == "RET-2026-0001"
    assert entries(sold, "Payment bounced")[1:] == [
        '  id: "RET-2026-0001"',
        '  reverses: "PMT-2026-0001"',
        '  reason: "No funds"',
        "  Assets:Bank:Checking    -115.43 EUR",
        "  Income:Discounts          -3.00 EUR",
        '    adjustment: "discount"',
        "  Liabilities:Tax           -0.57 EUR",
        '    adjustment: "discount"',
        '    tax: "VAT"',
        "    base: 3.00 EUR",
        "  Assets:Receivable:Acme   119.00 EUR",
        '    invoice: "INV-2026-0004"',
        "  Expenses:Fees              5.00 EUR",
        '    adjustment: "return_fee"',
        "  Assets:Bank:Checking      -5.00 EUR",
    ]
    assert left(sold)["INV-2026-0004"] == "119.00"
    assert "RET-2026-0001" in refused(sold, "payment reverse PMT-2026-0001", "PAYMENT-REVERSED")
    sound(sold)


def test_deleting_a_payment_leaves_balances_as_they_were(sold: Shop) -> None:
    """invoiceninja#7578, #11024: deleting a payment left wrong balances."""
    before = left(sold)
    sold.done(
        f"{PAY} 330 EUR --allocate {ONE} --allocate {TWO}",
        f"payment move PMT-2026-0001 --from {TWO} --to-customer Globex --amount 60",
        "payment reverse PMT-2026-0001",
    )
    assert left(sold) == before
    assert sold("statement show Acme --to 2026-12-31").rows[-3][0] != ""
    sound(sold)


@pytest.mark.parametrize(
    ("use", "named"),
    [
        (f"{PAY} 10 EUR --allocate PMT-2026-0001 --allocate {TWO}", f"PMT-2026-0001 {TWO}"),
        ("payment move PMT-2026-0001 --to-customer Globex --from PMT-2026-0001", ""),
    ],
)
def test_what_was_used_since_is_named(sold: Shop, use: str, named: str) -> None:
    sold.done(f"{PAY} 150 EUR --allocate {ONE}", use)
    if not named:
        sold.done(f"payment move APP-2026-0001 --to {THREE}")
    said = refused(sold, "payment reverse PMT-2026-0001", "PAYMENT-USED")
    assert ("PMT-2026-0002" if named else "APP-2026-0002") in said
    assert f"first run: billcli payment unapply {named}" in said if named else "billcli why" in said


def test_what_was_paid_back_or_returned_cannot_go_back_again(sold: Shop) -> None:
    sold.done(f"{PAY} 150 EUR --allocate {ONE}")
    sold.append("""
2026-01-31 * "Acme Inc." "Refund" #refund ^REF-2026-0001 ^PMT-2026-0001
  id: "REF-2026-0001"
  Assets:Bank:Checking     -50.00 EUR
  Assets:Receivable:Acme    50.00 EUR
    invoice: "PMT-2026-0001"
""")
    assert "REF-2026-0001" in refused(sold, "payment reverse PMT-2026-0001", "PAYMENT-USED")
    sold.done(f"{PAY} 200 EUR")
    sold.append(f"""
2026-01-31 * "Acme Inc." "Returned" #reversal ^RET-9 ^{TWO}
  id: "RET-9"
  Assets:Bank:Checking    -200.00 EUR
  Assets:Receivable:Acme   200.00 EUR
    invoice: "{TWO}"
""")
    assert "RET-9" in refused(sold, "payment reverse PMT-2026-0002", "PAYMENT-USED")
    refused(sold, "payment unapply PMT-2026-0002", "PAYMENT-UNAPPLIED")


def test_a_card_payment_is_charged_back_on_its_clearing_account(sold: Shop) -> None:
    sold.append("""
2025-01-01 open Assets:Clearing:Cards
2026-01-20 * "Acme Inc." "Card" #payment ^PMT-2026-0001 ^INV-2026-0001
  id: "PMT-2026-0001"
  Assets:Clearing:Cards     100.00 EUR
    charge-id: "ch_1"
  Assets:Receivable:Acme   -100.00 EUR
    invoice: "INV-2026-0001"
""")
    sold.done("payment reverse PMT-2026-0001 --kind chargeback")
    assert entries(sold, "Chargeback")[3:5] == [
        "  Assets:Clearing:Cards   -100.00 EUR",
        '    charge-id: "ch_1"',
    ]
    assert left(sold)[ONE] == "100.00"
    sound(sold)


def test_a_bank_line_that_a_payment_books_stays_booked(sold: Shop) -> None:
    """The return is another line of the bank: the first money did arrive."""
    row = "Date;Payee;Text;Amount;Currency\n2026-01-31;ACME INC;Invoice INV-2026-0001;100.00;EUR\n"
    sold.write("bank.csv", row)
    sold.done("reconcile bank.csv", "payment reverse PMT-2026-0001 --kind returned")
    assert "bank-key" not in "\n".join(entries(sold, "Payment returned"))
    answer = sold("reconcile bank.csv --format json", yes=True)
    assert [line["fate"] for line in answer.data["lines"]] == ["known"]


def test_what_cannot_be_meant_is_refused(sold: Shop) -> None:
    sold.done(f"{PAY} 150 EUR --allocate {ONE}", "payment move PMT-2026-0001 --to-customer Globex"
              " --from PMT-2026-0001")  # fmt: skip
    reverse = "payment reverse PMT-2026-0001"
    assert "bounced, returned" in refused(sold, f"{reverse} --kind lost", "OPTION-VALUE")
    refused(sold, f"{reverse} --fee 0", "PAYMENT-AMOUNT")
    said = refused(sold, "payment reverse APP-2026-0001", "UNKNOWN-PAYMENT")
    assert "help: billcli payment reverse PMT-2026-0001" in said
    sold.done(reverse)
    assert left(sold) == {ONE: "100.00", TWO: "200.00", THREE: "70.00"}
    sound(sold)


def test_a_payment_moves_from_one_instalment_to_another(shop: Shop) -> None:
    shop.done(
        'invoice create Acme --line "300 Course; tax=ZERO" --instalments "3 monthly"',
        f"{PAY} 80 EUR --allocate {ONE}#3",
        f"payment move PMT-2026-0001 --to {ONE}#2",
    )

    def owed() -> list[str]:
        return [row[9] for row in shop("report open").rows[1:]]

    assert owed() == ["100.00", "20.00", "100.00"]
    shop.done(f"payment move PMT-2026-0001 --to {ONE}#1=30")
    assert owed() == ["70.00", "50.00", "100.00"]
    refused(shop, f"payment move PMT-2026-0001 --to {ONE}", "PAYMENT-UNAPPLIED")
    sound(shop)
    shop.done("undo", "undo")
    assert owed() == ["100.00", "100.00", "20.00"]
