"""What the worklist has to know of each customer with money that is late."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

from billcli.domain.contact import ContactKind, contacts, reached
from billcli.domain.hold import held
from billcli.domain.money import EXACT, ZERO, Money, rounded
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.promise import BROKEN, promised
from billcli.domain.worklist import Prospect
from billcli.services.log_contact import address_changed
from billcli.services.standing_note import Owners, holds_on, promises_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from billcli.domain.contact import Contact
    from billcli.domain.open_item import Movement, OpenItem
    from billcli.services.workspace import Workspace


def prospects(workspace: Workspace, as_of: dt.date, customer: str = "") -> Iterator[Prospect]:
    """Yield each customer, per currency, of whom something is late and asked for.

    Args:
        workspace: the books.
        as_of: the day.
        customer: id, or an empty text for all.

    Raises:
        UsageError: there is no such customer.
    """
    books = workspace.books(as_of)
    wanted = books.customer(customer).id if customer else ""
    rows = sorted(
        books.open_items(wanted),
        key=lambda row: (row.customer, row.balance_open.currency),
    )
    few = books.among(dict.fromkeys(row.customer for row in rows))
    late = _late(few.movements, few.items if wanted else books.items)
    seen = _Seen(workspace, as_of, late)
    for _, group in groupby(rows, key=lambda row: (row.customer, row.balance_open.currency)):
        if one := seen.prospect(list(group)):
            yield one


class _Seen:
    """What the notes of the ledger say on a day."""

    def __init__(self, workspace: Workspace, as_of: dt.date, late: Mapping[str, int]) -> None:
        self._books, self._as_of, self._late = workspace.books(as_of), as_of, late
        self._facts = workspace.snapshot.facts
        every = promises_on(workspace, as_of)
        self._promised, self._holds = promised(every), holds_on(workspace, as_of)
        owners = Owners(self._books)
        self._broken = Counter(
            owners.of(one.account, one.items).customer for one in every if one.status == BROKEN
        )
        notes = (*self._facts.notes_of("call"), *self._facts.notes_of("delivery"))
        self._contacts: dict[str, list[Contact]] = defaultdict(list)
        for one in contacts(notes, as_of):
            self._contacts[one.account].append(one)

    def prospect(self, rows: Sequence[OpenItem]) -> Prospect | None:
        """Return what is known of a customer by its open items in a currency; None if not late."""
        first, risk, waiting, days = rows[0], ZERO, ZERO, 0
        for item, group in groupby(sorted(rows, key=lambda r: r.item), key=lambda r: r.item):
            own = list(group)
            left = sum((row.balance_open.number for row in own), ZERO)
            late = [row for row in own if (row.days_overdue(self._as_of) or 0) > 0]
            overdue = sum((row.balance_open.number for row in late), ZERO)
            if left < 0:
                risk = EXACT.add(risk, left)
                continue
            stopped = self._stopped(first, item, left)
            waiting = EXACT.add(waiting, stopped)
            if (asked := max(overdue - stopped, ZERO)) > 0:
                risk = EXACT.add(risk, asked)
                days = max(days, *(row.days_overdue(self._as_of) or 0 for row in late))
        if risk <= 0 or not days:
            return None
        currency, party = first.balance_open.currency, self._books.parties[first.customer]
        bounces = self._bounces(first.account, party.id)
        return Prospect(
            first.customer, first.customer_name, _money(risk, currency), _money(waiting, currency),
            days, self._broken[first.customer], self._late.get(first.customer),
            bool(party.email), bool(party.text("phone")), bounces, self._deadline(rows),
        )  # fmt: skip

    def _bounces(self, account: str, customer: str) -> int:
        own = self._contacts[account]
        if ContactKind.BOUNCE not in {one.kind for one in own}:
            return 0
        return reached(own, address_changed(self._facts, customer, self._as_of)).bounces

    def _stopped(self, first: OpenItem, item: str, left: Decimal) -> Decimal:
        """Return how much of an item nobody is to be asked for."""
        if item in self._promised or held(self._holds, first.account, item):
            return left
        return self._books.disputed.part(item, Money(left, first.balance_open.currency)).number

    def _deadline(self, rows: Sequence[OpenItem]) -> dt.date | None:
        """Return the next day on which something falls due, or a promise or a hold ends."""
        days = [row.date_due for row in rows if row.balance_open.number > 0]
        for row in rows:
            promise, hold = self._promised.get(row.item), held(self._holds, row.account, row.item)
            days += [promise.until] if promise else []
            days += [hold.until] if hold else []
        return min((day for day in days if day and day >= self._as_of), default=None)


def _late(moved: Iterable[Movement], rows: Iterable[OpenItem]) -> dict[str, int]:
    """Return how many days after the due date customers settled invoices, on average, by id."""
    paid = {(m.customer, m.item): m.date for m in moved if m.amount.number < 0}
    days: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        last = paid.get((row.customer, row.item))
        if row.kind is Kind.INVOICE and row.date_due and not row.balance_open and last:
            days[row.customer].append((last - row.date_due).days)
    return {customer: round(sum(each) / len(each)) for customer, each in days.items()}


def _money(number: Decimal, currency: str) -> Money:
    return Money(rounded(number, currency), currency)
