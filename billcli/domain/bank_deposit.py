"""Money that waits to reach the bank: cheques and cash in the till, charges at a card processor.

Each waits under a name of its own, a receipt or the processor's id of the charge, on the account
that holds it. A deposit or a payout takes it from there by that name, so the account comes to zero
name by name. What is paid back from there waits as well, and is deducted.

Source: docs/reference/ledger-format.md rules 5, 7, 11 and 18 and its worked example.
"""

from __future__ import annotations

from billcli.domain.entry import Entry, Posting
from billcli.domain.frozen import frozen, replace
from billcli.domain.meta import text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Facts, Meta

RECEIPT, CHARGE = "receipt", "charge-id"
KEYS = (RECEIPT, CHARGE)


@frozen
class Waiting:
    """Money that waits on an account under a name.

    Attributes:
        key: ``receipt`` or ``charge-id``.
        name: the receipt, or the processor's id of the charge.
        account: that holds it.
        amount: what is left of it; negative where a charge went back after it was paid out.
        entry: the first that put it there.
    """

    key: str
    name: str
    account: str
    amount: Money
    entry: Entry

    @property
    def payment(self) -> str:
        """The id of the payment, empty where it has none."""
        return text_of(self.entry.meta.get("id"))


def waiting(entries: Iterable[Entry]) -> tuple[Waiting, ...]:
    """Return what waits by the names of the postings, in the order in which it came."""
    found: dict[tuple[str, str, str, str], Waiting] = {}
    for entry in entries:
        for leg in entry.postings:
            for key in KEYS if leg.meta else ():
                if name := text_of(leg.meta.get(key)):
                    place = leg.account, key, name, leg.amount.currency
                    known = found.get(place)
                    found[place] = (
                        replace(known, amount=known.amount + leg.amount)
                        if known
                        else Waiting(key, name, leg.account, leg.amount, entry)
                    )
    return tuple(one for one in found.values() if one.amount)


def key_on(facts: Facts, account: str) -> str:
    """Return the key under which money waits on an account, empty where none ever did."""
    for key in KEYS:
        legs = (leg for entry in facts.entries_posting(key) for leg in entry.postings)
        if any(leg.account == account and key in leg.meta for leg in legs):
            return key
    return ""


def booked_under(facts: Facts, charge: str) -> tuple[Entry, ...]:
    """Return the entries that name a charge, in order."""
    return tuple(
        entry
        for entry in (facts.entries_posting(CHARGE) if charge else ())
        if any(text_of(leg.meta.get(CHARGE)) == charge for leg in entry.postings)
    )


@frozen
class DepositFee:
    """What the bank or the processor kept, positive, and the account of the expense."""

    amount: Money
    account: str


def deposit_entry(
    number: str,
    date: dt.date,
    chosen: Sequence[Waiting],
    *,
    bank: str,
    text: str = "",
    fee: DepositFee | None = None,
    meta: Meta | None = None,
) -> Entry:
    """Return the entry that takes what waited to the bank; its legs sum to exactly zero.

    Args:
        number: its id, such as ``DEP-2026-0001``.
        date: when it reached the bank.
        chosen: what waited, of one key and currency, at least one.
        bank: account it reached.
        text: narration; empty takes ``Deposit`` or ``Payout`` and the id.
        fee: what was kept of it.
        meta: what the bank said of it, where its line made the deposit.
    """
    is_payout = chosen[0].key == CHARGE
    gross = total([one.amount for one in chosen], chosen[0].amount.currency)
    legs = [Posting(bank, gross - fee.amount if fee else gross, meta or {})]
    if fee:
        kind = "psp_fee" if is_payout else "bank_fee"
        legs.append(Posting(fee.account, fee.amount, {"adjustment": kind}))
    legs += [Posting(one.account, -one.amount, {one.key: one.name}) for one in chosen]
    payee = chosen[0].account.rpartition(":")[2] if is_payout else "Bank"
    said, tag = ("Payout", "payout") if is_payout else ("Deposit", "deposit")
    return Entry(
        date, payee, text or f"{said} {number}", (tag,), (number,), tuple(legs), {"id": number}
    )


def taken_to(facts: Facts, receipt: str) -> str:
    """Return the bank account a receipt was deposited on, empty while it waits."""
    named = facts.entries_naming(RECEIPT, "reverses")
    gone = {text_of(entry.meta.get("reverses")) for entry in named if "reversal" in entry.tags}
    for entry in named:
        if text_of(entry.meta.get("id")) in gone:
            continue
        if "deposit" in entry.tags and any(
            text_of(leg.meta.get(RECEIPT)) == receipt for leg in entry.postings
        ):
            return entry.postings[0].account
    return ""
