"""Answers of a model against the same questions asked of its rows in plain Python."""

from __future__ import annotations

import datetime as dt
import gc
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store.index_file import ModelLost
from billcli.store.index_read import ORDERS, open_model
from billcli.store.index_rows import Delta, FactRow, ItemRow, NumberRow, PartyRow
from billcli.store.index_write import write_delta, write_whole

if TYPE_CHECKING:
    from conftest import Toy

    from billcli.store.index_read import Model

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
# services.list_items.SORTS, over rows
SORTS = {
    "date": lambda row: (row.date_issued, row.item, row.instalment or 0),
    "due": lambda row: (row.date_due or row.date_issued, row.item, row.instalment or 0),
    "customer": lambda row: (row.customer, row.date_issued, row.item),
    "amount": lambda row: (Decimal(row.amount), row.item),
    "open": lambda row: (Decimal(row.balance_open), row.item),
}


def holding(toy: Toy, items: list[ItemRow]) -> Model:
    """Return a model of nothing but items."""
    whole = toy.whole()._replace(items=items, balances=[], parties=[])
    assert write_whole(toy.place, whole, toy.now()) == ""
    return toy.open_model()


@settings(max_examples=40, deadline=None)
@given(
    items=ITEMS,
    order=st.sampled_from(sorted(ORDERS)),
    limit=st.integers(0, 4),
    customer=st.sampled_from(["", "acme"]),
    overdue=st.sampled_from(["", "2026-01-20"]),
    bounds=st.sampled_from([("", ""), ("2026-01-05", ""), ("2026-01-05", "2026-01-25")]),
    disputed=st.booleans(),
)
def test_lists_are_those_of_plain_python(
    toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory, items: list[ItemRow],
    order: str, limit: int, customer: str, overdue: str, bounds: tuple[str, str], disputed: bool,
) -> None:  # fmt: skip
    model = holding(toy_type.open(tmp_path_factory.mktemp("toy")), items)
    base = sorted(items, key=lambda row: row.date_issued)
    first, last = bounds
    wanted = [
        row
        for row in sorted(base, key=SORTS[order])
        if row.is_open
        and customer in ("", row.customer)
        and (not overdue or ((row.date_due or "9") < overdue and Decimal(row.balance_open) > 0))
        and (not disputed or row.disputed)
        and first <= row.date_issued <= (last or "9")
    ]
    asked = model.open_items(
        customer=customer, overdue_on=overdue, disputed=disputed, since=first, until=last,
        order=order, limit=limit,
    )  # fmt: skip
    assert asked == [tuple(row) for row in wanted[: limit or None]]
    every = [tuple(r) for r in sorted(base, key=SORTS[order]) if customer in ("", r.customer)]
    assert model.items(customer, order, limit) == every[: limit or None]
    assert sorted(map(repr, model.each_item())) == sorted(repr(tuple(row)) for row in items)
    assert sorted(model.item_names()) == sorted({row.item for row in items})
    model.close()


def test_an_item_is_found_by_its_name_in_any_case(toy: Toy) -> None:
    rows = [
        item((name, None, "acme", "2026-01-01", None, amount, amount, 0))
        for name, amount in (("INV-1", "1"), ("inv-1", "2"), ("STRASSE-1", "3"), ("Inv-3", "4"))
    ]
    model = holding(toy, [*rows, rows[0]._replace(instalment=2)])
    assert [row[9] for row in model.item("INV-1")] == ["1", "1"]
    assert [row[9] for row in model.item("inv-1")] == ["2"]
    assert [row[9] for row in model.item("INV-3")] == ["4"]
    assert [row[9] for row in model.item(" INV-3  ")] == ["4"]
    assert [row[9] for row in model.item("straße-1")] == ["3"]
    assert model.item("INV-9") == []
    model.close()


def test_of_names_that_differ_in_case_the_earliest_is_meant(toy: Toy) -> None:
    rows = [
        item((name, None, "acme", issued, None, "1", "1", 0))
        for name, issued in (("A-b", "2026-01-03"), ("a-B", "2026-01-02"), ("A-B", "2026-01-04"))
    ]
    model = holding(toy, rows)
    assert [row[1] for row in model.item("a-b")] == ["a-B"]
    model.close()


def test_an_item_that_an_index_hides_is_noticed(toy: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    from billcli.store import index_read  # noqa: PLC0415 - to break it

    model = holding(toy, [item(("INV-1", None, "acme", "2026-01-01", None, "1", "1", 0))])
    monkeypatch.setattr(index_read, "listed", lambda *_given: [])
    with pytest.raises(ModelLost, match="hides an item"):
        model.item("INV-1")
    model.close()


def test_a_list_out_of_order_is_noticed(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    from billcli.store import index_read  # noqa: PLC0415 - to break it

    read = index_read.listed
    model = made.open_model()
    monkeypatch.setattr(index_read, "listed", lambda *given: read(*given)[::-1])
    with pytest.raises(ModelLost, match="out of order"):
        model.open_items(limit=2)
    model.close()


def test_the_first_of_a_list_come_from_an_index_alone(made: Toy) -> None:
    model = made.open_model()
    for order in ("due", "date"):
        sql = (
            f"EXPLAIN QUERY PLAN SELECT * FROM item WHERE is_open ORDER BY {ORDERS[order]} LIMIT 5"  # noqa: S608 - a test
        )
        plan = [row[3] for row in model.connection.execute(sql)]
        assert plan == [f"SCAN item USING INDEX item_{order}"]
    model.close()


def test_balances_and_parties(made: Toy) -> None:
    model = made.open_model()
    assert model.balances() == [
        ("acme", "EUR", 1, "100.00"),
        ("globex", "EUR", 2, "20.50"),
        ("initech", "EUR", 4, "-7.25"),
    ]
    assert model.balances("globex") == [("globex", "EUR", 2, "20.50")]
    assert model.balances("nobody") == []
    assert [row[0] for row in model.parties()] == ["acme", "globex", "initech"]
    model.close()


def test_a_party_is_found_by_its_id_then_in_any_case(toy: Toy) -> None:
    parties = [PartyRow(name, 1, name.casefold(), "", "{}") for name in ("ACME", "acme", "Globex")]
    write_whole(toy.place, toy.whole()._replace(parties=parties), toy.now())
    model = toy.open_model()
    assert [model.party(text)[0] for text in ("ACME", "acme", "Acme", "GLOBEX")] == [
        "ACME", "acme", "ACME", "Globex",
    ]  # fmt: skip
    assert model.party("nobody") is None
    assert model.party("x", "globex")[0] == "Globex"
    model.close()


def test_facts_come_in_the_order_of_the_ledger(toy: Toy) -> None:
    toy.write("jan.toy", "2026-02-01 INV-1 acme 1.00\n2026-01-01 INV-2 acme 2.00\n")
    toy.write("more/feb.toy", "2026-01-01 INV-3 globex 3.00\n2026-02-01 INV-4 acme 4.00\n")
    toy.make()
    model = toy.open_model()
    assert [row[0] for row in model.facts()] == [2, 3, 1, 4]
    assert [row[0] for row in model.facts(file=3)] == [3, 4]
    assert [row[0] for row in model.facts(shards=[1])] == [2, 1, 4]
    assert [row[0] for row in model.facts(shards=[1, 3])] == [2, 3, 1, 4]
    assert [row[0] for row in model.facts_by_id([4, 2, 99])] == [2, 4]
    assert model.fact(4)[5] == toy.facts()[3].data
    assert model.fact(99) is None
    assert model.sources([4, 2]) == {
        2: (str(toy.path("jan.toy")), 2), 4: (str(toy.path("more/feb.toy")), 2),
    }  # fmt: skip
    model.close()


def test_facts_of_rare_kinds_are_found_by_their_index(toy: Toy) -> None:
    facts = [
        *toy.facts(),
        FactRow(8, 1, 9, "2026-01-01", "N", "[]"),
        FactRow(9, 1, 3, "2026-01-01", "C", "[]"),
    ]
    write_whole(toy.place, toy.whole()._replace(facts=facts), toy.now())
    model = toy.open_model()
    assert [row[0] for row in model.facts(kinds="CN")] == [9, 8]
    assert [row[0] for row in model.facts(kinds="TN")] == [8, 1, 2, 3, 4]
    sql = "EXPLAIN QUERY PLAN SELECT * FROM fact WHERE kind <> 'T' AND kind IN (?, ?)"
    assert "fact_kind" in str(list(model.connection.execute(sql, ["C", "N"])))
    assert (model.next_fact(), model.next_shard()) == (10, 5)
    model.close()


def test_who_belongs_together(made: Toy) -> None:
    model = made.open_model()
    assert model.ties(["acme", "initech", "nobody", "acme"]) == {"acme": 1, "initech": 4}
    assert model.members([1, 4]) == {1, 3, 4}
    assert model.shards_of([3, 2, 99]) == {1, 2}
    assert model.shards_of(range(5000)) == {1, 2, 4}
    model.close()


def test_an_empty_model_begins_at_one(toy: Toy) -> None:
    for name in ("jan.toy", "more/feb.toy"):
        toy.write(name, "")
    toy.make()
    model = toy.open_model()
    assert (model.next_fact(), model.next_shard()) == (1, 1)
    assert (model.open_items(), model.balances(), list(model.facts())) == ([], [], [])
    model.close()


def test_numbers_are_found_by_how_they_begin(toy: Toy) -> None:
    numbers = [
        NumberRow("INV-2026-1", 1, 0), NumberRow("INV-2026-10", 2, 1), NumberRow("INV_2026", 3, 0),
        NumberRow("INV-2025-1", 3, 0), NumberRow("INV-2026-1", 4, 0), NumberRow("CN-1", 4, 2),
    ]  # fmt: skip
    write_whole(toy.place, toy.whole()._replace(numbers=numbers), toy.now())
    model = toy.open_model()
    assert model.numbers("INV-2026-") == [("INV-2026-1", 0), ("INV-2026-10", 1)]
    assert [name for name, _taken in model.numbers()] == [
        "CN-1", "INV-2025-1", "INV-2026-1", "INV-2026-10", "INV_2026",
    ]  # fmt: skip
    assert model.has_number("INV-2025-1")
    assert not model.has_number("inv-2025-1")
    model.close()


def test_what_has_no_model_says_why(toy: Toy) -> None:
    assert open_model(toy.place) == (None, "there is no read model yet")


def test_a_model_that_nobody_holds_lets_others_write(made: Toy) -> None:
    gc.disable()
    try:
        assert made.open_model().open_items()
        assert write_delta(made.place, Delta("another"), 1, lambda: True, 0) == (
            "another process has updated the read model meanwhile"
        )
    finally:
        gc.enable()
