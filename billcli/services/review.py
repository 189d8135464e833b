"""What is known of the lines of a bank statement: what became of each, and what is proposed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_rule import BankRule
    from billcli.domain.bank_statement import BankStatement
    from billcli.matching.payout import PaidOut
    from billcli.matching.proposal import Proposal, Suggestion
    from billcli.matching.ruling import Ruling


@dataclass(frozen=True, slots=True)
class Said:
    """What is agreed and reported beside the books.

    Attributes:
        policy: about small differences.
        payouts: of card processors.
        given: names and values of a policy file, which hold for every customer.
        rules: for lines that are no customer's, in their order.
    """

    policy: Policy = field(default_factory=Policy)
    payouts: tuple[PaidOut, ...] = ()
    given: Mapping[str, object] = field(default_factory=dict)
    rules: tuple[BankRule, ...] = ()


SAID = Said()


class Fate(Enum):
    """What became of a line; ``CERTAIN`` and ``RULED`` lines are still to be written."""

    BOOKED = "booked"
    CERTAIN = "certain"
    WAITING = "waiting"
    KNOWN = "known"
    IGNORED = "ignored"
    OTHER = "not-customer"
    BY_RULE = "by-rule"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A line with what is proposed for it.

    Attributes:
        why: in one sentence.
        entry_id: of the payment or refund that booked it, once it is booked.
        proposal: None for a line that the ledger holds already.
        doubtful: the ledger may hold it, entered by hand.
        ruling: the rule that holds for it, followed or not.
    """

    line: BankLine
    fate: Fate
    why: str
    entry_id: str = ""
    proposal: Proposal | None = field(default=None, repr=False)
    doubtful: bool = False
    ruling: Ruling | None = None

    @property
    def rule_to_follow(self) -> BankRule | None:
        """Return the rule that a person may follow for this line, None where it could not be."""
        free = self.ruling is not None and not self.ruling.obstacle and not self.doubtful
        return self.ruling.rule if free and self.ruling else None

    @property
    def offered(self) -> tuple[Suggestion, ...]:
        """Return the suggestions that can be booked: for several customers only to the cent."""
        ways = self.proposal.suggestions if self.proposal else ()
        return tuple(one for one in ways if one.customer or (one.parts and not one.residual))


@dataclass(frozen=True, slots=True)
class Review:
    """A whole statement, line by line in its own order, with what it was judged by."""

    statement: BankStatement
    lines: tuple[Reviewed, ...]
    said: Said = SAID

    def count(self, fate: Fate) -> int:
        """Return how many lines have a fate."""
        return Counter(one.fate for one in self.lines)[fate]

    def of(self, fate: Fate) -> tuple[Reviewed, ...]:
        """Return the lines of a fate."""
        return tuple(one for one in self.lines if one.fate is fate)


def set_aside(found: Review) -> Review:
    """Return the review with what was to be written waiting, each with its evidence."""
    lines = (
        replace(one, fate=Fate.WAITING, why=f"not booked with the others: {one.why}")
        if one.fate in {Fate.CERTAIN, Fate.RULED}
        else one
        for one in found.lines
    )
    return replace(found, lines=tuple(lines))
