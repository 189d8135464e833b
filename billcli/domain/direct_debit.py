"""Direct debits: which open items are collected on a day, from whom, and why others are not.

Nothing is collected before it is due, above what is open, from a customer who is owed something,
or of what is disputed.
"""

from __future__ import annotations

from itertools import groupby

from billcli.domain.allocation_part import Part, by_due, sum_of
from billcli.domain.contract import is_unnamed
from billcli.domain.frozen import frozen
from billcli.domain.iban import compact, is_sepa
from billcli.domain.mandate import Mandate, parse_mandate
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import UsageError, quoted

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from billcli.domain.open_item import OpenItem
    from billcli.domain.party import Party

CURRENCY = "EUR"


@frozen
class Debit:
    """One collection: what a customer pays with it.

    Attributes:
        customer: with the account that is debited.
        mandate: what allows it.
        parts: the items it settles, whole, oldest due first.
    """

    customer: Party
    mandate: Mandate
    parts: tuple[Part, ...]

    @property
    def amount(self) -> Money:
        """What is collected, positive."""
        return sum_of(self.parts, CURRENCY)

    @property
    def iban(self) -> str:
        """The account that is debited, without blanks."""
        return compact(self.customer.text("iban"))

    @property
    def items(self) -> tuple[str, ...]:
        """The numbers of the items, each once."""
        return tuple(dict.fromkeys(part.open_item.item for part in self.parts))


@frozen
class LeftOut:
    """What is not collected though it could be thought due.

    Attributes:
        item: id of the item, or an empty string for all of the customer's.
        reason: in a few words.
    """

    customer: str
    item: str
    reason: str


def choose(
    items: Iterable[OpenItem],
    collected: dt.date,
    party: Callable[[str], Party],
    before: Mapping[str, dt.date],
) -> tuple[tuple[Debit, ...], tuple[LeftOut, ...]]:
    """Return what is collected on a day, by customer, and what is left out with the reason.

    Customers without a mandate are no subject of it, and neither is what falls due later.

    Args:
        items: open items of all customers, credits too.
        collected: the day on which the money is collected.
        party: returns a customer as recorded on that day, by id.
        before: the last day on which something was collected, by the customer's account.
    """
    debits: list[Debit] = []
    left: list[LeftOut] = []
    rows = sorted((i for i in items if i.balance_open), key=lambda i: i.customer)
    for name, group in groupby(rows, key=lambda i: i.customer):
        customer = party(name)
        due, others = _due(list(group), collected)
        if not customer.text("mandate").strip() or not due:
            continue
        if reason := _refusal(customer, others, before.get(customer.account)):
            left.append(LeftOut(name, "", reason))
            continue
        found = [(row, _objection(row)) for row in due]
        left += [LeftOut(name, row.item, why) for row, why in found if why]
        if parts := tuple(Part(row, row.balance_open) for row, why in found if not why):
            debits.append(Debit(customer, parse_mandate(customer.text("mandate")), parts))
    return tuple(debits), tuple(left)


def _due(rows: Sequence[OpenItem], day: dt.date) -> tuple[list[OpenItem], list[OpenItem]]:
    """Return what is owed and due by a day, oldest first, and what the customer is owed."""
    owed = [row for row in rows if row.balance_open.number > 0]
    due = by_due(row for row in owed if (row.date_due or row.date_issued) <= day)
    return due, [row for row in rows if row.balance_open.number < 0]


def _refusal(customer: Party, credits_open: Sequence[OpenItem], last: dt.date | None) -> str:
    """Return why nothing at all is collected from a customer, or an empty string."""
    if customer.is_held:
        return "the customer is on hold"
    try:
        mandate = parse_mandate(customer.text("mandate"))
    except UsageError as error:
        return error.problems[0].message
    if mandate.once and last and last >= mandate.signed:
        return f"its mandate {mandate.reference} was for one collection, that of {last}"
    iban = customer.text("iban")
    if not is_sepa(iban):
        return f"its IBAN {quoted(iban)} is none that can be debited" if iban else "it has no IBAN"
    if credits_open:
        first = credits_open[0].balance_open.currency
        same = [r.balance_open for r in credits_open if r.balance_open.currency == first]
        owed = -total(same, first)
        return f"{owed} are owed to it ({credits_open[0].item}): apply or refund that first"
    return ""


def _objection(row: OpenItem) -> str:
    if row.balance_open.currency != CURRENCY:
        return f"it is open in {row.balance_open.currency}, direct debits are in {CURRENCY}"
    if row.disputed:
        return "it is disputed"
    return "it has no number" if is_unnamed(row.item) else ""
