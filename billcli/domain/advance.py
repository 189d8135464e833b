"""What was paid of an invoice before it was issued: credit that it took up in the same change.

The application that takes it up names the invoice in ``on``. One that is written later does not, so
that a document made again years afterwards shows what it showed then, also when the application was
taken back.

Source: docs/reference/ledger-format.md rule 8; EN 16931 BT-113 and BT-115.
"""

from __future__ import annotations

from billcli.domain.frozen import frozen, replace
from billcli.domain.meta import count_of, text_of
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from billcli.domain.entry import Entry
    from billcli.domain.instalment import Instalment

ON = "on"
"""Key of an application that was written with an invoice or a credit note: its number."""


@frozen
class Drawn:
    """Credit that was taken up.

    Attributes:
        credit: id of the credit note, or of the payment of which something was left.
        amount: positive.
    """

    credit: str
    amount: Money


@frozen
class Paid:
    """What was settled by it.

    Attributes:
        instalment: its number, None for an invoice that is due in one.
        amount: positive.
    """

    instalment: int | None
    amount: Money


@frozen
class Advance:
    """What was paid of an invoice before it was issued.

    Attributes:
        entry: id of the application.
        drawn: which credit was taken up, oldest first; at least one.
        paid: what that settled.
        left: credit in that currency that stays open for the next invoice, told when it is written;
            None where it is read back.
    """

    entry: str
    drawn: tuple[Drawn, ...]
    paid: tuple[Paid, ...]
    left: Money | None = None

    @property
    def amount(self) -> Money:
        """Return the sum paid in advance (BT-113)."""
        return total([one.amount for one in self.drawn], self.drawn[0].amount.currency)


def advance_of(entry: Entry, number: str) -> Advance | None:
    """Return what an entry says was paid of an invoice in advance; None when it is another entry.

    Args:
        entry: any.
        number: of the invoice.
    """
    if "application" not in entry.tags or text_of(entry.meta.get(ON)) != number:
        return None
    legs = [(text_of(leg.meta.get("invoice")), leg) for leg in entry.postings]
    drawn = tuple(
        Drawn(name, leg.amount)
        for name, leg in legs
        if name not in {"", number} and leg.amount.number > 0
    )
    paid = tuple(
        Paid(count_of(leg.meta.get("instalment")), -leg.amount)
        for name, leg in legs
        if name == number
    )
    return Advance(text_of(entry.meta.get("id")), drawn, paid) if drawn else None


def found_advance(entries: Iterable[Entry], number: str) -> Advance | None:
    """Return what one of the entries says was paid of an invoice in advance."""
    return next(filter(None, (advance_of(entry, number) for entry in entries)), None)


def still_due(instalments: Sequence[Instalment], advance: Advance | None) -> tuple[Instalment, ...]:
    """Return the instalments that are not paid in advance, each with what is left to pay of it."""
    paid = {one.instalment: one.amount for one in advance.paid} if advance else {}
    rest = [
        replace(part, amount=part.amount - paid[part.number]) if part.number in paid else part
        for part in instalments
    ]
    return tuple(part for part in rest if part.amount)
