"""What a row of a bank file is: a booked line, or one of the things banks print around them."""

from __future__ import annotations

from enum import Enum
from itertools import zip_longest

from billcli.bank.column_name import folded
from billcli.bank.csv_text import Row
from billcli.bank.date_text import date_like
from billcli.bank.number_text import amount_like
from billcli.bank.row_word import BOOKED, ENDS, IN_TEXTS, PENDING, SUMMARY, VOID
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from billcli.bank.csv_layout import Layout

FOOTER_WORDS = 3
_DATED = ("date", "value_date")
_MOVED = ("amount", "debit", "credit", "balance")
STATUSES_MAX = 5


class RowKind(Enum):
    """A booked line, or what stands around them."""

    BOOKED = "booked"
    BLANK = "blank"
    REPEATED = "repeated header"
    PENDING = "pending"
    VOID = "void"
    SUMMARY = "summary"
    NOTE = "note"
    CONTINUED = "continued text"


def kinds(rows: Sequence[Row], layout: Layout, words_pending: Sequence[str]) -> tuple[RowKind, ...]:
    """Return the kind of every row; a text below the last booked row is a summary.

    A text without date and amount goes on with the booked row right above it, or is a note.
    """
    pending = PENDING | set(map(folded, words_pending))
    found: list[RowKind] = []
    for row in rows:
        kind = _kind(row, layout, pending)
        if kind is RowKind.BOOKED and _only_text(row, layout):
            runs_on = found and found[-1] in {RowKind.BOOKED, RowKind.CONTINUED}
            dated = any(cell(row, layout, role) for role in _DATED)
            kind = RowKind.CONTINUED if runs_on and not dated else RowKind.NOTE
        found.append(kind)
    _take_ends(rows, found, layout)
    for index in range(len(rows) - 1, -1, -1):
        if found[index] is RowKind.BOOKED:
            if not _footer(rows[index]) and _has_digits(rows[index]):
                break
            found[index] = RowKind.SUMMARY
    return tuple(found)


def _take_ends(rows: Sequence[Row], found: list[RowKind], layout: Layout) -> None:
    """Mark the balances that stand as rows of their own above the first and below the last row."""
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        for index in order:
            if found[index] is RowKind.BOOKED:
                if folded(cell(rows[index], layout, "text")) not in ENDS:
                    break
                found[index] = RowKind.SUMMARY


def joined(rows: Sequence[Row], found: Sequence[RowKind]) -> tuple[Row, ...]:
    """Return the booked rows, each with the texts that go on below it."""
    booked: list[Row] = []
    for row, kind in zip(rows, found, strict=True):
        if kind is RowKind.BOOKED:
            booked.append(row)
        elif kind is RowKind.CONTINUED:
            above = booked.pop()
            pairs = zip_longest(above.cells, row.cells[: len(above.cells)], fillvalue="")
            cells = tuple(" ".join(filter(None, pair)) for pair in pairs)
            booked.append(Row(above.line, cells))
    return tuple(booked)


def status_doubt(row: Row, layout: Layout, statuses: AbstractSet[str]) -> str:
    """Return why a row's status leaves open whether it is booked, or an empty string.

    Args:
        row: a row taken for a booked line.
        layout: where the status stands.
        statuses: all that stand in the file, folded; a single one says nothing about a row.
    """
    text = cell(row, layout, "status")
    if not text or len(statuses) < len(("one", "other")) or folded(text) in BOOKED:
        return ""
    return f"its status is {quoted(text)}: nobody knows whether the bank has booked it"


def is_status(cells: Sequence[str]) -> bool:
    """Return whether a column without a known name tells what is booked: few words, one known.

    >>> is_status(["Afventer", "Grum"]), is_status(["Rent", "Grum"])
    (True, False)
    """
    words = set(map(folded, filter(None, cells)))
    return len(words) <= STATUSES_MAX and bool(words & (PENDING | VOID) - IN_TEXTS)


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


def _only_text(row: Row, layout: Layout) -> bool:
    """Return whether a row has neither a date nor anything like an amount: no money can be lost."""
    if any(cell(row, layout, role) for role in _MOVED):
        return False
    dates = [text for role in _DATED if (text := cell(row, layout, role))]
    filled = [text for text in row.cells if text]
    if dates and len(filled) > 1:
        return False
    return not any(date_like(text) or _looks_like_money(text) for text in filled)


def _looks_like_money(text: str) -> bool:
    return amount_like(text) and any(mark in text for mark in ".,")


def _sums_up(row: Row, layout: Layout, date: str) -> bool:
    """Return whether a row states a total or balance: no date and its first word says so.

    With a date, only a row without any amount is one, whose text is a word for a balance, or begins
    with those for a balance at an end.
    """
    first = folded(next(filter(None, row.cells)))
    if not date_like(date):
        ends = first.endswith((" total", " totals"))
        return ends or _begins(first, SUMMARY) or _begins(first, ENDS)
    text = folded(cell(row, layout, "text"))
    moved = any(cell(row, layout, role) for role in _MOVED[:-1])
    return not moved and (text in SUMMARY or _begins(text, ENDS))


def _begins(text: str, words: Iterable[str]) -> bool:
    return any(text == word or text.startswith(f"{word} ") for word in words)


def _has_digits(row: Row) -> bool:
    return any(letter.isdigit() for text in row.cells for letter in text)


def _footer(row: Row) -> bool:
    filled = [c for c in row.cells if c]
    words = [word for word in folded(filled[0]).split() if word.isalpha()]
    return len(filled) == 1 and len(words) >= FOOTER_WORDS
