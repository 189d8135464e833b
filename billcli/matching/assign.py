"""Proposals for a whole statement, day by day: the certain lines of a day first, then the rest.

What a line may pay depends only on what was open on its day, so that a statement imported in slices
is booked as the whole of it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.amount_fit import Terms
from billcli.matching.desk import Desk
from billcli.matching.evidence import read_line
from billcli.matching.judge import judge_receipt
from billcli.matching.judge_day import judge_day
from billcli.matching.number_search import Numbers
from billcli.matching.outgoing import judge_outgoing
from billcli.matching.payer import Payers
from billcli.matching.payout import PaidOut, by_net, judge_payout, payout_of
from billcli.matching.policy import Policy
from billcli.matching.proposal import Proposal, Verdict
from billcli.matching.waiting import offered

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.early_discount import DiscountTerms
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.matching.desk import Later, Paid
    from billcli.matching.evidence import Reading
    from billcli.matching.payer import Payer


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the ledger and the issuer say beside the items.

    Attributes:
        references: item to its printed structured reference (``rf``), where it has its own.
        discounts: item to what paying it early takes off.
        policy: what the issuer agreed to.
        payouts: reports of card processors.
        policy_of: what the issuer agreed to with a customer on a day, where that may differ.
        interest: ids of the late fees that are interest.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    discounts: Mapping[str, DiscountTerms] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    payouts: Sequence[PaidOut] = ()
    policy_of: Callable[[str, dt.date], Policy] | None = None
    interest: Collection[str] = frozenset()


NOTHING_AGREED = Agreed()


def propose(
    lines: Sequence[BankLine],
    items: Iterable[OpenItem],
    payers: Iterable[Payer] = (),
    agreed: Agreed = NOTHING_AGREED,
    later: Later = MappingProxyType({}),
    paid: Paid = MappingProxyType({}),
) -> tuple[Proposal, ...]:
    """Return one proposal per line, in the order of the lines.

    Args:
        lines: the new lines of a statement.
        items: all items as of the last line, settled ones too: a number of a settled invoice must
            be known as such.
        payers: what is known of customers as payers (``payer.learn``).
        agreed: references, terms and policy.
        later: what the ledger changes of the items from the first day of the lines on: each line
            is judged on what was open on its day, so that the same lines again are judged alike.
        paid: payments of the ledger by their end-to-end id.
    """
    rows = list(items)
    numbers = Numbers.of({row.item: row.date_issued for row in rows}, agreed.references)
    known = Payers.of(tuple(payers))
    desk = Desk.of(rows, later, paid)
    terms = Terms(desk, agreed.discounts, agreed.policy, agreed.policy_of, agreed.interest)
    judge = _Judge(numbers, known, terms, by_net(agreed.payouts))
    readings = [read_line(line, numbers, known) for line in lines]
    found: dict[int, Proposal] = {}
    order = sorted(range(len(lines)), key=lambda i: (lines[i].date, i))
    for date, day in groupby(order, key=lambda i: lines[i].date):
        places = list(day)
        terms.desk.advance(date)
        judged = judge_day([readings[i] for i in places], judge, terms.desk)
        found.update(zip(places, judged, strict=True))
    return offered([found[i] for i in range(len(lines))], terms.desk)


@dataclass(frozen=True, slots=True)
class _Judge:
    """What judges one line after the other."""

    numbers: Numbers
    payers: Payers
    terms: Terms
    payouts: Mapping[Money, Sequence[PaidOut]]

    def __call__(self, reading: Reading) -> Proposal:
        line = reading.line
        payout = payout_of(line, self.payouts)
        if payout:
            return judge_payout(line, payout, self.numbers, self.payers, self.terms)
        if not line.amount:
            return Proposal(line, Verdict.OTHER)
        if line.amount.number < 0:
            return judge_outgoing(reading, self.terms)
        return judge_receipt(reading, self.terms)
