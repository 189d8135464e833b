"""What explains an amount is booked: the ledger stays clean, ties out, and nothing comes twice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from beanquery import connect
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;Text;Amount;Currency\n"
BALANCE = "SELECT account, sum(number) WHERE account ~ '^(Assets|Income|Exp|Liab)' GROUP BY account"
STRIPE = (
    "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description,"
    "Customer Facing Amount,Customer Facing Currency,Transfer,Transfer Date (UTC)\n"
)
ROW = (
    "{id},{kind},{id}x,{amount},{fee},{net},eur,2026-01-29 06:00,2026-01-29 00:00,{text},,,"
    "po_77,2026-01-30\n"
)


def _open(shop: Shop) -> dict[str, str]:
    return {row[0]: f"{row[9]} {row[10]}" for row in shop("report open").rows[1:]}


def _reconciled(shop: Shop, rows: str, more: str = "", status: int = 0) -> list[dict[str, Any]]:
    """Reconcile a statement twice: the books must be sound, tie out, and not change again."""
    shop.write("bank.csv", rows if rows.startswith("Date") else HEAD + rows)
    answer = shop(f"reconcile bank.csv --format json {more}", yes=True)
    assert answer.status == status, (answer.err, answer.out)
    lines: list[dict[str, Any]] = answer.data["lines"]
    before = shop.tree()
    again = shop(f"reconcile bank.csv --format json {more}", yes=True)
    assert {one["status"] for one in again.data["lines"]} <= {"known", "review", "ignore"}
    assert shop.tree() == before
    _, errors, _ = loader.load_file(str(shop.folder / "main.beancount"))
    assert errors == []
    assert (shop("check").status, shop("check").out) == (0, "")
    owed = sum(Decimal(row[9]) for row in shop("report open").rows[1:])
    receivable = [v for name, v in _balances(shop).items() if ":Receivable" in name]
    assert sum(receivable) == owed
    return lines


def _balances(shop: Shop) -> dict[str, Decimal]:
    rows = connect(f"beancount:{shop.folder / 'main.beancount'}").execute(BALANCE).fetchall()
    return {account: number for account, number in rows if number}


def test_a_discount_in_time_takes_its_share_of_the_tax(shop: Shop) -> None:
    shop.done('invoice create Acme --line "100 Work" --terms "2/10 net 30" --date 2026-01-20 --yes')
    (line,) = _reconciled(shop, "2026-01-28;ACME INC;INV-2026-0001;116.62;EUR\n")
    assert line["proposals"][0]["adjustments"] == [
        {"kind": "discount", "amount": {"number": "2.38", "currency": "EUR"}}
    ]
    assert _open(shop) == {}
    found = _balances(shop)
    assert found["Income:Discounts"] == Decimal("2.00")
    assert found["Liabilities:Tax"] == Decimal("-18.62")


def test_a_discount_too_late_waits(shop: Shop) -> None:
    shop.done('invoice create Acme --line "100 Work" --terms "2/10 net 30" --date 2026-01-01 --yes')
    (line,) = _reconciled(shop, "2026-01-28;ACME INC;INV-2026-0001;116.62;EUR\n", status=5)
    assert line["status"] == "review"
    assert _open(shop) == {"INV-2026-0001": "119.00 EUR"}
    shop.setting("\n[matching]\ndiscount_grace_days = 17\n")
    (line,) = _reconciled(shop, "2026-01-28;ACME INC;INV-2026-0001;116.62;EUR\n")
    assert _open(shop) == {}


def test_charges_that_the_statement_states_are_a_fee(shop: Shop) -> None:
    shop.sold("200", "300", date="2026-01-20")
    head = "Date;Payee;Text;Amount;Currency;Charges\n"
    row = "2026-01-28;ACME INC;INV-2026-000{};{};EUR;{}\n"
    rows = row.format(1, "192.50", "7.50") + row.format(2, "295.00", "")
    stated, unstated = _reconciled(shop, head + rows, status=5)
    assert (stated["status"], unstated["status"]) == ("auto", "review")
    assert _balances(shop)["Expenses:Fees"] == Decimal("7.50")
    assert _open(shop) == {"INV-2026-0002": "300.00 EUR"}
    shop.write("agreed.json", '{"bank_fee": "always"}')
    _reconciled(shop, head + rows, "--policy agreed.json")
    assert _balances(shop)["Expenses:Fees"] == Decimal("12.50")


@pytest.mark.parametrize(("came", "left"), [("199.97", "0.03"), ("200.02", "-0.02")])
def test_what_is_within_the_tolerance_is_rounding(shop: Shop, came: str, left: str) -> None:
    shop.sold("200", date="2026-01-20")
    row = f"2026-01-28;ACME INC;INV-2026-0001;{came};EUR\n"
    _reconciled(shop, row, status=5)
    shop.setting('\n[matching]\nrounding_tolerance = "0.03"\n')
    _reconciled(shop, row)
    assert _open(shop) == {}
    assert _balances(shop)["Expenses:Rounding"] == Decimal(left)


FOREIGN = "Date;Payee;Text;Amount;Currency;Original amount;Original currency\n"


def test_a_foreign_item_without_a_value_is_priced_by_what_arrived(shop: Shop) -> None:
    shop.sold("100", customer="Globex", date="2026-01-20")
    row = "2026-01-28;GLOBEX LTD;INV-2026-0001;92.40;EUR;100.00;USD\n"
    shop.write("bank.csv", FOREIGN + row)
    answer = shop("reconcile bank.csv", yes=True)
    assert answer.status == 0, answer.err
    assert "  Assets:Bank:Checking        92.40 EUR @@ 100.00 USD\n" in shop.text()
    before = shop.tree()
    assert shop("reconcile bank.csv", yes=True).status == 0
    assert shop.tree() == before
    assert _open(shop) == {}
    assert shop("check").status == 0
    assert loader.load_file(str(shop.folder / "main.beancount"))[1] == []


PRICED = """
2026-01-10 * "Globex Ltd." "Invoice INV-7" #invoice ^INV-7
  invoice: "INV-7"
  Assets:Receivable:Globex  100.00 USD @@ 90.00 EUR
  Income:Services           -90.00 EUR
"""


def test_a_foreign_item_with_a_value_leaves_the_exchange_difference(shop: Shop) -> None:
    shop.append(PRICED)
    row = "2026-01-28;GLOBEX LTD;INV-7;92.40;EUR;100.00;USD\n"
    shop.write("bank.csv", FOREIGN + row)
    answer = shop("reconcile bank.csv", yes=True)
    assert answer.status == 0, answer.err
    before = shop.tree()
    assert shop("reconcile bank.csv", yes=True).status == 0
    assert shop.tree() == before
    assert _open(shop) == {}
    assert loader.load_file(str(shop.folder / "main.beancount"))[1] == []
    assert "2025-01-01 open Income:FX\n" in shop.text("customers.beancount")
    assert _balances(shop)["Income:FX"] == Decimal("-2.40")


def test_an_item_with_a_value_waits_where_the_bank_states_none(shop: Shop) -> None:
    shop.append(PRICED)
    rows = "Date;Payee;Text;Amount;Currency\n2026-01-28;GLOBEX LTD;INV-7;100.00;USD\n"
    shop.write("bank.csv", rows)
    answer = shop("reconcile bank.csv --account Assets:Bank:Dollars", yes=True)
    assert answer.status == 5, answer.err
    assert "INV-7 is kept at a value in another currency" in answer.err
    assert _open(shop) == {"INV-7": "100.00 USD"}
    shop.append("2026-01-27 price USD 0.93 EUR\n")
    answer = shop("reconcile bank.csv --account Assets:Bank:Dollars", yes=True)
    assert answer.status == 0, answer.err
    assert _open(shop) == {}
    assert _balances(shop)["Income:FX"] == Decimal("-3.00")
    assert loader.load_file(str(shop.folder / "main.beancount"))[1] == []


def test_a_refund_gives_up_the_value_at_which_the_money_was_kept(shop: Shop) -> None:
    shop.append(
        """
2026-01-01 price USD 0.90 EUR
2026-01-20 price USD 0.95 EUR
2026-01-10 * "Globex Ltd." "Payment" #payment ^PMT-7
  id: "PMT-7"
  Assets:Bank:Dollars        100.00 USD @@ 90.00 EUR
  Assets:Receivable:Globex  -100.00 USD @@ 90.00 EUR
    invoice: "PMT-7"
"""
    )
    shop.write("bank.csv", HEAD + "2026-01-28;GLOBEX LTD;Refund PMT-7;-100.00;USD\n")
    shop("reconcile bank.csv --account Assets:Bank:Dollars", yes=True)
    answer = shop("match export bank.csv --account Assets:Bank:Dollars -o review.toml")
    review = (shop.folder / "review.toml").read_text() if answer.status == 0 else ""
    if _open(shop):
        shop.write("review.toml", review.replace("# accept = 1", "accept = 1", 1))
        shop("match apply review.toml", yes=True)
    assert _open(shop) == {}
    assert "-100.00 USD @@ 95.00 EUR" in shop.text()
    assert "100.00 USD @@ 90.00 EUR" in shop.text()
    assert _balances(shop)["Income:FX"] == Decimal("5.00")
    assert loader.load_file(str(shop.folder / "main.beancount"))[1] == []
    assert (shop("check").status, shop("check").out) == (0, "")


def _row(
    name: str, kind: str, amount: str, fee: str, text: str, to: str = "po_77,2026-01-30"
) -> str:
    net = str(Decimal(amount) - Decimal(fee))
    return ROW.format(id=name, kind=kind, amount=amount, fee=fee, net=net, text=text, to=to)


def test_a_payout_with_a_refund_is_taken_apart_by_its_report(shop: Shop) -> None:
    shop.sold("200", "300", date="2026-01-20")
    shop.done("payment add Acme 30 EUR --on-account --date 2026-01-21")
    report = (
        _row("t1", "charge", "200.00", "3.20", "Invoice INV-2026-0001")
        + _row("t2", "charge", "300.00", "4.60", "Invoice INV-2026-0002")
        + _row("t3", "refund", "-30.00", "0.00", "Refund of PMT-2026-0001")
        + _row("t4", "payout", "-462.20", "0.00", "STRIPE PAYOUT")
    )
    shop.write("stripe.csv", STRIPE + report)
    row = "2026-01-31;STRIPE;payout po_77;462.20;EUR\n"
    _reconciled(shop, row, status=5)
    (line,) = _reconciled(shop, row, "--payouts stripe.csv")
    assert line["status"] == "auto"
    assert _open(shop) == {}
    assert _balances(shop)["Expenses:Fees:Card"] == Decimal("7.80")
    assert "#payment #payout ^PMT-2026-0002" in shop.text()


def test_a_payout_whose_report_lacks_something_waits(shop: Shop) -> None:
    shop.sold("200", date="2026-01-20")
    report = _row("t1", "charge", "200.00", "3.20", "Invoice INV-2026-0001") + _row(
        "t4", "payout", "-190.00", "0.00", "STRIPE PAYOUT"
    )
    shop.write("stripe.csv", STRIPE + report)
    row = "2026-01-31;STRIPE;payout po_77;190.00;EUR\n"
    (line,) = _reconciled(shop, row, "--payouts stripe.csv", status=5)
    assert line["status"] == "review"
    shop.write("bank.csv", HEAD + row)
    asked = shop("reconcile bank.csv --payouts stripe.csv", "q")
    assert "Answer" in asked.err or "Choice" in asked.err
    assert "accept" not in asked.err


def test_a_returned_debit_opens_its_invoice_again_and_its_fee_is_yours(shop: Shop) -> None:
    shop.sold("200", date="2026-01-20")
    head = "Date;Payee;Text;Amount;Currency;End-to-end reference\n"
    rows = (
        "2026-01-26;ACME INC;INV-2026-0001;200.00;EUR;E2E-1\n"
        "2026-01-28;ACME INC;Returned direct debit INV-2026-0001;-203.50;EUR;E2E-1\n"
    )
    paid, back = _reconciled(shop, head + rows)
    assert (paid["entry"], back["entry"]) == ("PMT-2026-0001", "RET-2026-0001")
    assert _open(shop) == {"INV-2026-0001": "200.00 EUR"}
    assert _balances(shop)["Expenses:Fees"] == Decimal("3.50")
    assert "#reversal ^RET-2026-0001 ^PMT-2026-0001 ^INV-2026-0001" in shop.text()
    assert '  reverses: "PMT-2026-0001"\n' in shop.text()


PARTS = """
2026-01-05 * "Acme Inc." "Invoice" #invoice ^P-1
  invoice: "P-1"
  Assets:Receivable:Acme   60.00 EUR
    due: 2026-01-10
    instalment: 1
  Assets:Receivable:Acme   40.00 EUR
    due: 2026-01-24
    instalment: 2
  Income:Services        -100.00 EUR
"""


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("text", "amount", "left"),
    [
        ("Returned direct debit P-1", "-60.00", ["60.00"]),
        ("Returned direct debit P-1", "-43.50", ["40.00"]),
        ("Returned direct debit", "-40.00", ["40.00"]),
    ],
)
def test_a_returned_instalment_is_open_again(
    shop: Shop, text: str, amount: str, left: list[str], *, apart: bool
) -> None:
    shop.append(PARTS)
    head = "Date;Payee;Text;Amount;Currency;End-to-end reference\n"
    paid = "2026-01-10;ACME INC;P-1;60.00;EUR;E-60\n2026-01-24;ACME INC;P-1;40.00;EUR;E-40\n"
    sent = "E-60" if left == ["60.00"] else "E-40"
    back = f"2026-01-28;ACME INC;{text};{amount};EUR;{sent}\n"
    for rows in [paid, paid + back] if apart else [paid + back]:
        *_, last = _reconciled(shop, head + rows)
    assert (last["status"], last["entry"]) == ("auto", "RET-2026-0001")
    rows = [row for row in shop.workspace().all_books().items if row.balance_open.number]
    assert [(row.instalment, f"{row.balance_open.number}") for row in rows] == [
        (1 if sent == "E-60" else 2, left[0])
    ]
    assert ("Expenses:Fees" in _balances(shop)) is (amount == "-43.50")


def test_one_payment_for_several_customers_is_one_entry(shop: Shop) -> None:
    shop.sold("200", date="2026-01-20")
    shop.done(
        'invoice create Globex --line "300 Work; tax=ZERO" --currency EUR --date 2026-01-20 --yes'
    )
    row = "2026-01-28;Umbrella Holding;INV-2026-0001 INV-2026-0002;500.00;EUR\n"
    (line,) = _reconciled(shop, row, status=5)
    assert line["status"] == "review"
    assert "it names documents of Acme, Globex" in line["why"]
    for customer in ("Acme", "Globex"):
        shop.append(f'2026-01-01 custom "payer" "{customer}" "Umbrella Holding"\n  kind: "name"\n')
    (line,) = _reconciled(shop, row)
    assert line["status"] == "auto"
    assert _open(shop) == {}
    assert shop.text().count("#payment ^PMT-2026-0001 ^INV-2026-0001 ^INV-2026-0002\n") == 1
    assert '"Umbrella Holding" "Payment" #payment' in shop.text()


@pytest.mark.parametrize("answer", ["1", "2"])
def test_a_proposal_is_accepted_with_what_explains_its_amount(shop: Shop, answer: str) -> None:
    shop.sold("200", date="2026-01-20")
    shop.write("bank.csv", HEAD + "2026-01-28;ACME INC;thanks;195.00;EUR\n")
    asked = shop("reconcile bank.csv", answer, "y")
    assert asked.status == 0, asked.err
    assert "\n  1  INV-2026-0001  200.00 EUR  Acme Inc.\n" in asked.err
    assert "\n     [5.00 EUR] kept by a bank\n" in asked.err
    taken = {"1": {}, "2": {"INV-2026-0001": "5.00 EUR"}}
    assert _open(shop) == taken[answer]
    assert _balances(shop).get("Expenses:Fees", 0) == (5 if answer == "1" else 0)
    assert shop("check").status == 0


def test_a_returned_payment_is_accepted_on_a_terminal(shop: Shop) -> None:
    shop.sold("200", date="2026-01-20")
    shop.done("payment add Acme 200 EUR --allocate INV-2026-0001 --date 2026-01-21")
    shop.write("bank.csv", HEAD + "2026-01-28;ACME INC;Return INV-2026-0001;-200.00;EUR\n")
    asked = shop("reconcile bank.csv", "1", "y")
    assert asked.status == 0, asked.err
    assert _open(shop) == {"INV-2026-0001": "200.00 EUR"}
    assert '"Acme Inc." "Payment returned" #reversal ^RET-2026-0001' in shop.text()


@pytest.mark.parametrize(("number", "link"), [("2026/0042", " ^2026/0042"), ("No 7", "")])
def test_documents_of_a_ledger_written_by_hand_are_paid(shop: Shop, number: str, link: str) -> None:
    shop.append(
        f'\n2026-01-10 * "Acme Inc." "Invoice" #invoice{link}\n  invoice: "{number}"\n'
        "  Assets:Receivable:Acme   80.00 EUR\n  Income:Services         -80.00 EUR\n"
    )
    _reconciled(shop, f"2026-01-28;ACME INC;Invoice {number};80.00;EUR\n")
    assert _open(shop) == {}
    assert f"#payment ^PMT-2026-0001{link}\n" in shop.text()
    assert f'    invoice: "{number}"\n' in shop.text()


def test_yen_that_a_bank_turned_into_euro_balance_in_beancount(shop: Shop) -> None:
    shop.done('invoice create Acme --line "8400 Work; tax=ZERO" --currency JPY --date 2026-01-20')
    head = "Date;Payee;Text;Amount;Currency;Original amount;Original currency\n"
    row = "2026-01-28;ACME INC;INV-2026-0001;7560.00;EUR;8400;JPY\n"
    (line,) = _reconciled(shop, head + row)
    assert line["status"] == "auto"
    assert _open(shop) == {}
    assert "Income:FX                   0.0 JPY" in shop.text()
