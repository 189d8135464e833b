"""What somebody who collects for you needs to know of a customer, as files with their digests.

Equal books and an equal day give equal bytes, so that a dossier can be made again and compared.
"""

from __future__ import annotations

import json

from billcli.delivery.outbox import NOTED
from billcli.domain.entry_link import RANGE
from billcli.domain.meta import text_of
from billcli.domain.money import plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError
from billcli.ledger.atomic_file import digest, put, write_temp
from billcli.services.customer_account import account_of
from billcli.services.document_sheet import invoice_sheets, statement_sheets
from billcli.services.list_payments import payments
from billcli.services.outbox_place import outbox_of
from billcli.services.render_document import document_path, file_name, press_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from billcli.documents.render import Press
    from billcli.domain.books import Books
    from billcli.domain.entry import Note
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace

MANIFEST = "manifest.json"
SCHEMA = "billcli.dossier/1"
_NOTE_KEYS = ("id", "status", "level", "amount", "until", "to", "message-id", "sha256", "reason")


def dossier(workspace: Workspace, name: str) -> Mapping[str, bytes]:
    """Return the files of a customer's dossier by their names, the manifest last.

    Args:
        workspace: the books.
        name: id of the customer, in any case.

    Raises:
        UsageError: there is no such customer, or nothing was ever billed to it.
        InvalidError: the ledger has errors, or a template is wrong.
    """
    workspace.snapshot.require_sound()
    today = workspace.today
    books = workspace.books(today)
    customer = books.customer(name)
    items = [row for row in books.items if row.customer == customer.id]
    if not items:
        raise UsageError.of(
            "DOSSIER-EMPTY",
            f"nothing was ever billed to {customer.id}",
            hint="billcli customer list shows who owes you what",
        )
    notes = _notes(workspace, customer)
    with press_of(workspace) as press:
        first = min(row.date_issued for row in items)
        (sheet,) = statement_sheets(workspace, [customer.id], first, today)
        pages = press.render(sheet.kind, sheet.context, ("pdf", "text")).files
        files = {"statement.pdf": pages["pdf"], "statement.txt": pages["text"]}
        files |= dict(_documents(workspace, press, items))
    files |= dict(_letters(workspace, notes))
    files["customer.json"] = _json({key: text_of(v) for key, v in customer.values.items()})
    files["open-items.json"] = _json([_item(row, today) for row in items if row.balance_open])
    files["payments.json"] = _json(list(_paid(books, customer)))
    files["correspondence.json"] = _json([_said(note) for note in notes])
    told = {
        "schema": SCHEMA,
        "customer": customer.id,
        "date": str(today),
        "files": [
            {"name": one, "bytes": len(content), "sha256": digest(content)}
            for one, content in sorted(files.items())
        ],
    }
    return {**dict(sorted(files.items())), MANIFEST: _json(told)}


def write_dossier(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write a dossier into a folder that is new or empty, the manifest last.

    Raises:
        UsageError: FOLDER-IN-USE, something is there already.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError.of(
            "FOLDER-IN-USE", f"{folder.name} is not an empty folder", hint="name a new folder"
        )
    written = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_temp(path, content)
        put(path)
        written.append(path)
    return tuple(written)


def _documents(
    workspace: Workspace, press: Press, items: Iterable[OpenItem]
) -> Iterator[tuple[str, bytes]]:
    """Yield documents as they were issued; what billcli did not make is left out."""
    numbers = dict.fromkeys(r.item for r in items if r.kind in {Kind.INVOICE, Kind.CREDIT_NOTE})
    for number in numbers:
        path = document_path(workspace, number, "pdf")
        name = f"documents/{file_name(number)}.pdf"
        if path.is_file():
            yield name, path.read_bytes()
            continue
        try:
            (sheet,) = invoice_sheets(workspace, [number])
        except UsageError:
            continue
        yield name, press.render(sheet.kind, sheet.context, ("pdf",)).files["pdf"]


def _notes(workspace: Workspace, customer: Party) -> list[Note]:
    account, today = account_of(workspace, customer), workspace.today
    return [n for n in workspace.snapshot.facts.notes if n.account == account and n.date <= today]


def _letters(workspace: Workspace, notes: Sequence[Note]) -> Iterator[tuple[str, bytes]]:
    """Yield the messages that went out and are still at hand."""
    wanted = {text_of(note.meta.get("sha256")): note.date for note in notes} if notes else {}
    folder = outbox_of(workspace).folder / NOTED
    for path in sorted(folder.glob("*.eml")) if folder.is_dir() else ():
        content = path.read_bytes()
        if day := wanted.get(digest(content)):
            yield f"letters/{day}-{path.name}", content


def _item(row: OpenItem, today: object) -> dict[str, object]:
    return {
        "item": row.item,
        "kind": row.kind.value,
        "instalment": row.instalment,
        "issued": str(row.date_issued),
        "due": str(row.date_due) if row.date_due else None,
        "amount": _money(row.amount),
        "open": _money(row.balance_open),
        "as_of": str(today),
    }


def _paid(books: Books, customer: Party) -> Iterator[dict[str, object]]:
    for one in payments(books, customer.id, None, books.as_of):
        yield {
            "payment": one.payment,
            "date": str(one.entry.date),
            "amount": _money(one.amount),
            "settles": [{"item": m.item, "amount": _money(-m.amount)} for m in one.movements],
        }


def _said(note: Note) -> dict[str, object]:
    more = {key: text for key in _NOTE_KEYS if (text := _shown(note.meta.get(key)))}
    return {
        "date": str(note.date),
        "kind": list(note.tags),
        "items": [link for link in note.links if RANGE not in link],
        "text": note.comment,
        **more,
    }


def _money(money: Money) -> dict[str, str]:
    return {"number": plain(money.number), "currency": money.currency}


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _json(value: object) -> bytes:
    return f"{json.dumps(value, indent=1, ensure_ascii=False)}\n".encode()
