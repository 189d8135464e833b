"""Making the read model of a ledger anew, from a full load."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from billcli.domain.packed import pack_options, unpack_options
from billcli.domain.packed_value import parsed
from billcli.ledger.include import is_pattern
from billcli.ledger.load_packed import load_packed
from billcli.ledger.plugin_run import OWN
from billcli.services.arrange_shards import arranged, rows_of
from billcli.services.keep_model import Kept, asked, expand_in
from billcli.store.index_ask import Ask
from billcli.store.index_file import ModelLost
from billcli.store.index_key import joined, stamp
from billcli.store.index_read import open_model
from billcli.store.index_rows import FactRow, FileRow, PatternRow, Whole
from billcli.store.index_stamp import FOLDER, LEDGER, NAME, WATCHED
from billcli.store.index_write import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.problem import Problem
    from billcli.domain.whole import Whole as WholeSaid
    from billcli.ledger.ground import Ground
    from billcli.ledger.load_packed import Loaded
    from billcli.ledger.snapshot import LedgerFile
    from billcli.services.keep_model import Wanted
    from billcli.store.index_file import Place
    from billcli.store.index_read import Model
    from billcli.store.index_schema import Row


class NotKeptError(Exception):
    """There can be no model of the ledger as it stands; ``str`` says why."""


def make_anew(wanted: Wanted, place: Place, reason: str, remarks: Sequence[str]) -> Kept:
    """Read a ledger as a whole, and keep its model where that is possible.

    Args:
        wanted: the ledger.
        place: where the model is kept.
        reason: why it is not asked.
        remarks: what was done before.

    Raises:
        InvalidError: the main file is missing or cannot be read.
    """
    said = [*remarks, f"the ledger is read as a whole: {reason}"]
    loaded = load_packed(
        wanted.ledger,
        skip_plugins=(*wanted.skip, OWN),
        allow_plugins=wanted.allow,
        seen_from=wanted.seen_from,
    )
    failure = place.reason or _write(wanted, place, loaded)
    if not failure:
        try:
            model, failure = open_model(place)
            if model is not None and (found := asked(wanted, model, said)):
                return found
        except ModelLost as lost:
            failure = str(lost)
    return Kept(loaded.snapshot, None, (*said, f"no read model is kept: {failure}"))


def _write(wanted: Wanted, place: Place, loaded: Loaded) -> str:
    try:
        return write_whole(place, whole_of(wanted, loaded), time.time_ns())
    except NotKeptError as error:
        return str(error)


def whole_of(wanted: Wanted, loaded: Loaded) -> Whole:
    """Return the rows of a model.

    Raises:
        NotKeptError: what was read depends on more than can be watched, or changed meanwhile.
    """
    snapshot = loaded.snapshot
    if not snapshot.is_sound:
        raise NotKeptError("the ledger has errors")
    files = [_file_row(at, file) for at, file in enumerate(snapshot.files)]
    patterns = _patterns(loaded.ground, {row.path: row.id for row in files})
    ids = {row.path: row.id for row in files}
    rows = _facts(loaded, ids)

    def more(model: Model) -> Iterator[tuple[str, Iterable[Row]]]:
        known = {row.path for row in files}
        yield (
            "file",
            (FileRow(at, at, name, made=NAME) for name, at in ids.items() if name not in known),
        )
        yield "file", watched(model, wanted, loaded.ground, len(ids) + 1)
        yield from follows(model, wanted, pack_options(snapshot.facts.options))

    return Whole(
        files=files,
        patterns=patterns,
        facts=rows,
        numbers=(),
        members=(),
        ties=(),
        items=(),
        parties=(),
        balances=(),
        lots=loaded.lots,
        meta={
            "root": str(snapshot.root),
            "options": pack_options(snapshot.facts.options),
            "problems": json.dumps([_row_of(problem) for problem in snapshot.problems]),
            "seen_from": str(wanted.seen_from),
            "entry_count": str(snapshot.entry_count),
            "ground": loaded.ground.to_json(),
            "reason": loaded.reason,
        },
        more=more,
    )


def follows(model: Model, wanted: Wanted, options: str) -> Iterator[tuple[str, Iterable[Row]]]:
    """Yield what follows from the facts that stand in a model: shards and all their rows."""
    said = unpack_options(options)
    found = arranged(model, said, wanted.receivable)
    yield from rows_of(model, found, said)
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
    """Yield the source files of the plugins that the user allowed, and of what is beside them."""
    for allowed in wanted.allow:
        top = allowed.partition(".")[0]
        for name, module in list(sys.modules.items()):
            if name == top or name.startswith(f"{top}."):
                yield from filter(None, [getattr(module, "__file__", None)])


def _folders(model: Model, ground: Ground) -> Iterator[str]:
    """Yield the folders that hold documents the ledger names, or is to find."""
    paths = {row[0]: row[2] for row in model.files()}
    found: dict[str, None] = {}
    for row in model.facts(kinds="D"):
        file = Path(paths[row[1]]).parent / parsed(row[5])[1]
        found[str(file.parent)] = None
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


def _facts(loaded: Loaded, ids: dict[str, int]) -> Iterator[FactRow]:
    """Yield the facts, each with a number; names that plugins made up get numbers as files do."""
    for number, (file, row) in enumerate(loaded.rows(), 1):
        known = ids.setdefault(file, len(ids) + 1)
        yield FactRow(number, known, row.line, row.date, row.kind, row.data)


def _file_row(at: int, file: LedgerFile) -> FileRow:
    found = stamp(str(file.path), time.time_ns())
    if found is None or found[6] != file.sha256:
        msg = f"{file.path} changed while it was read"
        raise NotKeptError(msg)
    return FileRow(at + 1, at, *found, file.newline, json.dumps(file.open_push), LEDGER)


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
