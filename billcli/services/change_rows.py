"""A difference of facts as a change of the read model, with everything that follows from it."""

from __future__ import annotations

import json
import time
from itertools import chain

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import unpack_options
from billcli.domain.packed_value import parsed
from billcli.domain.whole import Whole
from billcli.ledger.standing import NotLocal
from billcli.services.document_folder import document_folders
from billcli.services.shard_rows import Ground
from billcli.services.touch_shards import Changed, touch
from billcli.store.index_key import joined, stamp
from billcli.store.index_rows import Delta, FactRow, FileRow, PatternRow, files_of
from billcli.store.index_stamp import FOLDER, LEDGER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.ledger.difference import Difference
    from billcli.store.index_read import Model


def change_of(model: Model, found: Difference, files: Sequence[FileRow], configured: str) -> Delta:
    """Return a difference of facts as a change of the model, everything that follows with it.

    Args:
        model: before the change.
        found: the difference.
        files: rows of all files that are to be replaced.
        configured: the root of the receivables that is named, or an empty text.

    Raises:
        NotLocal: what follows cannot be told from the difference.
    """
    ids = {row.path: row.id for row in files_of(model, LEDGER)}
    ids |= {row.path: row.id for row in files if row.made == LEDGER}
    first = model.next_fact()
    added = [
        FactRow(number, ids[path], row.line, row.date, row.kind, row.data)
        for number, (path, row) in enumerate(found.added, first)
    ]
    order = {ids[file.path]: at for at, file in enumerate(found.ground.files)}
    meta = model.meta
    ground = Ground(
        unpack_options(meta["options"]),
        tuple(json.loads(meta["roots"])),
        bool(meta["apart_from"]),
        Whole.unpacked(meta["whole"]),
    )
    changed = Changed(frozenset(found.removed), added, dict(found.moved), order)
    follows = touch(model, changed, ground, configured)
    rows = follows.rows
    return Delta(
        revision=meta["revision"],
        files=[*files, *_more_folders(model, found, added)],
        files_gone=[ids[path] for path in found.gone],
        patterns=[
            PatternRow(ids[p.file], p.line, p.written, joined(p.found)) for p in found.patterns
        ],
        removed=found.removed,
        added=added,
        moved=found.moved,
        dropped=follows.dropped,
        shards=[one.shard for one in rows],
        members=follows.members,
        ties=follows.ties,
        items=chain.from_iterable(one.items for one in rows),
        parties=chain.from_iterable(one.parties for one in rows),
        balances=chain.from_iterable(one.balances for one in rows),
        owing=chain.from_iterable(one.owing() for one in rows),
        numbers=chain(*(one.numbers for one in rows), follows.numbers),
        meta={
            "ground": found.ground.to_json(),
            "entry_count": str(found.ground.entry_count),
            "whole": follows.whole.packed(),
            "apart_from": follows.apart_from,
            "valid_from": follows.valid_from,
        },
    )


def _more_folders(model: Model, found: Difference, added: list[FactRow]) -> Iterator[FileRow]:
    """Yield the rows of folders that hold documents since now."""
    known = {row.path: row.id for row in files_of(model)}
    paths = {row.id: path for row, (path, _) in zip(added, found.added, strict=True)}
    free = max(known.values()) + len(found.read) + 1
    folders = {
        folder
        for row in added
        if row.kind == "D"
        for folder in document_folders(paths[row.id], parsed(row.data)[1])
    }
    for number, folder in enumerate(sorted(folders - known.keys()), free):
        made = stamp(folder, time.time_ns(), FOLDER)
        if made is None:
            raise NotLocal(f"the folder {folder} cannot be watched")
        yield FileRow(number, number, *made, made=FOLDER)
