"""The read model carried along with what a command has just written, nothing read again.

What was written is known exactly, and was checked before; so the next command finds a fresh model.
Wherever that is not certain nothing is done: the next command finds out what changed.
"""

from __future__ import annotations

import time
from pathlib import Path
from zlib import crc32

from billcli.domain.entry import Account, Asserted, Document, Entry
from billcli.domain.frozen import replace
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.packed import pack
from billcli.ledger.difference import Difference
from billcli.ledger.ground import Ground
from billcli.ledger.standing import NotLocal
from billcli.services.change_rows import change_of
from billcli.store.index_file import ModelLost
from billcli.store.index_key import same
from billcli.store.index_rows import FileRow, files_of
from billcli.store.index_stamp import FOLDER, LEDGER, folder_before
from billcli.store.index_standing import Standing
from billcli.store.index_write import write_delta

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Directive
    from billcli.domain.packed import Packed
    from billcli.ledger.change_set import Appended, Receipt
    from billcli.services.shelf import Shelf
    from billcli.store.index_read import Model
    from billcli.store.index_rows import Delta


def follow_write(shelf: Shelf, receipt: Receipt) -> None:
    """Carry a read model along; it is closed afterwards, whatever comes of it.

    Args:
        shelf: the model of the books as they were before.
        receipt: what was written.
    """
    model = shelf.model
    try:
        delta = _delta(shelf, receipt)
    except (NotLocal, ModelLost, OSError):
        return
    finally:
        model.close()
    stamps = [row[2:11] for row in delta.files if row.made == LEDGER]
    write_delta(model.place, delta, time.time_ns(), lambda: same(stamps), wait=_PATIENCE)


_PATIENCE = 1.0


def _delta(shelf: Shelf, receipt: Receipt) -> Delta:
    model = shelf.model
    if model.meta["reason"] or not receipt.appended:
        raise NotLocal(model.meta["reason"] or "nothing was added")
    rows = {row.path: row for row in files_of(model)}
    grown = {str(one.path): one for one in receipt.appended}
    standing = Standing(model.connection)
    added: list[tuple[str, Packed]] = []
    for path, one in grown.items():
        for directive in one.directives:
            _check(directive, standing, Path(path).parent)
            added.append((path, pack(directive)))
    ground = Ground.from_json(model.meta["ground"])
    files = tuple(
        replace(file, size=now.size, sha256=now.sha256) if (now := grown.get(file.path)) else file
        for file in ground.files
    )
    count = ground.entry_count + len(added)
    difference = Difference(
        replace(ground, files=files, entry_count=count), tuple(grown), added=tuple(added)
    )
    others = [path for path in receipt.files if str(path) not in grown]
    stamped = [_grown(rows[path], one) for path, one in grown.items()]
    stamped += _folders(model, others)
    return change_of(model, difference, stamped, shelf.configured)._replace(patterns=None)


def _check(directive: Directive, standing: Standing, folder: Path) -> None:
    """Refuse what could change more than the shards it is tied to.

    Raises:
        NotLocal: the next command has to find out.
    """
    if isinstance(directive, Entry):
        for posting in directive.postings:
            if posting.price or standing.holds_lots(posting.account):
                raise NotLocal("prices and lots")
            if standing.is_padded(posting.account):
                raise NotLocal("a padded account")
    if isinstance(directive, Asserted):
        raise NotLocal("a balance, which has to hold")
    if isinstance(directive, Account) and standing.account(directive.name):
        raise NotLocal("an account that is open")
    if isinstance(directive, Document) and not (folder / directive.path).exists():
        raise NotLocal("a document that is not there")


def _grown(row: FileRow, one: Appended) -> FileRow:
    """Return the row of a file as it is now.

    Raises:
        NotLocal: it was another file than the model knew, or somebody else has changed it since.
    """
    if row.sha256 != one.sha256_old or row.size != one.size_old or one.mark is None:
        raise NotLocal("the file was not the one that is known")
    with one.path.open("rb", buffering=0) as file:
        file.seek(one.size_old)
        tail = file.read()
    if len(tail) != one.size - one.size_old:
        raise NotLocal("somebody else has written since")
    mark = one.mark
    return row._replace(
        size=mark.size,
        mtime_ns=mark.mtime_ns,
        ctime_ns=mark.ctime_ns,
        inode=mark.inode,
        device=mark.device,
        sha256=one.sha256,
        crc=crc32(tail, row.crc),
        seen_ns=mark.seen_ns,
    )


def _folders(model: Model, files: list[Path]) -> Iterator[FileRow]:
    """Yield the rows of watched folders in which files were made, and nothing else happened.

    Raises:
        NotLocal: a file of the ledger was made or rewritten, or a folder holds other files too.
    """
    ledger = {row.path for row in files_of(model, LEDGER)}
    if any(str(path) in ledger or not path.exists() for path in files):
        raise NotLocal("a file of the ledger was rewritten")
    rows = {row.path: row for row in files_of(model, FOLDER)}
    for folder in sorted({path.parent for path in files}):
        row = rows.get(str(folder))
        if row is None:
            continue
        names = {path.name for path in files if path.parent == folder}
        found = folder_before(str(folder), names, time.time_ns())
        if found is None or found[1] != row.sha256:
            raise NotLocal("the folder holds other files")
        stamp = found[0]
        yield FileRow(row.id, row.ord, *stamp, made=FOLDER)
