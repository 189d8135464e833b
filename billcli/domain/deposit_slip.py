"""A deposit slip: the cheques and the cash of one deposit, how many they are and what they come to.

How a payment was made stands in its narration, as ``billcli payment add`` writes it.
"""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

CHEQUE, CASH, CARD = "Cheque", "Cash", "Card"


@frozen
class SlipLine:
    """One cheque, some cash or one charge.

    Attributes:
        number: its receipt, or the processor's id of the charge.
        date: when it was received.
        payer: who drew the cheque, or paid.
        narration: how it was paid, such as ``Cheque 88``.
        amount: negative for a charge that went back after its payout.
    """

    number: str
    date: dt.date
    payer: str
    narration: str
    amount: Money

    @property
    def cheque(self) -> str:
        """The number of the cheque, empty where it is none.

        >>> import datetime as dt
        >>> day, amount = dt.date(2026, 1, 31), Money.of("5.00", "EUR")
        >>> SlipLine("R1", day, "Acme", "Cheque 88", amount).cheque
        '88'
        """
        return self.narration.removeprefix(f"{CHEQUE} ") if self.means == CHEQUE else ""

    @property
    def means(self) -> str:
        """``Cheque``, ``Cash`` or ``Card``; empty where words of one's own stand there."""
        if self.narration.startswith(f"{CHEQUE} "):
            return CHEQUE
        return self.narration if self.narration in {CASH, CARD} else ""


@frozen
class Slip:
    """What one deposit, or one payout of card charges, took to the bank.

    Attributes:
        number: of the deposit.
        date: when it reached the bank.
        bank: who took it.
        account: at the bank, an IBAN where it is known, else as the ledger calls it.
        lines: at least one, all of one currency.
        fee: what was kept of it, positive, or None.
    """

    number: str
    date: dt.date
    bank: str
    account: str
    lines: tuple[SlipLine, ...]
    fee: Money | None = None
    is_payout: bool = False

    @property
    def gross(self) -> Money:
        """Return what the lines come to."""
        return total([one.amount for one in self.lines], self.lines[0].amount.currency)

    @property
    def total(self) -> Money:
        """Return what reached the bank."""
        return self.gross - self.fee if self.fee else self.gross

    def by_means(self) -> tuple[tuple[str, int, Money], ...]:
        """Return cheques, cash, charges and all else: how many, and what they come to."""
        found = {
            means: [one.amount for one in self.lines if one.means == means]
            for means in (CHEQUE, CASH, CARD, "")
        }
        currency = self.gross.currency
        return tuple(
            (means, len(amounts), total(amounts, currency))
            for means, amounts in found.items()
            if amounts
        )
