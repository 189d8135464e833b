"""Items of rows of the model: one by one, by column, and what counts of them."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from billcli.cli.report_view import item_columns, item_object
from billcli.domain.money import Money
from billcli.domain.open_item import Kind, KnownBy, OpenItem, Owed
from billcli.domain.problem import Source
from billcli.services.item_row import item_row
from billcli.services.item_state import state, states
from billcli.services.kept_item import open_item, owed, owing, party_of
from billcli.services.kept_list import KeptList
from billcli.store.item_column import by_column

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = dt.date(2026, 3, 1)
NAMES = {1: "main.beancount", 4: "2026.beancount"}
ITEM = OpenItem(
    "INV-1", Kind.INVOICE, "Acme", "Acme Inc.", "Assets:AR:Acme", dt.date(2026, 1, 5),
    dt.date(2026, 2, 4), None, Money.of("119.00", "EUR"), Money.of("19.00", "EUR"),
    KnownBy.EXPLICIT, source=Source("2026.beancount", 12),
)  # fmt: skip
OTHERS = (
    ITEM._replace(kind=Kind.CREDIT_NOTE, item="CN-1", amount=Money.of("-5.00", "EUR"),
                  balance_open=Money(Decimal("-0E+1"), "EUR"), source=Source("main.beancount", 9)),
    ITEM._replace(kind=Kind.PAYMENT, item="P-1", date_due=None, known_by=KnownBy.LINK),
    ITEM._replace(instalment=2, disputed=True, date_due=dt.date(2026, 12, 31)),
    ITEM._replace(amount=Money(Decimal("1E+3"), "USD"), balance_open=Money.of("7.50", "USD"),
                  value_open=Money.of("6.90", "EUR")),
)  # fmt: skip
FILES = {name: file for file, name in NAMES.items()}


def row(item: OpenItem, fact: int = 7) -> tuple[object, ...]:
    """Return an item as a list of the model has it; the posting stands two lines below its fact."""
    alone = item._replace(source=Source(str(fact), 2))
    kept = item_row(3, 0, alone, fact, "")
    return (*kept, 0, FILES[item.source.file], item.source.line - 2)


def kept(items: Iterable[OpenItem]) -> KeptList:
    """Return a list of items as a list of the model holds them."""
    return KeptList(by_column(map(row, items)), NAMES)


def test_an_item_comes_back_as_it_was() -> None:
    for item in (ITEM, *OTHERS):
        found = open_item(row(item), NAMES)
        assert found == item
        assert found.source == item.source


def test_a_list_is_a_sequence_of_its_items() -> None:
    found = kept((ITEM, *OTHERS))
    assert tuple(found) == (ITEM, *OTHERS)
    assert (len(found), found[1], tuple(found[3:])) == (5, OTHERS[0], OTHERS[2:])
    assert not kept(())


def test_columns_say_what_the_items_say() -> None:
    items = (ITEM, *OTHERS)
    columns = item_columns(kept(items).columns, DAY)
    one_by_one = [item_object(item, DAY) for item in items]
    for key, cells in columns.items():
        wanted = [found[key] for found in one_by_one]
        assert [_plain(cell) for cell in cells] == [_plain(cell) for cell in wanted], key


def _plain(cell: object) -> object:
    """Return a cell as it is written: a date in ISO form, a kind in its word."""
    if isinstance(cell, dt.date | Kind | KnownBy | Money):
        return str(cell.value if isinstance(cell, Kind | KnownBy) else cell)
    return cell


@pytest.mark.parametrize("words", [{}, {"CN-1": "applied", "INV-1": "void"}])
def test_states_of_columns_are_those_of_the_items(words: dict[str, str]) -> None:
    items = (ITEM, *OTHERS, ITEM._replace(item="INV-2", balance_open=Money.of("0.00", "EUR")))
    found = kept(items)
    for day in (DAY, dt.date(2026, 2, 4), dt.date(2027, 1, 1)):
        assert states(found.columns, day, words) == [state(item, day, words) for item in items]
    assert found.has_settled
    assert not kept(items[:1]).has_settled


def test_a_list_of_nothing_has_every_column() -> None:
    columns = item_columns(kept(()).columns, DAY)
    assert {len(cells) for cells in columns.values()} == {0}


def test_what_counts_is_that_of_the_items() -> None:
    items = (ITEM, *OTHERS)
    rows = [row(item) for item in items]
    assert list(owed(rows)) == [Owed.of(item) for item in items]
    kept = [[r[4], r[5], r[10], r[11], r[8], r[3], r[13]] for r in rows]
    assert list(owing([(3, json.dumps(kept))])) == [Owed.of(item) for item in items]


def test_a_party_comes_back_with_its_values() -> None:
    found = party_of(("Acme", 3, "acme", "Assets:AR:Acme", '{"name": "Acme Inc."}', 0, 0, 1))
    assert (found.id, found.account, found.name) == ("Acme", "Assets:AR:Acme", "Acme Inc.")
