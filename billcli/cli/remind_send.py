"""Sending reminders from the command line: when it is, who carries, and the answer."""

from __future__ import annotations

import datetime as dt

from billcli.cli.books import consent
from billcli.cli.letter_view import posted_outcome
from billcli.cli.remind_view import left_table, plan_object
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted
from billcli.services.mailer import mailer_of
from billcli.services.send_reminders import send_reminders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Outcome
    from billcli.services.letter import Posted
    from billcli.services.workspace import Workspace


def at_time(call: Invocation, text: str) -> Invocation:
    """Return the call as of a time of its day, or of another; UTC where no offset is said.

    Raises:
        UsageError: TIME-UNREADABLE, the text is no time.
    """
    if not text:
        return call
    try:
        said = dt.datetime.fromisoformat(text if "T" in text else f"{call.today}T{text}")
    except ValueError:
        raise _no_time(text) from None
    return call._replace(today=said.date(), now=said.replace(tzinfo=said.tzinfo or dt.UTC))


def sent(call: Invocation, workspace: Workspace, names: Sequence[str]) -> Outcome:
    """Send what is due and return what became of each letter; silent when nothing is.

    Raises:
        BillcliError: as ``send_reminders``; the settings are wrong.
    """
    mailer = mailer_of(workspace, dry_run=call.dry_run)
    agree = consent(call, "Send this?")
    done = send_reminders(workspace, names, mailer, agree, call.moment)
    letters = (*done.posted, *done.doubtful)
    outcome = posted_outcome(call, workspace, letters)
    data = {**plan_object(done.plan), **dict(outcome.data)}  # type: ignore[call-overload]
    if call.quiet and not call.machine:  # for cron: a line for each notice, else nothing at all
        text = "\n".join(map(_line, letters))
        return outcome._replace(data=data, messages=(), tables=(), text=text)
    messages = outcome.messages or ("Nobody is to be reminded.",)
    tables = (*outcome.tables, *left_table(done.plan))
    return outcome._replace(data=data, messages=messages, tables=tables)


def _line(one: Posted) -> str:
    letter = one.letter
    return f"{letter.customer}\t{letter.to}\t{one.state.value}\t{letter.subject}"


def _no_time(text: str) -> UsageError:
    error = UsageError.of(
        "TIME-UNREADABLE",
        f"--now: {quoted(text)} is no time",
        hint="write 07:00 or 2026-03-31T07:00",
    )
    assert isinstance(error, UsageError)  # noqa: S101 - of returns its own class
    return error
