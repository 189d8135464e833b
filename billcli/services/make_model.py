"""Making the read model of a ledger anew, from a full load."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.domain.packed import pack_options
from billcli.domain.packed_value import parsed
from billcli.ledger.cold import cold_build
from billcli.ledger.cold_pool import can_fork
from billcli.ledger.include import is_pattern
from billcli.ledger.load_packed import load_packed
from billcli.ledger.plugin_run import OWN
from billcli.ledger.standing import NotLocal
from billcli.services.arrange_shards import arranged, rows_of
from billcli.services.document_folder import document_folders
from billcli.services.keep_model import How, Kept, asked, expand_in
from billcli.store.index_ask import Ask
from billcli.store.index_file import ModelLost
from billcli.store.index_key import joined, stamp
from billcli.store.index_read import open_model
from billcli.store.index_rows import FileRow, PatternRow, Whole
from billcli.store.index_stamp import FOLDER, LEDGER, NAME, WATCHED
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.entry import LedgerOptions
    from billcli.domain.packed import Packed
    from billcli.domain.problem import Problem
    from billcli.domain.whole import Whole as WholeSaid
    from billcli.ledger.ground import Ground
    from billcli.ledger.load_packed import Loaded
    from billcli.services.keep_model import Wanted
    from billcli.store.index_file import Place
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row


class NotKeptError(Exception):
    """There can be no model of the ledger as it stands; ``str`` says why."""


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
            failure = _write(wanted, place, _cold(wanted))
        except (NotLocal, NotKeptError) as refused:
            failure = str(refused)
        if not failure and (found := _opened(wanted, place, said)):
            return found
        said.append(f"All at once, not file by file: {failure}")
    loaded = load_packed(
        wanted.ledger,
        skip_plugins=(*wanted.skip, OWN),
        allow_plugins=wanted.allow,
        seen_from=wanted.seen_from,
    )
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


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger on its way into a model.

    Attributes:
        paths: of its files, in order.
        rows: (path, row) of every directive; asked for once.
        done: what else is known once all rows were taken.
        adds_up: whether the totals of all postings are known then.
        jobs: processes that may work on it.
    """

    paths: tuple[str, ...]
    rows: Iterable[tuple[str, Packed]]
    done: Callable[[], Read]
    adds_up: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a ledger that was read.

    Attributes:
        reason: why changes cannot be told from the changed files alone, or an empty text.
        open_push: of each file, as in ``LedgerFile``.
        totals: what all postings come to by account, currency and month, where ``adds_up``.
    """

    ground: Ground
    options: LedgerOptions
    problems: tuple[Problem, ...] = ()
    lots: frozenset[str] = frozenset()
    reason: str = ""
    open_push: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    totals: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)


def _cold(wanted: Wanted) -> Reading:
    """Return the reading of a ledger file by file.

    Raises:
        NotLocal: it has to be loaded as a whole.
    """
    jobs = len(os.sched_getaffinity(0)) if can_fork() else 1
    build = cold_build(
        wanted.seen_from / wanted.ledger,
        skip_plugins=(*wanted.skip, OWN),
        allow_plugins=wanted.allow,
        jobs=jobs,
    )
    rows = ((path, row) for path, found in build.rows() for row in found)

    def done() -> Read:
        return Read(build.ground, build.options, totals=build.totals)

    return Reading(build.files, rows, done, adds_up=True, jobs=jobs)


def reading_of(loaded: Loaded) -> Reading:
    """Return the reading of a ledger that was loaded as a whole.

    Raises:
        NotKeptError: it has errors, whose causes may lie outside its files.
    """
    snapshot = loaded.snapshot
    if not snapshot.is_sound:
        raise NotKeptError("the ledger has errors")
    read = Read(
        loaded.ground,
        snapshot.facts.options,
        snapshot.problems,
        loaded.lots,
        loaded.reason,
        {str(file.path): file.open_push for file in snapshot.files},
    )
    return Reading(tuple(str(file.path) for file in snapshot.files), loaded.rows(), lambda: read)


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

    known: Mapping[tuple[str, str, str], Decimal] | None = {} if reading.adds_up else None

    def more(model: Model) -> Iterator[tuple[str, Iterable[Row]]]:
        read = reading.done()
        yield "file", list(_files(read, ids))
        yield "pattern", _patterns(read.ground, ids)
        yield "total", ((*key, format(sum_, "f")) for key, sum_ in sorted(read.totals.items()))
        yield "lot", [(account,) for account in read.lots]
        yield "meta", list(_texts(wanted, read).items())
        yield "file", list(watched(model, wanted, read.ground, len(ids) + 1))
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
    """Yield what follows from the facts that stand in a model: shards and all their rows.

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


def watched(model: Model, wanted: Wanted, ground: Ground, first: int) -> Iterator[FileRow]:
    """Yield what else decides what the ledger says: plugins' sources, folders of documents.

    Args:
        model: holds the facts.
        wanted: the ledger.
        ground: its files.
        first: the first number that is free.
    """
    paths = [(path, WATCHED) for path in _sources(wanted)]
    paths += [(folder, FOLDER) for folder in _folders(model, ground)]
    now = time.time_ns()
    for at, (path, made) in enumerate(dict.fromkeys(paths), first):
        found = stamp(path, now, made)
        if found is None:
            msg = f"{path} cannot be watched"
            raise NotKeptError(msg)
        yield FileRow(at, at, *found, made=made)


def _sources(wanted: Wanted) -> Iterator[str]:
    """Yield the source files of the plugins that the user allowed, and of all they may import.

    Of what is installed, only the packages that are named.
    """
    if not wanted.allow:
        return
    import sysconfig  # noqa: PLC0415 - few ledgers run plugins
    from fnmatch import fnmatchcase  # noqa: PLC0415 - the same

    tops = [allowed.partition(".")[0] for allowed in wanted.allow]
    installed = tuple({*sysconfig.get_paths().values(), str(Path(__file__).parents[1])})
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        is_named = any(fnmatchcase(name.partition(".")[0], top) for top in tops)
        if file and (is_named or not file.startswith(installed)):
            yield file


def _folders(model: Model, ground: Ground) -> Iterator[str]:
    """Yield the folders that hold documents the ledger names, or is to find."""
    paths = {row[0]: row[2] for row in model.files()}
    found: dict[str, None] = {}
    for row in model.facts(kinds="D"):
        found.update(dict.fromkeys(document_folders(paths[row[1]], parsed(row[5])[1])))
    for name, value in ground.main.settings:
        if name == "documents":
            for folder, _, _ in os.walk(Path(ground.root) / value):
                found[folder] = None
    yield from map(os.path.normpath, found)


def _patterns(ground: Ground, ids: Mapping[str, int]) -> list[PatternRow]:
    expand = expand_in(ground.root)
    found = [
        PatternRow(ids[file.path], line, written, joined(expand(file.path, written)))
        for file in ground.files
        for line, written in file.includes
        if is_pattern(written)
    ]
    named = (path for row in found for path in row.found.split("\0") if path and path[0] == "/")
    if not ids.keys() >= set(named):
        msg = "other files are included now than were read"
        raise NotKeptError(msg)
    return found


def _facts(reading: Reading, ids: dict[str, int]) -> Iterator[Row]:
    """Yield the facts, each with a number; names that plugins made up get numbers as files do."""
    for number, (file, row) in enumerate(reading.rows, 1):
        kind, date, line, data = row
        if type(line) is not int:
            raise NotKeptError("a directive says itself in which line it stands")
        known = ids.get(file) or ids.setdefault(file, len(ids) + 1)
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
