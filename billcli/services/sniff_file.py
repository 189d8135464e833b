"""What a bank's file holds, without any books: statements, their sums, and whether they prove."""

from __future__ import annotations

from dataclasses import dataclass, replace

from billcli.bank.csv_profile import CsvProfile
from billcli.bank.csv_read import read_csv_all
from billcli.bank.statement_format import CSV, format_of, read_statements
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Severity, Source, UsageError
from billcli.domain.statement_proof import unproven

if TYPE_CHECKING:
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.problem import Problem

_ORDERS = ("dmy", "mdy", "ymd")
_UNDECIDED = frozenset({"CSV-DATE-ORDER", "STATEMENT-DATE-ORDER"})


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What one file holds.

    Attributes:
        name: as typed.
        format: such as ``camt``; empty for a file that could not be opened.
        statements: as the file has them, one for each account, currency and statement.
        problems: why nothing or not all can be trusted.
    """

    name: str
    format: str
    statements: tuple[BankStatement, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        """Return whether an error stands in the way of booking the file as it is."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def dated(self) -> bool:
        """Return whether the days of the lines are known."""
        return _UNDECIDED.isdisjoint(problem.code for problem in self.problems)


def sniff(data: bytes, name: str) -> Sniffed:
    """Return what a file holds; what is wrong with it is told, not raised.

    When only the order of day and month is open, counts and sums are the same under every order:
    the statements are told with that problem.

    Args:
        data: the bytes of the file.
        name: its name, for messages.
    """
    kind = format_of(data)
    try:
        return _told(name, kind, _read(data, name, kind))
    except BillcliError as error:
        problems = error.problems
    failed = Sniffed(name, kind, problems=problems)
    return failed if failed.dated else _undated(data, failed)


def _undated(data: bytes, failed: Sniffed) -> Sniffed:
    """Return the statements under the first order of dates that fits, as far as there is one."""
    for order in _ORDERS:
        try:
            found = _read(data, failed.name, failed.format, order)
        except UsageError:
            continue
        told = _told(failed.name, failed.format, found)
        return replace(told, problems=(*told.problems, *failed.problems))
    return failed


def _read(data: bytes, name: str, kind: str, order: str = "") -> tuple[BankStatement, ...]:
    if kind != CSV:
        return read_statements(data, name, order)
    return read_csv_all(data, name, profile=CsvProfile(date_order=order) if order else None)


def _told(name: str, kind: str, statements: tuple[BankStatement, ...]) -> Sniffed:
    accounts: dict[tuple[str, str], list[BankStatement]] = {}
    for one in statements:
        accounts.setdefault((one.bank_account, one.currency), []).append(one)
    found = [problem for one in statements for problem in one.problems]
    for own in accounts.values():
        found += unproven(own, Source(name))
    return Sniffed(name, kind, statements, tuple(dict.fromkeys(found)))
