"""Proposals for a whole statement, day by day: the certain lines of a day first, then the rest.

What a line may pay depends only on what was open on its day, so that a statement imported in slices
is booked as the whole of it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from billcli.matching.amount_fit import Terms
from billcli.matching.desk import Desk, row_key
from billcli.matching.evidence import against, read_line
from billcli.matching.judge import judge_receipt
from billcli.matching.number_search import Numbers, Strength
from billcli.matching.outgoing import judge_outgoing
from billcli.matching.payer import Payers
from billcli.matching.payout import PaidOut, judge_payout, payout_of
from billcli.matching.policy import Policy
from billcli.matching.proposal import Verdict, clipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.desk import RowKey
    from billcli.matching.discount import DiscountTerms
    from billcli.matching.evidence import Reading
    from billcli.matching.payer import Payer
    from billcli.matching.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the ledger and the issuer say beside the items.

    Attributes:
        references: item to its printed structured reference (``rf``), where it has its own.
        discounts: item to what paying it early takes off.
        policy: what the issuer agreed to.
        payouts: reports of card processors.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    discounts: Mapping[str, DiscountTerms] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)
    payouts: Sequence[PaidOut] = ()


NOTHING_AGREED = Agreed()


def propose(
    lines: Sequence[BankLine],
    items: Iterable[OpenItem],
    payers: Iterable[Payer] = (),
    agreed: Agreed = NOTHING_AGREED,
) -> tuple[Proposal, ...]:
    """Return one proposal per line, in the order of the lines.

    Args:
        lines: the new lines of a statement.
        items: all items as of the last line, settled ones too: a number of a settled invoice must
            be known as such.
        payers: what is known of customers as payers (``payer.learn``).
        agreed: references, terms and policy.
    """
    rows = list(items)
    numbers = Numbers.of({row.item: row.date_issued for row in rows}, agreed.references)
    known = Payers.of(tuple(payers))
    terms = Terms(Desk.of(rows), agreed.discounts, agreed.policy)
    judge = _Judge(numbers, known, terms, agreed.payouts)
    readings = [read_line(line, numbers, known) for line in lines]
    found: dict[int, Proposal] = {}
    order = sorted(range(len(lines)), key=lambda i: (lines[i].date, i))
    for _, day in groupby(order, key=lambda i: lines[i].date):
        _judge_day(list(day), readings, judge, found)
    return tuple(found[i] for i in range(len(lines)))


def _judge_day(
    day: Sequence[int], readings: Sequence[Reading], judge: _Judge, found: dict[int, Proposal]
) -> None:
    """Judge the lines of a day: those that name documents together, then the others in turn.

    Lines that name documents are judged on the same open items, so that their order in the file
    does not matter: two that claim the same item are both asked about.
    """
    desk = judge.terms.desk
    naming = [i for i in day if readings[i].at_least(Strength.DAMAGED)]
    found.update({i: judge(readings[i]) for i in naming})
    claimed = Counter(key for i in naming for key in _claimed(found[i], desk))
    for i in naming:
        if doubled := [key for key in _claimed(found[i], desk) if claimed[key] > 1]:
            words = f"another line of the day pays {clipped(doubled[0][0])} as well"
            found[i] = replace(found[i], verdict=Verdict.ASK, doubts=(against(words),))
    for i in naming:
        _lay(found[i], readings[i], desk)
    others = [i for i in day if i not in set(naming)]
    for i in sorted(others, key=lambda i: _content(readings[i].line)):
        found[i] = judge(readings[i])
        _lay(found[i], readings[i], desk)


def _lay(one: Proposal, reading: Reading, desk: Desk) -> None:
    """Book a certain proposal on the desk; another one leaves its customers' items unsure."""
    if one.verdict is Verdict.CERTAIN:
        desk.book(one.parts, reading.line)
    elif one.verdict is Verdict.ASK:
        named = (row.customer for i in reading.at_least(Strength.SHORT) for row in desk.rows[i])
        desk.waiting.update(reading.identity.likely(), named)


def _claimed(one: Proposal, desk: Desk) -> Iterator[RowKey]:
    """Yield the rows that a certain proposal settles wholly."""
    if one.verdict is Verdict.CERTAIN:
        yield from (row_key(p.item) for p in one.parts if p.amount == desk.left(p.item))


def _content(line: BankLine) -> tuple[str, ...]:
    """Return what orders the lines of a day whatever the file's order."""
    number = f"{line.amount.number:024f}"
    return number, line.text, line.payer, line.payer_iban, line.bank_ref, str(line.nth)


@dataclass(frozen=True, slots=True)
class _Judge:
    """What judges one line after the other."""

    numbers: Numbers
    payers: Payers
    terms: Terms
    payouts: Sequence[PaidOut]

    def __call__(self, reading: Reading) -> Proposal:
        line = reading.line
        payout = payout_of(line, self.payouts)
        if payout:
            return judge_payout(line, payout, self.numbers, self.payers, self.terms)
        if line.amount.number < 0:
            return judge_outgoing(reading, self.terms)
        return judge_receipt(reading, self.terms)
