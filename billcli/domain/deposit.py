"""A deposit on a quote: a taxed share of it, and its deduction from the invoice of the whole.

EN 16931 knows no invoice line for what was invoiced before; a negative line with the same tax code
deducts net and tax in one. Tax is rounded per group (ledger format rule 10), so that the tax of a
share and the tax of the rest may miss the tax of the whole by a cent. The share is therefore moved
by as few cents as make both invoices add up to the quote exactly.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.calculate import calculate
from billcli.domain.frozen import replace
from billcli.domain.line_draft import PIECE, LineDraft
from billcli.domain.money import WIDE, ZERO, plain, quantum
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from billcli.domain.invoice import Allowance, Invoice, Line
    from billcli.domain.invoice_draft import Defaults, InvoiceDraft
    from billcli.domain.tax import Rounding, TaxTable

HUNDRED = Decimal(100)
MOVED_MAX = 100
_ONE = Decimal(1)
_NO_WAY = Decimal("Infinity")


def printed_by_tax(invoice: Invoice) -> dict[str, Decimal]:
    """Return what the lines of a document come to by tax code, after its discount, as printed."""
    found: dict[str, Decimal] = {}
    items: tuple[Line | Allowance, ...] = (*invoice.lines, *invoice.allowances)
    for item in items:
        found[item.tax] = found.get(item.tax, ZERO) + item.amount.number
    return found


def shares(
    draft: InvoiceDraft, percent: Decimal, table: TaxTable, rounding: Rounding, defaults: Defaults
) -> dict[str, Decimal]:
    """Return how much of a deposit each tax code bears, as printed.

    Args:
        draft: what is offered as a whole.
        percent: of the whole.
        table: tax codes.
        rounding: how figures are rounded.
        defaults: what lines take that say nothing.

    Raises:
        UsageError: the whole cannot be billed; the share is less than the smallest amount of its
            currency, or comes to the whole with no rest, which lines below zero may do
            (OPTION-VALUE).
    """
    whole = calculate(draft, table, rounding, defaults)

    def missed(parts: Mapping[str, Decimal]) -> Decimal:
        """Return by how much the tax of both invoices misses the tax of the whole.

        Where one of them could not be billed, such as a rest below zero, or the deposit asks for
        nothing, that is no way at all.
        """
        try:
            first = calculate(deposit_draft(draft, parts, "-", {}), table, rounding, defaults)
            last = calculate(final_draft(draft, {"-": parts}, "", {}), table, rounding, defaults)
        except UsageError:
            return _NO_WAY
        if first.total.number <= 0:
            return _NO_WAY
        taxes = _taxes(whole)
        for key, tax in (*_taxes(first).items(), *_taxes(last).items()):
            taxes[key] = taxes.get(key, ZERO) - tax
        return sum(map(abs, taxes.values()), ZERO)

    most = {tax: amount for tax, amount in printed_by_tax(whole).items() if amount}
    found = _plain_shares(most, percent, whole, rounding)
    found, off = _moved(found, most, quantum(draft.currency), missed)
    if off:
        raise UsageError.of(
            "OPTION-VALUE",
            f"--deposit: no share of about {plain(percent)}% and its rest come to {whole.total}",
            hint="try another share, or bill the whole at once",
        )
    return found


def _plain_shares(
    most: Mapping[str, Decimal], percent: Decimal, whole: Invoice, rounding: Rounding
) -> dict[str, Decimal]:
    """Return the percentage of each tax code's amount, without those of which it is nothing."""
    found: dict[str, Decimal] = {}
    for tax, amount in most.items():
        share = WIDE.divide(WIDE.multiply(amount, percent), HUNDRED)
        found[tax] = rounding.money(share, whole.currency).number
    if not any(found.values()):
        raise UsageError.of(
            "OPTION-VALUE",
            f"--deposit: {plain(percent)}% of {whole.net} is nothing",
            hint="give a larger share, or bill the whole at once",
        )
    return {tax: share for tax, share in found.items() if share}


def _moved(
    found: dict[str, Decimal],
    most: Mapping[str, Decimal],
    step: Decimal,
    missed: Callable[[Mapping[str, Decimal]], Decimal],
) -> tuple[dict[str, Decimal], Decimal]:
    """Return the shares moved by as few cents as bring what they miss down, and what is missed."""
    off = missed(found)
    for tax in tuple(found):
        for moved in _nearest() if off else ():
            tried = {**found, tax: found[tax] + moved * step}
            if not 0 < tried[tax] / most[tax] <= 1:
                continue
            if (less := missed(tried)) < off:
                found, off = tried, less
            if not off:
                break
    return found, off


def _nearest() -> Iterator[int]:
    for distance in range(1, MOVED_MAX + 1):
        yield from (distance, -distance)


def _taxes(invoice: Invoice) -> dict[object, Decimal]:
    found: dict[object, Decimal] = {}
    for group in invoice.taxes:
        key = (group.category, group.rate, group.account, group.exemption)
        found[key] = found.get(key, ZERO) + group.tax.number
    return found


def deposit_draft(
    draft: InvoiceDraft, parts: Mapping[str, Decimal], words: str, accounts: Mapping[str, str]
) -> InvoiceDraft:
    """Return the invoice over a deposit: one line for each tax code.

    Args:
        draft: what is offered as a whole.
        parts: how much each tax code bears, see ``shares``.
        words: describe the lines.
        accounts: where each tax code is booked.
    """
    lines = tuple(
        LineDraft(words, _ONE, PIECE, amount, tax, accounts.get(tax))
        for tax, amount in parts.items()
    )
    return replace(
        draft,
        lines=lines,
        discount=None,
        instalments=(),
        due=None,
        delivery_date=None,
        period=None,
    )


def final_draft(
    draft: InvoiceDraft,
    deposits: Mapping[str, Mapping[str, Decimal]],
    words: str,
    accounts: Mapping[tuple[str, str], str],
) -> InvoiceDraft:
    """Return the invoice of the whole, from which deposits are deducted.

    Args:
        draft: what is offered as a whole.
        deposits: how much each deposit billed by tax code, by its number.
        words: describe a deducting line; ``{number}`` stands for the deposit's number.
        accounts: where a deposit booked a tax code, by number and code.
    """
    lines = tuple(
        LineDraft(
            words.replace("{number}", number) or number,
            -_ONE,
            PIECE,
            amount,
            tax,
            accounts.get((number, tax)),
        )
        for number, parts in deposits.items()
        for tax, amount in parts.items()
        if amount
    )
    return replace(draft, prepaid=lines)
