"""What a read model holds, as what a load of the ledger gives."""

from __future__ import annotations

import json
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source
from billcli.ledger.file_mark import FileMark
from billcli.ledger.snapshot import LedgerFile, Snapshot
from billcli.services.kept_facts import KeptFacts
from billcli.store.index_stamp import ID, LEDGER, MADE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.services.shelf import Shelf
    from billcli.store.index_schema import Row


def snapshot_of(shelf: Shelf) -> Snapshot:
    """Return a ledger as it was read; its facts are fetched when they are asked for."""
    meta, names = shelf.model.meta, shelf.names
    rows = [row for row in shelf.model.files() if row[MADE] == LEDGER]
    return Snapshot(
        root=Path(meta["root"]),
        files=tuple(_ledger_file(row, names[row[ID]]) for row in rows),
        facts=KeptFacts(shelf),
        problems=tuple(map(_problem, json.loads(meta["problems"]))),
        entry_count=int(meta["entry_count"]),
    )


def _ledger_file(row: Row, name: str) -> LedgerFile:
    _, _, path, size, mtime, ctime, inode, device, sha256, _, seen, newline, push, _ = row
    mark = FileMark(size, mtime, ctime, inode, device, seen)
    return LedgerFile(Path(path), name, size, sha256, newline, tuple(json.loads(push)), mark)


def _problem(row: Sequence[str | int]) -> Problem:
    code, message, file, line, hint, severity, excerpt = row
    where = Source(str(file), int(line)) if file or line else None
    return Problem(str(code), str(message), where, str(hint), Severity(severity), str(excerpt))
