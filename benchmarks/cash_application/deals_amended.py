"""Payments of another amount than an invoice has, and money that goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cash_application.deals_named import one
from benchmarks.cash_application.site import FOREIGN_CURRENCY
from benchmarks.cash_application.values import AUTO, OPTIONAL, REVIEW, TOLERANCE, Line

if TYPE_CHECKING:
    import datetime as dt

    from benchmarks.cash_application.site import Site
    from benchmarks.cash_application.values import Customer, Item


def part_payment(site: Site, date: dt.date) -> Line:
    """A part, with the number."""
    item = site.invoice(site.customer(), date)
    part = site.rng.choice((item.gross // 2, item.gross // 3, item.gross * 2 // 5))
    round_part = part // 1000 * 1000 or part
    line = one(date, item, round_part)
    line.phrase = "part"
    return line


def rest(site: Site, date: dt.date) -> Line:
    """What was left after a part that the books already show."""
    item = site.invoice(site.customer(), date, site.odd_price(), (30, 90))
    site.settle(item, item.gross * site.rng.randrange(20, 80) // 100)
    line = one(date, item)
    line.phrase = "rest"
    return line


def _less_discount(date: dt.date, items: list[Item]) -> Line:
    net = sum(item.net for item in items)
    taken = sum(item.gross for item in items) - net
    line = Line(date, net, "", AUTO, items[0].customer)
    line.allocations = [(item, item.gross) for item in items]
    line.adjustments = [("discount", taken)]
    line.manner, line.phrase, line.named = "full", "discount", tuple(items)
    return line


def discount(site: Site, date: dt.date) -> Line:
    """In time, or within the days of grace."""
    return _less_discount(date, [site.discounted(site.customer(), date)])


def discount_on_list(site: Site, date: dt.date) -> Line:
    """Two invoices at once, each with its discount."""
    customer = site.customer()
    line = _less_discount(date, [site.discounted(customer, date) for _ in range(2)])
    line.manner, line.phrase = "list", "list"
    return line


def late_discount(site: Site, date: dt.date) -> Line:
    """Taken after the days of grace: a person decides whether to ask for the rest."""
    item = site.discounted(site.customer(), date, late=True)
    line = one(date, item, item.net, REVIEW)
    line.phrase = "discount"
    return line


def _abroad(site: Site) -> Customer:
    return site.rng.choice([one for one in site.customers if one.foreign] or site.customers)


def fee_stated(site: Site, date: dt.date) -> Line:
    """The bank says what it kept."""
    fee = site.rng.choice((250, 500, 700, 1250))
    item = site.invoice(_abroad(site), date, site.odd_price() + 40 * fee)
    line = one(date, item)
    line.amount, line.charges = item.gross - fee, fee
    line.adjustments = [("bank_fee", fee)]
    line.original = (item.gross, site.currency)
    return line


def fee_unstated(site: Site, date: dt.date) -> Line:
    """Something is missing, perhaps a fee, and nobody says so."""
    line = fee_stated(site, date)
    line.expect, line.charges, line.original = REVIEW, 0, None
    return line


def cent_off(site: Site, date: dt.date) -> Line:
    """Some cents too little, within what the issuer tolerates."""
    item = site.invoice(site.customer(), date, site.odd_price())
    off = site.rng.randrange(1, TOLERANCE)
    line = one(date, item)
    line.amount, line.adjustments = item.gross - off, [("rounding", off)]
    return line


def over_payment(site: Site, date: dt.date) -> Line:
    """More than what is open."""
    item = site.invoice(site.customer(), date)
    extra = site.rng.choice((100, 1000, site.rng.randrange(20, 5000)))
    line = one(date, item, item.gross + extra, OPTIONAL)
    line.unallocated = extra
    return line


def foreign_invoice(site: Site, date: dt.date) -> Line:
    """An invoice in another currency, with the bank's word for what was sent."""
    item = site.invoice(_abroad(site), date, site.price(), currency=FOREIGN_CURRENCY)
    line = one(date, item)
    line.amount = item.gross * site.rng.randrange(8800, 9600) // 10000
    line.original = (item.gross, FOREIGN_CURRENCY)
    return line


def netted_credit(site: Site, date: dt.date) -> Line:
    """Invoices less a credit note, all named."""
    customer = site.customer()
    items = [
        site.invoice(customer, date, site.odd_price()) for _ in range(site.rng.randrange(1, 3))
    ]
    owed = sum(item.gross for item in items)
    items.append(site.credit_note(customer, date, owed))
    line = Line(date, sum(item.gross for item in items), "", AUTO, customer)
    line.allocations = [(item, item.gross) for item in items]
    line.manner, line.phrase, line.named = "list", "list", tuple(items)
    return line


def _settled(site: Site, date: dt.date) -> tuple[Item, int]:
    """Return an invoice that the books already show as paid, and its amount."""
    item = site.invoice(site.customer(), date, site.odd_price(), (30, 60))
    site.settle(item)
    return item, item.gross


def paid_twice(site: Site, date: dt.date) -> Line:
    """The same number and amount a second time."""
    first = site.earlier(("full_number", "damaged_number"), date, 3)
    if first is None:
        item, amount = _settled(site, date)
    else:
        item, amount = first.named[0], first.amount
    line = Line(date, amount, "", REVIEW, item.customer, unallocated=amount, follows=first)
    line.manner, line.phrase, line.named = "full", "invoice", (item,)
    return line


def refund(site: Site, date: dt.date) -> Line:
    """We pay a credit note out."""
    note = site.credit_note(site.customer(), date, site.odd_price())
    line = one(date, note)
    line.phrase = "refund"
    return line


def returned(site: Site, date: dt.date) -> Line:
    """A direct debit comes back, sometimes with a fee."""
    first = site.earlier(("full_number",), date, 2, debit=True)
    if first is None:
        item, amount = _settled(site, date)
    else:
        item, amount = first.named[0], first.amount
    fee = site.rng.choice((0, 0, 300, 500))
    line = Line(date, -amount - fee, "", OPTIONAL, item.customer, [(item, -amount)])
    line.adjustments = [("return_fee", fee)] if fee else []
    line.manner, line.phrase, line.named, line.debit = "full", "returned", (item,), True
    line.follows = first
    return line
