"""Adyen's settlement details: a batch, in debit and credit columns of its net currency.

A batch opens with what the one before it left and closes with a payout or with what it leaves to
the next, so the whole file adds up to zero: that is the proof of the statement. ``(NC)`` columns
are in the currency that is paid out, ``(GC)`` columns in the one the shopper paid in.
"""

from __future__ import annotations

from billcli.bank.processor_movement import Movement, MovementKind, statements_of
from billcli.bank.processor_sheet import find_sheet, has_columns
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from billcli.bank.csv_text import Row
    from billcli.bank.processor_sheet import Sheet
    from billcli.domain.bank_statement import BankStatement

_ROLES = {
    "merchant account": "merchant", "psp reference": "id", "merchant reference": "reference",
    "creation date": "created", "booking date": "booked", "type": "kind", "journal type": "kind",
    "modification reference": "modification", "gross currency": "gross currency",
    "gross debit gc": "gross debit", "gross credit gc": "gross credit",
    "net currency": "currency", "net debit nc": "debit", "net credit nc": "credit",
    "commission nc": "commission", "markup nc": "markup", "scheme fees nc": "scheme",
    "interchange nc": "interchange", "bank card commission nc": "commission",
    "dcc markup nc": "markup", "batch number": "batch",
    "modification merchant reference": "note", "shopper name": "name", "shopper email": "email",
}  # fmt: skip
_NEEDED = frozenset({"kind", "created", "currency", "debit", "credit"})
_FEES = ("commission", "markup", "scheme", "interchange")
_NUMBERS = ("debit", "credit", "gross debit", "gross credit", *_FEES)
_PAYOUT = "merchantpayout"
_CARRIED = ("balancetransfer", _PAYOUT)


def is_adyen(data: bytes) -> bool:
    """Return whether a file has the columns of an Adyen settlement report."""
    return has_columns(data, _ROLES, _NEEDED)


def read_adyen(data: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the statements of the Adyen balance, one for each currency that is paid out.

    Where a payout or the balance left to the next batch is in the file, it is proven against zero.

    Raises:
        UsageError: another kind of file, no movement, or something unreadable in it.
    """
    movements = adyen_movements(data, name)
    if movements is None:
        raise UsageError.of(
            "CSV-HEADER",
            "no row names the columns of an Adyen settlement report",
            where=Source(name),
            hint="export the settlement details report from Adyen",
        )
    closed = any(movement.metadata["type"].lower() in _CARRIED for movement in movements)
    return statements_of(movements, name, closed=closed)


def adyen_movements(data: bytes, name: str) -> tuple[Movement, ...] | None:
    """Return the movements of the file in its order, or None for another kind of file.

    Raises:
        UsageError: no movement, or something in it cannot be read.
    """
    sheet = find_sheet(data, name, _ROLES, _NEEDED)
    if sheet is None:
        return None
    if not sheet.rows:
        raise sheet.empty()
    sheet.settle(("booked", "created"), _NUMBERS, usual=".")
    found = [_movement(sheet, row) for row in sheet.rows]
    sheet.check()
    return tuple(filter(None, found))


def _movement(sheet: Sheet, row: Row) -> Movement | None:
    date = sheet.date(row, "booked", "created")
    currency = sheet.currency(row, "currency")
    if not sheet.text(row, "debit") and not sheet.text(row, "credit"):
        sheet.fault("CSV-AMOUNT", row, "credit", "there is no amount")
    net = _balance(sheet, row, "credit", "debit", currency)
    if date is None or not currency:
        return None
    gross, original = _gross(sheet, row, net)
    kind = sheet.text(row, "kind")
    note = sheet.text(row, "note")
    words = [sheet.text(row, "reference"), kind, sheet.text(row, "modification"), note]
    return Movement(
        Source(sheet.file, row.line),
        date,
        _kind(kind.lower()),
        gross,
        gross - net,
        net,
        sheet.text(row, "modification") or sheet.text(row, "id"),
        sheet.text(row, "id"),
        " ".join(filter(None, (sheet.text(row, "merchant"), sheet.text(row, "batch")))),
        date if kind.lower() == _PAYOUT else None,
        sheet.text(row, "name"),
        sheet.text(row, "email"),
        " ".join(dict.fromkeys(word for word in words if word and word != "<auto>")),
        original,
        metadata={"type": kind, "reference": sheet.text(row, "reference")},
    )


def _balance(sheet: Sheet, row: Row, plus: str, minus: str, currency: str) -> Money:
    number = sheet.number(row, plus, currency) - sheet.number(row, minus, currency)
    return Money(number, currency)


def _gross(sheet: Sheet, row: Row, net: Money) -> tuple[Money, Money | None]:
    """Return the gross in the currency of the net, and the original in another one."""
    code = sheet.text(row, "gross currency").upper()
    stated = any(sheet.text(row, role) for role in ("gross debit", "gross credit"))
    if stated and code == net.currency:
        return _balance(sheet, row, "gross credit", "gross debit", code), None
    fees = total(
        (Money(sheet.number(row, role, net.currency), net.currency) for role in _FEES),
        net.currency,
    )
    if not stated or not code:
        return net + fees, None
    original = sheet.currency(row, "gross currency")
    return net + fees, _balance(sheet, row, "gross credit", "gross debit", original)


def _kind(text: str) -> MovementKind:
    if text == _PAYOUT:
        return MovementKind.PAYOUT
    if "chargeback" in text or "dispute" in text:
        return MovementKind.DISPUTE
    if text.startswith("refund"):
        return MovementKind.REFUND
    if text.startswith("settled"):
        return MovementKind.CHARGE
    return MovementKind.FEE if "fee" in text or text == "invoicededuction" else _OTHER


_OTHER = MovementKind.ADJUSTMENT
