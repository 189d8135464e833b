"""Stripe's exports of balance transactions.

Three are read: *all activity* of the dashboard (``id, Type, Source, Amount, Fee, Net, Transfer``),
the itemised *balance change* (``balance_transaction_id, gross, fee, net, reporting_category``) and
the *payout reconciliation*, which adds ``automatic_payout_id``. All amounts are in major units of
the settlement currency, also those of currencies without decimals. Dates are taken as written: in
the time zone the report was asked for where it says so, else in UTC.
"""

from __future__ import annotations

import re

from billcli.bank.processor_movement import Movement, MovementKind, statements_of
from billcli.bank.processor_sheet import find_sheet, has_columns
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Source, UsageError

if TYPE_CHECKING:
    from billcli.bank.csv_text import Row
    from billcli.bank.processor_sheet import Sheet
    from billcli.domain.bank_statement import BankStatement

_ROLES = {
    "balance transaction id": "id", "id": "id", "transaction id": "id",
    "source id": "source", "source": "source", "charge id": "charge",
    "gross": "gross", "amount": "gross", "fee": "fee", "net": "net", "currency": "currency",
    "reporting category": "kind", "type": "kind",
    "created": "created", "created utc": "created utc",
    "automatic payout id": "payout", "transfer": "payout", "payout id": "payout",
    "automatic payout effective at": "paid", "automatic payout effective at utc": "paid utc",
    "transfer date": "paid", "transfer date utc": "paid utc", "effective at": "created",
    "effective at utc": "created utc",
    "description": "description", "customer name": "name", "customer email": "email",
    "customer description": "customer", "card name": "card name",
    "customer facing amount": "seen", "customer facing currency": "seen currency",
    "invoice number": "invoice", "payment intent id": "payment intent",
}  # fmt: skip
_NEEDED = frozenset({"id", "kind", "gross", "fee", "net", "currency"})
_DATES = ("created", "created utc")
_PAID = ("paid", "paid utc")
_METADATA = re.compile(r"(?:payment_|refund_|transfer_)?metadata\[(.+)\]|(.+) \(metadata\)")
_KINDS = {
    "charge": MovementKind.CHARGE,
    "payment": MovementKind.CHARGE,
    "refund": MovementKind.REFUND,
    "payment_refund": MovementKind.REFUND,
    "refund_failure": MovementKind.REFUND,
    "payment_failure_refund": MovementKind.REFUND,
    "charge_failure": MovementKind.REFUND,
    "partial_capture_reversal": MovementKind.REFUND,
    "dispute": MovementKind.DISPUTE,
    "dispute_reversal": MovementKind.DISPUTE,
    "fee": MovementKind.FEE,
    "stripe_fee": MovementKind.FEE,
    "stripe_fx_fee": MovementKind.FEE,
    "tax_fee": MovementKind.FEE,
    "network_cost": MovementKind.FEE,
    "application_fee": MovementKind.FEE,
    "payout": MovementKind.PAYOUT,
    "payout_reversal": MovementKind.PAYOUT,
    "payout_failure": MovementKind.PAYOUT,
    "payout_cancel": MovementKind.PAYOUT,
}
_DISPUTES = ("du_", "dp_")
_PAYOUTS = ("po_",)


def is_stripe(data: bytes) -> bool:
    """Return whether a file has the columns of a Stripe balance report."""
    return any(has_columns(data, _ROLES, _NEEDED | {date}) for date in _DATES)


def read_stripe(data: bytes, name: str) -> tuple[BankStatement, ...]:
    """Return the statements of the Stripe balance, one for each settlement currency.

    Raises:
        UsageError: another kind of file, no movement, or something unreadable in it.
    """
    movements = stripe_movements(data, name)
    if movements is None:
        raise UsageError.of(
            "CSV-HEADER",
            "no row names the columns of a Stripe balance report",
            where=Source(name),
            hint="export the itemised balance change, or all activity, from Stripe",
        )
    return statements_of(movements, name)


def stripe_movements(data: bytes, name: str) -> tuple[Movement, ...] | None:
    """Return the balance transactions of the file in its order, or None for another kind of file.

    Raises:
        UsageError: no movement, or something in it cannot be read.
    """
    sheet = find_sheet(data, name, _ROLES, _NEEDED)
    if sheet is None or not sheet.columns.keys() & set(_DATES):
        return None
    if not sheet.rows:
        raise sheet.empty()
    sheet.settle((*_DATES, *_PAID), ("gross", "fee", "net"), usual=".")
    found = [_movement(sheet, row) for row in sheet.rows]
    sheet.check()
    return tuple(filter(None, found))


def _movement(sheet: Sheet, row: Row) -> Movement | None:
    date = sheet.date(row, *_DATES)
    currency = sheet.currency(row, "currency")
    gross, fee, net = (
        Money(sheet.number(row, role, currency), currency) for role in ("gross", "fee", "net")
    )
    if not sheet.text(row, "net"):
        sheet.fault("CSV-AMOUNT", row, "net", "there is no amount")
    if gross - fee != net:
        if gross + fee != net:
            sheet.fault("CSV-AMOUNT", row, "net", f"it is not {gross} less the fee of {fee}")
        fee = -fee
    paid = any(sheet.text(row, role) for role in _PAID)
    paid_out = sheet.date(row, *_PAID) if paid else None
    if date is None:
        return None
    source_id = sheet.text(row, "source")
    kind = _kind(sheet.text(row, "kind"), source_id)
    payout = sheet.text(row, "payout")
    if kind is MovementKind.PAYOUT and not payout:
        payout = source_id
    return Movement(
        Source(sheet.file, row.line),
        date,
        kind,
        gross,
        fee,
        net,
        sheet.text(row, "id"),
        source_id or sheet.text(row, "charge"),
        payout,
        paid_out,
        _first(sheet, row, "name", "customer", "card name"),
        sheet.text(row, "email"),
        sheet.text(row, "description"),
        _original(sheet, row, gross),
        metadata=_metadata(sheet, row),
    )


def _first(sheet: Sheet, row: Row, *roles: str) -> str:
    return next((text for role in roles if (text := sheet.text(row, role))), "")


def _kind(text: str, source_id: str) -> MovementKind:
    word = text.lower().replace(" ", "_")
    if source_id.startswith(_DISPUTES):
        return MovementKind.DISPUTE
    if word == "transfer" and source_id.startswith(_PAYOUTS):
        return MovementKind.PAYOUT
    return _KINDS.get(word, MovementKind.ADJUSTMENT)


def _original(sheet: Sheet, row: Row, gross: Money) -> Money | None:
    """Return what the customer saw, when that was in another currency."""
    text = sheet.text(row, "seen currency")
    if not text or text.upper() == gross.currency or not sheet.text(row, "seen"):
        return None
    currency = sheet.currency(row, "seen currency")
    seen = abs(sheet.number(row, "seen", currency))
    return Money(-seen if gross.number < 0 else seen, currency)


def _metadata(sheet: Sheet, row: Row) -> dict[str, str]:
    found = {"invoice": sheet.text(row, "invoice")}
    for name, cell in zip(sheet.names, row.cells, strict=False):
        key = _METADATA.fullmatch(name)
        if key and cell:
            found[key[1] or key[2]] = sheet.clean(cell)
    return {key: text for key, text in found.items() if text}
