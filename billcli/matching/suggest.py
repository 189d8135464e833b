"""Ways to book a line that has to be asked about, best first, each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billcli.domain.money import Money, total
from billcli.matching.evidence import ALIKE, naming, payer_evidence
from billcli.matching.number_search import Strength
from billcli.matching.proposal import Clue, Evidence, Part, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.open_item import OpenItem
    from billcli.matching.candidate import Candidates
    from billcli.matching.evidence import Reading

SUGGESTIONS_MAX = 5
ROWS_MAX = 20
TRACES_MAX = 10
AMOUNT_WEIGHT, IBAN_WEIGHT, NAME_WEIGHT, MENTION_WEIGHT = 40, 50, 50, 30
NAMING_WEIGHT = {
    Strength.CHECKED: 100, Strength.WHOLE: 80, Strength.WEAK: 50, Strength.TRACE: 30,
}  # fmt: skip


def suggestions(reading: Reading, candidates: Candidates) -> tuple[Suggestion, ...]:
    """Return up to five suggestions, best first.

    Money going out is suggested for a document only when the payee is its customer: expenses, too,
    may hold numbers that look like ours.
    """
    found: dict[tuple[tuple[str, int | None, Money], ...], Suggestion] = {}
    for rows in _choices(reading, candidates):
        one = _suggestion(reading, rows)
        if one is None:
            continue
        key = tuple((p.item.item, p.item.instalment, p.amount) for p in one.parts)
        if key not in found or found[key].weight < one.weight:
            found[key] = one
    ranked = sorted(found.values(), key=lambda one: (-one.weight, one.parts[0].item.item))
    if reading.line.amount.number < 0:
        ranked = [one for one in ranked if reading.fits(one.customer)]
    return tuple(ranked[:SUGGESTIONS_MAX])


def _choices(reading: Reading, candidates: Candidates) -> Iterator[Sequence[OpenItem]]:
    """Yield groups of open rows of one customer that the line may pay."""
    currency = reading.line.amount.currency
    named: dict[str, list[OpenItem]] = {}
    for item in reading.whole():
        for row in candidates.open_rows(item):
            named.setdefault(row.customer, []).append(row)
    yield from named.values()
    traces = [item for item, how in reading.named.items() if how is Strength.TRACE]
    for item in traces[:TRACES_MAX]:
        yield candidates.open_rows(item)
    equal = candidates.by_amount.get(reading.line.amount, ())
    best = sorted(equal, key=lambda row: -_fit(reading, row.customer))
    for row in best[:SUGGESTIONS_MAX]:
        yield (row,)
    likely = sorted(
        {c for c, score in reading.alike.items() if score >= ALIKE}
        | reading.owners
        | reading.mentioned
        | set(candidates.by_total.get(reading.line.amount, ())),
        key=lambda customer: (-_fit(reading, customer), customer),
    )
    for customer in likely[:SUGGESTIONS_MAX]:
        rows = [
            row
            for row in candidates.by_customer.get(customer, ())
            if row.balance_open.currency == currency
        ]
        yield rows
        yield rows[:1]


def _fit(reading: Reading, customer: str) -> int:
    """Return the weight of a customer as the payer."""
    named = round(NAME_WEIGHT * reading.alike.get(customer, 0.0))
    mentioned = MENTION_WEIGHT * (customer in reading.mentioned)
    return named + mentioned + IBAN_WEIGHT * (customer in reading.owners)


def _suggestion(reading: Reading, rows: Iterable[OpenItem]) -> Suggestion | None:
    """Return the line's amount laid on the rows in order, as far as it goes."""
    amount = reading.line.amount
    usable = [row for row in rows if row.balance_open.currency == amount.currency][:ROWS_MAX]
    parts: list[Part] = []
    rest = amount
    if usable and total([row.balance_open for row in usable], amount.currency) == amount:
        parts, rest = [Part(row, row.balance_open) for row in usable], Money.zero(amount.currency)
    else:
        for row in usable:
            part = _smaller(rest, row.balance_open)
            if part:
                parts.append(Part(row, part))
                rest -= part
    if not parts:
        return None
    customer = parts[0].item.customer
    exact = not rest and all(p.amount == p.item.balance_open for p in parts)
    clue = Clue.AMOUNT if len(parts) == 1 else Clue.AMOUNT_SUM
    fits = Evidence(clue, f"{amount} is exactly what is left") if exact else None
    items = dict.fromkeys(part.item.item for part in parts)
    known = [(item, reading.named[item]) for item in items if item in reading.named]
    weight = sum(NAMING_WEIGHT[how] for _, how in known) // len(items)
    weight += AMOUNT_WEIGHT * exact + _fit(reading, customer)
    evidence = (
        *(naming(item, how) for item, how in known),
        *((fits,) if fits else ()),
        *payer_evidence(reading, customer),
    )
    return Suggestion(customer, tuple(parts), rest, evidence, weight)


def _smaller(rest: Money, balance: Money) -> Money:
    """Return as much of the rest as the balance takes; nothing when their signs differ."""
    if not rest or (rest.number > 0) != (balance.number > 0):
        return Money.zero(rest.currency)
    return min(rest, balance, key=lambda money: abs(money.number))
