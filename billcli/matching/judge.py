"""Whether a line is certain: it names documents, and their amounts make up the line exactly.

Booked unasked is only what names its documents by a whole number or a checked reference, is exactly
what is left of them, and is contradicted by nothing. An amount alone never decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.money import Money, total
from billcli.matching.evidence import naming, payer_evidence
from billcli.matching.number_search import Strength
from billcli.matching.proposal import Clue, Evidence, Part, Proposal, Suggestion, Verdict, clipped
from billcli.matching.suggest import suggestions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from billcli.domain.open_item import OpenItem
    from billcli.matching.candidate import Candidates
    from billcli.matching.evidence import Reading


def judge(reading: Reading, candidates: Candidates) -> Proposal:
    """Return the proposal for one line, all other lines left aside."""
    line = reading.line
    named = reading.whole()
    rows = [row for item in named for row in candidates.open_rows(item)]
    parts = _fit(line.amount, named, rows)
    doubts = tuple(_doubts(reading, candidates, rows, parts)) if named else ()
    if line.doubt:
        doubts = (_against(line.doubt), *doubts)
    if parts and not doubts:
        return Proposal(line, Verdict.CERTAIN, (_certain(reading, parts),))
    found = suggestions(reading, candidates)
    if line.amount.number < 0 and not found and not _returns(reading, candidates):
        return Proposal(line, Verdict.OTHER, (), tuple(_expense(reading)))
    return Proposal(line, Verdict.ASK, found, doubts)


def _fit(amount: Money, named: Sequence[str], rows: Sequence[OpenItem]) -> tuple[Part, ...]:
    """Return the parts that make up the amount: all rows named, or one instalment of one item."""
    if not rows or any(row.balance_open.currency != amount.currency for row in rows):
        return ()
    if total([row.balance_open for row in rows], amount.currency) == amount:
        return tuple(Part(row, row.balance_open) for row in rows)
    if len(named) == 1:
        one = next((row for row in rows if row.balance_open == amount), None)
        return (Part(one, amount),) if one else ()
    return ()


def _returns(reading: Reading, candidates: Candidates) -> bool:
    """Return whether money out names a document of whom it goes to, or of nobody knows whom.

    Expenses hold short numbers that look like ours: without a payee these count with the amount.
    """
    line = reading.line
    rows = [row for item in reading.whole() for row in candidates.rows[item]]
    if line.payer or line.payer_iban:
        return any(reading.fits(row.customer) for row in rows)
    return any(
        reading.named[row.item] >= Strength.WHOLE or row.amount == -line.amount for row in rows
    )


def _expense(reading: Reading) -> Iterator[Evidence]:
    """Yield what money out to a stranger names all the same."""
    whole = [item for item, how in reading.named.items() if how >= Strength.WHOLE]
    payee = reading.line.payer or reading.line.payer_iban
    if whole and payee:
        words = f"money out to {clipped(payee)}, no known customer, that names"
        yield _against(f"{words} {', '.join(map(clipped, whole))}")


def _doubts(
    reading: Reading,
    candidates: Candidates,
    rows: Sequence[OpenItem],
    parts: Sequence[Part],
) -> Iterator[Evidence]:
    """Yield everything that keeps a line which names documents from being booked unasked."""
    line = reading.line
    named = reading.whole()
    yield from () if parts else _turned(reading, candidates)
    customers = {row.customer for item in named for row in candidates.rows[item]}
    if len(customers) > 1:
        yield _against(f"it names documents of {', '.join(sorted(customers))}")
    for item in named:
        if not candidates.open_rows(item):
            yield _against(f"{clipped(item)} is settled already")
    for row in rows:
        if row.date_issued > line.date:
            yield _against(
                f"{clipped(row.item)} was issued after the payment, on {row.date_issued}"
            )
    for customer in sorted(customers):
        if denial := reading.denies(customer):
            yield _against(denial)
        weak = [i for i in named if reading.named[i] is Strength.WEAK]
        if weak and not reading.knows(customer):
            yield _against(f"{clipped(weak[0])} is a short number, and the payer is not known")
    if rows and not parts:
        left = ", ".join(f"{row.balance_open} of {clipped(row.item)}" for row in rows)
        yield _against(f"{line.amount} is not what is left: {left}")


def _turned(reading: Reading, candidates: Candidates) -> Iterator[Evidence]:
    """Yield that money went out although it names documents that bring money in."""
    named = reading.whole() if reading.line.amount.number < 0 else ()
    owed = [i for i in named if any(r.amount.number >= 0 for r in candidates.rows[i])]
    if owed:
        words = ", ".join(map(clipped, owed))
        yield _against(f"money out names {words}: a returned payment, or a turned sign?")


def _certain(reading: Reading, parts: tuple[Part, ...]) -> Suggestion:
    items = dict.fromkeys(part.item.item for part in parts)
    amount = reading.line.amount
    if len(parts) == 1:
        exact = Evidence(Clue.AMOUNT, f"{amount} is exactly what is left of it")
    else:
        exact = Evidence(Clue.AMOUNT_SUM, f"{amount} is exactly the sum of the {len(parts)}")
    evidence = (
        *(naming(item, reading.named[item]) for item in items),
        exact,
        *payer_evidence(reading, parts[0].item.customer),
    )
    return Suggestion(parts[0].item.customer, parts, Money.zero(amount.currency), evidence)


def _against(words: str) -> Evidence:
    return Evidence(Clue.AGAINST, words)
