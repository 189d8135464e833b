"""``billcli report`` and ``billcli statement``: what is owed, since when, and what happened."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture
def books(shop: Shop) -> Shop:
    """Return books seen on 31 March 2026: due, overdue, another currency and a credit."""
    shop.sold("100", date="2025-12-01")  # due 2025-12-31: 90 days
    shop.sold("200", date="2026-01-31")  # due 2026-03-02: 29 days
    shop.sold("400", date="2026-03-31")  # due 2026-04-30
    shop.sold("50", customer="Globex", date="2026-01-31")  # due 2026-04-01
    shop.done("payment add Acme 30 EUR --on-account --date 2026-02-01")
    shop.done("payment add Acme 60 EUR --allocate INV-2026-0001 --date 2026-02-10")
    shop.today = dt.date(2026, 3, 31)
    return shop


def _items(books: Shop, options: str = "") -> list[tuple[str, str, str]]:
    return [(row[0], row[7], row[9]) for row in books(f"report open {options}").rows[1:]]


def test_open_items_with_their_age_and_rest(books: Shop) -> None:
    assert sorted(_items(books)) == [
        ("INV-2025-0001", "90", "100.00"),
        ("INV-2026-0001", "29", "140.00"),
        ("INV-2026-0002", "-30", "400.00"),
        ("INV-2026-0003", "-1", "50.00"),
        ("PMT-2026-0001", "", "-30.00"),
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--customer globex", ["INV-2026-0003"]),
        ("--status overdue", ["INV-2025-0001", "INV-2026-0001"]),
        ("--status disputed", []),
        ("--from 2026-03-01", ["INV-2026-0002"]),
        ("--to 2025-12-31", ["INV-2025-0001"]),
        ("--sort amount --limit 2", ["PMT-2026-0001", "INV-2026-0003"]),
        ("--min 200", ["INV-2026-0001", "INV-2026-0002"]),
        ("--as-of 2025-12-31", ["INV-2025-0001"]),
        ("--as-of 2025-11-30", []),
    ],
)
def test_open_items_are_narrowed(books: Shop, options: str, expected: list[str]) -> None:
    assert [row[0] for row in _items(books, options)] == expected


def test_as_of_undoes_later_payments_and_ages_anew(books: Shop) -> None:
    assert ("INV-2026-0001", "-21", "200.00") in _items(books, "--as-of 2026-02-09")
    assert ("INV-2026-0001", "-20", "140.00") in _items(books, "--as-of 2026-02-10")


def test_totals_are_the_balances_of_the_receivables(books: Shop) -> None:
    data = books("report open --format json").data
    assert data["totals"] == [
        {"number": "610.00", "currency": "EUR"},
        {"number": "50.00", "currency": "USD"},
    ]
    assert data["as_of"] == "2026-03-31"
    assert data["items"][0].keys() >= {
        "item", "kind", "customer", "customer_name", "date_issued", "date_due", "instalment",
        "days_overdue", "amount", "balance_open", "known_by", "file", "line",
    }  # fmt: skip


def test_a_table_of_one_currency_has_a_total(books: Shop) -> None:
    table = books("report open --customer Acme --format table").out.splitlines()
    assert table[-1].split() == ["Total", "610.00", "EUR"]
    assert "Total" not in books("report open --format table").out
    assert books("report open --to 2020-01-01 --format table").out == "Nothing is open.\n"


@pytest.mark.parametrize(
    ("options", "code"),
    [("--status foo", "OPTION-VALUE"), ("--sort foo", "OPTION-VALUE"),
     ("--customer Nobody", "UNKNOWN-CUSTOMER"), ("--from x", "DATE-UNREADABLE"),
     ("--to x", "DATE-UNREADABLE"), ("--min x", "AMOUNT-UNREADABLE")],
)  # fmt: skip
def test_wrong_words_of_open(books: Shop, options: str, code: str) -> None:
    answer = books(f"report open {options}")
    assert (answer.status, answer.codes) == (2, [code])


def test_aging_by_buckets(books: Shop) -> None:
    assert books("report aging").rows == [
        ["customer", "customer_name", "not_due", "days_1_30", "days_31_60", "days_61_90",
         "over_90", "credits", "total", "currency"],
        ["Acme", "Acme Inc.", "400.00", "140.00", "0.00", "100.00", "0.00", "-30.00", "610.00",
         "EUR"],
        ["Globex", "Globex Ltd.", "50.00", "0.00", "0.00", "0.00", "0.00", "0.00", "50.00",
         "USD"],
    ]  # fmt: skip


def test_aging_of_one_customer_with_other_buckets_on_another_day(books: Shop) -> None:
    rows = books("report aging --customer acme --buckets 28,29 --as-of 2026-03-31").rows
    assert rows[0][2:6] == ["not_due", "days_1_28", "days_29_29", "over_29"]
    assert rows[1][2:] == ["400.00", "0.00", "140.00", "100.00", "-30.00", "610.00", "EUR"]
    rows = books("report aging --as-of 2026-04-01").rows
    assert rows[1][2:8] == ["400.00", "140.00", "0.00", "0.00", "100.00", "-30.00"]


@pytest.mark.parametrize("text", ["x", "30,20", "30,30", "0,30", "-5", "30,", "1.5", "999999"])
def test_buckets_are_rising_days(books: Shop, text: str) -> None:
    answer = books(f"report aging --buckets={text}")
    assert (answer.status, answer.codes) == (2, ["BUCKETS-UNREADABLE"])
    assert "help: write them as 30,60,90" in answer.err


def test_aging_on_a_terminal_is_a_table_per_currency_with_its_total(books: Shop) -> None:
    out = books("report aging --format table").out
    first, second = out.split("\n\n")
    assert first.startswith("Aged receivables as of 2026-03-31, EUR\n")
    assert second.startswith("Aged receivables as of 2026-03-31, USD\n")
    assert first.splitlines()[-1].split()[-1] == "610.00"
    assert "Nothing is open." in books("report aging --as-of 2020-01-01 --format table").out


def test_aging_in_json_sums_each_currency(books: Shop) -> None:
    data = books("report aging --format json").data
    assert data["buckets"] == ["not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"]
    assert [row["total"]["number"] for row in data["totals"]] == ["610.00", "50.00"]
    assert "customer" not in data["totals"][0]
    assert data["rows"][0]["credits"] == {"number": "-30.00", "currency": "EUR"}
    assert books("report aging --customer Nobody").codes == ["UNKNOWN-CUSTOMER"]


def test_an_ending_decides_the_form_of_a_file(books: Shop) -> None:
    assert books("report aging -o aging.csv").out == ""
    assert books.text("aging.csv").startswith("customer,customer_name,not_due,")


def test_a_statement_of_account(books: Shop) -> None:
    data = books("statement show acme --from 2026-02-01 --to 2026-02-28 --format json").data
    assert (data["customer"], data["customer_name"]) == ("Acme", "Acme Inc.")
    assert (data["from"], data["to"]) == ("2026-02-01", "2026-02-28")
    (section,) = data["sections"]
    assert section["opening"] == {"number": "300.00", "currency": "EUR"}
    assert [(line["number"], line["amount"]["number"], line["balance"]["number"])
            for line in section["lines"]] == [
        ("PMT-2026-0001", "-30.00", "270.00"), ("PMT-2026-0002", "-60.00", "210.00"),
    ]  # fmt: skip
    assert section["closing"] == {"number": "210.00", "currency": "EUR"}
    assert sorted(item["item"] for item in section["open_items"]) == [
        "INV-2025-0001", "INV-2026-0001", "PMT-2026-0001",
    ]  # fmt: skip


def test_a_statement_begins_with_the_year_and_ends_today(books: Shop) -> None:
    data = books("statement show Acme --format json").data
    assert (data["from"], data["to"]) == ("2026-01-01", "2026-03-31")
    data = books("statement show Acme --as-of 2026-02-01 --format json").data
    assert data["to"] == "2026-02-01"
    table = books("statement show Acme --format table").out
    assert table.startswith("Statement of account: Acme Inc., EUR\n")
    assert "Opening balance" in table
    assert "Closing balance" in table


@pytest.mark.parametrize(
    ("words", "status"),
    [("Nobody", 2), ("Acme --from 2026-03-01 --to 2026-02-01", 2), ("Acme --from x", 2),
     ("Acme --to x", 2), ("", 2)],
)  # fmt: skip
def test_wrong_words_of_a_statement(books: Shop, words: str, status: int) -> None:
    answer = books(f"statement show {words}")
    assert answer.status == status
    assert answer.out == ""
    assert len(answer.codes) == 1


def test_reports_of_a_ledger_with_errors_stand_under_a_banner(books: Shop) -> None:
    books.append("2026-01-01 open\n")
    for words in ("report open", "report aging", "statement show Acme"):
        answer = books(words)
        assert answer.status == 3
        assert answer.err.startswith("The ledger has errors: what follows may be incomplete.\n")
        assert answer.out


def test_where_nothing_is_receivable_every_reading_command_says_so(shop: Shop) -> None:
    shop.write("plain.beancount", "2026-01-01 open Assets:Owed:Acme\n")
    for words in (
        "report open",
        "report aging",
        "status",
        "customer list",
        "invoice list",
        "check",
    ):
        answer = shop(f"-f plain.beancount {words}")
        assert answer.status == 0
        assert "warning[RECEIVABLE-NONE]" in answer.err
        assert "--receivable ACCOUNT" in answer.err
    assert shop("-f plain.beancount report open --receivable Assets:Owed").err == ""
    assert "no account is Assets:Owd" in shop("report open --receivable Assets:Owd").err
    assert shop("report open").err == ""


def test_several_receivable_accounts_are_named(shop: Shop) -> None:
    shop.append("2025-01-01 open Assets:Debtors:Initech\n")
    for words in ("report open", "report aging", "status"):
        answer = shop(words)
        assert answer.status == 0
        assert answer.err == "Receivable accounts: Assets:Debtors, Assets:Receivable\n"


def test_what_is_no_invoice_is_called_none(shop: Shop) -> None:
    shop.sold("100")
    answer = shop("invoice show NOPE")
    assert "there is no invoice 'NOPE'" in answer.err
    assert "billcli invoice list" in answer.err


@pytest.fixture
def earned(shop: Shop) -> Shop:
    """Return books of two customers: one invoice paid in part, money on account, a foreign one."""
    shop.done('invoice create Acme --line "100 Work; tax=VAT" --date 2026-01-10')
    shop.sold("50", customer="Globex", date="2026-02-10")
    shop.done("payment add Acme 59.50 EUR --allocate INV-2026-0001 --date 2026-02-01")
    shop.done("payment add Acme 30 EUR --on-account --date 2026-02-03")
    shop.today = dt.date(2026, 3, 31)
    return shop


def test_income_on_both_bases(earned: Shop) -> None:
    assert earned("report income").rows[1:] == [
        ["2026-01", "100.00", "19.00", "119.00", "0.00", "0.00", "0.00", "0.00", "EUR"],
        ["2026-02", "50.00", "0.00", "50.00", "0.00", "0.00", "0.00", "0.00", "USD"],
    ]
    assert earned("report income --basis cash").rows[1:] == [
        ["2026-02", "50.00", "9.50", "59.50", "0.00", "0.00", "30.00", "0.00", "EUR"],
    ]
    assert earned("report income --basis cash --to 2026-01-31").rows[1:] == []
    assert len(earned("report income --basis cash --as-of 2026-01-31").rows) == 1


def test_income_of_customers_has_their_names(earned: Shop) -> None:
    rows = earned("report income --by customer").rows
    assert rows[0][:3] == ["customer", "customer_name", "net"]
    assert [row[:3] for row in rows[1:]] == [
        ["Acme", "Acme Inc.", "100.00"],
        ["Globex", "Globex Ltd.", "50.00"],
    ]
    told = earned("report income --by customer --format json").data
    assert [row["customer_name"] for row in told["rows"]] == ["Acme Inc.", "Globex Ltd."]


def test_income_as_a_table_has_no_empty_columns(earned: Shop) -> None:
    shown = earned("report income --basis cash --format table").out
    assert "Advances" in shown
    assert "Written off" not in shown
    assert "Income, cash basis, EUR" in shown
    by_name = earned("report income --by customer --format table").out
    assert by_name.count("Total") == 2
    assert "Nothing was earned" in earned("report income --to 2020-01-01 --format table").out


def test_tax_on_both_bases(earned: Shop) -> None:
    assert earned("report tax --by quarter").rows[1:] == [
        ["2026-Q1", "VAT", "", "S", "19", "100.00", "19.00", "EUR"],
        ["2026-Q1", "ZERO", "", "Z", "0", "50.00", "0.00", "USD"],
    ]
    assert earned("report tax --basis cash").rows[1:] == [
        ["2026-02", "VAT", "", "S", "19", "50.00", "9.50", "EUR"]
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("report income --basis both", "OPTION-VALUE"),
        ("report income --by week", "OPTION-VALUE"),
        ("report tax --by customer", "OPTION-VALUE"),
        ("report tax --from 2026-02-01 --to 2026-01-01", "PERIOD-BACKWARDS"),
    ],
)
def test_income_is_not_asked_for_so(earned: Shop, command: str, code: str) -> None:
    answer = earned(command)
    assert answer.status == 2
    assert code in answer.err


def test_open_items_are_valued_and_nothing_is_booked(earned: Shop) -> None:
    earned.append("2026-02-15 price USD 0.90 EUR\n")
    before = earned.tree()
    told = earned("report open --in EUR --format json").data
    assert [(row["item"], row["value"]["number"]) for row in told["items"]] == [
        ("PMT-2026-0002", "-30.00"),
        ("INV-2026-0001", "59.50"),
        ("INV-2026-0002", "45.00"),
    ]
    assert told["total_value"] == {"number": "74.50", "currency": "EUR"}
    assert [money["number"] for money in told["totals"]] == ["29.50", "50.00"]
    assert told["prices"] == ["2026-02-15 price USD 0.90 EUR"]
    aged = earned("report aging --in EUR --format json").data
    assert [row["total"]["number"] for row in aged["totals"]] == ["74.50"]
    assert [money["number"] for money in aged["balances"]] == ["29.50", "50.00"]
    assert earned.tree() == before


def test_a_missing_price_is_named_and_leaves_no_total(earned: Shop) -> None:
    answer = earned("report open --in EUR --format json")
    assert answer.data["total_value"] is None
    assert answer.data["without_price"] == ["USD"]
    assert [problem["code"] for problem in answer.envelope["problems"]] == ["RATE-MISSING"]
    aged = earned("report aging --in EUR --format json").data
    assert [row["total"]["currency"] for row in aged["totals"]] == ["EUR", "USD"]
    assert earned("report open --in EUR --customer Globex --as-of 2026-01-01").rows[1:] == []


def test_what_cancels_out_has_a_value_of_zero(earned: Shop) -> None:
    earned.done("payment add Acme 29.50 EUR --on-account --date 2026-02-20")
    told = earned("report open --in EUR --customer Acme --format json").data
    assert told["total_value"] == {"number": "0.00", "currency": "EUR"}
    assert "0.00" in earned("report open --in EUR --customer Acme --format table").out
