"""Payments without a number, money that is not a customer's, and payouts of a card processor."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from benchmarks.cash_application.chance import happens
from benchmarks.cash_application.deals_named import one
from benchmarks.cash_application.values import AUTO, NONE, OPTIONAL, REVIEW, Line

if TYPE_CHECKING:
    import datetime as dt

    from benchmarks.cash_application.site import Site
    from benchmarks.cash_application.values import Customer, Item


def _silent(line: Line) -> Line:
    line.manner, line.phrase, line.named = "silent", "silent", ()
    return line


def name_and_amount(site: Site, date: dt.date) -> Line:
    """The payer's name and an amount that only one of his invoices has."""
    return _silent(one(date, site.invoice(site.customer(), date)))


def list_by_name(site: Site, date: dt.date) -> Line:
    """The payer's name and the sum of two or three of his invoices."""
    customer = site.customer()
    items = [
        site.invoice(customer, date, site.odd_price()) for _ in range(site.rng.choice((2, 2, 3)))
    ]
    line = Line(date, sum(item.gross for item in items), "", AUTO, customer)
    line.allocations = [(item, item.gross) for item in items]
    return line


def discount_by_name(site: Site, date: dt.date) -> Line:
    """The payer's name and an amount less the agreed discount."""
    item = site.discounted(site.customer(), date)
    line = Line(date, item.net, "", AUTO, item.customer, [(item, item.gross)])
    line.adjustments = [("discount", item.gross - item.net)]
    return line


def _namesakes(site: Site) -> list[tuple[Customer, Customer]]:
    by_name: dict[str, list[Customer]] = {}
    for customer in site.customers:
        by_name.setdefault(customer.name, []).append(customer)
    return [pair for group in by_name.values() for pair in combinations(group, 2)]


def namesake_by_iban(site: Site, date: dt.date) -> Line:
    """Two customers have the same name; the account is one's the books have seen."""
    pairs = [pair for pair in _namesakes(site) if pair[0].known]
    customer = site.rng.choice(pairs)[0] if pairs else site.customer()
    line = _silent(one(date, site.invoice(customer, date, site.odd_price())))
    line.payer = "account"
    if not customer.known:
        line.expect = OPTIONAL
    return line


def namesake_by_amount(site: Site, date: dt.date) -> Line:
    """Two customers have the same name; only one of them has an invoice of this amount."""
    pairs = _namesakes(site)
    customer = site.rng.choice(pairs)[0] if pairs else site.customer()
    line = _silent(one(date, site.invoice(customer, date, site.odd_price()), expect=OPTIONAL))
    line.payer = "bare name"
    return line


def twin(site: Site, date: dt.date) -> Line:
    """The customer has two invoices of this amount: the older is meant, says the policy."""
    customer = site.customer()
    gross = site.odd_price()
    pair = [site.invoice(customer, date, gross, age) for age in ((40, 70), (6, 30))]
    return _silent(one(date, pair[0], expect=OPTIONAL))


def two_customers_one_amount(site: Site, date: dt.date) -> Line:
    """Nobody says who pays, and two customers owe exactly this."""
    first, second = site.rng.sample(site.customers, 2)
    item = site.invoice(first, date)
    site.invoice(second, date, item.gross)
    line = _silent(one(date, item, expect=REVIEW))
    line.payer = "nobody"
    return line


def cheque(site: Site, date: dt.date) -> Line:
    """A cheque's number and an amount that one invoice has: no proof."""
    line = _silent(one(date, site.invoice(site.customer(), date, site.odd_price()), expect=REVIEW))
    line.payer, line.phrase = "cheque", "cheque"
    return line


def part_without_number(site: Site, date: dt.date) -> Line:
    """Some of what the customer owes, and no word on which of it."""
    customer = site.customer()
    items = [site.invoice(customer, date) for _ in range(2)]
    part = items[0].gross * site.rng.randrange(30, 60) // 100
    return _silent(one(date, items[0], max(part, 1), REVIEW))


def prepayment(site: Site, date: dt.date) -> Line:
    """Money for an order; sometimes the invoice of the same amount comes days later."""
    customer = site.customer()
    amount = site.odd_price()
    if happens(site.rng, 0.4):
        site.invoice(customer, date, amount, (-9, -2))
    line = Line(date, amount, "", REVIEW, customer, unallocated=amount)
    line.phrase = "advance"
    return line


def two_sums(site: Site, date: dt.date) -> Line:
    """Two pairs of the customer's invoices have this sum."""
    customer = site.customer()
    first, second = (site.odd_price() + 5000 for _ in range(2))
    shift = site.rng.randrange(300, 4000)
    items: list[Item] = [
        site.invoice(customer, date, gross)
        for gross in (first, second, first + shift, second - shift)
    ]
    line = Line(date, first + second, "", REVIEW, customer)
    line.allocations = [(item, item.gross) for item in items[:2]]
    return line


def other_income(site: Site, date: dt.date) -> Line:
    """Money that no customer owes."""
    line = Line(date, site.odd_price(), "", NONE)
    line.phrase = "income"
    return line


def income_trap(site: Site, date: dt.date) -> Line:
    """The same, and by chance an open invoice has the amount."""
    line = other_income(site, date)
    line.amount = site.invoice(site.customer(), date).gross
    return line


def expense(site: Site, date: dt.date) -> Line:
    """Money we spend."""
    line = Line(date, -site.odd_price() // 3, "", NONE)
    line.phrase = "expense"
    return line


def expense_trap(site: Site, date: dt.date) -> Line:
    """A supplier's invoice whose number is one of ours."""
    line = Line(date, -site.odd_price() // 3, "", NONE)
    line.manner, line.phrase = "full", "expense"
    line.named = (site.invoice(site.customer(), date),)
    return line


def payout(site: Site, date: dt.date) -> Line:
    """A card processor's net sum of several customers' payments; its report lists them."""
    rng = site.rng
    items = [site.invoice(site.customer(), date) for _ in range(rng.randrange(2, 9))]
    total = sum(item.gross for item in items)
    if happens(rng, 0.3):
        items.append(site.credit_note(rng.choice(items).customer, date, items[0].gross))
        total += items[-1].gross
    fee = sum(payout_fee(item) for item in items)
    line = Line(date, total - fee, "", AUTO, allocations=[(item, item.gross) for item in items])
    line.adjustments = [("psp_fee", fee)]
    line.payer, line.phrase = "processor", "payout"
    site.payouts.append((line, f"po_{rng.randrange(10**11, 10**12)}"))
    return line


def payout_fee(item: Item) -> int:
    """Return what the processor keeps: 1.5 percent and 25 cents, of refunds nothing."""
    return (item.gross * 15 + 500) // 1000 + 25 if item.gross > 0 else 0
