"""What a ledger does to a bank account, paired with the lines of the bank, one with one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from itertools import accumulate

from billcli.domain.meta import text_of
from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.held_line import sure_reference
from billcli.matching.identity import BY_HAND_DAYS
from billcli.matching.on_the_way import names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Entry, Facts, Meta
    from billcli.domain.problem import Source

Key: TypeAlias = "tuple[object, ...]"


@dataclass(frozen=True, slots=True)
class BankMovement:
    """What the ledger says of one line of the bank; a line booked in parts is one movement.

    Attributes:
        date: of the entry.
        amount: positive when money came in.
        ref: the bank's own reference, or empty.
        key: ``bank-key`` of the line, or empty.
        words: payee, else narration.
        deposit: number of the deposit slip, or empty for what is none.
    """

    date: dt.date
    amount: Money
    ref: str
    key: str
    words: str
    source: Source
    deposit: str = ""

    @property
    def reconciled(self) -> bool:
        """Return whether the bank told of it."""
        return bool(self.ref or self.key)


def is_on(account: str, posted: str) -> bool:
    """Return whether a posting counts for the balance of an account: it, or one below it."""
    return posted == account or posted.startswith(f"{account}:")


def movements_of(facts: Facts, account: str, currency: str) -> tuple[BankMovement, ...]:
    """Return what the ledger does to an account in a currency, in its order; zeros are left out."""
    found: dict[Key, BankMovement] = {}
    for number, entry in enumerate(facts.entries):
        for posting in entry.postings:
            if posting.amount.currency != currency or not is_on(account, posting.account):
                continue
            one = _movement(entry, posting.amount, posting.meta, posting.source)
            name: Key = (one.key,) if one.key else (number,)
            if one.ref:
                name = (one.ref, one.date)
            old = found.get(name)
            found[name] = replace(old, amount=old.amount + one.amount) if old else one
    return tuple(one for one in found.values() if one.amount)


def _movement(entry: Entry, amount: Money, meta: Meta, source: Source) -> BankMovement:
    return BankMovement(
        entry.date,
        amount,
        sure_reference(text_of(meta.get("bank-ref"))),
        text_of(meta.get("bank-key")),
        entry.payee or entry.narration,
        source if source.file else entry.source,
        text_of(entry.meta.get("id")) if "deposit" in entry.tags else "",
    )


class Balances:
    """The balance of an account at the end of any day."""

    def __init__(self, movements: Iterable[BankMovement], currency: str) -> None:
        """Add up once what is asked for many days."""
        ordered = sorted(movements, key=lambda one: one.date)
        self._days = [one.date for one in ordered]
        amounts = (one.amount for one in ordered)
        self._sums = list(accumulate(amounts, initial=Money.zero(currency)))

    def on(self, day: dt.date) -> Money:
        """Return the balance at the end of a day."""
        return self._sums[bisect_right(self._days, day)]


def pair(lines: Sequence[BankLine], movements: Sequence[BankMovement]) -> dict[int, BankMovement]:
    """Return the movement of each line that has one, by the line's position.

    A pair has the same amount. What the bank's reference or the line's key says comes first, then
    the deposit slip that a line names, however late it comes, then the day, then the nearest of
    three days before and after: entries by hand may be dated so.
    """
    found: dict[int, BankMovement] = {}
    taken: set[int] = set()
    for of_line, of_movement in (*_BY_NAME, _by_slip(movements), *_BY_DAY):
        pool: dict[Key, deque[BankMovement]] = defaultdict(deque)
        for one in movements:
            if id(one) not in taken and (key := of_movement(one)):
                pool[key].append(one)
        for index, line in enumerate(lines):
            keys = of_line(line) if index not in found else ()
            queue = next((pool[key] for key in keys if pool.get(key)), None)
            if queue:
                found[index] = queue.popleft()
                taken.add(id(found[index]))
    return found


def _by_slip(movements: Iterable[BankMovement]) -> _Stage:
    """Return the stage of deposits; of two slips that a line names the longer number counts."""
    slips: dict[Money, list[str]] = defaultdict(list)
    for one in sorted(movements, key=lambda one: len(one.deposit), reverse=True):
        if one.deposit:
            slips[one.amount].append(one.deposit)
    return (
        lambda line: [(slip,) for slip in slips.get(line.amount, ()) if names(line, slip)],
        lambda one: (one.deposit,) if one.deposit else (),
    )


def _near(line: BankLine) -> Iterator[Key]:
    for days in range(1, BY_HAND_DAYS.days + 1):
        yield line.date.toordinal() + days, line.amount
        yield line.date.toordinal() - days, line.amount


def _of_day(one: BankMovement) -> Key:
    return one.date.toordinal(), one.amount


if TYPE_CHECKING:
    _OfLine: TypeAlias = Callable[[BankLine], Iterable[Key]]
    _OfMovement: TypeAlias = Callable[[BankMovement], Key]
    _Stage: TypeAlias = tuple[_OfLine, _OfMovement]

# A movement without a reference or a key has no place in the pool of that stage.
_BY_NAME: tuple[_Stage, ...] = (
    (
        lambda line: [(sure_reference(line.bank_ref), line.date, line.amount)],
        lambda one: (one.ref, one.date, one.amount) if one.ref else (),
    ),
    (
        lambda line: [(sure_reference(line.bank_ref), line.amount)],
        lambda one: (one.ref, one.amount) if one.ref else (),
    ),
    (lambda line: [(line.key, line.amount)], lambda one: (one.key, one.amount) if one.key else ()),
)
_BY_DAY: tuple[_Stage, ...] = (
    (lambda line: [(line.date.toordinal(), line.amount)], _of_day),
    (_near, _of_day),
)
