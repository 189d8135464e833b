"""What is owed without the tax in it that is given back where it is never paid."""

from __future__ import annotations

from billcli.domain.allocation_part import Part
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Owed
from billcli.services.write_off import relief_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from billcli.domain.books import Books
    from billcli.domain.money import Money
    from billcli.domain.open_item import OpenItem
    from billcli.services.workspace import Workspace


def owed_net(workspace: Workspace, as_of: dt.date) -> Iterator[Owed]:
    """Yield what counts of the open items as of a day, those that are overdue net of tax.

    A write-off with relief would lose just that of them.
    """
    books = workspace.books(as_of)
    for row in books.open_items():
        one = Owed.of(row)
        late = row.date_due is not None and row.date_due < as_of and row.balance_open.number > 0
        tax = _tax_in(workspace, books, row) if late else None
        yield one._replace(number=(row.balance_open - tax).number) if tax else one


def _tax_in(workspace: Workspace, books: Books, row: OpenItem) -> Money:
    """Return the tax in what is open of an item; what is no invoice bears none."""
    shares = relief_of(workspace, books, [Part(row, row.balance_open)])
    return total([share.tax for share in shares], row.balance_open.currency)
