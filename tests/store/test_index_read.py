"""Answers of a model against the same questions asked of its rows in plain Python."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from billcli.store.index_file import ModelLost
from billcli.store.index_read import open_model
from billcli.store.index_rows import Delta, FactRow, NumberRow, PartyRow
from billcli.store.index_write import write_delta, write_whole

if TYPE_CHECKING:
    from conftest import Toy


def test_a_list_out_of_order_is_noticed(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    from billcli.store import index_read  # noqa: PLC0415 - to break it

    read = index_read.listed
    model = made.open_model()
    monkeypatch.setattr(index_read, "listed", lambda *given: read(*given)[::-1])
    with pytest.raises(ModelLost, match="out of order"):
        model.open_items(limit=2)
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
    assert model.ties(map(str, range(600))) == {}
    assert model.ties([*map(str, range(600)), "initech"]) == {"initech": 4}
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
