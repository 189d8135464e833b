"""Money on its way to a bank account, which a line brings: known by its number and its amount.

A deposit of cheques and cash, or a payout, is booked on the bank account when it is made: its line
is known then, and is told as such.
"""

from __future__ import annotations

import re

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.bank_line import BankLine
    from billcli.domain.money import Money

_PIECES = re.compile(r"[A-Za-z]+|[0-9]+")


@frozen
class OnTheWay:
    """A sum that was paid in or collected, and that the bank has not told of yet.

    Attributes:
        number: names it, such as that of a run of direct debits, or of a deposit.
        account: the clearing account it stands on; of a deposit the bank's own.
        amount: what is expected, positive.
        since: its day.
        parts: the cheques, cash or charges of a deposit, each with its receipt.
    """

    number: str
    account: str
    amount: Money
    since: dt.date
    parts: tuple[tuple[str, Money], ...] = ()

    @property
    def is_booked(self) -> bool:
        """Return whether it stands on the bank account already: a deposit does."""
        return bool(self.parts)

    def reaches(self, line: BankLine) -> bool:
        """Return whether a line is on an account that the sum can come to, and not before it."""
        here = not self.is_booked or self.account == line.account
        return here and self.since <= line.date and self.amount.currency == line.amount.currency


def arriving(line: BankLine, waiting: Iterable[OnTheWay]) -> OnTheWay | None:
    """Return the sum that a line brings: it names its number, and is of its amount.

    Neither alone is enough. Of two numbers the longer one counts: a part of a run is named by the
    run's number and more.
    """
    same = [one for one in waiting if one.amount == line.amount and one.reaches(line)]
    if not same or line.doubt:
        return None
    return max(named_by(line, same), key=lambda one: len(one.number), default=None)


def named_by(line: BankLine, waiting: Iterable[OnTheWay]) -> tuple[OnTheWay, ...]:
    """Return the sums whose numbers a line names."""
    return tuple(one for one in waiting if names(line, one.number))


def names(line: BankLine, number: str) -> bool:
    """Return whether a line names a number in any of its words, as ``is_named``."""
    return is_named(number, f"{line.text} {line.reference} {line.end_to_end} {line.bank_ref}")


def is_named(number: str, words: str) -> bool:
    """Return whether words hold a number whole, however its parts are set apart.

    >>> is_named("REM-2026-0001", "paid REM20260001"), is_named("REM-2026-0001", "REM-2026-00012")
    (True, False)
    """
    pieces = r"[^A-Za-z0-9]{0,2}".join(_PIECES.findall(number))
    return re.search(rf"(?i)(?<![a-z0-9]){pieces}(?![a-z0-9])", words) is not None
