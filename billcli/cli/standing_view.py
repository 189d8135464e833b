"""How bank accounts stand in the books, as an answer."""

from __future__ import annotations

from billcli.cli.outcome import Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode
from billcli.matching.proposal import clipped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.cli.outcome import Cell
    from billcli.services.bank_standing import BankStanding, Clearing

ID, INT, DATE, MONEY = ColumnKind.ID, ColumnKind.INT, ColumnKind.DATE, ColumnKind.MONEY

ACCOUNTS = (
    Column("account", "Account", ID),
    Column("balance", "Balance", MONEY),
    Column("asserted", "Last balance", DATE),
    Column("after", "Since then", INT, Show.ROOM),
    Column("open", "Untold", INT),
    Column("verdict", "Verdict"),
)
OPEN = (
    Column("account", "Account", ID, Show.ROOM),
    Column("date", "Date", DATE),
    Column("amount", "Amount", MONEY),
    Column("words", "Untold by the bank"),
    Column("place", "Where", ColumnKind.WORD),
)
CLEARING = (
    Column("account", "Clearing account", ID),
    Column("balance", "Balance", MONEY),
    Column("since", "Not at zero since", DATE),
)


def stood(standings: Sequence[BankStanding], clearing: Sequence[Clearing], day: dt.date) -> Outcome:
    """Return the outcome: how each account stands, and exit 1 when one is not proven."""
    rows = tuple(map(_row, standings))
    unheard = tuple(_unheard(standings))
    tables = [Table("", ACCOUNTS, rows, empty="The books have no bank account with movements.")]
    if unheard:
        tables.append(Table("", OPEN, unheard))
    cleared = tuple((one.account, one.balance, one.since) for one in clearing)
    if cleared:
        tables.append(Table("", CLEARING, cleared))
    return Outcome(
        data={
            "as_of": day,
            "accounts": [_told(ACCOUNTS, row) for row in rows],
            "unreconciled": [_told(OPEN, row) for row in unheard],
            "clearing": [_told(CLEARING, row) for row in cleared],
            "holds": all(one.holds for one in standings),
        },
        tables=tuple(tables),
        exit_code=ExitCode.DONE if all(one.holds for one in standings) else ExitCode.FAILED,
    )


def _row(one: BankStanding) -> tuple[Cell, ...]:
    asserted = one.asserted.date if one.asserted else None
    verdict = "proven" if one.holds else "open" if one.asserted else "never proven"
    return (one.account, one.balance, asserted, one.after, len(one.open), verdict)


def _unheard(standings: Sequence[BankStanding]) -> list[tuple[Cell, ...]]:
    return [
        (one.account, found.date, found.amount, clipped(found.words), str(found.source))
        for one in standings
        for found in one.open
    ]


def _told(columns: tuple[Column, ...], row: tuple[Cell, ...]) -> dict[str, Cell]:
    return dict(zip([column.key for column in columns], row, strict=True))
