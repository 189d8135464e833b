"""One CSV file with several accounts or currencies: a statement for each."""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.bank_line import numbered
from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.money import Money

_SEVERAL = 2


def split(statement: BankStatement, owners: Mapping[int, str]) -> tuple[BankStatement, ...]:
    """Return a statement for each account and currency, in the order in which they occur.

    Args:
        statement: all lines of the file, oldest first.
        owners: the account each line of the file belongs to, where a column says so.
    """
    parts: dict[tuple[str, str], list[BankLine]] = {}
    for line in statement.lines:
        owner = owners.get(line.source.line, "") or statement.bank_account
        parts.setdefault((owner, line.amount.currency), []).append(line)
    if len(parts) < _SEVERAL:
        [(owner, currency)] = parts or [(statement.bank_account, statement.currency)]
        return (_part(statement, owner, currency),)
    found: list[BankStatement] = []
    for (owner, currency), lines in parts.items():
        opening, closing = ends(lines)
        part = replace(
            statement, lines=numbered(lines), opening=opening, closing=closing,
            pending=0 if found else statement.pending,
        )  # fmt: skip
        found.append(_part(part, owner, currency))
    return tuple(found)


def ends(lines: Sequence[BankLine]) -> tuple[Money | None, Money | None]:
    """Return the balances before and after lines of one account, as their running balance has them.

    The first balance stated tells the one before, the last the one after: both are as good as the
    rows between. Where balances stand in some rows only, there have to be two.
    """
    known = [i for i, line in enumerate(lines) if line.balance is not None]
    if not known or (len(known) < len(lines) and len(known) < _SEVERAL):
        return None, None
    first, last = lines[known[0]], lines[known[-1]]
    if first.balance is None or last.balance is None:
        return None, None
    currency = first.balance.currency
    before = total((line.amount for line in lines[: known[0] + 1]), currency)
    after = total((line.amount for line in lines[known[-1] + 1 :]), currency)
    return first.balance - before, last.balance + after


def _part(statement: BankStatement, owner: str, currency: str) -> BankStatement:
    problems = tuple(p for p in statement.problems if p.code != "CSV-OTHER-CURRENCY")
    return replace(statement, bank_account=owner, currency=currency, problems=problems)
