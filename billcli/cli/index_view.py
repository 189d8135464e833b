"""How the read model shows: where it is, what it holds, and what was done with it."""

from __future__ import annotations

from billcli.cli.invocation import Format
from billcli.cli.outcome import Column, ColumnKind, Outcome, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.cli.invocation import Invocation
    from billcli.services.index_ledger import Indexed, Standing

WIDE = 100

COLUMNS = (
    Column("path", "Read model", ColumnKind.WORD),
    Column("state", "State"),
    Column("reason", "Because"),
    Column("follows", "Changes"),
    Column("obstacle", "Because"),
    Column("size", "Bytes", ColumnKind.INT),
    Column("made", "Made"),
    Column("files", "Files", ColumnKind.INT),
    Column("facts", "Facts", ColumnKind.INT),
    Column("items", "Items", ColumnKind.INT),
    Column("open", "Open", ColumnKind.INT),
)
STATES = {(True, True): "fresh", (True, False): "stale", (False, False): "none"}


def index_outcome(call: Invocation, done: Indexed) -> Outcome:
    """Return the outcome: how the model stands, what was done and why, and what was wrong."""
    standing = done.standing
    people = call.format is Format.TABLE
    failed = ExitCode.FAILED if done.equal is False else ExitCode.DONE
    return Outcome(
        data=_data(done),
        tables=() if people else (_table(standing, people=False),),
        text=_shown(call, standing) if people else "",
        messages=tuple(_messages(done)),
        problems=done.problems,
        exit_code=failed if done.sound else ExitCode.INVALID,
    )


def _shown(call: Invocation, standing: Standing) -> str:
    from billcli.cli.table_plain import stacked  # noqa: PLC0415 - only for a screen

    columns = call.columns if call.stdout_tty else WIDE
    return stacked(_table(standing, people=True), columns)


def _table(one: Standing, *, people: bool) -> Table:
    follows: object = one.follows
    if people:
        follows = _followed(one) if one.kept else None
    made = one.made.strftime("%Y-%m-%dT%H:%M:%SZ") if one.made else None
    figures = (one.size, made, one.files, one.facts, one.items, one.open_items)
    row = (
        one.path,
        STATES[one.kept, one.fresh],
        one.reason,
        follows,
        one.obstacle,
        *(figures if one.kept or not people else [None] * len(figures)),
    )
    return Table("", COLUMNS, (row,))


def _followed(one: Standing) -> str:
    return "read from the changed files alone" if one.follows else "make the whole ledger be read"


def _messages(done: Indexed) -> Iterator[str]:
    yield from done.remarks
    if done.equal:
        yield "The read model says what the ledger says: every byte, fact and figure was compared"


def _data(done: Indexed) -> dict[str, object]:
    one = done.standing
    return {
        "path": one.path,
        "state": STATES[one.kept, one.fresh],
        "reason": one.reason,
        "follows": one.follows,
        "obstacle": one.obstacle,
        "size": one.size,
        "made": one.made.strftime("%Y-%m-%dT%H:%M:%SZ") if one.made else None,
        "files": one.files,
        "facts": one.facts,
        "items": one.items,
        "open": one.open_items,
        "how": done.how.value if done.how else None,
        "remarks": list(done.remarks),
        "equal": done.equal,
    }
