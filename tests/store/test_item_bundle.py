"""Open items in bundles, and back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.domain.cell_run import is_sure
from billcli.store import item_column as at
from billcli.store.bind_items import bind_again, bundles, bundles_of, made_by, period_of, strips_of
from billcli.store.index_compare import Difference, differences
from billcli.store.index_rows import ItemRow
from billcli.store.index_schema import seal
from billcli.store.index_write import write_delta, write_whole
from billcli.store.item_bundle import (
    CARE,
    COUNT,
    DISPUTED,
    HEAD,
    HELD,
    PERIOD,
    care_of,
    files_of,
    unpacked,
)
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from conftest import Toy

    from billcli.store.index_schema import Row

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
ODD = st.sampled_from(
    ["", "ä b", "A, B", 'A "B"', "=1", "\t", "A\x1fB", "A\x1eB", "A\nB", "\x1f\n"]
)
DAYS = st.integers(1, 28).map("2026-02-{:02}".format)
ITEMS = st.builds(
    ItemRow,
    shard=st.integers(1, 9),
    item=TEXT | ODD,
    instalment=st.none() | st.integers(1, 12),
    kind=st.sampled_from(["invoice", "credit"]),
    customer=TEXT | ODD,
    customer_name=TEXT | ODD,
    account=TEXT | ODD,
    date_issued=st.just("2026-01-05"),
    date_due=st.none() | st.just("2026-02-04"),
    amount=st.sampled_from(["-1.00", "0.00", "1E+3", "-0.50", "-0.00"]),
    currency=st.sampled_from(["EUR", "EURE", "=ES"]),
    balance_open=st.sampled_from(["1.00", "-7", "1e-9"]),
    known_by=st.just("explicit"),
    disputed=st.integers(0, 2),
    fact=st.integers(1, 9),
    line_offset=st.integers(0, 99),
    value_open=st.none() | st.just("2.00"),
    value_currency=st.none() | st.just("USD"),
    is_open=st.just(1),
    due_key=DAYS,
)
ROWS = st.tuples(ITEMS, st.none() | st.integers(1, 3), st.integers(1, 99), st.integers(1, 99)).map(
    lambda made: (*made[0], None, *made[1:])
)


def fits(row: Row) -> bool:
    """Return whether the texts of a bundle can hold an item."""
    return (
        not {"\x1e", "\x1f", "\n"} & {*"".join(map(str, row))}
        and row[at.FILE] is not None
        and row[at.AMOUNT] in {"-1.00", "0.00", "-0.50"}
        and row[at.OPEN] in {"1.00", "-7"}
        and row[at.CURRENCY] != "=ES"
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(ROWS, max_size=8))
def test_what_was_bundled_is_read_again_as_it_was(rows: list[Row]) -> None:
    rows.sort(key=lambda row: row[at.DUE_KEY])
    made = [*bundles(rows)]
    assert [row[PERIOD] for row in made] == sorted({period_of(row[at.DUE_KEY]) for row in rows})
    for bundle in made:
        within = [row for row in rows if period_of(row[at.DUE_KEY]) == bundle[PERIOD]]
        assert bundle[COUNT] == len(within)
        if all(map(fits, within)):
            assert files_of([bundle]) == {row[at.FILE] for row in within}
        disputed = sum(row[at.DISPUTED] > 0 for row in within)
        assert bundle[DISPUTED] == (disputed if all(map(fits, within)) else 0)
        assert all(text is None for text in bundle[HEAD:]) is not all(map(fits, within))
    whole = [bundle for bundle in made if bundle[HEAD] is not None]
    if not whole:
        return
    kept = [row for row in rows if period_of(row[at.DUE_KEY]) in {one[PERIOD] for one in whole}]
    found = unpacked(whole)
    told = {column for held in HELD.values() for column in held}
    for column, cells in enumerate(found):
        known = {at.IS_OPEN: 1, at.OFFSET: 0}.get(column)
        assert [*cells] == [row[column] if column in told else known for row in kept]
    heads = [[row[column] for column in HELD[HEAD]] for row in kept]
    assert care_of(whole) == [n for n, cells in enumerate(heads) if not all(map(is_sure, cells))]


def test_a_bundle_holds_ten_days() -> None:
    days = ["2026-01-09", "2026-01-10", "2026-01-19", "2026-01-31", "2026-02-01"]
    assert [period_of(a) == period_of(b) for a, b in pairwise(days)] == [False, True, False, False]


def renamed(toy: Toy, name: str) -> None:
    """Write the toy's model anew with another name of every customer."""
    whole = toy.whole()
    items = [row._replace(customer_name=name) for row in whole.items]
    assert write_whole(toy.place, whole._replace(items=items), toy.now()) == ""


@pytest.mark.parametrize("name", ["A\x1fB", "A\x1eB", "A\nB", "A\x1f\x1fB"])
def test_a_list_with_a_sign_that_keeps_cells_apart_is_read_by_its_columns(
    toy: Toy, name: str
) -> None:
    renamed(toy, name)
    model = toy.open_model()
    for asked in (ItemQuery(settled=False), ItemQuery(settled=False, order="date")):
        assert not asked.bundles(model)
        assert {*asked.columns(model)[at.NAME]} == {name}
        assert [*zip(*asked.columns(model), strict=True)] == asked.rows(model)
    model.close()


def test_only_rows_that_need_care_are_named(toy: Toy) -> None:
    renamed(toy, "Miller, Smith")
    model = toy.open_model()
    found = ItemQuery(settled=False).bundles(model)
    assert care_of(found) == [*range(sum(row[COUNT] for row in found))]
    assert {*"".join(row[CARE] for row in found)} <= {*"0123456789 "}
    model.close()


def test_bundles_that_say_otherwise_than_their_items_are_told(made: Toy) -> None:
    with closing(sqlite3.connect(made.model_path)) as connection:
        connection.execute("UPDATE bundle SET head = replace(head, 'INV-2', 'INV-3')")
        rows = [row[:-1] for row in connection.execute("SELECT * FROM bundle")]
        connection.execute("DELETE FROM bundle")
        marks = ", ".join("?" for _ in (*rows[0], ""))
        sealed = [(*row, seal(row)) for row in rows]
        connection.executemany(f"INSERT INTO bundle VALUES ({marks})", sealed)  # noqa: S608 - a test
        connection.commit()
    kept = made.open_model()
    assert [*differences(kept, kept)] == [Difference("bundle", 1, 1, "2026-01-0")]
    kept.close()


def test_only_what_changed_of_a_bundle_is_asked_for(made: Toy) -> None:
    with closing(sqlite3.connect(made.model_path)) as connection:
        before = {*connection.execute("SELECT * FROM bundle")}
        assert bind_again(connection, "2031-01-0", ()) == 0
        assert bind_again(connection, "2026-01-0", ()) == 0
        assert {*connection.execute("SELECT * FROM bundle")} == before == bundles_of(connection)
        connection.execute("UPDATE item SET customer_name = 'New' WHERE due_key < '2026-01-1'")
        assert bind_again(connection, "2026-01-0", ()) == 0
        assert {*connection.execute("SELECT * FROM bundle")} == before
        rows = [row[0] for row in connection.execute("SELECT rowid FROM item")]
        assert bind_again(connection, "2026-01-0", rows) == 0
        assert {*connection.execute("SELECT * FROM bundle")} == bundles_of(connection) != before
        connection.execute("UPDATE item SET is_open = 0 WHERE due_key < '2026-01-1'")
        assert bind_again(connection, "2026-01-0", ()) == -1
        assert {*connection.execute("SELECT * FROM bundle")} == bundles_of(connection) < before


def test_a_bundle_without_texts_gets_them_when_the_odd_item_is_gone(toy: Toy) -> None:
    renamed(toy, "A\x1fB")
    with closing(sqlite3.connect(toy.model_path)) as connection:
        for (period,) in connection.execute("SELECT period FROM bundle").fetchall():
            assert bind_again(connection, period, ()) == 0
        found = connection.execute("SELECT * FROM bundle").fetchall()
        assert {row[HEAD] for row in found} == {None}
        assert [*strips_of(found[0])] == []
        connection.execute("UPDATE item SET customer_name = 'A'")
        assert bind_again(connection, found[0][PERIOD], ()) == 0
        sql = "SELECT head FROM bundle WHERE period = ?"
        assert "A" in connection.execute(sql, [found[0][PERIOD]]).fetchone()[0]


def test_items_whose_lines_move_are_bundled_anew(made: Toy) -> None:
    facts = [(row[0], row[2] + 40) for row in made.facts()]
    model = made.open_model()
    revision = model.meta["revision"]
    before = unpacked(ItemQuery(settled=False).bundles(model))[at.LINE]
    assert made_by(model.connection, set()) == {}
    assert made_by(model.connection, {9_999}) == {}
    whole = made_by(model.connection, {fact for fact, _ in facts})
    assert {*whole.values()} == {row[PERIOD] for row in ItemQuery(settled=False).bundles(model)}
    assert len(whole) == len(before)
    model.close()
    delta = made.delta(made.facts(), [], revision)._replace(moved=facts, patterns=None)
    assert write_delta(made.place, delta, made.now(), lambda: True) == ""
    model = made.open_model()
    after = unpacked(ItemQuery(settled=False).bundles(model))[at.LINE]
    assert after == [line + 40 for line in before]
    assert differences(model, model) == []
    model.close()
