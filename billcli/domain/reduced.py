"""What discounts and write-offs have left of an invoice, beside its credit notes.

A discount tells its taxes, and so does a loss with tax relief. A loss without relief gives no tax
back; its share in each tax is nobody's to give back any more, though.

Source: docs/reference/ledger-format.md rule 11.
"""

from __future__ import annotations

from billcli.domain.credit_left import at_most, outside
from billcli.domain.early_discount import discount_on, early_terms
from billcli.domain.frozen import frozen, replace
from billcli.domain.left_share import taken_of
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_standing import stated_in
from billcli.domain.payment_value import at_rate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TypeAlias

    from billcli.domain.credit_left import Left
    from billcli.domain.entry import Entry, Posting
    from billcli.domain.invoice import Invoice, TaxGroup
    from billcli.domain.open_item import Movement

    _Taxes: TypeAlias = dict[tuple[str, str], tuple[Money, Money]]


@frozen
class _Reduction:
    """What an entry took off; below zero where it gives that back.

    Attributes:
        amount: with tax.
        taxes: base and tax of each code and group it tells.
    """

    amount: Money
    taxes: _Taxes


def reduced_left(left: Left, moved: Iterable[Movement]) -> Left:
    """Return what may still be taken off an invoice: by a credit note, a discount or a loss.

    Where a payment took discounts of several invoices and does not say which is whose, the one that
    is what the invoice's terms grant counts. Where none is, or the payment was corrected, all of
    them count for each: rather too little is given back than too much.

    Args:
        left: what credit notes have left of it.
        moved: what happened to the invoice.
    """
    found = [one for one in _reductions(left, tuple(moved)) if one.amount]
    zero = Money.zero(left.invoice.currency)
    whole = total([one.amount for one in found], zero.currency)
    if whole.number <= 0:
        return left
    silent = total([one.amount for one in found if not one.taxes], zero.currency)
    taxes: list[TaxGroup] = []
    for tax in left.taxes:
        told = [
            one.taxes[key]
            for one in found
            if (key := _key(tax.code, tax.group, tax.account)) in one.taxes
        ]
        base = tax.base - total([base for base, _ in told], zero.currency)
        off = tax.tax - total([part for _, part in told], zero.currency)
        taxes.append(replace(tax, base=at_most(base, tax.base), tax=at_most(off, tax.tax)))
    room = _less(left, taxes, whole - silent)
    if silent.number <= 0 or room.total.number <= 0:
        return room
    _, gone = taken_of(room, min(silent, room.total, key=lambda one: one.number))
    taxes = [
        replace(tax, base=tax.base - off.base, tax=tax.tax - off.tax)
        for tax, off in zip(room.taxes, gone, strict=True)
    ]
    return _less(room, taxes, silent)


def _less(left: Left, taxes: Sequence[TaxGroup], amount: Money) -> Left:
    """Return what is left with other taxes and less in total: coins that were added go last."""
    rest = left.total - amount
    most = left.rounding if rest.number > 0 else Money.zero(rest.currency)
    rounding = min(most, rest, key=lambda one: one.number)
    return replace(left, taxes=tuple(taxes), total=rest, rounding=rounding)


def _reductions(left: Left, history: Sequence[Movement]) -> Iterator[_Reduction]:
    currency = left.invoice.currency
    entries = {id(m.entry): m.entry for m in history}
    changed = frozenset(
        text_of(entry.meta.get(key))
        for entry in entries.values()
        for key in ("reverses", "corrects")
        if any(map(_is_silent, entry.postings))
    ) - {""}
    lost = {text_of(e.meta.get("id")) for e in entries.values() if "write-off" in e.tags}
    for key, entry in entries.items():
        names = {text_of(entry.meta.get(name)) for name in ("id", "reverses", "corrects")}
        if lost & names:
            off = [-m.amount for m in history if id(m.entry) == key]
            legs = [leg for leg in entry.postings if "tax" in leg.meta]
        else:
            legs = list(_granted(entry, left.invoice, changed))
            off = [amount for leg in legs if (amount := stated_in(leg, currency))]
        amount = total([one for one in off if one.currency == currency], currency)
        yield _Reduction(amount, _taxes(left, legs, amount))


def _granted(entry: Entry, invoice: Invoice, changed: frozenset[str]) -> list[Posting]:
    """Return the legs of discounts that belong to an invoice, or do not say to which.

    Args:
        entry: that moves it.
        invoice: as it was issued.
        changed: ids of entries of which a later one gave discounts back, all of them added up.
    """
    legs = [p for p in entry.postings if text_of(p.meta.get("adjustment")) == "discount"]
    silent = [leg for leg in legs if _is_silent(leg)]
    names = {text_of(entry.meta.get(key)) for key in ("id", "reverses", "corrects")}
    if silent and changed.isdisjoint(names):
        silent = _by_terms(silent, entry, invoice) or silent
    return silent + [leg for leg in legs if text_of(leg.meta.get("invoice")) == invoice.number]


def _is_silent(leg: Posting) -> bool:
    """Return whether a leg is of a discount and does not say of which item."""
    return text_of(leg.meta.get("adjustment")) == "discount" and "invoice" not in leg.meta


def _by_terms(legs: Sequence[Posting], entry: Entry, invoice: Invoice) -> list[Posting]:
    """Return the one discount of several that is what an invoice's terms take off; else nothing.

    Each discount is a leg without a tax, followed by those of its taxes.
    """
    terms = early_terms(invoice.terms, invoice.date)
    settled = [-p.amount for p in entry.postings if p.meta.get("invoice") == invoice.number]
    if terms is None or {one.currency for one in settled} != {invoice.currency}:
        return []
    due = discount_on(total(settled, invoice.currency), terms.share)
    found: list[list[Posting]] = []
    for leg in legs:
        if "tax" not in leg.meta or not found:
            found.append([])
        found[-1].append(leg)
    worth = [[stated_in(leg, due.currency) for leg in one] for one in found]
    sums = [total([part for part in one if part], due.currency) for one in worth]
    fitting = [one for one, sum_ in zip(found, sums, strict=True) if sum_ == due]
    return fitting[0] if len(fitting) == 1 else []


def _key(code: str, group: str, account: str) -> tuple[str, str]:
    """Return what tells a tax of a document: its code, or where it has none its account."""
    return (code, group) if code else ("", account)


def _taxes(left: Left, legs: Iterable[Posting], amount: Money) -> _Taxes:
    """Return base and tax by code and group, in the currency of the document."""
    found: _Taxes = {}
    is_converted, rest = False, amount
    for leg in legs:
        tax, base = stated_in(leg, amount.currency), leg.meta.get("base")
        if tax is None or not isinstance(base, Money):
            continue
        if base.currency != amount.currency:
            base, is_converted = at_rate(base, tax, leg.amount), True
        key = _key(text_of(leg.meta.get("tax")), text_of(leg.meta.get("group")), leg.account)
        before = found.get(key, (Money.zero(amount.currency), Money.zero(amount.currency)))
        found[key] = before[0] - base, before[1] + tax
        rest = rest + base - tax
    if is_converted and not outside(left.invoice.taxes, left.invoice.total - left.invoice.rounding):
        key, (base, tax) = list(found.items())[-1]  # cents of the conversion
        found[key] = base + rest, tax
    return found
