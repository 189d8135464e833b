"""The lines of one day, judged so that their order in the file does not matter.

Those that name documents come first, all on the same open items; the others follow in turn, since
each takes what it pays from the rest. Lines that together claim more of an item than is left of it
are all asked about: which of them pays it, nothing says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.desk import row_key
from billcli.matching.evidence import against
from billcli.matching.proposal import Proposal, Verdict, clipped
from billcli.matching.strength import Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from billcli.domain.bank_line import BankLine
    from billcli.matching.desk import Desk, RowKey
    from billcli.matching.evidence import Reading
    from billcli.matching.proposal import Part

    _Judge = Callable[[Reading], Proposal]


def judge_day(readings: Sequence[Reading], judge: _Judge, desk: Desk) -> list[Proposal]:
    """Return the proposals for the lines of a day, in their order, and book the certain ones.

    Args:
        readings: the lines of the day, as read.
        judge: what judges one line on what is left.
        desk: what is left; the certain lines are taken off it.
    """
    order = sorted(range(len(readings)), key=lambda i: content(readings[i].line))
    naming = [i for i in order if readings[i].at_least(Strength.DAMAGED)]
    alone = {i: judge(readings[i]) for i in naming}
    overlaid = _overlaid(alone.values(), desk)
    found = {i: _doubted(one, overlaid) for i, one in alone.items()}
    found = {i: _if_open(one, desk) for i, one in found.items()}
    _book(found, readings, desk)
    others = _others({i: readings[i] for i in order if i not in found}, judge, desk)
    others = {i: _if_open(_doubted(one, overlaid), desk) for i, one in others.items()}
    _book(others, readings, desk)
    found |= others
    return [found[i] for i in range(len(readings))]


def _if_open(one: Proposal, desk: Desk) -> Proposal:
    """Return a proposal, asked about when the ledger settles its items otherwise later."""
    if one.verdict is not Verdict.CERTAIN or desk.is_still_open(one.parts):
        return one
    words = f"the ledger settles {clipped(one.parts[0].item.item)} otherwise"
    return replace(one, verdict=Verdict.ASK, doubts=(against(words),))


def _book(found: Mapping[int, Proposal], readings: Sequence[Reading], desk: Desk) -> None:
    for i, one in found.items():
        if one.verdict is Verdict.CERTAIN:
            desk.book(one.parts, readings[i].line)


def _others(readings: Mapping[int, Reading], judge: _Judge, desk: Desk) -> dict[int, Proposal]:
    """Return the proposals of lines that name no document.

    Rivals for an item are certain when in turn each of them finds an item of its own.
    """
    alone = {i: judge(reading) for i, reading in readings.items()}
    overlaid = _overlaid(alone.values(), desk)
    rivals = {i: one for i, one in alone.items() if _settled(one) & overlaid}
    if not rivals:
        return alone
    found: dict[int, Proposal] = {}
    asked: frozenset[RowKey] | None = frozenset()
    while asked is not None:
        doubted = {i: _doubted(one, asked) for i, one in rivals.items() if _settled(one) & asked}
        rest = {i: reading for i, reading in readings.items() if i not in doubted}
        found = doubted | _in_turn(rest, judge, desk)
        short = [i for i in rivals if i not in doubted and found[i].verdict is not Verdict.CERTAIN]
        asked = asked.union(*(_settled(rivals[i]) for i in short)) if short else None
    return {i: found[i] for i in readings}


def _in_turn(readings: Mapping[int, Reading], judge: _Judge, desk: Desk) -> dict[int, Proposal]:
    """Return proposals made one after the other; the desk is left as it was."""
    found: dict[int, Proposal] = {}
    for i, reading in readings.items():
        found[i] = judge(reading)
        if found[i].verdict is Verdict.CERTAIN:
            desk.settle(found[i].parts)
    for one in found.values():
        if one.verdict is Verdict.CERTAIN:
            desk.take_back(one.parts)
    return found


def _overlaid(found: Iterable[Proposal], desk: Desk) -> frozenset[RowKey]:
    """Return the rows on which certain proposals together put more than they bear."""
    laid: dict[RowKey, list[Part]] = defaultdict(list)
    for one in found:
        if one.verdict is Verdict.CERTAIN:
            for part in one.parts:
                laid[row_key(part.item)].append(part)
    return frozenset(key for key, parts in laid.items() if not desk.bears(parts))


def _settled(one: Proposal) -> frozenset[RowKey]:
    """Return the rows that a certain proposal settles, wholly or in part."""
    certain = one.verdict is Verdict.CERTAIN
    return frozenset(row_key(part.item) for part in one.parts if certain)


def _doubted(one: Proposal, rows: AbstractSet[RowKey]) -> Proposal:
    """Return a proposal in doubt when it settles one of the rows, else as it is."""
    shared = sorted(key[0] for key in _settled(one) & rows)
    if not shared:
        return one
    words = f"another line of the day pays {clipped(shared[0])} as well"
    return replace(one, verdict=Verdict.ASK, doubts=(against(words),))


def content(line: BankLine) -> tuple[object, ...]:
    """Return what orders the lines of a day whatever the file's order.

    Args:
        line: lines alike in this are alike in all that counts.
    """
    words = (line.text, line.payer, line.payer_iban, line.reference, line.end_to_end, line.bank_ref)
    moved = (line.amount, line.charges, line.original)
    return (*map(str, moved), *words, line.returned, line.doubt, line.nth)
