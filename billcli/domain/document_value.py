"""A document in a foreign currency as it is kept at a value in the currency of the books.

Its receivable stays in its own currency and is priced ``@@`` at that value; income and tax are
posted in the base currency, and say in ``amount`` what they are on the document. Tax is converted
by itself, so that what is owed to the tax office is its very value; the last line that can bear it
takes what rounding leaves.

Source: docs/reference/ledger-format.md rule 15; EN 16931 BT-111.
"""

from __future__ import annotations

from billcli.domain.exchange_leg import tolerant, uneven_in
from billcli.domain.frozen import replace
from billcli.domain.money import Money, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_value import at_rate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.domain.entry import Entry, Posting

    Owed = Callable[[Posting], bool]


def valued_entry(
    entry: Entry, is_owed: Owed, value: Money, convert: Callable[[Money], Money]
) -> Entry:
    """Return the entry of a document, kept at a value.

    Args:
        entry: in the document's currency only, as ``entry_of`` returns it.
        is_owed: whether a posting is receivable.
        value: of what is owed, signed as it is.
        convert: returns what an amount is worth in the base currency.
    """
    worth = [convert(posting.amount) for posting in entry.postings if not is_owed(posting)]
    rest = -total([value, *worth], value.currency)
    others = [posting for posting in entry.postings if not is_owed(posting)]
    if rest:
        at = _bearer(others, worth, rest)
        worth[at] += rest
    return _valued(entry, is_owed, value, worth)


def mirrored_value(entry: Entry, original: Entry, is_owed: Owed) -> Entry:
    """Return the entry of a credit note, kept at the value of the document it corrects.

    One that mirrors it in full takes its very figures; any other its share of the value.

    Args:
        entry: of the credit note, in its own currency only.
        original: of the document it corrects, which is kept at a value.
        is_owed: whether a posting is receivable.
    """
    held = value_of(original, is_owed)
    assert held is not None  # noqa: S101 - the caller looked
    value, amount = held
    owed = total([p.amount for p in entry.postings if is_owed(p)], amount.currency)
    others = [posting for posting in entry.postings if not is_owed(posting)]
    before = [posting for posting in original.postings if not is_owed(posting)]
    if [_named(p) for p in others] == [_named(p, -1) for p in before]:
        return _valued(entry, is_owed, -value, [-posting.amount for posting in before])

    def convert(part: Money) -> Money:
        return at_rate(part, value, amount)

    return valued_entry(entry, is_owed, convert(owed), convert)


def value_of(entry: Entry, is_owed: Owed) -> tuple[Money, Money] | None:
    """Return value and amount of what an entry makes somebody owe; None when it is kept at none."""
    owed = [posting for posting in entry.postings if is_owed(posting)]
    prices = [p.price for p in owed if p.price is not None]
    if len(prices) < len(owed) or len({price.currency for price in prices}) != 1:
        return None
    signed = [
        Money(p.price.number.copy_sign(p.amount.number), p.price.currency)
        for p in owed
        if p.price is not None
    ]
    amount = total([p.amount for p in owed], owed[0].amount.currency)
    return total(signed, signed[0].currency), amount


def _valued(entry: Entry, is_owed: Owed, value: Money, worth: Sequence[Money]) -> Entry:
    owed = [posting for posting in entry.postings if is_owed(posting)]
    prices = iter(split(value, [posting.amount.number for posting in owed]))
    figures = iter(worth)
    postings = []
    for posting in entry.postings:
        if is_owed(posting):
            price = next(prices)
            postings.append(replace(posting, price=_size(price)))
        else:
            meta = {**posting.meta, "amount": _size(posting.amount)}
            postings.append(replace(posting, amount=next(figures), meta=meta))
    if uneven_in(postings):
        last = postings[-1]
        postings[-1] = replace(last, amount=tolerant(last.amount))
    return replace(entry, postings=tuple(postings))


def _bearer(others: Sequence[Posting], worth: Sequence[Money], rest: Money) -> int:
    """Return which posting takes a rest: the last line that is larger, else the largest of all."""
    lines = [at for at, posting in enumerate(others) if "item" in posting.meta]
    able = [at for at in lines if worth[at].number.copy_abs() > rest.number.copy_abs()]
    if able:
        return able[-1]
    return max(range(len(others)), key=lambda at: worth[at].number.copy_abs())


def _named(posting: Posting, sign: int = 1) -> tuple[str, Money]:
    """Return account and amount of a posting in the document's currency."""
    stated = posting.meta.get("amount")
    if isinstance(stated, Money):
        amount = Money(stated.number.copy_sign(posting.amount.number), stated.currency)
    else:
        amount = posting.amount
    return posting.account, amount if sign > 0 else -amount


def _size(amount: Money) -> Money:
    return Money(amount.number.copy_abs(), amount.currency)
