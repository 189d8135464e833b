"""Two models of one ledger: what is forged in one is named, and numbers of rows do not matter."""

# ruff: noqa: S608 - names of ours
from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from billcli.store import index_write
from billcli.store.index_compare import Difference, differences
from billcli.store.index_file import ModelLost
from billcli.store.index_schema import TABLES, insertion, seal, sealed_fact, selection
from billcli.store.index_write import beside, write_whole

if TYPE_CHECKING:
    from conftest import Toy


def found(toy: Toy) -> list[Difference]:
    """Return what differs between the kept model and the ledger as it stands."""
    kept = toy.open_model()
    try:
        with beside(toy.place, toy.whole(), toy.now()) as made:
            return differences(kept, made)
    finally:
        kept.close()


def forge(toy: Toy, table: str, statement: str) -> None:
    """Change a table by SQL and seal it anew, so that only its words betray it."""
    with closing(sqlite3.connect(toy.model_path)) as connection:
        connection.execute(f"UPDATE {table} SET {statement}")
        rows = [row[:-1] for row in connection.execute(selection(table))]
        connection.execute(f"DELETE FROM {table}")
        whole = [sealed_fact(row) if table == "fact" else (*row, seal(row)) for row in rows]
        connection.executemany(insertion(table), whole)
        connection.commit()


def test_a_model_equals_one_made_of_the_same(made: Toy) -> None:
    assert found(made) == []
    names = {path.suffix for path in made.cache.iterdir()}
    assert names <= {".sqlite", ".lock"}, "what was made to be compared is still there"


FORGED = {
    "file": "sha256 = 'f' || substr(sha256, 2) || 'f' WHERE id = 2",
    "pattern": "found = ''",
    "fact": "data = replace(data, 'work', 'rest') WHERE id = 1",
    "total": "months = '{\"2026-01\":\"1\"}' WHERE account = 'Income:Work'",
    "number": "taken = 1 WHERE number = 'INV-1'",
    "item": "balance_open = '1' WHERE item = 'INV-1'",
    "party": "account = 'Assets:AR:Other' WHERE id = 'acme'",
    "balance": "number = '1' WHERE customer = 'acme'",
    "shard": "last = '2026-12-31' WHERE shard = 1",
}


@pytest.mark.parametrize("table", FORGED)
def test_what_is_forged_is_named(made: Toy, table: str) -> None:
    forge(made, table, FORGED[table])
    named = found(made)
    assert [one.table for one in named][:1] == [table]
    assert named[0].missing >= 1
    assert str(named[0]).startswith(f"{table}: ")


def test_other_words_in_meta_are_named(made: Toy) -> None:
    made.make(roots='["Assets:AR"]')
    forge(made, "meta", "value = '[]' WHERE key = 'roots'")
    kept = made.open_model()
    with beside(made.place, made.whole(roots='["Assets:AR"]'), made.now()) as fresh:
        assert [one.table for one in differences(kept, fresh)] == ["meta"]
    kept.close()


def test_the_order_of_keys_in_meta_does_not_matter(made: Toy) -> None:
    made.make(options='{"a": 1, "b": 2}')
    kept = made.open_model()
    with beside(made.place, made.whole(options='{"b": 2, "a": 1}'), made.now()) as fresh:
        assert differences(kept, fresh) == []
    kept.close()


def test_other_numbers_of_facts_and_shards_are_no_difference(made: Toy) -> None:
    with closing(sqlite3.connect(made.model_path)) as connection:
        for table, columns in (
            ("fact", ("id",)), ("member", ("fact", "shard")), ("number", ("fact",)),
            ("item", ("fact", "shard")), ("tie", ("shard",)), ("party", ("shard",)),
            ("balance", ("shard",)), ("shard", ("shard",)),
        ):  # fmt: skip
            for column in columns:
                connection.execute(f"UPDATE {table} SET {column} = {column} + 70")
        connection.commit()
    for table in ("fact", "member", "number", "item", "tie", "party", "balance", "shard"):
        forge(made, table, f"{TABLES[table][0].split()[0]} = {TABLES[table][0].split()[0]}")
    assert found(made) == []


def test_shards_may_be_larger_than_they_need_to_be(made: Toy) -> None:
    for table in ("member", "tie", "item", "party", "balance"):
        forge(made, table, "shard = 1")
    with closing(sqlite3.connect(made.model_path)) as connection:
        connection.execute("DELETE FROM shard WHERE shard > 1")
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'count_shard'")
        connection.commit()
    forge(made, "shard", "last = '2026-02-02'")
    forge(made, "meta", "key = key")
    assert found(made) == []


def test_a_shard_that_is_torn_apart_is_named(made: Toy) -> None:
    forge(made, "member", "shard = 90 WHERE fact = 3")  # acme's second invoice
    assert [one.table for one in found(made)] == ["shard"]


def test_a_name_that_leads_elsewhere_is_named(made: Toy) -> None:
    forge(made, "tie", "shard = 2 WHERE name = 'acme'")
    assert [(one.table, one.example) for one in found(made)] == [("tie", "acme")]


def test_an_account_with_lots_must_be_known(made: Toy) -> None:
    forge(made, "lot", "account = 'Assets:Other'")
    assert [(one.table, one.example) for one in found(made)] == [("lot", "Assets:Shares")]


def test_sums_of_nothing_are_no_difference(made: Toy) -> None:
    with closing(sqlite3.connect(made.model_path)) as connection:
        row = ("Assets:Gone", "EUR", '{"2026-01":"0.00"}', 0)
        connection.execute(insertion("total"), (*row, seal(row)))
        connection.commit()
    assert found(made) == []


def test_rows_must_be_as_many_as_were_counted(made: Toy) -> None:
    forge(made, "meta", "value = '9' WHERE key = 'count_party'")
    kept = made.open_model()
    with pytest.raises(ModelLost):
        kept.parties()
    kept.close()
    forge(made, "meta", "value = '9' WHERE key = 'count_closing'")
    forge(made, "meta", "value = '3' WHERE key = 'count_party'")
    assert found(made) == [Difference("closing", 9, 0, "its count")]


def test_a_broken_index_is_damage(made: Toy) -> None:
    with closing(sqlite3.connect(made.model_path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_schema WHERE name = 'item_due'")
        connection.commit()
    with pytest.raises(ModelLost, match="damaged"):
        found(made)


def test_a_long_row_is_shortened() -> None:
    said = str(Difference("fact", 0, 2, "x"))
    assert said == "fact: 0 missing, 2 too many, such as x"


def test_without_room_there_is_nothing_to_compare_with(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index_write, "_sync", full)
    with (
        pytest.raises(ModelLost, match="no space left"),
        beside(made.place, made.whole(), made.now()),
    ):
        pytest.fail("there is a model")
    assert write_whole(made.place, made.whole(), made.now()) != ""
