"""How directives use accounts: what is needed to check them without keeping them.

Beancount's validation asks of each use of an account whether the account was open on that day and
takes that currency. The first and the last day of use answer that for all uses at once.
"""

from __future__ import annotations

import decimal
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from billcli.domain.named import NamedTuple
from billcli.domain.packed_value import parsed
from billcli.ledger.standing import NotLocal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.packed import Packed

_UNKNOWN: list[str] = [""]
_MONTH = len("2026-05")
_ZERO = decimal.Decimal(0)
_add = decimal.Context(
    prec=10_000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.Inexact]
).add
_SUMS = decimal.Context(prec=28, traps=[decimal.Inexact, decimal.InvalidOperation])


def plus(one: Decimal, other: Decimal) -> Decimal:
    """Return a sum as Beancount has it, which adds with 28 digits.

    Raises:
        NotLocal: it has more digits, so that Beancount's result depends on the order of adding.
    """
    try:
        return _SUMS.add(one, other)
    except decimal.Inexact:
        raise NotLocal("a sum has more than 28 digits") from None


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


class Move(NamedTuple):
    """What a posting adds to an account; ``number`` is negative where one is taken away."""

    account: str
    currency: str
    date: str
    number: Decimal


class Used:
    """On which days transactions touched an account, first and last, and in which currencies."""

    __slots__ = ("currencies", "first", "last")

    def __init__(self, date: str) -> None:
        """Begin with one use."""
        self.first = self.last = date
        self.currencies: set[str] = set()


class Tally:
    """What the directives of some text do to accounts.

    Attributes:
        used: by transactions.
        seen: first day of a note, document or balance, by account.
        opened: every ``open`` by account; several are for the check to refuse.
        closed: every day of a ``close`` by account.
        pads: padded accounts.
        assertions: in the order found.
        commodities: declared.
        documents: paths as written.
        sums: per (account, currency), what was added between one cut and the next.
        totals: what all transactions add, exactly, by account, currency and month (YYYY-MM).
    """

    def __init__(self, cuts: Mapping[str, Sequence[str]] | None = None) -> None:
        """Begin.

        Args:
            cuts: days for which a balance is wanted, sorted, by asserted account; what stands
                below one is added up as well.
        """
        self.used: dict[str, Used] = {}
        self.seen: dict[str, str] = {}
        self.opened: dict[str, list[Opened]] = {}
        self.closed: dict[str, list[str]] = {}
        self.pads: list[str] = []
        self.assertions: list[Assertion] = []
        self.commodities: list[str] = []
        self.documents: list[str] = []
        self.sums: dict[tuple[str, str], list[Decimal]] = {}
        self.totals: dict[tuple[str, str, str], Decimal] = {}
        self._wanted = cuts or {}
        self._cuts: dict[str, list[str]] = {}

    def use(self, date: str, legs: Iterable[Sequence[Any]]) -> None:
        """Take the postings of a transaction: account, number, currency, and whatever follows."""
        used, totals, month = self.used, self.totals, date[:_MONTH]
        for leg in legs:
            account, number, currency = leg[0], leg[1], leg[2]
            key = account, currency, month
            totals[key] = _add(totals.get(key, _ZERO), number)
            one = used.get(account)
            if one is None:
                one = used[account] = Used(date)
            elif date > one.last:
                one.last = date
            elif date < one.first:
                one.first = date
            one.currencies.add(currency)
            if self._wanted and self._cuts.get(account, _UNKNOWN):
                self._add(account, number, currency, date)

    def join(self, other: Tally) -> None:
        """Take everything that another tally took; both with the same cuts."""
        for account, used in other.used.items():
            one = self.used.setdefault(account, used)
            one.first, one.last = min(one.first, used.first), max(one.last, used.last)
            one.currencies |= used.currencies
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
        for place, total in other.totals.items():
            self.totals[place] = _add(self.totals.get(place, _ZERO), total)

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

    def _add(self, account: str, number: Decimal, currency: str, date: str) -> None:
        cuts = self._cuts.get(account)
        if cuts is None:
            cuts = self.cuts_of(account)
        if cuts:
            sums = self.sums.get((account, currency))
            if sums is None:
                sums = self.sums[account, currency] = [decimal.Decimal(0)] * (len(cuts) + 1)
            index = bisect_right(cuts, date)
            sums[index] = plus(sums[index], number)

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


def moves_of(row: Packed, sign: int = 1) -> list[Move]:
    """Return what a packed transaction adds to accounts, or takes away with ``sign`` -1.

    >>> row = ("T", "2026-01-31", 1, '["*","","",[],[],{},[["Assets:Bank","1.50","EUR",0,0,1]]]')
    >>> moves_of(row, -1)[0].number
    Decimal('-1.50')
    """
    return [
        Move(leg[0], leg[2], row[1], decimal.Decimal(leg[1]) * sign) for leg in parsed(row[3])[6]
    ]
