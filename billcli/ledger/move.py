"""What postings add to accounts, and sums as Beancount has them."""

from __future__ import annotations

import decimal

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed_value import parsed
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from decimal import Decimal

    from billcli.domain.packed import Packed

DIGITS = 28
"""Digits that Beancount adds with."""
_SUMS = decimal.Context(prec=DIGITS, traps=[decimal.Inexact, decimal.InvalidOperation])


class Move(NamedTuple):
    """What a posting adds to an account; ``number`` is negative where one is taken away."""

    account: str
    currency: str
    date: str
    number: Decimal


def moves_of(row: Packed, sign: int = 1) -> list[Move]:
    """Return what a packed transaction adds to accounts, or takes away with ``sign`` -1.

    >>> row = ("T", "2026-01-31", 1, '["*","","",[],[],{},[["Assets:Bank","1.50","EUR",0,0,1]]]')
    >>> moves_of(row, -1)[0].number
    Decimal('-1.50')
    """
    return [
        Move(leg[0], leg[2], row[1], decimal.Decimal(leg[1]) * sign) for leg in parsed(row[3])[6]
    ]


def plus(one: Decimal, other: Decimal) -> Decimal:
    """Return a sum as Beancount has it, which adds with 28 digits.

    Raises:
        NotLocal: it has more digits, so that Beancount's result depends on the order of adding.
    """
    try:
        return _SUMS.add(one, other)
    except decimal.Inexact:
        raise NotLocal("a sum has more than 28 digits") from None
