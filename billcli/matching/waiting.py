"""The lines of a statement that wait, seen together: what one is offered leaves room for others.

Each line is judged on its own day, but a person answers all of them at once. What a certain line or
the ledger settles is no longer to be had, and no two lines are first offered the same.
"""

from __future__ import annotations

from dataclasses import replace

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.judge_day import content
from billcli.matching.proposal import Clue, Suggestion, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billcli.matching.desk import Desk
    from billcli.matching.proposal import Proposal

OFFERED_MAX, TAKEN = 5, 20
_PAYER = frozenset({Clue.IBAN, Clue.NAME})


def offered(found: Sequence[Proposal], desk: Desk) -> tuple[Proposal, ...]:
    """Return the proposals, those that wait with their five best suggestions.

    The line for which most speaks is served first, of equal ones the earliest; what it would pay
    weighs less for the others.

    Args:
        found: the proposals for a statement in order of its lines, with all their suggestions.
        desk: what is left when all lines have been judged; it is left as it was.
    """
    given = list(found)
    free = {
        i: [way for way in one.suggestions if desk.is_still_open(way.parts)] or _on_account(one)
        for i, one in enumerate(found)
        if one.verdict is Verdict.ASK
    }
    best = {i: max((way.weight for way in ways), default=0) for i, ways in free.items()}
    taken: list[Suggestion] = []
    for i in sorted(free, key=lambda i: (-best[i], found[i].line.date, content(found[i].line))):
        ways = _in_turn(free[i], desk)
        given[i] = replace(found[i], suggestions=tuple(ways[:OFFERED_MAX]))
        if ways and desk.is_still_open(ways[0].parts):
            desk.settle(ways[0].parts)
            taken.append(ways[0])
    for way in taken:
        desk.take_back(way.parts)
    return tuple(given)


def _on_account(found: Proposal) -> list[Suggestion]:
    """Return the whole amount on the account of the customer whose documents others settle."""
    line = found.line
    if not found.customer or line.amount.number < 0:
        return []
    clues = tuple(clue for clue in found.suggestions[0].evidence if clue.kind in _PAYER)
    return [Suggestion(found.customer, (), line.amount, clues)]


def _in_turn(ways: Sequence[Suggestion], desk: Desk) -> list[Suggestion]:
    """Return suggestions by weight, which is less where other lines take what they would pay."""
    return sorted(ways, key=lambda way: TAKEN * (not desk.is_still_open(way.parts)) - way.weight)
