"""Allocation: which open items a payment settles, decided or refused, never guessed.

Without any wish there must be exactly one explanation of the amount: one open item, one instalment
or all open items together. Otherwise the person chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from billcli.domain.dated_record import folded
from billcli.domain.money import EXACT, Money, parse_money, total
from billcli.domain.party import nearest
from billcli.domain.problem import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.domain.open_item import OpenItem

_FLAGS = "--allocate ID[=AMOUNT], --oldest-first or --on-account"


class Mode(Enum):
    """What to do with money that no ``--allocate`` names."""

    EXACT = "exact"
    OLDEST_FIRST = "oldest-first"
    ON_ACCOUNT = "on-account"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One ``--allocate ID[=AMOUNT]``.

    Attributes:
        item: id of an open item.
        amount: how much of it, positive (also for a credit that is used up); None for as much
            as there is.
    """

    item: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is settled of one open item.

    Attributes:
        open_item: the item, or one instalment of it.
        amount: of the sign of the item's balance: negative when a credit is used up.
    """

    open_item: OpenItem
    amount: Money


@dataclass(frozen=True, slots=True)
class Allocations:
    """The outcome: the parts and the residual add up to the amount settled exactly.

    Attributes:
        residual: what stays on account under the payment's own id, zero or positive.
    """

    parts: tuple[Part, ...]
    residual: Money


def parse_wanted(text: str, currency: str) -> Wanted:
    """Return one ``--allocate`` as typed.

    Raises:
        UsageError: no id, or an amount that is none.

    >>> parse_wanted("INV-7=20.00", "EUR")
    Wanted(item='INV-7', amount=Money(number=Decimal('20.00'), currency='EUR'))
    """
    item, equals, number = text.partition("=")
    if not item.strip():
        raise UsageError.of(
            "ALLOCATION-UNREADABLE",
            f"--allocate: {text[:40]!r} names no item",
            hint="write --allocate INV-2026-0001 or --allocate INV-2026-0001=250.00",
        )
    amount = parse_money(number.strip(), currency, flag="--allocate") if equals else None
    return Wanted(item.strip(), amount)


def decide(
    amount_settled: Money,
    items: Iterable[OpenItem],
    wanted: Sequence[Wanted] = (),
    mode: Mode = Mode.EXACT,
) -> Allocations:
    """Return what a payment settles.

    Args:
        amount_settled: what arrived plus fee and discount, positive.
        items: the customer's open items; other currencies are left alone.
        wanted: what was asked for; the rest stays on account, or goes to the oldest due first
            with that mode.
        mode: what to do with money that is not asked for.

    Raises:
        UsageError: not positive (PAYMENT-AMOUNT), no or several explanations (PAYMENT-AMBIGUOUS),
            or wishes that cannot be met, all of them at once (UNKNOWN-ITEM, ALLOCATION-CURRENCY,
            ALLOCATION-DUPLICATE, ALLOCATION-AMOUNT, ALLOCATION-EXCEEDS, ALLOCATION-SUM).
    """
    if amount_settled.number <= 0:
        raise UsageError.of(
            "PAYMENT-AMOUNT",
            f"a payment of {amount_settled} settles nothing",
            hint="give a positive amount; money paid back is a refund",
        )
    every = [item for item in items if item.balance_open]
    same = [i for i in every if i.balance_open.currency == amount_settled.currency]
    if wanted:
        parts = _granted(amount_settled, every, wanted)
        left = amount_settled - _sum(parts, amount_settled.currency)
        if mode is Mode.OLDEST_FIRST:
            taken = {part.open_item.item for part in parts}
            parts += _oldest_first(left, [i for i in same if i.item not in taken])
    elif mode is Mode.EXACT:
        parts = _only_explanation(amount_settled, same)
    else:
        parts = _oldest_first(amount_settled, same) if mode is Mode.OLDEST_FIRST else []
    residual = amount_settled - _sum(parts, amount_settled.currency)
    return Allocations(tuple(parts), residual)


def by_due(items: Iterable[OpenItem]) -> list[OpenItem]:
    """Return items in the order in which they fall due; without a due date by date of issue."""
    return sorted(items, key=lambda i: (i.date_due or i.date_issued, i.date_issued, i.item))


def _sum(parts: Iterable[Part], currency: str) -> Money:
    return total([part.amount for part in parts], currency)


def _oldest_first(amount: Money, items: Iterable[OpenItem]) -> list[Part]:
    parts: list[Part] = []
    for item in by_due(i for i in items if i.balance_open.number > 0):
        take = min(amount.number, item.balance_open.number)
        if take > 0:
            parts.append(Part(item, Money(take, amount.currency)))
            amount -= parts[-1].amount
    return parts


def _only_explanation(amount: Money, items: Sequence[OpenItem]) -> list[Part]:
    """Return the whole items that make up the amount, when only one choice of them does."""
    by_id: dict[str, list[OpenItem]] = {}
    for item in by_due(items):
        by_id.setdefault(item.item, []).append(item)
    candidates = [list(rows) for rows in by_id.values()]
    candidates += [[_first_of(amount, rows)] for rows in by_id.values() if _has(amount, rows)]
    candidates += [by_due(items), [i for i in by_due(items) if i.balance_open.number > 0]]
    found: dict[tuple[int, ...], list[OpenItem]] = {}
    for rows in candidates:
        if total([i.balance_open for i in rows], amount.currency) == amount:
            found[tuple(sorted(id(i) for i in rows))] = rows
    if len(found) == 1:
        return [Part(item, item.balance_open) for item in next(iter(found.values()))]
    raise UsageError.of(
        "PAYMENT-AMBIGUOUS", _ambiguous(amount, items, len(found)), hint=f"say which: {_FLAGS}"
    )


def _has(amount: Money, rows: Iterable[OpenItem]) -> bool:
    return any(row.balance_open == amount for row in rows)


def _first_of(amount: Money, rows: Iterable[OpenItem]) -> OpenItem:
    return next(row for row in rows if row.balance_open == amount)


def _ambiguous(amount: Money, items: Sequence[OpenItem], explanations: int) -> str:
    if not items:
        return f"{amount} settles nothing: no item is open in {amount.currency}"
    listed = "; ".join(_shown(item) for item in by_due(items))
    if explanations:
        return f"{amount} has {explanations} explanations among the open items: {listed}"
    return f"{amount} is neither one open item nor all of them: {listed}"


def _shown(item: OpenItem) -> str:
    part = f" instalment {item.instalment}" if item.instalment else ""
    due = f" due {item.date_due}" if item.date_due else ""
    return f"{item.item}{part} {item.balance_open}{due}"


def _granted(settled: Money, items: Sequence[OpenItem], wanted: Sequence[Wanted]) -> list[Part]:
    problems: list[Problem] = []
    rows = [_rows(wish, settled.currency, items, problems) for wish in wanted]
    names = [folded(wish.item) for wish in wanted]
    for name in sorted({n for n in names if names.count(n) > 1}):
        twice = next(w.item for w in wanted if folded(w.item) == name)
        problems.append(_problem("DUPLICATE", f"{twice} is named twice", "name each item once"))
    parts: list[Part] = []
    if not problems:
        # Credits first: what they free can be spent on the other items.
        order = sorted(range(len(wanted)), key=lambda at: rows[at][0].balance_open.number > 0)
        for at in order:
            left = settled - _sum(parts, settled.currency)
            parts += _taken(wanted[at], rows[at], left, problems)
    if problems:
        raise UsageError(*problems)
    return parts


def _rows(
    wish: Wanted, currency: str, items: Sequence[OpenItem], problems: list[Problem]
) -> list[OpenItem]:
    """Return the open rows of the item a wish names; what is wrong with it goes to problems."""
    named = [i for i in items if folded(i.item) == folded(wish.item)]
    rows = by_due(i for i in named if i.balance_open.currency == currency)
    rows = [row for row in rows if row.balance_open.number > 0] or rows
    if not named:
        near = nearest(wish.item, {i.item: (i.item,) for i in items})
        advice = f"did you mean {' or '.join(near)}?" if near else "see billcli report open"
        what = f"--allocate: the customer has no open item {wish.item[:40]!r}"
        problems.append(Problem("UNKNOWN-ITEM", what, help=advice))
    elif not rows or (wish.amount and wish.amount.currency != currency):
        other = named[0].balance_open.currency if not rows else currency
        what = f"{wish.item} is open in {other}, and cannot be settled in another currency"
        problems.append(_problem("CURRENCY", what, f"allocate {other} to it"))
    elif wish.amount is not None and wish.amount.number <= 0:
        what = f"{wish.amount} of {wish.item} settles nothing"
        problems.append(_problem("AMOUNT", what, "give a positive amount, or none for all of it"))
    elif wish.amount and wish.amount.number > _open(rows).copy_abs():
        what = f"{wish.amount} is more than the {Money(_open(rows), currency)} open of {wish.item}"
        problems.append(
            _problem("EXCEEDS", what, "allocate what is open; the rest stays on account")
        )
    return rows


def _taken(
    wish: Wanted, rows: Sequence[OpenItem], left: Money, problems: list[Problem]
) -> list[Part]:
    is_credit = rows[0].balance_open.number < 0
    amount = wish.amount.number if wish.amount else _open(rows).copy_abs()
    if not is_credit and not wish.amount:
        amount = min(amount, left.number)
    if not is_credit and (amount > left.number or amount <= 0):
        what = f"{Money(_open(rows), left.currency) if not wish.amount else wish.amount}"
        what += f" for {wish.item} is more than the {left} left of the payment"
        problems.append(_problem("SUM", what, "allocate no more than what is settled"))
        return []
    parts: list[Part] = []
    for row in rows:
        take = min(amount, row.balance_open.number.copy_abs())
        if take:
            parts.append(Part(row, Money(take.copy_sign(row.balance_open.number), left.currency)))
            amount = EXACT.subtract(amount, take)
    return parts


def _open(rows: Iterable[OpenItem]) -> Decimal:
    listed = list(rows)
    return total([row.balance_open for row in listed], listed[0].balance_open.currency).number


def _problem(code: str, message: str, advice: str) -> Problem:
    return Problem(f"ALLOCATION-{code}", f"--allocate: {message}", help=advice)
