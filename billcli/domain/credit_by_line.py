"""A credit note for some lines of an invoice, or for a part of their quantity.

Every figure is the invoice's own or a share of it. What is credited last takes exactly what is
left, so that all credit notes together mirror the invoice, on every account, in every tax group.
"""

from __future__ import annotations

from billcli.domain.credit_left import at_most
from billcli.domain.frozen import replace
from billcli.domain.invoice import Prices
from billcli.domain.money import WIDE, ZERO, Money, plain, rounded, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, UsageError
from billcli.domain.tax_bundle import bundles_of
from billcli.domain.tax_split import HUNDRED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.credit_left import Left, LeftLine
    from billcli.domain.invoice import Allowance, Invoice, Line, TaxGroup
    from billcli.domain.tax import Rounding
    from billcli.domain.tax_bundle import Bundle


def credited_lines(left: Left, wanted: Mapping[int, Decimal | None], rounding: Rounding) -> Invoice:
    """Return the invoice with the figures of what is credited of it.

    Args:
        left: what may be credited.
        wanted: positions of lines from 1 on; how much of the quantity, as a positive number, or
            None for all that is left.
        rounding: how the tax of a part is rounded; of the last part it is what is left.

    Raises:
        UsageError: no such line, a quantity below zero, or more than is left of it: all of them at
            once.
    """
    problems = tuple(_faults(left, wanted))
    if problems:
        raise UsageError(*problems)
    taken = {at - 1: _part(left.lines[at - 1], quantity) for at, quantity in wanted.items()}
    whole = all(
        not one.quantity or _is_whole(one, taken.get(at)) for at, one in enumerate(left.lines)
    )
    if whole:
        allowances = [one for one in left.allowances if one.amount or one.net]
        taxes = left.taxes
    else:
        allowances = list(_allowances(left, taken))
        taxes = _taxes(left, taken, allowances, rounding)
    return replace(
        left.invoice,
        lines=tuple(taken[at] for at in sorted(taken)),
        allowances=tuple(allowances),
        taxes=_stated(left, taken, taxes),
        rounding=left.rounding if whole else Money.zero(left.invoice.currency),
    )


def rest_of(left: Left) -> dict[int, Decimal | None]:
    """Return every line of which something is left, as ``credited_lines`` takes them."""
    return {
        at: None
        for at, one in enumerate(left.lines, 1)
        if one.quantity or one.amount or one.net or one.line.quantity == ZERO
    }


def _faults(left: Left, wanted: Mapping[int, Decimal | None]) -> Iterator[Problem]:
    number, count = left.invoice.number, len(left.lines)
    for at, quantity in wanted.items():
        if not 1 <= at <= count:
            what = f"--lines: {number} has no line {at}"
            yield Problem("CREDIT-LINE", what, help=f"its lines are 1 to {count}")
            continue
        if quantity is not None and quantity < 0:
            what = f"--lines: {plain(quantity)} of line {at} has a sign"
            hint = "write how much of it without one, also of a line that takes something off"
            yield Problem("CREDIT-LINE", what, help=hint)
            continue
        there = abs(left.lines[at - 1].quantity)
        if (quantity or ZERO) > there or (not there and left.lines[at - 1].line.quantity):
            what = f"--lines: of line {at} of {number} only {plain(there)} is left to credit"
            hint = f"billcli invoice show {number} tells what was credited"
            yield Problem("CREDIT-EXCEEDS", what, help=hint)


def _is_whole(left: LeftLine, taken: Line | None) -> bool:
    return taken is not None and taken.quantity == left.quantity


def _part(left: LeftLine, quantity: Decimal | None) -> Line:
    """Return a part of a line, or what is left of it."""
    line = left.line
    if quantity is None or quantity == abs(left.quantity):
        if left.quantity == line.quantity:
            return line
        return _printed(left, left.quantity, left.amount, left.net)
    part = quantity.copy_sign(line.quantity)
    off = _share(line.discount, part, line.quantity)
    exact = Money(WIDE.multiply(part, line.price.number), line.price.currency).rounded()
    amount = at_most(exact - off, left.amount)
    if line.amount == line.net:
        return _printed(left, part, amount, amount)
    # The net of all parts so far, less that of the earlier ones: roundings never add up.
    so_far = line.amount - left.amount + amount
    net = _share(line.net, so_far.number, line.amount.number) - (line.net - left.net)
    return _printed(left, part, amount, at_most(net, left.net))


def _printed(left: LeftLine, quantity: Decimal, amount: Money, net: Money) -> Line:
    """Return a part of a line whose discount is what its price gives more than its amount."""
    line, discount = left.line, left.line.discount
    if discount:
        exact = Money(WIDE.multiply(quantity, line.price.number), line.price.currency)
        discount = exact.rounded() - amount
    return replace(line, quantity=quantity, amount=amount, net=net, discount=discount)


def _allowances(left: Left, taken: Mapping[int, Line]) -> Iterator[Allowance]:
    """Yield the share of document discounts and charges that belongs to the lines taken."""
    for was, now in zip(left.invoice.allowances, left.allowances, strict=True):
        own = [at for at, one in enumerate(left.lines) if one.line.tax == was.tax]
        mine = [taken[at] for at in own if at in taken]
        if not mine:
            continue
        if all(
            not left.lines[at].quantity or _is_whole(left.lines[at], taken.get(at)) for at in own
        ):
            amount, net = now.amount, now.net
        else:
            currency = left.invoice.currency
            whole = total([left.lines[at].line.amount for at in own], currency).number
            gone = [left.lines[at].line.amount - left.lines[at].amount for at in own]
            so_far = total([*gone, *(line.amount for line in mine)], currency).number
            amount = at_most(
                _share(was.amount, so_far, whole) - (was.amount - now.amount), now.amount
            )
            net = amount
            if was.amount != was.net:
                reached = (was.amount - now.amount + amount).number
                net = _share(was.net, reached, was.amount.number) - (was.net - now.net)
                net = at_most(net, now.net)
        if amount or net:
            yield replace(was, amount=amount, net=net)


def _taxes(
    left: Left, taken: Mapping[int, Line], allowances: Sequence[Allowance], rounding: Rounding
) -> tuple[TaxGroup, ...]:
    """Return every tax group with what is credited of it, zero where nothing is."""
    zero = Money.zero(left.invoice.currency)
    found = [replace(tax, base=zero, tax=zero) for tax in left.taxes]
    for bundle in bundles_of(left.invoice):
        lines = [(at, line) for at, line in taken.items() if line.tax in bundle.codes]
        own = [one for one in allowances if one.tax in bundle.codes]
        parts = [line for _, line in lines] + list(own)
        base = total([part.net for part in parts], zero.currency)
        first = left.taxes[bundle.groups[0]]
        if base == first.base:
            taxes = [left.taxes[at].tax for at in bundle.groups]
        elif left.invoice.prices is Prices.GROSS:
            gross = total([part.amount for part in parts], zero.currency)
            taxes = _gross_taxes(left, bundle, gross - base)
        else:
            before = left.invoice.taxes[bundle.groups[0]].base - first.base
            steps = [(before, base)]
            if rounding.level == "line":
                steps = [
                    (left.lines[at].line.net - left.lines[at].net, line.net) for at, line in lines
                ]
                steps += [(zero, one.net) for one in own]
            taxes = [_net_tax(left.taxes[at], steps, rounding) for at in bundle.groups]
        for at, tax in zip(bundle.groups, taxes, strict=True):
            found[at] = replace(found[at], base=base, tax=tax)
    return tuple(found)


def _net_tax(left: TaxGroup, steps: Sequence[tuple[Money, Money]], rounding: Rounding) -> Money:
    """Return the tax on what is added to what was credited before, step by step."""

    def on(base: Money) -> Money:
        return rounding.money(
            WIDE.divide(WIDE.multiply(base.number, left.rate), HUNDRED), base.currency
        )

    added = [on(before + more) - on(before) for before, more in steps]
    return at_most(total(added, left.tax.currency), left.tax)


def _gross_taxes(left: Left, bundle: Bundle, tax: Money) -> list[Money]:
    rates = [left.taxes[at].rate for at in bundle.groups]
    return list(split(tax, rates)) if any(rates) else [Money.zero(tax.currency)] * len(rates)


def _stated(
    left: Left, taken: Mapping[int, Line], taxes: Sequence[TaxGroup]
) -> tuple[TaxGroup, ...]:
    """Return the groups of which something is credited, or whose lines are."""
    codes = {line.tax for line in taken.values()}
    named = {
        at for bundle in bundles_of(left.invoice) if bundle.codes & codes for at in bundle.groups
    }
    return tuple(tax for at, tax in enumerate(taxes) if tax.base or tax.tax or at in named)


def _share(of: Money, part: Decimal, whole: Decimal) -> Money:
    """Return the rounded share that a part has of the whole; nothing of a whole of zero."""
    if not whole:
        return Money.zero(of.currency)
    exact = WIDE.divide(WIDE.multiply(of.number, part), whole)
    return Money(rounded(exact, of.currency), of.currency)
