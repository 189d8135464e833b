"""What being late costs a customer, as a ledger entry: an open item of its own.

So paying what it is for never loses it. A fee names the level of its letter; interest names its
first and last day, and the next one runs on from there.

Source: docs/reference/ledger-format.md rules 4 to 7 and its worked example.
"""

from __future__ import annotations

from decimal import Decimal

from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.seal import sealed

if TYPE_CHECKING:
    import datetime as dt

    from billcli.domain.dunning.notice import Charge
    from billcli.domain.entry import MetaValue


def late_fee_entry(
    number: str, payee: str, date: dt.date, charge: Charge, accounts: tuple[str, str]
) -> Entry:
    """Return the sealed entry of a late fee or of interest, due on the day it is booked.

    Args:
        number: its own, such as ``LF-2026-0001``.
        payee: the customer's name.
        date: of the letter.
        charge: what is charged for which item.
        accounts: the customer's receivable account, and the account of the income.
    """
    claim, (receivable, income) = charge.claim, accounts
    meta: dict[str, MetaValue] = {
        "invoice": number,
        "on": claim.item,
        "due": date,
        "level": Decimal(charge.level),
    }
    if claim.instalment is not None:
        meta["instalment"] = Decimal(claim.instalment)
    if charge.period:
        meta["period-start"], meta["period-end"] = charge.period
    what = "Interest on" if charge.period else "Late fee on"
    legs = (Posting(receivable, charge.amount), Posting(income, -charge.amount))
    links = links_of(number, [claim.item])
    return sealed(Entry(date, payee, f"{what} {claim.item}", ("late-fee",), links, legs, meta))
