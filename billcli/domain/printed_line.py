"""The lines of a document as printed: quantity times price less the line's own reduction.

Source: docs/reference/ledger-format.md rule 9. All that is wrong with the lines is named at once.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.invoice import Line
from billcli.domain.money import WIDE, Money, parse_money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem, UsageError
from billcli.domain.tax_split import HUNDRED

if TYPE_CHECKING:
    from billcli.domain.invoice_draft import Defaults, InvoiceDraft
    from billcli.domain.line_draft import LineDraft
    from billcli.domain.reduction import Reduction
    from billcli.domain.tax import Rounding, TaxPart, TaxTable

LARGEST = Decimal(10) ** 15
DECIMALS_MAX = 8


def printed_lines(
    draft: InvoiceDraft, table: TaxTable, rounding: Rounding, defaults: Defaults
) -> tuple[list[Line], dict[str, tuple[TaxPart, ...]]]:
    """Return the lines as printed (net still to come) and what each tax code charges.

    Raises:
        UsageError: a price of another currency, a quantity of zero, an unknown tax code, an amount
            too large.
    """
    lines: list[Line] = []
    parts: dict[str, tuple[TaxPart, ...]] = {}
    problems: list[Problem] = []
    for i, asked in enumerate(draft.lines, 1):
        try:
            line = _printed_line(asked, draft.currency, rounding, defaults)
            parts[line.tax] = table.parts(line.tax, draft.tax_point)
        except BillcliError as error:
            place = f"line {i} ({asked.description[:40]})"
            problems += [p._replace(message=f"{place}: {p.message}") for p in error.problems]
        else:
            lines.append(line)
    if problems:
        raise UsageError(*problems)
    return lines, parts


def _printed_line(asked: LineDraft, currency: str, rounding: Rounding, defaults: Defaults) -> Line:
    if asked.currency not in {"", currency}:
        raise UsageError.of(
            "LINE-CURRENCY",
            f"its price is in {asked.currency}, the document is in {currency}",
            hint="state the price in the document's currency instead of the price-list code",
        )
    if not asked.quantity:
        raise UsageError.of(
            "LINE-ZERO",
            "a quantity of zero bills nothing",
            hint="leave the line out, or correct the quantity",
        )
    check_size(asked.quantity, "quantity")
    check_size(asked.price, "price")
    before = rounding.money(WIDE.multiply(asked.quantity, asked.price), currency)
    off = taken_off(asked.discount, before, rounding)
    amount = before - off
    check_size(amount.number, "amount")
    return Line(
        asked.description,
        asked.quantity,
        asked.unit,
        _full(Money(asked.price, currency)),
        off,
        amount,
        amount,
        defaults.tax if asked.tax is None else asked.tax,
        asked.account or defaults.account,
        asked.period,
    )


def _full(price: Money) -> Money:
    """Return a price with at least the currency's digits, never fewer than were asked."""
    written = price.rounded()
    return written if written == price else price


def check_size(number: Decimal, what: str) -> None:
    """Refuse a number that no document needs.

    Raises:
        UsageError: more than 15 digits before or 8 after the point (AMOUNT-LARGE).
    """
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and abs(number) < LARGEST and exponent >= -DECIMALS_MAX:
        return
    raise UsageError.of(
        "AMOUNT-LARGE",
        f"the {what} {str(number)[:40]} has more than 15 digits before or 8 after the point",
        hint="check it for a typing error",
    )


def taken_off(asked: Reduction | None, of: Money, rounding: Rounding) -> Money:
    """Return what a reduction takes off an amount, rounded; zero when none is asked for."""
    if asked is None:
        return Money.zero(of.currency)
    if asked.percent:
        return rounding.money(
            WIDE.divide(WIDE.multiply(of.number, asked.value), HUNDRED), of.currency
        )
    return parse_money(plain(asked.value), of.currency, flag="discount")
