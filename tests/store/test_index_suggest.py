"""What completion asks of a model: the latest rows, older ones by how they begin, and no more."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.store import index_suggest
from billcli.store.index_file import ModelLost
from billcli.store.index_rows import BalanceRow, FactRow, ItemRow, NumberRow, PartyRow, Whole
from billcli.store.index_suggest import Suggest
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Toy

COUNT = 400
QUESTIONS = ("documents", "open_items", "entries", "parties", "accounts")
TYPED = ("", "INV-0", "P-0", "C0", "Assets:A0")


def fact(number: int, kind: str, date: str, *data: object) -> FactRow:
    """Return a fact."""
    return FactRow(number, 1, number, date, kind, json.dumps(data, separators=(",", ":")))


def entry(number: int, date: str, name: str = "", tag: str = "") -> FactRow:
    """Return a transaction, with an id where one is given."""
    meta = {"id": name} if name else {}
    return fact(number, "T", date, "*", "Acme", "", [tag] if tag else [], [], meta, [])


def item(number: int, name: str, date: str, *, left: str = "0", kind: str = "invoice",
         customer: str = "acme", nth: int = 0) -> ItemRow:  # fmt: skip
    """Return a row of an item."""
    return ItemRow(
        1, name, None, kind, customer, f"{customer.title()} Ltd", "Assets:AR", date, None, "9",
        "EUR", left, "explicit", 0, number, 1, None, None, int(left != "0"), date, "", number, nth,
    )  # fmt: skip


def day(number: int) -> str:
    """Return a date that is later the higher a number is."""
    return f"{2000 + number // 300}-{number // 25 % 12 + 1:02}-{number % 25 + 1:02}"


def books(toy: Toy, count: int = COUNT) -> Suggest:
    """Return a model with so many invoices, each with a payment; every fourth is open."""
    facts, numbers, items = [], [], []
    for n in range(1, count + 1):
        at = 3 * n
        facts += [entry(at, day(n)), entry(at + 1, day(n), f"P-{n:05}", "payment")]
        facts.append(entry(at + 2, day(n), f"A-{n:05}", "application"))
        numbers += [NumberRow(f"INV-{n:05}", at, 0), NumberRow(f"P-{n:05}", at + 1, 0)]
        numbers.append(NumberRow(f"A-{n:05}", at + 2, 0))
        whose = "hooli" if n == 1 else "acme"
        items.append(item(at, f"INV-{n:05}", day(n), left="0" if n % 4 else "9", customer=whose))
    top = 3 * count + 3
    facts += [fact(top + n, "O", "2000-01-01", f"Assets:A{n:03}", [], {}, 0) for n in range(600)]
    facts.append(fact(top + 600, "X", "2001-01-01", "Assets:A000"))
    parties = [
        PartyRow(name, 1, name.casefold(), "Assets:AR", json.dumps({"name": f"{name} Ltd"}))
        for name in ("acme", "hooli", *(f"C{n:04}" for n in range(600)))
    ]
    balances = [BalanceRow("acme", "USD", 1, "9"), BalanceRow("hooli", "EUR", 1, "0")]
    now = toy.now()
    whole = Whole(
        toy.file_rows(now), toy.pattern_rows(), facts, numbers, (), (), items, parties, balances,
        (), {},
    )  # fmt: skip
    assert write_whole(toy.place, whole, now) == ""
    return Suggest(toy.open_model())


@pytest.fixture
def ask(toy: Toy) -> Iterator[Suggest]:
    suggest = books(toy)
    yield suggest
    suggest.model.close()


def names(rows: list[tuple[object, ...]]) -> list[object]:
    return [row[1] for row in rows]


def ids(rows: list[tuple[object, ...]]) -> list[str]:
    return [json.loads(str(row[5]))[5]["id"] for row in rows]


def test_the_latest_documents_come_first_and_no_more_than_that(ask: Suggest) -> None:
    found = names(ask.documents())
    assert found[:2] == ["INV-00400", "INV-00399"]
    assert len(found) == index_suggest.MOST
    assert found == sorted(found, reverse=True)  # type: ignore[type-var]


def test_older_documents_are_found_by_how_they_begin(ask: Suggest) -> None:
    assert names(ask.documents("INV-0000"))[-1] == "INV-00001"
    assert names(ask.documents("INV-00007")) == ["INV-00007"]
    assert "INV-00007" in names(ask.documents("inv-00007"))
    assert len(ask.documents("INV")) == index_suggest.MOST


def test_older_documents_are_found_by_their_customer(ask: Suggest) -> None:
    assert "INV-00001" not in names(ask.documents("nobody"))
    assert "INV-00001" in names(ask.documents("hool"))
    assert "INV-00001" in names(ask.documents("HOOLI Ltd"))
    assert "INV-00001" not in names(ask.open_items("hool"))  # it is settled
    assert len(ask.documents("Ltd")) <= 2 * index_suggest.MOST


def test_payments_are_no_documents(toy: Toy) -> None:
    now = toy.now()
    whole = Whole(
        toy.file_rows(now), toy.pattern_rows(), [entry(1, "2026-01-01", "P-1", "payment")],
        [NumberRow("P-1", 1, 0)], (), (), [item(1, "P-1", "2026-01-01", left="-5", kind="payment")],
        (), (), (), {},
    )  # fmt: skip
    assert write_whole(toy.place, whole, now) == ""
    ask = Suggest(toy.open_model())
    assert ask.documents() == ask.documents("P") == ask.open_items() == ask.open_items("P") == []
    assert ids(ask.entries()) == ["P-1"]
    ask.model.close()


def test_what_nobody_numbered_is_found_while_it_is_open(toy: Toy) -> None:
    now = toy.now()
    open_one = item(1, "Acme/2026-01-01/1", "2026-01-01", left="5")
    parts = [item(2, "X", "2026-01-02", left="5", nth=1), item(2, "X", "2026-01-02", left="5")]
    whole = Whole(
        toy.file_rows(now), toy.pattern_rows(), [entry(1, "2026-01-01"), entry(2, "2026-01-02")],
        (), (), (), [open_one, *parts], (), (), (), {},
    )  # fmt: skip
    assert write_whole(toy.place, whole, now) == ""
    ask = Suggest(toy.open_model())
    assert [(row[1], row[22]) for row in ask.documents()] == [
        ("X", 0), ("X", 1), ("Acme/2026-01-01/1", 0),
    ]  # fmt: skip
    ask.model.close()


def test_open_documents_are_those_that_are_open(ask: Suggest) -> None:
    assert names(ask.open_items())[:2] == ["INV-00400", "INV-00396"]
    assert len(ask.open_items()) == COUNT // 4
    assert names(ask.open_items("INV-0000")) == ["INV-00008", "INV-00004"]
    assert names(ask.open_items("INV-00004", "acme")) == ["INV-00004"]
    assert names(ask.open_items("inv-00004"))[-1] == "INV-00004"
    assert ask.open_items("", "hooli") == []


def test_transactions_are_found_by_id_and_tag(ask: Suggest) -> None:
    assert ids(ask.entries())[:2] == ["A-00400", "P-00400"]
    assert ids(ask.entries("", "payment"))[:2] == ["P-00400", "P-00399"]
    assert len(ask.entries()) == len(ask.entries("P-")) == index_suggest.MOST
    assert ids(ask.entries("P-00002")) == ids(ask.entries("P-00002", "payment")) == ["P-00002"]
    assert "P-00002" in ids(ask.entries("p-00002"))
    assert "A-00002" not in ids(ask.entries("A-00002", "payment"))
    assert "INV-00002" not in ids(ask.entries("INV-00002"))


def test_customers_are_found_by_id_or_name(ask: Suggest) -> None:
    assert [row[0] for row in ask.parties()][:2] == ["C0000", "C0001"]
    assert len(ask.parties()) == index_suggest.NAMES_MOST
    assert [row[0] for row in ask.parties("C059")] == [f"C059{n}" for n in range(10)]
    assert next(row[0] for row in ask.parties("c0599")) == "C0599"
    assert len(ask.parties("ltd")) == 602
    assert ask.customer("acme", "acme") == ask.customer("ACME", "acme") == "acme"
    assert ask.customer("hooli ltd", "hooli ltd") == "hooli"
    assert ask.customer("hooli", "hooli") == "hooli"
    assert ask.customer("Hool", "hool") == ask.customer("%", "%") == ""


def test_accounts_are_found_by_how_they_begin_or_by_a_part(ask: Suggest) -> None:
    assert ask.accounts()[0] == "Assets:A001"  # A000 is closed
    assert len(ask.accounts()) == index_suggest.NAMES_MOST
    assert ask.accounts("Assets:A59") == [f"Assets:A59{n}" for n in range(10)]
    assert ask.accounts("a599") == ["Assets:A599"]
    assert ask.accounts("_") == ask.accounts("Assets:A000") == []


def test_currencies_are_those_that_were_owed(ask: Suggest) -> None:
    assert ask.currencies() == ["EUR", "USD"]


def test_ten_times_as_much_costs_the_same(toy: Toy) -> None:
    """Questions without an end would take SQLite ten times as many steps."""
    spent: list[list[int]] = []
    for count in (COUNT, 10 * COUNT):
        ask = books(toy, count)
        spent.append([])
        for asked in QUESTIONS:
            for typed in TYPED:
                steps = [0]

                def step(steps: list[int] = steps) -> int:
                    steps[0] += 1
                    return 0

                ask.model.connection.set_progress_handler(step, 100)
                getattr(ask, asked)(typed)
                spent[-1].append(steps[0])
        ask.model.close()
    named = [asked for asked in QUESTIONS for _ in TYPED]
    for asked, few, many in zip(named, *spent, strict=True):
        # Open documents are looked through for a beginning that few or none of them have.
        assert many <= (3.5 if asked == "open_items" else 1.5) * few, asked


@pytest.mark.parametrize("asked", [*QUESTIONS, "currencies"])
def test_a_damaged_model_is_lost(asked: str, toy: Toy) -> None:
    books(toy).model.close()
    with sqlite3.connect(toy.model_path) as model:
        for table in ("number", "closing", "balance"):
            model.execute(f"DROP TABLE {table}")
        model.execute("UPDATE item SET amount = '1'")
        model.execute("UPDATE party SET vals = '{}'")
    ask = Suggest(toy.open_model())
    with pytest.raises(ModelLost):
        getattr(ask, asked)()
    ask.model.close()


@pytest.fixture(scope="module")
def shared(toy_type: type[Toy], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suggest]:
    suggest = books(toy_type.open(tmp_path_factory.mktemp("shared")), 20)
    yield suggest
    suggest.model.close()


@settings(max_examples=40, deadline=None)
@given(typed=st.text(max_size=6) | st.sampled_from(["'", "%", "\\", '"', "INV-%", "\U0010ffff"]))
def test_what_is_typed_is_never_a_part_of_the_question(typed: str, shared: Suggest) -> None:
    for asked in QUESTIONS:
        getattr(shared, asked)(typed)
    assert shared.customer(typed, typed.casefold()) in {"", "acme", "hooli"}


def test_what_cannot_be_asked_is_lost(shared: Suggest) -> None:
    with pytest.raises(ModelLost):
        shared.documents("\udcff")
