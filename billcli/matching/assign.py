"""Proposals for a whole statement, day by day: the certain lines of a day first, then the rest.

What a line may pay depends only on what was open on its day, so that a statement imported in slices
is booked as the whole of it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from billcli.matching.amount_fit import DiscountTerms, Terms
from billcli.matching.desk import Desk
from billcli.matching.evidence import Reading, read_line
from billcli.matching.judge import judge_receipt
from billcli.matching.number_search import Numbers, Strength
from billcli.matching.outgoing import judge_outgoing
from billcli.matching.payer import Payers
from billcli.matching.policy import Policy
from billcli.matching.proposal import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.payer import Payer
    from billcli.matching.proposal import Proposal


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the ledger and the issuer say beside the items.

    Attributes:
        references: item to its printed structured reference (``rf``), where it has its own.
        discounts: item to what paying it early takes off.
        policy: what the issuer agreed to.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    discounts: Mapping[str, DiscountTerms] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy)


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
    dates = {row.item: row.date_issued for row in rows}
    numbers = Numbers.of(dates, agreed.references)
    known = Payers.of(payers)
    terms = Terms(Desk.of(rows), agreed.discounts, agreed.policy)
    readings = [read_line(line, numbers, known) for line in lines]
    found: dict[int, Proposal] = {}
    order = sorted(range(len(lines)), key=lambda i: (lines[i].date, i))
    for _, day in groupby(order, key=lambda i: lines[i].date):
        _judge_day(list(day), readings, terms, found)
    return tuple(found[i] for i in range(len(lines)))


def _judge_day(
    day: Sequence[int], readings: Sequence[Reading], terms: Terms, found: dict[int, Proposal]
) -> None:
    """Judge the lines of a day: those that name documents first, since each takes items away."""
    naming = [i for i in day if readings[i].at_least(Strength.DAMAGED)]
    rest = [i for i in day if not readings[i].at_least(Strength.DAMAGED)]
    for i in (*naming, *rest):
        reading = readings[i]
        judge = judge_outgoing if reading.line.amount.number < 0 else judge_receipt
        one = found[i] = judge(reading, terms)
        if one.verdict is Verdict.CERTAIN:
            terms.desk.settle(one.suggestions[0].parts, reading.line.end_to_end)
