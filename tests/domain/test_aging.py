from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain import aging
from billcli.domain.aging import EDGES, AgedRow, labels, totals
from billcli.domain.assign_item import find_roots
from billcli.domain.books import Books
from billcli.domain.money import Money, total
from billcli.domain.open_item import Kind, KnownBy, OpenItem, Owed
from billcli.ledger.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

AS_OF = dt.date(2026, 6, 30)
WORKED = Path(__file__).parents[2] / "ledgers" / "worked.beancount"


def aged(
    items: Iterable[OpenItem], as_of: dt.date, edges: Sequence[int] = EDGES
) -> tuple[AgedRow, ...]:
    return aging.aged(map(Owed.of, items), as_of, edges)


def _item(
    number: str | int, days: int | None, customer: str = "Acme", currency: str = "USD"
) -> OpenItem:
    due = None if days is None else AS_OF - dt.timedelta(days=days)
    money = Money.of(number, currency)
    return OpenItem(
        "INV-1", Kind.INVOICE, customer, f"{customer} Inc.", f"Assets:AR:{customer}",
        dt.date(2026, 1, 1), due, None, money, money, KnownBy.EXPLICIT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "column"),
    [
        (None, 0), (-10, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4),
        (4000, 4),
    ],
)  # fmt: skip
def test_an_item_stands_in_the_bucket_of_its_days(days: int | None, column: int) -> None:
    (row,) = aged([_item("10.00", days)], AS_OF)
    columns = [m.number for m in (row.not_due, *row.buckets)]
    assert columns == [10 if at == column else 0 for at in range(5)]
    assert row.credits.number == 0
    assert str(row.total) == "10.00 USD"


def test_credits_stand_apart_whatever_their_dates() -> None:
    (row,) = aged([_item("10.00", 45), _item("-4.00", 45), _item("-1.00", None)], AS_OF)
    assert str(row.buckets[1]) == "10.00 USD"
    assert str(row.credits) == "-5.00 USD"
    assert (str(row.overdue), str(row.total)) == ("10.00 USD", "5.00 USD")


def test_rows_are_per_customer_and_currency_and_totals_per_currency() -> None:
    items = [
        _item("10.00", 5, "Globex"),
        _item("20.00", 5, "Acme"),
        _item("7.00", 45, "Acme", "EUR"),
        _item("3.00", None, "Acme"),
        _item("-2.00", None, "Globex"),
        _item("0.00", 5, "Settled"),
    ]
    rows = aged(items, AS_OF)
    assert [(r.customer, r.currency) for r in rows] == [
        ("Acme", "EUR"), ("Acme", "USD"), ("Globex", "USD"),
    ]  # fmt: skip
    assert rows[0].customer_name == "Acme Inc."
    euro, dollar = totals(rows)
    assert (euro.currency, str(euro.total), euro.customer) == ("EUR", "7.00 EUR", "")
    assert str(dollar.not_due) == "3.00 USD"
    assert str(dollar.buckets[0]) == "30.00 USD"
    assert str(dollar.credits) == "-2.00 USD"
    assert totals([]) == aged([], AS_OF) == ()


def test_the_edges_may_be_chosen() -> None:
    assert labels() == ("not due", "1-30", "31-60", "61-90", "over 90")
    assert labels((7,)) == ("not due", "1-7", "over 7")
    (row,) = aged([_item("10.00", 8)], AS_OF, (7,))
    assert [m.number for m in row.buckets] == [0, 10]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.builds(
            _item,
            st.integers(-500, 500),
            st.none() | st.integers(-100, 200),
            st.sampled_from(["Acme", "Globex"]),
            st.sampled_from(["USD", "JPY"]),
        ),
        max_size=12,
    )
)
def test_buckets_sum_to_what_is_open(items: list[OpenItem]) -> None:
    for row in totals(aged(items, AS_OF)):
        mine = [i.balance_open for i in items if i.balance_open.currency == row.currency]
        assert row.total == total(mine, row.currency)


@pytest.mark.parametrize("day", ["2026-02-28", "2026-03-20", "2026-12-31"])
def test_the_grand_total_is_the_balance_of_the_accounts(day: str) -> None:
    facts = load(WORKED).facts
    as_of = dt.date.fromisoformat(day)
    books = Books.of(facts, find_roots(facts), as_of)
    sums = {row.currency: row.total for row in totals(aged(books.open_items(), as_of))}
    for currency in ("EUR", "USD"):
        kept = [m for (_, c), m in books.account_balances().items() if c == currency]
        assert sums.get(currency, Money.zero(currency)) == total(kept, currency)
