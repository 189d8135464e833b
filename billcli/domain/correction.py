"""Correcting a document that went out: its credit notes, and applying credit to what is owed.

History is never edited (docs/reference/ledger-format.md rule 8): a voided invoice stays, a credit
note mirrors it, and a zero-sum entry applies the credit to what is open of it.
"""

from __future__ import annotations

from billcli.domain.allocation_part import sum_of
from billcli.domain.contract import check_document_number, check_text
from billcli.domain.credit_left import agrees, outside, within
from billcli.domain.entry import Entry
from billcli.domain.entry_link import links_of
from billcli.domain.frozen import replace
from billcli.domain.invoice import BY_ITSELF
from billcli.domain.money import ZERO, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.payment_value import exchanged
from billcli.domain.problem import UsageError
from billcli.domain.settled_leg import settled_legs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from billcli.domain.allocation_part import Part
    from billcli.domain.credit_left import Left
    from billcli.domain.invoice import Invoice
    from billcli.domain.money import Money


def check_creditable(left: Left, credited_by: Sequence[str] = ()) -> None:
    """Refuse to credit a document that is no invoice, or of which nothing is left.

    Args:
        left: what may still be credited of it.
        credited_by: numbers of the credit notes that correct it already.

    Raises:
        UsageError: it is a credit note, or was credited wholly before.
    """
    number = left.invoice.number
    if left.invoice.kind is Kind.CREDIT_NOTE:
        raise UsageError.of(
            "VOID-CREDIT-NOTE",
            f"{number} is itself a credit note",
            hint=f"billcli undo {number} --reverse takes it back by an invoice",
        )
    if left.invoice.kind is Kind.INVOICE and left.invoice.corrects:
        raise UsageError.of(
            "VOID-CREDIT-NOTE",
            f"{number} took credit note {left.invoice.corrects} back",
            hint=f"credit again what that corrects: billcli why {left.invoice.corrects}",
        )
    if credited_by and left.total.number <= 0:
        raise UsageError.of(
            "VOID-TWICE",
            f"{number} was already corrected by {' and '.join(credited_by)}",
            hint=f"billcli invoice show {credited_by[-1]}",
        )


def check_amount(amount: Money, left: Left, room: Left) -> None:
    """Refuse an amount that is nothing, or more than is left.

    Args:
        amount: to credit, with tax.
        left: what credit notes have left.
        room: what discounts and losses have left of that.

    Raises:
        UsageError: one or the other.
    """
    number = left.invoice.number
    if amount.number <= 0:
        raise UsageError.of(
            "CREDIT-NOTHING",
            f"{amount} of {number} is nothing to credit",
            hint="credit a positive amount, or lines that come to one",
        )
    if amount.number > left.total.number:
        raise UsageError.of(
            "CREDIT-EXCEEDS",
            f"{amount} is more than the {left.total} left to credit of {number}",
            hint=_way_out(left, room),
        )


def check_groups(credit: Invoice, left: Left, room: Left) -> None:
    """Refuse figures by which a tax group would be credited beyond what it came to.

    Args:
        credit: the figures to credit.
        left: what credit notes have left.
        room: what discounts and losses have left of that.

    Raises:
        UsageError: naming the first of them.
    """
    for what in _beyond(credit, left):
        number = left.invoice.number
        raise UsageError.of(
            "CREDIT-EXCEEDS",
            f"{what} left to credit of {number}",
            hint=_way_out(left, room),
        )


def check_group_room(credit: Invoice, left: Left, room: Left) -> None:
    """Refuse figures by which a tax would be given back that a discount or a loss gave back.

    Args:
        credit: the figures to credit.
        left: what credit notes have left.
        room: what discounts and losses have left of that.

    Raises:
        UsageError: naming the first of them.
    """
    for what in _beyond(credit, room):
        number = room.invoice.number
        raise UsageError.of(
            "CREDIT-REDUCED",
            f"{what} that discounts and losses have left of {number}",
            hint=_way_out(left, room),
        )


def _way_out(left: Left, room: Left) -> str:
    """Return how to credit what may be credited, or what stands in the way."""
    number = left.invoice.number
    if room.total == left.total:
        return f'billcli credit create {number} --full --reason "..." credits what is left'
    hint = f"take it back first: billcli why {number} shows it"
    if room.total.number <= 0:
        return hint
    rest = plain(room.total.number)
    return f'billcli credit create {number} --amount {rest} --reason "..." credits it, or {hint}'


def _beyond(credit: Invoice, left: Left) -> Iterator[str]:
    """Yield in words what of the figures of a tax group is more than there is."""
    there = {(tax.code, tax.group, tax.rate): tax for tax in left.taxes}
    untaxed = outside(credit.taxes, credit.total - credit.rounding)
    pairs = [("no tax", untaxed, left.outside)] if agrees(left) else []
    for tax in credit.taxes:
        was, name = there[tax.code, tax.group, tax.rate], tax.code or "its tax"
        pairs += [(name, tax.base, was.base), (name, tax.tax, was.tax)]
    for name, taken, most in pairs:
        if not within(taken.number, most.number):
            yield f"{taken} at {name} is more than the {most}"


def check_unreduced(amount: Money, left: Left, room: Left) -> None:
    """Refuse to credit what a discount or a write-off took off already, with its tax.

    Args:
        amount: to credit, with tax.
        left: what credit notes have left.
        room: what discounts and losses have left of that.

    Raises:
        UsageError: credit and reductions together exceed what was billed.
    """
    reduced = left.total - room.total
    if not reduced or amount.number <= room.total.number:
        return
    number = left.invoice.number
    raise UsageError.of(
        "CREDIT-REDUCED",
        f"{reduced} of {number} was taken off already, as discount or loss:"
        f" {amount} is more than the {max(room.total.number, ZERO):f} {amount.currency} left",
        hint=_way_out(left, room),
    )


def credit_note_of(invoice: Invoice, number: str, date: dt.date, reason: str) -> Invoice:
    """Return the credit note that mirrors a document: same lines, tax and total.

    Args:
        invoice: the document to correct, with its number and the figures to credit.
        number: the credit note's number, or an empty string until it is taken.
        date: the credit note's date.
        reason: printed on it.

    Raises:
        UsageError: the date is before the document's, or the reason is no plain text.
    """
    if date < invoice.date:
        raise UsageError.of(
            "CREDIT-BEFORE",
            f"a credit note of {date} cannot correct {invoice.number} of {invoice.date}",
            hint=f"use --date {invoice.date} or later",
        )
    return replace(
        invoice,
        number=number,
        kind=Kind.CREDIT_NOTE,
        date=date,
        due=None,
        terms="",
        instalments=(),
        reference="",
        corrects=invoice.number,
        reason=check_text(reason, flag="--reason"),
        origin=BY_ITSELF,  # the invoice remains what was made of its quote or plan
    )


def application_entry(
    entry_id: str,
    date: dt.date,
    parts: Sequence[Part],
    *,
    payee: str,
    narration: str = "",
    fx: str = "",
) -> Entry:
    """Return the zero-sum entry that settles open items with each other.

    Args:
        entry_id: the entry's own id, such as ``APP-2026-0001``.
        date: when it is applied.
        parts: the credits first, with amounts below zero as their balances are; then what is owed.
        payee: the customer's name.
        narration: empty takes ``Apply CREDIT``, with the first of the parts.
        fx: account of exchange differences between items that are kept at a value.

    Raises:
        UsageError: the entry's id is none.
        ValueError: the parts do not sum to zero, or there are none.
    """
    check_document_number(entry_id, flag="id")
    if not parts or sum_of(parts, parts[0].amount.currency):
        msg = f"{entry_id}: what is applied must sum to zero"
        raise ValueError(msg)
    items = [part.open_item.item for part in parts]
    return Entry(
        date,
        payee,
        narration or f"Apply {items[0]}",
        ("application",),
        links_of(entry_id, items),
        tuple(exchanged(list(settled_legs(parts)), fx)),
        {"id": entry_id},
    )
