"""A list of documents paid short: what a payment settles of it, where that is agreed.

A payer names several documents and pays less than their sum, and nothing explains the difference:
no discount, no charges, no credit, and no other choice among the documents named.
"""

from __future__ import annotations

from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Explained, Fit, explain_by, filled
from billcli.matching.claim import Claim
from billcli.matching.desk import age
from billcli.matching.name_match import Tier
from billcli.matching.policy import ShortList
from billcli.matching.strength import Strength
from billcli.matching.subset_sum import scaled, subsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.open_item import OpenItem
    from billcli.matching.amount_fit import Terms
    from billcli.matching.evidence import Reading


def paid_short(reading: Reading, terms: Terms) -> Claim | None:
    """Return the claim that settles a list in the agreed order, the last one in part.

    None where nothing is agreed, where a number is not read for sure, where the payer may be
    somebody else, and where some of the documents named explain the amount otherwise.
    """
    line = reading.line
    rows = _listed(reading, terms)
    order = terms.agreed_on(rows, line.date).short_list if rows else ShortList.ASK
    if order is ShortList.ASK or not _is_payer(rows[0].customer, reading):
        return None
    if order is ShortList.OLDEST_FIRST:
        rows = sorted(rows, key=age)
    elif len({reading.named[row.item] is Strength.CHECKED for row in rows}) > 1:
        return None  # where references and numbers stand among each other is not kept
    left = [terms.desk.left(row) for row in rows]
    if {way.fit for way in explain_by(rows, line, terms)} != {Fit.PART}:
        return None
    sums = subsets([scaled(one) for one in left], scaled(line.amount))
    if any(group != tuple(range(len(group))) for group in sums):
        return None
    if any(_is_explained(some, reading, terms) for some in _some(rows)):
        return None
    one = Explained(Fit.PART, filled(rows, left, line.amount), Money.zero(line.amount.currency))
    surely = min(reading.named[row.item] for row in rows)
    return Claim(rows[0].customer, surely, one, agreed=order)


def _listed(reading: Reading, terms: Terms) -> list[OpenItem]:
    """Return what is open of the documents of one customer that a line names, in its order.

    Nothing where it names one only, or one that is settled or of another customer, or where it
    holds a number that is not read for sure.
    """
    line, desk = reading.line, terms.desk
    items = reading.at_least(Strength.DAMAGED)
    rows = [desk.open_rows(item, line.amount.currency, line.date) for item in items]
    found = [row for some in rows for row in some]
    sure = not reading.unknown and not reading.cut and all(rows)
    less = any(desk.rows.get(item) for item in set(reading.at_least(Strength.SHORT)) - set(items))
    one = len({row.customer for row in found}) == 1 and len(items) > 1
    return found if sure and one and not less else []


def _is_payer(customer: str, reading: Reading) -> bool:
    known = reading.identity.tier(customer) >= Tier.NEAR
    return (known or customer in reading.identity.mentioned) and not reading.identity.denies(
        customer
    )


def _some(rows: Sequence[OpenItem]) -> list[Sequence[OpenItem]]:
    """Return each row alone, and the first few together."""
    return [*([row] for row in rows), *(rows[:count] for count in range(2, len(rows)))]


def _is_explained(rows: Sequence[OpenItem], reading: Reading, terms: Terms) -> bool:
    """Return whether a discount, charges or a credit explain that some of a list are paid."""
    ways = explain_by(rows, reading.line, terms)
    return any(way.fit not in {Fit.EXACT, Fit.PART, Fit.OVER} for way in ways)
