"""Income as a service answers it: from the model or the text, on any day, of damaged books too."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.domain.earned import Basis
from billcli.domain.income_report import KEYS, income_rows
from billcli.domain.problem import UsageError
from billcli.services.report_income import earned_in, income_asked

if TYPE_CHECKING:
    from shop import Shop

DAYS = [dt.date(2026, 1, 9), dt.date(2026, 1, 31), dt.date(2026, 2, 28), dt.date(2026, 12, 31)]


@pytest.fixture
def books(shop: Shop) -> Shop:
    """Return books in which an invoice was paid in parts, another voided, a third overpaid."""
    shop.done('invoice create Acme --line "100 Work; tax=VAT" --date 2026-01-10')
    shop.done('invoice create Acme --line "50 Work; tax=LOW" --date 2026-01-10')
    shop.done('invoice create Acme --line "10 Work; tax=LOW" --date 2026-01-12')
    shop.done("payment add Acme 19 EUR --allocate INV-2026-0001 --date 2026-01-20")
    shop.done("invoice void INV-2026-0003 --date 2026-01-25")
    shop.done("payment add Acme 60 EUR --allocate INV-2026-0002 --date 2026-02-20")
    shop.today = dt.date(2026, 2, 28)
    return shop


def received(shop: Shop, as_of: dt.date, basis: Basis = Basis.CASH) -> Decimal:
    asked = income_asked(basis.value, "month", KEYS, None, None)
    found = earned_in(shop.workspace(), as_of, asked)
    return sum((one.figure.number for one in found), Decimal(0))


def test_what_is_received_by_a_day_is_what_had_come_then(books: Shop) -> None:
    assert [received(books, day) for day in DAYS] == [0, 19, 79, 79]


def test_what_is_accrued_less_what_came_is_open(books: Shop) -> None:
    for day in DAYS:
        rows = books.workspace().books(day).open_items()
        left = sum((row.balance_open.number for row in rows), Decimal(0))
        assert received(books, day, Basis.ACCRUAL) - received(books, day) == left


@pytest.mark.parametrize(("basis", "waiting"), [("accrual", "0.00"), ("cash", "6.50")])
def test_cents_that_nobody_asked_back_are_income(books: Shop, basis: str, waiting: str) -> None:
    """All that was billed came, and 0.02 more; 6.50 wait for an invoice."""
    books.done(
        "payment add Acme 100.02 EUR --allocate INV-2026-0001 --on-account --date 2026-02-21",
        'writeoff small --max "0.05 EUR" --date 2026-02-22',
    )
    for day in ("2026-02-28", "2026-03-31"):
        answer = books(f"report income --basis {basis} --by year --as-of {day} --format json")
        (row,) = answer.data["rows"]
        assert {key: row[key]["number"] for key in ("net", "tax", "written_off", "advances")} == {
            "net": "150.02", "tax": "22.50", "written_off": "0.00", "advances": waiting,
        }  # fmt: skip


def test_the_read_model_says_the_same_as_the_text(books: Shop) -> None:
    asked = income_asked("cash", "customer", KEYS, None, None)
    fresh = books.workspace()
    assert fresh.shelf is None
    books.env["XDG_CACHE_HOME"] = str(books.folder / "cache")
    kept = books.workspace()
    assert kept.shelf is not None
    for day in DAYS:
        rows = [income_rows(earned_in(one, day, asked), "customer") for one in (kept, fresh)]
        assert rows[0] == rows[1]


def test_damaged_books_answer_with_their_error(books: Shop) -> None:
    books.append('2026-02-01 * "x"\n  Assets:Nowhere  1.00 EUR\n  Income:Services  -1.00 EUR\n')
    answer = books("report income --format json")
    assert answer.status == 3
    assert answer.data["totals"][0]["net"] == {"number": "150.00", "currency": "EUR"}


@pytest.mark.parametrize(
    ("basis", "by", "days", "code"),
    [
        ("paid", "month", (None, None), "OPTION-VALUE"),
        ("cash", "decade", (None, None), "OPTION-VALUE"),
        ("cash", "month", (DAYS[1], DAYS[0]), "PERIOD-BACKWARDS"),
    ],
)
def test_what_is_refused(
    basis: str, by: str, days: tuple[dt.date | None, dt.date | None], code: str
) -> None:
    with pytest.raises(UsageError) as refused:
        income_asked(basis, by, KEYS, *days)
    assert [problem.code for problem in refused.value.problems] == [code]


def _cash(shop: Shop) -> dict[str, dict[str, str]]:
    rows = shop("report income --basis cash --by year --format json").data["rows"]
    return {row["net"]["currency"]: {key: row[key]["number"] for key in ("net", "advances")}
            for row in rows}  # fmt: skip


@pytest.mark.parametrize(
    ("is_kept", "before", "after"),
    [
        (True, {"EUR": {"net": "0.00", "advances": "90.00"}},
         {"EUR": {"net": "45.00", "advances": "45.00"}}),
        (False, {"USD": {"net": "0.00", "advances": "100.00"}},
         {"USD": {"net": "50.00", "advances": "50.00"}}),
    ],
)  # fmt: skip
def test_foreign_money_on_account_counts_as_its_invoices_do(
    shop: Shop, before: dict[str, object], after: dict[str, object], *, is_kept: bool
) -> None:
    """One currency in books that keep a value: what an invoice takes is no other sum."""
    if is_kept:
        shop.setting("\n[currency]\nvalue = true\n")
    shop.append("2025-01-01 price USD 0.90 EUR\n")
    shop.done("payment add Globex 100 USD --account Assets:Bank:Dollars --on-account")
    assert _cash(shop) == before
    shop.done('invoice create Globex --line "50 Work" --use-credit')
    assert _cash(shop) == after
    assert shop("check --strict").codes == []
