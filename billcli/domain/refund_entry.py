"""Money paid back to a customer, as a ledger entry.

Source: docs/reference/ledger-format.md rules 4 to 7 and its worked example.
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


def refund_entry(
    number: str,
    payee: str,
    date: dt.date,
    parts: Sequence[Part],
    *,
    bank: str,
    meta: Meta,
    fx: str = "",
    rate: tuple[Money, Money] | None = None,
) -> Entry:
    """Return the entry of a refund; its legs sum to exactly zero.

    Args:
        number: the entry's own id, such as ``REF-2026-0001``.
        payee: the customer's name.
        date: when the money went.
        parts: the credits it uses up, amounts negative as their balances are.
        bank: account the money left.
        meta: of the cash leg: the bank's words.
        fx: account of exchange differences; used only when there is one.
        rate: value and amount of the money, where items are kept at a value.

    Raises:
        ValueError: there are no parts, or one of them is not a credit.
    """
    if not parts or any(part.amount.number >= 0 for part in parts):
        msg = f"{number}: a refund uses up credits"
        raise ValueError(msg)
    paid = sum_of(parts, parts[0].amount.currency)
    legs = [Posting(bank, paid, meta)]
    legs += settled_legs(parts)
    items = [part.open_item.item for part in parts]
    links = links_of(number, items)
    return Entry(
        date, payee, "Refund", ("refund",), links, tuple(exchanged(legs, fx, rate)), {"id": number}
    )
