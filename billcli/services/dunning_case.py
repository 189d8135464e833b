"""What has to be known to decide who is reminded, gathered from the books and the settings."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from billcli.domain.dispute import Disputed, disputes
from billcli.domain.dunning.balance_history import balance_history
from billcli.domain.dunning.contact_limit import touches
from billcli.domain.dunning.history import charged, reminded
from billcli.domain.dunning.notice import Obstacle
from billcli.domain.dunning.plan import Case
from billcli.domain.fold_item import opening
from billcli.domain.hold import holds, record_hold
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.promise import promised, promises

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from billcli.domain.books import Books
    from billcli.domain.dunning.history import Claim
    from billcli.domain.dunning.policy import DunningPolicy
    from billcli.domain.entry import Note
    from billcli.domain.hold import Hold
    from billcli.domain.money import Money
    from billcli.services.workspace import Workspace


def dunning_case(workspace: Workspace, sent: Iterable[Note] = ()) -> Case:
    """Return what is known as of today.

    Args:
        workspace: the books.
        sent: notes of letters that went out, or may have, and do not stand in the ledger yet.
    """
    today, books = workspace.today, workspace.books(workspace.today)
    facts, rows, parties = workspace.snapshot.facts, books.open_items(), books.parties
    notes = [*facts.notes, *sent]
    policy = workspace.settings.dunning.of
    fees = [entry for entry in facts.entries_with("on") if entry.date <= today]
    return Case(
        today=today,
        rows=rows,
        policy=policy,
        address=lambda customer: parties[customer].email if customer in parties else "",
        balances=_Balances(books, policy),
        reminded=reminded(notes),
        touches=touches(notes),
        charged=charged(fees),
        obstacles=_obstacles(books, facts.notes),
        held=_held(books, facts.notes),
    )


class _Balances:
    """What was open of a claim, day by day; once asked, all that bear interest are read at once."""

    def __init__(self, books: Books, policy: Callable[[str], DunningPolicy]) -> None:
        self._books, self._policy = books, policy

    def __call__(self, claim: Claim) -> Sequence[tuple[dt.date, Money]]:
        moved = self._few.history(claim.item)
        return balance_history(moved, opening(moved, self._few.bills), claim.instalment)

    @cached_property
    def _few(self) -> Books:
        today = self._books.as_of
        return self._books.among(items=dict.fromkeys(
            row.item
            for row in self._books.open_items()
            if self._policy(row.customer).bears_interest(row.days_overdue(today) or 0)
        ))  # fmt: skip


def _obstacles(books: Books, notes: Sequence[Note]) -> Mapping[str, Sequence[Obstacle]]:
    """Return what stands against asking for items: promises, holds and disputes, in this order."""
    found: dict[str, list[Obstacle]] = defaultdict(list)
    for item, promise in promised(promises(notes, books.as_of, books.history)).items():
        found[item].append(Obstacle("promised", f"{promise.id} until {promise.until}".strip()))
    for hold in holds(notes, books.as_of):
        for item in hold.items if hold.is_open else ():
            found[item].append(_held_by(hold))
    disputed = Disputed(disputes(notes, books.as_of))
    currencies = {row.item: row.balance_open.currency for row in books.open_items()}
    for item in disputed.items:
        for one in disputed.about(item):
            known = one.amount and one.amount.currency == currencies.get(item)
            found[item].append(Obstacle("disputed", one.id, one.amount if known else None))
    return found


def _held(books: Books, notes: Sequence[Note]) -> Mapping[str, Obstacle]:
    """Return what stands against asking customers for anything, by their ids."""
    held = {
        customer: _held_by(hold)
        for customer, party in books.parties.items()
        if (hold := record_hold(party))
    }
    accounts = {
        hold.account: hold for hold in holds(notes, books.as_of) if hold.is_open and not hold.items
    }
    for row in books.open_items() if accounts else ():
        if row.account in accounts:
            held[row.customer] = _held_by(accounts[row.account])
    return held


def _held_by(hold: Hold) -> Obstacle:
    until = f"until {hold.until}" if hold.until else ""
    words = " ".join(word for word in (hold.id, hold.reason, until) if word)
    return Obstacle("collections" if hold.is_handed_off else "held", words)
