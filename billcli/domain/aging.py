"""Aged receivables: what is open, by days past due, per customer and currency.

An item without a due date, and one due on the day itself, is not due. Negative items (credit notes
and payments on account) stand in a column of their own, whatever their dates, so that no bucket
hides a debt behind a credit. A row's total is the customer's balance, and the grand totals are the
balances of the receivable accounts.
"""

from __future__ import annotations

from bisect import bisect_left

from billcli.domain.money import EXACT, Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.domain.open_item import Owed

EDGES = (30, 60, 90)


class AgedRow(NamedTuple):
    """One line of the report.

    Attributes:
        customer: customer id, an empty string for a grand total.
        not_due: due on the day or later, or without a due date.
        buckets: past due, one amount per label after the first (``labels``).
        credits: the negative items.
    """

    customer: str
    customer_name: str
    currency: str
    not_due: Money
    buckets: tuple[Money, ...]
    credits: Money

    @property
    def overdue(self) -> Money:
        """What is past due."""
        return total(self.buckets, self.currency)

    @property
    def total(self) -> Money:
        """What the customer owes in sum, credits taken off."""
        return self.not_due + self.overdue + self.credits


def labels(edges: Sequence[int] = EDGES) -> tuple[str, ...]:
    """Return the headings of ``not_due`` and the buckets.

    >>> labels((30, 60))
    ('not due', '1-30', '31-60', 'over 60')
    """
    starts = [1, *(edge + 1 for edge in edges)]
    spans = [f"{start}-{edge}" for start, edge in zip(starts, edges, strict=False)]
    return ("not due", *spans, f"over {edges[-1]}")


def aged(owed: Iterable[Owed], as_of: dt.date, edges: Sequence[int] = EDGES) -> tuple[AgedRow, ...]:
    """Return a row per customer and currency, by customer id; settled items add nothing.

    Args:
        owed: open items as of the same date.
        as_of: the day from which days past due are counted.
        edges: last day of each bucket but the last one, ascending, at least one.
    """
    names: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], list[Decimal]] = {}
    columns: dict[dt.date | None, int] = {}
    for customer, name, currency, number, due, *_ in owed:
        if not number:
            continue
        key = customer, currency
        if key not in found:
            names[key] = name
            found[key] = [Money.zero(currency).number] * (len(edges) + 3)
        if number < 0:
            at = -1
        elif (at := columns.get(due, -1)) < 0:
            at = columns[due] = _column(due, as_of, edges)
        sums = found[key]
        sums[at] = EXACT.add(sums[at], number)
    return tuple(_row(key, names[key], found[key]) for key in sorted(found))


def _column(due: dt.date | None, as_of: dt.date, edges: Sequence[int]) -> int:
    """Return where a debt stands: 0 when it is not due, else 1 plus the number of its bucket."""
    days = (as_of - due).days if due else 0
    return bisect_left(edges, days) + 1 if days > 0 else 0


def _row(key: tuple[str, str], name: str, sums: Sequence[Decimal]) -> AgedRow:
    customer, currency = key
    not_due, *buckets, credits_ = (Money(number, currency) for number in sums)
    return AgedRow(customer, name, currency, not_due, tuple(buckets), credits_)


def totals(rows: Iterable[AgedRow]) -> tuple[AgedRow, ...]:
    """Return a grand total per currency, by currency."""
    sums: dict[str, AgedRow] = {}
    for row in rows:
        old = sums.get(row.currency)
        buckets = row.buckets
        not_due, credits_ = row.not_due, row.credits
        if old:
            buckets = tuple(a + b for a, b in zip(old.buckets, row.buckets, strict=True))
            not_due, credits_ = old.not_due + not_due, old.credits + credits_
        sums[row.currency] = AgedRow("", "", row.currency, not_due, buckets, credits_)
    return tuple(sums[currency] for currency in sorted(sums))
