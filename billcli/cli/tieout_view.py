"""How the tie-out of open items and accounts looks as an answer."""

from __future__ import annotations

from billcli.cli.change import read_outcome
from billcli.cli.outcome import Column, ColumnKind, Table
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.cli.outcome import Outcome
    from billcli.domain.tie_out import TieRow
    from billcli.services.workspace import Workspace

COLUMNS = (
    Column("customer", "Customer"),
    Column("account", "Account", ColumnKind.ID),
    Column("open_items", "Open items", ColumnKind.MONEY),
    Column("balance", "Balance", ColumnKind.MONEY),
    Column("difference", "Difference", ColumnKind.MONEY),
)
NAMED_MAX = 3


def tied(workspace: Workspace, rows: Sequence[TieRow]) -> Outcome:
    """Return the outcome: both sides of each account, and exit 1 when they differ anywhere."""
    told = [
        {
            "customers": list(row.customers),
            "accounts": list(row.accounts),
            "currency": row.currency,
            "open_items": row.open_items,
            "balance": row.balance,
            "difference": row.difference,
        }
        for row in rows
    ]
    cells = tuple(
        (_customer(row), ", ".join(row.accounts), row.open_items, row.balance, row.difference)
        for row in rows
    )
    table = Table("", COLUMNS, cells, empty="Nothing is receivable.")
    ties = not any(row.difference for row in rows)
    outcome = read_outcome(workspace, {"rows": told, "ties": ties}, table)
    if ties or outcome.exit_code is not ExitCode.DONE:
        return outcome
    return outcome._replace(exit_code=ExitCode.FAILED, messages=(*outcome.messages, _said(rows)))


def _customer(row: TieRow) -> str:
    many = len(row.customers) > NAMED_MAX
    return f"{len(row.customers)} customers" if many else ", ".join(row.customers)


def _said(rows: Sequence[TieRow]) -> str:
    currencies = dict.fromkeys(row.currency for row in rows)
    off = [total((r.difference for r in rows if r.currency == c), c) for c in currencies]
    return f"Open items and accounts differ: {', '.join(map(str, off))}; please report this"
