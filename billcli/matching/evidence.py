"""What a bank line says: documents it names, who pays, and what contradicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billcli.matching.number_search import Strength
from billcli.matching.proposal import Clue, Evidence, clipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from billcli.domain.bank_line import BankLine
    from billcli.matching.candidate import Candidates

ALIKE = 0.8
MARGIN = 0.05
_HOW = {
    Strength.CHECKED: (Clue.REFERENCE, "its reference, check digits right, is that of {}"),
    Strength.WHOLE: (Clue.NUMBER, "the text names {}"),
    Strength.WEAK: (Clue.NUMBER, "the text holds the short number {}"),
    Strength.TRACE: (Clue.NUMBER_PART, "the text holds a part of {}"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one line.

    Attributes:
        named: documents named, with how surely.
        owners: customers known to pay from the line's account.
        alike: how well the payer's name fits each customer, 0 to 1.
        mentioned: customers named in the text of a line whose payer is no known customer.
    """

    line: BankLine
    named: Mapping[str, Strength] = field(default_factory=dict)
    owners: AbstractSet[str] = frozenset()
    alike: Mapping[str, float] = field(default_factory=dict)
    mentioned: AbstractSet[str] = frozenset()

    def whole(self) -> tuple[str, ...]:
        """Return the documents named by a whole number or reference, in order of the ledger."""
        return tuple(item for item, how in self.named.items() if how >= Strength.WEAK)

    def fits(self, customer: str) -> bool:
        """Return whether account or name may be this customer's."""
        return customer in self.owners or self.alike.get(customer, 0.0) >= ALIKE

    def knows(self, customer: str) -> bool:
        """Return whether account or name say that this customer pays, and no other as well."""
        rival = max((s for c, s in self.alike.items() if c != customer), default=0.0)
        own = self.alike.get(customer, 0.0)
        return self.owners == {customer} or (own >= ALIKE and own > rival + MARGIN)

    def denies(self, customer: str) -> str:
        """Return why account or name say that another customer pays, or an empty string."""
        if len(self.owners) == 1 and customer not in self.owners:
            return f"the account it comes from is known as that of {next(iter(self.owners))}"
        own = self.alike.get(customer, 0.0)
        rivals = {c: s for c, s in self.alike.items() if s >= ALIKE and s > own + MARGIN}
        if rivals and customer not in self.owners:
            return f"the payer's name is that of {max(rivals, key=lambda c: rivals[c])}"
        return ""


def read_line(line: BankLine, candidates: Candidates) -> Reading:
    """Return everything a line says about documents and payer."""
    named = candidates.numbers.find(line.text, line.reference)
    if line.end_to_end:
        named = {**candidates.numbers.find(line.end_to_end), **named}
    owners, alike = candidates.payers.owners(line), candidates.payers.alike(line)
    known = owners or any(score >= ALIKE for score in alike.values())
    mentioned = frozenset() if known else candidates.payers.mentioned(line.text)
    return Reading(line, named, owners, alike, mentioned)


def naming(item: str, strength: Strength) -> Evidence:
    """Return the evidence that a text names a document."""
    kind, words = _HOW[strength]
    return Evidence(kind, words.format(clipped(item)))


def payer_evidence(reading: Reading, customer: str) -> tuple[Evidence, ...]:
    """Return what speaks for a customer being the payer."""
    found: list[Evidence] = []
    if customer in reading.owners:
        found.append(Evidence(Clue.IBAN, f"the account is one known of {customer}"))
    own = reading.alike.get(customer, 0.0)
    if own == 1:
        found.append(Evidence(Clue.NAME, f"the payer's name is that of {customer}"))
    elif own >= ALIKE:
        found.append(Evidence(Clue.NAME, f"the payer's name resembles that of {customer}"))
    elif customer in reading.mentioned:
        found.append(Evidence(Clue.NAME, f"the text holds a name of {customer}"))
    return tuple(found)
