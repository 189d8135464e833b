"""Lines of a statement from the oldest to the newest, whatever the order of the file."""

from __future__ import annotations

from billcli.bank.balance_proof import runs_down
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.bank_line import BankLine


def oldest_first(lines: Iterable[BankLine]) -> tuple[BankLine, ...]:
    """Return lines by date; those of a day in the file's order, turned if it runs newest first."""
    found = list(lines)
    if runs_down([line.date for line in found]):
        found.reverse()
    return tuple(sorted(found, key=lambda line: line.date))
