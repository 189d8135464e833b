"""Whom to act on first: customers with money that is late, ranked by factors that all are told.

Points are weights in percent times a share of 0 to 1. Money is compared within its currency: its
share is that in the largest amount at risk, so that no rates are needed.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.money import Money

WEIGHTS = {"money": 40, "age": 20, "promises": 15, "history": 10, "reach": 10, "deadline": 5}
OLDEST, LATEST, NEAREST, MANY = 90, 60, 14, 2
_TENTH = Decimal("0.1")


@frozen
class Prospect:
    """What is known of a customer in one currency.

    Attributes:
        customer: id.
        name: the real name.
        at_risk: what is overdue and asked for, less credit: positive.
        waiting: what is disputed, promised or on hold of what is open.
        days: of the oldest of it, since it was due.
        broken: promises that were broken.
        late: days after the due date on which it paid so far, on average; None where it never did.
        email, phone: whether the customer's record has one.
        bounces: mails that came back since the address was changed.
        deadline: the next day on which something falls due, or a promise or a hold ends.
    """

    customer: str
    name: str
    at_risk: Money
    waiting: Money
    days: int
    broken: int = 0
    late: int | None = None
    email: bool = True
    phone: bool = True
    bounces: int = 0
    deadline: dt.date | None = None

    @property
    def reach(self) -> str:
        """How it can be reached: ``mail``, ``phone``, ``letter``; mails that come back do not."""
        if self.email and not self.bounces:
            return "mail"
        return "phone" if self.phone else "letter"


@frozen
class Ranked:
    """A customer with its points.

    Attributes:
        points: by the names of ``WEIGHTS``.
    """

    prospect: Prospect
    points: dict[str, Decimal]

    @property
    def score(self) -> Decimal:
        """The sum of the points, 0 to 100."""
        return sum(self.points.values(), Decimal(0))


def ranked(found: Iterable[Prospect], today: dt.date) -> tuple[Ranked, ...]:
    """Return customers with their points, whom to act on first at the head.

    Args:
        found: those with something at risk.
        today: the day on which somebody acts.
    """
    prospects = tuple(found)
    largest: dict[str, Decimal] = {}
    for one in prospects:
        currency = one.at_risk.currency
        largest[currency] = max(largest.get(currency, Decimal(0)), one.at_risk.number)
    rows = [Ranked(one, _points(one, largest[one.at_risk.currency], today)) for one in prospects]
    return tuple(sorted(rows, key=_order))


def _order(row: Ranked) -> tuple[Decimal, str, str]:
    return -row.score, row.prospect.customer, row.prospect.at_risk.currency


def _points(one: Prospect, largest: Decimal, today: dt.date) -> dict[str, Decimal]:
    left = NEAREST if one.deadline is None else (one.deadline - today).days
    shares = {
        "money": one.at_risk.number / largest,
        "age": Decimal(one.days) / OLDEST,
        "promises": Decimal(one.broken) / MANY,
        "history": Decimal(one.late or 0) / LATEST,
        "reach": {"mail": Decimal(0), "phone": Decimal("0.5"), "letter": Decimal(1)}[one.reach],
        "deadline": Decimal(NEAREST - left) / NEAREST,
    }
    return {
        name: (min(max(shares[name], Decimal(0)), Decimal(1)) * weight).quantize(_TENTH)
        for name, weight in WEIGHTS.items()
    }
