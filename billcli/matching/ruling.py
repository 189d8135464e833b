"""What a rule may say about a line: only where the matcher sees no claim of a customer."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.bank_rule import deciding
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.proposal import Clue, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.bank_rule import BankRule
    from billcli.matching.proposal import Proposal

_CLAIMING = frozenset(
    {
        Clue.REFERENCE, Clue.NUMBER, Clue.NUMBER_PART, Clue.IBAN, Clue.NAME, Clue.PAYOUT,
        Clue.END_TO_END,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rule that holds for a line.

    Attributes:
        rule: the first that holds.
        other: the next that holds and would do something else, or None.
        decides: whether no customer has a claim, so that the rule is followed.
        obstacle: why the books cannot take the line as the rule says, in words, or empty.
    """

    rule: BankRule
    other: BankRule | None
    decides: bool
    obstacle: str = ""


def ruling(proposal: Proposal, rules: Sequence[BankRule]) -> Ruling | None:
    """Return what the rules say about a line, or None when none holds."""
    first, other = deciding(rules, proposal.line)
    return None if first is None else Ruling(first, other, not is_claimed(proposal))


def is_claimed(proposal: Proposal) -> bool:
    """Return whether something but an amount points to a customer, or the line is doubtful.

    An amount alone is no claim: with many open items it fits anything.
    """
    if proposal.verdict is Verdict.CERTAIN or proposal.doubts or proposal.line.doubt:
        return True
    return any(clue.kind in _CLAIMING for one in proposal.suggestions for clue in one.evidence)
