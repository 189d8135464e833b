"""Suggestions for a line that has to be asked about: every way to book it, the likeliest first."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from billcli.matching.amount_fit import Fit
from billcli.matching.claim import by_number, by_payer, equal_amounts, in_part
from billcli.matching.desk import age
from billcli.matching.evidence import naming, payer_evidence
from billcli.matching.name_match import Tier
from billcli.matching.proposal import Clue, Evidence, Suggestion, clipped
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.matching.amount_fit import Explained, Terms
    from billcli.matching.claim import Claim
    from billcli.matching.evidence import Reading

SUGGESTIONS_MAX = 5
PAYERS_MAX = 4
NAMED = {
    Strength.CHECKED: 60, Strength.WHOLE: 50, Strength.DAMAGED: 40, Strength.SHORT: 15,
    Strength.TRACE: 5,
}  # fmt: skip
PAYS = {Tier.ACCOUNT: 40, Tier.FULL: 40, Tier.NAME: 36, Tier.NEAR: 30, Tier.SHARES: 0}
FITS = {
    Fit.EXACT: 40, Fit.FEE: 36, Fit.DISCOUNT: 34, Fit.CREDIT: 36, Fit.TOLERANCE: 30,
    Fit.UNSTATED_FEE: 22, Fit.LATE_DISCOUNT: 24, Fit.PART: 12, Fit.OVER: 14,
}  # fmt: skip
MENTIONED, DENIED, GROUPED = 20, 35, 4
UNLIKELY_PART, PART_LEAST, PART_MOST = 3, 6, 5
ON_ACCOUNT, IN_ADVANCE, PAID_TWICE = 5, 25, 30
_CLUES = {
    Fit.EXACT: (Clue.AMOUNT, "{} is exactly what is left"),
    Fit.FEE: (Clue.CHARGES, "{} and the charges are exactly what is left"),
    Fit.DISCOUNT: (Clue.TERMS, "{} is what is left less the agreed discount, in time"),
    Fit.CREDIT: (Clue.CREDIT, "{} is what is left less an open credit"),
    Fit.TOLERANCE: (Clue.TOLERANCE, "{} is what is left within the tolerance"),
    Fit.PART: (Clue.PART, "{} is a part of what is left"),
}


def suggestion(claim: Claim, reading: Reading) -> Suggestion:
    """Return a claim as a suggestion with its evidence and weight."""
    one = claim.explained
    items = list(dict.fromkeys(part.item.item for part in one.parts))
    known = [(item, reading.named[item]) for item in items if item in reading.named]
    weight = sum(NAMED[how] for _, how in known) // len(items)
    weight += FITS[one.fit] + _payer_weight(reading, claim.customer)
    weight -= GROUPED * max(claim.group - 1, 0)
    weight -= UNLIKELY_PART * (one.fit is Fit.PART and not _likely_part(one))
    clues = [naming(item, how) for item, how in known]
    clues += _amount_clues(claim, reading)
    clues += payer_evidence(reading, claim.customer)
    return Suggestion(
        claim.customer, one.parts, one.residual, tuple(clues), weight, one.adjustments
    )


def _likely_part(one: Explained) -> bool:
    """Return whether a part payment is neither a small one nor nearly all of its document."""
    row, amount = one.parts[0].item, one.parts[0].amount.number
    whole = row.amount.number
    return len(one.parts) == 1 and abs(whole) <= abs(amount) * PART_LEAST <= abs(whole) * PART_MOST


def suggestions(reading: Reading, terms: Terms) -> tuple[Suggestion, ...]:
    """Return up to five suggestions for money that came in, best first."""
    found: dict[object, Suggestion] = {}
    ways = [suggestion(claim, reading) for claim in _claims(reading, terms)]
    for one in _ordered([*ways, *_on_account(reading, terms)], reading, terms):
        parts = frozenset((p.item.item, p.item.instalment, p.amount) for p in one.parts)
        found.setdefault((parts, one.residual, one.adjustments, one.customer), one)
    return tuple(found.values())[:SUGGESTIONS_MAX]


def _ordered(ways: Sequence[Suggestion], reading: Reading, terms: Terms) -> Iterator[Suggestion]:
    """Yield suggestions by weight; of equal ones of a known payer that with the oldest item first.

    The others follow by how usual the time from issue to payment is.
    """
    usual = terms.desk.usual_days()

    def unusual(one: Suggestion) -> tuple[object, ...]:
        ages = [(reading.line.date - part.item.date_issued).days for part in one.parts]
        return min((abs(days - usual) for days in ages), default=0), _first(one), one.customer

    for _, group in groupby(sorted(ways, key=lambda o: -o.weight), key=lambda o: o.weight):
        equal = sorted(group, key=unusual)
        known = [one for one in equal if one.customer in reading.identity.tiers and one.parts]
        if known:
            oldest = min(known, key=_first)
            yield oldest
            equal.remove(oldest)
        yield from equal


def _first(one: Suggestion) -> tuple[object, ...]:
    return min((age(part.item) for part in one.parts), default=())


def _claims(reading: Reading, terms: Terms) -> Iterator[Claim]:
    yield from by_number(reading, terms)
    likely = reading.identity.likely()[:PAYERS_MAX]
    mentioned = [c for c in sorted(reading.identity.mentioned) if c not in likely]
    for customer in (*likely, *mentioned[:PAYERS_MAX]):
        yield from by_payer(reading, customer, terms)
        yield from in_part(reading, customer, terms)
    yield from equal_amounts(reading, terms)


def _on_account(reading: Reading, terms: Terms) -> Iterator[Suggestion]:
    """Yield the whole amount on a payer's account: paid in advance, or paid twice."""
    line = reading.line
    settled = {
        row.customer
        for item in reading.at_least(Strength.DAMAGED)
        for row in terms.desk.rows.get(item, ())
        if not terms.desk.left(row)
    }
    for customer in dict.fromkeys([*reading.identity.likely()[:PAYERS_MAX], *sorted(settled)]):
        weight = ON_ACCOUNT + _payer_weight(reading, customer)
        weight += IN_ADVANCE * reading.in_advance
        weight += (PAID_TWICE + NAMED[Strength.DAMAGED]) * (customer in settled)
        clues = payer_evidence(reading, customer)
        yield Suggestion(customer, (), line.amount, clues, weight)


def _payer_weight(reading: Reading, customer: str) -> int:
    weight = PAYS.get(reading.identity.tier(customer), 0)
    weight = weight or MENTIONED * (customer in reading.identity.mentioned)
    return weight - DENIED * bool(reading.identity.denies(customer))


def _amount_clues(claim: Claim, reading: Reading) -> list[Evidence]:
    one = claim.explained
    if one.fit not in _CLUES:
        return []
    kind, words = _CLUES[one.fit]
    if one.fit is Fit.EXACT and len(one.parts) > 1:
        kind, words = Clue.AMOUNT_SUM, f"{{}} is exactly the sum of the {len(one.parts)}"
    amount = reading.line.original if one.original else reading.line.amount
    found = [Evidence(kind, words.format(clipped(str(amount))))]
    if one.original:
        found.append(Evidence(Clue.ORIGINAL, f"the payer ordered {reading.line.original}"))
    return found
