"""A leg: a receivable posting on its way to its open item, and whether its entry bills somebody."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from billcli.domain.money import ZERO
from billcli.domain.open_item import KnownBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from billcli.domain.debtor import Debtor, Debtors
    from billcli.domain.entry import Entry, Posting

BILLING, OTHER_DEBIT = 1, 2

_NOT_BILLING = frozenset({"refund", "reversal", "late-fee", "payment", "application"})


@dataclass(slots=True)
class Leg:
    """A receivable posting on its way to its item.

    Attributes:
        index: position of its entry among all entries.
        nth: its entry's position among the customer's entries of the day, from 1.
        customer: customer id; a payee's guess gives way to the owner of the item named.
        items: the items named: none, one, or several when a payment is linked to several.
        known_by: how they were named.
    """

    index: int
    entry: Entry
    posting: Posting
    debtor: Debtor
    nth: int
    customer: str
    items: tuple[str, ...] = ()
    known_by: KnownBy = KnownBy.INFERRED

    @property
    def number(self) -> Decimal:
        """The signed amount."""
        return self.posting.amount.number

    @property
    def own_name(self) -> str:
        """The name of an item this posting makes without being named: customer, date, n-th."""
        return f"{self.debtor.customer}/{self.entry.date}/{self.nth}"


def legs(entries: Iterable[Entry], debtors: Debtors) -> list[Leg]:
    """Return every receivable posting, in order, with the customer it points to."""
    found: list[Leg] = []
    days: Counter[tuple[str, object]] = Counter()
    for index, entry in enumerate(entries):
        numbered: dict[str, int] = {}
        for posting in entry.postings:
            if debtors.place(posting.account) is not None:
                debtor = debtors.of_posting(entry, posting)
                key = debtor.customer
                if key not in numbered:
                    days[key, entry.date] += 1
                    numbered[key] = days[key, entry.date]
                found.append(Leg(index, entry, posting, debtor, numbered[key], key))
    return found


def debit_level(entry: Entry, debtors: Debtors, assets: str) -> int:
    """Return whether an entry bills somebody, makes somebody owe otherwise, or neither (0).

    Args:
        entry: a transaction.
        debtors: tells which accounts are receivable.
        assets: name of the assets root. Money that leaves another asset account in the entry makes
            it a refund or a returned payment.
    """
    sums: dict[str, Decimal] = {}
    paid_out = False
    for posting in entry.postings:
        amount = posting.amount
        if debtors.place(posting.account) is not None:
            sums[amount.currency] = sums.get(amount.currency, ZERO) + amount.number
        elif amount.number < 0 and posting.account.startswith(f"{assets}:"):
            paid_out = True
    if not any(number > 0 for number in sums.values()):
        return 0
    return OTHER_DEBIT if paid_out or not _NOT_BILLING.isdisjoint(entry.tags) else BILLING


def grouped(found: Sequence[Leg]) -> Iterator[list[Leg]]:
    """Yield the postings of each entry together, in order."""
    group: list[Leg] = []
    for leg in found:
        if group and group[0].index != leg.index:
            yield group
            group = []
        group.append(leg)
    if group:
        yield group
