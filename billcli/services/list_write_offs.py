"""Write-offs as the ledger has them, and what of them came after all."""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.party import nearest
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.books import Books
    from billcli.domain.entry import Entry
    from billcli.domain.money import Money
    from billcli.domain.open_item import Movement


class Loss(NamedTuple):
    """A write-off as the ledger has it.

    Attributes:
        write_off: its id.
        amount: what was written off; below zero for a credit nobody asked for.
        recovered: what of it came after all.
        recoveries: the entries that opened the item again.
    """

    write_off: str
    entry: Entry
    customer: str
    customer_name: str
    amount: Money
    recovered: Money
    movements: tuple[Movement, ...]
    recoveries: tuple[Entry, ...] = ()

    @property
    def left(self) -> Money:
        """What of it did not come."""
        return self.amount - self.recovered


def list_write_offs(
    books: Books, customer: str = "", since: dt.date | None = None, until: dt.date | None = None
) -> tuple[Loss, ...]:
    """Return the write-offs in the order of the ledger.

    Raises:
        UsageError: no such customer.
    """
    wanted = books.customer(customer).id if customer else ""
    by_entry: dict[int, list[Movement]] = {}
    again: dict[str, list[Movement]] = {}
    within = books.about(customer=wanted) if wanted else books.tagged("write-off")
    for moved in within.movements:
        if wanted in ("", moved.customer):
            if "write-off" in moved.entry.tags:
                by_entry.setdefault(id(moved.entry), []).append(moved)
            elif "reversal" in moved.entry.tags:
                meta = moved.entry.meta
                old = text_of(meta.get("corrects")) or text_of(meta.get("reverses"))
                again.setdefault(old, []).append(moved)
    found = [_loss(books, moved, again) for moved in by_entry.values()]
    return tuple(
        one
        for one in found
        if (since is None or one.entry.date >= since) and (until is None or one.entry.date <= until)
    )


def loss_of(books: Books, name: str) -> Loss:
    """Return a write-off by its id.

    Raises:
        UsageError: there is none; the nearest three are named.
    """
    every = {one.write_off: one for one in list_write_offs(books)}
    if name in every:
        return every[name]
    near = nearest(name, {one: (one,) for one in every})
    hint = f"did you mean {' or '.join(near)}?" if near else "see billcli writeoff list"
    raise UsageError.of("UNKNOWN-ENTRY", f"there is no write-off {quoted(name)}", hint=hint)


def _loss(books: Books, moved: list[Movement], again: dict[str, list[Movement]]) -> Loss:
    entry, customer, currency = moved[0].entry, moved[0].customer, moved[0].amount.currency
    name = text_of(entry.meta.get("id")) or str(entry.source)
    back = again.get(name, [])
    return Loss(
        name,
        entry,
        customer,
        books.name_of(customer),
        -total([m.amount for m in moved], currency),
        total([m.amount for m in back], currency),
        tuple(moved),
        tuple({id(m.entry): m.entry for m in back}.values()),
    )
