"""Move a payment, or part of it, to other items of the customer or to another customer."""

from __future__ import annotations

from billcli.domain.allocation_part import sum_of
from billcli.domain.frozen import frozen
from billcli.domain.money import Money, parse_money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_correction import Move
from billcli.domain.payment_source import drawn, pool_of
from billcli.domain.problem import UsageError
from billcli.domain.wanted import Said, granted, parse_wanted
from billcli.services.correct_payment import OWN, corrected, own_credit
from billcli.services.customer_account import account_of
from billcli.services.payment_standing import standing_of
from billcli.services.record_payment import check_named
from billcli.services.writing import perform

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.entry import Directive
    from billcli.domain.payment_source import Pool
    from billcli.domain.payment_standing import Standing
    from billcli.services.correct_payment import Corrected
    from billcli.services.workspace import Workspace
    from billcli.services.writing import Consent, Decision, Written


@frozen
class MoveRequest:
    """A move as a person tells it.

    Attributes:
        payment: its id, or that of a credit that was moved before.
        date: of the new entry.
        items: texts of ``ID[=AMOUNT]`` that it settles instead.
        customer: id of whom it goes to on account instead.
        amount: how much goes to that customer; None for all that is taken.
        sources: items it is taken off, its own id for what it has on account; none to be found out.
    """

    payment: str
    date: dt.date
    items: tuple[str, ...] = ()
    customer: str = ""
    amount: str = ""
    sources: tuple[str, ...] = ()


def move_payment(
    workspace: Workspace, request: MoveRequest, consent: Consent
) -> Written[Corrected]:
    """Take a payment from where it stands, and put it where it belongs.

    Raises:
        UsageError: no such payment, item or customer; more than is open or than it holds; or it
            stands in several places and none is named (PAYMENT-PLACES).
    """

    def decide(books: Workspace, tail: tuple[Directive, ...]) -> Decision[Corrected]:
        standing = standing_of(books.all_books(), request.payment, request.date)
        move, customer = _move(books, standing, request)
        words = " and ".join(dict.fromkeys(p.open_item.item for p in move.settled)) or customer
        narration = f"Move {standing.payment} to {words}"
        return corrected(books, tail, standing, move, request.date, narration, customer)

    return perform(workspace, decide, consent)


def _move(books: Workspace, standing: Standing, request: MoveRequest) -> tuple[Move, str]:
    """Return the move, and the customer whose credit it makes when not its own."""
    wanted = tuple(parse_wanted(text, standing.currency, flag="--to") for text in request.items)
    pool = pool_of(standing, request.sources, wanted)
    own = own_credit(standing, pool.shares)
    if not wanted:
        party = books.all_books().customer(request.customer)
        if party.id in _holders(standing, pool):
            raise UsageError.of(
                "PAYMENT-MODE",
                f"--to-customer: {standing.payment} is {party.id}'s already",
                hint=f"billcli payment unapply {standing.payment}",
            )
        amount = _told(request, pool)
        spent, opened = drawn(standing, pool, amount or pool.money, told=bool(amount))
        return Move(opened, own, (account_of(books, party), OWN), spent), party.id
    items = books.all_books().open_items(next(iter(_holders(standing, pool))))
    owed = [row for row in items if row.balance_open.number > 0]
    parts = granted(pool.money, owed, wanted, Said(flag="--to"))
    check_named(parts)
    priced = [part.open_item for part in parts if part.open_item.value_open]
    if priced and not standing.worth:
        raise UsageError.of(
            "VALUE-MISSING",
            f"{priced[0].item} is kept at a value, and {standing.payment} at none",
            hint="write that entry by hand, with what the money was worth",
        )
    told = all(wish.amount for wish in wanted)
    spent, opened = drawn(standing, pool, sum_of(parts, standing.currency), told=told)
    return Move(opened, own, own, spent, tuple(parts)), ""


def _told(request: MoveRequest, pool: Pool) -> Money | None:
    """Return how much goes to another customer, None for all.

    Raises:
        UsageError: it is not positive, or more than the payment holds (ALLOCATION-SUM).
    """
    if not request.amount:
        return None
    amount = parse_money(request.amount, pool.money.currency, flag="--amount")
    if not 0 < amount.number <= pool.money.number:
        raise UsageError.of(
            "ALLOCATION-SUM",
            f"--amount: {amount} of {pool.money} cannot be moved",
            hint="give what the payment holds at most, or leave --amount out for all",
        )
    return amount


def _holders(standing: Standing, pool: Pool) -> dict[str, None]:
    """Return the customers whose money it is."""
    found = dict.fromkeys(share.customer for share in pool.shares)
    return found | dict.fromkeys(row.customer for row in standing.rest if pool.rest)
