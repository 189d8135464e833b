"""Numbers a ledger may hold: exact ones, of at most 28 digits.

A longer number would be rounded without a word, as Beancount computes with 28 digits; a division
by zero would end the process. Both are refused, with their line.
"""

from __future__ import annotations

import decimal

from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from billcli.ledger.seam import Raw

DIGITS_MAX = 28
EXACT = decimal.Context(prec=DIGITS_MAX, traps=[decimal.Rounded, decimal.InvalidOperation])


class NumberFault(NamedTuple):
    """A number that is refused, in the shape of Beancount's own errors."""

    source: dict[str, Raw]
    message: str
    entry: None = None


class DivisionFault(NamedTuple):
    """A division by zero, in the shape of Beancount's own errors."""

    source: dict[str, Raw]
    message: str
    entry: None = None


class NumberRefused(ValueError):  # noqa: N818 - the builder catches it
    """Signals a number too long."""


class DivisionRefused(ValueError):  # noqa: N818 - the builder catches it
    """Signals a division by zero."""


def is_exact(number: Raw) -> bool:
    """Return whether a value is a number that a ledger may hold.

    >>> is_exact(decimal.Decimal("0.10")), is_exact(decimal.Decimal("1e-30"))
    (True, False)
    """
    if number.__class__ is not decimal.Decimal or not number.is_finite():
        return False
    try:
        EXACT.plus(number)
    except decimal.DecimalException:
        return False
    return bool(abs(number.adjusted()) <= DIGITS_MAX)
