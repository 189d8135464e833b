"""Correcting a document that went out: its full credit note, and applying the one to the other.

History is never edited (docs/reference/ledger-format.md rule 8): a voided invoice stays, a credit
note mirrors it, and a zero-sum entry applies the credit to what is open of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.domain.contract import check_document_number, check_text
from billcli.domain.entry import Entry, Posting
from billcli.domain.invoice import BY_ITSELF
from billcli.domain.money import ZERO, Money
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.invoice import Invoice


def check_voidable(invoice: Invoice, credited_by: str = "") -> None:
    """Refuse to void a document that is none, or no more.

    Args:
        invoice: the document to void.
        credited_by: number of a credit note that already corrects it, or an empty string.

    Raises:
        UsageError: it is a credit note, or was credited before.
    """
    number = invoice.number
    if invoice.kind is Kind.CREDIT_NOTE:
        raise UsageError.of(
            "VOID-CREDIT-NOTE",
            f"{number} is itself a credit note",
            hint="issue a new invoice for the amount",
        )
    if credited_by:
        raise UsageError.of(
            "VOID-TWICE",
            f"{number} was already corrected by {credited_by}",
            hint=f"billcli invoice show {credited_by}",
        )


def applicable(invoice: Invoice, balance_open: Money) -> Money:
    """Return how much of an invoice's full credit note settles it: no more than is still open.

    What was paid before leaves as much of the credit note open, as credit of the customer.

    Args:
        invoice: the document that is credited in full.
        balance_open: what is open of it; below zero when more was paid than billed.
    """
    if balance_open.number <= ZERO:
        return Money.zero(invoice.currency)
    return min(balance_open, invoice.total, key=lambda amount: amount.number)


def credit_note_of(invoice: Invoice, number: str, date: dt.date, reason: str) -> Invoice:
    """Return the credit note that mirrors a document in full: same lines, tax and total.

    Args:
        invoice: the document to correct, with its number.
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
    *,
    account: str,
    payee: str,
    credit: str,
    target: str,
    amount: Money,
    narration: str = "",
) -> Entry:
    """Return the zero-sum entry that settles one open item with another.

    Args:
        entry_id: the entry's own id, such as ``APP-2026-0001``.
        date: when it is applied.
        account: the customer's receivable account.
        payee: the customer's name.
        credit: the open item with a credit balance.
        target: the open item that is owed.
        amount: how much, positive.
        narration: empty takes ``Apply CREDIT``.

    Raises:
        UsageError: the entry's id is none.
    """
    check_document_number(entry_id, flag="id")
    return Entry(
        date,
        payee,
        narration or f"Apply {credit}",
        ("application",),
        (entry_id, credit, target),
        (
            Posting(account, amount, {"invoice": credit}),
            Posting(account, -amount, {"invoice": target}),
        ),
        {"id": entry_id},
    )
