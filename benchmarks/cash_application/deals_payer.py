"""Payments that somebody else makes: known payers, trustees, strangers, payment services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cash_application.deals_named import one, several
from benchmarks.cash_application.values import OPTIONAL

if TYPE_CHECKING:
    import datetime as dt

    from benchmarks.cash_application.site import Site
    from benchmarks.cash_application.values import Customer, Line


def known_payer(site: Site, date: dt.date) -> Line:
    """A payer the books have seen paying for this customer, without a number."""
    line = _by_alias(site, date, lone=True)
    line.manner, line.phrase, line.named = "silent", "silent", ()
    return line


def shared_payer(site: Site, date: dt.date) -> Line:
    """A trustee of several customers, without a number: only the amount tells for whom."""
    line = _by_alias(site, date, lone=False)
    line.manner, line.phrase, line.named, line.expect = "silent", "silent", (), OPTIONAL
    return line


def _by_alias(site: Site, date: dt.date, lone: bool) -> Line:
    names = [one.alias for one in site.customers if one.alias]
    fit = [one for one in site.customers if one.alias and (names.count(one.alias) == 1) == lone]
    line = one(date, site.invoice(site.rng.choice(fit or site.customers), date, site.odd_price()))
    line.payer = "alias"
    return line


def unknown_payer(site: Site, date: dt.date) -> Line:
    """Somebody never seen, with the number."""
    line = one(date, site.invoice(site.customer(), date))
    line.payer = "stranger"
    return line


def damaged_unknown_payer(site: Site, date: dt.date) -> Line:
    """Somebody never seen, with the number in another spelling."""
    line = unknown_payer(site, date)
    line.manner, line.expect = "damaged", OPTIONAL
    return line


def middleman(site: Site, date: dt.date) -> Line:
    """A payment service's name stands where the payer should; text has the name and the number."""
    line = one(date, site.invoice(site.customer(), date))
    line.payer = "middleman"
    return line


def group_payment(site: Site, date: dt.date) -> Line:
    """A trustee pays for several customers and names every number."""
    groups: dict[tuple[str, str], list[Customer]] = {}
    for customer in site.customers:
        if customer.alias:
            groups.setdefault(customer.alias, []).append(customer)
    shared = [group for group in groups.values() if len(group) > 1]
    line = several(site, date, site.rng.choice(shared) if shared else site.customers[:2])
    line.payer = "alias" if shared else "nobody"
    return line
