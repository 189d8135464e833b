"""What the balances of statements say against them: lines or whole statements may be missing."""

from __future__ import annotations

from itertools import pairwise

from billcli.domain.bank_statement import BalanceProof
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.bank_statement import BankStatement
    from billcli.domain.problem import Source

SHOWN_MAX = 3


def unproven(statements: Sequence[BankStatement], where: Source) -> tuple[Problem, ...]:
    """Return a warning when the balances of one account do not fit its lines or each other.

    Args:
        statements: those of one account and currency, in the order of the file.
        where: the file.
    """
    found = [*_open(statements), *_apart(statements)]
    if not found:
        return ()
    more = f"; and {len(found) - SHOWN_MAX} more" if len(found) > SHOWN_MAX else ""
    return (
        Problem(
            "STATEMENT-PROOF",
            f"{'; '.join(found[:SHOWN_MAX])}{more}",
            where,
            "are lines or statements missing? compare with the bank's own list",
            Severity.WARNING,
        ),
    )


def _open(statements: Sequence[BankStatement]) -> Iterator[str]:
    for one in statements:
        if one.proof is BalanceProof.OPEN:
            sums = f"{one.opening} and lines of {one.sum}"
            yield f"{_named(one)}{sums} do not give the closing balance {one.closing}"


def _apart(statements: Sequence[BankStatement]) -> Iterator[str]:
    for one, after in pairwise(statements):
        if one.closing is not None and after.opening is not None and one.closing != after.opening:
            ends = f"the one before ends with {one.closing}"
            yield f"{_named(after)}it opens with {after.opening}, {ends}"


def _named(one: BankStatement) -> str:
    return f"statement {one.number}: " if one.number else ""
