"""A line of a bank statement, as the bank gave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from billcli.domain.entry import NOWHERE

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.money import Money
    from billcli.domain.problem import Problem, Source


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that moved on a bank account.

    Attributes:
        account: ledger account of the bank account.
        date: booking date, as a calendar date the bank wrote.
        amount: positive when money came in.
        text: remittance text, free of control characters.
        payer: the other party's name, payer of a receipt or payee of a payment.
        payer_iban: its account, without blanks, or an empty string.
        reference: structured creditor reference, or an empty string.
        bank_ref: the bank's own reference of the line, or an empty string.
        end_to_end: the payer's reference, or an empty string.
        nth: 1 for the first line of this account, date and amount in the file, 2 for the next.
        balance: account balance after the line, when the statement gives one.
        doubt: why the bank may not have booked it, in words; such a line is never certain.
    """

    account: str
    date: dt.date
    amount: Money
    text: str = ""
    payer: str = ""
    payer_iban: str = ""
    reference: str = ""
    bank_ref: str = ""
    end_to_end: str = ""
    nth: int = 1
    balance: Money | None = None
    source: Source = field(default=NOWHERE, compare=False)
    doubt: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """Return the line's ``bank-key``: account, date, amount and n-th (format rule 13)."""
        return f"{self.account} {self.date} {self.amount} {self.nth}"


@dataclass(frozen=True, slots=True)
class BankStatement:
    """The lines of one account in one file.

    Attributes:
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
