"""Payments whose text names what they pay, well or badly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.values import AUTO, OPTIONAL, REVIEW, Line

if TYPE_CHECKING:
    import datetime as dt

    from benchmarks.cash_application.site import Site
    from benchmarks.cash_application.values import Customer, Item


def one(date: dt.date, item: Item, paid: int | None = None, expect: str = AUTO) -> Line:
    """Return a line that pays one item, to the cent if no other amount is given."""
    amount = item.open if paid is None else paid
    line = Line(date, amount, "", expect, item.customer, [(item, min(amount, item.open))])
    line.manner, line.phrase, line.named = "full", "invoice", (item,)
    return line


def full_number(site: Site, date: dt.date) -> Line:
    """The number as it was printed; some are direct debits of our own."""
    line = one(date, site.invoice(site.customer(), date))
    line.debit = happens(site.rng, 0.2)
    return line


def damaged_number(site: Site, date: dt.date) -> Line:
    """The number in another spelling."""
    line = one(date, site.invoice(site.customer(), date))
    line.manner = "damaged"
    return line


def cut_number(site: Site, date: dt.date) -> Line:
    """The bank cut the text within the number; the payer and the amount decide."""
    line = one(date, site.invoice(site.customer(), date, site.odd_price()))
    line.manner = "cut"
    return line


def structured(site: Site, date: dt.date) -> Line:
    """A checked reference, in its field or in the text."""
    line = one(date, site.invoice(site.customer(), date))
    line.manner = "structured"
    return line


def own_numbers(site: Site, date: dt.date) -> Line:
    """Numbers of the payer stand around ours: orders, telephones, dates, numbers like ours."""
    line = one(date, site.invoice(site.customer(), date))
    line.manner = "crowded"
    return line


def several(site: Site, date: dt.date, customers: list[Customer], expect: str = AUTO) -> Line:
    """Return a line that pays one new invoice of each of some customers, and names them all."""
    items = [site.invoice(customer, date) for customer in customers]
    line = Line(date, sum(item.gross for item in items), "", expect, customers[0])
    line.allocations = [(item, item.gross) for item in items]
    line.manner, line.phrase, line.named = "list", "list", tuple(items)
    return line


def list_of_numbers(site: Site, date: dt.date) -> Line:
    """Two to twelve numbers, sometimes only the first in full."""
    count = site.rng.choice((2, 2, 2, 3, 3, 4, 5, 8, 12))
    return several(site, date, [site.customer()] * count)


def list_with_gap(site: Site, date: dt.date) -> Line:
    """One of the paid invoices is missing in the list, so the sum is too large."""
    line = several(site, date, [site.customer()] * 3, OPTIONAL)
    line.named = line.named[:2]
    return line


def digit_typo(site: Site, date: dt.date) -> Line:
    """One digit is wrong; the payer and the amount fit one invoice only."""
    line = one(date, site.invoice(site.customer(), date, site.odd_price()), expect=OPTIONAL)
    line.manner = "typo"
    return line


def number_of_another(site: Site, date: dt.date) -> Line:
    """The number belongs to another customer's invoice of the same amount."""
    owner, other = site.rng.sample(site.customers, 2)
    item = site.invoice(owner, date)
    line = one(date, item, expect=REVIEW)
    line.named = (site.invoice(other, date, item.gross),)
    return line
