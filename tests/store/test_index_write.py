"""A model is the old one or the new one, whenever and however its writer ends."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from billcli.store import index_guard, index_write
from billcli.store.index_file import ModelChanged, ModelClosed, opened, place_of
from billcli.store.index_read import open_model
from billcli.store.index_rows import FactRow
from billcli.store.index_write import Passing, keep, write_delta, write_whole
from billcli.store.item_query import ItemQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Toy

    from billcli.store.index_rows import Delta

LATER = "2026-01-05 INV-1 acme 80.00\n2026-01-20 INV-7 acme 3.00\n2026-01-09 INV-2 globex 20.50\n"


def names(toy: Toy) -> list[str]:
    return sorted(path.suffix for path in toy.cache.iterdir())


def test_a_new_model_takes_the_place_of_the_old(made: Toy) -> None:
    made.write("jan.toy", LATER)
    assert made.make() == ""
    assert made.answer() == made.truth()
    assert names(made) == [".lock", ".sqlite"]


def test_without_a_place_nothing_is_written(toy: Toy) -> None:
    toy.env["BILLCLI_CACHE"] = "off"
    assert toy.make() == "BILLCLI_CACHE=off: no read model is kept"
    assert not toy.cache.exists()


def test_what_was_said_comes_back_in_meta(toy: Toy) -> None:
    toy.make(valid_from="2026-01-01", schema="7")
    model = toy.open_model()
    assert model.meta["valid_from"] == "2026-01-01"
    assert model.meta["schema"] == str(index_write.SCHEMA)
    assert model.meta["made_ns"] == str(toy.now())
    assert (model.meta["count_item"], model.meta["count_open"]) == ("4", "3")
    status = model.status()
    assert status["bytes"] == str(toy.model_path.stat().st_size)
    toy.model_path.unlink()
    assert model.status()["bytes"] == "0"
    model.close()


def test_a_folder_that_cannot_be_made_is_a_reason(toy: Toy) -> None:
    toy.cache.write_text("")
    assert toy.make().startswith("the read model cannot be written: ")
    assert toy.cache.read_text() == ""


def small_disk(path: str, wait: float) -> sqlite3.Connection:
    """Open a file that SQLite cannot make longer than a few pages."""
    connection = opened(path, wait)
    connection.execute("PRAGMA max_page_count = 12")
    return connection


def test_a_full_disk_leaves_the_old_model(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.truth()
    made.write("jan.toy", LATER)
    monkeypatch.setattr(index_write, "opened", small_disk)
    assert "full" in made.make()
    assert made.answer() == before
    assert not made.verdict().fresh
    assert names(made) == [".sqlite"] or names(made) == [".lock", ".sqlite"]


def test_a_disk_that_fails_leaves_the_old_model(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = made.truth()
    made.write("jan.toy", LATER)
    monkeypatch.setattr(os, "fsync", fail)
    assert made.make() == "the read model cannot be written: no space left on device"
    monkeypatch.undo()
    assert made.answer() == before


def test_text_that_is_no_text_is_a_reason(made: Toy) -> None:
    whole = made.whole()
    bad = FactRow(9, 1, 1, "2026-01-01", "T", '["*","\udcff"')
    reason = write_whole(made.place, whole._replace(facts=[bad], totals={}), made.now())
    assert "cannot be written" in reason
    assert made.answer() == made.truth()


def test_what_the_rows_raise_comes_through(made: Toy) -> None:
    def facts() -> Iterator[FactRow]:
        yield made.facts()[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(made.place, made.whole()._replace(facts=facts()), made.now())
    assert names(made) == [".lock", ".sqlite"]
    assert made.answer() == made.truth()


@pytest.mark.parametrize("content", [b"", b"garbage" * 999, b"SQLite format 3\0" + b"\xff" * 8000])
def test_a_damaged_model_is_replaced(made: Toy, content: bytes) -> None:
    made.model_path.write_bytes(content)
    Path(f"{made.model_path}-journal").write_bytes(content)
    assert made.make() == ""
    assert made.answer() == made.truth()
    assert names(made) == [".lock", ".sqlite"]


def test_a_model_of_a_newer_version_is_replaced(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    now = index_write.SCHEMA
    monkeypatch.setattr(index_write, "SCHEMA", 999)
    made.make()
    assert open_model(made.place)[1] == f"the read model has schema 999, this billcli reads {now}"
    monkeypatch.undo()
    assert made.make() == ""
    assert made.answer() == made.truth()


def test_temporaries_of_dead_writers_are_removed(made: Toy) -> None:
    gone = os.fork()
    if gone == 0:
        os._exit(0)
    os.waitpid(gone, 0)
    dead = Path(f"{made.model_path}.{gone}.new")
    odd = Path(f"{made.model_path}.what.new")
    mine = Path(f"{made.model_path}.{os.getppid()}.new")
    old = Path(f"{made.model_path}.1.new")
    for path in (dead, odd, mine, old):
        path.write_text("")
    os.utime(old, ns=(1, 1))
    assert made.make(made.now()) == ""
    assert [p.exists() for p in (dead, odd, mine, old)] == [False, False, True, False]


def test_a_process_of_another_user_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pid: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert index_guard._alive("1")


def test_a_second_writer_waits_no_longer_than_it_may(made: Toy) -> None:
    with index_guard.writing(made.place.path, 0):
        reason = write_whole(made.place, made.whole(), made.now(), 0.02)
    assert reason == "the read model is being written by another process"
    assert names(made) == [".lock", ".sqlite"]


def appended(toy: Toy) -> tuple[Delta, list[tuple[str, str]]]:
    """Append to a file; return the delta that brings the model up to it, and the answer after."""
    with toy.path("jan.toy").open("a") as file:
        file.write("2026-01-31 INV-8 acme 5.00\n2026-01-31 INV-9 umbrella 1.00\n")
    model = toy.open_model()
    old = list(model.facts())
    first, revision = model.next_fact(), model.meta["revision"]
    model.close()
    known = {(row[1], row[2]): row[0] for row in old}
    facts = [
        fact._replace(id=known.get((fact.file, fact.line), first + number))
        for number, fact in enumerate(toy.facts())
    ]
    delta = toy.delta(facts, [], revision)
    added = [fact for fact in facts if fact.id >= first]
    return delta._replace(added=added, files=toy.file_rows(toy.now())), toy.truth()


def yes() -> bool:
    return True


def test_a_delta_is_applied_whole(made: Toy) -> None:
    delta, after = appended(made)
    assert not made.verdict().fresh
    assert write_delta(made.place, delta, made.now(), yes) == ""
    assert made.verdict().fresh
    assert made.answer() == after
    assert names(made) == [".lock", ".sqlite"]


def test_a_delta_of_another_revision_is_refused(made: Toy) -> None:
    delta, _after = appended(made)
    assert write_delta(made.place, delta, made.now(), yes) == ""
    reason = write_delta(made.place, delta, made.now(), yes)
    assert reason == "another process has updated the read model meanwhile"
    assert isinstance(reason, Passing)


def test_a_delta_of_a_ledger_that_moved_on_is_undone(made: Toy) -> None:
    before = made.model_path.read_bytes()
    delta, _after = appended(made)
    reason = write_delta(made.place, delta, made.now(), lambda: False)
    assert reason == "the ledger has changed again meanwhile"
    assert isinstance(reason, Passing)
    assert made.model_path.read_bytes() == before


def test_a_delta_that_contradicts_the_model_is_undone(made: Toy) -> None:
    before = made.model_path.read_bytes()
    delta, _after = appended(made)
    twice = delta._replace(balances=[*delta.balances, *delta.balances])
    reason = write_delta(made.place, twice, made.now(), yes)
    assert "UNIQUE" in reason
    assert not isinstance(reason, Passing)
    missing = delta._replace(removed=[77])
    assert "there is no fact 77" in write_delta(made.place, missing, made.now(), yes)
    assert made.model_path.read_bytes() == before


def test_without_a_model_there_is_nothing_to_change(toy: Toy, made: Toy) -> None:
    delta, _after = appended(made)
    made.model_path.unlink()
    assert write_delta(made.place, delta, 1, yes) == "there is no read model yet"
    toy.env["BILLCLI_CACHE"] = "off"
    assert "off" in write_delta(toy.place, delta, 1, yes)


def test_a_delta_of_another_ledgers_model_is_refused(made: Toy) -> None:
    delta, _after = appended(made)
    other = place_of(str(made.path("jan.toy")), made.env)
    made.model_path.rename(other.path)
    assert write_delta(other, delta, 1, yes) == "the read model is of another ledger"


def test_a_full_disk_undoes_a_delta(made: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made.truth()
    delta, after = appended(made)
    big = [replace_data(fact, "x" * 400_000) for fact in delta.added]
    monkeypatch.setattr(index_write, "opened", small_disk)
    reason = write_delta(made.place, delta._replace(added=big), made.now(), yes)
    assert "full" in reason
    monkeypatch.undo()
    assert made.answer() == before
    assert write_delta(made.place, delta, made.now(), yes) == ""
    assert made.answer() == after


def replace_data(fact: FactRow, more: str) -> FactRow:
    return fact._replace(kind="N", data=f'["{more}"]')


def test_a_reader_beside_a_writer_sees_the_old_model_or_nothing(made: Toy) -> None:
    reader = made.open_model()
    assert [row[1] for row in reader.open_items(limit=1)] == ["INV-1"]
    delta, after = appended(made)
    assert write_delta(made.place, delta, made.now(), yes, 0) == ""  # nobody waits for a reader
    for ask in (
        reader.open_items,
        reader.balances,
        reader.next_fact,
        lambda: ItemQuery().rows(reader),
    ):
        with pytest.raises(ModelChanged, match="has changed meanwhile"):
            ask()
    reader.close()
    with pytest.raises(ModelClosed):
        reader.balances()
    assert made.answer() == after


def test_a_reader_goes_on_with_a_model_that_was_replaced_as_a_whole(made: Toy) -> None:
    before = made.truth()
    reader = made.open_model()
    assert made.make() == ""
    assert sorted((row[1], row[11]) for row in reader.open_items()) == before
    reader.close()
    assert made.answer() == before


def test_a_reader_in_the_middle_of_a_delta_sees_the_old(made: Toy) -> None:
    before, seen = made.truth(), []
    delta, after = appended(made)

    def look() -> bool:
        seen.append(made.answer())
        return True

    assert write_delta(made.place, delta, made.now(), look) == ""
    assert seen == [before]
    assert made.answer() == after


class Killed(Exception):  # noqa: N818 - it is no error here
    """The writer ends here."""


def killing(at: int, cause: Callable[[], None]) -> Callable[[str, float], sqlite3.Connection]:
    """Return an ``opened`` whose connection ends the writer at its n-th statement."""
    count = 0

    class Dying(sqlite3.Connection):
        def execute(self, *given: object) -> sqlite3.Cursor:
            step()
            return super().execute(*given)

        def executemany(self, *given: object) -> sqlite3.Cursor:
            step()
            return super().executemany(*given)

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            cause()

    def dying(path: str, wait: float) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None, factory=Dying)
        sqlite3.Connection.execute(connection, "PRAGMA cache_size = 1")  # written before its commit
        return connection

    return dying


def raised() -> None:
    raise Killed


def killed() -> None:
    os._exit(9)


EVERY = [7, pytest.param(1, marks=pytest.mark.long)]


@pytest.mark.parametrize("step", EVERY)
def test_raising_at_any_statement_of_a_delta_leaves_the_old(
    made: Toy, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before = made.truth()
    delta, after = appended(made)
    stops = 0
    for at in range(1, 500, step):
        monkeypatch.setattr(index_write, "opened", killing(at, raised))
        try:
            assert write_delta(made.place, delta, made.now(), yes, 0) == ""
        except Killed:
            stops += 1
            assert made.answer() == before
            assert not made.verdict().fresh
        else:
            break
    assert stops > 50 // step
    assert made.answer() == after
    assert made.verdict().fresh


def in_a_child(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - a child ends here, whatever it met
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("step", EVERY)
def test_a_kill_at_any_statement_of_a_delta_leaves_old_or_new(
    made: Toy, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    before, journals = made.truth(), 0
    delta, after = appended(made)
    for at in range(1, 500, step):
        monkeypatch.setattr(index_write, "opened", killing(at, killed))
        code = in_a_child(lambda: write_delta(made.place, delta, made.now(), yes, 0))
        journals += Path(f"{made.model_path}-journal").exists()
        if code == 0:
            break
        assert code == 9
        if at % 2:  # else the next writer comes first
            assert made.answer() == before
    assert (
        journals > 20 // step
    )  # half of a change stood in the file, and was undone by who came next
    assert made.answer() == after


def test_a_kill_at_any_statement_of_a_whole_leaves_the_old(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = made.truth()
    made.write("jan.toy", LATER)
    whole = made.whole()
    for at in range(1, 200):
        monkeypatch.setattr(index_write, "opened", killing(at, killed))
        code = in_a_child(lambda: write_whole(made.place, whole, made.now(), 0))
        if code == 0:
            break
        assert code == 9
        assert made.answer() == before
    assert at > 40
    assert made.answer() == made.truth()


def test_a_whole_model_after_a_killed_delta_is_not_undone(
    made: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    delta, after = appended(made)

    def end() -> bool:
        os._exit(9)

    monkeypatch.setattr(index_write, "opened", killing(0, killed))
    assert in_a_child(lambda: write_delta(made.place, delta, made.now(), end)) == 9
    monkeypatch.undo()
    assert Path(f"{made.model_path}-journal").exists()
    assert made.make() == ""
    assert not Path(f"{made.model_path}-journal").exists()
    assert made.answer() == after


def test_a_reader_of_what_a_killed_writer_left_is_waited_for(made: Toy) -> None:
    Path(f"{made.model_path}-journal").write_bytes(b"\0" * 600)
    reader = sqlite3.connect(made.model_path, isolation_level=None)
    reader.execute("BEGIN IMMEDIATE")
    assert write_whole(made.place, made.whole(), made.now(), 0) == (
        "the read model is being read by another process"
    )
    reader.close()
    assert write_whole(made.place, made.whole(), made.now(), 0) == ""


def test_keeping_a_stamp_needs_the_lock(made: Toy) -> None:
    os.utime(made.path("jan.toy"), ns=(1, 1))
    verdict = made.verdict()
    with index_guard.writing(made.place.path, 0):
        assert "being written" in keep(made.place, verdict)
    assert keep(made.place, verdict) == ""


def test_places_can_be_told_apart(toy: Toy) -> None:
    assert replace(toy, env={"HOME": "/h"}).place.path != toy.place.path
