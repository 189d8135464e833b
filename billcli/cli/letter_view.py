"""How commands that send answer: what became of each letter, and what a person has to do."""

from __future__ import annotations

from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.delivery.way import State
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode, Problem, Severity
from billcli.services.letter import UNSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.cli.invocation import Invocation
    from billcli.cli.outcome import Row
    from billcli.delivery.slip import Slip
    from billcli.services.letter import Posted
    from billcli.services.workspace import Workspace

ID, TEXT = ColumnKind.ID, ColumnKind.TEXT
LETTERS = (
    Column("key", "Key", ID, Show.DETAIL),
    Column("customer", "Customer", ID),
    Column("to", "To"),
    Column("subject", "Subject"),
    Column("state", "State"),
    Column("reason", "Reason", TEXT, Show.ROOM),
    Column("message_id", "Message-ID", ID, Show.DETAIL),
)
_WORDS = {
    State.READY: "Would send", State.SENT: "Sent", State.DRAFTED: "Drafted",
    State.SENDING: "Not known whether it arrived", State.WAITING: "Waits",
    State.REFUSED: "Refused", State.UNKNOWN: "Not known whether it arrived",
}  # fmt: skip
_HINTS = {
    State.WAITING: "run the command again later, or billcli outbox retry",
    State.REFUSED: "correct the address, then send it again",
    State.UNKNOWN: "ask whether it arrived, then billcli outbox resolve KEY --sent or --not-sent",
}


def posted_outcome(call: Invocation, workspace: Workspace, posted: Sequence[Posted]) -> Outcome:
    """Return the outcome of sending; exit 5 when a letter did not go, or may not have gone."""
    rows = tuple(
        (one.letter.key, one.letter.customer, one.letter.to, one.letter.subject, one.state.value,
         one.reason, one.message_id)
        for one in posted
    )  # fmt: skip
    keys = [column.key for column in LETTERS]
    letters = [
        {**dict(zip(keys, row, strict=True)), "earlier": one.earlier}
        for row, one in zip(rows, posted, strict=True)
    ]
    unsent = [one for one in posted if one.state in UNSENT]
    return Outcome(
        data={"letters": letters, "written": not call.dry_run},
        messages=tuple(_said(one) for one in posted if one.state not in UNSENT),
        problems=tuple(_problem(one) for one in unsent),
        exit_code=ExitCode.WAITING if unsent else ExitCode.DONE,
        tables=() if call.format.value == "table" else (Table("", LETTERS, rows),),
        ids=tuple(one.letter.key for one in posted),
        changed=not call.dry_run and any(not one.earlier for one in posted),
        remarks=workspace.remarks,
    )


def _said(one: Posted) -> str:
    to = f" to {one.letter.to}" if one.letter.to else ""
    if one.earlier:
        return f"{_WORDS[one.state]} before: {one.letter.subject}{to} ({one.reason})"
    return f"{_WORDS[one.state]} {one.letter.subject}{to}"


def _problem(one: Posted) -> Problem:
    if one.problem is not None:
        said = f"{one.letter.subject}, for {one.letter.customer}: {one.problem.message}"
        return one.problem._replace(message=said, severity=Severity.WARNING)
    to = one.letter.to or one.letter.customer
    return Problem(
        "MAIL-NOT-SENT",
        f"{one.letter.subject}, to {to}: {_WORDS[one.state].lower()} ({one.reason})",
        help=_HINTS[one.state].replace("KEY", one.letter.key),
        severity=Severity.WARNING,
    )


SLIPS = (
    Column("key", "Key", ID),
    Column("state", "State"),
    Column("customer", "Customer", ID),
    Column("to", "To", TEXT, Show.ROOM),
    Column("subject", "Subject", TEXT, Show.ROOM),
    Column("reason", "Reason"),
    Column("at", "Since", TEXT, Show.DETAIL),
    Column("attempts", "Attempts", ColumnKind.INT, Show.DETAIL),
    Column("message_id", "Message-ID", ID, Show.DETAIL),
)


def slip_rows(slips: Iterable[Slip]) -> tuple[Row, ...]:
    """Return letters of the outbox as rows of ``SLIPS``."""
    return tuple(
        (one.key, one.state.value, one.customer, one.to, one.subject, one.reason, one.at,
         one.attempts, one.message_id)
        for one in slips
    )  # fmt: skip


def slip_table(slips: Iterable[Slip], empty: str) -> Table:
    """Return letters of the outbox as a table."""
    return Table("", SLIPS, slip_rows(slips), empty=empty)


def slip_objects(slips: Iterable[Slip]) -> list[dict[str, object]]:
    """Return letters of the outbox for machines."""
    keys = [column.key for column in SLIPS]
    return [dict(zip(keys, row, strict=True)) for row in slip_rows(slips)]


def slip_said(one: Slip) -> str:
    """Return what became of a letter that was tried again, or what a person said of it."""
    return f"{_WORDS[one.state]}: {one.subject} to {one.to} ({one.reason})"
