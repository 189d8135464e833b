"""A receipt as templates see it."""

from __future__ import annotations

from types import MappingProxyType

from billcli.documents.letterhead import Context, Letterhead, payment_box
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.receipt import Receipt, ReceiptLine


def receipt_context(receipt: Receipt, head: Letterhead) -> Context:
    """Return what the templates of a receipt are given.

    Raises:
        UsageError: an unknown paper.
    """
    reader = head.reader
    paid = reader.date(receipt.paid)
    thanks = reader.phrase(
        "receipt-thanks", amount=reader.notation.money(receipt.received), date=paid
    )
    particulars = {
        "number": receipt.number,
        "date": reader.date(receipt.date),
        "received-on": paid,
        "paid-by": receipt.method,
        "customer-number": receipt.customer,
    }
    return head.context(
        "receipt",
        f"{head.words['receipt']} {receipt.number}",
        receipt.date,
        particulars,
        number=receipt.number,
        currency=receipt.received.currency,
        opening=(thanks,),
        lines=tuple(_line(line, head) for line in receipt.lines),
        totals=_totals(receipt, head),
        total=receipt.received,
        remaining=receipt.remaining,
        payment=payment_box(_rest(receipt, head)),
    )


def _line(line: ReceiptLine, head: Letterhead) -> Mapping[str, object]:
    return MappingProxyType(
        {
            "number": line.number,
            "date": head.reader.notation.short_date(line.date) if line.date else "",
            "amount": line.amount,
            "applied": line.applied,
            "remaining": line.remaining,
        }
    )


def _totals(receipt: Receipt, head: Letterhead) -> tuple[Mapping[str, object], ...]:
    """Return how the money was used, the money itself last."""
    rows = [("applied", receipt.applied)] if receipt.lines else []
    if receipt.adjusted:
        rows.append(("deducted", -receipt.adjusted))
    if receipt.on_account:
        rows.append(("on-account", receipt.on_account))
    rows.append(("total", receipt.received))
    words = {"total": "total-received"}
    return tuple(
        MappingProxyType(
            {"role": role, "label": head.words[words.get(role, role)], "detail": "", "amount": sum_}
        )
        for role, sum_ in rows
    )


def _rest(receipt: Receipt, head: Letterhead) -> str:
    """Return what remains to be paid of the documents named, in words."""
    if receipt.remaining.number > 0:
        amount = head.reader.notation.money(receipt.remaining)
        return head.reader.phrase("receipt-remaining", amount=amount)
    return head.words["receipt-settled"] if receipt.lines else ""
