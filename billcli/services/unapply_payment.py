"""Unapply a payment: what it settled becomes credit on account under the payment's own id."""

from __future__ import annotations

from billcli.domain.meta import folded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.party import nearest
from billcli.domain.payment_correction import Move
from billcli.domain.payment_standing import reopened
from billcli.domain.problem import Problem, UsageError
from billcli.services.correct_payment import corrected, own_credit
from billcli.services.payment_standing import standing_of
from billcli.services.writing import perform

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.entry import Directive
    from billcli.domain.payment_share import Share
    from billcli.domain.payment_standing import Standing
    from billcli.services.correct_payment import Corrected
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Decision, Written


def unapply_payment(
    workspace: Workspace, name: str, items: Sequence[str], date: dt.date, consent: Consent
) -> Written[Corrected]:
    """Turn what a payment settles into credit on account.

    Args:
        workspace: the books.
        name: id of the payment.
        items: ids of items; none for all that it settles.
        date: of the new entry.
        consent: how far to go.

    Raises:
        UsageError: no such payment, it does not settle (any more) what is named, or that belongs
            to several customers (PAYMENT-CUSTOMERS).
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Corrected]:
        standing = standing_of(books.all_books(), name, date)
        shares = chosen(standing, items)
        own = own_credit(standing, shares)
        move = Move(reopened(standing, shares), own, own)
        return corrected(books, tail, standing, move, date, f"Unapply {standing.payment}")

    return perform(workspace, decide, consent)


def chosen(standing: Standing, items: Sequence[str]) -> tuple[Share, ...]:
    """Return the shares of a payment in some items, or all of them where none is named.

    Raises:
        UsageError: it settles nothing of an item (PAYMENT-UNAPPLIED); all such are named.
    """
    names = {folded(item) for item in items}
    found = tuple(s for s in standing.shares if not items or folded(s.item) in names)
    there = {folded(share.item) for share in found}
    absent = [item for item in items if folded(item) not in there]
    if found and not absent:
        return found
    every = {share.item: (share.item,) for share in standing.shares}
    problems = [
        Problem(
            "PAYMENT-UNAPPLIED",
            f"{standing.payment} settles nothing of {item[:40]}" if item else
            f"{standing.payment} settles nothing any more",
            help=f"did you mean {' or '.join(near)}?" if item and (near := nearest(item, every))
            else f"billcli why {standing.payment} shows what became of it",
        )
        for item in absent or [""]
    ]  # fmt: skip
    raise UsageError(*problems)
