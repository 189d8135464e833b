"""How much speaks for a suggestion, in points: they only put the suggestions of one line in order.

The order is a bookkeeper's: what the text names before what only fits, a sum to the cent before a
rest, and one guess before two.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Fit
from billcli.matching.name_key import one_slip
from billcli.matching.name_match import Tier
from billcli.matching.number_form import joined
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from billcli.matching.amount_fit import Explained
    from billcli.matching.claim import Claim
    from billcli.matching.evidence import Reading

NAMED = {
    Strength.CHECKED: 60, Strength.WHOLE: 50, Strength.DAMAGED: 40, Strength.SHORT: 15,
    Strength.TRACE: 5,
}  # fmt: skip
PAYS = {
    Tier.ACCOUNT: 40, Tier.FULL: 40, Tier.NAME: 36, Tier.NEAR: 30, Tier.ALIKE: 10,
    Tier.SHARES: 0,
}  # fmt: skip
FITS = {
    Fit.EXACT: 40, Fit.FEE: 36, Fit.DISCOUNT: 34, Fit.CREDIT: 40, Fit.TOLERANCE: 30,
    Fit.UNSTATED_FEE: 22, Fit.LATE_DISCOUNT: 24, Fit.PART: 12, Fit.OVER: 14,
}  # fmt: skip
MENTIONED, DENIED, GROUPED, SLIP = 20, 35, 4, 35
UNLIKELY_PART, PART_LEAST, PART_MOST = 3, 4, 3


def claim_weight(claim: Claim, reading: Reading, meant: Collection[str]) -> int:
    """Return the weight of a claim.

    Args:
        claim: one way to book the line.
        reading: what the line says.
        meant: the open documents that the text names for sure or damaged.
    """
    one = claim.explained
    items = list(dict.fromkeys(part.item.item for part in one.parts))
    weight = _named(items, claim, reading, meant) + FITS[one.fit]
    payers = {part.item.customer for part in one.parts}
    weight += min(payer_weight(reading, customer) for customer in payers)
    weight += SLIP * (one.even and bool(slip_of(items, reading)))
    return weight - UNLIKELY_PART * (one.fit is Fit.PART and not _likely_part(one))


def _named(items: Sequence[str], claim: Claim, reading: Reading, meant: Collection[str]) -> int:
    """Return what naming the documents weighs; what is chosen by its sum only takes from it.

    A sum to the cent that holds all the documents meant weighs as these do.
    """
    names = [item for item in items if item in reading.named]
    whole = claim.explained.even and bool(meant) and set(meant) <= set(items)
    of = [item for item in names if item in meant] if whole else names
    count, guessed = (len(of), len(items) - len(names)) if whole else (len(items), claim.group - 1)
    return sum(NAMED[reading.named[item]] for item in of) // count - GROUPED * max(guessed, 0)


def slip_of(items: Sequence[str], reading: Reading) -> str:
    """Return the number in a text that is one slip of the keyboard off the one document's."""
    if len(items) != 1 or items[0] in reading.named:
        return ""
    told = [*reading.at_least(Strength.WHOLE), *filter(None, [reading.unknown])]
    wanted = joined(items[0])
    return next((text for text in told if one_slip(joined(text), wanted)), "")


def _likely_part(one: Explained) -> bool:
    """Return whether a part payment is neither a small one nor nearly all of its document."""
    row, amount = one.parts[0].item, one.parts[0].amount.number
    whole = row.amount.number
    return len(one.parts) == 1 and abs(whole) <= abs(amount) * PART_LEAST <= abs(whole) * PART_MOST


def payer_weight(reading: Reading, customer: str) -> int:
    """Return what speaks for a customer being the payer, or against it."""
    weight = PAYS.get(reading.identity.tier(customer), 0)
    weight = weight or MENTIONED * (customer in reading.identity.mentioned)
    return weight - DENIED * bool(reading.identity.denies(customer))
