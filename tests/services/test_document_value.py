"""Foreign invoices through the commands: kept at a value where the project asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from beancount import loader

if TYPE_CHECKING:
    from shop import Shop

PRICES = "2025-01-01 open Income:FX\n2026-01-02 price USD 0.90 EUR\n2026-02-10 price USD 0.95 EUR\n"
VALUED = "\n[currency]\nvalue = true\n"


@pytest.fixture
def books(shop: Shop) -> Shop:
    """Return books that keep an invoice in dollars at its value."""
    shop.append(PRICES)
    shop.setting(VALUED)
    shop.done('invoice create Globex --line "100 Work; tax=VAT" --date 2026-01-15')
    return shop


def sound(shop: Shop) -> None:
    assert loader.load_file(str(shop.folder / "main.beancount"))[1] == []
    assert (shop("check --strict").status, shop("check --strict").out) == (0, "")


def test_without_the_setting_all_stays_in_its_currency(shop: Shop) -> None:
    shop.append(PRICES)
    shop.done('invoice create Globex --line "100 Work; tax=VAT" --date 2026-01-15')
    assert "@@" not in shop.text()
    assert "USD in EUR" not in shop("invoice render INV-2026-0001 -o x.txt").out
    sound(shop)


def test_the_document_shows_its_tax_in_the_currency_of_the_books(books: Shop) -> None:
    assert "Assets:Receivable:Globex 119.00 USD @@ 107.10 EUR" in " ".join(books.text().split())
    made = (books.folder / "documents" / "INV-2026-0001.txt").read_text()
    assert "in EUR" in made
    assert "17.10" in made
    books.done("invoice render INV-2026-0001 -o again.txt")
    assert (books.folder / "again.txt").read_text() == made
    sound(books)


def test_money_in_the_currency_of_the_invoice_is_valued_by_the_price(books: Shop) -> None:
    books.done(
        "payment add Globex 119 USD --account Assets:Bank:Dollars --date 2026-02-12",
    )
    assert "Assets:Bank:Dollars        119.00 USD @@ 113.05 EUR" in books.text()
    assert "Income:FX                   -5.95 EUR" in books.text()
    sound(books)


def test_money_in_the_currency_of_the_books_is_what_arrived(books: Shop) -> None:
    books.done(
        'payment add Globex 60 USD --arrived "55.00 EUR" --allocate INV-2026-0001'
        " --date 2026-02-12",
        'payment add Globex 59 USD --arrived "52.00 EUR" --date 2026-02-13',
    )
    text = books.text()
    assert "Assets:Bank:Checking       55.00 EUR\n" in text
    assert "-60.00 USD @@ 54.00 EUR" in text
    assert "-59.00 USD @@ 53.10 EUR" in text
    assert books("report open --as-of 2026-12-31").rows[1:] == []
    rows = books("report income --basis cash --as-of 2026-12-31").rows[1:]
    assert [row[1:5] for row in rows] == [["90.00", "17.10", "107.10", "-0.10"]]
    sound(books)


@pytest.mark.parametrize(
    ("arrived", "code"),
    [
        ("55.00", "AMOUNT-UNREADABLE"),
        ("x EUR", "AMOUNT-UNREADABLE"),
        ("-1.00 EUR", "PAYMENT-AMOUNT"),
        ("1.001 EUR", "AMOUNT-DIGITS"),
    ],
)
def test_what_cannot_have_arrived(books: Shop, arrived: str, code: str) -> None:
    before = books.tree()
    answer = books(f'payment add Globex 119 USD --arrived "{arrived}"', yes=True)
    assert answer.status == 2
    assert code in answer.err
    assert books.tree() == before


def test_money_on_account_is_kept_at_its_value_too(books: Shop) -> None:
    books.done(
        "payment add Globex 20 USD --on-account --account Assets:Bank:Dollars --date 2026-02-12"
    )
    assert "-20.00 USD @@ 19.00 EUR" in books.text()
    sound(books)


def test_a_void_takes_the_value_of_its_invoice(books: Shop) -> None:
    books.done(
        "payment add Globex 50 USD --account Assets:Bank:Dollars --allocate INV-2026-0001"
        " --date 2026-02-12",
        "invoice void INV-2026-0001 --date 2026-02-20",
    )
    text = books.text()
    assert "-119.00 USD @@ 107.10 EUR" in text
    assert "69.00 USD @@ 62.10 EUR" in text
    rows = books("report income --as-of 2026-12-31 --by year").rows[1:]
    assert rows[0][1:5] == ["0.00", "0.00", "0.00", "2.50"]
    sound(books)


def test_an_invoice_from_before_stays_as_it_is(shop: Shop) -> None:
    shop.append(PRICES)
    shop.done('invoice create Globex --line "100 Work; tax=VAT" --date 2026-01-15')
    shop.setting(VALUED)
    shop.done(
        "payment add Globex 50 USD --account Assets:Bank:Dollars --allocate INV-2026-0001"
        " --date 2026-02-12",
        "invoice void INV-2026-0001 --date 2026-02-20",
    )
    assert "@@" not in shop.text()
    sound(shop)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("--date 2026-01-01", "RATE-MISSING"),
        ("--date 2026-01-01 --prices gross", "RATE-MISSING"),
    ],
)
def test_what_cannot_be_valued_is_not_issued(books: Shop, command: str, code: str) -> None:
    before = books.tree()
    answer = books(f'invoice create Globex --line "100 Work; tax=VAT" {command}', yes=True)
    assert answer.status == 2
    assert code in answer.err
    assert books.tree() == before


def test_instalments_share_the_value(books: Shop) -> None:
    books.done(
        'invoice create Globex --line "100 Work; tax=ZERO" --date 2026-01-15'
        ' --instalments "3 monthly"'
    )
    worth = [line.split("@@")[1].split()[0] for line in books.text().splitlines() if "@@" in line]
    assert sum(map(Decimal, worth[1:])) == Decimal("90.00")
    sound(books)


def test_credit_for_several_instalments_balances_in_the_arithmetic_of_beancount(
    books: Shop,
) -> None:
    books.append("2026-01-01 price KWD 3.03 EUR\n")
    books.done(
        'invoice create Globex --line "1000 Work" --currency KWD --instalments "3 monthly"'
        " --date 2026-01-15",
        "payment add Globex 500.125 KWD --on-account --account Assets:Bank:Checking",
        "credit apply PMT-2026-0001",
    )
    assert "Income:FX                     0.00 EUR" in books.text()
    sound(books)


@pytest.mark.parametrize("yen", [400, 8400, 12347])
def test_yen_that_arrive_in_another_currency_balance_in_beancount(shop: Shop, yen: int) -> None:
    shop.done(
        f'invoice create Acme --line "{yen} Work; tax=ZERO" --currency JPY',
        f'payment add Acme {yen} JPY --arrived "{yen * 0.0091:.2f} EUR" --allocate INV-2026-0001',
    )
    sound(shop)
    shop.done("payment reverse PMT-2026-0001")
    sound(shop)
    assert str(yen) in shop("report open").rows[1]


def test_books_kept_in_yen_value_their_documents(shop: Shop) -> None:
    shop.append("2025-01-01 open Income:FX\n2026-01-02 price USD 147.33 JPY\n")
    shop.setting('\n[currency]\nbase = "JPY"\nvalue = true\n')
    for cents in range(33337, 33347):
        shop.done(f'invoice create Globex --line "{cents / 100} Work; tax=VAT" --date 2026-01-15')
    shop.done(
        "payment add Globex 100 USD --allocate INV-2026-0003 --account Assets:Bank:Dollars",
        "invoice void INV-2026-0003",
        "credit create INV-2026-0004 --amount 77.77 --reason Mistake",
        "payment reverse PMT-2026-0001",
    )
    sound(shop)


def test_a_rest_too_small_for_a_value_of_its_own_is_settled_too(books: Shop) -> None:
    books.append("2026-01-01 price KWD 3.03 EUR\n")
    books.done(
        'invoice create Globex --line "1000 Work" --currency KWD --instalments "3 monthly"'
        " --date 2026-01-15",
        'payment add Globex 333.333 KWD --allocate INV-2026-0002 --arrived "999 EUR"',
        "payment add Globex 500.125 KWD --on-account --account Assets:Bank:Checking",
        "payment move PMT-2026-0002 --to INV-2026-0002",
    )
    assert "-0.001 KWD @@ 0.00 EUR" in books.text()
    sound(books)
    assert books("report income").status == 0
    books.done("payment unapply PMT-2026-0002")
    sound(books)
