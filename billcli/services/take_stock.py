"""Where the receivables stand today, and which command each thing waits for."""

from __future__ import annotations

import datetime as dt

from billcli.domain.money import Money
from billcli.domain.named import TYPE_CHECKING, NamedTuple
from billcli.domain.open_item import Kind, sums
from billcli.services.draft_file import WORK, drafts
from billcli.services.item_mark import has_holds, has_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from billcli.domain.open_item import Owed
    from billcli.services.workspace import Workspace

SOON = dt.timedelta(days=7)


class Standing(NamedTuple):
    """One thing to know.

    Attributes:
        key: its name for machines.
        title: its name for people.
        count: how many items.
        amounts: their sum per currency.
        follow: the command that shows or settles them.
    """

    key: str
    title: str
    count: int  # type: ignore[assignment]  # nobody asks how often a value stands in it
    amounts: tuple[Money, ...]
    follow: str


_NONE_DISPUTED = Standing("disputed", "Disputed", 0, (), "billcli report open --status disputed")


def take_stock(workspace: Workspace, as_of: dt.date) -> tuple[Standing, ...]:
    """Return what is owed, overdue, due soon, disputed, on account, drafted, late and unbilled.

    Items may stand in several rows; rows that count nothing are there too.
    """
    rows = tuple(workspace.owed(as_of))
    owed = [row for row in rows if row.number > 0]
    credit = [row for row in rows if row.number < 0]

    def due(test: Callable[[int], bool]) -> list[Owed]:
        return [row for row in owed if row.due is not None and test((as_of - row.due).days)]

    waiting = drafts(workspace)
    return (
        _standing("owed", "Owed", owed, "billcli report open"),
        _standing(
            "overdue", "Overdue", due(lambda d: d > 0), "billcli report open --status overdue"
        ),
        _standing(
            "due_soon",
            "Due within a week",
            due(lambda d: -SOON.days <= d <= 0),
            "billcli report open",
        ),
        _disputed(workspace, as_of) if any(row.disputed for row in rows) else _NONE_DISPUTED,
        _broken(workspace, as_of),
        _held(workspace, as_of),
        _standing(
            "on_account",
            "Money on account",
            [row for row in credit if row.kind is Kind.PAYMENT],
            "billcli report open --sort amount",
        ),
        _standing(
            "credit_notes",
            "Credit notes not applied",
            [row for row in credit if row.kind is Kind.CREDIT_NOTE],
            "billcli report open --sort amount",
        ),
        Standing("drafts", "Drafts", len(waiting), (), "billcli invoice list --drafts"),
        _plans(workspace, as_of),
        _unbilled(workspace, as_of),
        *_letters(workspace),
    )


def _letters(workspace: Workspace) -> tuple[Standing, Standing]:
    """Return the letters that may have arrived, and those for which something is left to do."""
    unknown = waiting = 0
    if (workspace.folder / ".billcli" / "outbox").is_dir():
        from billcli.delivery.way import State  # noqa: PLC0415 - few send letters
        from billcli.services.outbox_work import waiting_letters  # noqa: PLC0415 - as above

        states = [slip.state for slip in waiting_letters(workspace)]
        unknown = sum(state in {State.UNKNOWN, State.SENDING} for state in states)
        waiting = len(states) - unknown
    follow = "billcli outbox list"
    return (
        Standing("letters_unknown", "Letters that may have arrived", unknown, (), follow),
        Standing("letters_waiting", "Letters that wait", waiting, (), follow),
    )


def _disputed(workspace: Workspace, as_of: dt.date) -> Standing:
    """Return the items about which a dispute is open, with what is disputed of them."""
    books = workspace.books(as_of)
    found: dict[tuple[str, str], Money] = {}
    for item in books.disputed.items:
        for row in books.about(item=item).open_items():
            if row.item == item:
                key = item, row.balance_open.currency
                found[key] = row.balance_open + found.get(key, Money.zero(key[1]))
    parts = [books.disputed.part(item, left) for (item, _), left in found.items()]
    amounts = sums((part.currency, part.number) for part in parts)
    return _NONE_DISPUTED._replace(count=len(parts), amounts=amounts)


def _broken(workspace: Workspace, as_of: dt.date) -> Standing:
    """Return the promises that were broken, with what is open of their items."""
    found = Standing("promises", "Broken promises", 0, (), "billcli promise list")
    if not has_notes(workspace, "promise"):
        return found
    from billcli.domain.promise import BROKEN  # noqa: PLC0415 - few have any
    from billcli.services.standing_note import left_of, promises_on  # noqa: PLC0415 - as above

    broken = [one for one in promises_on(workspace, as_of) if one.status == BROKEN]
    items = dict.fromkeys(item for one in broken for item in one.items)
    return found._replace(count=len(broken), amounts=left_of(workspace.books(as_of), items))


def _held(workspace: Workspace, as_of: dt.date) -> Standing:
    """Return the holds that stand, by notes or by customers' records, with what is owed of them."""
    found = Standing("holds", "On hold", 0, (), "billcli hold list")
    if not has_holds(workspace):
        return found
    from billcli.domain.open_item import balances_open  # noqa: PLC0415 - few have any
    from billcli.services.standing_note import held_rows, holds_on  # noqa: PLC0415 - as above

    stand = [one for one in holds_on(workspace, as_of) if one.is_open]
    rows = held_rows(workspace.books(as_of), stand)
    return found._replace(count=len(stand), amounts=balances_open(rows))


def _plans(workspace: Workspace, as_of: dt.date) -> Standing:
    """Return the dates of plans that have no invoice yet, with the plans' names."""
    title, follow = "Late to be billed", "billcli plan run"
    if not (workspace.folder / "plans").is_dir():
        return Standing("plans", title, 0, (), follow)
    from billcli.services.plan_file import read_plans  # noqa: PLC0415 - few have plans
    from billcli.services.run_plans import waiting  # noqa: PLC0415 - as above

    plans = read_plans(workspace, (), str)
    due = waiting(workspace, plans, as_of)
    broken = [plan.name for plan in plans if plan.found.problems]
    names = ", ".join(dict.fromkeys((*(one.plan.name for one in due), *broken)))
    count = len(due) + sum(plan.plan is None for plan in plans)
    follow = "billcli plan list" if broken else follow
    return Standing("plans", f"{title}: {names}" if count else title, count, (), follow)


def _unbilled(workspace: Workspace, as_of: dt.date) -> Standing:
    """Return the work that waits longer to be billed than ``[time] late`` allows."""
    title = "Unbilled for long"
    if not (workspace.folder / WORK).is_dir():
        return Standing("unbilled", title, 0, (), "billcli time list --unbilled")
    from billcli.services.work_store import (  # noqa: PLC0415 - most folders have none
        billed,
        work_files,
        works_of,
    )

    days = workspace.settings.time.late
    works = works_of(work_files(workspace))
    old = [work for work in works if (as_of - work.date).days > days]
    done = billed(workspace.all_books(), old) if old else frozenset()
    waiting = [work for work in old if done.isdisjoint(work.documents)]
    noun = "time" if not waiting or any(work.is_time for work in waiting) else "expense"
    return Standing("unbilled", title, len(waiting), (), f"billcli {noun} list --unbilled")


def _standing(key: str, title: str, rows: Sequence[Owed], follow: str) -> Standing:
    amounts = sums((row.currency, row.number) for row in rows)
    return Standing(key, title, len(rows), amounts, follow)
