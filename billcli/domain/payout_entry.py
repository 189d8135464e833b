"""One receipt for several customers' items, as a ledger entry: a payout, or a group's payment.

Source: docs/reference/ledger-format.md rules 4 to 7, 11 and 13.
"""

from __future__ import annotations

from billcli.domain.allocation_part import sum_of
from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_value import exchanged
from billcli.domain.settled_leg import settled_legs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from billcli.domain.allocation_part import Part
    from billcli.domain.entry import Meta
    from billcli.domain.money import Money


def payout_entry(
    number: str,
    payee: str,
    date: dt.date,
    parts: Sequence[Part],
    *,
    bank: str,
    meta: Meta,
    fee: Money | None = None,
    fees: str = "",
    payout: bool = True,
    fx: str = "",
    rate: tuple[Money, Money] | None = None,
) -> Entry:
    """Return the entry of a payout or of a group's payment; its legs sum to exactly zero.

    Args:
        number: the entry's own id, of the payments' series.
        payee: the processor's name.
        date: when the money came.
        parts: what the customers' payments settle.
        bank: account the money came to.
        meta: of the cash leg: the bank's words.
        fee: what the processor kept, positive.
        fees: account of the fee.
        fx: account of exchange differences; used only when there is one.
        rate: value and amount of the money, where items are kept at a value.
        payout: whether a card processor paid; else somebody paid for several customers.
    """
    gross = sum_of(parts, parts[0].amount.currency)
    legs = [Posting(bank, gross - fee if fee else gross, meta)]
    if fee:
        legs.append(Posting(fees, fee, {"adjustment": "psp_fee"}))
    legs += settled_legs(parts)
    items = [part.open_item.item for part in parts]
    links = links_of(number, items)
    said, tags = ("Payout", ("payment", "payout")) if payout else ("Payment", ("payment",))
    return Entry(date, payee, said, tags, links, tuple(exchanged(legs, fx, rate)), {"id": number})
