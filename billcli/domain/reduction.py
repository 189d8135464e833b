"""A reduction: what is taken off a line or a document, as a percentage or an amount."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.money import parse_number
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from decimal import Decimal


_PERCENT_MAX = 100


@frozen
class Reduction:
    """What is taken off a line or a document: a percentage, or an amount.

    Attributes:
        value: percent, or an amount in the document's currency as printed.
        percent: whether ``value`` is a percentage.
    """

    value: Decimal
    percent: bool


def parse_reduction(text: str, *, flag: str = "--discount") -> Reduction:
    """Return a discount typed as ``5%`` or as an amount.

    Raises:
        UsageError: not a number, not above zero, or more than 100 percent.

    >>> parse_reduction("2.5%")
    Reduction(value=Decimal('2.5'), percent=True)
    """
    percent = text.endswith("%")
    value = parse_number(text.removesuffix("%").rstrip(), flag=flag)
    if value <= 0 or (percent and value > _PERCENT_MAX):
        raise UsageError.of(
            "DISCOUNT-RANGE",
            f"{flag}: a discount of {text} is not possible",
            hint="write a percentage from 0 to 100 such as 5%, or a positive amount such as 25.00",
        )
    return Reduction(value, percent)
