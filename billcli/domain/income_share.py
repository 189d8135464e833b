"""Which of an entry's figures belong to which of the items it touches."""

from __future__ import annotations

from billcli.domain.income_entry import ItemKey, key_of
from billcli.domain.money import EXACT, ZERO, Money, split
from billcli.domain.named import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from billcli.domain.figure import Figure
    from billcli.domain.income_entry import IncomeEntry
    from billcli.domain.open_item import Movement


class IncomeShare(NamedTuple):
    """What an entry says of one item.

    Attributes:
        account: receivable account of the item.
        amount: how the entry moves it, all instalments together.
        figures: its share of the entry's figures.
        at_once: of a document, how much of it was paid in the very entry.
    """

    key: ItemKey
    account: str
    amount: Decimal
    figures: tuple[Figure, ...]
    at_once: Decimal = ZERO


def shares_of(found: IncomeEntry, moved: Iterable[Movement]) -> list[IncomeShare]:
    """Return what an entry says of each item of some movements, in proportion to their amounts.

    Args:
        found: the entry.
        moved: those of its movements among which its figures are shared.
    """
    amounts: dict[ItemKey, Decimal] = {}
    accounts: dict[ItemKey, str] = {}
    for one in moved:
        key = key_of(one)
        amounts[key] = EXACT.add(amounts.get(key, ZERO), one.amount.number)
        accounts.setdefault(key, one.account)
    if len(amounts) == 1:
        ((key, amount),) = amounts.items()
        return [IncomeShare(key, accounts[key], amount, found.figures, _paid(found, key[2]))]
    by_key: dict[ItemKey, list[Figure]] = {key: [] for key in amounts}
    for figure in found.figures if amounts else ():
        keys = _of_currency(amounts, figure.currency) or list(amounts)
        numbers = _split(figure.number, figure.currency, [amounts[key] for key in keys])
        bases = _split(figure.base, figure.currency, [amounts[key] for key in keys])
        for key, number, base in zip(keys, numbers, bases, strict=True):
            by_key[key].append(figure.of(number, base))
    paid: dict[ItemKey, Decimal] = {}
    for currency in {key[2] for key in amounts}:
        keys = _of_currency(amounts, currency)
        parts = _split(_paid(found, currency), currency, [amounts[key] for key in keys])
        paid.update(zip(keys, parts, strict=True))
    return [
        IncomeShare(key, accounts[key], amount, tuple(by_key[key]), paid[key])
        for key, amount in amounts.items()
    ]


def _of_currency(amounts: Iterable[ItemKey], currency: str) -> list[ItemKey]:
    return [key for key in amounts if key[2] == currency]


def _paid(found: IncomeEntry, currency: str) -> Decimal:
    """Return how much of a document was settled in its own entry, by money or by other items."""
    if not found.made:
        return ZERO
    parts = [m.amount for m in found.moved]
    for posting in found.money:
        price, amount = posting.price, posting.amount
        signed = Money(price.number.copy_sign(amount.number), price.currency) if price else amount
        parts.append(amount if amount.currency == currency else signed)
    return sum((part.number for part in parts if part.currency == currency), ZERO)


def _split(number: Decimal, currency: str, weights: Sequence[Decimal]) -> list[Decimal]:
    """Return a number shared by weights; the first has all where they cancel each other out."""
    if not sum(weights, ZERO):
        return [number, *(ZERO for _ in weights[1:])]
    return [money.number for money in split(Money(number, currency), weights)]
