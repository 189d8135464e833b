"""A line of a statement with what the ledger knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from billcli.domain.entry import NOWHERE
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import BillcliError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from billcli.domain.bank_line import BankLine
    from billcli.domain.problem import Source


class LineStatus(Enum):
    """Whether the ledger holds a line already."""

    NEW = "new"
    KNOWN = "known"
    DOUBTFUL = "known?"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class SortedLine:
    """A line with what the ledger knows of it.

    Attributes:
        line: as read; ``bank_ref`` is empty when the file's references are not unique, and ``nth``
            is free in the ledger when the line is new.
        reason: why, in words; an empty string for a plainly new line.
        source: where the ledger holds it, or may hold it.
    """

    line: BankLine
    status: LineStatus
    reason: str = ""
    source: Source = NOWHERE

    @property
    def is_open(self) -> bool:
        """Return whether the line may still be booked: the ledger does not surely hold it."""
        return self.status is not LineStatus.KNOWN


def refuse_conflicts(lines: Iterable[SortedLine]) -> None:
    """Raise every conflict as one error.

    Raises:
        BillcliError: the bank gave a reference of the ledger to a different line.
    """
    problems = tuple(
        Problem(
            "BANK-CONFLICT",
            one.reason,
            one.line.source,
            "compare with the bank; if it reuses references, set columns.bank_ref = [] in the"
            " bank's profile",
        )
        for one in lines
        if one.status is LineStatus.CONFLICT
    )
    if problems:
        raise BillcliError(*problems)
