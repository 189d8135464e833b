"""``billcli invoice send``: issued documents, by mail."""

from __future__ import annotations

from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument
from billcli.cli.send import Again, To, sent
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.outcome import Outcome


def send(
    ctx: Context,
    number: Annotated[list[str], argument(help="Document numbers, or - for stdin.")],
    to: To = "",
    again: Again = False,
) -> Outcome:
    """Send invoices or credit notes to their customers, with the PDF.

        billcli invoice send INV-2026-0001 --dry-run
        billcli invoice send INV-2026-0001 INV-2026-0002 --yes
        billcli invoice send INV-2026-0001 --to boss@acme.example --again

    Each goes once, in the customer's language; the ledger notes when and where to. Run again, only
    what did not go is sent. Exit 5 when some could not be sent; billcli outbox list says why.
    """
    from billcli.services.send_document import invoices_enclosed  # noqa: PLC0415 - loads Beancount

    numbers = ids_given(number)
    return sent(ctx.obj, lambda books: invoices_enclosed(books, numbers), to=to, again=again)
