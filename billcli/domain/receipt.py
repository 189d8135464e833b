"""A receipt: what a customer paid, which documents it settled, and what remains of them."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One document that a payment was applied to.

    Attributes:
        number: of the document.
        date: of the document, None when the ledger does not say.
        amount: of the document, signed as the ledger has it: negative for a credit note.
        applied: of this payment; negative where the payment paid out a credit.
        remaining: what is open after the payment.
    """

    number: str
    date: dt.date | None
    amount: Money
    applied: Money
    remaining: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """A confirmation that money arrived.

    Attributes:
        number: of the receipt, or of the payment it confirms.
        date: the day the receipt bears.
        paid: the day the money arrived.
        received: the money.
        adjusted: discount, fees and the like that settled documents beside the money.
        method: how it was paid, in the payer's or bank's words, or empty.
    """

    number: str
    customer: str
    date: dt.date
    paid: dt.date
    received: Money
    lines: tuple[ReceiptLine, ...] = ()
    adjusted: Money | None = None
    method: str = ""

    @property
    def applied(self) -> Money:
        """Return what settled documents."""
        return total([line.applied for line in self.lines], self.received.currency)

    @property
    def on_account(self) -> Money:
        """Return what is kept as credit: money and adjustments less what settled documents."""
        adjusted = self.adjusted or Money.zero(self.received.currency)
        return self.received + adjusted - self.applied

    @property
    def remaining(self) -> Money:
        """Return what is still open of the documents named."""
        return total([line.remaining for line in self.lines], self.received.currency)
