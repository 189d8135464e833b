"""A read model brought up to date from the files that changed, without reading the others."""

from __future__ import annotations

import time
from pathlib import Path

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed_value import parsed
from billcli.ledger.delta import delta_of
from billcli.ledger.ground import Ground as Files
from billcli.ledger.plugin_run import OWN, Policy
from billcli.ledger.standing import NotLocal
from billcli.services.change_rows import change_of
from billcli.store.index_file import ModelLost
from billcli.store.index_key import same, stamp
from billcli.store.index_rows import Delta, FileRow, files_of
from billcli.store.index_stamp import FOLDER, LEDGER
from billcli.store.index_standing import Standing
from billcli.store.index_write import Passing, write_delta

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from billcli.ledger.difference import Difference
    from billcli.services.keep_model import Wanted
    from billcli.store.index_key import Verdict
    from billcli.store.index_read import Model
    from billcli.store.index_stamp import Stamp


def follow(wanted: Wanted, model: Model, verdict: Verdict, remarks: list[str]) -> str:
    """Bring a stale model up to date; return why that cannot be, or nothing.

    Args:
        wanted: the ledger.
        model: stale; closed afterwards.
        verdict: what changed.
        remarks: is told what was done.
    """
    try:
        if verdict.everything or model.meta["reason"]:
            return model.meta["reason"] or verdict.reason
        if all(change.how == "watched" for change in verdict.changes):
            change = Delta(model.meta["revision"], files=list(_folders(model, verdict)))
        else:
            change = _delta(wanted, model, verdict)
    except (NotLocal, ModelLost) as refused:
        return f"{verdict.reason}; {refused}"
    finally:
        model.close()
    stamps: list[Stamp] = [row[2:11] for row in change.files if row.made == LEDGER]
    failure = write_delta(model.place, change, time.time_ns(), lambda: same(stamps))
    if failure:
        return "" if isinstance(failure, Passing) else failure
    remarks.append(f"Only what changed was read: {verdict.reason}")
    return ""


def _delta(wanted: Wanted, model: Model, verdict: Verdict) -> Delta:
    policy = Policy((*wanted.skip, OWN), wanted.allow)
    stale = [change.path for change in verdict.changes if change.how in {"grown", "edited", "gone"}]
    files = Files.from_json(model.meta["ground"])
    found = delta_of(files, Standing(model.connection), stale, policy)
    return change_of(model, found, _file_rows(model, verdict, found), wanted.receivable)


def _file_rows(model: Model, verdict: Verdict, found: Difference) -> list[FileRow]:
    """Return the rows of files that changed, came, or have another place in the order."""
    known = {row.path: row for row in files_of(model, LEDGER)}
    stamps = {change.path: change.stamp for change in verdict.changes}
    free = max(row.id for row in files_of(model)) + 1
    rows: list[FileRow] = []
    for order, file in enumerate(found.ground.files):
        old = known.get(file.path)
        if file.path not in found.read:
            if old is not None and old.ord != order:
                rows.append(old._replace(ord=order))
            continue
        made = _stamped(file.path, file.sha256, stamps.get(file.path))
        number = old.id if old else free
        free += old is None
        rows.append(FileRow(number, order, *made, file.newline, "[]", LEDGER))
    return [*rows, *_folders(model, verdict, found.removed)]


def _stamped(path: str, sha256: str, known: Stamp | None) -> Stamp:
    found = known if known and known[6] == sha256 else stamp(path, time.time_ns())
    if found is None or found[6] != sha256:
        raise NotLocal(f"{path} changed while it was read")
    return found


def _folders(model: Model, verdict: Verdict, removed: Collection[int] = ()) -> Iterator[FileRow]:
    """Yield the rows of folders that hold other files now, once every document is known to stay.

    Args:
        model: open.
        verdict: what changed.
        removed: ids of facts that are gone; what they name need not be there.

    Raises:
        NotLocal: a document is gone.
    """
    watched = {change.file: change for change in verdict.changes if change.how == "watched"}
    if not watched:
        return
    rows = {row.id: row for row in files_of(model)}
    for document in model.facts(kinds="D"):
        if document[0] in removed:
            continue
        path = Path(rows[document[1]].path).parent / parsed(document[5])[1]
        if not path.exists():
            raise NotLocal(f"the document {path} is gone")
    for number, change in watched.items():
        if change.stamp is None:
            raise NotLocal(f"the folder {change.path} is gone")
        yield FileRow(number, rows[number].ord, *change.stamp, made=FOLDER)
