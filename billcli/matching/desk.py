"""The open items as lines are laid on them one after the other: what is still left of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from billcli.domain.money import EXACT, ZERO, Money, total

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.proposal import Part

USUAL_DAYS = 30
RowKey: TypeAlias = tuple[str, str, int | None]


def row_key(row: OpenItem) -> RowKey:
    """Return what names a row: document, customer and instalment."""
    return row.item, row.customer, row.instalment


@dataclass(slots=True)
class Desk:
    """What is left of every item while a statement is worked through.

    The desk is the matcher's own, made for one statement; nothing outside sees it change.

    Attributes:
        rows: all rows (one per instalment) of each document, settled ones too, oldest due first.
        customers: rows of each customer, oldest due first.
        paid: what lines of this statement put on each document, with their end-to-end references.
        days: after how many days documents were paid.
        disputed: documents that lines of this statement that wait may pay in full.
        asked: amounts of lines that wait.
        waiting: customers of whom a line of this statement waits: what they owe is not sure.
    """

    rows: Mapping[str, Sequence[OpenItem]]
    customers: dict[str, list[OpenItem]]
    paid: dict[str, list[tuple[Decimal, str]]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    disputed: set[str] = field(default_factory=set)
    asked: set[Money] = field(default_factory=set)
    _left: dict[RowKey, Decimal] = field(default_factory=dict)
    _equal: dict[Money, dict[RowKey, OpenItem]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[OpenItem]) -> Desk:
        """Return the desk with all items as they are."""
        rows: dict[str, list[OpenItem]] = defaultdict(list)
        customers: dict[str, list[OpenItem]] = defaultdict(list)
        left: dict[RowKey, Decimal] = {}
        equal: dict[Money, dict[RowKey, OpenItem]] = defaultdict(dict)
        for row in sorted(items, key=age):
            rows[row.item].append(row)
            left[row_key(row)] = row.balance_open.number
            if row.balance_open:
                customers[row.customer].append(row)
                equal[row.balance_open][row_key(row)] = row
        return cls(rows, customers, {}, [], set(), set(), set(), left, equal)

    def left(self, row: OpenItem) -> Money:
        """Return what is left of a row."""
        return Money(self._left[row_key(row)], row.balance_open.currency)

    def open_rows(self, item: str, currency: str, on: dt.date) -> list[OpenItem]:
        """Return what is open of a document issued by a day, oldest due first."""
        return [row for row in self.rows.get(item, ()) if self._is_open(row, currency, on)]

    def open_of(self, customer: str, currency: str, on: dt.date) -> list[OpenItem]:
        """Return what a customer has open of the documents issued by a day, oldest due first."""
        return [row for row in self.customers.get(customer, ()) if self._is_open(row, currency, on)]

    def equal_to(self, amount: Money, on: dt.date) -> list[OpenItem]:
        """Return the rows of which exactly an amount is left, oldest due first."""
        found = self._equal.get(amount, {}).values()
        return sorted((row for row in found if row.date_issued <= on), key=age)

    def usual_days(self) -> int:
        """Return after how many days documents are usually paid: the median of this statement."""
        return sorted(self.days)[len(self.days) // 2] if self.days else USUAL_DAYS

    def book(self, parts: Sequence[Part], line: BankLine) -> None:
        """Settle what a line is certain to pay, and learn from it when documents are paid."""
        self.settle(parts)
        for part in parts:
            self.paid.setdefault(part.item.item, []).append((part.amount.number, line.end_to_end))
        self.days += [(line.date - part.item.date_issued).days for part in parts]

    def bears(self, parts: Sequence[Part]) -> bool:
        """Return whether parts of one row leave it between nothing and all it was made for."""
        row = parts[0].item
        put = total([part.amount for part in parts], row.amount.currency)
        low, high = sorted([ZERO, row.amount.number])
        return len(parts) == 1 or low <= (self.left(row) - put).number <= high

    def take_back(self, parts: Iterable[Part]) -> None:
        """Undo ``settle``."""
        self.settle([replace(part, amount=-part.amount) for part in parts])

    def settle(self, parts: Iterable[Part]) -> None:
        """Take what a line puts on items off what is left of them."""
        for part in parts:
            row, key = part.item, row_key(part.item)
            before = self.left(row)
            self._left[key] = EXACT.subtract(before.number, part.amount.number)
            self._equal.get(before, {}).pop(key, None)
            after = self.left(row)
            if after:
                self._equal.setdefault(after, {})[key] = row
                if row not in self.customers.setdefault(row.customer, []):
                    self.customers[row.customer].append(row)

    def _is_open(self, row: OpenItem, currency: str, on: dt.date) -> bool:
        return (
            self._left[row_key(row)] != ZERO
            and row.balance_open.currency == currency
            and row.date_issued <= on
        )


def age(row: OpenItem) -> tuple[dt.date, dt.date, str, int]:
    """Return what orders rows: the day they fall due, then the day of issue."""
    due = row.date_due or row.date_issued
    return due, row.date_issued, row.item, row.instalment or 0
