"""Money that went out: a refund of a credit, a payment sent back, or no customer's at all."""

from __future__ import annotations

from billcli.domain.money import ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.evidence import against, naming, payer_evidence
from billcli.matching.name_match import Tier
from billcli.matching.proposal import (
    Adjustment,
    AdjustmentKind,
    Clue,
    Evidence,
    Part,
    Proposal,
    Suggestion,
    Verdict,
    clipped,
)
from billcli.matching.sent_back import sent_back
from billcli.matching.strength import Strength
from billcli.matching.weight import NAMED, PAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.open_item import OpenItem
    from billcli.matching.amount_fit import Terms
    from billcli.matching.evidence import Reading

REFUND_WEIGHT, RETURN_WEIGHT, FEE_WEIGHT = 40, 38, 30


def judge_refund(reading: Reading, terms: Terms) -> Proposal:
    """Return the proposal for what a processor's report says went back to a customer.

    It is certain when it names credits whose sum it is exactly; nobody else can have got it.
    """
    named = [
        one
        for one in _refunds(reading, terms)
        if all(
            reading.named.get(p.item.item, Strength.TRACE) >= Strength.DAMAGED for p in one.parts
        )
    ]
    verdict = Verdict.CERTAIN if len(named) == 1 else Verdict.ASK
    return Proposal(reading.line, verdict, tuple(named))


def judge_outgoing(reading: Reading, terms: Terms) -> Proposal:
    """Return the proposal for money that went out."""
    line = reading.line
    refunds = sorted(_refunds(reading, terms), key=lambda one: -one.weight)
    returned = list(_returned(reading, terms))
    doubts = [against(line.doubt)] if line.doubt else []
    sure = [one for one in refunds if not returned and _is_sure(one, reading, terms)]
    sure += [one for one in returned if not refunds and _proven(one)]
    if len(sure) == 1 and not doubts:
        return Proposal(line, Verdict.CERTAIN, (sure[0],))
    found = sorted([*refunds, *returned], key=lambda one: -one.weight)
    if found:
        doubts = doubts or [against("money went back: a refund or a returned payment?")]
        return Proposal(line, Verdict.ASK, tuple(found), tuple(doubts))
    unclear = list(_unclear(reading, terms))
    if doubts or unclear:
        return Proposal(line, Verdict.ASK, (), tuple(doubts or unclear))
    return Proposal(line, Verdict.OTHER, (), tuple(_expense(reading)))


def _is_sure(one: Suggestion, reading: Reading, terms: Terms) -> bool:
    """Return whether just these credits are named, and the payee is their customer."""
    line = reading.line
    named = {
        item
        for item in reading.at_least(Strength.DAMAGED)
        for row in terms.desk.open_rows(item, line.amount.currency, line.date)
        if terms.desk.left(row).number < ZERO
    }
    known = reading.identity.tier(one.customer) >= Tier.NEAR
    just = named == {part.item.item for part in one.parts}
    return just and known and not reading.identity.denies(one.customer)


def _refunds(reading: Reading, terms: Terms) -> Iterator[Suggestion]:
    """Yield the credits that the amount pays back exactly: all those named, or one alone."""
    line, desk = reading.line, terms.desk
    named: dict[str, list[OpenItem]] = {}
    for item in reading.at_least(Strength.DAMAGED):
        for row in desk.open_rows(item, line.amount.currency, line.date):
            named.setdefault(row.customer, []).append(row)
    groups = list(named.values())
    likely = [c for c in reading.identity.likely() if c not in named]
    for customer in (*likely, *named):
        rows = desk.open_of(customer, line.amount.currency, line.date)
        groups += [[row] for row in rows if desk.left(row) == line.amount]
    seen: set[tuple[int, ...]] = set()
    for group in groups:
        left = [desk.left(row) for row in group]
        key = tuple(map(id, group))
        if key in seen or any(one.number >= ZERO for one in left):
            continue
        seen.add(key)
        if total(left, line.amount.currency) == line.amount:
            parts = tuple(Part(row, one) for row, one in zip(group, left, strict=True))
            exact = Evidence(Clue.AMOUNT, f"{line.amount} is exactly that credit")
            yield _suggested(reading, parts, (), exact, REFUND_WEIGHT)


def _returned(reading: Reading, terms: Terms) -> Iterator[Suggestion]:
    """Yield the payments that the money sends back."""
    for one in sent_back(reading, terms.desk):
        item = one.parts[0].item.item
        kept = (Adjustment(AdjustmentKind.RETURN_FEE, one.fee, item),) if one.fee else ()
        paid = -total([part.amount for part in one.parts], one.fee.currency)
        clue = Clue.END_TO_END if one.proven else Clue.PART
        words = Evidence(clue, f"it sends back {paid} paid of it")
        weight = FEE_WEIGHT if one.fee else RETURN_WEIGHT
        yield _suggested(reading, one.parts, kept, words, weight)


def _proven(one: Suggestion) -> bool:
    return any(clue.kind is Clue.END_TO_END for clue in one.evidence)


def _suggested(
    reading: Reading,
    parts: tuple[Part, ...],
    adjustments: tuple[Adjustment, ...],
    words: Evidence,
    weight: int,
) -> Suggestion:
    customer = parts[0].item.customer
    items = dict.fromkeys(part.item.item for part in parts)
    known = [(item, reading.named[item]) for item in items if item in reading.named]
    weight += sum(NAMED[how] for _, how in known) // len(items)
    weight += PAYS.get(reading.identity.tier(customer), 0)
    clues = (*(naming(i, how) for i, how in known), words, *payer_evidence(reading, customer))
    nothing = Money.zero(reading.line.amount.currency)
    return Suggestion(customer, parts, nothing, clues, weight, adjustments)


def _unclear(reading: Reading, terms: Terms) -> Iterator[Evidence]:
    """Yield why money out, to a customer or to nobody named, is no expense for sure."""
    likely = reading.identity.likely()
    items = reading.at_least(Strength.DAMAGED) if likely else _named_blankly(reading, terms)
    for item in items:
        is_open = any(terms.desk.left(row) for row in terms.desk.rows[item])
        words = f"money out names {clipped(item)}{'' if is_open else ', which is settled already'}"
        yield against(f"{words}: a returned payment, or a turned sign?")
    if likely and not items:
        yield against(f"money out to {clipped(likely[0])}: a refund or a returned payment?")


def _named_blankly(reading: Reading, terms: Terms) -> tuple[str, ...]:
    """Return what a line without payee names: its number whole, or a short one and its amount."""
    line = reading.line
    if line.payer or line.payer_iban:
        return ()
    whole = reading.at_least(Strength.WHOLE)
    return whole or tuple(
        item
        for item in reading.at_least(Strength.SHORT)
        if any(row.amount == -line.amount for row in terms.desk.rows[item])
    )


def _expense(reading: Reading) -> Iterator[Evidence]:
    """Yield what money out to a stranger names all the same."""
    whole = reading.at_least(Strength.WHOLE)
    payee = reading.line.payer or reading.line.payer_iban
    if whole and payee:
        words = f"money out to {clipped(payee)}, no known customer, that names"
        yield against(f"{words} {', '.join(map(clipped, whole))}")
