"""What a payment settles, after everything that was moved, taken back or given back since.

A payment speaks by its own entry, by the entry that reverses it, and by the entries that correct it
(``corrects: "PMT-..."``: what was unapplied or moved). Others use its rest: an application, or a
later payment that spends it. Where an entry has several sides they are paired in the order written,
so that every cent is settled by one payment only and two corrections never free it twice.

Source: docs/reference/ledger-format.md rules 4, 8 and 18; docs/decisions/corrected-payments.md.
"""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement


class Share(NamedTuple):
    """What a payment settles of an item, or of one instalment.

    Attributes:
        amount: positive.
        value: what the item gave up for it in the base currency, positive, where it is kept so.
    """

    item: str
    instalment: int | None
    customer: str
    account: str
    amount: Money
    value: Money | None = None


class _Flow(NamedTuple):
    """A part of a posting that a payment settles; negative when it is taken away again."""

    moved: Movement
    number: Decimal


def shares_of(payment: str, groups: Sequence[Sequence[Movement]]) -> tuple[Share, ...]:
    """Return what a payment settles still, in the order in which it came to it.

    Args:
        payment: its id.
        groups: the movements of the ledger, those of each entry together, in order.
    """
    voices = speaking(payment, (moved[0].entry for moved in groups))
    found: dict[tuple[str, int | None, str], list[_Flow]] = {}
    for moved in groups:
        for flow in _flows(payment, moved, voices.get(id(moved[0].entry), "")):
            key = flow.moved.item, flow.moved.instalment, flow.moved.account
            found.setdefault(key, []).append(flow)
    shares = [_share(flows) for flows in found.values()]
    return tuple(share for share in shares if share.amount.number > 0)


class Step(NamedTuple):
    """What became of a payment by a later entry.

    Attributes:
        amount: positive for what it settled, negative for what was taken off it again.
    """

    entry: Entry
    item: str
    instalment: int | None
    amount: Money


def steps_of(payment: str, groups: Sequence[Sequence[Movement]]) -> tuple[Step, ...]:
    """Return what became of a payment after its own entry, in order.

    Args:
        payment: its id; of one without, nothing can be told.
        groups: the movements of the ledger, those of each entry together, in order.
    """
    if not payment:
        return ()
    voices = speaking(payment, (moved[0].entry for moved in groups))
    found: list[Step] = []
    for moved in groups:
        entry = moved[0].entry
        if text_of(entry.meta.get("id")) == payment:
            continue
        sums: dict[tuple[str, int | None], Decimal] = {}
        for flow in _flows(payment, moved, voices.get(id(entry), "")):
            key = flow.moved.item, flow.moved.instalment
            sums[key] = EXACT.add(sums.get(key, ZERO), flow.number)
        currency = moved[0].amount.currency
        found += [Step(entry, *key, Money(sum_, currency)) for key, sum_ in sums.items() if sum_]
    return tuple(found)


def taken_off(
    application: Sequence[Movement], groups: Sequence[Sequence[Movement]]
) -> tuple[str, str] | None:
    """Return credit and item of what an application settled and does not any more, or None.

    Unapplying or moving a payment takes it off items; a mirror would open them a second time.

    Args:
        application: its movements.
        groups: the movements of the ledger, those of each entry together, in order.
    """
    settled: dict[tuple[str, str, int | None], Decimal] = {}
    for giver, receiver, number in _pairs(application, 1):
        key = giver.item, receiver.item, receiver.instalment
        settled[key] = EXACT.add(settled.get(key, ZERO), number)
    for (credit, item, instalment), number in settled.items():
        there = [one for one in shares_of(credit, groups) if one.item == item]
        if sum(one.amount.number for one in there if one.instalment == instalment) < number:
            return credit, item
    return None


def speaking(payment: str, entries: Iterable[Entry]) -> dict[int, str]:
    """Return which entries speak for a payment, by their ``id``: ``own`` or ``correction``.

    Args:
        payment: its id.
        entries: in order; a mirror stands behind what it takes back.
    """
    found: dict[int, str] = {}
    corrections: set[str] = set()
    for entry in entries:
        own, taken = text_of(entry.meta.get("id")), text_of(entry.meta.get("reverses"))
        if payment in (own, taken):
            found[id(entry)] = "own"
        elif text_of(entry.meta.get("corrects")) == payment or taken in corrections:
            found[id(entry)] = "correction"
            corrections.add(own)
    return found


def _flows(payment: str, moved: Sequence[Movement], voice: str) -> Iterator[_Flow]:
    if voice:
        for m in moved:
            if m.item != payment:
                yield _Flow(m, m.amount.number.copy_negate())
    if voice == "correction" or not (voice or any(m.item == payment for m in moved)):
        return
    sign = -1 if "reverses" in moved[0].entry.meta else 1
    for giver, receiver, number in _pairs(moved, sign):
        if voice:  # a credit that the payment spends settles for itself
            yield _Flow(giver, number * sign)
            yield _Flow(receiver, -number * sign)
        elif giver.item == payment:
            yield _Flow(receiver, number * sign)
        elif receiver.item == payment:
            yield _Flow(giver, -number * sign)


def _pairs(moved: Sequence[Movement], sign: int) -> Iterator[tuple[Movement, Movement, Decimal]]:
    """Yield which credit settles what, in order: debits of an entry over its credits."""
    receivers = [(m, -m.amount.number * sign) for m in moved if m.amount.number * sign < 0]
    for giver in moved:
        left = giver.amount.number * sign
        while left > 0 and receivers:
            receiver, room = receivers.pop(0)
            take = min(left, room)
            yield giver, receiver, take
            left = EXACT.subtract(left, take)
            if take < room:
                receivers.insert(0, (receiver, EXACT.subtract(room, take)))


def _share(flows: Sequence[_Flow]) -> Share:
    first = flows[0].moved
    number, worth, base = ZERO, ZERO, ""
    for moved, part in flows:
        number = EXACT.add(number, part)
        if moved.value is not None:
            base = moved.value.currency
            exact = WIDE.divide(WIDE.multiply(moved.value.number, part), moved.amount.number)
            worth = EXACT.add(worth, rounded(exact, base))
    value = Money(worth, base) if base else None
    amount = Money(number, first.amount.currency)
    return Share(first.item, first.instalment, first.customer, first.account, amount, value)
