"""Money on its way to a bank account, which a line brings: known by its number and its amount."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from billcli.domain.frozen import frozen

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
        number: names it, such as that of a run of direct debits.
        account: the clearing account it stands on.
        amount: what is expected, positive.
        since: its day.
    """

    number: str
    account: str
    amount: Money
    since: dt.date


def arriving(line: BankLine, waiting: Iterable[OnTheWay]) -> OnTheWay | None:
    """Return the sum that a line brings: it names its number, and is of its amount.

    Neither alone is enough. Of two numbers the longer one counts: a part of a run is named by the
    run's number and more.
    """
    same = [one for one in waiting if one.amount == line.amount and one.since <= line.date]
    if not same or line.doubt:
        return None
    words = f"{line.text} {line.reference} {line.end_to_end} {line.bank_ref}"
    named = [one for one in same if is_named(one.number, words)]
    return max(named, key=lambda one: len(one.number), default=None)


def is_named(number: str, words: str) -> bool:
    """Return whether words hold a number whole, however its parts are set apart.

    >>> is_named("REM-2026-0001", "paid REM20260001"), is_named("REM-2026-0001", "REM-2026-00012")
    (True, False)
    """
    pieces = r"[^A-Za-z0-9]{0,2}".join(_PIECES.findall(number))
    return re.search(rf"(?i)(?<![a-z0-9]){pieces}(?![a-z0-9])", words) is not None
