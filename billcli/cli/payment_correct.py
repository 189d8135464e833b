"""``billcli payment unapply``: take back what a payment settled, and keep its money on account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.change import changed, date_given
from billcli.cli.declare import argument, option

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
        "on_account": {"item": move.onto[1], "amount": credit} if credit else None,
        "taken_back": standing.granted.amount if move.gives_back else None,
    }
    parts = [f"{name} {amount} open again" for name, _, amount in opened]
    parts += [f"{name} {amount} settled" for name, _, amount in settled]
    parts += [f"{credit} on account under {move.onto[1]}"] if credit else []
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
