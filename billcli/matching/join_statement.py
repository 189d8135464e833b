"""Several statements as one: lines that stand in more than one of them count once.

Source: safety rule 8. Files may overlap, repeat each other, or be the same account in two formats.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from billcli.domain.bank_statement import BankStatement
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.held_line import HeldLine, blurred, sure_reference
from billcli.matching.identity import sort_against
from billcli.matching.sorted_line import LineStatus, SortedLine, refuse_conflicts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.domain.bank_line import BankLine


def join_statements(statements: Sequence[BankStatement]) -> BankStatement:
    """Return one statement of all lines, each once, in the order of their days.

    A line that may stand in two files with other words is kept, and never certain.

    Raises:
        BillcliError: two files give one reference to different lines (BANK-CONFLICT).
    """
    if len(statements) == 1:
        return statements[0]
    lines: dict[str, list[BankLine]] = defaultdict(list)
    for one in sorted(statements, key=_first_day):
        known = lines[one.account]
        held = [_held(line) for line in known]
        found = [_of_files(each) for each in sort_against(one.lines, held)]
        refuse_conflicts(found)
        for each in found:
            if each.status is LineStatus.NEW:
                known.append(each.line)
            elif each.status is LineStatus.DOUBTFUL:
                known.append(replace(each.line, doubt=each.reason))
    every = sorted((line for own in lines.values() for line in own), key=lambda line: line.date)
    first = statements[0]
    return BankStatement(
        ", ".join(lines),
        first.currency,
        tuple(every),
        pending=sum(one.pending for one in statements),
        problems=tuple(problem for one in statements for problem in one.problems),
    )


def _of_files(one: SortedLine) -> SortedLine:
    """Return a sorted line whose reason speaks of the file that holds it, not of the ledger."""
    return replace(one, reason=one.reason.replace("the ledger", "another file"))


def _first_day(statement: BankStatement) -> tuple[str, str]:
    dates = [str(line.date) for line in statement.lines]
    return min(dates, default=""), statement.account


def _held(line: BankLine) -> HeldLine:
    reference = sure_reference(line.bank_ref)
    return HeldLine(line.date, line.amount, reference, blurred(line.text), line.nth, line.source)
