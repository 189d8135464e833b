"""Which lines of a statement are new: nothing is booked twice, and nothing is dropped.

Source: docs/reference/ledger-format.md rule 13, safety rule 8. A line is recognised by the bank's
own reference; else lines are counted, per account, date, amount, currency and text: new is what the
file has more than the ledger. A doubtful line is never dropped and never booked by itself.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import replace
from types import MappingProxyType

from billcli.domain.meta import text_of
from billcli.domain.money import Money, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.matching.held_line import ANY_AMOUNT, HeldLine, held_lines, sure_reference
from billcli.matching.line_count import sort_by_count
from billcli.matching.proposal import clipped
from billcli.matching.sorted_line import LineStatus, SortedLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Entry, Facts

BY_HAND_DAYS = dt.timedelta(days=3)
SAME_REF_DAYS = dt.timedelta(days=10)


def sort_lines(lines: Sequence[BankLine], facts: Facts, account: str) -> tuple[SortedLine, ...]:
    """Return every line of a file with its status, in the order given.

    Args:
        lines: the lines of one file, all of them: counting needs the whole file.
        facts: what the ledger says.
        account: the bank account; postings on other accounts do not count.
    """
    return sort_against(lines, *held_lines(facts, account))


def sort_against(
    lines: Sequence[BankLine],
    held: Sequence[HeldLine],
    by_hand: Mapping[Money, Sequence[Entry]] = MappingProxyType({}),
) -> tuple[SortedLine, ...]:
    """Return every line of a file with its status, in the order given.

    Args:
        lines: the lines of one file, all of them.
        held: the lines of the account that are known already.
        by_hand: entries on the account without any key, by amount.
    """
    sure = _with_sure_references(lines)
    found: dict[int, SortedLine] = {}
    rest = _by_reference(sure, held, found)
    sort_by_count(sure, rest, found)
    for index, one in found.items():
        entry = _near(one.line, by_hand) if one.status is LineStatus.NEW else None
        if entry:
            found[index] = replace(
                one, status=LineStatus.DOUBTFUL, reason=_held(one.line, entry), source=entry.source
            )
    return tuple(found[index] for index in range(len(sure)))


def _with_sure_references(lines: Sequence[BankLine]) -> list[BankLine]:
    """Return the lines without references that stand twice in the file or say nothing."""
    times = Counter(line.bank_ref for line in lines)
    return [
        line
        if times[line.bank_ref] == 1 and sure_reference(line.bank_ref)
        else replace(line, bank_ref="")
        for line in lines
    ]


def _by_reference(
    lines: Sequence[BankLine], held: Sequence[HeldLine], found: dict[int, SortedLine]
) -> list[HeldLine]:
    """Sort the lines whose reference the ledger holds; return what is held beyond them."""
    by_ref: dict[str, list[HeldLine]] = defaultdict(list)
    for one in held:
        if one.ref:
            by_ref[one.ref].append(one)
    met: set[int] = set()
    for index, line in enumerate(lines):
        candidates = by_ref.get(line.bank_ref, []) if line.bank_ref else []
        same = next((one for one in candidates if _same(line, one)), None)
        if same:
            met.add(id(same))
            words = f"the ledger has its reference {clipped(line.bank_ref)}"
            found[index] = SortedLine(line, LineStatus.KNOWN, words, same.source)
        elif candidates:
            other = candidates[0]
            words = f"reference {clipped(line.bank_ref)}: {line.date} {line.amount} here,"
            words += f" {other.date} {other.amount} in the ledger"
            found[index] = SortedLine(line, LineStatus.CONFLICT, words, other.source)
    return [one for one in held if id(one) not in met]


def _same(line: BankLine, held: HeldLine) -> bool:
    near = abs(line.date - held.date) <= SAME_REF_DAYS
    return held.amount == ANY_AMOUNT or (near and held.amount == line.amount)


def _held(line: BankLine, entry: Entry) -> str:
    """Return what the ledger has without a key: a payment of ours, or what was typed in."""
    number = text_of(entry.meta.get("id"))
    kind = next((tag for tag in entry.tags if tag in {"payment", "refund"}), "")
    if number and kind:
        return f"the ledger has a {kind} of {line.amount} on {entry.date} ({clipped(number)})"
    words = clipped(entry.payee or entry.narration)
    return f"the ledger has {plain(line.amount.number)} entered by hand on {entry.date} ({words})"


def _near(line: BankLine, by_hand: Mapping[Money, Sequence[Entry]]) -> Entry | None:
    entries = by_hand.get(line.amount, ())
    return next((e for e in entries if abs(e.date - line.date) <= BY_HAND_DAYS), None)
