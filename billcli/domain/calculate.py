"""From what was asked for to a document with all its figures.

Rules 9, 10 and 12 of docs/reference/ledger-format.md: tax once per group (or per line where
configured), gross prices with the net by largest remainder, document discounts split per tax code,
rounding always an explicit figure. Net plus tax plus rounding is the total, to the last digit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from billcli.domain.contract import check_text
from billcli.domain.invoice import Allowance, Invoice, Line, Period, Prices, TaxGroup
from billcli.domain.money import (
    WIDE,
    Money,
    check_currency,
    parse_money,
    plain,
    total,
)
from billcli.domain.open_item import Kind
from billcli.domain.problem import BillcliError, Problem, UsageError
from billcli.domain.tax_split import HUNDRED, apportion, settle
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.line_text import LineDraft, Reduction
    from billcli.domain.tax import Rounding, TaxPart, TaxTable

LARGEST = Decimal(10) ** 15
DECIMALS_MAX = 8


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """What a document shall say, before any figure is calculated.

    Attributes:
        customer: customer id.
        due: stated due date; when None it follows from ``terms``.
        discount: off the whole document, or None.
        delivery_date: day of supply; like the end of ``period`` it decides which tax rate rules.
    """

    customer: str
    date: dt.date
    currency: str
    lines: tuple[LineDraft, ...]
    due: dt.date | None = None
    terms: str = ""
    discount: Reduction | None = None
    discount_reason: str = "Discount"
    prices: Prices = Prices.NET
    note: str = ""
    delivery_date: dt.date | None = None
    period: Period | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    kind: Kind = Kind.INVOICE
    corrects: str = ""
    reason: str = ""

    @property
    def tax_point(self) -> dt.date:
        """Return the day whose tax rates apply: of supply when stated, else of the document."""
        return self.delivery_date or (self.period.end if self.period else self.date)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a line takes when it says nothing.

    Attributes:
        tax: tax code, or an empty string for none.
        account: income account.
        discount_account: where document discounts go; empty takes the account of the first line
            with the same tax code.
    """

    tax: str
    account: str
    discount_account: str = ""


def calculate(
    draft: InvoiceDraft, table: TaxTable, rounding: Rounding, defaults: Defaults
) -> Invoice:
    """Return the document with every figure final; its number is still empty.

    Raises:
        UsageError: no lines, an unknown tax code or one without a rate, prices of another currency,
            due before the date, a total below zero, or an amount of more than 15 digits. All that
            is wrong with the lines is named at once.
    """
    _check_words(draft)
    lines, parts = _printed_lines(draft, table, rounding, defaults)
    allowances = _allowances(draft, rounding, defaults, lines)
    items: list[Line | Allowance] = [*lines, *allowances]
    groups: list[TaxGroup] = []
    for members in _bundles(items, parts):
        charged = parts[items[members[0]].tax]
        printed = [items[i].amount for i in members]
        nets, taxes = settle(printed, charged, draft.prices, rounding)
        for i, net in zip(members, nets, strict=True):
            items[i] = replace(items[i], net=net)
        base = total(nets, draft.currency)
        groups += [_group(p, base, tax) for p, tax in zip(charged, taxes, strict=True)]
    return _document(draft, rounding, items, groups)


def _check_words(draft: InvoiceDraft) -> None:
    if not draft.lines:
        raise UsageError.of(
            "INVOICE-EMPTY",
            "the document has no lines",
            hint='add --line "10 h x 150.00 Consulting"',
        )
    check_currency(draft.currency)
    texts = {
        "note": draft.note,
        "purchase order": draft.purchase_order,
        "buyer reference": draft.buyer_reference,
        "reason": draft.reason,
        "discount reason": draft.discount_reason,
    }
    for i, line in enumerate(draft.lines, 1):
        texts[f"line {i}"] = line.description
    for flag, text in texts.items():
        check_text(text, flag=flag)


def _due(draft: InvoiceDraft) -> tuple[dt.date | None, str]:
    """Return the due date and the terms as the ledger writes them."""
    terms = parse_terms(draft.terms) if draft.terms else None
    due = draft.due or (terms.due(draft.date) if terms else None)
    if due and due < draft.date:
        raise UsageError.of(
            "DUE-BEFORE",
            f"the due date {due} is before the document's date {draft.date}",
            hint="correct --due, --terms or --date",
        )
    return due, str(terms or "")


def _printed_lines(
    draft: InvoiceDraft, table: TaxTable, rounding: Rounding, defaults: Defaults
) -> tuple[list[Line], dict[str, tuple[TaxPart, ...]]]:
    """Return the lines as printed (net still to come) and what each tax code charges."""
    lines: list[Line] = []
    parts: dict[str, tuple[TaxPart, ...]] = {}
    problems: list[Problem] = []
    for i, asked in enumerate(draft.lines, 1):
        try:
            line = _printed_line(asked, draft.currency, rounding, defaults)
            parts[line.tax] = table.parts(line.tax, draft.tax_point)
        except BillcliError as error:
            place = f"line {i} ({asked.description[:40]})"
            problems += [replace(p, message=f"{place}: {p.message}") for p in error.problems]
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
    _check_size(asked.quantity, "quantity")
    _check_size(asked.price, "price")
    before = rounding.money(WIDE.multiply(asked.quantity, asked.price), currency)
    off = _reduction(asked.discount, before, rounding)
    amount = before - off
    _check_size(amount.number, "amount")
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


def _check_size(number: Decimal, what: str) -> None:
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and abs(number) < LARGEST and exponent >= -DECIMALS_MAX:
        return
    raise UsageError.of(
        "AMOUNT-LARGE",
        f"the {what} {str(number)[:40]} has more than 15 digits before or 8 after the point",
        hint="check it for a typing error",
    )


def _reduction(asked: Reduction | None, of: Money, rounding: Rounding) -> Money:
    if asked is None:
        return Money.zero(of.currency)
    if asked.percent:
        return rounding.money(
            WIDE.divide(WIDE.multiply(of.number, asked.value), HUNDRED), of.currency
        )
    return parse_money(plain(asked.value), of.currency, flag="discount")


def _allowances(
    draft: InvoiceDraft, rounding: Rounding, defaults: Defaults, lines: Sequence[Line]
) -> list[Allowance]:
    """Return the document discount, one share per tax code, in proportion to the lines."""
    if draft.discount is None:
        return []
    sums: dict[str, Money] = {}
    accounts: dict[str, str] = {}
    for line in lines:
        sums[line.tax] = sums.get(line.tax, Money.zero(draft.currency)) + line.amount
        accounts.setdefault(line.tax, defaults.discount_account or line.account)
    whole = total(sums.values(), draft.currency)
    off = _reduction(draft.discount, whole, rounding)
    if abs(off.number) > abs(whole.number):
        raise UsageError.of(
            "DISCOUNT-LARGE",
            f"the discount of {off} is more than the lines' {whole}",
            hint="lower --discount",
        )
    if not whole:
        return []
    ratio = [WIDE.divide(WIDE.multiply(s.number, off.number), whole.number) for s in sums.values()]
    percent = draft.discount.value if draft.discount.percent else None
    return [
        Allowance(-share, -share, percent, draft.discount_reason, tax, accounts[tax])
        for tax, share in zip(sums, apportion(ratio, off), strict=True)
        if share
    ]


def _bundles(
    items: Sequence[Line | Allowance], parts: Mapping[str, tuple[TaxPart, ...]]
) -> Iterable[list[int]]:
    """Return positions of the items that share category, rate, account, exemption and group."""
    bundles: dict[tuple[TaxPart, ...], list[int]] = {}
    for i, item in enumerate(items):
        key = tuple(replace(part, code="") for part in parts[item.tax])
        bundles.setdefault(key, []).append(i)
    return bundles.values()


def _group(part: TaxPart, base: Money, tax: Money) -> TaxGroup:
    exemption = "" if part.rate else part.exemption
    return TaxGroup(
        part.code, part.group, part.category, part.rate, base, tax, part.account, exemption
    )


def _document(
    draft: InvoiceDraft,
    rounding: Rounding,
    items: Sequence[Line | Allowance],
    groups: Sequence[TaxGroup],
) -> Invoice:
    due, terms = _due(draft)
    document = Invoice(
        "",
        draft.kind,
        draft.customer,
        draft.date,
        due,
        terms,
        draft.currency,
        tuple(item for item in items if isinstance(item, Line)),
        tuple(item for item in items if isinstance(item, Allowance)),
        tuple(groups),
        Money.zero(draft.currency),
        draft.prices,
        draft.note,
        draft.delivery_date,
        draft.period,
        draft.purchase_order,
        draft.buyer_reference,
        corrects=draft.corrects,
        reason=draft.reason,
    )
    difference = rounding.cash_difference(document.total)
    document = replace(document, rounding=difference)
    _check_size(document.total.number, "total")
    if document.total.number < 0:
        raise UsageError.of(
            "INVOICE-NEGATIVE",
            f"the total is {document.total}, and no document may be below zero",
            hint="to give money back, write a credit note: amounts are positive there",
        )
    return document
