"""Amounts: they sum to exactly zero and fit their currency.

Beancount accepts a rest of half the coarsest last digit in an entry; a receivable does not.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from billcli.domain.money import WIDE, ZERO, Money, digits, plain
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.rule.scope import and_reseal, title
from billcli.domain.seal import is_sealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from billcli.domain.entry import Entry, Posting
    from billcli.domain.problem import Problem
    from billcli.domain.rule.scope import Scope

_PRICE_DECIMALS = 12


def unbalanced(scope: Scope) -> Iterator[Problem]:
    """Yield ENTRY-UNBALANCED for each entry and currency that leaves a rest, however small."""
    for entry in scope.trade:
        for rest in rests(entry):
            message = f"{title(entry)} does not sum to zero: {rest} are left over"
            advice = (
                "write every amount in full, so that debits and credits are equal to the last digit"
            )
            yield scope.breach("ENTRY-UNBALANCED", message, entry, advice=advice)


def rests(entry: Entry) -> list[Money]:
    """Return what is left of an entry per currency of its weights, without zeros."""
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for posting in entry.postings:
        weight = _weight(posting)
        sums[weight.currency] = WIDE.add(sums[weight.currency], weight.number)
    exact = {currency: _settle(number) for currency, number in sums.items()}
    return [Money(number, currency) for currency, number in sorted(exact.items()) if number]


def digits_exceeded(scope: Scope) -> Iterator[Problem]:
    """Yield AMOUNT-DIGITS where a sealed amount is finer than its currency (format rule 12)."""
    for entry in filter(is_sealed, scope.facts.entries):
        for posting in entry.postings:
            amount = posting.amount
            limit = digits(amount.currency)
            if len(plain(amount.number).partition(".")[2].rstrip("0")) > limit:
                message = f"{amount} has more decimals than {amount.currency} has ({limit})"
                advice = f"write it with {limit} decimals{and_reseal(entry)}"
                yield scope.breach("AMOUNT-DIGITS", message, entry, at=posting, advice=advice)


def _weight(posting: Posting) -> Money:
    if posting.price is None:
        return posting.amount
    number = posting.price.number if posting.amount else ZERO
    return Money(number.copy_sign(posting.amount.number), posting.price.currency)


def _settle(number: Decimal) -> Decimal:
    """Return the sum without what dividing a total price by its units left behind."""
    if not number:
        return ZERO
    # Not quantize: it raises on the absurdly long numbers a ledger may hold.
    text = format(number, f".{_PRICE_DECIMALS}f")
    return Decimal(text.rstrip("0").rstrip("."))
