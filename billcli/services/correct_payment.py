"""Write the entries that correct a payment, and answer with what they did."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_correction import Head, entries_of
from billcli.domain.problem import UsageError
from billcli.domain.seal import sealed
from billcli.services.adjustment_account import AdjustmentAccounts
from billcli.services.filing import Papers
from billcli.services.take_number import Numbers
from billcli.services.writing import Decision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from billcli.domain.entry import Directive
    from billcli.domain.payment_correction import Move
    from billcli.domain.payment_share import Share
    from billcli.domain.payment_standing import Standing
    from billcli.services.workspace import Workspace

OWN = ""
"""The name of a credit that is called like the entry that makes it."""


@frozen
class Corrected:
    """What a correction did.

    Attributes:
        number: id of the application, such as ``APP-2026-0001``; empty where no money moved.
        back: id of the entry that took back what was granted, or empty.
        standing: of the payment before.
        move: where its money went.
        customer: id of whose credit it makes.
    """

    number: str
    back: str
    standing: Standing
    move: Move
    customer: str

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the entries written."""
        return tuple(filter(None, (self.back, self.number)))


def corrected(
    workspace: Workspace,
    tail: tuple[Directive, ...],
    standing: Standing,
    move: Move,
    date: dt.date,
    narration: str,
    customer: str = "",
) -> Decision[Corrected]:
    """Return the decision to move money of a payment.

    Args:
        workspace: the books.
        tail: directives appended since they were loaded.
        standing: of the payment.
        move: where its money goes; a credit without a name is called like its entry.
        date: of the entries.
        narration: of the application.
        customer: id of whose credit it makes; empty for whose money it was.
    """
    numbers, accounts = Numbers(workspace, tail), AdjustmentAccounts(workspace)
    back = numbers.next("return", date) if move.gives_back else ""
    number = numbers.next("application", date) if move.moves else ""
    fx = accounts.name("fx", date)
    head = Head(standing.payment, standing.entry.payee, date, narration, fx)
    named = move.named(number or back)
    entries = tuple(map(sealed, entries_of(named, head, number, back, standing.worth)))
    used = {leg.account for entry in entries for leg in entry.postings}
    opened = (made for name, made in accounts.opened.items() if name in used)
    owners = standing.customers
    if len(owners) > 1:
        owners = tuple(share.customer for share in move.opened.money)
    done = Corrected(number, back, standing, named, customer or owners[0])
    return Decision(done, Papers((*entries, *opened)))


def own_credit(standing: Standing, shares: Iterable[Share]) -> tuple[str, str]:
    """Return account and name of what a payment has on account.

    A payment of one customer keeps it under its own id. One that paid for several customers has no
    account of its own: the credit is called like the entry that makes it.

    Raises:
        UsageError: it paid for several customers, and so do the shares (PAYMENT-CUSTOMERS).
    """
    if len(standing.customers) == 1:
        return standing.account, standing.payment
    accounts = {share.customer: share.account for share in shares}
    if len(accounts) > 1:
        raise UsageError.of(
            "PAYMENT-CUSTOMERS",
            f"{standing.payment} settles items of {' and '.join(sorted(accounts))}",
            hint="name the items of one customer at a time",
        )
    return next(iter(accounts.values())), OWN
