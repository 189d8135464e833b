"""A payment that came back (returned debit, chargeback), as a ledger entry: its items open again.

Source: docs/reference/ledger-format.md rules 4 to 7 and 11 and its worked example.
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
    from billcli.domain.entry import Meta, MetaValue
    from billcli.domain.money import Money


def return_entry(
    number: str,
    payee: str,
    date: dt.date,
    parts: Sequence[Part],
    *,
    bank: str,
    meta: Meta,
    fee: Money | None = None,
    fees: str = "",
    reverses: str = "",
    fx: str = "",
    rate: tuple[Money, Money] | None = None,
) -> Entry:
    """Return the entry of a returned payment; its legs sum to exactly zero.

    Args:
        number: the entry's own id, such as ``RET-2026-0001``.
        payee: the customer's name.
        date: when the money went back.
        parts: what is open again of each item, amounts negative.
        bank: account the money left.
        meta: of the cash leg: the bank's words.
        fee: what the bank took for it, positive.
        fees: account of the fee.
        reverses: id of the payment that came back, where it is known.
        fx: account of exchange differences; used only when there is one.
        rate: value and amount of the money, where items are kept at a value.

    Raises:
        ValueError: there are no parts, or one of them is positive.
    """
    if not parts or any(part.amount.number >= 0 for part in parts):
        msg = f"{number}: a returned payment opens items again"
        raise ValueError(msg)
    back = sum_of(parts, parts[0].amount.currency)
    legs = [Posting(bank, back - fee if fee else back, meta)]
    if fee:
        legs.append(Posting(fees, fee, {"adjustment": "return_fee"}))
    legs += settled_legs(parts)
    items = [part.open_item.item for part in parts]
    links = links_of(number, [reverses, *items])
    own: dict[str, MetaValue] = {"id": number}
    if reverses:
        own["reverses"] = reverses
    return Entry(
        date, payee, "Payment returned", ("reversal",), links, tuple(exchanged(legs, fx, rate)), own
    )
