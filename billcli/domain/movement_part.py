"""The parts a receivable posting is divided into, as movements with a share of its price."""

from __future__ import annotations

from billcli.domain.meta import count_of, date_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy, Movement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.entry import Posting
    from billcli.domain.leg import Leg

Part: TypeAlias = "tuple[str, Decimal, KnownBy]"


def written(leg: Leg, parts: Sequence[Part]) -> list[Movement]:
    """Return the movements of a posting; amounts and values add up to the posting's exactly."""
    posting, entry = leg.posting, leg.entry
    own = posting.meta
    due = (date_of(own.get("due")) if own else None) or date_of(entry.meta.get("due"))
    nth = count_of(own.get("instalment")) if own else None
    customer, account, date, source = leg.customer, posting.account, entry.date, posting.source
    if len(parts) == 1 and posting.price is None:
        item, _, known_by = parts[0]
        amount = posting.amount
        return [Movement(item, known_by, customer, account, date, amount, entry, due, nth, source)]
    whole = len(parts) == 1
    values = _values(posting, [number for _, number, _ in parts])
    return [
        Movement(
            item,
            known_by,
            customer,
            account,
            date,
            posting.amount if whole else Money(number, leg.currency),
            entry,
            due,
            nth,
            source,
            value,
        )
        for (item, number, known_by), value in zip(parts, values, strict=True)
    ]


def _values(posting: Posting, numbers: Sequence[Decimal]) -> list[Money | None]:
    """Return each part's share of the posting's price, with the part's sign, none lost."""
    price, whole = posting.price, posting.amount.number
    if price is None or not whole:
        return [None for _ in numbers]
    worth = price.number.copy_sign(whole)
    shares: list[Money | None] = []
    given, reached = ZERO, ZERO
    for number in numbers:
        reached = EXACT.add(reached, number)
        exact = WIDE.divide(WIDE.multiply(worth, reached), whole)
        upto = worth if reached == whole else rounded(exact, price.currency)
        shares.append(Money(EXACT.subtract(upto, given), price.currency))
        given = upto
    return shares
