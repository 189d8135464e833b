"""A payment, decided: what arrived, what was deducted, what it settles, and where its legs go."""

from __future__ import annotations

from billcli.domain.frozen import field, frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.allocation import Allocations
    from billcli.domain.bank_line import BankLine
    from billcli.domain.discount_share import TaxShare


UNSAID = "Payment"  # the narration of a payment nobody said anything about


@frozen
class PaymentAccounts:
    """Where the legs of a payment go, as configured.

    Attributes:
        bank: where the money arrived.
        receivable: the customer's account, for what stays on account.
        fees, discounts, rounding, fx: income or expense accounts; used only when something goes
            there.
    """

    bank: str
    receivable: str
    fees: str = "Expenses:Fees:Bank"
    discounts: str = "Income:Discounts"
    rounding: str = "Expenses:Rounding"
    fx: str = "Income:FX"


@frozen
class DiscountTaken:
    """A discount a payer took on one item.

    Attributes:
        item: id of the item.
        amount: with tax, positive.
        taxes: what it takes off each tax of the item's document, empty when it shows none.
    """

    item: str
    amount: Money
    taxes: tuple[TaxShare, ...] = ()


@frozen
class PaymentPlan:
    """A payment, decided.

    Attributes:
        number: the payment's id, such as ``PMT-2026-0002``.
        payee: the customer's name.
        customer: the customer's id.
        amount: what arrived on the bank account, positive.
        allocations: of ``amount`` plus fee plus discounts (``settled``).
        fee: what a bank kept, in the payment's currency, positive.
        rounding: what a small difference settles too; negative when more came than is owed.
        arrived: what the bank made of ``amount`` where the account is kept in another currency.
        value: what ``amount`` is worth in the base currency, for items priced in it (rule 15).
        bank_line: the bank's own words, when a statement told of the payment.
        evidence: codes of what spoke for the allocations, for the cash leg.
        waits: key and name under which the money waits to reach the bank (``deposit``), or None.
    """

    number: str
    payee: str
    date: dt.date
    amount: Money
    allocations: Allocations
    accounts: PaymentAccounts
    narration: str = UNSAID
    fee: Money | None = None
    rounding: Money | None = None
    arrived: Money | None = None
    discounts: tuple[DiscountTaken, ...] = ()
    value: Money | None = None
    bank_line: BankLine | None = field(default=None, repr=False)
    evidence: str = ""
    customer: str = ""
    waits: tuple[str, str] | None = None

    @property
    def settled(self) -> Money:
        """What the payment settles: the amount, the fee, the discounts and what was rounded."""
        taken = [discount.amount for discount in self.discounts]
        others = [one for one in (self.fee, self.rounding) if one]
        return total([self.amount, *others, *taken], self.amount.currency)
