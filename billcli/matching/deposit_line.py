"""Bank lines that bring a deposit without naming it: the same amount, or all but one cheque."""

from __future__ import annotations

import datetime as dt

from billcli.domain.money import total
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.identity import BY_HAND_DAYS
from billcli.matching.on_the_way import named_by
from billcli.matching.subset_sum import scaled, subsets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.bank_deposit import Waiting
    from billcli.domain.bank_line import BankLine
    from billcli.matching.on_the_way import OnTheWay

SLOW_BANK = dt.timedelta(days=14)
"""How long after a deposit a line is asked about that may bring it."""


def only_pairs(lines: Mapping[int, BankLine], deposits: Sequence[OnTheWay]) -> dict[int, OnTheWay]:
    """Return the deposit of each line that can be no other's, by the line's place.

    Amount and account are the same, the line comes within three days of the deposit, and neither
    has a second one that fits it: two of an amount are a question.

    Args:
        lines: those that nobody claims, by their places.
        deposits: of which no line was told yet.
    """
    found: dict[int, OnTheWay] = {}
    fits = {
        at: [
            one
            for one in deposits
            if one.amount == line.amount
            and one.reaches(line)
            and line.date - one.since <= BY_HAND_DAYS
        ]
        for at, line in lines.items()
    }
    for at, own in fits.items():
        rivals = [other for other in fits.values() if own and own[0] in other]
        if len(own) == 1 and len(rivals) == 1:
            found[at] = own[0]
    return found


def question(line: BankLine, deposits: Sequence[OnTheWay]) -> str:
    """Return what of a deposit a line may be, and what is missing of it; empty where nothing is.

    A deposit that the line names is always spoken of, another one only where its amount, or the
    amount of all but one cheque, is that of the line.
    """
    near = [one for one in deposits if one.reaches(line) and line.date - one.since <= SLOW_BANK]
    named = named_by(line, [one for one in deposits if one.reaches(line)])
    if named:
        one = max(named, key=lambda one: len(one.number))
        return f"it names {_told(one)}{_difference(line, one)}"
    for one in near:
        if one.amount == line.amount:
            return f"it may be {_told(one)}"
    told = [(one, _difference(line, one)) for one in near if _odd(line, one)]
    return "; ".join(f"it may be {_told(one)}{words}" for one, words in told)


def _told(one: OnTheWay) -> str:
    return f"{one.number} of {one.since}, {one.amount}, which is in the ledger"


def _difference(line: BankLine, one: OnTheWay) -> str:
    """Return in words by how much a line is less or more than a deposit, and by which cheque."""
    apart = one.amount - line.amount
    if not apart:
        return ""
    less = apart.number > 0
    size = apart if less else -apart
    names = " or ".join(_odd(line, one))
    if not names:
        words = "which is none of what is in it"
    else:
        words = f"{names} is missing" if less else f"as if {names} had come twice"
    return f": {size} {'less' if less else 'more'}, {words}"


def _odd(line: BankLine, one: OnTheWay) -> list[str]:
    """Return the cheques, cash or charges of a deposit that are just what a line lacks."""
    apart = one.amount - line.amount
    return [name for name, amount in one.parts if amount in (apart, -apart)]


def without_slip(line: BankLine, waiting: Sequence[Waiting]) -> tuple[Waiting, ...]:
    """Return what waits and comes to a line, where no deposit was made of it.

    That is all of it, else the only group of up to five; of two groups nothing is said.

    Args:
        line: of the statement.
        waiting: cheques and cash, those that wait on the line's day.
    """
    own = [one for one in waiting if one.amount.currency == line.amount.currency]
    if not own:
        return ()
    if total([one.amount for one in own], line.amount.currency) == line.amount:
        return tuple(own)
    groups = subsets([scaled(one.amount) for one in own], scaled(line.amount))
    return tuple(own[at] for at in groups[0]) if len(groups) == 1 else ()
