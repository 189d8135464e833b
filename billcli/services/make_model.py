"""Making the read model of a ledger anew, from a full load."""

from __future__ import annotations

import json
import time

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import pack_options
from billcli.ledger.standing import NotLocal
from billcli.services.arrange_shards import arranged, rows_of
from billcli.services.keep_model import How, Kept, asked
from billcli.services.model_reading import (
    NotKeptError,
    Read,
    Reading,
    cold_reading,
    load_whole,
    reading_of,
)
from billcli.services.watch_files import patterns_of, watched
from billcli.store.index_ask import Ask
from billcli.store.index_file import ModelLost
from billcli.store.index_key import stamp
from billcli.store.index_read import open_model
from billcli.store.index_rows import FileRow, Whole
from billcli.store.index_schema import sealed
from billcli.store.index_stamp import LEDGER, NAME
from billcli.store.index_sums import total_rows
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.entry import LedgerOptions
    from billcli.domain.problem import Problem
    from billcli.domain.whole import Whole as WholeSaid
    from billcli.services.keep_model import Wanted
    from billcli.store.index_file import Place
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row
    from billcli.store.index_sums import Totals


def make_anew(wanted: Wanted, place: Place, reason: str, remarks: Sequence[str]) -> Kept:
    """Read a ledger as a whole, and keep its model where that is possible.

    File by file where that gives the same, else as Beancount loads it.

    Args:
        wanted: the ledger.
        place: where the model is kept.
        reason: why it is not asked.
        remarks: what was done before.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    said = [*remarks, f"The ledger is read as a whole: {reason}"]
    failure = place.reason
    if place.path:
        try:
            failure = _write(wanted, place, cold_reading(wanted))
        except (NotLocal, NotKeptError) as refused:
            failure = str(refused)
        if not failure and (found := _opened(wanted, place, said)):
            return found
        said.append(f"All at once, not file by file: {failure}")
    loaded = load_whole(wanted)
    if place.path:
        try:
            failure = _write(wanted, place, reading_of(loaded))
        except NotKeptError as refused:
            failure = str(refused)
        if not failure and (found := _opened(wanted, place, said)):
            return found
    if failure != reason:
        said.append(f"No read model is kept: {failure}")
    return Kept(loaded.snapshot, said, How.NOT_KEPT, failure)


def _opened(wanted: Wanted, place: Place, said: Sequence[str]) -> Kept | None:
    try:
        model, _ = open_model(place)
        return asked(wanted, model, said, How.MADE) if model is not None else None
    except ModelLost:
        return None


def _write(wanted: Wanted, place: Place, reading: Reading) -> str:
    """Write the model; return why it cannot be kept, or nothing.

    Raises:
        NotLocal: the ledger has to be loaded as a whole.
        NotKeptError: what was read depends on more than can be watched, or changed meanwhile.
    """
    return write_whole(place, whole_of(wanted, reading), time.time_ns())


def whole_of(wanted: Wanted, reading: Reading) -> Whole:
    """Return the rows of a model; its iterators raise what ``_write`` does."""
    ids = {path: at for at, path in enumerate(reading.paths, 1)}

    known: Totals | None = {} if reading.adds_up else None

    def more(model: Model) -> Iterator[tuple[str, Iterable[Row]]]:
        read = reading.done()
        yield "file", sealed(list(_files(read, ids)))
        yield "pattern", sealed(patterns_of(read.ground, ids))
        yield "total", sealed(total_rows(read.totals if reading.adds_up else {}))
        yield "lot", sealed((account,) for account in read.lots)
        yield "meta", list(_texts(wanted, read).items())
        yield "file", sealed(list(watched(model, wanted, read.ground, len(ids) + 1)))
        yield from follows(model, wanted, read.options, reading.jobs)

    return Whole((), (), _facts(reading, ids), (), (), (), (), (), (), (), {}, known, more)


def _texts(wanted: Wanted, read: Read) -> Mapping[str, str]:
    return {
        "root": read.ground.root,
        "options": pack_options(read.options),
        "problems": json.dumps([_row_of(problem) for problem in read.problems]),
        "seen_from": str(wanted.seen_from),
        "entry_count": str(read.ground.entry_count),
        "ground": read.ground.to_json(),
        "reason": read.reason,
    }


def follows(
    model: Model, wanted: Wanted, options: LedgerOptions, jobs: int = 1
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield what follows from the facts that stand in a model: shards and all their rows, finished.

    Args:
        model: being made.
        wanted: the ledger.
        options: its options.
        jobs: processes, 1 for this one alone.
    """
    found = arranged(model, options, wanted.receivable, jobs)
    yield from rows_of(model, found, options, jobs)
    yield "meta", figures(model, found.roots, found.whole)


def figures(model: Model, roots: Sequence[str], whole: WholeSaid) -> list[tuple[str, str]]:
    """Return the texts that follow from the facts."""
    ask = Ask(model)
    return [
        ("roots", json.dumps(list(roots))),
        ("whole", whole.packed()),
        ("apart_from", ask.apart_from()),
        ("valid_from", ask.last_day()),
        ("valid_until", ""),
    ]


def _facts(reading: Reading, ids: dict[str, int]) -> Iterator[Row]:
    """Yield the facts, each with a number; names that plugins made up get numbers as files do."""
    number = 0
    for file, rows in reading.rows:
        known = ids.get(file) or ids.setdefault(file, len(ids) + 1)
        for kind, date, line, data in rows:
            if type(line) is not int:
                raise NotKeptError("a directive says itself in which line it stands")
            number += 1
            yield number, known, line, date, kind, data


def _files(read: Read, ids: Mapping[str, int]) -> Iterator[FileRow]:
    for order, file in enumerate(read.ground.files):
        found = stamp(file.path, time.time_ns())
        if found is None or found[6] != file.sha256:
            msg = f"{file.path} changed while it was read"
            raise NotKeptError(msg)
        push = json.dumps(read.open_push.get(file.path, ()))
        yield FileRow(ids[file.path], order, *found, file.newline, push, LEDGER)
    for name, at in ids.items():
        if at > len(read.ground.files):
            yield FileRow(at, at, name, made=NAME)


def _row_of(problem: Problem) -> list[str | int]:
    where = problem.where
    return [
        problem.code,
        problem.message,
        where.file if where else "",
        where.line if where else 0,
        problem.help,
        problem.severity.value,
        problem.excerpt,
    ]
