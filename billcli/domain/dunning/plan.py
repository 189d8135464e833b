"""The decision who is reminded of what today: a pure function of what is open and what was agreed.

A missed day is never made up by an older letter: each item is asked for at the level it has
reached, once. What is open counts, what is owed to the customer lessens it, and nobody is asked for
what is disputed, promised, held or handed over.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from billcli.domain.dunning.charging import Borne, charges_of
from billcli.domain.dunning.history import Claim, Reminded
from billcli.domain.dunning.notice import (
    Ask,
    Credit,
    DunningPlan,
    LeftOut,
    Notice,
    Obstacle,
    claim_of,
)
from billcli.domain.dunning.policy import number_of
from billcli.domain.frozen import field, frozen, replace
from billcli.domain.money import Money, total
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.open_item import Kind
from billcli.domain.reminder import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from billcli.domain.dunning.contact_limit import Touch
    from billcli.domain.dunning.history import Charged
    from billcli.domain.dunning.policy import DunningPolicy
    from billcli.domain.open_item import OpenItem

MORNING = dt.time(9)


@frozen
class Case:
    """What is to be known to decide.

    Attributes:
        rows: everything open as of today.
        policy: what was agreed with a customer id.
        address: where a customer id gets its letters; empty when that is not known.
        balances: what was open of a claim at the end of each day on which it changed.
        reminded: what was asked before.
        touches: contacts with customers, letters and what was logged.
        charged: late fees and interest that are booked.
        obstacles: what stands against asking, by item.
        held: what stands against asking a customer for anything, by customer id.
        at: time of day, for quiet hours.
        prints: whether letters are printed, so that nobody needs an address.
    """

    today: dt.date
    rows: Sequence[OpenItem]
    policy: Callable[[str], DunningPolicy]
    address: Callable[[str], str]
    balances: Callable[[Claim], Sequence[tuple[dt.date, Money]]]
    reminded: Reminded = field(default_factory=Reminded)
    touches: Sequence[Touch] = ()
    charged: Sequence[Charged] = ()
    obstacles: Mapping[str, Sequence[Obstacle]] = field(default_factory=dict)
    held: Mapping[str, Obstacle] = field(default_factory=dict)
    at: dt.time = MORNING
    prints: bool = False


def dunning_plan(case: Case) -> DunningPlan:
    """Return who is asked for what, and who is not, and why."""
    known = _Known(case)
    by_customer: dict[str, list[OpenItem]] = defaultdict(list)
    for row in case.rows:
        by_customer[row.customer].append(row)
    notices: list[Notice] = []
    left: list[LeftOut] = []
    for customer in sorted(by_customer):
        desk = _Desk(known, by_customer[customer])
        notices += desk.notices()
        left += desk.left
    return DunningPlan(case.today, tuple(notices), tuple(left))


class _Known:
    """A case, with what all customers need looked up once.

    Attributes:
        shared: accounts on which several customers' items stand.
        touches: contacts by receivable account.
        borne: late fees and interest by what they are for.
        on: the item each of them is for, by its number.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.shared = _shared(case.rows)
        self.on = {one.number: one.claim.item for one in case.charged}
        self.touches: dict[str, list[Touch]] = defaultdict(list)
        for touch in case.touches:
            self.touches[touch.account].append(touch)
        self.borne: dict[Claim, list[Charged]] = defaultdict(list)
        for one in case.charged:
            self.borne[one.claim].append(one)


class _Desk:
    """One customer's items, while it is decided what to ask."""

    def __init__(self, known: _Known, rows: Sequence[OpenItem]) -> None:
        self._known, self._case, self._rows = known, known.case, rows
        self._policy = known.case.policy(rows[0].customer)
        self._open = {row.item for row in rows if row.balance_open.number > 0}
        self._fees: dict[str, list[OpenItem]] = defaultdict(list)
        self.left: list[LeftOut] = []

    def notices(self) -> list[Notice]:
        """Return the letters, and keep in ``left`` what is in none."""
        asks = self._asks()
        if not asks:
            return []
        if until := self._paused():
            self.left += [LeftOut(ask.row, "pause", f"until {until}") for ask in asks]
            return []
        if self._policy.is_quiet(self._case.at):
            self.left += [LeftOut(ask.row, "quiet", self._policy.quiet_hours) for ask in asks]
            return []
        credit, made = self._credits(), self._contacts()
        found: list[Notice] = []
        for group in self._groups(asks):
            if reason := self._limited([*made, *(self._case.today for _ in found)]):
                self.left += [LeftOut(ask.row, "limit", reason) for ask in group]
            elif (notice := self._notice(group, credit)) is not None:
                found.append(notice)
        return found

    def _asks(self) -> list[Ask]:
        """Return what may be asked today, the longest overdue first.

        A late fee is asked for with what it is for while that is open, then by itself.
        """
        asks = []
        for row in self._rows:
            if row.balance_open.number <= 0 or row.kind not in _ASKED:
                continue
            on = self._known.on.get(row.item, "")
            if row.kind is Kind.LATE_FEE and on in self._open:
                left = self._left_of(row)
                if left == row.balance_open:
                    self._fees[on].append(row)
                elif left is not None:
                    self.left.append(LeftOut(row, "disputed", "in part"))
            elif ask := self._ask(row):
                asks.append(ask)
        return sorted(asks, key=lambda ask: (ask.row.date_due or dt.date.max, ask.row.item))

    def _ask(self, row: OpenItem) -> Ask | None:
        days = row.days_overdue(self._case.today)
        step = None if days is None else self._policy.step(days)
        if step is None:
            return None
        amount = self._left_of(row)
        if amount is None:
            return None
        before = self._case.reminded.levels.get(claim_of(row))
        if before is not None and number_of(step.level) <= before:
            self.left.append(LeftOut(row, "asked", step.level.value))
            return None
        return Ask(row, step, amount)

    def _left_of(self, row: OpenItem) -> Money | None:
        """Return what may be asked of an item; None when nothing may, which is noted."""
        amount = row.balance_open
        for obstacle in self._against(row):
            if obstacle.amount is None or obstacle.amount.number >= amount.number:
                self.left.append(LeftOut(row, obstacle.reason, obstacle.detail))
                return None
            amount -= obstacle.amount
        return amount

    def _against(self, row: OpenItem) -> Iterable[Obstacle]:
        """Return what stands against asking for an item; a late fee follows what it is for."""
        obstacles, held = self._case.obstacles, self._case.held.get(row.customer)
        yield from [held] if held else []
        yield from obstacles.get(row.item, ())
        on = self._known.on.get(row.item, "")
        yield from [one for one in obstacles.get(on, ()) if one.amount is None]

    def _paused(self) -> dt.date | None:
        """Return until when the customer is left in peace; None when that is over.

        A letter of today does not count: what was broken off today goes on today.
        """
        before = self._case.reminded
        days = [before.items[row.item] for row in self._rows if row.item in before.items]
        account = self._rows[0].account
        if account in before.accounts and account not in self._known.shared:
            days.append(before.accounts[account])
        earlier = [day for day in days if day < self._case.today]
        if not earlier:
            return None
        until = max(earlier) + dt.timedelta(days=self._policy.days_between)
        return until if until > self._case.today else None

    def _contacts(self) -> list[dt.date]:
        """Return the days on which the customer was contacted.

        On an account of several customers only letters that name something of this one count.
        """
        items, shared = {row.item for row in self._rows}, self._known.shared
        return [
            one.day
            for account in dict.fromkeys(row.account for row in self._rows)
            for one in self._known.touches.get(account, ())
            if account not in shared or not items.isdisjoint(one.items)
        ]

    def _limited(self, made: Sequence[dt.date]) -> str:
        """Return why there is no room for one more contact today; an empty text when there is."""
        limit, today = self._policy.contacts, self._case.today
        if limit is None or (day := limit.next_day(made, today)) == today:
            return ""
        return f"{limit.most} in {limit.days} days, the next on {day}"

    def _credits(self) -> dict[str, list[Credit]]:
        """Return what the customer is owed, by currency, the oldest first."""
        found: dict[str, list[Credit]] = defaultdict(list)
        for row in sorted(self._rows, key=lambda row: (row.date_issued, row.item)):
            if row.balance_open.number < 0:
                found[row.balance_open.currency].append(Credit(row, row.balance_open))
        return found

    def _groups(self, asks: Sequence[Ask]) -> list[list[Ask]]:
        """Return the asks letter by letter: what is not due yet never stands beside what is."""
        if not self._policy.bundle:
            return [[ask] for ask in asks]
        groups: dict[tuple[bool, str], list[Ask]] = defaultdict(list)
        for ask in asks:
            groups[ask.step.level is Level.NOTICE, ask.amount.currency].append(ask)
        return [groups[key] for key in sorted(groups)]

    def _notice(self, asks: Sequence[Ask], credit: dict[str, list[Credit]]) -> Notice | None:
        row, case = asks[0].row, self._case
        fees = tuple(fee for item in dict.fromkeys(a.row.item for a in asks)
                     for fee in self._fees.pop(item, ())
                     if fee.balance_open.currency == asks[0].amount.currency)  # fmt: skip
        notice = Notice(
            customer=row.customer,
            customer_name=row.customer_name,
            account=row.account,
            to=case.address(row.customer),
            step=max((ask.step for ask in asks), key=lambda step: number_of(step.level)),
            asks=tuple(asks),
            fees=fees,
        )
        if asks[0].amount.currency in credit:
            notice = replace(notice, credits=_taken(credit, notice.open))
        if reason := self._hindered(notice):
            self.left += [LeftOut(ask.row, *reason) for ask in asks]
            return None
        known = Borne(self._known.borne, case.balances)
        return replace(notice, charges=charges_of(notice, self._policy, known, case.today))

    def _hindered(self, notice: Notice) -> tuple[str, str] | None:
        asked, least = notice.open, self._policy.minimum.get(notice.currency)
        if asked.number <= 0:
            return "credit", "covered by what the customer is owed"
        if least is not None and asked.number < least.number:
            return "minimum", f"{asked} is less than {least}"
        return None if notice.to or self._case.prints else ("no-address", "")


_ASKED = (Kind.INVOICE, Kind.LATE_FEE)


def _taken(credit: dict[str, list[Credit]], asked: Money) -> tuple[Credit, ...]:
    """Take from what the customer is owed as much as a letter asks for, the oldest first."""
    taken = []
    pool = credit.get(asked.currency, [])
    while pool and asked.number > 0:
        first = pool.pop(0)
        used = Credit(first.row, max(first.amount, -asked, key=lambda money: money.number))
        rest = first.amount - used.amount
        if rest.number < 0:
            pool.insert(0, Credit(first.row, rest))
        taken.append(used)
        asked = total([asked, used.amount], asked.currency)
    return tuple(taken)


def _shared(rows: Iterable[OpenItem]) -> frozenset[str]:
    """Return the accounts on which several customers' items stand."""
    owner: dict[str, str] = {}
    found = (r.account for r in rows if owner.setdefault(r.account, r.customer) != r.customer)
    return frozenset(found)
