"""The parts a receivable posting is divided into, as movements with a share of its price."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from billcli.domain.meta import count_of, date_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, rounded
from billcli.domain.open_item import KnownBy, Movement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from billcli.domain.entry import Posting
    from billcli.domain.leg import Leg

Part: TypeAlias = "tuple[str, Decimal, KnownBy]"


def written(leg: Leg, parts: Sequence[Part]) -> list[Movement]:
    """Return the movements of a posting; amounts and values add up to the posting's exactly."""
    posting, entry, whole = leg.posting, leg.entry, len(parts) == 1
    due = date_of(posting.meta.get("due")) or date_of(entry.meta.get("due"))
    values = _values(posting, [number for _, number, _ in parts])
    return [
        Movement(
            item,
            known_by,
            leg.customer,
            posting.account,
            entry.date,
            posting.amount if whole else Money(number, posting.amount.currency),
            entry,
            due,
            count_of(posting.meta.get("instalment")),
            posting.source,
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
