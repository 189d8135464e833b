"""Rows of items: what the movements of a ledger come to, item by item.

Source: docs/reference/ledger-format.md rules 4, 7, 15 and 16; ``fold_item`` has the parts.
"""

from __future__ import annotations

from billcli.domain.fold_item import (
    account_of,
    kind_of,
    least_sure,
    opening,
    rows,
    stated_due,
    values_open,
)
from billcli.domain.frozen import frozen
from billcli.domain.leg import BILLING
from billcli.domain.meta import text_of
from billcli.domain.money import ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind, OpenItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from billcli.domain.debtor import Debtors
    from billcli.domain.dispute import Disputed
    from billcli.domain.entry import Entry
    from billcli.domain.open_item import Movement

DUE_KINDS = (Kind.INVOICE, Kind.LATE_FEE)


@frozen
class ItemRows:
    """What is to be known of a ledger to fold its movements.

    Attributes:
        debtors: who is who.
        levels: of the entries that movements stand in, by ``id`` (``leg.debit_level``).
        names: of customers, by id.
        disputed: what is disputed of which item.
        assets: name of the assets root.
    """

    debtors: Debtors
    levels: Mapping[int, int]
    names: Mapping[str, str]
    disputed: Disputed
    assets: str

    def of(self, movements: Iterable[Movement]) -> tuple[OpenItem, ...]:
        """Return every item that was ever made, by date; a row per instalment."""
        by_key: dict[tuple[str, str, str], list[Movement]] = {}
        for m in movements:
            key = m.customer, m.item, m.amount.currency
            if key in by_key:
                by_key[key].append(m)
            else:
                by_key[key] = [m]
        found = [row for moved in by_key.values() for row in self._rows(moved)]
        return tuple(sorted(found, key=lambda row: row.date_issued))

    def _bills(self, entry: Entry) -> bool:
        return self.levels[id(entry)] == BILLING

    def _rows(self, moved: Sequence[Movement]) -> Iterator[OpenItem]:
        first = moved[0]
        made_by = opening(moved, self._bills)
        found = rows(moved, made_by)
        kind = kind_of(made_by, found[0].amount, self.assets)
        due = None
        if kind in DUE_KINDS and any(row.due is None for row in found):
            terms = text_of(self.debtors.values(first.customer, made_by.date).get("terms"))
            due = stated_due(made_by, terms)
        account, known_by = account_of(moved, made_by), least_sure(moved)
        name, currency = self.names[first.customer], first.amount.currency
        source = next(m.source for m in moved if m.entry is made_by)
        left = sum((row.balance for row in found), ZERO)
        extent = self.disputed.extent(first.item, left, currency)
        for row, value in zip(found, values_open(moved, found), strict=True):
            yield OpenItem(
                first.item, kind, first.customer, name, account, made_by.date, row.due or due,
                row.instalment, Money(row.amount, currency), Money(row.balance, currency),
                known_by, extent, source, value,
            )  # fmt: skip
