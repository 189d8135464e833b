"""Whatever is wrong with a model's file is a reason in words, never an error and never a lie."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.store import index_file
from billcli.store.index_file import ModelLost, Place, connect, listed, place_of, plain, rows
from billcli.store.index_read import open_model
from billcli.store.item_column import FILE
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from conftest import Toy


@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({"BILLCLI_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/c"),
        ({"BILLCLI_CACHE": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/billcli"),
        ({"XDG_CACHE_HOME": "/x/", "HOME": "/h"}, "/x/billcli"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h/.cache/billcli"),
        ({"HOME": "/h/"}, "/h/.cache/billcli"),
    ],
)
def test_the_first_folder_that_is_set_decides(
    tmp_path: Path, env: dict[str, str], folder: str
) -> None:
    place = place_of(str(tmp_path / "main.beancount"), env)
    assert str(Path(place.path).parent) == folder
    assert Path(place.path).name.startswith("main-")
    assert place.reason == ""


@pytest.mark.parametrize("env", [{}, {"HOME": ""}, {"HOME": "h", "XDG_CACHE_HOME": "x"}])
def test_without_a_folder_there_is_no_model(env: dict[str, str]) -> None:
    place = place_of("main.beancount", env)
    assert place.path == ""
    assert "neither HOME nor XDG_CACHE_HOME" in place.reason
    assert connect(place) == (None, {}, place.reason)


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no"])
def test_the_model_can_be_switched_off(word: str) -> None:
    place = place_of("main.beancount", {"BILLCLI_CACHE": word, "HOME": "/h"})
    assert place.path == ""
    assert place.reason == f"BILLCLI_CACHE={word}: no read model is kept"


def test_a_named_folder_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert place_of("x", {"BILLCLI_CACHE": "here"}).path.startswith(f"{tmp_path}/here/x-")


def test_ledgers_and_variants_have_models_of_their_own(tmp_path: Path) -> None:
    env = {"HOME": "/h"}
    paths = {
        place_of(str(tmp_path / name / "main.bean"), env, variant).path
        for name in ("a", "b", "a" * 60)
        for variant in ("", "plugin", "plugin\0root")
    }
    assert len(paths) == 9


def test_odd_names_make_plain_ones(toy: Toy) -> None:
    odd = toy.folder / "a b%3f#?é.x.toy"
    odd.write_text("")
    place = place_of(str(odd), {"BILLCLI_CACHE": str(toy.cache / "odd #1%20?")})
    name = Path(place.path).name
    assert name.startswith("ab3f-")
    assert name.isascii()


def test_a_cache_folder_with_an_odd_name_works(toy: Toy) -> None:
    toy.env["BILLCLI_CACHE"] = str(toy.cache / "odd #1%20?&mode=ro")
    assert toy.make() == ""
    assert toy.answer() == toy.truth()


def test_there_is_no_model_yet(toy: Toy) -> None:
    assert open_model(toy.place) == (None, "there is no read model yet")
    assert not toy.cache.exists()


def test_looking_for_a_model_writes_nothing(made: Toy) -> None:
    before = {p: p.stat().st_mtime_ns for p in made.cache.iterdir()}
    made.answer()
    assert {p: p.stat().st_mtime_ns for p in made.cache.iterdir()} == before


def test_nothing_stands_beside_the_ledger(made: Toy) -> None:
    made.answer()
    names = sorted(p.name for p in made.folder.rglob("*"))
    assert names == ["feb.toy", "jan.toy", "main.toy", "more"]


def test_nobody_else_may_read_the_model(made: Toy) -> None:
    assert made.cache.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in made.cache.iterdir()} == {0o600}


def reason(toy: Toy) -> str:
    model, why = open_model(toy.place, 0)
    assert model is None
    assert why
    return why


def test_a_model_that_others_can_change_is_not_read(made: Toy) -> None:
    made.model_path.chmod(0o620)
    assert "somebody else" in reason(made)


def test_a_model_of_another_user_is_not_read(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    assert "somebody else" in reason(made)


def test_a_link_and_a_folder_are_no_models(made: Toy) -> None:
    other = made.cache / "other"
    made.model_path.rename(other)
    made.model_path.symlink_to(other)
    assert "not a regular file" in reason(made)
    made.model_path.unlink()
    made.model_path.mkdir()
    assert "not a regular file" in reason(made)


def test_a_cache_folder_that_is_a_file_is_a_reason(toy: Toy) -> None:
    toy.cache.write_text("")
    assert "cannot be opened" in reason(toy)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("schema", "999", "has schema 999"),
        ("schema", None, "has schema none"),
        ("ledger", "/other", "another ledger"),
        ("variant", "other", "another ledger"),
    ],
)
def test_a_model_of_something_else_is_not_read(
    made: Toy, key: str, value: str | None, words: str
) -> None:
    with sqlite3.connect(made.model_path) as connection:
        connection.execute("DELETE FROM meta WHERE key = ?", [key])
        if value is not None:
            from billcli.store.index_schema import seal  # noqa: PLC0415 - for this case alone

            connection.execute(
                "INSERT INTO meta VALUES (?, ?, ?)", [key, value, seal((key, value))]
            )
    connection.close()
    assert words in reason(made)


@pytest.mark.parametrize(
    "content", [b"", b"no database at all, but long enough" * 40, b"SQLite format 3\0"]
)
def test_a_file_that_is_no_model_is_a_reason(made: Toy, content: bytes) -> None:
    made.model_path.write_bytes(content)
    assert "cannot be read" in reason(made)


def test_another_database_is_a_reason(made: Toy) -> None:
    made.model_path.unlink()
    with sqlite3.connect(made.model_path) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()
    made.model_path.chmod(0o600)
    assert "no such table: meta" in reason(made)


def test_a_model_locked_by_another_is_a_reason(made: Toy) -> None:
    other = sqlite3.connect(made.model_path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert reason(made) == "the read model is locked by another process"
    other.close()
    assert made.answer() == made.truth()


def test_a_folder_that_cannot_be_written_is_read_all_the_same(made: Toy) -> None:
    made.model_path.chmod(0o400)
    made.cache.chmod(0o500)
    try:
        assert made.answer() == made.truth()
    finally:
        made.cache.chmod(0o700)


def everything(toy: Toy) -> list[object]:
    """Return every answer a model gives, but for lines: they have no checksum."""
    model = toy.open_model()
    try:
        return [
            model.files(), model.patterns(), model.open_items(), model.open_items(limit=2),
            [row[:FILE] for row in ItemQuery().rows(model)], model.balances(), model.parties(),
            sorted((*row[:2], *row[3:]) for row in model.facts()), model.numbers(),
        ]  # fmt: skip
    finally:
        model.close()


def corrupted(toy: Toy, count: int, seed: int) -> tuple[int, int]:
    """Flip bytes of the model, one at a time; return how often it was lost, and still right."""
    whole = toy.model_path.read_bytes()
    right = everything(toy)
    dice = random.Random(seed)  # noqa: S311 - a test
    used = [at for at, byte in enumerate(whole) if byte]
    lost = same = 0
    for _ in range(count):
        at = dice.choice(used)
        broken = bytearray(whole)
        broken[at] ^= 1 << dice.randrange(8)
        toy.model_path.write_bytes(broken)
        model, _why = open_model(toy.place, 0)
        if model is None:
            lost += 1
            continue
        model.close()
        try:
            found = everything(toy)
        except ModelLost:
            lost += 1
            continue
        assert found == right, at
        same += 1
    return lost, same


def test_a_flipped_bit_is_noticed_or_makes_no_difference(made: Toy) -> None:
    lost, same = corrupted(made, 150, seed=4)
    assert lost > 5
    assert lost + same == 150


@pytest.mark.long
def test_a_flipped_bit_is_noticed_or_makes_no_difference_long(made: Toy) -> None:
    lost, same = corrupted(made, 5_000, seed=5)
    assert lost + same == 5_000


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_file_cut_short_is_noticed_or_makes_no_difference(made: Toy, part: float) -> None:
    right = everything(made)
    os.truncate(made.model_path, int(made.model_path.stat().st_size * part))
    model, _why = open_model(made.place, 0)
    if model is not None:
        model.close()
        with suppress(ModelLost):
            assert everything(made) == right


def test_a_row_that_is_not_what_was_written_is_lost(made: Toy) -> None:
    with sqlite3.connect(made.model_path) as connection:
        connection.execute("UPDATE balance SET number = '1.00'")
        connection.execute("UPDATE fact SET data = '[]' WHERE id = 2")
        connection.execute("UPDATE fact SET line = 77 WHERE id = 1")
    connection.close()
    model = made.open_model()
    with pytest.raises(ModelLost, match="damaged: table balance"):
        model.balances()
    assert [row[2] for row in model.facts_by_id([1])] == [77]
    with pytest.raises(ModelLost, match="damaged: table fact"):
        list(model.facts())
    with pytest.raises(ModelLost, match="no such column"):
        list(rows(model.connection, "fact", "WHERE nowhere = 1"))
    with pytest.raises(ModelLost, match="no such column"):
        listed(model.connection, "tie", "WHERE nowhere = 1")
    with pytest.raises(ModelLost, match="no such table"):
        list(plain(model.connection, "SELECT * FROM nowhere"))
    model.close()


def test_a_row_that_comes_twice_hides_none_that_is_lost(made: Toy) -> None:
    with sqlite3.connect(made.model_path) as connection:
        for table, gone in (("item", "item = 'INV-2'"), ("pattern", "rowid > 1")):
            connection.execute(f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608 - a test
            connection.execute(f"DELETE FROM {table} WHERE rowid > 1 AND {gone}")  # noqa: S608 - a test
        connection.execute("INSERT INTO pattern SELECT * FROM pattern LIMIT 1")
        connection.execute("UPDATE item SET is_open = is_open")
    connection.close()
    model = made.open_model()
    model.meta["count_pattern"] = "2"
    for ask in (ItemQuery().rows, lambda model: model.patterns(), lambda model: model.open_items()):
        with pytest.raises(ModelLost, match="damaged: table"):
            ask(model)
    model.close()


def test_rows_that_are_missing_from_a_list_are_noticed(made: Toy) -> None:
    with sqlite3.connect(made.model_path) as connection:
        for table in ("item", "balance", "party"):
            connection.execute(f"DELETE FROM {table} WHERE shard = 1")  # noqa: S608 - a test
    connection.close()
    model = made.open_model()
    for ask in (model.balances, model.parties, lambda: ItemQuery().rows(model), model.open_items):
        with pytest.raises(ModelLost, match="rows of"):
            ask()
    model.close()


def test_a_place_keeps_what_it_is_given() -> None:
    place = Place("/a", "b", "/c", "d")
    assert (place.ledger, place.variant, place.path, place.reason) == ("/a", "b", "/c", "d")


def test_a_name_no_system_knows_is_a_reason() -> None:
    assert "cannot be opened" in index_file.refused("a\0b")
