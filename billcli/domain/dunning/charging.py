"""What being late costs: a fee once for each level of an item, and interest day by day."""

from __future__ import annotations

import datetime as dt

from billcli.domain.dunning.notice import Charge
from billcli.domain.dunning.policy import number_of
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from billcli.domain.dunning.history import Charged, Claim
    from billcli.domain.dunning.interest import InterestTerms
    from billcli.domain.dunning.notice import Ask, Notice
    from billcli.domain.dunning.policy import DunningPolicy

DAY = dt.timedelta(days=1)


@frozen
class Borne:
    """What is known of the items a letter asks for.

    Attributes:
        charged: late fees and interest in the ledger, by what they are for.
        balances: what was open of a claim at the end of each day on which it changed.
    """

    charged: Mapping[Claim, Sequence[Charged]]
    balances: Callable[[Claim], Sequence[tuple[dt.date, Money]]]


def charges_of(
    notice: Notice, policy: DunningPolicy, known: Borne, today: dt.date
) -> tuple[Charge, ...]:
    """Return what has to be booked before a letter goes; nothing for what is booked already.

    Late fees themselves bear neither fees nor interest. Interest runs on from the last day for
    which it was charged.

    Args:
        notice: the letter.
        policy: what was agreed with the customer.
        known: what was charged before, and what was open when.
        today: the last day that bears interest.
    """
    found: list[Charge] = []
    for ask in notice.asks:
        if ask.row.kind is Kind.LATE_FEE:
            continue
        claim = ask.claim
        before = known.charged.get(claim, ())
        found += _fee(ask, policy, before)
        if ask.step.interest and policy.terms is not None:
            found += _interest(ask, policy.terms, before, known.balances(claim), today)
    return tuple(found)


def _fee(ask: Ask, policy: DunningPolicy, before: Sequence[Charged]) -> list[Charge]:
    """Return the fee of an item's level, unless that was charged; less where fees are capped."""
    level, currency = number_of(ask.step.level), ask.amount.currency
    fee = ask.step.fees.get(currency)
    if fee is None or any(one.level == level for one in before):
        return []
    most = policy.most_fees(ask.row.amount)
    if most is None:
        return [Charge(ask.claim, level, fee)]
    room = most - total([one.amount for one in before if not one.until], currency)
    is_capped = room.number < fee.number
    amount = room if is_capped else fee
    return [Charge(ask.claim, level, amount, is_capped=is_capped)] if amount.number > 0 else []


def _interest(
    ask: Ask,
    terms: InterestTerms,
    before: Sequence[Charged],
    balances: Sequence[tuple[dt.date, Money]],
    today: dt.date,
) -> list[Charge]:
    """Return the interest of an item since it was due, or since it was charged last."""
    assert ask.row.date_due is not None  # noqa: S101 - it would not be late
    until = [one.until for one in before if one.until]
    first = max([ask.row.date_due, *until]) + DAY
    aside = ask.row.balance_open - ask.amount
    counted = [(day, money - aside) for day, money in balances]
    amount = terms.interest(counted, first, today)
    most = terms.most(ask.row.amount)
    if most is not None:
        borne = [one.amount for one in before if one.until]
        amount = min(amount, most - total(borne, amount.currency), key=lambda m: m.number)
    level = number_of(ask.step.level)
    return [Charge(ask.claim, level, amount, (first, today))] if amount.number > 0 else []
