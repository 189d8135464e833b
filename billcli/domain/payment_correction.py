"""The entries that move what a payment settles: nothing that was written is edited.

The money goes by an ``#application`` that sums to zero over the receivable accounts. A discount or
a small difference that was granted on an item goes back by a ``#reversal`` of its own, because it
changes what is owed. Both name the payment in ``corrects``.

Source: docs/reference/ledger-format.md rules 4 to 8, 11, 15 and 18;
docs/decisions/corrected-payments.md.
"""

from __future__ import annotations

from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.exchange_leg import exchange_legs
from billcli.domain.frozen import frozen, replace
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, WIDE, ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_standing import weight
from billcli.domain.payment_value import at_rate
from billcli.domain.settled_leg import full, settled_legs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from billcli.domain.allocation_part import Part
    from billcli.domain.entry import MetaValue
    from billcli.domain.payment_share import Share
    from billcli.domain.payment_standing import Reopened


@frozen
class Head:
    """What the entries of one correction have in common.

    Attributes:
        payment: id of the payment that is corrected.
        payee: the customer's name.
        narration: of the entry.
        fx: account of exchange differences; used only when there is one.
    """

    payment: str
    payee: str
    date: dt.date
    narration: str
    fx: str = ""


@frozen
class Move:
    """Where the money of a payment goes.

    Attributes:
        opened: the items it is taken off.
        spent: what is taken of its own rest, negative parts.
        settled: the items it settles instead.
        own: account and name of what it has on account.
        onto: account and name of the credit that what is left becomes.
    """

    opened: Reopened
    own: tuple[str, str]
    onto: tuple[str, str]
    spent: tuple[Part, ...] = ()
    settled: tuple[Part, ...] = ()

    @property
    def credit(self) -> Money:
        """What becomes credit, zero or positive; what was granted too little by not counted."""
        zero = Money.zero(self.opened.credited.currency)
        shares = total([share.amount for share in self.opened.money], zero.currency)
        parts = total([part.amount for part in (*self.spent, *self.settled)], zero.currency)
        return shares - parts

    def named(self, number: str) -> Move:
        """Return the same, a credit without a name called like the entry that makes it."""
        own, onto = ((account, name or number) for account, name in (self.own, self.onto))
        return replace(self, own=own, onto=onto)

    @property
    def gives_back(self) -> bool:
        """Whether a discount or a small difference goes back."""
        return bool(self.opened.legs)

    @property
    def moves(self) -> bool:
        """Whether money moves; not where nothing but a discount settled the item."""
        return bool(self.opened.money or self.spent)


def entries_of(
    move: Move, head: Head, number: str, back: str, worth: tuple[Money, Money] | None
) -> Iterator[Entry]:
    """Yield the entries of a move: what was granted goes back first, then the money moves.

    Args:
        move: see there.
        head: what the entries have in common.
        number: id of the application, such as ``APP-2026-0001``.
        back: id of the entry that takes back what was granted, such as ``RET-2026-0001``.
        worth: value in the base currency and amount of the payment's money, or None.
    """
    if move.gives_back:
        legs = [*mirrored(move.opened.legs), *reopened_legs(move.opened.granted)]
        if move.opened.credited:
            legs.append(_credit_leg(*move.own, move.opened.credited, worth))
        kinds = {leg.meta["adjustment"] for leg in move.opened.legs}
        what = "Discount" if "discount" in kinds else "Difference"
        yield _entry(back, replace(head, narration=f"{what} taken back"), "reversal", legs)
    if move.moves:
        legs = [*reopened_legs(move.opened.money), *part_legs(move.spent, worth)]
        legs += part_legs(move.settled, worth)
        if move.credit:
            legs.append(_credit_leg(*move.onto, move.credit, worth))
        yield _entry(number, head, "application", legs)


def mirrored(legs: Iterable[Posting], left_out: Iterable[str] = ()) -> list[Posting]:
    """Return postings with the other sign, and so the amounts in their metadata.

    Args:
        legs: as they were posted.
        left_out: keys that stay with them.
    """
    found: list[Posting] = []
    for leg in legs:
        meta = {
            key: -value if isinstance(value, Money) else value
            for key, value in leg.meta.items()
            if key not in left_out
        }
        found.append(Posting(leg.account, -leg.amount, meta, leg.price))
    return found


def reopened_legs(shares: Iterable[Share]) -> list[Posting]:
    """Return what opens items again, named as what settled them was."""
    found: list[Posting] = []
    for share in shares:
        meta: dict[str, MetaValue] = {"invoice": share.item}
        if share.instalment is not None:
            meta["instalment"] = WIDE.create_decimal(share.instalment)
        found.append(Posting(share.account, full(share.amount), meta, share.value))
    return found


def part_legs(parts: Sequence[Part], worth: tuple[Money, Money] | None = None) -> list[Posting]:
    """Return what settles items by parts, each at the value it gives up.

    Args:
        parts: negative where a credit is used up.
        worth: value and amount of the money, for items that are kept at no value.
    """
    found: list[Posting] = []
    for part, leg in zip(parts, settled_legs(parts), strict=True):
        held = part.open_item.value_open
        rate = (held, part.open_item.balance_open) if held is not None else worth
        price = at_rate(part.amount, *rate) if rate else None
        found.append(replace(leg, price=None if price is None else _size(price)))
    return found


def _credit_leg(
    account: str, item: str, amount: Money, worth: tuple[Money, Money] | None
) -> Posting:
    """Return what an amount becomes on account, under an item of its own."""
    price = at_rate(amount, *worth) if worth else None
    return Posting(account, -full(amount), {"invoice": item}, price)


def _entry(number: str, head: Head, tag: str, legs: Sequence[Posting]) -> Entry:
    every = [*legs, *exchange(legs, head.fx)]
    items = [text_of(leg.meta.get("invoice")) for leg in legs]
    return Entry(
        head.date,
        head.payee,
        head.narration,
        (tag,),
        links_of(number, [head.payment, *filter(None, items)]),
        tuple(every),
        {"id": number, "corrects": head.payment},
    )


def exchange(legs: Sequence[Posting], account: str) -> list[Posting]:
    """Return what is left between the values of the legs, by exchange rates."""
    base = next((leg.price.currency for leg in legs if leg.price), "")
    if not base:
        return []
    left = ZERO
    for leg in legs:
        left = EXACT.add(left, weight(leg, base))
    return exchange_legs(legs, Money(-left, base), account)


def _size(value: Money) -> Money:
    return Money(value.number.copy_abs(), value.currency)
