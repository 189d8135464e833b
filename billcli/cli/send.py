"""What the verbs ``send`` share: who carries, who agrees, and the answer."""

from __future__ import annotations

from billcli.cli.declare import Annotated, option
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.send_document import Enclosed
    from billcli.services.workspace import Workspace

To = Annotated[str, option(metavar="ADDRESS", help="Another address than the customer's.")]
Again = Annotated[bool, option("--again", help="Send it although it was sent before.")]


def sent(
    call: Invocation,
    enclose: Callable[[Workspace], Sequence[Enclosed]],
    *,
    to: str = "",
    again: bool = False,
) -> Outcome:
    """Send documents and return what became of each.

    Args:
        call: the invocation.
        enclose: finds what is to be sent.
        to: another address than the customers', or empty.
        again: send also what was sent before.

    Raises:
        BillcliError: an address is none, the settings are wrong, or as ``send_documents``.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.cli.letter_view import posted_outcome  # noqa: PLC0415
    from billcli.delivery.mail import mailbox  # noqa: PLC0415 - loads email
    from billcli.services.mailer import mailer_of  # noqa: PLC0415
    from billcli.services.send_document import send_documents  # noqa: PLC0415

    if to:
        mailbox(to)
    workspace = opened(call)
    workspace.snapshot.require_sound()
    enclosed = enclose(workspace)
    mailer = mailer_of(workspace, dry_run=call.dry_run)
    agree = consent(call, "Send this?")
    posted = send_documents(workspace, enclosed, mailer, agree, call.moment, to=to, again=again)
    return posted_outcome(call, workspace, posted)
