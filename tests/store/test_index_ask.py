"""What services ask of a model, beyond what every program may ask."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest

from billcli.store.index_ask import Ask
from billcli.store.index_file import ModelLost
from billcli.store.index_rows import FactRow, NumberRow, ShardRow, TieRow, Whole
from billcli.store.index_schema import sealed
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Toy


def fact(number: int, kind: str, date: str, *data: object, file: int = 1, line: int = 1) -> FactRow:
    """Return a fact."""
    return FactRow(number, file, line, date, kind, json.dumps(data, separators=(",", ":")))


def paid(number: int, date: str, *legs: tuple[str, str, str]) -> FactRow:
    """Return a transaction."""
    postings = [[*leg, 0, 0, 1] for leg in legs]
    return fact(number, "T", date, "*", "", "", [], [], {}, postings)


FACTS = [
    fact(1, "O", "2026-01-01", "Assets:AR", [], {}, 0, line=5),
    fact(2, "O", "2026-01-01", "Assets:Bank", [], {}, 0, line=4),
    fact(3, "X", "2026-03-01", "Assets:Bank"),
    fact(4, "C", "2026-01-02", "customer", ["Acme"], {}, [], file=3),
    fact(5, "C", "2026-01-02", "customer", ["Hooli"], {}, [], file=2),
    fact(6, "C", "2026-01-01", "customers", [], {}, []),
    fact(7, "B", "2026-02-01", "Assets:Bank", "1", "EUR", 0),
    fact(8, "B", "2026-02-02", "Assets:Bank", "1", "USD", 0),
    paid(9, "2026-01-03", ("Assets:AR", "5.00", "EUR"), ("Income:Work", "-5.00", "EUR")),
    paid(10, "2026-01-04", ("Assets:AR", "0.00", "CHF"), ("Assets:Cash", "0E+2", "CHF")),
]
NUMBERS = [
    ("INV-9", 0), ("INV-10", 0), ("INV-100", 2), ("INV-99", 1), ("X-1", 0), ("INV-7", 2),
]  # fmt: skip


@pytest.fixture
def ask(toy: Toy) -> Iterator[Ask]:
    now = toy.now()
    whole = Whole(
        toy.file_rows(now), toy.pattern_rows(), FACTS,
        [NumberRow(name, at, taken) for at, (name, taken) in enumerate(NUMBERS, 1)],
        (), [TieRow("c:acme", 1), TieRow("n:X", 1), TieRow("c:hooli", 2)], (), (), (), (), {},
        more=lambda _model: [
            (
                "shard",
                sealed([
                    ShardRow(1, "2026-01-31", ""),
                    ShardRow(2, "2026-02-28", "2026-02-02"),
                    ShardRow(3, "2026-03-31", "2026-01-05"),
                ]),
            )
        ],
    )  # fmt: skip
    assert write_whole(toy.place, whole, now) == ""
    model = toy.open_model()
    yield Ask(model)
    model.close()


def test_facts_have_a_place_in_the_order_of_the_ledger(ask: Ask) -> None:
    assert ask.positions([]) == {}
    assert ask.positions([4, 5]) == {4: ("2026-01-02", 2, 1), 5: ("2026-01-02", 1, 1)}


def test_many_facts_are_placed(ask: Ask) -> None:
    assert len(ask.positions(range(2000))) == len(FACTS)


def test_shards_with_later_facts_are_told(ask: Ask) -> None:
    assert sorted(ask.late_shards("2026-01-31")) == [2, 3]
    assert ask.late_shards("2026-03-31") == []
    assert sorted(ask.late_shards("")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("day", "settles"), [("2026-01-31", False), ("2026-02-28", True), ("2026-02-27", False)]
)
def test_a_shard_settles_by_the_day_of_its_last_fact(ask: Ask, day: str, settles: bool) -> None:
    assert ask.settles_by(day) is settles


def test_what_holds_without_some_shards(ask: Ask) -> None:
    assert (ask.apart_from(), ask.apart_from([3]), ask.apart_from([2, 3])) == (
        "2026-01-05", "2026-02-02", "",
    )  # fmt: skip
    assert (ask.last_day(), ask.last_day([3]), ask.last_day([1, 2, 3])) == (
        "2026-03-31", "2026-02-28", "",
    )  # fmt: skip


def test_names_of_shards(ask: Ask) -> None:
    assert ask.ties_of([1]) == {"c:acme": 1, "n:X": 1}
    assert ask.ties_of([]) == {}


def test_records_of_a_kind_come_in_ledger_order(ask: Ask) -> None:
    assert [row[0] for row in ask.records("customer")] == [5, 4]
    assert [row[0] for row in ask.records("customers")] == [6]
    assert list(ask.records("custom")) == []


def test_an_account_is_looked_up_alone(ask: Ask) -> None:
    assert [row[0] for row in ask.account_facts("Assets:Bank")] == [2, 3]
    assert list(ask.account_facts("Assets")) == []


def test_assertions_of_a_currency_after_a_day(ask: Ask) -> None:
    assert [row[0] for row in ask.assertions_after("2026-01-31", "EUR")] == [7]
    assert list(ask.assertions_after("2026-02-01", "EUR")) == []
    assert not ask.has_pads()


def test_currencies_and_accounts_in_use(ask: Ask) -> None:
    assert ask.currencies() == ["CHF", "EUR"]
    assert sorted(ask.accounts_used()) == ["Assets:AR", "Assets:Bank", "Assets:Cash", "Income:Work"]


@pytest.mark.usefixtures("ask")
def test_a_currency_is_gone_with_its_last_posting(toy: Toy) -> None:
    connection = sqlite3.connect(toy.model_path)
    connection.execute("DELETE FROM fact WHERE id = 10")
    connection.commit()
    connection.close()
    model = toy.open_model()
    assert Ask(model).currencies() == ["EUR"]
    model.close()


def test_transactions_come_by_id(ask: Ask) -> None:
    assert [row[0] for row in ask.transactions(1, 11)] == [9, 10]


def test_the_highest_numbers_come_first(ask: Ask) -> None:
    assert ask.last_numbers("INV-", 8) == ["INV-99", "INV-10", "INV-9"]
    assert ask.last_numbers("Y", 2) == []
    assert len(ask.last_numbers("", 4)) == 4


def test_numbers_given_elsewhere(ask: Ask) -> None:
    assert [ask.is_taken_over(name) for name in ("INV-7", "INV-99", "INV-9", "?")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_words_of_items(made: Toy) -> None:
    model = made.open_model()
    assert Ask(model).words() == []
    model.close()


def test_a_model_that_is_closed_is_lost(ask: Ask) -> None:
    ask.model.close()
    with pytest.raises(ModelLost):
        ask.currencies()
