"""What beancount and bean-query say of a ledger: one load, one question, nothing of billcli."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from beancount import loader
from beanquery import connect, parser
from beanquery.sources import beancount as _beancount  # noqa: F401 -- registers the source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Balances: TypeAlias = dict[tuple[str, str, str], Decimal]
"""What is open by customer, item and currency; nothing that is settled."""

QUERY = (
    "SELECT date, account, any_meta('invoice') AS item, currency, sum(number) AS moved"
    " WHERE account ~ '^Assets:Receivable' GROUP BY date, account, item, currency"
)


class Said(NamedTuple):
    """A ledger as beancount reads it.

    Attributes:
        entries: its directives.
        errors: what bean-check would print.
        days: what moved on each day, by customer, item and currency.
    """

    entries: Sequence[object]
    errors: Sequence[object]
    days: Mapping[dt.date, Balances]

    def until(self, end: dt.date = dt.date.max) -> Balances:
        """Return what is open at the end of a day."""
        found: Balances = defaultdict(Decimal)
        for day, moved in self.days.items():
            for key, number in moved.items() if day <= end else ():
                found[key] += number
        return {key: number for key, number in found.items() if number}


@cache
def _question() -> parser.ast.Node:
    return parser.parse(QUERY)  # takes longer than to load and to answer


def said(main: Path) -> Said:
    """Ask beancount."""
    entries, errors, options = loader.load_file(str(main))
    books = connect("beancount:", entries=entries, errors=errors, options=options)
    days: dict[dt.date, Balances] = defaultdict(dict)
    for day, account, item, currency, moved in books.execute(_question()):
        days[day][account.rpartition(":")[2], item, currency] = moved
    return Said(entries, errors, days)
