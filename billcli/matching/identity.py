"""Which lines of a statement are new: nothing is booked twice, and nothing is dropped.

Source: docs/reference/ledger-format.md rule 13, safety rule 8. A line is recognised by the bank's
own reference; else lines are counted, per account, date, amount, currency and text: new is what the
file has more than the ledger. A doubtful line is never dropped and never booked by itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from billcli.domain.entry import NOWHERE
from billcli.domain.meta import text_of
from billcli.domain.money import Money, plain
from billcli.domain.problem import BillcliError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billcli.domain.bank_line import BankLine
    from billcli.domain.entry import Entry, Facts, Meta, Posting, Record
    from billcli.domain.problem import Source

BY_HAND_DAYS = dt.timedelta(days=3)
SAME_REF_DAYS = dt.timedelta(days=10)
_NO_REFERENCE = frozenset({"", "nonref", "notprovided", "none", "null", "na", "0", "unknown"})
_BLURRED = re.compile(r"[^a-z0-9]+")
_ANY = Money.of(0, "")
_KEY = re.compile(r".+ (\d{4}-\d\d-\d\d) (\S+) (\S+) (\d+)", re.ASCII)


class LineStatus(Enum):
    """Whether the ledger holds a line already."""

    NEW = "new"
    KNOWN = "known"
    DOUBTFUL = "known?"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class SortedLine:
    """A line with what the ledger knows of it.

    Attributes:
        line: as read; ``bank_ref`` is empty when the file's references are not unique, and ``nth``
            is free in the ledger when the line is new.
        reason: why, in words; an empty string for a plainly new line.
        source: where the ledger holds it, or may hold it.
    """

    line: BankLine
    status: LineStatus
    reason: str = ""
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True)
class _Held:
    """A bank line the ledger holds: a cash posting, or the record of an ignored line."""

    date: dt.date
    amount: Money
    ref: str
    text: str
    nth: int
    source: Source


def sort_lines(lines: Sequence[BankLine], facts: Facts, account: str) -> tuple[SortedLine, ...]:
    """Return every line of a file with its status, in the order given.

    Args:
        lines: the lines of one file, all of them: counting needs the whole file.
        facts: what the ledger says.
        account: the bank account; postings on other accounts do not count.
    """
    held, by_hand = _held(facts, account)
    sure = _with_sure_references(lines)
    found: dict[int, SortedLine] = {}
    rest = _by_reference(sure, held, found)
    _by_count(sure, rest, found)
    for index, one in found.items():
        entry = _near(one.line, by_hand) if one.status is LineStatus.NEW else None
        if entry:
            reason = f"the ledger has {plain(one.line.amount.number)} entered by hand"
            reason += f" on {entry.date} ({entry.payee or entry.narration})"
            found[index] = replace(
                one, status=LineStatus.DOUBTFUL, reason=reason, source=entry.source
            )
    return tuple(found[index] for index in range(len(sure)))


def refuse_conflicts(lines: Iterable[SortedLine]) -> None:
    """Raise every conflict as one error.

    Raises:
        BillcliError: the bank gave a reference of the ledger to a different line.
    """
    problems = tuple(
        Problem(
            "BANK-CONFLICT",
            one.reason,
            one.line.source,
            "compare with the bank; if it reuses references, set columns.bank_ref = [] in the"
            " bank's profile",
        )
        for one in lines
        if one.status is LineStatus.CONFLICT
    )
    if problems:
        raise BillcliError(*problems)


def _held(facts: Facts, account: str) -> tuple[list[_Held], dict[Money, list[Entry]]]:
    """Return the lines the ledger holds on the account, and the entries without any key."""
    held: dict[object, _Held] = {}
    by_hand: dict[Money, list[Entry]] = defaultdict(list)
    for number, entry in enumerate(facts.entries):
        for posting in entry.postings:
            if posting.account != account:
                continue
            if posting.meta.keys() & {"bank-ref", "bank-key"}:
                _hold(held, _from_posting(posting, entry), number)
            else:
                by_hand[posting.amount].append(entry)
    for record in facts.records:
        if record.kind == "bank-line" and record.values[:2] == (account, "ignored"):
            _hold(held, _from_record(record), -1 - len(held))
    return list(held.values()), by_hand


def _hold(held: dict[object, _Held], one: _Held, entry: int) -> None:
    """Add a line; a line booked in parts counts once, by its reference or within one entry."""
    if one.ref:
        name: tuple[object, ...] = (one.ref, one.date, one.amount.currency)
    else:
        name = (entry, one.date, one.amount, one.nth or len(held))
    old = held.get(name)
    if old is None:
        held[name] = one
    elif not one.nth:
        held[name] = replace(old, amount=old.amount + one.amount)


def _from_posting(posting: Posting, entry: Entry) -> _Held:
    source = posting.source if posting.source.file else entry.source
    return _held_line(posting.meta, entry.date, posting.amount, source)


def _from_record(record: Record) -> _Held:
    return _held_line(record.meta, record.date, _ANY, record.source)


def _held_line(meta: Meta, date: dt.date, amount: Money, source: Source) -> _Held:
    """Return what the metadata says; the key outranks the date and amount of the entry."""
    key = _KEY.fullmatch(text_of(meta.get("bank-key")))
    return _Held(
        dt.date.fromisoformat(key[1]) if key else date,
        Money.of(key[2], key[3]) if key else amount,
        _reference(text_of(meta.get("bank-ref"))),
        _blurred(text_of(meta.get("bank-text"))),
        int(key[4]) if key else 0,
        source,
    )


def _reference(text: str) -> str:
    return "" if text.casefold() in _NO_REFERENCE else text


def _blurred(text: str) -> str:
    return _BLURRED.sub("", text.casefold())


def _with_sure_references(lines: Sequence[BankLine]) -> list[BankLine]:
    """Return the lines without references that stand twice in the file or say nothing."""
    times = Counter(line.bank_ref for line in lines)
    return [
        line
        if times[line.bank_ref] == 1 and _reference(line.bank_ref)
        else replace(line, bank_ref="")
        for line in lines
    ]


def _by_reference(
    lines: Sequence[BankLine], held: Sequence[_Held], found: dict[int, SortedLine]
) -> list[_Held]:
    """Sort the lines whose reference the ledger holds; return what is held beyond them."""
    by_ref: dict[str, list[_Held]] = defaultdict(list)
    for one in held:
        if one.ref:
            by_ref[one.ref].append(one)
    met: set[int] = set()
    for index, line in enumerate(lines):
        candidates = by_ref.get(line.bank_ref, []) if line.bank_ref else []
        same = next((one for one in candidates if _same(line, one)), None)
        if same:
            met.add(id(same))
            words = f"the ledger has its reference {line.bank_ref}"
            found[index] = SortedLine(line, LineStatus.KNOWN, words, same.source)
        elif candidates:
            other = candidates[0]
            words = f"reference {line.bank_ref}: {line.date} {line.amount} here,"
            words += f" {other.date} {other.amount} in the ledger"
            found[index] = SortedLine(line, LineStatus.CONFLICT, words, other.source)
    return [one for one in held if id(one) not in met]


def _same(line: BankLine, held: _Held) -> bool:
    near = abs(line.date - held.date) <= SAME_REF_DAYS
    return held.amount == _ANY or (near and held.amount == line.amount)


def _by_count(
    lines: Sequence[BankLine], held: Sequence[_Held], found: dict[int, SortedLine]
) -> None:
    """Sort the other lines by counting them within their date and amount."""
    pools: dict[tuple[dt.date, Money], list[_Held]] = defaultdict(list)
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
    pool: list[_Held],
    found: dict[int, SortedLine],
) -> list[int]:
    """Sort lines whose text is held too, each held line once; return the others."""
    texts: dict[tuple[str, bool], list[_Held]] = defaultdict(list)
    for one in pool:
        texts[one.text, bool(one.ref)].append(one)
    left: list[int] = []
    for index in members:
        line = lines[index]
        text = _blurred(line.text)
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
    pool: Sequence[_Held],
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


def _near(line: BankLine, by_hand: Mapping[Money, Sequence[Entry]]) -> Entry | None:
    entries = by_hand.get(line.amount, ())
    return next((e for e in entries if abs(e.date - line.date) <= BY_HAND_DAYS), None)
