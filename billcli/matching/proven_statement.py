"""A statement with what the ledger has on the day it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from billcli.domain.bank_statement import BalanceProof
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.money import Money
    from billcli.matching.bank_movement import Balances


class Verdict(Enum):
    """What became of a statement."""

    PROVEN = "proven"
    DIFFERS = "differs"
    OPEN = "open"
    UNSTATED = "no-balance"


@dataclass(frozen=True, slots=True)
class ProvenStatement:
    """A statement, with what the ledger says of the day it ends on.

    Attributes:
        begin, end: first day of its lines, and the day its closing balance holds; None for a
            statement without lines and without a date.
        ledger: balance of the account at the end of that day.
    """

    statement: BankStatement
    begin: dt.date | None
    end: dt.date | None
    ledger: Money | None

    @property
    def difference(self) -> Money | None:
        """Return what the bank has and the ledger has not; None when either is not stated."""
        closing = self.statement.closing
        return None if closing is None or self.ledger is None else closing - self.ledger

    @property
    def verdict(self) -> Verdict:
        """Return whether opening and lines close, and close at what the ledger has."""
        if self.statement.proof is BalanceProof.OPEN:
            return Verdict.OPEN
        if self.difference is None:
            return Verdict.UNSTATED
        return Verdict.DIFFERS if self.difference else Verdict.PROVEN


def proven(one: BankStatement, balances: Balances) -> ProvenStatement:
    """Return a statement with the ledger's balance at its end."""
    days = [line.date for line in one.lines]
    end = one.closing_date or max(days, default=None)
    ledger = None if end is None else balances.on(end)
    return ProvenStatement(one, min(days, default=end), end, ledger)


def by_day(statements: Iterable[ProvenStatement]) -> tuple[ProvenStatement, ...]:
    """Return statements by their days, those that repeat another left out."""
    found: dict[object, ProvenStatement] = {}
    for one in statements:
        told = one.statement
        same = (one.begin, one.end, told.opening, told.closing, told.sum, len(told.lines))
        found.setdefault(same, one)
    first = dt.date.min
    return tuple(sorted(found.values(), key=lambda p: (p.end or first, p.begin or first)))
