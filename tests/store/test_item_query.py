"""Lists of items against the same questions asked of the rows in plain Python."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from decimal import Decimal
from operator import add
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store import index_stamp, item_column
from billcli.store.index_file import ModelLost
from billcli.store.index_rows import FileRow, ItemRow
from billcli.store.index_write import write_whole
from billcli.store.item_bundle import unpacked
from billcli.store.item_column import ORDERS, by_column, in_order
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Toy

    from billcli.store.index_read import Model
    from billcli.store.item_column import Columns

DAY = dt.date(2026, 1, 1)
DATES = st.integers(0, 40).map(lambda days: str(DAY + dt.timedelta(days)))
NUMBERS = st.sampled_from(["0", "-1.50", "10.00", "9.99", "100", "-20.0", "1e3", "0.001"])


def item(values: tuple[str, int | None, str, str, str | None, str, str, int]) -> ItemRow:
    """Return an item row."""
    name, instalment, customer, issued, due, amount, left, disputed = values
    return ItemRow(
        1, name, instalment, "invoice", customer, customer.title(), "Assets:AR", issued, due,
        amount, "EUR", left, "explicit", disputed, 1, 0, None, None, int(Decimal(left) != 0),
        due or issued,
    )  # fmt: skip


ITEMS = st.lists(
    st.tuples(
        st.sampled_from(["INV-1", "INV-2", "INV-10", "Ä-1", "inv-2"]),
        st.none() | st.integers(1, 3),
        st.sampled_from(["acme", "globex"]),
        DATES,
        st.none() | DATES,
        NUMBERS,
        NUMBERS,
        st.integers(0, 1),
    ).map(item),
    max_size=12,
)
# services.list_items.SORTS, over rows; by amount is sorted there
SORTS = {
    "date": lambda row: (row.date_issued, row.item, row.instalment or 0),
    "due": lambda row: (row.date_due or row.date_issued, row.item, row.instalment or 0),
    "customer": lambda row: (row.customer, row.date_issued, row.item),
}


SHOWN = {
    item_column.ITEM, item_column.KIND, item_column.CUSTOMER, item_column.NAME,
    item_column.ACCOUNT, item_column.ISSUED, item_column.AMOUNT, item_column.CURRENCY,
    item_column.OPEN, item_column.KNOWN_BY, item_column.DISPUTED, item_column.OFFSET,
    item_column.IS_OPEN, item_column.FILE, item_column.LINE,
}  # fmt: skip


def lines(columns: Columns) -> list[int]:
    """Return where items stand, whatever a line is counted from."""
    return [*map(add, columns[item_column.LINE], columns[item_column.OFFSET])]


def holding(toy: Toy, items: list[ItemRow]) -> Model:
    """Return a model of nothing but items."""
    whole = toy.whole()._replace(items=items, balances=[], parties=[])
    assert write_whole(toy.place, whole, toy.now()) == ""
    return toy.open_model()


@settings(max_examples=60, deadline=None)
@given(
    items=ITEMS,
    order=st.sampled_from(sorted(SORTS)),
    limit=st.integers(0, 4),
    customer=st.sampled_from(["", "acme"]),
    state=st.sampled_from(["", "open", "overdue", "paid", "disputed"]),
    bounds=st.sampled_from([("", ""), ("2026-01-05", ""), ("2026-01-05", "2026-01-25")]),
    settled=st.booleans(),
)
def test_lists_are_those_of_plain_python(
    toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory, items: list[ItemRow],
    order: str, limit: int, customer: str, state: str, bounds: tuple[str, str], settled: bool,
) -> None:  # fmt: skip
    model = holding(toy_type.open(tmp_path_factory.mktemp("toy")), items)
    first, last = bounds
    tests = {
        "": lambda _row: True,
        "open": lambda row: row.is_open,
        "overdue": lambda r: (r.date_due or "9") < "2026-01-20" and Decimal(r.balance_open) > 0,
        "paid": lambda row: not row.is_open,
        "disputed": lambda row: row.disputed,
    }
    wanted = [
        row
        for row in sorted(sorted(items, key=lambda row: row.date_issued), key=SORTS[order])
        if (settled or row.is_open)
        and customer in ("", row.customer)
        and tests[state](row)
        and first <= row.date_issued <= (last or "9")
    ]
    asked = ItemQuery(
        customer=customer, state=state, as_of="2026-01-20", since=first, until=last, order=order,
        settled=settled,
    )  # fmt: skip
    found = asked.rows(model, limit)
    assert [row[: item_column.CRC] for row in found] == [*map(tuple, wanted[: limit or None])]
    assert {row[item_column.FILE :] for row in found} <= {(2, 1)}  # where fact 1 stands
    columns = asked.columns(model, limit)
    shown = [place for place, cells in enumerate(columns) if not {*cells} <= {None}]
    assert {*shown} >= SHOWN or not found
    for place in {*shown} - {item_column.OFFSET, item_column.LINE}:
        assert [*columns[place]] == [*by_column(found)[place]]
    assert lines(columns) == lines(by_column(found))
    if bundles := asked.bundles(model, limit):
        assert [cells[:] for cells in unpacked(bundles)[: item_column.LINE + 1]] == columns
    assert [len(cells) for cells in columns] == [len(found)] * (item_column.LINE + 1)
    if order == "due" and (settled, customer, state, first) == (False, "", "", ""):
        assert model.open_items(limit=limit) == [row[: item_column.CRC] for row in found]
    model.close()


def test_the_columns_are_those_of_the_rows() -> None:
    names = "SHARD ITEM INSTALMENT KIND CUSTOMER NAME ACCOUNT ISSUED DUE AMOUNT CURRENCY OPEN"
    names += " KNOWN_BY DISPUTED FACT OFFSET VALUE VALUE_CURRENCY IS_OPEN DUE_KEY WORD FIRST NTH"
    names += " TOLD"
    other = {
        "NAME": "customer_name", "ISSUED": "date_issued", "DUE": "date_due",
        "OPEN": "balance_open", "OFFSET": "line_offset", "VALUE": "value_open",
    }  # fmt: skip
    fields = [other.get(name, name.lower()) for name in names.split()]
    assert ItemRow._fields == tuple(fields)
    assert [getattr(item_column, name) for name in names.split()] == [*range(len(fields))]
    names = "ID ORD PATH SIZE MTIME CTIME INODE DEVICE SHA CRC SEEN NEWLINE PUSH MADE"
    other = {"MTIME": "mtime_ns", "CTIME": "ctime_ns", "SHA": "sha256", "SEEN": "seen_ns"}
    fields = [other.get(name, name.lower()) for name in names.split()]
    assert FileRow._fields == (*fields[:12], "open_push", "made")
    assert [getattr(index_stamp, name) for name in names.split()] == [*range(len(fields))]


@pytest.mark.parametrize("order", ["due", "date"])
def test_a_list_is_read_in_the_order_of_an_index(made: Toy, order: str) -> None:
    asked: list[str] = []
    model = made.open_model()
    model.connection.set_trace_callback(asked.append)
    ItemQuery(order=order, settled=False).columns(model, 5)
    plan = [row[3] for row in model.connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert plan[0] == f"SCAN item USING INDEX item_{order}"
    assert plan[1].startswith("SEARCH fact USING INTEGER PRIMARY KEY (rowid=?)")
    assert len(plan) == 2
    model.close()


@pytest.mark.parametrize(
    ("asked", "reads"),
    [
        (ItemQuery(settled=False), ["bundle"]),
        (ItemQuery(settled=False, state="open"), ["bundle"]),
        (ItemQuery(settled=False, order="date"), ["item", "bundle"]),
        (ItemQuery(settled=False, since="2026-01-06"), ["item", "bundle"]),
        (ItemQuery(settled=False, since="2027-01-01"), ["item", "item"]),
        (ItemQuery(settled=False, customer="acme"), ["item"]),
        (ItemQuery(), ["item"]),
    ],
)
def test_many_open_items_are_read_in_bundles(made: Toy, asked: ItemQuery, reads: list[str]) -> None:
    statements: list[str] = []
    model = made.open_model()
    model.connection.set_trace_callback(statements.append)
    found = asked.bundles(model) or asked.columns(model)
    tables = [re.findall(r"FROM (\w+)", text)[0] for text in statements if "FROM" in text]
    assert tables == reads
    assert found
    model.close()


def test_a_list_out_of_order_is_noticed(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    model, read = made.open_model(), ItemQuery._found
    monkeypatch.setattr(ItemQuery, "_found", lambda *given: read(*given)[::-1])
    with pytest.raises(ModelLost, match="out of order"):
        ItemQuery(settled=False).rows(model, 2)
    assert not any(in_order(ItemQuery().rows(model), order) for order in ("due", "date"))
    assert in_order([], "amount")
    assert {"amount", "open"} < set(ORDERS)
    model.close()


ROWS, MANY, WHOLE = (
    ItemQuery(settled=False).rows,
    ItemQuery(settled=False, order="date").columns,
    ItemQuery(settled=False).bundles,
)


@pytest.mark.parametrize(
    ("ask", "damage", "words"),
    [
        (ROWS, "UPDATE item SET amount = '1.00'", "table item"),
        (ROWS, "DELETE FROM item WHERE shard = 1", "rows of open"),
        (ROWS, "DELETE FROM fact WHERE id = 1", "facts are missing"),
        (ROWS, "ALTER TABLE item RENAME TO other", "no such table"),
        (MANY, "UPDATE item SET rowid = rowid + 100", "table item"),
        (MANY, "UPDATE bundle SET tail = tail || '1'", "table bundle"),
        (MANY, "DELETE FROM bundle WHERE period = '2026-01-0'", "rows of bundle"),
        (WHOLE, "UPDATE bundle SET head = replace(head, 'INV', 'QUO')", "table bundle"),
        (WHOLE, "UPDATE bundle SET count = 7", "table bundle"),
        (WHOLE, "DELETE FROM bundle", "rows of bundle"),
        (WHOLE, "ALTER TABLE bundle RENAME TO other", "no such table"),
    ],
)
def test_what_was_damaged_is_noticed(
    made: Toy, ask: Callable[[Model], object], damage: str, words: str
) -> None:
    with sqlite3.connect(made.model_path) as connection:
        connection.execute(damage)
    connection.close()
    model = made.open_model()
    with pytest.raises(ModelLost, match=words):
        ask(model)
    model.close()
