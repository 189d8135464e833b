"""Proposals for a whole statement: the certain lines first, then the rest with what remains."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from billcli.matching.candidate import Candidates, row_key
from billcli.matching.evidence import read_line
from billcli.matching.judge import judge
from billcli.matching.proposal import Clue, Evidence, Proposal, Verdict, clipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.open_item import OpenItem
    from billcli.matching.candidate import RowKey
    from billcli.matching.payer import Payer


def propose(
    lines: Sequence[BankLine],
    items: Iterable[OpenItem],
    payers: Iterable[Payer] = (),
    references: Mapping[str, str] | None = None,
) -> tuple[Proposal, ...]:
    """Return one proposal per line, in the order of the lines.

    The order of the lines does not matter for the verdicts: two lines that claim the same item are
    both asked about.

    Args:
        lines: the new lines of a statement.
        items: all items as of the last line, settled ones too: a number of a settled invoice must
            be known as such.
        payers: what is known of customers as payers (``payer.learn``).
        references: item to its printed structured reference (``rf``), where it has its own.
    """
    candidates = Candidates.of(items, payers, references or {})
    readings = [read_line(line, candidates) for line in lines]
    found = _contested([judge(reading, candidates) for reading in readings])
    taken = frozenset(_claims(found))
    left = candidates.without(taken)
    return tuple(
        one if one.verdict is Verdict.CERTAIN else _again(one, judge(reading, left))
        for one, reading in zip(found, readings, strict=True)
    )


def _claims(proposals: Iterable[Proposal]) -> Counter[RowKey]:
    return Counter(
        row_key(part.item)
        for one in proposals
        if one.verdict is Verdict.CERTAIN
        for part in one.parts
    )


def _contested(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals with those asked about that claim an item others claim too."""
    claims = _claims(proposals)
    return [_against_twins(one, claims) for one in proposals]


def _against_twins(one: Proposal, claims: Mapping[RowKey, int]) -> Proposal:
    twice = [p.item.item for p in one.parts if claims.get(row_key(p.item), 0) > 1]
    if one.verdict is not Verdict.CERTAIN or not twice:
        return one
    doubt = Evidence(
        Clue.AGAINST, f"another line of the statement pays {clipped(twice[0])} as well"
    )
    return replace(one, verdict=Verdict.ASK, doubts=(*one.doubts, doubt))


def _again(first: Proposal, second: Proposal) -> Proposal:
    """Return the second look at a line that the first could not settle; it stays a question."""
    if second.verdict is Verdict.CERTAIN or any(d not in second.doubts for d in first.doubts):
        kept = dict.fromkeys((*first.doubts, *second.doubts))
        verdict = Verdict.ASK if second.verdict is Verdict.CERTAIN else second.verdict
        return replace(second, verdict=verdict, doubts=tuple(kept))
    return second
