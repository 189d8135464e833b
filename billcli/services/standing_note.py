"""What stands on a day by notes: disputes, promises, holds, and whose they are."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.hold import holds, record_hold
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import balances_open
from billcli.domain.promise import promises

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.books import Books
    from billcli.domain.dispute import Dispute
    from billcli.domain.hold import Hold
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party
    from billcli.domain.promise import Promise
    from billcli.services.workspace import Workspace


@frozen
class Whose:
    """Whom a note is about.

    Attributes:
        customer: id; empty where nobody is known.
        name: the real name.
    """

    customer: str = ""
    name: str = ""


class Owners:
    """Finds whom a note is about: by its items, else by its account."""

    def __init__(self, books: Books) -> None:
        """Keep the books of the day."""
        self._books = books
        self._parties: dict[str, Party] | None = None

    def of(self, account: str, items: Sequence[str]) -> Whose:
        """Return whom a note on an account about items concerns."""
        for item in items:
            for row in self._books.about(item=item).items:
                if row.item == item:
                    return Whose(row.customer, row.customer_name)
        if self._parties is None:
            self._parties = {one.account: one for one in self._books.parties.values()}
        party = self._parties.get(account)
        return Whose(party.id, party.name) if party else Whose()


def promises_on(workspace: Workspace, as_of: dt.date) -> tuple[Promise, ...]:
    """Return all promises as they stand at the end of a day, oldest first."""
    books = workspace.books(as_of)
    return promises(workspace.snapshot.facts.notes_of("promise"), as_of, books.history)


def holds_on(workspace: Workspace, as_of: dt.date) -> tuple[Hold, ...]:
    """Return all holds as they stand at the end of a day, those of customers' records last."""
    noted = holds(workspace.snapshot.facts.notes_of("hold"), as_of)
    recorded = map(record_hold, workspace.books(as_of).parties.values())
    return (*noted, *(one for one in recorded if one))


def held_rows(books: Books, held: Sequence[Hold]) -> tuple[OpenItem, ...]:
    """Return what is owed and on hold, each row once: items that are named, or a whole account.

    Args:
        books: of the day.
        held: holds that stand.
    """
    owners = Owners(books)
    whole = {one.account: owners.of(one.account, ()).customer for one in held if not one.items}
    items = {item for one in held for item in one.items}
    rows = books.among(filter(None, whole.values()), items).open_items()
    return tuple(
        row
        for row in rows
        if row.balance_open.number > 0 and (row.item in items or row.account in whole)
    )


def left_of(books: Books, items: Iterable[str]) -> tuple[Money, ...]:
    """Return what is open of some items, per currency."""
    each = ((item, books.about(item=item).open_items()) for item in dict.fromkeys(items))
    return balances_open(row for item, rows in each for row in rows if row.item == item)


def disputed_now(books: Books, dispute: Dispute) -> tuple[Money, ...]:
    """Return what a dispute is about by now: its amount, or what is open of its items."""
    if dispute.amount is not None and len(dispute.items) == 1:
        return (dispute.amount,)
    return left_of(books, dispute.items)
