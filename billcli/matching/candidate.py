"""Open items a bank line may pay, indexed by document, amount and customer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from billcli.domain.money import total
from billcli.matching.number_search import Numbers
from billcli.matching.payer import Payers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.matching.payer import Payer

RowKey: TypeAlias = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything a line is compared with.

    Attributes:
        rows: all rows (one per instalment) of each document, settled ones too.
        by_amount: open rows by what is left of them.
        by_customer: open rows of each customer, oldest due first.
        by_total: customers with several open rows by the sum of all of them.
        taken: rows that lines of this statement settle already.
    """

    rows: Mapping[str, tuple[OpenItem, ...]] = field(repr=False)
    by_amount: Mapping[Money, tuple[OpenItem, ...]] = field(repr=False)
    by_customer: Mapping[str, tuple[OpenItem, ...]] = field(repr=False)
    by_total: Mapping[Money, tuple[str, ...]] = field(repr=False)
    numbers: Numbers = field(repr=False)
    payers: Payers = field(repr=False)
    taken: frozenset[RowKey] = frozenset()

    @classmethod
    def of(
        cls, items: Iterable[OpenItem], payers: Iterable[Payer], references: Mapping[str, str]
    ) -> Candidates:
        """Return the index of all items, settled ones too, and of all payers."""
        rows: dict[str, list[OpenItem]] = defaultdict(list)
        for item in sorted(items, key=_age):
            rows[item.item].append(item)
        fixed = {number: tuple(found) for number, found in rows.items()}
        return _indexed(fixed, Numbers.of(fixed, references), Payers.of(payers), frozenset())

    def without(self, taken: frozenset[RowKey]) -> Candidates:
        """Return the candidates that are left when some more rows are settled."""
        return _indexed(self.rows, self.numbers, self.payers, self.taken | taken)

    def open_rows(self, item: str) -> tuple[OpenItem, ...]:
        """Return the rows of a document that are still to be settled, oldest due first."""
        return tuple(row for row in self.rows.get(item, ()) if _is_open(row, self.taken))


def row_key(row: OpenItem) -> RowKey:
    """Return what names a row: document, customer and instalment."""
    return row.item, row.customer, row.instalment


def _age(row: OpenItem) -> tuple[dt.date, dt.date, str, int]:
    due = row.date_due or row.date_issued
    return due, row.date_issued, row.item, row.instalment or 0


def _is_open(row: OpenItem, taken: frozenset[RowKey]) -> bool:
    return bool(row.balance_open) and row_key(row) not in taken


def _totals(by_customer: Mapping[str, Sequence[OpenItem]]) -> dict[Money, tuple[str, ...]]:
    found: dict[Money, list[str]] = defaultdict(list)
    for customer, rows in by_customer.items():
        for currency in sorted({row.balance_open.currency for row in rows}):
            own = [row.balance_open for row in rows if row.balance_open.currency == currency]
            if len(own) > 1:
                found[total(own, currency)].append(customer)
    return {amount: tuple(sorted(customers)) for amount, customers in found.items()}


def _indexed(
    rows: Mapping[str, tuple[OpenItem, ...]],
    numbers: Numbers,
    payers: Payers,
    taken: frozenset[RowKey],
) -> Candidates:
    by_amount: dict[Money, list[OpenItem]] = defaultdict(list)
    by_customer: dict[str, list[OpenItem]] = defaultdict(list)
    for found in rows.values():
        for row in found:
            if _is_open(row, taken):
                by_amount[row.balance_open].append(row)
                by_customer[row.customer].append(row)
    return Candidates(
        rows,
        {amount: tuple(found) for amount, found in by_amount.items()},
        {customer: tuple(sorted(found, key=_age)) for customer, found in by_customer.items()},
        _totals(by_customer),
        numbers,
        payers,
        taken,
    )
