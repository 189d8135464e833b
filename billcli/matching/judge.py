"""Whether a line is certain: number, amount and payer agree, and nothing else explains it.

Booked unasked is only what has exactly one explanation, on which two independent kinds of evidence
agree and which nothing contradicts. An amount alone never decides.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Fit
from billcli.matching.claim import Claim, by_number, by_payer, is_sure
from billcli.matching.evidence import against
from billcli.matching.name_match import Tier
from billcli.matching.number_form import joined, parts, read_as
from billcli.matching.policy import EqualItems
from billcli.matching.proposal import Proposal, Verdict, clipped
from billcli.matching.rank import suggestion, suggestions
from billcli.matching.short_list import paid_short
from billcli.matching.strength import Strength
from billcli.matching.subset_sum import PAIRS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.matching.amount_fit import Terms
    from billcli.matching.evidence import Reading
    from billcli.matching.proposal import Evidence


def judge_receipt(reading: Reading, terms: Terms) -> Proposal:
    """Return the proposal for money that came in, on what the lines before it left open."""
    line = reading.line
    named = by_number(reading, terms)
    sure = [claim for claim in named if is_sure(claim, reading, terms)]
    chosen = sure[0] if sure else paid_short(reading, terms)
    doubts = list(_doubts(reading, terms, chosen))
    if chosen is None and not named:
        chosen, more = _by_name(reading, terms)
        doubts += more
    if chosen is not None and not doubts:
        return Proposal(line, Verdict.CERTAIN, (suggestion(chosen, reading),))
    if chosen is None and named and not doubts:
        doubts = list(_unfit(reading, terms, named))
    return Proposal(line, Verdict.ASK, suggestions(reading, terms), tuple(doubts))


def _doubts(reading: Reading, terms: Terms, chosen: Claim | None) -> Iterator[Evidence]:
    """Yield what speaks against booking a line on what it names."""
    if reading.line.doubt:
        yield against(reading.line.doubt)
    telling = reading.at_least(Strength.WHOLE)
    customers = {row.customer for item in telling for row in terms.desk.rows.get(item, ())}
    together = chosen is not None and not chosen.customer
    if len(customers) > 1 and not together:
        yield against(f"it names documents of {', '.join(sorted(customers))}")
    for item in telling:
        yield from _against_item(item, reading, terms)
    if chosen is not None and chosen.explained.fit is Fit.PART and not reading.in_part:
        yield from _paid_whole(chosen, reading, terms)
    if chosen is not None and not chosen.agreed and not together:
        yield from _named_besides(chosen, reading, terms)
    for customer in () if together else sorted(customers):
        if other := _instead(customer, reading, terms):
            yield against(f"the payer is known as {clipped(other)}, the document is {customer}'s")
        elif other := _perhaps(customer, reading, terms):
            words = f"the payer's name is a little like that of {clipped(other)}, who owes as much"
            yield against(f"{words}; the document is {customer}'s")


def _instead(customer: str, reading: Reading, terms: Terms) -> str:
    """Return who else pays: another customer, or one more like the payer who owes the amount."""
    if other := reading.identity.denies(customer):
        return other
    other = reading.identity.outdone(customer)
    equal = terms.desk.equal_to(reading.line.amount, reading.line.date) if other else ()
    return other if any(row.customer == other for row in equal) else ""


def _perhaps(customer: str, reading: Reading, terms: Terms) -> str:
    """Return another customer whom the payer's name is a little like, and who owes the amount.

    A slip in the number may have made it that of this customer, whom the line does not name.
    """
    identity = reading.identity
    if identity.tier(customer) >= Tier.ALIKE or customer in identity.mentioned:
        return ""
    for other in identity.perhaps():
        if any(claim.group == 1 for claim in by_payer(reading, other, terms)):
            return other
    return ""


def _against_item(item: str, reading: Reading, terms: Terms) -> Iterator[Evidence]:
    rows = terms.desk.rows.get(item, ())
    late = [row.date_issued for row in rows if row.date_issued > reading.line.date]
    if not any(terms.desk.left(row) for row in rows):
        yield against(f"{clipped(item)} is settled already")
    elif late:
        yield against(f"{clipped(item)} was issued after the payment, on {late[0]}")


def _paid_whole(chosen: Claim, reading: Reading, terms: Terms) -> Iterator[Evidence]:
    """Yield another document of the customer that a part payment would pay to the cent."""
    line = reading.line
    own = {part.item.item for part in chosen.explained.parts}
    for row in terms.desk.equal_to(line.amount, line.date):
        if row.customer == chosen.customer and row.item not in own:
            yield against(f"{line.amount} is exactly what is left of {clipped(row.item)}")
            return


def _named_besides(chosen: Claim, reading: Reading, terms: Terms) -> Iterator[Evidence]:
    """Yield what the text may name beside the documents chosen, and what would be paid as well.

    Beside a part payment that is any number: it may be a list paid short. Else it is a document of
    the customer of which exactly as much is left as of one chosen, or as came: one of the two is
    paid.
    """
    own = {part.item.item for part in chosen.explained.parts}
    in_part = chosen.explained.fit is Fit.PART
    if in_part and not _is_begun(reading.unknown, own):
        yield against(f"the text names {clipped(reading.unknown)}, which is no document")
    if in_part and not _is_begun(reading.cut, own):
        yield against("the text ends in the number of another document, cut off")
    loose = [p.amount for p in chosen.explained.parts if _is_loose(p.item.item, reading)]
    for item in reading.at_least(Strength.SHORT):
        left = [
            terms.desk.left(row)
            for row in terms.desk.rows.get(item, ())
            if row.customer == chosen.customer and item not in own
        ]
        whole = reading.named[item] >= Strength.DAMAGED and reading.line.amount in left
        if any(left) if in_part else whole or any(one in loose for one in left if one):
            yield against(f"the text may name {clipped(item)} as well")


def _is_begun(number: str, items: Iterable[str]) -> bool:
    """Return whether a number is the beginning of a document's, or none."""
    return any(read_as(joined(item)).startswith(read_as(joined(number))) for item in items)


def _is_loose(item: str, reading: Reading) -> bool:
    return reading.named.get(item, Strength.TRACE) <= Strength.DAMAGED


def _unfit(reading: Reading, terms: Terms, named: Sequence[Claim]) -> Iterator[Evidence]:
    """Yield why what a line names does not decide it."""
    rows = {part.item.item: part.item for claim in named for part in claim.explained.parts}
    if any(claim.explained.even for claim in named):
        yield against("the number is damaged or the payer not known: one of them would do")
        return
    left = ", ".join(f"{terms.desk.left(row)} of {clipped(item)}" for item, row in rows.items())
    yield against(f"{reading.line.amount} is not what is left: {left}")


def _by_name(reading: Reading, terms: Terms) -> tuple[Claim | None, list[Evidence]]:
    """Return the only explanation by payer and amount, or why there is none."""
    found: dict[object, Claim] = {}
    for customer in reading.identity.likely():
        for claim in by_payer(reading, customer, terms):
            found.setdefault((customer, claim.key), claim)
    claims = _without_far_sums(list(found.values()), reading)
    if not claims:
        return None, []
    chosen = _only(claims, reading, terms)
    if chosen is None:
        return None, [against(f"{reading.line.amount} has {len(claims)} explanations")]
    return chosen, list(_against_name(chosen, reading, terms))


def _without_far_sums(claims: Sequence[Claim], reading: Reading) -> Sequence[Claim]:
    """Return the claims without sums of customers that the payer is less surely.

    Where many rows are open, some of them add up to any amount.
    """
    tiers = reading.identity.tiers
    best = max((tiers[claim.customer] for claim in claims), default=Tier.NONE)
    return [c for c in claims if c.group == 1 or tiers[c.customer] == best]


def _only(claims: Sequence[Claim], reading: Reading, terms: Terms) -> Claim | None:
    """Return the one claim there is, or the one of equal items that a number or policy chooses."""
    if len(claims) == 1:
        return claims[0]
    hinted = [claim for claim in claims if _all_hinted(claim, reading)]
    if len(hinted) == 1 and len(claims) < PAIRS_MAX:  # beyond, not every pair was looked at
        return hinted[0]
    amounts = {(c.customer, c.explained.parts[0].amount, len(c.explained.parts)) for c in claims}
    twins = len(amounts) == 1 and claims[0].group == 1
    rows = [part.item for claim in claims for part in claim.explained.parts]
    agreed = terms.agreed_on(rows, reading.line.date)
    oldest = agreed.identical_amounts_same_customer is EqualItems.OLDEST_FIRST
    named = reading.identity.tier(claims[0].customer) >= Tier.NAME and not reading.digits
    return claims[0] if twins and oldest and named else None


def _all_hinted(claim: Claim, reading: Reading) -> bool:
    return all(
        reading.named.get(part.item.item, Strength.TRACE) >= Strength.SHORT
        or (reading.cut and read_as(joined(part.item.item)).startswith(reading.cut))
        for part in claim.explained.parts
    )


def _passed_over(claim: Claim, reading: Reading, terms: Terms) -> Iterator[Evidence]:
    """Yield what is agreed to be settled before what a payment fits without naming it."""
    line, desk = reading.line, terms.desk
    rows = [part.item for part in claim.explained.parts]
    owed = desk.open_of(claim.customer, rows[0].balance_open.currency, line.date)
    agreed = terms.order_on(owed, line.date)
    chosen, every = ([r._replace(balance_open=desk.left(r)) for r in some] for some in (rows, owed))
    for row in agreed.passed_over(chosen, every)[:1]:
        yield against(f"{clipped(row.item)} comes before it: {agreed.order} is agreed")


def _against_name(claim: Claim, reading: Reading, terms: Terms) -> Iterator[Evidence]:
    """Yield what contradicts an explanation by payer and amount alone."""
    if other := reading.identity.outdone(claim.customer):
        yield against(f"the payer is known as {clipped(other)}")
    if not reading.line.payer.strip() and reading.identity.tier(claim.customer) < Tier.NAME:
        yield against("the payer's name stands in the text only, and not in full")
    if reading.in_advance:
        yield against("the text speaks of a payment in advance")
    yield from _passed_over(claim, reading, terms)
    own = {part.item.item for part in claim.explained.parts}
    meant = {item for item in own if read_as("".join(parts(item))) == reading.cut}
    begun = {item for item in own if read_as(joined(item)).startswith(reading.cut)}
    if reading.cut and not begun | meant:
        yield against("the text ends in the number of another document, cut off")
    if reading.unknown and not reading.cut:
        yield against(f"the text names {clipped(reading.unknown)}, which is no document")
    for item in reading.at_least(Strength.SHORT):
        rows = terms.desk.rows.get(item, ())
        mine = any(row.customer == claim.customer for row in rows)
        fits = any(terms.desk.left(row) == reading.line.amount for row in rows)
        if item not in own and (reading.named[item] >= Strength.DAMAGED or mine or fits):
            yield against(f"the text may name {clipped(item)}")
