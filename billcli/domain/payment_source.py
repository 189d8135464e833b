"""Where the money of a move is taken from: the rest of a payment, or items it settles.

What lies on account is taken first, because nothing is undone by it. Beyond that nothing is
guessed: where the money stands on several items and not all of it is taken, the person says which.
"""

from __future__ import annotations

from billcli.domain.allocation_part import Part
from billcli.domain.meta import folded
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.payment_standing import reopened
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.payment_share import Share
    from billcli.domain.payment_standing import Reopened, Standing
    from billcli.domain.problem import BillcliError
    from billcli.domain.wanted import Wanted


class Pool(NamedTuple):
    """What may be taken of a payment.

    Attributes:
        rest: what it has on account, zero or positive.
        shares: what it settles.
        money: both together, without what was granted beside the money.
        named: whether the person said where to take it from.
    """

    rest: Money
    shares: tuple[Share, ...]
    money: Money
    named: bool


def pool_of(standing: Standing, sources: Sequence[str], targets: Sequence[Wanted]) -> Pool:
    """Return what may be taken of a payment.

    Args:
        standing: of the payment.
        sources: ids of items as typed, the payment's own for its rest; none for everything.
        targets: items or instalments it goes to: it is not taken off them.

    Raises:
        UsageError: nothing of it stands where it is to be taken from (PAYMENT-UNAPPLIED), or only
            part of what something was granted on (PAYMENT-SHARED).
    """
    names = set(map(folded, sources))
    kept = {(folded(wish.item), wish.instalment) for wish in targets}
    shares = tuple(
        share
        for share in standing.shares
        if share.customer in standing.customers
        and kept.isdisjoint({(folded(share.item), one) for one in (None, share.instalment)})
        and (not names or folded(share.item) in names)
    )
    has_rest = not names or folded(standing.payment) in names
    rest = standing.on_account if has_rest else Money.zero(standing.currency)
    there = {folded(share.item) for share in shares}
    there |= {folded(standing.payment)} if rest else set()
    absent = [name for name in sources if folded(name) not in there]
    if absent or not there:
        where = f"of {absent[0][:40]}" if absent else "that could be moved"
        raise UsageError.of(
            "PAYMENT-UNAPPLIED",
            f"{standing.payment} settles nothing {where}",
            hint=f"billcli why {standing.payment} shows what became of it",
        )
    opened = reopened(standing, shares)
    money = total([share.amount for share in opened.money], standing.currency) + rest
    return Pool(rest, shares, money, bool(sources))


def drawn(
    standing: Standing, pool: Pool, amount: Money, *, told: bool
) -> tuple[tuple[Part, ...], Reopened]:
    """Return what is taken of the rest, as negative parts, and what opens again.

    Args:
        standing: of the payment.
        pool: what may be taken, enough of it.
        amount: how much is taken.
        told: whether the person said how much; else it is as much as there is.

    Raises:
        UsageError: it is not clear where it is to be taken from (PAYMENT-PLACES).
    """
    first = min(amount, pool.rest, key=lambda money: money.number)
    left = amount - first
    items = len({share.item for share in pool.shares})
    if left and not (pool.named or told) and items + bool(pool.rest) > 1:
        raise _unclear(standing, pool)
    if left and left != pool.money - pool.rest and items > 1:
        raise _unclear(standing, pool)
    return _of_rest(standing, first), reopened(standing, pool.shares if left else (), left)


def _of_rest(standing: Standing, amount: Money) -> tuple[Part, ...]:
    parts: list[Part] = []
    for row in standing.rest:
        take = min(-row.balance_open, amount, key=lambda money: money.number)
        if take:
            parts.append(Part(row, -take))
            amount -= take
    return tuple(parts)


def _unclear(standing: Standing, pool: Pool) -> BillcliError:
    held = [f"{standing.payment} {pool.rest} on account"] if pool.rest else []
    held += [f"{share.item} {share.amount}" for share in pool.shares]
    names = [*([standing.payment] if pool.rest else []), *(share.item for share in pool.shares)]
    return UsageError.of(
        "PAYMENT-PLACES",
        f"{standing.payment} stands in several places: {'; '.join(held)}",
        hint=f"say which: {' or '.join(f'--from {name}' for name in dict.fromkeys(names))}",
    )
