"""Proof that text about to be written says what it should, before a ledger is touched.

Beancount accepts entries that are off by half a unit of the coarsest amount, and torn ones; here an
entry sums to exactly zero and every field reads back as it was meant (safety rule 1). It also
refuses some that sum to zero, by its arithmetic of total prices: those are refused here.
"""

from __future__ import annotations

from billcli.domain.entry import Entry
from billcli.domain.exchange_leg import uneven_in
from billcli.domain.money import EXACT, ZERO, Money
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import InvalidError, quoted
from billcli.ledger.piece import read_piece

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.entry import Directive

_HINT = "nothing was written; please report this with the command you ran"


def prove(
    text: str, directives: Sequence[Directive], name: str, roots: Mapping[str, str] | None = None
) -> tuple[Directive, ...]:
    """Return the directives as the text reads, which are those meant and balance.

    Raises:
        InvalidError: it does not (``ENTRY-UNBALANCED``, ``TEXT-DIFFERS``).
    """
    for directive in directives:
        if isinstance(directive, Entry):
            _check_balance(directive)
    read = read_piece(text, name, roots)
    if read != tuple(directives):
        raise InvalidError.of(
            "TEXT-DIFFERS",
            "the text made for the ledger does not read back as what was meant",
            hint=_HINT,
        )
    return read


def imbalance(entry: Entry) -> tuple[Money, ...]:
    """Return by how much an entry is off, for each currency that does not sum to exactly zero."""
    sums: dict[str, Decimal] = {}
    for leg in entry.postings:
        weight = leg.amount
        if leg.price is not None:
            weight = leg.price if leg.amount.number > 0 else -leg.price
        sums[weight.currency] = EXACT.add(sums.get(weight.currency, ZERO), weight.number)
    return tuple(Money(number, currency) for currency, number in sums.items() if number)


def _check_balance(entry: Entry) -> None:
    off = [*map(str, imbalance(entry)), *uneven_in(entry.postings)]
    if off:
        raise InvalidError.of(
            "ENTRY-UNBALANCED",
            f"the entry {quoted(entry.narration)} of {entry.date} is off by {', '.join(off)}",
            hint=_HINT,
        )
