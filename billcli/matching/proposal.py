"""What is proposed for a bank line: which open items it pays, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.domain.bank_line import BankLine
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem


SHOWN_MAX = 80


def clipped(text: str) -> str:
    """Return a text of others as it is shown, at most 80 characters.

    >>> len(clipped("7" * 3000)), clipped("INV-2026-0001")
    (80, 'INV-2026-0001')
    """
    return text if len(text) <= SHOWN_MAX else f"{text[: SHOWN_MAX - 1]}…"


class Verdict(Enum):
    """Whether a line may be booked without asking."""

    CERTAIN = "certain"
    ASK = "ask"
    OTHER = "not-customer"


class Clue(StrEnum):
    """Kinds of evidence; the values go into the ledger's ``evidence`` key and never change."""

    REFERENCE = "reference"
    NUMBER = "number"
    NUMBER_PART = "number-part"
    AMOUNT = "amount"
    AMOUNT_SUM = "amount-sum"
    IBAN = "iban"
    NAME = "name"
    TERMS = "terms"
    CHARGES = "charges"
    TOLERANCE = "tolerance"
    ORIGINAL = "original-amount"
    CREDIT = "credit"
    PART = "part-payment"
    SHORT_LIST = "short-list"
    PAYOUT = "payout"
    END_TO_END = "end-to-end"
    AGAINST = "against"


class AdjustmentKind(StrEnum):
    """What a payment settles more or less by; the values are those of format rule 11."""

    DISCOUNT = "discount"
    BANK_FEE = "bank_fee"
    ROUNDING = "rounding"
    PSP_FEE = "psp_fee"
    RETURN_FEE = "return_fee"
    FX = "fx"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a proposal, or (``Clue.AGAINST``) against booking it unasked."""

    kind: Clue
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a line that goes to one open item (or instalment), signed as the item is."""

    item: OpenItem
    amount: Money


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a payment settles beyond the money that came.

    Attributes:
        amount: positive when less came than is settled: a discount taken, a fee kept back.
        item: the document it is for, or empty for the payment as a whole.
    """

    kind: AdjustmentKind
    amount: Money
    item: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to book a line.

    In the line's currency: amount = sum of parts - sum of adjustments + residual.

    Attributes:
        customer: customer id; empty for a payout of several customers' payments.
        residual: what is left of the line after all parts; zero when it comes out even.
        weight: for ranking only; higher is better, no probability.
    """

    customer: str
    parts: tuple[Part, ...]
    residual: Money
    evidence: tuple[Evidence, ...] = ()
    weight: int = 0
    adjustments: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for a line.

    Attributes:
        suggestions: best first; the one of a certain proposal is what gets booked.
        doubts: why a line that names a document is asked about all the same.
    """

    line: BankLine
    verdict: Verdict
    suggestions: tuple[Suggestion, ...] = ()
    doubts: tuple[Evidence, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts of the best suggestion."""
        return self.suggestions[0].parts if self.suggestions else ()

    @property
    def customer(self) -> str:
        """Return the customer of the best suggestion, or an empty string."""
        return self.suggestions[0].customer if self.suggestions else ""

    @property
    def residual(self) -> Money:
        """Return what the best suggestion leaves of the line."""
        return self.suggestions[0].residual if self.suggestions else self.line.amount

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return what speaks for the best suggestion, then the doubts."""
        found = self.suggestions[0].evidence if self.suggestions else ()
        return found + self.doubts

    @property
    def alternatives(self) -> tuple[Suggestion, ...]:
        """Return the other suggestions, best first."""
        return self.suggestions[1:]
