"""What became overdue since a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shop import Shop


@pytest.fixture
def owed(shop: Shop) -> Shop:
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        shop.sold("100", date=day)  # due on 31 January, 1 and 2 February
    shop.today = dt.date(2026, 2, 3)
    return shop


@pytest.mark.parametrize(
    ("since", "as_of", "items"),
    [
        ("2026-01-31", "2026-02-03", "1 2 3"),
        ("2026-02-01", "2026-02-03", "2 3"),
        ("2026-02-02", "2026-02-03", "3"),
        ("2026-02-03", "2026-02-03", ""),
        ("2026-01-01", "2026-02-01", "1"),
        ("2026-01-01", "2026-01-31", ""),
        ("yesterday", "2026-02-03", "3"),
        ("-3d", "2026-02-02", "1 2"),
        ("2026-03-01", "2026-02-03", ""),
    ],
)
def test_what_was_overdue_already_is_left_out(
    owed: Shop, since: str, as_of: str, items: str
) -> None:
    ids = owed(f"missed --since {since} --as-of {as_of} --format ids").out.split()
    assert ids == [f"INV-2026-000{n}" for n in items.split()]


def test_two_looks_in_a_row_tell_everything_once(owed: Shop) -> None:
    first = owed("missed --since 2026-01-01 --as-of 2026-02-01 --format ids").out.split()
    then = owed("missed --since 2026-02-01 --as-of 2026-02-03 --format ids").out.split()
    assert first + then == owed("report open --status overdue --format ids").out.split()


def test_what_keeps_anybody_from_asking_is_told(owed: Shop) -> None:
    owed.sold("7", date="2026-01-03")
    owed.done(
        "promise add INV-2026-0001 --until 2026-02-09",
        "dispute open INV-2026-0002 --reason Dear",
        "dispute open INV-2026-0003 --reason Dear --amount 1",
        "hold set INV-2026-0004 --reason Wait",
    )
    data = owed("missed --since 2026-01-01 --format json").data
    assert (data["since"], data["as_of"]) == ("2026-01-01", "2026-02-03")
    assert [row["waits_for"] for row in data["items"]] == [
        "promised until 2026-02-09", "disputed", "disputed in part", "on hold",
    ]  # fmt: skip
    assert data["totals"] == [{"number": "307.00", "currency": "EUR"}]
    assert [row["days_overdue"] for row in data["items"]] == [3, 2, 1, 1]
    owed.done("hold clear INV-2026-0004", "payment add Acme 100 EUR --allocate INV-2026-0001")
    told = [row["waits_for"] for row in owed("missed --since -9d --format json").data["items"]]
    assert told == ["disputed", "disputed in part", ""]


CONVENTIONS = Path(__file__).parents[2] / "ledgers" / "conventions"


@pytest.mark.parametrize("path", sorted(CONVENTIONS.glob("*.beancount")), ids=lambda p: p.stem)
def test_ledgers_of_other_conventions_are_looked_at_too(shop: Shop, path: Path) -> None:
    shop.write("main.beancount", path.read_text(encoding="utf-8"))
    shop.write("billcli.toml", '[ledger]\nfile = "main.beancount"\n')
    shop.today = dt.date(2026, 6, 30)
    late = shop("report open --status overdue --format json").data["items"]
    found = shop("missed --since 2020-01-01 --format json").data["items"]
    assert late
    assert [row["item"] for row in found] == [row["item"] for row in late]
    assert {row["customer"] for row in shop("worklist --format json").data["customers"]} <= {
        row["customer"] for row in late
    }
    assert shop("missed --since 2026-06-30 --format json").data["items"] == []


def test_nothing_and_no_day(owed: Shop) -> None:
    assert owed("missed --since today --format table").out == "Nothing became overdue.\n"
    assert owed("missed --since soon").codes == ["DATE-UNREADABLE"]
    assert owed("missed").status == 2
