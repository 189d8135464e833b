"""``billcli outbox``: letters that wait, were refused, or of which nobody knows."""

from __future__ import annotations

from billcli.cli.change import ids_given
from billcli.cli.declare import Annotated, argument, noun, option
from billcli.cli.letter_view import slip_objects, slip_said, slip_table
from billcli.cli.outcome import Outcome
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.declare import Context
    from billcli.cli.invocation import Invocation
    from billcli.delivery.slip import Slip
    from billcli.services.workspace import Workspace

ANEW_NEXT = "Next: billcli remind --send"

app = noun("outbox", "Letters that wait: list, resolve, retry.")

Keys = Annotated[list[str], argument(metavar="KEY...", help="Keys of letters, or - for stdin.")]


@app.command("list")
def list_(ctx: Context) -> Outcome:
    """List the letters that are not settled, and why.

        billcli outbox list
        billcli outbox list --format json

    A letter that waits is sent by the next run that wants it, or by outbox retry. One that is
    unknown was handed over, and the server did not answer: it is never sent again by itself.
    """
    from billcli.cli.books import opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.outbox_work import waiting_letters  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    slips = waiting_letters(workspace)
    table = slip_table(slips, "No letter waits.")
    data = {"letters": slip_objects(slips)}
    ids = tuple(slip.key for slip in slips)
    return Outcome(data=data, tables=(table,), ids=ids, remarks=workspace.remarks)


@app.command("resolve")
def resolve(
    ctx: Context,
    key: Keys,
    sent: Annotated[bool, option("--sent", help="They arrived: the ledger is to say so.")] = False,
    not_sent: Annotated[bool, option("--not-sent", help="They did not: send them again.")] = False,
) -> Outcome:
    """Say of letters that are unknown whether they arrived.

        billcli outbox resolve delivery/INV-2026-0001 --sent
        billcli outbox resolve delivery/INV-2026-0001 --not-sent

    Look into the sent folder of your mail server, or ask the customer.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.outbox_place import REMINDERS  # noqa: PLC0415
    from billcli.services.outbox_work import resolve_letters  # noqa: PLC0415

    call: Invocation = ctx.obj
    if sent == not_sent:
        raise UsageError.of(
            "OPTION-VALUE", "it is not said whether they arrived",
            hint="add either --sent or --not-sent",
        )  # fmt: skip
    workspace = opened(call)
    agree = consent(call, "Is that so?")
    slips = resolve_letters(workspace, ids_given(key), agree, call.moment, sent=sent)
    remind = all(slip.key.startswith(REMINDERS) for slip in slips)
    again = f"Next: billcli {'remind --send' if remind else 'outbox retry'}"
    return _answer(call, workspace, slips, "" if sent else again)


@app.command("retry")
def retry(
    ctx: Context,
    key: Annotated[
        list[str], argument(metavar="[KEY]...", help="Keys of letters; else all that wait.")
    ] = [],  # noqa: B006 - it is copied
) -> Outcome:
    """Send letters that wait or were refused once more, just as they are.

        billcli outbox retry --yes
        billcli outbox retry delivery/INV-2026-0001

    Reminders are never sent so, because what they name may be paid by now: one that is named here
    waits for the next billcli remind --send, which makes it anew or withdraws it. Exit 5 when some
    letters could still not be sent.
    """
    from billcli.cli.books import consent, opened  # noqa: PLC0415 - loads Beancount
    from billcli.services.mailer import mailer_of  # noqa: PLC0415
    from billcli.services.outbox_work import is_asked_anew, retry_letters  # noqa: PLC0415

    call: Invocation = ctx.obj
    workspace = opened(call)
    mailer = mailer_of(workspace, dry_run=call.dry_run)
    agree = consent(call, "Send these letters?")
    keys = ids_given(key) if key else []
    slips = retry_letters(workspace, keys, mailer, agree, call.moment)
    anew = any(map(is_asked_anew, slips))
    follow = ANEW_NEXT if anew else "" if slips else "No letter is to be tried again"
    return _answer(call, workspace, slips, follow)


def _answer(call: Invocation, workspace: Workspace, slips: Sequence[Slip], follow: str) -> Outcome:
    from billcli.delivery.way import State  # noqa: PLC0415 - seldom wanted
    from billcli.services.outbox_work import is_asked_anew  # noqa: PLC0415

    failed = any(
        slip.state not in {State.SENT, State.DRAFTED} and not is_asked_anew(slip) for slip in slips
    )
    wrong = failed and follow in {"", ANEW_NEXT} and not call.dry_run
    return Outcome(
        data={"letters": slip_objects(slips), "written": not call.dry_run},
        messages=(*map(slip_said, slips), *([follow] if follow else [])),
        exit_code=ExitCode.WAITING if wrong else ExitCode.DONE,
        ids=tuple(slip.key for slip in slips),
        changed=not call.dry_run and bool(slips),
        remarks=workspace.remarks,
    )
