"""How directives use accounts: what is needed to check them without keeping them.

Beancount's validation asks of each use of an account whether the account was open on that day and
takes that currency. The first and the last day of use answer that for all uses at once.
"""

from __future__ import annotations

import decimal
from bisect import bisect_right

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.packed_value import parsed
from billcli.ledger.move import DIGITS, moves_of, plus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from typing import Any

    from billcli.domain.packed import Packed

_MONTH = len("2026-05")
_LAST = "-31"
SHORT = 12
"""Letters of a number at most, so that it needs no look at its digits (``Tally.widest``)."""
_ZERO = decimal.Decimal(0)
_add = decimal.Context(
    prec=10_000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.Inexact]
).add


class Opened(NamedTuple):
    """An ``open``: day, currencies (empty: any) and booking method (may be empty)."""

    date: str
    currencies: tuple[str, ...]
    booking: str


class Assertion(NamedTuple):
    """A ``balance``; ``tolerance`` is None where none is written."""

    account: str
    currency: str
    date: str
    number: Decimal
    tolerance: Decimal | None


class Used:
    """What transactions did to an account in one currency.

    Attributes:
        first, last: the days they touched it.
        months: what they add in each month (YYYY-MM), exactly.
        days: for which a balance is wanted, sorted, where one of them is inside a month.
        sums: what was added between one of these days and the next.
    """

    __slots__ = ("days", "first", "last", "months", "sums")

    def __init__(self, date: str, days: Sequence[str] = ()) -> None:
        """Begin with one use."""
        self.first = self.last = date
        self.months: dict[str, Decimal] = {}
        self.days = days
        self.sums: list[Decimal] = [_ZERO] * (len(days) + 1) if days else []


class Tally:
    """What the directives of some text do to accounts.

    Attributes:
        used: by transactions, by account and currency.
        widest: digits before the point that any of their amounts may have.
        seen: first day of a note, document or balance, by account.
        opened: every ``open`` by account; several are for the check to refuse.
        closed: every day of a ``close`` by account.
        pads: padded accounts.
        assertions: in the order found.
        commodities: declared.
        documents: paths as written.
        sums: per (account, currency), what was added between one cut and the next (``add_up``).
    """

    def __init__(self, cuts: Mapping[str, Sequence[str]] | None = None) -> None:
        """Begin.

        Args:
            cuts: days for which a balance is wanted, sorted, by asserted account; what stands
                below one is added up as well.
        """
        self.used: dict[tuple[str, str], Used] = {}
        self.widest = SHORT
        self.seen: dict[str, str] = {}
        self.opened: dict[str, list[Opened]] = {}
        self.closed: dict[str, list[str]] = {}
        self.pads: list[str] = []
        self.assertions: list[Assertion] = []
        self.commodities: list[str] = []
        self.documents: list[str] = []
        self.sums: dict[tuple[str, str], list[Decimal]] = {}
        self._wanted = cuts or {}
        self._cuts: dict[str, list[str]] = {}

    def use(self, date: str, legs: Iterable[Sequence[Any]]) -> None:
        """Take the postings of a transaction: account, number, currency, and whatever follows.

        Of numbers that are not short (``SHORT``), ``widen`` has to be told as well.
        """
        used, month = self.used, date[:_MONTH]
        for leg in legs:
            account, number, currency = leg[0], leg[1], leg[2]
            one = used.get((account, currency))
            if one is None:
                one = used[account, currency] = Used(date, self._days(account))
            elif date > one.last:
                one.last = date
            elif date < one.first:
                one.first = date
            months = one.months
            known = months.get(month)
            months[month] = number if known is None else _add(known, number)
            if one.days:
                at = bisect_right(one.days, date)
                one.sums[at] = plus(one.sums[at], number)

    def widen(self, number: Decimal) -> None:
        """Take note of how many digits an amount has before its point."""
        self.widest = max(self.widest, number.adjusted() + 1)

    def add_up(self, rows: Iterable[Packed], size: int) -> None:
        """Work out ``sums`` once all is taken.

        Where balances are wanted at the beginning of months alone, what the months add says it,
        as long as no sum on the way can have had more digits than Beancount adds with.

        Args:
            rows: what was taken.
            size: bytes of it, more than there are postings.

        Raises:
            NotLocal: a sum has too many digits.
        """
        room = DIGITS - self.widest - len(str(size))
        doubtful = set()
        for key, one in self.used.items():
            cuts = self.cuts_of(key[0])
            if one.days:
                self.sums[key] = one.sums
            elif cuts and -min(int(n.as_tuple().exponent) for n in one.months.values()) > room:
                doubtful.add(key)
            elif cuts:
                sums = self.sums[key] = [_ZERO] * (len(cuts) + 1)
                for month, number in one.months.items():
                    at = bisect_right(cuts, month + _LAST)
                    sums[at] = plus(sums[at], number)
        moves = (m for row in rows if row.kind == "T" for m in moves_of(row)) if doubtful else ()
        for account, currency, date, number in moves:
            if (account, currency) in doubtful:
                cuts = self.cuts_of(account)
                sums = self.sums.setdefault((account, currency), [_ZERO] * (len(cuts) + 1))
                at = bisect_right(cuts, date)
                sums[at] = plus(sums[at], number)

    def join(self, other: Tally) -> None:
        """Take everything that another tally took; both with the same cuts."""
        for key, used in other.used.items():
            one = self.used.setdefault(key, used)
            if one is used:
                continue
            one.first, one.last = min(one.first, used.first), max(one.last, used.last)
            for month, number in used.months.items():
                one.months[month] = _add(one.months.get(month, _ZERO), number)
        for account, date in other.seen.items():
            self._see(account, date)
        for account, opened in other.opened.items():
            self.opened.setdefault(account, []).extend(opened)
        for account, closed in other.closed.items():
            self.closed.setdefault(account, []).extend(closed)
        self.pads += other.pads
        self.assertions += other.assertions
        self.commodities += other.commodities
        self.documents += other.documents
        for key, sums in other.sums.items():
            known = self.sums.get(key)
            self.sums[key] = sums if known is None else list(map(plus, known, sums))

    def totals(self) -> dict[tuple[str, str], dict[str, Decimal]]:
        """Return what all transactions add, exactly, by account and currency, then by month."""
        return {key: one.months for key, one in self.used.items()}

    def take(self, row: Packed) -> None:
        """Take a directive of any kind but a transaction's."""
        take = _TAKES.get(row[0])
        if take is not None:
            take(self, row[1], parsed(row[3]))

    def cuts_of(self, account: str) -> list[str]:
        """Return the days for which a balance is wanted of an account or one above it."""
        cuts = self._cuts.get(account)
        if cuts is None:
            found: set[str] = set()
            name = account
            while name:
                found.update(self._wanted.get(name, ()))
                name = name.rpartition(":")[0]
            cuts = self._cuts[account] = sorted(found)
        return cuts

    def _days(self, account: str) -> Sequence[str]:
        cuts = self.cuts_of(account) if self._wanted else ()
        return cuts if any(cut[-2:] != "01" for cut in cuts) else ()

    def _see(self, account: str, date: str) -> None:
        self.seen[account] = min(date, self.seen.get(account, date))

    def _note(self, date: str, data: Sequence[str]) -> None:
        self._see(data[0], date)

    def _document(self, date: str, data: Sequence[str]) -> None:
        self._see(data[0], date)
        self.documents.append(data[1])

    def _open(self, date: str, data: Sequence[str]) -> None:
        account, currencies, _, booking = data
        self.opened.setdefault(account, []).append(Opened(date, tuple(currencies), booking))

    def _close(self, date: str, data: Sequence[str]) -> None:
        self.closed.setdefault(data[0], []).append(date)

    def _pad(self, _date: str, data: Sequence[str]) -> None:
        self.pads.append(data[0])

    def _balance(self, date: str, data: Sequence[str]) -> None:
        self._see(data[0], date)
        self.assertions.append(asserted(date, data))

    def _other(self, _date: str, data: Sequence[str]) -> None:
        if data[0] == "Commodity":
            self.commodities.append(data[1])


_TAKES = {
    "N": Tally._note,  # noqa: SLF001 - this class's own
    "D": Tally._document,  # noqa: SLF001 - same
    "O": Tally._open,  # noqa: SLF001 - same
    "X": Tally._close,  # noqa: SLF001 - same
    "P": Tally._pad,  # noqa: SLF001 - same
    "B": Tally._balance,  # noqa: SLF001 - same
    "R": Tally._other,  # noqa: SLF001 - same
    "-": Tally._other,  # noqa: SLF001 - same
}


def asserted(date: str, data: Sequence[str]) -> Assertion:
    """Return the assertion of a packed balance."""
    account, number, currency, tolerance = data
    known = decimal.Decimal(tolerance) if tolerance else None
    return Assertion(account, currency, date, decimal.Decimal(number), known)
