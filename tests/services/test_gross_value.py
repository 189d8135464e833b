"""Documents whose prices hold the tax, kept at a value: they read back as they were printed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.services.test_unapply_payment import left, refused, sound

if TYPE_CHECKING:
    from shop import Shop

PRICES = "\n2026-01-02 price USD 0.90 EUR\n2026-02-10 price USD 0.87 EUR\n"
DISCOUNTS = ["", "--discount 5%", "--discount 7.77", "--discount 33.3%"]
LINES = [
    '--line "119 Work"',
    '--line "3 x 9.99 Work; tax=VAT" --line "7 x 1.01 Book; tax=LOW"',
    '--line "2.5 x 33.33 Work; discount=10%" --line "7 Book; tax=LOW" --line "5 Map; tax=ZERO"',
]


@pytest.fixture
def books(shop: Shop) -> Shop:
    shop.setting("\n[currency]\nvalue = true\n")
    shop.append(PRICES)
    shop.today = dt.date(2026, 3, 1)
    return shop


def bill(shop: Shop, lines: str, more: str = "") -> dict[str, object]:
    line = f"invoice create Globex {lines} --prices gross --date 2026-01-15 {more}"
    printed = shop(f"{line} --dry-run --format json").data
    shop.done(line)
    shown: dict[str, object] = shop("invoice show INV-2026-0001 --format json").data["invoices"][0]
    assert printed["total"] == shown["total"]
    return shown


@pytest.mark.parametrize("discount", DISCOUNTS)
@pytest.mark.parametrize("lines", LINES)
def test_what_was_printed_is_read_back_and_voided(books: Shop, lines: str, discount: str) -> None:
    shown = bill(books, lines, discount)
    parts = [*shown["lines"], *shown["allowances"]]  # type: ignore[misc]
    gross = sum(Decimal(part["amount"]["number"]) for part in parts)
    assert str(gross) == shown["total"]["number"]  # type: ignore[index]
    sound(books)
    books.done("invoice void INV-2026-0001 --date 2026-02-20")
    note = books("invoice show CN-2026-0001 --format json").data["invoices"][0]
    assert [part["amount"] for part in (*note["lines"], *note["allowances"])] == [
        part["amount"] for part in parts
    ]
    assert left(books) == {}
    sound(books)


def test_tax_is_converted_by_itself_and_net_is_what_is_left(books: Shop) -> None:
    bill(books, '--line "119 Work; tax=VAT" --line "10.70 Book; tax=LOW"')
    text = " ".join(books.text().split())
    for leg in (
        "Assets:Receivable:Globex 129.70 USD @@ 116.73 EUR",
        "Income:Services -90.00 EUR",
        "Liabilities:Tax -17.10 EUR",
        "Liabilities:Tax -0.63 EUR",
        "amount: 19.00 USD",
        "amount: 10.00 USD",
    ):
        assert leg in text, leg
    rows = books("report tax --from 2026-01-01 --to 2026-01-31").rows
    taxes = sum(Decimal(row[rows[0].index("tax")]) for row in rows[1:])
    assert taxes == Decimal("17.73")


@pytest.mark.parametrize("credit", ["--lines 1=1", "--amount 12.34", "--full"])
def test_a_part_is_credited_at_its_value(books: Shop, credit: str) -> None:
    bill(books, LINES[1])
    books.done(f"credit create INV-2026-0001 {credit} --reason Back --date 2026-02-20")
    sound(books)
    books.done("credit create INV-2026-0001 --full --reason Rest --date 2026-02-21"
               if credit != "--full" else "status")  # fmt: skip
    assert left(books) == {}
    sound(books)


def test_what_cannot_be_told_is_refused(books: Shop) -> None:
    bill(books, '--line "3 x 0.335 Work; tax=VAT"')
    books.done("credit create INV-2026-0001 --lines 1=1.5 --reason Back")
    said = refused(books, "credit create INV-2026-0001 --full --reason Rest", "VALUE-GROSS")
    assert "credit it by --amount" in said
    books.done("credit create INV-2026-0001 --amount 0.51 --reason Rest")
    assert left(books) == {}
    sound(books)
    books.setting('\n[rounding]\nmode = "half-even"\n')
    line = 'invoice create Globex --line "0.125 Work; tax=VAT" --prices gross'
    assert "use --prices net" in refused(books, line, "VALUE-GROSS")
