"""The sums below the lines: totals, tax summary, and why no tax is charged, as rows with labels."""

from __future__ import annotations

from types import MappingProxyType

from billcli.domain.invoice import Invoice, Prices, TaxGroup
from billcli.domain.money import ZERO, Money, plain, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.tax import TaxCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from billcli.documents.reader import Reader
    from billcli.documents.wording import Wording
    from billcli.domain.invoice import Allowance

# UNCL 5305 categories that charge no tax, and the words that say why.
_UNTAXED = MappingProxyType(
    {
        "E": "exempt", "AE": "reverse-charge", "K": "intra-community", "G": "export",
        "O": "outside-tax",
    }
)  # fmt: skip
# What a group without tax is called where others state name and rate: 0% would not tell them apart.
_NAMES = MappingProxyType(
    {
        "Z": "name-zero-rated", "E": "name-exempt", "AE": "name-reverse-charge",
        "K": "name-intra-community", "G": "name-export", "O": "name-outside-tax",
    }
)  # fmt: skip


def tax_name(wording: Wording, *, vat: bool) -> str:
    """Return what the tax is called: VAT when the issuer has a VAT number."""
    return wording.words["vat" if vat else "tax"]


def total_rows(invoice: Invoice, reader: Reader, *, vat: bool) -> tuple[Mapping[str, object], ...]:
    """Return the rows from the sum of the lines to the total, in reading order.

    Each has ``role`` (subtotal, allowance, net, tax, rounding, total, included, prepaid or
    payable), ``label``, ``detail`` and ``amount``. In a gross document the tax rows say what the
    total includes.
    """
    return tuple(
        MappingProxyType({"role": role, "label": label, "detail": detail, "amount": amount})
        for role, label, detail, amount in _rows(invoice, reader, vat=vat)
    )


def _rows(invoice: Invoice, reader: Reader, *, vat: bool) -> Iterator[tuple[str, str, str, Money]]:
    words = reader.wording.words
    net = invoice.prices is Prices.NET
    taxes = [
        (tax_label(group, reader, vat=vat), _on_base(group, reader), group.tax)
        for group in invoice.taxes
        if group.tax or group.category == "S"
    ]
    if invoice.allowances:
        lines = total([line.amount for line in invoice.lines], invoice.currency)
        yield "subtotal", words["subtotal"], "", lines
        yield from _allowances(invoice, reader)
    if net and (taxes or invoice.allowances):
        yield "net", words["net-total"], "", invoice.net
    if net:
        yield from (("tax", *tax) for tax in taxes)
    if invoice.rounding:
        yield "rounding", words["rounding"], "", invoice.rounding
    credit = invoice.kind is Kind.CREDIT_NOTE
    yield "total", words["total-credit" if credit else "total"], "", invoice.total
    if not net:
        for label, base, tax in taxes:
            yield "included", reader.phrase("tax-included", name=label), base, tax
    if value := invoice.tax_value:
        name = tax_name(reader.wording, vat=vat)
        label = reader.phrase("tax-value", name=name, currency=value.currency)
        yield "included", label, "", value
    if invoice.advance:
        yield "prepaid", words["prepaid"], "", -invoice.advance.amount
        yield "payable", words["amount-due"], "", invoice.payable


def _allowances(invoice: Invoice, reader: Reader) -> Iterator[tuple[str, str, str, Money]]:
    """Discounts are kept per tax code in the books, but were agreed as one."""
    merged: dict[tuple[str, str, bool], list[Allowance]] = {}
    for allowance in invoice.allowances:
        percent = "" if allowance.percent is None else plain(allowance.percent)
        key = (allowance.reason, percent, allowance.amount.number < ZERO)
        merged.setdefault(key, []).append(allowance)
    for (reason, _, off), parts in merged.items():
        label = reason or reader.wording.words["allowance" if off else "charge"]
        rate = parts[0].percent
        if rate is not None:
            percent = reader.notation.percent(abs(rate))
            label = reader.phrase("allowance-percent", reason=label, percent=percent)
        yield "allowance", label, "", total([p.amount for p in parts], invoice.currency)


def tax_label(group: TaxGroup, reader: Reader, *, vat: bool) -> str:
    """Return the name and rate of a tax, or why there is none.

    A component is called by its own code.
    """
    if group.category in _NAMES and not group.rate:
        return reader.wording.words[_NAMES[group.category]]
    name = tax_name(reader.wording, vat=vat)
    if group.group:
        name = group.code.removesuffix(f"-{plain(group.rate)}")
    return reader.phrase("tax-line", name=name, rate=reader.notation.percent(group.rate))


def _on_base(group: TaxGroup, reader: Reader) -> str:
    return reader.phrase("tax-base", base=reader.notation.amount(group.base))


def tax_rows(invoice: Invoice, reader: Reader, *, vat: bool) -> tuple[Mapping[str, object], ...]:
    """Return one row per tax group: ``label``, ``base``, ``tax`` and ``reason``."""
    return tuple(
        MappingProxyType(
            {
                "label": tax_label(group, reader, vat=vat),
                "base": group.base,
                "tax": group.tax,
                "reason": _exemption(group, reader.wording),
            }
        )
        for group in invoice.taxes
    )


def exemptions(invoice: Invoice, wording: Wording) -> tuple[str, ...]:
    """Return why no tax is charged, each reason once (EN 16931 BT-120)."""
    reasons = (_exemption(group, wording) for group in invoice.taxes)
    return tuple(dict.fromkeys(filter(None, reasons)))


def _exemption(group: TaxGroup, wording: Wording) -> str:
    if group.category not in _UNTAXED:
        return group.exemption
    standard = TaxCode(group.code, group.category, group.account, ()).reason
    if group.exemption in {"", standard}:
        return wording.words[_UNTAXED[group.category]]
    return group.exemption
