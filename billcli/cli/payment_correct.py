"""``billcli payment unapply``, ``move`` and ``reverse``: put money where it belongs."""

from __future__ import annotations

from billcli.cli.change import changed, date_given
from billcli.cli.declare import Annotated, argument, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.domain.money import Money
    from billcli.services.correct_payment import Corrected
    from billcli.services.writing import Written

Date = Annotated[str, option(metavar="DATE", help="Today when not given.")]


def unapply(
    ctx: Context,
    payment: Annotated[str, argument(help="Id of the payment.")],
    item: Annotated[list[str], argument(help="Items to open again; all it settles else.")] = [],  # noqa: B006 - it is copied
    date: Date = "",
) -> Outcome:
    """Take a payment off what it settled; its money stays on account.

        billcli payment unapply PMT-2026-0002
        billcli payment unapply PMT-2026-0002 INV-2026-0001
        billcli payment unapply PMT-2026-0002 --date 2026-03-01 --dry-run

    What is written stays: an entry that sums to zero opens the items again and puts the money under
    the payment's own number. Only what this payment settles still is taken; other payments of the
    same item stay. A discount or small difference granted with it is taken back, tax and all; what
    a bank kept stays with you.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.unapply_payment import unapply_payment  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    written = unapply_payment(opened(call), payment, tuple(item), day, consent(call))
    return _corrected(call, written, "Unapplied")


def move(
    ctx: Context,
    payment: Annotated[str, argument(help="Id of the payment, or of a credit moved before.")],
    to: Annotated[list[str], option(metavar="ID[=AMOUNT]", help="What it settles instead.")] = [],  # noqa: B006 - it is copied
    to_customer: Annotated[str, option(metavar="ID", help="Whose credit it is instead.")] = "",
    amount: Annotated[str, option(help="How much goes to the customer; all when not given.")] = "",
    from_: Annotated[
        list[str], option("--from", metavar="ID", help="Items it is taken off; its id: its rest.")
    ] = [],  # noqa: B006 - it is copied
    date: Date = "",
) -> Outcome:
    """Move a payment, or part of it, to other items or to another customer.

        billcli payment move PMT-2026-0002 --to INV-2026-0004
        billcli payment move PMT-2026-0002 --from INV-2026-0001 --to INV-2026-0004=50
        billcli payment move PMT-2026-0002 --to-customer Globex --amount 50

    One entry that sums to zero takes the money and puts it there, never more than is open. What
    lies on account is taken first. Where the money settles several items, and only part of it is
    moved, --from says which. A discount is taken back from the item that loses the money. At the
    other customer the money is credit, under a number of its own.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.problem import UsageError  # noqa: PLC0415
    from billcli.services.move_payment import MoveRequest, move_payment  # noqa: PLC0415

    call: Invocation = ctx.obj
    if bool(to) == bool(to_customer) or (amount and to):
        raise UsageError.of(
            "PAYMENT-MODE",
            "--to (with =AMOUNT) and --to-customer (with --amount) exclude each other"
            if to
            else "it is not said where the money goes",
            hint="billcli payment move PMT-2026-0001 --to INV-2026-0001, or --to-customer ID",
        )
    day = date_given(call, date, "--date") or call.today
    request = MoveRequest(payment, day, tuple(to), to_customer, amount, tuple(from_))
    written = move_payment(opened(call), request, consent(call))
    return _corrected(call, written, "Moved")


def reverse(
    ctx: Context,
    payment: Annotated[str, argument(help="Id of the payment.")],
    kind: Annotated[str, option(help="bounced, returned, chargeback or mistake.")] = "returned",
    fee: Annotated[str, option(metavar="AMOUNT", help="What was taken for it.")] = "",
    reason: Annotated[str, option(help="Kept in the entry.")] = "",
    date: Date = "",
) -> Outcome:
    """Reverse a payment that went back; what it settled is open again.

        billcli payment reverse PMT-2026-0002
        billcli payment reverse PMT-2026-0002 --kind bounced --fee 5 --reason "No funds"
        billcli payment reverse PMT-2026-0007 --kind chargeback --date 2026-03-01

    The entry is the exact mirror of the payment, on the account it arrived on: discount and tax
    too. What was unapplied or moved since is taken from where it stands. A line of the bank about
    it may come before or after: billcli reconcile asks whether it is this one. What was used since
    is named instead.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.reverse_payment import ReversalRequest, reverse_payment  # noqa: PLC0415

    call: Invocation = ctx.obj
    day = date_given(call, date, "--date") or call.today
    request = ReversalRequest(payment, kind, day, fee, reason)
    written = reverse_payment(opened(call), request, consent(call))
    entry, standing = written.value.entry, written.value.standing
    number = str(entry.meta["id"])
    opened_ = [(s.item, s.instalment, s.amount) for s in standing.shares]
    data = {
        "reversal": number,
        "payment": standing.payment,
        "kind": kind,
        "customer": standing.customers[0],
        "reopened": _objects(opened_),
        "taken_off_account": standing.on_account,
    }
    parts = [f"{name} {amount} open again" for name, _, amount in opened_]
    parts += [f"{standing.on_account} gone from {standing.payment}"] if standing.on_account else []
    said = f"Reversed {standing.payment} with {number}: {', '.join(parts)}"
    return changed(call, written, data, said, "billcli report open", ids=(number,))


def _corrected(call: Invocation, written: Written[Corrected], verb: str) -> Outcome:
    done = written.value
    move, standing = done.move, done.standing
    opened = _added((s.item, s.instalment, s.amount)
                    for s in (*move.opened.granted, *move.opened.money))  # fmt: skip
    settled = [(p.open_item.item, p.open_item.instalment, p.amount) for p in move.settled]
    credit = move.credit + move.opened.credited
    data = {
        "payment": standing.payment,
        "entries": done.ids,
        "customer": standing.customers[0],
        "reopened": _objects(opened),
        "allocations": _objects(settled),
        "on_account": {"item": move.onto[1], "customer": done.customer, "amount": credit}
        if credit
        else None,
        "taken_back": standing.granted.amount if move.gives_back else None,
    }
    parts = [f"{name} {amount} open again" for name, _, amount in opened]
    parts += [f"{name} {amount} settled" for name, _, amount in settled]
    whose = f" of {done.customer}" if done.customer not in standing.customers else ""
    parts += [f"{credit} on account{whose} under {move.onto[1]}"] if credit else []
    said = f"{verb} {standing.payment}: {', '.join(parts)}"
    if move.gives_back:
        said += f"; {standing.granted.amount} that was granted is taken back by {done.back}"
    return changed(call, written, data, said, f"billcli why {standing.payment}", ids=done.ids)


def _added(rows: Iterable[tuple[str, int | None, Money]]) -> list[tuple[str, int | None, Money]]:
    found: dict[tuple[str, int | None], Money] = {}
    for item, instalment, amount in rows:
        key = item, instalment
        found[key] = found[key] + amount if key in found else amount
    return [(*key, amount) for key, amount in found.items()]


def _objects(rows: list[tuple[str, int | None, Money]]) -> list[dict[str, object]]:
    return [{"item": i, "instalment": nth, "amount": amount} for i, nth, amount in rows]
