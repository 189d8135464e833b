"""Items that became overdue since a day, with what keeps anybody from asking for them."""

from __future__ import annotations

from billcli.domain.frozen import frozen
from billcli.domain.hold import held
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Extent
from billcli.domain.promise import promised
from billcli.services.standing_note import holds_on, promises_on

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace


@frozen
class Missed:
    """An item that became overdue.

    Attributes:
        waits_for: ``disputed``, ``promised until ...`` or ``on hold``; empty where it can be asked
            for.
    """

    row: OpenItem
    waits_for: str


def missed(workspace: Workspace, since: dt.date, as_of: dt.date) -> tuple[Missed, ...]:
    """Return what is owed and became overdue after a day, oldest due first.

    Args:
        workspace: the books.
        since: the day of the last look; what was overdue on it already is left out.
        as_of: the day of this one.
    """
    found = [
        row
        for row in workspace.books(as_of).open_items()
        if row.balance_open.number > 0 and row.date_due and since <= row.date_due < as_of
    ]
    if not found:
        return ()
    promises, holds = promised(promises_on(workspace, as_of)), holds_on(workspace, as_of)

    def waits_for(row: OpenItem) -> str:
        if promise := promises.get(row.item):
            return f"promised until {promise.until}"
        if hold := held(holds, row.account, row.item):
            return "in collections" if hold.is_handed_off else "on hold"
        return {Extent.NONE: "", Extent.ALL: "disputed", Extent.PART: "disputed in part"}[
            row.disputed
        ]

    found.sort(key=lambda row: (row.date_due or since, row.item, row.instalment or 0))
    return tuple(Missed(row, waits_for(row)) for row in found)
