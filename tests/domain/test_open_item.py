from __future__ import annotations

import datetime as dt

import pytest

from billcli.domain.entry import Entry
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, Movement, OpenItem
from billcli.domain.problem import Source

DUE = dt.date(2026, 2, 14)


def _item(due: dt.date | None) -> OpenItem:
    amount = Money.of("10.00", "USD")
    return OpenItem(
        "INV-1", Kind.INVOICE, "Acme", "Acme Inc.", "Assets:AR:Acme", dt.date(2026, 1, 15), due,
        None, amount, amount, KnownBy.EXPLICIT,
    )  # fmt: skip


@pytest.mark.parametrize(("day", "days"), [(13, -1), (14, 0), (15, 1)])
def test_days_overdue_count_from_the_due_date(day: int, days: int) -> None:
    assert _item(DUE).days_overdue(dt.date(2026, 2, day)) == days


def test_without_a_due_date_nothing_is_overdue() -> None:
    assert _item(None).days_overdue(DUE) is None


def test_kinds_and_certainty_are_the_words_of_the_format() -> None:
    assert [kind.value for kind in Kind] == ["invoice", "credit-note", "late-fee", "payment"]
    assert [by.value for by in KnownBy] == ["explicit", "link", "account", "inferred"]


def _movement() -> Movement:
    day = dt.date(2026, 1, 15)
    entry = Entry(day, "Acme Inc.", "", (), (), ())
    amount = Money.of("10.00", "USD")
    return Movement("INV-1", KnownBy.EXPLICIT, "Acme", "Assets:AR:Acme", day, amount, entry)


@pytest.mark.parametrize("row", [_item(DUE), _movement()])
def test_where_a_row_stands_is_no_part_of_what_it_is(row: OpenItem | Movement) -> None:
    elsewhere = row._replace(source=Source("more.beancount", 7))
    assert elsewhere == row
    assert not elsewhere != row  # noqa: SIM202 - the other operator
    assert hash(elsewhere) == hash(row)
    other = row._replace(item="INV-2")
    assert other != row
    assert not other == row  # noqa: SIM201 - the other operator
    assert row != "INV-1"
    assert row._replace(value_open=row.amount) != row if isinstance(row, OpenItem) else True
