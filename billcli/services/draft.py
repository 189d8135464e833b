"""Drafts: invoices in preparation, as small TOML files that a person can edit, without a number."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

from billcli.domain.problem import InvalidError, Source, UsageError
from billcli.domain.reduction import parse_reduction
from billcli.ledger.atomic_file import digest, digest_of, put, remove, sync_folder, told, write_temp
from billcli.ledger.change_set import ChangeSet, NewFile, Removal
from billcli.ledger.journal import Journal
from billcli.services.customer_account import customer_of
from billcli.services.invoice_request import InvoiceRequest, calculated, invoice_draft
from billcli.store.lock import hold
from billcli.store.toml_table import read_toml

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from billcli.domain.invoice import Invoice, Period
    from billcli.services.workspace import Workspace
    from billcli.store.toml_table import TomlTable

FOLDER = "drafts"


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
    target = path or _free_name(workspace.folder / FOLDER, request)
    _check_new(target, named=path is not None)
    if not dry_run and not inside(workspace, target):
        with told(target.parent):  # another's folder gets the file and nothing else
            write_temp(target, text.encode())
            put(target)
            sync_folder(target.parent)
    elif not dry_run:
        change = ChangeSet((NewFile(target, text.encode()),))
        Journal(workspace.folder, hold).commit((), lambda _current: change)
    return target, text, invoice


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


def _check_new(target: Path, *, named: bool) -> None:
    if target.exists() or target.is_symlink():
        raise UsageError.of(
            "DRAFT-EXISTS",
            f"there is a file {target.name} already",
            where=Source(str(target)),
            hint="choose another name for --draft-file, or remove the file",
        )
    if named and not target.parent.is_dir() and not target.parent.name == FOLDER:
        raise UsageError.of(
            "OUTPUT-FOLDER", f"there is no folder {target.parent}", hint="make the folder first"
        )


def draft_text(request: InvoiceRequest, discount: str = "") -> str:
    """Return the draft as TOML, only what was said."""
    period = request.period
    texts = {
        "customer": request.customer,
        "terms": request.terms,
        "currency": request.currency,
        "prices": request.prices,
        "discount": discount,
        "period": f"{period.start}..{period.end}" if period else "",
        "po": request.purchase_order,
        "ref": request.buyer_reference,
        "note": request.note,
    }
    dates = {"date": request.date, "due": request.due, "delivered": request.delivered}
    rows = [f"{key} = {_quoted(text)}" for key, text in texts.items() if text]
    rows += [f"{key} = {date}" for key, date in dates.items() if date]
    rows += ["lines = [", *(f"  {_quoted(line)}," for line in request.lines), "]"]
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_draft(path: Path, shown: str, today: dt.date) -> tuple[InvoiceRequest, Removal]:
    """Return what a draft says and the removal that follows its issue.

    Raises:
        UsageError: there is no such file.
        InvalidError: it is not a draft; every mistake is named with its line.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise UsageError.of(
            "DRAFT-MISSING", f"there is no draft {shown}", hint="billcli invoice list --drafts"
        ) from None
    file, top = read_toml(data, shown)
    request = _request(top, today)
    top.finish()
    if file.problems:
        raise InvalidError(*file.problems)
    return request, Removal(path, digest(data))


def _request(top: TomlTable, today: dt.date) -> InvoiceRequest:
    discount, period = top.text("discount"), top.text("period")
    return InvoiceRequest(
        customer=top.text("customer"),
        lines=top.texts("lines"),
        date=top.date("date") or today,
        due=top.date("due"),
        terms=top.text("terms"),
        discount=parse_reduction(discount) if discount else None,
        currency=top.text("currency"),
        prices=top.text("prices"),
        note=top.text("note"),
        delivered=top.date("delivered"),
        period=_period(period) if period else None,
        purchase_order=top.text("po"),
        buyer_reference=top.text("ref"),
    )


def _period(text: str) -> Period:
    from billcli.domain.terms import parse_period  # noqa: PLC0415 - few drafts have one

    return parse_period(text)


def _free_name(folder: Path, request: InvoiceRequest) -> Path:
    bare = unicodedata.normalize("NFKD", request.customer).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", bare).strip("-").lower() or "draft"
    name = f"{request.date}-{stem}"
    taken = {path.stem for path in folder.glob("*.toml")} if folder.is_dir() else set()
    n = 1
    while (found := name if n == 1 else f"{name}-{n}") in taken:
        n += 1
    return folder / f"{found}.toml"


def find_draft(workspace: Workspace, cwd: Path, name: str) -> Path:
    """Return the file of a draft named by its path, or by its name in ``drafts/``."""
    stem = workspace.folder / FOLDER / name
    beside = [cwd / name, workspace.folder / name, stem, stem.with_name(f"{stem.name}.toml")]
    return next((path for path in beside if path.is_file()), cwd / name)


def drafts(workspace: Workspace) -> list[Path]:
    """Return the drafts there are, by name."""
    folder = workspace.folder / FOLDER
    return sorted(folder.glob("*.toml")) if folder.is_dir() else []
