"""Numbers of quotes: counted from their files and from the invoices that name one."""

from __future__ import annotations

from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.numbering import Tally
from billcli.services.named_file import names_in

if TYPE_CHECKING:
    import datetime as dt

    from billcli.services.workspace import Workspace

FOLDER = "quotes"


def next_quote_number(workspace: Workspace, date: dt.date) -> str:
    """Return the number after the last one; that of a file that is gone stays used.

    Args:
        workspace: the books.
        date: of the new quote.
    """
    invoices = workspace.snapshot.facts.entries_with("quote")
    used = [*names_in(workspace, FOLDER), *(text_of(entry.meta["quote"]) for entry in invoices)]
    return Tally(workspace.settings.series["quote"], used).next(date)
