"""Counting lines of one date and amount: new is what the file has more than the ledger.

Source: safety rule 8. A line that might be held with other words is doubtful, never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from billcli.domain.named import TYPE_CHECKING
from billcli.matching.held_line import HeldLine, blurred
from billcli.matching.sorted_line import LineStatus, SortedLine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.money import Money


def sort_by_count(
    lines: Sequence[BankLine], held: Sequence[HeldLine], found: dict[int, SortedLine]
) -> None:
    """Sort the other lines by counting them within their date and amount."""
    pools: dict[tuple[dt.date, Money], list[HeldLine]] = defaultdict(list)
    for one in held:
        pools[one.date, one.amount].append(one)
    groups: dict[tuple[dt.date, Money], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if index not in found:
            groups[line.date, line.amount].append(index)
    for key, members in groups.items():
        pool = pools.get(key, [])
        free = max([len(pool), *(one.nth for one in pool)], default=0) + 1
        left = _by_text(lines, members, pool, found)
        _by_number(lines, left, pool, found)
        for nth, index in enumerate((i for i in left if _is_open(found[i])), free):
            found[index] = replace(found[index], line=replace(lines[index], nth=nth))


def _by_text(
    lines: Sequence[BankLine],
    members: Iterable[int],
    pool: list[HeldLine],
    found: dict[int, SortedLine],
) -> list[int]:
    """Sort lines whose text is held too, each held line once; return the others."""
    texts: dict[tuple[str, bool], list[HeldLine]] = defaultdict(list)
    for one in pool:
        texts[one.text, bool(one.ref)].append(one)
    left: list[int] = []
    for index in members:
        line = lines[index]
        text = blurred(line.text)
        same = texts[text, False] or ([] if line.bank_ref else texts[text, True])
        if same:
            one = same.pop(0)
            pool.remove(one)
            words = "the ledger has as many lines of this date, amount and text"
            found[index] = SortedLine(line, LineStatus.KNOWN, words, one.source)
        else:
            left.append(index)
    return left


def _by_number(
    lines: Sequence[BankLine],
    left: Sequence[int],
    pool: Sequence[HeldLine],
    found: dict[int, SortedLine],
) -> None:
    """Sort lines of another text: known if all are held without text, else doubtful or new."""
    for index in left:
        line = lines[index]
        others = [one for one in pool if not (one.ref and line.bank_ref)]
        silent = [one for one in others if not one.text or not line.text]
        if silent and len(left) <= len(silent):
            words = "the ledger has as many lines of this date and amount"
            found[index] = SortedLine(line, LineStatus.KNOWN, words, silent[0].source)
        elif others:
            words = "the ledger has a line of this date and amount with another text"
            found[index] = SortedLine(line, LineStatus.DOUBTFUL, words, others[0].source)
        else:
            found[index] = SortedLine(line, LineStatus.NEW)


def _is_open(one: SortedLine) -> bool:
    return one.status is not LineStatus.KNOWN
