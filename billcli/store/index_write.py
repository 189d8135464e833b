"""Writing a read model: a whole one beside the old, or a change of the one that is there.

A whole model is written to a temporary file, brought to the disk and renamed, so that readers see
the old one or the new. A change is one transaction (``index_change``). Every failure leaves the old
model, or none.
"""

from __future__ import annotations

import os
import sqlite3
from binascii import crc32
from contextlib import closing, contextmanager, suppress
from marshal import dumps

from billcli.domain.named import TYPE_CHECKING
from billcli.store.bind_items import bind_all
from billcli.store.index_change import apply
from billcli.store.index_file import (
    WRITE_WAIT,
    ModelLost,
    foreign,
    is_locked,
    opened,
    refused,
    rows,
    worded,
)
from billcli.store.index_guard import ENDING, Busy, Overtaken, sweep, undo_leftovers, writing
from billcli.store.index_read import Model, open_model
from billcli.store.index_schema import (
    INDEXES,
    SCHEMA,
    TABLES,
    creation,
    finished,
    insertion,
    sealed,
)
from billcli.store.index_sums import add, standing_row, total_rows
from billcli.store.index_version import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from billcli.store.index_file import Place
    from billcli.store.index_key import Verdict
    from billcli.store.index_rows import Delta, Whole
    from billcli.store.index_schema import Row

    _Totals = dict[tuple[str, str], dict[str, Decimal]]


class Passing(str):
    """Why a model was not written, in words, where somebody else was only faster."""

    __slots__ = ()


_FAILURES = (sqlite3.Error, OSError, UnicodeError, OverflowError, ModelLost, Busy)
_QUICK = (
    "PRAGMA journal_mode = OFF",  # the file is thrown away when anything fails
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -8000",
)


def write_whole(place: Place, whole: Whole, now_ns: int, wait: float = WRITE_WAIT) -> str:
    """Write a new model in place of whatever is there; return why it could not be, or nothing.

    What the caller's own iterators raise comes through, and the old model stays.

    Args:
        place: where it lives.
        whole: its rows.
        now_ns: the clock.
        wait: seconds to wait for other writers and readers.
    """
    if not place.path:
        return place.reason
    fresh = f"{place.path}.{os.getpid()}{ENDING}"
    folder = os.path.dirname(place.path)  # noqa: PTH120 - a text all the way
    try:
        os.makedirs(folder, 0o700, exist_ok=True)  # noqa: PTH103 - the same
        _build(fresh, place, whole, now_ns)
        with writing(place.path, wait):
            sweep(folder, now_ns)
            undo_leftovers(place.path, wait)
            os.rename(fresh, place.path)  # noqa: PTH104 - the same
            _sync(folder)
    except _FAILURES as error:
        return _why(error)
    finally:
        with suppress(OSError):
            os.unlink(fresh)  # noqa: PTH108 - the same
    return ""


@contextmanager
def beside(place: Place, whole: Whole, now_ns: int) -> Iterator[Model]:
    """Write a model to a file of this process alone, to be looked at; it is removed afterwards.

    Args:
        place: where the model would live.
        whole: its rows.
        now_ns: the clock.

    Raises:
        ModelLost: it cannot be written, or not be read again.
    """
    fresh = f"{place.path}.{os.getpid()}{ENDING}"
    try:
        try:
            _build(fresh, place, whole, now_ns)
        except _FAILURES as error:
            raise ModelLost(_why(error)) from error
        model, reason = open_model(type(place)(place.ledger, place.variant, fresh))
        if model is None:
            raise ModelLost(reason)
        try:
            yield model
        finally:
            model.close()
    finally:
        with suppress(OSError):
            os.unlink(fresh)  # noqa: PTH108 - a text all the way


@contextmanager
def held_still(model: Model) -> Iterator[Callable[[], Model]]:
    """Hold the file of a model in the making still, and tell how a forked process opens it.

    All that was written before can be read there. What is written meanwhile stays in the memory
    of this process until this ends.
    """
    path = model.connection.execute("PRAGMA database_list").fetchone()[2]
    model.connection.execute("COMMIT")
    model.connection.execute("PRAGMA cache_spill = OFF")
    model.connection.execute("BEGIN")
    yield lambda: Model(opened(path, 0, "ro&immutable=1"), {}, model.place)
    model.connection.execute("PRAGMA cache_spill = ON")


def _build(fresh: str, place: Place, whole: Whole, now_ns: int) -> None:
    with suppress(FileNotFoundError):
        os.unlink(fresh)  # noqa: PTH108 - a text all the way
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    with closing(opened(fresh, 0)) as connection:
        for statement in (*_QUICK, "BEGIN", *creation()):
            connection.execute(statement)
        _fill(connection, whole)
        said = _fill_more(Model(connection, {}, place), whole)
        bind_all(connection)
        _describe(connection, place, {**whole.meta, **said}, now_ns)
        for index in INDEXES:
            connection.execute(f"CREATE INDEX {index}")
        connection.execute("COMMIT")
    _sync(fresh)


def _fill(connection: sqlite3.Connection, whole: Whole) -> None:
    totals: _Totals = {}
    standing: dict[str, list[Row]] = {}
    connection.executemany(insertion("file"), sealed(whole.files))
    connection.executemany(insertion("pattern"), sealed(whole.patterns))
    read = _read_over(whole.facts, standing, totals if whole.totals is None else None)
    connection.executemany(insertion("fact"), read)
    for table, found in standing.items():
        connection.executemany(insertion(table), sealed(found))
    derived: dict[str, Iterable[Row]] = {
        "number": whole.numbers,
        "member": whole.members,
        "tie": whole.ties,
        "item": whole.items,
        "party": whole.parties,
        "balance": whole.balances,
        "lot": ((account,) for account in whole.lots),
    }
    for table, given in derived.items():
        connection.executemany(insertion(table), finished(table, given))
    known = totals if whole.totals is None else whole.totals
    connection.executemany(insertion("total"), sealed(total_rows(known)))


def _fill_more(model: Model, whole: Whole) -> dict[str, str]:
    """Add what follows from the facts; return what is to be said in ``meta``."""
    said: dict[str, str] = {}
    for table, found in whole.more(model) if whole.more else ():
        if table == "meta":
            said.update((key, text) for key, text in found)
            continue
        model.connection.executemany(insertion(table), found)
    return said


def _read_over(
    facts: Iterable[Row], standing: dict[str, list[Row]], totals: _Totals | None
) -> Iterator[Row]:
    """Yield facts to write, and note on the way what they say about accounts."""
    for fact in facts:
        number, file, line, date, kind, data = fact
        if kind == "T":
            if totals is not None:
                add(totals, (fact,))
        elif found := standing_row(fact):
            standing.setdefault(found[0], []).append(found[1])
        # ``sealed_fact``, without a call for each of them
        yield (
            number,
            file,
            line,
            date,
            kind,
            data,
            crc32(dumps((number, file, date, kind, data), 0)),
        )


def _describe(
    connection: sqlite3.Connection, place: Place, said: Mapping[str, str], now_ns: int
) -> None:
    meta = {
        **said,
        "schema": str(SCHEMA),
        "ledger": place.ledger,
        "variant": place.variant,
        "versions": versions(),
        "made_ns": str(now_ns),
        "revision": os.urandom(8).hex(),
    }
    for table in TABLES:
        sql = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name of ours
        meta[f"count_{table}"] = str(connection.execute(sql).fetchone()[0])
    sql = "SELECT count(*) FROM item WHERE is_open"
    meta["count_open"] = str(connection.execute(sql).fetchone()[0])
    connection.executemany(insertion("meta"), sealed(sorted(meta.items())))


def write_delta(
    place: Place, delta: Delta, now_ns: int, still: Callable[[], bool], wait: float = WRITE_WAIT
) -> str:
    """Apply a change in one transaction; return why it was not, or nothing.

    Close the model that the delta was made from before: as long as it is read, nothing is written.

    Args:
        place: where the model lives.
        delta: the change.
        now_ns: the clock.
        still: asked last inside the transaction; False undoes it. Pass
            ``lambda: index_key.same(stamps)`` of the files as the delta saw them.
        wait: seconds to wait for other writers and readers.
    """

    def change(connection: sqlite3.Connection) -> None:
        apply(connection, delta, now_ns)
        if not still():
            raise Overtaken("the ledger has changed again meanwhile")

    return _changed(place, wait, change)


def keep(place: Place, verdict: Verdict, wait: float = 0) -> str:
    """Write down stamps that have settled (``index_key.check``); return why not, or nothing.

    Best effort: by default nobody is waited for, and a failure only means hashing once more.
    """
    if not verdict.settled:
        return ""

    def change(connection: sqlite3.Connection) -> None:
        for file, stamp in verdict.settled:
            for row in list(
                rows(connection, "file", "WHERE id = ? AND sha256 = ?", [file, stamp[6]])
            ):
                kept = (*row[:3], *stamp[1:], *row[11:])
                connection.execute("DELETE FROM file WHERE id = ?", [file])
                connection.executemany(insertion("file"), sealed([kept]))

    return _changed(place, wait, change)


def _changed(place: Place, wait: float, change: Callable[[sqlite3.Connection], None]) -> str:
    """Do something to a model in one transaction, all of it or nothing."""
    if reason := place.reason or refused(place.path):
        return reason
    try:
        with writing(place.path, wait), closing(opened(place.path, wait)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if reason := foreign(place, dict(rows(connection, "meta"))):
                return reason
            change(connection)
            connection.execute("COMMIT")
    except _FAILURES as error:
        return _why(error)
    return ""


def _why(error: BaseException) -> str:
    """Return a failure in words, as ``Passing`` where it is over when the model is asked again."""
    passes = isinstance(error, Overtaken) or (isinstance(error, sqlite3.Error) and is_locked(error))
    return Passing(_words_of(error)) if passes else _words_of(error)


def _words_of(error: BaseException) -> str:
    if isinstance(error, ModelLost | Busy):
        return str(error)
    if isinstance(error, OSError):
        return f"the read model cannot be written: {(error.strerror or str(error)).lower()}"
    return worded(error).replace("cannot be read", "cannot be written")


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
