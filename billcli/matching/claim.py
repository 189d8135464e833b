"""Claims: which open rows of which customer a line may pay, each way with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Explained, Fit, clearly_part, explain_by
from billcli.matching.name_match import Tier
from billcli.matching.strength import Strength
from billcli.matching.subset_sum import scaled, subsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.matching.amount_fit import Terms
    from billcli.matching.evidence import Reading

EQUAL_MAX, IN_PART_MAX = 200, 100
SEVERAL, MORE_MAX = 2, 2


@dataclass(frozen=True, slots=True)
class Claim:
    """One way to book a line.

    Attributes:
        strength: how surely the text names all its documents, None when it names none.
        explained: how the amount comes out.
        group: of how many rows of a customer's open ones were chosen by their sum alone.
        agreed: the order in which a list paid short is settled, empty for any other payment.
    """

    customer: str
    strength: Strength | None
    explained: Explained
    group: int = 0
    agreed: str = ""

    @property
    def key(self) -> frozenset[tuple[str, int | None, Money]]:
        """Return what is settled: two claims of the same key book the same."""
        return frozenset((p.item.item, p.item.instalment, p.amount) for p in self.explained.parts)


def by_number(reading: Reading, terms: Terms) -> list[Claim]:
    """Return the claims on the documents a line names, the surest naming first."""
    found: list[Claim] = []
    seen: set[tuple[str, ...]] = set()
    for strength in (Strength.CHECKED, Strength.WHOLE, Strength.DAMAGED):
        items = reading.at_least(strength)
        if not items or items in seen:
            continue
        seen.add(items)
        for customer, rows in _by_customer(items, reading, terms).items():
            found += [
                Claim(customer, strength, one) for one in explain_by(rows, reading.line, terms)
            ]
        found += _of_several(items, strength, reading, terms)
    return found


def _of_several(
    items: Sequence[str], strength: Strength, reading: Reading, terms: Terms
) -> list[Claim]:
    """Return the claim that a line pays documents of several customers, all of them named."""
    line = reading.line
    rows = [
        row for item in items for row in terms.desk.open_rows(item, line.amount.currency, line.date)
    ]
    if len({row.customer for row in rows}) < SEVERAL or len({r.item for r in rows}) < len(items):
        return []
    ways = explain_by(rows, line, terms)
    return [Claim("", strength, one) for one in ways if one.fit is Fit.EXACT]


def _by_customer(items: Sequence[str], reading: Reading, terms: Terms) -> dict[str, list[OpenItem]]:
    line = reading.line
    currencies = [line.amount.currency]
    if line.original and line.original.currency not in currencies:
        currencies.append(line.original.currency)
    found: dict[str, list[OpenItem]] = {}
    for currency in currencies:
        for item in items:
            for row in terms.desk.open_rows(item, currency, line.date):
                found.setdefault(row.customer, []).append(row)
        if found:
            break
    return found


def by_payer(reading: Reading, customer: str, terms: Terms) -> list[Claim]:
    """Return how the amount is made up of what a customer has open, no document being named."""
    line = reading.line
    rows = terms.desk.open_of(customer, line.amount.currency, line.date)
    amounts, wanted = [scaled(terms.desk.left(row)) for row in rows], scaled(line.amount)
    found: list[Claim] = []
    for group in subsets(amounts, wanted):
        chosen = [rows[i] for i in group]
        exact = [one for one in explain_by(chosen, line, terms) if one.fit is Fit.EXACT]
        found += [Claim(customer, None, one, len(group)) for one in exact[:1]]
    for row in (row for row, amount in zip(rows, amounts, strict=True) if amount > wanted):
        for one in explain_by([row], line, terms):
            if one.fit in {Fit.DISCOUNT, Fit.FEE}:
                found.append(Claim(customer, None, one, 1))
    if line.original and line.original.currency != line.amount.currency:
        for row in terms.desk.open_of(customer, line.original.currency, line.date):
            if terms.desk.left(row) == line.original:
                found += [
                    Claim(customer, None, one, 1) for one in explain_by([row], line, terms)[:1]
                ]
    return list({claim.key: claim for claim in reversed(found)}.values())[::-1]


def completed(claim: Claim, reading: Reading, terms: Terms) -> Iterator[Claim]:
    """Yield the claims in which what is left over pays one or two more of the customer's rows.

    A list of numbers is often cut off, or forgets one.
    """
    one = claim.explained
    if one.fit is not Fit.OVER or not claim.customer or one.original:
        return
    line = reading.line
    named = [part.item for part in one.parts]
    rows = terms.desk.open_of(claim.customer, line.amount.currency, line.date)
    rest = [row for row in rows if row not in named]
    amounts = [scaled(terms.desk.left(row)) for row in rest]
    for group in subsets(amounts, scaled(one.residual), MORE_MAX):
        chosen = [*named, *(rest[i] for i in group)]
        exact = [way for way in explain_by(chosen, line, terms) if way.fit is Fit.EXACT]
        yield from (Claim(claim.customer, claim.strength, way) for way in exact[:1])


def in_part(reading: Reading, customer: str, terms: Terms) -> Iterator[Claim]:
    """Yield part payments of the hundred oldest items, and of all together as agreed."""
    line = reading.line
    rows = terms.desk.open_of(customer, line.amount.currency, line.date)
    owed = [row for row in rows if terms.desk.left(row).number > 0]
    for row in owed[:IN_PART_MAX]:
        for one in explain_by([row], line, terms):
            if one.fit in {Fit.PART, Fit.UNSTATED_FEE, Fit.LATE_DISCOUNT, Fit.TOLERANCE}:
                yield Claim(customer, None, one, 1)
    for one in explain_by(terms.order_on(owed, line.date).ordered(owed), line, terms):
        if one.fit in {Fit.PART, Fit.OVER}:
            yield Claim(customer, None, one, len(owed))


def equal_amounts(reading: Reading, terms: Terms) -> Iterator[Claim]:
    """Yield the rows of anybody of which exactly the amount is left."""
    line = reading.line
    for row in terms.desk.equal_to(line.amount, line.date)[:EQUAL_MAX]:
        for one in explain_by([row], line, terms)[:1]:
            yield Claim(row.customer, None, one, 1)


def is_sure(claim: Claim, reading: Reading, terms: Terms) -> bool:
    """Return whether number, amount and payer agree so far that nobody has to be asked."""
    identity, one = reading.identity, claim.explained
    if claim.strength is None:
        return False
    if not claim.customer:
        customers = {part.item.customer for part in one.parts}
        pays = all(identity.tier(customer) >= Tier.NEAR for customer in customers)
        return pays and not identity.own and bool(reading.at_least(Strength.WHOLE))
    if identity.denies(claim.customer):
        return False
    known = identity.tier(claim.customer) >= Tier.NEAR or claim.customer in identity.mentioned
    if one.fit is Fit.EXACT and claim.strength >= Strength.WHOLE:
        return True
    if one.fit in {Fit.EXACT, Fit.FEE, Fit.DISCOUNT, Fit.TOLERANCE, Fit.CREDIT}:
        return known
    told = reading.in_part or claim.strength >= Strength.WHOLE
    alone = not _open_beside(claim, reading, terms)
    return told and known and alone and clearly_part(one, terms, said=reading.in_part)


def _open_beside(claim: Claim, reading: Reading, terms: Terms) -> bool:
    """Return whether a line names open documents beside those that a claim settles."""
    line = reading.line
    own = {part.item.item for part in claim.explained.parts}
    others = [item for item in reading.at_least(Strength.DAMAGED) if item not in own]
    return any(terms.desk.open_rows(item, line.amount.currency, line.date) for item in others)
