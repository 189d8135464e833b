"""A line of a bank statement, as the bank gave it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import InvalidOperation

from billcli.domain.entry import NOWHERE
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.problem import Source

_KEY = re.compile(r".+ (\d{4}-\d\d-\d\d) (\S+) (\S+) (\d+)", re.ASCII)


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
        charges: what banks took off the payment, as the statement states it; positive.
        original: what the payer ordered in another currency, signed like ``amount``.
        returned: the bank's reason when the line sends an earlier payment back, else empty.
        nth: 1 for the first line of this account, date and amount in the file, 2 for the next.
        balance: account balance after the line, when the statement gives one.
        doubt: why the bank may not have booked it, in words; such a line is never certain.
        note: what the user's own importer says of it; it decides nothing.
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
    charges: Money | None = None
    original: Money | None = None
    returned: str = ""
    nth: int = 1
    balance: Money | None = None
    source: Source = field(default=NOWHERE, compare=False)
    doubt: str = field(default="", compare=False)
    note: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """Return the line's ``bank-key``: account, date, amount and n-th (format rule 13)."""
        return f"{self.account} {self.date} {self.amount} {self.nth}"


def numbered(lines: Iterable[BankLine]) -> tuple[BankLine, ...]:
    """Return lines, oldest first, with ``nth`` counted per date and amount."""
    seen: Counter[tuple[dt.date, Money]] = Counter()
    found = []
    for line in lines:
        seen[line.date, line.amount] += 1
        found.append(replace(line, nth=seen[line.date, line.amount]))
    return tuple(found)


def parts_of_key(key: str) -> tuple[dt.date, Money, int] | None:
    """Return date, amount and n-th of a ``bank-key``, None for a text that is none.

    >>> parts_of_key("Assets:Bank 2026-01-31 119.00 EUR 2")
    (datetime.date(2026, 1, 31), Money(number=Decimal('119.00'), currency='EUR'), 2)
    """
    found = _KEY.fullmatch(key)
    try:
        told = (dt.date.fromisoformat(found[1]), Money.of(found[2], found[3])) if found else None
    except (ValueError, InvalidOperation):
        return None
    return (*told, int(found[4])) if found and told else None
