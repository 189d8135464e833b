"""Reversals, which banks sign in two ways: the reading that the balances prove is taken."""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.problem import Problem

if TYPE_CHECKING:
    from billcli.domain.money import Money
    from billcli.domain.problem import Source

UNPROVEN = "a reversal whose sign the balances do not prove"


class Signs(NamedTuple):
    """Which of two readings holds.

    Attributes:
        other: take the other reading, not that of the standard.
        problem: an error that shows both sums, when neither gives the closing balance.
    """

    other: bool = False
    problem: Problem | None = None


def choose_signs(
    opening: Money | None, closing: Money | None, standard: Money, other: Money, where: Source
) -> Signs:
    """Return the reading under which opening balance and lines give the closing balance.

    Without both balances, and when both readings close, the standard one holds.

    Args:
        opening: balance before the lines, when stated.
        closing: balance after them, when stated.
        standard: sum of all lines with reversals signed as the format's standard says.
        other: the same with the reversals turned.
        where: the statement.

    >>> from billcli.domain.money import Money
    >>> from billcli.domain.problem import Source
    >>> zero, ten = Money.of("0", "EUR"), Money.of("10", "EUR")
    >>> choose_signs(zero, ten, -ten, ten, Source("march.sta")).other
    True
    """
    if opening is None or closing is None or standard == other or opening + standard == closing:
        return Signs()
    if opening + other == closing:
        return Signs(other=True)
    return Signs(
        problem=Problem(
            "STATEMENT-SIGNS",
            f"{opening} and the lines are {opening + standard}, or {opening + other} with the"
            f" reversals turned, but the closing balance is {closing}",
            where,
            "compare the reversals with the bank's own list: are lines missing?",
        )
    )
