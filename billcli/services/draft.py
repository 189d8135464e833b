"""Drafts: invoices in preparation, as small TOML files that a person can edit, without a number."""

from __future__ import annotations

import tomllib

from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError
from billcli.ledger.atomic_file import digest, digest_of, put, remove, sync_folder, told, write_temp
from billcli.ledger.change_set import ChangeSet, NewFile, Removal, Rewrite
from billcli.ledger.journal import Journal
from billcli.ledger.preparation import changed
from billcli.services.customer_account import customer_of
from billcli.services.draft_bytes import bytes_of, missing, require_plain
from billcli.services.draft_file import FOLDER, free_name, is_file, kept_of
from billcli.services.draft_text import KEYS, draft_text
from billcli.services.invoice_request import InvoiceRequest, calculated, invoice_draft
from billcli.store.lock import hold

if TYPE_CHECKING:
    from pathlib import Path

    from billcli.domain.invoice import Invoice
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent


def save_draft(
    workspace: Workspace,
    request: InvoiceRequest,
    discount: str,
    path: Path | None,
    *,
    dry_run: bool,
) -> tuple[Path, str, Invoice]:
    """Write a draft after checking that it can be issued; the answer is path, text and figures.

    Args:
        workspace: the books.
        request: what to invoice.
        discount: the document discount as typed.
        path: where to write it, anywhere; None makes a name in ``drafts/``.
        dry_run: check, write nothing.

    Raises:
        UsageError: whatever would stop it from being issued, or the file exists.
        BillcliError: the disk is full or fails.
    """
    customer = customer_of(workspace, request.customer, request.date)
    invoice = calculated(workspace, invoice_draft(workspace, request, customer))
    text = draft_text(request, discount)
    target = path or free_name(workspace, request.customer, request.date)
    check_new(target, named=path is not None)
    if not dry_run:
        apply(workspace, NewFile(target, text.encode()))
    return target, text, invoice


def apply(workspace: Workspace, *changes: NewFile | Rewrite | Removal) -> None:
    """Make, change or remove files of drafts, all or none where they lie in the project.

    Another's folder gets the files and nothing else.

    Raises:
        InvalidError: a file that is to be changed is a link (``DRAFT-UNREADABLE``).
        ConflictError: a file is not what the change was made from, or a writer holds the lock.
        BillcliError: the disk is full or fails.
    """
    for change in changes:
        if isinstance(change, Rewrite):
            require_plain(change.path)
    own = tuple(change for change in changes if inside(workspace, change.path))
    for change in changes:
        if change not in own:
            _apply_elsewhere(change)
    if own:
        Journal(workspace.folder, hold).commit((), lambda _current: ChangeSet(own))


def _apply_elsewhere(change: NewFile | Rewrite | Removal) -> None:
    expected = None if isinstance(change, NewFile) else change.sha256_old
    with told(change.path.parent):
        if digest_of(change.path) != expected:
            raise changed(change.path)
        if isinstance(change, Removal):
            remove(change.path)
            return
        write_temp(change.path, change.content)
        put(change.path)
        sync_folder(change.path.parent)


def inside(workspace: Workspace, path: Path) -> bool:
    """Return whether a file lies in the project's folder, where the journal looks after it."""
    return (path.parent.resolve() / path.name).is_relative_to(workspace.folder.resolve())


def discard(removal: Removal) -> None:
    """Remove an issued draft that lies outside the project, unless it was changed meanwhile.

    Raises:
        BillcliError: it cannot be removed.
    """
    with told(removal.path.parent):
        if digest_of(removal.path) == removal.sha256_old:
            remove(removal.path)


def drop_draft(workspace: Workspace, path: Path, shown: str, consent: Consent) -> None:
    """Remove a draft for good, and the text kept of an edit of it; nothing of it is in the books.

    Raises:
        UsageError: there is no such draft, what bears the name is another's, or nobody agreed.
        ConflictError: it was changed after it was shown.
        BillcliError: it cannot be removed.
    """
    found = [file for file in (path, kept_of(path)) if is_file(file)]
    if not found:
        raise missing(shown, path)
    contents = [bytes_of(file, shown) for file in found]
    if not (_lies_among_drafts(workspace, path) or all(map(_reads_as_draft, contents))):
        raise missing(shown, path)
    if consent.dry_run:
        return
    consent.ask(contents[0].decode("utf-8", "replace"))
    pairs = zip(found, contents, strict=True)
    apply(workspace, *(Removal(file, digest(content)) for file, content in pairs))


def _lies_among_drafts(workspace: Workspace, path: Path) -> bool:
    return path.parent.resolve() == (workspace.folder / FOLDER).resolve()


def _reads_as_draft(content: bytes) -> bool:
    """Return whether a file elsewhere is a draft: settings and whatever else is TOML is not."""
    try:
        keys = tomllib.loads(content.decode("utf-8-sig")).keys()
    except (ValueError, RecursionError):
        return False
    return not keys.isdisjoint({"customer", "lines"}) and keys <= set(KEYS)


def check_new(target: Path, *, named: bool) -> None:
    """Refuse a file for a new draft that is there already, or whose folder is not.

    Raises:
        UsageError: ``FILE-EXISTS`` or ``OUTPUT-FOLDER``.
    """
    if target.exists() or target.is_symlink():
        raise UsageError.of(
            "FILE-EXISTS",
            f"there is a file {target.name} already",
            where=Source(str(target)),
            hint="choose another name for --draft-file, or remove the file",
        )
    if named and not target.parent.is_dir() and not target.parent.name == FOLDER:
        raise UsageError.of(
            "OUTPUT-FOLDER", f"there is no folder {target.parent}", hint="make the folder first"
        )
