"""How statements of bank accounts look as an answer."""

from __future__ import annotations

from billcli.cli.outcome import Cell, Column, ColumnKind, Outcome, Show, Table
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.bank_statement import BankStatement
    from billcli.services.sniff_file import Sniffed

ID, INT, DATE, MONEY = ColumnKind.ID, ColumnKind.INT, ColumnKind.DATE, ColumnKind.MONEY

SNIFFED = (
    Column("account", "Account", ID),
    Column("number", "Number", ID, Show.DETAIL),
    Column("currency", "Currency", ColumnKind.WORD, Show.DETAIL),
    Column("count", "Lines", INT),
    Column("sum", "Sum", MONEY),
    Column("opening", "Opening", MONEY, Show.ROOM),
    Column("closing", "Closing", MONEY, Show.ROOM),
    Column("proof", "Proof"),
    Column("file", "File"),
    Column("format", "Format"),
    Column("pending", "Pending", INT, Show.DETAIL),
    Column("from", "From", DATE, Show.DETAIL),
    Column("to", "To", DATE, Show.DETAIL),
)


def statement_object(one: BankStatement) -> dict[str, object]:
    """Return what a statement holds, for machines."""
    return {
        "account": one.bank_account,
        "number": one.number,
        "currency": one.currency,
        "count": len(one.lines),
        "sum": one.sum,
        "opening": one.opening,
        "closing": one.closing,
        "proof": one.proof,
    }


def sniffed(files: Sequence[Sniffed], *, details: bool) -> Outcome:
    """Return what files hold: a row for each statement, and exit 1 when one cannot be booked.

    Args:
        files: what was found in each.
        details: say what was detected of each.
    """
    statements = [(one, file) for file in files for one in file.statements]
    return Outcome(
        data={"statements": [_object(one, file) for one, file in statements]},
        tables=(Table("", SNIFFED, tuple(_row(one, file) for one, file in statements)),),
        messages=tuple(_dialects(statements)) if details else (),
        problems=tuple(problem for file in files for problem in file.problems),
        exit_code=ExitCode.FAILED if any(file.failed for file in files) else ExitCode.DONE,
    )


def _dialects(statements: Iterable[tuple[BankStatement, Sniffed]]) -> Iterator[str]:
    told = dict.fromkeys((file.name, pair) for one, file in statements for pair in one.dialect)
    return (f"Dialect of {name}: {key} {value}" for name, (key, value) in told)


def _object(one: BankStatement, file: Sniffed) -> dict[str, object]:
    days = [line.date for line in one.lines] if file.dated else []
    return {
        **statement_object(one),
        "file": file.name,
        "format": file.format,
        "pending": one.pending,
        "dialect": dict(one.dialect),
        "from": min(days, default=None),
        "to": max(days, default=None),
    }


def _row(one: BankStatement, file: Sniffed) -> tuple[Cell, ...]:
    told = _object(one, file)
    return tuple(told[column.key] for column in SNIFFED)  # type: ignore[misc]
