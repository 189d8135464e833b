"""Bank lines that bring a deposit: known where it is booked, and asked where the amounts differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from billcli.domain.bank_deposit import RECEIPT, waiting
from billcli.domain.bank_rule import BankRule
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.deposit_line import only_pairs, question, without_slip
from billcli.matching.on_the_way import named_by
from billcli.matching.ruling import Ruling, is_claimed
from billcli.matching.sorted_line import LineStatus
from billcli.services.review import Fate, Reviewed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Facts
    from billcli.matching.on_the_way import OnTheWay
    from billcli.matching.sorted_line import SortedLine

_FREE = frozenset({Fate.WAITING, Fate.OTHER, Fate.RULED})
_OPEN = _FREE | {Fate.CERTAIN}


def in_the_books(line: BankLine, deposit: OnTheWay) -> Reviewed:
    """Return a line that brings a deposit which is booked: it is set aside by its number."""
    why = f"it is {deposit.number} of {deposit.since}, in the ledger"
    rule = BankRule(deposit.number, leave=why, about=deposit.number)
    return Reviewed(line, Fate.RULED, why, ruling=Ruling(rule, None, decides=True))


def with_deposits(
    lines: Sequence[Reviewed],
    known: Sequence[SortedLine],
    deposits: Sequence[OnTheWay],
    facts: Facts,
) -> tuple[Reviewed, ...]:
    """Return the lines with those told that nobody claims and that bring a deposit.

    A line that names a deposit is asked about whoever claims it: its number is like a document's.

    Args:
        lines: of a statement, as they are without any deposit.
        known: the same lines with what the ledger knows of them.
        deposits: of which no line was told yet.
        facts: the books.
    """
    places = {entry.source: str(entry.meta["id"]) for entry in facts.entries if "id" in entry.meta}
    moved = {
        at: one.line
        for at, one in enumerate(lines)
        if one.fate in _OPEN and one.proposal and one.line.amount.number > 0
    }
    free = {at: line for at, line in moved.items() if _is_free(lines[at])}
    by_hand = {at for at in free if known[at].status is LineStatus.DOUBTFUL}
    pairs = {
        at: one
        for at, one in only_pairs(free, deposits).items()
        if at not in by_hand or places.get(known[at].source) == one.number
    }
    left = [one for one in deposits if one not in pairs.values()]
    found = list(lines)
    for at, line in moved.items():
        meant = [pairs[at]] if at in pairs else left if at in free else named_by(line, left)
        if at in pairs and _alone(lines[at]):
            found[at] = in_the_books(line, pairs[at])
        elif words := question(line, meant):
            found[at] = _asked(lines[at], words)
    return _offered(
        found, [at for at in free if found[at] is lines[at] and at not in by_hand], facts
    )


def _is_free(one: Reviewed) -> bool:
    """Return whether no customer has a claim on a line, and nothing is known of it for sure."""
    claimed = one.proposal is None or is_claimed(one.proposal)
    return one.fate in _FREE and not claimed


def _alone(one: Reviewed) -> bool:
    """Return whether neither a rule nor a single open item of its amount explains a line too."""
    ways = one.proposal.suggestions if one.proposal else ()
    item = any(len(way.parts) == 1 and not way.residual for way in ways)
    return one.ruling is None and not item


def _asked(one: Reviewed, words: str) -> Reviewed:
    told = f"{words}; {one.why}" if one.fate is not Fate.OTHER else words
    return replace(one, fate=Fate.WAITING, why=told)


def _offered(lines: list[Reviewed], free: Iterable[int], facts: Facts) -> tuple[Reviewed, ...]:
    """Return the lines, those asked about that come to what waits without any slip.

    A person may make the deposit by the line, unless another one comes to the same cheques.
    """
    waits = [one for one in waiting(facts.entries) if one.key == RECEIPT]
    chosen: dict[int, tuple[str, ...]] = {}
    for at in free if waits else ():
        day = lines[at].line.date
        found = without_slip(lines[at].line, [one for one in waits if one.entry.date <= day])
        if found and lines[at].ruling is None:
            chosen[at] = tuple(one.name for one in found)
    times = Counter(name for names in chosen.values() for name in names)
    for at, names in chosen.items():
        one = lines[at]
        command = f"billcli deposit create {' '.join(names)} --date {one.line.date}"
        why = f"{', '.join(names)} wait to be deposited and come to it: {command}"
        only = max(times[name] for name in names) == 1
        rule = BankRule("deposit", takes=names)
        ruling = Ruling(rule, None, decides=False) if only else None
        lines[at] = replace(one, fate=Fate.WAITING, why=why, ruling=ruling)
    return tuple(lines)
