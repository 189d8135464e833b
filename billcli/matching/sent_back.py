"""Payments that a line of money out may send back: by their end-to-end id, or by what they paid."""

from __future__ import annotations

from itertools import groupby

from billcli.domain.money import EXACT, ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.matching.name_match import Tier
from billcli.matching.proposal import Part
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.open_item import OpenItem
    from billcli.matching.desk import Desk
    from billcli.matching.evidence import Reading

RETURN_FEE_MAX = 30


class SentBack(NamedTuple):
    """A payment that may have come back.

    Attributes:
        parts: what it put on the rows of one customer, amounts negative.
        fee: what the bank took for the return, perhaps nothing.
        proven: the line bears the payment's own end-to-end id.
    """

    parts: tuple[Part, ...]
    fee: Money
    proven: bool


def sent_back(reading: Reading, desk: Desk) -> list[SentBack]:
    """Return the payments that a line's amount is, and a fee of up to 30 at most, each once.

    A payment that the line's end-to-end id names counts when the payee is its customer, the bank
    says that it was returned, or the text names one of its documents. Without such an id it is what
    was put on a document named: on an instalment, the last one first, or on all of them.
    """
    line = reading.line
    own = [parts for parts in _by_id(line.end_to_end, desk) if _is_meant(parts, reading)]
    found: dict[object, SentBack] = {}
    for proven, ways in ((True, own), (False, _by_name(reading, desk))):
        for parts in ways:
            back = total([part.amount for part in parts], line.amount.currency)
            fee = back - line.amount
            if ZERO <= fee.number <= RETURN_FEE_MAX:
                found.setdefault(frozenset(parts), SentBack(parts, fee, proven))
    return list(found.values())


def _by_id(end_to_end: str, desk: Desk) -> Iterator[tuple[Part, ...]]:
    """Yield what each payment of an end-to-end id put on rows, if it is still there."""
    for payment in desk.sent.get(end_to_end, ()) if end_to_end else ():
        parts = [_back(row, number, desk) for key, number in payment for row in desk.row(key)]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(payment) and len({part.item.customer for part in whole}) == 1:
            yield tuple(whole)


def _is_meant(parts: Sequence[Part], reading: Reading) -> bool:
    """Return whether a payment that an id names is that of the line's payee, and of its money."""
    customer, line = parts[0].item.customer, reading.line
    if parts[0].amount.currency != line.amount.currency:
        return False
    named = any(reading.named.get(p.item.item, Strength.TRACE) >= Strength.SHORT for p in parts)
    return named or bool(line.returned) or reading.identity.tier(customer) >= Tier.NEAR


def _by_name(reading: Reading, desk: Desk) -> Iterator[tuple[Part, ...]]:
    """Yield what was put on documents named: on each row, and on all rows of a document."""
    likely, line = set(reading.identity.likely()), reading.line
    for item in reading.at_least(Strength.SHORT):
        how = reading.named[item]
        for customer, group in groupby(desk.rows.get(item, ()), key=lambda row: row.customer):
            known = customer in likely or (bool(line.returned) and how >= Strength.DAMAGED)
            rows = [r for r in group if r.amount.currency == line.amount.currency]
            if known or how >= Strength.WHOLE:
                yield from _put_on(rows, desk)


def _put_on(rows: Sequence[OpenItem], desk: Desk) -> Iterator[tuple[Part, ...]]:
    settled = [EXACT.subtract(row.amount.number, desk.left(row).number) for row in rows]
    for row, whole in reversed(list(zip(rows, settled, strict=True))):
        for number in dict.fromkeys([*reversed(desk.put_on(row)), whole]):
            if part := _back(row, number, desk):
                yield (part,)
    parts = [_back(row, whole, desk) for row, whole in zip(rows, settled, strict=True)]
    if len(several := tuple(part for part in parts if part is not None)) > 1:
        yield several


def _back(row: OpenItem, number: Decimal, desk: Desk) -> Part | None:
    """Return a part that opens a row again by what was paid of it; None if it is not paid so."""
    settled = EXACT.subtract(row.amount.number, desk.left(row).number)
    if not ZERO < number <= settled or row.amount.number < ZERO:
        return None
    return Part(row, Money(EXACT.minus(number), row.amount.currency))
