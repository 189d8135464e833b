"""A leg: a receivable posting on its way to its open item, and whether its entry bills somebody."""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.money import ZERO
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.debtor import Debtor, Debtors
    from billcli.domain.entry import Entry, Posting
    from billcli.domain.packed_value import Json

BILLING, OTHER_DEBIT = 1, 2

_NOT_BILLING = frozenset({"refund", "reversal", "late-fee", "payment", "application"})


class Leg:
    """A receivable posting on its way to its item.

    Attributes:
        index: position of its entry among all entries.
        nth: its entry's position among the customer's entries of the day, from 1.
        customer: customer id; a payee's guess gives way to the owner of the item named.
        level: of its entry (``debit_level``).
        number: the signed amount.
        currency: of the amount.
        items: the items named: none, one, or several when a payment is linked to several.
        known_by: how they were named.
    """

    __slots__ = (
        "currency", "customer", "debtor", "entry", "index", "items", "known_by", "level", "nth",
        "number", "posting",
    )  # fmt: skip

    def __init__(
        self,
        index: int,
        entry: Entry,
        posting: Posting,
        debtor: Debtor,
        nth: int,
        customer: str,
        level: int,
        number: Decimal,
        currency: str,
        items: tuple[str, ...] = (),
        known_by: KnownBy = KnownBy.INFERRED,
    ) -> None:
        """Keep what is known so far."""
        self.index, self.entry, self.posting = index, entry, posting
        self.debtor, self.nth, self.customer = debtor, nth, customer
        self.level, self.number, self.currency = level, number, currency
        self.items, self.known_by = items, known_by

    @property
    def own_name(self) -> str:
        """The name of an item this posting makes without being named: customer, date, n-th."""
        return f"{self.debtor.customer}/{self.entry.date}/{self.nth}"


def legs(entries: Iterable[Entry], debtors: Debtors, assets: str) -> list[Leg]:
    """Return every receivable posting, in order, with the customer it points to.

    Args:
        entries: transactions in order.
        debtors: who is who.
        assets: name of the assets root, for ``debit_level``.
    """
    found: list[Leg] = []
    days: dict[tuple[str, object], int] = {}
    places, of_posting = debtors.places, debtors.of_posting
    for index, entry in enumerate(entries):
        owed = [p for p in entry.postings if places[p.account] is not None]
        if not owed:
            continue
        level = _level(entry, owed, debtors, assets)
        numbered: dict[str, int] = {}
        for posting in owed:
            debtor = of_posting(entry, posting)
            customer, amount = debtor.customer, posting.amount
            nth = numbered.get(customer)
            if nth is None:
                key = customer, entry.date
                nth = numbered[customer] = days[key] = days.get(key, 0) + 1
            number, currency = amount.number, amount.currency
            found.append(Leg(index, entry, posting, debtor, nth, customer, level, number, currency))
    return found


def debit_level(entry: Entry, debtors: Debtors, assets: str) -> int:
    """Return whether an entry bills somebody, makes somebody owe otherwise, or neither (0).

    Args:
        entry: a transaction.
        debtors: tells which accounts are receivable.
        assets: name of the assets root. Money that leaves another asset account in the entry makes
            it a refund or a returned payment.
    """
    owed = [p for p in entry.postings if debtors.places[p.account] is not None]
    return _level(entry, owed, debtors, assets)


def _level(entry: Entry, owed: Sequence[Posting], debtors: Debtors, assets: str) -> int:
    """Return the level of an entry whose receivable postings are known."""
    if len(owed) == 1:
        owes = owed[0].amount.number > 0
    else:
        sums: dict[str, Decimal] = {}
        for posting in owed:
            amount = posting.amount
            sums[amount.currency] = sums.get(amount.currency, ZERO) + amount.number
        owes = any(number > 0 for number in sums.values())
    if not owes:
        return 0
    if not _NOT_BILLING.isdisjoint(entry.tags):
        return OTHER_DEBIT
    under, places = f"{assets}:", debtors.places
    for posting in entry.postings:
        account = posting.account
        if account.startswith(under) and places[account] is None and posting.amount.number < 0:
            return OTHER_DEBIT
    return BILLING


def level_of_packed(
    data: Sequence[Json], owed: Sequence[Json], places: Mapping[str, object], assets: str
) -> int:
    """Return what ``debit_level`` does, of a transaction as it is kept (``packed``).

    Args:
        data: as packed.
        owed: its receivable postings.
        places: None for accounts that are not receivable.
        assets: name of the assets root.
    """
    if len(owed) == 1:
        owes = owed[0][1][0] != "-" and Decimal(owed[0][1]) > 0
    else:
        sums: dict[str, Decimal] = {}
        for _, number, currency, *_ in owed:
            sums[currency] = sums.get(currency, ZERO) + Decimal(number)
        owes = any(number > 0 for number in sums.values())
    if not owes:
        return 0
    if data[3] and not _NOT_BILLING.isdisjoint(data[3]):
        return OTHER_DEBIT
    under = f"{assets}:"
    for account, number, *_ in data[6]:
        is_paid = number[0] == "-" and account.startswith(under) and places[account] is None
        if is_paid and Decimal(number) < 0:
            return OTHER_DEBIT
    return BILLING


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
