"""What the facts say about accounts: opened, closed, asserted, padded, and what they hold.

Sums are exact at any length: Python's own decimal arithmetic rounds at 28 digits.
"""

from __future__ import annotations

import json
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from billcli.store.index_schema import Row

Totals: TypeAlias = dict[tuple[str, str, str], Decimal]
EXACT = Context(prec=min(MAX_PREC, 10_000), Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact])
_MONTH = len("2026-05")
_COMMODITY = "Commodity"


def standing_row(fact: Row) -> tuple[str, Row] | None:
    """Return the table and row of a fact that is not a transaction, or None when it has none.

    >>> standing_row((7, 1, 3, "2026-01-01", "X", '["Assets:Cash"]'))
    ('closing', (7, 'Assets:Cash', '2026-01-01'))
    """
    number, _file, _line, date, kind, data = fact
    if kind not in "OXPB-":
        return None
    said = json.loads(data)
    if kind == "O":
        return "account", (number, said[0], date, json.dumps(said[1]))
    if kind == "X":
        return "closing", (number, said[0], date)
    if kind == "P":
        return "padding", (number, said[0], date)
    if kind == "B":
        return "assertion", (number, said[0], said[2], date)
    return ("commodity", (number, said[1])) if said[0] == _COMMODITY else None


def postings(data: str) -> Iterator[tuple[str, str, str]]:
    """Yield (account, number, currency) of a packed transaction's postings."""
    for posting in json.loads(data)[6]:
        yield posting[0], posting[1], posting[2]


def add(totals: Totals, facts: Iterable[Row], sign: int = 1) -> None:
    """Add what transactions move to the totals per account, currency and month.

    Args:
        totals: changed in place.
        facts: rows of ``fact``; only transactions count.
        sign: -1 takes it away again.
    """
    for _fact, _file, _line, date, kind, data in facts:
        if kind == "T":
            for account, number, currency in postings(data):
                key = (account, currency, date[:_MONTH])
                value = Decimal(number) if sign > 0 else -Decimal(number)
                totals[key] = EXACT.add(totals.get(key, _ZERO), value)


def exact_sum(numbers: Iterable[str]) -> Decimal:
    """Return the exact sum of decimal texts.

    >>> exact_sum(["0.1", "0.2", "1e30"])
    Decimal('1000000000000000000000000000000.3')
    """
    found = _ZERO
    for number in numbers:
        found = EXACT.add(found, Decimal(number))
    return found


_ZERO = Decimal(0)
