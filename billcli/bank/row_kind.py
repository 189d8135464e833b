"""What a row of a bank file is: a booked line, or one of the things banks print around them."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from billcli.bank.column_name import folded
from billcli.bank.date_text import date_like

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.bank.csv_layout import Layout
    from billcli.bank.csv_text import Row

FOOTER_WORDS = 3
PENDING = frozenset(
    {
        "pending", "vorgemerkt", "umsatz vorgemerkt", "ausstehend", "offen", "en attente",
        "a venir", "pendiente", "in sospeso", "in behandeling", "in afwachting", "oczekujaca",
        "oczekujace", "blokada", "reserverat", "reservert", "reserveret", "nezauctovano",
        "authorised", "authorized", "processing", "unbooked", "pdng", "memo", "not booked",
    }
)  # fmt: skip
VOID = frozenset(
    {
        "declined", "failed", "reverted", "cancelled", "canceled", "denied", "rejected", "void",
        "abgelehnt", "storniert", "fehlgeschlagen", "expired", "refused", "annule",
    }
)  # fmt: skip
SUMMARY = (
    "total", "totals", "subtotal", "summe", "gesamt", "saldo", "endsaldo", "anfangssaldo",
    "kontostand", "opening balance", "closing balance", "balance", "solde", "totaal", "suma",
    "celkem", "totale", "neuer saldo", "alter saldo", "ending balance", "beginning balance",
    "saldo inicial", "saldo final", "saldo iniziale", "saldo finale", "startsaldo", "eindsaldo",
    "beginsaldo", "number of", "anzahl", "end of", "saldo koncowe", "saldo poczatkowe",
)  # fmt: skip


class RowKind(Enum):
    """A booked line, or what stands around them."""

    BOOKED = "booked"
    BLANK = "blank"
    REPEATED = "repeated header"
    PENDING = "pending"
    VOID = "void"
    SUMMARY = "summary"


def kinds(rows: Sequence[Row], layout: Layout, words_pending: Sequence[str]) -> tuple[RowKind, ...]:
    """Return the kind of every row; a text below the last booked row is a summary."""
    pending = PENDING | set(map(folded, words_pending))
    found = [_kind(row, layout, pending) for row in rows]
    for index in range(len(rows) - 1, -1, -1):
        if found[index] is RowKind.BOOKED:
            if not _footer(rows[index]):
                break
            found[index] = RowKind.SUMMARY
    return tuple(found)


def cell(row: Row, layout: Layout, role: str) -> str:
    """Return the fields of a role, joined by a blank; an empty string when it has none."""
    cells = row.cells
    filled = (cells[i] for i in layout.columns.get(role, ()) if i < len(cells))
    return " ".join(filter(None, filled))


def _kind(row: Row, layout: Layout, pending: frozenset[str] | set[str]) -> RowKind:
    if row.blank:
        return RowKind.BLANK
    if layout.header and row.cells == layout.header.cells:
        return RowKind.REPEATED
    date = cell(row, layout, "date") or cell(row, layout, "value_date")
    status = folded(cell(row, layout, "status"))
    if status in pending or folded(date) in pending:
        return RowKind.PENDING
    if status in VOID:
        return RowKind.VOID
    return RowKind.SUMMARY if _sums_up(row, layout, date) else RowKind.BOOKED


def _sums_up(row: Row, layout: Layout, date: str) -> bool:
    """Return whether a row states a total or balance: no date and its first word says so.

    With a date, only a row without any amount whose text is a word for a balance is one.
    """
    first = folded(next(filter(None, row.cells)))
    if not date_like(date):
        return any(first == w or first.startswith(f"{w} ") for w in SUMMARY)
    moved = any(cell(row, layout, role) for role in ("amount", "debit", "credit"))
    return not moved and folded(cell(row, layout, "text")) in SUMMARY


def _footer(row: Row) -> bool:
    filled = [c for c in row.cells if c]
    words = [word for word in folded(filled[0]).split() if word.isalpha()]
    return len(filled) == 1 and len(words) >= FOOTER_WORDS
