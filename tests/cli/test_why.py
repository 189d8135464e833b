"""``billcli why``: documents, payments and bank lines, told from the ledger alone."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from shop import Shop

HEAD = "Date;Payee;IBAN;Text;Amount;Currency\n"
PAID = "2026-01-31;ACME INC;DE89370400440532013000;Invoice INV-2026-0001;100.00;EUR\n"
POWER = "2026-01-31;City Power;;Electricity;-80.12;EUR\n"
KEY = "Assets:Bank:Checking 2026-01-31 100.00 EUR 1"
HELD = """
2026-01-31 custom "bank-line" Assets:Bank:Checking "ignored"
  bank-key: "Assets:Bank:Checking 2026-01-31 -80.12 EUR 1"
  bank-text: "Electricity"
  reason: "electricity, booked elsewhere"
"""


@pytest.fixture
def paid(shop: Shop) -> Shop:
    """Return a shop with one invoice that the bank's file has paid, and one open."""
    shop.sold("100", "200")
    shop.write("bank.csv", HEAD + PAID)
    shop("reconcile bank.csv", yes=True)
    return shop


def _about(shop: Shop, subject: str) -> Any:  # noqa: ANN401 - whatever the command answered
    answer = shop(f'why "{subject}" --format json')
    assert answer.status == 0, answer.err
    (found,) = answer.data["answers"]
    return found


def test_an_invoice_names_the_bank_line_and_the_evidence(paid: Shop) -> None:
    found = _about(paid, "INV-2026-0001")
    assert (found["kind"], found["customers"]) == ("invoice", ["Acme"])
    assert found["balances"] == [{"number": "0.00", "currency": "EUR"}]
    issued, payment = found["steps"]
    assert (issued["entry"], issued["kind"], issued["why"]) == (
        "INV-2026-0001", "invoice", "issued",
    )  # fmt: skip
    assert payment["entry"] == "PMT-2026-0001"
    assert payment["amounts"] == [{"number": "-100.00", "currency": "EUR"}]
    (line,) = payment["bank_lines"]
    assert line | {"words": 0} == {
        "account": "Assets:Bank:Checking",
        "date": "2026-01-31",
        "amount": {"number": "100.00", "currency": "EUR"},
        "bank_ref": "",
        "bank_key": KEY,
        "text": "Invoice INV-2026-0001",
        "payer": "ACME INC",
        "payer_iban": "DE89370400440532013000",
        "end_to_end": "",
        "evidence": ["number", "amount", "name"],
        "words": 0,
    }
    assert line["words"][:2] == [
        "its text names the document", "the amount was exactly what was left",
    ]  # fmt: skip
    assert payment["why"].startswith(f"bank line {KEY} of ACME INC DE89370400440532013000: Invoice")


def test_a_payment_tells_what_it_settled_and_what_arrived(paid: Shop) -> None:
    found = _about(paid, "PMT-2026-0001")
    assert (found["kind"], found["balances"]) == ("payment", [])
    (step,) = found["steps"]
    assert step["moved"] == {"number": "100.00", "currency": "EUR"}
    assert step["items"] == [
        {"item": "INV-2026-0001", "amount": {"number": "-100.00", "currency": "EUR"}}
    ]
    assert step["why"].endswith("settles 100.00 EUR of INV-2026-0001")


def test_what_is_left_of_a_payment_is_followed(paid: Shop) -> None:
    paid.done("payment add Acme 250 EUR --allocate INV-2026-0002 --on-account")
    found = _about(paid, "PMT-2026-0002")
    assert found["balances"] == [{"number": "-50.00", "currency": "EUR"}]
    (step,) = found["steps"]
    assert step["why"] == "entered by hand; settles 200.00 EUR of INV-2026-0002"


def test_discounts_and_fees_are_told_by_kind(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 97 EUR --allocate INV-2026-0001 --fee 3")
    step = _about(shop, "INV-2026-0001")["steps"][1]
    assert step["why"] == "entered by hand; bank fee 3.00 EUR"
    assert step["adjustments"] == [
        {"kind": "bank_fee", "amount": {"number": "3.00", "currency": "EUR"},
         "account": "Expenses:Fees"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "subject",
    [
        KEY,
        "Assets:Bank:Checking 2026-01-31 100",
        "Assets:Bank:Checking 2026-01-31 100.00 EUR",
        KEY.lower(),
    ],
)
def test_a_bank_line_is_found_by_key_and_by_date_and_amount(paid: Shop, subject: str) -> None:
    found = _about(paid, subject)
    assert (found["subject"], found["kind"], found["customers"]) == (KEY, "bank-line", ["Acme"])
    assert [step["entry"] for step in found["steps"]] == ["PMT-2026-0001"]


def test_a_bank_line_is_found_by_the_banks_reference(shop: Shop) -> None:
    shop.sold("100")
    row = "2026-01-31;ACME INC;INV-2026-0001;100.00;EUR;B26-77\n"
    shop.write("bank.csv", "Date;Payee;Text;Amount;Currency;Bank reference\n" + row)
    shop("reconcile bank.csv", yes=True)
    assert [step["entry"] for step in _about(shop, "B26-77")["steps"]] == ["PMT-2026-0001"]


def test_the_reference_that_a_return_quotes_is_told_of_both(shop: Shop) -> None:
    shop.sold("100")
    head = "Date;Payee;IBAN;Text;Amount;Currency;End-to-end\n"
    back = "2026-01-31;ACME INC;DE89370400440532013000;returned;-100.00;EUR;E2E-7\n"
    shop.write("bank.csv", head + PAID.replace("EUR\n", "EUR;E2E-7\n") + back)
    shop.done("reconcile bank.csv")
    _, payment, sent_back = _about(shop, "INV-2026-0001")["steps"]
    for step in (payment, sent_back):
        assert step["bank_lines"][0]["end_to_end"] == "E2E-7"
        assert " (end-to-end reference E2E-7); " in step["why"]
    header, row, *_ = csv.reader(shop("why PMT-2026-0001 --format csv").out.splitlines())
    assert row[header.index("end_to_end")] == "E2E-7"


def test_a_line_that_was_set_aside_says_why(paid: Shop) -> None:
    paid.append(HELD)
    found = _about(paid, "Assets:Bank:Checking 2026-01-31 -80.12")
    (step,) = found["steps"]
    assert (step["kind"], step["reason"]) == ("ignored", "electricity, booked elsewhere")
    assert step["why"].startswith("set aside; electricity, booked elsewhere; bank line Assets:Bank")
    assert step["bank_lines"][0]["amount"] == {"number": "-80.12", "currency": "EUR"}


@pytest.mark.parametrize("amount", ["101", "100 USD", "many"])
def test_another_amount_is_another_line(paid: Shop, amount: str) -> None:
    answer = paid(f'why "Assets:Bank:Checking 2026-01-31 {amount}"')
    assert (answer.status, answer.codes) == (2, ["UNKNOWN-ENTRY"])
    assert "help: did you mean Assets:Bank:Checking 2026-01-31 100.00 EUR 1?" in answer.err


def test_money_entered_by_hand_is_found_by_date_and_amount(shop: Shop) -> None:
    shop.sold("100")
    shop.done("payment add Acme 100 EUR")
    found = _about(shop, "Assets:Bank:Checking 2026-01-31 100")
    assert [(s["entry"], s["bank_lines"]) for s in found["steps"]] == [("PMT-2026-0001", [])]


def test_an_unknown_name_gets_the_nearest_three(paid: Shop) -> None:
    paid.sold("1", "2", "3")
    answer = paid("why INV-2026-0009 INV-2026-0001")
    assert (answer.status, answer.out) == (2, "")
    assert "'INV-2026-0009'\n" in answer.err
    assert answer.err.count("INV-2026-000") == 4
    assert "see billcli payment list" in paid("why 42%").err


def test_any_case_and_several_at_once(paid: Shop) -> None:
    rows = paid("why inv-2026-0001 PMT-2026-0001").rows
    assert [row[0] for row in rows[1:]] == ["INV-2026-0001", "INV-2026-0001", "PMT-2026-0001"]
    piped = paid("why -", stdin=f"{KEY}\n\nINV-2026-0002\n")
    assert [row[0] for row in piped.rows[1:]] == [KEY, "INV-2026-0002"]
    assert paid("why -", stdin="\n").codes == ["ID-MISSING"]


def test_a_table_for_each_on_a_terminal(paid: Shop) -> None:
    out = paid("why INV-2026-0001 INV-2026-0002 --format table").out
    assert "INV-2026-0001: invoice of Acme, 0.00 EUR open\n" in out
    assert "INV-2026-0002: invoice of Acme, 200.00 EUR open\n" in out


def test_later_entries_do_not_count_before_their_day(paid: Shop) -> None:
    for subject in ("INV-2026-0001", "PMT-2026-0001", KEY):
        assert paid(f'why "{subject}" --as-of 2026-01-30').codes == ["UNKNOWN-ENTRY"]
    paid.today = dt.date(2026, 2, 28)
    paid.done("payment add Acme 200 EUR")
    assert paid("why PMT-2026-0002 --as-of 2026-02-27").codes == ["UNKNOWN-ENTRY"]
    answer = paid("why INV-2026-0002 --as-of 2026-02-27 --format json")
    assert [step["entry"] for step in answer.data["answers"][0]["steps"]] == ["INV-2026-0002"]


def test_a_reversal_is_told_where_it_takes_back(paid: Shop) -> None:
    paid.append(
        """
2026-02-03 * "Acme Inc." "Returned" #reversal ^RET-1 ^PMT-2026-0001 ^INV-2026-0001
  id: "RET-1"
  reverses: "PMT-2026-0001"
  Assets:Bank:Checking    -100.00 EUR
  Assets:Receivable:Acme   100.00 EUR
    invoice: "INV-2026-0001"
""",
    )
    for subject in ("PMT-2026-0001", KEY, "INV-2026-0001"):
        last = _about(paid, subject)["steps"][-1]
        assert (last["entry"], last["kind"]) == ("RET-1", "reversal")
        assert last["why"].startswith("takes back PMT-2026-0001")
