"""Deposits on quotes, in the words of the customer's language and on the accounts of the books."""

from __future__ import annotations

from billcli.domain.calculate import calculate
from billcli.domain.cancelled_credit import cancelled, credited_by
from billcli.domain.deposit import deposit_draft, final_draft, printed_by_tax, shares
from billcli.domain.entry import Entry
from billcli.domain.invoice_draft import Defaults
from billcli.domain.invoice_reading import is_deposit
from billcli.domain.money import ZERO, parse_number, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.domain.quote import invoices_of
from billcli.services.issued_document import read_document
from billcli.services.render_document import letterhead, look_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.documents.reader import Reader
    from billcli.domain.entry import Directive
    from billcli.domain.invoice import Invoice
    from billcli.domain.invoice_draft import InvoiceDraft
    from billcli.domain.party import Party
    from billcli.services.workspace import Workspace

_ALL = 100


def parse_percent(text: str) -> Decimal:
    """Return the share that a deposit asks for.

    Raises:
        UsageError: it is no percentage between 0 and 100.

    >>> parse_percent("30%")
    Decimal('30')
    """
    number = text.removesuffix("%").rstrip()
    share = parse_number(number, flag="--deposit")
    if number == text or not 0 < share < _ALL:
        raise UsageError.of(
            "OPTION-VALUE",
            f"--deposit: {quoted(text, 20)} is no share of the whole",
            hint="write a percentage above 0 and below 100, such as 30%",
        )
    return share


def deposit_of(
    workspace: Workspace, draft: InvoiceDraft, customer: Party, quote: str, percent: Decimal
) -> InvoiceDraft:
    """Return the invoice over a deposit on a quote.

    Raises:
        UsageError: the whole cannot be billed.
    """
    settings, defaults = workspace.settings, _defaults(workspace, customer)
    whole = calculate(draft, settings.taxes, settings.rounding, defaults)
    parts = shares(draft, percent, settings.taxes, settings.rounding, defaults)
    accounts: dict[str, str] = {}
    for line in whole.lines:
        accounts.setdefault(line.tax, settings.accounts.deposits or line.account)
    words = _reader(workspace, draft, customer).phrase(
        "deposit-on", percent=f"{plain(percent)}%", number=quote
    )
    return deposit_draft(draft, parts, words, accounts)


def less_deposits(
    workspace: Workspace,
    draft: InvoiceDraft,
    customer: Party,
    quote: str,
    tail: Iterable[Directive],
) -> InvoiceDraft:
    """Return the invoice of a whole quote, from which its deposits are deducted.

    Raises:
        UsageError: a tax rate changed since a deposit was billed (``QUOTE-RATE``), or it was billed
            later (``QUOTE-VALIDITY``).
    """
    facts, tail = workspace.snapshot.facts, tuple(tail)
    made_of = invoices_of((*facts.entries_with("quote"), *tail)).get(quote, ())
    corrections = (
        *facts.entries_with("corrects"),
        *(one for one in tail if isinstance(one, Entry)),
    )
    gone = cancelled(corrections)
    deposits: dict[str, dict[str, Decimal]] = {}
    accounts: dict[tuple[str, str], str] = {}
    billed: list[Invoice] = []
    for entry in filter(is_deposit, made_of):
        deposit = read_document(workspace, entry, customer.id)
        rest = printed_by_tax(deposit)
        for note in corrections:
            if credited_by(note, gone) == deposit.number:
                for tax, amount in printed_by_tax(
                    read_document(workspace, note, customer.id)
                ).items():
                    rest[tax] = rest.get(tax, ZERO) - amount
        if any(rest.values()):
            _require_after(draft, deposit)
            billed.append(deposit)
        deposits[deposit.number] = rest
        accounts |= {(deposit.number, line.tax): line.account for line in deposit.lines}
    words = _reader(workspace, draft, customer).phrase("deposit-of", number="{number}")
    final = final_draft(draft, deposits, words, accounts)
    _require_same_rates(workspace, final, customer, billed)
    return final


def _require_after(draft: InvoiceDraft, deposit: Invoice) -> None:
    """Refuse to deduct a deposit on a day before it was billed."""
    if draft.date < deposit.date:
        raise UsageError.of(
            "QUOTE-VALIDITY",
            f"on {draft.date} its deposit {deposit.number} of {deposit.date} was not billed yet",
            hint=f"use --date {deposit.date} or later",
        )


def _require_same_rates(
    workspace: Workspace, final: InvoiceDraft, customer: Party, deposits: Sequence[Invoice]
) -> None:
    """Refuse to deduct a deposit at another rate than it was taxed at."""
    settings = workspace.settings
    whole = calculate(final, settings.taxes, settings.rounding, _defaults(workspace, customer))
    rates = {group.code: group.rate for group in whole.taxes}
    for deposit in deposits:
        for group in deposit.taxes:
            if rates.get(group.code, group.rate) != group.rate:
                raise UsageError.of(
                    "QUOTE-RATE",
                    f"{deposit.number} was taxed at {plain(group.rate)}%, {group.code} is"
                    f" {plain(rates[group.code])}% now",
                    hint=f"billcli invoice void {deposit.number}; the whole is billed at the new"
                    " rate then",
                )


def _defaults(workspace: Workspace, customer: Party) -> Defaults:
    settings = workspace.settings
    return Defaults(customer.text("tax") or settings.defaults.tax, settings.accounts.income)


def _reader(workspace: Workspace, draft: InvoiceDraft, customer: Party) -> Reader:
    return letterhead(workspace, customer, draft.date, look_of(workspace)).reader
