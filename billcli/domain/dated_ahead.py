"""Money and corrections dated after today, which mostly are a slip of the keyboard.

They are written, since a ledger may know of tomorrow; invoices often do, and are not told of. What
follows something that is dated as late is meant.
"""

from __future__ import annotations

from billcli.domain.entry import Entry
from billcli.domain.entry_link import own_id
from billcli.domain.named import TYPE_CHECKING
from billcli.domain.problem import Problem, Severity

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from billcli.domain.entry import Directive

KINDS = frozenset(
    "payment refund write-off credit-note application reversal deposit payout".split()
)


def dated_ahead(
    new: Iterable[Directive],
    before: Callable[[], Iterable[Entry]],
    today: dt.date,
    *,
    is_written: bool,
) -> tuple[Problem, ...]:
    """Return a warning when entries are dated after today and nothing they name is (DATE-AHEAD).

    Args:
        new: what is written.
        before: asked for the entries that were there and are as late, if need be.
        today: the day billcli acts on.
        is_written: whether there is something to take back; not in a dry run.
    """
    late = [one for one in new if isinstance(one, Entry) and one.date > today]
    found = [one for one in late if KINDS & {*one.tags}]
    if not found:
        return ()
    others = [one for one in (*before(), *late) if one.date > today]
    days = [(own_id(one), one.date) for one in others if one not in found]
    slips = [
        one for one in found if not any(name in one.links and day >= one.date for name, day in days)
    ]
    if not slips:
        return ()
    name, day = own_id(slips[0]), slips[0].date
    said = f"{name} and {len(slips) - 1} more are" if slips[1:] else f"{name} is"
    way = "billcli undo takes it back" if is_written else f"use --date {today}"
    hint = f"if another day was meant: {way}"
    message = f"{said} dated {day}, after today, {today}"
    return (Problem("DATE-AHEAD", message, help=hint, severity=Severity.WARNING),)
