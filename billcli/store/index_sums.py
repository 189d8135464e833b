"""What the facts say about accounts: opened, closed, asserted, padded, and what they hold.

Sums are exact at any length: Python's own decimal arithmetic rounds at 28 digits.
"""

from __future__ import annotations

import json
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, Inexact

from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    from billcli.store.index_schema import Row

Totals: TypeAlias = "Mapping[tuple[str, str], Mapping[str, Decimal]]"
"""Exact sums of postings by account and currency, then by month (YYYY-MM)."""
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


def add(
    totals: dict[tuple[str, str], dict[str, Decimal]], facts: Iterable[Row], sign: int = 1
) -> None:
    """Add what transactions move to the totals per account and currency, then per month.

    Args:
        totals: changed in place.
        facts: rows of ``fact``; only transactions count.
        sign: -1 takes it away again.
    """
    for _fact, _file, _line, date, kind, data in facts:
        if kind == "T":
            for account, number, currency in postings(data):
                months = totals.setdefault((account, currency), {})
                value = Decimal(number) if sign > 0 else -Decimal(number)
                months[date[:_MONTH]] = EXACT.add(months.get(date[:_MONTH], _ZERO), value)


def total_rows(totals: Totals) -> Iterator[Row]:
    """Yield rows of ``total``, sorted: the months as JSON, and whether any comes to more than zero.

    >>> list(total_rows({("A", "EUR"): {"2026-01": Decimal("1.50"), "2026-02": Decimal("0.00")}}))
    [('A', 'EUR', '{"2026-01":"1.50","2026-02":"0.00"}', 1)]
    """
    for (account, currency), months in sorted(totals.items()):
        said = ",".join([f'"{month}":"{months[month]:f}"' for month in sorted(months)])
        yield account, currency, f"{{{said}}}", int(any(months.values()))


def months_of(text: str) -> dict[str, str]:
    """Return the months of a row of ``total``, each with its exact sum as decimal text."""
    found: dict[str, str] = json.loads(text)
    return found


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
