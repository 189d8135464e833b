"""What is not paid any more, as a ledger entry, and what of it is recovered later.

Source: docs/reference/ledger-format.md rules 4 to 7, 11 and 12 and its worked example.
"""

from __future__ import annotations

from billcli.domain.allocation_part import sum_of
from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.exchange_leg import tolerant, uneven_in
from billcli.domain.frozen import frozen, replace
from billcli.domain.money import WIDE, Money, rounded, split, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_value import at_rate
from billcli.domain.settled_leg import full, settled_legs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.allocation_part import Part
    from billcli.domain.discount_share import TaxShare
    from billcli.domain.entry import MetaValue


@frozen
class WriteOff:
    """What is written off of one item, decided.

    Attributes:
        number: the entry's own id, such as ``WO-2026-0001``.
        payee: the customer's name.
        parts: of the item; a credit nobody asks for has amounts below zero.
        account: takes the loss.
        taxes: tax that is given back with it; none without relief.
        adjustment: ``rounding`` for a small difference, else empty.
    """

    number: str
    payee: str
    date: dt.date
    parts: tuple[Part, ...]
    account: str
    reason: str
    taxes: tuple[TaxShare, ...] = ()
    adjustment: str = ""

    @property
    def amount(self) -> Money:
        """What the customer does not owe any more."""
        return sum_of(self.parts, self.parts[0].amount.currency)

    @property
    def tax(self) -> Money:
        """What of it is tax that is given back."""
        return total([share.tax for share in self.taxes], self.amount.currency)


def write_off_entry(plan: WriteOff) -> Entry:
    """Return the entry of a write-off; its legs sum to exactly zero.

    Of an item that is kept at a value in the base currency, loss and tax are posted in that.
    """
    owed = list(settled_legs(plan.parts))
    legs: list[Posting] = []
    meta: dict[str, MetaValue] = {"adjustment": plan.adjustment} if plan.adjustment else {}
    legs.append(Posting(plan.account, full(plan.amount - plan.tax), meta))
    for share in plan.taxes:
        tax: dict[str, MetaValue] = {"tax": share.code}
        if share.group:
            tax["group"] = share.group
        legs.append(Posting(share.account, share.tax, tax | {"base": -share.base}))
    legs = [*owed, *_at_value(legs, owed)]
    if uneven_in(legs):
        legs[-1] = replace(legs[-1], amount=tolerant(legs[-1].amount))
    items = [part.open_item.item for part in plan.parts]
    return Entry(
        plan.date,
        plan.payee,
        "Small difference" if plan.adjustment else "Write-off",
        ("write-off",),
        links_of(plan.number, items),
        tuple(legs),
        {"id": plan.number, "reason": plan.reason},
    )


def _at_value(legs: Sequence[Posting], owed: Sequence[Posting]) -> list[Posting]:
    """Return what an item's value is lost to, in the currency of that value.

    Each tax goes back at the rate the item is kept at, the loss takes the rest: nothing is gained
    or lost by exchange rates. ``amount`` states what a leg is in the item's currency (rule 15).

    Args:
        legs: the loss, then each tax.
        owed: of the item, priced where it is kept at a value.
    """
    prices = [leg.price for leg in owed if leg.price is not None]
    if not prices:
        return list(legs)
    amount = -total([leg.amount for leg in owed], owed[0].amount.currency)
    value = Money(total(prices, prices[0].currency).number.copy_sign(amount.number),
                  prices[0].currency)  # fmt: skip
    worth = [at_rate(leg.amount, value, amount) for leg in legs[1:]]
    lost = value - total(worth, value.currency)
    found: list[Posting] = []
    for leg, part in zip(legs, [lost, *worth], strict=True):
        meta = {**leg.meta, "amount": leg.amount}
        if isinstance(base := meta.get("base"), Money):
            meta["base"] = at_rate(base, value, amount)
        found.append(replace(leg, amount=part, meta=meta))
    return found


def recovered_entry(
    number: str, taken: Entry, before: Sequence[Entry], amount: Money, date: dt.date
) -> Entry:
    """Return the entry that opens a written-off item again by what is recovered of it.

    Every leg of the write-off gives back its share; what is recovered last gives back the rest. An
    item that is kept at a value gets back the share of the value that was lost; ``amount`` states
    each leg in the item's currency.

    Args:
        number: the new entry's own id, such as ``RET-2026-0001``.
        taken: the write-off.
        before: earlier recoveries of it.
        amount: positive, no more than the write-off less what was recovered before.
        date: of the new entry.
    """
    owed = [at for at, leg in enumerate(taken.postings) if "invoice" in leg.meta]
    done = [[entry.postings[at] for entry in before] for at in range(len(taken.postings))]
    opened = _opened([taken.postings[at] for at in owed], [done[at] for at in owed], amount)
    legs = dict(zip(owed, opened, strict=True))
    unit = _worth(opened[0]).currency
    whole = -total([_worth(taken.postings[at]) for at in owed], unit)
    so_far = total([_worth(leg) for at in owed for leg in (legs[at], *done[at])], unit)
    for at, leg in enumerate(taken.postings):
        if at not in legs:
            earlier = total([one.amount for one in done[at]], unit)
            legs[at] = Posting(leg.account, _share(-leg.amount, so_far, whole) - earlier, leg.meta)
    for at, base in _bases(taken, so_far, whole).items() if whole else ():
        was = total([_base(one) for one in done[at]], unit)
        legs[at] = replace(legs[at], meta={**legs[at].meta, "base": base - was})
    every = [legs[at] for at in range(len(taken.postings))]
    loss = next(at for at in range(len(every)) if at not in owed)
    rest = total([_worth(leg) for leg in every], unit)
    every[loss] = replace(every[loss], amount=every[loss].amount - rest)
    if opened[0].price is not None:
        every = _stated(every, opened, taken, loss)
    old = str(taken.meta["id"])
    links = links_of(number, [old, *(str(leg.meta["invoice"]) for leg in opened)])
    meta_of: dict[str, MetaValue] = {"id": number, "corrects": old}
    words = f"Recovered of {old}"
    return Entry(date, taken.payee, words, ("reversal",), links, tuple(every), meta_of)


def _opened(
    owed: Sequence[Posting], done: Sequence[Sequence[Posting]], amount: Money
) -> list[Posting]:
    """Return what opens each leg of an item again, with its share of the value it gave up."""
    unit = amount.currency
    left = [-total([leg.amount, *(one.amount for one in past)], unit).number
            for leg, past in zip(owed, done, strict=True)]  # fmt: skip
    found: list[Posting] = []
    for leg, past, part in zip(owed, done, split(amount, left), strict=True):
        price = None
        if leg.price is not None:
            so_far = part + total([one.amount for one in past], unit)
            earlier = [one.price for one in past if one.price is not None]
            price = _share(leg.price, so_far, -leg.amount) - total(earlier, leg.price.currency)
        found.append(Posting(leg.account, part, leg.meta, price))
    return found


def _stated(
    legs: Sequence[Posting], opened: Sequence[Posting], taken: Entry, loss: int
) -> list[Posting]:
    """Return legs that state what they are in the item's currency; the loss takes the rest."""
    unit = opened[0].amount.currency
    part = total([leg.amount for leg in opened], unit)
    whole = -total([p.amount for p in taken.postings if "invoice" in p.meta], unit)
    found = list(legs)
    rest = -part
    for at, leg in enumerate(legs):
        was = leg.meta.get("amount")
        if at != loss and isinstance(was, Money):
            share = _share(-was, part, whole)
            found[at] = replace(leg, meta={**leg.meta, "amount": share})
            rest -= share
    found[loss] = replace(found[loss], meta={**found[loss].meta, "amount": rest})
    if uneven_in(found):
        found[-1] = replace(found[-1], amount=tolerant(found[-1].amount))
    return found


def _worth(leg: Posting) -> Money:
    """Return what a leg weighs: its price with its sign, else its amount."""
    if leg.price is None:
        return leg.amount
    return Money(leg.price.number.copy_sign(leg.amount.number), leg.price.currency)


def _bases(taken: Entry, part: Money, whole: Money) -> dict[int, Money]:
    """Return the base that a part of a write-off has for each leg of tax: with it, its gross."""
    bundles: dict[object, list[int]] = {}
    for at, leg in enumerate(taken.postings):
        if isinstance(leg.meta.get("base"), Money):
            bundles.setdefault(leg.meta.get("group", at), []).append(at)
    found: dict[int, Money] = {}
    taxes = {at: taken.postings[at].amount for own in bundles.values() for at in own}
    grosses = [
        total([*(taxes[at] for at in own), -_base(taken.postings[own[0]])], whole.currency)
        for own in bundles.values()
    ]
    weights = [*grosses, whole - total(grosses, whole.currency)]
    for own, portion in zip(bundles.values(), split(part, [one.number for one in weights]),
                            strict=False):  # fmt: skip
        base = portion - total([_share(taxes[at], part, whole) for at in own], whole.currency)
        found.update(dict.fromkeys(own, base))
    return found


def _base(leg: Posting) -> Money:
    base = leg.meta["base"]
    assert isinstance(base, Money)  # noqa: S101 - it mirrors one that is
    return base


def _share(of: Money, part: Money, whole: Money) -> Money:
    if not whole:  # an item that is worth nothing
        return Money.zero(of.currency)
    exact = WIDE.divide(WIDE.multiply(of.number, part.number), whole.number)
    return Money(rounded(exact, of.currency), of.currency)
