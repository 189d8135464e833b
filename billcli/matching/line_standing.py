"""Whether lines that were set apart earlier stand in the ledger since, without their statement.

A statement's own lines are counted against the ledger's (``identity``). A few of them alone cannot
be, so each is kept with how many of its kind the ledger held then: one more since is somebody's.
"""

from __future__ import annotations

from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.matching.held_line import ANY_AMOUNT, blurred, held_lines, sure_reference
from billcli.matching.identity import BY_HAND_DAYS, SAME_REF_DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Entry, Facts
    from billcli.domain.money import Money
    from billcli.matching.held_line import HeldLine


class Standing(NamedTuple):
    """What the ledger knows of a line now.

    Attributes:
        known: it holds the line itself, by the bank's reference or the line's key.
        held: how many other lines and entries of its account, day and amount it holds.
        source: where it holds the line, for messages.
    """

    known: bool
    held: int
    source: str = ""


def standings(facts: Facts, lines: Sequence[BankLine]) -> list[Standing]:
    """Return how each line stands; lines of the same set do not count against each other."""
    found: dict[int, Standing] = {}
    for account in dict.fromkeys(line.account for line in lines):
        held, by_hand = held_lines(facts, account)
        own = [(at, line) for at, line in enumerate(lines) if line.account == account]
        itself = {at: next((h for h in held if _is(line, h)), None) for at, line in own}
        taken = {id(one) for one in itself.values() if one is not None}
        free = [one for one in held if id(one) not in taken]
        for at, line in own:
            here = itself[at]
            others = sum(_alike(line, one) for one in free) + _typed(line, by_hand)
            found[at] = Standing(here is not None, others, str(here.source) if here else "")
    return [found[at] for at in range(len(lines))]


def _is(line: BankLine, held: HeldLine) -> bool:
    """Return whether a held line is this one."""
    amount = held.amount in {ANY_AMOUNT, line.amount}
    if sure_reference(line.bank_ref):
        near = abs(line.date - held.date) <= SAME_REF_DAYS
        return held.ref == line.bank_ref and amount and near
    same = held.nth == line.nth and held.date == line.date and held.amount == line.amount
    text = blurred(line.text)
    return same and (held.text == text or not (held.text and text))


def _alike(line: BankLine, held: HeldLine) -> bool:
    """Return whether a held line that is not this one may be it all the same."""
    reference = sure_reference(line.bank_ref)
    if held.ref and reference:
        return held.ref == reference
    return held.date == line.date and held.amount in {ANY_AMOUNT, line.amount}


def _typed(line: BankLine, by_hand: Mapping[Money, Sequence[Entry]]) -> int:
    """Return how many entries without any key are of this amount, about this day."""
    typed = by_hand.get(line.amount, ())
    return sum(abs(entry.date - line.date) <= BY_HAND_DAYS for entry in typed)
