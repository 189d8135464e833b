"""Suggestions for a line that has to be asked about: every way to book it, the likeliest first."""

from __future__ import annotations

from itertools import groupby

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Fit
from billcli.matching.claim import by_number, by_payer, completed, equal_amounts, in_part
from billcli.matching.desk import age
from billcli.matching.evidence import naming, payer_evidence
from billcli.matching.proposal import Clue, Evidence, Suggestion, clipped
from billcli.matching.strength import Strength
from billcli.matching.weight import NAMED, claim_weight, payer_weight, slip_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from billcli.matching.amount_fit import Terms
    from billcli.matching.claim import Claim
    from billcli.matching.evidence import Reading

PAYERS_MAX = 4
ON_ACCOUNT, IN_ADVANCE, PAID_TWICE = 5, 25, 30
_CLUES = {
    Fit.EXACT: (Clue.AMOUNT, "{} is exactly what is left"),
    Fit.FEE: (Clue.CHARGES, "{} and the charges are exactly what is left"),
    Fit.DISCOUNT: (Clue.TERMS, "{} is what is left less the agreed discount, in time"),
    Fit.CREDIT: (Clue.CREDIT, "{} is what is left less an open credit"),
    Fit.TOLERANCE: (Clue.TOLERANCE, "{} is what is left within the tolerance"),
    Fit.PART: (Clue.PART, "{} is a part of what is left"),
}


def suggestion(claim: Claim, reading: Reading, meant: Collection[str] = ()) -> Suggestion:
    """Return a claim as a suggestion with its evidence and weight.

    Args:
        claim: one way to book the line.
        reading: what the line says.
        meant: the open documents that the text names for sure or damaged.
    """
    one = claim.explained
    items = dict.fromkeys(part.item.item for part in one.parts)
    clues = [naming(item, reading.named[item]) for item in items if item in reading.named]
    if one.even and (told := slip_of(list(items), reading)):
        words = f"the text names {clipped(told)}, one slip off {clipped(next(iter(items)))}"
        clues.append(Evidence(Clue.NUMBER_PART, words))
    clues += _amount_clues(claim, reading)
    clues += payer_evidence(reading, claim.customer)
    weight = claim_weight(claim, reading, meant)
    return Suggestion(
        claim.customer, one.parts, one.residual, tuple(clues), weight, one.adjustments
    )


def suggestions(reading: Reading, terms: Terms) -> tuple[Suggestion, ...]:
    """Return all suggestions for money that came in, best first."""
    found: dict[object, Suggestion] = {}
    named = by_number(reading, terms)
    told = {part.item.item for claim in named for part in claim.explained.parts}
    meant = told & set(reading.at_least(Strength.DAMAGED))
    more = [one for claim in named for one in completed(claim, reading, terms)]
    claims = [*named, *more, *_claims(reading, terms)]
    ways = [suggestion(claim, reading, meant) for claim in claims]
    for one in _ordered([*ways, *_on_account(reading, terms)], reading, terms):
        parts = frozenset((p.item.item, p.item.instalment, p.amount) for p in one.parts)
        found.setdefault((parts, one.residual, one.adjustments, one.customer), one)
    return tuple(found.values())


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
        weight = ON_ACCOUNT + payer_weight(reading, customer)
        weight += IN_ADVANCE * (reading.in_advance and not reading.at_least(Strength.SHORT))
        weight += (PAID_TWICE + NAMED[Strength.DAMAGED]) * (customer in settled)
        clues = payer_evidence(reading, customer)
        yield Suggestion(customer, (), line.amount, clues, weight)


def _amount_clues(claim: Claim, reading: Reading) -> list[Evidence]:
    one = claim.explained
    if claim.agreed:
        words = f"{reading.line.amount} is less than what it names, settled {claim.agreed}"
        return [Evidence(Clue.SHORT_LIST, f"{words} as agreed")]
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
