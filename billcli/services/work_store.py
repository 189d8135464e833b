"""The entries of work a project holds, and which of them are billed: told by the ledger, each once.

An entry names the document that billed it. It is billed while the ledger has that document and did
not credit it in full: a voided invoice sets its work free, and undo takes the name away again.
"""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.cancelled_credit import unvoided
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, each
from billcli.ledger.atomic_file import digest
from billcli.ledger.change_set import NewFile, Rewrite
from billcli.services.draft import apply
from billcli.services.draft_bytes import bytes_of
from billcli.services.draft_file import WORK
from billcli.store.work_file import read_work, with_added, with_invoices

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from billcli.domain.books import Books
    from billcli.domain.work import Work
    from billcli.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WorkFile:
    """One file of work with its bytes and its entries."""

    path: Path
    data: bytes
    works: tuple[Work, ...]


def work_files(workspace: Workspace) -> tuple[WorkFile, ...]:
    """Return the files of work there are, by year.

    Raises:
        InvalidError: one cannot be read, or an id stands in two of them (WORK-INVALID).
    """
    folder = workspace.folder / WORK
    paths = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    found = tuple(each(_file, paths))
    ids = [work.id for file in found for work in file.works]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise InvalidError.of(
            "WORK-INVALID",
            f"the entry {twice} stands in two files of {WORK}/",
            hint="take one of them out",
        )
    return found


def _file(path: Path) -> WorkFile:
    shown = f"{WORK}/{path.name}"
    data = bytes_of(path, shown, "file of work")
    return WorkFile(path, data, read_work(data, shown))


def works_of(files: Iterable[WorkFile]) -> tuple[Work, ...]:
    """Return all entries, by date."""
    every = (work for file in files for work in file.works)
    return tuple(sorted(every, key=lambda one: (one.date, one.customer, one.id)))


def billed(books: Books, works: Iterable[Work]) -> frozenset[str]:
    """Return the numbers of documents that bill work: the ledger has them, and they stand."""
    return unvoided(books, (name for work in works for name in work.documents))


def add_works(workspace: Workspace, works: Sequence[Work], *, dry_run: bool) -> tuple[Path, ...]:
    """Add entries to the files of their years, all or none; return the files.

    Raises:
        InvalidError: a file cannot be read.
        ConflictError: somebody else writes.
    """
    there = {file.path: file.data for file in work_files(workspace)}
    by_path: dict[Path, list[Work]] = {}
    for work in works:
        path = workspace.folder / WORK / f"{work.date.year:04}.csv"
        by_path.setdefault(path, []).append(work)
    if by_path and not dry_run:
        apply(workspace, *(_added(path, there.get(path), new) for path, new in by_path.items()))
    return tuple(by_path)


def _added(path: Path, data: bytes | None, works: Sequence[Work]) -> NewFile | Rewrite:
    content = with_added(data, works)
    return NewFile(path, content) if data is None else Rewrite(path, digest(data), content)


def marked(files: Iterable[WorkFile], ids: Collection[str], number: str) -> tuple[Rewrite, ...]:
    """Return the change that lets entries name a document, after those that billed them before.

    Their invoices are void; were that taken back, the entries would be billed by them again.
    """
    return _renamed(files, {one.id: (*one.documents, number) for one in _of(files, ids)})


def released(workspace: Workspace, numbers: Collection[str]) -> tuple[Rewrite, ...]:
    """Return the change that frees the work of documents that are taken back."""
    try:
        files = work_files(workspace)
    except InvalidError:  # the books are more urgent, and a number the ledger lacks bills nothing
        return ()
    own = (work for work in works_of(files) if not set(numbers).isdisjoint(work.documents))
    return _renamed(
        files, {work.id: [n for n in work.documents if n not in numbers] for work in own}
    )


def _of(files: Iterable[WorkFile], ids: Collection[str]) -> Iterable[Work]:
    return (work for file in files for work in file.works if work.id in ids)


def _renamed(
    files: Iterable[WorkFile], documents: Mapping[str, Iterable[str]]
) -> tuple[Rewrite, ...]:
    changes = []
    for file in files:
        own = {w.id: " ".join(documents[w.id]) for w in file.works if w.id in documents}
        if own:
            content = with_invoices(file.data, own)
            changes.append(Rewrite(file.path, digest(file.data), content))
    return tuple(changes)
