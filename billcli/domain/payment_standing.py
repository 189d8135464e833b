"""How a payment stands: where its money is, and what was granted beside it.

A discount or a small difference was granted so that an item counts as settled; it is given back
with the item. What a bank or a processor kept is part of what the customer paid, and stays.

Source: docs/reference/ledger-format.md rules 4, 8 and 11; docs/decisions/corrected-payments.md.
"""

from __future__ import annotations

from billcli.domain.entry import Posting
from billcli.domain.frozen import frozen
from billcli.domain.meta import text_of
from billcli.domain.money import EXACT, ZERO, Money, total
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.payment_value import at_rate
from billcli.domain.problem import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.entry import Entry, MetaValue
    from billcli.domain.open_item import OpenItem
    from billcli.domain.payment_share import Share

GRANTED = frozenset({"discount", "rounding"})
_MARKS = ("adjustment", "invoice", "tax", "group", "charge-id", "receipt")


class Granted(NamedTuple):
    """What a payment still grants beside its money.

    Attributes:
        amount: in the currency of the items; negative where more came than was owed.
        legs: as they were posted, what was given back since taken off.
    """

    amount: Money
    legs: tuple[Posting, ...]


@frozen
class Standing:
    """A payment, and where its money is now.

    Attributes:
        payment: its id.
        entry: its own entry.
        voices: the entries that speak for it, in order.
        shares: what it settles of items now.
        rest: its own open item, as far as something is left on account.
        granted: the discount and small difference that still count.
        at_first: the items that its own entry settled.
        worth: value in the base currency and amount of its money, or None.
        customers: whose items its own entry touched.
        account: the receivable account of the first of them.
    """

    payment: str
    entry: Entry
    voices: tuple[Entry, ...]
    shares: tuple[Share, ...]
    rest: tuple[OpenItem, ...]
    granted: Granted
    at_first: frozenset[str]
    worth: tuple[Money, Money] | None
    customers: tuple[str, ...]
    account: str

    @property
    def currency(self) -> str:
        """The currency of what it settles."""
        return self.granted.amount.currency

    @property
    def on_account(self) -> Money:
        """What is left of it on account, positive."""
        return -total([row.balance_open for row in self.rest], self.currency)


class Reopened(NamedTuple):
    """What opens again when money is taken off items.

    Attributes:
        money: what the money had settled.
        granted: what was granted beside it.
        legs: the legs that granted it, to be mirrored; none where nothing is given back.
        credited: what more came than was owed, and goes on account now; zero or positive.
    """

    money: tuple[Share, ...]
    granted: tuple[Share, ...]
    legs: tuple[Posting, ...]
    credited: Money


def reopened(standing: Standing, chosen: Sequence[Share], money: Money | None = None) -> Reopened:
    """Return what opens again of chosen items, all that was granted on them given back.

    What was granted, was granted for settling the item: it goes back in full with the first cent.

    Args:
        standing: of the payment.
        chosen: some of its shares.
        money: how much is taken off them; all when not given.

    Raises:
        UsageError: the payment granted something on several items, and only some of them are
            chosen (PAYMENT-SHARED).
    """
    zero = Money.zero(standing.currency)
    first = sorted(chosen, key=lambda share: share.item not in standing.at_first)
    names = {share.item for share in chosen}
    gives_back = bool(standing.granted.legs and names & standing.at_first)
    if gives_back:
        kept = {s.item for s in standing.shares} & standing.at_first - names
        if kept and len(standing.at_first) > 1:
            raise UsageError.of(
                "PAYMENT-SHARED",
                f"{standing.payment} took {standing.granted.amount} off several items together,"
                f" {', '.join(sorted(kept))} too",
                hint=f"unapply all of it: billcli payment unapply {standing.payment},"
                " then apply what stays",
            )
    amount = standing.granted.amount if gives_back else zero
    granted, rest = taken_of(first, amount)
    taken = rest if money is None else taken_of(rest, money)[0]
    legs = standing.granted.legs if gives_back else ()
    credited = -amount if amount.number < 0 else zero
    return Reopened(tuple(taken), tuple(granted), legs, credited)


def granted_by(entries: Iterable[Entry], currency: str) -> Granted:
    """Return what the entries of a payment grant, taken together.

    Args:
        entries: those that speak for the payment (``payment_share.speaking``).
        currency: of the items. A leg in another one counts by its ``amount``, or not at all: a
            rounding in the base currency stays where it is.
    """
    legs = added(
        leg
        for entry in entries
        for leg in entry.postings
        if leg.meta.get("adjustment") in GRANTED and stated_in(leg, currency) is not None
    )
    amounts = [amount for leg in legs if (amount := stated_in(leg, currency))]
    return Granted(total(amounts, currency), legs)


def added(legs: Iterable[Posting]) -> tuple[Posting, ...]:
    """Return legs of one account, currency and meaning added up; what comes to nothing is gone.

    A tax of nothing stays while its base does not.
    """
    found: dict[tuple[str, ...], Posting] = {}
    for leg in legs:
        marks = (text_of(leg.meta.get(key)) for key in _MARKS)
        key = leg.account, leg.amount.currency, *marks
        found[key] = _sum(found[key], leg) if key in found else leg
    return tuple(leg for leg in found.values() if leg.amount or leg.meta.get("base"))


def stated_in(leg: Posting, currency: str) -> Money | None:
    """Return what a leg comes to in a currency: its number, or its ``amount`` (format rule 15)."""
    if leg.amount.currency == currency:
        return leg.amount
    stated = leg.meta.get("amount")
    return stated if isinstance(stated, Money) and stated.currency == currency else None


def _sum(one: Posting, other: Posting) -> Posting:
    meta: dict[str, MetaValue] = dict(one.meta)
    for key, value in other.meta.items():
        before = meta.get(key)
        if isinstance(value, Money) and isinstance(before, Money):
            meta[key] = before + value
    return Posting(one.account, one.amount + other.amount, meta, one.price)


def room_left(shares: Iterable[Share], rows: Mapping[str, Sequence[OpenItem]]) -> tuple[Share, ...]:
    """Return shares no greater than what is settled of their items: what came back is gone.

    Args:
        shares: of one payment.
        rows: of each item; a credit may be used up, any other item opened again in full.
    """
    room: dict[tuple[str, str, int | None], Money] = {}
    kept: list[Share] = []
    for share in shares:
        row = _row(share, rows[share.item])
        key = row.item, row.customer, row.instalment
        settled = row.amount - row.balance_open if row.amount.number > 0 else -row.balance_open
        left = room.get(key, settled)
        taken, _ = taken_of([share], left)
        kept += taken
        room[key] = left - total([one.amount for one in taken], left.currency)
    return tuple(kept)


def _row(share: Share, rows: Sequence[OpenItem]) -> OpenItem:
    own = [row for row in rows if row.customer == share.customer]
    if named := [row for row in own if row.instalment == share.instalment]:
        return named[0]
    currency = share.amount.currency  # instalments nobody named: together
    amount = total([row.amount for row in own], currency)
    balance = total([row.balance_open for row in own], currency)
    return own[0]._replace(amount=amount, balance_open=balance, instalment=None)


def taken_of(shares: Iterable[Share], amount: Money) -> tuple[list[Share], list[Share]]:
    """Return the first of some shares up to an amount, and what is left of them."""
    taken: list[Share] = []
    left: list[Share] = []
    for share in shares:
        take = min(share.amount.number, amount.number)
        if take <= 0:
            left.append(share)
            continue
        first = _part(share, Money(take, amount.currency))
        taken.append(first)
        amount -= first.amount
        if first.amount != share.amount:
            value = share.value - first.value if share.value and first.value else None
            left.append(share._replace(amount=share.amount - first.amount, value=value))
    return taken, left


def _part(share: Share, amount: Money) -> Share:
    if share.value is None or amount == share.amount:
        return share._replace(amount=amount)
    return share._replace(amount=amount, value=at_rate(amount, share.value, share.amount))


def worth_of(entry: Entry, owed: Iterable[Posting], granted: Granted) -> tuple[Money, Money] | None:
    """Return the value in the base currency and the amount of the money of a payment.

    Args:
        entry: of the payment.
        owed: its postings on receivable accounts.
        granted: beside the money, by this entry.

    Returns:
        None where the payment is not kept at a value.
    """
    legs = list(owed)
    if not legs or legs[0].price is None:
        return None
    base = legs[0].price.currency
    left = ZERO
    for leg in entry.postings:
        if leg not in legs and leg.meta.get("adjustment") not in {*GRANTED, "fx"}:
            left = EXACT.add(left, weight(leg, base))
    amount = -total([leg.amount for leg in legs], legs[0].amount.currency) - granted.amount
    return Money(left, base), amount


def weight(leg: Posting, base: str) -> Decimal:
    """Return what a posting weighs in a currency: its price, else its amount, signed."""
    if leg.price is not None and leg.amount.currency != base:
        return leg.price.number.copy_sign(leg.amount.number)
    return leg.amount.number
