"""The open items as lines are laid on them one after the other: what is still left of each."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import reduce
from types import MappingProxyType

from billcli.domain.money import EXACT, ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.proposal import Part

USUAL_DAYS = 30
RowKey: TypeAlias = tuple[str, str, int | None, str]


Payment: TypeAlias = "tuple[tuple[RowKey, Decimal], ...]"
"""What one payment put on rows."""
Paid: TypeAlias = "Mapping[str, Sequence[Payment]]"
"""Payments by their end-to-end id, which may come again and again."""
Later: TypeAlias = "Mapping[RowKey, Sequence[tuple[dt.date, Decimal]]]"
"""Changes of rows by the ledger itself: the day and the signed number."""


def row_key(row: OpenItem) -> RowKey:
    """Return what names a row: document, customer, instalment and currency."""
    return row.item, row.customer, row.instalment, row.balance_open.currency


@dataclass(slots=True)
class Desk:
    """What is left of every item while a statement is worked through.

    The desk is the matcher's own, made for one statement; nothing outside sees it change.

    Attributes:
        rows: all rows (one per instalment) of each document, settled ones too, oldest due first.
        customers: rows of each customer, oldest due first.
        sent: payments of the ledger and of this statement by their end-to-end id.
        days: after how many days documents were paid, in order.
    """

    rows: Mapping[str, Sequence[OpenItem]]
    customers: dict[str, list[OpenItem]]
    sent: dict[str, list[Payment]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    _put: dict[RowKey, list[Decimal]] = field(default_factory=dict)
    _left: dict[RowKey, Money] = field(default_factory=dict)
    _favoured: set[str] = field(default_factory=set)
    _equal: dict[Money, dict[RowKey, OpenItem]] = field(default_factory=dict)
    _final: dict[RowKey, Decimal] = field(default_factory=dict)
    _days: list[tuple[dt.date, OpenItem, Decimal]] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        items: Iterable[OpenItem],
        later: Later = MappingProxyType({}),
        paid: Paid = MappingProxyType({}),
    ) -> Desk:
        """Return the desk with all items as they are before any of the later changes.

        Args:
            items: all rows as they are at the end of the ledger.
            later: what the ledger changes of rows from the first day of the statement on.
            paid: payments of the ledger that bear an end-to-end id.
        """
        rows: dict[str, list[OpenItem]] = defaultdict(list)
        customers: dict[str, list[OpenItem]] = defaultdict(list)
        left: dict[RowKey, Money] = {}
        final: dict[RowKey, Decimal] = {}
        equal: dict[Money, dict[RowKey, OpenItem]] = defaultdict(dict)
        for row in sorted(items, key=age):
            key = row_key(row)
            rows[row.item].append(row)
            final[key] = row.balance_open.number
            changes = [number for _, number in later.get(key, ())]
            number = reduce(EXACT.subtract, changes, row.balance_open.number)
            left[key] = Money(number, row.balance_open.currency)
            if number:
                customers[row.customer].append(row)
                equal[left[key]][key] = row
        days = _by_day(rows, later)
        desk = cls(rows, customers, _left=left, _equal=equal, _final=final, _days=days)
        desk._favoured.update(key[1] for key, amount in left.items() if amount.number < ZERO)
        for name, payments in paid.items():
            for payment in payments:
                desk._remember(name, payment)
        return desk

    def left(self, row: OpenItem) -> Money:
        """Return what is left of a row."""
        return self._left[row_key(row)]

    def row(self, key: RowKey) -> list[OpenItem]:
        """Return the row of a key, or nothing when no document has it."""
        return [row for row in self.rows.get(key[0], ()) if row_key(row) == key]

    def put_on(self, row: OpenItem) -> Sequence[Decimal]:
        """Return what single payments put on a row, as far as they are known, the last one last."""
        return self._put.get(row_key(row), ())

    def open_rows(self, item: str, currency: str, on: dt.date) -> list[OpenItem]:
        """Return what is open of a document issued by a day, oldest due first."""
        return [row for row in self.rows.get(item, ()) if self._is_open(row, currency, on)]

    def open_of(self, customer: str, currency: str, on: dt.date) -> list[OpenItem]:
        """Return what a customer has open of the documents issued by a day, oldest due first."""
        return [row for row in self.customers.get(customer, ()) if self._is_open(row, currency, on)]

    def credits_of(self, customer: str, currency: str, on: dt.date) -> list[OpenItem]:
        """Return what is open in a customer's favour, oldest due first."""
        if customer not in self._favoured:
            return []
        return [row for row in self.open_of(customer, currency, on) if self.left(row).number < ZERO]

    def equal_to(self, amount: Money, on: dt.date) -> list[OpenItem]:
        """Return the rows of which exactly an amount is left, oldest due first."""
        found = self._equal.get(amount, {}).values()
        return sorted((row for row in found if row.date_issued <= on), key=age)

    def advance(self, day: dt.date) -> None:
        """Take in what the ledger changes before a day: a line is judged on what was open then."""
        while self._days and self._days[-1][0] < day:
            _, row, number = self._days.pop()
            self._change(row, number)

    def is_still_open(self, parts: Iterable[Part]) -> bool:
        """Return whether the ledger leaves parts open to the end, whatever it changes later."""
        for part in parts:
            made, put = part.item.amount.number, part.amount.number
            final = self._final[row_key(part.item)]
            takes = (put < ZERO) == (made < ZERO)
            low, high = sorted([ZERO, final])
            if takes and not low <= put <= high:
                return False
        return True

    def usual_days(self) -> int:
        """Return after how many days documents are usually paid: the median of this statement."""
        return self.days[len(self.days) // 2] if self.days else USUAL_DAYS

    def book(self, parts: Sequence[Part], line: BankLine) -> None:
        """Settle what a line is certain to pay, and learn from it when documents are paid."""
        self.settle(parts)
        payment = tuple((row_key(part.item), part.amount.number) for part in parts)
        self._remember(line.end_to_end, payment)
        for part in parts:
            insort(self.days, (line.date - part.item.date_issued).days)

    def bears(self, parts: Sequence[Part]) -> bool:
        """Return whether parts of one row leave it between nothing and all it was made for.

        That is so now, and with what the ledger changes later.
        """
        row = parts[0].item
        put = total([part.amount for part in parts], row.amount.currency)
        low, high = sorted([ZERO, row.amount.number])
        now, final = self.left(row).number, self._final[row_key(row)]
        after = [EXACT.subtract(number, put.number) for number in (now, final)]
        return len(parts) == 1 or low <= min(after) <= max(after) <= high

    def take_back(self, parts: Iterable[Part]) -> None:
        """Undo ``settle``."""
        self.settle([replace(part, amount=-part.amount) for part in parts])

    def settle(self, parts: Iterable[Part]) -> None:
        """Take what a line puts on items off what is left of them."""
        for part in parts:
            number = EXACT.minus(part.amount.number)
            key = row_key(part.item)
            self._final[key] = EXACT.add(self._final[key], number)
            self._change(part.item, number)

    def _remember(self, end_to_end: str, payment: Payment) -> None:
        for key, number in payment:
            self._put.setdefault(key, []).append(number)
        if end_to_end:
            self.sent.setdefault(end_to_end, []).append(payment)

    def _change(self, row: OpenItem, number: Decimal) -> None:
        """Add to what is left of a row."""
        key, before = row_key(row), self.left(row)
        after = Money(EXACT.add(before.number, number), before.currency)
        self._left[key] = after
        self._equal.get(before, {}).pop(key, None)
        if after.number < ZERO:
            self._favoured.add(row.customer)
        if after:
            self._equal.setdefault(after, {})[key] = row
            if row not in self.customers.setdefault(row.customer, []):
                self.customers[row.customer].append(row)

    def _is_open(self, row: OpenItem, currency: str, on: dt.date) -> bool:
        return (
            self._left[row_key(row)].number != ZERO
            and row.balance_open.currency == currency
            and row.date_issued <= on
        )


def age(row: OpenItem) -> tuple[dt.date, dt.date, str, int]:
    """Return what orders rows: the day they fall due, then the day of issue."""
    due = row.date_due or row.date_issued
    return due, row.date_issued, row.item, row.instalment or 0


def _by_day(
    rows: Mapping[str, Sequence[OpenItem]], later: Later
) -> list[tuple[dt.date, OpenItem, Decimal]]:
    """Return all changes, the last day first."""
    every = {row_key(row): row for group in rows.values() for row in group}
    found = [(day, every[key], n) for key, days in later.items() if key in every for day, n in days]
    return sorted(found, key=lambda one: one[0], reverse=True)
