"""Assigning items: every receivable posting to its open item, in one pass over the ledger.

Source: docs/reference/ledger-format.md, rule 4 and "Reading order". What an entry names is found
by ``item_name``; the rest is inferred here, per customer and currency, first in, first out:

* A debit that names nothing is an item of its own, ``<customer>/<date>/<n>``. The n-th counts the
  customer's entries of the day, so a name stays as the ledger grows.
* A credit settles the oldest items; what is left of it waits for the next debit, and stands as an
  item of its own (kind payment) until one comes.
* A payment linked to several items settles them in the order in which they were made, each at most
  in full. A returned payment re-opens them the other way round.
* Where a customer's receivable moves from one account to another without naming items, both
  postings belong to the items that are open, so that their dates survive.
* An account that is kept for one document is exact: nothing is inferred onto its item.
* Once a ledger settles items by id or link, a credit that names nothing is never guessed onto
  items that have an id: it settles items without one, or stands as a credit. What people wrote and
  what is inferred do not mix, and the sums by ``invoice`` in bean-query stay the open items.
"""

from __future__ import annotations

from collections import deque
from decimal import localcontext

from billcli.domain.debtor import Debtors
from billcli.domain.item_name import name_items
from billcli.domain.leg import Leg, legs
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, ZERO
from billcli.domain.movement_part import written
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import KnownBy, Movement
from billcli.domain.receivable import find_roots

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from typing import TypeAlias

    from billcli.domain.entry import Facts
    from billcli.domain.movement_part import Part

__all__ = ["find_roots", "movements"]

ItemKey: TypeAlias = tuple[str, str, str]


def movements(
    facts: Facts,
    roots: tuple[str, ...],
    as_of: dt.date,
    debtors: Debtors | None = None,
    *,
    apart: bool | None = None,
) -> tuple[Movement, ...]:
    """Return what each receivable posting does to which open item, in the order of the ledger.

    Args:
        facts: what the ledger says, in date order.
        roots: the receivable accounts (``find_roots``).
        as_of: entries after this date count for nothing, not even for classification.
        debtors: who is who on that date, where the caller knows already.
        apart: whether credits of the ledger name what they settle, where ``facts`` are but a part
            of it (``settles_from``).

    The parts of a posting add up to the posting exactly. Entries with any flag count.
    """
    found = named_legs(facts, as_of, debtors or Debtors.of(facts, roots, as_of))
    return assigned(found, settles_from(found) is not None if apart is None else apart)


def named_legs(facts: Facts, as_of: dt.date, debtors: Debtors) -> list[Leg]:
    """Return every receivable posting with the items that it names, before anything is inferred."""
    entries = [entry for entry in facts.entries if entry.date <= as_of]
    found = legs(entries, debtors, facts.options.roots.get("Assets", "Assets"))
    name_items(found, debtors)
    return found


def assigned(found: Sequence[Leg], apart: bool) -> tuple[Movement, ...]:
    """Return the movements of named postings, the rest inferred.

    Args:
        found: from ``named_legs``.
        apart: whether credits that name nothing leave alone what has an id.
    """
    with localcontext(EXACT):
        divided = _Assignment(found, apart).run()
    moved: list[Movement] = []
    for leg, parts in zip(found, divided, strict=True):
        moved += written(leg, parts)
    return tuple(moved)


class _Pool:
    """What is inferred for one customer and currency: items to settle, credits that wait."""

    __slots__ = ("open", "waiting")

    def __init__(self) -> None:
        self.open: deque[ItemKey] = deque()
        self.waiting: deque[tuple[int, Decimal]] = deque()


class _Assignment:
    """One pass over the receivable postings; ``_parts`` holds (item, amount) of each posting.

    To be run where sums are exact (``EXACT``).
    """

    def __init__(self, found: Sequence[Leg], apart: bool) -> None:
        self._legs = found
        self._parts: list[list[Part]] = [[] for _ in found]
        self._balance: dict[ItemKey, Decimal] = {}
        self._charged: dict[ItemKey, Decimal] = {}
        self._pools: dict[tuple[str, str], _Pool] = {}
        self._apart = apart

    def run(self) -> list[list[Part]]:
        """Return the parts of each posting."""
        moved = _transfers(self._legs)
        mirrored = set(moved.values())
        for at, leg in enumerate(self._legs):
            items = leg.items
            if items and (len(items) == 1 or not leg.number):
                self._put(at, items[0], leg.number, leg.known_by)
            elif items:
                self._spread(at)
            elif at in moved:
                self._transfer(at, moved[at])
            elif at not in mirrored:
                self._infer(at, leg.number)
        self._leave_waiting()
        return self._parts

    def _key(self, at: int, item: str) -> ItemKey:
        leg = self._legs[at]
        return leg.customer, item, leg.currency

    def _pool(self, at: int) -> _Pool:
        leg = self._legs[at]
        return self._pools.setdefault((leg.customer, leg.currency), _Pool())

    def _put(self, at: int, item: str, number: Decimal, known_by: KnownBy) -> None:
        """Give an amount to an item; a debit may then be settled by credits that wait."""
        key = self._key(at, item)
        before = self._balance.get(key, ZERO)
        self._move(at, key, number, known_by)
        if number > 0 and before <= 0 < self._balance[key]:
            exact = known_by is KnownBy.ACCOUNT
            if known_by is KnownBy.INFERRED or not (self._apart or exact):
                pool = self._pool(at)
                pool.open.append(key)
                self._settle_waiting(pool)

    def _move(self, at: int, key: ItemKey, number: Decimal, known_by: KnownBy) -> None:
        self._parts[at].append((key[1], number, known_by))
        self._balance[key] = self._balance.get(key, ZERO) + number
        if number > 0:
            self._charged[key] = self._charged.get(key, ZERO) + number

    def _spread(self, at: int) -> None:
        """Divide a posting over the several items it is linked to."""
        leg, left = self._legs[at], self._legs[at].number
        for item in leg.items if left < 0 else reversed(leg.items):
            key = self._key(at, item)
            room = balance = self._balance.get(key, ZERO)
            if left > 0:
                room = self._charged.get(key, ZERO) - balance
            take = min(left.copy_abs(), max(room, ZERO)).copy_sign(left)
            if take:
                self._put(at, item, take, leg.known_by)
                left -= take
        if left:
            self._infer(at, left)

    def _infer(self, at: int, number: Decimal) -> None:
        if number >= 0:
            self._put(at, self._legs[at].own_name, number, KnownBy.INFERRED)
        else:
            pool = self._pool(at)
            pool.waiting.append((at, number))
            self._settle_waiting(pool)

    def _settle_waiting(self, pool: _Pool) -> None:
        while pool.open and pool.waiting:
            key = pool.open[0]
            at, left = pool.waiting[0]
            if take := min(left.copy_negate(), max(self._balance[key], ZERO)):
                self._move(at, key, take.copy_negate(), KnownBy.INFERRED)
            if self._balance[key] <= 0:
                pool.open.popleft()
            if rest := left + take:
                pool.waiting[0] = (at, rest)
            else:
                pool.waiting.popleft()

    def _transfer(self, credit: int, debit: int) -> None:
        """Let both sides of a move between accounts belong to the items that are open."""
        left = self._legs[credit].number.copy_abs()
        shares: list[tuple[str, Decimal]] = []
        for key in dict.fromkeys(self._pool(credit).open):
            if take := min(left, max(self._balance[key], ZERO)):
                shares.append((key[1], take))
                left -= take
            if not left:
                break
        if left:
            shares.append((self._legs[credit].own_name, left))
        for item, take in shares:
            self._parts[credit].append((item, take.copy_negate(), KnownBy.INFERRED))
            self._parts[debit].append((item, take, KnownBy.INFERRED))

    def _leave_waiting(self) -> None:
        for pool in self._pools.values():
            for at, left in pool.waiting:
                leg = self._legs[at]
                item = text_of(leg.entry.meta.get("id")) or leg.own_name
                self._move(at, self._key(at, item), left, KnownBy.INFERRED)


def settles_from(found: Iterable[Leg]) -> dt.date | None:
    """Return from when on credits name, by id or link, an item that another entry debited.

    None where none does. What is inferred leaves named items alone from then on.
    """
    sure = (KnownBy.EXPLICIT, KnownBy.LINK)
    made: dict[str, Leg] = {}
    for leg in found:
        if leg.number > 0:
            for item in leg.items:
                made.setdefault(item, leg)
    return min(
        (
            max(leg.entry.date, made[item].entry.date)
            for leg in found
            if leg.number < 0 and leg.known_by in sure
            for item in leg.items
            if made.get(item, leg).index != leg.index
        ),
        default=None,
    )


def _transfers(found: Sequence[Leg]) -> dict[int, int]:
    """Return credit and debit of each move of a customer's receivable between two accounts."""
    groups: dict[tuple[int, str, str], list[int]] = {}
    for at, leg in enumerate(found):
        if not leg.items:
            key = (leg.index, leg.customer, leg.currency)
            groups.setdefault(key, []).append(at)
    moved: dict[int, int] = {}
    for group in groups.values():
        if len(group) == 2:  # noqa: PLR2004 -- the two sides of a move
            credit, debit = sorted(group, key=lambda at: found[at].number)
            if (
                found[credit].number < 0
                and found[credit].number.copy_negate() == found[debit].number
            ):
                moved[credit] = debit
    return moved
