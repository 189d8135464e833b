"""A bank account proven: statements against the ledger, and against each other."""

from __future__ import annotations

from dataclasses import dataclass

from billcli.domain.bank_statement import joined
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.bank_movement import Balances, movements_of, pair
from billcli.matching.held_line import sure_reference
from billcli.matching.proven_statement import Verdict, by_day, proven
from billcli.matching.statement_gap import gaps

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.entry import Facts
    from billcli.domain.money import Money
    from billcli.matching.bank_movement import BankMovement
    from billcli.matching.proven_statement import ProvenStatement
    from billcli.matching.statement_gap import Gap


@dataclass(frozen=True, slots=True)
class AccountProof:
    """All statements of an account and currency, proven together.

    Attributes:
        statements: by their days.
        missing: lines that the ledger lacks.
        extra: movements of the ledger within the statements' days that no statement has.
        shifted: lines that the ledger has on another side of a statement's end.
        gaps: between statements.
    """

    account: str
    currency: str
    statements: tuple[ProvenStatement, ...]
    missing: tuple[BankLine, ...]
    extra: tuple[BankMovement, ...]
    shifted: tuple[tuple[BankLine, BankMovement], ...]
    gaps: tuple[Gap, ...]

    @property
    def holds(self) -> bool:
        """Return whether nothing is wrong: balances agree, and neither side lacks anything."""
        good = {Verdict.PROVEN, Verdict.UNSTATED}
        apart = self.missing or self.extra or any(gap.certain for gap in self.gaps)
        return not apart and all(one.verdict in good for one in self.statements)


def prove_account(files: Sequence[Sequence[BankStatement]], facts: Facts) -> AccountProof:
    """Return the proof of one account and currency.

    Lines that stand in several files count once.

    Args:
        files: the statements of each file, on their ledger account, in the order of the file.
        facts: what the ledger says.
    """
    first = files[0][0]
    account, currency = first.account, first.currency
    movements = movements_of(facts, account, currency)
    balances = Balances(movements, currency)
    told = [[proven(one, balances) for one in file] for file in files]
    statements = by_day(one for file in told for one in file)
    spans = _spans(statements)
    lines = _each_once(joined(file).lines for file in files)
    found = pair(lines, movements)
    met = {id(one) for one in found.values()}
    ends = [one.end for one in statements if one.end]
    return AccountProof(
        account,
        currency,
        statements,
        tuple(line for index, line in enumerate(lines) if index not in found),
        tuple(one for one in movements if id(one) not in met and _within(one.date, spans)),
        tuple(
            (lines[index], one)
            for index, one in sorted(found.items())
            if lines[index].date != one.date
            and any((lines[index].date <= end) != (one.date <= end) for end in ends)
        ),
        tuple(gaps(told)),
    )


def _each_once(files: Iterable[Iterable[BankLine]]) -> list[BankLine]:
    """Return the lines of several files: each once, whatever words a file has for it.

    Lines of one day and amount that two files tell are the same, unless their references differ.
    """
    found: list[BankLine] = []
    known: dict[tuple[dt.date, Money], list[str]] = {}
    for lines in files:
        told: dict[tuple[dt.date, Money], list[str]] = {}
        for line in lines:
            name, ref = (line.date, line.amount), sure_reference(line.bank_ref)
            pool = told.setdefault(name, list(known.get(name, ())))
            same = next((one for one in pool if one == ref), None)
            if same is None:
                same = next((one for one in pool if not (one and ref)), None)
            if same is not None:
                pool.remove(same)
                continue
            found.append(line)
            known.setdefault(name, []).append(ref)
    return sorted(found, key=lambda line: line.date)


def _spans(statements: Iterable[ProvenStatement]) -> list[tuple[dt.date, dt.date]]:
    """Return the days that statements tell: where one follows the other, those between too."""
    found: list[tuple[dt.date, dt.date]] = []
    before: Money | None = None
    for one in statements:
        if one.begin is None or one.end is None:
            continue
        if found and before is not None and before == one.statement.opening:
            found[-1] = (found[-1][0], one.end)
        else:
            found.append((one.begin, one.end))
        before = one.statement.closing
    return found


def _within(day: dt.date, spans: Iterable[tuple[dt.date, dt.date]]) -> bool:
    return any(begin <= day <= end for begin, end in spans)
