"""``billcli quote send``: offers, by mail."""

from __future__ import annotations

from billcli.cli.change import ids_given, near
from billcli.cli.declare import Annotated, argument
from billcli.cli.send import Again, To, sent
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.send_document import Enclosed
    from billcli.services.workspace import Workspace


def send(
    ctx: Context,
    quote: Annotated[list[str], argument(metavar="QUOTE", help="Quote numbers, or - for stdin.")],
    to: To = "",
    again: Again = False,
) -> Outcome:
    """Send open quotes to their customers, with the PDF.

        billcli quote send QUO-2026-0001 --dry-run
        billcli quote send QUO-2026-0001 --yes
        billcli quote send QUO-2026-0001 --again

    Each goes once, as its file stands, in the customer's language; the ledger notes when and where
    to. After a change of the file --again sends it anew. Exit 5 when some could not be sent: see
    outbox list.
    """
    call: Invocation = ctx.obj
    numbers = ids_given(quote)

    def enclosed(workspace: Workspace) -> Sequence[Enclosed]:
        from billcli.domain.problem import each  # noqa: PLC0415
        from billcli.services.quote_file import read_quote  # noqa: PLC0415
        from billcli.services.send_document import quotes_enclosed  # noqa: PLC0415

        found = each(
            lambda name: read_quote(workspace, name, lambda path: near(call, path), call.today),
            numbers,
        )
        return quotes_enclosed(workspace, found)

    return sent(call, enclosed, to=to, again=again)
