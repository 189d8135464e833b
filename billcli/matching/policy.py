"""What the issuer agreed to when money does not come to the cent: small differences and twins."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from billcli.domain.application_order import Order

TOLERANCE = Decimal("0.00")


class BankFee(StrEnum):
    """Whether charges that banks took off a payment are borne by the issuer."""

    NEVER = "never"
    STATED = "accept when the statement states the charges"
    ALWAYS = "always"


class EqualItems(StrEnum):
    """Which of several equal items of one customer a payment without a number settles."""

    ASK = "ask"
    OLDEST_FIRST = "oldest first"


class ShortList(StrEnum):
    """In which order a payment settles documents of which it names more than it pays."""

    ASK = "ask"
    NAMED = "in order named"
    OLDEST_FIRST = "oldest first"


@dataclass(frozen=True, slots=True)
class Policy:
    """The issuer's agreement, or what one customer's record says instead.

    Attributes:
        rounding_tolerance: how much less or more than due still settles it, in the item's currency.
        discount_grace_days: days after the last discount day that still count.
        bank_fee: see ``BankFee``.
        identical_amounts_same_customer: see ``EqualItems``.
        short_list: see ``ShortList``.
        application_order: in which order money settles what it does not name.
    """

    rounding_tolerance: Decimal = TOLERANCE
    discount_grace_days: int = 0
    bank_fee: BankFee = BankFee.STATED
    identical_amounts_same_customer: EqualItems = EqualItems.ASK
    short_list: ShortList = ShortList.ASK
    application_order: Order = Order.OLDEST
