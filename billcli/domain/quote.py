"""A quote: what is offered, at which price, until when, and what became of it."""

from __future__ import annotations

from enum import Enum

from billcli.domain.entry import Entry
from billcli.domain.frozen import frozen
from billcli.domain.invoice_reading import is_deposit
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Sequence

    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice


@frozen
class Quote:
    """An offer with the figures its invoice will have.

    Attributes:
        offer: number, lines, taxes and total; its due date means nothing here.
        valid_until: last day on which the offer can be accepted, None when it stands open.
    """

    offer: Invoice
    valid_until: dt.date | None = None


class QuoteState(Enum):
    """What became of a quote; only the ledger tells that it was invoiced.

    Accepted is one of which a deposit was billed and the whole not yet, or of which the whole was
    billed and voided.
    """

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    INVOICED = "invoiced"


def state_of(
    invoices: Iterable[Entry],
    declined: bool,
    valid_until: dt.date | None,
    day: dt.date,
    void: Container[str] = (),
) -> QuoteState:
    """Return what became of a quote.

    Args:
        invoices: those made of it, see ``invoices_of``.
        declined: whether its file says so.
        valid_until: its last day, or None.
        day: today; the last day still counts.
        void: numbers of those invoices that were credited in full.
    """
    found = [is_deposit(one) or text_of(one.meta.get("invoice")) in void for one in invoices]
    if found:
        return QuoteState.ACCEPTED if all(found) else QuoteState.INVOICED
    if declined:
        return QuoteState.DECLINED
    return QuoteState.EXPIRED if valid_until and valid_until < day else QuoteState.OPEN


def invoices_of(directives: Iterable[Directive]) -> dict[str, list[Entry]]:
    """Return the invoices made of quotes, by the number of the quote.

    Those that were voided are among them: the quote was accepted.
    """
    found: dict[str, list[Entry]] = {}
    for entry in directives:
        if not isinstance(entry, Entry) or Kind.INVOICE.value not in entry.tags:
            continue
        if quote := text_of(entry.meta.get("quote")):
            found.setdefault(quote, []).append(entry)
    return found


def require_acceptable(
    number: str, state: QuoteState, invoices: Iterable[str], until: dt.date | None, *, anyway: bool
) -> None:
    """Refuse to accept a quote twice, or one that was declined or is no longer valid.

    Args:
        number: of the quote.
        state: what became of it.
        invoices: numbers of the invoices made of it.
        until: its last day.
        anyway: accept what was declined or has expired.

    Raises:
        UsageError: ``QUOTE-INVOICED``, ``QUOTE-DECLINED`` or ``QUOTE-EXPIRED``.
    """
    if state in {QuoteState.INVOICED, QuoteState.ACCEPTED}:
        made = ", ".join(invoices)
        rest = state is QuoteState.ACCEPTED
        raise UsageError.of(
            "QUOTE-INVOICED",
            f"{number} was accepted already: {made}",
            hint=f"billcli quote issue {number} bills the whole, less what deposits billed"
            if rest
            else f"billcli invoice show {made.partition(',')[0]}",
        )
    if state is QuoteState.DECLINED and not anyway:
        raise UsageError.of(
            "QUOTE-DECLINED",
            f"{number} was declined",
            hint=f"billcli quote accept {number} --anyway, if the customer thought again",
        )
    if state is QuoteState.EXPIRED and not anyway:
        raise UsageError.of(
            "QUOTE-EXPIRED",
            f"{number} was valid until {until}",
            hint="use --anyway to stand by it, or --date with the day on which it was accepted",
        )


def require_sendable(
    number: str, state: QuoteState, invoices: Sequence[str], until: dt.date | None
) -> None:
    """Refuse to send a quote that nobody can accept any more.

    Args:
        number: of the quote.
        state: what became of it.
        invoices: numbers of the invoices made of it.
        until: its last day.

    Raises:
        UsageError: ``QUOTE-INVOICED``, ``QUOTE-DECLINED`` or ``QUOTE-EXPIRED``.
    """
    if state in {QuoteState.INVOICED, QuoteState.ACCEPTED}:
        raise UsageError.of(
            "QUOTE-INVOICED",
            f"{number} was accepted already: {', '.join(invoices)}",
            hint=f"billcli invoice send {invoices[-1]}",
        )
    if state is QuoteState.DECLINED:
        raise UsageError.of(
            "QUOTE-DECLINED",
            f"{number} was declined",
            hint="take status out of its file, if the offer stands again",
        )
    if state is QuoteState.EXPIRED:
        raise UsageError.of(
            "QUOTE-EXPIRED",
            f"{number} was valid until {until}",
            hint="write a later valid-until into its file, if the offer still stands",
        )


def require_billable(number: str, state: QuoteState, invoices: Iterable[str]) -> None:
    """Refuse to bill the whole of a quote that was not accepted, or while it is billed already.

    Args:
        number: of the quote.
        state: what became of it.
        invoices: numbers of the invoices made of it.

    Raises:
        UsageError: ``QUOTE-INVOICED`` or ``QUOTE-NOT-ACCEPTED``.
    """
    if state is QuoteState.ACCEPTED:
        return
    if state is QuoteState.INVOICED:
        made = ", ".join(invoices)
        raise UsageError.of(
            "QUOTE-INVOICED",
            f"{number} was invoiced already: {made}",
            hint=f"billcli quote show {number}",
        )
    raise UsageError.of(
        "QUOTE-NOT-ACCEPTED",
        f"no deposit was billed on {number}, which is {state.value}",
        hint=f"billcli quote accept {number} bills the whole at once",
    )
