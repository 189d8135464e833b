"""From what was asked for to a document with all its figures.

Rules 9, 10 and 12 of docs/reference/ledger-format.md: tax once per group (or per line where
configured), gross prices with the net by largest remainder, document discounts split per tax code,
rounding always an explicit figure. Net plus tax plus rounding is the total, to the last digit.
"""

from __future__ import annotations

from billcli.domain.contract import check_text
from billcli.domain.document_discount import document_discount
from billcli.domain.frozen import replace
from billcli.domain.instalment import planned
from billcli.domain.invoice import Allowance, Invoice, Line, TaxGroup
from billcli.domain.money import Money, check_currency, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.printed_line import check_size, printed_lines
from billcli.domain.problem import UsageError
from billcli.domain.tax_split import settle
from billcli.domain.terms import parse_terms

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.invoice_draft import Defaults, InvoiceDraft
    from billcli.domain.tax import Rounding, TaxPart, TaxTable


def calculate(
    draft: InvoiceDraft, table: TaxTable, rounding: Rounding, defaults: Defaults
) -> Invoice:
    """Return the document with every figure final; its number is still empty.

    Raises:
        UsageError: no lines, an unknown tax code or one without a rate, prices of another currency,
            due before the date, nothing billed, a total below zero, or an amount of more than 15
            digits, or instalments that do not add up. All that is wrong with the lines is named
            at once.
    """
    _check_words(draft)
    lines, parts = printed_lines(draft, table, rounding, defaults)
    _check_worth(lines)
    allowances = document_discount(draft, rounding, defaults, lines)
    if draft.prepaid:
        paid, more = printed_lines(replace(draft, lines=draft.prepaid), table, rounding, defaults)
        lines, parts = [*lines, *paid], parts | more
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
            "LINE-MISSING",
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


def _check_worth(lines: Iterable[Line]) -> None:
    """Refuse a document that bills nothing; lines that offset each other may come to zero."""
    if not any(line.amount or line.discount for line in lines):
        raise UsageError.of(
            "INVOICE-ZERO",
            "no line of the document has an amount",
            hint="give a price; what is given away may stand beside other lines",
        )


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
    check_size(document.total.number, "total")
    if document.total.number < 0:
        raise UsageError.of(
            "INVOICE-NEGATIVE",
            f"the total is {document.total}, and no document may be below zero",
            hint="to give money back, write a credit note: amounts are positive there",
        )
    if draft.instalments:
        plan = planned(draft.instalments, document.total)
        document = replace(document, instalments=plan, due=plan[-1].due)
    return document
