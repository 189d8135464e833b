"""Open items: what each customer owes or is owed, item by item, with how it is known."""

from __future__ import annotations

from enum import Enum, IntEnum

from billcli.domain.money import EXACT, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import NOWHERE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from billcli.domain.entry import Entry
    from billcli.domain.problem import Source


class KnownBy(Enum):
    """How a posting's open item was found, from sure to guessed."""

    EXPLICIT = "explicit"
    LINK = "link"
    ACCOUNT = "account"
    INFERRED = "inferred"


class Kind(Enum):
    """What an open item is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit-note"
    LATE_FEE = "late-fee"
    PAYMENT = "payment"


class Extent(IntEnum):
    """How much of an item is disputed; true where anything is."""

    NONE = 0
    ALL = 1
    PART = 2


class Movement(NamedTuple):
    """A receivable posting, or the part of one, that belongs to one open item.

    Attributes:
        item: id of the open item.
        customer: customer id.
        amount: signed; positive raises what is owed.
        due: due date of this part, when the entry states one (date or ISO text).
        instalment: number of the instalment, or None.
        entry: the transaction it stands in.
        value: signed worth of the part in the base currency, by the posting's price, or None
            (format rule 15).
    """

    item: str
    known_by: KnownBy
    customer: str
    account: str
    date: dt.date
    amount: Money
    entry: Entry
    due: dt.date | None = None
    instalment: int | None = None
    source: Source = NOWHERE
    value: Money | None = None

    def __eq__(self, other: object) -> bool:
        """Return whether all but the places in the text are equal."""
        if not isinstance(other, Movement):
            return NotImplemented
        return (*self[:9], self.value) == (*other[:9], other.value)

    def __ne__(self, other: object) -> bool:
        """Return the opposite."""
        return not self == other

    def __hash__(self) -> int:
        """Return the same for equal ones."""
        return hash((self.item, self.customer, self.account, self.date, self.amount))


class OpenItem(NamedTuple):
    """One invoice, credit note, late fee or unapplied payment (or one instalment) as of a date.

    Attributes:
        date_issued: date of the entry that made the item.
        date_due: None when no date is stated and no terms give one.
        amount: what it was made for (signed: a credit note is negative).
        balance_open: what is left of it as of the date; zero when settled.
        known_by: the least sure way by which any of its movements was assigned.
        disputed: whether a dispute about it, or about a part of it, is open.
        value_open: signed worth of what is left in the base currency, for an item in a foreign
            currency whose postings are all priced (format rule 15), else None.
    """

    item: str
    kind: Kind
    customer: str
    customer_name: str
    account: str
    date_issued: dt.date
    date_due: dt.date | None
    instalment: int | None
    amount: Money
    balance_open: Money
    known_by: KnownBy
    disputed: Extent = Extent.NONE
    source: Source = NOWHERE
    value_open: Money | None = None

    def __eq__(self, other: object) -> bool:
        """Return whether all but the places in the text are equal."""
        if not isinstance(other, OpenItem):
            return NotImplemented
        return (*self[:12], self.value_open) == (*other[:12], other.value_open)

    def __ne__(self, other: object) -> bool:
        """Return the opposite."""
        return not self == other

    def __hash__(self) -> int:
        """Return the same for equal ones."""
        return hash((self.item, self.instalment, self.customer, self.account, self.amount))

    def days_overdue(self, as_of: dt.date) -> int | None:
        """Return days past due: negative before, None without a due date."""
        return None if self.date_due is None else (as_of - self.date_due).days


class Owed(NamedTuple):
    """What counts of an open item where many are added up.

    Attributes:
        number: what is open of it, signed.
        due: None without a due date.
    """

    customer: str
    customer_name: str
    currency: str
    number: Decimal
    due: dt.date | None
    kind: Kind
    disputed: Extent

    @classmethod
    def of(cls, row: OpenItem) -> Owed:
        """Return what counts of an item."""
        balance = row.balance_open
        return cls(
            row.customer,
            row.customer_name,
            balance.currency,
            balance.number,
            row.date_due,
            row.kind,
            row.disputed,
        )


def balances_open(rows: Iterable[OpenItem]) -> tuple[Money, ...]:
    """Return the sum of the open balances per currency, by currency."""
    return sums((row.balance_open.currency, row.balance_open.number) for row in rows)


def sums(amounts: Iterable[tuple[str, Decimal]]) -> tuple[Money, ...]:
    """Return the sum of (currency, number) per currency, by currency.

    >>> from decimal import Decimal
    >>> sums([("USD", Decimal(1)), ("EUR", Decimal(2)), ("USD", Decimal(3))])[1]
    Money(number=Decimal('4.00'), currency='USD')
    """
    found: dict[str, Decimal] = {}
    for currency, number in amounts:
        known = found.get(currency)
        zero = rounded(ZERO, currency) if known is None else known
        found[currency] = EXACT.add(zero, number)
    return tuple(Money(found[currency], currency) for currency in sorted(found))
