"""``billcli collections``: customers that somebody else collects from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from billcli.cli.change import ids_given
from billcli.cli.declare import argument, noun, option
from billcli.cli.note_view import noted

if TYPE_CHECKING:
    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome

app = noun("collections", "Customers and items that somebody else collects.")


@app.command("hand-off")
def hand_off(
    ctx: Context,
    subject: Annotated[list[str], argument(help="Ids of customers, or of items.")],
    reason: Annotated[str, option(help="To whom, and why.")],
) -> Outcome:
    """Write down that somebody else collects: nobody is reminded by billcli any more.

        billcli collections hand-off Acme --reason "To the agency, file 4711"
        billcli hold clear Acme --note "Came back from the agency"

    It is a hold of the last level. billcli remind names such items as in collections, billcli
    worklist leaves them out, and billcli hold list shows them until the hold is cleared.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.domain.hold import COLLECTIONS  # noqa: PLC0415
    from billcli.services.keep_hold import HoldRequest, set_holds  # noqa: PLC0415

    call: Invocation = ctx.obj
    request = HoldRequest(tuple(ids_given(subject)), reason, level=COLLECTIONS)
    written = set_holds(opened(call), request, consent(call, "Hand this off?"))
    return noted(call, written, "Handed off", "billcli hold list")
