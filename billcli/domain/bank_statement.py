"""The lines of one bank account in one file, with the balances that prove them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from itertools import islice

from billcli.domain.bank_line import BankLine, numbered
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.problem import Problem


class BalanceProof(Enum):
    """Whether opening balance and lines together give the closing balance."""

    CLOSES = "closes"
    OPEN = "open"
    NO_BALANCES = "no-balances"


@dataclass(frozen=True, slots=True)
class BankStatement:
    """The lines of one account in one file.

    Attributes:
        account: ledger account of the bank account; empty as long as nobody has named it.
        bank_account: the account's own number in the file, an IBAN where there is one, or empty.
        number: the bank's number of the statement, or empty.
        closing_date: the day at whose end ``closing`` holds, when stated.
        dialect: what was detected, for people: ``name: value`` texts in order.
        opening, closing: balances before and after, when stated.
        pending: rows left out because the bank has not booked them yet.
        problems: warnings, such as a running balance that does not add up.
    """

    account: str
    currency: str
    lines: tuple[BankLine, ...]
    dialect: tuple[tuple[str, str], ...] = ()
    opening: Money | None = None
    closing: Money | None = None
    pending: int = 0
    problems: tuple[Problem, ...] = ()
    bank_account: str = ""
    number: str = ""
    closing_date: dt.date | None = None

    @property
    def sum(self) -> Money:
        """Return the sum of the lines in the statement's currency; other currencies are left."""
        own = [line.amount for line in self.lines if line.amount.currency == self.currency]
        return total(own, self.currency)

    @property
    def proof(self) -> BalanceProof:
        """Return whether opening + lines = closing, as far as both balances are stated."""
        if self.opening is None or self.closing is None:
            return BalanceProof.NO_BALANCES
        closes = self.opening + self.sum == self.closing
        return BalanceProof.CLOSES if closes else BalanceProof.OPEN

    def on(self, account: str) -> BankStatement:
        """Return the statement with its lines as one of a ledger account."""
        lines = tuple(replace(line, account=account) for line in self.lines)
        return replace(self, account=account, lines=lines)

    def in_currency(self, currency: str) -> BankStatement:
        """Return the statement in a currency, when its file names none."""
        if self.currency:
            return self

        def stated(amount: Money | None) -> Money | None:
            return None if amount is None else Money(amount.number, currency)

        lines = tuple(
            replace(one, amount=Money(one.amount.number, currency), balance=stated(one.balance))
            for one in self.lines
        )
        opening, closing = stated(self.opening), stated(self.closing)
        return replace(self, currency=currency, lines=lines, opening=opening, closing=closing)


def joined(statements: Sequence[BankStatement]) -> BankStatement:
    """Return the statements of one account and currency as one, in the order given.

    The opening balance is that of the first, the closing one that of the last; lines are counted
    anew, so that equal ones of two statements stay two.
    """
    first, last = statements[0], statements[-1]
    return replace(
        first,
        lines=numbered(line for one in statements for line in one.lines),
        closing=last.closing,
        closing_date=last.closing_date,
        pending=sum(one.pending for one in statements),
        problems=tuple(problem for one in statements for problem in one.problems),
    )


def numbered_together(statements: Sequence[BankStatement]) -> tuple[BankStatement, ...]:
    """Return the statements of one file with equal lines of an account counted over all of them."""
    together: dict[tuple[str, str], list[BankLine]] = {}
    for one in statements:
        together.setdefault((one.bank_account, one.currency), []).extend(one.lines)
    counted = {key: iter(numbered(lines)) for key, lines in together.items()}
    return tuple(
        replace(one, lines=tuple(islice(counted[one.bank_account, one.currency], len(one.lines))))
        for one in statements
    )
