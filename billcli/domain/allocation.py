"""Allocation: which open items a payment settles, decided or refused, never guessed.

Without any wish there must be exactly one explanation of the amount: one open item, one instalment
or all open items together. Otherwise the person chooses, unless an order of application is agreed.
"""

from __future__ import annotations

from enum import Enum

from billcli.domain.agreement import OLDEST_FIRST, Agreement
from billcli.domain.allocation_part import Part, by_due, row_name, sum_of
from billcli.domain.application_order import Order
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError
from billcli.domain.wanted import Said, Wanted, granted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.open_item import OpenItem

_FLAGS = "--allocate ID[=AMOUNT], --oldest-first or --on-account"


class Mode(Enum):
    """What to do with money that no ``--allocate`` names."""

    EXACT = "exact"
    OLDEST_FIRST = "oldest-first"
    ON_ACCOUNT = "on-account"


@frozen
class Allocations:
    """The outcome: the parts and the residual add up to the amount settled exactly.

    Attributes:
        residual: what stays on account under the payment's own id, zero or positive.
        agreed: the order in which it was laid on items that nobody named; None where the items
            were named, or one explanation only made up the amount.
    """

    parts: tuple[Part, ...]
    residual: Money
    agreed: Agreement | None = None


def decide(
    amount_settled: Money,
    items: Iterable[OpenItem],
    wanted: Sequence[Wanted] = (),
    mode: Mode = Mode.EXACT,
    said: Said | None = None,
    agreed: Agreement = OLDEST_FIRST,
) -> Allocations:
    """Return what a payment settles, or credit.

    Args:
        amount_settled: what arrived plus fee and discount, positive.
        items: the customer's open items; other currencies are left alone.
        wanted: what was asked for; the rest stays on account, or goes to the oldest due first
            with that mode.
        mode: what to do with money that is not asked for.
        said: words for the errors; None takes those of a payment.
        agreed: the order that is agreed for money nobody gave a purpose; the oldest first is
            agreed by nobody, so that an amount without an explanation is refused.

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
    by: Agreement | None = None
    if wanted:
        parts = granted(amount_settled, every, wanted, said)
        left = amount_settled - sum_of(parts, amount_settled.currency)
        if mode is Mode.OLDEST_FIRST:
            rest = [i for i in same if not any(wish.names(i) for wish in wanted)]
            more = _in_order(left, rest, OLDEST_FIRST)
            parts, by = parts + more, OLDEST_FIRST if more else None
    elif mode is Mode.EXACT:
        parts, by = _unnamed(amount_settled, same, agreed)
    elif mode is Mode.OLDEST_FIRST:
        parts, by = _in_order(amount_settled, same, OLDEST_FIRST), OLDEST_FIRST
    else:
        parts = []
    residual = amount_settled - sum_of(parts, amount_settled.currency)
    return Allocations(tuple(parts), residual, by)


def _in_order(amount: Money, items: Iterable[OpenItem], agreed: Agreement) -> list[Part]:
    parts: list[Part] = []
    for item in agreed.ordered(i for i in items if i.balance_open.number > 0):
        take = min(amount.number, item.balance_open.number)
        if take > 0:
            parts.append(Part(item, Money(take, amount.currency)))
            amount -= parts[-1].amount
    return parts


def _unnamed(
    amount: Money, items: Sequence[OpenItem], agreed: Agreement
) -> tuple[list[Part], Agreement | None]:
    """Return what the amount explains by itself, else what the agreed order makes of it.

    What is agreed to come first is not left open because the amount fits something else.
    """
    try:
        found = _only_explanation(amount, items)
    except UsageError:
        if agreed.order is Order.OLDEST or not (parts := _in_order(amount, items, agreed)):
            raise
        return parts, agreed
    if agreed.passed_over([part.open_item for part in found], items):
        return _in_order(amount, items, agreed), agreed
    return found, None


def _only_explanation(amount: Money, items: Sequence[OpenItem]) -> list[Part]:
    """Return the whole items that make up the amount, when only one choice of them does."""
    candidates = wholes(items)
    singles = [rows for rows in candidates if len({row.item for row in rows}) == 1]
    candidates += [[_first_of(amount, rows)] for rows in singles if _has(amount, rows)]
    found: dict[tuple[int, ...], list[OpenItem]] = {}
    for rows in candidates:
        if total([i.balance_open for i in rows], amount.currency) == amount:
            found[tuple(sorted(id(i) for i in rows))] = rows
    if len(found) == 1:
        return [Part(item, item.balance_open) for item in next(iter(found.values()))]
    raise UsageError.of(
        "PAYMENT-AMBIGUOUS", _ambiguous(amount, items, len(found)), hint=f"say which: {_FLAGS}"
    )


def wholes(items: Sequence[OpenItem]) -> list[list[OpenItem]]:
    """Return what a payment may mean without naming it: one item, all of them, or all owed."""
    by_id: dict[str, list[OpenItem]] = {}
    for item in by_due(items):
        by_id.setdefault(item.item, []).append(item)
    every = by_due(items)
    return [*by_id.values(), every, [i for i in every if i.balance_open.number > 0]]


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
    due = f" due {item.date_due}" if item.date_due else ""
    return f"{row_name(item)} {item.balance_open}{due}"
