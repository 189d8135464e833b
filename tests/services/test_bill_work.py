"""Invoices of hours and expenses: every figure, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop

HOURS = """customer,project,date,hours,description,rate
Acme,logo,2026-01-05,1:30,Draft,
Acme,logo,2026-01-06,0:33,Corrections,
Acme,menu,2026-01-06,0:20,Call,100
Acme,logo,2026-02-02,2:00,Print,
Globex,audit,2026-01-08,0:45,Advice,
"""
INVOICE = """  Income:Services         -315.00 EUR
    item: "logo"
    quantity: 2.1
    unit: "HUR"
    price: 150.00 EUR
    tax: "VAT"
    period-start: 2026-01-05
    period-end: 2026-01-06
  Income:Services          -30.00 EUR
    item: "menu"
    quantity: 0.3
    unit: "HUR"
    price: 100.00 EUR
    tax: "VAT"
    period-start: 2026-01-06
    period-end: 2026-01-06
  Liabilities:Tax          -65.55 EUR
    tax: "VAT"
    category: "S"
    rate: 19
    base: 345.00 EUR
"""
EXPENSES = """  Income:Services          -92.95 EUR
    item: "Train"
    quantity: 1
    unit: "C62"
    price: 92.95 EUR
    tax: "LOW"
  Income:Services         -120.00 EUR
    item: "Hotel"
    quantity: 1
    unit: "C62"
    price: 120.00 EUR
    tax: "VAT"
  Liabilities:Tax           -6.51 EUR
    tax: "LOW"
    category: "S"
    rate: 7
    base: 92.95 EUR
  Liabilities:Tax          -22.80 EUR
    tax: "VAT"
    category: "S"
    rate: 19
    base: 120.00 EUR
"""


@pytest.fixture
def worked(shop: Shop) -> Shop:
    shop.setting('[time]\nround = "6min"\nprice = "consulting"\n')
    shop.write("hours.csv", HOURS)
    shop.done("time import hours.csv")
    return shop


def _lines(shop: Shop, number: str = "INV-2026-0001") -> list[tuple[str, str]]:
    (found,) = shop(f"invoice show {number} --format json").data["invoices"]
    return [(line["description"], line["quantity"]) for line in found["lines"]]


def _unbilled(shop: Shop) -> list[str]:
    rows = shop("time list --unbilled --format json").data["time"]
    return [row["description"] for row in rows]


def test_the_entry_says_hours_prices_and_days(worked: Shop) -> None:
    worked.done("time bill Acme")
    assert INVOICE in worked.text()
    assert _unbilled(worked) == ["Advice", "Print"]
    assert worked("check").status == 0


@pytest.mark.parametrize(
    ("group", "lines"),
    [
        ("project", [("logo", "2.1"), ("menu", "0.3")]),
        ("day", [("logo: Draft", "1.5"), ("logo: Corrections", "0.6"), ("menu: Call", "0.3")]),
        ("all", [("logo", "2.1"), ("menu", "0.3")]),
    ],
)
def test_lines_by_project_by_day_or_for_all(
    worked: Shop, group: str, lines: list[tuple[str, str]]
) -> None:
    worked.done(f"time bill Acme --group {group}")
    assert _lines(worked) == lines


@pytest.mark.parametrize(
    ("until", "left"),
    [
        ("2026-01-05", ["Corrections", "Call", "Advice", "Print"]),
        ("2026-01-31", ["Advice", "Print"]),
        ("2026-02-28", ["Advice"]),
    ],
)
def test_only_hours_until_a_day_are_billed(worked: Shop, until: str, left: list[str]) -> None:
    worked.done(f"time bill Acme --until {until}")
    assert sorted(_unbilled(worked)) == sorted(left)


def test_the_date_of_the_invoice_bounds_what_is_billed(worked: Shop) -> None:
    worked.done("time bill acme --date 2026-01-05 --note Thanks")
    text = worked.text()
    assert '2026-01-05 * "Acme Inc." "Invoice INV-2026-0001"' in text
    assert '  note: "Thanks"' in text
    assert len(_unbilled(worked)) == 4


def test_prices_without_a_currency_are_in_that_of_the_invoice(worked: Shop) -> None:
    worked.done("time bill Globex")
    assert "Assets:Receivable:Globex" in worked.text()
    assert "120.00 USD" in worked.text()


def test_without_rounding_hours_have_two_decimals(shop: Shop) -> None:
    shop.setting('[time]\nprice = "consulting"\n')
    shop.done("time add Acme 0:20 One", "time add Acme 0:10 One")
    shop.done("time bill Acme")
    assert _lines(shop) == [("One", "0.5")]
    shop.done("time add Acme 0:20 Two", "time bill Acme")
    assert _lines(shop, "INV-2026-0002") == [("Two", "0.33")]


def test_each_time_is_rounded_before_they_are_added(shop: Shop) -> None:
    shop.setting('[time]\nround = "15min up"\nprice = "consulting"\n')
    shop.done(*["time add Acme 0:01 Call"] * 3, "time bill Acme")
    assert _lines(shop) == [("Call", "0.75")]


def test_the_price_list_knows_projects_and_customers(shop: Shop) -> None:
    shop.setting(
        '[prices.logo]\nprice = "80"\nunit = "h"\n[prices.acme]\nprice = "70"\nunit = "h"\n'
    )
    shop.done("time add Acme 1:00 A --job logo", "time add Acme 1:00 B", "time bill Acme")
    (found,) = shop("invoice show INV-2026-0001 --format json").data["invoices"]
    prices = {line["description"]: line["price"]["number"] for line in found["lines"]}
    assert {name: float(price) for name, price in prices.items()} == {"logo": 80.0, "B": 70.0}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("time bill Acne", "UNKNOWN-CUSTOMER"),
        ("time bill Acme --group week", "OPTION-VALUE"),
        ("time bill Acme --until 2026-01-04", "WORK-NOTHING"),
        ("expense bill Acme", "WORK-NOTHING"),
        ("time bill Acme --date soon", "DATE-UNREADABLE"),
    ],
)
def test_what_cannot_be_billed_is_refused(worked: Shop, words: str, code: str) -> None:
    before = worked.tree()
    answer = worked(words, yes=True)
    assert (answer.status, answer.codes) == (2, [code])
    assert worked.tree() == before


def test_hours_without_a_price_are_refused_and_named(shop: Shop) -> None:
    shop.done("time add Acme 1:00 A --job logo", "time add Acme 1:00 B --job menu")
    before = shop.tree()
    answer = shop("time bill Acme", yes=True)
    assert (answer.status, answer.codes) == (2, ["WORK-PRICE", "WORK-PRICE"])
    assert shop.tree() == before


def test_what_is_later_is_told(worked: Shop) -> None:
    said = worked("time bill Acme --until 2026-01-04", yes=True).err
    assert "Acme has nothing to bill until 2026-01-04; 4 later" in said


def test_expenses_are_billed_with_tax_and_markup(shop: Shop) -> None:
    shop.done(
        "expense add Acme 84.50 Train --tax LOW --markup 10% --date 2026-01-12",
        "expense add acme 120.00 Hotel --receipt receipts/hotel.pdf --date 2026-01-13",
        "time add Acme 1:00 Call --rate 100",
        "expense bill Acme",
    )
    assert EXPENSES in shop.text()
    rows = shop("expense list --format json").data["expenses"]
    assert [row["invoice"] for row in rows] == ["INV-2026-0001"] * 2
    assert _unbilled(shop) == ["Call"]
    assert shop("expense list --unbilled --format json").data["expenses"] == []
    assert shop("check").status == 0


def test_nothing_is_billed_without_consent(worked: Shop) -> None:
    before = worked.tree()
    assert worked("time bill Acme --no-input").status == 2
    assert worked("time bill Acme", "n").status != 0
    assert worked.tree() == before


def test_status_tells_of_work_that_waits_long(shop: Shop) -> None:
    shop.done("time add Acme 1:00 A --rate 100 --date 2026-01-01")
    shop.done("expense add Acme 5 B --date 2025-12-31")

    def told() -> list[tuple[int, str]]:
        rows = shop("status --format json").data["status"]
        return [(row["count"], row["follow"]) for row in rows if row["key"] == "unbilled"]

    assert told() == [(1, "billcli expense list --unbilled")]
    shop.setting("[time]\nlate = 29\n")
    assert told() == [(2, "billcli time list --unbilled")]
    shop.done("expense bill Acme", "time bill Acme")
    assert told() == [(0, "billcli time list --unbilled")]


def test_the_answer_for_programs(worked: Shop) -> None:
    answer = worked("time bill Acme --format json", yes=True)
    assert answer.data["invoice"] == "INV-2026-0001"
    assert answer.data["entries"] == 3
    assert answer.data["total"] == {"number": "410.55", "currency": "EUR"}
    assert "work/2026.csv" in answer.data["files"]
