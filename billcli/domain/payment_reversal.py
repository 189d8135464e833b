"""A payment that went back, as a ledger entry: its mirror, as it stands by now.

What was never touched is mirrored leg by leg, a discount with its tax too. What was unapplied or
moved since is taken from where it stands. It is another movement of the bank: no bank line that the
payment names is freed by it (docs/decisions/undo-frees-the-line.md).

Source: docs/reference/ledger-format.md rules 4 to 7, 11 and 13 and its worked example.
"""

from __future__ import annotations

from billcli.domain.allocation_part import Part
from billcli.domain.bank_deposit import CHARGE, RECEIPT
from billcli.domain.entry import Entry, Posting
from billcli.domain.entry_link import links_of
from billcli.domain.frozen import frozen, replace
from billcli.domain.meta import text_of
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.payment_correction import Head, exchange, mirrored, part_legs, reopened_legs
from billcli.domain.payment_standing import added
from billcli.domain.reversal_entry import LINE_KEYS, NOT_MIRRORED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from billcli.domain.entry import MetaValue
    from billcli.domain.money import Money
    from billcli.domain.payment_standing import Standing

_WORDS = NOT_MIRRORED - {"receipt"} | frozenset(LINE_KEYS)


@frozen
class Fee:
    """What a bank or processor took for giving a payment back.

    Attributes:
        amount: positive.
        account: of the expense.
        paid_from: account it was taken from.
    """

    amount: Money
    account: str
    paid_from: str


def payment_reversal(
    number: str,
    head: Head,
    standing: Standing,
    is_receivable: Callable[[str], bool],
    *,
    went: Callable[[str], str] = str,
    fee: Fee | None = None,
    reason: str = "",
) -> Entry:
    """Return the entry that reverses a payment; its legs sum to exactly zero.

    Args:
        number: the entry's own id, such as ``RET-2026-0001``.
        head: day, payee and narration.
        standing: of the payment; nobody used what it left on account.
        is_receivable: tells accounts that customers owe on.
        went: the account that money left, by the account it stood on.
        fee: what was taken for it.
        reason: in a person's words.
    """
    others = added(
        leg for entry in standing.voices for leg in entry.postings if not is_receivable(leg.account)
    )
    legs = [_from(leg, went(leg.account)) for leg in mirrored(others, _WORDS)]
    legs += reopened_legs(standing.shares)
    rest = [Part(row, row.balance_open) for row in standing.rest]
    legs += part_legs(rest, standing.worth)
    legs += exchange(legs, head.fx)
    legs += _of_fee(fee, legs)
    items = [*(share.item for share in standing.shares), *(row.item for row in standing.rest)]
    meta: dict[str, MetaValue] = {"id": number, "reverses": standing.payment}
    if reason:
        meta["reason"] = reason
    return Entry(
        head.date,
        head.payee,
        head.narration,
        ("reversal",),
        links_of(number, [standing.payment, *items]),
        tuple(legs),
        meta,
    )


def _from(leg: Posting, account: str) -> Posting:
    """Return a leg on another account; a receipt stays where the money waited."""
    if account == leg.account:
        return leg
    meta = {key: value for key, value in leg.meta.items() if key != RECEIPT}
    return replace(leg, account=account, meta=meta)


def _of_fee(fee: Fee | None, legs: Iterable[Posting]) -> list[Posting]:
    """Return what was taken; what a processor took waits with the charge for the next payout."""
    if fee is None:
        return []
    charges = (text_of(leg.meta.get(CHARGE)) for leg in legs if leg.account == fee.paid_from)
    charge = next(filter(None, charges), "")
    return [
        Posting(fee.account, fee.amount, {"adjustment": "return_fee"}),
        Posting(fee.paid_from, -fee.amount, {CHARGE: charge} if charge else {}),
    ]
