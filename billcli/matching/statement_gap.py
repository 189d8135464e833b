"""Where statements of one account do not follow each other: some may be missing between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.proven_statement import by_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from billcli.matching.proven_statement import ProvenStatement


@dataclass(frozen=True, slots=True)
class Gap:
    """Where one statement does not follow the one before it.

    Attributes:
        day: on which the later one begins, where known.
        certain: whether money is missing; else the balances meet, and only numbers are left out.
    """

    day: dt.date | None
    words: str
    certain: bool


def gaps(files: Iterable[Iterable[ProvenStatement]]) -> Iterator[Gap]:
    """Yield the gaps within each file, and from one file to the next that begins after it."""
    chains = [chain for file in files if (chain := [one for one in by_day(file) if one.end])]
    last: ProvenStatement | None = None
    for chain in sorted(chains, key=lambda one: str(one[0].begin)):
        first = chain[0]
        pairs = [(one, then) for one, then in pairwise(chain) if not _overlap(one, then)]
        if last and first.begin and last.end and first.begin > last.end:
            pairs.insert(0, (last, first))
        yield from filter(None, (_gap(before, after) for before, after in pairs))
        last = max(filter(None, (last, chain[-1])), key=lambda one: str(one.end))


def _overlap(before: ProvenStatement, after: ProvenStatement) -> bool:
    """Return whether two statements tell the same days, such as reports of one day at two hours."""
    longer = after.begin == before.begin and after.statement.opening == before.statement.opening
    return longer or str(after.begin) < str(before.end)


def _gap(before: ProvenStatement, after: ProvenStatement) -> Gap | None:
    closing, opening = before.statement.closing, after.statement.opening
    meet = closing is not None and closing == opening
    if left_out := _left_out(before.statement.number, after.statement.number):
        return Gap(after.begin, left_out, certain=not meet)
    if meet or closing is None or opening is None:
        return None
    words = f"it opens with {opening}, the one before ends with {closing}"
    return Gap(after.begin, words, certain=True)


def _left_out(before: str, after: str) -> str:
    """Return which numbers stand between two, in words.

    >>> _left_out("7", "10"), _left_out("7", "9"), _left_out("7", "8"), _left_out("12", "1")
    ('statements 8 to 9 are not here', 'statement 8 is not here', '', '')
    """
    if not (before.isdecimal() and after.isdecimal()):
        return ""
    first, last = int(before) + 1, int(after) - 1
    if first > last:
        return ""
    if first == last:
        return f"statement {first} is not here"
    return f"statements {first} to {last} are not here"
