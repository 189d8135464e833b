"""PayPal's activity and balance exports: rows that changed the balance, per currency.

Not every row moved money: authorisations, memos and denied payments stand among the others, and a
pending row may have moved the balance (a transfer under way to the bank) or not. What decides, in
this order: the column that states the impact on the balance; the running balance, where it follows
with the row or without it; the status. Day and month are told from all rows together and never
from the language: French exports with the month first exist.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.bank.balance_proof import prove
from billcli.bank.column_name import folded
from billcli.bank.paypal_word import MEMOS, ROLES, authorises
from billcli.bank.processor_movement import Movement, MovementKind, newest_first, statements_of
from billcli.bank.processor_sheet import find_sheet, has_columns
from billcli.bank.row_word import PENDING, VOID
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity, Source, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.bank.csv_text import Row
    from billcli.bank.processor_sheet import Sheet
    from billcli.domain.bank_statement import BankStatement

_NEEDED = frozenset({"date", "zone", "gross", "currency"})
_NUMBERS = ("gross", "fee", "net", "balance")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the export.

    Attributes:
        counts: whether its words say that it moved the balance.
        sure: whether nothing but its words is needed to know.
        pending: it waits for something.
    """

    movement: Movement
    counts: bool
    sure: bool
    pending: bool


def is_paypal(data: bytes) -> bool:
    """Return whether a file has the columns of a PayPal report."""
    return has_columns(data, ROLES, _NEEDED)


def read_paypal(data: bytes, name: str, order: str = "") -> tuple[BankStatement, ...]:
    """Return the statements of the PayPal account, one for each currency.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
        order: of day, month and year, when somebody knows it: ``dmy``, ``mdy`` or ``ymd``.

    Raises:
        UsageError: another kind of file, no row, something unreadable, or dates that can be read
            in two ways.
    """
    sheet = find_sheet(data, name, ROLES, _NEEDED)
    if sheet is None:
        raise UsageError.of(
            "CSV-HEADER",
            "no row names the columns of a PayPal report",
            where=Source(name),
            hint="export the activity or balance report from PayPal as CSV",
        )
    if not sheet.rows:
        raise sheet.empty()
    sheet.settle(("date",), _NUMBERS, order)
    impacts = any(sheet.text(row, "impact") for row in sheet.rows)
    read = [_entry(sheet, row, impacts=impacts) for row in sheet.rows]
    sheet.check()
    entries = [entry for entry in read if entry]
    kept, pending = _moved(entries)
    if not kept:
        raise sheet.empty()
    found = statements_of(kept, name)
    return tuple(_finished(one, name, pending) for one in found)


def _entry(sheet: Sheet, row: Row, *, impacts: bool) -> _Entry | None:
    date = sheet.date(row, "date")
    currency = sheet.currency(row, "currency")
    gross, fee = (Money(sheet.number(row, r, currency), currency) for r in ("gross", "fee"))
    net = Money(sheet.number(row, "net", currency), currency)
    if not sheet.text(row, "gross") and not sheet.text(row, "net"):
        sheet.fault("CSV-AMOUNT", row, "gross", "there is no amount")
    if not sheet.text(row, "net"):
        net = gross + fee
    balance = sheet.text(row, "balance")
    if date is None or not currency:
        return None
    kind, status = sheet.text(row, "kind"), folded(sheet.text(row, "status"))
    words = (kind, *(sheet.text(row, role) for role in ("item", "subject", "note", "invoice")))
    movement = Movement(
        Source(sheet.file, row.line),
        date,
        MovementKind.CHARGE,
        gross,
        -fee,
        net,
        sheet.text(row, "id"),
        name=sheet.text(row, "name"),
        email=sheet.text(row, "email"),
        description=" ".join(dict.fromkeys(filter(None, words))),
        balance=Money(sheet.number(row, "balance", currency), currency) if balance else None,
    )
    waits = status in PENDING
    impact = folded(sheet.text(row, "impact"))
    if impacts:
        counts = bool(impact) and impact not in MEMOS and status not in VOID
        return _Entry(movement, counts, sure=not (waits and counts), pending=waits)
    doubtful = waits or status in VOID or authorises(kind)
    return _Entry(movement, not (waits or status in VOID), sure=not doubtful, pending=waits)


def _moved(entries: Sequence[_Entry]) -> tuple[list[Movement], int]:
    """Return the movements that changed the balance, and how many pending ones did not."""
    kept: set[int] = set()
    for currency in {entry.movement.net.currency for entry in entries}:
        own = [i for i, e in enumerate(entries) if e.movement.net.currency == currency]
        kept.update(_of_currency(entries, own))
    pending = sum(entry.pending and i not in kept for i, entry in enumerate(entries))
    return [entry.movement for i, entry in enumerate(entries) if i in kept], pending


def _of_currency(entries: Sequence[_Entry], own: Sequence[int]) -> list[int]:
    """Return the positions of rows of one currency that moved its balance.

    A doubtful row is told by the running balance: it follows with the row, or stays as it was.
    """
    rows = [entries[i].movement for i in own]
    balances = [m.balance for m in rows if m.balance is not None]
    if len(balances) < len(rows):
        return [i for i in own if entries[i].counts]
    step = -1 if newest_first(rows) else 1
    before: Money | None = None
    found: list[int] = []
    for i, after in list(zip(own, balances, strict=True))[::step]:
        entry = entries[i]
        counts = entry.counts
        if not entry.sure and before is not None:
            counts = before != after and (counts or before + entry.movement.net == after)
        if counts:
            found.append(i)
        before = after
    return found


def _finished(statement: BankStatement, file: str, pending: int) -> BankStatement:
    """Return the statement with what its running balance says."""
    lines = statement.lines
    balances = [line.balance.number for line in lines if line.balance is not None]
    if not lines or len(balances) < len(lines):
        return replace(statement, pending=pending)
    proof = prove([line.amount.number for line in lines], balances)
    problems = statement.problems
    if proof.broken:
        words = f"the running balance does not fit {len(proof.broken)} of {proof.checked} rows"
        hint = "are rows missing? compare with PayPal's balance"
        found = Problem("CSV-BALANCE", words, Source(file), hint, Severity.WARNING)
        problems = (*problems, found)
    first, last = lines[0], lines[-1]
    opening = None if first.balance is None else first.balance - first.amount
    return replace(
        statement, opening=opening, closing=last.balance, pending=pending, problems=problems
    )
